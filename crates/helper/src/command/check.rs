use std::path::Path;

use losen_core::model::{Finding, Plan, Severity};
use losen_core::rules::{Context, check as check_plan};
use losen_core::text::Message;
use serde_json::Value;

use crate::cli::CheckArgs;
use crate::input;
use crate::output::{Failure, Format, Outcome, Output, Tint};

/// `losen check`: what the rules say of one client, or of each in a list.
pub fn check(arguments: &CheckArgs, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let context = Context::new(arguments.environment);
    let clients = read(&arguments.file)?;
    let one = matches!(clients, Clients::One(_));
    let plans = match clients {
        Clients::One(plan) => vec![plan],
        Clients::Many(plans) => plans,
    };
    let mut failed = false;
    let mut all = Vec::new();
    for plan in &plans {
        let report = check_plan(plan, &context);
        failed |= report.has_errors();
        match arguments.format {
            Format::Json => all.push(report.to_json(output.language)),
            Format::Text => {
                if !one {
                    writeln!(output.out, "{}", output.tint(name(plan), Tint::Bold))?;
                }
                show(&report.findings, "cli.check.fine", output)?;
            }
        }
    }
    if arguments.format == Format::Json {
        match (one, all.pop()) {
            (true, Some(report)) => output.json(&report)?,
            (_, last) => {
                all.extend(last);
                output.json(&Value::Array(all))?;
            }
        }
    }
    Ok(if failed { Outcome::Refused } else { Outcome::Fine })
}

enum Clients {
    One(Plan),
    Many(Vec<Plan>),
}

fn read(path: &Path) -> Result<Clients, Failure> {
    let not_a_client = |place: String| {
        Failure::Unusable(
            Message::new("cli.check.not_a_client")
                .with("file", path.display().to_string())
                .with("place", place),
        )
    };
    match input::json(path)? {
        Value::Array(list) => list
            .into_iter()
            .enumerate()
            .map(|(at, value)| Plan::from_json(value).map_err(|_| not_a_client(format!("/{at}"))))
            .collect::<Result<_, _>>()
            .map(Clients::Many),
        value => Plan::from_json(value)
            .map(Clients::One)
            .map_err(|_| not_a_client("/".to_owned())),
    }
}

/// One plan from a file; a list is refused.
pub fn read_one(path: &Path) -> Result<Plan, Failure> {
    match read(path)? {
        Clients::One(plan) => Ok(plan),
        Clients::Many(_) => Err(Failure::Unusable(
            Message::new("cli.clients.one_at_a_time").with("file", path.display().to_string()),
        )),
    }
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
