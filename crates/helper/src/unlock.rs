//! Opening a profile's key: finding it, asking for what opens it, saying what the user ought to know about it.

use losen_core::Timestamp;
use losen_core::protocol::{Fault, code};
use losen_core::text::{Language, Message};
use secrecy::SecretString;

use crate::keychain;
use crate::profile::{PassphraseSource, Profile};
use crate::prompt::Prompt;
use crate::signer::found::{Found, Need};
use crate::signer::{PinState, Signer};

/// A key that is open, and what was typed to open it.
pub struct Opened {
    /// The key.
    pub signer: Box<dyn Signer>,
    /// The passphrase, when somebody was asked for one. A PIN is never among it.
    pub typed: Option<SecretString>,
}

/// Opens the key once. Nothing that was refused is tried again.
pub fn open(
    profile: &Profile,
    prompt: &dyn Prompt,
    language: Language,
    now: Timestamp,
) -> Result<Opened, Fault> {
    let found = Found::find(profile)?;
    let (secret, typed) = match found.need() {
        Need::Nothing => (SecretString::default(), false),
        Need::Passphrase => passphrase(profile, prompt, language)?,
        Need::Pin(state) => (pin(profile, state, &found, prompt, language)?, false),
    };
    let signer = found.open(&secret, profile, now)?;
    for warning in signer.warnings() {
        tracing::warn!("{}: {warning}", profile.key);
    }
    Ok(Opened {
        signer,
        typed: typed.then_some(secret),
    })
}

/// The passphrase, and whether somebody has just typed it.
fn passphrase(
    profile: &Profile,
    prompt: &dyn Prompt,
    language: Language,
) -> Result<(SecretString, bool), Fault> {
    match &profile.passphrase {
        PassphraseSource::File(_) => Ok((from_file(profile)?, false)),
        PassphraseSource::Keychain => match keychain::read(&keychain::name(profile)) {
            Ok(Some(kept)) => Ok((kept, false)),
            Ok(None) => ask(profile, prompt, language),
            Err(error) => {
                tracing::warn!("{error}");
                ask(profile, prompt, language)
            }
        },
        PassphraseSource::Prompt => ask(profile, prompt, language),
    }
}

fn ask(profile: &Profile, prompt: &dyn Prompt, language: Language) -> Result<(SecretString, bool), Fault> {
    let question = Message::new("cli.prompt.passphrase")
        .with("file", profile.key.to_string())
        .with("profile", profile.name.clone());
    Ok((prompt.secret(&question.text(language))?, true))
}

fn pin(
    profile: &Profile,
    state: PinState,
    found: &Found,
    prompt: &dyn Prompt,
    language: Language,
) -> Result<SecretString, Fault> {
    if let PassphraseSource::File(_) = &profile.passphrase {
        return from_file(profile);
    }
    let message = match state {
        PinState::Fine => Message::new("keys.pin.ask"),
        PinState::Low => Message::new("keys.pin.ask_low"),
        PinState::LastTry => Message::new("keys.pin.ask_last"),
    };
    let question = message
        .with("token", found.token_label())
        .with("profile", profile.name.clone());
    Ok(prompt.secret(&question.text(language))?)
}

/// For practice only; a profile for anything else is refused when it is read.
fn from_file(profile: &Profile) -> Result<SecretString, Fault> {
    let PassphraseSource::File(path) = &profile.passphrase else {
        return Err(Fault::new(code::INTERNAL, "the profile names no file"));
    };
    std::fs::read_to_string(path)
        .map(|text| SecretString::from(text.trim_end_matches(['\n', '\r']).to_owned()))
        .map_err(|error| Fault::new(code::KEY_UNREADABLE, format!("{}: {error}", path.display())))
}
