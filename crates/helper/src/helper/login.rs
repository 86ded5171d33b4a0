//! Proof that users can log in with a new client.
//!
//! The helper reads the client as it is registered, makes the login, and when its code comes exchanges it as that client.
//! Whoever asks says only which client and which of the proofs: no scope, no address, no key.

use losen_core::api::{Answer as ApiAnswer, ApiReply, Call, KeyAnswer, KeyCall};
use losen_core::grant::{Grant, Operation};
use losen_core::login::{self as core, IdPorten, Landed, Person, Trial, UserProof, check_id_token};
use losen_core::model::{AuthMethod, ClientId, Environment, IntegrationType, RedirectUri};
use losen_core::protocol::{Answer, Fault, code};
use secrecy::SecretString;

use super::Helper;
use super::purchase::wrong_clock;
use crate::clock;
use crate::login::{self, Kept, Means, OwnKey, Registered};
use crate::profile::Profile;
use crate::signer::Signer;
use crate::token::lost;

/// ID-porten forgives as little as Maskinporten. Seconds.
const FORGIVEN: i64 = 10;

impl Helper<'_> {
    /// The address at which a trial login begins.
    pub fn begin_login(
        &mut self,
        name: &str,
        client_id: &ClientId,
        proof: UserProof,
        means: &Means,
    ) -> Result<Answer, Fault> {
        let profile = self.profile(name)?;
        let idporten = idporten(&profile)?;
        let registered = self.registered(&profile, client_id)?;
        self.unlock(&profile)?;
        let settings = self.folders.user.clone();
        login::may_begin(&registered, &settings, client_id, means, self.signer(&profile)?)?;
        let scopes: Vec<&str> = proof
            .scopes()
            .iter()
            .copied()
            .filter(|scope| registered.scopes.iter().any(|own| own == scope))
            .collect();
        let kept = Kept {
            profile: name.to_owned(),
            client_id: client_id.clone(),
            redirect_uri: core::concrete(&registered.redirect_uri),
            method: registered.method,
            keys: registered.keys,
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            reads_krr: proof.reads_krr() && profile.environment != Environment::Prod,
            state: login::random()?,
            nonce: login::random()?,
            verifier: login::random()?,
            at: (self.clock)(),
        };
        kept.keep(&self.folders.state).map_err(|error| {
            let detail = format!("the login cannot be remembered: {error}");
            Fault::new(code::INTERNAL, detail)
        })?;
        let trial = Trial {
            client_id,
            redirect_uri: &kept.redirect_uri,
            scopes: &scopes,
            state: &kept.state,
            nonce: &kept.nonce,
            challenge: &core::challenge(&kept.verifier),
        };
        Ok(Answer::Login {
            address: trial.address(&idporten),
            landed: None,
        })
    }

    /// Exchanges the code of a trial login, and reads the one who logged in. The tokens are used here and go no further.
    pub fn prove_login(
        &mut self,
        name: &str,
        client_id: &ClientId,
        landed: &Landed,
        means: &Means,
    ) -> Result<Answer, Fault> {
        let profile = self.profile(name)?;
        let idporten = idporten(&profile)?;
        let kept = Kept::take(&self.folders.state, &landed.state, (self.clock)()).ok_or_else(|| {
            Fault::new(
                code::PROOF_LOGIN_UNKNOWN,
                "no login with this state was begun here",
            )
        })?;
        let mismatch = |what: &str| Err(Fault::new(code::PROOF_LOGIN_MISMATCH, what.to_owned()));
        if kept.profile != name || kept.client_id != *client_id {
            return mismatch("the login was begun with another profile or for another client");
        }
        if landed
            .issuer
            .as_ref()
            .is_some_and(|issuer| *issuer != idporten.issuer)
        {
            return mismatch("the code comes from another issuer");
        }
        self.unlock(&profile)?;
        let reply = self.exchange(&profile, &idporten, &kept, landed, means)?;
        let by = reply.1;
        let tokens = login::read(&reply.0, &kept.scopes)?;
        let asked_openid = kept.scopes.iter().any(|scope| scope == "openid");
        match &tokens.id_claims {
            Some(claims) => {
                let now = self.corrected(profile.environment);
                check_id_token(claims, &idporten.issuer, client_id, &kept.nonce, now)
                    .map_err(|error| Fault::new(code::PROOF_LOGIN_MISMATCH, error.to_string()))?;
            }
            None if asked_openid => return mismatch("there is no ID token"),
            None => {}
        }
        let number = tokens
            .id_claims
            .as_ref()
            .and_then(|claims| claims.get("pid")?.as_str());
        let (person, lookup) = if kept.reads_krr {
            self.read_person(&profile, &tokens.access, number)?
        } else {
            (None, None)
        };
        Ok(Answer::LoginProof {
            scopes: tokens.scopes,
            authenticated: by,
            expires_at: (self.clock)().plus(tokens.lifetime),
            person,
            lookup: lookup.map(Box::new),
        })
    }

    /// The client as it is registered now.
    fn registered(&mut self, profile: &Profile, client_id: &ClientId) -> Result<Registered, Fault> {
        let token = self.token_of(profile, Operation::Read)?;
        let network = (self.dial)(profile);
        let ask = |call: &Call| -> Result<ApiAnswer, Fault> {
            let reply = network
                .api(&call.request(), Some(&token.secret))
                .map_err(|_| Fault::new(code::PROOF_CLIENT_UNREADABLE, "no answer from the API"))?;
            call.read(&reply).map_err(|refusal| {
                let words = refusal.description.unwrap_or_default();
                let detail = format!("the API answered {}: {words}", refusal.reply.status);
                Fault::new(code::PROOF_CLIENT_UNREADABLE, detail)
            })
        };
        let ApiAnswer::Client(client) = ask(&Call::GetClient(client_id.clone()))? else {
            return Err(Fault::new(
                code::PROOF_CLIENT_UNREADABLE,
                "the API showed no client",
            ));
        };
        let not_for_login = |what: &str| Fault::new(code::PROOF_NOT_FOR_LOGIN, what.to_owned());
        let logs_in = matches!(
            client.integration_type(),
            Some(IntegrationType::Idporten | IntegrationType::ApiKlient)
        );
        if !logs_in || client.flag("active") == Some(false) {
            return Err(not_for_login("its type is another, or it is deactivated"));
        }
        let redirect_uri = client
            .texts("redirect_uris")
            .into_iter()
            .map(|(_, uri)| uri)
            .find(|uri| RedirectUri::parse(uri).is_ok())
            .ok_or_else(|| not_for_login("it has no redirect URI"))?
            .to_owned();
        let method = client
            .auth_method()
            .ok_or_else(|| not_for_login("its authentication method is not known"))?;
        let keys = if method == AuthMethod::PrivateKeyJwt {
            match ask(&Call::Keys(client_id.clone(), KeyCall::All))? {
                ApiAnswer::Keys(KeyAnswer::All(keys)) => keys,
                _ => Vec::new(),
            }
        } else {
            Vec::new()
        };
        Ok(Registered {
            redirect_uri,
            method,
            scopes: client.scopes().into_iter().map(str::to_owned).collect(),
            keys,
        })
    }

    fn exchange(
        &mut self,
        profile: &Profile,
        idporten: &IdPorten,
        kept: &Kept,
        landed: &Landed,
        means: &Means,
    ) -> Result<(ApiReply, losen_core::login::Authenticated), Fault> {
        let own = if kept.keys.is_empty() {
            None
        } else {
            let path = OwnKey::place(
                &self.folders.user,
                &kept.client_id,
                &kept.keys,
                means.key.as_deref(),
            )?;
            let key = OwnKey::open(&path, &kept.keys, self.prompt, self.language, (self.clock)())?;
            Some(key)
        };
        let now = self.corrected(profile.environment);
        let jti = login::random()?;
        // Written down as every token is: who asked for what, when.
        let record = Grant {
            audience: idporten.issuer.clone(),
            client_id: kept.client_id.clone(),
            scope: kept.scopes.join(" "),
            issued_at: now,
            jti: jti.clone(),
        };
        self.record(profile, &record, None)?;
        let signer: &dyn Signer = match &own {
            Some(own) => own,
            None => self.signer(profile)?,
        };
        let assertion = login::Assertion {
            audience: idporten,
            now,
            jti: &jti,
        };
        let proven = login::authentication(kept.method, &kept.client_id, means, Some(signer), &assertion)?;
        let mut form: Vec<(&'static str, SecretString)> =
            core::form(&kept.client_id, &kept.redirect_uri, &landed.code, &kept.verifier)
                .into_iter()
                .map(|(name, value)| (name, value.into()))
                .collect();
        form.extend(proven.form);
        let network = (self.dial)(profile);
        let sent = (self.clock)();
        let reply = network
            .exchange(&form, proven.basic.as_ref())
            .map_err(|failure| {
                let detail = lost("ID-porten's token endpoint", failure);
                Fault::new(code::TOKEN_UNREACHABLE, detail)
            })?;
        // An assertion from a wrong clock is refused in words that do not say so.
        let ahead = clock::ahead(&reply, sent, (self.clock)()).unwrap_or_default();
        let difference = ahead - (now.0 - sent.0);
        if kept.method == AuthMethod::PrivateKeyJwt && reply.status != 200 && difference.abs() > FORGIVEN {
            return Err(wrong_clock(ahead));
        }
        Ok((reply, proven.by))
    }

    /// What KRR says of the one who logged in: who it is stays here.
    fn read_person(
        &self,
        profile: &Profile,
        token: &SecretString,
        number: Option<&str>,
    ) -> Result<(Option<Person>, Option<ApiReply>), Fault> {
        let reply = (self.dial)(profile)
            .person(token)
            .map_err(|failure| Fault::new(code::PROOF_UNREACHABLE, lost("KRR", failure)))?;
        if reply.status != 200 {
            return Ok((None, Some(reply)));
        }
        match Person::read(&reply.body, number) {
            Some(person) => Ok((Some(person), None)),
            // Whatever it is, it may be somebody's.
            None => Ok((
                None,
                Some(ApiReply {
                    body: String::new(),
                    ..reply
                }),
            )),
        }
    }
}

fn idporten(profile: &Profile) -> Result<IdPorten, Fault> {
    IdPorten::of(profile.environment, Some(&profile.endpoints))
        .ok_or_else(|| Fault::new(code::INTERNAL, "the profile has no addresses"))
}
