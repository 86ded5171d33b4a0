//! A list of accesses: written, weighed and reported.

use super::super::super::refused;
use super::super::super::{
    Block, ButtonView, Field, InputView, Look, OptionView, ProviderButton, ProviderField, RowView, RowsView,
    TagView, Tone,
};
use super::super::{Content, Screen};
use crate::diagnosis::Symptom;
use crate::flow::provider::LineEnd;
use crate::model::{Environment, ScopeBody};
use crate::provider::{Action, Bulk, PlannedLine, Verdict};
use crate::text::Message;

impl Screen<'_> {
    pub(super) fn access_list(&self) -> Content {
        let list = &self.session.provider.list;
        let mut blocks: Vec<Block> = self.wrong_summary(ProviderField::List).into_iter().collect();
        blocks.push(Block::Text(self.t("provider.list.lead")));
        let actions = vec![
            self.provider_option("grant", "provider.list.grant", list.action == Action::Grant),
            self.provider_option("revoke", "provider.list.revoke", list.action == Action::Revoke),
        ];
        blocks.push(Block::Choice(self.provider_choice(
            ProviderField::Action,
            "provider.list.action",
            false,
            actions,
        )));
        blocks.push(self.list_scopes());
        let input = self.text_field(
            ProviderField::List,
            "provider.list.label",
            "provider.list.hint",
            &list.text,
        );
        blocks.push(Block::Input(InputView {
            long: true,
            required: true,
            findings: self.wrong_list(),
            ..input
        }));
        if self.session.list_is_too_long() {
            blocks.push(self.notice(
                Tone::Info,
                "provider.list.not_kept",
                &["provider.list.not_kept_text"],
            ));
        }
        blocks.push(Block::File {
            field: Field::Provider(ProviderField::File),
            label: self.t("provider.list.file"),
            accept: ".csv,.txt,.tsv,text/csv,text/plain".to_owned(),
        });
        let back = match &list.scope {
            Some(scope) => ProviderButton::Open(scope.clone()),
            None => ProviderButton::Home,
        };
        let mut buttons = vec![
            self.provider_button(ProviderButton::Compare, "provider.button.compare", Look::Primary),
            self.provider_button(back, "provider.button.cancel", Look::Secondary),
        ];
        if !list.text.is_empty() {
            buttons.push(self.provider_button(
                ProviderButton::ClearList,
                "provider.button.clear_list",
                Look::Secondary,
            ));
        }
        (self.t("provider.list.heading"), blocks, buttons)
    }

    fn list_scopes(&self) -> Block {
        let room = &self.session.provider;
        let chosen = room.list.scope.as_ref();
        let mut options = vec![self.provider_option("", "provider.list.scope_in_list", chosen.is_none())];
        let names = room.scopes.iter().flatten().filter_map(ScopeBody::name);
        options.extend(names.map(|name| OptionView {
            value: name.to_string(),
            label: name.to_string(),
            hint: String::new(),
            tag: String::new(),
            checked: chosen == Some(&name),
            disabled: false,
        }));
        Block::Select(self.provider_choice(ProviderField::ListScope, "provider.list.scope", false, options))
    }

    pub(super) fn access_plan(&self) -> Content {
        let room = &self.session.provider;
        let Some(bulk) = &room.bulk else {
            return (self.t("provider.plan.heading"), Vec::new(), Vec::new());
        };
        let mut blocks = Vec::new();
        let sound = bulk.is_sound();
        let counts = bulk.counts();
        let changes = counts.grants + counts.revokes;
        let (tone, heading) = match (sound, changes) {
            (false, _) => (Tone::Danger, "provider.bulk.wrong"),
            (true, 0) => (Tone::Info, "provider.plan.nothing"),
            (true, _) => (Tone::Info, "provider.bulk.nothing_sent"),
        };
        let mut text = vec![self.m(bulk.summary())];
        if counts.revokes > 0 && sound {
            text.push(self.t("provider.plan.revokes"));
        }
        if !room.list.ignored.is_empty() {
            let ignored = Message::new("provider.list.ignored").with("columns", room.list.ignored.join(", "));
            text.push(self.m(ignored));
        }
        let confirmed = self
            .session
            .workplace()
            .is_some_and(|place| place.environment() == Environment::Prod);
        if sound && changes > 0 && confirmed {
            text.push(self.m(bulk.asks_for_confirmations()));
        }
        blocks.push(Block::Notice {
            tone,
            heading: self.t(heading),
            text,
            buttons: Vec::new(),
        });
        if sound && changes > 0 {
            blocks.extend(self.scopes_in_production());
        }
        // What is wrong comes first: it is what there is something to do about.
        let mut lines: Vec<&PlannedLine> = bulk.lines.iter().collect();
        lines.sort_by_key(|line| !matches!(line.verdict, Verdict::Wrong(_)));
        blocks.push(self.line_rows(&lines, |line| self.planned(line)));
        let mut buttons = Vec::new();
        if sound && changes > 0 {
            let label = Message::new("provider.button.apply").with("count", changes.to_string());
            let apply = self.provider_button(ProviderButton::Apply, "provider.button.apply", Look::Primary);
            buttons.push(ButtonView {
                label: self.m(label),
                ..apply
            });
        }
        buttons.extend(self.back_from_list(sound));
        (self.t("provider.plan.heading"), blocks, buttons)
    }

    /// Back to the list, and back to where it was begun.
    fn back_from_list(&self, sound: bool) -> Vec<ButtonView> {
        let scope = self.session.provider.list.scope.clone();
        let look = if sound { Look::Secondary } else { Look::Primary };
        let list = self.provider_button(ProviderButton::List(None), "provider.button.mend_list", look);
        let (back, label) = match scope {
            Some(scope) => (ProviderButton::Open(scope), "provider.button.to_scope"),
            None => (ProviderButton::Home, "provider.button.home"),
        };
        vec![list, self.provider_button(back, label, Look::Secondary)]
    }

    fn planned(&self, line: &PlannedLine) -> (Vec<String>, Option<TagView>) {
        let told = line.told().into_iter().map(|message| self.m(message));
        let tag = match &line.verdict {
            Verdict::Wrong(_) => Some((Tone::Danger, "provider.tag.wrong")),
            Verdict::Change | Verdict::ChangeUnseen => Some((Tone::Info, "provider.tag.change")),
            Verdict::Already | Verdict::Repeats(_) => None,
        };
        (
            told.collect(),
            tag.map(|(tone, key)| TagView {
                tone,
                text: self.t(key),
            }),
        )
    }

    pub(super) fn access_report(&self) -> Content {
        let room = &self.session.provider;
        let (Some(bulk), Some(applied)) = (&room.bulk, &room.applied) else {
            return (self.t("provider.report.heading"), Vec::new(), Vec::new());
        };
        let whole = applied.is_whole();
        let (tone, heading) = match (whole, &applied.stopped) {
            (true, _) => (Tone::Success, "provider.report.done"),
            (false, Some(_)) => (Tone::Danger, "provider.report.stopped"),
            (false, None) => (Tone::Warning, "provider.report.incomplete"),
        };
        let mut text = vec![self.m(applied.summary(bulk))];
        if !whole {
            text.push(self.t("provider.report.go_on"));
        }
        let notice = Block::Notice {
            tone,
            heading: self.t(heading),
            text,
            buttons: Vec::new(),
        };
        let mut lines: Vec<&PlannedLine> = bulk.lines.iter().collect();
        lines.sort_by_key(|line| applied.ends.get(&line.line).is_some_and(LineEnd::is_good));
        let blocks = vec![notice, self.line_rows(&lines, |line| self.ended(bulk, line))];
        let mut buttons = Vec::new();
        if !whole {
            buttons.push(self.provider_button(
                ProviderButton::Continue,
                "provider.button.continue",
                Look::Primary,
            ));
        }
        let (back, label) = match room.list.scope.clone() {
            Some(scope) => (ProviderButton::Open(scope), "provider.button.to_scope"),
            None => (ProviderButton::Home, "provider.button.home"),
        };
        buttons.push(self.provider_button(back, label, Look::Secondary));
        (self.t("provider.report.heading"), blocks, buttons)
    }

    fn ended(&self, _bulk: &Bulk, line: &PlannedLine) -> (Vec<String>, Option<TagView>) {
        let end = self
            .session
            .provider
            .applied
            .as_ref()
            .and_then(|applied| applied.ends.get(&line.line));
        let (message, tone, key) = match end {
            None => (
                Message::new("provider.end.not_reached"),
                Tone::Warning,
                "provider.tag.left",
            ),
            Some(end) if end.is_good() => (end.told(line), Tone::Success, "provider.tag.done"),
            Some(end) => (end.told(line), Tone::Danger, "provider.tag.left"),
        };
        // What the API said of the organisation or the scope belongs to this line.
        let reply = match end.and_then(LineEnd::refused).map(|refused| &*refused.symptom) {
            Some(Symptom::Http { reply, .. }) => refused::words(reply),
            _ => Vec::new(),
        };
        let told = std::iter::once(message).chain(reply);
        (
            told.map(|message| self.m(message)).collect(),
            Some(TagView {
                tone,
                text: self.t(key),
            }),
        )
    }

    fn line_rows(
        &self,
        lines: &[&PlannedLine],
        tell: impl Fn(&PlannedLine) -> (Vec<String>, Option<TagView>),
    ) -> Block {
        let row = |line: &&PlannedLine| {
            let (told, tag) = tell(line);
            let number = line.line.to_string();
            let title = match &line.wish {
                Some(wish) => Message::new("provider.line.title").with("orgno", wish.consumer.as_str()),
                None => Message::new("provider.line.title_unread"),
            };
            let scope = line.wish.as_ref().map(|wish| wish.scope.to_string());
            RowView {
                title: self.m(title.with("line", number.as_str())),
                key: number,
                open: None,
                lines: scope.into_iter().chain(told).collect(),
                tags: tag.into_iter().collect(),
            }
        };
        let rows: Vec<RowView> = lines.iter().take(self.shown()).map(row).collect();
        let (one, several) = ("provider.line.count_one", "provider.line.count");
        let count = Message::of_count(lines.len(), one, several).with("shown", rows.len().to_string());
        Block::Rows(RowsView {
            label: self.t("provider.line.label"),
            count: self.m(count),
            rows,
            empty: String::new(),
            more: self.more(lines.len()),
        })
    }
}
