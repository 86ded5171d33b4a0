//! The command line's way of creating a client, over real HTTP to a practice environment that makes the client and drops
//! the connection: 1,000 times, with no client twice and none lost.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::collections::BTreeMap;
use std::time::Duration;

use common::{Home, json as json_of};
use losen_core::model::Plan;
use losen_core::text::Language;
use losen_helper::clock;
use losen_helper::creation::{Creation, Creator};
use losen_helper::folders::Folders;
use losen_helper::helper::Helper;
use losen_helper::http::Http;
use losen_helper::prompt::OwnPrompt;
use losen_helper::signer::provider;
use serde_json::json;

fn plan(name: &str) -> Plan {
    let body = json!({
        "client_name": name, "description": "Slår opp", "integration_type": "krr", "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"],
    });
    Plan::from_json(body).unwrap()
}

#[test]
fn a_thousand_lost_answers_make_no_client_twice_and_lose_none() {
    provider::install();
    let fault = json!({"faults": [
        {"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": "drop-after"}},
    ]});
    for round in 0..20 {
        let home = Home::new();
        let faults = home.path().join("faults.json");
        std::fs::write(&faults, fault.to_string()).unwrap();
        let _practice = home.practice(&["--faults", faults.to_str().unwrap()]);
        let folders = Folders {
            machine: home.path().join("machine"),
            user: home.path().join("config/losen"),
            state: home.path().join("state/losen"),
        };
        let prompt = OwnPrompt {
            language: Language::Nb,
            hosting: true,
        };
        let mut helper = Helper::new(folders, Language::Nb, &prompt, clock::now);
        let profile = helper.profile("practice").unwrap();
        let http = Http::to(profile.environment, profile.endpoints.clone());
        for at in 0..50 {
            let mut creator = Creator {
                helper: &mut helper,
                profile: &profile,
                http: &http,
                clock: clock::now,
                patience: Duration::from_millis(5),
                write_token: None,
            };
            let creation = creator
                .create(&plan(&format!("Klient {round}-{at}")), false)
                .unwrap();
            assert!(matches!(creation, Creation::Found(_)), "{creation:?}");
        }
        let list = json_of(&home.run(&["clients", "list", "--profile", "practice", "--format", "json"]));
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for client in list.as_array().unwrap() {
            *names.entry(client["client_name"].to_string()).or_default() += 1;
        }
        assert_eq!(names.len(), 51, "fifty and the admin client");
        assert!(names.values().all(|count| *count == 1), "{names:?}");
    }
}
