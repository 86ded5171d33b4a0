use serde::{Deserialize, Serialize};

/// What a client that users log in with can be proven with: the scopes that it asks for, and nothing else that can be
/// chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserProof {
    /// The user's own contact details in KRR.
    KrrUserContact,
    /// The user's own digital mailbox in KRR.
    KrrUserMailbox,
    /// The login alone.
    Login,
}

/// How a client proved who it is when it exchanged a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authenticated {
    /// With the organisation's enterprise certificate (`private_key_jwt` with `x5c`).
    Certificate,
    /// With a key that is registered on it (`private_key_jwt` with `kid`).
    Key,
    /// With its secret.
    Secret,
    /// Not at all: a public client, which has PKCE alone.
    Public,
}

impl UserProof {
    /// All of them, those that prove most first.
    pub const ALL: [Self; 3] = [Self::KrrUserContact, Self::KrrUserMailbox, Self::Login];

    /// The word of the protocol and the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::KrrUserContact => "krr-user-contact",
            Self::KrrUserMailbox => "krr-user-mailbox",
            Self::Login => "login",
        }
    }

    /// What is asked for, as far as the client has it.
    #[must_use]
    pub fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::KrrUserContact => &["openid", "profile", "krr:user/kontaktinformasjon.read"],
            Self::KrrUserMailbox => &["openid", "profile", "krr:user/digitalpost.read"],
            Self::Login => &["openid", "profile"],
        }
    }

    /// Whether KRR is asked for the one who logged in.
    #[must_use]
    pub fn reads_krr(self) -> bool {
        self != Self::Login
    }

    /// The proof that shows most of a client with these scopes.
    #[must_use]
    pub fn best(registered: &[&str]) -> Self {
        Self::ALL
            .into_iter()
            .find(|proof| proof.scopes().iter().all(|scope| registered.contains(scope)))
            .unwrap_or(Self::Login)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_proven_by_what_it_has() {
        let contact = ["openid", "profile", "krr:user/kontaktinformasjon.read"];
        assert_eq!(UserProof::best(&contact), UserProof::KrrUserContact);
        let mailbox = ["krr:user/digitalpost.read", "profile", "openid"];
        assert_eq!(UserProof::best(&mailbox), UserProof::KrrUserMailbox);
        assert_eq!(UserProof::best(&["openid", "nav:noe"]), UserProof::Login);
    }

    #[test]
    fn nothing_is_ever_changed_by_a_proof() {
        for proof in UserProof::ALL {
            assert!(!proof.scopes().iter().any(|scope| scope.ends_with(".write")));
        }
    }
}
