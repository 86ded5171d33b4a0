//! From a symptom to its causes: what it is, how Losen knows, who can mend it and how.
//!
//! [`diagnose`] looks at the answer's own words first, then at what is known beside it (the token's claims, the
//! request, the clock), and guesses only where nothing decides. What it does not recognise it shows as it is.
//! Nothing that it returns holds a token, a key or another secret, whatever came in: every foreign text goes
//! through [`mask`].

mod about;
mod answer;
mod authorization;
mod catalogue;
mod claims;
mod curl;
mod evidence;
mod exchange;
mod fault;
mod forbidden;
mod foreign;
mod grant;
mod guess;
mod har;
mod host;
mod http;
mod input;
mod jwt;
mod krr;
mod letter;
mod login;
mod named;
mod network;
mod page;
mod pairs;
mod pasted;
mod place;
mod secrets;
mod shell;
mod tab;
mod token;
mod transcript;
mod unauthorized;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Timestamp;
use crate::api::{ApiReply, ApiRequest, TransportFailure};
use crate::model::Environment;
use crate::protocol::Fault;
use crate::text::{Language, Message};

pub use authorization::Authorization;
pub use catalogue::{CATALOGUE, Entry, find};
pub use host::host_code;
pub use input::{Explained, explain_json};
pub use jwt::OpenedToken;
pub use letter::Letter;
pub use network::in_between;
pub use page::{UNAUTHORIZED, diagnosis_page, unauthorized_page};
pub use pasted::{Pasted, PastedKind, read_pasted};
pub use secrets::mask;

/// Where it hurts.
#[derive(Clone, Debug, PartialEq)]
pub enum Symptom {
    /// The helper could not be reached; `raw` is the browser's own text.
    NoHelper {
        /// A `host/…` code: `host/not-found`, `host/forbidden`, `host/broken`, `host/exited`, `host/too-large`,
        /// `host/timeout` or `host/unknown`. [`host_code`] makes it from the browser's text.
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
    /// An answer that refuses nothing, brought by somebody who wants it explained.
    Good {
        /// The HTTP status, when it is known.
        status: Option<u16>,
    },
    /// Nothing is known but a token; its claims are in [`Evidence::token_claims`].
    AccessToken,
    /// Maskinporten refused a grant.
    Token {
        /// The HTTP status, when it is known. Never decides: the same refusal comes with different statuses.
        status: Option<u16>,
        /// What Maskinporten answered, as JSON or as a text that somebody copied.
        body: String,
        /// The header of the grant that was refused, when it is at hand.
        grant_header: Option<Value>,
        /// The claims of the grant that was refused, when they are at hand.
        grant_claims: Option<Value>,
    },
    /// ID-porten sent a user back with an error, or gave no token for the code of a login.
    Login {
        /// The HTTP status, when it is known.
        status: Option<u16>,
        /// What ID-porten answered, as JSON or as a text.
        body: String,
    },
}

/// What is known beside the symptom itself. Everything is optional; more of it gives surer causes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Where it happened.
    pub environment: Option<Environment>,
    /// The claims of the access token, without its signature.
    pub token_claims: Option<Value>,
    /// The time on this machine.
    pub now: Option<Timestamp>,
    /// The header of the access token.
    pub token_header: Option<Value>,
    /// The form of the `Authorization` header that was sent; never the header itself.
    pub authorization: Option<Authorization>,
    /// The whole address that was called, with scheme and host.
    pub address: Option<String>,
    /// The client id of the organisation's admin client.
    pub admin_client: Option<String>,
    /// The organisation's own number.
    pub orgno: Option<String>,
    /// The words of whatever failed to connect, when nothing came back.
    pub transport: Option<String>,
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
    /// What was seen in this very case, with secrets masked.
    pub evidence: Vec<Message>,
    /// A text to send to whoever can mend it, with what is known filled in and `____` for the rest.
    pub ready_message: Option<Message>,
    /// Where the knowledge comes from.
    pub source: &'static str,
}

impl Owner {
    /// The owner's name, for a person.
    #[must_use]
    pub fn name(self) -> Message {
        Message::new(match self {
            Self::You => "diagnosis.owner.you",
            Self::ItDepartment => "diagnosis.owner.it_department",
            Self::MainAdministrator => "diagnosis.owner.main_administrator",
            Self::Signatory => "diagnosis.owner.signatory",
            Self::ApiProvider => "diagnosis.owner.api_provider",
            Self::Digdir => "diagnosis.owner.digdir",
        })
    }
}

