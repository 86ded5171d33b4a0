//! From a symptom to its causes: what it is, how Losen knows, who can mend it and how.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Timestamp;
use crate::api::{ApiReply, ApiRequest, TransportFailure};
use crate::model::Environment;
use crate::protocol::Fault;
use crate::text::{Language, Message};

/// Where it hurts.
#[derive(Clone, Debug, PartialEq)]
pub enum Symptom {
    /// The helper could not be reached; `raw` is the browser's own text.
    NoHelper {
        /// A `host/…` code: `host/not-found`, `host/forbidden`, `host/broken`, `host/exited`, `host/too-large`,
        /// `host/timeout` or `host/unknown`.
        code: String,
        /// The browser's own words.
        raw: String,
    },
    /// The helper refused.
    Helper(Fault),
    /// The API or KRR answered with a refusal, or something that makes no sense.
    Http {
        /// What was asked.
        request: ApiRequest,
        /// What came back.
        reply: ApiReply,
    },
    /// Nothing came back from the API.
    Transport(TransportFailure),
}

/// What is known beside the symptom itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Where it happened.
    pub environment: Option<Environment>,
    /// The claims of the access token, without its signature.
    pub token_claims: Option<Value>,
    /// The time on this machine.
    pub now: Option<Timestamp>,
}

/// How sure a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// The evidence decides.
    Certain,
    /// It fits best.
    Likely,
    /// It cannot be ruled out.
    Possible,
}

/// Who can mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// The user.
    You,
    /// Whoever looks after the user's machine.
    ItDepartment,
    /// The organisation's main administrator in Altinn.
    MainAdministrator,
    /// The person who may sign for the organisation.
    Signatory,
    /// The owner of the API.
    ApiProvider,
    /// servicedesk@digdir.no.
    Digdir,
}

/// One explanation.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// Stable code, `area/reason`.
    pub code: &'static str,
    /// How sure.
    pub certainty: Certainty,
    /// Who can mend it.
    pub owner: Owner,
    /// What is wrong and how Losen knows.
    pub message: Message,
    /// What to do.
    pub fix: Message,
}

impl Cause {
    /// The form that `losen diagnose --format json` and the wasm package promise.
    #[must_use]
    pub fn to_json(&self, language: Language) -> Value {
        json!({
            "code": self.code,
            "certainty": self.certainty,
            "owner": self.owner,
            "message": self.message.text(language),
            "fix": self.fix.text(language),
        })
    }
}

/// The causes of a symptom, most likely first; never empty.
#[must_use]
pub fn diagnose(_symptom: &Symptom, _evidence: &Evidence) -> Vec<Cause> {
    vec![Cause {
        code: "unknown/unrecognised",
        certainty: Certainty::Possible,
        owner: Owner::Digdir,
        message: Message::new("diagnosis.unknown.unrecognised.message"),
        fix: Message::new("diagnosis.unknown.unrecognised.fix"),
    }]
}
