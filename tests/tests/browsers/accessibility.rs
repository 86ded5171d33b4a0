//! axe-core finds nothing to complain of on any screen, and focus goes to what is to be read next.

use losen_tests::{Look, Setup, World, eventually, in_both_browsers};
use serde_json::json;

/// The id of what has focus.
fn focused(world: &mut World) -> serde_json::Value {
    world
        .browser()
        .eval("(view) => view.document.activeElement?.id ?? ''", &[])
}

in_both_browsers! {
    fn focus_goes_to_the_errors_and_to_the_heading_of_each_step(kind) {
        let mut world = World::start(kind);
        world.browser().open_popup();
        world.guide().click("Neste").see("Velg hva løsningen din skal gjøre.");
        eventually("focus on the errors", || focused(&mut world) == "errors");
        world.guide().choose_krr().see("Hvor skal klienten ligge?");
        eventually("focus on the heading", || focused(&mut world) == "heading");
        world.guide().click("Planer").see("0 av 8 oppgaver er gjort");
        eventually("focus on the heading of the plan", || focused(&mut world) == "heading");
        world.guide().click("Alle planer").see("Planene dine");
        eventually("focus on the heading of the room", || focused(&mut world) == "heading");
        world.guide().click("Lag en ny plan").see("Hva skal du oppnå?");
        eventually("focus on the heading of the goals", || focused(&mut world) == "heading");
    }

    fn for_whom_one_works_stays_in_sight_however_far_one_reads(kind) {
        let mut world = World::start(kind);
        world.browser().open_tab("panel.html");
        world.browser().look(Look::PANEL);
        world.guide().plan_krr("Losby").see("314330897");
        let top = world.browser().eval("(view) => {
            view.scrollTo(0, view.document.documentElement.scrollHeight);
            return [view.scrollY, view.document.querySelector('.losen-strip').getBoundingClientRect().top];
        }", &[]);
        assert!(top[0].as_f64().is_some_and(|down| down > 200.0), "there is a way down: {top}");
        assert_eq!(top[1], 0, "the strip is at the top of the window");
    }

    fn axe_finds_nothing_on_the_way_to_a_krr_client(kind) {
        let mut world = World::start(kind);
        world.browser().open_popup();
        world.guide().see("Hva skal du oppnå?").flawless();
        // An unanswered question is a screen of its own, with its errors.
        world.guide().click("Neste").see("Velg hva løsningen din skal gjøre.").flawless();
        world.guide().choose_krr().see("Hvor skal klienten ligge?").flawless();
        world.guide().choose_place(losen_tests::WITH_HELPER).see("Hva slags klient?").flawless();
        world.guide().click("Maskinporten, med de scopene du velger").click("Neste")
            .see("Hva skal klienten hete?").flawless();
        world.guide().fill("Visningsnavn", "Losby").fill("Beskrivelse", "Varsling").click("Neste").see("Hva skal klienten få gjøre?").flawless();
        world.guide().accept_scopes().flawless();
        world.guide().click("Opprett klienten").see("Klienten er opprettet").flawless();
        world.guide().click("Lag en ny klient").see("Hva skal du oppnå?").flawless();
    }

    fn axe_finds_nothing_on_the_way_to_a_client_for_users(kind) {
        let mut world = World::start(kind);
        world.browser().open_popup();
        world.guide().choose_user_data().choose_place(losen_tests::WITH_HELPER).see("Hva slags klient?").flawless();
        world.guide().describe_user_data("Losby", "https://losby.example.no/callback");
        world.guide().see("Hva skal klienten få gjøre?")
            .fill("Legg til et annet scope", "krr:user, kontaktinformasjon.read")
            .click("Legg til").click("Neste").see("Rett det for meg").flawless();
        world.guide().click("Rett det for meg").click("Neste").see("Ingenting er sendt ennå").flawless();
    }

    fn axe_finds_nothing_where_an_error_is_explained(kind) {
        let mut world = World::start(kind);
        world.browser().open_popup();
        world.guide().click("Forklar en feil").see("Hva betyr feilen?").flawless();
        world.guide().fill("Feilen", "MP-120: Invalid assertion").see("Kode til brukerstøtte").flawless();
    }

    fn axe_finds_nothing_where_the_helper_is_missing(kind) {
        let mut world = World::start(Setup { helper: false, ..kind.into() });
        world.browser().open_popup();
        world.guide().choose_krr().see("Du kan øve med en gang").flawless();
    }

    fn axe_finds_nothing_where_the_create_is_refused(kind) {
        let mut world = World::start(kind);
        world.faults(&json!({"faults": [
            {"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": "status", "status": 401}},
        ]}));
        world.browser().open_popup();
        world.guide().plan_krr("Losby").click("Opprett klienten").see("Det stoppet her").flawless();
    }
}
