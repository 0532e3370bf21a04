//! Certificates, lists and answers that the document security store (ETSI EN 319 142-1, 5.4) and
//! the signatures themselves carry.

use crate::{
    asn1::{self, Element},
    cms::SignedData,
    oid,
    pdf::{Object, Revision, document::Resolved},
    revocation::RevocationData,
};

/// More streams than any document needs.
const MOST_STREAMS: usize = 2_000;

/// Streams of the `/DSS`, decrypted and inflated.
#[derive(Default)]
pub(crate) struct SecurityStore {
    pub present: bool,
    pub certificates: Vec<Vec<u8>>,
    pub lists: Vec<Vec<u8>>,
    pub answers: Vec<Vec<u8>>,
}

impl SecurityStore {
    pub fn read(revision: Revision<'_>) -> Self {
        let mut store = Self::default();
        let Ok(catalog) = revision.catalog() else {
            return store;
        };
        let dss = catalog
            .object
            .as_dictionary()
            .and_then(|catalog| catalog.get(b"DSS"))
            .and_then(|dss| revision.resolve(dss).ok())
            .unwrap_or(Resolved::Null);
        let Some(dss) = dss.dictionary() else {
            return store;
        };
        store.present = true;
        store.certificates = streams(revision, dss.get(b"Certs"));
        store.lists = streams(revision, dss.get(b"CRLs"));
        store.answers = streams(revision, dss.get(b"OCSPs"));
        let vri = dss
            .get(b"VRI")
            .and_then(|vri| revision.resolve(vri).ok())
            .unwrap_or(Resolved::Null);
        for (_, entry) in vri.dictionary().into_iter().flat_map(|vri| vri.iter()) {
            let Ok(entry) = revision.resolve(entry) else {
                continue;
            };
            let Some(entry) = entry.dictionary() else {
                continue;
            };
            for (known, key) in [
                (&mut store.certificates, b"Cert".as_slice()),
                (&mut store.lists, b"CRL"),
                (&mut store.answers, b"OCSP"),
            ] {
                for stream in streams(revision, entry.get(key)) {
                    if known.len() < MOST_STREAMS && !known.contains(&stream) {
                        known.push(stream);
                    }
                }
            }
        }
        store
    }
}

fn streams(revision: Revision<'_>, list: Option<&Object>) -> Vec<Vec<u8>> {
    let Some(Ok(list)) = list.map(|list| revision.resolve(list)) else {
        return Vec::new();
    };
    list.array()
        .unwrap_or_default()
        .iter()
        .take(MOST_STREAMS)
        .filter_map(Object::as_reference)
        .filter_map(|reference| revision.load(reference).ok().flatten())
        .filter_map(|loaded| revision.plain_stream(&loaded).ok())
        .collect()
}

/// Revocation data inside a CMS: its own lists, the archival attribute of office tools
/// (`adbe-revocationInfoArchival`) and the revocation values of CAdES.
pub(crate) fn add_embedded<'a>(data: &mut RevocationData<'a>, signed: &SignedData<'a>) {
    for list in &signed.revocation_lists {
        data.add_list(list);
    }
    if let Some(attributes) = &signed.signer.signed
        && let Ok(Some(archival)) = attributes.single(oid::ADOBE_REVOCATION)
    {
        add_archival(data, archival);
    }
    for attribute in [oid::ADOBE_REVOCATION, oid::REVOCATION_VALUES] {
        for value in signed.signer.unsigned_values(attribute) {
            add_archival(data, *value);
        }
    }
}

/// `SEQUENCE { [0] lists, [1] answers }`, the shape of both attributes.
fn add_archival<'a>(data: &mut RevocationData<'a>, value: Element<'a>) {
    let Ok(fields) = value.children().all() else {
        return;
    };
    for field in fields {
        let items = field
            .children()
            .sequence()
            .and_then(asn1::Reader::all)
            .unwrap_or_default();
        for item in items {
            match field.tag {
                0xa0 => data.add_list(item.raw),
                0xa1 => data.add_answer(item.raw),
                _ => {}
            }
        }
    }
}
