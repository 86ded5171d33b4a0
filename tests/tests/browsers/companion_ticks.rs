//! A plan that is done by hand in the portal: what is seen there is ticked in the plan, and stays so until the user says
//! otherwise. And what the companion says where something stands in the way.

use losen_tests::{KRR, Kind, Setup, World, another_public_key, in_both_browsers, public_key};

/// A plan of the desk, to be done by hand in the imitation, where the user has logged in. The helper is not needed.
fn by_hand(kind: Kind, goal: &str, facts: &[(&str, &str)]) -> World {
    let mut world = World::start(Setup {
        helper: false,
        ..kind.into()
    });
    world.panel().click("Planer").new_plan(goal, "ØVING", facts);
    world.open_portal("edition=2026");
    world.log_in(
        "Med organisasjonsnummer",
        "Losby havnevesen 314330897",
        "Velkommen",
    );
    world
}

const CLIENT: [(&str, &str); 3] = [
    ("Visningsnavn", "Losby varsling"),
    ("Beskrivelse", "Laget i en nettlesertest"),
    ("Organisasjonsnummer", "314330897"),
];

/// The form of a Maskinporten client, filled in as planned.
fn fill_in(world: &mut World) {
    let mut portal = world.beside();
    portal
        .click("Klienter")
        .click("Legg til klient")
        .click("Maskinporten & KRR");
    portal
        .fill("Visningsnavn", "Losby varsling")
        .fill("Beskrivelse", "Laget i en nettlesertest");
}

fn choose_the_scope(world: &mut World) {
    let mut portal = world.beside();
    portal
        .click("Legg til scope")
        .click("krr:global/kontaktinformasjon.read")
        .click("Fullfør");
}

/// The id of the client whose page the portal shows.
fn client_id(world: &mut World) -> String {
    world.browser().turn_to_tab();
    let last = "(view) => view.location.pathname.split('/').at(-1)";
    let id = world.browser().eval(last, &[]);
    id.as_str().expect("an id").to_owned()
}

