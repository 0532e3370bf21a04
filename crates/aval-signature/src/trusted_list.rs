//! EU trusted lists (ETSI TS 119 612): the XML signature is checked with the pinned certificate of
//! the operator, over the whole document and nothing less, before a single service is read.

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use roxmltree::{Document, Node, ParsingOptions};

use crate::{
    algorithm::{Hash, Scheme, ValueCheck, check_value, is_weak_key},
    canonical_xml::{Form, canonical},
    trust::{Anchor, AnchorUse, Period, TrustError},
    x509::Certificate,
};

const LIST: &str = "http://uri.etsi.org/02231/v2#";
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const SERVICE_TYPES: &str = "http://uri.etsi.org/TrstSvc/Svctype/";
const STATUSES: &str = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/";
const OLD_STATUSES: &str =
    "http://uri.etsi.org/TrstSvc/Svcstatus/eSigDir-1999-93-EC-TrustedList/Svcstatus/";
const INFORMATION: &str = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/";

/// The largest national lists have 30,000 elements.
const MOST_NODES: u32 = 2_000_000;

pub(crate) struct TrustedList {
    pub anchors: Vec<Anchor>,
    pub territory: Option<String>,
    pub issued: Option<Timestamp>,
    pub next_update: Option<Timestamp>,
}

pub(crate) fn read(xml: &[u8], operators: &[Vec<u8>]) -> Result<TrustedList, TrustError> {
    let text = std::str::from_utf8(xml).map_err(|_| TrustError::NotATrustedList)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let document =
        Document::parse_with_options(text, options).map_err(|_| TrustError::NotATrustedList)?;
    let root = document.root_element();
    if !root.has_tag_name((LIST, "TrustServiceStatusList")) {
        return Err(TrustError::NotATrustedList);
    }
    verify(&document, operators)?;
    let information = child(root, "SchemeInformation").ok_or(TrustError::NotATrustedList)?;
    let anchors = root
        .descendants()
        .filter(|node| node.has_tag_name((LIST, "TSPService")))
        .flat_map(service_anchors)
        .collect();
    Ok(TrustedList {
        anchors,
        territory: child(information, "SchemeTerritory")
            .and_then(|node| node.text())
            .map(|text| text.trim().to_owned()),
        issued: child(information, "ListIssueDateTime").and_then(time),
        next_update: child(information, "NextUpdate")
            .and_then(|next| child(next, "dateTime"))
            .and_then(time),
    })
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children()
        .find(|child| child.has_tag_name((LIST, name)))
}

fn time(node: Node<'_, '_>) -> Option<Timestamp> {
    node.text()?.trim().parse().ok()
}

// ---- the signature ----

fn verify(document: &Document<'_>, operators: &[Vec<u8>]) -> Result<(), TrustError> {
    let root = document.root_element();
    let mut signatures = root
        .descendants()
        .filter(|node| node.has_tag_name((DSIG, "Signature")));
    let signature = signatures.next().ok_or(TrustError::ListUnsigned)?;
    if signatures.next().is_some() || signature.parent() != Some(root) {
        return Err(TrustError::ListSignature);
    }
    let info = dsig(signature, "SignedInfo").ok_or(TrustError::ListSignature)?;
    let value = dsig(signature, "SignatureValue")
        .and_then(base64_text)
        .ok_or(TrustError::ListSignature)?;
    let (form, also) =
        canonicalization(dsig(info, "CanonicalizationMethod").ok_or(TrustError::ListSignature)?)?;
    let method = dsig(info, "SignatureMethod")
        .and_then(|method| method.attribute("Algorithm"))
        .ok_or(TrustError::ListSignature)?;
    let message = canonical(info, None, form, &also);
    let operator = operators
        .iter()
        .filter_map(|der| Certificate::read(der).ok())
        .find(|operator| signed_by(operator, method, message.as_bytes(), &value))
        .ok_or(TrustError::ListSignature)?;
    check_references(document, signature, info)?;
    check_signing_certificate(signature, &operator)
}

fn dsig<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children()
        .find(|child| child.has_tag_name((DSIG, name)))
}

fn base64_text(node: Node<'_, '_>) -> Option<Vec<u8>> {
    let text: String = node
        .text()?
        .chars()
        .filter(|c| !c.is_ascii_whitespace())
        .collect();
    STANDARD.decode(text).ok()
}

fn canonicalization<'a>(method: Node<'a, '_>) -> Result<(Form, Vec<&'a str>), TrustError> {
    match method.attribute("Algorithm") {
        Some(EXCLUSIVE) => {
            let also = method
                .children()
                .find(|node| node.has_tag_name((EXCLUSIVE, "InclusiveNamespaces")))
                .and_then(|node| node.attribute("PrefixList"))
                .unwrap_or_default()
                .split_ascii_whitespace()
                .map(|prefix| if prefix == "#default" { "" } else { prefix })
                .collect();
            Ok((Form::Exclusive, also))
        }
        Some(INCLUSIVE) => Ok((Form::Inclusive, Vec::new())),
        _ => Err(TrustError::ListUnsupported),
    }
}

