//! The other tests say that something is not there. These say that it would have been found.

use losen_tests::{Guide, browser, eventually, in_both_browsers};

in_both_browsers! {
    fn the_console_of_a_popup_is_heard(kind) {
        let home = tempfile::tempdir().expect("a temporary folder can be made");
        let mut browser = browser(kind, home.path(), true);
        browser.open_popup();
        browser.eval(SPEAK, &[]);
        for word in ["advarsel", "unntak", "style"] {
            eventually(word, || browser.console().iter().any(|line| line.contains(word)));
        }
    }

    fn axe_complains_of_a_picture_without_a_text(kind) {
        let home = tempfile::tempdir().expect("a temporary folder can be made");
        let mut browser = browser(kind, home.path(), true);
        browser.open_popup();
        browser.eval("(view) => { view.document.body.append(Object.assign(new view.Image(), { src: 'icons/losen.svg' })); }", &[]);
        let complaints = Guide(browser.as_mut()).complaints().to_string();
        assert!(complaints.contains("image-alt"), "{complaints}");
    }

    fn what_an_extension_keeps_is_seen(kind) {
        let home = tempfile::tempdir().expect("a temporary folder can be made");
        let mut browser = browser(kind, home.path(), true);
        browser.open_popup();
        browser.eval(KEEP, &[]);
        let storage = browser.storage();
        for area in ["local", "session", "localStorage", "sessionStorage"] {
            assert_eq!(storage[area]["kept"], area, "{storage}");
        }
    }
}

const SPEAK: &str = "(view) => {
  view.console.warn('advarsel');
  view.document.body.setAttribute('style', 'color: red');
  view.setTimeout(() => { throw new Error('unntak'); });
}";

const KEEP: &str = "async (view) => {
  const api = view.browser ?? view.chrome;
  for (const area of ['local', 'session']) await api.storage[area].set({ kept: area });
  for (const area of ['localStorage', 'sessionStorage']) view[area].setItem('kept', area);
}";
