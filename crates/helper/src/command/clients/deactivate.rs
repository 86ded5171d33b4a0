//! `losen clients deactivate`: says what breaks, and wants the client's name.

use std::io::{BufRead as _, IsTerminal as _};

use losen_core::clients::breaks;
use losen_core::flow::{self, clients::Deactivated};
use losen_core::text::Message;
use serde_json::{Value, json};

use super::{End, Seen, dry, seen};
use crate::cli::DeactivateArgs;
use crate::clock;
use crate::drive::{Driver, Rehearsed};
use crate::helper::Helper;
use crate::output::{Failure, Format, Outcome, Output};

pub fn deactivate(
    helper: &mut Helper<'_>,
    arguments: &DeactivateArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let client = &arguments.client;
    let Seen {
        id,
        profile,
        client: seen,
    } = match seen(helper, client, output)? {
        Ok(seen) => seen,
        Err(outcome) => return Ok(outcome),
    };
    let keys = Driver::new(helper, &profile, clock::now).run(flow::keys::read(id.clone()));
    let broken = breaks(&seen, keys.ok().map(|keys| keys.len()));
    let language = output.language;
    let broken_words: Vec<Value> = broken.iter().map(|one| one.text(language).into()).collect();
    // A client without a name is confirmed by its id: an empty name would be confirmed by saying nothing.
    let name = seen.text("client_name").map(str::to_owned);
    let said = name.clone().filter(|name| !name.trim().is_empty());
    let known_by = said.unwrap_or_else(|| id.to_string());
    let would = Message::new("clients.deactivate.would").with("name", known_by.as_str());
    if client.common.format == Format::Text {
        output.say(&would)?;
        for one in &broken {
            writeln!(output.out, "  · {}", one.text(language))?;
        }
    }
    let end = |word, message, fine| End {
        word,
        message,
        refusal: None,
        more: json!({ "client_id": id.as_str(), "breaks": broken_words }),
        fine,
    };
    let told = |deactivated: Deactivated, output: &mut Output<'_>| {
        let fine = matches!(deactivated, Deactivated::Done { .. } | Deactivated::Already);
        End {
            refusal: deactivated.refusal(),
            ..end(deactivated.word(), deactivated.message(), fine)
        }
        .tell(&profile, client.common.format, output)
    };
    if client.dry_run {
        // A name that is given is checked; nobody is asked for one.
        if let Some(given) = &arguments.confirm_name
            && given.trim() != known_by.trim()
        {
            let message = Message::new("clients.deactivate.wrong_name").with("name", known_by);
            return end("wrong-name", message, false).tell(&profile, client.common.format, output);
        }
        let flow = flow::clients::deactivate(id.clone(), name);
        return match Driver::new(helper, &profile, clock::now).rehearse(flow) {
            Rehearsed::Would(request) => {
                let more = json!({ "client_id": id.as_str(), "breaks": broken_words });
                dry::tell(&profile, &request, more, client.common.format, output)
            }
            Rehearsed::End(deactivated) => told(deactivated, output),
        };
    }
    let confirmed = match &arguments.confirm_name {
        Some(name) => name.clone(),
        None => ask(output)?,
    };
    if confirmed.trim() != known_by.trim() {
        let message = Message::new("clients.deactivate.wrong_name").with("name", known_by);
        return end("wrong-name", message, false).tell(&profile, client.common.format, output);
    }
    let flow = flow::clients::deactivate(id.clone(), name);
    let deactivated = Driver::new(helper, &profile, clock::now).run(flow);
    told(deactivated, output)
}

/// Whoever sits at a terminal types the name; a program gives it.
fn ask(output: &mut Output<'_>) -> Result<String, Failure> {
    if !std::io::stdin().is_terminal() {
        return Ok(String::new());
    }
    writeln!(
        output.err,
        "{}",
        Message::new("clients.deactivate.ask").text(output.language)
    )?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line)
}
