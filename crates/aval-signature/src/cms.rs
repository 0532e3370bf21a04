//! SignedData of CMS (RFC 5652) with one signer, read in place. The signed attributes keep their
//! octets: several signing services store and sign them in an order that DER would change.

use std::borrow::Cow;

use crate::{
    algorithm::AlgorithmIdentifier,
    asn1::{self, Element, Malformed, Reader, Result},
    oid,
    x509::Certificate,
};

pub(crate) struct SignedData<'a> {
    pub content_type: &'a [u8],
    pub content: Option<Cow<'a, [u8]>>,
    /// Those that can be read; a broken one next to the signer's proves nothing either way.
    pub certificates: Vec<Certificate<'a>>,
    pub revocation_lists: Vec<&'a [u8]>,
    pub signer: SignerInfo<'a>,
    pub is_der: bool,
    /// Octets after the structure.
    pub after: &'a [u8],
}

pub(crate) struct SignerInfo<'a> {
    pub identifier: SignerIdentifier<'a>,
    pub digest: AlgorithmIdentifier<'a>,
    pub signed: Option<SignedAttributes<'a>>,
    pub algorithm: AlgorithmIdentifier<'a>,
    pub value: Cow<'a, [u8]>,
    pub unsigned: Vec<Attribute<'a>>,
}

pub(crate) enum SignerIdentifier<'a> {
    IssuerAndSerial { issuer: &'a [u8], serial: &'a [u8] },
    KeyIdentifier(&'a [u8]),
}

pub(crate) struct SignedAttributes<'a> {
    element: Element<'a>,
    attributes: Vec<Attribute<'a>>,
}

pub(crate) struct Attribute<'a> {
    pub oid: &'a [u8],
    pub raw: &'a [u8],
    pub values: Vec<Element<'a>>,
}

impl<'a> SignedData<'a> {
    pub fn read(octets: &'a [u8]) -> Result<Self> {
        let mut reader = Reader::new(octets);
        let outer = reader.expect(asn1::SEQUENCE)?;
        let after = reader.rest();
        let mut fields = outer.children();
        if fields.oid()? != oid::SIGNED_DATA {
            return Err(Malformed);
        }
        let signed = fields.expect(asn1::context(0))?.children().sequence()?;
        let mut fields = signed;
        fields.expect(asn1::INTEGER)?;
        fields.expect(asn1::SET)?;
        let mut encapsulated = fields.sequence()?;
        let content_type = encapsulated.oid()?;
        let content = match encapsulated.optional(asn1::context(0))? {
            Some(wrapped) => Some(wrapped.children().any()?.string()?),
            None => None,
        };
        let certificates = match fields.optional(asn1::context(0))? {
            Some(set) => set
                .children()
                .all()?
                .iter()
                .filter_map(|element| Certificate::read(element.raw).ok())
                .collect(),
            None => Vec::new(),
        };
        let revocation_lists = match fields.optional(asn1::context(1))? {
            Some(set) => set.children().all()?.iter().map(|e| e.raw).collect(),
            None => Vec::new(),
        };
        let signers = fields.expect(asn1::SET)?.children().all()?;
        let [signer] = signers.as_slice() else {
            return Err(Malformed);
        };
        Ok(Self {
            content_type,
            content,
            certificates,
            revocation_lists,
            signer: SignerInfo::read(*signer)?,
            is_der: outer.is_der(),
            after,
        })
    }

    /// The certificate that the SignerInfo names, among those of the CMS.
    pub fn signing_certificate(&self) -> Option<&Certificate<'a>> {
        self.certificates
            .iter()
            .find(|certificate| self.signer.identifier.names(certificate))
    }
}

