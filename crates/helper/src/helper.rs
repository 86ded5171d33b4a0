//! What the helper can do, for the extension and the command line alike: tell which profiles there are, and get a
//! token for one class of operations.

use std::collections::HashMap;

use losen_core::Timestamp;
use losen_core::grant::{Grant, Operation, Proof};
use losen_core::model::{ClientId, Environment};
use losen_core::protocol::{Answer, CertificateInfo, Fault, ProfileInfo, code};
use losen_core::text::{Language, Message};
use secrecy::{ExposeSecret, SecretString};

use crate::audit::{Audit, Event, GRANTED};
use crate::certificate;
use crate::folders::Folders;
use crate::http::Http;
use crate::policy::Policy;
use crate::profile::{self, PassphraseSource, Profile, ProfileError};
use crate::prompt::Prompt;
use crate::proof;
use crate::signer::key_file::KeyFile;
use crate::signer::{Identity, Signer};
use crate::token::{self, Token};

/// A key that nobody has used for this long is forgotten. Seconds.
const IDLE: i64 = 600;

/// A running helper: unlocked keys and read tokens, in memory only.
pub struct Helper<'a> {
    folders: Folders,
    language: Language,
    prompt: &'a dyn Prompt,
    clock: fn() -> Timestamp,
    unlocked: HashMap<String, Unlocked>,
    tokens: HashMap<(String, Operation), Token>,
}

struct Unlocked {
    signer: Box<dyn Signer>,
    last_used: Timestamp,
    /// What the profile said when the key was opened.
    profile: Profile,
}

impl<'a> Helper<'a> {
    /// Nothing is read yet.
    pub fn new(
        folders: Folders,
        language: Language,
        prompt: &'a dyn Prompt,
        clock: fn() -> Timestamp,
    ) -> Self {
        Self {
            folders,
            language,
            prompt,
            clock,
            unlocked: HashMap::new(),
            tokens: HashMap::new(),
        }
    }

    /// Where things are kept.
    #[must_use]
    pub fn folders(&self) -> &Folders {
        &self.folders
    }

    /// Every profile and whether it can be used. Asks nobody for anything.
    pub fn profiles(&mut self) -> Vec<ProfileInfo> {
        self.forget_idle_keys();
        profile::all(&self.folders)
            .into_iter()
            .map(|(name, profile)| match profile {
                Ok(profile) => self.describe(&profile),
                Err(error) => broken(name, error),
            })
            .collect()
    }

    /// A profile by its name.
    pub fn profile(&self, name: &str) -> Result<Profile, Fault> {
        Ok(profile::load(&self.folders, name)?)
    }

    /// A token for one class of operations. Read tokens are kept until they grow stale; a write token is handed out
    /// once and forgotten.
    pub fn token(&mut self, name: &str, operation: Operation) -> Result<Token, Fault> {
        self.forget_idle_keys();
        let profile = self.profile(name)?;
        let now = (self.clock)();
        self.forget_changed(&profile);
        let slot = (profile.name.clone(), operation);
        if let Some(token) = self.tokens.get(&slot).filter(|token| token.is_fresh(now)) {
            return Ok(token.clone());
        }
        self.tokens.remove(&slot);
        let grant = self.admit(&profile, operation)?;
        let http = Http::to(profile.environment, profile.endpoints.clone());
        let bought = token::buy(&http, &grant, self.signer(&profile)?)?;
        let token = Token {
            secret: bought.secret,
            expires_at: grant.issued_at.plus(bought.lifetime),
            lifetime: bought.lifetime,
            operation,
        };
        if !operation.writes() {
            self.tokens.insert(slot, token.clone());
        }
        Ok(token)
    }

    /// Proof that a new client works: a token as that client, with the profile's certificate, and a lookup of the test
    /// person with it. The token is used here and goes no further.
    pub fn prove(&mut self, name: &str, client_id: &ClientId, proof: Proof) -> Result<Answer, Fault> {
        let profile = self.profile(name)?;
        self.unlock(&profile)?;
        let now = (self.clock)();
        let grant = proof::grant(&profile, self.signer(&profile)?, client_id, proof, now)?;
        self.record(&profile, &grant, false)?;
        let http = Http::to(profile.environment, profile.endpoints.clone());
        proof::prove(&http, &profile, self.signer(&profile)?, grant)
    }

