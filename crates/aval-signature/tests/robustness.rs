//! Hostile octets: no mutation may crash the check, and no changed bit may leave a file accepted.
//! A sample here; `benches/verify.rs` runs the million and every octet.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use proptest::prelude::*;
use support::{
    mutation::{Dice, is_inside_contents, mutate},
    pdf::{FORM, PAGE, Pdf, Slot, stream},
    signing::{Style, token},
    world::{SIGNED, World},
};

/// A file with two signatures, a time-stamp, revocation data and a document time-stamp.
fn rich(world: &World) -> Pdf {
    let lists = vec![
        world
            .authority
            .list("2026-09-01T00:00:00Z", "2026-12-01T00:00:00Z", &[]),
    ];
    let answers = vec![world.authority.answer(
        world.signer.serial,
        "2026-09-01T00:00:00Z",
        "2026-12-01T00:00:00Z",
        None,
    )];
    let style = Style {
        stamp: Some((&world.stamper, SIGNED)),
        archival: Some((lists, answers)),
        ..Style::default()
    };
    let mut pdf = world.signed(&style);
    pdf.sign(
        &Slot {
            field: 40,
            value: 41,
            name: "DocTS",
            more: "",
            sub_filter: "ETSI.RFC3161",
            with: vec![
                (3, PAGE.replace("/Annots [", "/Annots [20 0 R 40 0 R ")),
                (
                    6,
                    FORM.replace("/Fields [", "/SigFlags 3 /Fields [20 0 R 40 0 R "),
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
    pdf
}

#[test]
fn no_mutation_crashes_the_check() {
    let world = World::new();
    let files = [world.signed(&Style::default()).bytes, rich(&world).bytes];
    let mut dice = Dice::new(1);
    for round in 0..1_200 {
        let bytes = mutate(&files[round % files.len()], &mut dice);
        world.judge_octets(&bytes);
    }
}

#[test]
fn no_changed_bit_leaves_a_file_accepted() {
    let world = World::new();
    for file in [world.signed(&Style::default()).bytes, rich(&world).bytes] {
        assert_eq!(world.judge_octets(&file).verdict.code(), "accept");
        let unsigned = is_inside_contents(&file);
        // The last /Contents is signed by nothing; an earlier one is signed by what follows it.
        let unsigned = unsigned.last().unwrap();
        let mut bytes = file.clone();
        for at in (0..file.len())
            .step_by(37)
            .filter(|at| !unsigned.contains(at))
        {
            let bit = 1 << (at % 8);
            bytes[at] ^= bit;
            let report = world.judge_octets(&bytes);
            assert_ne!(report.verdict.code(), "accept", "bit {bit} of octet {at}");
            bytes[at] ^= bit;
        }
    }
}

#[test]
fn announced_numbers_allocate_nothing_and_loops_end() {
    let world = World::new();
    let sound = world.signed(&Style::default());
    let mut loops = sound.clone();
    let start = sound.bytes.len();
    loops.update_with_trailer(&[(50, "<< >>".into())], "");
    let text = String::from_utf8_lossy(&loops.bytes[start..]).into_owned();
    let at = text.find("/Prev ").unwrap();
    let xref = start + text.find("xref").unwrap();
    let end = at + 6 + text[at + 6..].find(' ').unwrap();
    let looped = format!("{}{xref}{}", &text[..at + 6], &text[end..]);
    let bytes = [&loops.bytes[..start], looped.as_bytes()].concat();
    assert_ne!(world.judge_octets(&bytes).verdict.code(), "accept");

    let mut deep = sound.clone();
    deep.update(&[(
        50,
        format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
    )]);
    // What nests too deeply is not read: it counts as octets that nobody accounts for.
    world.expect(&deep, "review", "TRAILING_BYTES");
    let mut reached = sound.clone();
    reached.update_with_trailer(
        &[(
            50,
            format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
        )],
        "/Info 50 0 R ",
    );
    world.expect(&reached, "review", "PDF_PARTLY_UNREADABLE");

    let mut huge = Pdf::form();
    huge.push(
        "xref\n0 2147483646\n0000000000 65535 f \ntrailer\n<< /Size 9 /Root 1 0 R >>\nstartxref\n",
    );
    let table = huge
        .bytes
        .windows(7)
        .rposition(|w| w == b"xref\n0 ")
        .unwrap();
    huge.push(&format!("{table}\n%%EOF\n"));
    assert_ne!(world.judge(&huge).verdict.code(), "accept");

    // Kids that are their own parents.
    let circle = Pdf::with_objects(&[
        (6, "<< /Fields [7 0 R] >>".into()),
        (7, "<< /T (a) /Kids [8 0 R] >>".into()),
        (8, "<< /T (b) /Kids [7 0 R] >>".into()),
        (4, stream("", "")),
    ]);
    world.expect(&circle, "reject", "NO_SIGNATURE");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_octets_get_a_verdict(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let world = aval_signature::TrustStore::default();
        let policy = aval_signature::Policy::default();
        let at = support::world::AT.parse().unwrap();
        for octets in [bytes.clone(), [b"%PDF-1.7\n", bytes.as_slice(), b"\nstartxref\n9\n%%EOF"].concat()] {
            let report = aval_signature::verify(&octets, &world, &policy, at);
            prop_assert_eq!(report.verdict.code(), "reject");
        }
    }
}
