//! The keys that are open, and for how long.

use losen_core::Timestamp;
use losen_core::grant::Grant;
use losen_core::model::Environment;
use losen_core::protocol::{CertificateInfo, Fault, ProfileInfo, code};
use secrecy::SecretString;

use super::Helper;
use crate::profile::{PassphraseSource, Profile, ProfileError};
use crate::signer::found::Found;
use crate::signer::{self, Identity, Signer};
use crate::{certificate, unlock};

/// A key that nobody has used for this long is forgotten. Seconds.
const IDLE: i64 = 600;

pub(super) struct Unlocked {
    signer: Box<dyn Signer>,
    last_used: Timestamp,
    /// What the profile said when the key was opened.
    profile: Profile,
}

impl Helper<'_> {
    /// Makes the profile's key ready, and refuses it when its certificate cannot work. Returns the certificate.
    pub fn unlock(&mut self, profile: &Profile) -> Result<Option<CertificateInfo>, Fault> {
        let now = (self.clock)();
        self.forget_changed(profile);
        let is_new = !self.unlocked.contains_key(&profile.name);
        if is_new {
            let opened = unlock::open(profile, self.prompt, self.language, now)?;
            self.adopt(profile, opened.signer);
        }
        let signer = self.signer(profile)?;
        let certificate = signer.certificate().cloned();
        // A registered key works whatever became of the certificate that it once came with.
        let by_certificate = matches!(signer.identity(), Identity::Chain(_));
        if let Some(certificate) = certificate.as_ref().filter(|_| by_certificate) {
            certificate::preflight(certificate, profile.environment, now)?;
            // Once for each time that the key is opened; the extension and `losen doctor` look for themselves.
            if let Some(ending) = certificate.ending(now).filter(|_| is_new) {
                self.notices.push(ending.message());
            }
        }
        Ok(certificate)
    }

    /// Takes a key that is open already.
    pub fn adopt(&mut self, profile: &Profile, signer: Box<dyn Signer>) {
        self.tokens.retain(|(name, _), _| *name != profile.name);
        let unlocked = Unlocked {
            signer,
            last_used: (self.clock)(),
            profile: profile.clone(),
        };
        self.unlocked.insert(profile.name.clone(), unlocked);
    }

    pub(super) fn signer(&mut self, profile: &Profile) -> Result<&dyn Signer, Fault> {
        let now = (self.clock)();
        let unlocked = self
            .unlocked
            .get_mut(&profile.name)
            .ok_or_else(|| Fault::new(code::INTERNAL, "the key is not open"))?;
        unlocked.last_used = now;
        Ok(unlocked.signer.as_ref())
    }

    /// Signs a grant. A key that cannot sign any more, such as a card that was taken out, is closed: the next request
    /// begins by looking for it.
    pub(super) fn signed(&mut self, profile: &Profile, grant: &Grant) -> Result<SecretString, Fault> {
        let signed = signer::sign(grant, self.signer(profile)?);
        if signed.is_err() {
            self.unlocked.remove(&profile.name);
        }
        Ok(signed?)
    }

    /// The certificate of a key that is open.
    pub(super) fn open_certificate(&self, profile: &Profile) -> Option<&CertificateInfo> {
        self.unlocked
            .get(&profile.name)
            .and_then(|key| key.signer.certificate())
    }

    pub(super) fn describe(&mut self, profile: &Profile) -> ProfileInfo {
        self.forget_changed(profile);
        let silent = matches!(profile.passphrase, PassphraseSource::File(_)) && !profile.key.is_token();
        let problem = if silent || self.unlocked.contains_key(&profile.name) {
            self.unlock(profile).err()
        } else {
            // Opening would ask the user; that the key is there can be seen without.
            Found::glance(profile).err().map(Fault::from)
        };
        ProfileInfo {
            name: profile.name.clone(),
            environment: profile.environment,
            client_id: profile.client_id.as_str().to_owned(),
            certificate: self.open_certificate(profile).cloned(),
            endpoints: (profile.environment == Environment::Practice).then(|| profile.endpoints.clone()),
            problem,
        }
    }

    /// A profile that has been written anew since its key was opened has another key, and its tokens are another's.
    pub(super) fn forget_changed(&mut self, profile: &Profile) {
        if self
            .unlocked
            .get(&profile.name)
            .is_some_and(|unlocked| unlocked.profile != *profile)
        {
            self.unlocked.remove(&profile.name);
            self.tokens.retain(|(name, _), _| *name != profile.name);
        }
    }

    /// Closes what nobody has used for a while: the key is wiped, and the session with a card ends.
    pub fn forget_idle_keys(&mut self) {
        let now = (self.clock)();
        self.unlocked
            .retain(|_, unlocked| now < unlocked.last_used.plus(IDLE));
    }
}

/// A profile whose file is wrong is listed all the same, or else nobody would know why it is missing.
pub(super) fn broken(name: String, error: ProfileError) -> ProfileInfo {
    let environment = match &error {
        ProfileError::Invalid { environment, .. } => *environment,
        ProfileError::Unknown(_) => None,
    };
    ProfileInfo {
        name,
        // It cannot be used anyway; practice is the harmless one to be taken for.
        environment: environment.unwrap_or(Environment::Practice),
        client_id: String::new(),
        certificate: None,
        endpoints: None,
        problem: Some(error.into()),
    }
}
