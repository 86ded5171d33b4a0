//! The companion beside the imitation of the portal: every page that it claims to know, in every edition, and what it
//! says when it does not know.

use losen_tests::{Kind, World, in_both_browsers, public_key};

const KRR: &str = "krr:global/kontaktinformasjon.read";
/// A world whose panel has a plan for a KRR client, with the portal beside it.
fn planned(kind: Kind, query: &str) -> World {
    let mut world = World::start(kind);
    world.panel().plan_krr("Losby varsling");
    world.open_portal(query);
    world
}

/// Planned, and logged in for the planned organisation.
fn logged_in(kind: Kind, query: &str, way: &str, arrival: &str) -> World {
    let mut world = planned(kind, query);
    world.log_in(way, "Losby havnevesen 314330897", arrival);
    world
}

in_both_browsers! {
    fn every_page_on_the_way_to_a_client_is_recognised(kind) {
        let mut world = planned(kind, "edition=2026");
        world.panel().see("Siden er gjenkjent: innlogging").see("Trykk på «Med organisasjonsnummer»").flawless();
        world.log_in("Med organisasjonsnummer", "Losby havnevesen 314330897", "Velkommen til selvbetjening");
        world.panel().see("Siden er gjenkjent: forsiden").see("314330897 Losby havnevesen");
        world.beside().click("Klienter");
        world.panel().see("listen over klienter").see("Trykk på «Legg til klient»");
        world.beside().click("Legg til klient");
        world.panel().see("valg av klienttype").see("Trykk på «Maskinporten & KRR»");
        world.beside().click("Maskinporten & KRR");
        world.panel().see("ny klient for Maskinporten eller KRR").see("Fyll ut «Visningsnavn»").see("ikke fylt ut").flawless();
        world.beside().fill("Visningsnavn", "Losby varsling").fill("Beskrivelse", "Laget i en nettlesertest");
        world.panel().see("Trykk på «Legg til scope»").see("Visningsnavn: som planlagt");
        world.beside().click("Legg til scope").see("Tilgjengelige scopes");
        world.panel().see(&format!("Søk fram «{KRR}»"));
        world.beside().click(KRR);
        world.panel().see("Trykk på «Fullfør»");
        world.beside().click("Fullfør");
        world.panel().see("Alt som synes, er som planlagt. Trykk på «Lagre endringer»");
        world.beside().click("Lagre endringer").see("Klient ble opprettet");
        world.panel().see("Klienten er opprettet. Trykk på «Losby varsling»");
        world.beside().click("Losby varsling").see("Klient ID");
        world.panel().see("Siden er gjenkjent: en klient").see("Klient-ID fra portalen").see("Trykk på «Scopes»");
        tab(&mut world, "scopes");
        world.beside().see(KRR).flawless();
        world.panel().see("Scopene på klienten som planlagt: sett").see("Trykk på «Nøkler»").flawless();
        // A time of day has a colon as well, and is no scope.
        tab(&mut world, "history");
        world.beside().see("Endret");
        world.panel().gone("Planen og portalen");
    }

    fn a_key_is_followed_into_the_dialog_where_it_is_pasted(kind) {
        let mut world = logged_in(kind, "edition=2026", "Med organisasjonsnummer", "Velkommen");
        create(&mut world);
        world.beside().click("Losby varsling").see("Klient ID");
        tab(&mut world, "keys");
        world.panel().see("Trykk på «+ Legg til»");
        world.beside().click("+ Legg til").see("JWK eller PEM format");
        world.panel().see("Lim inn den offentlige nøkkelen i «JWK eller PEM format»").flawless();
        world.beside().fill("JWK eller PEM format", &public_key("losby-2026")).click("Lagre").see("Asymmetrisk nøkkel").flawless();
        world.panel().see("Nøkkel registrert: sett");
    }

    fn the_portal_in_english_is_recognised_and_quoted_as_it_is(kind) {
        let mut world = logged_in(kind, "edition=2025&language=en", "With organization number", "Welcome to self-service");
        world.beside().click("Clients");
        world.panel().see("listen over klienter").see("Trykk på «Create client»");
        world.beside().click("Create client").click("Maskinporten & KRR");
        world.panel().see("Fyll ut «Display name»").see("Heter også «Navn på integrasjonen»");
    }

    fn the_portal_before_2025_is_recognised(kind) {
        let mut world = logged_in(kind, "edition=before", "Logg inn med ID-Porten", "Ny integrasjon");
        world.panel().see("listen over klienter").see("Trykk på «Ny integrasjon»").see("Heter også «Legg til klient");
        world.beside().click("Ny integrasjon").see("Difi-tjeneste").flawless();
        world.panel().see("ny integrasjon, i den gamle portalen").see("Fyll ut «Navn på integrasjonen");
    }

    fn a_renamed_button_costs_the_ring_but_not_the_page(kind) {
        let mut world = logged_in(kind, "edition=2026", "Med organisasjonsnummer", "Velkommen");
        world.beside().click("Klienter").see("Legg til klient");
        world.browser().eval("(view) => { view.document.querySelector('main a.button').textContent = 'Registrer'; return true; }", &[]);
        world.panel().see("listen over klienter").click("Vis meg hvor").see("Losen finner ikke «Legg til klient» på siden");
    }

    fn an_unknown_page_and_an_unknown_dialog_are_said_to_be_so(kind) {
        let mut world = logged_in(kind, "edition=2026", "Med organisasjonsnummer", "Velkommen");
        world.browser().turn_to_tab();
        world.browser().eval("(view) => { view.document.querySelector('main').innerHTML = '<h1>Innstillinger</h1>'; return true; }", &[]);
        world.panel().see("Losen kjenner ikke igjen denne siden. Følg steget slik det står skrevet.").gone("Vis meg hvor").flawless();
        world.beside().click("Klienter").see("Legg til klient");
        world.browser().eval("(view) => {
            const dialog = view.document.createElement('dialog');
            dialog.innerHTML = '<h2>Nyheter</h2>';
            view.document.body.append(dialog);
            dialog.showModal();
            return true;
        }", &[]);
        world.panel().see("Losen kjenner ikke igjen vinduet som er åpent").gone("Vis meg hvor");
    }

    fn another_organisation_than_the_plans_is_warned_of(kind) {
        let mut world = planned(kind, "edition=2026");
        world.log_in("Med organisasjonsnummer", "EKSEMPEL AS 311718371", "Be om tilgang");
        world.panel().see("Feil virksomhet").see("Planen er for 314330897, men portalen representerer 311718371")
            .see("Siden er gjenkjent: be om tilgang").see("Ikke gå videre før").gone("Vis meg hvor").flawless();
    }

    fn nothing_is_shown_beside_another_page(kind) {
        let mut world = planned(kind, "edition=2026");
        world.panel().see("I portalen ved siden av");
        let elsewhere = world.portal().replace("/portal/", "/practice/state");
        world.browser().open_tab(&elsewhere);
        world.panel().gone("I portalen ved siden av");
    }

    fn what_differs_from_the_plan_is_listed_on_the_clients_page(kind) {
        let mut world = logged_in(kind, "edition=2026", "Med organisasjonsnummer", "Velkommen");
        create(&mut world);
        world.beside().click("Losby varsling").see("Klient ID").fill("Beskrivelse", "Noe helt annet");
        world.panel().see("Beskrivelse: ulik planen").see("I portalen står det: Noe helt annet");
    }

    fn axe_finds_nothing_on_the_imitation(kind) {
        let mut world = planned(kind, "edition=2026");
        world.beside().flawless();
        world.beside().click("Med organisasjonsnummer").arrive("Velg virksomhet du ønsker").flawless();
        world.beside().click("Losby havnevesen 314330897").arrive("Velkommen").flawless();
        world.beside().click("Klienter").see("Legg til klient").flawless();
        world.beside().click("Legg til klient").see("& API-klient").flawless();
        world.beside().click("ID-porten & API-klient").see("PKCE").flawless();
        world.beside().click("Ja").click("Legg til scope").see("Tilgjengelige scopes").flawless();
    }
}

/// Turns to a tab of the client's page: the menu has a "Scopes" of its own.
fn tab(world: &mut World, id: &str) {
    world.browser().turn_to_tab();
    let press = "(view, id) => view.document.querySelector(`[data-tab-id=${id}]`).click() ?? true";
    world.browser().eval(press, &[serde_json::json!(id)]);
}

/// Creates the planned client by hand, as it was planned.
fn create(world: &mut World) {
    let mut portal = world.beside();
    portal
        .click("Klienter")
        .click("Legg til klient")
        .click("Maskinporten & KRR");
    portal
        .fill("Visningsnavn", "Losby varsling")
        .fill("Beskrivelse", "Laget i en nettlesertest");
    portal
        .click("Legg til scope")
        .click(KRR)
        .click("Fullfør")
        .click("Lagre endringer")
        .see("Klient ble opprettet");
}
