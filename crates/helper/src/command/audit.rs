use losen_core::text::Message;
use serde_json::json;

use crate::audit::{Damage, Event, read};
use crate::cli::AuditArgs;
use crate::clock;
use crate::folders::Folders;
use crate::output::{Failure, Format, Outcome, Output};

/// `losen audit show`: every token that was asked for, oldest first.
pub fn show(folders: &Folders, arguments: &AuditArgs, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let (events, _) = whole(folders)?;
    if arguments.answer.format == Format::Json {
        output.json(&json!(events))?;
        return Ok(Outcome::Fine);
    }
    for event in &events {
        writeln!(
            output.out,
            "{}  {}  {}  {}  {}  {}",
            clock::rfc3339(event.at),
            event.environment.word(),
            event.profile,
            event.client_id,
            event.scope,
            event.decision
        )?;
    }
    Ok(Outcome::Fine)
}

/// `losen audit verify`: whether any line was changed, removed or moved.
pub fn verify(folders: &Folders, arguments: &AuditArgs, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let (events, head) = whole(folders)?;
    if arguments.answer.format == Format::Json {
        output.json(&json!({ "whole": true, "lines": events.len(), "head": head }))?;
    } else {
        let message = Message::of_count(events.len(), "cli.audit.whole_one", "cli.audit.whole");
        output.say(&message.with("head", head))?;
    }
    Ok(Outcome::Fine)
}

fn whole(folders: &Folders) -> Result<(Vec<Event>, String), Failure> {
    let record = read(&folders.state).map_err(|error| {
        Failure::Unusable(Message::new("cli.audit.unreadable").with("reason", error.to_string()))
    })?;
    record.map_err(|damage| {
        Failure::Refused(match damage {
            Damage::Changed(line) => Message::new("cli.audit.changed").with("line", line.to_string()),
            Damage::Broken(line) => Message::new("cli.audit.broken").with("line", line.to_string()),
            Damage::Cut => Message::new("cli.audit.cut"),
        })
    })
}
