//! What the rules say, on screen.

use super::Screen;
use crate::model::{Finding, Severity};
use crate::session::{Block, Button, ButtonView, Field, FindingView, Look, Tone};
use crate::text::{Language, Message, text};

/// Members of a client that have a field of their own in the guide.
const LABELS: [(&str, &str); 2] = [
    ("client_name", "guide.details.name"),
    ("description", "guide.details.description"),
];

impl Screen<'_> {
    /// What the rules say of a field as a whole: every finding of it that is not about one element of its list.
    pub(super) fn findings(&self, field: Field) -> Vec<FindingView> {
        self.findings_where(field, |path| {
            path.rsplit('/')
                .next()
                .is_none_or(|last| last.parse::<usize>().is_err())
        })
    }

    pub(super) fn findings_where(&self, field: Field, fits: impl Fn(&str) -> bool) -> Vec<FindingView> {
        if !self.session.shown.contains(&field) {
            return Vec::new();
        }
        let mine = self
            .report
            .findings
            .iter()
            .filter(|f| self.session.field_of(f) == field && fits(&f.path));
        mine.map(|finding| self.finding(finding)).collect()
    }

    pub(super) fn finding(&self, finding: &Finding) -> FindingView {
        let fix = finding.fix.as_ref().map(|_| {
            let press = Button::Mend(finding.rule.to_owned(), finding.path.clone());
            self.button(press, "guide.button.mend", Look::Secondary)
        });
        FindingView {
            severity: finding.severity,
            severity_word: self.t(match finding.severity {
                Severity::Error => "guide.severity.error",
                Severity::Warning => "guide.severity.warning",
                Severity::Hint => "guide.severity.hint",
            }),
            text: in_words_of_the_screen(finding, self.session.draft.language),
            fix,
            source: finding.source.to_owned(),
            source_label: self.t("guide.source"),
        }
    }

    /// What is wrong where no rule has said it.
    pub(super) fn error(&self, message: Message) -> FindingView {
        FindingView {
            severity: Severity::Error,
            severity_word: self.t("guide.severity.error"),
            text: self.m(message),
            fix: None,
            source: String::new(),
            source_label: String::new(),
        }
    }

    /// A finding as a box of its own, with what one can do about it.
    pub(super) fn finding_notice(&self, finding: &Finding, buttons: Vec<ButtonView>) -> Block {
        let view = self.finding(finding);
        Block::Notice {
            tone: match finding.severity {
                Severity::Error => Tone::Danger,
                Severity::Warning => Tone::Warning,
                Severity::Hint => Tone::Info,
            },
            heading: view.severity_word,
            text: vec![view.text],
            buttons,
        }
    }
}

/// What the rules say, with the fields called what they are called on the screen: the rules speak to developers as well, and
/// use the API's names.
pub(in crate::session) fn in_words_of_the_screen(finding: &Finding, language: Language) -> String {
    let mut said = finding.message.text(language);
    for (member, label) in LABELS {
        let word = text(language, label);
        for (before, after) in [("«", "»"), ("“", "”")] {
            let name = format!("{before}{member}{after}");
            said = said.replace(&name, &format!("{before}{word}{after}"));
        }
    }
    said
}
