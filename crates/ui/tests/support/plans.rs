//! The room of plans, as a real session draws it in each language.

use losen_core::Timestamp;
use losen_core::desk::{At, Fact};
use losen_core::session::{Button, Event, Field, HomeButton, HomeField, Input, Room, Session, Surface, View};
use losen_core::text::Language;

use super::Screen;

const NOW: Timestamp = Timestamp(1_795_000_000);

/// Draws a screen in a language.
pub type Make = fn(Language) -> View;

/// Every screen of the room.
pub fn all() -> Vec<Screen> {
    let screen = |name: &'static str, make: Make| Screen {
        name,
        surface: Surface::Panel,
        view: make(Language::Nb),
        in_language: Some(make),
    };
    let all: [(&'static str, Make); 11] = [
        ("plans-first-run", |language| show(language, &[])),
        ("plans-tour", |language| {
            show(language, &[HomeButton::Show(At::Tour { page: 1 })])
        }),
        ("plans-goals", |language| {
            show(language, &[HomeButton::Show(At::Goals)])
        }),
        ("plans-desk", |language| begun(language, At::Desk)),
        ("plans-tasks", |language| begun(language, At::Errand { id: 1 })),
        ("plans-task", |language| {
            begun(
                language,
                At::Step {
                    id: 1,
                    step: "altinn".into(),
                },
            )
        }),
        ("plans-facts", |language| begun(language, At::Facts { id: 2 })),
        ("plans-summary", |language| begun(language, At::Summary { id: 2 })),
        ("plans-share", |language| begun(language, At::Share { id: 1 })),
        ("plans-bench", |language| begun(language, At::Bench { id: None })),
        ("plans-receive", |language| begun(language, At::Receive)),
    ];
    all.into_iter().map(|(name, make)| screen(name, make)).collect()
}

fn show(language: Language, presses: &[HomeButton]) -> View {
    let mut session = Session::new(Surface::Panel, language);
    session.handle(NOW, Event::Opened(None));
    session.handle(NOW, Event::Pressed(Button::Enter(Room::Home)));
    for press in presses {
        session.handle(NOW, Event::Pressed(Button::Home(press.clone())));
    }
    session.view()
}

/// Two plans: one that waits for the main administrator, one with a mistake in every field.
fn begun(language: Language, at: At) -> View {
    let mut session = Session::new(Surface::Panel, language);
    let mut send = |event| session.handle(NOW, event);
    let press = |button| Event::Pressed(Button::Home(button));
    let tell = |field, text: &str| Event::Edited(Field::Home(field), Input::Text(text.into()));
    send(Event::Opened(None));
    send(press(HomeButton::Begin("access".into())));
    send(press(HomeButton::Show(At::Facts { id: 1 })));
    send(tell(HomeField::Fact(Fact::Orgno), "314330897"));
    send(tell(HomeField::Fact(Fact::Organisation), "Losby havnevesen"));
    send(press(HomeButton::Show(At::Step {
        id: 1,
        step: "customer".into(),
    })));
    send(press(HomeButton::Finish));
    send(press(HomeButton::Show(At::Step {
        id: 1,
        step: "altinn".into(),
    })));
    send(press(HomeButton::Sent));
    send(press(HomeButton::Begin("login".into())));
    send(press(HomeButton::Show(At::Facts { id: 2 })));
    send(tell(HomeField::ClientName, "Losby havnevesen – Min side"));
    send(tell(HomeField::RedirectUris, "https://losby.example.no/#ferdig"));
    send(tell(HomeField::Fact(Fact::Orgno), "314330890"));
    send(tell(HomeField::Fact(Fact::KeyExpires), "snart"));
    send(tell(HomeField::Fact(Fact::SecretExpires), "22.11.2027"));
    send(press(HomeButton::Show(at.clone())));
    if at == (At::Bench { id: None }) {
        send(tell(HomeField::Bench, "krr:user, kontaktinformasjon.read"));
    }
    if at == At::Receive {
        send(tell(HomeField::Received, "hei"));
    }
    session.view()
}
