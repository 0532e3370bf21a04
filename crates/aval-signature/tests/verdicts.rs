//! What a signer, a depositor and an attacker do to a PDF, and the verdict each deserves. The
//! files are made here; every test breaks one thing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use support::{
    der::{explicit, octets, oid, seq},
    pdf::{self, FORM, PAGE, Pdf, Slot, appearance, stream, text_field},
    pki::{Identity, KEY_ENCIPHERMENT, KeyKind, Profile},
    signing::{Style, token},
    world::{SIGNED, World},
};

fn stamped(world: &World) -> Style<'_> {
    Style {
        stamp: Some((&world.stamper, SIGNED)),
        ..Style::default()
    }
}

// ---- what is accepted ----

#[test]
fn a_sound_signature_is_accepted_with_its_facts() {
    let world = World::new();
    let report = world.judge(&world.signed(&stamped(&world)));
    assert_eq!(report.verdict.code(), "accept", "{:?}", report.codes);
    let signature = &report.signatures[0];
    assert_eq!(signature.level.as_deref(), Some("B-T"));
    assert_eq!(signature.signer.as_deref(), Some("Camille Testeur"));
    assert_eq!(
        signature.organisation.as_deref(),
        Some("Audit Cyber Exemple SAS")
    );
    assert_eq!(signature.proven_time, Some(SIGNED.parse().unwrap()));
    assert_eq!(report.codes, ["REVOCATION_UNKNOWN"]);
}

/// Digests of large files are computed beside the reading: the verdict is that of a small file.
#[test]
fn a_large_file_is_accepted_and_one_octet_of_it_refused() {
    let world = World::new();
    let picture = stream("/Type /XObject /Subtype /Image", &"x".repeat(1 << 20));
    let mut pdf = Pdf::with_objects(&[(900, picture)]);
    pdf.sign(&Slot::default(), |signed| {
        world.cms(signed, &stamped(&world))
    });
    world.expect(&pdf, "accept", "REVOCATION_UNKNOWN");

    let middle = pdf.bytes.len() / 2;
    pdf.bytes[middle] ^= 1;
    world.expect(&pdf, "reject", "HASH_MISMATCH");
}

#[test]
fn every_supported_kind_of_key_is_accepted() {
    for kind in [
        KeyKind::P256,
        KeyKind::P384,
        KeyKind::P521,
        KeyKind::Rsa,
        KeyKind::RsaPss,
        KeyKind::Ed25519,
    ] {
        let world = World::with_signer(&Profile::signer(), kind);
        world.expect(
            &world.signed(&Style::default()),
            "accept",
            "TIMESTAMP_ABSENT",
        );
        let broken = Style {
            broken_value: true,
            ..Style::default()
        };
        world.expect(&world.signed(&broken), "reject", "SIGNATURE_INVALID");
    }
}

#[test]
fn a_countersignature_and_a_document_time_stamp_are_normal() {
    let world = World::new();
    let mut pdf = world.signed(&stamped(&world));
    pdf.sign(
        &Slot {
            field: 30,
            value: 31,
            name: "Signature2",
            with: vec![
                (3, PAGE.replace("/Annots [", "/Annots [20 0 R 30 0 R ")),
                (
                    6,
                    FORM.replace("/Fields [", "/SigFlags 3 /Fields [20 0 R 30 0 R "),
                ),
            ],
            ..Slot::default()
        },
        |signed| world.cms(signed, &Style::default()),
    );
    world.expect(&pdf, "accept", "SIGNATURE_ADDED");
    pdf.sign(
        &Slot {
            field: 40,
            value: 41,
            name: "DocTS",
            more: "",
            sub_filter: "ETSI.RFC3161",
            with: vec![
                (
                    3,
                    PAGE.replace("/Annots [", "/Annots [20 0 R 30 0 R 40 0 R "),
                ),
                (
                    6,
                    FORM.replace("/Fields [", "/SigFlags 3 /Fields [20 0 R 30 0 R 40 0 R "),
                ),
            ],
            ..Slot::default()
        },
        |signed| {
            token(
                signed,
                &world.stamper,
                &[&world.authority],
                "2026-10-01T00:00:00Z",
            )
        },
    );
    world.expect(&pdf, "accept", "LTV_ADDED");
    let report = world.judge(&pdf);
    // The stamp proves a time for the second signature, which had none of its own.
    assert_eq!(
        report.signatures[1].proven_time,
        Some("2026-10-01T00:00:00Z".parse().unwrap())
    );
}

