//! The bench.

use super::super::super::home::{Bench, Checked, Pair, kid, private_file};
use super::super::super::{
    Block, Button, ButtonView, ChoiceView, Field, FindingView, HomeButton, HomeField, InputView, Look,
    OptionView, Tone,
};
use super::super::{Content, Screen};
use crate::desk::calendar::Day;
use crate::desk::{At, Errand, Fact};
use crate::keys::{self, Owner};
use crate::model::{Environment, Finding, Severity};
use crate::text::Message;

impl Screen<'_> {
    pub(super) fn bench(&self, of: Option<u32>) -> Content {
        let bench = &self.session.home.bench;
        let mut blocks = vec![Block::Text(self.t("bench.lead"))];
        if bench.private {
            blocks.push(self.notice(Tone::Danger, "bench.private_heading", &["bench.private_text"]));
        }
        blocks.push(Block::Input(InputView {
            field: Field::Home(HomeField::Bench),
            label: self.t("bench.label"),
            hint: self.t("bench.hint"),
            value: bench.text.clone(),
            long: true,
            code: true,
            required: true,
            findings: self.bench_findings(bench),
        }));
        blocks.extend(self.read_as(bench));
        blocks.extend(self.certificate(bench, of));
        blocks.push(Block::Heading(self.t("bench.pair.heading")));
        blocks.extend(self.pair(bench, of));
        let back = match of {
            Some(id) => self.show(At::Errand { id }, "home.button.tasks", Look::Secondary),
            None => self.show(At::Desk, "home.button.desk", Look::Secondary),
        };
        (self.t("bench.heading"), blocks, vec![back])
    }

    fn bench_findings(&self, bench: &Bench) -> Vec<FindingView> {
        let findings = match bench.checked(self.session.now) {
            None => return Vec::new(),
            Some(Checked::Key(report)) => report.findings,
            Some(Checked::Addresses(findings) | Checked::Scopes(findings)) => findings,
        };
        findings.iter().map(|finding| self.said(finding)).collect()
    }

    /// What it is read as, in which environment, and what may be pasted instead.
    fn read_as(&self, bench: &Bench) -> Vec<Block> {
        let Some(checked) = bench.checked(self.session.now) else {
            return Vec::new();
        };
        let key = match &checked {
            Checked::Key(report) if report.fixed.is_some() => "bench.as_key",
            Checked::Key(_) => "bench.as_nothing",
            Checked::Addresses(_) => "bench.as_addresses",
            Checked::Scopes(_) => "bench.as_scopes",
        };
        let mut blocks = vec![Block::Text(self.t(key))];
        if !matches!(checked, Checked::Key(_)) {
            blocks.push(self.bench_environment(bench));
        }
        let is_hint = |finding: &Finding| finding.severity == Severity::Hint;
        let fine = match &checked {
            Checked::Key(report) => report.fixed.is_some() && report.findings.iter().all(is_hint),
            Checked::Addresses(findings) | Checked::Scopes(findings) => findings.is_empty(),
        };
        if fine {
            blocks.push(self.notice(Tone::Success, "bench.fine_heading", &["bench.fine_text"]));
        }
        if let Checked::Key(report) = &checked {
            let keys = report
                .fixed
                .as_ref()
                .and_then(|set| set.get("keys"))
                .and_then(|keys| keys.as_array());
            let keys = keys.into_iter().flatten();
            // The portal takes one key at a time, without brackets.
            blocks.extend(keys.take(1).map(|key| Block::Json {
                heading: self.t("bench.public"),
                text: serde_json::to_string_pretty(key).unwrap_or_default(),
                copy: self.t("bench.copy_public"),
            }));
        }
        blocks
    }

    /// Whose a certificate is and where it may be used; and whether the plan that it is for means the same.
    fn certificate(&self, bench: &Bench, of: Option<u32>) -> Vec<Block> {
        let Some(owner) = keys::owner(&bench.text) else {
            return Vec::new();
        };
        let place = match owner.environment {
            Some(environment) => self.environment_word(environment),
            None => self.m(Message::new("bench.certificate.unknown").with("issuer", owner.issuer.as_str())),
        };
        let ends = Day::of(owner.not_after).map(|day| day.text(self.session.draft.language));
        let mut blocks = vec![Block::Facts {
            heading: self.t("bench.certificate.heading"),
            rows: vec![
                (
                    self.t("bench.certificate.owner"),
                    format!("{} {}", owner.orgno, owner.organisation)
                        .trim()
                        .to_owned(),
                ),
                (self.t("bench.certificate.for"), place),
                (self.t("bench.certificate.ends"), ends.unwrap_or_default()),
            ],
        }];
        let wrong = of
            .and_then(|id| self.session.errand(id))
            .map(|errand| self.misfits(&owner, &errand))
            .unwrap_or_default();
        if !wrong.is_empty() {
            blocks.push(Block::Notice {
                tone: Tone::Warning,
                heading: self.t("bench.certificate.wrong"),
                text: wrong,
                buttons: Vec::new(),
            });
        }
        blocks
    }

    fn misfits(&self, owner: &Owner, errand: &Errand) -> Vec<String> {
        let mut wrong = Vec::new();
        // Practice takes whatever is pasted.
        let planned = errand.environment();
        let other = |issued: &Environment| planned != Environment::Practice && *issued != planned;
        if let Some(issued) = owner.environment.filter(other) {
            wrong.push(
                self.m(Message::new("bench.certificate.wrong_environment")
                    .with("certificate", self.environment_word(issued))
                    .with("planned", self.environment_word(planned))),
            );
        }
        let orgno = errand.fact(Fact::Orgno);
        if !owner.orgno.is_empty() && !orgno.is_empty() && owner.orgno != orgno {
            wrong.push(
                self.m(Message::new("bench.certificate.wrong_owner")
                    .with("certificate", owner.orgno.as_str())
                    .with("planned", orgno)),
            );
        }
        wrong
    }

    fn bench_environment(&self, bench: &Bench) -> Block {
        let option = |environment: Environment, checked| OptionView {
            value: environment.word().to_owned(),
            label: self.environment_word(environment),
            hint: String::new(),
            tag: String::new(),
            checked,
            disabled: false,
        };
        Block::Choice(ChoiceView {
            field: Field::Home(HomeField::BenchEnvironment),
            legend: self.t("trace.row.environment"),
            hint: String::new(),
            many: false,
            options: vec![
                option(Environment::Test, !bench.production),
                option(Environment::Prod, bench.production),
            ],
            findings: Vec::new(),
        })
    }

    fn pair(&self, bench: &Bench, of: Option<u32>) -> Vec<Block> {
        let make = |label| self.button(Button::Home(HomeButton::MakePair), label, Look::Secondary);
        let notice = |tone, heading, text: &[&'static str], buttons: Vec<ButtonView>| Block::Notice {
            tone,
            heading: self.t(heading),
            text: text.iter().map(|key| self.t(key)).collect(),
            buttons,
        };
        match &bench.pair {
            Pair::None => vec![notice(
                Tone::Neutral,
                "bench.pair.offer",
                &["bench.pair.offer_text"],
                vec![make("bench.button.make")],
            )],
            Pair::Making => vec![Block::Progress {
                text: self.t("bench.pair.making"),
            }],
            Pair::Failed => vec![notice(
                Tone::Warning,
                "bench.pair.failed",
                &["bench.pair.failed_text"],
                vec![make("bench.button.make_again")],
            )],
            // The public half is not shown before the private one is safe: a registered key that nobody has is worse
            // than none.
            Pair::Made { .. } => vec![notice(
                Tone::Warning,
                "bench.pair.save_first",
                &["bench.pair.save_first_text"],
                vec![self.button(
                    Button::Home(HomeButton::SavePair),
                    "bench.button.save",
                    Look::Primary,
                )],
            )],
            Pair::Handed { public } => vec![Block::Notice {
                tone: Tone::Warning,
                heading: self.t("bench.pair.handed"),
                text: vec![self.m(Message::new("bench.pair.handed_text").with("name", private_file(public)))],
                buttons: vec![
                    self.button(
                        Button::Home(HomeButton::HavePair),
                        "bench.button.have",
                        Look::Primary,
                    ),
                    self.button(
                        Button::Home(HomeButton::SavePair),
                        "bench.button.save_again",
                        Look::Secondary,
                    ),
                ],
            }],
            Pair::Saved { public } => {
                let mut blocks = vec![
                    notice(
                        Tone::Success,
                        "bench.pair.saved",
                        &["bench.pair.saved_text"],
                        vec![make("bench.button.make_again")],
                    ),
                    Block::Copyable {
                        label: self.t("trace.row.kid"),
                        value: kid(public),
                        copy: self.t("bench.copy_kid"),
                    },
                    Block::Copyable {
                        label: self.t("bench.public"),
                        value: public.to_string(),
                        copy: self.t("bench.copy_public"),
                    },
                ];
                if of.is_some() {
                    let press = Button::Home(HomeButton::UsePair);
                    blocks.push(notice(
                        Tone::Neutral,
                        "bench.pair.use",
                        &["bench.pair.use_text"],
                        vec![self.button(press, "bench.button.use", Look::Secondary)],
                    ));
                }
                blocks
            }
        }
    }
}
