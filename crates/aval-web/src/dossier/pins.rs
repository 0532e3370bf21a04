//! Remarks in their place: how a place is typed and told, its address, and the marks drawn
//! over a piece. Which remarks somebody may read is decided before (`chapter`).

use std::collections::BTreeMap;

use aval_core::{
    application::{Anchor, Application, Remark, SeenPiece, Viewpoint, WHOLE, Zone},
    ids::RemarkId,
};

use super::chapter::encoded;
use crate::{locale::Locale, viewer::Look};

/// A remark as it is marked in a piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Pin {
    /// Rank among the remarks of the slot, from 1.
    pub number: usize,
    /// Its address in the list of the page.
    pub href: String,
    /// Its address for somebody else.
    pub address: String,
    /// Number, place and first words.
    pub label: String,
    /// Made on an earlier version: to be seen again.
    pub carried: bool,
    /// The one that the address of the page names.
    pub current: bool,
    /// Where.
    pub anchor: Anchor,
    /// Where, in words.
    pub place: String,
}

/// A rectangle to draw, each side with its sign of percent.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    pub x: String,
    pub y: String,
    pub width: String,
    pub height: String,
}

impl Pin {
    /// The rectangle to draw, for a zone.
    pub fn drawn(&self) -> Option<Drawn> {
        let zone = match &self.anchor {
            Anchor::Zone(zone) => zone,
            Anchor::Page {
                zone: Some(zone), ..
            } => zone,
            _ => return None,
        };
        // Journals from elsewhere may hold what the rules refuse now.
        let side = |length: u16| {
            let length = length.min(WHOLE);
            format!("{}.{}%", length / 10, length % 10)
        };
        Some(Drawn {
            x: side(zone.left),
            y: side(zone.top),
            width: side(zone.width),
            height: side(zone.height),
        })
    }

    /// The page that it is on; 0 for another kind of place.
    pub fn page(&self) -> u32 {
        match self.anchor {
            Anchor::Page { page, .. } => page,
            _ => 0,
        }
    }

    /// How far down its page a remark without a zone stands in the margin, in percent: the
    /// next one below, so that they do not hide each other.
    pub fn margin(&self) -> usize {
        4 + self.number.saturating_sub(1) % 23 * 4
    }

    /// First and last second; nothing for another kind of place.
    pub fn moment(&self) -> Option<(u32, u32)> {
        match self.anchor {
            Anchor::Moment { seconds, until } => Some((seconds, until.unwrap_or(seconds))),
            _ => None,
        }
    }
}

/// What is marked in the piece shown.
#[derive(Clone, Debug, Default)]
pub struct Pins {
    /// In the order of their numbers.
    pub all: Vec<Pin>,
    lines: BTreeMap<u64, Vec<usize>>,
}

impl Pins {
    /// Those of the list that have a place.
    pub fn new(all: Vec<Pin>) -> Self {
        let mut lines: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (index, pin) in all.iter().enumerate() {
            if let Anchor::Line { line, .. } = pin.anchor {
                lines.entry(u64::from(line)).or_default().push(index);
            }
        }
        Self { all, lines }
    }

    /// Those that begin on a line.
    pub fn on_line(&self, line: &u64) -> impl Iterator<Item = &Pin> {
        let indexes = self.lines.get(line).map(Vec::as_slice).unwrap_or_default();
        indexes.iter().filter_map(|index| self.all.get(*index))
    }

    /// Whether one of them covers a line.
    pub fn covers(&self, line: &u64) -> bool {
        self.all.iter().any(|pin| match pin.anchor {
            Anchor::Line { line: first, until } => {
                (u64::from(first)..=u64::from(until.unwrap_or(first))).contains(line)
            }
            _ => false,
        })
    }

    /// The place that the address of the page names, as the end of the address of the file:
    /// browsers go there by themselves in a film and in a PDF. Empty, or with its `#`.
    pub fn opening(&self) -> String {
        self.all
            .iter()
            .find(|pin| pin.current)
            .map(|pin| format!("#{}", pin.anchor.fragment()))
            .unwrap_or_default()
    }
}

