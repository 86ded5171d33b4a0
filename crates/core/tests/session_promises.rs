//! What a session promises whatever happens, over many random ways through it (docs/ARCHITECTURE.md, invariants 4,
//! 10 and 11). The generator is seeded, so a failure repeats.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that panics has said what is wrong"
)]

use losen_core::Timestamp;
use losen_core::api::{ApiReply, TransportFailure};
use losen_core::grant::Operation;
use losen_core::model::{Environment, Plan};
use losen_core::protocol::{Answer, Command, Fault, ProfileInfo};
use losen_core::rules::{Context, check};
use losen_core::session::{
    Button, Draft, Effect, EffectId, Event, Field, HelperFailure, Input, Outcome, Session, StepId, Surface,
};
use losen_core::text::Language;

const TOKEN: &str = "aaa.bbb.canary";
const KEY: &str = r#"{"kty":"RSA","use":"sig","alg":"RS256","kid":"losen-1","e":"AQAB","n":"wuXuNvrI0_UUJAHrWIEOLx79QmYzCXBYH4K2x7_IdB6SY-5qu7VI-_1T-2ZS4UhfuyBAYcuGz7lGKeKWPUY369ryng7OipJY_FJzF8s0y9-XhJoPh-IJJHQDANw-xajjbPhGzBBlLl0hfaiEjG3FoonY8p1ustgeUBGBJi8ip-rIl0OkEysNkBp0f1B9R_ryeV71TQ5jrnz4834XvekyGIDb7PZ-u6OH5TzqPZKiU6q_P4BXMTxrSj_BMPTyRYlfRkDgWZ_XBMo5RT2DHdfET67mFjEUOCLOAl1Sd6WwyHdK2mYl-wrtd5l3c0kKLWcbxKtO8V95-zcFqONIqvF0gQ"}"#;

/// A small generator (SplitMix64); the sequences must be many and repeatable, not unpredictable.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }
}

struct Run {
    session: Session,
    dice: Dice,
    waiting: Vec<(EffectId, Effect)>,
    kept: Option<Draft>,
    kept_at: EffectId,
    presses: usize,
    posts: usize,
    keys: usize,
}

impl Run {
    fn new(seed: u64) -> Self {
        let session = Session::new(Surface::Popup, Language::Nb);
        Self {
            session,
            dice: Dice(seed),
            waiting: Vec::new(),
            kept: None,
            kept_at: EffectId(0),
            presses: 0,
            posts: 0,
            keys: 0,
        }
    }

    fn event(&mut self, event: Event) {
        if let Event::Pressed(Button::Create | Button::CreateAnyway | Button::Retry) = event {
            self.presses += 1;
        }
        for (id, effect) in self.session.handle(Timestamp(1_795_000_000), event) {
            self.look_at(&effect);
            self.waiting.push((id, effect));
        }
    }

    fn look_at(&mut self, effect: &Effect) {
        match effect {
            Effect::Persist(draft) => {
                let text = serde_json::to_string(draft).unwrap();
                assert!(!text.contains("canary"), "invariant 4: a draft holds a token");
            }
            Effect::CallApi { request, token, .. } if request.method != "GET" => {
                self.posts += 1;
                assert!(token.is_some());
                let kept = self.kept.as_ref().expect("invariant 11: sent without a record");
                assert!(kept.intent.is_some(), "invariant 11: sent without a kept intent");
                // The second step, or what undoes the first.
                if request.path != "/clients" {
                    assert!(matches!(
                        request.operation,
                        Some(Operation::Write | Operation::Keys)
                    ));
                    assert!(
                        kept.intent.as_ref().is_some_and(|intent| intent.key.is_some()),
                        "a key that was not in the record"
                    );
                    self.keys += usize::from(request.method == "POST");
                    return self.posts -= 1;
                }
                assert_eq!(request.operation, Some(Operation::Write));
                assert!(
                    self.posts <= self.presses,
                    "invariant 11: sent {} times on {} presses",
                    self.posts,
                    self.presses
                );
                let plan = Plan::from_json(request.body.clone().unwrap()).unwrap();
                let context = Context {
                    goal: kept.goal,
                    ..Context::new(Environment::Test)
                };
                assert!(!check(&plan, &context).has_errors(), "invariant 10: {plan:?}");
            }
            _ => {}
        }
    }

