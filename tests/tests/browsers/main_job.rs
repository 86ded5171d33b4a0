//! A new employee gets a client, and the practice environment has exactly what the review showed.

use losen_tests::{World, in_both_browsers};
use serde_json::{Value, json};

const NAME: &str = "Losby havnevesen varsling (øving)";

in_both_browsers! {
    fn a_client_for_krr_is_created_from_the_popup(kind) {
        let mut world = World::start(kind);
        world.browser().open_popup();
        world.guide().plan_krr(NAME).see("314330897").click("Opprett klienten").see("Klienten er opprettet");
        let body = json!({
            "client_name": NAME,
            "description": "Laget i en nettlesertest",
            "integration_type": "maskinporten",
            "application_type": "web",
            "token_endpoint_auth_method": "private_key_jwt",
            "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
            "scopes": ["krr:global/kontaktinformasjon.read"],
        });
        is_there(&mut world, &body);
    }

    fn a_client_for_data_sharing_by_the_user_is_created_from_the_popup(kind) {
        let mut world = World::start(kind);
        world.browser().open_popup();
        world
            .guide()
            .choose_user_data()
            .choose_place(losen_tests::WITH_HELPER)
            .describe_user_data(NAME, "https://losby.example.no/callback")
            .accept_scopes()
            .click("Opprett klienten")
            .see("Klienten er opprettet");
        let body = json!({
            "client_name": NAME,
            "description": "Laget i en nettlesertest",
            "integration_type": "api_klient",
            "application_type": "web",
            "token_endpoint_auth_method": "private_key_jwt",
            "grant_types": ["authorization_code"],
            "code_challenge_method": "S256",
            "redirect_uris": ["https://losby.example.no/callback"],
            "scopes": ["openid", "profile", "krr:user/kontaktinformasjon.read"],
        });
        is_there(&mut world, &body);
    }

    fn a_scope_that_lost_its_slash_is_stopped_and_mended_with_one_click(kind) {
        let mut world = World::start(kind);
        world.browser().open_popup();
        let mut guide = world.guide();
        guide
            .choose_user_data()
            .choose_place(losen_tests::WITH_HELPER)
            .describe_user_data(NAME, "https://losby.example.no/callback")
            .see("Hva skal klienten få gjøre?")
            .fill("Legg til et annet scope", "krr:user, kontaktinformasjon.read")
            .click("Legg til")
            .click("Neste")
            .see("Noen veiledninger har mistet skråstreken")
            .gone("Ingenting er sendt ennå")
            .click("Rett det for meg")
            .gone("Noen veiledninger har mistet skråstreken")
            .click("Neste")
            .see("Ingenting er sendt ennå")
            .click("Opprett klienten")
            .see("Klienten er opprettet");
        let sent = world.requests("POST", "/api/v1/clients");
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0]["scopes"], json!(["openid", "profile", "krr:user/kontaktinformasjon.read"]));
    }

    fn the_side_panel_guides_as_the_popup_does(kind) {
        let mut world = World::start(kind);
        world.browser().open_panel();
        world.guide().plan_krr(NAME).click("Opprett klienten").see("Klienten er opprettet");
        assert_eq!(world.requests("POST", "/api/v1/clients").len(), 1);
    }
}

/// What was sent is what was planned, it was sent once, and the id on the screen is the client's.
#[track_caller]
fn is_there(world: &mut World, body: &Value) {
    assert_eq!(
        world.requests("POST", "/api/v1/clients"),
        std::slice::from_ref(body)
    );
    let state = world.state();
    let clients = state["clients"].as_array().expect("clients");
    let client = clients
        .iter()
        .find(|client| client["client_name"] == body["client_name"])
        .expect("the client is in the practice environment");
    let id = client["client_id"].as_str().expect("a client has an id");
    let page = world.guide().page();
    assert!(page.contains(id), "{id} is not on the page: {page}");
    assert!(
        page.contains("Kopier klient-ID") && page.contains("Dette gjør du nå"),
        "{page}"
    );
}
