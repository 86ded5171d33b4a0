//! A plan for someone else: one prepares, another confirms. It travels as a file, or in the part of a link that no
//! browser sends to a server. Nothing secret goes along, and nothing that comes in is believed.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{By, Errand, Fact, Mark, PortalTrace, Sketch};
use crate::Timestamp;
use crate::diagnosis::mask;
use crate::journeys;
use crate::keys;
use crate::model::{ClientId, Environment, Plan};

/// The version of the form below.
const VERSION: u32 = 1;
/// What stands before the plan in a link.
const MARK: &str = "#plan=";
/// The longest text that is looked at. Bytes.
const LARGEST: usize = 64 * 1024;
/// The longest single text in a plan, and the most marks.
const LONGEST: usize = 4000;

/// Why a text is no plan that can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// There is nothing to read.
    #[error("nothing was pasted")]
    Empty,
    /// Longer than any plan.
    #[error("longer than any plan")]
    TooLong,
    /// Not a plan of Losen, or cut in two on its way.
    #[error("not a plan")]
    NotAPlan,
    /// Made by a newer Losen.
    #[error("made by a newer Losen")]
    TooNew,
    /// A journey that this Losen does not have.
    #[error("a journey that is not known")]
    UnknownJourney,
    /// It holds something secret.
    #[error("it holds something secret")]
    Secret,
}

impl ShareError {
    /// Stable.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "share/empty",
            Self::TooLong => "share/too-long",
            Self::NotAPlan => "share/not-a-plan",
            Self::TooNew => "share/too-new",
            Self::UnknownJourney => "share/unknown-journey",
            Self::Secret => "share/secret",
        }
    }
}

/// A plan on its way to someone else.
#[derive(Serialize, Deserialize)]
struct Shared {
    losen_plan: u32,
    journey: String,
    environment: Environment,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
    began: Timestamp,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    facts: BTreeMap<Fact, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    marks: BTreeMap<String, Mark>,
    #[serde(default)]
    plan: Plan,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
}

/// A plan as the text of a file.
#[must_use]
pub fn file(errand: &Errand) -> String {
    let shared = serde_json::to_string_pretty(&shared(errand)).unwrap_or_default();
    format!("{shared}\n")
}

/// A plan as the end of a link, from the `#` on.
#[must_use]
pub fn fragment(errand: &Errand) -> String {
    let shared = serde_json::to_string(&shared(errand)).unwrap_or_default();
    format!("{MARK}{}", URL_SAFE_NO_PAD.encode(shared))
}

fn shared(errand: &Errand) -> Shared {
    let mut plan = errand.sketch.plan.clone();
    // The API hands a secret out once; should a plan have come by one, it stays here.
    plan.remove("client_secret");
    let known: Vec<&str> = errand.steps().iter().map(|step| step.id).collect();
    Shared {
        losen_plan: VERSION,
        journey: errand.journey.clone(),
        environment: match errand.environment() {
            Environment::Prod => Environment::Prod,
            Environment::Practice | Environment::Test => Environment::Test,
        },
        name: mask(&errand.name),
        began: errand.began,
        facts: errand
            .facts
            .iter()
            .map(|(fact, value)| (*fact, public(*fact, value)))
            .collect(),
        marks: errand
            .marks
            .iter()
            .filter(|(step, _)| known.contains(&step.as_str()))
            .map(|(step, mark)| (step.clone(), mark.clone()))
            .collect(),
        plan,
        client_id: Some(errand.client_id()).filter(|id| !id.is_empty()),
    }
}

/// A public key stays readable; whatever else was written is masked if it looks like a secret.
fn public(fact: Fact, value: &str) -> String {
    match fact {
        Fact::Key if !keys::check_text(value, None).is_refused() => value.to_owned(),
        Fact::Key => String::new(),
        _ => mask(value),
    }
}

/// Reads what someone sent: a link, its end, or a file.
///
/// # Errors
/// Says why it is not taken.
pub fn read(text: &str) -> Result<Errand, ShareError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ShareError::Empty);
    }
    if text.len() > LARGEST {
        return Err(ShareError::TooLong);
    }
    let json = match text.split_once(MARK) {
        Some((_, code)) => {
            // Mail programs break long links.
            let code: String = code.split_whitespace().collect();
            let bytes = URL_SAFE_NO_PAD
                .decode(code.trim_end_matches('='))
                .map_err(|_| ShareError::NotAPlan)?;
            String::from_utf8(bytes).map_err(|_| ShareError::NotAPlan)?
        }
        None => text.to_owned(),
    };
    if keys::check_text(&json, None).is_refused() {
        return Err(ShareError::Secret);
    }
    let value: Value = serde_json::from_str(&json).map_err(|_| ShareError::NotAPlan)?;
    match value.get("losen_plan").and_then(Value::as_u64) {
        None => return Err(ShareError::NotAPlan),
        Some(version) if version > u64::from(VERSION) => return Err(ShareError::TooNew),
        Some(_) => {}
    }
    let shared: Shared = serde_json::from_value(value).map_err(|_| ShareError::NotAPlan)?;
    take(shared)
}

