//! The words that the extension and the helper exchange. Both ends compile this module.
//!
//! The extension speaks first. One request, one reply with the same id. Unknown members are ignored, an unknown
//! command is answered with [`code::UNKNOWN_COMMAND`]. `docs/PROTOCOL.md` describes every message and code for a
//! stranger; `tests/wire/*.json` holds one golden exchange a file.

pub mod code;
mod ending;
mod secret;
#[cfg(test)]
mod tests;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Timestamp;
use crate::api::{ApiReply, Obstacle, Post};
use crate::grant::{Operation, Proof};
use crate::login::{Authenticated, Person, UserProof};
use crate::model::{ClientId, Endpoints, Environment};

pub use ending::{Ending, STEPS};
pub use secret::WireSecret;
use secret::{conceal, reveal};

/// The version this build speaks. A reply to `hello` carries the lowest and the highest that the helper speaks.
pub const VERSION: u32 = 1;

/// The name under which browsers know the helper.
pub const HOST_NAME: &str = "no.losen.helper";

/// The id that the manifest's `key` pins in Chromium.
pub const CHROMIUM_ID: &str = include_str!("../../../extension/chromium-id.txt");

/// The id of the add-on in Firefox.
pub const FIREFOX_ID: &str = "losen@losen.no";

/// A longer request is refused before anything is allocated for it. Bytes.
pub const MAX_REQUEST: usize = 64 * 1024;

/// Browsers cut the connection at a longer reply, so the helper never builds one. Bytes.
pub const MAX_REPLY: usize = 1024 * 1024 - 1;

/// A request: `{"id":1,"cmd":"…",…}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Chosen by the extension; the reply carries it back.
    pub id: u64,
    /// What is wanted.
    pub command: Command,
}

/// What the extension may ask for. There is no command that carries a path, a URL to call, a scope or bytes to sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cmd", rename_all = "kebab-case")]
pub enum Command {
    /// Who is there, in which version.
    Hello {
        /// The extension's protocol version.
        protocol: u32,
        /// The extension's own version, for support.
        extension: String,
    },
    /// Which profiles there are and whether their keys can be used.
    Status,
    /// A token for one class of operations.
    Token {
        /// The profile's name.
        profile: String,
        /// The class; the helper's table turns it into a scope.
        operation: Operation,
        /// The client that is to be changed, for the one who confirms: shown as what the extension says, and written down.
        /// The token is not bound to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_id: Option<ClientId>,
    },
    /// Proof that a new client works: a token as that client, and a lookup of a test person with it. The token stays
    /// in the helper.
    Prove {
        /// The profile whose certificate signs.
        profile: String,
        /// The new client.
        client_id: ClientId,
        /// What to ask for; the helper's table turns it into a scope.
        proof: Proof,
        /// The client's key, when it has one and the helper keeps it: then that key signs, since a client that has any
        /// key must use it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kid: Option<String>,
    },
    /// A new key pair for a client. The helper makes it and keeps the private half in a file; only the public half comes
    /// out.
    MakeKey {
        /// The profile that it is for.
        profile: String,
    },
    /// Proof that a key works: a token as that client, signed with the key. The helper keeps the key, or a profile has
    /// it; it looks the client up to know what to ask for.
    ProveKey {
        /// The profile that may look the client up.
        profile: String,
        /// The client.
        client_id: ClientId,
        /// The key.
        kid: String,
    },
    /// The address at which a trial login with a new client begins. The helper makes its state, nonce and PKCE, and
    /// remembers them until the code comes.
    Login {
        /// The profile of the client's organisation.
        profile: String,
        /// The new client.
        client_id: ClientId,
        /// What to ask for; the helper's table turns it into scopes.
        proof: UserProof,
    },
    /// Proof that users can log in with a new client: the code of a trial login is exchanged as that client, and the
    /// one who logged in is read from KRR. The tokens stay in the helper.
    ProveLogin {
        /// The profile that the login was begun with.
        profile: String,
        /// The client that it was begun for.
        client_id: ClientId,
        /// The code that the login ended with.
        code: WireSecret,
        /// The state that it ended with, by which the helper knows the login.
        state: String,
        /// Who says that it issued the code (RFC 9207).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        issuer: Option<String>,
        /// The client's secret, for a client that proves itself with one. Used once and not kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_secret: Option<WireSecret>,
    },
    /// One call to the self-service API that makes something new, sent exactly once: a browser may send such a call
    /// again by itself.
    Send {
        /// The profile whose API it goes to.
        profile: String,
        /// A token that this helper gave for the profile.
        token: WireSecret,
        /// Which call.
        #[serde(flatten)]
        post: Post,
    },
}

/// What comes back: `{"id":1,"ok":{…}}` or `{"id":1,"error":{…}}`.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The request's id; 0 when the request had none that could be read.
    pub id: u64,
    /// The answer.
    pub result: Result<Answer, Fault>,
}

