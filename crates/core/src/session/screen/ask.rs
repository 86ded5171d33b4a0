//! The steps that ask: goal, type, name and addresses.

use super::super::{
    Block, ButtonView, ChoiceView, Field, HomeButton, InputView, ItemView, ListView, Look, OptionView, Tone,
};
use super::{Button, Screen};
use crate::desk::At;
use crate::model::{ApplicationType, AuthMethod, IntegrationType};
use crate::rules::Goal;
use crate::text::Message;

/// Value, keys of label and hint, chosen, recommended.
type Offer<'a> = (&'a str, &'static str, &'static str, bool, bool);

impl Screen<'_> {
    pub(super) fn goal(&self) -> (String, Vec<Block>) {
        let chosen = |goal| self.session.draft.goal == Some(goal);
        let offers: [Offer<'_>; 4] = [
            (
                "krr-lookup",
                "guide.goal.krr",
                "guide.goal.krr_hint",
                chosen(Goal::KrrLookup),
                false,
            ),
            (
                "user-data",
                "guide.goal.user",
                "guide.goal.user_hint",
                chosen(Goal::UserData),
                false,
            ),
            (
                "machine",
                "guide.goal.machine",
                "guide.goal.machine_hint",
                chosen(Goal::Machine),
                false,
            ),
            (
                "login",
                "guide.goal.login",
                "guide.goal.login_hint",
                chosen(Goal::Login),
                false,
            ),
        ];
        let choice = self.choice(Field::Goal, "guide.goal.legend", "guide.goal.hint", &offers);
        (
            self.t("guide.goal.heading"),
            vec![
                Block::Text(self.t("guide.goal.lead")),
                choice,
                self.something_else(),
            ],
        )
    }

    /// The guide creates clients; the plans know the rest.
    fn something_else(&self) -> Block {
        let all = Button::Home(HomeButton::Show(At::Goals));
        Block::Notice {
            tone: Tone::Neutral,
            heading: self.t("home.other.heading"),
            text: vec![self.t("home.other.text")],
            buttons: vec![self.button(all, "home.button.goals", Look::Secondary)],
        }
    }

    pub(super) fn kind(&self) -> (String, Vec<Block>) {
        let blocks = match self.session.draft.goal {
            Some(Goal::UserData) => self.login_kind("guide.kind.final_user", "guide.kind.portal_user"),
            Some(Goal::Login) => self.login_kind("guide.kind.final_login", "guide.kind.portal_login"),
            Some(Goal::Machine) => vec![
                self.notice(
                    Tone::Warning,
                    "guide.kind.final_heading",
                    &["guide.kind.final_machine"],
                ),
                self.in_the_portal("guide.kind.portal_other"),
            ],
            _ => self.machine_kind(),
        };
        (self.t("guide.kind.heading"), blocks)
    }

    fn machine_kind(&self) -> Vec<Block> {
        let chosen = |kind| self.session.draft.plan.integration_type() == Some(kind);
        let offers: [Offer<'_>; 2] = [
            (
                "maskinporten",
                "guide.kind.maskinporten",
                "guide.kind.maskinporten_hint",
                chosen(IntegrationType::Maskinporten),
                true,
            ),
            (
                "krr",
                "guide.kind.krr",
                "guide.kind.krr_hint",
                chosen(IntegrationType::Krr),
                false,
            ),
        ];
        vec![
            self.notice(
                Tone::Warning,
                "guide.kind.final_heading",
                &["guide.kind.final_text"],
            ),
            self.choice(Field::Kind, "guide.kind.legend", "guide.kind.hint", &offers),
            self.in_the_portal("guide.kind.portal_machine"),
        ]
    }

    fn login_kind(&self, last_word: &'static str, portal: &'static str) -> Vec<Block> {
        let plan = &self.session.draft.plan;
        let runs = |kind| plan.application_type() == Some(kind);
        let offers: [Offer<'_>; 3] = [
            (
                "web",
                "guide.application.web",
                "guide.application.web_hint",
                runs(ApplicationType::Web),
                true,
            ),
            (
                "browser",
                "guide.application.browser",
                "guide.application.browser_hint",
                runs(ApplicationType::Browser),
                false,
            ),
            (
                "native",
                "guide.application.native",
                "guide.application.native_hint",
                runs(ApplicationType::Native),
                false,
            ),
        ];
        let mut blocks = vec![
            self.notice(Tone::Warning, "guide.kind.final_heading", &[last_word]),
            self.choice(
                Field::ApplicationType,
                "guide.application.legend",
                "guide.application.hint",
                &offers,
            ),
        ];
        if runs(ApplicationType::Web) {
            let proves = |method| plan.auth_method() == Some(method);
            let (key, secret) = (
                proves(AuthMethod::PrivateKeyJwt),
                proves(AuthMethod::ClientSecretPost),
            );
            let offers: [Offer<'_>; 2] = [
                (
                    "private_key_jwt",
                    "guide.auth.key",
                    "guide.auth.key_hint",
                    key,
                    true,
                ),
                (
                    "client_secret_post",
                    "guide.auth.secret",
                    "guide.auth.secret_hint",
                    secret,
                    false,
                ),
            ];
            blocks.push(self.choice(Field::AuthMethod, "guide.auth.legend", "guide.auth.hint", &offers));
        }
        blocks.push(self.in_the_portal(portal));
        blocks
    }

    pub(super) fn details(&self) -> (String, Vec<Block>) {
        let name_hint = match self.session.draft.goal {
            Some(Goal::UserData | Goal::Login) => "guide.details.name_hint_user",
            _ => "guide.details.name_hint",
        };
        let blocks = vec![
            self.input(Field::Name, "guide.details.name", name_hint, "client_name", false),
            self.input(
                Field::Description,
                "guide.details.description",
                "guide.details.description_hint",
                "description",
                true,
            ),
            self.in_the_portal("guide.details.portal"),
        ];
        (self.t("guide.details.heading"), blocks)
    }

    pub(super) fn uris(&self) -> (String, Vec<Block>) {
        let blocks = vec![
            Block::Text(self.t("guide.uris.lead")),
            self.uri_list(
                Field::RedirectUris,
                ["guide.uris.redirect", "guide.uris.redirect_new"],
                "guide.uris.redirect_hint",
                "guide.uris.redirect_empty",
            ),
            self.uri_list(
                Field::PostLogoutUris,
                ["guide.uris.logout", "guide.uris.logout_new"],
                "guide.uris.logout_hint",
                "guide.uris.logout_empty",
            ),
            self.in_the_portal("guide.uris.portal"),
        ];
        (self.t("guide.uris.heading"), blocks)
    }

    /// The addresses that are there, and a field for a new one; `labels` name the list and the field.
    fn uri_list(
        &self,
        field: Field,
        labels: [&'static str; 2],
        hint: &'static str,
        empty: &'static str,
    ) -> Block {
        let [label, new] = labels;
        let member = super::super::edit::member_of(field).unwrap_or_default();
        let values = self.session.list(member);
        let item = |(at, value): (usize, &serde_json::Value)| {
            let value = value.as_str().unwrap_or_default();
            self.item(field, member, at, value, String::new())
        };
        Block::List(ListView {
            entry: self.entry(field, new, hint),
            add: self.button(Button::Add(field), "guide.button.add", Look::Secondary),
            label: self.t(label),
            items: values.iter().enumerate().map(item).collect(),
            empty: self.t(empty),
        })
    }

    /// One element of a list, with what the rules say of just it.
    pub(super) fn item(&self, field: Field, member: &str, at: usize, value: &str, hint: String) -> ItemView {
        let path = format!("/{member}/{at}");
        let label = self.m(Message::new("guide.button.remove").with("value", value));
        ItemView {
            value: value.to_owned(),
            hint,
            remove: Some(ButtonView {
                press: Button::Remove(field, at),
                label,
                look: Look::Plain,
                disabled: false,
            }),
            findings: self.findings_where(field, |of| of == path),
        }
    }

    /// The entry at the foot of a list.
    pub(super) fn entry(&self, field: Field, label: &'static str, hint: &'static str) -> InputView {
        InputView {
            field,
            label: self.t(label),
            hint: self.t(hint),
            value: self.session.entry(field).to_owned(),
            long: false,
            code: true,
            required: false,
            findings: self.findings(field),
        }
    }

    fn input(
        &self,
        field: Field,
        label: &'static str,
        hint: &'static str,
        member: &str,
        long: bool,
    ) -> Block {
        Block::Input(InputView {
            field,
            label: self.t(label),
            hint: self.t(hint),
            value: self
                .session
                .draft
                .plan
                .text(member)
                .unwrap_or_default()
                .to_owned(),
            long,
            code: false,
            required: true,
            findings: self.findings(field),
        })
    }

    fn choice(&self, field: Field, legend: &'static str, hint: &'static str, offers: &[Offer<'_>]) -> Block {
        let option = |(value, label, hint, checked, recommended): &Offer<'_>| OptionView {
            value: (*value).to_owned(),
            label: self.t(label),
            hint: self.t(hint),
            tag: if *recommended {
                self.t("guide.recommended")
            } else {
                String::new()
            },
            checked: *checked,
            disabled: false,
        };
        Block::Choice(ChoiceView {
            field,
            legend: self.t(legend),
            hint: self.t(hint),
            many: false,
            options: offers.iter().map(option).collect(),
            findings: self.findings(field),
        })
    }

    /// The same thing in the portal, with the words on its screen now and before.
    pub(super) fn in_the_portal(&self, words: &'static str) -> Block {
        self.notice(Tone::Neutral, "guide.portal.heading", &[words])
    }
}
