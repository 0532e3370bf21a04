//! Documents signed by the authority of the demonstration.

#![allow(clippy::unwrap_used)]

mod common;

use aval_sample::{DemonstrationAuthority, Kind, make};
use aval_signature::{Policy, Report, TrustStore, verify};
use jiff::Timestamp;

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn document() -> Vec<u8> {
    make(Kind::Document, &common::scene()).unwrap().octets
}

fn judged(octets: &[u8]) -> Report {
    let authority = DemonstrationAuthority::new().unwrap();
    let mut trust = TrustStore::default();
    trust.add_pem(authority.anchor_pem().as_bytes()).unwrap();
    verify(
        octets,
        &trust,
        &Policy::default(),
        instant("2026-11-20T12:00:00Z"),
    )
}

fn signed() -> Vec<u8> {
    let authority = DemonstrationAuthority::new().unwrap();
    let signer = authority
        .signer("Camille Testeur", "Maison (fictif)")
        .unwrap();
    authority
        .sign(&document(), &signer, instant("2026-09-15T10:00:00Z"))
        .unwrap()
}

#[test]
fn a_signed_document_is_accepted_where_the_authority_is_trusted_and_nowhere_else() {
    let report = judged(&signed());
    assert_eq!(report.verdict.code(), "accept", "{:?}", report.codes);
    let signature = report.signatures.first().unwrap();
    assert_eq!(signature.organisation.as_deref(), Some("Maison (fictif)"));
    assert_eq!(signature.proven_time, Some(instant("2026-09-15T10:00:00Z")));
    let nobody = verify(
        &signed(),
        &TrustStore::default(),
        &Policy::default(),
        instant("2026-11-20T12:00:00Z"),
    );
    assert_ne!(nobody.verdict.code(), "accept");
}

#[test]
fn the_same_document_signed_at_the_same_instant_has_the_same_octets() {
    assert_eq!(signed(), signed());
}

#[test]
fn a_document_changed_in_its_signed_octets_is_rejected() {
    let mut octets = signed();
    if let Some(octet) = octets.get_mut(20) {
        *octet ^= 1;
    }
    assert_eq!(judged(&octets).verdict.code(), "reject");
}
