//! The life of a client in the panel: created, found, changed, given another key, deactivated; and the practice
//! environment has exactly what was shown.

use losen_tests::{World, in_both_browsers};
use serde_json::{Value, json};

const NAME: &str = "Losby havnevesen livsløp (øving)";
const FIRST: &str = "wuXuNvrI0_UUJAHrWIEOLx79QmYzCXBYH4K2x7_IdB6SY-5qu7VI-_1T-2ZS4UhfuyBAYcuGz7lGKeKWPUY369ryng7OipJY_FJzF8s0y9-XhJoPh-IJJHQDANw-xajjbPhGzBBlLl0hfaiEjG3FoonY8p1ustgeUBGBJi8ip-rIl0OkEysNkBp0f1B9R_ryeV71TQ5jrnz4834XvekyGIDb7PZ-u6OH5TzqPZKiU6q_P4BXMTxrSj_BMPTyRYlfRkDgWZ_XBMo5RT2DHdfET67mFjEUOCLOAl1Sd6WwyHdK2mYl-wrtd5l3c0kKLWcbxKtO8V95-zcFqONIqvF0gQ";
const SECOND: &str = "o45M4e5AFw2m6Ps-uFbjnld63uq2-WtvHr-bqOsnONd_H3Q3bZ-cfNJDEtTDQBHPSOx8RjXPWMrEVjfeEQz-5wdUEplMdDRSUgpzIos8Ba4BKrbTflK39A2xTznpUfcVv6ITCWRjaK8drB1zDnO4LaUyLhO_j8A2x73NQgFmBwh2MDdcIk6qgRrsU26QVaGflwPDcXkg1BK4RXlVWW4GzB3B7_Ltplc9K76H-5ira4Y_qgYmLBHNmMHSlRgjB_qBlxSy2VDXtAkQvvXMpq7WOYDEGpkZCCMQbtH2AXZGlvqNb3ZuTFb7h2oKDahWyNfsklLiFlSO6aeXTYGZcQ3t9w";

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
        add_key(&mut world, "gammel", FIRST);
        add_key(&mut world, "ny", SECOND);
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
fn add_key(world: &mut World, kid: &str, modulus: &str) {
    let jwk = json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": modulus, "e": "AQAB"});
    let mut guide = world.guide();
    guide
        .click("Legg til nøkkel")
        .see("Den private delen blir der den er laget")
        .click("Jeg limer inn den offentlige delen");
    guide
        .fill("Offentlig nøkkel", &jwk.to_string())
        .click("Legg til nøkkelen");
    guide.see(&format!("lagt til med id-en {kid}"));
}

#[track_caller]
fn client(world: &World) -> Value {
    let state = world.state();
    let clients = state["clients"].as_array().expect("clients");
    let found = clients.iter().find(|client| client["client_name"] == NAME);
    found.expect("the client is in the practice environment").clone()
}