    /// Proof that a key of a client works: a token signed with it. The token is dropped.
    pub fn prove_key(
        &mut self,
        profile: &Profile,
        client_id: &ClientId,
        scope: &str,
        signer: &dyn Signer,
    ) -> Result<(), Fault> {
        let grant = token::grant_for(profile, client_id, scope, (self.clock)())?;
        self.record(profile, &grant, false)?;
        let http = Http::to(profile.environment, profile.endpoints.clone());
        token::buy(&http, &grant, signer).map(|_| ())
    }

    /// A signed grant, for those who want to send it themselves.
    pub fn grant(&mut self, name: &str, operation: Operation) -> Result<(Grant, SecretString), Fault> {
        let profile = self.profile(name)?;
        let grant = self.admit(&profile, operation)?;
        let signed = crate::signer::sign(&grant, self.signer(&profile)?)?;
        Ok((grant, signed))
    }

    /// A grant that may be signed: the key is open, policy has nothing against it, production has been confirmed, and
    /// it stands in the record.
    fn admit(&mut self, profile: &Profile, operation: Operation) -> Result<Grant, Fault> {
        self.unlock(profile)?;
        if profile.environment == Environment::Prod && operation.writes() {
            // Nobody is asked about what will be refused anyway.
            if let Ok(audit) = Audit::open(&self.folders.state) {
                let policy = Policy::load(&self.folders)?;
                policy.allows(profile.environment, true, &audit, (self.clock)())?;
            }
            self.confirm(profile, operation)?;
        }
        // The user may have taken a while to answer; the grant counts from now.
        let grant = token::grant(profile, operation, (self.clock)())?;
        self.record(profile, &grant, operation.writes())?;
        Ok(grant)
    }

    /// Writes down that a grant is about to be used, or that policy refuses it.
    fn record(&self, profile: &Profile, grant: &Grant, writes: bool) -> Result<(), Fault> {
        let certificate = self
            .unlocked
            .get(&profile.name)
            .and_then(|key| key.signer.certificate());
        let mut event = Event {
            at: grant.issued_at,
            environment: profile.environment,
            profile: profile.name.clone(),
            orgno: certificate
                .map(|certificate| certificate.orgno.clone())
                .unwrap_or_default(),
            client_id: grant.client_id.as_str().to_owned(),
            scope: grant.scope.clone(),
            writes,
            decision: GRANTED.to_owned(),
            jti: grant.jti.clone(),
        };
        let policy = Policy::load(&self.folders)?;
        let unrecorded = |error: &std::io::Error| {
            if writes {
                let detail = format!("the record of tokens cannot be written, so none is given: {error}");
                return Err(Fault::new(code::POLICY, detail));
            }
            tracing::warn!("the record of tokens cannot be written: {error}");
            Ok(())
        };
        let mut audit = match Audit::open(&self.folders.state) {
            Ok(audit) => audit,
            Err(error) => return unrecorded(&error),
        };
        let verdict = policy.allows(profile.environment, writes, &audit, grant.issued_at);
        if let Err(fault) = &verdict {
            event.decision.clone_from(&fault.code);
            event.jti.clear();
        }
        audit.write(event).or_else(|error| unrecorded(&error))?;
        verdict
    }

    /// Makes the profile's key ready, and refuses it when its certificate cannot work. Returns the certificate.
    pub fn unlock(&mut self, profile: &Profile) -> Result<Option<CertificateInfo>, Fault> {
        let now = (self.clock)();
        self.forget_changed(profile);
        if !self.unlocked.contains_key(&profile.name) {
            let kid = profile.kid.as_deref();
            let file = KeyFile::read(&profile.key, kid)?;
            let passphrase = if file.needs_passphrase() {
                self.passphrase(profile)?
            } else {
                SecretString::default()
            };
            let signer = file.open(&passphrase, kid, &profile.key, now)?;
            for warning in signer.warnings() {
                tracing::warn!("{}: {warning}", profile.key.display());
            }
            let unlocked = Unlocked {
                signer,
                last_used: now,
                profile: profile.clone(),
            };
            self.unlocked.insert(profile.name.clone(), unlocked);
        }
        let signer = self.signer(profile)?;
        let certificate = signer.certificate().cloned();
        // A registered key works whatever became of the certificate that it once came with.
        let by_certificate = matches!(signer.identity(), Identity::Chain(_));
        if let Some(certificate) = certificate.as_ref().filter(|_| by_certificate) {
            certificate::preflight(certificate, profile.environment, now)?;
            if let Some(days) = certificate::ends_soon(certificate, now) {
                tracing::warn!(
                    "the certificate of profile '{}' ends in {days} days",
                    profile.name
                );
            }
        }
        Ok(certificate)
    }

