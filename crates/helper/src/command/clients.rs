//! `losen clients`: one file per operation.

mod create;
mod list;

use losen_core::diagnosis::{Cause, Symptom};
use losen_core::flow::Refused;
use losen_core::model::ClientId;
use losen_core::text::Message;
use serde_json::{Value, json};

use crate::cli::ClientsCmd;
use crate::clock;
use crate::drive;
use crate::helper::Helper;
use crate::output::{Failure, Format, Outcome, Output};
use crate::profile::Profile;

/// `losen clients`.
pub fn perform(
    helper: &mut Helper<'_>,
    command: ClientsCmd,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    match command {
        ClientsCmd::List(arguments) => list::list(helper, &arguments, output),
        ClientsCmd::Show(arguments) => list::show(helper, &arguments, output),
        ClientsCmd::Create(arguments) => create::create(helper, &arguments, output),
    }
}

/// The id that was given on the command line.
fn id_of(text: &str) -> Result<ClientId, Failure> {
    ClientId::parse(text)
        .map_err(|_| Failure::Unusable(Message::new("cli.clients.show.bad_id").with("id", text)))
}

/// The API said no, or nothing. What the helper itself refuses is explained where every refusal of it is.
fn refused(
    refusal: &Refused,
    profile: &Profile,
    output: &mut Output<'_>,
    format: Format,
) -> Result<Outcome, Failure> {
    if let Symptom::Helper(fault) = &*refusal.symptom {
        return Err(fault.clone().into());
    }
    let causes = drive::causes(refusal, profile, clock::now());
    if format == Format::Json {
        output.json(&json!({ "outcome": "refused", "causes": in_words(&causes, output) }))?;
    } else {
        output.causes(&causes)?;
    }
    Ok(Outcome::Refused)
}

fn in_words(causes: &[Cause], output: &Output<'_>) -> Vec<Value> {
    causes
        .iter()
        .map(|cause| cause.to_json(output.language))
        .collect()
}
