//! What the guide can do beside creating: prove that the client works, and explain an error from somewhere else.

use losen_tests::{World, in_both_browsers};

const NAME: &str = "Losby havnevesen prøve";

in_both_browsers! {
    fn a_new_client_is_proven_by_a_token_and_a_lookup(kind) {
        let mut world = World::start(kind);
        world.browser().open_popup();
        world
            .guide()
            .plan_krr(NAME)
            .click("Opprett klienten")
            .see("Klienten er opprettet")
            .click("Prøv klienten")
            .see("Klienten virker")
            .see("testperson 20914695016 ble funnet i KRR")
            .flawless();
// One lookup; what was looked up is nobody's to log.
        assert_eq!(world.requests("POST", "/rest/v2/personer").len(), 1);
    }

    fn a_login_is_read_from_the_address_it_ended_at(kind) {
        let mut world = World::start(kind);
        world.browser().open_popup();
        world
            .guide()
            .choose_user_data()
            .choose_place(losen_tests::WITH_HELPER)
            .describe_user_data(NAME, "https://losby.example.no/callback")
            .accept_scopes()
            .click("Opprett klienten")
            .see("Virker innloggingen?")
            .fill("Adressen du havnet på", "https://losby.example.no/callback?code=abc&state=losen")
            .see("ID-porten kjente klienten")
            .flawless();
    }

    fn a_pasted_error_is_explained_and_its_token_hidden(kind) {
        let mut world = World::start(kind);
        world.browser().open_popup();
        // The claims say test.maskinporten.no and an end in 1970; the signature is made up.
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL3Rlc3QubWFza2lucG9ydGVuLm5vLyIsImV4cCI6MX0.c2lnbmF0dXJl";
        let mut guide = world.guide();
        guide
            .click("Forklar en feil")
            .see("Hva betyr feilen?")
            .fill("Feilen", &format!("401 Unauthorized\nAuthorization: Bearer {token}"))
            .see("unauthorized/token-expired")
            .flawless();
        assert!(!guide.value("Feilen").contains("c2lnbmF0dXJl"), "the token is still on the screen");
        guide.click("Jeg får 401 unauthorized").see("Jeg får 401 unauthorized når jeg prøver å poste").flawless();
        guide.click("Tilbake til veiledningen").see("Hva skal du oppnå?");
    }
}
