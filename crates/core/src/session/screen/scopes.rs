//! What the client may ask for.

use serde_json::Value;

use super::super::{Block, ButtonView, ChoiceView, Field, ListView, Look, OptionView, Tone};
use super::{Button, Screen};
use crate::desk::calendar::Day;
use crate::model::IntegrationType;
use crate::rules::{Goal, Granted};
use crate::steps;
use crate::text::Message;

impl Screen<'_> {
    pub(super) fn scopes(&self) -> (String, Vec<Block>) {
        let Some(goal) = self.session.draft.goal else {
            return (self.t("guide.scopes.heading"), Vec::new());
        };
        let lead = match goal {
            Goal::KrrLookup => "guide.scopes.lead_krr",
            Goal::UserData => "guide.scopes.lead_user",
            Goal::Machine => "guide.scopes.lead_machine",
            Goal::Login => "guide.scopes.lead_login",
        };
        let mut blocks = vec![Block::Text(self.t(lead))];
        if goal != Goal::Machine {
            blocks.push(self.usual(goal));
        }
        blocks.extend([
            self.others(),
            self.grants(),
            self.in_the_portal(match goal {
                Goal::KrrLookup => "guide.scopes.portal_krr",
                Goal::UserData | Goal::Machine => "guide.scopes.portal_user",
                Goal::Login => "guide.scopes.portal_login",
            }),
        ]);
        (self.t("guide.scopes.heading"), blocks)
    }

    fn usual(&self, goal: Goal) -> Block {
        let has = |name: &str| self.session.draft.plan.scopes().contains(&name);
        // Digdir gives a `krr` client both scopes, and a login cannot do without openid and profile.
        let settled = self.session.draft.plan.integration_type() == Some(IntegrationType::Krr);
        let option = |name: &&str, fixed: bool| OptionView {
            value: (*name).to_owned(),
            label: (*name).to_owned(),
            hint: self.gives(name),
            tag: if fixed {
                self.t("guide.scopes.always")
            } else {
                String::new()
            },
            checked: has(name),
            disabled: fixed && has(name),
        };
        let needed = steps::needed_scopes(goal).iter().map(|name| option(name, true));
        let usual = steps::usual_scopes(goal).iter().map(|name| option(name, settled));
        Block::Choice(ChoiceView {
            field: Field::Scopes,
            legend: self.t("guide.scopes.legend"),
            hint: self.t("guide.scopes.hint"),
            many: true,
            options: needed.chain(usual).collect(),
            findings: self.findings_where(Field::Scopes, |_| true),
        })
    }

    fn others(&self) -> Block {
        let field = Field::OtherScopes;
        let values = self.session.list("scopes");
        let item = |(at, value): (usize, &Value)| {
            let name = value.as_str().unwrap_or_default();
            let other = !self.session.offers_scope(name);
            other.then(|| self.item(field, "scopes", at, name, String::new()))
        };
        Block::List(ListView {
            entry: self.entry(field, "guide.scopes.other", "guide.scopes.other_hint"),
            add: self.button(Button::Add(field), "guide.button.add", Look::Secondary),
            label: self.t("guide.scopes.others"),
            items: values.iter().enumerate().filter_map(item).collect(),
            empty: String::new(),
        })
    }

    /// How old the list is, and whether the organisation may use what is asked for.
    fn grants(&self) -> Block {
        let known = &self.session.known;
        let day = Day::of(known.catalogue.as_of).map(|day| day.text(self.session.draft.language));
        let as_of = Message::new("guide.scopes.as_of").with("date", day.unwrap_or_default());
        let said = match (&known.granted, known.checking) {
            (_, true) => "guide.scopes.grants_checking",
            (Granted::NotAsked, _) => "guide.scopes.grants_text",
            (Granted::Unreadable, _) => "guide.scopes.grants_unreadable",
            (Granted::Known(_), _) => "guide.scopes.grants_known",
        };
        let check = self.button(Button::CheckGrants, "guide.button.check_grants", Look::Secondary);
        Block::Notice {
            tone: Tone::Neutral,
            heading: self.t("guide.scopes.grants_heading"),
            text: vec![self.t(said), self.m(as_of)],
            buttons: vec![ButtonView {
                disabled: known.checking,
                ..check
            }],
        }
    }

    /// What a usual scope gives, in words.
    pub(super) fn gives(&self, name: &str) -> String {
        self.t(match name {
            "openid" => "guide.gives.openid",
            "profile" => "guide.gives.profile",
            "krr:global/kontaktinformasjon.read" => "guide.gives.global_contact",
            "krr:global/digitalpost.read" => "guide.gives.global_mailbox",
            "krr:user/kontaktinformasjon.read" => "guide.gives.user_contact",
            "krr:user/digitalpost.read" => "guide.gives.user_mailbox",
            "krr:user/spraak.write" => "guide.gives.user_language",
            _ => return String::new(),
        })
    }
}
