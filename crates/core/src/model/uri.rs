use fluent_uri::Uri;
use serde::{Deserialize, Serialize};

/// An absolute URI that a login may end at. Which ones a client may register depends on its application type and
/// environment; the rules `uri/…` decide that.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RedirectUri {
    text: String,
    scheme: String,
    host: Option<String>,
    port: Option<String>,
    path: String,
    has_fragment: bool,
    has_userinfo: bool,
}

/// Why a text is no absolute URI (RFC 3986).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an absolute URI (RFC 3986)")]
pub struct RedirectUriError;

impl RedirectUri {
    /// Reads a URI to the letter: runtime comparison is exact, so nothing is trimmed or normalised.
    pub fn parse(text: &str) -> Result<Self, RedirectUriError> {
        let uri = Uri::parse(text).map_err(|_| RedirectUriError)?;
        let authority = uri.authority();
        Ok(Self {
            text: text.to_owned(),
            scheme: uri.scheme().as_str().to_ascii_lowercase(),
            host: authority
                .map(|a| a.host().to_ascii_lowercase())
                .filter(|host| !host.is_empty()),
            port: authority
                .and_then(|a| a.port())
                .map(|port| port.as_str().to_owned()),
            path: uri.path().as_str().to_owned(),
            has_fragment: uri.fragment().is_some(),
            has_userinfo: authority.is_some_and(|a| a.userinfo().is_some()),
        })
    }

    /// The URI as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The scheme in lower case, without the colon.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The host in lower case; `None` when there is none.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// The port as written; `None` when the scheme's own is meant.
    #[must_use]
    pub fn port(&self) -> Option<&str> {
        self.port.as_deref()
    }

    /// The path, empty or beginning with a slash when there is a host.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether there is a `#`.
    #[must_use]
    pub fn has_fragment(&self) -> bool {
        self.has_fragment
    }

    /// Whether a name or password stands before the host.
    #[must_use]
    pub fn has_userinfo(&self) -> bool {
        self.has_userinfo
    }

    /// Whether the host is this machine: `localhost`, 127.0.0.0/8 or `[::1]`.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.host()
            .is_some_and(|host| host == "localhost" || host == "[::1]" || host.starts_with("127."))
    }

    /// Scheme, host and port together, which a front-channel logout URI must share with a redirect URI.
    #[must_use]
    pub fn origin(&self) -> (&str, Option<&str>, Option<&str>) {
        let default = match self.scheme.as_str() {
            "https" => Some("443"),
            "http" => Some("80"),
            _ => None,
        };
        (&self.scheme, self.host(), self.port().or(default))
    }
}

impl TryFrom<String> for RedirectUri {
    type Error = RedirectUriError;
    fn try_from(text: String) -> Result<Self, RedirectUriError> {
        Self::parse(&text)
    }
}

impl From<RedirectUri> for String {
    fn from(uri: RedirectUri) -> Self {
        uri.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_without_changing_the_text() {
        let uri = RedirectUri::parse("https://Minside.Eksempel.no/oauth2/callback").unwrap();
        assert_eq!(uri.as_str(), "https://Minside.Eksempel.no/oauth2/callback");
        assert_eq!(uri.origin(), ("https", Some("minside.eksempel.no"), Some("443")));
        assert!(!uri.is_local());
    }

    #[test]
    fn an_app_may_have_a_scheme_of_its_own_and_no_host() {
        let uri = RedirectUri::parse("com.example.app:/cb").unwrap();
        assert_eq!((uri.scheme(), uri.host()), ("com.example.app", None));
    }

    #[test]
    fn relative_and_broken_texts_are_refused() {
        for text in [
            "",
            "/callback",
            "minside.no/callback",
            "https://a b/",
            "https://*.no:*/x y",
        ] {
            assert!(RedirectUri::parse(text).is_err(), "{text}");
        }
    }
}
