//! From a profile and an operation to a token: one grant, made from one reading of the clock, sent once, to the
//! environment's own token endpoint.

use aws_lc_rs::rand::SecureRandom as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use losen_core::Timestamp;
use losen_core::api::{ApiReply, TransportFailure};
use losen_core::diagnosis::in_between;
use losen_core::grant::{Grant, Operation};
use losen_core::model::ClientId;
use losen_core::protocol::{Fault, code};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::clock;
use crate::http::Network;
use crate::profile::Profile;

/// A token and what is known of it.
#[derive(Clone, Debug)]
pub struct Token {
    /// The token itself.
    pub secret: SecretString,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// How long it was issued for, in seconds.
    pub lifetime: i64,
    /// What it may be used for.
    pub operation: Operation,
}

impl Token {
    /// Whether it will still work when it arrives: it counts as used up 10 seconds, or a tenth of its life, early.
    #[must_use]
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        let margin = (self.lifetime / 10).max(10);
        now < self.expires_at.plus(-margin)
    }
}

/// A grant for an operation, from one reading of the clock.
pub fn grant(profile: &Profile, operation: Operation, now: Timestamp) -> Result<Grant, Fault> {
    grant_for(profile, &profile.client_id, operation.scope(), now)
}

/// A grant in the name of a client.
pub fn grant_for(
    profile: &Profile,
    client_id: &ClientId,
    scope: &str,
    now: Timestamp,
) -> Result<Grant, Fault> {
    let mut unique = [0_u8; 16];
    aws_lc_rs::rand::SystemRandom::new()
        .fill(&mut unique)
        .map_err(|_| Fault::new(code::INTERNAL, "the system gave no random numbers"))?;
    Ok(Grant {
        audience: profile.endpoints.audience.clone(),
        client_id: client_id.clone(),
        scope: scope.to_owned(),
        issued_at: now,
        jti: URL_SAFE_NO_PAD.encode(unique),
    })
}

/// What Maskinporten gave for a grant.
#[derive(Debug)]
pub struct Bought {
    /// The token.
    pub secret: SecretString,
    /// How long it was issued for, in seconds.
    pub lifetime: i64,
}

/// Sends a signed grant once, and reads the answer. Nothing is tried twice: a grant that has been sent is used up
/// (MP-012). Also tells how many seconds the server's clock is ahead of `clock`, when its answer says the time.
pub fn buy(
    network: &dyn Network,
    grant: &Grant,
    signed: &SecretString,
    clock: fn() -> Timestamp,
) -> (Option<i64>, Result<Bought, Fault>) {
    let sent = clock();
    match network.token(signed) {
        Ok(reply) => {
            let ahead = clock::ahead(&reply, sent, clock());
            (ahead, read(&reply, &grant.scope))
        }
        Err(failure) => {
            let detail = lost("the token endpoint", failure);
            (None, Err(Fault::new(code::TOKEN_UNREACHABLE, detail)))
        }
    }
}

/// That nothing came back from somewhere, and why if that is known.
#[must_use]
pub fn lost(from: &str, failure: TransportFailure) -> String {
    match failure {
        TransportFailure::NotSent => format!("no connection to {from}"),
        TransportFailure::Stopped(obstacle) => format!("no connection to {from}: {}", obstacle.words()),
        TransportFailure::Unknown => format!("the connection to {from} was lost before an answer came"),
    }
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: i64,
    scope: Option<String>,
}

/// What is kept of a refusal: nothing that Maskinporten is not known to say, and no secret.
#[derive(Deserialize, Serialize)]
struct Refused {
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_uri: Option<String>,
}

impl Refused {
    /// As the detail of a fault: the status, and Maskinporten's own members.
    fn told(self, status: u16) -> String {
        let kept = Self {
            error: self.error.as_deref().map(printable),
            error_description: self.error_description.as_deref().map(printable),
            error_uri: self.error_uri.as_deref().map(printable),
        };
        format!("{status}: {}", serde_json::to_string(&kept).unwrap_or_default())
    }
}

/// The token in an answer of the token endpoint, or why there is none.
pub fn read(reply: &ApiReply, wanted: &str) -> Result<Bought, Fault> {
    let nonsense = |what: &str| Fault::new(code::TOKEN_NONSENSE, format!("{}: {what}", reply.status));
    if let Some(who) = in_between(reply) {
        return Err(nonsense(who));
    }
    if reply.status != 200 {
        return Err(match serde_json::from_str::<Refused>(&reply.body) {
            Ok(refused) if refused.error.is_some() || refused.error_description.is_some() => {
                Fault::new(code::TOKEN_REJECTED, refused.told(reply.status))
            }
            // A server that is down says so with its status and nothing else.
            _ if reply.status >= 500 => Fault::new(code::TOKEN_REJECTED, format!("{}:", reply.status)),
            Ok(_) => nonsense("no reason given"),
            Err(_) => nonsense("not Maskinporten's JSON"),
        });
    }
    // The parser's own words could quote the token.
    let granted: Granted = serde_json::from_str(&reply.body).map_err(|_| nonsense("not a token response"))?;
    if !(1..=86_400).contains(&granted.expires_in) {
        return Err(nonsense("the lifetime is not between a second and a day"));
    }
    if granted.scope.is_some_and(|scope| scope != wanted) {
        return Err(nonsense("the token is for something other than was asked for"));
    }
    Ok(Bought {
        secret: granted.access_token.into(),
        lifetime: granted.expires_in,
    })
}

