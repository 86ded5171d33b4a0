//! `losen clients keys`: everything about the keys of one client.

use std::path::Path;

use losen_core::clients::ends_of_key;
use losen_core::flow::Flow;
use losen_core::flow::keys::{self, KeyOp, Keyed, Proven};
use losen_core::keys::check_text;
use losen_core::model::Kid;
use losen_core::protocol::Fault;
use losen_core::text::Message;
use serde_json::{Value, json};

use super::secret_file::SecretFile;
use super::{End, dry, id_of, refused, seen};
use crate::cli::{AddKeyArgs, ClientArgs, GenerateKeyArgs, KeysCmd, OneKeyArgs, RotateKeyArgs};
use crate::command::check::show as show_findings;
use crate::drive::{Driver, Rehearsed};
use crate::helper::Helper;
use crate::output::{Failure, Format, Outcome, Output, Tint};
use crate::profile::Profile;
use crate::signer::key_file::KeyFile;
use crate::signer::{Signer, new_key};
use crate::{clock, input};

pub fn perform(
    helper: &mut Helper<'_>,
    command: KeysCmd,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    match command {
        KeysCmd::List(arguments) => list(helper, &arguments, output),
        KeysCmd::Add(arguments) => add(helper, &arguments, output),
        KeysCmd::Generate(arguments) => generate(helper, &arguments, output),
        KeysCmd::Renew(arguments) => one(helper, &arguments, KeyOp::Renew, output),
        KeysCmd::Remove(arguments) => one(helper, &arguments, KeyOp::Remove, output),
        KeysCmd::Rotate(arguments) => rotate(helper, &arguments, output),
    }
}

fn list(
    helper: &mut Helper<'_>,
    arguments: &ClientArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let id = id_of(&arguments.client_id)?;
    let profile = helper.profile(&arguments.common.profile)?;
    let keys = match Driver::new(helper, &profile, clock::now).run(keys::read(id)) {
        Ok(keys) => keys,
        Err(refusal) => return refused(&refusal, &profile, output, arguments.common.format),
    };
    if arguments.common.format == Format::Json {
        let with_end = |mut key: Value| {
            let ends = ends_of_key(&key).map(|ends| clock::rfc3339(ends.at));
            key["ends"] = ends.into();
            key
        };
        output.json(&keys.into_iter().map(with_end).collect::<Vec<_>>())?;
        return Ok(Outcome::Fine);
    }
    for key in &keys {
        let text = |member: &str| key.get(member).and_then(Value::as_str).unwrap_or("–");
        let kid = output.tint(text("kid"), Tint::Bold);
        writeln!(output.out, "{kid}  {}", text("alg"))?;
        if let Some(ends) = ends_of_key(key) {
            let now = clock::now();
            let key = match ends {
                ends if ends.is_over(now) => "clients.keys.ended",
                ends if ends.is_soon(now) => "clients.keys.ends_soon",
                _ => "clients.keys.ends",
            };
            let said = Message::new(key).with("day", ends.day()).text(output.language);
            writeln!(output.out, "  {said}")?;
        }
        if key.get("x5c").is_some_and(Value::is_array) {
            let said = Message::new("clients.keys.locked").text(output.language);
            writeln!(output.out, "  {said}")?;
        }
    }
    if keys.is_empty() {
        output.line("clients.keys.none")?;
    }
    Ok(Outcome::Fine)
}

fn add(helper: &mut Helper<'_>, arguments: &AddKeyArgs, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let client = &arguments.client;
    let id = id_of(&client.client_id)?;
    let jwk = match public_key(&arguments.file, client.common.format, output)? {
        Ok(jwk) => jwk,
        Err(outcome) => return Ok(outcome),
    };
    perform_flow(helper, client, None, keys::add(id, jwk), KeyOp::Add, output)
}

/// The one public key of a file, past the key gate.
pub fn public_key(
    file: &Path,
    format: Format,
    output: &mut Output<'_>,
) -> Result<Result<Value, Outcome>, Failure> {
    let report = check_text(&input::text(file)?, Some(clock::now()));
    let jwk = report.fixed.as_ref().and_then(|fixed| {
        let keys = fixed.get("keys")?.as_array()?;
        (keys.len() == 1).then(|| keys.first().cloned()).flatten()
    });
    match jwk {
        Some(jwk) if !report.has_errors() => Ok(Ok(jwk)),
        _ => {
            match format {
                Format::Json => output.json(&report.to_json(output.language))?,
                Format::Text => show_findings(&report.findings, "clients.keys.one_only", output)?,
            }
            Ok(Err(Outcome::Refused))
        }
    }
}

