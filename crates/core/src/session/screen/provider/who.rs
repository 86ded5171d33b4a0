//! Who has access to what, seen from the scopes or from the organisations.

use super::super::super::{Block, Button, Look, ProviderButton, ProviderField, RowView, RowsView};
use super::super::{Content, Screen};
use crate::model::{Access, Scope};
use crate::provider::{Group, by_organisation, by_scope};
use crate::text::Message;

impl Screen<'_> {
    pub(super) fn who_has_access(&self) -> Content {
        let room = &self.session.provider;
        let mut blocks = Vec::new();
        if let Some(accesses) = &room.accesses {
            let sides = vec![
                self.provider_option("scope", "provider.who.by_scope", !room.by_organisation),
                self.provider_option(
                    "organisation",
                    "provider.who.by_organisation",
                    room.by_organisation,
                ),
            ];
            blocks.push(Block::Select(self.provider_choice(
                ProviderField::By,
                "provider.who.by",
                false,
                sides,
            )));
            blocks.push(self.search("provider.who.search"));
            let groups = if room.by_organisation {
                by_organisation(accesses)
            } else {
                by_scope(accesses)
            };
            blocks.push(self.groups(&groups, accesses.len()));
        }
        let buttons =
            vec![self.provider_button(ProviderButton::Home, "provider.button.home", Look::Secondary)];
        (self.t("provider.who.heading"), blocks, buttons)
    }

    fn groups(&self, groups: &[Group], all: usize) -> Block {
        let room = &self.session.provider;
        let wanted = room.search.to_lowercase();
        let fits = |group: &&Group| {
            let mut text = format!("{} {}", group.name, group.more);
            for access in &group.accesses {
                text.push(' ');
                text.push_str(&about(access, room.by_organisation));
            }
            let text = text.to_lowercase();
            wanted.split_whitespace().all(|word| text.contains(word))
        };
        let found: Vec<&Group> = groups.iter().filter(fits).collect();
        let row = |group: &&Group| RowView {
            key: group.name.clone(),
            title: format!("{} {}", group.name, group.more).trim_end().to_owned(),
            open: Scope::parse(&group.name)
                .ok()
                .filter(|_| !room.by_organisation)
                .map(|scope| Button::Provider(ProviderButton::Open(scope))),
            lines: group
                .accesses
                .iter()
                .map(|access| self.access_line(access))
                .collect(),
            tags: Vec::new(),
        };
        let count = Message::new("provider.access.count").with("count", all.to_string());
        Block::Rows(RowsView {
            label: self.t("provider.who.heading"),
            count: self.m(count),
            rows: found.iter().take(self.shown()).map(row).collect(),
            empty: self.t("provider.access.none"),
            more: self.more(found.len()),
        })
    }

    fn access_line(&self, access: &Access) -> String {
        let about = about(access, self.session.provider.by_organisation);
        if access.is_approved() {
            about
        } else {
            format!("{about} ({})", self.t("provider.state.not_usable"))
        }
    }
}

/// What an access is about, seen from one side.
fn about(access: &Access, by_organisation: bool) -> String {
    let text = |member: &str| access.text(member).unwrap_or_default().to_owned();
    if by_organisation {
        text("scope")
    } else {
        format!(
            "{} {}",
            text("consumer_orgno"),
            text("consumer_organization_name")
        )
    }
}