    /// As far as the review, as a user who makes no mistake.
    fn good_way(&mut self) {
        while !self.waiting.is_empty() {
            self.answer();
        }
        let edits = [
            (Field::Goal, "krr-lookup"),
            (Field::Place, "test"),
            (Field::Name, "Losby havnevesen"),
            (Field::Description, "Varsling"),
        ];
        let first_key = *self.dice.pick(&["none", "helper", "pasted"]);
        for (field, text) in edits {
            self.event(Event::Edited(field, Input::Text(text.to_owned())));
        }
        for _ in 0..5 {
            self.event(Event::Pressed(Button::Next));
        }
        self.event(Event::Edited(Field::FirstKey, Input::Text(first_key.to_owned())));
        self.event(Event::Edited(Field::PublicKey, Input::Text(KEY.to_owned())));
    }

    fn step(&mut self) {
        match self.dice.roll(10) {
            0..=3 => {
                let event = self.user();
                self.event(event);
            }
            4 if self.dice.roll(12) == 0 => {
                self.waiting.clear();
                self.kept_at = EffectId(0);
                self.session = Session::new(Surface::Popup, Language::En);
                let saved = self.kept.clone().map(Box::new);
                self.event(Event::Opened(saved));
            }
            _ => self.answer(),
        }
        let view = self.session.view();
        let can_act = view.buttons.iter().any(|button| !button.disabled);
        assert!(
            can_act || !self.waiting.is_empty(),
            "no way forward and nothing to wait for: {}",
            view.heading
        );
    }

    fn user(&mut self) -> Event {
        let texts = [
            "",
            "krr-lookup",
            "user-data",
            "test",
            "web",
            "browser",
            "krr",
            "maskinporten",
            "Losby",
            "https://losby.example.no/cb",
            "http://x#y",
            "krr:user, kontaktinformasjon.read",
            "openid",
            "æøå\u{0}\"",
            "helper",
            "pasted",
            KEY,
        ];
        let fields = [
            Field::Goal,
            Field::Place,
            Field::Kind,
            Field::ApplicationType,
            Field::AuthMethod,
            Field::Name,
            Field::Description,
            Field::RedirectUris,
            Field::PostLogoutUris,
            Field::OtherScopes,
            Field::FirstKey,
            Field::PublicKey,
        ];
        // The real buttons come often, so that the sequences get somewhere; any other now and then.
        let view = self.session.view();
        let shown: Vec<Button> = view
            .buttons
            .iter()
            .filter(|b| !b.disabled)
            .map(|b| b.press.clone())
            .collect();
        let any = [
            Button::Next,
            Button::Back,
            Button::Create,
            Button::CreateAnyway,
            Button::Retry,
            Button::Look,
            Button::GiveKey,
            Button::UndoCreate,
            Button::CheckGrants,
            Button::Add(Field::RedirectUris),
            Button::Add(Field::OtherScopes),
            Button::Remove(Field::OtherScopes, 2),
            Button::GoTo(StepId::Review),
            Button::GoTo(StepId::Scopes),
            Button::StartOver,
            Button::KeepPlan,
            Button::Greet,
            Button::Mend("scope/mangled".into(), "/scopes/0".into()),
            Button::OpenSidePanel,
        ];
        match self.dice.roll(10) {
            0..=4 if !shown.is_empty() => Event::Pressed(self.dice.pick(&shown).clone()),
            5 if self.dice.roll(4) == 0 => {
                let private = r#"{"kty":"RSA","n":"x","e":"AQAB","d":"canary"}"#;
                Event::Edited(Field::PublicKey, Input::Text(private.to_owned()))
            }
            5..=6 => Event::Pressed(self.dice.pick(&any).clone()),
            7 => Event::Edited(
                Field::Scopes,
                Input::Toggle((*self.dice.pick(&texts)).to_owned(), self.dice.roll(2) == 0),
            ),
            _ => Event::Edited(
                *self.dice.pick(&fields),
                Input::Text((*self.dice.pick(&texts)).to_owned()),
            ),
        }
    }

