//! The journeys are written by people; what the build cannot see is looked at here.

use losen_core::journeys::{self, Journey, Proves, Step, Who, Words};
use losen_core::model::Environment;
use losen_core::text::Language;
use regex::Regex;

fn steps() -> impl Iterator<Item = (&'static Journey, &'static Step)> {
    journeys::all()
        .iter()
        .flat_map(|journey| journey.steps.iter().map(move |step| (journey, step)))
}

/// Every text of a step.
fn texts(step: &'static Step) -> impl Iterator<Item = &'static Words> {
    std::iter::once(&step.action)
        .chain(step.wrong)
        .chain(&step.known)
        .chain(&step.message)
}

#[test]
fn every_task_of_the_portal_has_a_journey() {
    let mut ids: Vec<&str> = journeys::all().iter().map(|journey| journey.id).collect();
    ids.sort_unstable();
    assert_eq!(
        ids,
        [
            "access",
            "admin-client",
            "deactivate",
            "key",
            "krr",
            "login",
            "maskinporten",
            "merchant",
            "provider",
            "supplier",
            "unauthorized",
            "user-data",
            "verify"
        ]
    );
}

#[test]
fn every_source_is_a_page_of_digdir() {
    for (journey, step) in steps() {
        let known = [
            "https://docs.digdir.no/",
            "https://samarbeid.digdir.no/",
            "https://minside-samarbeid.digdir.no/",
        ];
        assert!(
            known.iter().any(|host| step.source.starts_with(host)),
            "{} {}: {}",
            journey.id,
            step.id,
            step.source
        );
    }
}

#[test]
fn whoever_must_be_waited_for_has_a_message_to_be_sent() {
    for (journey, step) in steps() {
        if !matches!(step.who, Who::You | Who::Developer) {
            assert!(
                step.message.is_some(),
                "{} {} waits for {:?} and says nothing to them",
                journey.id,
                step.id,
                step.who
            );
        }
    }
}

#[test]
fn every_blank_of_a_message_can_be_filled() {
    let blank = Regex::new(r"%\{([^}]*)\}").unwrap();
    let known = [
        "orgno",
        "organisation",
        "environment",
        "scope",
        "name",
        "client_id",
    ];
    for (journey, step) in steps() {
        for words in texts(step) {
            let message = step
                .message
                .as_ref()
                .is_some_and(|message| std::ptr::eq(message, words));
            for found in blank.captures_iter(words.nb) {
                let name = &found[1];
                assert!(
                    name == "label" || (message && known.contains(&name)),
                    "{} {}: {name}",
                    journey.id,
                    step.id
                );
            }
        }
    }
}

/// The portal has no nynorsk, and a label is found by its own words only.
#[test]
fn labels_that_stand_in_a_text_are_quoted_as_on_the_screen_in_every_language() {
    let quoted = Regex::new("«([^»]+)»").unwrap();
    for (journey, step) in steps() {
        // A message is read by someone else, who may be told in words.
        for words in texts(step).filter(|words| {
            step.message
                .as_ref()
                .is_none_or(|message| !std::ptr::eq(message, *words))
        }) {
            for label in quoted.captures_iter(words.nb).map(|found| found[1].to_owned()) {
                // Losen's own words are translated; they are the ones that Losen shows.
                let own = ["Forklar en feil", "Få tilgang til selvbetjening"];
                if own.contains(&label.as_str()) {
                    continue;
                }
                assert!(
                    words.nn.contains(&format!("«{label}»")),
                    "{} {} nn: {label}",
                    journey.id,
                    step.id
                );
                assert!(
                    words.en.contains(&format!("“{label}”")),
                    "{} {} en: {label}",
                    journey.id,
                    step.id
                );
            }
        }
    }
}

#[test]
fn every_label_and_every_page_is_used() {
    let source =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/journeys/_labels.yml")).unwrap();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        let code = line.split(':').next().unwrap();
        let label = journeys::label(code).unwrap();
        let named = |text: &str| label.nb.iter().any(|name| text.contains(&format!("«{name}»")));
        let used =
            steps().any(|(_, step)| step.label == Some(code) || texts(step).any(|words| named(words.nb)));
        assert!(used, "{code} is a label that no step names");
    }
    for (_, step) in steps() {
        assert!(step.at.is_none_or(|page| journeys::page(page).is_some()));
    }
}

#[test]
fn a_label_says_what_it_says_today_and_what_it_said_before() {
    let label = journeys::label("add_client").unwrap();
    assert_eq!(label.today(Language::Nn), "Legg til klient");
    assert!(label.also(Language::Nb).contains(&"Ny integrasjon"));
    assert_eq!(label.today(Language::En), "Add client");
    assert!(label.also(Language::En).contains(&"Legg til klient"));
    // Where no English wording is known, the Norwegian one is what stands there.
    assert_eq!(
        journeys::label("terms").unwrap().today(Language::En),
        "Virksomhetens bruksvilkår"
    );
}

#[test]
fn an_action_is_short_enough_to_be_read_beside_the_portal() {
    for (journey, step) in steps() {
        for language in Language::ALL {
            let text = step.action.text(language);
            assert!(text.chars().count() <= 200, "{} {}: {text}", journey.id, step.id);
            assert!(text.ends_with('.'), "{} {}: {text}", journey.id, step.id);
        }
    }
}

#[test]
fn a_client_that_losen_can_create_ends_in_a_noted_id() {
    for journey in journeys::all()
        .iter()
        .filter(|journey| journey.direct == Some(journeys::Direct::Guide))
    {
        if journey.kind.is_some() {
            assert!(
                journey
                    .steps
                    .iter()
                    .any(|step| step.proves == Some(Proves::Created)),
                "{}",
                journey.id
            );
        }
    }
}

#[test]
fn each_environment_has_its_own_login_and_its_own_portal() {
    let access = journeys::find("access").unwrap();
    let ids = |environment| {
        access
            .steps_in(environment)
            .map(|step| step.id)
            .collect::<Vec<_>>()
    };
    assert!(
        ids(Environment::Test).contains(&"login-test") && !ids(Environment::Test).contains(&"login-prod")
    );
    assert_eq!(ids(Environment::Practice), ids(Environment::Test));
    let page = journeys::page("clients").unwrap();
    assert_eq!(
        page.address(Environment::Test),
        "https://selvbetjening.test.samarbeid.digdir.no/clients"
    );
    assert_eq!(
        page.address(Environment::Prod),
        "https://selvbetjening.samarbeid.digdir.no/clients"
    );
}

/// `needs` and `then` are ways forward, so they must not lead in a circle.
#[test]
fn no_journey_needs_itself() {
    fn needs(id: &str, deep: usize) {
        assert!(deep < 10, "{id} needs itself");
        journeys::find(id)
            .unwrap()
            .needs
            .iter()
            .for_each(|other| needs(other, deep + 1));
    }
    journeys::all().iter().for_each(|journey| needs(journey.id, 0));
}
