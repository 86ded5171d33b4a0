use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What KRR showed of the one who logged in, fit to be shown: which members, and of the number only the birth date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The number with its last five digits covered.
    pub number: String,
    /// The names of the members that KRR gave, without what stands in them.
    pub members: Vec<String>,
}

impl Person {
    /// Reads KRR's answer. `None` when it is about nobody, or about somebody else than the one who logged in (`number`,
    /// when the ID token said it).
    #[must_use]
    pub fn read(body: &str, number: Option<&str>) -> Option<Self> {
        let body: Value = serde_json::from_str(body).ok()?;
        let shown = body.get("personidentifikator")?.as_str()?;
        if number.is_some_and(|number| number != shown) {
            return None;
        }
        let members = body.as_object()?.keys().cloned();
        Some(Self {
            number: masked(shown),
            members: members.filter(|name| name != "personidentifikator").collect(),
        })
    }
}

fn masked(number: &str) -> String {
    number
        .chars()
        .enumerate()
        .map(|(at, digit)| if at < 6 { digit } else { '*' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"personidentifikator":"20914695016","status":"AKTIV","kontaktinformasjon":{"epostadresse":"a@b.no"}}"#;

    #[test]
    fn what_is_kept_says_that_somebody_was_found_and_not_who() {
        let person = Person::read(BODY, Some("20914695016")).unwrap();
        assert_eq!(person.number, "209146*****");
        assert_eq!(person.members, ["status", "kontaktinformasjon"]);
        let written = serde_json::to_string(&person).unwrap();
        assert!(!written.contains("95016") && !written.contains("a@b.no"));
    }

    #[test]
    fn somebody_else_is_nobody() {
        assert_eq!(Person::read(BODY, Some("17855510049")), None);
        assert_eq!(Person::read("{}", None), None);
        assert_eq!(Person::read("<html>", None), None);
    }
}
