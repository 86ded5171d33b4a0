//! A login with a new client, as a link, and what the address that it ends at says.
//!
//! Source: <https://docs.digdir.no/docs/idporten/oidc/oidc_protocol_authorize>, RFC 6749 §4.1.2, RFC 7636.

use crate::model::{ClientId, Endpoints, Environment, RedirectUri};

/// Says that a landing belongs to a link of ours. No secret: nothing is done with the code but look at it.
const STATE: &str = "losen";

/// The example challenge of RFC 7636, appendix B. Its verifier is public, which is harmless here: the code is never
/// exchanged.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// What a trial login came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Landing {
    /// The user was logged in and sent back with a code: client, address and scopes are right.
    Code,
    /// ID-porten sent the user back with an error.
    Refused {
        /// OAuth's word for it.
        error: String,
        /// ID-porten's explanation; may be empty.
        description: String,
    },
    /// The address is none that a login ends at.
    Elsewhere,
}

/// The address that begins a login. `None` where there is no address to log in at: the practice environment in the page.
#[must_use]
pub fn address(
    environment: Environment,
    practice: Option<&Endpoints>,
    client_id: &ClientId,
    redirect_uri: &str,
    scopes: &[&str],
) -> Option<String> {
    let authorize = match environment {
        Environment::Test => "https://login.test.idporten.no/authorize".to_owned(),
        Environment::Prod => "https://login.idporten.no/authorize".to_owned(),
        Environment::Practice => format!("{}idporten/authorize", practice?.audience),
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", client_id.as_str())
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("scope", &scopes.join(" "))
        .append_pair("state", STATE)
        .append_pair("nonce", STATE)
        .append_pair("code_challenge", CHALLENGE)
        .append_pair("code_challenge_method", "S256");
    Some(format!("{authorize}?{}", query.finish()))
}

/// Reads the address that the login ended at.
#[must_use]
pub fn landing(text: &str, redirect_uris: &[&str]) -> Landing {
    let text = text.trim();
    let Some((place, query)) = text.split_once('?') else {
        return Landing::Elsewhere;
    };
    if RedirectUri::parse(text).is_err()
        || !redirect_uris
            .iter()
            .any(|uri| uri.split('?').next() == Some(place))
    {
        return Landing::Elsewhere;
    }
    let query = query.split('#').next().unwrap_or_default();
    let member = |name: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    match (member("error"), member("code"), member("state").as_deref()) {
        (Some(error), ..) => Landing::Refused {
            error,
            description: member("error_description").unwrap_or_default(),
        },
        (None, Some(_), Some(STATE)) => Landing::Code,
        _ => Landing::Elsewhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URI: &str = "https://losby.example.no/callback";

    #[test]
    fn a_link_asks_for_exactly_what_the_client_may() {
        let client_id = ClientId::parse("abc").unwrap();
        let scopes = ["openid", "krr:user/kontaktinformasjon.read"];
        let link = address(Environment::Test, None, &client_id, URI, &scopes).unwrap();
        assert_eq!(
            link,
            "https://login.test.idporten.no/authorize?response_type=code&client_id=abc\
             &redirect_uri=https%3A%2F%2Flosby.example.no%2Fcallback\
             &scope=openid+krr%3Auser%2Fkontaktinformasjon.read&state=losen&nonce=losen\
             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
        );
    }

    #[test]
    fn there_is_nowhere_to_log_in_inside_the_page() {
        assert_eq!(
            address(
                Environment::Practice,
                None,
                &ClientId::parse("abc").unwrap(),
                URI,
                &[]
            ),
            None
        );
    }

    #[test]
    fn a_code_at_the_right_address_is_a_login() {
        assert_eq!(
            landing(&format!(" {URI}?code=x&state=losen "), &[URI]),
            Landing::Code
        );
        let refused = landing(
            &format!("{URI}?error=invalid_scope&error_description=Ukjent+scope&state=losen"),
            &[URI],
        );
        assert_eq!(
            refused,
            Landing::Refused {
                error: "invalid_scope".into(),
                description: "Ukjent scope".into()
            }
        );
    }

    #[test]
    fn anything_else_is_no_login() {
        for text in [
            "",
            URI,
            "https://example.no/callback?code=x&state=losen",
            "?code=x&state=losen",
        ] {
            assert_eq!(landing(text, &[URI]), Landing::Elsewhere, "{text}");
        }
        // Somebody else's login proves nothing of ours.
        assert_eq!(
            landing(&format!("{URI}?code=x&state=other"), &[URI]),
            Landing::Elsewhere
        );
    }
}