    fn signer(&mut self, profile: &Profile) -> Result<&dyn Signer, Fault> {
        let now = (self.clock)();
        let unlocked = self
            .unlocked
            .get_mut(&profile.name)
            .ok_or_else(|| Fault::new(code::INTERNAL, "the key is not open"))?;
        unlocked.last_used = now;
        Ok(unlocked.signer.as_ref())
    }

    fn passphrase(&self, profile: &Profile) -> Result<SecretString, Fault> {
        match &profile.passphrase {
            PassphraseSource::File(path) => std::fs::read_to_string(path)
                .map(|text| SecretString::from(text.trim_end_matches(['\n', '\r']).to_owned()))
                .map_err(|error| Fault::new(code::KEY_UNREADABLE, format!("{}: {error}", path.display()))),
            PassphraseSource::Prompt => {
                let question = Message::new("cli.prompt.passphrase")
                    .with("file", profile.key.display().to_string())
                    .with("profile", profile.name.clone());
                Ok(self.prompt.ask(&question.text(self.language))?)
            }
        }
    }

    /// Production is changed only after the user has read, in the helper's own window, what is about to happen.
    fn confirm(&self, profile: &Profile, operation: Operation) -> Result<(), Fault> {
        let certificate = self
            .unlocked
            .get(&profile.name)
            .and_then(|key| key.signer.certificate());
        let (message, known_by) = match certificate {
            Some(certificate) => (
                Message::new("cli.prompt.production")
                    .with("organisation", &certificate.organisation)
                    .with("orgno", &certificate.orgno),
                certificate.orgno.as_str(),
            ),
            None => (
                Message::new("cli.prompt.production_client"),
                profile.client_id.as_str(),
            ),
        };
        let expected = match known_by.char_indices().nth_back(3) {
            Some((at, _)) => known_by.get(at..).unwrap_or_default(),
            None => {
                return Err(Fault::new(
                    code::POLICY,
                    "there is nothing to confirm the production by",
                ));
            }
        };
        let question = message
            .with("client", profile.client_id.as_str())
            .with("operation", operation.word())
            .with("scope", operation.scope());
        let answer = self.prompt.ask(&question.text(self.language))?;
        if answer.expose_secret().trim() == expected {
            Ok(())
        } else {
            Err(Fault::new(code::CANCELLED, "the confirmation did not match"))
        }
    }

    fn describe(&mut self, profile: &Profile) -> ProfileInfo {
        self.forget_changed(profile);
        let problem =
            if profile.passphrase == PassphraseSource::Prompt && !self.unlocked.contains_key(&profile.name) {
                // Opening would ask the user; that the file is there can be seen without.
                KeyFile::read(&profile.key, profile.kid.as_deref())
                    .err()
                    .map(Fault::from)
            } else {
                self.unlock(profile).err()
            };
        let certificate = self
            .unlocked
            .get(&profile.name)
            .and_then(|unlocked| unlocked.signer.certificate().cloned());
        ProfileInfo {
            name: profile.name.clone(),
            environment: profile.environment,
            client_id: profile.client_id.as_str().to_owned(),
            certificate,
            endpoints: (profile.environment == Environment::Practice).then(|| profile.endpoints.clone()),
            problem,
        }
    }

    /// A profile that has been written anew since its key was opened has another key, and its tokens are another's.
    fn forget_changed(&mut self, profile: &Profile) {
        if self
            .unlocked
            .get(&profile.name)
            .is_some_and(|unlocked| unlocked.profile != *profile)
        {
            self.unlocked.remove(&profile.name);
            self.tokens.retain(|(name, _), _| *name != profile.name);
        }
    }

    fn forget_idle_keys(&mut self) {
        let now = (self.clock)();
        self.unlocked
            .retain(|_, unlocked| now < unlocked.last_used.plus(IDLE));
    }
}

/// A profile whose file is wrong is listed all the same, or else nobody would know why it is missing.
fn broken(name: String, error: ProfileError) -> ProfileInfo {
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
