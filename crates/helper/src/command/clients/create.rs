use losen_core::diagnosis::{Cause, Symptom};
use losen_core::flow::Refused;
use losen_core::flow::clients::brings_secret;
use losen_core::flow::create::{Creation, Wish};
use losen_core::model::{ClientId, OrgNo, Plan};
use losen_core::rules::{Context, check};
use losen_core::text::Message;
use serde_json::{Value, json};

use super::dry;
use super::keys::{MadeKey, public_key};
use super::proof::{Proven, prove};
use super::secret_file::SecretFile;
use crate::cli::CreateArgs;
use crate::clock;
use crate::command::check::{read_one, show as show_findings};
use crate::creation::Creator;
use crate::drive::{self, Rehearsed};
use crate::helper::Helper;
use crate::journal::JournalError;
use crate::output::{Failure, Format, Outcome, Output};
use crate::profile::Profile;

/// `losen clients create`: the JSON of `check`, refused while an error stands, sent once.
pub fn create(
    helper: &mut Helper<'_>,
    arguments: &CreateArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let client = read_one(&arguments.file)?;
    let profile = helper.profile(&arguments.common.profile)?;
    let certificate = helper.unlock(&profile)?;
    let mut context = Context::new(profile.environment);
    context.organisation = certificate.and_then(|certificate| OrgNo::parse(&certificate.orgno).ok());
    let report = check(&client, &context);
    let findings = report.to_json(output.language)["findings"].clone();
    if report.has_errors() {
        if arguments.common.format == Format::Json {
            output.json(&outcome("refused", None, &findings, &[], output))?;
        } else {
            show_findings(&report.findings, "cli.check.fine", output)?;
            output.line("cli.clients.create.errors_stand")?;
        }
        return Ok(Outcome::Refused);
    }
    let mut creator = Creator {
        helper,
        profile: &profile,
        clock: clock::now,
        choice: arguments.unfinished.map(Into::into),
        new_key: false,
        of_earlier: false,
    };
    let (mut key, mut made) = (None, None);
    if let Some(file) = &arguments.key {
        match public_key(file, arguments.common.format, output)? {
            Ok(jwk) => key = Some(jwk),
            Err(outcome) => return Ok(outcome),
        }
    } else if let Some(out) = &arguments.new_key {
        // What an earlier attempt left there is what it was about to register.
        let left = creator
            .earlier_key(&client)
            .and_then(|key| MadeKey::left(out, &key));
        creator.new_key = left.is_none();
        let pair = match left {
            Some(left) => left,
            None => MadeKey::make(out, arguments.dry_run)?,
        };
        key = Some(pair.public.clone());
        made = Some(pair);
    }
    // A new client has none, so that each that is to have one gets it now.
    let gets_secret = brings_secret(&Plan::default(), &client);
    let secret = SecretFile::when(gets_secret, arguments.secret_file.as_deref(), arguments.dry_run)?;
    let wish = Wish {
        client,
        key: key.clone(),
        alike: arguments.alike,
        patience: arguments.patience,
    };
    if !arguments.dry_run {
        let creation = creator.create(wish).map_err(|error| not_recorded(&error))?;
        // The key that an earlier attempt registered is another one than this.
        let is_in = !(creator.of_earlier && creator.new_key);
        let made = made.filter(|_| is_in && may_have_come(&creation));
        if let Some(made) = &made {
            made.keep();
        }
        let proven = match (&creation, &made) {
            (Creation::Created(new), Some(made)) if arguments.prove => {
                Some(prove(helper, &profile, new, made.signer()?.as_ref()))
            }
            (Creation::Created(_), None) if arguments.prove => Some(Proven::elsewhere()),
            _ => None,
        };
        return tell(
            creation,
            proven,
            &profile,
            secret,
            &findings,
            arguments.common.format,
            output,
        );
    }
    match creator.rehearse(wish).map_err(|error| not_recorded(&error))? {
        Rehearsed::Would(request) => {
            if arguments.common.format == Format::Text {
                show_findings(&report.findings, "cli.check.fine", output)?;
            }
            let more = json!({ "client": null, "findings": findings, "causes": [], "key": key });
            dry::tell(&profile, &request, more, arguments.common.format, output)
        }
        Rehearsed::End(end) => tell(
            end,
            None,
            &profile,
            None,
            &findings,
            arguments.common.format,
            output,
        ),
    }
}

/// Whether a client may be there with the key, or may still get it.
fn may_have_come(creation: &Creation) -> bool {
    match creation {
        Creation::Created(_) | Creation::Unfinished { .. } | Creation::Several(_) | Creation::Unknown(_) => {
            true
        }
        Creation::Undone { .. }
        | Creation::Twin(_)
        | Creation::NotThere(_)
        | Creation::Refused(_)
        | Creation::NotRecorded => false,
    }
}

fn not_recorded(error: &JournalError) -> Failure {
    Failure::Refused(Message::new("cli.clients.create.not_recorded").with("reason", error.to_string()))
}

