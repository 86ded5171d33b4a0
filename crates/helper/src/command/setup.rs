use std::io::BufRead;
use std::path::{Path, PathBuf};

use losen_core::model::{ClientId, Environment, Kid, OrgNo};
use losen_core::text::{Language, Message};

use crate::cli::SetupArgs;
use crate::folders::Folders;
use crate::helper::Helper;
use crate::output::{Failure, Outcome, Output};
use crate::profile::{self, Organisation, PassphraseSource, Profile};
use crate::prompt::Prompt;
use crate::signer::Identity;
use crate::signer::place::KeyPlace;
use crate::unlock::Opened;
use crate::{certificate, clock, keychain, unlock};

mod ask;
mod own_key;

use ask::Ask;

/// `losen setup`: asks for what a profile needs, tries the key, and writes the profile. Never the passphrase.
pub fn setup(
    folders: &Folders,
    prompt: &dyn Prompt,
    answers: &mut dyn BufRead,
    helper: &mut Helper<'_>,
    arguments: &SetupArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (mut profile, is_new) = match existing(folders, arguments)? {
        Some(profile) => (profile, false),
        None => (asked_for(folders, answers, arguments, output)?, true),
    };
    let opened = try_key(&profile, prompt, output)?;
    if is_new && opened.signer.certificate().is_none() {
        profile.organisation = whose(profile.environment, answers, arguments, output)?;
    }
    if arguments.own_key {
        return own_key::replace(
            folders,
            prompt,
            helper,
            &profile,
            opened,
            arguments.keychain,
            output,
        );
    }
    let replaced = profile::load(folders, &profile.name).ok();
    let mut kept = None;
    if arguments.keychain {
        let Some(typed) = &opened.typed else {
            return Err(Failure::Unusable(Message::new("keys.setup.nothing_to_keep")));
        };
        kept = Some(keychain::keep(&keychain::name(&profile), typed).map_err(not_kept)?);
        profile.passphrase = PassphraseSource::Keychain;
    }
    if let Err(error) = profile::write(&profile) {
        if let Some(kept) = kept {
            kept.undo();
        }
        return Err(error.into());
    }
    if let Some(replaced) = replaced {
        forget_replaced(&replaced, &profile);
    }
    let message = if is_new {
        "cli.setup.written"
    } else {
        "keys.setup.changed"
    };
    output.say(&Message::new(message).with("file", profile.path.display().to_string()))?;
    output.say(&Message::new("cli.setup.next").with("name", profile.name))?;
    Ok(Outcome::Fine)
}

/// What no profile reads any longer does not stay in the keychain.
fn forget_replaced(replaced: &Profile, now: &Profile) {
    let unread =
        now.passphrase != PassphraseSource::Keychain || keychain::name(now) != keychain::name(replaced);
    if replaced.passphrase == PassphraseSource::Keychain
        && unread
        && let Err(error) = keychain::forget(&keychain::name(replaced))
    {
        tracing::warn!(
            "{error}; its entry 'losen', '{}' can be removed",
            keychain::name(replaced)
        );
    }
}

fn not_kept(error: keychain::KeychainError) -> Failure {
    Failure::Refused(Message::new("keys.setup.not_kept").with("reason", error.to_string()))
}

/// A profile of the user's that is to get a key of its own, or have its passphrase kept.
fn existing(folders: &Folders, arguments: &SetupArgs) -> Result<Option<Profile>, Failure> {
    let Some(name) = arguments.name.as_deref().filter(|name| profile::is_name(name)) else {
        return Ok(None);
    };
    let describes =
        arguments.environment.is_some() || arguments.client_id.is_some() || arguments.key.is_some();
    let wanted = arguments.own_key || arguments.keychain;
    let own = folders.user_profiles().join(format!("{name}.toml"));
    if describes || !wanted || !own.exists() {
        return Ok(None);
    }
    refuse_machines(folders, name)?;
    let profile = profile::load(folders, name).map_err(losen_core::protocol::Fault::from)?;
    Ok(Some(profile))
}

