//! The chain from a profile to the API, link by link, as far as it holds.
//!
//! What needs the line comes before the clock, since the clock is compared with the server's. A link after the one that
//! is broken is not examined: what would be said of it could only be wrong.

use losen_core::api::{Answer, Call, TransportFailure};
use losen_core::diagnosis::{Cause, Evidence, OpenedToken, Symptom, diagnose};
use losen_core::grant::Operation;
use losen_core::model::Environment;
use losen_core::protocol::{Fault, code};
use losen_core::text::Message;
use secrecy::ExposeSecret as _;
use serde::Serialize;

use super::line;
use crate::clock;
use crate::helper::Helper;
use crate::http::{Http, Network as _};
use crate::profile::{PassphraseSource, Profile};
use crate::token::Token;

/// A link of the chain, in the order in which it is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// The profile's file.
    Profile,
    /// The key that signs.
    Key,
    /// The enterprise certificate.
    Certificate,
    /// The way to Digdir's servers.
    Network,
    /// Who answers there.
    Tls,
    /// This machine's clock against theirs.
    Clock,
    /// Whether Maskinporten accepts the grant.
    Maskinporten,
    /// What the admin client may ask for.
    Scopes,
    /// Whether the self-service API answers.
    Api,
}

/// How a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It holds.
    Ok,
    /// It does not, and the causes say why.
    Broken,
    /// A link before it is broken, or the user would have to be asked.
    NotReached,
}

/// A link, examined.
#[derive(Debug)]
pub struct Step {
    /// Which.
    pub link: Link,
    /// How it is.
    pub state: State,
    /// What was seen.
    pub seen: Vec<Message>,
    /// Why it is broken, most likely first.
    pub causes: Vec<Cause>,
}

/// A profile's chain.
#[derive(Debug)]
pub struct Chain {
    /// The profile's name.
    pub profile: String,
    /// Where it works, when its file says so.
    pub environment: Option<Environment>,
    /// Every link.
    pub steps: Vec<Step>,
}

const LINKS: [Link; 9] = [
    Link::Profile,
    Link::Key,
    Link::Certificate,
    Link::Network,
    Link::Tls,
    Link::Clock,
    Link::Maskinporten,
    Link::Scopes,
    Link::Api,
];

/// What Maskinporten refuses because of the scope: client and key are then proven.
const ABOUT_SCOPES: [&str; 4] = [
    "token/scope-not-on-client",
    "token/scope-wrong-type",
    "token/not-granted",
    "token/needs-end-user",
];

impl Step {
    pub(super) fn fine(link: Link, seen: impl IntoIterator<Item = Message>) -> Self {
        Self {
            link,
            state: State::Ok,
            seen: seen.into_iter().collect(),
            causes: Vec::new(),
        }
    }

    pub(super) fn broken(link: Link, causes: Vec<Cause>) -> Self {
        Self {
            link,
            state: State::Broken,
            seen: Vec::new(),
            causes,
        }
    }

    fn not_reached(link: Link) -> Self {
        Self {
            state: State::NotReached,
            ..Self::fine(link, [])
        }
    }
}

impl Chain {
    /// Walks the chain of a profile. The user is asked for a passphrase only when `ask` says so.
    pub fn walk(helper: &mut Helper<'_>, name: &str, ask: bool) -> Self {
        let mut chain = Self {
            profile: name.to_owned(),
            environment: None,
            steps: Vec::new(),
        };
        match helper.profile(name) {
            Ok(profile) => {
                chain.environment = Some(profile.environment);
                chain.of(helper, &profile, ask);
            }
            Err(fault) => chain
                .steps
                .push(Step::broken(Link::Profile, causes(&fault, None))),
        }
        for link in LINKS {
            if !chain.steps.iter().any(|step| step.link == link) {
                chain.steps.push(Step::not_reached(link));
            }
        }
        chain
    }