fn signed_by(operator: &Certificate<'_>, method: &str, message: &[u8], value: &[u8]) -> bool {
    let Some((scheme, value)) = signature_scheme(method, value) else {
        return false;
    };
    !is_weak_key(&operator.key)
        && check_value(scheme, &operator.key, message, &value) == ValueCheck::Verified
}

/// RFC 9231. ECDSA values are two numbers side by side there, a SEQUENCE everywhere else.
fn signature_scheme(method: &str, value: &[u8]) -> Option<(Scheme, Vec<u8>)> {
    let name = method.rsplit('#').next()?;
    let (kind, hash) = match name.split_once('-')? {
        ("rsa", hash) => ("rsa", hash),
        ("ecdsa", hash) => ("ecdsa", hash),
        (hash, "rsa-MGF1") => ("pss", hash),
        _ => return None,
    };
    let (hash, salt) = match hash {
        "sha256" => (Hash::Sha256, 32),
        "sha384" => (Hash::Sha384, 48),
        "sha512" => (Hash::Sha512, 64),
        _ => return None,
    };
    Some(match kind {
        "rsa" => (Scheme::RsaPkcs1(hash), value.to_vec()),
        "pss" => (
            Scheme::RsaPss {
                hash,
                mask: hash,
                salt,
            },
            value.to_vec(),
        ),
        _ => (Scheme::Ecdsa(hash), sequence_of_halves(value)?),
    })
}

fn sequence_of_halves(value: &[u8]) -> Option<Vec<u8>> {
    let (r, s) = value.split_at_checked(value.len() / 2)?;
    let mut numbers = Vec::new();
    for half in [r, s] {
        let zeros = half.iter().take_while(|octet| **octet == 0).count();
        let digits = half.get(zeros..)?;
        let pad = digits.first().is_none_or(|first| first & 0x80 != 0);
        let length = digits.len() + usize::from(pad);
        numbers.extend([0x02, u8::try_from(length).ok().filter(|l| *l < 128)?]);
        if pad {
            numbers.push(0);
        }
        numbers.extend_from_slice(digits);
    }
    let mut sequence = vec![0x30];
    if numbers.len() >= 128 {
        sequence.push(0x81);
    }
    sequence.push(u8::try_from(numbers.len()).ok()?);
    sequence.extend(numbers);
    Some(sequence)
}

/// Exactly one reference covers the whole document but the signature; any other one must be to
/// something inside the signature itself. All digests must match.
fn check_references(
    document: &Document<'_>,
    signature: Node<'_, '_>,
    info: Node<'_, '_>,
) -> Result<(), TrustError> {
    let root = document.root_element();
    let mut whole = 0;
    for reference in info
        .children()
        .filter(|node| node.has_tag_name((DSIG, "Reference")))
    {
        let uri = reference
            .attribute("URI")
            .ok_or(TrustError::ListUnsupported)?;
        let target = if uri.is_empty() {
            document.root()
        } else {
            by_id(
                document,
                uri.strip_prefix('#').ok_or(TrustError::ListUnsupported)?,
            )?
        };
        let is_whole = target == document.root() || target == root;
        if is_whole {
            whole += 1;
        } else if !target.ancestors().any(|node| node == signature) {
            return Err(TrustError::ListSignature);
        }
        check_reference(reference, target, is_whole.then_some(signature))?;
    }
    if whole == 1 {
        Ok(())
    } else {
        Err(TrustError::ListSignature)
    }
}

/// The one element with this identifier; two of them are an attack.
fn by_id<'a, 'i>(document: &'a Document<'i>, id: &str) -> Result<Node<'a, 'i>, TrustError> {
    let mut found = document.descendants().filter(|node| {
        ["Id", "ID", "id"]
            .iter()
            .any(|name| node.attribute(*name) == Some(id))
    });
    match (found.next(), found.next()) {
        (Some(node), None) => Ok(node),
        _ => Err(TrustError::ListSignature),
    }
}

fn check_reference(
    reference: Node<'_, '_>,
    target: Node<'_, '_>,
    signature: Option<Node<'_, '_>>,
) -> Result<(), TrustError> {
    let mut enveloped = None;
    let (mut form, mut also) = (Form::Inclusive, Vec::new());
    let transforms = dsig(reference, "Transforms");
    for transform in transforms
        .into_iter()
        .flat_map(|transforms| transforms.children())
        .filter(|node| node.has_tag_name((DSIG, "Transform")))
    {
        match transform.attribute("Algorithm") {
            Some(ENVELOPED) => enveloped = signature,
            _ => (form, also) = canonicalization(transform)?,
        }
    }
    // Without the transform the signature would have to hold its own digest.
    if signature.is_some() && enveloped.is_none() {
        return Err(TrustError::ListSignature);
    }
    let function = dsig(reference, "DigestMethod")
        .and_then(|method| method.attribute("Algorithm"))
        .and_then(digest_function)
        .ok_or(TrustError::ListUnsupported)?;
    let expected = dsig(reference, "DigestValue")
        .and_then(base64_text)
        .ok_or(TrustError::ListSignature)?;
    let octets = canonical(target, enveloped, form, &also);
    if digest::digest(function, octets.as_bytes()).as_ref() == expected {
        Ok(())
    } else {
        Err(TrustError::ListSignature)
    }
}