#[test]
fn attributes_count_as_stored_or_in_der_order() {
    let world = World::new();
    for style in [
        Style {
            reversed: true,
            ..Style::default()
        },
        Style {
            reversed_stored: true,
            ..Style::default()
        },
    ] {
        world.expect(&world.signed(&style), "accept", "CMS_NOT_DER");
    }
}

#[test]
fn the_older_profile_needs_no_signing_certificate_attribute() {
    let world = World::new();
    let style = Style {
        without_signing_certificate: true,
        signing_time: Some(SIGNED),
        ..Style::default()
    };
    let slot = Slot {
        sub_filter: "adbe.pkcs7.detached",
        more: "",
        ..Slot::default()
    };
    world.expect(
        &world.signed_in(&slot, &style),
        "accept",
        "SIGNING_CERT_ATTR_MISSING",
    );
    world.expect(&world.signed(&style), "review", "SIGNING_CERT_ATTR_MISSING");
}

// ---- the octets ----

#[test]
fn an_octet_changed_is_a_hash_mismatch() {
    let world = World::new();
    let mut pdf = world.signed(&stamped(&world));
    pdf.overwrite("(Conclusion : CONFORME)", "(Conclusion : conforme)");
    world.expect(&pdf, "reject", "HASH_MISMATCH");
}

#[test]
fn ranges_must_be_four_ordered_numbers_around_the_value() {
    let world = World::new();
    let sound = world.signed(&Style::default());
    // One character an octet, so that places are the same.
    let text: String = sound.bytes.iter().map(|o| char::from(o & 0x7f)).collect();
    let start = text.find("/ByteRange [").unwrap() + "/ByteRange ".len();
    let end = start + text[start..].find(']').unwrap() + 1;
    let numbers: Vec<usize> = text[start + 1..end - 1]
        .split_ascii_whitespace()
        .map(|n| n.parse().unwrap())
        .collect();
    let (first, second, length) = (numbers[1], numbers[2], numbers[3]);
    for (ranges, code) in [
        (format!("[0 {first} {second}]"), "BYTERANGE_INVALID"),
        (
            format!("[0 {first} {second} {length} 0]"),
            "BYTERANGE_INVALID",
        ),
        (
            format!("[0 -{first} {second} {length}]"),
            "BYTERANGE_INVALID",
        ),
        (
            format!("[9 {first} {second} {length}]"),
            "BYTERANGE_INVALID",
        ),
        (
            format!("[0 {first} {second} {}]", length + 9),
            "BYTERANGE_INVALID",
        ),
        (
            format!("[0 {second} {first} {length}]"),
            "BYTERANGE_INVALID",
        ),
        (format!("[0 {first} {second} 1.5]"), "BYTERANGE_INVALID"),
        (
            format!("[0 {first} {second} {}]", length - 9),
            "PARTIAL_COVERAGE",
        ),
        (
            format!("[0 {} {second} {length}]", first - 1),
            "BYTERANGE_GAP_MISMATCH",
        ),
        (
            format!("[0 {first} {} {}]", second + 1, length - 1),
            "BYTERANGE_GAP_MISMATCH",
        ),
    ] {
        let width = end - start;
        if ranges.len() > width + 10 {
            continue;
        }
        let mut pdf = sound.clone();
        let room = &text[start..start + width.max(ranges.len())];
        assert!(room[end - start..].trim().is_empty() || ranges.len() <= width);
        let padded = format!("{ranges:width$}");
        pdf.bytes[start..start + padded.len()].copy_from_slice(padded.as_bytes());
        world.expect(&pdf, "reject", code);
    }
}

#[test]
fn keys_on_which_a_signature_stands_are_written_once() {
    let world = World::new();
    for more in [
        "/ByteRange [0 1 2 3]",
        "/Contents <00>",
        "/SubFilter /adbe.pkcs7.detached",
    ] {
        let slot = Slot {
            more,
            ..Slot::default()
        };
        world.expect(
            &world.signed_in(&slot, &Style::default()),
            "reject",
            "DUPLICATE_KEY_CONFLICT",
        );
    }
    let harmless = Slot {
        more: "/Filter /Adobe.PPKLite",
        ..Slot::default()
    };
    world.expect(
        &world.signed_in(&harmless, &Style::default()),
        "review",
        "DUPLICATE_KEY",
    );
    let other_name = Slot {
        more: "/By#74eRange [0 1 2 3]",
        ..Slot::default()
    };
    world.expect(
        &world.signed_in(&other_name, &Style::default()),
        "reject",
        "DUPLICATE_KEY_CONFLICT",
    );
}

