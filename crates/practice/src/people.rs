//! The people of the contact register: a handful, none of them real.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::moment;
use losen_core::Timestamp;

/// The person who logs in to the practice ID-porten: reachable, with a digital mailbox.
pub const FIRST_PERSON: &str = "20914695016";

/// Everybody, with everything that the register knows of them.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct People(Vec<Map<String, Value>>);

/// What a token lets through, besides whether the person has reserved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// E-mail, mobile, their ages, whether the person may be notified, language.
    pub contact: bool,
    /// Digital mailbox and its certificate.
    pub mailbox: bool,
}

const ALWAYS: [&str; 5] = [
    "personidentifikator",
    "reservasjon",
    "reservasjonstidspunkt",
    "reservasjon_oppdatert",
    "status",
];
const CONTACT: [&str; 4] = [
    "varslingsstatus",
    "kontaktinformasjon",
    "spraak",
    "spraak_oppdatert",
];
const MAILBOX: [&str; 2] = ["digital_post", "sertifikat"];

impl People {
    /// The people of `data/people.json`.
    pub fn initial() -> Self {
        // The file is part of the source and a test reads it.
        serde_json::from_str(include_str!("../data/people.json")).unwrap_or(Self(Vec::new()))
    }

    /// The person as the view shows them. Somebody unknown is not registered, and not an error.
    pub fn look_up(&self, pid: &str, view: View) -> Value {
        let Some(person) = self.0.iter().find(|person| is(person, pid)) else {
            return json!({ "personidentifikator": pid, "reservasjon": "NEI", "status": "IKKE_REGISTRERT" });
        };
        let shown = |member: &String| {
            let among = |list: &[&str]| list.contains(&member.as_str());
            among(&ALWAYS) || (view.contact && among(&CONTACT)) || (view.mailbox && among(&MAILBOX))
        };
        let members = person.iter().filter(|(member, _)| shown(member));
        Value::Object(
            members
                .map(|(member, value)| (member.clone(), value.clone()))
                .collect(),
        )
    }

    /// Notes a person's choice of language.
    pub fn set_language(&mut self, now: Timestamp, pid: &str, language: &str) {
        if let Some(person) = self.0.iter_mut().find(|person| is(person, pid)) {
            person.insert("spraak".into(), json!(language));
            person.insert("spraak_oppdatert".into(), json!(moment::rfc3339_seconds(now)));
        }
    }
}

fn is(person: &Map<String, Value>, pid: &str) -> bool {
    person.get("personidentifikator").and_then(Value::as_str) == Some(pid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_made_up() {
        let people = People::initial();
        assert_eq!(people.0.len(), 5);
        for person in &people.0 {
            let pid = person["personidentifikator"].as_str().unwrap();
            // Tenor's synthetic identifiers have 80 added to the month.
            let month: u32 = pid.chars().skip(2).take(2).collect::<String>().parse().unwrap();
            assert!((81..=92).contains(&month), "{pid}");
        }
    }

    #[test]
    fn a_view_without_anything_still_tells_of_the_reservation() {
        let person = People::initial().look_up(FIRST_PERSON, View::default());
        assert_eq!(
            person,
            json!({"personidentifikator": FIRST_PERSON, "reservasjon": "NEI", "status": "AKTIV"})
        );
    }
}