impl Certainty {
    /// How sure, for a person.
    #[must_use]
    pub fn name(self) -> Message {
        Message::new(match self {
            Self::Certain => "diagnosis.certainty.certain",
            Self::Likely => "diagnosis.certainty.likely",
            Self::Possible => "diagnosis.certainty.possible",
        })
    }
}

impl Cause {
    /// The form that `losen diagnose --format json` and the wasm package promise.
    #[must_use]
    pub fn to_json(&self, language: Language) -> Value {
        let evidence: Vec<String> = self.evidence.iter().map(|line| line.text(language)).collect();
        json!({
            "code": self.code,
            "certainty": self.certainty,
            "owner": self.owner,
            "message": self.message.text(language),
            "fix": self.fix.text(language),
            "evidence": evidence,
            "ready_message": self.ready_message.as_ref().map(|letter| letter.text(language)),
            "source": self.source,
        })
    }

    fn because(mut self, seen: Message) -> Self {
        self.evidence.push(seen);
        self
    }

    fn because_all(mut self, seen: impl IntoIterator<Item = Message>) -> Self {
        self.evidence.extend(seen);
        self
    }
}

/// The causes of a symptom, most likely first; never empty.
#[must_use]
pub fn diagnose(symptom: &Symptom, known: &Evidence) -> Vec<Cause> {
    let mut causes = match symptom {
        Symptom::NoHelper { code, raw } => host::causes(code, raw),
        Symptom::Helper(fault) => fault::causes(fault, known),
        Symptom::Http { request, reply } => http::causes(request, reply, known),
        Symptom::Transport(failure) => network::causes(*failure, known.transport.as_deref()),
        Symptom::AccessToken => unauthorized::of_token_alone(known),
        Symptom::Token {
            status,
            body,
            grant_header,
            grant_claims,
        } => {
            let grant = grant::Grant {
                header: grant_header.as_ref(),
                claims: grant_claims.as_ref(),
            };
            token::causes(*status, body, &grant, known)
        }
        Symptom::Login { status, body } => login::causes(*status, body),
        Symptom::Good { status } => {
            let seen = status.map(evidence::status);
            let address = known.address.as_deref();
            let address = address.and_then(|address| evidence::quoted("diagnosis.evidence.address", address));
            vec![
                catalogue::API_FINE
                    .certain()
                    .because_all(address)
                    .because_all(seen),
            ]
        }
    };
    if causes.is_empty() {
        causes.push(catalogue::UNKNOWN.possible());
    }
    name_retired(&mut causes, symptom, known);
    letter::write(&mut causes, symptom, known);
    causes
}

/// Whatever came back from a host that was closed, or did not because its name is gone, has that for its reason.
fn name_retired(causes: &mut Vec<Cause>, symptom: &Symptom, known: &Evidence) {
    let is_about_a_call = matches!(
        symptom,
        Symptom::Http { .. } | Symptom::Transport(_) | Symptom::Token { .. }
    );
    let retired = known
        .address
        .as_deref()
        .filter(|address| place::is_retired(address));
    let is_named = causes
        .iter()
        .any(|cause| cause.code == catalogue::ADDRESS_RETIRED.code);
    if let Some(address) = retired.filter(|_| is_about_a_call && !is_named) {
        let seen = evidence::quoted("diagnosis.evidence.address", address);
        causes.insert(0, catalogue::ADDRESS_RETIRED.certain().because_all(seen));
    }
}

/// Whether an address is where ID-porten exchanges codes, whose refusals are those of a login.
#[must_use]
pub fn exchanges_codes(address: &str) -> bool {
    place::is_login_endpoint(address)
}

/// The members that the API complains of, each with its words; none when it is no answer of that kind.
#[must_use]
pub fn field_errors(reply: &ApiReply) -> Vec<(String, String)> {
    match reply.status {
        400 | 422 => answer::Answer::of_reply(reply).fields,
        _ => Vec::new(),
    }
}

/// What is wrong with this machine's clock, seen beside a server's. Maskinporten forgives ten seconds.
#[must_use]
pub fn clock_differs(here: Timestamp, there: Timestamp) -> Option<Cause> {
    const FORGIVEN: u64 = 10;
    if here.0.abs_diff(there.0) <= FORGIVEN {
        return None;
    }
    let seen = unauthorized::clocks(here, there);
    let mut causes = vec![catalogue::TOKEN_CLOCK.certain().because(seen)];
    letter::write(&mut causes, &Symptom::AccessToken, &Evidence::default());
    causes.pop()
}
