//! `losen clients list` and `losen clients show`.

use losen_core::clients::{List, Listed, Sort};
use losen_core::flow;
use losen_core::text::Message;
use serde_json::Value;

use super::{id_of, refused};
use crate::cli::{ListArgs, ShowArgs};
use crate::clock;
use crate::drive::Driver;
use crate::helper::Helper;
use crate::output::{Failure, Format, Outcome, Output, Tint};

/// `losen clients list`.
pub fn list(
    helper: &mut Helper<'_>,
    arguments: &ListArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let profile = helper.profile(&arguments.common.profile)?;
    let driver = Driver::new(helper, &profile, clock::now);
    let clients = match driver.run(flow::clients::list(arguments.inactive)) {
        Ok(clients) => List::new(clients),
        Err(refusal) => return refused(&refusal, &profile, output, arguments.common.format),
    };
    let shown = match arguments.sort {
        Some(sort) => clients.shown(&arguments.search, sort),
        // As the API has them.
        None => {
            let found = clients.shown(&arguments.search, Sort::Name);
            let is_found = |one: &&Listed| found.iter().any(|other| std::ptr::eq(*other, *one));
            clients.all().iter().filter(is_found).collect()
        }
    };
    if arguments.common.format == Format::Json {
        let list = shown.iter().map(|listed| listed.client.to_json()).collect();
        output.json(&Value::Array(list))?;
        return Ok(Outcome::Fine);
    }
    for listed in &shown {
        let text = |member| listed.client.text(member).unwrap_or("–");
        let name = output.tint(text("client_name"), Tint::Bold);
        let inactive = if listed.is_active() { "" } else { " (–)" };
        writeln!(output.out, "{name}{inactive}")?;
        let scopes = listed.client.scopes().join(" ");
        let (id, kind) = (text("client_id"), text("integration_type"));
        writeln!(output.out, "  {id}  {kind}  {scopes}")?;
    }
    output.say(&Message::new("cli.clients.list.count").with("count", shown.len().to_string()))?;
    Ok(Outcome::Fine)
}

/// `losen clients show`: one client as JSON, as the server has it.
pub fn show(
    helper: &mut Helper<'_>,
    arguments: &ShowArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let id = id_of(&arguments.client_id)?;
    let profile = helper.profile(&arguments.common.profile)?;
    match Driver::new(helper, &profile, clock::now).run(flow::clients::read(id)) {
        Ok(client) => {
            output.json(&client.to_json())?;
            Ok(Outcome::Fine)
        }
        Err(refusal) => refused(&refusal, &profile, output, arguments.common.format),
    }
}
