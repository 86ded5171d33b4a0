//! Client plus key in the guide, and a key in place of another: finished or undone, proven by a token, in few calls.

use losen_tests::{World, eventually, in_both_browsers, public_key};
use serde_json::{Value, json};

const NAME: &str = "Losby havnevesen med nøkkel (øving)";
const BY_HELPER: &str = "Ja, la hjelperen lage den";

in_both_browsers! {
    fn client_key_and_proof_cost_one_write_token_and_four_calls(kind) {
        let mut world = World::start(kind);
        world.browser().open_panel();
        world.guide().plan_krr(NAME).flawless();
        let before = (api_calls(&world), writes(&world));
        world.guide().click(BY_HELPER).click("Opprett klienten").see("Klienten er opprettet").flawless();
        world.guide().click("Prøv klienten").see("Klienten virker").flawless();
        assert_eq!(keys(&world), (true, 1));
        assert_eq!(api_calls(&world) - before.0, 4, "the list, the client, the key, the lookup");
        assert_eq!(writes(&world) - before.1, 1);
    }

    fn a_client_whose_key_was_lost_with_the_popup_is_finished_by_the_users_choice(kind) {
        let mut world = cut_between_client_and_key(kind);
        world.guide().click("Gi klienten nøkkelen").see("Klienten er opprettet");
        assert_eq!(keys(&world), (true, 1));
        assert_eq!(world.requests("POST", "/api/v1/clients").len(), 1, "sent once");
    }

    fn a_client_whose_key_was_lost_with_the_popup_is_undone_by_the_users_choice(kind) {
        let mut world = cut_between_client_and_key(kind);
        world.guide().click("Deaktiver klienten").see("Klienten er deaktivert igjen").flawless();
        assert_eq!(keys(&world), (false, 0));
    }

    fn a_key_that_is_refused_undoes_the_client(kind) {
        let mut world = World::start(kind);
        world.faults(&json!({"faults": [{"method": "POST", "path": "/api/v2/", "do": {"kind": "status", "status": 400}}]}));
        world.browser().open_panel();
        world.guide().plan_krr(NAME).click(BY_HELPER).click("Opprett klienten")
            .see("Klienten er deaktivert igjen").flawless();
        assert_eq!(keys(&world), (false, 0));
    }

    fn a_rotation_is_proven_by_a_token_or_by_the_users_word(kind) {
        let mut world = World::start(kind);
        world.browser().open_panel();
        world.guide().plan_krr(NAME).click(BY_HELPER).click("Opprett klienten").see("Klienten er opprettet");
        let first = kid(&world);
        world.guide().click("Klienter").click(NAME).click(&format!("Bytt {first}"))
            .see("Først når det virker, går den gamle ut").flawless();
        world.guide().click("Bytt nøkkelen").see("Nøkkelen er byttet").flawless();
        let second = kid(&world);
        assert_ne!(first, second);
        // The private half of this one is nowhere near.
        world.guide().click(&format!("Bytt {second}")).click("Jeg limer inn den offentlige delen")
            .fill("Offentlig nøkkel", &public_key("utenfra")).click("Bytt nøkkelen")
            .see("Losen har ikke sett den nye virke").flawless();
        assert_eq!(keys(&world), (true, 2));
        world.guide().click(&format!("Alt bruker den nye: fjern {second}"))
            .see("Losen har ikke prøvd den").flawless();
        assert_eq!(kid(&world), "utenfra");
    }
}

/// A panel that is closed while the client is made, and opened again: the client is there, and its key is not.
fn cut_between_client_and_key(kind: losen_tests::Kind) -> World {
    let mut world = World::start(kind);
    world.faults(&json!({"faults": [
        {"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": "delay", "ms": 4000}},
    ]}));
    world.browser().open_popup();
    world
        .guide()
        .plan_krr(NAME)
        .click(BY_HELPER)
        .click("Opprett klienten");
    eventually("the create is sent", || {
        !world.requests("POST", "/api/v1/clients").is_empty()
    });
    world.browser().close_popup();
    world.browser().open_popup();
    world.guide().wait("Klienten mangler nøkkelen", 60).flawless();
    assert_eq!(keys(&world), (true, 0));
    world
}

fn client(world: &World) -> Value {
    let state = world.state();
    let clients = state["clients"].as_array().expect("clients");
    let found = clients.iter().find(|client| client["client_name"] == NAME);
    found.expect("the client is there").clone()
}

/// Whether the client is active, and how many keys it has.
fn keys(world: &World) -> (bool, usize) {
    let client = client(world);
    let keys = client["jwks"]["keys"].as_array().expect("keys").len();
    (client["active"] == true, keys)
}

#[track_caller]
fn kid(world: &World) -> String {
    let client = client(world);
    let keys = client["jwks"]["keys"].as_array().expect("keys");
    assert_eq!(keys.len(), 1);
    keys[0]["kid"].as_str().expect("a kid").to_owned()
}

/// Calls to the services, by the practice environment's own account; tokens are bought elsewhere.
fn api_calls(world: &World) -> usize {
    let state = world.state();
    let log = state["log"].as_array().expect("a log");
    let path = |entry: &Value| entry["path"].as_str().unwrap_or_default().to_owned();
    let calls = log.iter().map(path);
    calls
        .filter(|path| path.starts_with("/api/") || path.starts_with("/rest/"))
        .count()
}

/// Tokens that can change something, by the helper's record.
fn writes(world: &World) -> usize {
    let said = world.losen(&["audit", "show", "--format", "json"], "");
    said.matches("\"writes\":true").count() + said.matches("\"writes\": true").count()
}
