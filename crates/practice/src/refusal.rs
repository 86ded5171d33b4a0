use serde_json::json;

use crate::http::HttpReply;
use crate::mint::Mint;

/// Why Maskinporten gives no token. The words are those of Digdir's troubleshooting page
/// (<https://docs.digdir.no/docs/Maskinporten/maskinporten_feilsoking>), code first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("Unsupported grant type")]
    UnsupportedGrantType,
    #[error("MP-011: Invalid assertion. Invalid parameter value")]
    BadParameter,
    #[error("MP-012: Validation of JWT Bearer grant failed. Grant is used before")]
    UsedBefore,
    #[error("MP-100: Invalid assertion. Client authentication failed. Client not found")]
    ClientNotFound,
    #[error("MP-100: Invalid assertion. Client authentication failed.")]
    AuthenticationFailed,
    #[error(
        "Invalid assertion. Client authentication failed. Invalid JWT. The client requires pre-registered jwk and no \
         key identifier (kid) provided"
    )]
    KeyRequired,
    #[error("MP-110: Invalid assertion. Client authentication failed. Invalid JWT claim aud")]
    BadAudience,
    #[error(
        "MP-120: Invalid assertion. Client authentication failed. The JWT is signed with an invalid certificate."
    )]
    BadCertificate,
    #[error("MP-121: Invalid assertion. Client authentication failed. Expired key")]
    ExpiredKey,
    #[error(
        "MP-122: Invalid assertion. Client authentication failed. Invalid organization number for client. Does not \
         match certificate orgno"
    )]
    ForeignCertificate,
    #[error("MP-123: Invalid assertion. Client authentication failed. Invalid JWT header x5c")]
    BadX5c,
    #[error("MP-124: Invalid assertion. Client authentication failed. Invalid JWT signature")]
    BadSignature,
    #[error("MP-130: Invalid assertion. Client authentication failed. JWT is expired")]
    Expired,
    #[error("Invalid assertion. Client authentication failed. Issue time is after now")]
    IssuedInFuture,
    #[error("Invalid assertion. Client authentication failed. Unknown key identifier (kid) for client")]
    UnknownKid,
    #[error("MP-200: Token request contains invalid scopes for client")]
    ScopeNotOnClient,
    #[error("MP-201: Token request contains scopes not allowed for maskinporten")]
    ScopeNotForMachines,
    #[error("Token contains scopes that require an end user authentication: {0}")]
    ScopeNeedsUser(String),
    #[error("MP-250: Consumer has not been granted access to the scope {0}")]
    ScopeNotGranted(String),
    #[error(
        "MP-251: Consumer {consumer} has not delegated access to the scope {scope} to supplier {supplier}"
    )]
    NotDelegated {
        consumer: String,
        scope: String,
        supplier: String,
    },
    #[error(
        "Validation of JWT claim failed: The combination consumer_org in claim and delegation scope on client is \
         invalid"
    )]
    DelegationToSelf,
    #[error("MP-301: Unknown authorization details type")]
    DetailsType,
    #[error("MP-302: Unknown fields in the authorization details")]
    DetailsFields,
    #[error("MP-303: Invalid authorization details values")]
    DetailsValues,
    #[error("MP-303: Fant ingen systembruker")]
    NoSystemUser,
}

impl Refusal {
    /// Status and OAuth error code. MP-250 and MP-251 are "forbidden" in the documentation and a 403; a report of
    /// 2026 has 400 and `invalid_scope` for MP-250. Clients must go by the text, and the newest sighting is used.
    fn kind(&self) -> (u16, &'static str) {
        match self {
            Self::UnsupportedGrantType => (400, "unsupported_grant_type"),
            Self::BadParameter
            | Self::DelegationToSelf
            | Self::DetailsType
            | Self::DetailsFields
            | Self::DetailsValues => (400, "invalid_request"),
            Self::NoSystemUser => (400, "invalid_altinn_customer_configuration"),
            Self::ScopeNotOnClient
            | Self::ScopeNotForMachines
            | Self::ScopeNeedsUser(_)
            | Self::ScopeNotGranted(_) => (400, "invalid_scope"),
            Self::NotDelegated { .. } => (403, "forbidden"),
            _ => (400, "invalid_grant"),
        }
    }

    pub fn reply(&self, mint: &mut Mint) -> HttpReply {
        let (status, error) = self.kind();
        let description = format!("{self} (correlation id: {})", mint.uuid());
        HttpReply::json(
            status,
            &json!({ "error": error, "error_description": description }),
        )
        .with("cache-control", "no-store")
    }
}
