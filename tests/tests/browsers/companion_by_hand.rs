//! Tasks that are done by hand to their end in the imitation: the portal before 2025, a scope that may be delegated, and a
//! certificate as a key. And the grey button, which ends the day before it has begun.

use losen_tests::{Kind, Setup, World, in_both_browsers};
use serde_json::json;

/// A panel with a new plan, beside an edition of the imitation where the user has logged in.
fn planned(kind: Kind, edition: &str, goal: &str, facts: &[(&str, &str)]) -> World {
    let mut world = World::start(Setup {
        helper: false,
        ..kind.into()
    });
    world.panel().click("Planer").new_plan(goal, "ØVING", facts);
    world.open_portal(&format!("edition={edition}"));
    world
}

/// Presses the first of these in the page itself, where a name stands more than once.
fn press(world: &mut World, selector: &str) {
    world.browser().turn_to_tab();
    let found = world.browser().eval(
        "(view, selector) => { const node = view.document.querySelector(selector); node?.click(); return Boolean(node); }",
        &[json!(selector)],
    );
    assert_eq!(found, true, "{selector}");
}

const OWN: (&str, &str) = ("Organisasjonsnummer", "314330897");

in_both_browsers! {
    fn the_portal_before_2025_is_walked_from_its_form_to_a_deactivation(kind) {
        let goal = "La en maskin hente data fra en annen virksomhets API";
        let facts = [("Visningsnavn", "Losby varsling"), ("Beskrivelse", "Laget i en nettlesertest"),
            ("Scopes", "krr:global/kontaktinformasjon.read"), OWN];
        let mut world = planned(kind, "before", goal, &facts);
        world.log_in("Logg inn med ID-Porten", "Losby havnevesen 314330897", "Integrasjoner");
        world.beside().click("Ny integrasjon").see("Difi-tjeneste");
        world.beside().fill("Navn på integrasjonen*", "Losby varsling").fill("Beskrivelse*", "Laget i en nettlesertest");
        world.panel().see("Trykk på «Legg til scopes»").flawless();
        world.beside().click("Legg til scopes").click("krr:global/kontaktinformasjon.read");
        world.panel().see("Trykk på «Legg til»").see("Heter også «Fullfør»").flawless();
        press(&mut world, "dialog .buttons button");
        world.panel().see("Trykk på «Opprett»");
        world.beside().click("Opprett").see("Integrasjonen er opprettet");
        world.panel().see("Skriv den ned før du lukker").gone("Losen kjenner ikke igjen").flawless();
        world.beside().click("Lukk").click("Losby varsling").see("Egne public nøkler");
        world.panel().see("Klient-ID fra portalen").see("Lim inn den offentlige nøkkelen i «Egne public nøkler»").flawless();
        world.browser().turn_to_tab();
        let id = world.browser().eval("(view) => view.location.pathname.split('/').at(-1)", &[]);
        world.panel().click("Alle planer").new_plan("Slå av en klient som ikke skal brukes lenger", "ØVING", &[OWN, ("Klient-ID", id.as_str().expect("an id"))]);
        world.panel().see("Trykk på «Endre» først");
        world.beside().click("Endre").see("Deaktiver");
        world.panel().see("Trykk «Deaktiver»").flawless();
        world.beside().click("Deaktiver").see("Bekreft deaktivering");
        world.panel().see("2 av 5 oppgaver er gjort").see("Det kan ikke angres");
        press(&mut world, "dialog .danger");
        world.beside().see("Integrasjonen er deaktivert");
        world.panel().see("3 av 5 oppgaver er gjort").flawless();
    }

    fn whoever_lacks_the_right_sees_a_grey_button_and_the_way_to_the_right(kind) {
        let other = ("Organisasjonsnummer", "311718371");
        let mut world = planned(kind, "2025", "Slå opp kontaktinformasjon til mange personer, uten at noen logger inn", &[other]);
        world.log_in("Med organisasjonsnummer", "EKSEMPEL AS 311718371", "Klienter");
        press(&mut world, "nav a[href$='/clients']");
        world.beside().see("Opprett klient").flawless();
        world.panel().see("listen over klienter").see("«Opprett klient» er grå").gone("Vis meg hvor").flawless();
        world.panel().click("Vis veien til tilgang").see("Få tilgang til selvbetjening").see("Kundeforhold").flawless();
    }

    fn the_portal_before_2025_has_a_grey_button_too(kind) {
        let goal = "La en maskin hente data fra en annen virksomhets API";
        let mut world = planned(kind, "before", goal, &[]);
        world.log_in("Logg inn med ID-Porten", "EKSEMPEL AS 311718371", "Integrasjoner");
        world.beside().see("Ny integrasjon").flawless();
        world.panel().see("«Ny integrasjon» er grå").gone("Vis meg hvor").flawless();
    }

    fn a_scope_that_consumers_may_delegate_is_made_by_hand(kind) {
        let mut world = planned(kind, "2026", "Tilby et API som andre får tilgang til gjennom Maskinporten", &[OWN]);
        world.log_in("Med organisasjonsnummer", "Losby havnevesen 314330897", "Velkommen");
        press(&mut world, "nav a[href$='/scopes']");
        world.beside().click("Legg til scope").fill("Subscope", "havn.read").fill("Beskrivelse av scopet", "Havn");
        world.panel().see("1 av 14 oppgaver er gjort");
        world.beside().fill("Delegeringskilde", "Altinn").click("Opprett").see("Scope ble opprettet");
        world.panel().see("2 av 14 oppgaver er gjort").flawless();
    }

    fn a_certificate_is_taken_for_a_key(kind) {
        let mut world = planned(kind, "2026", "Slå opp kontaktinformasjon til mange personer, uten at noen logger inn", &[OWN]);
        world.log_in("Med organisasjonsnummer", "Losby havnevesen 314330897", "Velkommen");
        world.beside().click("Klienter").click("Legg til klient").click("Maskinporten & KRR");
        world.beside().fill("Visningsnavn", "Losby varsling").fill("Beskrivelse", "Test").click("Lagre endringer").see("Klient ble opprettet");
        world.beside().click("Losby varsling").click("Nøkler").click("+ Legg til").see("JWK eller PEM format");
        let pem = include_str!("../../../crates/core/tests/rules/key/certificate-lives-a-year/fires/input.txt");
        let pem = &pem[pem.find("-----BEGIN").expect("a certificate")..];
        world.beside().fill("JWK eller PEM format", pem).click("Lagre").see("Utløper").flawless();
    }
}
