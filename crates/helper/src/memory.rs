//! Keeping what is in memory there.

/// No core dump, and no other program of the same user that reads this one's memory. Against a program that runs as the
/// administrator nothing helps, and a debugger that starts the helper itself sees everything.
pub fn seal() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        if let Err(error) = setrlimit(Resource::Core, none) {
            tracing::warn!("core dumps cannot be turned off: {error}");
        }
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::warn!("other programs of this user may read the memory: {error}");
        }
    }
}