fn asked_for(
    folders: &Folders,
    answers: &mut dyn BufRead,
    arguments: &SetupArgs,
    output: &mut Output<'_>,
) -> Result<Profile, Failure> {
    let mut ask = Ask { answers, output };
    // There is no default: nobody should find themselves in production by pressing Enter.
    let environment = ask.value(
        arguments.environment,
        "--environment",
        "cli.setup.environment",
        |text| Environment::from_word(text).filter(|environment| *environment != Environment::Practice),
    )?;
    let name = ask.value(arguments.name.clone(), "--name", "cli.setup.name", |text| {
        profile::is_name(text).then(|| text.to_owned())
    })?;
    if !profile::is_name(&name) {
        return Err(Failure::Unusable(
            Message::new("cli.setup.bad_name").with("name", name),
        ));
    }
    let path = free_place(folders, &name, arguments.replace)?;
    let client_id = ask.value(
        arguments.client_id.as_deref().map(parse_client_id).transpose()?,
        "--client-id",
        "cli.setup.client_id",
        |text| ClientId::parse(text).ok(),
    )?;
    let key = ask.value(
        arguments.key.as_deref().map(parse_key).transpose()?,
        "--key",
        "keys.setup.key",
        |text| parse_key(text).ok().filter(is_somewhere),
    )?;
    if let Some(kid) = arguments.kid.as_deref().filter(|kid| Kid::parse(kid).is_err()) {
        return Err(Failure::Unusable(
            Message::new("keys.setup.bad_kid").with("kid", kid),
        ));
    }
    let endpoints = environment
        .endpoints()
        .ok_or_else(|| Failure::Unusable(Message::new("cli.usage.missing").with("what", "--environment")))?;
    Ok(Profile {
        name,
        path,
        environment,
        endpoints,
        client_id,
        key,
        certificate: absolute(arguments.certificate.as_deref())?,
        kid: arguments.kid.clone(),
        organisation: None,
        passphrase: PassphraseSource::Prompt,
    })
}

/// Whose a key is that has no certificate. In production each change is confirmed by that; elsewhere it is not asked for.
fn whose(
    environment: Environment,
    answers: &mut dyn BufRead,
    arguments: &SetupArgs,
    output: &mut Output<'_>,
) -> Result<Option<Organisation>, Failure> {
    if environment != Environment::Prod && arguments.orgno.is_none() {
        return Ok(None);
    }
    let mut ask = Ask { answers, output };
    let orgno = ask.value(
        arguments.orgno.clone(),
        "--orgno",
        "confirm.setup.orgno",
        |text| OrgNo::parse(text).ok(),
    )?;
    let name = ask.value(
        arguments.organisation.clone(),
        "--organisation",
        "confirm.setup.organisation",
        |text| (!text.is_empty()).then(|| text.to_owned()),
    )?;
    Ok(Some(Organisation {
        name,
        orgno: orgno.as_str().to_owned(),
    }))
}

fn absolute(path: Option<&Path>) -> std::io::Result<Option<PathBuf>> {
    path.map(std::path::absolute).transpose()
}

fn parse_client_id(text: &str) -> Result<ClientId, Failure> {
    ClientId::parse(text)
        .map_err(|_| Failure::Unusable(Message::new("cli.clients.show.bad_id").with("id", text)))
}

/// A path counts from where the user stands, and not from the profile's folder.
fn parse_key(text: &str) -> Result<KeyPlace, Failure> {
    let here = std::env::current_dir()?;
    KeyPlace::parse(text, &here).map_err(|error| {
        Failure::Unusable(Message::new("keys.setup.bad_key").with("reason", error.to_string()))
    })
}

fn is_somewhere(key: &KeyPlace) -> bool {
    match key {
        KeyPlace::File(path) => path.is_file(),
        KeyPlace::Token(_) | KeyPlace::Store(_) => true,
    }
}

fn refuse_machines(folders: &Folders, name: &str) -> Result<(), Failure> {
    let machine = folders.machine_profiles().join(format!("{name}.toml"));
    if machine.exists() {
        let message = Message::new("cli.setup.machine_wins").with("file", machine.display().to_string());
        return Err(Failure::Refused(message));
    }
    Ok(())
}

/// Where the profile goes, unless there is one of the name already.
fn free_place(folders: &Folders, name: &str, replace: bool) -> Result<PathBuf, Failure> {
    refuse_machines(folders, name)?;
    let own = folders.user_profiles().join(format!("{name}.toml"));
    if own.exists() && !replace {
        let message = Message::new("cli.setup.exists").with("file", own.display().to_string());
        return Err(Failure::Refused(message));
    }
    Ok(own)
}

/// Opens the key once and refuses what could never work, while the user is still here to mend it.
fn try_key(profile: &Profile, prompt: &dyn Prompt, output: &mut Output<'_>) -> Result<Opened, Failure> {
    let language: Language = output.language;
    let now = clock::now();
    let opened = unlock::open(profile, prompt, language, now)?;
    if let Some(info) = opened.signer.certificate() {
        if let Identity::Chain(_) = opened.signer.identity() {
            certificate::preflight(info, profile.environment, now)?;
        }
        let holder = Message::new("cli.cert.holder");
        output.say(
            &holder
                .with("organisation", &info.organisation)
                .with("orgno", &info.orgno),
        )?;
    }
    Ok(opened)
}
