//! What holds for every body, however odd: no panic, the same answer twice, and fixes that mend.

#![expect(clippy::unwrap_used, reason = "the helpers of a test are a test")]

use losen_core::model::{Environment, Finding, Plan, Severity};
use losen_core::rules::{Context, Goal, Granted, check};
use losen_core::text::Language;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Words that mean something to some rule, so that random bodies get far into them.
const WORDS: &[&str] = &[
    "idporten",
    "api_klient",
    "maskinporten",
    "krr",
    "ansattporten",
    "eformidling",
    "Maskinporten",
    "web",
    "browser",
    "native",
    "Web",
    "private_key_jwt",
    "client_secret_post",
    "client_secret_basic",
    "none",
    "S256",
    "ONETIME",
    "REUSE",
    "authorization_code",
    "refresh_token",
    "implicit",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "jwt_bearer_token",
    "openid",
    "profile",
    "openid, profile",
    "krr:user",
    "krr:global/",
    "kontaktinformasjon.read",
    "/digitalpost.read",
    "krr:user/kontaktinformasjon.read",
    "krr:global/kontaktinformasjon.read",
    "krr:global/postkasse.read",
    "krr:global/*",
    "krr:global/kontaktinformasjon.raed",
    "global/sertifikat.read",
    "altinn:broker.read",
    "altinn:instances.read",
    "a:b",
    "*",
    "https://minside.eksempel.no/cb",
    "https://minside.eksempel.no/cb/",
    "http://localhost:80/cb",
    "https://127.0.0.1:*/cb",
    "https://eksempel.no/#x",
    "com.example.app:/cb",
    "minside.no/cb",
    "http://[::1]:0/",
    "https://a@b.no/",
    "localhost:1/x",
    "991825827",
    "991825828",
    "0192:991825827",
    "311718371",
    " ",
    "",
    "æ\u{0}\u{202e}",
    "true",
    "120",
];

const MEMBERS: &[&str] = &[
    "client_id",
    "client_name",
    "client_orgno",
    "supplier_orgno",
    "description",
    "active",
    "application_type",
    "integration_type",
    "scopes",
    "grant_types",
    "token_endpoint_auth_method",
    "refresh_token_lifetime",
    "refresh_token_usage",
    "access_token_lifetime",
    "authorization_lifetime",
    "logo_uri",
    "redirect_uris",
    "post_logout_redirect_uris",
    "frontchannel_logout_session_required",
    "frontchannel_logout_uri",
    "sso_disabled",
    "code_challenge_method",
    "client_uri",
    "created",
    "onbehalfof",
    "client_secret",
    "display_name",
    "scope",
    "x/~y",
    "",
];

fn word() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => prop::sample::select(WORDS).prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => word(),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        2 => (-2i64..10_000).prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        6 => prop::collection::vec(word(), 0..5).prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(MEMBERS), inner), 0..4).prop_map(|members| {
                Value::Object(
                    members
                        .into_iter()
                        .map(|(k, v)| (k.to_owned(), v))
                        .collect::<Map<_, _>>(),
                )
            }),
        ]
    })
}

/// A member with a value that fits it more often than not.
fn member() -> impl Strategy<Value = (String, Value)> {
    prop::sample::select(MEMBERS).prop_flat_map(|name| {
        let pick = |words: &'static [&'static str]| prop::sample::select(words).prop_map(Value::from).boxed();
        let list = |words: &'static [&'static str]| {
            prop::collection::vec(prop::sample::select(words).prop_map(Value::from), 0..5)
                .prop_map(Value::from)
                .boxed()
        };
        let fitting = match name {
            "integration_type" => pick(&WORDS[0..7]),
            "application_type" => pick(&WORDS[7..11]),
            "token_endpoint_auth_method" => pick(&WORDS[11..15]),
            "grant_types" => list(&WORDS[18..23]),
            "scopes" => list(&WORDS[23..40]),
            "redirect_uris" | "post_logout_redirect_uris" => list(&WORDS[40..50]),
            "access_token_lifetime" | "refresh_token_lifetime" | "authorization_lifetime" => {
                (-1i64..9_000).prop_map(Value::from).boxed()
            }
            _ => value().boxed(),
        };
        prop_oneof![4 => fitting, 1 => value().boxed()].prop_map(move |value| (name.to_owned(), value))
    })
}

fn body() -> impl Strategy<Value = Value> {
    prop::collection::vec(member(), 0..14).prop_map(|members| Value::Object(members.into_iter().collect()))
}

/// What a [`Context`] is made of, short enough to be printed.
#[derive(Clone, Debug)]
struct Setting(Environment, Option<Goal>, Granted);

