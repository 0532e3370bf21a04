//! Where in a piece a remark points, within fixed bounds, and the public name of that place.
//! Which piece, and what becomes of a remark when another version comes, is in `state`.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::ids::EvidenceId;

/// Whole of a side, in thousandths.
pub const WHOLE: u16 = 1000;
/// Last page that a remark may name.
const PAGES: u32 = 100_000;
/// Last second that a remark may name: a week.
const SECONDS: u32 = 7 * 24 * 3600;
/// Last line that a remark may name.
const LINES: u32 = 2_000_000_000;

/// A rectangle in thousandths of the width and of the height, from the top left corner; a
/// point when it has no size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// From the left.
    pub left: u16,
    /// From the top.
    pub top: u16,
    /// Width of the zone.
    pub width: u16,
    /// Height of the zone.
    pub height: u16,
}

impl Zone {
    /// Nothing of it is outside.
    pub fn is_inside(&self) -> bool {
        let inside = |from: u16, size: u16| {
            from.checked_add(size)
                .is_some_and(|end| from <= WHOLE && end <= WHOLE)
        };
        inside(self.left, self.width) && inside(self.top, self.height)
    }

    /// The spatial dimension of W3C Media Fragments: `xywh=percent:40,25,10.5,5`.
    pub fn fragment(&self) -> String {
        let [left, top, width, height] =
            [self.left, self.top, self.width, self.height].map(percents);
        format!("xywh=percent:{left},{top},{width},{height}")
    }
}

/// `12`, or `12.5` when thousandths do not make whole percents.
fn percents(thousandths: u16) -> String {
    match thousandths % 10 {
        0 => (thousandths / 10).to_string(),
        rest => format!("{}.{rest}", thousandths / 10),
    }
}

/// Where in a proof a remark points to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Anchor {
    /// A page of a document, from 1.
    Page {
        /// Page number.
        page: u32,
        /// Where on the page; the whole page otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        zone: Option<Zone>,
    },
    /// A moment of a video.
    Moment {
        /// Seconds from the start.
        seconds: u32,
        /// The last second, when it is more than one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<u32>,
    },
    /// A zone of an image.
    Zone(Zone),
    /// A line of a text, from 1.
    Line {
        /// Line number.
        line: u32,
        /// The last line, when it is more than one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<u32>,
    },
}

impl Anchor {
    /// The place can exist: numbers within bounds, nothing outside, no end before its start.
    pub fn is_possible(&self) -> bool {
        let run = |from: u32, until: &Option<u32>, last: u32| {
            from <= last && until.is_none_or(|until| from < until && until <= last)
        };
        match self {
            Self::Page { page, zone } => {
                (1..=PAGES).contains(page) && zone.is_none_or(|zone| zone.is_inside())
            }
            Self::Moment { seconds, until } => run(*seconds, until, SECONDS),
            Self::Zone(zone) => zone.is_inside(),
            Self::Line { line, until } => *line > 0 && run(*line, until, LINES),
        }
    }

    /// The place as the end of an address: W3C Media Fragments for a moment and a zone,
    /// RFC 8118 for a page, RFC 5147 (which counts from 0, between the lines) for lines.
    pub fn fragment(&self) -> String {
        match self {
            Self::Page { page, zone } => {
                let mut name = format!("page={page}");
                if let Some(zone) = zone {
                    let _infallible = write!(name, "&{}", zone.fragment());
                }
                name
            }
            Self::Moment { seconds, until } => match until {
                Some(until) => format!("t={seconds},{until}"),
                None => format!("t={seconds}"),
            },
            Self::Zone(zone) => zone.fragment(),
            Self::Line { line, until } => {
                let before = line.saturating_sub(1);
                format!("line={before},{}", until.unwrap_or(*line))
            }
        }
    }
}

/// The version of a piece that somebody looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenPiece {
    /// The piece.
    pub evidence: EvidenceId,
    /// Its version, from 1.
    pub version: u32,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn zone(left: u16, top: u16, width: u16, height: u16) -> Zone {
        Zone {
            left,
            top,
            width,
            height,
        }
    }

    #[test]
    fn a_place_has_the_name_that_the_standards_give_it() {
        let told = [
            (
                Anchor::Page {
                    page: 3,
                    zone: None,
                },
                "page=3",
            ),
            (
                Anchor::Page {
                    page: 3,
                    zone: Some(zone(400, 255, 100, 50)),
                },
                "page=3&xywh=percent:40,25.5,10,5",
            ),
            (
                Anchor::Moment {
                    seconds: 85,
                    until: None,
                },
                "t=85",
            ),
            (
                Anchor::Moment {
                    seconds: 85,
                    until: Some(90),
                },
                "t=85,90",
            ),
            (Anchor::Zone(zone(5, 0, 0, 0)), "xywh=percent:0.5,0,0,0"),
            (
                Anchor::Line {
                    line: 40,
                    until: None,
                },
                "line=39,40",
            ),
            (
                Anchor::Line {
                    line: 40,
                    until: Some(52),
                },
                "line=39,52",
            ),
        ];
        for (anchor, name) in told {
            assert_eq!(anchor.fragment(), name);
            assert!(anchor.is_possible(), "{name}");
        }
    }

    #[test]
    fn what_is_outside_is_no_place() {
        let impossible = [
            Anchor::Page {
                page: 0,
                zone: None,
            },
            Anchor::Page {
                page: u32::MAX,
                zone: None,
            },
            Anchor::Page {
                page: 1,
                zone: Some(zone(0, 0, 1001, 1)),
            },
            Anchor::Moment {
                seconds: 10,
                until: Some(9),
            },
            Anchor::Moment {
                seconds: u32::MAX,
                until: None,
            },
            Anchor::Zone(zone(900, 0, 101, 10)),
            Anchor::Zone(zone(0, 900, 10, 101)),
            Anchor::Zone(zone(u16::MAX, 0, 1, 0)),
            Anchor::Line {
                line: 0,
                until: None,
            },
            Anchor::Line {
                line: 5,
                until: Some(5),
            },
        ];
        for anchor in impossible {
            assert!(!anchor.is_possible(), "{anchor:?}");
        }
    }

    #[test]
    fn places_written_before_zones_and_ranges_are_read() {
        let told = [
            (r#"{"type":"page","page":3}"#, "page=3"),
            (r#"{"type":"moment","seconds":12}"#, "t=12"),
            (
                r#"{"type":"zone","left":400,"top":250,"width":0,"height":0}"#,
                "xywh=percent:40,25,0,0",
            ),
            (r#"{"type":"line","line":40}"#, "line=39,40"),
        ];
        for (written, name) in told {
            let anchor: Anchor = serde_json::from_str(written).unwrap();
            assert_eq!(anchor.fragment(), name);
            assert_eq!(serde_json::to_string(&anchor).unwrap(), written);
        }
    }

    proptest! {
        #[test]
        fn an_inside_zone_never_passes_an_edge(left: u16, top: u16, width: u16, height: u16) {
            let zone = zone(left, top, width, height);
            let ends = [u32::from(left) + u32::from(width), u32::from(top) + u32::from(height)];
            prop_assert_eq!(zone.is_inside(), ends.iter().all(|end| *end <= u32::from(WHOLE)));
        }
    }
}