#[test]
fn what_follows_the_end_counts() {
    let world = World::new();
    let sound = world.signed(&Style::default());
    for (tail, verdict) in [
        ("\n", "accept"),
        ("\r\n  \n\0\0", "accept"),
        ("<!-- scanned -->", "reject"),
        (
            "4 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\n",
            "reject",
        ),
        ("%%EOF\n", "reject"),
    ] {
        let mut pdf = sound.clone();
        pdf.push(tail);
        world.expect(&pdf, verdict, "");
    }
}

// ---- changes ----

#[test]
fn a_replaced_page_is_refused() {
    let world = World::new();
    let mut pdf = world.signed(&stamped(&world));
    pdf.update(&[(4, stream("", "BT (Conclusion : NON CONFORME) Tj ET"))]);
    world.expect(&pdf, "reject", "MODIFIED_CONTENT");
}

#[test]
fn an_object_that_was_missing_when_signed_cannot_come_later() {
    let world = World::new();
    let page = PAGE.replace("/Contents 4 0 R", "/Contents [4 0 R 99 0 R]");
    let mut pdf = Pdf::with_objects(&[(3, page.clone())]);
    let slot = Slot {
        with: vec![
            (3, page.replace("/Annots [", "/Annots [20 0 R ")),
            (6, FORM.replace("/Fields [", "/SigFlags 3 /Fields [20 0 R ")),
        ],
        ..Slot::default()
    };
    pdf.sign(&slot, |signed| world.cms(signed, &Style::default()));
    world.expect(&pdf, "accept", "");
    pdf.update(&[(99, stream("", "BT (autre texte) Tj ET"))]);
    world.expect(&pdf, "reject", "MODIFIED_CONTENT");
}

#[test]
fn a_signed_entry_that_points_past_the_end_is_no_object() {
    let world = World::new();
    let page = PAGE.replace("/Contents 4 0 R", "/Contents [4 0 R 99 0 R]");
    let with = |offset: usize| {
        let mut pdf = Pdf::with_objects(&[(3, page.replace("/Annots [", "/Annots [20 0 R "))]);
        pdf.cross_reference(&[(99, offset)], "");
        let slot = Slot {
            with: vec![(6, FORM.replace("/Fields [", "/SigFlags 3 /Fields [20 0 R "))],
            ..Slot::default()
        };
        pdf.sign(&slot, |signed| world.cms(signed, &Style::default()));
        pdf
    };
    let end = with(0).bytes.len();
    let mut pdf = with(end);
    assert_eq!(pdf.bytes.len(), end);
    let object = stream("", "BT (autre texte) Tj ET");
    pdf.push(&format!("99 0 obj\n{object}\nendobj\n"));
    pdf.update(&[(50, "<< /Title (Rien) >>".into())]);
    world.expect(&pdf, "reject", "MODIFIED_CONTENT");
}

