use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::IdPorten;
use crate::model::ClientId;

/// A trial login as it is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'a> {
    /// The new client.
    pub client_id: &'a ClientId,
    /// Where the login ends; one of the client's own, to the letter.
    pub redirect_uri: &'a str,
    /// What is asked for.
    pub scopes: &'a [&'a str],
    /// Comes back with the code, and shows that the answer belongs to this login.
    pub state: &'a str,
    /// Comes back in the ID token, and shows that the token belongs to this login.
    pub nonce: &'a str,
    /// [`challenge`] of the verifier that only whoever began the login knows.
    pub challenge: &'a str,
}

impl Trial<'_> {
    /// The address that the user logs in at.
    #[must_use]
    pub fn address(&self, at: &IdPorten) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", self.client_id.as_str())
            .append_pair("redirect_uri", self.redirect_uri)
            .append_pair("scope", &self.scopes.join(" "))
            .append_pair("state", self.state)
            .append_pair("nonce", self.nonce)
            .append_pair("code_challenge", self.challenge)
            .append_pair("code_challenge_method", "S256");
        format!("{}?{}", at.authorize, query.finish())
    }
}

/// PKCE's S256 (RFC 7636 §4.2), the only one that ID-porten takes.
#[must_use]
pub fn challenge(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// A redirect URI as it can be used. Apps register loopback with port 0 and use any port (RFC 8252 §7.3).
#[must_use]
pub fn concrete(registered: &str) -> String {
    const ANY: &str = "http://127.0.0.1:0";
    match registered.strip_prefix(ANY) {
        Some(rest) if rest.is_empty() || rest.starts_with(['/', '?']) => {
            format!("http://127.0.0.1:49152{rest}")
        }
        _ => registered.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Environment;

    #[test]
    fn a_link_asks_for_exactly_what_the_proof_needs() {
        let client_id = ClientId::parse("abc").unwrap();
        let trial = Trial {
            client_id: &client_id,
            redirect_uri: "https://losby.example.no/callback",
            scopes: &["openid", "krr:user/kontaktinformasjon.read"],
            state: "s",
            nonce: "n",
            challenge: "c",
        };
        let at = IdPorten::of(Environment::Test, None).unwrap();
        assert_eq!(
            trial.address(&at),
            "https://login.test.idporten.no/authorize?response_type=code&client_id=abc\
             &redirect_uri=https%3A%2F%2Flosby.example.no%2Fcallback\
             &scope=openid+krr%3Auser%2Fkontaktinformasjon.read&state=s&nonce=n\
             &code_challenge=c&code_challenge_method=S256"
        );
    }

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn a_port_is_chosen_only_where_any_will_do() {
        assert_eq!(concrete("http://127.0.0.1:0/cb"), "http://127.0.0.1:49152/cb");
        for uri in [
            "https://a.no/cb",
            "http://127.0.0.1:01/cb",
            "http://127.0.0.1:80/",
        ] {
            assert_eq!(concrete(uri), uri);
        }
    }
}
