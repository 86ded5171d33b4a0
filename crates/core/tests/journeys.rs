//! Whole ways through the guide, replayed. Each directory of `journeys` holds `events.txt`, one event a line, and
//! `transcript.txt`: what was on screen and what was asked for after each. With `UPDATE=1` the transcripts are
//! rewritten, and the test still fails once, so that a human looks at the difference.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that panics has said what is wrong"
)]

#[path = "support/fields.rs"]
mod fields;
#[path = "support/focus.rs"]
mod focus;
#[path = "support/transcript.rs"]
mod transcript;

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use losen_core::Timestamp;
use losen_core::api::{ApiReply, TransportFailure};
use losen_core::companion::PageFacts;
use losen_core::login::{Authenticated, Person};
use losen_core::model::Environment;
use losen_core::protocol::{Answer, CertificateInfo, Command, Fault, ProfileInfo};
use losen_core::session::{
    Button, Draft, Effect, EffectId, Event, Field, HelperAt, HelperFailure, Input, Outcome, PortalNews,
    Session, Surface,
};
use losen_core::text::Language;

use fields::field_named;
use transcript::{buttons, describe, name_of};

const TOKEN: &str = "header.eyJzY29wZSI6Imlkc29tZSJ9.canary-token";

/// A session, with the shell's part played by the lines of `events.txt`.
struct Stage {
    session: Session,
    surface: Surface,
    now: i64,
    waiting: VecDeque<(EffectId, Effect)>,
    kept: Option<Draft>,
    disk_full: bool,
    /// Whether the open list of scopes is answered by a line.
    lists: bool,
    transcript: String,
}

impl Stage {
    fn new() -> Self {
        Self {
            session: Session::new(Surface::Popup, Language::Nb),
            surface: Surface::Popup,
            now: 1_795_000_000,
            waiting: VecDeque::new(),
            kept: None,
            disk_full: false,
            lists: false,
            transcript: String::new(),
        }
    }

