//! An API provider's own scopes, and who may use them.

mod form;
mod leave;
mod list;
mod one;
mod who;

use super::super::provider::Page;
use super::super::{
    Block, Button, ChoiceView, Field, InputView, Look, OptionView, ProviderButton, ProviderField, RowView,
    RowsView, TagView, Tone,
};
use super::{Content, Screen};
use crate::model::ScopeBody;
use crate::text::Message;

/// How many rows are drawn at a time: a long list is searched, not scrolled.
const PAGE: usize = 50;

impl Screen<'_> {
    pub(super) fn provider(&self) -> Content {
        let room = &self.session.provider;
        let (heading, mut blocks, mut buttons) = match &room.page {
            Page::Scopes => self.own_scopes(),
            Page::One(name) => self.own_scope(name),
            Page::Form => self.scope_form(),
            Page::Review => self.scope_review(),
            Page::List => self.access_list(),
            Page::Plan => self.access_plan(),
            Page::Report => self.access_report(),
            Page::Leave(name) => self.scope_leave(name),
            Page::Who => self.who_has_access(),
        };
        let mut above = Vec::new();
        if let Some((tone, message)) = &room.told {
            above.push(Block::Notice {
                tone: *tone,
                heading: self.m(message.clone()),
                text: Vec::new(),
                buttons: Vec::new(),
            });
        }
        above.extend(room.refused.iter().flatten().map(|cause| self.cause(cause)));
        blocks.splice(0..0, above);
        if let Some(busy) = room.busy {
            // What is on screen can be read; nothing of it can be pressed.
            blocks = vec![Block::Progress {
                text: self.provider_progress(busy),
            }];
            buttons.clear();
        }
        (heading, blocks, buttons)
    }

    /// Which screen of the room it is.
    pub(super) fn provider_screen(&self) -> String {
        match &self.session.provider.page {
            Page::Scopes => "scopes".to_owned(),
            Page::One(name) => format!("scope-{name}"),
            Page::Form => "scope-form".to_owned(),
            Page::Review => "scope-review".to_owned(),
            Page::List => "access-list".to_owned(),
            Page::Plan => "access-plan".to_owned(),
            Page::Report => "access-report".to_owned(),
            Page::Leave(name) => format!("scope-leave-{name}"),
            Page::Who => "access-who".to_owned(),
        }
    }

    fn provider_progress(&self, busy: &'static str) -> String {
        let room = &self.session.provider;
        let lines = room
            .bulk
            .as_ref()
            .filter(|_| room.page == Page::Plan)
            .map(|bulk| bulk.lines.len());
        match lines {
            Some(lines) if busy == "provider.busy.applying" => {
                let (one, several) = ("provider.busy.applied_one", "provider.busy.applied");
                let message = Message::of_count(lines, one, several);
                self.m(message.with("done", room.ends.count().to_string()))
            }
            _ => self.t(busy),
        }
    }

    fn own_scopes(&self) -> Content {
        let room = &self.session.provider;
        let mut blocks: Vec<Block> = self.workplaces().into_iter().collect();
        let mut buttons = Vec::new();
        if self.session.workplace().is_none() {
            blocks.extend(self.nowhere("provider.scopes.no_place"));
        } else if let Some(scopes) = &room.scopes {
            blocks.push(self.prefixes());
            blocks.extend(self.found_scopes(scopes));
            buttons.push(self.provider_button(ProviderButton::New, "provider.button.new", Look::Primary));
            buttons.push(self.provider_button(
                ProviderButton::List(None),
                "provider.button.list",
                Look::Secondary,
            ));
            buttons.push(self.provider_button(ProviderButton::Who, "provider.button.who", Look::Secondary));
            buttons.push(self.provider_button(ProviderButton::Fetch, "provider.button.again", Look::Plain));
        } else {
            blocks.push(Block::Text(self.t("provider.scopes.lead")));
            buttons.push(self.provider_button(ProviderButton::Fetch, "provider.button.fetch", Look::Primary));
        }
        (self.t("provider.scopes.heading"), blocks, buttons)
    }

    fn prefixes(&self) -> Block {
        let words = match &self.session.provider.prefixes {
            None => self.t("provider.prefixes.unreadable"),
            Some(list) if list.is_empty() => self.t("provider.prefixes.none"),
            Some(list) => {
                let names: Vec<&str> = list.iter().map(|prefix| prefix.prefix.as_str()).collect();
                names.join(", ")
            }
        };
        Block::Facts {
            heading: self.t("provider.prefixes.heading"),
            rows: vec![(self.t("provider.prefixes.label"), words)],
        }
    }

    fn found_scopes(&self, scopes: &[ScopeBody]) -> Vec<Block> {
        let room = &self.session.provider;
        let wanted = room.search.to_lowercase();
        let fits = |scope: &&ScopeBody| {
            let name = scope.name().map_or_else(String::new, |name| name.to_string());
            let text = format!("{name} {}", scope.text("description").unwrap_or_default()).to_lowercase();
            wanted.split_whitespace().all(|word| text.contains(word))
        };
        let found: Vec<&ScopeBody> = scopes.iter().filter(fits).collect();
        let rows: Vec<RowView> = found
            .iter()
            .take(self.shown())
            .map(|scope| self.scope_row(scope))
            .collect();
        let (one, several) = ("provider.scopes.shown_one", "provider.scopes.shown");
        let count = Message::of_count(scopes.len(), one, several).with("shown", rows.len().to_string());
        let mut blocks = Vec::new();
        if scopes.len() > 5 {
            blocks.push(self.search("provider.scopes.search"));
        }
        let inactive = self.provider_option("inactive", "provider.inactive.label", room.inactive);
        blocks.push(Block::Choice(self.provider_choice(
            ProviderField::Inactive,
            "provider.inactive.legend",
            true,
            vec![inactive],
        )));
        blocks.push(Block::Rows(RowsView {
            label: self.t("provider.scopes.heading"),
            count: self.m(count),
            more: self.more(found.len()),
            rows,
            empty: self.t("provider.scopes.none"),
        }));
        blocks
    }

    fn scope_row(&self, scope: &ScopeBody) -> RowView {
        let name = scope.name();
        RowView {
            key: name.as_ref().map_or_else(String::new, ToString::to_string),
            title: name.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string),
            open: name.map(|name| Button::Provider(ProviderButton::Open(name))),
            lines: vec![scope.text("description").unwrap_or_default().to_owned()],
            tags: self.scope_tags(scope),
        }
    }

    fn scope_tags(&self, scope: &ScopeBody) -> Vec<TagView> {
        let mut tags = Vec::new();
        let mut tag = |tone: Tone, text: String| tags.push(TagView { tone, text });
        if !scope.is_active() {
            tag(Tone::Warning, self.t("provider.state.inactive"));
        }
        if scope.is_open() {
            tag(Tone::Info, self.t("provider.state.open"));
        }
        if let Some(visibility) = scope.text("visibility") {
            tag(Tone::Neutral, visibility.to_owned());
        }
        tags
    }

    // --- what the pages have in common

    /// On every page from which something is sent.
    fn scopes_in_production(&self) -> Option<Block> {
        self.warns_of_production("provider.prod_text")
    }

    /// How many rows of a long list are drawn.
    fn shown(&self) -> usize {
        PAGE * (self.session.provider.more + 1)
    }

    fn more(&self, fit: usize) -> Option<super::super::ButtonView> {
        (self.shown() < fit)
            .then(|| self.provider_button(ProviderButton::More, "provider.button.more", Look::Secondary))
    }

    fn provider_button(
        &self,
        press: ProviderButton,
        label: &'static str,
        look: Look,
    ) -> super::super::ButtonView {
        self.button(Button::Provider(press), label, look)
    }

    fn search(&self, hint: &'static str) -> Block {
        let room = &self.session.provider;
        let search = self.text_field(ProviderField::Search, "provider.search", hint, &room.search);
        Block::Input(InputView {
            required: true,
            ..search
        })
    }

    fn text_field(
        &self,
        field: ProviderField,
        label: &'static str,
        hint: &'static str,
        value: &str,
    ) -> InputView {
        InputView {
            field: Field::Provider(field),
            label: self.t(label),
            hint: if hint.is_empty() {
                String::new()
            } else {
                self.t(hint)
            },
            value: value.to_owned(),
            long: false,
            code: true,
            required: false,
            findings: Vec::new(),
        }
    }

    fn provider_choice(
        &self,
        field: ProviderField,
        legend: &'static str,
        many: bool,
        options: Vec<OptionView>,
    ) -> ChoiceView {
        ChoiceView {
            field: Field::Provider(field),
            legend: self.t(legend),
            hint: String::new(),
            many,
            options,
            findings: Vec::new(),
        }
    }

    fn provider_option(&self, value: &str, label: &'static str, checked: bool) -> OptionView {
        OptionView {
            value: value.to_owned(),
            label: self.t(label),
            hint: String::new(),
            tag: String::new(),
            checked,
            disabled: false,
        }
    }
}
