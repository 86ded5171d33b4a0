//! The Secret Service of the user's session (GNOME's keyring, KWallet, KeePassXC), through `secret-tool` of libsecret.
//!
//! A program and not a library, as for pinentry's windows: the libraries for D-Bus would be a seventh of the helper. The
//! passphrase goes through pipes, and never stands in an argument.

use std::io::{ErrorKind, Write as _};
use std::process::{Command, Stdio};

use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::{KeychainError, SERVICE};

const PROGRAM: &str = "secret-tool";

pub(super) fn read(name: &str) -> Result<Option<SecretString>, KeychainError> {
    let Some(text) = run("lookup", None, name, b"")? else {
        return Ok(None);
    };
    let text = std::str::from_utf8(&text).map_err(|_| KeychainError::Nonsense)?;
    Ok(Some(SecretString::from(text)))
}

pub(super) fn write(name: &str, passphrase: &SecretString) -> Result<(), KeychainError> {
    let label = format!("--label=Losen: {name}");
    let secret = passphrase.expose_secret().as_bytes();
    run("store", Some(&label), name, secret)?
        .map(drop)
        .ok_or(KeychainError::Locked)
}

pub(super) fn forget(name: &str) -> Result<(), KeychainError> {
    run("clear", None, name, b"").map(drop)
}

/// What the program wrote; `None` when it found nothing, which it says with its status and no word.
fn run(
    action: &str,
    option: Option<&str>,
    name: &str,
    input: &[u8],
) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
    let mut command = Command::new(PROGRAM);
    command.arg(action).args(option);
    // As other programs name them, so that the user's own viewer of the keyring shows them well.
    command.args(["service", SERVICE, "username", name]);
    let child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.map_err(|error| match error.kind() {
        ErrorKind::NotFound => KeychainError::NoTool,
        _ => KeychainError::None,
    })?;
    if let Some(mut stdin) = child.stdin.take() {
        // One that ends before it has read says why itself.
        let _unread = stdin.write_all(input);
    }
    let output = child.wait_with_output().map_err(|_| KeychainError::Locked)?;
    let text = Zeroizing::new(output.stdout);
    if output.status.success() {
        return Ok(Some(text));
    }
    if output.stderr.is_empty() {
        return Ok(None);
    }
    tracing::debug!("{PROGRAM}: {}", String::from_utf8_lossy(&output.stderr));
    Err(KeychainError::Locked)
}
