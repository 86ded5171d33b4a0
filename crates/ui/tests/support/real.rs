//! The guide, the clients, the scopes and the companion as a real session draws them in each language.

use std::collections::VecDeque;

use losen_core::Timestamp;
use losen_core::api::{ApiReply, TransportFailure};
use losen_core::companion::PageFacts;
use losen_core::desk::{At, Fact};
use losen_core::model::{ClientId, Environment, Scope};
use losen_core::protocol::{Answer, CertificateInfo, Command, ProfileInfo};
use losen_core::session::{
    Button, ClientsButton, Effect, Event, Field, HelperAt, HomeButton, HomeField, Input, Outcome, PortalNews,
    ProviderButton, Room, Session, Surface, View,
};
use losen_core::text::Language;

use super::Screen;
use super::plans::Make;

const NOW: Timestamp = Timestamp(1_795_000_000);

const CLIENT: &str = r#"{"client_id":"b2","client_name":"Losby havnevesen - innlogging","description":"Innlogging",
    "integration_type":"idporten","application_type":"web","token_endpoint_auth_method":"client_secret_post",
    "grant_types":["authorization_code"],"scopes":["openid","profile"],"redirect_uris":["https://losby.example.no/cb"],
    "post_logout_redirect_uris":["https://losby.example.no/"],"active":true,"last_updated":"2026-01-19T09:40:37Z"}"#;
const KEYS: &str = r#"{"keys":[{"kid":"losby-2026","kty":"RSA","alg":"RS256","created":"2026-01-19T09:40:37Z",
    "last_updated":"2026-01-19T09:40:37Z"}]}"#;
const SCOPE: &str = r#"{"name":"losby:havn.read","prefix":"losby","subscope":"havn.read","description":"Havneplasser",
    "visibility":"PUBLIC","active":true,"allowed_integration_types":["maskinporten"],"token_type":"SELF_CONTAINED",
    "created":"2026-01-19T09:40:37Z","last_updated":"2026-01-19T09:40:37Z"}"#;
const ACCESSES: &str = r#"[{"consumer_orgno":"974761076","scope":"losby:havn.read","state":"APPROVED",
    "created":"2026-02-19T09:40:37Z","last_updated":"2026-02-19T09:40:37Z"}]"#;

