use losen_core::api::ApiReply;
use losen_core::protocol::{Fault, WireSecret, code};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::Value;

/// What ID-porten gave for a code.
#[derive(Debug)]
pub struct Tokens {
    /// For KRR.
    pub access: SecretString,
    /// How long it was issued for, in seconds.
    pub lifetime: i64,
    /// What it is good for.
    pub scopes: Vec<String>,
    /// What the ID token says, when there is one.
    pub id_claims: Option<Value>,
}

#[derive(Deserialize)]
struct Granted {
    access_token: WireSecret,
    expires_in: i64,
    scope: Option<String>,
    id_token: Option<WireSecret>,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
    #[serde(default)]
    error_description: String,
}

/// The tokens in an answer of ID-porten's token endpoint, or why there are none. Nothing of a good answer is quoted.
pub fn read(reply: &ApiReply, asked: &[String]) -> Result<Tokens, Fault> {
    let nonsense = |what: &str| Fault::new(code::TOKEN_NONSENSE, format!("status {}: {what}", reply.status));
    if reply.status != 200 {
        let refused: Refused =
            serde_json::from_str(&reply.body).map_err(|_| nonsense("not ID-porten's JSON"))?;
        let words = format!("{}: {}", refused.error, refused.error_description);
        let printable: String = words.chars().filter(|c| !c.is_control()).take(500).collect();
        return Err(Fault::new(
            code::PROOF_LOGIN_REFUSED,
            printable.trim_end_matches([':', ' ']),
        ));
    }
    // The parser's own words could quote a token.
    let granted: Granted = serde_json::from_str(&reply.body).map_err(|_| nonsense("not a token response"))?;
    if !(1..=86_400).contains(&granted.expires_in) {
        return Err(nonsense("the lifetime is not between a second and a day"));
    }
    let scopes = granted
        .scope
        .map(|scope| scope.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    let id_claims = match &granted.id_token {
        Some(token) => Some(
            jsonwebtoken::dangerous::insecure_decode_claims(token.secret().expose_secret())
                .map_err(|_| nonsense("the ID token cannot be read"))?,
        ),
        None => None,
    };
    Ok(Tokens {
        access: granted.access_token.secret().clone(),
        lifetime: granted.expires_in,
        scopes: scopes.unwrap_or_else(|| asked.to_vec()),
        id_claims,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, body: &str) -> Result<Tokens, Fault> {
        let reply = ApiReply {
            status,
            headers: Vec::new(),
            body: body.to_owned(),
        };
        read(&reply, &["openid".to_owned()])
    }

    #[test]
    fn idportens_own_words_are_passed_on() {
        let fault = of(
            400,
            r#"{"error":"invalid_grant","error_description":"Invalid code (correlation id: 1)\n"}"#,
        )
        .unwrap_err();
        assert_eq!(fault.code, code::PROOF_LOGIN_REFUSED);
        assert_eq!(fault.detail, "invalid_grant: Invalid code (correlation id: 1)");
        assert_eq!(
            of(401, r#"{"error":"invalid_client"}"#).unwrap_err().detail,
            "invalid_client"
        );
    }

    #[test]
    fn an_answer_that_makes_no_sense_is_called_so_and_never_quoted() {
        for (status, body) in [
            (200, "<html>hemmelig"),
            (200, r#"{"access_token":"hemmelig"}"#),
            (200, r#"{"access_token":"hemmelig","expires_in":-1}"#),
            (
                200,
                r#"{"access_token":"hemmelig","expires_in":60,"id_token":"hemmelig"}"#,
            ),
            (302, ""),
            (502, "<html>"),
        ] {
            let fault = of(status, body).unwrap_err();
            assert_eq!(fault.code, code::TOKEN_NONSENSE, "{status} {body}");
            assert!(!fault.detail.contains("hemmelig"));
        }
    }

    #[test]
    fn what_was_asked_for_is_what_was_given_when_nothing_else_is_said() {
        let tokens = of(200, r#"{"access_token":"t","expires_in":60}"#).unwrap();
        assert_eq!(tokens.scopes, ["openid"]);
        assert_eq!(tokens.id_claims, None);
    }
}