fn take(shared: Shared) -> Result<Errand, ShareError> {
    if journeys::find(&shared.journey).is_none() {
        return Err(ShareError::UnknownJourney);
    }
    if shared.environment == Environment::Practice {
        return Err(ShareError::NotAPlan);
    }
    if shared
        .plan
        .text("client_secret")
        .is_some_and(|secret| !secret.is_empty())
    {
        return Err(ShareError::Secret);
    }
    let is_long = |text: &String| text.len() > LONGEST;
    let long = is_long(&shared.name) || shared.facts.values().chain(shared.marks.keys()).any(is_long);
    if long || shared.marks.len() > 100 {
        return Err(ShareError::TooLong);
    }
    let mut facts = shared.facts;
    // An id is believed to be one only when it has the form of one.
    if let Some(id) = shared.client_id.and_then(|id| ClientId::parse(&id).ok()) {
        facts.insert(Fact::ClientId, id.to_string());
    }
    Ok(Errand {
        id: 0,
        sketch: Sketch {
            plan: shared.plan,
            ..Sketch::of(&shared.journey)
        },
        journey: shared.journey,
        name: shared.name,
        environment: shared.environment,
        began: shared.began,
        facts,
        // Whatever their Losen has seen is their word here.
        marks: shared
            .marks
            .into_iter()
            .map(|(step, mark)| {
                let by = By::You;
                (
                    step,
                    Mark {
                        by,
                        held: false,
                        ..mark
                    },
                )
            })
            .collect(),
        portal: PortalTrace::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Desk, State};
    use super::*;

    fn errand() -> Errand {
        let mut desk = Desk::default();
        let id = desk.begin("krr", Timestamp(1_700_000_000));
        let mut errand = desk.find(id).unwrap().clone();
        errand.sketch.plan.set("client_name", "Losby – varsling");
        errand.facts.insert(Fact::Orgno, "314330897".into());
        errand.mark("open", State::Done, Timestamp(1_700_000_100));
        errand
    }

    #[test]
    fn what_is_shared_comes_out_as_it_went_in() {
        for text in [
            file(&errand()),
            fragment(&errand()),
            format!("https://losen.example/{}", fragment(&errand())),
        ] {
            assert_eq!(read(&text), Ok(Errand { id: 0, ..errand() }), "{text}");
        }
    }

    #[test]
    fn a_link_that_a_mail_program_broke_is_mended() {
        let mut link = fragment(&errand());
        link.insert_str(100, "\r\n ");
        assert!(read(&link).is_ok());
    }

    #[test]
    fn no_secret_goes_along() {
        let mut errand = errand();
        errand.sketch.plan.set("client_secret", "canary-secret");
        errand.facts.insert(
            Fact::Key,
            r#"{"kty":"RSA","n":"AQAB","e":"AQAB","d":"canary-private-canary-private"}"#.into(),
        );
        errand.facts.insert(
            Fact::Contact,
            "Bearer eyJhbGciOiJSUzI1NiJ9.eyJjYW5hcnkiOiJ0b2tlbiJ9.c2lnbmF0dXJlLXNpZ25hdHVyZQ".into(),
        );
        let text = file(&errand);
        assert!(
            !text.contains("canary") && !text.contains("c2lnbmF0dXJlLXNpZ25hdHVyZQ"),
            "{text}"
        );
    }

    #[test]
    fn a_text_that_is_no_plan_is_refused_with_the_reason() {
        let json = |text: &str| file(&errand()).replace("\"losen_plan\": 1", text);
        let cases = [
            ("  ".to_owned(), ShareError::Empty),
            ("hei".to_owned(), ShareError::NotAPlan),
            ("{}".to_owned(), ShareError::NotAPlan),
            ("https://x.example/#plan=%%%".to_owned(), ShareError::NotAPlan),
            (
                fragment(&errand()).chars().take(60).collect(),
                ShareError::NotAPlan,
            ),
            (json("\"losen_plan\": 2"), ShareError::TooNew),
            (json("\"losen_plan\": \"1\""), ShareError::NotAPlan),
            (
                file(&errand()).replace("\"krr\"", "\"moon\""),
                ShareError::UnknownJourney,
            ),
            (
                file(&errand()).replace("\"test\"", "\"practice\""),
                ShareError::NotAPlan,
            ),
            (
                file(&errand()).replace("\"client_name\"", "\"client_secret\""),
                ShareError::Secret,
            ),
            (
                "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----".to_owned(),
                ShareError::Secret,
            ),
            ("x".repeat(LARGEST + 1), ShareError::TooLong),
        ];
        for (text, error) in cases {
            assert_eq!(read(&text).err(), Some(error), "{text:.80}");
        }
    }

    #[test]
    fn an_id_that_is_none_is_not_taken_along() {
        let mut errand = errand();
        errand.facts.insert(Fact::ClientId, "../scopes".into());
        let taken = read(&file(&errand).replace("\"client-id\"", "\"owner\"")).unwrap();
        assert_eq!(taken.client_id(), "");
    }

    #[test]
    fn codes_are_stable() {
        assert_eq!(ShareError::NotAPlan.code(), "share/not-a-plan");
    }
}
