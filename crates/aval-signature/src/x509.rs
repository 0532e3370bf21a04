//! Certificates as slices (RFC 5280): names, validity, usages. Paths are built elsewhere.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::{
    algorithm::AlgorithmIdentifier,
    asn1::{self, Element, Malformed, Reader, Result},
    oid,
    pdf::text::for_people,
};

#[derive(Debug, Clone)]
pub(crate) struct Certificate<'a> {
    pub der: &'a [u8],
    pub tbs: &'a [u8],
    /// Contents octets of the serial number.
    pub serial: &'a [u8],
    pub issuer: Name<'a>,
    pub subject: Name<'a>,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    pub key: PublicKey<'a>,
    pub algorithm: AlgorithmIdentifier<'a>,
    pub signature: &'a [u8],
    extensions: Vec<Extension<'a>>,
}

#[derive(Debug, Clone)]
struct Extension<'a> {
    oid: &'a [u8],
    critical: bool,
    value: Cow<'a, [u8]>,
}

/// SubjectPublicKeyInfo.
#[derive(Debug, Clone)]
pub(crate) struct PublicKey<'a> {
    pub der: &'a [u8],
    pub algorithm: AlgorithmIdentifier<'a>,
    pub bits: &'a [u8],
}

/// A distinguished name, compared octet by octet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name<'a> {
    pub der: &'a [u8],
}

/// Bits of keyUsage (RFC 5280, 4.2.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeyUsage(u16);

impl KeyUsage {
    pub fn digital_signature(self) -> bool {
        self.0 & 0x8000 != 0
    }

    pub fn non_repudiation(self) -> bool {
        self.0 & 0x4000 != 0
    }

    pub fn certificate_signing(self) -> bool {
        self.0 & 0x0400 != 0
    }

    pub fn crl_signing(self) -> bool {
        self.0 & 0x0200 != 0
    }
}

impl<'a> Certificate<'a> {
    pub fn read(der: &'a [u8]) -> Result<Self> {
        let mut outer = Element::alone(der)?.children();
        let tbs = outer.expect(asn1::SEQUENCE)?;
        let algorithm = AlgorithmIdentifier::read(&mut outer)?;
        let signature = outer.expect(asn1::BIT_STRING)?.bits()?;
        let mut fields = tbs.children();
        fields.optional(asn1::context(0))?;
        let serial = fields.expect(asn1::INTEGER)?.contents;
        let inner_algorithm = AlgorithmIdentifier::read(&mut fields)?;
        if inner_algorithm.raw != algorithm.raw {
            return Err(Malformed);
        }
        let issuer = Name {
            der: fields.expect(asn1::SEQUENCE)?.raw,
        };
        let mut validity = fields.sequence()?;
        let (not_before, not_after) = (validity.any()?.time()?, validity.any()?.time()?);
        let subject = Name {
            der: fields.expect(asn1::SEQUENCE)?.raw,
        };
        let key = PublicKey::read(fields.expect(asn1::SEQUENCE)?)?;
        fields.optional(asn1::context_primitive(1))?;
        fields.optional(asn1::context_primitive(2))?;
        let extensions = match fields.optional(asn1::context(3))? {
            Some(wrapped) => read_extensions(&mut wrapped.children())?,
            None => Vec::new(),
        };
        Ok(Self {
            der,
            tbs: tbs.raw,
            serial,
            issuer,
            subject,
            not_before,
            not_after,
            key,
            algorithm,
            signature,
            extensions,
        })
    }

