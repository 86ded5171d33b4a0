use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use losen_core::Timestamp;
use losen_core::model::{AuthMethod, ClientId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The folder below the state folder.
const FOLDER: &str = "logins";
/// As long as a person may take to log in. Seconds.
const LIFETIME: i64 = 900;

/// A login that was begun and has not ended. A file of its own until its code comes, because a browser ends the helper
/// when its popup closes, and a login in another tab closes it.
///
/// It holds no key, no token and no secret of the client. The verifier is of use only together with the code of this very
/// login, and is gone when the code is exchanged.
#[derive(Clone, Serialize, Deserialize)]
pub struct Kept {
    /// The profile that it was begun with.
    pub profile: String,
    /// The client.
    pub client_id: ClientId,
    /// Where it ends.
    pub redirect_uri: String,
    /// How the client proves itself.
    pub method: AuthMethod,
    /// The client's public keys.
    pub keys: Vec<Value>,
    /// What was asked for.
    pub scopes: Vec<String>,
    /// Whether KRR is to be asked for the one who logs in.
    pub reads_krr: bool,
    /// What the login ends with.
    pub state: String,
    /// What the ID token must hold.
    pub nonce: String,
    /// PKCE's.
    pub verifier: String,
    /// When it was begun.
    pub at: Timestamp,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Kept({}, {})", self.client_id, self.state)
    }
}

impl Kept {
    /// Writes it down, where only its owner can read it, and takes away those that are too old.
    pub fn keep(&self, state_folder: &Path) -> std::io::Result<()> {
        let folder = state_folder.join(FOLDER);
        fs::create_dir_all(&folder)?;
        sweep(&folder, self.at);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
            options.mode(0o600);
        }
        let mut file = options.open(place(&folder, &self.state))?;
        file.write_all(serde_json::to_string(self)?.as_bytes())
    }

    /// Takes a login out by its state, so that it is used once. `None` when there is none, or it is too old.
    #[must_use]
    pub fn take(state_folder: &Path, state: &str, now: Timestamp) -> Option<Self> {
        if !is_ours(state) {
            return None;
        }
        let path = place(&state_folder.join(FOLDER), state);
        // Of two who take it at the same moment, one can rename it.
        let taken = path.with_extension("taken");
        fs::rename(&path, &taken).ok()?;
        let text = fs::read_to_string(&taken);
        if let Err(error) = fs::remove_file(&taken) {
            tracing::warn!("{} is left: {error}", taken.display());
        }
        let kept: Self = serde_json::from_str(&text.ok()?).ok()?;
        (kept.is_alive(now) && kept.state == state).then_some(kept)
    }

    fn is_alive(&self, now: Timestamp) -> bool {
        (self.at.plus(-60)..self.at.plus(LIFETIME)).contains(&now)
    }
}

fn place(folder: &Path, state: &str) -> PathBuf {
    folder.join(format!("{state}.json"))
}

/// What [`super::random`] makes and nothing else, or else a state could name another file.
fn is_ours(state: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    state.len() == 43 && state.bytes().all(fits)
}

fn sweep(folder: &Path, now: Timestamp) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        let kept = fs::read_to_string(&path).map(|text| serde_json::from_str::<Kept>(&text));
        if !matches!(kept, Ok(Ok(kept)) if kept.is_alive(now)) {
            // Somebody else may have been faster.
            let _gone = fs::remove_file(&path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(at: i64) -> Kept {
        Kept {
            profile: "test".into(),
            client_id: ClientId::parse("ny").unwrap(),
            redirect_uri: "https://losby.example.no/cb".into(),
            method: AuthMethod::PrivateKeyJwt,
            keys: Vec::new(),
            scopes: vec!["openid".into()],
            reads_krr: false,
            state: super::super::random().unwrap(),
            nonce: "n".into(),
            verifier: "hemmelig".into(),
            at: Timestamp(at),
        }
    }

    #[test]
    fn a_login_is_taken_once_and_within_its_time() {
        let folder = tempfile::tempdir().unwrap();
        let login = login(1_000);
        login.keep(folder.path()).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let file = place(&folder.path().join(FOLDER), &login.state);
            assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let taken = Kept::take(folder.path(), &login.state, Timestamp(1_899)).unwrap();
        assert_eq!(taken.verifier, "hemmelig");
        assert!(Kept::take(folder.path(), &login.state, Timestamp(1_899)).is_none());
        login.keep(folder.path()).unwrap();
        assert!(Kept::take(folder.path(), &login.state, Timestamp(1_900)).is_none());
    }

    #[test]
    fn what_is_too_old_is_taken_away_with_the_next() {
        let folder = tempfile::tempdir().unwrap();
        login(1_000).keep(folder.path()).unwrap();
        login(9_000).keep(folder.path()).unwrap();
        assert_eq!(fs::read_dir(folder.path().join(FOLDER)).unwrap().count(), 1);
    }

    #[test]
    fn a_state_names_no_other_file() {
        let folder = tempfile::tempdir().unwrap();
        let mut other = login(1_000);
        other.state = "x".repeat(43);
        other.keep(folder.path()).unwrap();
        for state in ["", "..", "../../profiles/test", &"æ".repeat(43), &"x".repeat(42)] {
            assert!(
                Kept::take(folder.path(), state, Timestamp(1_000)).is_none(),
                "{state}"
            );
        }
    }

    #[test]
    fn a_verifier_is_not_printed() {
        assert!(!format!("{:?}", login(0)).contains("hemmelig"));
    }
}
