//! What the helper can do, for the extension and the command line alike: tell which profiles there are, and get a
//! token for one class of operations.

use std::collections::HashMap;

use losen_core::Timestamp;
use losen_core::grant::{Grant, Operation, Proof};
use losen_core::model::{ClientId, Environment, Kid};
use losen_core::protocol::{Answer, Fault, ProfileInfo};
use losen_core::text::{Language, Message};
use secrecy::SecretString;

use crate::folders::Folders;
use crate::http::{Http, Network};
use crate::profile::{self, Profile};
use crate::prompt::Prompt;
use crate::proof;
use crate::signer::Signer;
use crate::token::{self, Token};

mod client_keys;
mod consent;
mod keys;
mod login;
mod purchase;
mod sending;
mod target;

use keys::Unlocked;
use sending::HandedOut;
pub use target::Target;

/// How an environment is reached.
type Dial = Box<dyn Fn(&Profile) -> Box<dyn Network>>;

/// A running helper: unlocked keys and read tokens, in memory only.
pub struct Helper<'a> {
    folders: Folders,
    language: Language,
    prompt: &'a dyn Prompt,
    clock: fn() -> Timestamp,
    dial: Dial,
    unlocked: HashMap<String, Unlocked>,
    tokens: HashMap<(String, Operation), Token>,
    /// Tokens that a page has been given and may send with.
    handed_out: Vec<HandedOut>,
    /// How many seconds each environment's clock is ahead of this machine's, once that is known to matter.
    ahead: HashMap<Environment, i64>,
    notices: Vec<Message>,
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
            dial: Box::new(|profile| Box::new(Http::to(profile.environment, profile.endpoints.clone()))),
            unlocked: HashMap::new(),
            tokens: HashMap::new(),
            handed_out: Vec::new(),
            ahead: HashMap::new(),
            notices: Vec::new(),
        }
    }

    /// The same helper with another way out, for those who want to see what would be sent.
    #[must_use]
    pub fn through(mut self, dial: impl Fn(&Profile) -> Box<dyn Network> + 'static) -> Self {
        self.dial = Box::new(dial);
        self
    }

    /// The way out to a profile's environment.
    #[must_use]
    pub fn network(&self, profile: &Profile) -> Box<dyn Network> {
        (self.dial)(profile)
    }

    /// Where things are kept.
    #[must_use]
    pub fn folders(&self) -> &Folders {
        &self.folders
    }

    /// Tells the user something beside the answer.
    pub fn notice(&mut self, message: Message) {
        self.notices.push(message);
    }

    /// What has been noticed so far. Told once.
    pub fn take_notices(&mut self) -> Vec<Message> {
        std::mem::take(&mut self.notices)
    }

    /// Every profile and whether it can be used. Asks nobody for anything.
    pub fn profiles(&mut self) -> Vec<ProfileInfo> {
        self.forget_idle_keys();
        profile::all(&self.folders)
            .into_iter()
            .map(|(name, profile)| match profile {
                Ok(profile) => self.describe(&profile),
                Err(error) => keys::broken(name, error),
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
        let profile = self.profile(name)?;
        self.token_of(&profile, operation)
    }

    /// The same for a profile that need not stand in a file yet.
    pub fn token_of(&mut self, profile: &Profile, operation: Operation) -> Result<Token, Fault> {
        self.token_for(profile, operation, &Target::Unnamed)
    }

    /// The same, to change this client.
    pub fn token_for(
        &mut self,
        profile: &Profile,
        operation: Operation,
        target: &Target,
    ) -> Result<Token, Fault> {
        self.forget_idle_keys();
        self.forget_changed(profile);
        let slot = (profile.name.clone(), operation);
        let now = (self.clock)();
        if let Some(token) = self.tokens.get(&slot).filter(|token| token.is_fresh(now)) {
            return Ok(token.clone());
        }
        self.tokens.remove(&slot);
        let admitted = self.admit(profile, operation, target)?;
        let bought = self.buy(profile, Some(&admitted), |profile, now| {
            token::grant(profile, operation, now)
        })?;
        // By this machine's clock, even if that is wrong: whoever keeps the token compares with the same one.
        let token = Token {
            secret: bought.secret,
            expires_at: (self.clock)().plus(bought.lifetime),
            lifetime: bought.lifetime,
            operation,
        };
        if !operation.writes() {
            self.tokens.insert(slot, token.clone());
        }
        Ok(token)
    }

    /// Proof that a new client works: a token as that client, with its own key when it has one and with the profile's
    /// certificate otherwise, and a lookup of the test person with it. The token is used here and goes no further.
    pub fn prove(
        &mut self,
        name: &str,
        client_id: &ClientId,
        proof: Proof,
        kid: Option<&Kid>,
    ) -> Result<Answer, Fault> {
        let profile = self.profile(name)?;
        let make = |profile: &Profile, now| token::grant_for(profile, client_id, proof.scope(), now);
        if let Some(kid) = kid {
            let signer = self.kept_key(kid)?;
            return self.prove_as(&profile, client_id, proof, signer.as_ref());
        }
        self.unlock(&profile)?;
        proof::can_be_had(&profile, self.signer(&profile)?, client_id)?;
        let bought = self.buy(&profile, None, make)?;
        let expires_at = (self.clock)().plus(bought.lifetime);
        let network = (self.dial)(&profile);
        proof::look(network.as_ref(), &profile, proof, &bought.secret, expires_at)
    }

    /// Proof that a key of a client works: a token signed with it. The token is dropped.
    pub fn prove_key(
        &mut self,
        profile: &Profile,
        client_id: &ClientId,
        scope: &str,
        signer: &dyn Signer,
    ) -> Result<(), Fault> {
        let make = |profile: &Profile, now| token::grant_for(profile, client_id, scope, now);
        let sign = |_: &mut Self, grant: &Grant| Ok(crate::signer::sign(grant, signer)?);
        self.buy_signed(profile, None, make, sign).map(drop)
    }

    /// A signed grant, for those who want to send it themselves.
    pub fn grant(&mut self, name: &str, operation: Operation) -> Result<(Grant, SecretString), Fault> {
        let profile = self.profile(name)?;
        let admitted = self.admit(&profile, operation, &Target::Unnamed)?;
        let grant = token::grant(&profile, operation, self.corrected(profile.environment))?;
        self.record(&profile, &grant, Some(&admitted))?;
        let signed = self.signed(&profile, &grant)?;
        Ok((grant, signed))
    }
}