    fn extension(&self, oid: &[u8]) -> Option<&Extension<'a>> {
        self.extensions.iter().find(|e| e.oid == oid)
    }

    pub fn is_valid_at(&self, time: Timestamp) -> bool {
        self.not_before <= time && time <= self.not_after
    }

    pub fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    /// `None` when the certificate does not limit its key.
    pub fn key_usage(&self) -> Result<Option<KeyUsage>> {
        let Some(extension) = self.extension(oid::KEY_USAGE) else {
            return Ok(None);
        };
        let bits = Element::alone(&extension.value)?;
        let (_, octets) = bits.contents.split_first().ok_or(Malformed)?;
        let octet = |at: usize| u16::from(octets.get(at).copied().unwrap_or(0));
        Ok(Some(KeyUsage((octet(0) << 8) | octet(1))))
    }

    /// Purposes of extendedKeyUsage; `None` when it does not have the extension.
    pub fn extended_key_usage(&self) -> Result<Option<Vec<&[u8]>>> {
        let Some(extension) = self.extension(oid::EXTENDED_KEY_USAGE) else {
            return Ok(None);
        };
        let purposes = Element::alone(&extension.value)?.children().all()?;
        Ok(Some(purposes.iter().map(|p| p.contents).collect()))
    }

    /// RFC 3161, 2.3: time stamping, alone and critical.
    pub fn is_for_time_stamping_alone(&self) -> bool {
        self.extension(oid::EXTENDED_KEY_USAGE)
            .is_some_and(|e| e.critical)
            && self
                .extended_key_usage()
                .is_ok_and(|purposes| purposes.is_some_and(|p| p == [oid::EKU_TIME_STAMPING]))
    }

    pub fn is_authority(&self) -> bool {
        self.extension(oid::BASIC_CONSTRAINTS).is_some_and(|e| {
            Element::alone(&e.value)
                .and_then(|constraints| constraints.children().optional(asn1::BOOLEAN))
                .is_ok_and(|ca| ca.is_some_and(|ca| ca.contents == [0xff]))
        })
    }

    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        let extension = self.extension(oid::SUBJECT_KEY_IDENTIFIER)?;
        Element::alone(&extension.value).ok().map(|e| e.contents)
    }

    /// ETSI EN 319 412-5: the statement that the certificate is a qualified one.
    pub fn is_qualified(&self) -> bool {
        const QC_COMPLIANCE: &[u8] = &[0x04, 0x00, 0x8e, 0x46, 0x01, 0x01];
        self.extension(oid::QC_STATEMENTS).is_some_and(|e| {
            Element::alone(&e.value)
                .and_then(|statements| statements.children().all())
                .is_ok_and(|statements| {
                    statements
                        .iter()
                        .any(|s| s.children().oid().is_ok_and(|oid| oid == QC_COMPLIANCE))
                })
        })
    }

    /// Whether the directory names of this certificate stay inside the nameConstraints of
    /// `authority` (RFC 5280, 4.2.1.10); `None` when it has none of that kind.
    pub fn respects_directory_constraints(&self, authority: &Certificate<'_>) -> Option<bool> {
        let extension = authority.extension(oid::NAME_CONSTRAINTS)?;
        let constraints = Element::alone(&extension.value).ok()?;
        let mut fields = constraints.children();
        let permitted = directory_subtrees(fields.optional(asn1::context(0)).ok()?)?;
        let excluded = directory_subtrees(fields.optional(asn1::context(1)).ok()?)?;
        if permitted.is_empty() && excluded.is_empty() {
            return None;
        }
        let within = |base: &&[u8]| {
            Element::alone(self.subject.der).is_ok_and(|name| name.contents.starts_with(base))
        };
        let allowed = permitted.is_empty() || permitted.iter().any(within);
        Some(allowed && !excluded.iter().any(within))
    }
}

/// Contents of the directory names in a list of subtrees.
fn directory_subtrees(subtrees: Option<Element<'_>>) -> Option<Vec<&[u8]>> {
    let Some(subtrees) = subtrees else {
        return Some(Vec::new());
    };
    let mut names = Vec::new();
    for subtree in subtrees.children().all().ok()? {
        let base = subtree.children().any().ok()?;
        if base.tag == asn1::context(4) {
            names.push(base.children().any().ok()?.contents);
        }
    }
    Some(names)
}

fn read_extensions<'a>(wrapped: &mut Reader<'a>) -> Result<Vec<Extension<'a>>> {
    let mut list = wrapped.sequence()?;
    let mut extensions: Vec<Extension<'a>> = Vec::new();
    while !list.is_empty() {
        let mut fields = list.sequence()?;
        let oid = fields.oid()?;
        let critical = fields
            .optional(asn1::BOOLEAN)?
            .is_some_and(|critical| critical.contents != [0]);
        let value = fields.expect(asn1::OCTET_STRING)?.string()?;
        if extensions.iter().any(|e| e.oid == oid) {
            return Err(Malformed);
        }
        extensions.push(Extension {
            oid,
            critical,
            value,
        });
    }
    Ok(extensions)
}

impl<'a> PublicKey<'a> {
    pub fn read(element: Element<'a>) -> Result<Self> {
        let mut fields = element.children();
        Ok(Self {
            der: element.raw,
            algorithm: AlgorithmIdentifier::read(&mut fields)?,
            bits: fields.expect(asn1::BIT_STRING)?.bits()?,
        })
    }
}

impl Name<'_> {
    /// The first value of an attribute, as text.
    pub fn attribute(&self, oid: &[u8]) -> Option<String> {
        for set in Element::alone(self.der).ok()?.children().all().ok()? {
            for pair in set.children().all().ok()? {
                let mut pair = pair.children();
                if pair.oid().ok()? == oid {
                    return Some(for_people(&text(pair.any().ok()?)));
                }
            }
        }
        None
    }
}

fn text(value: Element<'_>) -> String {
    const BMP_STRING: u8 = 0x1e;
    const UTF8_STRING: u8 = 0x0c;
    match value.tag {
        UTF8_STRING => String::from_utf8_lossy(value.contents).into_owned(),
        BMP_STRING => {
            let units = value
                .contents
                .chunks_exact(2)
                .map(|pair| pair.iter().fold(0u16, |u, o| (u << 8) | u16::from(*o)));
            char::decode_utf16(units)
                .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        _ => value.contents.iter().map(|o| char::from(*o)).collect(),
    }
}
