use super::concrete;
use crate::model::RedirectUri;

/// What the address says that a login ended at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Landing {
    /// The user was logged in and sent back with a code.
    Code(Landed),
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

/// A login that ended well.
#[derive(Clone, PartialEq, Eq)]
pub struct Landed {
    /// Good for a token, once and for a short while.
    pub code: String,
    /// What the login was begun with.
    pub state: String,
    /// Who says that it issued the code.
    pub issuer: Option<String>,
}

impl std::fmt::Debug for Landed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Landed({})", self.state)
    }
}

/// Reads the address that a login ended at.
#[must_use]
pub fn landing(text: &str, redirect_uris: &[&str]) -> Landing {
    let text = text.trim();
    let Some((place, query)) = text.split_once('?') else {
        return Landing::Elsewhere;
    };
    let ends_there = |uri: &&str| concrete(uri).split('?').next() == Some(place);
    if RedirectUri::parse(text).is_err() || !redirect_uris.iter().any(ends_there) {
        return Landing::Elsewhere;
    }
    let query = query.split('#').next().unwrap_or_default();
    let member = |name: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.into_owned())
    };
    match (member("error"), member("code"), member("state")) {
        (Some(error), ..) => Landing::Refused {
            error,
            description: member("error_description").unwrap_or_default(),
        },
        (None, Some(code), Some(state)) => Landing::Code(Landed {
            code,
            state,
            issuer: member("iss"),
        }),
        _ => Landing::Elsewhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URI: &str = "https://losby.example.no/callback";

    #[test]
    fn a_code_at_the_right_address_is_a_login() {
        let landed = Landed {
            code: "x".into(),
            state: "s".into(),
            issuer: Some("https://test.idporten.no".into()),
        };
        let address = format!(" {URI}?code=x&state=s&iss=https%3A%2F%2Ftest.idporten.no#_=_ ");
        assert_eq!(landing(&address, &[URI]), Landing::Code(landed));
        let app = "http://127.0.0.1:49152/cb?code=x&state=s";
        assert!(matches!(
            landing(app, &["http://127.0.0.1:0/cb"]),
            Landing::Code(_)
        ));
        let refused = landing(
            &format!("{URI}?error=invalid_scope&error_description=Ukjent+scope&state=s"),
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
            "https://example.no/callback?code=x&state=s",
            "?code=x&state=s",
            "https://losby.example.no/callback?code=x",
            "https://losby.example.no/callback?code=&state=s",
        ] {
            assert_eq!(landing(text, &[URI]), Landing::Elsewhere, "{text}");
        }
    }

    #[test]
    fn a_code_is_not_printed() {
        let Landing::Code(landed) = landing(&format!("{URI}?code=hemmelig&state=s"), &[URI]) else {
            panic!("no code")
        };
        assert!(!format!("{landed:?}").contains("hemmelig"));
    }
}
