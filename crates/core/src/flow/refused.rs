use serde_json::Value;

use crate::api::TransportFailure;
use crate::diagnosis::{Cause, Evidence, Symptom, diagnose};

/// A call of a flow that got no good answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// What was seen.
    pub symptom: Box<Symptom>,
    /// What the token said of itself.
    claims: Option<Value>,
}

impl Refused {
    /// A refusal and what its token said of itself.
    #[must_use]
    pub fn new(symptom: Box<Symptom>, claims: Option<Value>) -> Self {
        Self { symptom, claims }
    }

    /// Whoever drove the flow answered one thing with another; what happened is not known.
    #[must_use]
    pub fn of_nothing() -> Self {
        Self::new(Box::new(Symptom::Transport(TransportFailure::Unknown)), None)
    }

    /// The HTTP status, when there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match &*self.symptom {
            Symptom::Http { reply, .. } => Some(reply.status),
            _ => None,
        }
    }

    /// Whether it may have been done all the same: the connection was lost, or a gateway answered in place of the
    /// server, or the server's answer made no sense.
    #[must_use]
    pub fn may_be_done(&self) -> bool {
        match &*self.symptom {
            Symptom::Transport(failure) => *failure == TransportFailure::Unknown,
            Symptom::Http { reply, .. } => !(400..500).contains(&reply.status),
            _ => false,
        }
    }

    /// Whether it is about the line or the server, so that asking once more may help and asks nobody for anything. Whoever
    /// keeps the key has said no for longer than that.
    pub(super) fn is_of_the_line(&self) -> bool {
        matches!(&*self.symptom, Symptom::Http { .. } | Symptom::Transport(_))
    }

    /// What it means, most likely first.
    #[must_use]
    pub fn causes(&self, evidence: &Evidence) -> Vec<Cause> {
        let evidence = Evidence {
            token_claims: self.claims.clone(),
            ..evidence.clone()
        };
        diagnose(&self.symptom, &evidence)
    }
}
