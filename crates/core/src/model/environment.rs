use fluent_uri::Uri;
use serde::{Deserialize, Serialize};

/// Where a client lives. Test and production are separate registers that share nothing; practice is Losen's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// Losen's practice environment: in the page, or served by `losen practice` on loopback.
    Practice,
    /// Digdir's test environment.
    Test,
    /// Digdir's production environment.
    Prod,
}

/// The addresses of one environment. Constants for test and production; on loopback for practice.
///
/// None of them ends with a slash, except `audience`, whose slash is part of the value
/// (<https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_jwtgrant>).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoints {
    /// Self-service API, including `/api/v1`.
    pub api: String,
    /// Maskinporten's token endpoint.
    pub token: String,
    /// Maskinporten's issuer, which is the `aud` of a grant.
    pub audience: String,
    /// KRR's REST services, including `/rest`.
    pub krr: String,
    /// The self-service portal.
    pub portal: String,
}

/// Why a set of addresses cannot be the practice environment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointsError {
    /// The practice environment lives on loopback; this address does not.
    #[error("{field} of a practice profile must be http on 127.0.0.1 or [::1], not {value}")]
    NotLoopback {
        /// Which address.
        field: &'static str,
        /// What it was.
        value: String,
    },
}

impl Environment {
    /// All of them, from the harmless to the serious.
    pub const ALL: [Self; 3] = [Self::Practice, Self::Test, Self::Prod];

    /// The word that profiles, commands and the protocol use: `practice`, `test` or `prod`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Test => "test",
            Self::Prod => "prod",
        }
    }

    /// Reads [`Environment::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|environment| environment.word() == word)
    }

    /// Digdir's addresses, pinned here; `None` for practice, whose addresses come from its profile.
    #[must_use]
    pub fn endpoints(self) -> Option<Endpoints> {
        let of = |infix: &str| Endpoints {
            api: format!("https://api.{infix}samarbeid.digdir.no/api/v1"),
            token: format!("https://{infix}maskinporten.no/token"),
            audience: format!("https://{infix}maskinporten.no/"),
            krr: format!("https://{infix}kontaktregisteret.no/rest"),
            portal: format!("https://selvbetjening.{infix}samarbeid.digdir.no"),
        };
        match self {
            Self::Practice => None,
            Self::Test => Some(of("test.")),
            Self::Prod => Some(of("")),
        }
    }
}

impl Endpoints {
    /// Accepts addresses for practice only when every one of them is on this machine, so that a forged profile
    /// cannot send a grant anywhere.
    pub fn practice(self) -> Result<Self, EndpointsError> {
        let fields = [
            ("api", &self.api),
            ("token", &self.token),
            ("audience", &self.audience),
            ("krr", &self.krr),
            ("portal", &self.portal),
        ];
        for (field, value) in fields {
            if !is_loopback(value) {
                return Err(EndpointsError::NotLoopback {
                    field,
                    value: value.clone(),
                });
            }
        }
        Ok(self)
    }
}

fn is_loopback(address: &str) -> bool {
    let Ok(uri) = Uri::parse(address) else {
        return false;
    };
    let Some(authority) = uri.authority() else {
        return false;
    };
    uri.scheme().as_str() == "http"
        && authority.userinfo().is_none()
        && matches!(authority.host(), "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(base: &str) -> Endpoints {
        Endpoints {
            api: format!("{base}/api/v1"),
            token: format!("{base}/token"),
            audience: format!("{base}/"),
            krr: format!("{base}/rest"),
            portal: base.to_owned(),
        }
    }

    #[test]
    fn the_audience_keeps_its_slash() {
        assert_eq!(
            Environment::Test.endpoints().unwrap().audience,
            "https://test.maskinporten.no/"
        );
        assert_eq!(
            Environment::Prod.endpoints().unwrap().audience,
            "https://maskinporten.no/"
        );
    }

    #[test]
    fn test_and_production_share_no_address() {
        let test = Environment::Test.endpoints().unwrap();
        let prod = Environment::Prod.endpoints().unwrap();
        assert_eq!(test.api, "https://api.test.samarbeid.digdir.no/api/v1");
        assert_eq!(prod.api, "https://api.samarbeid.digdir.no/api/v1");
        assert!(
            [&test.token, &test.krr, &test.portal]
                .iter()
                .all(|address| address.contains("test."))
        );
        assert!(
            [&prod.token, &prod.krr, &prod.portal]
                .iter()
                .all(|address| !address.contains("test."))
        );
    }

    #[test]
    fn practice_stays_on_this_machine() {
        assert!(at("http://127.0.0.1:4711").practice().is_ok());
        assert!(at("http://[::1]:4711").practice().is_ok());
        for base in [
            "https://maskinporten.no",
            "http://127.0.0.1.example.no",
            "http://127.0.0.1@example.no",
            "http://localhost:1",
            "file:///etc",
        ] {
            assert!(at(base).practice().is_err(), "{base}");
        }
    }
}
