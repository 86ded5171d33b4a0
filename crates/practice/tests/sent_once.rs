//! The guide creates a client, the practice environment makes it and drops the connection, and the page may be closed at
//! any moment: 1,000 times, with no client twice and none lost.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use losen_core::Timestamp;
use losen_core::api::{ApiReply, TransportFailure};
use losen_core::model::Environment;
use losen_core::protocol::{Answer, Command, ProfileInfo};
use losen_core::session::{Button, Draft, Effect, EffectId, Event, Field, Input, Outcome, Session, Surface};
use losen_core::text::Language;
use losen_practice::{Fate, HttpRequest};
use secrecy::ExposeSecret as _;
use serde_json::json;
use support::World;

/// A session, its shell, and what the shell has kept.
struct Page {
    session: Session,
    waiting: Vec<(EffectId, Effect)>,
    kept: Option<Draft>,
}

impl Page {
    fn open(kept: Option<Draft>) -> Self {
        Self {
            session: Session::new(Surface::Panel, Language::Nb),
            waiting: Vec::new(),
            kept,
        }
    }

    fn tell(&mut self, world: &World, event: Event) {
        for (id, effect) in self.session.handle(world.now, event) {
            match effect {
                Effect::Persist(draft) => {
                    self.kept = Some(*draft);
                    self.tell(world, Event::Answered(id, Outcome::Persisted(true)));
                }
                // The portal is watched from the panel; there is none here, and nobody waits for an answer.
                Effect::Watch(_) => {}
                effect => self.waiting.push((id, effect)),
            }
        }
    }

    /// Performs the effect that has waited longest; `true` when it was the create.
    fn perform(&mut self, world: &mut World) -> bool {
        let (id, effect) = self.waiting.remove(0);
        let mut created = false;
        let outcome = match effect {
            Effect::AskHelper(_, Command::Hello { .. }) => Outcome::Helper(Ok(Answer::Hello {
                protocol: [1, 1],
                helper: "0".into(),
                profiles: vec![ProfileInfo {
                    name: "test".into(),
                    environment: Environment::Test,
                    client_id: "admin".into(),
                    certificate: None,
                    endpoints: None,
                    problem: None,
                }],
            })),
            Effect::AskHelper(_, Command::Token { operation, .. }) => Outcome::Helper(Ok(Answer::Token {
                access_token: world.token(operation).into(),
                expires_at: world.now.plus(120),
                operation,
            })),
            Effect::CallApi { request, token, .. } => {
                created = request.method == "POST";
                let content = request.content();
                let bearer = token.map(|token| format!("Bearer {}", token.expose_secret()));
                let reply = world.send(&HttpRequest {
                    path: request.address("/api/v1"),
                    headers: bearer
                        .into_iter()
                        .map(|bearer| ("authorization".into(), bearer))
                        .collect(),
                    body: content.map(|(_, body)| body).unwrap_or_default(),
                    method: request.method,
                    query: request.query,
                });
                Outcome::Api(match reply.fate {
                    Fate::DropConnection => Err(TransportFailure::Unknown),
                    _ => Ok(ApiReply {
                        status: reply.status,
                        headers: reply.headers,
                        body: reply.body,
                    }),
                })
            }
            Effect::Wait(seconds) => {
                world.now = Timestamp(world.now.0 + i64::from(seconds));
                Outcome::Waited
            }
            effect => panic!("{effect:?} is not part of a create"),
        };
        self.tell(world, Event::Answered(id, outcome));
        created
    }
}

/// Creates a client of this name; the page is closed and opened again after so many further answers.
fn create(world: &mut World, name: &str, closed_after: Option<usize>) {
    let mut page = Page::open(None);
    page.tell(world, Event::Opened(None));
    while !page.waiting.is_empty() {
        page.perform(world);
    }
    let edits = [
        (Field::Goal, "krr-lookup"),
        (Field::Place, "test"),
        (Field::Name, name),
        (Field::Description, "Varsling"),
    ];
    for (field, text) in edits {
        page.tell(world, Event::Edited(field, Input::Text(text.to_owned())));
    }
    for _ in 0..5 {
        page.tell(world, Event::Pressed(Button::Next));
    }
    page.tell(world, Event::Pressed(Button::Create));
    let (mut sent, mut since) = (false, 0);
    while page.kept.as_ref().is_none_or(|draft| draft.created.is_none()) {
        assert!(
            !page.waiting.is_empty(),
            "{name}: nothing is waited for and nothing was created"
        );
        sent |= page.perform(world);
        if sent {
            if closed_after == Some(since) {
                page = Page::open(page.kept);
                let kept = page.kept.clone().map(Box::new);
                page.tell(world, Event::Opened(kept));
            }
            since += 1;
        }
    }
}

#[test]
fn a_thousand_lost_answers_make_no_client_twice_and_lose_none() {
    let fault = json!({"faults": [
        {"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": "drop-after"}},
    ]});
    for round in 0..20 {
        let mut world = World::new();
        *world.practice.faults_mut() = serde_json::from_value(fault.clone()).unwrap();
        for at in 0..50 {
            // Never closed, closed right after the answer was lost, or while the list is looked at.
            let closed_after = usize::checked_sub(at % 5, 1);
            create(&mut world, &format!("Klient {round}-{at}"), closed_after);
        }
        let made = world.practice.clients().iter().map(|client| client.to_json());
        let mut names: Vec<String> = made.map(|client| client["client_name"].to_string()).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(
            (count, names.len()),
            (51, 51),
            "fifty and the admin client, each once"
        );
    }
}
