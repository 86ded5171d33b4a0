//! The closed sets of words in a client registration, spelled as the API spells them
//! (`AddClientRequest` of the self-service API).

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// Every member, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The words of [`Self::ALL`], in the same order.
            pub const WORDS: &[&'static str] = &[$($word),+];

            /// The word as the API spells it.
            #[must_use]
            pub fn word(self) -> &'static str { match self { $(Self::$variant => $word),+ } }

            /// Reads the API's word, to the letter.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> { match word { $($word => Some(Self::$variant),)+ _ => None } }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.word()) }
        }
    };
}

words! {
    /// Which shared service the client is for. Can never be changed after creation.
    IntegrationType {
        /// Login through ID-porten.
        Idporten = "idporten",
        /// Login through ID-porten and a token for an API on the user's behalf.
        ApiKlient = "api_klient",
        /// Machine to machine.
        Maskinporten = "maskinporten",
        /// Machine lookup in the contact register.
        Krr = "krr",
        /// Login on behalf of an organisation.
        Ansattporten = "ansattporten",
        /// Administered by Digdir.
        Eformidling = "eformidling",
        /// Administered by Digdir.
        IdportenSaml2 = "idporten_saml2",
    }
}

words! {
    /// Where the client's code runs.
    ApplicationType {
        /// On a server that can keep a key.
        Web = "web",
        /// In a browser.
        Browser = "browser",
        /// In an app.
        Native = "native",
    }
}

words! {
    /// How the client proves who it is at the token endpoint.
    AuthMethod {
        /// With a signed assertion.
        PrivateKeyJwt = "private_key_jwt",
        /// With a secret in the form body.
        ClientSecretPost = "client_secret_post",
        /// With a secret in the Authorization header.
        ClientSecretBasic = "client_secret_basic",
        /// Not at all: a public client.
        None = "none",
    }
}

words! {
    /// What the client may exchange for a token.
    GrantType {
        /// A code from a login.
        AuthorizationCode = "authorization_code",
        /// A refresh token.
        RefreshToken = "refresh_token",
        /// A signed grant.
        JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer",
        /// Deprecated by Digdir.
        Implicit = "implicit",
    }
}
