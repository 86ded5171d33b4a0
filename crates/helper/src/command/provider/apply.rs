//! A list of accesses: compared, shown, applied and reported line by line.

use losen_core::flow::provider::{self as flow, Applied, Ends, LineEnd};
use losen_core::model::Environment;
use losen_core::provider::{Bulk, PlannedLine, Sheet, Verdict};
use serde_json::{Value, json};

use super::{Desk, in_words};
use crate::output::{Failure, Format, Outcome, Output, Tint};

/// Compares a list with what is, and applies it when no line is wrong and this is no dry run.
pub fn perform(
    mut desk: Desk<'_, '_>,
    sheet: Sheet,
    dry_run: bool,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let bulk = match desk.run(flow::compare(sheet)) {
        Ok(bulk) => bulk,
        Err(refused) => return desk.refuse(&refused, output),
    };
    if dry_run || !bulk.is_sound() {
        return show(&desk, &bulk, output);
    }
    let counts = bulk.counts();
    // Said where it does not mix with what a program reads.
    if desk.profile.environment == Environment::Prod && counts.grants + counts.revokes > 0 {
        let message = bulk.asks_for_confirmations().text(output.language);
        writeln!(output.err, "{message}")?;
    }
    let ends = Ends::default();
    let language = output.language;
    let watched = ends.clone();
    let mut said = 0;
    let mut trouble = None;
    let text = desk.format == Format::Text;
    let flow = flow::apply(bulk.clone(), ends);
    let applied = desk.watch(flow, || {
        let so_far = watched.so_far();
        let ended = bulk
            .lines
            .iter()
            .filter_map(|planned| Some((planned, so_far.get(&planned.line)?)));
        for (planned, end) in ended.skip(said) {
            said += 1;
            if text {
                let line = format!("{}  {}", head(planned), end.told(planned).text(language));
                trouble = trouble.take().or(writeln!(output.out, "{line}").err());
            }
        }
    });
    if let Some(error) = trouble {
        return Err(error.into());
    }
    report(&desk, &bulk, &applied, output)
}

/// The dry run.
fn show(desk: &Desk<'_, '_>, bulk: &Bulk, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let sound = bulk.is_sound();
    if desk.format == Format::Json {
        let lines: Vec<Value> = bulk
            .lines
            .iter()
            .map(|line| line.to_json(output.language))
            .collect();
        let word = if sound { "dry-run" } else { "wrong" };
        output.json(&json!({ "outcome": word, "lines": lines, "causes": [] }))?;
    } else {
        for planned in &bulk.lines {
            for message in planned.told() {
                let words = message.text(output.language);
                let words = match planned.verdict {
                    Verdict::Wrong(_) => output.tint(&words, Tint::Red),
                    _ => words,
                };
                writeln!(output.out, "{}  {words}", head(planned))?;
            }
        }
        output.say(&bulk.summary())?;
        output.line(if sound {
            "provider.bulk.nothing_sent"
        } else {
            "provider.bulk.wrong"
        })?;
    }
    Ok(if sound { Outcome::Fine } else { Outcome::Refused })
}

fn report(
    desk: &Desk<'_, '_>,
    bulk: &Bulk,
    applied: &Applied,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let whole = applied.is_whole();
    let causes = applied
        .trouble()
        .map(|refused| desk.causes(refused))
        .unwrap_or_default();
    if desk.format == Format::Json {
        let word = match (&applied.stopped, whole) {
            (Some(_), _) => "stopped",
            (None, true) => "done",
            (None, false) => "incomplete",
        };
        let lines: Vec<Value> = bulk
            .lines
            .iter()
            .map(|planned| {
                let mut line = planned.to_json(output.language);
                line["outcome"] = applied
                    .ends
                    .get(&planned.line)
                    .map_or("not-reached", LineEnd::word)
                    .into();
                line
            })
            .collect();
        let causes = in_words(&causes, output);
        output.json(&json!({ "outcome": word, "lines": lines, "causes": causes }))?;
    } else {
        output.say(&applied.summary(bulk))?;
        if applied.stopped.is_some() {
            output.line("provider.bulk.stopped_cli")?;
        }
        output.causes(&causes)?;
    }
    Ok(if whole { Outcome::Fine } else { Outcome::Refused })
}

/// The lines that were reached, of a list that Losen made itself.
pub fn lines_json(desk: &Desk<'_, '_>, applied: &Applied, output: &Output<'_>) -> Vec<Value> {
    let line = |(line, end): (&u64, &LineEnd)| {
        let causes = end
            .refused()
            .map(|refused| in_words(&desk.causes(refused), output));
        json!({ "line": line, "outcome": end.word(), "causes": causes.unwrap_or_default() })
    };
    applied.ends.iter().map(line).collect()
}

fn head(planned: &PlannedLine) -> String {
    let wish = planned.wish.as_ref();
    let about = wish.map_or_else(String::new, |wish| format!("  {}  {}", wish.consumer, wish.scope));
    format!("{:>4}{about}", planned.line)
}
