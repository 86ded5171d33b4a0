//! What the deactivation of a scope breaks, and its name typed before it is done.

use super::super::super::{
    Block, ButtonView, InputView, Look, ProviderButton, ProviderField, RowView, RowsView, Tone,
};
use super::super::{Content, Screen};
use crate::model::{Access, Scope};
use crate::text::Message;

impl Screen<'_> {
    pub(super) fn scope_leave(&self, name: &Scope) -> Content {
        let room = &self.session.provider;
        let consumers = room.consumers();
        let cancel = self.provider_button(
            ProviderButton::Open(name.clone()),
            "provider.button.cancel",
            Look::Secondary,
        );
        let heading = Message::new("provider.deactivate.heading").with("scope", name.as_str());
        // What failed once is read again before anything is taken away.
        if room.accesses.is_none() && !room.accesses_refused {
            let unread = self.notice(
                Tone::Warning,
                "provider.one.unseen",
                &["provider.deactivate.unread"],
            );
            let again = ProviderButton::Leave(name.clone());
            let again = self.provider_button(again, "provider.button.again", Look::Primary);
            return (self.m(heading), vec![unread], vec![again, cancel]);
        }
        let breaks = match (&room.accesses, consumers.len()) {
            (None, _) => Message::new("provider.deactivate.unseen"),
            (Some(_), 0) => Message::new("provider.deactivate.nobody"),
            (Some(_), count) => {
                let (one, several) = ("provider.deactivate.breaks_one", "provider.deactivate.breaks");
                Message::of_count(count, one, several)
            }
        };
        let mut blocks = vec![Block::Notice {
            tone: Tone::Danger,
            heading: self.t("provider.deactivate.warning"),
            text: vec![
                self.m(breaks.with("scope", name.as_str())),
                self.t("provider.deactivate.forever"),
            ],
            buttons: Vec::new(),
        }];
        if !consumers.is_empty() {
            let row = |access: &&Access| RowView {
                key: access.text("consumer_orgno").unwrap_or_default().to_owned(),
                title: access
                    .text("consumer_organization_name")
                    .or(access.text("consumer_orgno"))
                    .unwrap_or("–")
                    .to_owned(),
                open: None,
                lines: vec![access.text("consumer_orgno").unwrap_or_default().to_owned()],
                tags: Vec::new(),
            };
            blocks.push(Block::Rows(RowsView {
                label: self.t("provider.deactivate.who"),
                count: self.t("provider.deactivate.who"),
                rows: consumers.iter().take(self.shown()).map(row).collect(),
                empty: String::new(),
                more: self.more(consumers.len()),
            }));
        }
        let label = Message::new("provider.deactivate.type").with("scope", name.as_str());
        blocks.push(Block::Input(InputView {
            label: self.m(label),
            required: true,
            ..self.text_field(ProviderField::Typed, "provider.deactivate.type", "", &room.typed)
        }));
        blocks.extend(self.scopes_in_production());
        let deactivate = self.provider_button(
            ProviderButton::Deactivate,
            "provider.button.deactivate",
            Look::Danger,
        );
        let buttons = vec![
            ButtonView {
                disabled: room.typed.trim() != name.as_str(),
                ..deactivate
            },
            cancel,
        ];
        (self.m(heading), blocks, buttons)
    }
}