/// Why a place could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPlace;

/// What somebody typed, in a piece of which `look` says what it is: « p. 3 », « 1:25 »,
/// « 1:25-1:40 », « l. 40-52 », « 40 %, 25 %, 10 %, 5 % » (from the left, from the top, width,
/// height). A bare number is a page, a second or a line, by the piece.
///
/// # Errors
/// When something was typed that is no place of such a piece.
pub fn read_place(look: Look, place: &str, zone: &str) -> Result<Option<Anchor>, NoPlace> {
    let place = place.trim().to_lowercase().replace(['–', '—', '−'], "-");
    let zone = zone.trim();
    if place.is_empty() && zone.is_empty() {
        return Ok(None);
    }
    let zone = match zone {
        "" => None,
        zone => Some(read_zone(zone)?),
    };
    if look == Look::Image || (look != Look::Pdf && place.contains('%')) {
        let zone = match zone {
            Some(zone) => zone,
            None => read_zone(&place)?,
        };
        return possible(Anchor::Zone(zone));
    }
    let numbered = place.trim_end_matches('.');
    let open = matches!(look, Look::Entries | Look::Attachment);
    let timed = open && (numbered.contains(':') || numbered.ends_with('s'));
    if look == Look::Video || timed {
        let (seconds, until) = run(numbered, moment)?;
        return possible(Anchor::Moment { seconds, until });
    }
    let after = |words: [&str; 3]| {
        let rest = words.iter().find_map(|word| numbered.strip_prefix(word))?;
        Some(rest.trim_start_matches(['s', '.', ' ', '\u{a0}']))
    };
    let lines = after(["ligne", "line", "l"]);
    if look == Look::Lines || (open && lines.is_some()) {
        let (line, until) = run(lines.unwrap_or(numbered), number)?;
        return possible(Anchor::Line { line, until });
    }
    let page = after(["page", "pp", "p"]).unwrap_or(numbered);
    // A zone alone is one of the first page.
    let page = match page {
        "" if zone.is_some() => 1,
        page => number(page)?,
    };
    possible(Anchor::Page { page, zone })
}

fn possible(anchor: Anchor) -> Result<Option<Anchor>, NoPlace> {
    if anchor.is_possible() {
        Ok(Some(anchor))
    } else {
        Err(NoPlace)
    }
}

/// « a » or « a-b ».
fn run(
    text: &str,
    one: impl Fn(&str) -> Result<u32, NoPlace>,
) -> Result<(u32, Option<u32>), NoPlace> {
    match text.split_once('-') {
        None => Ok((one(text)?, None)),
        Some((from, until)) => {
            let (from, until) = (one(from)?, one(until)?);
            Ok((from, Some(until).filter(|until| *until != from)))
        }
    }
}

fn number(text: &str) -> Result<u32, NoPlace> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(NoPlace);
    }
    digits.parse().map_err(|_| NoPlace)
}

/// « 85 », « 85 s », « 1:25 », « 1:02:03 », in seconds.
fn moment(text: &str) -> Result<u32, NoPlace> {
    let text = text.trim().trim_end_matches('s');
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 3 {
        return Err(NoPlace);
    }
    let mut seconds: u32 = 0;
    for (rank, part) in parts.iter().enumerate() {
        let part = number(part)?;
        if rank > 0 && part > 59 {
            return Err(NoPlace);
        }
        seconds = seconds
            .checked_mul(60)
            .and_then(|so_far| so_far.checked_add(part))
            .ok_or(NoPlace)?;
    }
    Ok(seconds)
}

