//! The clients that are there.

use super::super::clients::opened::Page;
use super::super::{
    Block, Button, ChoiceView, ClientsButton, ClientsField, Field, InputView, Look, OptionView, RowView,
    RowsView, TagView, Tone,
};
use super::{ButtonView, Content, Screen};
use crate::clients::{Health, Listed, Near, Sort, unread};
use crate::model::Severity;
use crate::text::Message;

impl Screen<'_> {
    pub(super) fn clients(&self) -> Content {
        match (&self.session.clients.open, self.session.clients.opened()) {
            (Some(open), Some(listed)) => self.client(open, listed),
            _ => self.client_list(),
        }
    }

    /// Which screen of the room it is.
    pub(super) fn clients_screen(&self) -> String {
        match &self.session.clients.open {
            Some(open) => {
                let page = match open.page {
                    Page::Show => "show",
                    Page::Edit(_) => "edit",
                    Page::Review(_) => "review",
                    Page::Key(_) => "key",
                    Page::Rotate { .. } => "rotate",
                    Page::InUse { .. } => "in-use",
                    Page::RemoveKey(_) => "remove-key",
                    Page::Secret => "secret",
                    Page::Deactivate(_) => "deactivate",
                };
                format!("client-{}-{page}", open.id)
            }
            None => "clients".to_owned(),
        }
    }

    fn client_list(&self) -> Content {
        let room = &self.session.clients;
        let (shown, fit) = room.shown();
        let mut blocks: Vec<Block> = self.workplaces().into_iter().collect();
        let mut buttons = Vec::new();
        let causes = room.refused.iter().flatten().map(|cause| self.cause(cause));
        blocks.extend(causes);
        if self.session.workplace().is_none() {
            blocks.extend(self.nowhere("clients.list.no_place"));
        } else if room.list.is_some() {
            blocks.extend(self.found_clients(&shown, fit));
        } else if room.busy.is_none() {
            blocks.push(Block::Text(self.t("clients.list.lead")));
        }
        if let Some(busy) = room.busy {
            blocks.push(Block::Progress { text: self.t(busy) });
        } else if self.session.workplace().is_some() {
            let (key, look) = match room.list {
                Some(_) => ("clients.button.again", Look::Secondary),
                None => ("clients.button.fetch", Look::Primary),
            };
            buttons.push(self.button(Button::Clients(ClientsButton::Fetch), key, look));
            let unread = unread(&shown).len();
            if unread > 0 {
                let (one, several) = ("clients.button.read_expiry_one", "clients.button.read_expiry");
                let said = Message::of_count(unread, one, several);
                let read = Button::Clients(ClientsButton::ReadExpiry);
                buttons.push(ButtonView {
                    label: self.m(said),
                    ..self.button(read, "clients.button.more", Look::Secondary)
                });
            }
        }
        (self.t("clients.list.heading"), blocks, buttons)
    }

    fn found_clients(&self, shown: &[&Listed], fit: usize) -> Vec<Block> {
        let room = &self.session.clients;
        let all = room.list.as_ref().map_or(0, |list| list.all().len());
        let option = |value: &str, label: String, checked: bool| OptionView {
            value: value.to_owned(),
            label,
            hint: String::new(),
            tag: String::new(),
            checked,
            disabled: false,
        };
        let choice = |field: ClientsField, legend: String, many: bool, options: Vec<OptionView>| ChoiceView {
            field: Field::Clients(field),
            legend,
            hint: String::new(),
            many,
            options,
            findings: Vec::new(),
        };
        let sorts = Sort::ALL
            .into_iter()
            .map(|sort| option(sort.word(), self.sort_word(sort), sort == room.sort));
        let count = Message::of_count(all, "clients.list.count_one", "clients.list.count")
            .with("shown", shown.len().to_string())
            .with("fit", fit.to_string());
        vec![
            Block::Input(InputView {
                field: Field::Clients(ClientsField::Search),
                label: self.t("clients.search.label"),
                hint: self.t("clients.search.hint"),
                value: room.search.clone(),
                long: false,
                code: true,
                required: true,
                findings: Vec::new(),
            }),
            Block::Select(choice(
                ClientsField::Sort,
                self.t("clients.sort.legend"),
                false,
                sorts.collect(),
            )),
            Block::Choice(choice(
                ClientsField::Inactive,
                self.t("clients.inactive.legend"),
                true,
                vec![option(
                    "inactive",
                    self.t("clients.inactive.label"),
                    room.inactive,
                )],
            )),
            Block::Rows(RowsView {
                label: self.t("clients.list.heading"),
                count: self.m(count),
                rows: shown.iter().map(|listed| self.client_row(listed)).collect(),
                empty: self.t("clients.list.empty"),
                more: (shown.len() < fit).then(|| {
                    self.button(
                        Button::Clients(ClientsButton::More),
                        "clients.button.more",
                        Look::Secondary,
                    )
                }),
            }),
        ]
    }

    fn sort_word(&self, sort: Sort) -> String {
        self.t(match sort {
            Sort::Name => "clients.sort.name",
            Sort::Changed => "clients.sort.changed",
            Sort::Created => "clients.sort.created",
            Sort::Type => "clients.sort.type",
            Sort::Ends => "clients.sort.ends",
        })
    }

    fn client_row(&self, listed: &Listed) -> RowView {
        let client = &listed.client;
        let text = |member: &str| client.text(member).unwrap_or("–");
        let day = |member: &str| text(member).get(..10).unwrap_or("–").to_owned();
        let scopes = client.scopes();
        let kind = format!("{} · {}", text("integration_type"), text("client_id"));
        let changed = Message::new("clients.row.changed").with("day", day("last_updated"));
        let ends = listed.expiry().messages().into_iter().map(|said| self.m(said));
        let lines = [kind, scopes.join(" "), self.m(changed)].into_iter().chain(ends);
        RowView {
            key: text("client_id").to_owned(),
            title: self.name_of(listed),
            open: listed
                .id
                .clone()
                .map(|id| Button::Clients(ClientsButton::Open(id))),
            lines: lines.collect(),
            tags: self.client_tags(listed),
        }
    }

    /// Whether it is in use, what has ended or soon does, and its health by the rules.
    fn client_tags(&self, listed: &Listed) -> Vec<TagView> {
        let mut tags = Vec::new();
        if !listed.is_active() {
            tags.push(TagView {
                tone: Tone::Neutral,
                text: self.t("clients.tag.inactive"),
            });
        }
        let near = listed
            .expiry()
            .first()
            .map(|ends| ends.near(self.session.clients.read_at));
        let ending = match near {
            Some(Near::Over) => Some((Tone::Danger, "clients.tag.ended")),
            Some(Near::Soon) => Some((Tone::Warning, "clients.tag.ends_soon")),
            Some(Near::Later) | None => None,
        };
        tags.extend(ending.map(|(tone, key)| TagView {
            tone,
            text: self.t(key),
        }));
        let report = self.session.workplace_report(&listed.client);
        tags.extend(
            Health::of(&report.findings)
                .messages()
                .into_iter()
                .map(|(severity, said)| {
                    let tone = match severity {
                        Severity::Error => Tone::Danger,
                        Severity::Warning | Severity::Hint => Tone::Warning,
                    };
                    let text = self.m(said);
                    TagView { tone, text }
                }),
        );
        tags
    }
}
