//! Counting days, working or calendar. The day of the request is never counted.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use serde::{Deserialize, Serialize};

use super::Holidays;

/// How the days of a delay are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DayKind {
    /// Saturdays, Sundays and public holidays do not count.
    #[default]
    Working,
    /// Every day counts.
    Calendar,
}

impl DayKind {
    fn counts(self, day: Date, holidays: Holidays) -> bool {
        match self {
            Self::Calendar => true,
            Self::Working => {
                !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
                    && !holidays.is_holiday(day)
            }
        }
    }
}

/// The day reached after `count` counted days, the first day not counted.
/// Saturates at the end of the calendar.
pub fn add_days(from: Date, count: u32, kind: DayKind, holidays: Holidays) -> Date {
    let mut day = from;
    let mut left = count;
    while left > 0 {
        let Ok(next) = day.checked_add(1.day()) else {
            return day;
        };
        day = next;
        if kind.counts(day, holidays) {
            left -= 1;
        }
    }
    day
}

/// The counted day that leaves `count` counted days after it up to and including `last`;
/// `last` itself when `count` is 0. Saturates at the beginning of the calendar.
pub fn days_before(last: Date, count: u32, kind: DayKind, holidays: Holidays) -> Date {
    let mut day = last;
    let mut left = count;
    while left > 0 {
        let Ok(before) = day.checked_sub(1.day()) else {
            return day;
        };
        day = before;
        if kind.counts(day, holidays) {
            left -= 1;
        }
    }
    day
}

/// Counted days after `from` up to and including `to`; 0 when `to` is not after.
pub fn days_between(from: Date, to: Date, kind: DayKind, holidays: Holidays) -> u32 {
    let mut day = from;
    let mut count = 0;
    while day < to {
        let Ok(next) = day.checked_add(1.day()) else {
            break;
        };
        day = next;
        count += u32::from(kind.counts(day, holidays));
    }
    count
}

/// Working days after `from` up to and including `to`; negative when `to` is before.
/// Stops counting after 400 days, enough for a sentence such as "dans 2 jours ouvrés".
pub fn working_days_between(from: Date, to: Date, holidays: Holidays) -> i32 {
    if to < from {
        return -working_days_between(to, from, holidays);
    }
    let mut count = 0;
    let mut day = from;
    while day < to && count < 400 {
        let Ok(next) = day.checked_add(1.day()) else {
            break;
        };
        day = next;
        if DayKind::Working.counts(day, holidays) {
            count += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn five_working_days_jump_over_the_weekend_and_the_eleventh_of_november() {
        let asked = date(2026, 11, 9);
        assert_eq!(
            add_days(asked, 5, DayKind::Working, Holidays::Fr),
            date(2026, 11, 17)
        );
        assert_eq!(
            add_days(asked, 5, DayKind::Working, Holidays::None),
            date(2026, 11, 16)
        );
        assert_eq!(
            add_days(asked, 5, DayKind::Calendar, Holidays::Fr),
            date(2026, 11, 14)
        );
    }

    #[test]
    fn a_request_made_on_a_saturday_counts_from_monday() {
        let asked = date(2026, 11, 21);
        assert_eq!(
            add_days(asked, 1, DayKind::Working, Holidays::Fr),
            date(2026, 11, 23)
        );
    }

    proptest! {
        #[test]
        fn counting_back_gives_the_same_number(offset in 0i32..4000, count in 0u32..60) {
            let from = date(2024, 1, 1).checked_add(offset.days()).unwrap();
            let to = add_days(from, count, DayKind::Working, Holidays::Fr);
            prop_assert_eq!(working_days_between(from, to, Holidays::Fr), count as i32);
        }
    }
}
