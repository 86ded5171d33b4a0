//! What the plan of every journey must have, whichever journey it is: a place to tell what its steps ask for, and a way on.

#![allow(clippy::unwrap_used, reason = "a test that panics has said what is wrong")]

use losen_core::Timestamp;
use losen_core::desk::{At, Fact};
use losen_core::journeys::{self, Copied, Journey, Step};
use losen_core::model::Environment;
use losen_core::session::{
    Block, Button, Event, Field, HomeButton, HomeField, Input, Room, Session, Surface, View,
};
use losen_core::text::Language;

const NOW: Timestamp = Timestamp(1_795_000_000);

fn press(session: &mut Session, button: HomeButton) {
    session.handle(NOW, Event::Pressed(Button::Home(button)));
}

/// The plan of a journey that nobody has told anything, with its details on screen.
fn begun(journey: &Journey, environment: Environment) -> Session {
    let mut session = Session::new(Surface::Tab, Language::Nb);
    session.handle(NOW, Event::Opened(None));
    session.handle(NOW, Event::Pressed(Button::Enter(Room::Home)));
    press(&mut session, HomeButton::Begin(journey.id.into()));
    press(&mut session, HomeButton::Show(At::Facts { id: 1 }));
    let word = Input::Text(environment.word().into());
    session.handle(NOW, Event::Edited(Field::Home(HomeField::Environment), word));
    session
}

/// The fields of a screen.
fn fields(view: &View) -> Vec<Field> {
    let field = |block: &Block| match block {
        Block::Input(input) => Some(input.field),
        Block::Choice(choice) => Some(choice.field),
        _ => None,
    };
    view.blocks.iter().filter_map(field).collect()
}

/// Where the user tells what a step asks for.
fn wanted(step: &Step) -> Vec<HomeField> {
    let copied = step.copy.iter().map(|copied| match copied {
        Copied::Name => HomeField::ClientName,
        Copied::Description => HomeField::Description,
        Copied::Scopes => HomeField::Scopes,
        Copied::RedirectUris => HomeField::RedirectUris,
        Copied::LogoutUris => HomeField::LogoutUris,
        Copied::Key => HomeField::Fact(Fact::Key),
        Copied::Orgno => HomeField::Fact(Fact::Orgno),
        Copied::ClientId => HomeField::Fact(Fact::ClientId),
    });
    let message = step.message.as_ref().map_or("", |message| message.nb);
    let blanks = message
        .split("%{")
        .skip(1)
        .map(|rest| match rest.split('}').next() {
            Some("orgno") => HomeField::Fact(Fact::Orgno),
            Some("organisation") => HomeField::Fact(Fact::Organisation),
            Some("environment") => HomeField::Environment,
            Some("scope") => HomeField::Scopes,
            Some("name") => HomeField::ClientName,
            Some("client_id") => HomeField::Fact(Fact::ClientId),
            other => panic!("no field is known for {other:?}"),
        });
    copied.chain(blanks).collect()
}

#[test]
fn whatever_a_step_asks_for_can_be_told_in_its_plan() {
    for journey in journeys::all() {
        for environment in [Environment::Test, Environment::Prod] {
            let fields = fields(&begun(journey, environment).view());
            for step in journey.steps_in(environment) {
                for field in wanted(step) {
                    assert!(
                        fields.contains(&Field::Home(field)),
                        "{} {} asks for {field:?}, which the plan has no place for",
                        journey.id,
                        step.id
                    );
                }
            }
        }
    }
}

#[test]
fn what_is_told_of_a_scope_stands_where_it_is_pasted_and_in_the_message_about_it() {
    let mut session = begun(journeys::find("provider").unwrap(), Environment::Test);
    for (field, text) in [
        (HomeField::Scopes, "losby:havn.read"),
        (HomeField::Description, "Lese kart over havnen"),
    ] {
        session.handle(NOW, Event::Edited(Field::Home(field), Input::Text(text.into())));
    }
    let mut shown = |step: &str| {
        let step = step.to_owned();
        press(&mut session, HomeButton::Show(At::Step { id: 1, step }));
        format!("{:?}", session.view().blocks)
    };
    assert!(shown("name").contains("losby:havn.read"));
    assert!(shown("about").contains("Lese kart over havnen"));
    assert!(shown("tell").contains("losby:havn.read"));
}

#[test]
fn what_was_done_in_test_can_be_done_again_in_production_unless_it_holds_there_already() {
    for journey in journeys::all() {
        let mut session = begun(journey, Environment::Test);
        for step in journey.steps_in(Environment::Test) {
            let step = step.id.to_owned();
            press(&mut session, HomeButton::Show(At::Step { id: 1, step }));
            press(&mut session, HomeButton::Finish);
        }
        let again = Button::Home(HomeButton::Again(Environment::Prod));
        let offered = session.view().blocks.iter().any(|block| match block {
            Block::Notice { buttons, .. } => buttons.iter().any(|button| button.press == again),
            _ => false,
        });
        let holds = ["unauthorized", "merchant"].contains(&journey.id);
        assert_eq!(offered, !holds, "{}", journey.id);
    }
}

/// A right, and an order at Digdir, are for the environment that the plan is for.
#[test]
fn what_is_asked_for_in_test_is_for_test_and_in_production_for_production() {
    let labels = |id, environment| -> Vec<&str> {
        let steps = journeys::find(id).unwrap().steps_in(environment);
        steps.filter_map(|step| step.label).collect()
    };
    for (environment, wanted, other) in [
        (Environment::Test, "right_testing", "right_clients"),
        (Environment::Prod, "right_clients", "right_testing"),
    ] {
        let labels = labels("access", environment);
        assert!(labels.contains(&wanted) && !labels.contains(&other), "{labels:?}");
    }
    assert!(!labels("provider", Environment::Test).contains(&"prefix_form"));
    assert!(labels("provider", Environment::Prod).contains(&"prefix_form"));
}