fn generate(
    helper: &mut Helper<'_>,
    arguments: &GenerateKeyArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let client = &arguments.client;
    let id = id_of(&client.client_id)?;
    helper.profile(&client.common.profile)?;
    let jwk = make(&arguments.out, client.dry_run)?;
    perform_flow(helper, client, None, keys::add(id, jwk), KeyOp::Add, output)
}

/// The private half of a key that has just been made.
pub fn opened(out: &Path, jwk: &Value) -> Result<Box<dyn Signer>, Failure> {
    let kid = jwk.get("kid").and_then(Value::as_str).unwrap_or_default();
    let signer = KeyFile::read(out, Some(kid), None)
        .and_then(|file| file.open(&Default::default(), Some(kid), clock::now()))
        .map_err(Fault::from)?;
    Ok(signer)
}

/// Makes a key pair; the private half is on disk before the public half leaves. In a dry run it is nowhere, and forgotten.
pub fn make(out: &Path, dry_run: bool) -> Result<Value, Failure> {
    let key = if dry_run {
        SecretFile::could_be(out)?;
        new_key::generate().map_err(Fault::from)?
    } else {
        let file = SecretFile::create(out)?;
        let key = new_key::generate().map_err(Fault::from)?;
        file.keep(&key.private)?;
        key
    };
    let report = check_text(&key.public, None);
    let jwk = report.fixed.and_then(|fixed| fixed.pointer("/keys/0").cloned());
    jwk.ok_or_else(|| Failure::Refused(Message::new("clients.keys.no_kid")))
}

fn one(
    helper: &mut Helper<'_>,
    arguments: &OneKeyArgs,
    op: KeyOp,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let client = &arguments.client;
    let id = id_of(&client.client_id)?;
    let kid = kid_of(&arguments.kid)?;
    let flow = if op == KeyOp::Renew {
        keys::renew(id, kid)
    } else {
        keys::remove(id, kid)
    };
    perform_flow(helper, client, None, flow, op, output)
}

fn rotate(
    helper: &mut Helper<'_>,
    arguments: &RotateKeyArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let client = &arguments.client;
    let id = id_of(&client.client_id)?;
    let old = kid_of(&arguments.old)?;
    if let Some(file) = &arguments.key {
        let jwk = match public_key(file, client.common.format, output)? {
            Ok(jwk) => jwk,
            Err(outcome) => return Ok(outcome),
        };
        let flow = keys::rotate(id, jwk, old, Proven::ByUser);
        return perform_flow(helper, client, None, flow, KeyOp::Rotate, output);
    }
    let Some(out) = &arguments.out else {
        return Ok(Outcome::Unusable);
    };
    let seen = match seen(helper, client, output)? {
        Ok(seen) => seen.client,
        Err(outcome) => return Ok(outcome),
    };
    let proven = match keys::provable_scope(&seen) {
        Some(scope) => Proven::ByToken(scope.to_owned()),
        _ if arguments.in_use => Proven::ByUser,
        _ => return Err(Failure::Unusable(Message::new("clients.keys.not_provable"))),
    };
    let jwk = make(out, client.dry_run)?;
    if client.dry_run {
        let flow = keys::rotate(id, jwk, old, proven);
        return perform_flow(helper, client, None, flow, KeyOp::Rotate, output);
    }
    let signer = opened(out, &jwk)?;
    let flow = keys::rotate(id, jwk, old, proven);
    perform_flow(helper, client, Some(signer), flow, KeyOp::Rotate, output)
}

fn perform_flow(
    helper: &mut Helper<'_>,
    client: &ClientArgs,
    signer: Option<Box<dyn Signer>>,
    flow: Flow<Keyed>,
    op: KeyOp,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let profile: Profile = helper.profile(&client.common.profile)?;
    let mut driver = Driver::new(helper, &profile, clock::now);
    if let Some(signer) = signer {
        driver = driver.proving_with(signer);
    }
    let keyed = if client.dry_run {
        match driver.rehearse(flow) {
            Rehearsed::Would(request) => {
                let more = json!({ "client_id": client.client_id });
                return dry::tell(&profile, &request, more, client.common.format, output);
            }
            Rehearsed::End(keyed) => keyed,
        }
    } else {
        driver.run(flow)
    };
    let more = match &keyed {
        Keyed::Done { kid, keys, .. } => json!({ "kid": kid, "keys": keys }),
        Keyed::BothIn { kid, proven, .. } => json!({ "kid": kid, "proven": proven }),
        _ => json!({}),
    };
    End {
        word: keyed.word(),
        message: keyed.message(op),
        refusal: keyed.refusal(),
        more,
        fine: matches!(keyed, Keyed::Done { .. }),
    }
    .tell(&profile, client.common.format, output)
}

fn kid_of(text: &str) -> Result<Kid, Failure> {
    Kid::parse(text).map_err(|_| Failure::Unusable(Message::new("clients.keys.bad_kid").with("kid", text)))
}
