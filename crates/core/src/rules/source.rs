//! The pages that rules come from.

/// Which combinations of types, methods, grants and scopes work.
pub(super) const CLIENTREG: &str = "https://docs.digdir.no/docs/idporten/oidc/oidc_func_clientreg";
/// The self-service API.
pub(super) const API: &str = "https://docs.digdir.no/docs/idporten/oidc/oidc_api_admin";
/// Scopes and which client types may have them.
pub(super) const SCOPE: &str = "https://docs.digdir.no/docs/idporten/oidc/oidc_protocol_scope";
/// KRR's guide to creating a client.
pub(super) const KRR_CLIENT: &str = "https://docs.digdir.no/docs/Kontaktregisteret/krr_opprette_klient";
/// KRR's scopes.
pub(super) const KRR_SCOPES: &str = "https://docs.digdir.no/docs/Kontaktregisteret/krr_scopes";
/// Apps that log users in.
pub(super) const NATIVE: &str = "https://docs.digdir.no/docs/idporten/oidc/oidc_auth_sbs";
/// Single-page applications that log users in.
pub(super) const BROWSER: &str = "https://docs.digdir.no/docs/idporten/oidc/oidc_auth_spa";
/// Maskinporten through the self-service API.
pub(super) const MASKINPORTEN: &str =
    "https://docs.digdir.no/docs/Maskinporten/maskinporten_sjolvbetjening_api";
/// Suppliers and on-behalf-of.
pub(super) const SUPPLIER: &str = "https://docs.digdir.no/docs/idporten/oidc/oidc_api_admin_leverand%C3%B8r";
/// Single sign-on switched off.
pub(super) const NO_SSO: &str = "https://docs.digdir.no/docs/idporten/oidc/oidc_func_nosso";
