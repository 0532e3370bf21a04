//! CMS signatures and time-stamp tokens.

use aws_lc_rs::digest;

use super::{
    der::{algorithm, explicit, int, octets, oid, seq, set_of, time, tlv},
    pki::Identity,
};

const DATA: &str = "1.2.840.113549.1.7.1";
const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";

/// Revocation lists and OCSP answers.
pub type Archival = (Vec<Vec<u8>>, Vec<Vec<u8>>);

/// How a signature departs from the usual.
#[derive(Default)]
pub struct Style<'s> {
    /// A time-stamp on the value, from this authority at this time.
    pub stamp: Option<(&'s Identity, &'s str)>,
    /// The stamp is about something else.
    pub stamp_of_other: bool,
    pub without_signing_certificate: bool,
    pub names_other_certificate: bool,
    pub without_signed_attributes: bool,
    /// Attributes stored in the reverse of DER order, and signed so.
    pub reversed: bool,
    /// Stored reversed, signed in DER order.
    pub reversed_stored: bool,
    /// The value is replaced by another.
    pub broken_value: bool,
    /// The digest attribute is of other octets.
    pub other_digest: bool,
    pub content_inside: bool,
    /// Instead of the digest algorithm.
    pub digest_oid: Option<&'s str>,
    /// signing-time attribute.
    pub signing_time: Option<&'s str>,
    pub two_signers: bool,
    /// adbe-revocationInfoArchival: lists and answers.
    pub archival: Option<Archival>,
}

fn attribute(kind: &str, value: &[u8]) -> Vec<u8> {
    seq(&[&oid(kind), &tlv(0x31, value)])
}

fn signing_certificate(certificate: &[u8]) -> Vec<u8> {
    let hash = digest::digest(&digest::SHA256, certificate);
    let identifier = seq(&[&octets(hash.as_ref())]);
    attribute("1.2.840.113549.1.9.16.2.47", &seq(&[&seq(&[&identifier])]))
}

/// The CMS over `signed` by `signer`, with the certificates of `chain`.
pub fn sign(signed: &[u8], signer: &Identity, chain: &[&Identity], style: &Style<'_>) -> Vec<u8> {
    let (digest_name, function) = signer.key.digest();
    let over = if style.other_digest {
        &b"other"[..]
    } else {
        signed
    };
    let mut attributes = vec![
        attribute("1.2.840.113549.1.9.3", &oid(DATA)),
        attribute(
            "1.2.840.113549.1.9.4",
            &octets(digest::digest(function, over).as_ref()),
        ),
    ];
    if !style.without_signing_certificate {
        let certificate = if style.names_other_certificate {
            &chain[0].certificate
        } else {
            &signer.certificate
        };
        attributes.push(signing_certificate(certificate));
    }
    if let Some(text) = style.signing_time {
        attributes.push(attribute("1.2.840.113549.1.9.5", &time(text)));
    }
    if let Some((lists, answers)) = &style.archival {
        let value = seq(&[
            &explicit(0, &tlv(0x30, &lists.concat())),
            &explicit(1, &tlv(0x30, &answers.concat())),
        ]);
        attributes.push(attribute("1.2.840.113583.1.1.8", &value));
    }
    let sorted = set_of(attributes.clone());
    attributes.sort();
    attributes.reverse();
    let reversed = tlv(0x31, &attributes.concat());
    let (stored, to_sign) = match (style.reversed, style.reversed_stored) {
        (true, _) => (&reversed, &reversed),
        (_, true) => (&reversed, &sorted),
        _ => (&sorted, &sorted),
    };
    let message = if style.without_signed_attributes {
        signed.to_vec()
    } else {
        to_sign.clone()
    };
    let mut value = signer.key.sign(&message);
    if style.broken_value {
        value = signer.key.sign(b"something else");
    }
    let mut stored = stored.clone();
    stored[0] = 0xa0;
    if style.without_signed_attributes {
        stored.clear();
    }
    let unsigned = match style.stamp {
        None => Vec::new(),
        Some((authority, at)) => {
            let stamped: &[u8] = if style.stamp_of_other {
                b"other"
            } else {
                &value
            };
            let token = token(stamped, authority, chain, at);
            let mut set = set_of(vec![attribute("1.2.840.113549.1.9.16.2.14", &token)]);
            set[0] = 0xa1;
            set
        }
    };
    let info = seq(&[
        &int(1),
        &seq(&[&signer.issuer, &int(signer.serial)]),
        &algorithm(style.digest_oid.unwrap_or(digest_name)),
        &stored,
        &signer.key.algorithm(),
        &octets(&value),
        &unsigned,
    ]);
    let infos = if style.two_signers {
        [info.clone(), info].concat()
    } else {
        info
    };
    let content = if style.content_inside {
        explicit(0, &octets(signed))
    } else {
        Vec::new()
    };
    signed_data(DATA, &content, signer, chain, digest_name, &infos)
}

fn signed_data(
    kind: &str,
    content: &[u8],
    signer: &Identity,
    chain: &[&Identity],
    digest_name: &str,
    infos: &[u8],
) -> Vec<u8> {
    let mut certificates = signer.certificate.clone();
    for authority in chain {
        certificates.extend_from_slice(&authority.certificate);
    }
    let data = seq(&[
        &int(1),
        &tlv(0x31, &algorithm(digest_name)),
        &seq(&[&oid(kind), content]),
        &explicit(0, &certificates),
        &tlv(0x31, infos),
    ]);
    seq(&[&oid("1.2.840.113549.1.7.2"), &explicit(0, &data)])
}

/// A time-stamp token over `stamped`.
pub fn token(stamped: &[u8], authority: &Identity, chain: &[&Identity], at: &str) -> Vec<u8> {
    let imprint = digest::digest(&digest::SHA256, stamped);
    let info = seq(&[
        &int(1),
        &oid("1.3.6.1.4.1.55555.2"),
        &seq(&[
            &algorithm("2.16.840.1.101.3.4.2.1"),
            &octets(imprint.as_ref()),
        ]),
        &int(7),
        &time(at),
    ]);
    let (digest_name, function) = authority.key.digest();
    let attributes = set_of(vec![
        attribute("1.2.840.113549.1.9.3", &oid(TST_INFO)),
        attribute(
            "1.2.840.113549.1.9.4",
            &octets(digest::digest(function, &info).as_ref()),
        ),
        signing_certificate(&authority.certificate),
    ]);
    let value = authority.key.sign(&attributes);
    let mut stored = attributes;
    stored[0] = 0xa0;
    let signer_info = seq(&[
        &int(1),
        &seq(&[&authority.issuer, &int(authority.serial)]),
        &algorithm(digest_name),
        &stored,
        &authority.key.algorithm(),
        &octets(&value),
    ]);
    let content = explicit(0, &octets(&info));
    signed_data(
        TST_INFO,
        &content,
        authority,
        chain,
        digest_name,
        &signer_info,
    )
}
