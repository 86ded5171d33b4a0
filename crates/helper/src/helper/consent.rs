//! What stands between a request and a grant: policy, the user's word, and the record.

use losen_core::Timestamp;
use losen_core::grant::{Grant, Operation, can_change};
use losen_core::model::Environment;
use losen_core::protocol::{Fault, code};
use losen_core::text::Message;
use secrecy::ExposeSecret as _;

use super::{Helper, Target};
use crate::audit::{Audit, Event, GRANTED};
use crate::policy::Policy;
use crate::profile::{Organisation, Profile};

/// Leave to fetch one token of a class: the key is open, policy has nothing against it, and production has been confirmed.
/// There is no other way to a token that can change something.
#[derive(Debug)]
pub(super) struct Admitted {
    operation: Operation,
    target: Target,
}

impl Helper<'_> {
    /// Whether a grant may be made. The user may take a while to answer, so the grant is made afterwards. What is refused
    /// here is written down as what is given, and so counts.
    pub(super) fn admit(
        &mut self,
        profile: &Profile,
        operation: Operation,
        target: &Target,
    ) -> Result<Admitted, Fault> {
        self.unlock(profile)?;
        if profile.environment == Environment::Prod
            && operation.writes()
            && let Err(fault) = self.may_change(profile, operation, target)
        {
            self.record_refusal(profile, operation, target, &fault);
            return Err(fault);
        }
        Ok(Admitted {
            operation,
            target: target.clone(),
        })
    }

    fn may_change(&self, profile: &Profile, operation: Operation, target: &Target) -> Result<(), Fault> {
        // Nobody is asked about what will be refused anyway.
        if let Ok(audit) = Audit::open(&self.folders.state) {
            let (policy, now) = (Policy::load(&self.folders)?, (self.clock)());
            policy.allows(profile.environment, true, &audit, now)?;
            policy.may_ask(&audit, now)?;
        }
        self.confirm(profile, operation, target)
    }

    fn record_refusal(&self, profile: &Profile, operation: Operation, target: &Target, fault: &Fault) {
        let mut event = self.event(profile, (self.clock)(), operation.scope());
        event.client_id = profile.client_id.to_string();
        event.target = target.client_id().to_owned();
        event.decision.clone_from(&fault.code);
        let written = Audit::open(&self.folders.state).and_then(|mut audit| audit.write(event));
        if let Err(error) = written {
            tracing::warn!("the record of tokens cannot be written: {error}");
        }
    }

    fn event(&self, profile: &Profile, at: Timestamp, scope: &str) -> Event {
        Event {
            at,
            environment: profile.environment,
            profile: profile.name.clone(),
            orgno: self
                .organisation(profile)
                .map(|organisation| organisation.orgno)
                .unwrap_or_default(),
            client_id: String::new(),
            target: String::new(),
            scope: scope.to_owned(),
            writes: can_change(scope),
            decision: GRANTED.to_owned(),
            jti: String::new(),
        }
    }

    /// Writes down that a grant is about to be used, or that it is refused. Whether it can change something is seen from
    /// its scope, whoever asks.
    pub(super) fn record(
        &self,
        profile: &Profile,
        grant: &Grant,
        admitted: Option<&Admitted>,
    ) -> Result<(), Fault> {
        let mut event = self.event(profile, grant.issued_at, &grant.scope);
        event.client_id = grant.client_id.to_string();
        event.target = admitted
            .map(|admitted| admitted.target.client_id().to_owned())
            .unwrap_or_default();
        event.jti.clone_from(&grant.jti);
        let writes = event.writes;
        let is_admitted = admitted.is_some_and(|admitted| admitted.operation.scope() == grant.scope);
        let policy = Policy::load(&self.folders)?;
        let unrecorded = |error: &std::io::Error| {
            if writes {
                let detail = format!("the record of tokens cannot be written, so none is given: {error}");
                return Err(Fault::new(code::POLICY, detail));
            }
            tracing::warn!("the record of tokens cannot be written: {error}");
            Ok(())
        };
        let mut audit = match Audit::open(&self.folders.state) {
            Ok(audit) => audit,
            Err(error) => return unrecorded(&error),
        };
        let verdict = if writes && !is_admitted {
            let detail = "a proof asks for nothing that can change anything";
            Err(Fault::new(code::POLICY, detail))
        } else {
            policy.allows(profile.environment, writes, &audit, grant.issued_at)
        };
        if let Err(fault) = &verdict {
            event.decision.clone_from(&fault.code);
            event.jti.clear();
        }
        audit.write(event).or_else(|error| unrecorded(&error))?;
        verdict
    }

    /// Whose the key is: by its certificate, or by what the profile remembers of the certificate that registered it.
    fn organisation(&self, profile: &Profile) -> Option<Organisation> {
        self.open_certificate(profile)
            .map(Organisation::of)
            .or_else(|| profile.organisation.clone())
    }

    /// Production is changed only after the user has read, in the helper's own window, what is about to happen.
    fn confirm(&self, profile: &Profile, operation: Operation, target: &Target) -> Result<(), Fault> {
        let Some(organisation) = self.organisation(profile) else {
            let detail = format!(
                "{}: 'organisation' and 'orgno' are missing, so nobody can see whose production would be changed",
                profile.path.display()
            );
            return Err(Fault::new(code::BAD_PROFILE, detail));
        };
        let last = organisation.orgno.char_indices().nth_back(3);
        let expected = last
            .and_then(|(at, _)| organisation.orgno.get(at..))
            .ok_or_else(|| Fault::new(code::POLICY, "there is nothing to confirm the production by"))?;
        let words = |message: Message| message.text(self.language);
        let question = Message::new("confirm.production")
            .with("organisation", &organisation.name)
            .with("orgno", &organisation.orgno)
            .with("operation", words(Message::new(in_words(operation))))
            .with("target", words(target.message()))
            .with("client", profile.client_id.as_str())
            .with("scope", operation.scope());
        let answer = self.prompt.ask(&question.text(self.language))?;
        if answer.expose_secret().trim() == expected {
            Ok(())
        } else {
            Err(Fault::new(code::CANCELLED, "the confirmation did not match"))
        }
    }
}

/// What a token of a class is for, as the one who confirms reads it.
fn in_words(operation: Operation) -> &'static str {
    match operation {
        Operation::Read => "confirm.operation.read",
        Operation::Write => "confirm.operation.write",
        Operation::Keys => "confirm.operation.keys",
        Operation::ScopesRead => "confirm.operation.scopes_read",
        Operation::Scopes => "confirm.operation.scopes",
    }
}