/// What a server says, fit for a log and a screen.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(500).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &str) -> ApiReply {
        ApiReply {
            status,
            headers: Vec::new(),
            body: body.to_owned(),
        }
    }

    fn code_of(status: u16, body: &str) -> String {
        read(&reply(status, body), Operation::Read.scope())
            .unwrap_err()
            .code
    }

    #[test]
    fn a_token_is_used_up_a_little_early() {
        let token = |lifetime| Token {
            secret: "t".to_owned().into(),
            expires_at: Timestamp(lifetime),
            lifetime,
            operation: Operation::Read,
        };
        assert!(token(30).is_fresh(Timestamp(19)) && !token(30).is_fresh(Timestamp(20)));
        assert!(token(120).is_fresh(Timestamp(107)) && !token(120).is_fresh(Timestamp(108)));
        assert!(!token(1).is_fresh(Timestamp(0)));
    }

    #[test]
    fn maskinportens_own_words_are_passed_on() {
        let body = r#"{"error":"invalid_grant","error_description":"Invalid assertion. (correlation id: 1) MP-012\n"}"#;
        let fault = read(&reply(400, body), Operation::Read.scope()).unwrap_err();
        assert_eq!(fault.code, code::TOKEN_REJECTED);
        assert_eq!(
            fault.detail,
            r#"400: {"error":"invalid_grant","error_description":"Invalid assertion. (correlation id: 1) MP-012"}"#
        );
    }

    #[test]
    fn who_answers_in_maskinportens_place_is_told_and_what_it_said_is_not() {
        for (status, body, told) in [
            (200, "<html>hemmelig", "200: network/html"),
            (407, "", "407: network/proxy-login"),
            (403, "<html>Zscaler hemmelig</html>", "403: network/proxy-page"),
            (
                200,
                "<html>Gjestenett hemmelig</html>",
                "200: network/captive-portal",
            ),
            (503, "<html><h1>503</h1></html>", "503: network/html"),
        ] {
            let fault = read(&reply(status, body), Operation::Read.scope()).unwrap_err();
            assert_eq!(
                (fault.code.as_str(), fault.detail.as_str()),
                (code::TOKEN_NONSENSE, told)
            );
        }
    }

    #[test]
    fn maskinporten_that_is_down_is_a_refusal_with_its_status_alone() {
        for body in ["", "upstream connect error hemmelig", "{}"] {
            let fault = read(&reply(503, body), Operation::Read.scope()).unwrap_err();
            assert_eq!(
                (fault.code.as_str(), fault.detail.as_str()),
                (code::TOKEN_REJECTED, "503:")
            );
        }
    }

    #[test]
    fn an_answer_that_makes_no_sense_is_called_so_and_never_quoted() {
        for (status, body) in [
            (200, "<html>hemmelig"),
            (200, r#"{"access_token":"hemmelig"}"#),
            (200, r#"{"access_token":"hemmelig","expires_in":-1}"#),
            (200, r#"{"access_token":"hemmelig","expires_in":"2"}"#),
            (
                200,
                r#"{"access_token":"hemmelig","expires_in":120,"scope":"idporten:dcr.write"}"#,
            ),
            (302, ""),
            (502, "<html>"),
            (400, "{}"),
        ] {
            assert_eq!(code_of(status, body), code::TOKEN_NONSENSE, "{status} {body}");
            let fault = read(&reply(status, body), Operation::Read.scope()).unwrap_err();
            assert!(!fault.detail.contains("hemmelig"));
        }
    }

    #[test]
    fn no_two_grants_are_alike() {
        let endpoints = losen_core::model::Environment::Test.endpoints().unwrap();
        let profile = Profile {
            name: "test".into(),
            path: "test.toml".into(),
            environment: losen_core::model::Environment::Test,
            endpoints,
            client_id: losen_core::model::ClientId::parse("admin").unwrap(),
            key: crate::signer::place::KeyPlace::File("key.p12".into()),
            certificate: None,
            kid: None,
            organisation: None,
            passphrase: crate::profile::PassphraseSource::Prompt,
        };
        let make = || grant(&profile, Operation::Read, Timestamp(1)).unwrap();
        assert_ne!(make().jti, make().jti);
        assert_eq!(make().expires_at(), Timestamp(101));
    }
}
