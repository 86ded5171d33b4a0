//! The JWT grant that buys a token from Maskinporten, unsigned. A signer elsewhere adds header and signature.
//!
//! Source: <https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_jwtgrant>.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Timestamp;
use crate::api::{ApiReply, ApiRequest};
use crate::model::ClientId;

/// Seconds between `iat` and `exp`. Maskinporten allows 120; the margin keeps a grant valid when a clock reading
/// and its truncation fall on either side of a second.
pub const LIFETIME: i64 = 100;

/// The value of `grant_type` in the token request (RFC 7523).
pub const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// What a token may be used for. One class a token; the scope follows from this table and from nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// Look at clients and their keys.
    Read,
    /// Create, change and deactivate clients, and make a new secret.
    Write,
    /// Add and remove keys and on-behalf-of entries.
    Keys,
    /// See own scopes, and which scopes the organisation has been granted.
    ScopesRead,
    /// Create and change scopes, and grant access to them.
    Scopes,
}

/// The claims of one grant. Never used twice: Maskinporten refuses a second use (MP-012).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Maskinporten's issuer, with its slash.
    pub audience: String,
    /// The client that asks.
    pub client_id: ClientId,
    /// What is asked for, separated by spaces.
    pub scope: String,
    /// When it was made; the server refuses more than 10 s of difference from its own clock.
    pub issued_at: Timestamp,
    /// Unique; made by the caller, since the core has no randomness.
    pub jti: String,
}

/// What a new machine client can be proven with: the scope it asks for, and nothing else that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// A lookup of contact details in KRR.
    KrrContact,
    /// A lookup of a digital mailbox in KRR.
    KrrMailbox,
}

/// The synthetic person that KRR's test service and the practice environment know
/// (<https://docs.digdir.no/docs/Kontaktregisteret/oppslagstjenesten_rest>). Nobody's number.
pub const TEST_PERSON: &str = "20914695016";

/// The lookup of the test person, as far as it explains an answer: whom it is about is nobody's to log.
#[must_use]
pub fn lookup_of_the_test_person() -> ApiRequest {
    ApiRequest {
        method: "POST".into(),
        path: "/v2/personer".into(),
        query: Vec::new(),
        body: None,
        operation: None,
    }
}

/// Whether KRR's answer is about the test person.
#[must_use]
pub fn found_test_person(reply: &ApiReply) -> bool {
    let body = serde_json::from_str::<Value>(&reply.body).unwrap_or_default();
    let found = body.pointer("/personer/0/personidentifikator");
    reply.status == 200 && found.and_then(Value::as_str) == Some(TEST_PERSON)
}

impl Proof {
    /// Both.
    pub const ALL: [Self; 2] = [Self::KrrContact, Self::KrrMailbox];

    /// The scope that the new client asks for.
    #[must_use]
    pub fn scope(self) -> &'static str {
        match self {
            Self::KrrContact => "krr:global/kontaktinformasjon.read",
            Self::KrrMailbox => "krr:global/digitalpost.read",
        }
    }
}

impl Operation {
    /// All classes.
    pub const ALL: [Self; 5] = [
        Self::Read,
        Self::Write,
        Self::Keys,
        Self::ScopesRead,
        Self::Scopes,
    ];

    /// The word of the protocol and the command line: `read`, `write`, `keys`, `scopes-read` or `scopes`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Keys => "keys",
            Self::ScopesRead => "scopes-read",
            Self::Scopes => "scopes",
        }
    }

    /// Reads [`Operation::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.word() == word)
    }

    /// The one scope that the class needs.
    #[must_use]
    pub fn scope(self) -> &'static str {
        match self {
            Self::Read => "idporten:dcr.read",
            Self::Write => "idporten:dcr.write",
            Self::Keys => "idporten:dcr.modify",
            Self::ScopesRead => "idporten:scopes.read",
            Self::Scopes => "idporten:scopes.write",
        }
    }

    /// Whether a token of this class can change anything.
    #[must_use]
    pub fn writes(self) -> bool {
        matches!(self, Self::Write | Self::Keys | Self::Scopes)
    }
}

/// Whether a token with these scopes, separated by spaces, can change something at Digdir: whatever of the self-service
/// API's scopes is not for reading. Judged by the scope and by nothing else, whoever asks and why.
#[must_use]
pub fn can_change(scopes: &str) -> bool {
    scopes.split_whitespace().any(|scope| {
        let administrative = scope.starts_with("idporten:dcr") || scope.starts_with("idporten:scopes");
        administrative && !scope.ends_with(".read")
    })
}

impl Grant {
    /// When it stops being valid.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.issued_at.plus(LIFETIME)
    }

    /// The payload. `aud`, `iss`, `scope`, `iat`, `exp` and `jti`, and nothing more: no `resource`, no `consumer_org`.
    #[must_use]
    pub fn claims(&self) -> Value {
        json!({
            "aud": self.audience,
            "iss": self.client_id.as_str(),
            "scope": self.scope,
            "iat": self.issued_at.0,
            "exp": self.expires_at().0,
            "jti": self.jti,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_class_asks_for_exactly_one_scope() {
        for operation in Operation::ALL {
            assert!(!operation.scope().contains(' '));
            assert_eq!(Operation::from_word(operation.word()), Some(operation));
        }
    }

    #[test]
    fn whether_a_token_can_change_something_follows_from_its_scope() {
        for operation in Operation::ALL {
            assert_eq!(can_change(operation.scope()), operation.writes(), "{operation:?}");
        }
        for proof in Proof::ALL {
            assert!(!can_change(proof.scope()));
        }
        for scope in [
            "idporten:dcr.supplier",
            "idporten:dcr/onbehalfof:write",
            "openid idporten:dcr.modify",
        ] {
            assert!(can_change(scope), "{scope}");
        }
        assert!(!can_change("") && !can_change("openid profile krr:user/kontaktinformasjon.read"));
    }

    #[test]
    fn a_grant_lives_less_than_two_minutes_and_says_nothing_more_than_it_must() {
        let grant = Grant {
            audience: "https://test.maskinporten.no/".into(),
            client_id: ClientId::parse("admin").unwrap(),
            scope: Operation::Write.scope().into(),
            issued_at: Timestamp(1_000),
            jti: "once".into(),
        };
        let expected = json!({"aud": "https://test.maskinporten.no/", "iss": "admin", "scope": "idporten:dcr.write",
            "iat": 1000, "exp": 1100, "jti": "once"});
        assert_eq!(grant.claims(), expected);
    }
}
