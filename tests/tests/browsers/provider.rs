//! An API provider's whole day: a scope is offered, granted to many, taken back and withdrawn.

use losen_tests::{World, in_both_browsers};
use serde_json::{Value, json};

const SUBSCOPE: &str = "barnehage/plass&alt=1.read";
const NAME: &str = "losby:barnehage/plass&alt=1.read";

in_both_browsers! {
    fn a_scope_is_offered_granted_taken_back_and_withdrawn(kind) {
        let mut world = World::start(kind);
        offer(&mut world);
        assert_eq!(world.requests("POST", "/api/v1/scopes"), [json!({
            "prefix": "losby",
            "subscope": SUBSCOPE,
            "description": "Barnehageplasser",
            "visibility": "PRIVATE",
            "allowed_integration_types": ["maskinporten"],
        })]);
        world.guide().click("Gi eller fjern tilgang for flere").see("Lim inn én virksomhet på hver linje").flawless();
        // As a Norwegian Excel saves it: semicolons and Windows-1252, and a mistake in the middle.
        choose_file(&mut world, b"Navn;Org.nr\r\nDigdir;991825827\r\n\xc5s;..\r\nNav;889640782\r\n");
        world.guide().see("Filen er lest inn").click("Se hva som vil skje")
            .see("«..» er ikke et organisasjonsnummer").see("Linje 3").gone("Gjennomfør").flawless();
        assert_eq!(approved(&world), 0, "nothing is applied while a line is wrong");
        world.guide().click("Til listen").fill("Listen", "991825827\n889640782\n311718371")
            .click("Se hva som vil skje").see("Gis: 3").click("Gjennomfør").see("Alle linjene er i orden")
            .see("Har fått tilgang").flawless().click("Til scopet").see("EKSEMPEL AS");
        assert_eq!(approved(&world), 3);
        world.guide().click("Fjern tilgangen for 311718371").see("Fjernes: 1").click("Gjennomfør")
            .see("Har mistet tilgang").click("Til scopet").see("Har tilgang: 2").flawless();
        assert_eq!(approved(&world), 2);
        world.guide().click("Deaktiver …").see("Dette kan stoppe andres løsninger").see("889640782").flawless()
            .fill("Skriv", "losby:barnehage").click("Deaktiver scopet").see("Dette kan stoppe andres løsninger");
        assert_eq!(approved(&world), 2, "the name has not been typed");
        world.guide().fill("Skriv", NAME).click("Deaktiver scopet").see("er deaktivert").see("Virksomhetens scopes");
        assert_eq!(approved(&world), 0);
        assert_eq!(world.requests("DELETE", "/api/v1/scopes").len(), 1);
    }

    fn a_list_that_is_cut_off_goes_on_with_what_is_left(kind) {
        let mut world = World::start(kind);
        offer(&mut world);
        world.faults(&json!({"faults": [
            {"method": "PUT", "path": "/api/v1/scopes/access/889640782", "do": {"kind": "status", "status": 428}},
        ]}));
        world.guide().click("Gi eller fjern tilgang for flere").fill("Listen", "991825827\n889640782\n311718371")
            .click("Se hva som vil skje").see("Gis: 3").click("Gjennomfør")
            .see("Losen måtte stoppe underveis").see("Virksomheten har ikke signert bruksvilkårene").see("Ikke sendt");
        assert_eq!(approved(&world), 1);
        world.faults(&json!({"faults": []}));
        world.guide().click("Fortsett med resten").see("Alle linjene er i orden").see("Har tilgang fra før");
        assert_eq!(approved(&world), 3);
        assert_eq!(world.requests("PUT", "/api/v1/scopes/access/991825827").len(), 1, "granted once");
    }
}

/// A scope of the organisation's own, made in the side panel.
#[track_caller]
fn offer(world: &mut World) {
    world.browser().open_panel();
    world
        .guide()
        .click("Scopes")
        .see("Virksomhetens scopes")
        .see("losby")
        .flawless()
        .click("Nytt scope")
        .see("Navnet kan aldri endres")
        .fill("Subscope", SUBSCOPE)
        .fill("Beskrivelse", "Barnehageplasser")
        .flawless()
        .click("Se over")
        .see("Navnet er for godt")
        .flawless()
        .click("Opprett scopet")
        .see("er opprettet")
        .see("Ingen har tilgang");
}

/// How many may use the scope.
fn approved(world: &World) -> usize {
    let state = world.state();
    let accesses = state["accesses"].as_array().expect("accesses");
    accesses
        .iter()
        .filter(|access| access["scope"] == NAME && access["state"] == "APPROVED")
        .count()
}

/// Chooses a file, as a person does in the system's own window, which no test can reach.
#[track_caller]
fn choose_file(world: &mut World, bytes: &[u8]) {
    let bytes: Vec<Value> = bytes.iter().map(|byte| json!(byte)).collect();
    world.browser().eval(CHOOSE, &[Value::Array(bytes)]);
}

const CHOOSE: &str = r"(view, bytes) => {
  const input = view.document.querySelector('input[type=file]');
  const chosen = new view.DataTransfer();
  chosen.items.add(new view.File([view.Uint8Array.from(bytes)], 'liste.csv', { type: 'text/csv' }));
  input.files = chosen.files;
  input.dispatchEvent(new view.Event('change', { bubbles: true }));
}";
