//! What stands between a request and a grant: policy, the user's word, and the record.

use losen_core::grant::{Grant, Operation};
use losen_core::model::Environment;
use losen_core::protocol::{Fault, code};
use losen_core::text::Message;
use secrecy::ExposeSecret as _;

use super::Helper;
use crate::audit::{Audit, Event, GRANTED};
use crate::policy::Policy;
use crate::profile::Profile;

impl Helper<'_> {
    /// Whether a grant may be made: the key is open, policy has nothing against it, and production has been confirmed.
    /// The user may take a while to answer, so the grant is made afterwards.
    pub(super) fn admit(&mut self, profile: &Profile, operation: Operation) -> Result<(), Fault> {
        self.unlock(profile)?;
        if profile.environment == Environment::Prod && operation.writes() {
            // Nobody is asked about what will be refused anyway.
            if let Ok(audit) = Audit::open(&self.folders.state) {
                let policy = Policy::load(&self.folders)?;
                policy.allows(profile.environment, true, &audit, (self.clock)())?;
            }
            self.confirm(profile, operation)?;
        }
        Ok(())
    }

    /// Writes down that a grant is about to be used, or that policy refuses it.
    pub(super) fn record(&self, profile: &Profile, grant: &Grant, writes: bool) -> Result<(), Fault> {
        let certificate = self.open_certificate(profile);
        let mut event = Event {
            at: grant.issued_at,
            environment: profile.environment,
            profile: profile.name.clone(),
            orgno: certificate
                .map(|certificate| certificate.orgno.clone())
                .unwrap_or_default(),
            client_id: grant.client_id.as_str().to_owned(),
            scope: grant.scope.clone(),
            writes,
            decision: GRANTED.to_owned(),
            jti: grant.jti.clone(),
        };
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
        let verdict = policy.allows(profile.environment, writes, &audit, grant.issued_at);
        if let Err(fault) = &verdict {
            event.decision.clone_from(&fault.code);
            event.jti.clear();
        }
        audit.write(event).or_else(|error| unrecorded(&error))?;
        verdict
    }

    /// Production is changed only after the user has read, in the helper's own window, what is about to happen.
    fn confirm(&self, profile: &Profile, operation: Operation) -> Result<(), Fault> {
        let certificate = self.open_certificate(profile);
        let (message, known_by) = match certificate {
            Some(certificate) => (
                Message::new("cli.prompt.production")
                    .with("organisation", &certificate.organisation)
                    .with("orgno", &certificate.orgno),
                certificate.orgno.as_str(),
            ),
            None => (
                Message::new("cli.prompt.production_client"),
                profile.client_id.as_str(),
            ),
        };
        let expected = match known_by.char_indices().nth_back(3) {
            Some((at, _)) => known_by.get(at..).unwrap_or_default(),
            None => {
                return Err(Fault::new(
                    code::POLICY,
                    "there is nothing to confirm the production by",
                ));
            }
        };
        let question = message
            .with("client", profile.client_id.as_str())
            .with("operation", operation.word())
            .with("scope", operation.scope());
        let answer = self.prompt.ask(&question.text(self.language))?;
        if answer.expose_secret().trim() == expected {
            Ok(())
        } else {
            Err(Fault::new(code::CANCELLED, "the confirmation did not match"))
        }
    }
}
