//! The journeys are written by people; what the build cannot see is looked at here.

use losen_core::companion::Labels;
use losen_core::journeys::{self, Direct, Journey, Proves, Step, Who, Words};
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
            "supplier-login",
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
fn a_message_says_for_whom_where_and_for_which_scope() {
    for (journey, step) in steps() {
        let Some(message) = step.message.as_ref().filter(|_| step.who != Who::Developer) else {
            continue;
        };
        let place = format!("{} {}", journey.id, step.id);
        assert!(message.nb.contains("%{orgno}"), "{place}");
        // Signed terms are the organisation's, and so are an invoice address and whom to call.
        let everywhere = matches!((journey.id, step.id), ("access", "terms") | ("merchant", _));
        let environment = message.nb.contains("%{environment}") || message.nb.contains("test og produksjon");
        assert!(environment || everywhere, "{place}");
        if matches!(step.who, Who::ApiProvider | Who::Customer) {
            assert!(message.nb.contains("%{scope}"), "{place}");
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

/// The names of other sites are there for the written steps alone.
#[test]
fn every_name_of_another_site_is_quoted_in_a_step() {
    let source = include_str!("../../../extension/labels.json");
    let file: serde_json::Value = serde_json::from_str(source).unwrap();
    let labels = Labels::shipped();
    for code in file["elsewhere"].as_object().unwrap().keys() {
        let name = labels.name(code).unwrap();
        let named = |text: &str| name.nb.iter().any(|name| text.contains(&format!("«{name}»")));
        let used =
            steps().any(|(_, step)| step.label == Some(code) || texts(step).any(|words| named(words.nb)));
        assert!(used, "{code} is a name that no step quotes");
    }
}

#[test]
fn every_step_says_what_where_who_how_long_what_may_go_wrong_and_on_whose_word() {
    let labels = Labels::shipped();
    for (journey, step) in steps() {
        let place = format!("{} {}", journey.id, step.id);
        for language in Language::ALL {
            let action = step.action_text(language, &labels);
            assert!(!action.contains("%{"), "{place}: {action}");
            for words in step.wrong.iter().chain([&step.name]) {
                assert!(!words.text(language).trim().is_empty(), "{place}");
            }
            if let Some(label) = step.label {
                let name = labels.name(label).unwrap();
                assert!(action.contains(name.today(language)), "{place}: {action}");
            }
        }
        assert!(
            !step.wrong.is_empty() && step.source.starts_with("https://"),
            "{place}"
        );
        assert_eq!(
            step.at.is_some(),
            step.label.is_some(),
            "{place}: a page and what to look for there"
        );
        assert!(
            step.at.is_none_or(|page| journeys::page(page).is_some()),
            "{place}"
        );
    }
}

#[test]
fn what_only_a_portal_can_is_at_a_page_and_what_losen_can_is_not_asked_of_others() {
    for (journey, step) in steps() {
        let place = format!("{} {}", journey.id, step.id);
        match step.direct {
            Direct::Portal | Direct::Api => assert!(step.at.is_some(), "{place}: there, and where is that?"),
            Direct::People => {}
            _ => assert!(matches!(step.who, Who::You | Who::Developer), "{place}"),
        }
    }
}

#[test]
fn every_journey_has_a_direct_route_or_says_that_there_is_none() {
    let without: Vec<&str> = journeys::all()
        .iter()
        .filter(|journey| !journey.steps.iter().any(|step| step.direct.is_ours()))
        .map(|journey| journey.id)
        .collect();
    assert_eq!(without, ["access", "merchant"]);
    let gone = |way: Direct| -> Vec<String> {
        steps()
            .filter(|(_, step)| step.direct == way)
            .map(|(journey, step)| format!("{} {}", journey.id, step.id))
            .collect()
    };
    // The API has calls for a supplier's customers, and Losen makes none of them.
    assert_eq!(
        gone(Direct::Api),
        [
            "supplier-login tab",
            "supplier-login add",
            "supplier-login customer"
        ]
    );
    // A portal's step is one that the API has no call for, and these are all of them.
    assert_eq!(
        gone(Direct::Portal),
        [
            "access terms",
            "access my-side",
            "access altinn",
            "access altinn-prod",
            "access ask",
            "access login-test",
            "access login-prod",
            "merchant consumer",
            "merchant provider",
            "merchant contact",
            "merchant subscribe",
            "provider right",
            "supplier-login right",
            "supplier delegate",
        ]
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
        .filter(|journey| journey.steps.iter().any(|step| step.direct == Direct::Guide))
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

/// Whoever has followed every step has something that works, and knows it.
#[test]
fn a_login_is_tried_before_everything_is_done() {
    for id in ["login", "user-data"] {
        let journey = journeys::find(id).unwrap();
        let tried = journey
            .steps
            .iter()
            .any(|step| step.proves == Some(Proves::Proved));
        assert!(tried, "{id}");
    }
}

/// What the form of a scope refuses to be without, and what decides who can use it.
#[test]
fn every_field_of_a_scope_that_matters_has_a_step() {
    let provider = journeys::find("provider").unwrap();
    let form = provider.steps.iter().filter(|step| step.at == Some("add_scope"));
    let labels: Vec<&str> = form.filter_map(|step| step.label).collect();
    assert_eq!(
        labels,
        [
            "subscope",
            "scope_description",
            "client_type",
            "visibility",
            "delegation_source",
            "create"
        ]
    );
    // Access is given when the button of its window has been pressed, and not before.
    let page = provider.steps.iter().filter(|step| step.at == Some("scope"));
    let labels: Vec<&str> = page.filter_map(|step| step.label).collect();
    assert_eq!(labels, ["add_access", "orgno", "add"]);
}

/// A supplier's client is made as every other one is, and proven by no token that Losen can get.
#[test]
fn a_supplier_makes_a_client_step_by_step_and_is_promised_no_proof() {
    let labels = |id| -> Vec<&str> {
        let steps = journeys::find(id).unwrap().steps.iter();
        let guided = steps.filter(|step| step.direct == Direct::Guide);
        guided.filter_map(|step| step.label).collect()
    };
    assert_eq!(labels("supplier"), labels("maskinporten"));
    let supplier = journeys::find("supplier").unwrap();
    assert!(!supplier.then.contains(&"verify"));
    assert!(supplier.steps.iter().all(|step| step.direct != Direct::Prove));
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