/// Two numbers (a point) or four, in percent; a comma inside a number is a French decimal
/// sign when others separate.
fn read_zone(text: &str) -> Result<Zone, NoPlace> {
    let text = text.replace(['%', ';', '\u{a0}', '\u{202f}'], " ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let parts: Vec<String> = match words.as_slice() {
        [one] => one.split(',').map(str::to_owned).collect(),
        words => words
            .iter()
            .map(|word| word.trim_matches(',').replace(',', "."))
            .filter(|word| !word.is_empty())
            .collect(),
    };
    let sides: Vec<u16> = parts
        .iter()
        .map(|part| thousandths(part))
        .collect::<Result<_, _>>()?;
    match sides.as_slice() {
        [left, top] => Ok(Zone {
            left: *left,
            top: *top,
            width: 0,
            height: 0,
        }),
        [left, top, width, height] => Ok(Zone {
            left: *left,
            top: *top,
            width: *width,
            height: *height,
        }),
        _ => Err(NoPlace),
    }
}

/// « 12 » or « 12.5 » percents; further decimals are not kept.
fn thousandths(percents: &str) -> Result<u16, NoPlace> {
    let (whole, decimals) = percents.split_once('.').unwrap_or((percents, "0"));
    let whole = number(whole)?;
    number(decimals)?;
    let tenths = decimals
        .bytes()
        .next()
        .map_or(0, |digit| u32::from(digit.saturating_sub(b'0')));
    let value = whole
        .checked_mul(10)
        .and_then(|value| value.checked_add(tenths))
        .filter(|value| *value <= u32::from(WHOLE))
        .ok_or(NoPlace)?;
    u16::try_from(value).map_err(|_| NoPlace)
}

