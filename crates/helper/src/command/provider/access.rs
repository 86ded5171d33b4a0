//! `losen access`.

use losen_core::flow::provider as flow;
use losen_core::model::Access;
use losen_core::provider::{Action, Defaults, Group, Sheet, Wish, by_organisation, by_scope, decode, read};
use losen_core::text::{Message, text};
use serde_json::Value;

use super::apply::perform;
use super::{Desk, orgno_of, scope_of};
use crate::cli::{AccessApplyArgs, AccessArgs, AccessListArgs};
use crate::helper::Helper;
use crate::input;
use crate::output::{Failure, Format, Outcome, Output, Tint};

/// `losen access list`: by scope, or by organisation when only one scope is asked for.
pub fn list(
    helper: &mut Helper<'_>,
    arguments: &AccessListArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let scope = arguments.scope.as_deref().map(scope_of).transpose()?;
    let orgno = arguments.orgno.as_deref().map(orgno_of).transpose()?;
    let common = &arguments.common;
    let mut desk = Desk::new(helper, &common.profile, common.format)?;
    let by_org = scope.is_some() || orgno.is_some();
    let accesses = match desk.run(flow::accesses(scope, orgno)) {
        Ok(accesses) => accesses,
        Err(refused) => return desk.refuse(&refused, output),
    };
    if common.format == Format::Json {
        output.json(&Value::Array(accesses.iter().map(Access::to_json).collect()))?;
        return Ok(Outcome::Fine);
    }
    let groups = if by_org {
        by_organisation(&accesses)
    } else {
        by_scope(&accesses)
    };
    for Group { name, more, accesses } in &groups {
        writeln!(output.out, "{}  {more}", output.tint(name, Tint::Bold))?;
        for access in accesses {
            let text_of = |member| access.text(member).unwrap_or("–");
            let about = if by_org {
                text_of("scope").to_owned()
            } else {
                format!(
                    "{}  {}",
                    text_of("consumer_orgno"),
                    text_of("consumer_organization_name")
                )
            };
            let state = if access.is_approved() {
                String::new()
            } else {
                format!(
                    "  {} ({})",
                    text(output.language, "provider.state.not_usable"),
                    text_of("state")
                )
            };
            writeln!(output.out, "  {about}{state}")?;
        }
    }
    let key = if accesses.is_empty() {
        "provider.access.none"
    } else {
        "provider.access.count"
    };
    output.say(&Message::new(key).with("count", accesses.len().to_string()))?;
    Ok(Outcome::Fine)
}

/// `losen access grant`.
pub fn grant(
    helper: &mut Helper<'_>,
    arguments: &AccessArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    one(helper, arguments, Action::Grant, output)
}

/// `losen access revoke`.
pub fn revoke(
    helper: &mut Helper<'_>,
    arguments: &AccessArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    one(helper, arguments, Action::Revoke, output)
}

/// One organisation is a list of one line.
fn one(
    helper: &mut Helper<'_>,
    arguments: &AccessArgs,
    action: Action,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let wish = Wish {
        action,
        scope: scope_of(&arguments.scope)?,
        consumer: orgno_of(&arguments.orgno)?,
    };
    let desk = Desk::new(helper, &arguments.common.profile, arguments.common.format)?;
    perform(desk, Sheet::of([wish]), arguments.dry_run, output)
}

/// `losen access apply`.
pub fn apply(
    helper: &mut Helper<'_>,
    arguments: &AccessApplyArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let defaults = Defaults {
        scope: arguments.scope.as_deref().map(scope_of).transpose()?,
        action: if arguments.revoke {
            Action::Revoke
        } else {
            Action::Grant
        },
    };
    let bytes = input::bytes(&arguments.file)?;
    let sheet = read(&decode(&bytes), &defaults).map_err(|error| Failure::Unusable(error.message()))?;
    let desk = Desk::new(helper, &arguments.common.profile, arguments.common.format)?;
    if desk.format == Format::Text && !sheet.ignored.is_empty() {
        output.say(&Message::new("provider.list.ignored").with("columns", sheet.ignored.join(", ")))?;
    }
    perform(desk, sheet, arguments.dry_run, output)
}
