//! Ready messages: what to send to whoever can mend it, with what is known filled in and `____` for the rest.

use serde_json::Value;

use super::answer::Answer;
use super::claims::accepted_scopes;
use super::{Cause, Evidence, Symptom, catalogue, evidence};
use crate::grant::Operation;
use crate::text::Message;

/// What stands where the user has to fill in something.
const BLANK: &str = "____";

/// A kind of ready message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letter {
    /// To the IT department: let the helper run.
    Install,
    /// To the IT department: what the helper's policy refuses.
    Policy,
    /// To the IT department: let the traffic to Digdir through.
    Network,
    /// To the IT department: the clock of this machine.
    Clock,
    /// To whoever orders enterprise certificates in the organisation.
    Renew,
    /// To the owner of an API: grant a scope.
    GrantScope,
    /// To the customer's main administrator: delegate a scope in Altinn.
    Delegate,
    /// To the customer's main administrator: approve a system user in Altinn.
    SystemUserApproval,
    /// To servicedesk@digdir.no: the admin client lacks a scope.
    AdminScope,
    /// To servicedesk@digdir.no: is the admin client still in order.
    AdminClient,
    /// To whoever may sign for the organisation: the terms of use.
    Terms,
    /// To servicedesk@digdir.no: something that only they can look up.
    Support,
}

impl Letter {
    pub(super) const NONE: Option<Self> = None;
    pub(super) const INSTALL: Option<Self> = Some(Self::Install);
    pub(super) const POLICY: Option<Self> = Some(Self::Policy);
    pub(super) const NETWORK: Option<Self> = Some(Self::Network);
    pub(super) const CLOCK: Option<Self> = Some(Self::Clock);
    pub(super) const RENEW: Option<Self> = Some(Self::Renew);
    pub(super) const GRANT_SCOPE: Option<Self> = Some(Self::GrantScope);
    pub(super) const DELEGATE: Option<Self> = Some(Self::Delegate);
    pub(super) const SYSTEM_USER_APPROVAL: Option<Self> = Some(Self::SystemUserApproval);
    pub(super) const ADMIN_SCOPE: Option<Self> = Some(Self::AdminScope);
    pub(super) const ADMIN_CLIENT: Option<Self> = Some(Self::AdminClient);
    pub(super) const TERMS: Option<Self> = Some(Self::Terms);
    pub(super) const SUPPORT: Option<Self> = Some(Self::Support);

    /// The text, with every blank still to be filled.
    #[must_use]
    pub fn text(self) -> Message {
        Message::new(match self {
            Self::Install => "diagnosis.letter.install",
            Self::Policy => "diagnosis.letter.policy",
            Self::Network => "diagnosis.letter.network",
            Self::Clock => "diagnosis.letter.clock",
            Self::Renew => "diagnosis.letter.renew",
            Self::GrantScope => "diagnosis.letter.grant_scope",
            Self::Delegate => "diagnosis.letter.delegate",
            Self::SystemUserApproval => "diagnosis.letter.system_user_approval",
            Self::AdminScope => "diagnosis.letter.admin_scope",
            Self::AdminClient => "diagnosis.letter.admin_client",
            Self::Terms => "diagnosis.letter.terms",
            Self::Support => "diagnosis.letter.support",
        })
    }
}

/// Adds the ready message of each cause.
pub(super) fn write(causes: &mut [Cause], symptom: &Symptom, known: &Evidence) {
    let facts = Facts::gather(symptom, known);
    for cause in causes {
        let letter = catalogue::find(cause.code).and_then(|entry| entry.letter);
        cause.ready_message = letter.map(|letter| facts.fill(letter.text()));
    }
}

/// What a letter may want to tell.
#[derive(Default)]
struct Facts {
    orgno: Option<String>,
    environment: Option<&'static str>,
    scope: Option<String>,
    client_id: Option<String>,
    correlation_id: Option<String>,
    answer: Option<String>,
    request: Option<String>,
    time: Option<String>,
}

impl Facts {
    fn gather(symptom: &Symptom, known: &Evidence) -> Self {
        let mut facts = Self {
            orgno: known.orgno.clone(),
            environment: known.environment.map(crate::model::Environment::word),
            client_id: known.admin_client.clone(),
            time: known.now.map(evidence::moment),
            ..Self::default()
        };
        if let Some(claims) = &known.token_claims {
            facts.read_token(claims);
        }
        match symptom {
            Symptom::NoHelper { raw, .. } => facts.answer = Some(raw.clone()),
            Symptom::Helper(fault) => facts.read_answer(&Answer::of_text(&fault.detail)),
            Symptom::Http { request, reply } => {
                facts.read_answer(&Answer::of_reply(reply));
                facts.request = Some(format!("{} {}", request.method, request.path));
                let accepted = accepted_scopes(request).first().copied();
                let scope = request.operation.map(Operation::scope).or(accepted);
                facts.scope = facts.scope.take().or(scope.map(str::to_owned));
            }
            Symptom::AccessToken | Symptom::Good { .. } => {}
            Symptom::Transport(_) => facts.answer.clone_from(&known.transport),
            Symptom::Token {
                body, grant_claims, ..
            } => {
                if let Some(claims) = grant_claims {
                    facts.read_grant(claims);
                }
                facts.read_answer(&Answer::of_text(body));
            }
            Symptom::Login { body, .. } => facts.read_answer(&Answer::of_text(body)),
        }
        facts
    }

    fn read_token(&mut self, claims: &Value) {
        let organisation = claims.pointer("/consumer/ID").and_then(Value::as_str);
        let organisation = organisation
            .and_then(|id| id.rsplit(':').next())
            .map(str::to_owned);
        self.orgno = self.orgno.take().or(organisation);
        let client = claims.get("client_id").and_then(Value::as_str);
        self.client_id = self.client_id.take().or(client.map(str::to_owned));
    }

    fn read_grant(&mut self, claims: &Value) {
        let text = |name: &str| claims.get(name).and_then(evidence::plain);
        self.client_id = text("iss").or(self.client_id.take());
        self.scope = text("scope").or(self.scope.take());
        self.orgno = self.orgno.take().or(text("consumer_org"));
    }

    fn read_answer(&mut self, answer: &Answer) {
        self.answer = answer.description.clone();
        self.correlation_id.clone_from(&answer.correlation_id);
        if let Some(scope) = answer.scope_named() {
            self.scope = Some(scope);
        }
    }

    fn fill(&self, letter: Message) -> Message {
        let or_blank = |fact: Option<&str>| {
            let fact = fact.map(evidence::quote).unwrap_or_default();
            if fact.is_empty() { BLANK.to_owned() } else { fact }
        };
        letter
            .with("orgno", or_blank(self.orgno.as_deref()))
            .with("environment", or_blank(self.environment))
            .with("scope", or_blank(self.scope.as_deref()))
            .with("client_id", or_blank(self.client_id.as_deref()))
            .with("correlation_id", or_blank(self.correlation_id.as_deref()))
            .with("answer", or_blank(self.answer.as_deref()))
            .with("request", or_blank(self.request.as_deref()))
            .with("time", or_blank(self.time.as_deref()))
    }
}