#[test]
fn other_ways_to_what_is_shown_are_protected() {
    let world = World::new();
    let changes: [(&str, Vec<(u32, String)>); 8] = [
        ("catalog", vec![(1, pdf::CATALOG.replace(">>", "/OpenAction << /S /JavaScript /JS (x) >> >>"))]),
        ("page tree", vec![(2, "<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>".into())]),
        ("font", vec![(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>".into())]),
        ("field moved", vec![(7, text_field("date", "04/09/2026", 9).replace("60 560", "60 160"))]),
        ("field hidden", vec![(7, text_field("date", "04/09/2026", 9).replace("/F 4", "/F 2"))]),
        ("field removed", vec![(6, "<< /SigFlags 3 /Fields [20 0 R 8 0 R] /DA (/F1 10 Tf 0 g) >>".into())]),
        ("signature replaced", vec![(20, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /V 99 0 R /Rect [0 0 0 0] /F 132 /P 3 0 R >>".into())]),
        ("text field added", vec![
            (60, text_field("autre", "x", 9)),
            (6, "<< /SigFlags 3 /Fields [20 0 R 7 0 R 8 0 R 60 0 R] /DA (/F1 10 Tf 0 g) >>".into()),
            (3, PAGE.replace("/Annots [", "/Annots [20 0 R 60 0 R ")),
        ]),
    ];
    for (what, objects) in changes {
        let mut pdf = world.signed(&stamped(&world));
        pdf.update(&objects);
        let report = world.judge(&pdf);
        assert_eq!(
            report.verdict.code(),
            "reject",
            "{what}: {:?}",
            report.codes
        );
    }
}

#[test]
fn an_unknown_trailer_key_is_a_change() {
    let world = World::new();
    let mut pdf = world.signed(&Style::default());
    pdf.update_with_trailer(&[(50, "<< >>".into())], "/Autre 50 0 R ");
    world.expect(&pdf, "reject", "MODIFIED_CONTENT");
}

#[test]
fn a_filled_field_is_for_a_person_to_look_at() {
    let world = World::new();
    let mut pdf = world.signed(&stamped(&world));
    pdf.update(&[
        (7, text_field("date", "04/11/2026", 9)),
        (9, appearance("04/11/2026")),
    ]);
    world.expect(&pdf, "review", "MODIFIED_FORM");
    let report = world.judge(&pdf);
    let finding = report
        .all_findings()
        .find(|f| f.code.code() == "MODIFIED_FORM")
        .unwrap();
    assert!(
        finding.french().contains("04/09/2026"),
        "{}",
        finding.french()
    );
    assert!(
        finding.french().contains("04/11/2026"),
        "{}",
        finding.french()
    );
}

#[test]
fn an_appearance_that_the_page_draws_is_page_content() {
    let world = World::new();
    let page = PAGE.replace("/Font <<", "/XObject << /X 9 0 R >> /Font <<");
    let mut pdf = Pdf::with_objects(&[(3, page.clone())]);
    let slot = Slot {
        with: vec![
            (3, page.replace("/Annots [", "/Annots [20 0 R ")),
            (6, FORM.replace("/Fields [", "/SigFlags 3 /Fields [20 0 R ")),
        ],
        ..Slot::default()
    };
    pdf.sign(&slot, |signed| world.cms(signed, &Style::default()));
    pdf.update(&[
        (7, text_field("date", "04/11/2026", 9)),
        (9, appearance("04/11/2026")),
    ]);
    world.expect(&pdf, "reject", "MODIFIED_CONTENT");
}

fn certified(world: &World, level: u8) -> Pdf {
    let more = format!(
        "/M (D:20260915100000Z) /Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P {level} /V /1.2 >> >>]"
    );
    world.signed_in(
        &Slot {
            more: &more,
            ..Slot::default()
        },
        &stamped(world),
    )
}

fn fill(pdf: &mut Pdf) {
    pdf.update(&[
        (7, text_field("date", "04/11/2026", 9)),
        (9, appearance("04/11/2026")),
    ]);
}

fn annotate(pdf: &mut Pdf, kind: &str) {
    pdf.update(&[
        (3, PAGE.replace("/Annots [", "/Annots [20 0 R 70 0 R ")),
        (
            70,
            format!("<< /Type /Annot /Subtype /{kind} /Rect [60 700 300 715] /F 4 >>"),
        ),
    ]);
}

#[test]
fn a_certification_says_what_may_change() {
    let world = World::new();
    world.expect(&certified(&world, 1), "accept", "");
    for (level, verdict) in [(1, "reject"), (2, "review"), (3, "review")] {
        let mut pdf = certified(&world, level);
        fill(&mut pdf);
        world.expect(&pdf, verdict, "MODIFIED_FORM");
    }
    for (level, kind, verdict) in [
        (1, "Highlight", "reject"),
        (2, "Highlight", "reject"),
        (3, "Highlight", "review"),
        (3, "FreeText", "reject"),
        (3, "Stamp", "reject"),
    ] {
        let mut pdf = certified(&world, level);
        annotate(&mut pdf, kind);
        world.expect(&pdf, verdict, "MODIFIED_ANNOTATION");
    }
}

#[test]
fn a_lock_holds_the_fields_that_it_names() {
    let world = World::new();
    for (lock, verdict) in [
        ("/Action /All", "reject"),
        ("/Action /Include /Fields [(date)]", "reject"),
        ("/Action /Include /Fields [(reference)]", "review"),
        ("/Action /Exclude /Fields [(date)]", "review"),
        ("/Action /Exclude /Fields [(reference)]", "reject"),
        ("/Action /Include /Fields [(reference)] /P 1", "reject"),
    ] {
        let lock = format!("/Lock << /Type /SigFieldLock {lock} >>");
        let mut pdf = world.signed_in(
            &Slot {
                field_more: &lock,
                ..Slot::default()
            },
            &stamped(&world),
        );
        fill(&mut pdf);
        let report = world.judge(&pdf);
        assert_eq!(report.verdict.code(), verdict, "{lock}: {:?}", report.codes);
    }
}

// ---- the certificate ----

#[test]
fn the_certificate_is_judged_at_the_proven_time() {
    let one_hour = Profile {
        from: "2026-09-15T09:30:00Z",
        until: "2026-09-15T10:30:00Z",
        ..Profile::signer()
    };
    let world = World::with_signer(&one_hour, KeyKind::P256);
    world.expect(
        &world.signed(&stamped(&world)),
        "accept",
        "CERT_EXPIRED_NOW",
    );
    world.expect(&world.signed(&Style::default()), "review", "CERT_EXPIRED");
    let late = Style {
        stamp: Some((&world.stamper, "2026-09-15T11:00:00Z")),
        ..Style::default()
    };
    world.expect(&world.signed(&late), "reject", "CERT_EXPIRED");
    let early = Style {
        stamp: Some((&world.stamper, "2026-09-15T09:00:00Z")),
        ..Style::default()
    };
    world.expect(&world.signed(&early), "reject", "CERT_NOT_YET_VALID");
}

#[test]
fn a_certificate_made_for_something_else_is_refused() {
    for profile in [
        Profile {
            key_usage: Some(KEY_ENCIPHERMENT),
            ..Profile::signer()
        },
        Profile {
            purposes: &["1.3.6.1.5.5.7.3.1"],
            ..Profile::signer()
        },
        Profile {
            purposes: &["1.3.6.1.5.5.7.3.3"],
            ..Profile::signer()
        },
    ] {
        let world = World::with_signer(&profile, KeyKind::P256);
        world.expect(&world.signed(&Style::default()), "reject", "KEY_USAGE");
    }
    let mail = Profile {
        purposes: &["1.3.6.1.5.5.7.3.4"],
        ..Profile::signer()
    };
    let world = World::with_signer(&mail, KeyKind::P256);
    world.expect(&world.signed(&Style::default()), "accept", "");
}

#[test]
fn a_chain_must_reach_an_anchor_within_its_constraints() {
    let world = World::new();
    // The same names with other keys: somebody poses as the authority.
    let impostor = World::new();
    world.expect(
        &impostor.signed(&Style::default()),
        "reject",
        "CHAIN_INVALID",
    );

    let mut stranger = World::new();
    stranger.root = Identity::new(
        &Profile::authority("Racine inconnue", 1),
        KeyKind::P256,
        None,
    );
    stranger.authority = Identity::new(
        &Profile::authority("AC inconnue", 2),
        KeyKind::P256,
        Some(&stranger.root),
    );
    stranger.signer = Identity::new(&Profile::signer(), KeyKind::P256, Some(&stranger.authority));
    world.expect(
        &stranger.signed(&Style::default()),
        "reject",
        "CHAIN_UNTRUSTED",
    );
    let mut alone = Pdf::form();
    alone.sign(&Slot::default(), |signed| {
        support::signing::sign(signed, &stranger.signer, &[], &Style::default())
    });
    world.expect(&alone, "review", "ISSUER_MISSING");

    let mut own = World::new();
    own.signer = Identity::new(&Profile::signer(), KeyKind::P256, None);
    own.expect(&own.signed(&Style::default()), "reject", "SELF_SIGNED");

    // Issued by an end entity.
    let mut below = World::new();
    let leaf = Identity::new(&Profile::signer(), KeyKind::P256, Some(&below.authority));
    below.signer = Identity::new(
        &Profile {
            serial: 9,
            common_name: "Sous le signataire",
            ..Profile::signer()
        },
        KeyKind::P256,
        Some(&leaf),
    );
    let pdf = {
        let mut pdf = Pdf::form();
        pdf.sign(&Slot::default(), |signed| {
            support::signing::sign(
                signed,
                &below.signer,
                &[&leaf, &below.authority],
                &Style::default(),
            )
        });
        pdf
    };
    let report = below.judge(&pdf);
    assert_eq!(report.verdict.code(), "reject", "{:?}", report.codes);

    // Below an authority that may have none below it.
    let mut short = World::new();
    let limited = Identity::new(
        &Profile {
            authority: Some(Some(0)),
            ..Profile::authority("AC limitée", 5)
        },
        KeyKind::P256,
        Some(&short.root),
    );
    let forbidden = Identity::new(
        &Profile::authority("Sous-AC", 6),
        KeyKind::P256,
        Some(&limited),
    );
    short.signer = Identity::new(&Profile::signer(), KeyKind::P256, Some(&forbidden));
    let mut pdf = Pdf::form();
    pdf.sign(&Slot::default(), |signed| {
        support::signing::sign(
            signed,
            &short.signer,
            &[&forbidden, &limited],
            &Style::default(),
        )
    });
    short.expect(&pdf, "reject", "CHAIN_INVALID");
}

#[test]
fn names_outside_the_constraints_of_an_authority_are_refused() {
    let subtree = |organisation: &str| {
        let name = seq(&[&support::der::tlv(
            0x31,
            &seq(&[&oid("2.5.4.10"), &support::der::utf8(organisation)]),
        )]);
        let base = explicit(4, &name);
        let constraints = seq(&[&explicit(0, &seq(&[&base]))]);
        seq(&[
            &oid("2.5.29.30"),
            &support::der::boolean(true),
            &octets(&constraints),
        ])
    };
    for (organisation, verdict) in [
        ("Un autre organisme", "reject"),
        ("Audit Cyber Exemple SAS", "review"),
    ] {
        let mut world = World::new();
        world.authority = Identity::new(
            &Profile {
                more: vec![subtree(organisation)],
                ..Profile::authority("AC contrainte", 2)
            },
            KeyKind::P256,
            Some(&world.root),
        );
        world.signer = Identity::new(&Profile::signer(), KeyKind::P256, Some(&world.authority));
        let report = world.judge(&world.signed(&Style::default()));
        assert_eq!(report.verdict.code(), verdict, "{:?}", report.codes);
    }
}

// ---- revocation ----

fn archived(world: &World, lists: Vec<Vec<u8>>, answers: Vec<Vec<u8>>) -> Pdf {
    let style = Style {
        archival: Some((lists, answers)),
        ..stamped(world)
    };
    world.signed(&style)
}

#[test]
fn revocation_counts_from_its_date() {
    let world = World::new();
    let (this, next) = ("2026-09-01T00:00:00Z", "2026-12-01T00:00:00Z");
    let serial = world.signer.serial;
    let lists = |revoked: &[(u64, &str)]| vec![world.authority.list(this, next, revoked)];
    let answers = |revoked| vec![world.authority.answer(serial, this, next, revoked)];

    let report = world.judge(&archived(&world, lists(&[]), vec![]));
    assert_eq!(report.verdict.code(), "accept", "{:?}", report.codes);
    assert_eq!(report.signatures[0].level.as_deref(), Some("B-LT"));
    world.expect(&archived(&world, vec![], answers(None)), "accept", "");

    let (before, after) = ("2026-05-01T00:00:00Z", "2026-10-20T00:00:00Z");
    world.expect(
        &archived(&world, lists(&[(serial, before)]), vec![]),
        "reject",
        "CERT_REVOKED",
    );
    world.expect(
        &archived(&world, vec![], answers(Some(before))),
        "reject",
        "CERT_REVOKED",
    );
    world.expect(
        &archived(&world, lists(&[(serial, after)]), vec![]),
        "accept",
        "CERT_REVOKED_LATER",
    );
    world.expect(
        &archived(&world, vec![], answers(Some(after))),
        "accept",
        "CERT_REVOKED_LATER",
    );
    world.expect(
        &archived(&world, lists(&[(77, before)]), vec![]),
        "accept",
        "",
    );

    // Revoked after the declared date, which nothing proves.
    let unproven = Style {
        archival: Some((lists(&[(serial, after)]), vec![])),
        ..Style::default()
    };
    world.expect(&world.signed(&unproven), "reject", "CERT_REVOKED");
}

#[test]
fn stale_or_foreign_revocation_data_proves_nothing() {
    let world = World::new();
    let stale = world
        .authority
        .list("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", &[]);
    world.expect(
        &archived(&world, vec![stale], vec![]),
        "accept",
        "REVOCATION_UNKNOWN",
    );
    let foreign = World::new();
    let list = foreign
        .authority
        .list("2026-09-01T00:00:00Z", "2026-12-01T00:00:00Z", &[]);
    world.expect(
        &archived(&world, vec![list], vec![]),
        "accept",
        "REVOCATION_UNKNOWN",
    );
}

// ---- time-stamps ----

#[test]
fn a_time_stamp_that_does_not_hold_proves_no_date() {
    let world = World::new();
    let other = Style {
        stamp_of_other: true,
        ..stamped(&world)
    };
    world.expect(&world.signed(&other), "review", "TIMESTAMP_INVALID");

    let stranger = World::new();
    let untrusted = Style {
        stamp: Some((&stranger.stamper, SIGNED)),
        ..Style::default()
    };
    world.expect(&world.signed(&untrusted), "review", "TIMESTAMP_UNTRUSTED");

    let not_a_stamper = Style {
        stamp: Some((&world.signer, SIGNED)),
        ..Style::default()
    };
    world.expect(&world.signed(&not_a_stamper), "review", "TIMESTAMP_INVALID");

    let future = Style {
        stamp: Some((&world.stamper, "2027-01-01T00:00:00Z")),
        ..Style::default()
    };
    world.expect(&world.signed(&future), "review", "TIMESTAMP_INVALID");

    let contradicted = Style {
        stamp: Some((&world.stamper, "2026-08-01T00:00:00Z")),
        ..Style::default()
    };
    world.expect(&world.signed(&contradicted), "review", "TIME_INCONSISTENT");
}

// ---- the CMS ----

#[test]
fn a_defective_cms_is_never_accepted() {
    let world = World::new();
    let plain = Style::default;
    for (style, verdict, code) in [
        (
            Style {
                other_digest: true,
                ..plain()
            },
            "reject",
            "HASH_MISMATCH",
        ),
        (
            Style {
                content_inside: true,
                ..plain()
            },
            "reject",
            "CMS_HAS_ECONTENT",
        ),
        (
            Style {
                without_signed_attributes: true,
                ..plain()
            },
            "reject",
            "NO_SIGNED_ATTRS",
        ),
        (
            Style {
                names_other_certificate: true,
                ..plain()
            },
            "reject",
            "SIGNING_CERT_ATTR_MISMATCH",
        ),
        (
            Style {
                two_signers: true,
                ..plain()
            },
            "reject",
            "CMS_MALFORMED",
        ),
        (
            Style {
                digest_oid: Some("1.2.840.10045.4.3.2"),
                ..plain()
            },
            "review",
            "ALGORITHM_UNSUPPORTED",
        ),
        (
            Style {
                digest_oid: Some("1.2.840.10045.4.3.2"),
                other_digest: true,
                ..plain()
            },
            "reject",
            "HASH_MISMATCH",
        ),
        (
            Style {
                digest_oid: Some("1.2.3.4"),
                ..plain()
            },
            "review",
            "ALGORITHM_UNSUPPORTED",
        ),
        (
            Style {
                digest_oid: Some("1.3.14.3.2.26"),
                ..plain()
            },
            "reject",
            "WEAK_DIGEST",
        ),
        (
            Style {
                digest_oid: Some("1.2.840.113549.2.5"),
                ..plain()
            },
            "reject",
            "WEAK_DIGEST",
        ),
    ] {
        world.expect(&world.signed(&style), verdict, code);
    }
}

#[test]
fn octets_after_the_cms_are_refused() {
    let world = World::new();
    let mut pdf = Pdf::form();
    pdf.sign(&Slot::default(), |signed| {
        [world.cms(signed, &Style::default()), vec![0, 0, 1]].concat()
    });
    world.expect(&pdf, "reject", "CMS_TRAILING_DATA");
}

// ---- files without a signature ----

#[test]
fn what_is_not_signed_is_said_to_be_so() {
    let world = World::new();
    world.expect(&Pdf::form(), "reject", "NO_SIGNATURE");
    for (bytes, code) in [
        (&b""[..], "NOT_A_PDF"),
        (b"<html></html>", "NOT_A_PDF"),
        (b"%PDF-1.7\nrien", "PDF_UNREADABLE"),
    ] {
        let report = world.judge_octets(bytes);
        assert_eq!(report.verdict.code(), "reject");
        assert!(report.codes.contains(&code), "{:?}", report.codes);
    }
    let slot = Slot::default();
    let mut empty = Pdf::form();
    empty.sign(&slot, |_| Vec::new());
    world.expect(&empty, "reject", "CONTENTS_EMPTY");
    let mut only_stamped = Pdf::form();
    only_stamped.sign(
        &Slot {
            sub_filter: "ETSI.RFC3161",
            more: "",
            ..Slot::default()
        },
        |signed| token(signed, &world.stamper, &[&world.authority], SIGNED),
    );
    world.expect(&only_stamped, "reject", "NO_SIGNATURE");
}

#[test]
fn a_signature_outside_the_form_is_not_overlooked() {
    let world = World::new();
    let mut pdf = world.signed(&Style::default());
    pdf.update(&[(
        80,
        "<< /Type /Sig /ByteRange [0 1 2 3] /Contents <00> >>".into(),
    )]);
    world.expect(&pdf, "review", "UNREFERENCED_SIGNATURE");
}

// ---- streams, many signatures ----

#[test]
fn objects_in_streams_are_read_but_no_signature_hides_there() {
    let world = World::new();
    let cms = |signed: &[u8]| world.cms(signed, &Style::default());
    let mut pdf = Pdf::form();
    pdf.update_in_streams(
        &[(
            5,
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".into(),
        )],
        &[],
        100,
    );
    let base = pdf.clone();
    pdf.sign_in_streams(&Slot::default(), false, 110, cms);
    world.expect(&pdf, "accept", "");
    let signed = pdf.clone();
    pdf.update_in_streams(
        &[(
            5,
            "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>".into(),
        )],
        &[],
        120,
    );
    world.expect(&pdf, "reject", "MODIFIED_CONTENT");

    // The same entry, another object stream under its number.
    let mut other_stream = signed.clone();
    let data = "5 0 << /Type /Font /Subtype /Type1 /BaseFont /Symbol >>";
    other_stream.update(&[(100, stream("/Type /ObjStm /N 1 /First 4", data))]);
    world.expect(&other_stream, "reject", "MODIFIED_CONTENT");

    let mut hidden = base;
    hidden.sign_in_streams(&Slot::default(), true, 110, cms);
    world.expect(&hidden, "reject", "BYTERANGE_GAP_MISMATCH");
}

#[test]
fn twenty_countersignatures_are_all_judged() {
    let world = World::new();
    let mut pdf = Pdf::form();
    let mut fields = String::new();
    for number in 0..20 {
        let field = 200 + 2 * number;
        fields.push_str(&format!("{field} 0 R "));
        let name = format!("Signature{number}");
        let slot = Slot {
            field,
            value: field + 1,
            name: &name,
            with: vec![
                (3, PAGE.replace("/Annots [", &format!("/Annots [{fields}"))),
                (
                    6,
                    FORM.replace("/Fields [", &format!("/SigFlags 3 /Fields [{fields}")),
                ),
            ],
            ..Slot::default()
        };
        pdf.sign(&slot, |signed| world.cms(signed, &Style::default()));
    }
    let report = world.judge(&pdf);
    assert_eq!(report.verdict.code(), "accept", "{:?}", report.codes);
    assert_eq!(report.signatures.len(), 20);
}

#[test]
fn a_field_that_two_names_share_is_looked_at() {
    let world = World::new();
    let slot = Slot {
        with: vec![
            (3, PAGE.replace("/Annots [", "/Annots [20 0 R ")),
            (
                6,
                FORM.replace("/Fields [", "/SigFlags 3 /Fields [20 0 R 22 0 R "),
            ),
            (22, "<< /FT /Sig /T (Autre) /V 21 0 R >>".into()),
        ],
        ..Slot::default()
    };
    world.expect(
        &world.signed_in(&slot, &Style::default()),
        "review",
        "SHARED_SIGNATURE",
    );
}

#[test]
fn objects_that_no_section_names_are_looked_at() {
    let world = World::new();
    let mut pdf = world.signed(&Style::default());
    pdf.push("4 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\n");
    pdf.update(&[(50, "<< /Title (Rien) >>".into())]);
    world.expect(&pdf, "review", "TRAILING_BYTES");
}
