use std::path::Path;
use std::time::Duration;

use losen_core::diagnosis::{Cause, Evidence, diagnose};
use losen_core::flow::keys::{Given, give};
use losen_core::model::{AuthMethod, ClientId, OrgNo, Plan};
use losen_core::protocol::{CertificateInfo, ProfileInfo};
use losen_core::rules::{Context, check};
use losen_core::text::Message;
use serde_json::{Value, json};

use super::keys::public_key;
use super::secret_file::SecretFile;
use crate::cli::CreateArgs;
use crate::clock;
use crate::command::check::{read_one, show as show_findings};
use crate::creation::{Creation, CreationError, Creator};
use crate::drive::{self, Driver};
use crate::helper::Helper;
use crate::http::Http;
use crate::output::{Failure, Format, Outcome, Output};
use crate::profile::Profile;

/// `losen clients create`: the JSON of `check`, refused while an error stands, sent once.
pub fn create(
    helper: &mut Helper<'_>,
    arguments: &CreateArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let plan = read_one(&arguments.file)?;
    let profile = helper.profile(&arguments.common.profile)?;
    let certificate = if arguments.dry_run {
        // Nobody is asked for a passphrase for a look.
        seen_certificate(helper, &profile)
    } else {
        helper.unlock(&profile)?
    };
    let mut context = Context::new(profile.environment);
    context.organisation = certificate.and_then(|certificate| OrgNo::parse(&certificate.orgno).ok());
    let report = check(&plan, &context);
    let findings = report.to_json(output.language)["findings"].clone();
    let request = json!({
        "method": "POST",
        "url": format!("{}/clients", profile.endpoints.api),
        "body": plan.to_json(),
    });
    if report.has_errors() {
        if arguments.common.format == Format::Json {
            output.json(&outcome("refused", None, &findings, &[], output))?;
        } else {
            show_findings(&report.findings, "cli.check.fine", output)?;
            output.line("cli.clients.create.errors_stand")?;
        }
        return Ok(Outcome::Refused);
    }
    if arguments.dry_run {
        if arguments.common.format == Format::Json {
            let mut result = outcome("dry-run", None, &findings, &[], output);
            result["request"] = request;
            output.json(&result)?;
        } else {
            show_findings(&report.findings, "cli.check.fine", output)?;
            let message = Message::new("cli.clients.create.would_send")
                .with("environment", profile.environment.word())
                .with("profile", profile.name.as_str());
            output.say(&message)?;
            writeln!(output.out, "POST {}", request["url"].as_str().unwrap_or_default())?;
            output.json(&request["body"])?;
        }
        return Ok(Outcome::Fine);
    }
    let key = match &arguments.key {
        Some(file) => match public_key(file, arguments.common.format, output)? {
            Ok(jwk) => Some(jwk),
            Err(outcome) => return Ok(outcome),
        },
        None => None,
    };
    let secret = secret_file(&plan, arguments.secret_file.as_deref())?;
    let http = Http::to(profile.environment, profile.endpoints.clone());
    let mut creator = Creator {
        helper,
        profile: &profile,
        http: &http,
        clock: clock::now,
        patience: Duration::from_secs(arguments.patience),
        write_token: None,
    };
    let creation = creator.create(&plan, arguments.alike);
    let token = creator.write_token.take();
    let creation = match creation {
        Ok(creation) => creation,
        Err(CreationError::Fault(fault)) => return Err(fault.into()),
        Err(CreationError::Journal(error)) => {
            let message = Message::new("cli.clients.create.not_recorded").with("reason", error.to_string());
            return Err(Failure::Refused(message));
        }
    };
    let given = match (&creation, key) {
        (Creation::Created(client) | Creation::Found(client), Some(jwk)) => id_of(client).map(|id| {
            let mut driver = Driver::new(helper, &profile, clock::now);
            if let Some(token) = token {
                driver = driver.holding(token);
            }
            driver.run(give(id, jwk))
        }),
        _ => None,
    };
    tell(
        creation,
        given.as_ref(),
        &profile,
        secret,
        &findings,
        arguments.common.format,
        output,
    )
}

fn id_of(client: &Plan) -> Option<ClientId> {
    ClientId::parse(client.text("client_id")?).ok()
}

