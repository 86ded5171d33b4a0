//! Creating a client: once, and an answer that gets lost is settled by looking, never by sending again
//! (there is no idempotency key).

use std::time::Duration;

use losen_core::Timestamp;
use losen_core::api::{Answer, ApiReply, ApiRequest, Call, Refusal, TransportFailure};
use losen_core::diagnosis::Symptom;
use losen_core::grant::Operation;
use losen_core::model::{ClientId, Plan};
use losen_core::protocol::{Fault, code};
use secrecy::SecretString;

use crate::helper::Helper;
use crate::http::Http;
use crate::journal::{End, Intent, Journal, JournalError};
use crate::profile::Profile;
use crate::token::Token;

/// Seconds before each look: a new client takes a while to be listed.
const LOOKS: [u64; 4] = [1, 3, 9, 27];

/// What came of a wish to create a client.
#[derive(Debug)]
pub enum Creation {
    /// The server created it; its own words, which may hold a secret.
    Created(Plan),
    /// The answer was lost, or an earlier attempt's was; the client is in the list.
    Found(Plan),
    /// Several clients in the list fit; a person has to choose.
    Several(Vec<ClientId>),
    /// One of the same name and type is there already; nothing was sent.
    Twin(ClientId),
    /// The answer was lost, and the client is not in the list.
    NotFound,
    /// The answer was lost, and the list cannot be read.
    Unknown(Symptom),
    /// Refused, or never sent.
    Failed(Symptom),
}

/// Why nothing was done.
#[derive(Debug)]
pub enum CreationError {
    /// No token.
    Fault(Fault),
    /// No record, so nothing was sent.
    Journal(JournalError),
}

impl From<Fault> for CreationError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// The means of one creation.
pub struct Creator<'a, 'b> {
    /// Whoever gets the tokens.
    pub helper: &'a mut Helper<'b>,
    /// With which profile.
    pub profile: &'a Profile,
    /// The way to the API.
    pub http: &'a Http,
    /// The clock.
    pub clock: fn() -> Timestamp,
    /// How long to look for a client whose answer was lost.
    pub patience: Duration,
    /// The token that the client was created with, for the second step of "client plus key".
    pub write_token: Option<Token>,
}

impl Creator<'_, '_> {
    /// Creates a client that the rules have nothing against. `alike` allows a second one of the same name.
    pub fn create(&mut self, plan: &Plan, alike: bool) -> Result<Creation, CreationError> {
        let folder = self.helper.folders().state.clone();
        // Held until the end: two helpers that create at the same time would each take the other's client for theirs.
        let mut journal = Journal::open(&folder).map_err(CreationError::Journal)?;
        if let Some(settled) = self.settle_earlier(&mut journal, plan, alike)? {
            return Ok(settled);
        }
        let before = match self.list()? {
            Ok(clients) => {
                let twin = clients
                    .iter()
                    .find(|client| is_twin(client, plan))
                    .and_then(id_of);
                if let Some(twin) = twin.filter(|_| !alike) {
                    return Ok(Creation::Twin(twin));
                }
                Some(
                    clients
                        .iter()
                        .filter_map(|client| client.text("client_id"))
                        .map(str::to_owned)
                        .collect(),
                )
            }
            // A list that one may not read is no reason not to create.
            Err(Symptom::Http { reply, .. }) if reply.status == 403 => None,
            Err(Symptom::Helper(fault)) if fault.code == code::TOKEN_REJECTED => None,
            Err(symptom) => return Ok(Creation::Failed(symptom)),
        };
        let token = self.helper.token(&self.profile.name, Operation::Write)?;
        let intent = journal
            .intend(
                (self.clock)(),
                &self.profile.name,
                self.profile.environment,
                plan,
                before,
            )
            .map_err(|source| CreationError::Journal(JournalError { path: folder, source }))?;
        let creation = self.send(plan, &intent, &token.secret);
        self.write_token = Some(token);
        let (end, client_id) = match &creation {
            Creation::Created(client) => (End::Created, id_of(client)),
            Creation::Found(client) => (End::Found, id_of(client)),
            Creation::NotFound => (End::NotFound, None),
            Creation::Failed(Symptom::Transport(_)) => (End::NotSent, None),
            Creation::Failed(_) => (End::Refused, None),
            // Stays open: the next creation looks again.
            Creation::Several(_) | Creation::Unknown(_) | Creation::Twin(_) => return Ok(creation),
        };
        self.note(&mut journal, &intent, end, client_id.as_ref());
        Ok(creation)
    }