/// What came of it: a word for programs, a message for people, the client that is there, and why it failed.
fn tell(
    creation: Creation,
    proven: Option<Proven>,
    profile: &Profile,
    secret: Option<SecretFile>,
    findings: &Value,
    format: Format,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (word, message, refused) = match creation {
        Creation::Created(new) => {
            // It stood in the answer, and whoever finds a client by looking sees none.
            let is_lost = new.secret.is_none() && secret.is_some();
            if let (Some(value), Some(file)) = (&new.secret, secret) {
                file.keep(secrecy::ExposeSecret::expose_secret(value))?;
            }
            let (word, message) = if new.found_by_looking {
                ("found", "cli.clients.create.found")
            } else {
                ("created", "cli.clients.create.created")
            };
            if format == Format::Json {
                let mut result = outcome(word, Some(&new.client), findings, &[], output);
                if let Some(kid) = &new.kid {
                    result["kid"] = kid.as_str().into();
                }
                if is_lost {
                    result["secret"] = "lost".into();
                }
                if let Some(proven) = proven {
                    result["causes"] = super::in_words(&proven.causes, output).into();
                    result["proof"] = proven.json;
                }
                output.json(&result)?;
                return Ok(Outcome::Fine);
            }
            let name = new.client.text("client_name").unwrap_or_default();
            output.say(
                &Message::new(message)
                    .with("id", new.id.as_str())
                    .with("name", name),
            )?;
            if is_lost {
                let lost = Message::new("clients.given.secret_lost");
                output.say(
                    &lost
                        .with("id", new.id.as_str())
                        .with("profile", profile.name.as_str()),
                )?;
            }
            match &new.kid {
                Some(kid) => output.say(&Message::new("clients.keys.added").with("kid", kid.as_str()))?,
                None => output.line("cli.clients.create.next")?,
            }
            if let Some(proven) = proven {
                output.say(&proven.message)?;
                output.causes(&proven.causes)?;
            }
            return Ok(Outcome::Fine);
        }
        Creation::Undone { id, refused } => {
            let said = (
                "undone",
                Message::new("clients.given.undone").with("id", id.as_str()),
            );
            return half(said, &id, refused.as_ref(), profile, findings, format, output);
        }
        Creation::Unfinished { id, refused } => {
            let said = (
                "without-key",
                Message::new("clients.given.remains").with("id", id.as_str()),
            );
            return half(said, &id, refused.as_ref(), profile, findings, format, output);
        }
        Creation::Twin(id) => {
            let message = Message::new("cli.clients.create.twin").with("id", id.as_str());
            ("twin", message, None)
        }
        Creation::Several(ids) => {
            let ids: Vec<&str> = ids.iter().map(ClientId::as_str).collect();
            let message = Message::new("cli.clients.create.several").with("ids", ids.join(", "));
            ("several", message, None)
        }
        // A gateway that answered says more than that the client is not there.
        Creation::NotThere(Some(refused)) => (
            "refused",
            Message::new("cli.clients.create.refused"),
            Some(refused),
        ),
        Creation::NotThere(None) => ("not-found", Message::new("cli.clients.create.not_found"), None),
        Creation::Unknown(refused) => (
            "unknown",
            Message::new("cli.clients.create.unknown"),
            Some(refused),
        ),
        Creation::Refused(refused) => {
            // What the helper itself refuses is explained where every refusal of it is.
            if let Symptom::Helper(fault) = &*refused.symptom {
                return Err(fault.clone().into());
            }
            (
                "refused",
                Message::new("cli.clients.create.refused"),
                Some(refused),
            )
        }
        Creation::NotRecorded => {
            let message = Message::new("cli.clients.create.not_recorded").with("reason", "–");
            ("refused", message, None)
        }
    };
    let causes = causes_of(refused.as_ref(), profile);
    if format == Format::Json {
        output.json(&outcome(word, None, findings, &causes, output))?;
    } else {
        output.say(&message)?;
        output.causes(&causes)?;
    }
    Ok(Outcome::Refused)
}

/// Without its key the client is not what was asked for.
fn half(
    (word, message): (&str, Message),
    id: &ClientId,
    refused: Option<&Refused>,
    profile: &Profile,
    findings: &Value,
    format: Format,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let causes = causes_of(refused, profile);
    if format == Format::Json {
        let mut result = outcome(word, None, findings, &causes, output);
        result["client"] = json!({ "client_id": id.as_str() });
        output.json(&result)?;
    } else {
        output.say(&message)?;
        output.causes(&causes)?;
    }
    Ok(Outcome::Refused)
}

fn causes_of(refused: Option<&Refused>, profile: &Profile) -> Vec<Cause> {
    refused
        .map(|refused| drive::causes(refused, profile, clock::now()))
        .unwrap_or_default()
}

fn outcome(
    word: &str,
    client: Option<&Plan>,
    findings: &Value,
    causes: &[Cause],
    output: &Output<'_>,
) -> Value {
    json!({
        "outcome": word,
        "client": client.map(Plan::to_json),
        "findings": findings,
        "causes": super::in_words(causes, output),
    })
}