fn tell(
    creation: Creation,
    given: Option<&Given>,
    profile: &Profile,
    secret: Option<SecretFile>,
    findings: &Value,
    format: Format,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let evidence = known(profile);
    let (word, message, client, causes) = match creation {
        Creation::Created(client) => (
            "created",
            Message::new("cli.clients.create.created"),
            Some(client),
            Vec::new(),
        ),
        Creation::Found(client) => (
            "found",
            Message::new("cli.clients.create.found"),
            Some(client),
            Vec::new(),
        ),
        Creation::Twin(id) => {
            let message = Message::new("cli.clients.create.twin").with("id", id.as_str());
            ("twin", message, None, Vec::new())
        }
        Creation::Several(ids) => {
            let ids: Vec<&str> = ids.iter().map(ClientId::as_str).collect();
            let message = Message::new("cli.clients.create.several").with("ids", ids.join(", "));
            ("several", message, None, Vec::new())
        }
        Creation::NotFound => (
            "not-found",
            Message::new("cli.clients.create.not_found"),
            None,
            Vec::new(),
        ),
        Creation::Unknown(symptom) => {
            let causes = diagnose(&symptom, &evidence);
            (
                "unknown",
                Message::new("cli.clients.create.unknown"),
                None,
                causes,
            )
        }
        Creation::Failed(symptom) => {
            let causes = diagnose(&symptom, &evidence);
            (
                "refused",
                Message::new("cli.clients.create.refused"),
                None,
                causes,
            )
        }
    };
    let Some(mut client) = client else {
        if format == Format::Json {
            output.json(&outcome(word, None, findings, &causes, output))?;
        } else {
            output.say(&message)?;
            output.causes(&causes)?;
        }
        return Ok(Outcome::Refused);
    };
    let kept = client.text("client_secret").map(str::to_owned);
    client.remove("client_secret");
    if let (Some(value), Some(file)) = (kept, secret) {
        file.keep(&value)?;
    }
    // Without its key the client is not what was asked for.
    let unfinished = given.filter(|given| !matches!(given, Given::Done { .. }));
    let causes = unfinished
        .and_then(Given::refusal)
        .map(|refused| drive::causes(refused, profile, clock::now()))
        .unwrap_or_default();
    let word = unfinished.map_or(word, Given::word);
    if format == Format::Json {
        let mut result = outcome(word, Some(&client), findings, &causes, output);
        if let Some(Given::Done { kid }) = given {
            result["kid"] = kid.as_str().into();
        }
        output.json(&result)?;
    } else {
        let id = client.text("client_id").unwrap_or_default().to_owned();
        output.say(
            &message
                .with("id", id)
                .with("name", client.text("client_name").unwrap_or_default()),
        )?;
        if let Some(given) = given {
            output.say(&given.message())?;
            output.causes(&causes)?;
        }
        if unfinished.is_none() {
            output.line("cli.clients.create.next")?;
        }
    }
    Ok(if unfinished.is_some() {
        Outcome::Refused
    } else {
        Outcome::Fine
    })
}

fn outcome(
    word: &str,
    client: Option<&Plan>,
    findings: &Value,
    causes: &[Cause],
    output: &Output<'_>,
) -> Value {
    let causes: Vec<Value> = causes
        .iter()
        .map(|cause| cause.to_json(output.language))
        .collect();
    json!({
        "outcome": word,
        "client": client.map(Plan::to_json),
        "findings": findings,
        "causes": causes,
    })
}

/// What is known beside a refusal.
fn known(profile: &Profile) -> Evidence {
    Evidence {
        environment: Some(profile.environment),
        admin_client: Some(profile.client_id.to_string()),
        now: Some(clock::now()),
        ..Evidence::default()
    }
}

fn seen_certificate(helper: &mut Helper<'_>, profile: &Profile) -> Option<CertificateInfo> {
    let profiles: Vec<ProfileInfo> = helper.profiles();
    profiles
        .into_iter()
        .find(|info| info.name == profile.name)?
        .certificate
}

/// The file for the client's secret, when it will get one.
fn secret_file(plan: &Plan, path: Option<&Path>) -> Result<Option<SecretFile>, Failure> {
    let expected = matches!(
        plan.auth_method(),
        Some(AuthMethod::ClientSecretPost | AuthMethod::ClientSecretBasic)
    );
    match path {
        None if expected => Err(Failure::Unusable(Message::new(
            "cli.clients.create.secret_needs_file",
        ))),
        None => Ok(None),
        Some(path) => SecretFile::create(path).map(Some),
    }
}
