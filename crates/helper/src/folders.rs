//! Where things are kept.

use std::path::PathBuf;

use etcetera::BaseStrategy;

/// The folders of this machine and this user.
#[derive(Clone, Debug)]
pub struct Folders {
    /// What the administrator decides; wins over the user's. Not moved by any environment variable, or else a user
    /// could step around it.
    pub machine: PathBuf,
    /// The user's profiles and settings.
    pub user: PathBuf,
    /// Journals, and what the practice environment keeps while it runs.
    pub state: PathBuf,
}

/// Neither HOME nor the XDG variables say where the user's files are.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the home folder is not known: HOME is not set")]
pub struct NoHome;

impl Folders {
    /// The folders of this machine: `/etc/losen`, `$XDG_CONFIG_HOME/losen` and `$XDG_STATE_HOME/losen`, or what
    /// takes their place on other systems.
    pub fn of_this_machine() -> Result<Self, NoHome> {
        let strategy = etcetera::choose_base_strategy().map_err(|_| NoHome)?;
        let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
        Ok(Self {
            machine: machine(),
            user: strategy.config_dir().join("losen"),
            state: state.join("losen"),
        })
    }

    /// Where a user's profiles are.
    #[must_use]
    pub fn user_profiles(&self) -> PathBuf {
        self.user.join("profiles")
    }

    /// Where machine-wide profiles are.
    #[must_use]
    pub fn machine_profiles(&self) -> PathBuf {
        self.machine.join("profiles")
    }
}

fn machine() -> PathBuf {
    if cfg!(windows) {
        PathBuf::from(r"C:\ProgramData\losen")
    } else if cfg!(target_os = "macos") {
        PathBuf::from("/Library/Application Support/losen")
    } else {
        PathBuf::from("/etc/losen")
    }
}
