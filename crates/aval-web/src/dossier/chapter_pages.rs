//! The pages of a long chapter: which slots one page shows, and the way to the others. A page
//! is named by a slot that it holds, so that a link lands right whatever the size of a page.
//! What is said of each slot is in `chapter`.

use crate::locale::Locale;

/// Slots on one page of a chapter: a bad network carries a page of 250 KB at most.
pub(super) const SLOTS_A_PAGE: usize = 60;

/// Where a slot stands in its chapter.
#[derive(Clone)]
pub(super) struct Place {
    pub key: String,
    /// The key, ready for an address.
    pub query: String,
    pub anchor: String,
}

pub(super) struct Pages {
    path: String,
    every: Vec<Place>,
    here: Vec<String>,
    pub start: usize,
    pub end: usize,
    shown: usize,
    pub first: String,
    pub previous: String,
    pub next: String,
}

impl Pages {
    /// The page of `shown`, which may be a part of `every` slot, that holds `place`; without
    /// one, the first page.
    pub fn holding(
        every: Vec<Place>,
        shown: &[Place],
        path: &str,
        narrowed: bool,
        place: Option<&str>,
    ) -> Self {
        let (whole, before) = if narrowed {
            (
                format!("{path}?reprendre=1"),
                format!("{path}?reprendre=1&place="),
            )
        } else {
            (path.to_owned(), format!("{path}?place="))
        };
        let at = shown
            .iter()
            .position(|slot| Some(slot.key.as_str()) == place)
            .unwrap_or(0);
        let start = at - at % SLOTS_A_PAGE;
        let end = shown.len().min(start + SLOTS_A_PAGE);
        let page_of = |at: Option<usize>| {
            at.and_then(|at| shown.get(at))
                .map(|slot| format!("{before}{}", slot.query))
                .unwrap_or_default()
        };
        Self {
            first: if start > SLOTS_A_PAGE {
                whole
            } else {
                String::new()
            },
            previous: page_of(start.checked_sub(SLOTS_A_PAGE)),
            next: page_of(Some(start + SLOTS_A_PAGE)),
            here: shown
                .get(start..end)
                .unwrap_or_default()
                .iter()
                .map(|slot| slot.anchor.clone())
                .collect(),
            path: path.to_owned(),
            every,
            start,
            end,
            shown: shown.len(),
        }
    }

    /// Whether an anchor is the one of a slot of this chapter.
    pub fn knows(&self, anchor: &str) -> bool {
        self.every.iter().any(|slot| slot.anchor == anchor)
    }

    /// The address of a slot: on this page its anchor alone, elsewhere the whole chapter.
    pub fn address_of(&self, anchor: &str) -> String {
        let elsewhere = self.every.iter().find(|slot| slot.anchor == anchor);
        match elsewhere {
            Some(slot) if !self.here.iter().any(|here| here == anchor) => {
                format!("{}?place={}#{anchor}", self.path, slot.query)
            }
            _ => format!("#{anchor}"),
        }
    }

    /// « Preuves 61 à 120 sur 300 »; empty when everything holds on one page.
    pub fn span(&self, l: Locale) -> String {
        if self.shown <= SLOTS_A_PAGE {
            return String::new();
        }
        l.with(
            "slots-span",
            &[
                ("from", (self.start + 1).into()),
                ("to", self.end.into()),
                ("total", self.shown.into()),
            ],
        )
        .into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(count: usize) -> Vec<Place> {
        (1..=count)
            .map(|rank| Place {
                key: format!("A/{rank}"),
                query: format!("A%2F{rank}"),
                anchor: format!("preuve-a-{rank}"),
            })
            .collect()
    }

    #[test]
    fn what_is_missing_outside_of_a_narrowed_page_is_reached_on_the_whole_chapter() {
        let every = places(3);
        let shown = &every[1..2];
        let pages = Pages::holding(every.clone(), shown, "/c", true, None);
        assert_eq!(pages.address_of("preuve-a-2"), "#preuve-a-2");
        assert_eq!(pages.address_of("preuve-a-3"), "/c?place=A%2F3#preuve-a-3");
        assert!(pages.knows("preuve-a-1") && !pages.knows("certification-x"));
    }

    #[test]
    fn a_narrowed_list_of_several_pages_stays_narrowed() {
        let every = places(3 * SLOTS_A_PAGE);
        let shown = &every[..2 * SLOTS_A_PAGE + 1];
        let pages = Pages::holding(every.clone(), shown, "/c", true, Some("A/70"));
        assert_eq!(pages.previous, "/c?reprendre=1&place=A%2F1");
        assert_eq!(pages.next, "/c?reprendre=1&place=A%2F121");
        assert_eq!((pages.start, pages.end), (60, 120));
        assert_eq!(pages.first, "");
        let last = Pages::holding(every.clone(), shown, "/c", true, Some("A/121"));
        assert_eq!(
            (last.first.as_str(), last.next.as_str()),
            ("/c?reprendre=1", "")
        );
    }
}
