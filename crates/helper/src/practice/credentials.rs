use aws_lc_rs::rand::SecureRandom as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use losen_core::Timestamp;
use p12_keystore::{Certificate, KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256,
};
use secrecy::{ExposeSecret as _, SecretString};
use time::OffsetDateTime;

use crate::certificate::PRACTICE_ISSUER;

const DAY: i64 = 24 * 60 * 60;

/// Whether the practice certificate can be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Validity {
    /// From yesterday, for a year.
    #[default]
    Valid,
    /// Until yesterday.
    Expired,
    /// From tomorrow.
    NotYetValid,
}

/// Why the practice environment cannot start.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// Keys or certificates could not be made.
    #[error("the practice certificate could not be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The key file could not be made.
    #[error("the practice key file could not be made: {0}")]
    KeyFile(#[from] p12_keystore::error::Error),
    /// The system gave no random numbers.
    #[error("the system gave no random numbers")]
    NoRandomness,
    /// A folder or file could not be written.
    #[error("{path}: {source}")]
    Write {
        /// Which.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Which.
        address: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Practice stays on this machine.
    #[error("{0} is not a loopback address")]
    NotLoopback(std::net::SocketAddr),
    /// The file of faults cannot be read.
    #[error("{path}: {reason}")]
    Faults {
        /// Which.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// A certificate authority that lives as long as one practice environment.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// An enterprise certificate with its key, ready to be written to a file.
pub struct Credentials {
    /// The PKCS#12 file.
    pub pkcs12: Vec<u8>,
    /// What opens it.
    pub passphrase: SecretString,
}

impl Authority {
    /// Makes a key and a self-signed certificate.
    pub fn new(now: Timestamp) -> Result<Self, PracticeError> {
        let mut params = params(now.plus(-DAY), now.plus(400 * DAY));
        params
            .distinguished_name
            .push(DnType::CommonName, PRACTICE_ISSUER);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate_for(&PKCS_RSA_SHA256)?;
        Ok(Self {
            issuer: CertifiedIssuer::self_signed(params, key)?,
        })
    }

    /// The authority's own certificate in DER.
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        self.issuer.der()
    }

    /// An enterprise certificate as SEID 2.0 has them: the organisation's number in `organizationIdentifier`, and in
    /// `serialNumber` for older readers.
    pub fn enterprise(
        &self,
        organisation: &str,
        orgno: &str,
        validity: Validity,
        now: Timestamp,
    ) -> Result<Credentials, PracticeError> {
        let (from, to) = match validity {
            Validity::Valid => (now.plus(-DAY), now.plus(365 * DAY)),
            Validity::Expired => (now.plus(-365 * DAY), now.plus(-DAY)),
            Validity::NotYetValid => (now.plus(DAY), now.plus(365 * DAY)),
        };
        let mut params = params(from, to);
        let name = &mut params.distinguished_name;
        name.push(DnType::CountryName, "NO");
        name.push(DnType::OrganizationName, organisation);
        name.push(DnType::CustomDnType(vec![2, 5, 4, 97]), format!("NTRNO-{orgno}"));
        name.push(DnType::CustomDnType(vec![2, 5, 4, 5]), orgno);
        name.push(DnType::CommonName, organisation);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate_for(&PKCS_RSA_SHA256)?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        let passphrase = random_passphrase()?;
        let chain = [certificate.der(), self.issuer.der()]
            .into_iter()
            .map(|der| Certificate::from_der(der))
            .collect::<Result<Vec<_>, _>>()?;
        let entry = PrivateKeyChain::new("losen", PrivateKey::from_der(key.serialized_der())?, chain);
        let mut store = KeyStore::new();
        store.add_entry("losen", KeyStoreEntry::PrivateKeyChain(entry));
        // The passphrase lies beside the file, so many rounds would only cost time at every start.
        let pkcs12 = store
            .writer(passphrase.expose_secret())
            .encryption_iterations(2_048)
            .mac_iterations(2_048)
            .write()?;
        Ok(Credentials { pkcs12, passphrase })
    }
}

fn params(from: Timestamp, to: Timestamp) -> CertificateParams {
    let moment =
        |at: Timestamp| OffsetDateTime::from_unix_timestamp(at.0).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.not_before = moment(from);
    params.not_after = moment(to);
    params
}

fn random_passphrase() -> Result<SecretString, PracticeError> {
    let mut bytes = [0_u8; 18];
    aws_lc_rs::rand::SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| PracticeError::NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}
