//! A process that is ended with the value that holds it, and nothing else that happens to look like it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::{PATIENCE, PAUSE};

/// A running browser or helper. Its output goes to a file, which the tests read for secrets afterwards.
#[derive(Debug)]
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts it with an environment of its own: a home, and no word of the user's.
    #[must_use]
    pub fn start(mut command: Command, home: &Path, log: PathBuf) -> Self {
        let out = File::create(&log).expect("a log file can be made");
        let err = out.try_clone().expect("a file handle can be copied");
        at_home(&mut command, home);
        let child = command
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} cannot be started: {error}"));
        Self { child, log }
    }

    /// Everything it has written so far, on either stream.
    #[must_use]
    pub fn output(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// Waits until it has made `found` true; fails when it ends before.
    pub fn wait_for<T>(&mut self, what: &str, mut found: impl FnMut(&Self) -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(value) = found(self) {
                return value;
            }
            if let Some(status) = self.child.try_wait().expect("a child can be asked") {
                panic!("ended ({status}) before {what}:\n{}", self.output());
            }
            assert!(start.elapsed() < PATIENCE, "no {what}:\n{}", self.output());
            std::thread::sleep(PAUSE);
        }
    }
}

impl Process {
    /// Waits for it to end by itself, since it has been told to. What then still runs is ended by the drop.
    pub fn wait_for_end(&mut self) {
        let start = Instant::now();
        while start.elapsed() < PATIENCE && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(PAUSE);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A child that has already ended gives an error here, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Points every folder that a program may think is the user's into `home`.
pub fn at_home(command: &mut Command, home: &Path) {
    for (variable, folder) in [
        ("HOME", ""),
        ("XDG_CONFIG_HOME", ".config"),
        ("XDG_DATA_HOME", ".local/share"),
        ("XDG_STATE_HOME", ".local/state"),
        ("XDG_CACHE_HOME", ".cache"),
        ("XDG_RUNTIME_DIR", ".run"),
    ] {
        let path = home.join(folder);
        std::fs::create_dir_all(&path).expect("a folder in the temporary home can be made");
        command.env(variable, path);
    }
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
}
