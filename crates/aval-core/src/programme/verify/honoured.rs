//! What a programme asks for and the platform does not do, or cannot do with this data.

use crate::programme::{Mistake, Permission, Programme, RoleSide, document::Document, page::Page};

/// Permissions without which an application stops somewhere, and on which side.
const NEEDED: [(&str, RoleSide, &str); 7] = [
    ("accept_charter", RoleSide::Vendor, "vendor"),
    ("upload", RoleSide::Vendor, "vendor"),
    ("submit", RoleSide::Vendor, "vendor"),
    ("review", RoleSide::Operator, "operator"),
    ("request_changes", RoleSide::Operator, "operator"),
    ("decide", RoleSide::Operator, "operator"),
    ("publish", RoleSide::Operator, "operator"),
];

pub(super) fn honoured(programme: &Programme, document: Document<'_>, page: &mut Page<'_>) {
    let slots = &programme.slot_rules;
    let milestones = &programme.milestone_rules;
    let settings = [
        (
            "slot_rules.one_slot_per_proof",
            slots.one_slot_per_proof,
            "true",
        ),
        (
            "slot_rules.single_document_for_everything",
            !slots.single_document_for_everything,
            "false",
        ),
        (
            "slot_rules.one_file_many_slots",
            slots.one_file_many_slots,
            "true",
        ),
        ("slot_rules.versions_kept", slots.versions_kept, "true"),
        (
            "milestone_rules.reply_closing_is_separate",
            milestones.reply_closing_is_separate,
            "true",
        ),
    ];
    for (key, kept, applied) in settings {
        if !kept {
            page.tell(document.offset(key), Mistake::NotHonoured { key, applied });
        }
    }
    let by = &programme.one_application_per;
    let usual = ["solution", "scheme"];
    // Without a code, the heading could not be read: that is told already.
    let read = !programme.code.is_empty();
    let kept = by.len() == usual.len() && usual.iter().all(|word| by.iter().any(|one| one == word));
    if read && !kept {
        let key = "programme.one_application_per";
        let mistake = Mistake::NotHonoured {
            key,
            applied: "[\"solution\", \"scheme\"]",
        };
        page.tell(document.offset(key), mistake);
    }
    let open = programme.schemes.iter().filter(|scheme| scheme.window_open);
    for scheme in open.clone().filter(|scheme| scheme.catalogue.is_none()) {
        let offset = document
            .element("schemes", scheme.code.as_str())
            .and_then(|element| element.offset("window_open"));
        page.tell(
            offset,
            Mistake::OpenWithoutCatalogue {
                scheme: scheme.code.to_string(),
            },
        );
    }
    if open.count() == 0 {
        return;
    }
    for (permission, side, word) in NEEDED {
        let wanted = Permission::from(permission);
        let held = programme
            .roles
            .iter()
            .any(|role| role.side == side && role.can.contains(&wanted));
        if !held {
            page.tell(
                document.offset("roles"),
                Mistake::NobodyMay {
                    permission,
                    side: word,
                },
            );
        }
    }
}
