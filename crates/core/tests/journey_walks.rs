//! Every journey from its first task to its last, as it stands on screen: one golden file a journey and language in
//! `journey_walks`, which `UPDATE=1` rewrites. What a journey says to whoever follows it is read here before it is changed.

#![allow(clippy::unwrap_used, reason = "a test that panics has said what is wrong")]

#[path = "support/golden.rs"]
#[allow(dead_code, reason = "shared with the tests of the rules")]
mod golden;

use std::fmt::Write as _;
use std::path::Path;

use losen_core::Timestamp;
use losen_core::desk::{At, Fact};
use losen_core::journeys::{self, Journey};
use losen_core::model::Environment;
use losen_core::session::{
    Block, Button, Event, Field, HomeButton, HomeField, Input, Room, Session, Surface, View,
};
use losen_core::text::Language;

const NOW: Timestamp = Timestamp(1_795_000_000);

/// A plan of a journey, with what a user would have told of it.
fn begun(journey: &Journey, environment: Environment, language: Language) -> Session {
    let mut session = Session::new(Surface::Tab, language);
    let mut send = |event| drop(session.handle(NOW, event));
    let press = |press| Event::Pressed(Button::Home(press));
    let tell = |field, text: &str| Event::Edited(Field::Home(field), Input::Text(text.into()));
    send(Event::Opened(None));
    send(Event::Pressed(Button::Enter(Room::Home)));
    send(press(HomeButton::Begin(journey.id.into())));
    send(press(HomeButton::Show(At::Facts { id: 1 })));
    for (field, text) in [
        (HomeField::Environment, environment.word()),
        (HomeField::Fact(Fact::Orgno), "314330897"),
        (HomeField::Fact(Fact::Organisation), "Losby havnevesen"),
        (HomeField::ClientName, "Losby varsling"),
        (HomeField::Description, "Varsler båteiere"),
    ] {
        send(tell(field, text));
    }
    send(press(HomeButton::Show(At::Errand { id: 1 })));
    session
}

/// The list of tasks, and each task when it is opened, is done, and leads to the next.
fn walk(journey: &Journey, environment: Environment, language: Language) -> String {
    let mut session = begun(journey, environment, language);
    let mut out = String::new();
    write_out(&session.view(), &mut out);
    for step in journey.steps_in(environment) {
        let at = At::Step {
            id: 1,
            step: step.id.into(),
        };
        session.handle(NOW, Event::Pressed(Button::Home(HomeButton::Show(at))));
        write_out(&session.view(), &mut out);
        session.handle(NOW, Event::Pressed(Button::Home(HomeButton::Finish)));
    }
    // All is done, and the screen says what comes next.
    write_out(&session.view(), &mut out);
    out
}

/// Everything that is read on a screen, in its order.
fn write_out(view: &View, out: &mut String) {
    writeln!(out, "# {} [{}]", view.heading, view.strip.environment).unwrap();
    for block in &view.blocks {
        match block {
            Block::Text(text) | Block::Heading(text) => writeln!(out, "{text}").unwrap(),
            Block::Instruction(view) => {
                let open = view.open.as_ref().map_or("", |button| button.label.as_str());
                writeln!(out, "-> {} {}", view.action, view.also).unwrap();
                writeln!(out, "   [{open}]").unwrap();
            }
            Block::Letter(letter) => {
                writeln!(out, "{}", letter.heading).unwrap();
                letter
                    .text
                    .lines()
                    .for_each(|line| writeln!(out, "  | {line}").unwrap());
            }
            Block::Facts { heading, rows } => {
                writeln!(out, "{heading}").unwrap();
                rows.iter()
                    .for_each(|(name, value)| writeln!(out, "  {name}: {value}").unwrap());
            }
            Block::Notice {
                heading,
                text,
                buttons,
                ..
            } => {
                writeln!(out, "! {heading}").unwrap();
                text.iter().for_each(|text| writeln!(out, "  {text}").unwrap());
                buttons
                    .iter()
                    .for_each(|button| writeln!(out, "  [{}]", button.label).unwrap());
            }
            Block::Rows(rows) => {
                writeln!(out, "{}", rows.count).unwrap();
                for row in &rows.rows {
                    let tags: Vec<&str> = row.tags.iter().map(|tag| tag.text.as_str()).collect();
                    writeln!(
                        out,
                        "  {} ({}) {}",
                        row.title,
                        tags.join(", "),
                        row.lines.join(" | ")
                    )
                    .unwrap();
                }
            }
            Block::Copyable { label, value, .. } => writeln!(out, "{label}: {value}").unwrap(),
            Block::Source { url, label } => writeln!(out, "{label}: {url}").unwrap(),
            other => panic!("a task shows something that this test does not read: {other:?}"),
        }
    }
    let labels: Vec<&str> = view.buttons.iter().map(|button| button.label.as_str()).collect();
    writeln!(out, "[{}]\n", labels.join("] [")).unwrap();
}

#[test]
fn every_task_of_every_journey_reads_as_it_did_in_every_language() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journey_walks");
    let mut changed = Vec::new();
    for journey in journeys::all() {
        for language in Language::ALL {
            let case = root.join(format!("{}.{}", journey.id, language.tag()));
            let test = walk(journey, Environment::Test, language);
            let prod = walk(journey, Environment::Prod, language);
            if std::env::var_os("UPDATE").is_some() {
                std::fs::create_dir_all(&case).unwrap();
            }
            changed.extend(golden::change(&case, &format!("{test}\n{prod}")));
        }
    }
    assert!(changed.is_empty(), "\n{}", changed.join("\n"));
}
