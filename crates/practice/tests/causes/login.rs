//! ID-porten refuses a login, or the code that it ended with.

use losen_core::diagnosis::{Cause, Symptom, diagnose};
use losen_core::login::{IdPorten, Landing, Trial, challenge, form, landing};
use losen_core::model::{ClientId, Environment};
use losen_practice::FaultEffect;
use serde_json::json;

use crate::attempt::{Attempt, Deed};
use crate::support::forger::{Forger, token_request};
use crate::support::{BASE, World, fixture, request};
use crate::{Case, case};

const REDIRECT: &str = "https://minside.eksempel.no/oauth2/callback";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CONTACT: &str = "krr:user/kontaktinformasjon.read";

/// A login of a client with a secret, and what may be wrong with it.
pub struct Login {
    client_id: ClientId,
    secret: String,
    scope: &'static str,
    response_type: &'static str,
    /// Where the code is exchanged as if the login had ended there.
    ends_at: &'static str,
    verifier: &'static str,
    /// Seconds between the login and the exchange.
    waits: i64,
}

impl Login {
    pub fn run(&self, world: &mut World) -> Vec<Cause> {
        let at = IdPorten::of(Environment::Practice, Some(&world.practice.endpoints())).unwrap();
        let trial = Trial {
            client_id: &self.client_id,
            redirect_uri: REDIRECT,
            scopes: &["openid", "profile", self.scope],
            state: "s",
            nonce: "n",
            challenge: &challenge(VERIFIER),
        };
        let address = trial.address(&at).replace(
            "response_type=code",
            &format!("response_type={}", self.response_type),
        );
        let reply = world.send(&request("GET", address.strip_prefix(BASE).unwrap(), None, None));
        let ended = reply.header("location").unwrap_or_default().to_owned();
        let code = match landing(&ended, &[REDIRECT]) {
            Landing::Code(landed) => landed.code,
            Landing::Refused { error, description } => {
                let body = json!({"error": error, "error_description": description});
                return of(None, &body.to_string());
            }
            Landing::Elsewhere => return of(Some(reply.status), &reply.body),
        };
        let then = world.now;
        world.now = then.plus(self.waits);
        let mut members = form(&self.client_id, self.ends_at, &code, self.verifier);
        members.push(("client_secret", self.secret.clone()));
        let members: Vec<(&str, &str)> = members
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let reply = world.send(&token_request("/idporten/token", &members));
        world.now = then;
        if reply.status == 200 {
            return Vec::new();
        }
        of(Some(reply.status), &reply.body)
    }

    pub fn secrets(&self) -> String {
        format!("{} {}", self.secret, self.verifier)
    }
}

fn of(status: Option<u16>, body: &str) -> Vec<Cause> {
    let body = body.to_owned();
    diagnose(&Symptom::Login { status, body }, &Default::default())
}

fn log_in() -> Attempt {
    let mut world = World::with(Forger);
    let mut body = fixture("api_klient-krr-user");
    body["token_endpoint_auth_method"] = json!("client_secret_post");
    let made = world.create(&body);
    let text = |member: &str| made[member].as_str().unwrap().to_owned();
    let login = Login {
        client_id: ClientId::parse(&text("client_id")).unwrap(),
        secret: text("client_secret"),
        scope: CONTACT,
        response_type: "code",
        ends_at: REDIRECT,
        verifier: VERIFIER,
        waits: 1,
    };
    Attempt::of(world, Deed::LogIn(login))
}

fn login(attempt: &mut Attempt) -> &mut Login {
    match &mut attempt.deed {
        Deed::LogIn(login) => login,
        _ => panic!("no login"),
    }
}

fn refuse(attempt: &mut Attempt, path: &str, body: &str) {
    let effect = FaultEffect::Answer {
        status: 400,
        headers: std::iter::once(("content-type".into(), "application/json".into())).collect(),
        body: body.into(),
    };
    attempt.fault(path, effect);
}

const fn refused(code: &'static str, breaks: fn(&mut Attempt), mends: fn(&mut Attempt)) -> Case {
    case(code, log_in, breaks, mends)
}

pub const CASES: &[Case] = &[
    refused(
        "login/code-refused",
        |a| login(a).waits = 130,
        |a| login(a).waits = 1,
    ),
    refused(
        "login/code-refused",
        |a| a.fault("/idporten/authorize", FaultEffect::CodeLifetime { seconds: 1 }),
        Attempt::clear,
    ),
    refused(
        "login/pkce",
        |a| login(a).verifier = "en-annen-verifier-som-er-lang-nok-0123456789",
        |a| login(a).verifier = VERIFIER,
    ),
    refused(
        "login/redirect-uri",
        |a| login(a).ends_at = "https://minside.eksempel.no/",
        |a| login(a).ends_at = REDIRECT,
    ),
    refused(
        "login/client-refused",
        |a| login(a).secret = "en-hemmelighet-som-er-byttet-ut".into(),
        |a| {
            let id = login(a).client_id.to_string();
            let path = format!("/api/v1/clients/{id}/secret");
            let made = a
                .world
                .api(losen_core::grant::Operation::Write, "POST", &path, None);
            login(a).secret = made.body_json()["client_secret"].as_str().unwrap().to_owned();
        },
    ),
    // A client that is too new: the wait is over after ten minutes.
    refused(
        "login/client-refused",
        |a| a.fault("/idporten/token", FaultEffect::ClientLag { seconds: 600 }),
        |a| a.world.now = a.world.now.plus(600),
    ),
    refused(
        "login/scope",
        |a| login(a).scope = "krr:user/digitalpost.read",
        |a| login(a).scope = CONTACT,
    ),
    refused(
        "login/request",
        |a| login(a).response_type = "token",
        |a| login(a).response_type = "code",
    ),
    refused(
        "login/cancelled",
        |a| {
            refuse(
                a,
                "/idporten/token",
                r#"{"error":"access_denied","error_description":"Avbrutt"}"#,
            )
        },
        Attempt::clear,
    ),
    refused(
        "login/unavailable",
        |a| {
            a.fault(
                "/idporten/token",
                FaultEffect::Status {
                    status: 503,
                    html: false,
                },
            )
        },
        Attempt::clear,
    ),
    refused(
        "proof/login-refused",
        |a| {
            refuse(
                a,
                "/idporten/token",
                r#"{"error":"noe_nytt","error_description":"Ingen har sett dette før"}"#,
            )
        },
        Attempt::clear,
    ),
    refused(
        "network/html",
        |a| {
            a.fault(
                "/idporten/token",
                FaultEffect::Status {
                    status: 502,
                    html: true,
                },
            )
        },
        Attempt::clear,
    ),
];
