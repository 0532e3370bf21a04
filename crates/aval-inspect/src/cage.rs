//! The bounds that the child puts on itself before it looks at a file. What the kernel does
//! not have is said, never passed over.

use serde::{Deserialize, Serialize};

/// Which bounds are in force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cage {
    /// Bounds in force, by name.
    pub held: Vec<String>,
    /// Bounds that this machine does not have, with the reason.
    pub missing: Vec<String>,
}

/// Bounds memory (octets of address space), processor time (seconds), the size of written
/// files (none) and core dumps (none).
#[cfg(unix)]
pub fn enter(memory: u64, seconds: u64) -> Cage {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let mut cage = Cage::default();
    let bounds = [
        ("memory", Resource::As, memory),
        ("cpu", Resource::Cpu, seconds),
        ("file_size", Resource::Fsize, 0),
        ("core", Resource::Core, 0),
        ("processes", Resource::Nproc, 0),
    ];
    for (name, resource, limit) in bounds {
        let wanted = Rlimit {
            current: Some(limit),
            maximum: Some(limit),
        };
        match setrlimit(resource, wanted) {
            Ok(()) => cage.held.push(name.to_owned()),
            Err(error) => cage.missing.push(format!("{name}: {error}")),
        }
    }
    cage
}

/// Other systems have no such bounds.
#[cfg(not(unix))]
pub fn enter(_memory: u64, _seconds: u64) -> Cage {
    Cage {
        held: Vec::new(),
        missing: vec!["memory, cpu, file_size, core, processes: not a Unix system".to_owned()],
    }
}
