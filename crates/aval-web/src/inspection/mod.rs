//! Checks at upload: which jobs a deposit asks for, what is asked about each piece, and what
//! people are shown. Looking at octets is `aval-inspect`; keeping reports is `aval-store`.

mod again;
mod elsewhere;
mod findings;
mod job;
mod rules;
mod shown;
mod worded;

pub use again::{AGAIN, again, put_back};
pub use elsewhere::{Elsewhere, elsewhere};
pub use findings::{Told, told};
pub use job::{JOB, give_up, jobs, run};
pub use rules::follow_rules;
pub use shown::{ShownCheck, ShownInspection, is_overdue, latest, outcomes};
pub use worded::sentence;
