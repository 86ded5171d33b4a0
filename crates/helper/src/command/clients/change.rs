//! `losen clients update`: reads the client, changes what the file names, shows the difference, and replaces the client
//! unless somebody else has changed it meanwhile.

use losen_core::clients::{Difference, differences, merged, writable};
use losen_core::flow::{
    self,
    clients::{Updated, brings_secret},
};
use losen_core::model::OrgNo;
use losen_core::rules::{Context, check};
use losen_core::text::{Message, text};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use super::secret_file::SecretFile;
use super::{End, Seen, dry, seen};
use crate::cli::UpdateArgs;
use crate::clock;
use crate::command::check::{read_one, show as show_findings};
use crate::drive::{Driver, Rehearsed};
use crate::helper::Helper;
use crate::output::{Failure, Format, Outcome, Output, Tint};

pub fn update(
    helper: &mut Helper<'_>,
    arguments: &UpdateArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let client = &arguments.client;
    let changes = read_one(&arguments.file)?;
    let Seen {
        id,
        profile,
        client: seen,
    } = match seen(helper, client, output)? {
        Ok(seen) => seen,
        Err(outcome) => return Ok(outcome),
    };
    let wanted = merged(&seen, changes.body());
    let found = differences(&writable(&seen), &wanted);
    let stop = |word, message: Message| End {
        word,
        message,
        refusal: None,
        more: json!({ "client": writable(&seen).to_json(), "differences": as_json(&found) }),
        fine: false,
    };
    // A file that came from `show` says which state it was made from.
    let from = changes.get("last_updated");
    if from.is_some() && from != seen.get("last_updated") {
        let message = Message::new("clients.update.meanwhile");
        return stop("changed-meanwhile", message).tell(&profile, client.common.format, output);
    }
    if found.is_empty() {
        let end = End {
            fine: true,
            ..stop("nothing", Message::new("clients.update.nothing"))
        };
        return end.tell(&profile, client.common.format, output);
    }
    if found.iter().any(|one| one.member == "integration_type") {
        let message = Message::new("clients.update.type_is_final");
        return stop("type-is-final", message).tell(&profile, client.common.format, output);
    }
    if client.common.format == Format::Text {
        if client.dry_run {
            output.line("clients.update.would_change")?;
        }
        show(&found, output)?;
    }
    let mut context = Context::new(profile.environment);
    let own = seen
        .text("client_orgno")
        .and_then(|orgno| OrgNo::parse(orgno).ok());
    context.organisation = own;
    context.before = Some(seen.clone());
    let report = check(&wanted, &context);
    if report.has_errors() {
        if client.common.format == Format::Text {
            show_findings(&report.findings, "cli.check.fine", output)?;
        }
        let findings = report.to_json(output.language)["findings"].clone();
        let end = End {
            more: json!({ "differences": as_json(&found), "findings": findings }),
            ..stop("errors", Message::new("clients.update.errors_stand"))
        };
        return end.tell(&profile, client.common.format, output);
    }
    let brings = brings_secret(&seen, &wanted);
    let file = SecretFile::when(brings, arguments.secret_file.as_deref(), client.dry_run)?;
    let change = flow::clients::update(id, seen, &wanted);
    let driver = Driver::new(helper, &profile, clock::now);
    let updated = if client.dry_run {
        match driver.rehearse(change) {
            Rehearsed::Would(request) => {
                let more = json!({ "differences": as_json(&found) });
                return dry::tell(&profile, &request, more, client.common.format, output);
            }
            Rehearsed::End(updated) => updated,
        }
    } else {
        driver.run(change)
    };
    let secret = match &updated {
        Updated::Done { secret, .. } => secret.as_ref(),
        _ => None,
    };
    if let (Some(secret), Some(file)) = (secret, &file) {
        file.keep(secret.expose_secret())?;
    }
    // One that nobody has asked for has nowhere to go, and is not shown.
    let is_lost = updated.may_have_lost(brings) || (secret.is_some() && file.is_none());
    let mut more = match &updated {
        Updated::Done {
            client, otherwise, ..
        } => {
            json!({ "client": client.to_json(), "differences": as_json(&found), "otherwise": as_json(otherwise) })
        }
        Updated::Meanwhile { now, theirs } => json!({ "client": now.to_json(), "theirs": as_json(theirs) }),
        Updated::Overtaken { now, otherwise, .. } => {
            json!({ "client": now.to_json(), "differences": as_json(&found), "otherwise": as_json(otherwise) })
        }
        Updated::Refused(_) | Updated::Unknown(_) => json!({ "differences": as_json(&found) }),
    };
    if is_lost {
        more["secret"] = "lost".into();
    }
    if let (
        Updated::Done {
            otherwise: theirs, ..
        }
        | Updated::Overtaken {
            otherwise: theirs, ..
        }
        | Updated::Meanwhile { theirs, .. },
        Format::Text,
    ) = (&updated, client.common.format)
    {
        show(theirs, output)?;
    }
    let end = End {
        word: updated.word(),
        message: updated.message(),
        refusal: updated.refusal(),
        more,
        fine: matches!(updated, Updated::Done { .. }),
    };
    let outcome = end.tell(&profile, client.common.format, output)?;
    if is_lost && client.common.format == Format::Text {
        output.line("clients.update.secret_lost")?;
    }
    Ok(outcome)
}

fn as_json(differences: &[Difference]) -> Value {
    differences.iter().map(Difference::to_json).collect()
}

/// Member by member: what goes, and what comes.
fn show(differences: &[Difference], output: &mut Output<'_>) -> Result<(), Failure> {
    let absent = text(output.language, "clients.update.absent");
    for one in differences {
        let name = output.tint(&one.member, Tint::Bold);
        writeln!(output.out, "{name}")?;
        let (gone, come) = one.words();
        let or_absent = |words: Vec<String>, is_there: bool| {
            if is_there { words } else { vec![absent.clone()] }
        };
        for word in or_absent(gone, one.before.is_some()) {
            writeln!(output.out, "{}", output.tint(&format!("  - {word}"), Tint::Red))?;
        }
        for word in or_absent(come, one.after.is_some()) {
            writeln!(output.out, "{}", output.tint(&format!("  + {word}"), Tint::Green))?;
        }
    }
    Ok(())
}
