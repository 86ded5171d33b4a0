mod list;

use std::path::Path;

use losen_core::api::{Answer, Call};
use losen_core::grant::Operation;
use losen_core::model::{Finding, OrgNo, Plan, Severity};
use losen_core::rules::{Catalogue, Context, Granted, check as check_plan};
use losen_core::text::Message;
use secrecy::SecretString;

use crate::cli::CheckArgs;
use crate::clock;
use crate::helper::Helper;
use crate::http::{Http, Network as _};
use crate::input;
use crate::output::{Failure, Format, Outcome, Output, Tint};
use list::Unreadable;

/// `losen check`: what the rules say of one client, or of each in a list.
pub fn check(
    helper: &mut Helper<'_>,
    arguments: &CheckArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let context = match &arguments.profile {
        Some(name) => looked_up(helper, name)?,
        None => Context::new(arguments.environment),
    };
    let text = input::text(&arguments.file)?;
    let errors = if is_list(&text) {
        list::readable(&text).map_err(|reason| match reason {
            Unreadable::Json(error) => input::not_json(&arguments.file, &error),
            Unreadable::NotAClient(at) => not_a_client(&arguments.file, &format!("/{at}")),
        })?;
        list::check_all(&text, &context, arguments.answer.format, output)?
    } else {
        let report = check_plan(&one(&arguments.file, &text)?, &context);
        match arguments.answer.format {
            Format::Json => output.json(&report.told(output.language))?,
            Format::Text => show(&report.findings, "cli.check.fine", output)?,
        }
        report.has_errors()
    };
    if arguments.answer.format == Format::Text {
        // What is known of scopes grows old; whoever reads must know how old it is.
        let day: String = clock::rfc3339(context.catalogue.as_of).chars().take(10).collect();
        let age = context.catalogue.age_in_days(clock::now()).to_string();
        let known = Message::new("cli.check.scopes_as_of")
            .with("date", day)
            .with("days", age);
        writeln!(output.out, "{}", known.text(output.language))?;
    }
    Ok(if errors { Outcome::Refused } else { Outcome::Fine })
}

/// What the API knows of scopes, and what the organisation has been granted. A list that cannot be read is no reason not
/// to check; the rules say what that means.
fn looked_up(helper: &mut Helper<'_>, name: &str) -> Result<Context, Failure> {
    let profile = helper.profile(name)?;
    let http = Http::to(profile.environment, profile.endpoints.clone());
    let mut context = Context::new(profile.environment);
    let list = |call: &Call, token: Option<&SecretString>| {
        let reply = http.api(&call.request(), token).ok()?;
        match call.read(&reply) {
            Ok(Answer::Scopes(list)) => Some(list),
            _ => None,
        }
    };
    if let Some(scopes) = list(&Call::AllScopes, None) {
        context.catalogue = Catalogue::refreshed(&scopes, clock::now());
    }
    let certificate = helper.unlock(&profile)?;
    context.organisation = certificate.and_then(|certificate| OrgNo::parse(&certificate.orgno).ok());
    let token = helper.token(name, Operation::ScopesRead).ok();
    let granted = token.and_then(|token| list(&Call::GrantedScopes, Some(&token.secret)));
    context.granted = granted.map_or(Granted::Unreadable, |list| Granted::read(&list));
    Ok(context)
}

fn is_list(text: &str) -> bool {
    text.trim_start().starts_with('[')
}

fn one(path: &Path, text: &str) -> Result<Plan, Failure> {
    let value = serde_json::from_str(text).map_err(|error| input::not_json(path, &error))?;
    Plan::from_json(value).map_err(|_| not_a_client(path, "/"))
}

fn not_a_client(path: &Path, place: &str) -> Failure {
    Failure::Unusable(
        Message::new("cli.check.not_a_client")
            .with("file", path.display().to_string())
            .with("place", place),
    )
}

/// One plan from a file; a list is refused.
pub fn read_one(path: &Path) -> Result<Plan, Failure> {
    let text = input::text(path)?;
    if is_list(&text) {
        return Err(Failure::Unusable(
            Message::new("cli.clients.one_at_a_time").with("file", path.display().to_string()),
        ));
    }
    one(path, &text)
}

fn name(plan: &Plan) -> &str {
    plan.text("client_name")
        .or_else(|| plan.text("client_id"))
        .unwrap_or("?")
}

/// The findings for a person: severity and place, what is wrong, the fix, the source; and a line that sums up, or
/// that says that all is well.
pub fn show(findings: &[Finding], all_is_well: &'static str, output: &mut Output<'_>) -> std::io::Result<()> {
    for finding in findings {
        show_finding(finding, output)?;
    }
    if findings.is_empty() {
        let fine = Message::new(all_is_well).text(output.language);
        return writeln!(output.out, "{}", output.tint(&fine, Tint::Green));
    }
    let count = |severity| {
        let same = findings.iter().filter(|finding| finding.severity == severity);
        same.count().to_string()
    };
    output.say(
        &Message::new("cli.check.summary")
            .with("errors", count(Severity::Error))
            .with("warnings", count(Severity::Warning))
            .with("hints", count(Severity::Hint)),
    )
}

fn show_finding(finding: &Finding, output: &mut Output<'_>) -> std::io::Result<()> {
    let (key, tint) = match finding.severity {
        Severity::Error => ("cli.check.error", Tint::Red),
        Severity::Warning => ("cli.check.warning", Tint::Yellow),
        Severity::Hint => ("cli.check.hint", Tint::Dim),
    };
    let word = Message::new(key).text(output.language);
    let place = if finding.path.is_empty() {
        "/"
    } else {
        &finding.path
    };
    writeln!(
        output.out,
        "{} {place} [{}]",
        output.tint(&word, tint),
        finding.rule
    )?;
    writeln!(output.out, "  {}", finding.message.text(output.language))?;
    if let Some(fix) = &finding.fix {
        let fix = serde_json::to_string(fix)?;
        output.say(&Message::new("cli.check.fix").with("patch", fix))?;
    }
    if !finding.source.is_empty() {
        writeln!(output.out, "  {}", output.tint(finding.source, Tint::Dim))?;
    }
    Ok(())
}
