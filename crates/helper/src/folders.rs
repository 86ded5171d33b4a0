//! Where things are kept.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

/// The folders of this machine and this user.
#[derive(Clone, Debug)]
pub struct Folders {
    /// What the administrator decides; wins over the user's. Not moved by any environment variable, or else a user
    /// could step around it. On Windows it is the folder of the program itself: in `C:\ProgramData` any user may make a
    /// folder, and put a looser policy into it.
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
    /// The folders of this machine: `/etc/losen` (on Windows where `losen.exe` is), `$XDG_CONFIG_HOME/losen` and `$XDG_STATE_HOME/losen`, or what
    /// takes their place on other systems.
    pub fn of_this_machine() -> Result<Self, NoHome> {
        let strategy = etcetera::choose_base_strategy().map_err(|_| NoHome)?;
        let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
        Ok(Self {
            machine: machine(std::env::consts::OS, &program()),
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

/// The folder of the program, in which ordinary users cannot write where it has been installed for everyone.
fn program() -> PathBuf {
    let own = std::env::current_exe().unwrap_or_default();
    own.parent().map(Path::to_owned).unwrap_or_default()
}

fn machine(system: &str, program: &Path) -> PathBuf {
    match system {
        "windows" => program.to_owned(),
        "macos" => PathBuf::from("/Library/Application Support/losen"),
        _ => PathBuf::from("/etc/losen"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_administrator_decides_stands_where_only_administrators_write() {
        let program = Path::new("/Program Files/Losen");
        assert_eq!(machine("linux", program), Path::new("/etc/losen"));
        assert_eq!(
            machine("macos", program),
            Path::new("/Library/Application Support/losen")
        );
        // Not in ProgramData, where any user may be the first to make the folder.
        assert_eq!(machine("windows", program), program);
    }
}
