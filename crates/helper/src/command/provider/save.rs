//! `losen scopes create` and `losen scopes update`.

use std::path::Path;

use losen_core::flow::provider::{self as flow, Proposal, Saved};
use losen_core::model::{Scope, ScopeBody};
use losen_core::provider::Change;
use losen_core::text::Message;
use serde_json::{Value, json};

use super::{Desk, in_words, scope_of};
use crate::cli::{ScopeCreateArgs, ScopeUpdateArgs};
use crate::command::check::show as show_findings;
use crate::helper::Helper;
use crate::input;
use crate::output::{Failure, Format, Outcome, Output};

/// `losen scopes create`.
pub fn create(
    helper: &mut Helper<'_>,
    arguments: &ScopeCreateArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let scope = read(&arguments.file)?;
    let desk = Desk::new(helper, &arguments.common.profile, arguments.common.format)?;
    save(desk, scope, None, arguments.dry_run, output)
}

/// `losen scopes update`: the scope as it was read and then changed, or only what is to change.
pub fn update(
    helper: &mut Helper<'_>,
    arguments: &ScopeUpdateArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let name = scope_of(&arguments.scope)?;
    let scope = read(&arguments.file)?;
    let desk = Desk::new(helper, &arguments.common.profile, arguments.common.format)?;
    save(desk, scope, Some(name), arguments.dry_run, output)
}

fn read(path: &Path) -> Result<ScopeBody, Failure> {
    ScopeBody::from_json(input::json(path)?).ok_or_else(|| {
        Failure::Unusable(Message::new("provider.cli.not_a_scope").with("file", path.display().to_string()))
    })
}

fn save(
    mut desk: Desk<'_, '_>,
    scope: ScopeBody,
    name: Option<Scope>,
    dry_run: bool,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let environment = desk.profile.environment;
    let proposal = match desk.run(flow::propose(scope.clone(), name.clone(), environment)) {
        Ok(proposal) => proposal,
        Err(refused) => return desk.refuse(&refused, output),
    };
    if desk.format == Format::Text {
        show_findings(&proposal.report.findings, "cli.check.fine", output)?;
        show_changes(&proposal, output)?;
    }
    let early = |key| Some(Message::new(key).with("environment", environment.word()));
    if proposal.outdated {
        return tell(
            &desk,
            &proposal,
            "changed",
            None,
            early("provider.save.changed"),
            output,
        );
    }
    if proposal.report.has_errors() {
        return tell(
            &desk,
            &proposal,
            "refused",
            None,
            early("provider.save.findings"),
            output,
        );
    }
    if dry_run {
        return tell(
            &desk,
            &proposal,
            "dry-run",
            None,
            early("provider.save.dry_run"),
            output,
        );
    }
    let saved = match name.clone() {
        Some(name) => {
            let seen = proposal.before.clone().unwrap_or_default();
            desk.run(flow::update(name, proposal.scope.clone(), seen, environment))
        }
        None => desk.run(flow::create(scope, environment)),
    };
    let said = saved.message(name.is_some(), environment.word());
    let word = saved.word();
    match saved {
        // The rules looked at it a moment ago; somebody has made a scope of the same name since.
        Saved::Findings(report) => {
            let proposal = Proposal { report, ..proposal };
            tell(&desk, &proposal, word, None, said, output)
        }
        Saved::Unknown(refused) => {
            if desk.format == Format::Text {
                output.line("provider.save.unknown")?;
                output.causes(&desk.causes(&refused))?;
            } else {
                let causes = in_words(&desk.causes(&refused), output);
                output.json(&json!({ "outcome": "unknown", "causes": causes }))?;
            }
            Ok(Outcome::Refused)
        }
        Saved::Refused(refused) => desk.refuse(&refused, output),
        // What somebody else made of it is not what was asked for.
        Saved::Changed(_) | Saved::NotDone => tell(&desk, &proposal, word, None, said, output),
        Saved::Done(scope)
        | Saved::Otherwise(scope)
        | Saved::Confirmed(scope)
        | Saved::Same(scope)
        | Saved::Overtaken(scope) => tell(&desk, &proposal, word, Some(&scope), said, output),
    }
}

/// How it ended, in a sentence or as JSON.
fn tell(
    desk: &Desk<'_, '_>,
    proposal: &Proposal,
    word: &str,
    scope: Option<&ScopeBody>,
    said: Option<Message>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let fine = matches!(word, "done" | "otherwise" | "confirmed" | "same" | "dry-run");
    if desk.format == Format::Json {
        let findings = proposal.report.to_json(output.language)["findings"].clone();
        output.json(&json!({
            "outcome": word,
            "scope": scope.map(ScopeBody::to_json),
            "changes": proposal.changes.iter().map(Change::to_json).collect::<Vec<_>>(),
            "findings": findings,
            "causes": [],
        }))?;
    } else if let Some(said) = said {
        output.say(&said)?;
    }
    Ok(if fine { Outcome::Fine } else { Outcome::Refused })
}

/// The difference, member by member, as a diff is read.
fn show_changes(proposal: &Proposal, output: &mut Output<'_>) -> std::io::Result<()> {
    let side = |sign: &str, value: &Option<Value>| value.as_ref().map(|value| format!("  {sign} {value}"));
    for change in &proposal.changes {
        writeln!(output.out, "{}", change.member)?;
        for line in [side("-", &change.before), side("+", &change.after)]
            .into_iter()
            .flatten()
        {
            writeln!(output.out, "{line}")?;
        }
    }
    Ok(())
}
