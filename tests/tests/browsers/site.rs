//! The practice site: the whole journey, from a server that has nothing but files.

use losen_tests::{Site, browser, in_both_browsers};
use serde_json::json;

in_both_browsers! {
    fn the_whole_journey_can_be_walked_without_a_server(kind) {
        let home = tempfile::tempdir().expect("a temporary folder can be made");
        let site = Site::start();
        let mut browser = browser(kind, home.path(), false);
        browser.open_tab(&site.address);
        let mut guide = losen_tests::Guide(browser.as_mut());
        guide.flawless();
        guide.choose_krr().describe_krr("Losby").accept_scopes().flawless();
        guide.click("Opprett klienten").see("Klienten er opprettet").flawless();
        assert_eq!(browser.console(), Vec::<String>::new());
        assert_eq!(browser.eval("(view) => view.document.cookie", &[]), json!(""));
    }
}
