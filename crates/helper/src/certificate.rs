//! What a certificate says about itself, and whether it can be used where it is meant to be used, found out before
//! anything is sent.

use losen_core::Timestamp;
use losen_core::model::Environment;
use losen_core::protocol::{CertificateInfo, Fault, code};
use x509_parser::oid_registry::{Oid, asn1_rs::oid};
use x509_parser::pem::Pem;
use x509_parser::prelude::{FromDer, X509Certificate, X509Name};
use x509_parser::public_key::{PublicKey, RSAPublicKey};

use crate::signer::chain;

/// The attribute in which certificates after SEID 2.0 keep `NTRNO-<organisation number>` (ETSI EN 319 412-1).
const ORGANIZATION_IDENTIFIER: Oid<'static> = oid!(2.5.4.97);
/// The attribute in which older enterprise certificates keep the bare number.
const SERIAL_NUMBER: Oid<'static> = oid!(2.5.4.5);

/// The name of every issuer that `losen practice` makes.
pub const PRACTICE_ISSUER: &str = "Losen practice CA";

/// What the key of a certificate may be used for, as far as a grant is concerned. The better, the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Usage {
    /// Neither signatures nor seals: an encryption certificate, or a certificate authority.
    NoSignature,
    /// Seals (`nonRepudiation`), which Maskinporten accepts but which are meant for documents.
    Seal,
    /// The certificate doesn't say.
    Unstated,
    /// Digital signatures, which is what authentication certificates are for.
    Signature,
}

/// A certificate that has been read.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// What is shown and sent to the extension.
    pub info: CertificateInfo,
    /// What its key is for.
    pub usage: Usage,
    /// The public key in PKCS#1.
    pub public_key: Vec<u8>,
    /// The modulus of an RSA key without leading zeros, to find the private key that belongs to it.
    pub modulus: Option<Vec<u8>>,
    /// The whole name of its holder.
    pub subject: String,
    /// The whole name of its issuer.
    pub issued_by: String,
    /// Its serial number, in hexadecimal.
    pub serial: String,
    /// Whether it is a certificate authority's.
    pub is_authority: bool,
    /// The size of its key, when that is an RSA key.
    pub rsa_bits: Option<usize>,
}

/// The bytes are no certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an X.509 certificate")]
pub struct NoCertificate;

/// Reads a certificate in DER.
pub fn read(der: &[u8]) -> Result<Certificate, NoCertificate> {
    let (_, certificate) = X509Certificate::from_der(der).map_err(|_| NoCertificate)?;
    let subject = certificate.subject();
    let rsa = match certificate.public_key().parsed() {
        Ok(PublicKey::RSA(key)) => Some(key),
        _ => None,
    };
    let orgno = attribute(subject, &ORGANIZATION_IDENTIFIER)
        .and_then(|text| text.strip_prefix("NTRNO-").map(str::to_owned))
        .or_else(|| attribute(subject, &SERIAL_NUMBER));
    let organisation = first(subject.iter_organization())
        .or_else(|| first(subject.iter_common_name()))
        .unwrap_or_else(|| subject.to_string());
    let issuer =
        first(certificate.issuer().iter_common_name()).unwrap_or_else(|| certificate.issuer().to_string());
    Ok(Certificate {
        info: CertificateInfo {
            organisation,
            orgno: orgno.unwrap_or_default(),
            issuer,
            not_before: Timestamp(certificate.validity().not_before.timestamp()),
            not_after: Timestamp(certificate.validity().not_after.timestamp()),
        },
        usage: usage(&certificate),
        public_key: certificate.public_key().subject_public_key.data.to_vec(),
        subject: subject.to_string(),
        issued_by: certificate.issuer().to_string(),
        serial: certificate.raw_serial_as_string(),
        is_authority: certificate.is_ca(),
        rsa_bits: rsa.as_ref().map(RSAPublicKey::key_size),
        modulus: rsa.map(|key| chain::without_sign(key.modulus).to_vec()),
    })
}

/// The certificates in a text of PEM blocks, or the one in DER; none when it is neither.
#[must_use]
pub fn all_in(data: &[u8]) -> Vec<Vec<u8>> {
    if read(data).is_ok() {
        return vec![data.to_vec()];
    }
    Pem::iter_from_buffer(data)
        .filter_map(Result::ok)
        .filter(|block| block.label == "CERTIFICATE")
        .map(|block| block.contents)
        .collect()
}

/// Whether it is an organisation's. A person's certificate has a serial number as well, and Maskinporten knows
/// organisations only.
#[must_use]
pub fn is_enterprise(info: &CertificateInfo) -> bool {
    info.orgno.len() == 9 && info.orgno.bytes().all(|byte| byte.is_ascii_digit())
}

