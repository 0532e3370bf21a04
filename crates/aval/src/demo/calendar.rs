//! When things happen in a demonstration: days relative to the day of loading, moved back
//! to a working day, and milestones moved by whole weeks so that no window is closed.

use aval_core::{deadline::Holidays, programme::Programme};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

use super::cast::Instant;

/// The calendar of one demonstration.
#[derive(Clone, Debug)]
pub struct Calendar {
    load_day: Date,
    zone: TimeZone,
    holidays: Holidays,
}

impl Calendar {
    /// Around a day of loading.
    pub fn new(load_day: Date, programme: &Programme) -> Self {
        Self {
            load_day,
            zone: programme.zone(),
            holidays: programme.holidays(),
        }
    }

    /// The instant told by the data; Saturdays, Sundays and holidays move back.
    pub fn instant(&self, told: Instant) -> Timestamp {
        self.at(told.day, told.time)
    }

    /// The same, in two parts.
    pub fn at(&self, day: i32, time: Time) -> Timestamp {
        let date = self.date(day);
        date.to_datetime(time)
            .to_zoned(self.zone.clone())
            .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
    }

    /// A working day.
    pub fn date(&self, day: i32) -> Date {
        let mut date = self.load_day.saturating_add(day.days());
        while matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
            || self.holidays.is_holiday(date)
        {
            date = date.saturating_sub(1.day());
        }
        date
    }
}

/// Moves the milestones of a programme by the whole weeks between two days.
pub fn move_milestones(programme: &mut Programme, from: Date, to: Date) {
    let weeks = from.until(to).map_or(0, |span| span.get_days() / 7);
    for milestone in &mut programme.milestones {
        milestone.at = milestone.at.saturating_add(weeks.weeks());
    }
}
