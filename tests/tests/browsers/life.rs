//! The life of a client in the panel: created, found, changed, given another key, deactivated; and the practice
//! environment has exactly what was shown.

use losen_tests::{World, another_public_key, in_both_browsers, public_key};
use serde_json::{Value, json};

const NAME: &str = "Losby havnevesen livsløp (øving)";

in_both_browsers! {
    fn a_client_is_created_changed_given_a_new_key_and_deactivated(kind) {
        let mut world = World::start(kind);
        world.browser().open_panel();
        let mut guide = world.guide();
        guide.plan_krr(NAME).click("Opprett klienten").see("Klienten er opprettet");
        guide.click("Klienter").see("Virksomheten har 2 klienter").flawless();
        guide.fill("Søk", "finnes ikke").see("Ingen klienter passer").flawless();
        guide.fill("Søk", "LIVSLØP krr").see("Viser 1 av 1 treff").click(NAME);
        guide.see("Klienten har ingen nøkler").flawless();
        guide.click("Endre").see("Ingenting blir sendt før").flawless();
        guide.fill("Beskrivelse", "Endret i en nettlesertest").click("Se hva som blir endret");
        guide.see("+ Endret i en nettlesertest").flawless();
        guide.click("Lagre endringene").see("Klienten er endret");
        add_key(&mut world, "gammel", &public_key("gammel"));
        add_key(&mut world, "ny", &another_public_key("ny"));
        let mut guide = world.guide();
        guide.click("Fjern gammel").see("får ikke lenger tokens").flawless();
        guide.click("Fjern nøkkelen").see("Nøkkelen gammel er fjernet").flawless();
        guide.click("Deaktiver").see("Dette slutter å virke").flawless();
        guide.fill(&format!("Skriv «{NAME}» for å bekrefte"), NAME).click("Deaktiver klienten");
        guide.see("Klienten er deaktivert").flawless();
        let client = client(&world);
        assert_eq!(client["active"], false);
        assert_eq!(client["description"], "Endret i en nettlesertest");
        assert_eq!(client["scopes"], json!(["krr:global/kontaktinformasjon.read"]));
        let keys = client["jwks"]["keys"].as_array().expect("keys");
        assert_eq!((keys.len(), &keys[0]["kid"]), (1, &json!("ny")));
    }

    fn a_change_that_somebody_else_made_meanwhile_is_not_lost(kind) {
        let mut world = World::start(kind);
        world.browser().open_panel();
        let mut guide = world.guide();
        guide.plan_krr(NAME).click("Opprett klienten").see("Klienten er opprettet");
        guide.click("Klienter").click(NAME).see("Klienten har ingen nøkler").click("Endre");
        guide.fill("Beskrivelse", "Min endring").click("Se hva som blir endret").see("+ Min endring");
        let id = client(&world)["client_id"].as_str().expect("an id").to_owned();
        world.losen(&["clients", "update", "--profile", "practice", &id, "-"], r#"{"description":"Andres endring"}"#);
        world.guide().click("Lagre endringene").see("Noen andre har endret klienten imens").see("+ Andres endring");
        assert_eq!(client(&world)["description"], "Andres endring");
        assert_eq!(world.requests("PUT", &format!("/api/v1/clients/{id}")).len(), 1);
    }
}

#[track_caller]
fn add_key(world: &mut World, kid: &str, jwk: &str) {
    let mut guide = world.guide();
    guide
        .click("Legg til nøkkel")
        .see("Den private delen blir der den er laget")
        .click("Jeg limer inn den offentlige delen");
    guide.fill("Offentlig nøkkel", jwk).click("Legg til nøkkelen");
    guide.see(&format!("lagt til med id-en {kid}"));
}

#[track_caller]
fn client(world: &World) -> Value {
    let state = world.state();
    let clients = state["clients"].as_array().expect("clients");
    let found = clients.iter().find(|client| client["client_name"] == NAME);
    found.expect("the client is in the practice environment").clone()
}
