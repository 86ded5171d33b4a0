//! What the hand-made screens are put together from.

use losen_core::model::Severity;
use losen_core::session::{
    Block, Button, ButtonView, Field, FindingView, Focus, InputView, Look, OptionView, Room, RoomMark,
    StepId, StepMark, StepState, Strip, Tone, View,
};
use losen_core::text::Language;

pub fn screen(heading: &str, step: usize, blocks: Vec<Block>) -> View {
    let labels = ["Mål", "Sted", "Type", "Navn", "Scope", "Se over", "Ferdig"];
    let steps = labels.iter().enumerate().map(|(at, label)| StepMark {
        label: (*label).into(),
        state: match (at + 1).cmp(&step) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Current,
            std::cmp::Ordering::Greater => StepState::Ahead,
        },
        state_word: "tilstand i ord".into(),
        go: (at + 1 < step).then_some(Button::GoTo(StepId::Goal)),
    });
    let journey = step > 0;
    View {
        language: Language::Nb,
        title: format!("{heading} – Losen"),
        screen: step.to_string(),
        rooms: if journey { rooms() } else { Vec::new() },
        strip: Strip {
            environment: if journey { "TEST".into() } else { String::new() },
            tone: Tone::Info,
            organisation: if journey {
                "991 825 827 Testdepartementet".into()
            } else {
                String::new()
            },
        },
        step_label: if journey {
            format!("Steg {step} av 7")
        } else {
            String::new()
        },
        steps: if journey { steps.collect() } else { Vec::new() },
        heading: heading.into(),
        focus: 0,
        focus_on: Focus::Heading,
        companion: None,
        blocks,
        buttons: if journey {
            vec![
                press(Button::Next, "Neste", Look::Primary),
                press(Button::Back, "Tilbake", Look::Secondary),
            ]
        } else {
            Vec::new()
        },
        extras: vec![press(Button::OpenSidePanel, "Åpne i sidepanelet", Look::Plain)],
        status: String::new(),
    }
}

pub fn rooms() -> Vec<RoomMark> {
    let mark = |label: &str, room: Room, current: bool| RoomMark {
        label: label.into(),
        current,
        go: Button::Enter(room),
    };
    vec![
        mark("Ny klient", Room::Guide, true),
        mark("Klienter", Room::Clients, false),
    ]
}

pub fn press(press: Button, label: &str, look: Look) -> ButtonView {
    ButtonView {
        press,
        label: label.into(),
        look,
        disabled: false,
    }
}

pub fn option(value: &str, label: &str, hint: &str, tag: &str, checked: bool) -> OptionView {
    OptionView {
        value: value.into(),
        label: label.into(),
        hint: hint.into(),
        tag: tag.into(),
        checked,
        disabled: false,
    }
}

pub fn finding(severity: Severity, word: &str, text: &str, fix: Option<&str>) -> FindingView {
    FindingView {
        severity,
        severity_word: word.into(),
        text: text.into(),
        fix: fix.map(|label| {
            press(
                Button::Mend("scope/mangled".into(), "/scopes/0".into()),
                label,
                Look::Secondary,
            )
        }),
        source: "https://docs.digdir.no/docs/idporten/".into(),
        source_label: "Les mer hos Digdir".into(),
    }
}

pub fn input(field: Field, label: &str, hint: &str, value: &str) -> InputView {
    InputView {
        field,
        label: label.into(),
        hint: hint.into(),
        value: value.into(),
        long: false,
        code: false,
        required: true,
        findings: Vec::new(),
    }
}