fn digest_function(algorithm: &str) -> Option<&'static digest::Algorithm> {
    match algorithm {
        "http://www.w3.org/2001/04/xmlenc#sha256" => Some(&digest::SHA256),
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => Some(&digest::SHA384),
        "http://www.w3.org/2001/04/xmlenc#sha512" => Some(&digest::SHA512),
        _ => None,
    }
}

/// XAdES: when the signature names its certificate, it must be the operator's.
fn check_signing_certificate(
    signature: Node<'_, '_>,
    operator: &Certificate<'_>,
) -> Result<(), TrustError> {
    let Some(named) = signature
        .descendants()
        .find(|node| node.tag_name().name() == "CertDigest")
    else {
        return Ok(());
    };
    let function = dsig(named, "DigestMethod")
        .and_then(|method| method.attribute("Algorithm"))
        .and_then(digest_function);
    let expected = dsig(named, "DigestValue").and_then(base64_text);
    match (function, expected) {
        (Some(function), Some(expected)) => {
            let digest = digest::digest(function, operator.der);
            if digest.as_ref() == expected {
                Ok(())
            } else {
                Err(TrustError::ListSignature)
            }
        }
        // SHA-1 of the first version says nothing that the pinned key has not already said.
        _ => Ok(()),
    }
}

// ---- services ----

struct Instance<'a> {
    kind: &'a str,
    status: &'a str,
    from: Timestamp,
}

/// The certificates of a service with the periods in which it was granted.
fn service_anchors(service: Node<'_, '_>) -> Vec<Anchor> {
    let Some(information) = child(service, "ServiceInformation") else {
        return Vec::new();
    };
    let Some(current) = instance(information) else {
        return Vec::new();
    };
    let usage = match current.kind.strip_prefix(SERVICE_TYPES) {
        Some("CA/QC") if is_for_documents(information) => AnchorUse::Signatures,
        Some("TSA/QTST") => AnchorUse::TimeStamps,
        _ => return Vec::new(),
    };
    let kind = current.kind;
    let mut instances = vec![current];
    if let Some(history) = child(service, "ServiceHistory") {
        instances.extend(
            history
                .children()
                .filter(|node| node.has_tag_name((LIST, "ServiceHistoryInstance")))
                .filter_map(instance),
        );
    }
    instances.sort_by_key(|instance| instance.from);
    let granted = granted_periods(&instances, kind);
    if granted.is_empty() {
        return Vec::new();
    }
    certificates(information)
        .into_iter()
        .map(|der| Anchor {
            der,
            usage,
            granted: granted.clone(),
            listed: true,
        })
        .collect()
}

fn instance<'a>(node: Node<'a, '_>) -> Option<Instance<'a>> {
    let text = |name| child(node, name).and_then(|n| n.text()).map(str::trim);
    Some(Instance {
        kind: text("ServiceTypeIdentifier")?,
        status: text("ServiceStatus")?,
        from: child(node, "StatusStartingTime").and_then(time)?,
    })
}

/// Each instance lasts until the next one begins.
fn granted_periods(instances: &[Instance<'_>], kind: &str) -> Vec<Period> {
    let ends = instances
        .iter()
        .skip(1)
        .map(|next| Some(next.from))
        .chain([None]);
    instances
        .iter()
        .zip(ends)
        .filter(|(instance, _)| instance.kind == kind && is_granted(instance.status))
        .map(|(instance, until)| Period {
            from: instance.from,
            until,
        })
        .collect()
}

/// ETSI TS 119 612, 5.5.4, and the statuses of lists before eIDAS.
fn is_granted(status: &str) -> bool {
    match status.strip_prefix(OLD_STATUSES) {
        Some(old) => matches!(
            old,
            "undersupervision" | "supervisionincessation" | "accredited"
        ),
        None => matches!(
            status.strip_prefix(STATUSES),
            Some("granted" | "undersupervision" | "supervisionincessation" | "accredited")
        ),
    }
}

/// A service that is said to be for web sites only vouches for no document.
fn is_for_documents(information: Node<'_, '_>) -> bool {
    let mut purposes = information
        .descendants()
        .filter(|node| node.has_tag_name((LIST, "AdditionalServiceInformation")))
        .filter_map(|node| child(node, "URI").and_then(|uri| uri.text()))
        .filter_map(|uri| uri.trim().strip_prefix(INFORMATION))
        .filter(|purpose| purpose.starts_with("For"))
        .peekable();
    purposes.peek().is_none()
        || purposes.any(|purpose| purpose == "ForeSignatures" || purpose == "ForeSeals")
}

fn certificates(information: Node<'_, '_>) -> Vec<Vec<u8>> {
    child(information, "ServiceDigitalIdentity")
        .into_iter()
        .flat_map(|identity| identity.descendants())
        .filter(|node| node.has_tag_name((LIST, "X509Certificate")))
        .filter_map(base64_text)
        .filter(|der| Certificate::read(der).is_ok())
        .collect()
}
