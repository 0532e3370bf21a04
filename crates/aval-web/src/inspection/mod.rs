//! Checks at upload: which jobs a deposit asks for, what is asked about each piece, and what
//! people are shown. Looking at octets is `aval-inspect`; keeping reports is `aval-store`.

mod job;
mod shown;

pub use job::{JOB, jobs, run};
pub use shown::{ShownCheck, ShownInspection, latest, outcomes};
