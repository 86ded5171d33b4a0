//! Whose a certificate is, and for which environment it was issued.

use x509_cert::Certificate;
use x509_cert::name::Name;

use super::{private, read};
use crate::Timestamp;
use crate::model::Environment;

/// The attribute in which certificates after SEID 2.0 keep `NTRNO-<organisation number>` (ETSI EN 319 412-1).
const ORGANIZATION_IDENTIFIER: &str = "2.5.4.97";
/// The attribute in which older enterprise certificates keep the bare number.
const SERIAL_NUMBER: &str = "2.5.4.5";
const ORGANIZATION: &str = "2.5.4.10";
const COMMON_NAME: &str = "2.5.4.3";

/// What a certificate says of itself, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The organisation that it was issued to.
    pub organisation: String,
    /// Its number; empty when the certificate has none.
    pub orgno: String,
    /// Who issued it.
    pub issuer: String,
    /// The environment that the issuer makes certificates for; `None` when that is not known.
    pub environment: Option<Environment>,
    /// When it ends.
    pub not_after: Timestamp,
}

/// Whose certificate a text is; `None` for anything else, and for whatever holds a private key.
#[must_use]
pub fn owner(text: &str) -> Option<Owner> {
    if private::find(text).is_some() {
        return None;
    }
    let certificate: Certificate = read::read(text).ok()?.certificate?;
    let body = certificate.tbs_certificate();
    let subject = body.subject();
    let numbered = attribute(subject, ORGANIZATION_IDENTIFIER)
        .and_then(|text| text.strip_prefix("NTRNO-").map(str::to_owned));
    let issuer = attribute(body.issuer(), COMMON_NAME).unwrap_or_else(|| body.issuer().to_string());
    let seconds = body.validity().not_after.to_unix_duration().as_secs();
    Some(Owner {
        organisation: attribute(subject, ORGANIZATION)
            .or_else(|| attribute(subject, COMMON_NAME))
            .unwrap_or_else(|| subject.to_string()),
        orgno: numbered
            .or_else(|| attribute(subject, SERIAL_NUMBER))
            .unwrap_or_default(),
        environment: issued_for(&issuer),
        issuer,
        not_after: Timestamp(i64::try_from(seconds).unwrap_or(i64::MAX)),
    })
}

/// The environment that an issuer makes certificates for. `None` for an issuer that is not known here: then
/// Maskinporten decides.
///
/// Buypass and Commfides are the two that Digdir accepts; both write "Test" into the names of their test issuers
/// ("Buypass Class 3 Test4 CA G2 ST Business", "Commfides Legal Person - G3 - TEST").
#[must_use]
pub fn issued_for(issuer: &str) -> Option<Environment> {
    let name = issuer.to_ascii_lowercase();
    if !name.contains("buypass") && !name.contains("commfides") {
        return None;
    }
    Some(if name.contains("test") {
        Environment::Test
    } else {
        Environment::Prod
    })
}

/// The first attribute of this kind, when it is text.
fn attribute(name: &Name, kind: &str) -> Option<String> {
    let found = name.iter().find(|attribute| attribute.oid.to_string() == kind)?;
    std::str::from_utf8(found.value.value()).ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_says_whose_it_is_and_when_it_ends() {
        let pem = include_str!("../../tests/rules/key/certificate-expired/fires/input.txt");
        let owner = owner(pem).unwrap();
        assert_eq!(
            (owner.organisation.as_str(), owner.orgno.as_str()),
            ("Eksempel", "")
        );
        assert_eq!((owner.issuer.as_str(), owner.environment), ("Eksempel", None));
        assert_eq!(owner.not_after, Timestamp(1_795_389_390));
    }

    #[test]
    fn an_enterprise_certificate_says_its_organisations_number_and_its_environment() {
        let owner = owner(include_str!(
            "../../tests/keys/enterprise_certificate_of_test/input.txt"
        ))
        .unwrap();
        assert_eq!(
            (owner.organisation.as_str(), owner.orgno.as_str()),
            ("Losby havnevesen", "314330897")
        );
        assert_eq!(owner.environment, Some(Environment::Test));
    }

    #[test]
    fn the_issuer_tells_the_environment() {
        for (issuer, environment) in [
            ("Buypass Class 3 Test4 CA G2 ST Business", Some(Environment::Test)),
            ("Buypass Class 3 CA G2 ST Business", Some(Environment::Prod)),
            ("Commfides Legal Person - G3 - TEST", Some(Environment::Test)),
            ("Eksempel", None),
        ] {
            assert_eq!(issued_for(issuer), environment, "{issuer}");
        }
    }

    #[test]
    fn what_is_no_certificate_has_no_owner() {
        assert_eq!(owner("{\"kty\":\"RSA\"}"), None);
    }
}
