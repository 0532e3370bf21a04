//! What a parser that a hostile file took over can still do: nothing. Each misdeed runs in a
//! real child (this very test program, told its part by the environment) that closed itself
//! as the worker does.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    os::unix::process::ExitStatusExt,
    process::{Command, ExitStatus, Stdio},
};

/// Which misdeed the child is told to try.
const PART: &str = "AVAL_TEST_MISDEED";

/// Exit codes of the child.
const REFUSED: i32 = 0;
const DONE: i32 = 42;

/// Kernel signals: processor time over, killed.
const SIGXCPU: i32 = 24;
const SIGKILL: i32 = 9;

fn attempt(part: &str) -> ExitStatus {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_child", "--nocapture"])
        .env(PART, part)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap()
}

/// Not a test of its own: plays its part when it is told one.
#[test]
fn the_child() {
    let Ok(part) = std::env::var(PART) else {
        return;
    };
    let memory = if part == "memory" { 256 << 20 } else { 1 << 30 };
    let cage = aval_inspect::enter_cage(memory, 1);
    assert!(
        cage.held.iter().any(|held| held == "seccomp"),
        "{:?}",
        cage.missing
    );
    let done = match part.as_str() {
        "socket" => std::net::TcpStream::connect("127.0.0.1:9").is_ok_and(|_| true) || socket(),
        "datagram" => std::net::UdpSocket::bind("127.0.0.1:0").is_ok(),
        "unix socket" => std::os::unix::net::UnixStream::pair().is_ok(),
        "read" => std::fs::read("/etc/passwd").is_ok(),
        "list" => std::fs::read_dir("/").is_ok(),
        "write" => std::fs::write(std::env::temp_dir().join("aval-cage"), b"x").is_ok(),
        "remove" => std::fs::remove_file(std::env::current_exe().unwrap_or_default()).is_ok(),
        "start" => Command::new("/bin/true").status().is_ok(),
        "thread" => std::thread::Builder::new().spawn(|| ()).is_ok(),
        "memory" => {
            let mut held: Vec<Vec<u8>> = Vec::new();
            for _ in 0..64 {
                held.push(vec![1; 16 << 20]);
            }
            std::hint::black_box(&held);
            true
        }
        "loop" => loop {
            std::hint::black_box(());
        },
        "crash" => {
            fn deeper(depth: u64) -> u64 {
                if depth == u64::MAX {
                    return 0;
                }
                let here = std::hint::black_box([depth; 64]);
                deeper(depth + 1) + here.iter().sum::<u64>()
            }
            deeper(0) > 0
        }
        other => panic!("{other}"),
    };
    std::process::exit(if done { DONE } else { REFUSED });
}

/// Whether a socket can be made at all, whoever answers.
fn socket() -> bool {
    std::net::TcpListener::bind("127.0.0.1:0").is_ok()
}

#[test]
fn no_file_no_network_and_no_other_program_is_within_reach() {
    for part in [
        "socket",
        "datagram",
        "unix socket",
        "read",
        "list",
        "write",
        "remove",
        "start",
        "thread",
    ] {
        let status = attempt(part);
        assert_eq!(status.code(), Some(REFUSED), "{part}: {status}");
    }
}

#[test]
fn memory_and_time_end_the_child_alone() {
    let memory = attempt("memory");
    assert!(!memory.success() && memory.code() != Some(DONE), "{memory}");
    let endless = attempt("loop");
    let signal = endless.signal();
    assert!(matches!(signal, Some(SIGXCPU | SIGKILL)), "{endless}");
    let crash = attempt("crash");
    assert!(crash.signal().is_some(), "{crash}");
}