    fn play(&mut self, line: &str) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "surface" => {
                self.surface = match rest {
                    "site" => Surface::Site,
                    "panel" => Surface::Panel,
                    _ => Surface::Popup,
                };
                self.session = Session::new(self.surface, Language::Nb);
                return;
            }
            "disk-full" => self.disk_full = true,
            "lists" => {
                self.lists = true;
                return;
            }
            // These very words are on screen; the transcript has headings and labels only.
            "says" => {
                let shown = format!("{:?}", self.session.view().blocks);
                assert!(shown.contains(rest), "«{rest}» is not said\n{}", self.transcript);
                return;
            }
            // These very words are what a screen reader is told.
            "status" => {
                assert_eq!(self.session.view().status, rest, "{}", self.transcript);
                return;
            }
            "open" => self.event(Event::Opened(None)),
            // What an earlier Losen kept: a file of `tests/drafts`.
            "kept" => {
                let text = std::fs::read_to_string(folder("drafts").join(rest)).unwrap();
                let draft: Draft = serde_json::from_str(&text).unwrap();
                self.event(Event::Opened(Some(Box::new(draft))));
            }
            // What the organisation calls things, by policy.
            "policy" => {
                let policy = serde_json::from_str(rest).unwrap();
                self.event(Event::Portal(PortalNews::Policy(policy)));
            }
            // The portal beside, as in a case of `tests/companion`.
            "portal" => {
                let text = std::fs::read_to_string(folder("companion").join(rest).join("facts.json"));
                let facts = PageFacts::read(serde_json::from_str(&text.unwrap()).unwrap()).unwrap();
                self.event(Event::Portal(PortalNews::Facts(Box::new(facts))));
            }
            // What came of looking for the control that the ring was asked for.
            "pointed" => self.event(Event::Portal(PortalNews::Pointed(rest == "yes"))),
            // «wait 90 days»: nobody does anything.
            "wait" => {
                let days: i64 = rest.strip_suffix(" days").unwrap().parse().unwrap();
                self.now += days * 86_400;
            }
            "reopen" => {
                self.waiting.clear();
                self.session = Session::new(self.surface, Language::Nb);
                self.event(Event::Opened(self.kept.clone().map(Box::new)));
            }
            "receive" => self.event(Event::Received(rest.to_owned())),
            "language" => self.event(Event::Language(Language::from_tag(rest).unwrap())),
            "edit" => {
                let (field, value) = rest.split_once(' ').unwrap_or((rest, ""));
                // `\\n` is a line break.
                let value = value.replace("\\n", "\n");
                self.event(Event::Edited(field_named(field), Input::Text(value)));
            }
            // «tick inactive» is a checkbox of a field; a bare scope one of the scopes.
            "tick" | "untick" => {
                let (field, value) = match rest.split_once(' ') {
                    Some((field, value)) => (field_named(field), value),
                    None => (Field::Scopes, rest),
                };
                let input = Input::Toggle(value.to_owned(), word == "tick");
                self.event(Event::Edited(field, input));
            }
            "press" => {
                let button = self.button(rest);
                let before = self.session.view();
                self.event(Event::Pressed(button));
                focus::follows(&before, &self.session.view(), line);
            }
            "answer" => self.answer(rest),
            "late" => self.event(Event::Answered(EffectId(rest.parse().unwrap()), Outcome::Waited)),
            other => panic!("no such event: {other}"),
        }
        writeln!(self.transcript, "> {line}").unwrap();
        describe(&self.session.view(), &mut self.transcript);
        for (_, effect) in &self.waiting {
            writeln!(self.transcript, "  waits for {}", name_of(effect)).unwrap();
        }
        self.transcript.push('\n');
    }

    fn event(&mut self, event: Event) {
        for (id, effect) in self.session.handle(Timestamp(self.now), event) {
            match &effect {
                Effect::Persist(draft) => {
                    let text = serde_json::to_string(draft).unwrap();
                    assert!(!text.contains("canary"), "a draft holds a secret");
                    if !self.disk_full {
                        self.kept = Some(serde_json::from_str(&text).unwrap());
                    }
                    self.event(Event::Answered(id, Outcome::Persisted(!self.disk_full)));
                }
                // The open list of scopes is beside the point of most journeys: it cannot be fetched.
                Effect::CallApi { request, .. } if request.path == "/scopes/all" && !self.lists => {
                    self.event(Event::Answered(id, Outcome::Api(Err(TransportFailure::NotSent))));
                }
                // What the companion is to look for is every name that there is.
                Effect::Watch(_) => {}
                Effect::Open(_)
                | Effect::Save(_)
                | Effect::Print
                | Effect::Point(_)
                | Effect::ForgetPrivateKey => writeln!(self.transcript, "  {}", name_of(&effect)).unwrap(),
                _ => self.waiting.push_back((id, effect)),
            }
        }
    }

    /// Answers the effect that has waited longest.
    fn answer(&mut self, rest: &str) {
        let (id, effect) = self
            .waiting
            .pop_front()
            .unwrap_or_else(|| panic!("nothing waits for «{rest}»\n{}", self.transcript));
        let (word, more) = rest.split_once(' ').unwrap_or((rest, ""));
        let outcome = match (&effect, word) {
            (Effect::AskHelper(at, Command::Hello { .. }), "hello") => {
                let profiles = match (at, more) {
                    (HelperAt::Page, _) => vec![profile("ovelse", Environment::Practice)],
                    (_, "") => vec![profile("test", Environment::Test)],
                    (_, environment) => {
                        vec![profile(environment, Environment::from_word(environment).unwrap())]
                    }
                };
                Outcome::Helper(Ok(Answer::Hello {
                    protocol: [1, 1],
                    helper: "0.1.0".into(),
                    profiles,
                }))
            }
            (Effect::AskHelper(..), "unreachable") => {
                let failure = HelperFailure::Unreachable {
                    code: more.to_owned(),
                    raw: String::new(),
                };
                Outcome::Helper(Err(failure))
            }
            // The helper that is to send a call refuses as well.
            (Effect::AskHelper(..) | Effect::CallApi { .. }, "fault") => {
                let (code, detail) = more.split_once(' ').unwrap_or((more, ""));
                let fault = Fault {
                    code: code.to_owned(),
                    detail: detail.to_owned(),
                };
                Outcome::Helper(Err(HelperFailure::Fault(fault)))
            }
            (Effect::AskHelper(_, Command::Token { operation, .. }), "token") => {
                Outcome::Helper(Ok(Answer::Token {
                    access_token: TOKEN.to_owned().into(),
                    expires_at: Timestamp(self.now + 120),
                    operation: *operation,
                }))
            }
            (Effect::AskHelper(_, Command::Prove { proof, .. }), "proof") => {
                let (status, body) = more.split_once(' ').unwrap_or((more, ""));
                let status = status.parse().unwrap();
                let reply = ApiReply {
                    status,
                    headers: Vec::new(),
                    body: body.to_owned(),
                };
                Outcome::Helper(Ok(Answer::Proof {
                    scope: proof.scope().to_owned(),
                    expires_at: Timestamp(self.now + 120),
                    lookup: Some(reply),
                }))
            }
            (Effect::AskHelper(_, Command::Login { .. }), "login") => Outcome::Helper(Ok(Answer::Login {
                address: more.to_owned(),
                landed: None,
            })),
            (Effect::AskHelper(_, Command::ProveLogin { .. }), "person") => {
                Outcome::Helper(Ok(Answer::LoginProof {
                    scopes: vec!["openid".into(), "krr:user/kontaktinformasjon.read".into()],
                    authenticated: Authenticated::Certificate,
                    expires_at: Timestamp(self.now + 120),
                    person: Person::read(more, None),
                    lookup: None,
                }))
            }
            (Effect::AskHelper(_, Command::ProveLogin { .. }), "krr") => {
                let (status, body) = more.split_once(' ').unwrap_or((more, ""));
                let reply = ApiReply {
                    status: status.parse().unwrap(),
                    headers: Vec::new(),
                    body: body.to_owned(),
                };
                Outcome::Helper(Ok(Answer::LoginProof {
                    scopes: vec!["openid".into()],
                    authenticated: Authenticated::Secret,
                    expires_at: Timestamp(self.now + 120),
                    person: None,
                    lookup: Some(Box::new(reply)),
                }))
            }
            (Effect::AskHelper(_, Command::MakeKey { .. }), "key") => Outcome::Helper(Ok(Answer::NewKey {
                public: serde_json::from_str(more).unwrap(),
                file: "/home/kari/.local/state/losen/keys/losen-1.pem".into(),
            })),
            (Effect::AskHelper(_, Command::ProveKey { kid, .. }), "key-works") => {
                Outcome::Helper(Ok(Answer::KeyProof { kid: kid.clone() }))
            }
            (Effect::CallApi { token, .. }, "status") => {
                assert!(token.is_some() || self.lists, "a call without a token");
                let (status, body) = more.split_once(' ').unwrap_or((more, ""));
                let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
                Outcome::Api(Ok(ApiReply {
                    status: status.parse().unwrap(),
                    headers,
                    body: body.to_owned(),
                }))
            }
            (Effect::CallApi { .. }, "lost") => Outcome::Api(Err(TransportFailure::Unknown)),
            (Effect::CallApi { .. }, "not-sent") => Outcome::Api(Err(TransportFailure::NotSent)),
            (Effect::MakeKeyPair, "pair") => Outcome::KeyPair((!more.is_empty()).then(|| more.to_owned())),
            (Effect::SavePrivateKey { .. }, "saved") => Outcome::KeySaved(true),
            (Effect::Wait(seconds), "time") => {
                self.now += i64::from(*seconds);
                Outcome::Waited
            }
            (effect, word) => panic!("{word} is no answer to {}", name_of(effect)),
        };
        self.event(Event::Answered(id, outcome));
    }

    /// The button with this label anywhere on the screen.
    fn button(&self, label: &str) -> Button {
        let view = self.session.view();
        let all = buttons(&view);
        let found = all
            .iter()
            .find(|button| button.label == label && !button.disabled);
        let labels: Vec<&String> = all.iter().map(|button| &button.label).collect();
        found
            .unwrap_or_else(|| panic!("no button «{label}» among {labels:?}\n{}", self.transcript))
            .press
            .clone()
    }
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn profile(name: &str, environment: Environment) -> ProfileInfo {
    ProfileInfo {
        name: name.to_owned(),
        environment,
        client_id: "admin".into(),
        certificate: Some(CertificateInfo {
            organisation: "Losby havnevesen".into(),
            orgno: "314330897".into(),
            issuer: "Test CA".into(),
            not_before: Timestamp(0),
            not_after: Timestamp(2_000_000_000),
        }),
        endpoints: None,
        problem: None,
    }
}

#[test]
fn every_journey_goes_as_it_is_written_down() {
    let mut cases: Vec<_> = std::fs::read_dir(folder("journeys"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    let mut changed = Vec::new();
    for case in cases {
        let events = std::fs::read_to_string(case.join("events.txt")).unwrap();
        let mut stage = Stage::new();
        let lines = events
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        lines.for_each(|line| stage.play(line));
        let golden = case.join("transcript.txt");
        if std::fs::read_to_string(&golden).unwrap_or_default() != stage.transcript {
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(&golden, &stage.transcript).unwrap();
            }
            changed.push(format!("{}\n{}", case.display(), stage.transcript));
        }
    }
    assert!(
        changed.is_empty(),
        "changed; look at git diff after UPDATE=1:\n{}",
        changed.join("\n")
    );
}
