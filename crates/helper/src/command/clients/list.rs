//! `losen clients list` and `losen clients show`.

mod row;

use losen_core::clients::{List, Listed, OWN_MEMBER, unread};
use losen_core::diagnosis::Cause;
use losen_core::flow;
use losen_core::model::{ClientId, OrgNo};
use losen_core::rules::Context;
use losen_core::text::Message;
use serde_json::Value;

use self::row::Row;
use super::{id_of, refused};
use crate::cli::{ListArgs, ShowArgs};
use crate::clock;
use crate::drive::{self, Driver};
use crate::helper::Helper;
use crate::output::{Failure, Format, Outcome, Output};

/// `losen clients list`.
pub fn list(
    helper: &mut Helper<'_>,
    arguments: &ListArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let format = arguments.common.format;
    let profile = helper.profile(&arguments.common.profile)?;
    let driver = Driver::new(helper, &profile, clock::now);
    let mut clients = match driver.run(flow::clients::list(arguments.inactive)) {
        Ok(clients) => List::new(clients),
        Err(refusal) => return refused(&refusal, &profile, output, format),
    };
    let mut unreadable: Vec<(ClientId, Vec<Cause>)> = Vec::new();
    if arguments.keys {
        // Only of those that are shown: it takes a call each.
        let ids = unread(&clients.fitting(&arguments.search));
        let many = Driver::new(helper, &profile, clock::now).run(flow::keys::of_many(ids));
        // Half a list would be sorted and looked through as if it were a whole one.
        if let Some(refusal) = many.stopped {
            return refused(&refusal, &profile, output, format);
        }
        for (id, keys) in many.read {
            clients.put_keys(&id, Some(keys));
        }
        for (id, refusal) in many.refused {
            clients.refuse_keys(&id);
            unreadable.push((id, drive::causes(&refusal, &profile, clock::now())));
        }
    }
    // The key is open since the list was read, and nobody is asked again.
    let certificate = helper.unlock(&profile)?.map(|certificate| certificate.orgno);
    let own = certificate.or_else(|| profile.organisation.as_ref().map(|own| own.orgno.clone()));
    let mut context = Context::new(profile.environment);
    context.organisation = own.and_then(|orgno| OrgNo::parse(&orgno).ok());
    let shown: Vec<&Listed> = match arguments.sort {
        Some(sort) => clients.shown(&arguments.search, sort),
        // As the API has them.
        None => clients.fitting(&arguments.search),
    };
    let why = |listed: &Listed| {
        let mut refused = unreadable.iter();
        let found = refused.find(|(id, _)| listed.id.as_ref() == Some(id));
        found.map_or(&[][..], |(_, causes)| causes)
    };
    let rows = shown.iter().map(|listed| Row::new(listed, &context, why(listed)));
    // What was asked for is there only in part.
    let outcome = if unreadable.is_empty() {
        Outcome::Fine
    } else {
        Outcome::Refused
    };
    if format == Format::Json {
        let language = output.language;
        let with_own = |row: Row<'_>| {
            let mut client = row.listed.client.to_json();
            client[OWN_MEMBER] = row.to_json(language);
            client
        };
        output.json(&Value::Array(rows.map(with_own).collect()))?;
        return Ok(outcome);
    }
    let place = Message::new("clients.cli.list.place")
        .with("environment", profile.environment.word())
        .with("profile", profile.name.as_str());
    output.say(&place)?;
    for row in rows {
        row.tell(clock::now(), output)?;
    }
    output.say(&Message::new("cli.clients.list.count").with("count", shown.len().to_string()))?;
    let unread = unread(&shown).len();
    if unread > 0 {
        output.say(&Message::new("clients.cli.list.unread").with("count", unread.to_string()))?;
    }
    if !unreadable.is_empty() {
        let count = unreadable.len().to_string();
        output.say(&Message::new("clients.cli.list.unreadable").with("count", count))?;
    }
    Ok(outcome)
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
