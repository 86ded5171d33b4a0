//! The command line's way of creating a client, over real HTTP to a practice environment that makes the client and drops
//! the connection: 1,000 times, with no client twice and none lost.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::collections::BTreeMap;

use common::{Home, json as json_of};
use losen_core::flow::create::{Creation, Wish};
use losen_core::model::Plan;
use losen_core::text::Language;
use losen_helper::clock;
use losen_helper::creation::Creator;
use losen_helper::folders::Folders;
use losen_helper::helper::Helper;
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
        for at in 0..50 {
            let mut creator = Creator {
                helper: &mut helper,
                profile: &profile,
                clock: clock::now,
                choice: None,
                new_key: false,
                of_earlier: false,
            };
            let wish = Wish {
                client: plan(&format!("Klient {round}-{at}")),
                key: None,
                alike: false,
                patience: 0,
            };
            let creation = creator.create(wish).unwrap();
            let found = matches!(&creation, Creation::Created(new) if new.found_by_looking);
            assert!(found, "{creation:?}");
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
