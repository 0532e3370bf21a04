//! Public holidays by country. A programme names its calendar; "none" has no holiday.

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// A calendar of public holidays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Holidays {
    /// Saturdays and Sundays only.
    #[default]
    None,
    /// The eleven national holidays of metropolitan France
    /// (Code du travail, article L3133-1).
    Fr,
}

impl Holidays {
    /// Reads the code used in `programme.toml`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "none" => Some(Self::None),
            "fr" => Some(Self::Fr),
            _ => None,
        }
    }

    /// True on a public holiday.
    pub fn is_holiday(self, day: Date) -> bool {
        match self {
            Self::None => false,
            Self::Fr => is_french_holiday(day),
        }
    }
}

fn is_french_holiday(day: Date) -> bool {
    const FIXED: [(i8, i8); 8] = [
        (1, 1),
        (5, 1),
        (5, 8),
        (7, 14),
        (8, 15),
        (11, 1),
        (11, 11),
        (12, 25),
    ];
    if FIXED.contains(&(day.month(), day.day())) {
        return true;
    }
    let Some(easter) = easter(day.year()) else {
        return false;
    };
    // Easter Monday, Ascension, Whit Monday.
    [1, 39, 50].iter().any(|&n| {
        easter
            .checked_add(n.days())
            .is_ok_and(|holiday| holiday == day)
    })
}

/// Easter Sunday of the Gregorian calendar (anonymous algorithm of Meeus, Jones and Butcher).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let a = y % 19;
    let (b, c) = (y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month = (h + l - 7 * m + 114) / 31;
    let day = (h + l - 7 * m + 114) % 31 + 1;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn easter_falls_on_the_published_days() {
        for (y, m, d) in [
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2038, 4, 25),
        ] {
            assert_eq!(easter(y), Some(date(y, m, d)));
        }
    }

    #[test]
    fn french_holidays_of_2026() {
        let found: Vec<Date> = date(2026, 1, 1)
            .series(1.day())
            .take_while(|day| day.year() == 2026)
            .filter(|&day| Holidays::Fr.is_holiday(day))
            .collect();
        let expected = [
            date(2026, 1, 1),
            date(2026, 4, 6),
            date(2026, 5, 1),
            date(2026, 5, 8),
            date(2026, 5, 14),
            date(2026, 5, 25),
            date(2026, 7, 14),
            date(2026, 8, 15),
            date(2026, 11, 1),
            date(2026, 11, 11),
            date(2026, 12, 25),
        ];
        assert_eq!(found, expected);
        assert!(!Holidays::None.is_holiday(date(2026, 12, 25)));
    }
}
