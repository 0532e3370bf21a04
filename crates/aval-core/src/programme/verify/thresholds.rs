//! Numbers, ranks, formats and patterns that make no sense.

use crate::programme::{
    Mistake, Programme, StatusCode,
    document::{Document, Text},
    page::Page,
};

/// Bounds of the numbers, both included. A delay beyond a year is a slip.
const BOUNDS: [(&str, i128, i128); 16] = [
    ("deadlines.vendor_reply_days", 1, 366),
    ("deadlines.vendor_reply_reminders", 1, 366),
    ("deadlines.vendor_extension_days", 0, 366),
    ("deadlines.commercialisation_months", 0, 120),
    ("deadlines.commercialisation_reminders", 1, 3_660),
    ("deadlines.funding_dispute_working_days", 1, 366),
    ("deadlines.corrective_maintenance_years", 0, 50),
    ("deadlines.identity_document_retention_years", 0, 50),
    ("upload.paused_kept_days", 1, 366),
    ("upload.scan_watchdog_minutes", 1, 1_440),
    ("slot_rules.not_applicable_min_chars", 0, 100_000),
    ("proof_kinds.max_files", 1, 10_000),
    ("proof_kinds.max_file_mib", 1, 1_048_576),
    ("proof_kinds.max_chars", 1, 1_000_000),
    ("certification_statuses.rank", 0, 1_000),
    ("phases.order", 0, 10_000),
];

/// Keys that hold file extensions.
const FORMATS: [&str; 3] = [
    "proof_kinds.formats",
    "forms.fields.formats",
    "forms.fields.evidence_formats",
];

/// More than this and nobody justifies.
const JUSTIFICATION_MAX: usize = 5_000;

pub(super) fn thresholds(programme: &Programme, document: Document<'_>, page: &mut Page<'_>) {
    for (key, min, max) in BOUNDS {
        for (value, offset) in document.integers(key) {
            if value < min || value > max {
                let key = key.to_owned();
                let mistake = Mistake::OutOfRange {
                    key,
                    written: value.to_string(),
                    min,
                    max,
                };
                page.tell(Some(offset), mistake);
            }
        }
    }
    for key in FORMATS {
        for Text { text, offset } in document.texts(key) {
            let spelled = text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
                && !text.is_empty();
            if !spelled {
                let format = text.to_owned();
                page.tell(
                    Some(offset),
                    Mistake::BadFormat {
                        key: key.to_owned(),
                        format,
                    },
                );
            }
        }
    }
    let chars = programme.slot_rules.not_applicable_min_chars;
    if chars > JUSTIFICATION_MAX {
        let offset = document.offset("slot_rules.not_applicable_min_chars");
        page.tell(offset, Mistake::LongJustification { chars });
    }
    statuses(programme, document, page);
    number_pattern(programme, document, page);
}

/// What is asked of certifications only grows along the journey.
fn statuses(programme: &Programme, document: Document<'_>, page: &mut Page<'_>) {
    if !programme.certifications.is_empty() && !document.has("certification_rules") {
        let table = "certification_rules".to_owned();
        page.tell(
            document.offset("certifications"),
            Mistake::MissingTable { table },
        );
        return;
    }
    let rules = &programme.certification_rules;
    let asked: [(&'static str, &StatusCode); 3] = [
        ("eligibility_min_status", &rules.eligibility_min_status),
        ("jalon_2_min_status", &rules.jalon_2_min_status),
        ("attribution_min_status", &rules.attribution_min_status),
    ];
    let mut least: Option<(&'static str, i64)> = None;
    for (key, status) in asked.into_iter().rev() {
        let Some(rank) = programme.status_rank(status) else {
            continue;
        };
        let offset = document.offset(&format!("certification_rules.{key}"));
        if rank <= 0 {
            page.tell(offset, Mistake::StatusTooLow { key });
        } else if let Some((other, limit)) = least
            && rank > limit
        {
            page.tell(offset, Mistake::StatusOrder { key, other });
        } else {
            least = Some((key, rank));
        }
    }
}

/// Each listing needs a number of its own.
fn number_pattern(programme: &Programme, document: Document<'_>, page: &mut Page<'_>) {
    let offset = document.offset("listing.number_pattern");
    let mut rest = programme.listing.number_pattern.as_str();
    let mut sequence = false;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else {
            let name = after.to_owned();
            page.tell(offset, Mistake::UnknownPlaceholder { name });
            break;
        };
        match name.split_once(':') {
            None if name == "seq" => sequence = true,
            Some(("seq", width)) if width.parse::<u8>().is_ok_and(|width| width <= 12) => {
                sequence = true;
            }
            None if name == "scheme" || name == "year" => {}
            _ => page.tell(
                offset,
                Mistake::UnknownPlaceholder {
                    name: name.to_owned(),
                },
            ),
        }
        rest = tail;
    }
    if !sequence {
        page.tell(offset, Mistake::NumberWithoutSequence);
    }
}
