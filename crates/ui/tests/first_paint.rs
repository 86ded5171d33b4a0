//! What is painted before the wasm has loaded, and what is read when it cannot be: drawn here in every language and laid
//! into the pages by the build, so that the first thing seen is what stays. `extension/tongue.js` chooses the language.
//! `UPDATE=1` rewrites the files and still fails.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::path::Path;

use losen_core::session::{Focus, RoomMark, Session, Strip, Surface, Tone, View};
use losen_core::text::{Language, text};

fn starting(surface: Surface, language: Language) -> View {
    let rooms = Session::new(surface, language).view().rooms;
    View {
        language,
        title: "Losen".into(),
        screen: String::new(),
        // Which of them it will be is not known yet.
        rooms: rooms
            .into_iter()
            .map(|room| RoomMark {
                current: false,
                ..room
            })
            .collect(),
        strip: Strip {
            environment: String::new(),
            tone: Tone::Neutral,
            organisation: String::new(),
        },
        step_label: String::new(),
        steps: Vec::new(),
        heading: text(language, "ui.starting"),
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
    check(SURFACES.map(|(name, surface)| {
        (
            name.to_owned(),
            in_every_language(|language| support::render(starting(surface, language), surface, true)),
        )
    }));
}

#[test]
fn the_pages_carry_the_words_for_an_app_that_does_not_come() {
    check(SURFACES.map(|(name, surface)| {
        let words = in_every_language(|language| support::unstarted(language, surface));
        (format!("{name}-unstarted"), words)
    }));
}

const SURFACES: [(&str, Surface); 4] = [
    ("popup", Surface::Popup),
    ("panel", Surface::Panel),
    ("tab", Surface::Tab),
    ("site", Surface::Site),
];

/// One after another; the page shows the one in its own language. An id may be there once only.
fn in_every_language(draw: impl Fn(Language) -> String) -> String {
    Language::ALL
        .into_iter()
        .map(|language| {
            let mut drawn = draw(language);
            if language != Language::Nb {
                for id in ["heading", "language"] {
                    for attribute in ["id", "for"] {
                        let own = format!("{attribute}=\"{id}-{}\"", language.tag());
                        drawn = drawn.replace(&format!("{attribute}=\"{id}\""), &own);
                    }
                }
            }
            drawn
        })
        .collect()
}

fn check(pieces: [(String, String); 4]) {
    let mut changed = Vec::new();
    for (name, drawn) in pieces {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../extension/shells/{name}.html"));
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
