//! The milestones of an application for a calendar (RFC 5545), to be added to one's own.

use aval_core::access::Side;
use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use jiff::{Timestamp, tz::TimeZone};
use uuid::Uuid;

use super::{evidence::disposition, overview::dossier_for};
use crate::{address::Path, error_page::Problem, visitor::Person};

/// Octets of a line at most, its end apart (RFC 5545, section 3.1).
const LINE: usize = 75;

pub(super) async fn calendar(person: Person, Path(id): Path<Uuid>) -> Response {
    let (dossier, _, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if person.actor.side == Side::External {
        return person.visitor.problem(Problem::NotFound);
    }
    let house = person.house();
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Aval//Milestones//FR".to_owned(),
    ];
    if let Some(opening) = &dossier.state.opening {
        for (milestone, at) in house.programme().milestones_of(&opening.scheme) {
            lines.extend([
                "BEGIN:VEVENT".to_owned(),
                format!("UID:{}-{}@aval", dossier.id, milestone.code),
                format!("DTSTAMP:{}", instant(house.now())),
                format!("DTSTART:{}", instant(at)),
                format!(
                    "SUMMARY:{}",
                    text(&format!("{} – {}", milestone.label, head.number))
                ),
                format!("DESCRIPTION:{}", text(&head.product)),
                "END:VEVENT".to_owned(),
            ]);
        }
    }
    lines.push("END:VCALENDAR".to_owned());
    let body: String = lines.iter().map(|line| folded(line)).collect();
    let mut answer = body.into_response();
    let fields = answer.headers_mut();
    fields.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/calendar; charset=utf-8"),
    );
    if let Ok(value) = HeaderValue::from_str(&disposition("jalons.ics", false)) {
        fields.insert(header::CONTENT_DISPOSITION, value);
    }
    answer
}

fn instant(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC)
        .strftime("%Y%m%dT%H%M%SZ")
        .to_string()
}

/// A text in the way of section 3.3.11.
fn text(plain: &str) -> String {
    plain
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .flat_map(|c| {
            let said = match c {
                '\n' => 'n',
                other => other,
            };
            let escaped = matches!(c, '\\' | ';' | ',' | '\n');
            escaped.then_some('\\').into_iter().chain([said])
        })
        .collect()
}

/// A long line goes on behind a space, cut between characters.
fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut width = 0;
    for c in line.chars() {
        if width + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_folded_between_characters_and_unfolds_to_itself() {
        let long = format!("SUMMARY:{}", "é".repeat(100));
        let out = folded(&long);
        assert!(out.split("\r\n").all(|line| line.len() <= LINE));
        assert_eq!(out.replace("\r\n ", "").trim_end(), long);
        assert_eq!(folded("A:b"), "A:b\r\n");
    }

    #[test]
    fn what_means_something_in_a_calendar_is_escaped() {
        assert_eq!(text("a;b,c\\d\ne\r"), "a\\;b\\,c\\\\d\\ne");
    }

    #[test]
    fn instants_are_those_of_utc() {
        let at: Timestamp = "2026-12-15T13:00:00Z".parse().unwrap();
        assert_eq!(instant(at), "20261215T130000Z");
    }
}
