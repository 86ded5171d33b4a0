use crate::model::{Endpoints, Environment};

/// ID-porten's addresses in one environment. Unlike Maskinporten's, its issuer has no slash at the end
/// (<https://docs.digdir.no/docs/idporten/oidc/oidc_func_wellknown>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdPorten {
    /// Who issues codes and tokens, and whom a client's assertion is for.
    pub issuer: String,
    /// Where a login begins.
    pub authorize: String,
    /// Where a code is exchanged.
    pub token: String,
}

impl IdPorten {
    /// Constants for test and production. The practice environment has its own below its address, so `practice` must be
    /// its endpoints; `None` without them.
    #[must_use]
    pub fn of(environment: Environment, practice: Option<&Endpoints>) -> Option<Self> {
        let digdir = |infix: &str| Self {
            issuer: format!("https://{infix}idporten.no"),
            authorize: format!("https://login.{infix}idporten.no/authorize"),
            token: format!("https://{infix}idporten.no/token"),
        };
        match environment {
            Environment::Test => Some(digdir("test.")),
            Environment::Prod => Some(digdir("")),
            Environment::Practice => {
                let issuer = format!("{}idporten", practice?.audience);
                Some(Self {
                    authorize: format!("{issuer}/authorize"),
                    token: format!("{issuer}/token"),
                    issuer,
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_environment_has_its_own_idporten() {
        let test = IdPorten::of(Environment::Test, None).unwrap();
        assert_eq!(test.issuer, "https://test.idporten.no");
        assert_eq!(test.authorize, "https://login.test.idporten.no/authorize");
        assert_eq!(test.token, "https://test.idporten.no/token");
        let prod = IdPorten::of(Environment::Prod, None).unwrap();
        assert_eq!(prod.token, "https://idporten.no/token");
        assert_eq!(IdPorten::of(Environment::Practice, None), None);
    }
}
