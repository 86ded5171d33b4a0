//! What is left when a plan is done, for the archive: which client, whose, with which key, who approved what and who was
//! written to. On screen, on paper and as a text file.

use super::calendar::{Day, what};
use super::{Errand, Fact, Progress};
use crate::Timestamp;
use crate::companion::Labels;
use crate::journeys::Copied;
use crate::model::Environment;
use crate::text::{Language, text};

/// The summary of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// What the plan is called.
    pub title: String,
    /// Headings, each with labels and values. What is not known is left out.
    pub parts: Vec<(String, Vec<(String, String)>)>,
}

/// What an environment is called wherever users read of it.
pub(crate) fn environment_word(environment: Environment, language: Language) -> String {
    let key = match environment {
        Environment::Practice => "guide.environment.practice",
        Environment::Test => "guide.environment.test",
        Environment::Prod => "guide.environment.prod",
    };
    text(language, key)
}

/// Sums a plan up.
#[must_use]
pub fn summary(errand: &Errand, language: Language, labels: &Labels, now: Timestamp) -> Summary {
    let t = |key: &'static str| text(language, key);
    let day = |at: Timestamp| Day::of(at).map(|day| day.text(language)).unwrap_or_default();
    let environment = environment_word(errand.environment(), language);
    let journey = errand
        .journey()
        .map_or("", |journey| journey.title.text(language));
    let client = vec![
        (t("trace.row.journey"), journey.to_owned()),
        (t("trace.row.environment"), environment),
        (t("trace.row.client_name"), errand.plan_text("client_name")),
        (t("trace.row.client_id"), errand.client_id()),
        (t("trace.row.type"), errand.plan_text("integration_type")),
        (t("trace.row.scopes"), errand.values(Copied::Scopes).join(", ")),
        (
            t("trace.row.redirect_uris"),
            errand.values(Copied::RedirectUris).join(", "),
        ),
    ];
    let expires = |fact: Fact| {
        let written = errand.fact(fact);
        Day::read(written).map_or_else(|| written.to_owned(), |day| day.text(language))
    };
    let mut key = vec![(t("trace.row.kid"), errand.fact(Fact::Kid).to_owned())];
    for fact in [Fact::KeyExpires, Fact::SecretExpires, Fact::CertificateExpires] {
        key.push((what(fact, language), expires(fact)));
    }
    let organisation = format!("{} {}", errand.fact(Fact::Orgno), errand.fact(Fact::Organisation));
    let people = vec![
        (t("trace.row.organisation"), organisation.trim().to_owned()),
        (t("trace.row.owner"), errand.fact(Fact::Owner).to_owned()),
        (t("trace.row.contact"), errand.fact(Fact::Contact).to_owned()),
        (t("trace.row.approvals"), errand.fact(Fact::Approvals).to_owned()),
    ];
    let mut sent = Vec::new();
    let mut done = Vec::new();
    for step in errand.steps() {
        let action = step.action_text(language, labels);
        if let Some(at) = errand.marks.get(step.id).and_then(|mark| mark.sent) {
            sent.push((day(at), action.clone()));
        }
        let progress = errand.progress(step);
        if progress.is_done() {
            let at = errand.marks.get(step.id).map(|mark| mark.at);
            let at = at.or(errand.sketch.created.as_ref().map(|created| created.at));
            let who = match progress {
                Progress::Seen => format!(" ({})", t("trace.by.portal")),
                Progress::Proven => format!(" ({})", t("trace.by.losen")),
                _ => String::new(),
            };
            done.push((at.map(day).unwrap_or_default(), format!("{action}{who}")));
        }
    }
    let written = vec![
        (t("trace.row.began"), day(errand.began)),
        (t("trace.row.written"), day(now)),
    ];
    let parts = [
        ("trace.part.client", client),
        ("trace.part.key", key),
        ("trace.part.people", people),
        ("trace.part.sent", sent),
        ("trace.part.done", done),
        ("trace.part.plan", written),
    ];
    let parts = parts.into_iter().map(|(heading, rows)| {
        let rows: Vec<_> = rows
            .into_iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .collect();
        (t(heading), rows)
    });
    Summary {
        title: errand.title(language),
        parts: parts.filter(|(_, rows)| !rows.is_empty()).collect(),
    }
}

/// A label in the quotes of a language.
#[must_use]
pub fn quoted(language: Language, label: &str) -> String {
    match language {
        Language::Nb | Language::Nn => format!("«{label}»"),
        Language::En => format!("“{label}”"),
    }
}

impl Summary {
    /// As a text file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = format!("{}\n{}\n", self.title, "=".repeat(self.title.chars().count()));
        for (heading, rows) in &self.parts {
            out.push_str(&format!("\n{heading}\n{}\n", "-".repeat(heading.chars().count())));
            for (label, value) in rows {
                out.push_str(&format!("{label}: {}\n", value.replace('\n', "\n    ")));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Desk, State};
    use super::*;

    #[test]
    fn a_summary_says_which_client_whose_until_when_and_who_was_written_to() {
        let mut desk = Desk::default();
        let id = desk.begin("krr", Timestamp(1_700_000_000));
        let errand = desk.find_mut(id).unwrap();
        errand.sketch.plan.set("client_name", "Losby – varsling");
        for (fact, value) in [
            (Fact::ClientId, "0a1b2c3d-1111-2222-3333-444455556666"),
            (Fact::Kid, "losby-1"),
            (Fact::KeyExpires, "2027-11-22"),
            (Fact::Owner, "Kari Nordmann"),
            (Fact::Approvals, "Direktøren, 2. november"),
        ] {
            errand.facts.insert(fact, value.into());
        }
        errand.send("granted", Timestamp(1_700_100_000));
        errand.mark("open", State::Done, Timestamp(1_700_200_000));
        let text = summary(errand, Language::Nb, &Labels::shipped(), Timestamp(1_700_300_000)).text();
        for wanted in [
            "0a1b2c3d-1111",
            "losby-1",
            "22.11.2027",
            "Kari Nordmann",
            "Direktøren",
            "16.11.2023",
            "«Legg til klient»",
        ] {
            assert!(text.contains(wanted), "{wanted} is missing in\n{text}");
        }
        assert!(!text.contains("%{") && !text.contains(": \n"), "{text}");
    }
}