/// A good answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Answer {
    /// To `hello`.
    Hello {
        /// Lowest and highest protocol version spoken.
        protocol: [u32; 2],
        /// The helper's own version.
        helper: String,
        /// What can be used.
        profiles: Vec<ProfileInfo>,
    },
    /// To `status`.
    Status {
        /// What can be used.
        profiles: Vec<ProfileInfo>,
    },
    /// To `token`.
    Token {
        /// The token. Lives in memory only.
        #[serde(serialize_with = "reveal", deserialize_with = "conceal")]
        access_token: SecretString,
        /// When it stops working.
        expires_at: Timestamp,
        /// What it may be used for.
        operation: Operation,
    },
    /// To `prove`: Maskinporten gave the client a token.
    Proof {
        /// The scope of the token.
        scope: String,
        /// When the token stops working.
        expires_at: Timestamp,
        /// What KRR answered about the test person. `null` in production, where there is no test person.
        lookup: Option<ApiReply>,
    },
    /// To `login`.
    Login {
        /// Where the user logs in.
        address: String,
        /// Where the login ended already, when nobody has to log in: the practice environment inside a page.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        landed: Option<String>,
    },
    /// To `prove-login`: ID-porten gave the client tokens.
    LoginProof {
        /// The scopes of the access token.
        scopes: Vec<String>,
        /// How the client proved who it is.
        authenticated: Authenticated,
        /// When the access token stops working.
        expires_at: Timestamp,
        /// What KRR knows of the one who logged in, without saying who it is. `null` in production, where Losen reads
        /// nobody, and when nothing was to be read.
        person: Option<Person>,
        /// What KRR answered when that was not the person. Nothing of a person stands in it.
        lookup: Option<Box<ApiReply>>,
    },
    /// To `send`: it was sent, or may have been.
    Sent {
        /// What the API answered; `null` when nobody knows, because the connection was lost or nobody answered in time.
        reply: Option<ApiReply>,
    },
    /// To `send`: it is certain that it was not sent, because no connection came about.
    NotSent {
        /// Why, when that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        obstacle: Option<Obstacle>,
    },
    /// To `make-key`: a pair that has been made and kept.
    NewKey {
        /// The public half, a JWK that has passed the key gate.
        public: Value,
        /// Where the private half is, for the user to find it. Never sent back.
        file: String,
    },
    /// To `prove-key`: Maskinporten accepted the key.
    KeyProof {
        /// Which.
        kid: String,
    },
}

/// A profile, as far as the extension needs to know it. No path, no key, no passphrase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileInfo {
    /// Its name.
    pub name: String,
    /// Where it works.
    pub environment: Environment,
    /// The admin client whose token is fetched.
    pub client_id: String,
    /// The certificate, when the key could be opened without asking anybody, or has been unlocked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<CertificateInfo>,
    /// The addresses, for practice only; test and production are compiled in on both sides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoints: Option<Endpoints>,
    /// Why the profile cannot be used now, if it cannot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Fault>,
}

/// What a certificate says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateInfo {
    /// The organisation's name.
    pub organisation: String,
    /// The organisation's number, as the certificate has it.
    pub orgno: String,
    /// Who issued it.
    pub issuer: String,
    /// First moment of validity.
    pub not_before: Timestamp,
    /// Last moment of validity.
    pub not_after: Timestamp,
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}: {detail}")]
pub struct Fault {
    /// One of [`code`].
    pub code: String,
    /// For logs and support. Never parsed, never a secret.
    #[serde(default)]
    pub detail: String,
}

impl Fault {
    /// A refusal with a code of [`code`] and a detail that holds no secret.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            detail: detail.into(),
        }
    }
}

impl Request {
    /// The JSON that goes over the wire.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut message = json!({ "id": self.id });
        if let (Some(message), Ok(Value::Object(command))) =
            (message.as_object_mut(), serde_json::to_value(&self.command))
        {
            message.extend(command);
        }
        message
    }

    /// The JSON that goes over the wire, unless the helper would hang up on it: then nobody knew whether anything had been
    /// done.
    pub fn message(&self) -> Result<Value, Fault> {
        let message = self.to_json();
        let length = message.to_string().len();
        if length > MAX_REQUEST {
            let detail = format!("{length} bytes, {MAX_REQUEST} allowed");
            return Err(Fault::new(code::TOO_LARGE, detail));
        }
        Ok(message)
    }

    /// Reads a request. The refusal is ready to be sent back, with the request's id if it had one.
    pub fn from_json(message: &Value) -> Result<Self, Reply> {
        let id = message.get("id").and_then(Value::as_u64);
        let refuse = |fault| Reply {
            id: id.unwrap_or(0),
            result: Err(fault),
        };
        let Some(id) = id else {
            return Err(refuse(Fault::new(code::MALFORMED, "'id' must be a whole number")));
        };
        let Some(name) = message.get("cmd").and_then(Value::as_str) else {
            return Err(refuse(Fault::new(code::MALFORMED, "'cmd' must be a text")));
        };
        // serde's tagged enum fails on an unknown tag just as on a bad member, so the tag is looked at first.
        if !matches!(
            name,
            "hello"
                | "status"
                | "token"
                | "prove"
                | "login"
                | "prove-login"
                | "make-key"
                | "prove-key"
                | "send"
        ) {
            return Err(refuse(Fault::new(
                code::UNKNOWN_COMMAND,
                "this helper knows hello, status, token, prove, login, prove-login, make-key, prove-key and send",
            )));
        }
        match Command::deserialize(message) {
            Ok(command) => Ok(Self { id, command }),
            Err(error) => Err(refuse(Fault::new(code::BAD_ARGUMENT, error.to_string()))),
        }
    }
}

impl Reply {
    /// The JSON that goes over the wire.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match &self.result {
            Ok(answer) => json!({ "id": self.id, "ok": answer }),
            Err(fault) => json!({ "id": self.id, "error": fault }),
        }
    }

    /// Reads a reply. `None` when it is none.
    #[must_use]
    pub fn from_json(message: &Value) -> Option<Self> {
        let id = message.get("id")?.as_u64()?;
        if let Some(answer) = message.get("ok") {
            return Some(Self {
                id,
                result: Ok(Answer::deserialize(answer).ok()?),
            });
        }
        Some(Self {
            id,
            result: Err(Fault::deserialize(message.get("error")?).ok()?),
        })
    }
}
