//! What the functions of the package do, on JSON.

use losen_core::diagnosis;
use losen_core::model::{Environment, OrgNo, Plan};
use losen_core::rules::{self, Catalogue, Context, Goal, Granted};
use losen_core::text::{Language, Message};
use losen_core::{Timestamp, keys, session};
use serde_json::{Value, json};

use crate::fault::Fault;

pub(crate) fn check(client: Value, options: &Value) -> Result<Value, Fault> {
    let plan = Plan::from_json(client).map_err(|_| Fault::NotAClient)?;
    let report = rules::check(&plan, &context(options)?);
    Ok(report.to_json(language(options)?))
}

/// `clock` is JavaScript's: milliseconds.
pub(crate) fn check_key(text: &str, options: &Value, clock: f64) -> Result<Value, Fault> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a clock shows whole seconds well below 2^53"
    )]
    let now = match &options["now"] {
        Value::Null => (clock / 1000.0) as i64,
        now => now.as_i64().ok_or(Fault::Option("now"))?,
    };
    let report = keys::check_text(text, Some(Timestamp(now)));
    Ok(report.to_json(language(options)?))
}

pub(crate) fn explain(code: &str, language: &Value) -> Result<Value, Fault> {
    let language = self::language(&json!({ "language": language }))?;
    if let Some(rule) = rules::all().chain(keys::all()).find(|rule| rule.code == code) {
        let key = format!("rules.{}", code.replace('/', ".").replace('-', "_"));
        let message = without_blanks(&Message::new(key).text(language));
        return Ok(
            json!({ "code": code, "kind": "rule", "message": message, "fix": null, "source": rule.source }),
        );
    }
    let entry = diagnosis::find(code).ok_or(Fault::UnknownCode)?;
    let text = |message: Message| without_blanks(&message.text(language));
    Ok(json!({
        "code": code,
        "kind": "cause",
        "message": text(entry.message()),
        "fix": text(entry.fix()),
        "source": entry.source,
    }))
}

pub(crate) fn diagnose(symptom: &Value, options: &Value) -> Result<Value, Fault> {
    let language = language(options)?;
    let explained = diagnosis::explain_json(symptom).ok_or(Fault::NotASymptom)?;
    let causes = explained.causes.iter().map(|cause| cause.to_json(language));
    let mut told = json!({ "causes": causes.collect::<Vec<_>>() });
    if let Some(masked) = explained.masked {
        told["masked"] = masked.into();
    }
    Ok(told)
}

pub(crate) fn plan(goal: &Value) -> Result<Value, Fault> {
    let goal = serde_json::from_value(goal.clone()).map_err(|_| Fault::UnknownGoal)?;
    Ok(session::seed(goal).to_json())
}

pub(crate) fn schema(language: &Value) -> Result<Value, Fault> {
    let language = self::language(&json!({ "language": language }))?;
    Ok(losen_core::schema::plan_schema(language))
}

fn context(options: &Value) -> Result<Context, Fault> {
    let environment = match &options["environment"] {
        Value::Null => Environment::Test,
        word => word
            .as_str()
            .and_then(Environment::from_word)
            .ok_or(Fault::Option("environment"))?,
    };
    let mut context = Context::new(environment);
    if let Some(orgno) = given(&options["organisation"]) {
        let orgno = orgno.as_str().and_then(|text| OrgNo::parse(text).ok());
        context.organisation = Some(orgno.ok_or(Fault::Option("organisation"))?);
    }
    if let Some(goal) = given(&options["goal"]) {
        context.goal = Some(serde_json::from_value::<Goal>(goal.clone()).map_err(|_| Fault::Option("goal"))?);
    }
    if let Some(scopes) = given(&options["scopes"]) {
        let as_of = options["scopesAsOf"].as_i64().unwrap_or_default();
        let list = scopes.as_array().ok_or(Fault::Option("scopes"))?;
        context.catalogue = Catalogue::refreshed(list, Timestamp(as_of));
    }
    context.granted = match &options["granted"] {
        Value::Null => Granted::NotAsked,
        Value::String(word) if word == "unreadable" => Granted::Unreadable,
        Value::Array(list) => Granted::read(list),
        _ => return Err(Fault::Option("granted")),
    };
    Ok(context)
}

fn language(options: &Value) -> Result<Language, Fault> {
    match given(&options["language"]) {
        None => Ok(Language::default()),
        Some(tag) => tag
            .as_str()
            .and_then(Language::from_tag)
            .ok_or(Fault::Option("language")),
    }
}