    /// Whether a link is broken.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.steps.iter().any(|step| step.state == State::Broken)
    }

    /// Notes a step; whether it holds.
    fn note(&mut self, step: Step) -> bool {
        let holds = step.state != State::Broken;
        self.steps.push(step);
        holds
    }

    fn of(&mut self, helper: &mut Helper<'_>, profile: &Profile, ask: bool) {
        let seen = Message::new("doctor.seen.profile")
            .with("file", profile.path.display().to_string())
            .with("client", profile.client_id.as_str());
        self.note(Step::fine(Link::Profile, [seen]));
        let locked = !matches!(profile.passphrase, PassphraseSource::File(_)) && !ask;
        if locked {
            let seen = Message::new("doctor.seen.asks").with("profile", &profile.name);
            let mut step = Step::not_reached(Link::Key);
            step.seen.push(seen);
            self.note(step);
            self.note(Step::not_reached(Link::Certificate));
        } else if !self.key(helper, profile) {
            return;
        }
        let http = Http::to(profile.environment, profile.endpoints.clone());
        for step in line::examine(&http, &profile.endpoints, clock::now()) {
            if !self.note(step) {
                return;
            }
        }
        if !locked {
            self.grants(helper, profile, &http);
        }
    }

    fn key(&mut self, helper: &mut Helper<'_>, profile: &Profile) -> bool {
        let opened = Message::new("doctor.seen.key").with("file", profile.key.to_string());
        let opened = Step::fine(Link::Key, [opened]);
        match helper.unlock(profile) {
            Ok(certificate) => {
                self.note(opened);
                let certificate = certificate.filter(|_| profile.kid.is_none());
                let ending = certificate.as_ref().and_then(|own| own.ending(clock::now()));
                let seen = match certificate {
                    Some(certificate) => Message::new("doctor.seen.certificate")
                        .with("organisation", certificate.organisation)
                        .with("orgno", certificate.orgno)
                        .with(
                            "date",
                            clock::rfc3339(certificate.not_after)
                                .chars()
                                .take(10)
                                .collect::<String>(),
                        ),
                    None => Message::new("doctor.seen.registered_key"),
                };
                let ending = ending.map(|ending| ending.message());
                self.note(Step::fine(
                    Link::Certificate,
                    [Some(seen), ending].into_iter().flatten(),
                ))
            }
            Err(fault) if fault.code.starts_with("certificate/") => {
                self.note(opened);
                self.note(Step::broken(Link::Certificate, causes(&fault, Some(profile))))
            }
            Err(fault) => self.note(Step::broken(Link::Key, causes(&fault, Some(profile)))),
        }
    }

    fn grants(&mut self, helper: &mut Helper<'_>, profile: &Profile, http: &Http) {
        let accepted = || Step::fine(Link::Maskinporten, [Message::new("doctor.seen.maskinporten")]);
        let has = |operation: Operation| Message::new("doctor.seen.scope").with("scope", operation.scope());
        let token = match helper.token(&profile.name, Operation::Read) {
            Ok(token) => token,
            Err(fault) => {
                let causes = causes(&fault, Some(profile));
                if about_scopes(&causes) {
                    self.note(accepted());
                    self.note(Step::broken(Link::Scopes, causes));
                } else {
                    self.note(Step::broken(Link::Maskinporten, causes));
                }
                return;
            }
        };
        self.note(accepted());
        let examined = may_list(helper, profile)
            .and_then(|lists| Ok([has(Operation::Read), may_write(helper, profile)?, lists]));
        let scopes = match examined {
            Ok(seen) => Step::fine(Link::Scopes, seen),
            Err(causes) => Step::broken(Link::Scopes, causes),
        };
        if !self.note(scopes) {
            return;
        }
        let certificate = helper.unlock(profile).ok().flatten();
        let orgno = certificate.map(|certificate| certificate.orgno);
        self.note(api(http, profile, &token, orgno));
    }
}

/// Whether the admin client may list the scopes that others have granted, without which everything else works. Only
/// Maskinporten's word on the scope says that it may not; whatever else stops this token says nothing of the client.
fn may_list(helper: &mut Helper<'_>, profile: &Profile) -> Result<Message, Vec<Cause>> {
    let line = |key: &'static str| Message::new(key).with("scope", Operation::ScopesRead.scope());
    let Err(fault) = helper.token(&profile.name, Operation::ScopesRead) else {
        return Ok(line("doctor.seen.scope"));
    };
    let causes = causes(&fault, Some(profile));
    if about_scopes(&causes) {
        Ok(line("doctor.seen.no_scope"))
    } else {
        Err(causes)
    }
}

/// Whether the admin client may change anything, which it is for. In production each such token takes the user's word, and
/// policy may forbid them; neither is asked for here.
fn may_write(helper: &mut Helper<'_>, profile: &Profile) -> Result<Message, Vec<Cause>> {
    let line = |key: &'static str| Message::new(key).with("scope", Operation::Write.scope());
    if profile.environment == Environment::Prod {
        return Ok(line("doctor.seen.write_unexamined"));
    }
    match helper.token(&profile.name, Operation::Write) {
        Ok(_) => Ok(line("doctor.seen.scope")),
        Err(fault) if fault.code == code::POLICY => Ok(line("doctor.seen.write_forbidden")),
        Err(fault) => Err(causes(&fault, Some(profile))),
    }
}

fn about_scopes(causes: &[Cause]) -> bool {
    causes
        .first()
        .is_some_and(|cause| ABOUT_SCOPES.contains(&cause.code))
}

/// The list of clients, which every use of the API begins with.
fn api(http: &Http, profile: &Profile, token: &Token, orgno: Option<String>) -> Step {
    let call = Call::ListClients { inactive: false };
    let request = call.request();
    let opened = OpenedToken::read(token.secret.expose_secret());
    let known = Evidence {
        orgno: orgno.filter(|orgno| !orgno.is_empty()),
        address: Some(format!("{}{}", profile.endpoints.api, request.path)),
        token_header: opened.as_ref().map(|token| token.header.clone()),
        token_claims: opened.map(|token| token.claims),
        ..evidence(Some(profile))
    };
    let reply = match http.api(&request, Some(&token.secret)) {
        Ok(reply) => reply,
        Err(failure) => {
            let failure = match failure {
                // Reading may be done again without harm, so what became of it does not matter.
                TransportFailure::Unknown => TransportFailure::NotSent,
                stopped => stopped,
            };
            return Step::broken(Link::Api, diagnose(&Symptom::Transport(failure), &known));
        }
    };
    match call.read(&reply) {
        Ok(Answer::Clients(clients)) => {
            let seen = Message::of_count(clients.len(), "doctor.seen.api_one", "doctor.seen.api");
            Step::fine(Link::Api, [seen])
        }
        _ => Step::broken(Link::Api, diagnose(&Symptom::Http { request, reply }, &known)),
    }
}

fn evidence(profile: Option<&Profile>) -> Evidence {
    Evidence {
        environment: profile.map(|profile| profile.environment),
        admin_client: profile.map(|profile| profile.client_id.as_str().to_owned()),
        now: Some(clock::now()),
        ..Evidence::default()
    }
}

fn causes(fault: &Fault, profile: Option<&Profile>) -> Vec<Cause> {
    diagnose(&Symptom::Helper(fault.clone()), &evidence(profile))
}