impl Setting {
    fn context(&self) -> Context {
        let mut context = Context::new(self.0);
        context.goal = self.1;
        context.granted = self.2.clone();
        context
    }
}

fn setting() -> impl Strategy<Value = Setting> {
    let goals = vec![
        None,
        Some(Goal::KrrLookup),
        Some(Goal::UserData),
        Some(Goal::Machine),
        Some(Goal::Login),
    ];
    let granted = vec![Granted::NotAsked, Granted::Unreadable, Granted::read(&[])];
    let parts = (
        prop::sample::select(Environment::ALL.to_vec()),
        prop::sample::select(goals),
        prop::sample::select(granted),
    );
    parts.prop_map(|(environment, goal, granted)| Setting(environment, goal, granted))
}

fn plan(body: &Value) -> Plan {
    Plan::from_json(body.clone()).unwrap()
}

fn count(findings: &[Finding], severity: Severity) -> usize {
    findings
        .iter()
        .filter(|finding| finding.severity == severity)
        .count()
}

fn weight(findings: &[Finding]) -> [usize; 3] {
    [Severity::Error, Severity::Warning, Severity::Hint].map(|severity| count(findings, severity))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_body_gets_an_answer_and_the_same_one_twice(body in body(), setting in setting()) {
        let context = setting.context();
        let once = check(&plan(&body), &context);
        let twice = check(&plan(&body), &context);
        for language in Language::ALL {
            prop_assert_eq!(once.to_json(language), twice.to_json(language));
        }
    }

    #[test]
    fn every_finding_points_into_the_body_or_to_what_is_missing_and_leaves_no_blank(body in body(), setting in setting()) {
        let context = setting.context();
        for finding in check(&plan(&body), &context).findings {
            let parent = finding.path.rfind('/').map_or("", |at| finding.path.get(..at).unwrap_or_default());
            prop_assert!(body.pointer(&finding.path).is_some() || body.pointer(parent).is_some(), "{}", finding.path);
            for language in Language::ALL {
                // The user's own text may hold anything, so only the pattern's blanks are looked for.
                let text = finding.message.text(language);
                prop_assert!(!text.starts_with("rules."), "{}", text);
                let given: Vec<&str> = finding.message.args.iter().map(|(name, _)| name.as_ref()).collect();
                let pattern = losen_core::text::Message::new(finding.message.key.clone()).text(language);
                for blank in pattern.split("%{").skip(1) {
                    let name = blank.split('}').next().unwrap();
                    prop_assert!(given.contains(&name), "{} leaves {}", finding.rule, name);
                }
            }
        }
    }

    #[test]
    fn all_fixes_together_converge_and_never_make_a_body_worse(body in body(), setting in setting()) {
        let context = setting.context();
        let before = check(&plan(&body), &context);
        let after = check(&plan(&before.fixed), &context);
        prop_assert!(weight(&after.findings) <= weight(&before.findings), "{:#?}", after.findings);
        prop_assert_eq!(&after.fixed, &before.fixed);
    }

    #[test]
    fn every_fix_fits_and_removes_its_finding(body in body(), setting in setting()) {
        let context = setting.context();
        for finding in check(&plan(&body), &context).findings {
            let Some(fix) = &finding.fix else { continue };
            let mut mended = body.clone();
            prop_assert!(json_patch::patch(&mut mended, fix).is_ok(), "{}: {}", finding.rule, fix);
            let after = check(&plan(&mended), &context).findings;
            let before = check(&plan(&body), &context).findings;
            let same = |found: &[Finding]| {
                let alike = |other: &&Finding| other.rule == finding.rule && other.message == finding.message;
                found.iter().filter(alike).count()
            };
            // A copy may take the mended one's place; then there is one copy fewer.
            let list = finding.path.rsplit_once('/').map_or("", |(list, _)| list);
            let copies = |of: &Value| {
                let elements = of.pointer(list).and_then(Value::as_array).into_iter().flatten();
                elements.filter(|element| Some(*element) == body.pointer(&finding.path)).count()
            };
            let one_copy_fewer = copies(&body) > 1 && copies(&mended) < copies(&body);
            prop_assert!(
                same(&after) < same(&before) || weight(&after) < weight(&before) || one_copy_fewer,
                "{}: {} on {}",
                finding.rule,
                fix,
                body
            );
        }
    }
}

#[test]
fn a_body_with_twenty_thousand_scopes_is_answered_in_time() {
    let scopes: Vec<String> = (0..20_000).map(|n| format!("a:{n}")).collect();
    let report = check(
        &plan(&json!({"integration_type": "maskinporten", "scopes": scopes})),
        &Context::new(Environment::Test),
    );
    assert!(report.has_errors());
}
