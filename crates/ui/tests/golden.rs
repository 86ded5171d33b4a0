//! Every screen in every language, as HTML. `UPDATE=1` rewrites the files and still fails, so that a human looks at
//! the difference.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::path::PathBuf;

use losen_core::text::Language;

#[test]
fn every_screen_is_drawn_as_it_was_agreed() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut changed = Vec::new();
    for screen in support::screens::all() {
        for language in Language::ALL {
            let name = format!("{}.{}.html", screen.name, language.tag());
            let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
                .join("tests/golden")
                .join(&name);
            let drawn = support::draw(&screen, language);
            if std::fs::read_to_string(&path).unwrap_or_default() != drawn {
                if update {
                    std::fs::write(&path, drawn).unwrap();
                }
                changed.push(name);
            }
        }
    }
    assert!(
        changed.is_empty(),
        "changed: {changed:?}; UPDATE=1 rewrites them, then look at git diff"
    );
}
