//! The check of one file from end to end. Pure: the same octets, trust, policy and instant give
//! the same report.

use std::{collections::BTreeSet, thread};

use jiff::Timestamp;

use crate::{
    algorithm::Hash,
    assess::{Assessed, Context, Opened, assess, codes_of},
    finding::{Code, Effect, Finding},
    integrity::Digester,
    pdf::{
        Document, ReadError,
        document::{Limits, OpenError},
        fields::{self, SignatureField},
    },
    policy::{POLICY_VERSION, Policy},
    proof::Accepted,
    report::{Report, SignatureKind, Step, Verdict},
    revocation::RevocationData,
    structure,
    trust::TrustStore,
    validation_data::{self, SecurityStore},
    x509::Certificate,
};

/// More signatures than any document carries.
const MOST_SIGNATURES: usize = 1_000;

/// Checks every signature of a PDF at the instant `at`.
pub fn verify(bytes: &[u8], trust: &TrustStore, policy: &Policy, at: Timestamp) -> Report {
    let document = match Document::open(bytes, Limits::default()) {
        Ok(document) => document,
        Err(error) => return refused(unopened(&error), at),
    };
    let fields = match fields::signature_fields(document.latest()) {
        Ok(fields) => fields,
        Err(_) => return refused(Finding::new(Code::PdfUnreadable, Effect::Reject), at),
    };
    let mut of_signatures = Vec::new();
    let opened = open_signatures(&document, &fields, &mut of_signatures);
    thread::scope(|scope| {
        let digester = Digester::ahead(scope, bytes, signed_prefixes(&opened));
        let (sound, mut findings) = structure::check(&document);
        findings.extend(of_signatures);
        if has_unreferenced_signature(&document, &opened) {
            findings.push(Finding::new(Code::UnreferencedSignature, Effect::Review));
        }
        let store = SecurityStore::read(document.latest());
        let context = gather(&document, trust, policy, at, &opened, &store, digester);
        let assessed = assess_all(context, &opened);

        if !opened.iter().any(|o| o.kind == SignatureKind::Signature) {
            findings.push(Finding::new(Code::NoSignature, Effect::Reject));
        }
        conclude(sound, findings, assessed, at)
    })
}

/// Where the first signed range of each signature ends, with the function over it.
fn signed_prefixes(opened: &[Opened<'_>]) -> BTreeSet<(Hash, usize)> {
    opened
        .iter()
        .filter_map(|o| Some((o.digest_function()?, o.ranges.as_ref().ok()?.before.end)))
        .collect()
}

fn unopened(error: &OpenError) -> Finding {
    match error {
        OpenError::NotAPdf => Finding::new(Code::NotAPdf, Effect::Reject),
        OpenError::Unreadable(ReadError::Password) => {
            Finding::new(Code::PasswordNeeded, Effect::Reject)
        }
        OpenError::Unreadable(_) => Finding::new(Code::PdfUnreadable, Effect::Reject),
    }
}

/// A file of which no signature could be looked at.
fn refused(finding: Finding, at: Timestamp) -> Report {
    let mut findings = vec![finding];
    if findings.iter().any(|f| f.code == Code::PasswordNeeded) {
        findings.push(Finding::new(Code::PdfEncrypted, Effect::Reject));
    }
    Report {
        verdict: Verdict::Reject,
        codes: codes_of(&findings),
        findings,
        signatures: Vec::new(),
        checked: Vec::new(),
        not_checked: Step::ALL.to_vec(),
        judged_at: at,
        policy: POLICY_VERSION,
    }
}

fn open_signatures<'a>(
    document: &Document<'_>,
    fields: &'a [SignatureField],
    findings: &mut Vec<Finding>,
) -> Vec<Opened<'a>> {
    let mut opened: Vec<Opened<'a>> = Vec::new();
    for field in fields {
        let Some(value) = &field.value else {
            findings.push(Finding::with(
                Code::SignatureFieldEmpty,
                Effect::Remark,
                field.name.clone(),
            ));
            continue;
        };
        let shared = value.reference.is_some()
            && opened
                .iter()
                .any(|known| known.value.reference == value.reference);
        if shared {
            findings.push(Finding::with(
                Code::SharedSignature,
                Effect::Review,
                field.name.clone(),
            ));
            continue;
        }
        if opened.len() >= MOST_SIGNATURES {
            findings.push(Finding::new(Code::UnreferencedSignature, Effect::Review));
            break;
        }
        opened.push(Opened::read(document, field, value));
    }
    opened
}

