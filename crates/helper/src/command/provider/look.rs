//! `losen prefixes list`, `losen scopes list` and `losen scopes show`.

use losen_core::flow::provider as flow;
use losen_core::model::{Prefix, ScopeBody};
use losen_core::text::{Message, text};
use serde_json::Value;

use super::{Desk, scope_of};
use crate::cli::{CommonArgs, ScopeListArgs, ScopeShowArgs};
use crate::helper::Helper;
use crate::output::{Failure, Format, Outcome, Output, Tint};

/// `losen prefixes list`.
pub fn prefixes(
    helper: &mut Helper<'_>,
    arguments: &CommonArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let mut desk = Desk::new(helper, &arguments.profile, arguments.format)?;
    let prefixes = match desk.run(flow::prefixes()) {
        Ok(prefixes) => prefixes,
        Err(refused) => return desk.refuse(&refused, output),
    };
    if arguments.format == Format::Json {
        output.json(&serde_json::to_value(&prefixes).map_err(std::io::Error::from)?)?;
        return Ok(Outcome::Fine);
    }
    for Prefix { prefix, active, .. } in &prefixes {
        let tail = if *active {
            String::new()
        } else {
            format!(" ({})", text(output.language, "provider.state.inactive"))
        };
        writeln!(output.out, "{prefix}{tail}")?;
    }
    let key = if prefixes.is_empty() {
        "provider.prefixes.none"
    } else {
        "provider.prefixes.count"
    };
    output.say(&Message::new(key).with("count", prefixes.len().to_string()))?;
    Ok(Outcome::Fine)
}

/// `losen scopes list`.
pub fn scopes(
    helper: &mut Helper<'_>,
    arguments: &ScopeListArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let common = &arguments.common;
    let mut desk = Desk::new(helper, &common.profile, common.format)?;
    let scopes = match desk.run(flow::scopes(arguments.inactive)) {
        Ok(scopes) => scopes,
        Err(refused) => return desk.refuse(&refused, output),
    };
    if common.format == Format::Json {
        output.json(&Value::Array(scopes.iter().map(ScopeBody::to_json).collect()))?;
        return Ok(Outcome::Fine);
    }
    for scope in &scopes {
        let name = scope
            .name()
            .map_or_else(|| "–".to_owned(), |name| name.to_string());
        let mut tags = vec![scope.text("visibility").unwrap_or("–").to_owned()];
        for (holds, key) in [
            (!scope.is_active(), "provider.state.inactive"),
            (scope.is_open(), "provider.state.open"),
        ] {
            if holds {
                tags.push(text(output.language, key));
            }
        }
        writeln!(
            output.out,
            "{}  {}",
            output.tint(&name, Tint::Bold),
            tags.join(", ")
        )?;
        writeln!(output.out, "  {}", scope.text("description").unwrap_or("–"))?;
    }
    let key = if scopes.is_empty() {
        "provider.scopes.none"
    } else {
        "provider.scopes.count"
    };
    output.say(&Message::new(key).with("count", scopes.len().to_string()))?;
    Ok(Outcome::Fine)
}

/// `losen scopes show`: one scope as JSON, as the server has it, to be edited and given to `losen scopes update`.
pub fn scope(
    helper: &mut Helper<'_>,
    arguments: &ScopeShowArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let name = scope_of(&arguments.scope)?;
    let mut desk = Desk::new(helper, &arguments.common.profile, arguments.common.format)?;
    match desk.run(flow::scope(name)) {
        Ok(scope) => {
            output.json(&scope.to_json())?;
            Ok(Outcome::Fine)
        }
        Err(refused) => desk.refuse(&refused, output),
    }
}