    /// An earlier creation of the same client whose end nobody knows is settled first.
    fn settle_earlier(
        &mut self,
        journal: &mut Journal,
        plan: &Plan,
        alike: bool,
    ) -> Result<Option<Creation>, CreationError> {
        let open = journal.open_intents().into_iter().find(|intent| {
            intent.profile == self.profile.name
                && plan.text("client_name") == Some(intent.client_name.as_str())
        });
        let Some(intent) = open else { return Ok(None) };
        if alike {
            // The user has seen what is there and wants another one.
            self.note(journal, &intent, End::SetAside, None);
            return Ok(None);
        }
        let settled = match self.list()? {
            Ok(clients) => pick(&clients, &intent),
            Err(symptom) => Some(Creation::Unknown(symptom)),
        };
        match &settled {
            Some(Creation::Found(client)) => self.note(journal, &intent, End::Found, id_of(client).as_ref()),
            None => self.note(journal, &intent, End::NotFound, None),
            Some(_) => {}
        }
        Ok(settled)
    }

    fn note(&self, journal: &mut Journal, intent: &Intent, end: End, client_id: Option<&ClientId>) {
        if let Err(error) = journal.end((self.clock)(), intent, end, client_id.map(ClientId::as_str)) {
            // What happened has happened; the next creation finds the intent open and looks.
            tracing::warn!("the journal could not be written: {error}");
        }
    }

    fn send(&mut self, plan: &Plan, intent: &Intent, token: &SecretString) -> Creation {
        let call = Call::CreateClient(plan.clone());
        let request = call.request();
        match self.http.api(&request, Some(token)) {
            Ok(reply) => match call.read(&reply) {
                Ok(Answer::Client(client)) => Creation::Created(client),
                Ok(_) => self.look(intent, &request, &reply),
                Err(refusal) if (400..500).contains(&refusal.reply.status) => {
                    Creation::Failed(http_symptom(request, *refusal))
                }
                // A gateway's 502 says nothing about what happened behind it, nor does a success without an id.
                Err(_) => self.look(intent, &request, &reply),
            },
            Err(TransportFailure::NotSent) => Creation::Failed(Symptom::Transport(TransportFailure::NotSent)),
            Err(TransportFailure::Unknown) => self.look(intent, &request, &ApiReply::default()),
        }
    }

    /// Looks for the client of an intent, a few times, at growing distances.
    fn look(&mut self, intent: &Intent, request: &ApiRequest, reply: &ApiReply) -> Creation {
        let mut trouble = None;
        let mut waited = Duration::ZERO;
        for pause in LOOKS.map(Duration::from_secs) {
            let left = self.patience.saturating_sub(waited);
            if left.is_zero() {
                break;
            }
            std::thread::sleep(pause.min(left));
            waited += pause;
            match self.list() {
                Ok(Ok(clients)) => match pick(&clients, intent) {
                    Some(creation) => return creation,
                    None => trouble = None,
                },
                Ok(Err(symptom)) => trouble = Some(symptom),
                Err(CreationError::Fault(fault)) => trouble = Some(Symptom::Helper(fault)),
                Err(CreationError::Journal(_)) => {}
            }
        }
        match trouble {
            Some(symptom) => Creation::Unknown(symptom),
            // A server that answered and whose list doesn't have the client has most likely refused it.
            None if reply.status >= 500 => Creation::Failed(Symptom::Http {
                request: request.clone(),
                reply: reply.clone(),
            }),
            None => Creation::NotFound,
        }
    }

    /// The clients that are there, or why they cannot be seen.
    pub fn list(&mut self) -> Result<Result<Vec<Plan>, Symptom>, CreationError> {
        let token = match self.helper.token(&self.profile.name, Operation::Read) {
            Ok(token) => token,
            // The admin client may lack the read scope and still be allowed to create.
            Err(fault) if fault.code == code::TOKEN_REJECTED => return Ok(Err(Symptom::Helper(fault))),
            Err(fault) => return Err(fault.into()),
        };
        let call = Call::ListClients { inactive: false };
        let request = call.request();
        Ok(match self.http.api(&request, Some(&token.secret)) {
            Ok(reply) => match call.read(&reply) {
                Ok(Answer::Clients(clients)) => Ok(clients),
                Ok(_) => Err(Symptom::Http { request, reply }),
                Err(refusal) => Err(http_symptom(request, *refusal)),
            },
            Err(failure) => Err(Symptom::Transport(failure)),
        })
    }
}

fn pick(clients: &[Plan], intent: &Intent) -> Option<Creation> {
    let fitting: Vec<&Plan> = clients.iter().filter(|client| intent.fits(client)).collect();
    match fitting.as_slice() {
        [] => None,
        // Without the list from before, one that fits may be an old one of the same name.
        [client] if intent.before.is_some() => Some(Creation::Found((*client).clone())),
        several => Some(Creation::Several(
            several.iter().filter_map(|client| id_of(client)).collect(),
        )),
    }
}

fn http_symptom(request: ApiRequest, refusal: Refusal) -> Symptom {
    Symptom::Http {
        request,
        reply: refusal.reply,
    }
}

fn is_twin(client: &Plan, plan: &Plan) -> bool {
    let same = |member: &str| client.text(member) == plan.text(member);
    same("client_name") && same("integration_type") && client.flag("active") != Some(false)
}

fn id_of(client: &Plan) -> Option<ClientId> {
    ClientId::parse(client.text("client_id")?).ok()
}
