//! A message that nobody knows is never explained wrongly: it is shown as it is, and nothing is said of it for certain, in
//! whatever known form and behind whatever general words it comes.

use losen_core::diagnosis::{Cause, Certainty, Evidence, Symptom, diagnose, read_pasted};
use losen_core::text::Language;
use proptest::prelude::*;
use serde_json::json;

/// Words that no service says.
const NONSENSE: &[&str] = &[
    "kvabb",
    "lurven",
    "tjafs",
    "blomme",
    "snurrebass",
    "fjas",
    "rukle",
    "dorsk",
    "pjolter",
    "skvett",
];

/// Codes that Maskinporten has not used.
const CODES: &[u16] = &[1, 42, 99, 101, 125, 199, 252, 304, 400, 999];

/// What stands before a reason in the wordings of real servers, and is no reason.
const BEFORE: &[&str] = &[
    "",
    "Invalid assertion. ",
    "Invalid assertion. Client authentication failed. ",
    "Client authentication failed: ",
    "invalid_grant: ",
];

fn nonsense() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(NONSENSE), 2..7).prop_map(|words| words.join(" "))
}

/// Demands that the text is shown and nothing concluded from it.
fn is_left_alone(causes: &[Cause], said: &str) -> Result<(), TestCaseError> {
    let certain = causes.iter().find(|cause| cause.certainty == Certainty::Certain);
    prop_assert!(certain.is_none(), "{said} is {certain:?}");
    let first = causes.first().map_or("", |cause| cause.code);
    let allowed = ["token/rejected", "proof/login-refused", "unknown/unrecognised"];
    prop_assert!(allowed.contains(&first), "{said} is {first}");
    let shown = causes
        .iter()
        .flat_map(|cause| &cause.evidence)
        .any(|seen| seen.text(Language::Nb).contains(said));
    prop_assert!(shown, "{said} is not shown in {causes:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_unknown_refusal_of_maskinporten_is_shown_as_it_is(
        said in nonsense(), before in prop::sample::select(BEFORE), number in prop::option::of(prop::sample::select(CODES)),
        error in prop::sample::select(vec!["invalid_grant", "invalid_scope", "invalid_request"]), status in 400..404_u16,
    ) {
        let code = number.map(|number| format!("MP-{number:03}: ")).unwrap_or_default();
        let description = format!("{code}{before}{said} (correlation id: 0af76519-16cd-43dd-8448-eb211c80319c)");
        let body = json!({ "error": error, "error_description": description }).to_string();
        let symptom = Symptom::Token {
            status: Some(status),
            body: body.clone(),
            grant_header: None,
            grant_claims: None,
        };
        is_left_alone(&diagnose(&symptom, &Evidence::default()), &said)?;
        if error != "invalid_request" {
            is_left_alone(&read_pasted(&body).causes(&Evidence::default()), &said)?;
        }
    }

    #[test]
    fn an_unknown_text_is_shown_as_it_is(
        said in nonsense(), number in prop::option::of(prop::sample::select(CODES)),
        before in prop::sample::select(vec!["", "Error: ", "Feil: ", "Exception in thread main: ", "[ERROR] 2026-11-22 "]),
    ) {
        let code = number.map(|number| format!("MP-{number:03}: ")).unwrap_or_default();
        let text = format!("{before}{code}{said}");
        is_left_alone(&read_pasted(&text).causes(&Evidence::default()), &said)?;
    }

    #[test]
    fn an_unknown_refusal_of_idporten_is_shown_as_it_is(said in nonsense(), error in prop::sample::select(NONSENSE)) {
        let body = json!({ "error": error, "error_description": said }).to_string();
        let symptom = Symptom::Login { status: Some(400), body };
        is_left_alone(&diagnose(&symptom, &Evidence::default()), &said)?;
    }
}
