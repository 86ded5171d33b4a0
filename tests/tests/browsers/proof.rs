//! What the guide can do beside creating: prove that the client works, and explain an error from somewhere else.

use losen_tests::{Solution, World, in_both_browsers};
use serde_json::json;

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

    fn a_client_that_maskinporten_does_not_know_yet_is_waited_for(kind) {
        let mut world = World::start(kind);
        world.faults(&json!({"faults": [{"path": "/token", "do": {"kind": "client-lag", "seconds": 3600}}]}));
        world.browser().open_popup();
        world
            .guide()
            .plan_krr(NAME)
            .click("Opprett klienten")
            .see("Klienten er opprettet")
            .click("Prøv klienten")
            .see("Maskinporten kjenner ikke klienten eller nøkkelen ennå (forsøk nummer 1)")
            .see("i inntil 10 min til")
            .flawless();
        // It has arrived when Losen asks again, a quarter of a minute later.
        world.faults(&json!({"faults": []}));
        world.guide().wait("testperson 20914695016 ble funnet i KRR", 40).flawless();
        assert_eq!(world.requests("POST", "/rest/v2/personer").len(), 1);
    }

    fn a_user_logs_in_with_the_new_client_and_is_read_from_krr(kind) {
        let mut world = World::start(kind);
        let solution = Solution::start();
        world.browser().open_popup();
        plan_login(&mut world, &solution.redirect_uri(), "Med en nøkkel");
        world.guide().click("Opprett klienten").see("Virker innloggingen?").flawless().click("Åpne innloggingen");
        let landed = solution.landed();
        // The login in its own tab closes the popup, and the helper with it.
        world.browser().close_popup();
        world.browser().open_popup();
        world.guide()
            .see("Virker innloggingen?")
            .fill("Adressen du havnet på", &landed)
            .see("Innloggingen virker")
            .see("med virksomhetssertifikatet")
            .see("209146*****")
            .see("kontaktinformasjon")
            .flawless();
        assert!(!world.guide().page().contains("20914695016"), "the person is masked");
        assert_eq!(world.requests("POST", "/idporten/token").len(), 1);
        assert_eq!(world.requests("GET", "/rest/v1/person").len(), 1);
        let code = landed.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code");
        assert!(!world.browser().storage().to_string().contains(code), "the code is kept");
    }

    fn a_login_that_does_not_work_says_why(kind) {
        let mut world = World::start(kind);
        let solution = Solution::start();
        world.browser().open_tab("panel.html");
        plan_login(&mut world, &solution.redirect_uri(), "Med en hemmelighet");
        world.guide().click("Opprett klienten").see("Virker innloggingen?");
        // Somebody made a new secret meanwhile, so the one that Losen has is none any more.
        let id = world.state()["clients"].as_array().and_then(|all| all.last().cloned()).expect("a client");
        let id = id["client_id"].as_str().expect("an id").to_owned();
        let file = world.home().join("ny-hemmelighet");
        world.losen(&["clients", "secret", "--profile", "practice", "--secret-file",
            file.to_str().expect("a path"), &id], "");
        world.guide().click("Åpne innloggingen");
        let landed = solution.landed();
        world.browser().turn_to_tab();
        world.guide()
            .fill("Adressen du havnet på", &landed)
            // A client this new may only be unknown as yet, so it is waited for; what was seen is said all the same.
            .see("Det kan ta noen minutter")
            .see("login/client-refused")
            .see("Åpne en ny innlogging")
            .flawless();
        assert!(world.requests("GET", "/rest/v1/person").is_empty());
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
            .see("Trolig: dette passer best med det Losen har sett.")
            .see("Les mer hos docs.digdir.no")
            .flawless();
        assert!(!guide.value("Feilen").contains("c2lnbmF0dXJl"), "the token is still on the screen");
        guide.click("Jeg får 401 unauthorized").see("Jeg får 401 unauthorized når jeg prøver å poste").flawless();
        guide.click("Tilbake til veiledningen").see("Hva skal du oppnå?");
    }
}

/// Until nothing is left but to create a client that users log in with.
#[track_caller]
fn plan_login(world: &mut World, redirect: &str, method: &str) {
    world
        .guide()
        .choose_user_data()
        .choose_place(losen_tests::WITH_HELPER)
        .describe_user_data_with(NAME, redirect, method)
        .accept_scopes();
}
