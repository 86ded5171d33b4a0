//! Plans: from the goal to the message that is sent, kept when the popup closes, without a fault that axe can find, and
//! with the keyboard alone.

use losen_tests::{Setup, World, eventually, in_both_browsers};

in_both_browsers! {
    fn a_plan_waits_where_it_was_when_the_popup_has_been_closed(kind) {
        let mut world = World::start(Setup { helper: false, ..kind.into() });
        world.browser().open_popup();
        world.guide().click("Planer").see("Velkommen om bord").flawless();
        world.guide().click("Lag en ny plan").see("Ta vare på det du har").flawless();
        world.guide().click("Få tilgang, så jeg kan begynne").see("0 av 7 oppgaver er gjort").flawless();
        world.guide().click("Rettighet i Altinn").see("Klar melding til hovedadministratoren").flawless();
        world.guide().click("Jeg har sendt meldingen").see("Jeg har sendt den igjen");
        eventually("the plan is kept", || world.browser().storage().to_string().contains("waiting"));
        world.browser().close_popup();
        world.browser().open_popup();
        world.guide().see("Jeg har sendt den igjen").click("Til oppgavene").see("venter på noen");
    }

    fn a_key_pair_is_made_and_its_public_half_comes_after_the_file(kind) {
        let mut world = World::start(Setup { helper: false, ..kind.into() });
        world.browser().open_tab("tab.html");
        world.guide().click("Planer").click("Verktøybenk").see("Det du vil sjekke").flawless();
        world.guide().fill("Det du vil sjekke", "https://losby.example.no/#ferdig").see("Losen leser dette som redirect URI-er").flawless();
        world.guide().click("Lag et nøkkelpar").wait("Lagre den private nøkkelen først", 60).flawless();
        assert!(!world.guide().page().contains("Kopier den offentlige nøkkelen"));
        world.guide().click("Lagre den private nøkkelen").see("Har du filen?").flawless();
        world.guide().click("Ja, jeg har filen").see("Den private nøkkelen er lagret").see("\"kty\":\"RSA\"").flawless();
        assert!(!world.browser().storage().to_string().contains("PRIVATE KEY"));
    }
}