/// Every screen.
pub fn all() -> Vec<Screen> {
    let screen = |(name, make): (&'static str, Make)| Screen {
        name,
        surface: Surface::Panel,
        view: make(Language::Nb),
        in_language: Some(make),
    };
    let all: [(&'static str, Make); 16] = [
        ("guide-goal", |language| guide(language, 0).view()),
        ("guide-place", |language| guide(language, 1).view()),
        ("guide-kind", |language| guide(language, 2).view()),
        ("guide-details-unanswered", |language| {
            guide(language, 3).press(Button::Next).view()
        }),
        ("guide-uris", |language| guide(language, 4).view()),
        ("guide-scopes", |language| guide(language, 5).view()),
        ("guide-review", |language| guide(language, 6).view()),
        ("guide-done-with-a-secret", |language| guide(language, 7).view()),
        ("explain", |language| {
            Stage::open(language)
                .press(Button::Explain)
                .edit(Field::Pasted, r#"{"error":"invalid_grant","error_description":"Invalid assertion. Client authentication failed. Invalid JWT signature. (MP-110)"}"#)
                .view()
        }),
        ("clients-list", |language| clients(language).view()),
        ("clients-one", |language| client(language).view()),
        ("clients-new-secret", |language| new_secret(language).view()),
        ("scopes-list", |language| scopes(language).view()),
        ("scopes-one", |language| scope(language).view()),
        ("bench-with-a-certificate", |language| bench(language).view()),
        ("beside-the-portal", |language| beside(language).view()),
    ];
    all.into_iter().map(screen).collect()
}

/// A session whose helper and API answer at once.
struct Stage {
    session: Session,
    replies: VecDeque<(u16, String)>,
}

impl Stage {
    fn open(language: Language) -> Self {
        let session = Session::new(Surface::Panel, language);
        let replies = VecDeque::new();
        Self { session, replies }.send(Event::Opened(None))
    }

    fn send(mut self, event: Event) -> Self {
        for (id, effect) in self.session.handle(NOW, event) {
            if let Some(outcome) = self.outcome(&effect) {
                self = self.send(Event::Answered(id, outcome));
            }
        }
        self
    }

    fn press(self, button: Button) -> Self {
        self.send(Event::Pressed(button))
    }

    fn edit(self, field: Field, text: &str) -> Self {
        self.send(Event::Edited(field, Input::Text(text.into())))
    }

    /// What the API will say, call by call.
    fn hears(mut self, status: u16, body: &str) -> Self {
        self.replies.push_back((status, body.to_owned()));
        self
    }

    fn view(self) -> View {
        assert!(self.replies.is_empty(), "not every answer was asked for");
        self.session.view()
    }

    /// `None` is waited for still.
    fn outcome(&mut self, effect: &Effect) -> Option<Outcome> {
        Some(match effect {
            Effect::Persist(_) => Outcome::Persisted(true),
            Effect::AskHelper(at, Command::Hello { .. }) => Outcome::Helper(Ok(Answer::Hello {
                protocol: [1, 1],
                helper: "0.1.0".into(),
                profiles: vec![match at {
                    HelperAt::Page => profile("ovelse", Environment::Practice),
                    HelperAt::Native => profile("test", Environment::Test),
                }],
            })),
            Effect::AskHelper(_, Command::Token { operation, .. }) => Outcome::Helper(Ok(Answer::Token {
                access_token: "a token".to_owned().into(),
                expires_at: Timestamp(NOW.0 + 120),
                operation: *operation,
            })),
            Effect::CallApi { request, .. } if request.path == "/scopes/all" => {
                Outcome::Api(Err(TransportFailure::NotSent))
            }
            Effect::CallApi { .. } => {
                let (status, body) = self.replies.pop_front()?;
                let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
                Outcome::Api(Ok(ApiReply {
                    status,
                    headers,
                    body,
                }))
            }
            _ => return None,
        })
    }
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

/// The guide, so many steps on the way to an API client with a secret.
fn guide(language: Language, steps: usize) -> Stage {
    let next = |stage: Stage| stage.press(Button::Next);
    let moves: [fn(Stage) -> Stage; 7] = [
        |stage| stage.edit(Field::Goal, "user-data"),
        |stage| stage.edit(Field::Place, "test"),
        |stage| stage.edit(Field::AuthMethod, "client_secret_basic"),
        |stage| {
            stage
                .edit(Field::Name, "Losby havnevesen - Min båtplass")
                .edit(Field::Description, "Innlogging for båteiere")
        },
        |stage| {
            stage
                .edit(Field::RedirectUris, "https://losby.example.no/callback")
                .press(Button::Add(Field::RedirectUris))
        },
        |stage| stage,
        |stage| {
            let created = r#"{"client_id":"ny","client_secret":"shown once"}"#;
            stage.hears(200, "[]").hears(201, created).press(Button::Create)
        },
    ];
    // The last one is no step forward but the create itself.
    let forward = moves.len() - 1;
    let taken = moves.into_iter().take(steps).enumerate();
    taken.fold(Stage::open(language), |stage, (at, step)| {
        let stage = step(stage);
        if at < forward { next(stage) } else { stage }
    })
}

fn clients(language: Language) -> Stage {
    Stage::open(language)
        .hears(200, &format!("[{CLIENT}]"))
        .press(Button::Enter(Room::Clients))
}

fn client(language: Language) -> Stage {
    let id = ClientId::parse("b2").unwrap();
    clients(language)
        .hears(200, KEYS)
        .press(Button::Clients(ClientsButton::Open(id)))
}

fn new_secret(language: Language) -> Stage {
    let made = CLIENT.replacen('{', r#"{"client_secret":"shown once","#, 1);
    client(language)
        .press(Button::Clients(ClientsButton::AskSecret))
        .hears(200, &made)
        .press(Button::Clients(ClientsButton::NewSecret))
}

fn scopes(language: Language) -> Stage {
    Stage::open(language)
        .hears(200, r#"[{"prefix":"losby","active":true}]"#)
        .hears(200, &format!("[{SCOPE}]"))
        .press(Button::Enter(Room::Provider))
}

fn scope(language: Language) -> Stage {
    let name = Scope::parse("losby:havn.read").unwrap();
    scopes(language)
        .hears(200, ACCESSES)
        .press(Button::Provider(ProviderButton::Open(name)))
}

/// A plan of the desk, beside a form of the portal that is half filled in.
fn beside(language: Language) -> Stage {
    let facts = include_str!("../../../core/tests/companion/form_without_its_description/facts.json");
    let facts = PageFacts::read(serde_json::from_str(facts).unwrap()).unwrap();
    let told = |field| Field::Home(field);
    Stage::open(language)
        .press(Button::Enter(Room::Home))
        .press(Button::Home(HomeButton::Begin("krr".into())))
        .press(Button::Home(HomeButton::Show(At::Facts { id: 1 })))
        .edit(told(HomeField::ClientName), "Losby varsling")
        .edit(told(HomeField::Description), "Varsler båteiere")
        .press(Button::Home(HomeButton::Show(At::Errand { id: 1 })))
        .send(Event::Portal(PortalNews::Facts(Box::new(facts))))
}

/// The bench of a plan for another organisation in production, with a certificate of test.
fn bench(language: Language) -> Stage {
    let pem = include_str!("../../../core/tests/keys/enterprise_certificate_of_test/input.txt");
    let told = |field| Field::Home(field);
    Stage::open(language)
        .press(Button::Enter(Room::Home))
        .press(Button::Home(HomeButton::Begin("key".into())))
        .press(Button::Home(HomeButton::Show(At::Facts { id: 1 })))
        .edit(told(HomeField::Environment), "prod")
        .edit(told(HomeField::Fact(Fact::Orgno)), "974761076")
        .press(Button::Home(HomeButton::Show(At::Bench { id: Some(1) })))
        .edit(told(HomeField::Bench), pem)
}
