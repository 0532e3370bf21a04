//! The lines that a command prints for people and programs. What the service says of itself
//! goes to the log instead.

use std::{
    fmt::Arguments,
    io::{ErrorKind, Write, stdout},
    process::exit,
};

/// `EX_IOERR` of `sysexits.h`.
const NOT_WRITTEN: i32 = 74;

/// Prints a line. A reader that has seen enough (`| head`) is no fault; a disk that is full
/// ends the command with 74, so that half a report is never taken for a whole one.
pub fn line(said: Arguments<'_>) {
    let mut out = stdout().lock();
    let written = out
        .write_fmt(said)
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush());
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        eprintln!("La sortie ne peut pas être écrite\u{a0}: {error}.");
        exit(NOT_WRITTEN);
    }
}

/// Prints a line to the standard output, as `println!` does, and survives its reader.
macro_rules! say {
    ($($said:tt)*) => {
        $crate::output::line(format_args!($($said)*))
    };
}
pub(crate) use say;
