//! `losen clients prove`: whether a client works. A machine's gets a token and looks the test person up; one that users
//! log in with is logged in with, by whoever sits here, and the address that the login ended at is pasted.

use std::io::BufRead as _;

use losen_core::diagnosis::{Evidence, Symptom, diagnose};
use losen_core::flow;
use losen_core::grant::{Proof, found_test_person};
use losen_core::login::{Authenticated, Landing, Person, UserProof, landing};
use losen_core::model::{ClientId, IntegrationType, Plan};
use losen_core::protocol::Answer;
use losen_core::text::Message;
use serde_json::{Value, json};

use super::{id_of, in_words, refused};
use crate::cli::ProveArgs;
use crate::clock;
use crate::drive::Driver;
use crate::helper::Helper;
use crate::input;
use crate::login::Means;
use crate::output::{Failure, Format, Outcome, Output};
use crate::profile::Profile;

pub fn prove(
    helper: &mut Helper<'_>,
    arguments: &ProveArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let id = id_of(&arguments.client_id)?;
    let profile = helper.profile(&arguments.common.profile)?;
    let format = arguments.common.format;
    let read = flow::clients::read(id.clone());
    let client = match Driver::new(helper, &profile, clock::now).run(read) {
        Ok(client) => client,
        Err(refusal) => return refused(&refusal, &profile, output, format),
    };
    let logs_in = matches!(
        client.integration_type(),
        Some(IntegrationType::Idporten | IntegrationType::ApiKlient)
    );
    if logs_in {
        return login(helper, arguments, &profile, &id, &client, output);
    }
    let scopes = client.scopes();
    let Some(proof) = Proof::ALL
        .into_iter()
        .find(|proof| scopes.contains(&proof.scope()))
    else {
        return Err(Failure::Refused(Message::new("proof.cli.nothing_to_prove")));
    };
    let read = flow::keys::read(id.clone());
    let keys = match Driver::new(helper, &profile, clock::now).run(read) {
        Ok(keys) => keys,
        Err(refusal) => return refused(&refusal, &profile, output, format),
    };
    let answer = helper.prove_at_hand(&profile, &id, proof, &keys, arguments.key.as_deref())?;
    let Answer::Proof { scope, lookup, .. } = answer else {
        return Ok(Outcome::Refused);
    };
    if let Some(reply) = lookup.as_ref().filter(|reply| !found_test_person(reply)) {
        let request = json!({"request": "POST /v2/personer", "status": reply.status, "body": reply.body});
        return explain(Symptom::from_json(&request), &profile, format, output);
    }
    let how = if lookup.is_some() {
        "guide.proof.proved_text"
    } else {
        "guide.proof.proved_token_text"
    };
    if format == Format::Json {
        output.json(&json!({ "outcome": "proved", "scopes": [scope], "causes": [] }))?;
    } else {
        output.line("guide.proof.status")?;
        output.line(how)?;
    }
    Ok(Outcome::Fine)
}

fn login(
    helper: &mut Helper<'_>,
    arguments: &ProveArgs,
    profile: &Profile,
    id: &ClientId,
    client: &Plan,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let secret = match &arguments.secret_file {
        Some(file) => Some(input::text(file)?.trim().to_owned().into()),
        None => None,
    };
    let means = Means {
        secret,
        key: arguments.key.clone(),
    };
    let proof = UserProof::best(&client.scopes());
    let Answer::Login { address, .. } = helper.begin_login(&profile.name, id, proof, &means)? else {
        return Ok(Outcome::Refused);
    };
    // Beside what a program reads from the answer.
    let ask = Message::new("proof.cli.log_in").text(output.language);
    writeln!(output.err, "{ask}\n{address}")?;
    output.err.flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let format = arguments.common.format;
    let uris: Vec<&str> = client
        .texts("redirect_uris")
        .into_iter()
        .map(|(_, uri)| uri)
        .collect();
    let landed = match landing(&line, &uris) {
        Landing::Code(landed) => landed,
        Landing::Elsewhere => return Err(Failure::Refused(Message::new("guide.login.elsewhere_heading"))),
        Landing::Refused { error, description } => {
            let body = json!({ "error": error, "error_description": description }).to_string();
            let symptom = Symptom::Login { status: None, body };
            return explain(Some((symptom, Evidence::default())), profile, format, output);
        }
    };
    let Answer::LoginProof {
        scopes,
        authenticated,
        person,
        lookup,
        ..
    } = helper.prove_login(&profile.name, id, &landed, &means)?
    else {
        return Ok(Outcome::Refused);
    };
    if let Some(reply) = lookup {
        let request = json!({"request": "GET /v1/person", "status": reply.status, "body": reply.body});
        return explain(Symptom::from_json(&request), profile, format, output);
    }
    if format == Format::Json {
        output.json(
            &json!({ "outcome": "proved", "scopes": scopes, "authenticated": authenticated,
            "person": person, "causes": [] }),
        )?;
        return Ok(Outcome::Fine);
    }
    output.line("guide.login.status")?;
    tell(authenticated, person.as_ref(), output)?;
    Ok(Outcome::Fine)
}

/// What was seen, a line each.
fn tell(by: Authenticated, person: Option<&Person>, output: &mut Output<'_>) -> Result<(), Failure> {
    let how = match by {
        Authenticated::Certificate => "proof.login.by_certificate",
        Authenticated::Key => "proof.login.by_key",
        Authenticated::Secret => "proof.login.by_secret",
        Authenticated::Public => "proof.login.by_pkce",
    };
    let mut rows = vec![
        ("proof.login.code", Message::new("proof.login.code_exchanged")),
        ("proof.login.client", Message::new(how)),
    ];
    rows.extend(person.map(|person| {
        let found = Message::new("proof.login.person_found")
            .with("person", &person.number)
            .with("members", person.members.join(", "));
        ("proof.login.person", found)
    }));
    for (label, said) in rows {
        let label = losen_core::text::text(output.language, label);
        writeln!(output.out, "  {label}: {}", said.text(output.language))?;
    }
    Ok(())
}

fn explain(
    found: Option<(Symptom, Evidence)>,
    profile: &Profile,
    format: Format,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let Some((symptom, evidence)) = found else {
        return Ok(Outcome::Refused);
    };
    let evidence = Evidence {
        environment: Some(profile.environment),
        now: Some(clock::now()),
        ..evidence
    };
    let causes = diagnose(&symptom, &evidence);
    if format == Format::Json {
        let causes: Vec<Value> = in_words(&causes, output);
        output.json(&json!({ "outcome": "not-proved", "causes": causes }))?;
    } else {
        output.causes(&causes)?;
    }
    Ok(Outcome::Refused)
}
