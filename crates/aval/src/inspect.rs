//! The child's side of an inspection, and how the service starts such children.

use std::{
    io::{self, BufReader},
    process::ExitCode,
    sync::Arc,
};

use aval_inspect::{Bounds, Worker, answer};

/// Inspections at the same time.
const AT_ONCE: usize = 2;

/// Reads the order and the file, writes the report.
pub fn run() -> ExitCode {
    let mut input = BufReader::new(io::stdin().lock());
    let mut output = io::stdout().lock();
    match answer(&mut input, &mut output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(2),
    }
}

/// Children of this very program. None when the program cannot find itself.
pub fn worker() -> Option<Arc<Worker>> {
    let program = std::env::current_exe()
        .inspect_err(|error| tracing::error!(%error, "files will not be checked on arrival"))
        .ok()?;
    let arguments = vec!["inspect".to_owned()];
    Some(Arc::new(Worker::new(
        program,
        arguments,
        Bounds::default(),
        AT_ONCE,
    )))
}
