//! What one sees before the wasm is there, what one reads when it never comes, and that nothing jumps when it does.

use std::path::Path;

use losen_core::text::{Language, text};
use losen_tests::{Browser, Guide, Kind, Look, browser_with, in_both_browsers, path};
use serde_json::{Value, json};
use tempfile::TempDir;

in_both_browsers! {
    fn the_first_paint_needs_no_wasm_and_speaks_the_users_language(kind) {
        // Nothing starts the app here, so what one sees is the page itself.
        let (_home, mut browser) = changed(kind, |extension| std::fs::write(extension.join("boot.js"), "").expect("a script can be emptied"));
        for page in ["panel.html", "tab.html", "popup.html"] {
            for language in [Language::En, Language::Nn, Language::Nb] {
                open(browser.as_mut(), page, language);
                let mut guide = Guide(browser.as_mut());
                guide.see(&text(language, "ui.starting")).see(&text(language, "ui.standing")).see(&text(language, "home.room")).flawless();
                for other in [Language::Nb, Language::Nn, Language::En].into_iter().filter(|other| *other != language) {
                    assert!(!guide.page().contains(&text(other, "ui.starting")), "{page} in {language:?} says it in {other:?} as well");
                }
            }
        }
    }

    fn an_app_that_cannot_be_loaded_says_so_in_the_users_language(kind) {
        let (_home, mut browser) = changed(kind, |extension| std::fs::remove_file(extension.join("pkg/app_bg.wasm")).expect("a file can be removed"));
        for language in [Language::En, Language::Nn, Language::Nb] {
            open(browser.as_mut(), "panel.html", language);
            Guide(browser.as_mut()).see(&text(language, "ui.unstarted.heading")).gone(&text(language, "ui.starting")).flawless();
        }
    }

    fn nothing_jumps_when_the_app_takes_over(kind) {
        let (_home, mut before) = changed(kind, |extension| std::fs::write(extension.join("boot.js"), "").expect("a script can be emptied"));
        let (_other, mut after) = changed(kind, |_| ());
        for page in ["panel.html", "tab.html"] {
            for language in [Language::Nb, Language::Nn, Language::En] {
                open(before.as_mut(), page, language);
                open(after.as_mut(), page, language);
                Guide(after.as_mut()).see(&text(language, "guide.goal.heading"));
                assert_eq!(before.eval(PLACES, &[]), after.eval(PLACES, &[]), "{page} in {language:?}");
                // Firefox does not measure it.
                let shift = after.eval(SHIFT, &[]).as_f64().unwrap_or_default();
                assert!(shift < 0.05, "{page} in {language:?} shifts by {shift}");
            }
        }
    }
}

/// A browser whose extension differs in something from the one that ships.
fn changed(kind: Kind, change: impl Fn(&Path)) -> (TempDir, Box<dyn Browser>) {
    let home = tempfile::tempdir().expect("a temporary folder can be made");
    let extension = home.path().join("extension");
    let variable = match kind {
        Kind::Chromium => "LOSEN_EXT_CHROME",
        Kind::Firefox => "LOSEN_EXT_FIREFOX",
    };
    copy(&path(variable), &extension);
    change(&extension);
    let browser = browser_with(kind, home.path(), Some(&extension));
    (home, browser)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("a folder can be read").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}

/// Opens a page as it opens for somebody who has had it in this language before.
fn open(browser: &mut dyn Browser, page: &str, language: Language) {
    // From a page where no app runs that would say at its start what it speaks.
    browser.open_tab("blank.html");
    // Before the page is there: a window that changes its size moves things by itself.
    browser.look(Look::PANEL);
    browser.eval(SPOKE, &[json!(language.tag())]);
    browser.open_tab(page);
    assert_eq!(
        browser.eval("(view) => view.document.documentElement.lang", &[]),
        Value::from(language.tag())
    );
}

/// The draft speaks a language as well, and it wins once it has been read.
const SPOKE: &str = "async (view, tag) => {
  view.localStorage.setItem('losen-language', tag);
  const { local } = (view.browser ?? view.chrome).storage;
  const { draft } = await local.get('draft');
  if (draft) await local.set({ draft: JSON.stringify({ ...JSON.parse(draft), language: tag }) });
}";

/// Where everything stands that is there before and after, to the pixel.
const PLACES: &str = "(view) => [...view.document.querySelectorAll('.losen-header, .losen-mark, .losen-name, .losen-language, .losen-rooms, .losen-room')]
  .filter((node) => node.checkVisibility())
  .map((node) => [node.className, ...['left', 'top', 'width', 'height'].map((side) => Math.round(node.getBoundingClientRect()[side]))])";

const SHIFT: &str = "(view) => new Promise((resolve) => {
  if (!view.PerformanceObserver.supportedEntryTypes.includes('layout-shift')) return resolve(0);
  let sum = 0;
  new view.PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  view.requestAnimationFrame(() => view.requestAnimationFrame(() => view.setTimeout(() => resolve(sum))));
})";
