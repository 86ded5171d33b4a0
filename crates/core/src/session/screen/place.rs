//! Where the client is to live, and as whom.

use super::super::{Block, ChoiceView, Field, Helper, Look, OptionView, Place, Session, Tone};
use super::{Button, Screen};
use crate::diagnosis::Evidence;
use crate::model::Environment;
use crate::protocol::{Fault, ProfileInfo};
use crate::text::Message;

impl Screen<'_> {
    pub(super) fn place(&self) -> (String, Vec<Block>) {
        let mut blocks = vec![Block::Text(self.t("guide.place.lead"))];
        let options: Vec<OptionView> = self
            .session
            .places()
            .into_iter()
            .map(|(environment, name, works)| self.option(environment, name, works))
            .collect();
        blocks.push(Block::Choice(ChoiceView {
            field: Field::Place,
            legend: self.t("guide.place.legend"),
            hint: self.t("guide.place.hint"),
            many: false,
            options,
            findings: Vec::new(),
        }));
        match &self.session.helper {
            Helper::Asking => blocks.push(Block::Progress {
                text: self.t("guide.place.asking"),
            }),
            Helper::Missing(failure) => {
                blocks.push(Block::Notice {
                    tone: Tone::Info,
                    heading: self.t("guide.place.no_helper_heading"),
                    text: vec![self.t("guide.place.no_helper_text")],
                    buttons: vec![self.button(Button::Greet, "guide.button.greet", Look::Secondary)],
                });
                let causes = Session::causes(failure, &Evidence::default());
                // What `losen doctor` can tell apart and a browser cannot.
                blocks.extend(causes.first().map(|cause| self.cause(cause)));
                if causes.len() > 1 {
                    blocks.push(Block::Text(self.t("guide.failed.others")));
                    blocks.extend(causes.iter().skip(1).map(|cause| self.cause(cause)));
                }
            }
            Helper::Present(profiles) => {
                if !profiles
                    .iter()
                    .any(|profile| profile.environment != Environment::Practice)
                {
                    blocks.push(self.notice(
                        Tone::Info,
                        "guide.place.no_profile_heading",
                        &["guide.place.no_profile_text"],
                    ));
                }
                for profile in profiles {
                    blocks.extend(match &profile.problem {
                        Some(problem) => Some(self.problem(&profile.name, problem)),
                        None => self.ending(profile),
                    });
                }
            }
        }
        (self.t("guide.place.heading"), blocks)
    }

    fn option(&self, environment: Environment, name: &str, works: bool) -> OptionView {
        let profile = match &self.session.helper {
            Helper::Present(profiles) => profiles.iter().find(|profile| profile.name == name),
            _ => None,
        };
        let certificate = profile.and_then(|profile| profile.certificate.as_ref());
        let hint = match (environment, certificate) {
            (Environment::Practice, _) if name.is_empty() => self.t("guide.place.page_hint"),
            (_, Some(certificate)) => {
                let message = Message::new("guide.place.profile_hint").with("profile", name);
                self.m(message.with(
                    "organisation",
                    format!("{} {}", certificate.orgno, certificate.organisation),
                ))
            }
            (_, None) => self.m(Message::new("guide.place.profile_hint_plain").with("profile", name)),
        };
        let label = match environment {
            Environment::Practice if name.is_empty() => self.t("guide.place.page"),
            Environment::Practice => self.t("guide.place.practice"),
            Environment::Test => self.t("guide.place.test"),
            Environment::Prod => self.t("guide.place.prod"),
        };
        let checked = match &self.session.draft.place {
            Some(Place::Page) => name.is_empty(),
            Some(Place::Profile { name: chosen, .. }) => chosen == name,
            None => false,
        };
        let tag = if environment == Environment::Prod {
            String::new()
        } else {
            self.t("guide.place.harmless")
        };
        OptionView {
            value: name.to_owned(),
            label,
            hint,
            tag,
            checked,
            disabled: !works,
        }
    }

    /// A profile whose certificate is about to end.
    fn ending(&self, profile: &ProfileInfo) -> Option<Block> {
        let ending = profile.certificate.as_ref()?.ending(self.session.now)?;
        let tone = if ending.is_urgent() {
            Tone::Warning
        } else {
            Tone::Info
        };
        Some(Block::Notice {
            tone,
            heading: self.m(Message::new("ending.heading").with("profile", &profile.name)),
            text: vec![self.m(ending.message())],
            buttons: Vec::new(),
        })
    }

    /// A profile that cannot be used, and why.
    fn problem(&self, name: &str, problem: &Fault) -> Block {
        let failure = super::super::HelperFailure::Fault(problem.clone());
        let causes = Session::causes(&failure, &Evidence::default());
        let text = causes
            .first()
            .map(|cause| vec![self.m(cause.message.clone()), self.m(cause.fix.clone())]);
        Block::Notice {
            tone: Tone::Warning,
            heading: self.m(Message::new("guide.place.problem").with("profile", name)),
            text: text.unwrap_or_default(),
            buttons: Vec::new(),
        }
    }
}
