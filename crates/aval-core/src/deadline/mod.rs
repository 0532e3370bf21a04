//! Working days, due dates and milestones. Time is always a parameter: nothing here reads
//! a clock. Which deadline applies to a command is decided in `application`.

mod due;
mod holidays;
mod working_days;

pub use due::{due_at, end_of_day, has_passed, last_day, local_instant, reminder_before};
pub use holidays::Holidays;
pub use working_days::{DayKind, add_days, days_before, days_between, working_days_between};
