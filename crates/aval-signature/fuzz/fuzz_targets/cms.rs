//! Any octets as the signature of a small sound PDF: certificates, CMS, time-stamps, revocation.
#![no_main]

use aval_signature::{Policy, TrustStore, verify};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|contents: &[u8]| {
    for kind in ["ETSI.CAdES.detached", "ETSI.RFC3161"] {
        let pdf = around(contents, kind);
        let report = verify(&pdf, &TrustStore::default(), &Policy::default(), Timestamp::UNIX_EPOCH);
        assert_ne!(report.verdict.code(), "accept");
    }
});

/// A one-page PDF whose only signature is these octets.
fn around(contents: &[u8], kind: &str) -> Vec<u8> {
    let objects = [
        "1 0 obj\n<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>\nendobj\n",
        "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        "3 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n",
        "4 0 obj\n<< /FT /Sig /T (a) /V 5 0 R >>\nendobj\n",
    ];
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for object in objects {
        offsets.push(pdf.len());
        pdf.extend_from_slice(object.as_bytes());
    }
    offsets.push(pdf.len());
    let hex: String = contents.iter().map(|octet| format!("{octet:02x}")).collect();
    pdf.extend_from_slice(format!("5 0 obj\n<< /SubFilter /{kind} /Contents ").as_bytes());
    let start = pdf.len();
    let end = start + hex.len() + 2;
    let ranges = "/ByteRange [0 0000000000 0000000000 0000000000]";
    let mut tail = format!(" {ranges} >>\nendobj\n");
    let table = end + tail.len();
    tail.push_str("xref\n0 6\n0000000000 65535 f \n");
    for offset in offsets {
        tail.push_str(&format!("{offset:010} 00000 n \n"));
    }
    tail.push_str(&format!("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"));
    let length = tail.len();
    let tail = tail.replace(ranges, &format!("/ByteRange [0 {start:010} {end:010} {length:010}]"));
    pdf.extend_from_slice(format!("<{hex}>{tail}").as_bytes());
    pdf
}
