use losen_core::session::{Block, CompanionView, FieldRow, FieldsView, NextView, TicksView};
use yew::prelude::*;

use super::facts::copyable;
use super::heading::part_heading;
use super::notice::{colour, notice};
use super::soft::soft;
use super::{Ui, button, icon};

/// The portal in the tab beside: where it is, what comes next there, and how it agrees with the plan.
pub fn companion(ui: &Ui, view: &CompanionView) -> Html {
    html! {
        <aside class="losen-companion" aria-labelledby="companion">
            <div class="losen-companion-head">
                <h2 id="companion" class="losen-companion-title">{ &view.heading }</h2>
                <p class="losen-companion-place" data-color={colour(view.place.tone)}>
                    <strong class="losen-environment">{ &view.place.environment }</strong>
                    { " " }{ &view.place.organisation }
                </p>
            </div>
            { for view.warnings.iter().map(|block| warning(ui, block)) }
            <p class={classes!("losen-companion-page", (!view.known).then_some("is-unknown"))}>{ &view.page }</p>
            { next(ui, &view.next) }
            { fields(ui, &view.fields) }
            if let Some(Block::Copyable { label, value, copy }) = &view.client_id {
                { copyable(ui, "companion-client", label, value, copy) }
            }
            { ticks(ui, &view.ticks) }
            <details class="ds-details losen-details">
                <summary>{ &view.evidence.0 }</summary>
                <div><ul class="ds-list losen-evidence">
                    { for view.evidence.1.iter().map(|line| html! { <li>{ soft(line) }</li> }) }
                </ul></div>
            </details>
        </aside>
    }
}

fn warning(ui: &Ui, block: &Block) -> Html {
    match block {
        Block::Notice {
            tone,
            heading,
            text,
            buttons,
        } => notice(ui, *tone, heading, text, buttons),
        _ => html! {},
    }
}

fn next(ui: &Ui, view: &NextView) -> Html {
    if view.text.is_empty() {
        return html! {};
    }
    html! {
        <section class="losen-companion-next">
            { part_heading(ui, &view.heading) }
            <p class="ds-paragraph">{ soft(&view.text) }</p>
            if !view.also.is_empty() {
                <p class="losen-companion-also">{ &view.also }</p>
            }
            if let Some(one) = &view.button {
                { button::button(ui, one) }
            }
            if !view.ring.is_empty() {
                <p class="losen-companion-ring">{ &view.ring }</p>
            }
        </section>
    }
}

/// What agrees is one line; what does not is shown in full, with what to copy.
fn fields(ui: &Ui, view: &FieldsView) -> Html {
    if view.rows.is_empty() {
        return html! {};
    }
    html! {
        <section class="losen-companion-fields">
            { part_heading(ui, &view.heading) }
            <ul>{ for view.rows.iter().enumerate().map(|(at, row)| field(ui, at, row)) }</ul>
        </section>
    }
}

fn field(ui: &Ui, at: usize, row: &FieldRow) -> Html {
    html! {
        <li class={classes!("losen-companion-field", row.agrees.then_some("is-agreed"))}>
            <p>
                { mark(row.agrees) }
                <span><strong>{ &row.label }</strong>{ ": " }{ &row.word }</span>
            </p>
            if !row.agrees {
                <pre class="losen-pre">{ row.planned.join("\n") }</pre>
                { button::copy(ui, &format!("companion-copy-{at}"), &row.copy, &row.planned.join("\n")) }
                if !row.shown.is_empty() {
                    <p class="losen-companion-shown">{ soft(&row.shown) }</p>
                }
            }
        </li>
    }
}

fn ticks(ui: &Ui, view: &TicksView) -> Html {
    if view.items.is_empty() {
        return html! {};
    }
    html! {
        <section class="losen-companion-ticks">
            { part_heading(ui, &view.heading) }
            <ul>
                { for view.items.iter().map(|(text, done, word)| html! {
                    <li class={classes!(done.then_some("is-done"))}>
                        { mark(*done) }
                        <span>{ text }{ ": " }{ word }</span>
                    </li>
                }) }
            </ul>
        </section>
    }
}

fn mark(done: bool) -> Html {
    html! {
        <span class={classes!("losen-companion-mark", done.then_some("is-done"))} aria-hidden="true">
            if done { { icon::tick() } }
        </span>
    }
}
