use serde::{Deserialize, Serialize};

/// The name of a scope, such as `krr:global/kontaktinformasjon.read`: no white space, no control character, no comma.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope(String);

/// Why a text is no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    /// Nothing there.
    #[error("a scope cannot be empty")]
    Empty,
    /// White space, a comma, a quote or a control character, which means that several scopes or other text came along.
    #[error("a scope has no white space, comma, quote or control character")]
    BadCharacter,
}

/// What kind of access a scope is about, as far as its name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeFamily {
    /// `openid` and `profile`.
    Login,
    /// `krr:global/…`: lookups of anyone, by a machine.
    KrrGlobal,
    /// `krr:user/…`: the logged-in user's own data.
    KrrUser,
    /// `idporten:dcr…` and `idporten:scopes…`: administration, handed out by Digdir.
    Administration,
    /// Any other API.
    Other,
}

impl Scope {
    /// Reads a name to the letter: nothing is trimmed, because the server compares to the letter.
    pub fn parse(text: &str) -> Result<Self, ScopeError> {
        if text.is_empty() {
            return Err(ScopeError::Empty);
        }
        let bad = |c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | '"' | '\\');
        if text.contains(bad) {
            Err(ScopeError::BadCharacter)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the first colon, which Digdir hands out to an API provider; `openid` has none.
    #[must_use]
    pub fn prefix(&self) -> Option<&str> {
        self.0.split_once(':').map(|(prefix, _)| prefix)
    }

    /// The family, from the name alone.
    #[must_use]
    pub fn family(&self) -> ScopeFamily {
        match self.as_str() {
            "openid" | "profile" => ScopeFamily::Login,
            name if name.starts_with("krr:global/") => ScopeFamily::KrrGlobal,
            name if name.starts_with("krr:user/") => ScopeFamily::KrrUser,
            name if name.starts_with("idporten:dcr") || name.starts_with("idporten:scopes") => {
                ScopeFamily::Administration
            }
            _ => ScopeFamily::Other,
        }
    }
}

impl TryFrom<String> for Scope {
    type Error = ScopeError;
    fn try_from(text: String) -> Result<Self, ScopeError> {
        Self::parse(&text)
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.0
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_to_the_letter() {
        for name in [
            "openid",
            "krr:global/kontaktinformasjon.read",
            "move/dpo.read",
            "ks:fiks&co",
            "skatt:æøå",
        ] {
            assert_eq!(Scope::parse(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn lists_and_stray_text_are_no_name() {
        assert_eq!(Scope::parse(""), Err(ScopeError::Empty));
        for text in ["a b", "a,b", " a", "a\n", "\"a\"", "a\u{a0}b"] {
            assert_eq!(Scope::parse(text), Err(ScopeError::BadCharacter), "{text:?}");
        }
    }
}