/// Signatures that the octets hold and no field names.
fn has_unreferenced_signature(document: &Document<'_>, opened: &[Opened<'_>]) -> bool {
    let declared = opened
        .iter()
        .filter(|o| o.value.dictionary.get(b"ByteRange").is_some())
        .count();
    structure::count_byte_ranges(document.bytes) > declared
}

fn gather<'s, 'a>(
    document: &'a Document<'a>,
    trust: &'a TrustStore,
    policy: &'a Policy,
    at: Timestamp,
    opened: &[Opened<'a>],
    store: &'a SecurityStore,
    digester: Digester<'s, 'a>,
) -> Context<'s, 'a> {
    let mut pool: Vec<Certificate<'a>> = Vec::new();
    let mut revocation = RevocationData::default();
    let stored = store
        .certificates
        .iter()
        .filter_map(|der| Certificate::read(der).ok());
    for certificate in opened
        .iter()
        .filter_map(Opened::signed)
        .flat_map(|signed| signed.certificates.iter().cloned())
        .chain(stored)
    {
        if !pool.iter().any(|known| known.der == certificate.der) {
            pool.push(certificate);
        }
    }
    for list in &store.lists {
        revocation.add_list(list);
    }
    for answer in &store.answers {
        revocation.add_answer(answer);
    }
    for signed in opened.iter().filter_map(Opened::signed) {
        validation_data::add_embedded(&mut revocation, signed);
    }
    Context {
        document,
        store: trust,
        policy,
        at,
        pool,
        revocation,
        digester,
        has_security_store: store.present,
        stamps: Vec::new(),
    }
}

/// Document time-stamps first: they prove times for the signatures before them.
fn assess_all<'a>(mut context: Context<'_, 'a>, opened: &[Opened<'a>]) -> Vec<Assessed> {
    let mut assessed: Vec<(usize, Assessed)> = Vec::new();
    for kind in [SignatureKind::DocumentTimestamp, SignatureKind::Signature] {
        for (place, signature) in opened.iter().enumerate() {
            if signature.kind == kind {
                let result = assess(&context, signature);
                context.stamps.extend(result.stamp);
                assessed.push((place, result));
            }
        }
    }
    assessed.sort_by_key(|(place, _)| *place);
    assessed.into_iter().map(|(_, result)| result).collect()
}

fn conclude(
    sound: Option<structure::StructureSound>,
    findings: Vec<Finding>,
    assessed: Vec<Assessed>,
    at: Timestamp,
) -> Report {
    let mut checked = vec![Step::Structure];
    for step in Step::ALL {
        let everywhere = !assessed.is_empty() && assessed.iter().all(|a| a.done.contains(&step));
        if everywhere {
            checked.push(step);
        }
    }
    let not_checked = Step::ALL
        .into_iter()
        .filter(|step| !checked.contains(step))
        .collect();
    let mut proofs = Vec::new();
    let mut signatures = Vec::new();
    let mut weighing = findings.clone();
    for signature in assessed {
        weighing.extend(signature.report.findings.iter().cloned());
        if signature.report.kind == SignatureKind::Signature {
            proofs.push(signature.sound);
        }
        signatures.push(signature.report);
    }
    let accepted = sound.and_then(|sound| Accepted::new(&sound, &proofs, &weighing));
    let verdict = match accepted {
        Some(accepted) => Verdict::Accept(accepted),
        None if weighing.iter().any(|f| f.effect == Effect::Reject) => Verdict::Reject,
        None => Verdict::Review,
    };
    Report {
        verdict,
        codes: codes_of(&weighing),
        findings,
        signatures,
        checked,
        not_checked,
        judged_at: at,
        policy: POLICY_VERSION,
    }
}