/// « 1:25 », « 1:02:03 ».
fn clock(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        hours => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// A place in words.
pub fn in_words(l: Locale, anchor: &Anchor) -> String {
    match anchor {
        Anchor::Page { page, zone: None } => l.n("anchor-page", *page).into_owned(),
        Anchor::Page {
            page,
            zone: Some(_),
        } => l.n("anchor-page-zone", *page).into_owned(),
        Anchor::Moment { seconds, until } => match until {
            Some(until) => l
                .with(
                    "anchor-moments",
                    &[
                        ("from", clock(*seconds).into()),
                        ("to", clock(*until).into()),
                    ],
                )
                .into_owned(),
            None => l.v("anchor-moment", clock(*seconds)).into_owned(),
        },
        Anchor::Zone(zone) => l
            .v(
                "anchor-zone",
                format!("{}\u{a0}%, {}\u{a0}%", zone.left / 10, zone.top / 10),
            )
            .into_owned(),
        Anchor::Line { line, until } => match until {
            Some(until) => l
                .with(
                    "anchor-lines",
                    &[("from", (*line).into()), ("to", (*until).into())],
                )
                .into_owned(),
            None => l.n("anchor-line", *line).into_owned(),
        },
    }
}

/// The address of a remark in its place, to be shared: the page opens on the version and the
/// place that it names.
pub fn remark_address(path: &str, slot: &str, id: RemarkId, anchor: Option<&Anchor>) -> String {
    let address = format!("{path}?preuve={}&remarque={id}", encoded(slot));
    match anchor {
        Some(Anchor::Line { line, .. }) => format!("{address}#L{line}"),
        Some(anchor) => format!("{address}#{}", anchor.fragment()),
        None => format!("{address}#remarque-{id}"),
    }
}

/// Whether the mark of a remark belongs on the version shown: it was made on it, or it is
/// carried to it from an earlier one of the same piece, or of one that is gone.
pub fn marks(
    state: &Application,
    remark: &Remark,
    seen_by: Viewpoint,
    shown: SeenPiece,
) -> Option<bool> {
    let made_on = state.piece_of(remark, seen_by)?;
    if made_on == shown {
        return Some(false);
    }
    let facts = state.slot(&remark.slot)?;
    let stands = |seen: SeenPiece| {
        let same = |link: &&aval_core::application::EvidenceLink| link.evidence == seen.evidence;
        facts.links.iter().find(same)
    };
    let current = stands(shown).is_some_and(|link| link.version == shown.version);
    let succeeds =
        made_on.evidence == shown.evidence || (stands(made_on).is_none() && facts.links.len() == 1);
    (current && succeeds && state.is_to_see_again(remark, seen_by)).then_some(true)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(look: Look, place: &str) -> Result<Option<String>, NoPlace> {
        read_place(look, place, "").map(|anchor| anchor.map(|anchor| anchor.fragment()))
    }

    #[test]
    fn a_place_is_read_as_reviewers_write_it() {
        let told = [
            (Look::Attachment, "p. 3", "page=3"),
            (Look::Attachment, "Page 12", "page=12"),
            (Look::Pdf, "4", "page=4"),
            (Look::Attachment, "1:25", "t=85"),
            (Look::Attachment, "12 s", "t=12"),
            (Look::Video, "12", "t=12"),
            (Look::Video, "1:25 – 1:40", "t=85,100"),
            (Look::Video, "1:02:03", "t=3723"),
            (Look::Video, "7-7", "t=7"),
            (Look::Attachment, "l. 40", "line=39,40"),
            (Look::Lines, "40", "line=39,40"),
            (Look::Lines, "l. 40-52", "line=39,52"),
            (Look::Lines, "lignes 40-52", "line=39,52"),
            (Look::Lines, "1\u{202f}200", "line=1199,1200"),
            (Look::Image, "40 %, 25 %", "xywh=percent:40,25,0,0"),
            (Look::Image, "40,25,10.5,5", "xywh=percent:40,25,10.5,5"),
            (
                Look::Image,
                "40,5 % ; 25 % ; 10 % ; 5 %",
                "xywh=percent:40.5,25,10,5",
            ),
            (Look::Attachment, "40 % 25 %", "xywh=percent:40,25,0,0"),
        ];
        for (look, typed, name) in told {
            assert_eq!(read(look, typed), Ok(Some(name.to_owned())), "{typed}");
        }
        assert_eq!(read(Look::Video, "  "), Ok(None));
    }

    #[test]
    fn what_is_no_place_is_not_taken_for_another() {
        let wrong = [
            (Look::Attachment, "ici"),
            (Look::Video, "1:85"),
            (Look::Video, "1:40-1:25"),
            (Look::Video, "1:2:3:4"),
            (Look::Attachment, "99999999999:00"),
            (Look::Video, "l. 40"),
            (Look::Pdf, "0"),
            (Look::Pdf, "-3"),
            (Look::Lines, "52-40"),
            (Look::Image, "140 % 25 %"),
            (Look::Image, "40 %"),
            (Look::Image, "95 0 10 10"),
            (Look::Image, "a,b"),
        ];
        for (look, typed) in wrong {
            assert_eq!(read(look, typed), Err(NoPlace), "{typed}");
        }
    }

    #[test]
    fn a_zone_of_a_page_comes_with_its_page() {
        let named = |place: &str, zone: &str| {
            let anchor = read_place(Look::Pdf, place, zone).unwrap();
            anchor.map(|anchor| anchor.fragment())
        };
        assert_eq!(
            named("3", "10,20,30,5"),
            Some("page=3&xywh=percent:10,20,30,5".to_owned())
        );
        assert_eq!(
            named("", "10,20,30,5"),
            Some("page=1&xywh=percent:10,20,30,5".to_owned())
        );
        assert_eq!(read_place(Look::Pdf, "3", "x"), Err(NoPlace));
    }

    proptest! {
        #[test]
        fn nothing_typed_gives_a_place_that_cannot_be(place in ".{0,24}", zone in ".{0,16}") {
            for look in [Look::Image, Look::Video, Look::Pdf, Look::Lines, Look::Attachment] {
                if let Ok(Some(anchor)) = read_place(look, &place, &zone) {
                    prop_assert!(anchor.is_possible());
                }
            }
        }

        #[test]
        fn a_zone_is_read_back_from_its_public_name(
            left in 0u16..=1000, top in 0u16..=1000, width in 0u16..=1000, height in 0u16..=1000,
        ) {
            let zone = Zone { left, top, width: width.min(1000 - left), height: height.min(1000 - top) };
            let name = zone.fragment();
            let sides = name.strip_prefix("xywh=percent:").unwrap();
            prop_assert_eq!(read_place(Look::Image, "", sides), Ok(Some(Anchor::Zone(zone))));
        }
    }
}
