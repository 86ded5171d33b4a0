//! `losen setup --own-key`: from the certificate to a key that Losen makes, registers and uses from then on.

use std::time::Duration;

use losen_core::diagnosis::{Evidence, Symptom, diagnose};
use losen_core::model::Environment;
use losen_core::protocol::Fault;
use losen_core::text::Message;
use secrecy::{ExposeSecret as _, SecretString};

use super::{forget_replaced, not_kept};
use crate::clock;
use crate::folders::Folders;
use crate::helper::Helper;
use crate::keychain::{self, Kept};
use crate::output::{Failure, Outcome, Output};
use crate::profile::{self, Organisation, PassphraseSource, Profile};
use crate::prompt::Prompt;
use crate::registration::{Failed, Reason, Registration};
use crate::signer::own::{self, OwnKey, OwnKeyError};
use crate::signer::place::KeyPlace;
use crate::unlock::{self, Opened};

/// How long Maskinporten may take to know the key. Production clients have met minutes; the practice environment needs
/// none.
fn patience(environment: Environment) -> Duration {
    Duration::from_secs(match environment {
        Environment::Practice => 10,
        Environment::Test | Environment::Prod => 180,
    })
}

/// A shorter passphrase is guessed too soon by whoever has the file.
const SHORTEST: usize = 12;

/// Makes the key, registers it with the one that is open, and writes the profile anew.
pub(super) fn replace(
    folders: &Folders,
    prompt: &dyn Prompt,
    helper: &mut Helper<'_>,
    with: &Profile,
    opened: Opened,
    in_keychain: bool,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let passphrase = if in_keychain {
        own::random_passphrase().map_err(|error| not_made(&error))?
    } else {
        chosen(prompt, output)?
    };
    let now = clock::now();
    let key = OwnKey::make(&folders.user.join("keys"), &passphrase, now).map_err(|error| not_made(&error))?;
    let then = Profile {
        key: KeyPlace::File(key.path.clone()),
        certificate: None,
        kid: Some(key.kid.clone()),
        // The certificate goes, and with it what says whose key it is.
        organisation: opened
            .signer
            .certificate()
            .map(Organisation::of)
            .or_else(|| with.organisation.clone()),
        passphrase: if in_keychain {
            PassphraseSource::Keychain
        } else {
            PassphraseSource::Prompt
        },
        // In the helper's memory the two stand side by side until the new one is written.
        name: format!("{}-own", with.name),
        ..with.clone()
    };
    let written = Profile {
        name: with.name.clone(),
        ..then.clone()
    };
    // Before anything is registered: a key whose passphrase is nowhere would be of no use. Under a name of its own: the
    // key that is in use keeps its passphrase until the profile says otherwise.
    let mut kept = None;
    if in_keychain {
        match keychain::keep(&keychain::name(&written), &passphrase) {
            Ok(new) => kept = Some(new),
            Err(error) => {
                key.discard();
                return Err(not_kept(error));
            }
        }
    }
    let signer = match reopened(&then, passphrase, output) {
        Ok(signer) => signer,
        Err(failure) => {
            nothing_left(key, kept);
            return Err(failure);
        }
    };
    helper.adopt(with, opened.signer);
    helper.adopt(&then, signer);
    output.line("keys.own.registering")?;
    let registration = Registration {
        helper,
        with,
        then: &then,
        patience: patience(with.environment),
    };
    if let Err(failed) = registration.perform(&key) {
        return explain(failed, key, kept, with, output);
    }
    let path = key.path.display().to_string();
    if let Err(error) = profile::write(&written) {
        let message = Message::new("keys.own.not_written")
            .with("file", path)
            .with("kid", key.kid)
            .with("passphrase", kept_where(kept.as_ref()))
            .with("reason", error.to_string());
        return Err(Failure::Refused(message));
    }
    forget_replaced(with, &written);
    output.say(
        &Message::new("keys.own.done")
            .with("file", path)
            .with("kid", key.kid),
    )?;
    output.say(&Message::new("keys.own.lost").with("client", with.client_id.as_str()))?;
    Ok(Outcome::Fine)
}

fn chosen(prompt: &dyn Prompt, output: &Output<'_>) -> Result<SecretString, Failure> {
    let question = Message::new("keys.own.choose").with("least", SHORTEST.to_string());
    let again = Message::new("keys.own.again");
    let passphrase = prompt
        .chosen(&question.text(output.language), &again.text(output.language))
        .map_err(Fault::from)?;
    if passphrase.expose_secret().chars().count() < SHORTEST {
        return Err(Failure::Refused(
            Message::new("keys.own.too_short").with("least", SHORTEST.to_string()),
        ));
    }
    Ok(passphrase)
}

/// Read back from the disk, so that a file that cannot be opened is found before anything is registered.
fn reopened(
    then: &Profile,
    passphrase: SecretString,
    output: &Output<'_>,
) -> Result<Box<dyn crate::signer::Signer>, Failure> {
    struct Known(SecretString);
    impl Prompt for Known {
        fn ask(&self, _: &str) -> Result<SecretString, crate::prompt::PromptError> {
            Ok(self.0.clone())
        }
    }
    let asking = Profile {
        passphrase: PassphraseSource::Prompt,
        ..then.clone()
    };
    let opened = unlock::open(&asking, &Known(passphrase), output.language, clock::now())?;
    Ok(opened.signer)
}

fn not_made(error: &OwnKeyError) -> Failure {
    Failure::Refused(Message::new("keys.own.not_made").with("reason", error.to_string()))
}

/// What the profile has to say of the passphrase.
fn kept_where(kept: Option<&Kept>) -> &'static str {
    kept.map_or("prompt", |_| "keychain")
}

/// A key that was never registered goes, and its passphrase with it.
fn nothing_left(key: OwnKey, kept: Option<Kept>) {
    key.discard();
    if let Some(kept) = kept {
        kept.undo();
    }
}

/// What became of the key, and why.
fn explain(
    failed: Failed,
    key: OwnKey,
    kept: Option<Kept>,
    with: &Profile,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (message, reason) = match failed {
        Failed::Unchanged(reason) => {
            nothing_left(key, kept);
            (Message::new("keys.own.unchanged"), reason)
        }
        Failed::Undone(reason) => {
            nothing_left(key, kept);
            (Message::new("keys.own.undone"), reason)
        }
        Failed::Left(reason) => (
            Message::new("keys.own.left")
                .with("file", key.path.display().to_string())
                .with("kid", key.kid)
                .with("passphrase", kept_where(kept.as_ref()))
                .with("client", with.client_id.as_str()),
            reason,
        ),
    };
    output.say(&message)?;
    let symptom = match reason {
        Reason::Full => {
            output.line("keys.own.full")?;
            return Ok(Outcome::Refused);
        }
        Reason::Fault(fault) => Symptom::Helper(fault),
        Reason::Api(symptom) => *symptom,
    };
    let evidence = Evidence {
        environment: Some(with.environment),
        admin_client: Some(with.client_id.to_string()),
        now: Some(clock::now()),
        ..Evidence::default()
    };
    let causes = diagnose(&symptom, &evidence);
    output.causes(&causes)?;
    Ok(Outcome::Refused)
}
