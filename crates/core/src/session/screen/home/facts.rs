//! What the user tells about a plan, checked as it is typed.

use super::super::super::{
    Block, Button, ChoiceView, Field, FindingView, HomeButton, HomeField, InputView, Look, OptionView, Tone,
    without_blanks,
};
use super::super::{Content, Screen};
use crate::desk::calendar::Day;
use crate::desk::{At, Errand, Fact};
use crate::journeys::Copied;
use crate::keys;
use crate::model::{Environment, Finding, OrgNo, Severity};
use crate::rules::{Context, check};

impl Screen<'_> {
    pub(super) fn home_facts(&self, errand: &Errand) -> Content {
        let mut blocks = vec![Block::Text(self.t("home.facts.lead"))];
        let plain = |field, key, hint, value: &str| self.told(field, key, hint, value, Vec::new());
        blocks.push(plain(
            HomeField::Title,
            "home.facts.title",
            "home.facts.title_hint",
            &errand.name,
        ));
        blocks.push(self.choose_environment(errand));
        blocks.extend(self.client_facts(errand));
        blocks.extend(Fact::ALL.into_iter().map(|fact| self.fact(errand, fact)));
        let buttons = vec![self.show(At::Errand { id: errand.id }, "home.button.tasks", Look::Primary)];
        (self.t("home.facts.heading"), blocks, buttons)
    }

    fn choose_environment(&self, errand: &Errand) -> Block {
        let here = errand.environment();
        if errand.has_begun() {
            return self.environment_stands(here);
        }
        if errand.sketch.place.is_some() {
            return Block::Facts {
                heading: self.t("trace.row.environment"),
                rows: vec![(self.t("trace.row.environment"), self.environment_word(here))],
            };
        }
        let option = |environment: Environment, hint| OptionView {
            value: environment.word().to_owned(),
            label: self.environment_word(environment),
            hint: self.t(hint),
            tag: String::new(),
            checked: here == environment,
            disabled: false,
        };
        Block::Choice(ChoiceView {
            field: Field::Home(HomeField::Environment),
            legend: self.t("trace.row.environment"),
            hint: String::new(),
            many: false,
            options: vec![
                option(Environment::Practice, "home.facts.practice_hint"),
                option(Environment::Test, "home.facts.test_hint"),
                option(Environment::Prod, "home.facts.prod_hint"),
            ],
            findings: Vec::new(),
        })
    }

    /// What was done in one environment was not done in another; there, the same is a plan of its own.
    fn environment_stands(&self, here: Environment) -> Block {
        let again = |environment, label| {
            let press = Button::Home(HomeButton::Again(environment));
            self.button(press, label, Look::Secondary)
        };
        let test = again(Environment::Test, "home.button.again_test");
        let prod = again(Environment::Prod, "home.button.again");
        let place = self.environment_word(here);
        Block::Notice {
            tone: Tone::Neutral,
            heading: format!("{}: {place}", self.t("trace.row.environment")),
            text: vec![self.t("home.facts.environment_fixed")],
            buttons: match here {
                Environment::Practice => vec![test, prod],
                Environment::Test => vec![prod],
                Environment::Prod => vec![test],
            },
        }
    }

    /// What the plan says of a client: all of it where the journey makes one, and elsewhere what a step asks for.
    fn client_facts(&self, errand: &Errand) -> Vec<Block> {
        let Some(journey) = errand.journey() else {
            return Vec::new();
        };
        let plan = &errand.sketch.plan;
        let context = Context {
            goal: errand.sketch.goal,
            ..Context::new(errand.environment())
        };
        let report = check(&without_blanks(plan), &context);
        let lines = |member: &str| {
            plan.texts(member)
                .into_iter()
                .map(|(_, text)| text)
                .collect::<Vec<_>>()
                .join("\n")
        };
        let fields = [
            (
                Copied::Name,
                HomeField::ClientName,
                "home.facts.client_name",
                "home.facts.client_name_hint",
                errand.plan_text("client_name"),
            ),
            (
                Copied::Description,
                HomeField::Description,
                "home.facts.description",
                "home.facts.description_hint",
                errand.plan_text("description"),
            ),
            (
                Copied::Scopes,
                HomeField::Scopes,
                "home.facts.scopes",
                "home.facts.scopes_hint",
                lines("scopes"),
            ),
            (
                Copied::RedirectUris,
                HomeField::RedirectUris,
                "home.facts.redirect_uris",
                "home.facts.uris_hint",
                lines("redirect_uris"),
            ),
            (
                Copied::LogoutUris,
                HomeField::LogoutUris,
                "home.facts.logout_uris",
                "home.facts.uris_hint",
                lines("post_logout_redirect_uris"),
            ),
        ];
        let asked = fields.into_iter().filter(|(told, ..)| {
            let is_address = matches!(told, Copied::RedirectUris | Copied::LogoutUris);
            journey.asks_for(*told) || (journey.kind.is_some() && !is_address)
        });
        let fields = asked.map(|(_, field, key, hint, value)| {
            let path = format!("/{}", field.member().unwrap_or_default());
            let mine =
                |finding: &&Finding| finding.path == path || finding.path.starts_with(&format!("{path}/"));
            // An empty field is not a mistake yet.
            let findings: Vec<FindingView> = report
                .findings
                .iter()
                .filter(mine)
                .filter(|_| !value.is_empty())
                .map(|finding| self.said(finding))
                .collect();
            self.told(field, key, hint, &value, findings)
        });
        fields.collect()
    }

    fn fact(&self, errand: &Errand, fact: Fact) -> Block {
        let (key, hint) = match fact {
            Fact::Orgno => ("home.facts.orgno", "home.facts.orgno_hint"),
            Fact::Organisation => ("home.facts.organisation", ""),
            Fact::ClientId => ("home.facts.client_id", "home.facts.client_id_hint"),
            Fact::Key => ("home.facts.key", "home.facts.key_hint"),
            Fact::Kid => ("home.facts.kid", "home.facts.kid_hint"),
            Fact::KeyExpires => ("home.facts.key_expires", "home.facts.day_hint"),
            Fact::SecretExpires => ("home.facts.secret_expires", "home.facts.day_hint"),
            Fact::CertificateExpires => ("home.facts.certificate_expires", "home.facts.day_hint"),
            Fact::Owner => ("home.facts.owner", "home.facts.owner_hint"),
            Fact::Contact => ("home.facts.contact", "home.facts.contact_hint"),
            Fact::Approvals => ("home.facts.approvals", "home.facts.approvals_hint"),
        };
        let value = errand.facts.get(&fact).map_or("", String::as_str);
        let mut findings = Vec::new();
        if fact == Fact::Key && !value.trim().is_empty() {
            findings.extend(
                keys::check_text(value, Some(self.session.now))
                    .findings
                    .iter()
                    .map(|finding| self.said(finding)),
            );
        }
        let written = value.trim();
        if fact.is_day() && !written.is_empty() && Day::read(written).is_none() {
            findings.push(self.complaint("home.facts.not_a_day"));
        }
        if fact == Fact::Orgno
            && !written.is_empty()
            && !OrgNo::parse(written).is_ok_and(|orgno| orgno.checksum_holds())
        {
            findings.push(self.complaint("home.facts.not_an_orgno"));
        }
        self.told(HomeField::Fact(fact), key, hint, value, findings)
    }

    fn told(
        &self,
        field: HomeField,
        key: &'static str,
        hint: &'static str,
        value: &str,
        findings: Vec<FindingView>,
    ) -> Block {
        let long = matches!(
            field,
            HomeField::Scopes
                | HomeField::RedirectUris
                | HomeField::LogoutUris
                | HomeField::Fact(Fact::Key | Fact::Approvals)
        );
        let words = matches!(
            field,
            HomeField::Title
                | HomeField::ClientName
                | HomeField::Description
                | HomeField::Fact(Fact::Organisation | Fact::Owner | Fact::Contact | Fact::Approvals)
        );
        Block::Input(InputView {
            field: Field::Home(field),
            label: self.t(key),
            hint: if hint.is_empty() {
                String::new()
            } else {
                self.t(hint)
            },
            value: value.to_owned(),
            long,
            code: !words,
            required: false,
            findings,
        })
    }

    /// What a rule says, without the click that mends it: there is no room for it here.
    pub(in super::super) fn said(&self, finding: &Finding) -> FindingView {
        FindingView {
            fix: None,
            ..self.finding(finding)
        }
    }

    fn complaint(&self, key: &'static str) -> FindingView {
        FindingView {
            severity: Severity::Warning,
            severity_word: self.t("guide.severity.warning"),
            text: self.t(key),
            fix: None,
            source: String::new(),
            source_label: String::new(),
        }
    }

    pub(super) fn deleting(&self, errand: &Errand) -> Content {
        let name = errand.title(self.session.draft.language);
        let mut blocks = vec![Block::Text(
            self.m(crate::text::Message::new("home.delete.text").with("name", name)),
        )];
        if errand.sketch.intent.is_some() {
            blocks.push(self.notice(
                Tone::Warning,
                "guide.failed.unknown_heading",
                &["guide.start_over.unknown"],
            ));
        }
        let id = errand.client_id();
        if !id.is_empty() {
            blocks.push(Block::Copyable {
                label: self.t("guide.done.client_id"),
                value: id,
                copy: self.t("guide.done.copy_client_id"),
            });
        }
        let delete = Button::Home(HomeButton::DeleteForReal);
        let buttons = vec![
            self.button(delete, "home.button.delete_for_real", Look::Danger),
            self.show(At::Errand { id: errand.id }, "guide.button.keep", Look::Secondary),
        ];
        (self.t("home.delete.heading"), blocks, buttons)
    }
}
