//! The companion beside the imitation of the portal, in each of its editions.

use super::Tour;

const ORGANISATION: &str = "Losby havnevesen 314330897";

/// The portal of today.
pub fn present(tour: &mut Tour<'_>) {
    planned(tour, "edition=2026");
    both(tour, "beside-login", "Siden er gjenkjent: innlogging");
    tour.world.log_in(
        "Med organisasjonsnummer",
        ORGANISATION,
        "Velkommen til selvbetjening",
    );
    both(tour, "beside-home", "Siden er gjenkjent: forsiden");
    tour.world.beside().click("Klienter");
    both(tour, "beside-clients", "Trykk på «Legg til klient»");
    tour.world.panel().click("Vis meg hvor");
    both(tour, "beside-ring", "Trykk på «Legg til klient»");
    tour.world
        .beside()
        .click("Legg til klient")
        .click("Maskinporten & KRR");
    both(tour, "beside-form", "Fyll ut «Visningsnavn»");
    tour.world
        .beside()
        .fill("Visningsnavn", "Losby varsling")
        .fill("Beskrivelse", "Noe annet");
    tour.world
        .beside()
        .click("Legg til scope")
        .see("Tilgjengelige scopes");
    both(tour, "beside-dialog", "Søk fram");
    tour.world
        .beside()
        .click("krr:global/kontaktinformasjon.read")
        .click("Fullfør");
    tour.world
        .beside()
        .click("Lagre endringer")
        .see("Klient ble opprettet")
        .click("Losby varsling")
        .see("Klient ID");
    both(tour, "beside-client", "Siden er gjenkjent: en klient");
    tour.world.browser().turn_to_tab();
    let empty = "(view) => { view.document.querySelector('main').innerHTML = '<h1>Innstillinger</h1>'; return true; }";
    tour.world.browser().eval(empty, &[]);
    both(tour, "beside-unknown", "Losen kjenner ikke igjen denne siden");
}

/// The portal of 2025, in English.
pub fn english(tour: &mut Tour<'_>) {
    planned(tour, "edition=2025&language=en");
    tour.world.log_in(
        "With organization number",
        ORGANISATION,
        "Welcome to self-service",
    );
    both(tour, "beside-english-home", "Siden er gjenkjent: forsiden");
    tour.world.beside().click("Clients");
    both(tour, "beside-english-clients", "Trykk på «Create client»");
    tour.world
        .beside()
        .click("Create client")
        .click("Maskinporten & KRR");
    both(tour, "beside-english-form", "Heter også «Navn på integrasjonen»");
}

/// The portal before 2025, and the wrong organisation.
pub fn before(tour: &mut Tour<'_>) {
    planned(tour, "edition=before");
    tour.world
        .log_in("Logg inn med ID-Porten", ORGANISATION, "Ny integrasjon");
    both(tour, "beside-before-list", "Trykk på «Ny integrasjon»");
    tour.world.beside().click("Ny integrasjon").see("Difi-tjeneste");
    both(tour, "beside-before-form", "ny integrasjon, i den gamle portalen");
    tour.world.beside().click("Logg ut");
    tour.world.open_portal("edition=2026");
    tour.world.log_in(
        "Med organisasjonsnummer",
        "EKSEMPEL AS 311718371",
        "Be om tilgang",
    );
    both(tour, "beside-wrong-organisation", "Feil virksomhet");
}

fn planned(tour: &mut Tour<'_>, query: &str) {
    tour.world.panel().plan_krr("Losby varsling");
    tour.world.open_portal(query);
}

/// Stops at the panel, and at the portal beside it.
fn both(tour: &mut Tour<'_>, name: &str, words: &str) {
    tour.world.panel().see(words);
    tour.stop(name);
    tour.world.browser().turn_to_tab();
    tour.stop(&format!("{name}-portal"));
}
