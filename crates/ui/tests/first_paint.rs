//! What is painted before the wasm has loaded: the frame of the app, drawn here and laid into the pages by the build,
//! so that the first thing seen is what stays. `UPDATE=1` rewrites the files and still fails.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::path::Path;

use losen_core::session::{Focus, Strip, Surface, Tone, View};
use losen_core::text::{Language, text};

fn starting() -> View {
    View {
        language: Language::Nb,
        title: "Losen".into(),
        screen: String::new(),
        rooms: Vec::new(),
        strip: Strip {
            environment: String::new(),
            tone: Tone::Neutral,
            organisation: String::new(),
        },
        step_label: String::new(),
        steps: Vec::new(),
        heading: text(Language::Nb, "ui.starting"),
        focus: 0,
        focus_on: Focus::Heading,
        companion: None,
        blocks: Vec::new(),
        buttons: Vec::new(),
        extras: Vec::new(),
        status: String::new(),
    }
}

#[test]
fn the_pages_carry_the_frame_that_the_app_takes_over() {
    let surfaces = [
        ("popup", Surface::Popup),
        ("panel", Surface::Panel),
        ("tab", Surface::Tab),
        ("site", Surface::Site),
    ];
    let mut changed = Vec::new();
    for (name, surface) in surfaces {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../extension/shells/{name}.html"));
        let drawn = support::render(starting(), surface, true);
        if std::fs::read_to_string(&path).unwrap_or_default() != drawn {
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(&path, drawn).unwrap();
            }
            changed.push(name);
        }
    }
    assert!(
        changed.is_empty(),
        "changed: {changed:?}; UPDATE=1 rewrites them, then look at git diff"
    );
}