/// Refuses a certificate that the environment would refuse, before any network.
pub fn preflight(info: &CertificateInfo, environment: Environment, now: Timestamp) -> Result<(), Fault> {
    if let Some(issued_for) = issued_for(&info.issuer)
        && issued_for != environment
    {
        let detail = format!(
            "issued by '{}' for {}, but the profile is for {}",
            info.issuer,
            issued_for.word(),
            environment.word()
        );
        return Err(Fault::new(code::CERTIFICATE_ENVIRONMENT, detail));
    }
    if !is_enterprise(info) {
        let detail = "the certificate has no organisation number, so it is no enterprise certificate";
        return Err(Fault::new(code::KEY_UNUSABLE, detail));
    }
    if now > info.not_after {
        let detail = format!("expired {}", crate::clock::rfc3339(info.not_after));
        return Err(Fault::new(code::CERTIFICATE_EXPIRED, detail));
    }
    if now < info.not_before {
        let detail = format!("valid from {}", crate::clock::rfc3339(info.not_before));
        return Err(Fault::new(code::CERTIFICATE_NOT_YET, detail));
    }
    Ok(())
}

/// The environment that an issuer makes certificates for. `None` for an issuer that is not known here: then
/// Maskinporten decides.
#[must_use]
pub fn issued_for(issuer: &str) -> Option<Environment> {
    if issuer == PRACTICE_ISSUER {
        return Some(Environment::Practice);
    }
    losen_core::keys::issued_for(issuer)
}

fn attribute(name: &X509Name<'_>, oid: &Oid<'_>) -> Option<String> {
    name.iter_by_oid(oid)
        .find_map(|attribute| attribute.as_str().ok().map(str::to_owned))
}

fn first<'a>(
    mut attributes: impl Iterator<Item = &'a x509_parser::x509::AttributeTypeAndValue<'a>>,
) -> Option<String> {
    attributes.find_map(|attribute| attribute.as_str().ok().map(str::to_owned))
}

fn usage(certificate: &X509Certificate<'_>) -> Usage {
    if certificate.is_ca() {
        return Usage::NoSignature;
    }
    match certificate.key_usage() {
        Ok(Some(usage)) if usage.value.digital_signature() => Usage::Signature,
        Ok(Some(usage)) if usage.value.non_repudiation() => Usage::Seal,
        Ok(Some(_)) | Err(_) => Usage::NoSignature,
        Ok(None) => Usage::Unstated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(issuer: &str) -> CertificateInfo {
        CertificateInfo {
            organisation: "Losby havnevesen".into(),
            orgno: "314330897".into(),
            issuer: issuer.into(),
            not_before: Timestamp(1_000),
            not_after: Timestamp(2_000),
        }
    }

    fn refusal(issuer: &str, environment: Environment, now: i64) -> Option<String> {
        preflight(&info(issuer), environment, Timestamp(now))
            .err()
            .map(|fault| fault.code)
    }

    #[test]
    fn a_certificate_goes_where_its_issuer_says_and_nowhere_else() {
        let issuers = [
            ("Buypass Class 3 Test4 CA G2 ST Business", Environment::Test),
            ("Commfides Legal Person - G3 - TEST", Environment::Test),
            ("Buypass Class 3 CA G2 ST Business", Environment::Prod),
            ("Commfides Enterprise-Norwegian SHA256 CA", Environment::Prod),
            (PRACTICE_ISSUER, Environment::Practice),
        ];
        for (issuer, home) in issuers {
            for environment in Environment::ALL {
                let expected = (environment != home).then(|| code::CERTIFICATE_ENVIRONMENT.to_owned());
                assert_eq!(
                    refusal(issuer, environment, 1_500),
                    expected,
                    "{issuer} in {environment:?}"
                );
            }
        }
    }

    #[test]
    fn an_issuer_that_is_not_known_is_left_to_maskinporten() {
        assert_eq!(refusal("Ny utsteder AS", Environment::Prod, 1_500), None);
    }

    #[test]
    fn validity_includes_its_first_and_last_second() {
        let at = |now| refusal(PRACTICE_ISSUER, Environment::Practice, now);
        assert_eq!(at(999).as_deref(), Some(code::CERTIFICATE_NOT_YET));
        assert_eq!((at(1_000), at(2_000)), (None, None));
        assert_eq!(at(2_001).as_deref(), Some(code::CERTIFICATE_EXPIRED));
    }

    #[test]
    fn bytes_that_are_no_certificate_are_refused() {
        assert_eq!(read(b"").unwrap_err(), NoCertificate);
        assert_eq!(read(b"-----BEGIN CERTIFICATE-----").unwrap_err(), NoCertificate);
    }
}
