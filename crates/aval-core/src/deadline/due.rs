//! From days to instants, in the time zone of the programme.

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use super::{
    DayKind, Holidays,
    working_days::{add_days, days_before},
};

/// The instant of a local date and time, daylight saving included: a time that does not
/// exist takes the offset before the change, a time that exists twice its first occurrence.
pub fn local_instant(at: DateTime, zone: &TimeZone) -> Timestamp {
    at.to_zoned(zone.clone())
        .map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

/// The first instant after a local day: what is due on that day is late from then on.
pub fn end_of_day(day: Date, zone: &TimeZone) -> Timestamp {
    day.checked_add(1.day()).map_or(Timestamp::MAX, |next| {
        local_instant(next.at(0, 0, 0, 0), zone)
    })
}

/// When an answer asked at `asked` is late: the end of the last counted day.
pub fn due_at(
    asked: Timestamp,
    days: u32,
    kind: DayKind,
    holidays: Holidays,
    zone: &TimeZone,
) -> Timestamp {
    let from = asked.to_zoned(zone.clone()).date();
    end_of_day(add_days(from, days, kind, holidays), zone)
}

/// When a reminder leaves so that `days` counted days are left after its own before the due
/// date: nine in the morning. A due date is the midnight after its last day, or the hour of a
/// milestone within it.
pub fn reminder_before(
    due_at: Timestamp,
    days: u32,
    kind: DayKind,
    holidays: Holidays,
    zone: &TimeZone,
) -> Timestamp {
    let last = last_day(due_at, zone);
    local_instant(days_before(last, days, kind, holidays).at(9, 0, 0, 0), zone)
}

/// The day that a due date ends.
pub fn last_day(due_at: Timestamp, zone: &TimeZone) -> Date {
    let within = due_at - SignedDuration::from_nanos(1);
    within.to_zoned(zone.clone()).date()
}

/// A limit of 14:00 is over at 14:00:00: that second is the first one too late.
pub fn has_passed(limit: Timestamp, now: Timestamp) -> bool {
    now >= limit
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn paris() -> TimeZone {
        TimeZone::get("Europe/Paris").unwrap()
    }

    #[test]
    fn the_first_second_is_too_late_in_summer_and_in_winter() {
        for day in [date(2026, 12, 15), date(2027, 6, 30)] {
            let limit = local_instant(day.at(14, 0, 0, 0), &paris());
            let before = local_instant(day.at(13, 59, 59, 999_999_999), &paris());
            assert!(!has_passed(limit, before));
            assert!(has_passed(limit, limit));
        }
    }

    #[test]
    fn a_day_of_twenty_five_hours_ends_at_local_midnight() {
        let asked = local_instant(date(2026, 10, 24).at(8, 0, 0, 0), &paris());
        let due = due_at(asked, 1, DayKind::Calendar, Holidays::Fr, &paris());
        assert_eq!(due.to_string(), "2026-10-25T23:00:00Z");
    }

    #[test]
    fn reminders_come_on_the_third_and_fourth_working_day_of_five() {
        let asked = local_instant(date(2026, 11, 9).at(15, 30, 0, 0), &paris());
        let due = due_at(asked, 5, DayKind::Working, Holidays::Fr, &paris());
        let left = |days| reminder_before(due, days, DayKind::Working, Holidays::Fr, &paris());
        assert_eq!(left(2).to_string(), "2026-11-13T08:00:00Z");
        assert_eq!(left(1).to_string(), "2026-11-16T08:00:00Z");
        assert_eq!(last_day(due, &paris()), date(2026, 11, 17));
    }

    proptest! {
        #[test]
        fn counted_back_from_the_due_date_a_reminder_stands_on_its_day(
            offset in 0i32..3000, hour in 0i8..24, days in 1u32..15, day in 1u32..15,
        ) {
            let from = date(2025, 1, 1).checked_add(offset.days()).unwrap();
            let asked = local_instant(from.at(hour, 0, 0, 0), &paris());
            let from = asked.to_zoned(paris()).date();
            for kind in [DayKind::Working, DayKind::Calendar] {
                let due = due_at(asked, days.max(day), kind, Holidays::Fr, &paris());
                let at = reminder_before(due, days.max(day) - day, kind, Holidays::Fr, &paris());
                let expected = add_days(from, day, kind, Holidays::Fr).at(9, 0, 0, 0);
                prop_assert_eq!(at, local_instant(expected, &paris()));
            }
        }
    }
}
