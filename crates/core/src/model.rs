//! The things that Digdir's API and portal speak of, each parsed once and valid from then on.

mod access;
mod body;
mod client_id;
mod environment;
mod finding;
mod kid;
mod orgno;
mod path_id;
mod plan;
mod scope;
mod scope_body;
mod time;
mod uri;
mod vocabulary;

pub use access::{Access, Prefix};
pub use client_id::{ClientId, ClientIdError};
pub use environment::{Endpoints, EndpointsError, Environment};
pub use finding::{Finding, Severity};
pub use kid::{Kid, KidError};
pub use orgno::{OrgNo, OrgNoError};
pub use plan::Plan;
pub use scope::{Scope, ScopeError, ScopeFamily};
pub use scope_body::ScopeBody;
pub use time::Timestamp;
pub use uri::{RedirectUri, RedirectUriError};
pub use vocabulary::{ApplicationType, AuthMethod, GrantType, IntegrationType};