impl<'a> SignerInfo<'a> {
    fn read(element: Element<'a>) -> Result<Self> {
        let mut fields = element.children();
        fields.expect(asn1::INTEGER)?;
        let identifier = match fields.optional(asn1::context_primitive(0))? {
            Some(key) => SignerIdentifier::KeyIdentifier(key.contents),
            None => {
                let mut pair = fields.sequence()?;
                SignerIdentifier::IssuerAndSerial {
                    issuer: pair.expect(asn1::SEQUENCE)?.raw,
                    serial: pair.expect(asn1::INTEGER)?.contents,
                }
            }
        };
        let digest = AlgorithmIdentifier::read(&mut fields)?;
        let signed = match fields.optional(asn1::context(0))? {
            Some(element) => Some(SignedAttributes {
                element,
                attributes: read_attributes(element)?,
            }),
            None => None,
        };
        let algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let value = fields.any()?;
        if value.tag & !0x20 != asn1::OCTET_STRING {
            return Err(Malformed);
        }
        let unsigned = match fields.optional(asn1::context(1))? {
            Some(element) => read_attributes(element)?,
            None => Vec::new(),
        };
        if !fields.is_empty() {
            return Err(Malformed);
        }
        Ok(Self {
            identifier,
            digest,
            signed,
            algorithm,
            value: value.string()?,
            unsigned,
        })
    }

    pub fn unsigned_values(&self, oid: &[u8]) -> impl Iterator<Item = &Element<'a>> {
        self.unsigned
            .iter()
            .filter(move |attribute| attribute.oid == oid)
            .flat_map(|attribute| attribute.values.iter())
    }
}

impl SignerIdentifier<'_> {
    pub fn names(&self, certificate: &Certificate<'_>) -> bool {
        match self {
            Self::IssuerAndSerial { issuer, serial } => {
                certificate.issuer.der == *issuer && certificate.serial == *serial
            }
            Self::KeyIdentifier(key) => certificate.subject_key_identifier() == Some(key),
        }
    }
}

fn read_attributes(element: Element<'_>) -> Result<Vec<Attribute<'_>>> {
    element
        .children()
        .all()?
        .into_iter()
        .map(|attribute| {
            let mut fields = attribute.children();
            Ok(Attribute {
                raw: attribute.raw,
                oid: fields.oid()?,
                values: fields.expect(asn1::SET)?.children().all()?,
            })
        })
        .collect()
}

impl<'a> SignedAttributes<'a> {
    /// The only value of an attribute that occurs at most once (RFC 5652, 11).
    pub fn single(&self, oid: &[u8]) -> Result<Option<Element<'a>>> {
        let mut found = None;
        for attribute in self.attributes.iter().filter(|a| a.oid == oid) {
            let [value] = attribute.values.as_slice() else {
                return Err(Malformed);
            };
            if found.replace(*value).is_some() {
                return Err(Malformed);
            }
        }
        Ok(found)
    }

    /// The octets that the signer signed, in the order of likelihood: as stored with the tag of
    /// a SET (RFC 5652, 5.4), then in DER order when they are stored in another one.
    pub fn signed_forms(&self) -> Vec<Vec<u8>> {
        let mut forms = Vec::new();
        if let Some((_, rest)) = self.element.raw.split_first() {
            let mut stored = vec![asn1::SET];
            stored.extend_from_slice(rest);
            forms.push(stored);
        }
        let sorted = self.in_der_order();
        if forms.first() != Some(&sorted) {
            forms.push(sorted);
        }
        forms
    }

    fn in_der_order(&self) -> Vec<u8> {
        let mut raws: Vec<&[u8]> = self.attributes.iter().map(|a| a.raw).collect();
        raws.sort_unstable();
        let length: usize = raws.iter().map(|raw| raw.len()).sum();
        let mut der = vec![asn1::SET];
        if length < 128 {
            der.push(length as u8);
        } else {
            let octets: Vec<u8> = length
                .to_be_bytes()
                .into_iter()
                .skip_while(|octet| *octet == 0)
                .collect();
            der.push(0x80 | octets.len() as u8);
            der.extend(octets);
        }
        raws.iter().for_each(|raw| der.extend_from_slice(raw));
        der
    }
}
