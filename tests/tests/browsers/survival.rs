//! The popup closes whenever it loses focus. Nothing that the user has done may go with it.

use losen_tests::{World, eventually, in_both_browsers};
use serde_json::json;

in_both_browsers! {
    fn a_popup_that_is_closed_in_the_middle_goes_on_where_it_was(kind) {
        let mut world = World::start(kind);
        world.browser().open_popup();
        world.guide().choose_krr().choose_place(losen_tests::WITH_HELPER)
            .see("Hva slags klient?")
            .click("Maskinporten, med de scopene du velger")
            .click("Neste")
            .see("Hva skal klienten hete?")
            .fill("Visningsnavn", "Halvskrevet navn");
        // Firefox writes to its storage a moment after it was asked to.
        eventually("the name is kept", || world.browser().storage().to_string().contains("Halvskrevet navn"));
        world.browser().close_popup();
        world.browser().open_popup();
        world.guide().see("Hva skal klienten hete?");
        assert_eq!(world.guide().value("Visningsnavn"), "Halvskrevet navn");
        world.guide().fill("Beskrivelse", "Resten").click("Neste").accept_scopes()
            .click("Opprett klienten").see("Klienten er opprettet");
        assert_eq!(world.requests("POST", "/api/v1/clients")[0]["client_name"], "Halvskrevet navn");
    }

    fn a_create_whose_answer_got_lost_with_the_popup_is_settled_by_looking(kind) {
        let mut world = World::start(kind);
        world.faults(&json!({"faults": [
            {"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": "delay", "ms": 4000}},
        ]}));
        world.browser().open_popup();
        world.guide().plan_krr("Avbrutt").click("Opprett klienten");
        eventually("the create is sent", || !world.requests("POST", "/api/v1/clients").is_empty());
        world.browser().close_popup();
        world.browser().open_popup();
        world.guide().wait("Klienten er opprettet", 60).see("fant klienten i listen");
        assert_eq!(world.requests("POST", "/api/v1/clients").len(), 1, "sent once");
    }

    fn an_answer_that_breaks_off_is_settled_by_looking(kind) {
        let mut world = World::start(kind);
        world.faults(&json!({"faults": [
            {"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": "truncate"}},
        ]}));
        world.browser().open_popup();
        world.guide().plan_krr("Halvt svar").click("Opprett klienten")
            .wait("Klienten er opprettet", 60).see("fant klienten i listen");
        assert_eq!(world.requests("POST", "/api/v1/clients").len(), 1, "sent once");
    }

    /// Both browsers would send a POST once more by themselves when the server hangs up on a connection that had been used
    /// before, and no page can forbid it. So it is not the browser that sends it.
    fn a_create_whose_connection_breaks_is_sent_once_and_settled_by_looking(kind) {
        let mut world = World::start(kind);
        world.faults(&json!({"faults": [
            {"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": "drop-after"}},
        ]}));
        world.browser().open_popup();
        world.guide().plan_krr("Avbrutt forbindelse").click("Opprett klienten").wait("Klienten er opprettet", 60).see("fant klienten i listen");
        assert_eq!(world.requests("POST", "/api/v1/clients").len(), 1, "sent once");
    }

    fn a_helper_ends_with_the_page_that_started_it(kind) {
        let mut world = World::start(kind);
        world.browser().open_popup();
        world.guide().choose_krr().see(losen_tests::WITH_HELPER);
        assert_eq!(hosts(world.home()).len(), 1, "one helper for the one page");
        world.browser().close_popup();
        eventually("the helper ends", || hosts(world.home()).is_empty());
    }
}

/// The helpers that were started by this test's browser: their home is the test's.
fn hosts(home: &std::path::Path) -> Vec<u32> {
    let mark = format!("HOME={}/", home.display());
    let processes = std::fs::read_dir("/proc").expect("/proc").flatten();
    processes
        .filter_map(|entry| {
            let read = |name: &str| std::fs::read(entry.path().join(name)).unwrap_or_default();
            let arguments = String::from_utf8_lossy(&read("cmdline")).into_owned();
            let hosting = arguments.contains("/losen\0") && !arguments.contains("\0practice\0");
            let ours = String::from_utf8_lossy(&read("environ"))
                .split('\0')
                .any(|variable| variable == mark);
            (hosting && ours).then(|| entry.file_name().to_string_lossy().parse().ok())?
        })
        .collect()
}
