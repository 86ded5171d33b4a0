//! Which environment an address or an issuer belongs to, and which addresses are no longer, or never were, the API's.

use crate::model::Environment;

/// Issuers and hosts that were closed between 2023 and 2025; old guides still name them.
const RETIRED: &[&str] = &["ver2.maskinporten.no", "krr.digdir.no", "krr-ver2.digdir.no"];

/// The host of an address, in lower case; the address itself when it has no scheme.
pub(super) fn host(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default().to_lowercase()
}

/// The environment that an address at Digdir belongs to.
pub(super) fn environment(address: &str) -> Option<Environment> {
    let host = host(address);
    let is = |name: &str| host == name || host.ends_with(&format!(".{name}"));
    let test = [
        "test.samarbeid.digdir.no",
        "test.maskinporten.no",
        "test.kontaktregisteret.no",
        "test.idporten.no",
        "test.ansattporten.no",
    ];
    let prod = [
        "samarbeid.digdir.no",
        "maskinporten.no",
        "kontaktregisteret.no",
        "idporten.no",
        "ansattporten.no",
    ];
    if test.iter().any(|name| is(name)) {
        Some(Environment::Test)
    } else if prod.iter().any(|name| is(name)) && !is("ver2.maskinporten.no") && !is("sky.maskinporten.no") {
        Some(Environment::Prod)
    } else {
        None
    }
}

pub(super) fn is_retired(address: &str) -> bool {
    let host = host(address);
    // Difi's servers had several generations (ver1, ver2, yt2), of which old guides may name any.
    let difis = host.ends_with(".difi.no") && (host.starts_with("oidc") || host.starts_with("integrasjon"));
    difis || RETIRED.contains(&host.as_str())
}

/// Whether an address of Digdir's begins with `http:`. Digdir answers only with TLS.
pub(super) fn is_unencrypted(address: &str) -> bool {
    address.starts_with("http://") && environment(address).is_some()
}

/// Whether an address is neither Digdir's nor a practice environment's: an API that only takes Maskinporten's tokens, or
/// somebody else's service. `practice` when the environment is known to be one to practise in, wherever it runs.
pub(super) fn is_foreign(address: &str, practice: bool) -> bool {
    let host = host(address);
    let digdirs = ["digdir.no", "difi.no", "digdir.dev", "maskinporten.dev"];
    let is = |name: &str| host == name || host.ends_with(&format!(".{name}"));
    let here = host == "localhost" || host.starts_with("127.") || host == "[" || host.is_empty();
    let a_host = address.contains("://") && host.contains('.');
    a_host
        && !practice
        && !here
        && environment(address).is_none()
        && !is_maskinporten(address)
        && !digdirs.iter().any(|name| is(name))
}

/// The portal has had several host names; all of them answer web pages.
pub(super) fn is_portal(address: &str) -> bool {
    let host = host(address);
    ["selvbetjening", "sjolvbetjening", "minside-samarbeid"]
        .iter()
        .any(|name| host.starts_with(name))
        || host == "samarbeid.digdir.no"
}

pub(super) fn is_maskinporten(issuer: &str) -> bool {
    let host = host(issuer);
    host == "maskinporten.no" || host.ends_with(".maskinporten.no")
}

/// ID-porten and Ansattporten. The practice environment has everything at one host, and ID-porten in a folder of it.
pub(super) fn is_login(issuer: &str, practice: bool) -> bool {
    let host = host(issuer);
    let is = |name: &str| host == name || host.ends_with(&format!(".{name}"));
    is("idporten.no") || is("ansattporten.no") || practice && issuer.ends_with("/idporten")
}

/// Maskinporten's token endpoint, which answers in its own way.
pub(super) fn is_token_endpoint(address: &str) -> bool {
    is_maskinporten(address) && address.trim_end_matches('/').ends_with("/token")
}

/// ID-porten's and Ansattporten's token endpoint, where a code is exchanged.
pub(super) fn is_login_endpoint(address: &str) -> bool {
    let address = address.trim_end_matches('/');
    address.ends_with("/idporten/token") || is_login(address, false) && address.ends_with("/token")
}

/// An address at the API's host that does not follow today's form: another prefix, or a slash at the end.
pub(super) fn is_wrong_path(address: &str) -> bool {
    let host = host(address);
    if !host.starts_with("api.") || !host.ends_with("samarbeid.digdir.no") {
        return false;
    }
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let known = ["api/v1/", "api/v2/clients/", "external/api/v1/"];
    path.ends_with('/') || !known.iter().any(|prefix| path.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_and_production_are_told_apart() {
        for (address, expected) in [
            (
                "https://api.test.samarbeid.digdir.no/api/v1/clients",
                Some(Environment::Test),
            ),
            ("https://api.samarbeid.digdir.no/api/v1", Some(Environment::Prod)),
            ("https://test.maskinporten.no/", Some(Environment::Test)),
            ("https://maskinporten.no/", Some(Environment::Prod)),
            ("https://maskinporten.no.example.org/", None),
            ("https://ver2.maskinporten.no/", None),
            ("http://127.0.0.1:4000/api/v1", None),
        ] {
            assert_eq!(environment(address), expected, "{address}");
        }
    }

    #[test]
    fn the_forms_of_an_address_are_told_apart() {
        assert!(is_wrong_path("https://api.samarbeid.digdir.no/clients"));
        assert!(is_wrong_path("https://api.samarbeid.digdir.no/api/v1/clients/"));
        assert!(!is_wrong_path(
            "https://api.samarbeid.digdir.no/api/v1/clients?inactive=true"
        ));
        assert!(!is_wrong_path("http://127.0.0.1:4000/clients"));
        assert!(is_portal(
            "https://sjolvbetjening.test.samarbeid.digdir.no/clients"
        ));
        assert!(!is_portal("https://api.samarbeid.digdir.no/api/v1"));
        assert!(is_login_endpoint("https://test.idporten.no/token"));
        assert!(is_login_endpoint("http://127.0.0.1:4000/idporten/token"));
        assert!(!is_login_endpoint("https://test.maskinporten.no/token"));
        for host in [
            "integrasjon",
            "integrasjon-ver2",
            "integrasjon-yt2",
            "oidc",
            "oidc-ver1",
        ] {
            assert!(is_retired(&format!("https://{host}.difi.no/clients/")), "{host}");
        }
        assert!(!is_retired("https://www.difi.no/"));
    }
}