in_both_browsers! {
    fn what_is_done_in_the_portal_is_ticked_in_the_plan_until_the_user_takes_it_back(kind) {
        let mut world = by_hand(kind, KRR, &CLIENT);
        fill_in(&mut world);
        world.panel().see("3 av 8 oppgaver er gjort").see("Sett i portalen").flawless();
        choose_the_scope(&mut world);
        world.panel().see("4 av 8 oppgaver er gjort");
        world.beside().click("Lagre endringer").see("Klient ble opprettet");
        world.panel().see("5 av 8 oppgaver er gjort");
        world.beside().click("Losby varsling").see("Klient ID");
        let id = client_id(&mut world);
        world.panel().see("6 av 8 oppgaver er gjort").click("Noter klient-ID-en").see(&id).see("ferdig, sett i portalen").flawless();
        world.panel().click("Det er ikke gjort likevel").see("Dette er gjort").click("Til oppgavene").see("5 av 8 oppgaver er gjort");
        // The page proves it once more, and the user has the last word.
        world.beside().click("Klienter").click("Losby varsling").see("Klient ID");
        world.panel().see("Siden er gjenkjent: en klient").see("5 av 8 oppgaver er gjort");
        assert!(!world.panel().page().contains("6 av 8"));
        // Another plan begins with nothing, beside the very same page.
        world.panel().click("Alle planer");
        world.panel().new_plan("La en maskin hente data fra en annen virksomhets API", "ØVING", &[]);
        world.panel().see("0 av 8 oppgaver er gjort");
    }

    fn a_key_and_a_deletion_are_ticked_in_plans_of_their_own(kind) {
        let mut world = by_hand(kind, KRR, &CLIENT);
        fill_in(&mut world);
        world.beside().click("Lagre endringer").see("Klient ble opprettet");
        world.panel().see("4 av 8 oppgaver er gjort");
        world.beside().click("Losby varsling").see("Klient ID");
        let id = client_id(&mut world);
        world.panel().see("Klient-ID fra portalen").click("Alle planer");
        world.panel().new_plan("Legge en nøkkel på en klient, eller bytte en som går ut", "ØVING", &[("Klient-ID", &id), ("Offentlig nøkkel", &public_key("losby-2026"))]);
        world.browser().turn_to_tab();
        world.browser().eval("(view) => view.document.querySelector('[data-tab-id=keys]').click() ?? true", &[]);
        world.panel().see("1 av 9 oppgaver er gjort").see("«+ Legg til»");
        world.beside().click("+ Legg til").see("JWK eller PEM format");
        world.panel().see("2 av 9 oppgaver er gjort").see("Lim inn den offentlige nøkkelen");
        world.beside().fill("JWK eller PEM format", &public_key("losby-2026")).click("Lagre").see("Asymmetrisk nøkkel");
        world.panel().see("4 av 9 oppgaver er gjort").flawless();
        world.panel().click("Alle planer");
        world.panel().new_plan("Slå av en klient som ikke skal brukes lenger", "ØVING", &[("Klient-ID", &id)]);
        world.beside().click("Detaljer").click("Slett").see("Er du sikker");
        world.panel().see("2 av 5 oppgaver er gjort").see("Det kan ikke angres");
        world.browser().turn_to_tab();
        world.browser().eval("(view) => [...view.document.querySelectorAll('dialog button')].find((one) => one.textContent === 'Slett').click() ?? true", &[]);
        world.beside().see("Klient ble slettet");
        world.panel().see("3 av 5 oppgaver er gjort").flawless();
    }

    fn the_key_that_is_to_be_exchanged_is_not_taken_for_the_new_one(kind) {
        let mut world = by_hand(kind, KRR, &CLIENT);
        fill_in(&mut world);
        world.beside().click("Lagre endringer").see("Klient ble opprettet").click("Losby varsling").see("Klient ID");
        let id = client_id(&mut world);
        world.beside().click("Nøkler").click("+ Legg til").fill("JWK eller PEM format", &public_key("losby-2026")).click("Lagre").see("Asymmetrisk nøkkel");
        world.panel().see("Nøkkel registrert: sett").click("Alle planer");
        world.panel().new_plan("Legge en nøkkel på en klient, eller bytte en som går ut", "ØVING", &[("Klient-ID", &id)]);
        // The old key stands there, and only the tab has been found.
        world.panel().see("1 av 9 oppgaver er gjort").see("«+ Legg til»").flawless();
        world.beside().click("+ Legg til").see("JWK eller PEM format");
        world.panel().see("2 av 9 oppgaver er gjort");
        world.beside().fill("JWK eller PEM format", &another_public_key("losby-2027")).click("Lagre").see("Fjern losby-2027");
        world.panel().see("4 av 9 oppgaver er gjort").click("Opplysninger").see("Nøkkelens navn");
        losen_tests::eventually("the name of the new key", || world.panel().value("Nøkkelens navn (kid)") == "losby-2027");
    }

    fn a_scope_is_ticked_when_it_is_made_and_the_way_there_is_shown(kind) {
        let mut world = by_hand(kind, "Tilby et API som andre får tilgang til gjennom Maskinporten", &[]);
        world.panel().see("Siden er gjenkjent: forsiden").see("Trykk på «Scopes»");
        world.browser().turn_to_tab();
        world.browser().eval("(view) => view.document.querySelector('nav a[href$=\"/scopes\"]').click() ?? true", &[]);
        world.panel().see("scopes som virksomheten tilbyr").see("trykk «Legg til scope»").click("Vis meg hvor").see("Losen har satt en ring rundt «Legg til scope»");
        world.beside().click("Legg til scope").fill("Subscope", "havn.read").fill("Beskrivelse av scopet", "Havn");
        world.panel().see("1 av 14 oppgaver er gjort");
        world.beside().click("Opprett").see("Scope ble opprettet");
        world.panel().see("2 av 14 oppgaver er gjort").flawless();
    }

    fn unsigned_terms_are_recognised_where_the_portal_says_so(kind) {
        let mut world = by_hand(kind, KRR, &CLIENT);
        world.beside().click("Hva skal etterlignes?").fill("La noe gå galt", "Bruksvilkårene er ikke signert");
        fill_in(&mut world);
        world.beside().click("Lagre endringer").see("PRECONDITION_REQUIRED");
        world.panel().see("Virksomheten har ikke signert bruksvilkårene").gone("Vis meg hvor").flawless();
    }

    fn whoever_plans_both_scopes_of_krr_is_pointed_at_the_package(kind) {
        let mut world = by_hand(kind, KRR, &[CLIENT[0], CLIENT[1], ("Scopes", "krr:global/kontaktinformasjon.read krr:global/digitalpost.read")]);
        fill_in(&mut world);
        world.panel().see("Sett kryss ved «KRR»").click("Vis meg hvor").see("Losen har satt en ring rundt «KRR»");
        world.beside().click("KRR");
        world.panel().see("Alt som synes, er som planlagt");
    }

    fn whoever_wants_to_use_an_api_is_led_away_from_the_providers_scopes(kind) {
        let mut world = by_hand(kind, KRR, &CLIENT);
        world.browser().turn_to_tab();
        world.browser().eval("(view) => view.document.querySelector('nav a[href$=\"/scopes\"]').click() ?? true", &[]);
        world.panel().see("Denne siden er for dem som tilbyr API-er").gone("Vis meg hvor").flawless();
    }

    fn a_suppliers_customer_is_added_and_its_window_is_known(kind) {
        let mut world = by_hand(kind, "La innbyggere logge inn med ID-porten", &[
            CLIENT[0], CLIENT[1], CLIENT[2], ("Redirect URI-er", "https://losby.example.no/callback"),
        ]);
        let mut portal = world.beside();
        portal.click("Klienter").click("Legg til klient").click("ID-porten & API-klient");
        portal.fill("Visningsnavn", "Losby varsling").fill("Beskrivelse", "Laget i en nettlesertest");
        portal.fill("Redirect URI-er: URI", "https://losby.example.no/callback").click("Legg til Redirect URI-er");
        world.panel().see("6 av 10 oppgaver er gjort").flawless();
        world.beside().click("Lagre endringer").see("Klient ble opprettet");
        world.panel().see("7 av 10 oppgaver er gjort");
        world.beside().click("Losby varsling").see("Klient ID");
        world.panel().see("8 av 10 oppgaver er gjort");
        let id = client_id(&mut world);
        world.panel().click("Alle planer");
        world.panel().new_plan("La innbyggere logge inn hos en kunde vi leverer til", "ØVING", &[CLIENT[2], ("Klient-ID", &id)]);
        world.panel().see("1 av 7 oppgaver er gjort").see("«OnBehalfOf»");
        world.beside().click("OnBehalfOf").click("Legg til OnBehalfOf").see("Kundens organisasjonsnummer");
        world.panel().see("3 av 7 oppgaver er gjort").see("Skriv kunden i «Kundens organisasjonsnummer»").flawless();
        world.beside().click("Avbryt");
        world.panel().see("Siden er gjenkjent: en klient");
    }

    fn a_client_of_the_planned_name_that_nobody_saw_being_created_is_taken_by_the_users_word(kind) {
        let mut world = by_hand(kind, "Prøve om en klient virker", &[]);
        fill_in(&mut world);
        world.beside().click("Lagre endringer").see("Klient ble opprettet");
        world.panel().click("Alle planer");
        world.panel().new_plan(KRR, "ØVING", &CLIENT);
        world.beside().click("Losby varsling").see("Klient ID");
        world.panel().see("Flere kan ha samme navn").see("0 av 8 oppgaver er gjort").flawless();
        world.panel().click("Dette er klienten i planen").see("Klient-ID fra portalen").see("4 av 8 oppgaver er gjort").flawless();
    }
}
