//! `losen clients`: one file per operation.

mod change;
mod create;
mod deactivate;
mod dry;
mod keys;
mod list;
mod proof;
mod prove;
mod secret;
mod secret_file;

use losen_core::diagnosis::{Cause, Symptom};
use losen_core::flow::{self, Refused};
use losen_core::model::{ClientId, Plan};
use losen_core::text::Message;
use serde_json::{Value, json};

use crate::cli::{ClientArgs, ClientsCmd};
use crate::clock;
use crate::drive::{self, Driver};
use crate::helper::Helper;
use crate::journal::Journal;
use crate::output::{Failure, Format, Outcome, Output};
use crate::profile::Profile;

/// `losen clients`.
pub fn perform(
    helper: &mut Helper<'_>,
    command: ClientsCmd,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (folder, named) = (helper.folders().state.clone(), command.profile().to_owned());
    let creates = matches!(command, ClientsCmd::Create(_));
    let outcome = match command {
        ClientsCmd::List(arguments) => list::list(helper, &arguments, output),
        ClientsCmd::Show(arguments) => list::show(helper, &arguments, output),
        ClientsCmd::Create(arguments) => create::create(helper, &arguments, output),
        ClientsCmd::Update(arguments) => change::update(helper, &arguments, output),
        ClientsCmd::Deactivate(arguments) => deactivate::deactivate(helper, &arguments, output),
        ClientsCmd::Secret(arguments) => secret::secret(helper, &arguments, output),
        ClientsCmd::Prove(arguments) => prove::prove(helper, &arguments, output),
        ClientsCmd::Keys(command) => keys::perform(helper, command, output),
    };
    // A create that a crash cut short is told of until it is settled; a create settles it itself.
    let open = Journal::glance(&folder).unwrap_or_default();
    for entry in open.iter().filter(|entry| !creates && entry.profile == named) {
        let name = entry.intent.client_name.as_str();
        helper.notice(Message::new("clients.given.open").with("name", name));
    }
    outcome
}

/// A client that a command is about, as it is now.
struct Seen {
    id: ClientId,
    profile: Profile,
    client: Plan,
}

/// Reads the client that a command is about, or says why it cannot be read.
fn seen(
    helper: &mut Helper<'_>,
    arguments: &ClientArgs,
    output: &mut Output<'_>,
) -> Result<Result<Seen, Outcome>, Failure> {
    let id = id_of(&arguments.client_id)?;
    let profile = helper.profile(&arguments.common.profile)?;
    match Driver::new(helper, &profile, clock::now).run(flow::clients::read(id.clone())) {
        Ok(client) => Ok(Ok(Seen { id, profile, client })),
        Err(refusal) => refused(&refusal, &profile, output, arguments.common.format).map(Err),
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

/// What came of an operation: one word, more of it, and why it failed, if it did. For people, the text and the causes.
struct End<'a> {
    word: &'static str,
    message: Message,
    refusal: Option<&'a Refused>,
    /// Members of the JSON beside `outcome` and `causes`.
    more: Value,
    fine: bool,
}

impl End<'_> {
    fn tell(self, profile: &Profile, format: Format, output: &mut Output<'_>) -> Result<Outcome, Failure> {
        if let Some(Symptom::Helper(fault)) = self.refusal.map(|refusal| &*refusal.symptom)
            && self.word == "refused"
        {
            return Err(fault.clone().into());
        }
        let causes = self
            .refusal
            .map(|refusal| drive::causes(refusal, profile, clock::now()))
            .unwrap_or_default();
        if format == Format::Json {
            let mut body = json!({ "outcome": self.word });
            if let (Some(body), Value::Object(more)) = (body.as_object_mut(), self.more) {
                body.extend(more);
                body.insert("causes".into(), in_words(&causes, output).into());
            }
            output.json(&body)?;
        } else {
            output.say(&self.message)?;
            output.causes(&causes)?;
        }
        Ok(if self.fine {
            Outcome::Fine
        } else {
            Outcome::Refused
        })
    }
}

fn in_words(causes: &[Cause], output: &Output<'_>) -> Vec<Value> {
    causes
        .iter()
        .map(|cause| cause.to_json(output.language))
        .collect()
}
