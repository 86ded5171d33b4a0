//! The API provider's commands: `losen scopes`, `losen access` and `losen prefixes`.

mod access;
mod apply;
mod deactivate;
mod look;
mod save;

use losen_core::diagnosis::{Cause, Symptom};
use losen_core::flow::{Flow, Refused};
use losen_core::model::{OrgNo, Scope};
use losen_core::provider::LineFault;
use serde_json::{Value, json};

use crate::cli::{AccessCmd, PrefixesCmd, ScopesCmd};
use crate::clock;
use crate::drive::{self, Driver};
use crate::helper::Helper;
use crate::output::{Failure, Format, Outcome, Output};
use crate::profile::Profile;

/// `losen scopes`.
pub fn scopes(
    helper: &mut Helper<'_>,
    command: ScopesCmd,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    match command {
        ScopesCmd::List(arguments) => look::scopes(helper, &arguments, output),
        ScopesCmd::Show(arguments) => look::scope(helper, &arguments, output),
        ScopesCmd::Create(arguments) => save::create(helper, &arguments, output),
        ScopesCmd::Update(arguments) => save::update(helper, &arguments, output),
        ScopesCmd::Deactivate(arguments) => deactivate::deactivate(helper, &arguments, output),
    }
}

/// `losen access`.
pub fn access(
    helper: &mut Helper<'_>,
    command: AccessCmd,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    match command {
        AccessCmd::List(arguments) => access::list(helper, &arguments, output),
        AccessCmd::Grant(arguments) => access::grant(helper, &arguments, output),
        AccessCmd::Revoke(arguments) => access::revoke(helper, &arguments, output),
        AccessCmd::Apply(arguments) => access::apply(helper, &arguments, output),
    }
}

/// `losen prefixes`.
pub fn prefixes(
    helper: &mut Helper<'_>,
    command: PrefixesCmd,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    match command {
        PrefixesCmd::List(arguments) => look::prefixes(helper, &arguments, output),
    }
}

/// Where a command works, and how it answers.
struct Desk<'a, 'b> {
    helper: &'a mut Helper<'b>,
    profile: Profile,
    format: Format,
}

impl<'a, 'b> Desk<'a, 'b> {
    fn new(helper: &'a mut Helper<'b>, profile: &str, format: Format) -> Result<Self, Failure> {
        Ok(Self {
            profile: helper.profile(profile)?,
            helper,
            format,
        })
    }

    fn run<T: 'static>(&mut self, flow: Flow<T>) -> T {
        self.watch(flow, || {})
    }

    fn watch<T: 'static>(&mut self, flow: Flow<T>, happened: impl FnMut()) -> T {
        Driver::new(self.helper, &self.profile, clock::now).watch(flow, happened)
    }

    fn causes(&self, refused: &Refused) -> Vec<Cause> {
        drive::causes(refused, &self.profile, clock::now())
    }

    /// The API said no, or nothing. What the helper itself refuses is explained where every refusal of it is.
    fn refuse(&self, refused: &Refused, output: &mut Output<'_>) -> Result<Outcome, Failure> {
        if let Symptom::Helper(fault) = &*refused.symptom {
            return Err(fault.clone().into());
        }
        let causes = self.causes(refused);
        if self.format == Format::Json {
            output.json(&json!({ "outcome": "refused", "causes": in_words(&causes, output) }))?;
        } else {
            output.causes(&causes)?;
        }
        Ok(Outcome::Refused)
    }
}

fn in_words(causes: &[Cause], output: &Output<'_>) -> Vec<Value> {
    causes
        .iter()
        .map(|cause| cause.to_json(output.language))
        .collect()
}

/// A scope of the command line, to the letter.
fn scope_of(text: &str) -> Result<Scope, Failure> {
    Scope::parse(text).map_err(|_| Failure::Unusable(LineFault::NotAScope(text.to_owned()).message()))
}

/// An organisation number of the command line. It becomes part of a path, and it is nine digits before it does.
fn orgno_of(text: &str) -> Result<OrgNo, Failure> {
    match OrgNo::parse(text) {
        Ok(orgno) if orgno.checksum_holds() => Ok(orgno),
        Ok(orgno) => Err(Failure::Unusable(
            LineFault::Checksum(orgno.to_string()).message(),
        )),
        Err(_) => Err(Failure::Unusable(
            LineFault::NotAnOrgno(text.to_owned()).message(),
        )),
    }
}
