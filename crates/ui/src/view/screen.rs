use std::collections::HashMap;

use losen_core::session::{Block, View};
use yew::prelude::*;
use yew::virtual_dom::VNode;

use super::Ui;
use super::cause::{cause, other_cause};
use super::choice::choice;
use super::errors::errors;
use super::facts::{copyable, facts};
use super::file::file;
use super::heading::part_heading;
use super::input::input;
use super::instruction::{instruction, source};
use super::json::json;
use super::letter::{letter, secret};
use super::list::list;
use super::notice::notice;
use super::picture::picture;
use super::rows::rows;
use super::select::select;
use super::soft::soft;
use super::tasks::tasks;

/// The blocks of a screen from top to bottom.
///
/// Each has a key, so that a notice that comes or goes above a field does not take the field's focus with it.
pub fn blocks(ui: &Ui, view: &View) -> Html {
    let mut seen: HashMap<&'static str, usize> = HashMap::new();
    let drawn: Vec<VNode> = view
        .blocks
        .iter()
        .map(|one| {
            let kind = kind(one);
            let count = seen.entry(kind).or_default();
            let key = format!("{kind}-{count}");
            *count += 1;
            html! { <div class="losen-block" key={key.clone()}>{ block(ui, &key, one) }</div> }
        })
        .collect();
    html! { { for drawn } }
}

fn block(ui: &Ui, id: &str, block: &Block) -> Html {
    match block {
        Block::Text(text) => html! { <p class="ds-paragraph">{ soft(text) }</p> },
        Block::Notice {
            tone,
            heading,
            text,
            buttons,
        } => notice(ui, *tone, heading, text, buttons),
        Block::Errors { heading, items } => errors(ui, heading, items),
        Block::Choice(view) => choice(ui, view),
        Block::Select(view) => select(ui, view),
        Block::Rows(view) => rows(ui, view),
        Block::Input(view) => input(ui, view),
        Block::File { field, label, accept } => file(ui, *field, label, accept),
        Block::List(view) => list(ui, view),
        Block::Facts { heading, rows } => facts(ui, heading, rows),
        Block::Heading(heading) => part_heading(ui, heading),
        Block::Instruction(view) => instruction(ui, view),
        Block::Letter(view) => letter(ui, id, view),
        Block::Secret(view) => secret(ui, id, view),
        Block::Source { url, label } => source(ui, url, label),
        Block::Figure(which) => picture(*which),
        Block::Json { heading, text, copy } => json(ui, id, heading, text, copy),
        Block::Copyable { label, value, copy } => copyable(ui, id, label, value, copy),
        Block::Tasks { heading, items } => tasks(ui, heading, items),
        Block::Progress { text } => progress(ui, text),
        // The most likely one comes first.
        Block::Cause(view) if id.ends_with("-0") => cause(ui, id, view),
        Block::Cause(view) => other_cause(ui, id, view),
    }
}

fn progress(ui: &Ui, text: &str) -> Html {
    html! {
        <div class="losen-progress">
            <span class="losen-waves" aria-hidden="true"><span /><span /><span /></span>
            { part_heading(ui, text) }
        </div>
    }
}

/// A field by its id, anything else by what it is.
fn kind(block: &Block) -> &'static str {
    match block {
        Block::Choice(view) | Block::Select(view) => view.field.id(),
        Block::Rows(_) => "rows",
        Block::Input(view) => view.field.id(),
        Block::List(view) => view.entry.field.id(),
        Block::File { field, .. } => field.id(),
        Block::Text(_) => "text",
        Block::Notice { .. } => "notice",
        Block::Errors { .. } => "summary",
        Block::Facts { .. } => "facts",
        Block::Heading(_) => "part",
        Block::Instruction(_) => "instruction",
        Block::Letter(_) => "letter",
        Block::Secret(_) => "secret",
        Block::Source { .. } => "source",
        Block::Figure(_) => "figure",
        Block::Json { .. } => "json",
        Block::Copyable { .. } => "copyable",
        Block::Tasks { .. } => "tasks",
        Block::Progress { .. } => "progress",
        Block::Cause(_) => "cause",
    }
}
