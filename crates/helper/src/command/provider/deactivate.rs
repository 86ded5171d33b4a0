//! `losen scopes deactivate`.

use std::io::{BufRead as _, IsTerminal as _};

use losen_core::flow::provider::{self as flow, Deactivated, Ends, Revoke};
use losen_core::model::Access;
use losen_core::text::Message;
use serde_json::json;

use super::apply::lines_json;
use super::{Desk, in_words, scope_of};
use crate::cli::ScopeDeactivateArgs;
use crate::helper::Helper;
use crate::output::{Failure, Format, Outcome, Output};

/// `losen scopes deactivate`: first everybody's access, then the scope.
pub fn deactivate(
    helper: &mut Helper<'_>,
    arguments: &ScopeDeactivateArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let name = scope_of(&arguments.scope)?;
    let mut desk = Desk::new(helper, &arguments.common.profile, arguments.common.format)?;
    if arguments.dry_run {
        return match desk.run(flow::accesses(Some(name.clone()), None)) {
            Ok(mut who) => {
                who.retain(Access::is_approved);
                in_use(&desk, &who, name.as_str(), "dry-run", Outcome::Fine, output)
            }
            Err(refused) => desk.refuse(&refused, output),
        };
    }
    if !confirmed(arguments, output)? {
        let message = Message::new("provider.deactivate.wrong_name").with("scope", name.as_str());
        return stop(&desk, "wrong-name", &message, output);
    }
    let ends = Ends::default();
    let revoke = if arguments.revoke_access {
        Revoke::Everybody
    } else {
        Revoke::Nobody
    };
    let end = desk.run(flow::deactivate(name.clone(), revoke, ends));
    let (word, key, count, outcome) = match end {
        Deactivated::Done(count) => ("done", "provider.deactivate.done", count, Outcome::Fine),
        Deactivated::Confirmed(count) => ("confirmed", "provider.deactivate.confirmed", count, Outcome::Fine),
        Deactivated::Already => ("already", "provider.deactivate.already", 0, Outcome::Fine),
        Deactivated::NotDone => ("not-done", "provider.deactivate.not_done", 0, Outcome::Refused),
        Deactivated::Unseen => ("unseen", "provider.deactivate.unseen_cli", 0, Outcome::Refused),
        Deactivated::InUse(who) => {
            return in_use(&desk, &who, name.as_str(), "in-use", Outcome::Refused, output);
        }
        Deactivated::Unreadable(who) => {
            let message = Message::new("provider.deactivate.unreadable").with("who", who);
            return stop(&desk, "unreadable", &message, output);
        }
        Deactivated::NotRevoked(applied) => {
            let causes = applied
                .trouble()
                .map(|refused| desk.causes(refused))
                .unwrap_or_default();
            if desk.format == Format::Json {
                let causes = in_words(&causes, output);
                let lines = lines_json(&desk, &applied, output);
                output.json(&json!({ "outcome": "not-revoked", "lines": lines, "causes": causes }))?;
            } else {
                output.line("provider.deactivate.not_revoked")?;
                output.causes(&causes)?;
            }
            return Ok(Outcome::Refused);
        }
        Deactivated::Unknown(refused) => {
            let causes = desk.causes(&refused);
            if desk.format == Format::Json {
                output.json(&json!({ "outcome": "unknown", "causes": in_words(&causes, output) }))?;
            } else {
                output.line("provider.deactivate.unknown")?;
                output.causes(&causes)?;
            }
            return Ok(Outcome::Refused);
        }
        Deactivated::Refused(refused) => return desk.refuse(&refused, output),
    };
    if desk.format == Format::Json {
        output.json(&json!({ "outcome": word, "revoked": count, "causes": [] }))?;
    } else {
        let message = Message::new(key)
            .with("scope", name.as_str())
            .with("count", count.to_string());
        output.say(&message)?;
    }
    Ok(outcome)
}

/// Whoever sits at a terminal types the name again. A program has written it already, and may write it twice.
fn confirmed(arguments: &ScopeDeactivateArgs, output: &mut Output<'_>) -> Result<bool, Failure> {
    let typed = match &arguments.confirm_name {
        Some(name) => name.clone(),
        None if !std::io::stdin().is_terminal() => return Ok(true),
        None => {
            let question = Message::new("provider.deactivate.ask");
            writeln!(output.err, "{}", question.text(output.language))?;
            let mut line = String::new();
            std::io::stdin().lock().read_line(&mut line)?;
            line
        }
    };
    Ok(typed.trim() == arguments.scope.trim())
}

/// Why nothing was sent.
fn stop(
    desk: &Desk<'_, '_>,
    word: &str,
    message: &Message,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    if desk.format == Format::Json {
        output.json(&json!({ "outcome": word, "causes": [] }))?;
    } else {
        output.say(message)?;
    }
    Ok(Outcome::Refused)
}

/// Who would lose access.
fn in_use(
    desk: &Desk<'_, '_>,
    who: &[Access],
    scope: &str,
    word: &str,
    outcome: Outcome,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    if desk.format == Format::Json {
        let who: Vec<_> = who.iter().map(Access::to_json).collect();
        output.json(&json!({ "outcome": word, "access": who, "causes": [] }))?;
        return Ok(outcome);
    }
    for access in who {
        let (orgno, name) = (
            access.text("consumer_orgno"),
            access.text("consumer_organization_name"),
        );
        writeln!(
            output.out,
            "{}  {}",
            orgno.unwrap_or("–"),
            name.unwrap_or_default()
        )?;
    }
    let key = match outcome {
        Outcome::Fine => "provider.deactivate.would",
        _ => "provider.deactivate.in_use_cli",
    };
    let message = Message::new(key)
        .with("scope", scope)
        .with("count", who.len().to_string());
    output.say(&message)?;
    Ok(outcome)
}