fn given(value: &Value) -> Option<&Value> {
    (!value.is_null()).then_some(value)
}

/// The text with three dots where a place, a name or a number will stand.
fn without_blanks(text: &str) -> String {
    let mut parts = text.split("%{");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push('…');
        plain.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The built package is held to the same folders in Node.
    #[test]
    fn what_is_pasted_is_explained_and_masked_as_in_the_panel() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/tests/pasted");
        let mut seen = 0;
        for case in std::fs::read_dir(folder).unwrap() {
            let case = case.unwrap().path();
            let read = |name: &str| std::fs::read_to_string(case.join(name)).unwrap();
            let mut symptom: Value = serde_json::from_str(&read("here.json")).unwrap();
            symptom["pasted"] = read("text.txt").into();
            let told = diagnose(&symptom, &json!({ "language": "nb" })).unwrap();
            let golden = read("told.txt");
            let (causes, masked) = golden.split_once("\n\n").unwrap();
            let wanted: Vec<&str> = causes
                .lines()
                .skip(1)
                .filter(|line| !line.starts_with(' '))
                .filter_map(|line| line.split(' ').next())
                .collect();
            let codes: Vec<&str> = told["causes"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|cause| cause["code"].as_str())
                .collect();
            assert_eq!(codes, wanted, "{}", case.display());
            assert_eq!(
                told["masked"].as_str().map(str::trim_end),
                Some(masked.trim_end())
            );
            seen += 1;
        }
        assert!(seen > 20, "{seen}");
    }

    #[test]
    fn a_client_is_checked_in_the_language_and_environment_that_were_asked_for() {
        let client = json!({"client_orgno": "991825828"});
        let report = check(client.clone(), &json!({"environment": "prod", "language": "en"})).unwrap();
        let finding = |report: &Value, rule: &str| {
            report["findings"]
                .as_array()
                .unwrap()
                .iter()
                .find(|finding| finding["rule"] == rule)
                .cloned()
        };
        let found = finding(&report, "organisation/checksum").unwrap();
        assert_eq!(found["severity"], "error");
        assert!(
            found["message"]
                .as_str()
                .unwrap()
                .starts_with("The control digit")
        );
        let report = check(client, &Value::Null).unwrap();
        assert_eq!(
            finding(&report, "organisation/checksum").unwrap()["severity"],
            "warning"
        );
    }

    #[test]
    fn what_is_not_understood_is_named() {
        assert_eq!(check(json!([]), &Value::Null), Err(Fault::NotAClient));
        for option in [
            "environment",
            "language",
            "organisation",
            "goal",
            "scopes",
            "granted",
        ] {
            let refused = check(json!({}), &json!({ option: 7 })).unwrap_err();
            assert_eq!(refused, Fault::Option(option));
        }
        assert_eq!(plan(&json!("cake")), Err(Fault::UnknownGoal));
        assert_eq!(explain("cake/none", &Value::Null), Err(Fault::UnknownCode));
        assert_eq!(diagnose(&json!({}), &Value::Null), Err(Fault::NotASymptom));
    }

    #[test]
    fn every_code_is_explained_without_blanks() {
        let causes = diagnosis::CATALOGUE.iter().map(|entry| entry.code);
        for code in rules::all()
            .chain(keys::all())
            .map(|rule| rule.code)
            .chain(causes)
        {
            for language in ["nb", "nn", "en"] {
                let explained = explain(code, &json!(language)).unwrap();
                let message = explained["message"].as_str().unwrap();
                assert!(
                    !message.contains("%{") && !message.starts_with("rules."),
                    "{message}"
                );
            }
        }
    }

    #[test]
    fn both_goals_have_a_plan_of_the_right_type() {
        assert_eq!(
            plan(&json!("krr-lookup")).unwrap()["integration_type"],
            "maskinporten"
        );
        assert_eq!(
            plan(&json!("user-data")).unwrap()["integration_type"],
            "api_klient"
        );
    }

    #[test]
    fn a_private_key_is_refused_and_nothing_is_offered() {
        let report = check_key("-----BEGIN PRIVATE KEY-----", &Value::Null, 0.0).unwrap();
        assert_eq!(report["findings"][0]["rule"], "key/private");
        assert_eq!(report["fixed"], Value::Null);
    }
}
