//! `losen clients keys`: everything about the keys of one client.

mod lock;
mod made;

use std::path::Path;

use losen_core::clients::{ends_of_key, is_lock};
use losen_core::flow::Flow;
use losen_core::flow::keys::{self, KeyOp, Keyed, Proven};
use losen_core::keys::check_text;
use losen_core::model::Kid;
use losen_core::text::Message;
use serde_json::{Value, json};

use super::{End, dry, id_of, refused, seen};
use crate::cli::{AddKeyArgs, ClientArgs, GenerateKeyArgs, KeysCmd, OneKeyArgs, RotateKeyArgs};
use crate::command::check::show as show_findings;
use crate::drive::{Driver, Rehearsed};
use crate::helper::Helper;
use crate::output::{Failure, Format, Outcome, Output, Tint};
use crate::profile::Profile;
use crate::{clock, input};

use self::lock::Lock;
pub use made::MadeKey;

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
        if is_lock(key) {
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
    let flow = keys::add(id, jwk);
    let change = Change::new(flow, KeyOp::Add, With::Nothing);
    perform_flow(helper, client, change, output)
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
        Some(jwk) if !report.has_errors() => {
            // That the key locks the client, for one: said where it does not mix with what a program reads.
            for finding in &report.findings {
                writeln!(output.err, "losen: {}", finding.message.text(output.language))?;
            }
            Ok(Ok(jwk))
        }
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
    let made = MadeKey::make(&arguments.out, client.dry_run)?;
    let flow = keys::add(id, made.public.clone());
    perform_flow(
        helper,
        client,
        Change::new(flow, KeyOp::Add, With::New(made)),
        output,
    )
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
    if op == KeyOp::Renew {
        let change = Change::new(keys::renew(id, kid), op, With::Nothing);
        return perform_flow(helper, client, change, output);
    }
    let lock = Lock::new(kid.as_str(), None);
    let flow = keys::remove_told(id, kid, lock.before());
    perform_flow(
        helper,
        client,
        Change::new(flow, op, With::Nothing).out(lock),
        output,
    )
}

fn rotate(
    helper: &mut Helper<'_>,
    arguments: &RotateKeyArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let client = &arguments.client;
    let id = id_of(&client.client_id)?;
    let old = kid_of(&arguments.old)?;
    let elsewhere = match &arguments.key {
        Some(file) => match public_key(file, client.common.format, output)? {
            Ok(jwk) => Some(jwk),
            Err(outcome) => return Ok(outcome),
        },
        None => None,
    };
    let seen = match seen(helper, client, output)? {
        Ok(seen) => seen.client,
        Err(outcome) => return Ok(outcome),
    };
    let by_token = keys::provable_scope(&seen).map(|scope| Proven::ByToken(scope.to_owned()));
    // A key that is made now is in use nowhere, whatever is said; one from elsewhere may be.
    let proven = match by_token {
        _ if arguments.in_use && elsewhere.is_some() => Proven::ByUser,
        Some(by_token) => by_token,
        None => Proven::NotYet,
    };
    let (jwk, with) = match (elsewhere, &arguments.out) {
        (Some(jwk), _) => (jwk, With::Elsewhere(arguments.in_use)),
        (None, Some(out)) => {
            // A rotation that stopped on its way goes on with the key that it has added already.
            let made = match added_before(helper, client, out)? {
                Some(left) => left,
                None => MadeKey::make(out, client.dry_run)?,
            };
            (made.public.clone(), With::New(made))
        }
        (None, None) => return Ok(Outcome::Unusable),
    };
    let lock = Lock::new(old.as_str(), Some(jwk.clone()));
    let flow = keys::rotate_told(id, jwk, old, proven, lock.before());
    perform_flow(
        helper,
        client,
        Change::new(flow, KeyOp::Rotate, with).out(lock),
        output,
    )
}

/// The key in a file that is there, when it is one of the client's.
fn added_before(
    helper: &mut Helper<'_>,
    client: &ClientArgs,
    out: &Path,
) -> Result<Option<MadeKey>, Failure> {
    if !out.is_file() {
        return Ok(None);
    }
    let profile = helper.profile(&client.common.profile)?;
    let id = id_of(&client.client_id)?;
    let keys = Driver::new(helper, &profile, clock::now).run(keys::read(id));
    let keys = keys.unwrap_or_default();
    Ok(keys.iter().find_map(|key| MadeKey::left(out, key)))
}

/// What is to be done with the keys of a client.
struct Change {
    flow: Flow<Keyed>,
    op: KeyOp,
    with: With,
    /// What goes with the key that goes out, when one does.
    lock: Option<Lock>,
}

impl Change {
    fn new(flow: Flow<Keyed>, op: KeyOp, with: With) -> Self {
        Self {
            flow,
            op,
            with,
            lock: None,
        }
    }

    fn out(self, lock: Lock) -> Self {
        Self {
            lock: Some(lock),
            ..self
        }
    }
}

/// Where the private half of the key is that goes in.
enum With {
    /// No key goes in, or nobody asks for its private half.
    Nothing,
    /// In a file that has been made for it.
    New(MadeKey),
    /// Somewhere else; and whether everything uses it already, says the user.
    Elsewhere(bool),
}

fn perform_flow(
    helper: &mut Helper<'_>,
    client: &ClientArgs,
    change: Change,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let Change {
        flow,
        op,
        with,
        mut lock,
    } = change;
    let profile: Profile = helper.profile(&client.common.profile)?;
    let mut driver = Driver::new(helper, &profile, clock::now);
    if let With::New(made) = &with
        && !client.dry_run
    {
        driver = driver.proving_with(made.signer()?);
    }
    let keyed = if client.dry_run {
        match driver.rehearse(flow) {
            Rehearsed::Would(request) => {
                let mut more = json!({ "client_id": client.client_id });
                if let Some(lock) = &mut lock {
                    lock.warn(output);
                    more["unlocks"] = lock.goes().into();
                }
                return dry::tell(&profile, &request, more, client.common.format, output);
            }
            Rehearsed::End(keyed) => keyed,
        }
    } else {
        // Before each step, and so before the key is gone.
        driver.watch(flow, || {
            if let Some(lock) = &mut lock {
                lock.warn(output);
            }
        })
    };
    let mut said_in_use = true;
    match with {
        // What is in no client is of no use to anybody, and would stand in the way of the same command.
        With::New(made) if matches!(keyed, Keyed::Stopped(_) | Keyed::Refused(_)) => made.discard(),
        With::New(made) => made.keep(),
        With::Elsewhere(in_use) => said_in_use = in_use,
        With::Nothing => {}
    }
    if let Keyed::BothIn { kid, refused, .. } = &keyed
        && keys::is_elsewhere(refused)
    {
        // The first half of a rotation, and all of it that can be done from here.
        return End {
            word: keyed.word(),
            message: Message::new("clients.keys.both_in_use").with("kid", kid.as_str()),
            refusal: None,
            more: json!({ "kid": kid, "proven": false }),
            fine: !said_in_use,
        }
        .tell(&profile, client.common.format, output);
    }
    let mut more = match &keyed {
        Keyed::Done { kid, keys, .. } => json!({ "kid": kid, "keys": keys }),
        Keyed::BothIn { kid, proven, .. } => json!({ "kid": kid, "proven": proven }),
        _ => json!({}),
    };
    if let (Keyed::Done { .. }, Some(lock)) = (&keyed, &lock) {
        more["unlocks"] = lock.goes().into();
    }
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