    fn answer(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let at = self.dice.roll(self.waiting.len());
        let (id, effect) = self.waiting.remove(at);
        let outcome = match &effect {
            Effect::Persist(draft) => {
                let kept = self.dice.roll(8) != 0;
                // A shell keeps drafts in the order in which they came.
                if kept && id > self.kept_at {
                    self.kept_at = id;
                    self.kept = Some((**draft).clone());
                }
                Outcome::Persisted(kept)
            }
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
            Effect::AskHelper(_, Command::Token { operation, .. }) if self.dice.roll(5) != 0 => {
                let access_token = TOKEN.to_owned().into();
                Outcome::Helper(Ok(Answer::Token {
                    access_token,
                    expires_at: Timestamp(0),
                    operation: *operation,
                }))
            }
            Effect::AskHelper(_, Command::MakeKey { .. }) if self.dice.roll(3) != 0 => {
                Outcome::Helper(Ok(Answer::NewKey {
                    public: serde_json::from_str(KEY).unwrap(),
                    file: "losen-1.pem".into(),
                }))
            }
            Effect::AskHelper(..) => {
                Outcome::Helper(Err(HelperFailure::Fault(Fault::new("key/cancelled", ""))))
            }
            Effect::CallApi { request, .. } => self.reply(&request.method),
            Effect::Wait(_) => Outcome::Waited,
            Effect::MakeKeyPair => Outcome::KeyPair(None),
            Effect::SavePrivateKey { .. } => Outcome::KeySaved(false),
            Effect::Watch(_)
            | Effect::Point(_)
            | Effect::Open(_)
            | Effect::Save(_)
            | Effect::Print
            | Effect::ForgetPrivateKey => return,
        };
        let repeat = outcome.clone();
        self.event(Event::Answered(id, outcome));
        if self.dice.roll(6) == 0 {
            // A repeated answer must change nothing.
            let before = format!("{:?}", self.session.view());
            self.event(Event::Answered(id, repeat));
            assert_eq!(format!("{:?}", self.session.view()), before);
        }
    }

    fn reply(&mut self, method: &str) -> Outcome {
        let reply = |status, body: &str| {
            Ok(ApiReply {
                status,
                headers: Vec::new(),
                body: body.to_owned(),
            })
        };
        let created = r#"{"client_id":"new","client_secret":"canary"}"#;
        Outcome::Api(match self.dice.roll(6) {
            0 => Err(TransportFailure::Unknown),
            1 => Err(TransportFailure::NotSent),
            2 => reply(*self.dice.pick(&[401, 403, 404, 409, 428, 500, 502]), "<html>"),
            _ if method == "GET" => reply(200, "[]"),
            _ => reply(201, created),
        })
    }
}

#[test]
fn whatever_happens_the_promises_hold() {
    let (mut posts, mut keys) = (0, 0);
    for seed in 0..120 {
        let mut run = Run::new(seed);
        run.event(Event::Opened(None));
        if seed % 3 != 0 {
            run.good_way();
            run.event(Event::Pressed(Button::Create));
        }
        for _ in 0..100 {
            run.step();
        }
        posts += run.posts;
        keys += run.keys;
    }
    assert!(keys > 2, "the sequences never got as far as a key ({keys})");
    assert!(posts > 15, "the sequences never got as far as a create ({posts})");
}
