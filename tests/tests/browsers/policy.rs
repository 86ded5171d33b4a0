//! What an organisation sets by policy, in the places where the browsers themselves look for it.

use losen_core::protocol::{CHROMIUM_ID, FIREFOX_ID};
use losen_tests::{Kind, Setup, World, in_both_browsers};
use serde_json::{Value, json};

in_both_browsers! {
    fn an_organisations_own_names_for_the_portals_controls_are_used(kind) {
        let Some(mut world) = governed(kind, &json!({"portalLabels": {"names": {"add_client": ["Registrer ny klient"]}}})) else { return };
        world.panel().plan_krr("Losby varsling");
        world.open_portal("edition=2026");
        world.log_in("Med organisasjonsnummer", "Losby havnevesen 314330897", "Velkommen");
        world.beside().click("Klienter").see("Legg til klient");
        world.browser().eval("(view) => { view.document.querySelector('main a.button').textContent = 'Registrer ny klient'; return true; }", &[]);
        world.panel().see("Trykk på «Registrer ny klient»").click("Vis meg hvor").gone("Losen finner ikke");
    }

    fn a_policy_that_makes_no_sense_changes_nothing(kind) {
        let Some(mut world) = governed(kind, &json!({"portalLabels": {"names": {"no_such_thing": ["Tull"]}}})) else { return };
        world.panel().plan_krr("Losby varsling");
        world.open_portal("edition=2026");
        world.log_in("Med organisasjonsnummer", "Losby havnevesen 314330897", "Velkommen");
        world.beside().click("Klienter").see("Legg til klient");
        world.panel().see("Trykk på «Legg til klient»");
    }
}

/// A world whose browser is under this policy; none where this machine does not let us make one, which is said aloud.
///
/// Firefox reads it from the user's own folder. Chromium reads it from a folder of the system's, which a test must not
/// touch: that browser gets a view of the files of its own, in which the folder holds the policy.
fn governed(kind: Kind, policy: &Value) -> Option<World> {
    let policy = match kind {
        Kind::Chromium => json!({"3rdparty": {"extensions": {CHROMIUM_ID.trim(): policy}}}),
        Kind::Firefox => {
            json!({"name": FIREFOX_ID, "description": "Losen", "type": "storage", "data": policy})
        }
    };
    let world = World::governed(Setup::from(kind), &policy.to_string());
    if world.is_none() {
        // A test that did nothing must not look like one that passed, unless somebody has said that it may.
        assert!(
            std::env::var_os("LOSEN_WITHOUT_POLICY").is_some(),
            "this machine allows no mount namespaces (unshare -rm), which Chromium's policy needs; LOSEN_WITHOUT_POLICY=1 skips it"
        );
        // Not through `eprintln!`, which the test runner keeps to itself.
        use std::io::Write as _;
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: policy in Chromium, as LOSEN_WITHOUT_POLICY says"
        );
    }
    world
}
