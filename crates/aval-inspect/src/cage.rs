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
    #[cfg(target_os = "linux")]
    kernel::close(&mut cage);
    cage
}

/// What only Linux has: no file can be opened any more, no connection made, nothing started.
#[cfg(target_os = "linux")]
mod kernel {
    use std::collections::BTreeMap;

    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus};
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};

    use super::Cage;

    /// System calls of a reader of octets.
    const ADMITTED: [i64; 34] = [
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_fstat,
        libc::SYS_lseek,
        libc::SYS_mmap,
        libc::SYS_mremap,
        libc::SYS_munmap,
        libc::SYS_mprotect,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_set_robust_list,
        libc::SYS_rseq,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_restart_syscall,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_clock_gettime,
        libc::SYS_clock_getres,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_gettimeofday,
        libc::SYS_getrandom,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_getrusage,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];

    pub(super) fn close(cage: &mut Cage) {
        for (name, result) in [("landlock", files()), ("seccomp", calls())] {
            match result {
                Ok(()) => cage.held.push(name.to_owned()),
                Err(why) => cage.missing.push(format!("{name}: {why}")),
            }
        }
    }

    /// Landlock without any rule: every file and every port is out of reach.
    fn files() -> Result<(), String> {
        let abi = ABI::V5;
        let status = Ruleset::default()
            .handle_access(AccessFs::from_all(abi))
            .and_then(|ruleset| ruleset.handle_access(AccessNet::from_all(abi)))
            .and_then(|ruleset| ruleset.create())
            .and_then(|ruleset| ruleset.restrict_self())
            .map_err(|error| error.to_string())?;
        if status.ruleset == RulesetStatus::NotEnforced {
            return Err("this kernel does not have it".to_owned());
        }
        Ok(())
    }

    /// Only what a reader of octets needs: memory, the pipes that are open already, clocks,
    /// and its end. Anything else, known or to come, answers "not permitted".
    fn calls() -> Result<(), String> {
        let arch: TargetArch = std::env::consts::ARCH
            .try_into()
            .map_err(|error| format!("{error}"))?;
        let rules: BTreeMap<i64, Vec<_>> = ADMITTED
            .into_iter()
            .map(|call| (call, Vec::new()))
            .collect();
        let refusal = u32::try_from(libc::EPERM).unwrap_or(1);
        let filter = SeccompFilter::new(
            rules,
            SeccompAction::Errno(refusal),
            SeccompAction::Allow,
            arch,
        )
        .map_err(|error| error.to_string())?;
        let program: BpfProgram = filter.try_into().map_err(|error| format!("{error}"))?;
        seccompiler::apply_filter(&program).map_err(|error| error.to_string())
    }
}

/// Other systems have no such bounds.
#[cfg(not(unix))]
pub fn enter(_memory: u64, _seconds: u64) -> Cage {
    Cage {
        held: Vec::new(),
        missing: vec!["memory, cpu, file_size, core, processes: not a Unix system".to_owned()],
    }
}
