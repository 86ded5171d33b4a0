use losen_core::session::CauseView;
use losen_core::text::Message;
use yew::prelude::*;

use super::soft::soft;
use super::source::source;
use super::{Ui, button};

/// What went wrong, whose turn it is and what to do, in that order.
pub fn cause(ui: &Ui, id: &str, view: &CauseView) -> Html {
    html! {
        <section class="losen-cause">
            <div class="ds-alert losen-notice" data-color="danger">
                <@{ui.heading(1)} class="ds-heading" data-size="2xs">
                    <span class="ds-sr-only">{ ui.text("ui.tone.danger") }{ " " }</span>
                    { soft(&view.message) }
                </@>
            </div>
            { remedy(ui, id, view) }
        </section>
    }
}

/// A cause that is less likely: one line, until somebody wants to know more.
pub fn other_cause(ui: &Ui, id: &str, view: &CauseView) -> Html {
    html! {
        <details class="ds-details losen-details">
            <summary><span>{ soft(&view.message) }</span></summary>
            <div class="losen-cause">{ remedy(ui, id, view) }</div>
        </details>
    }
}

fn remedy(ui: &Ui, id: &str, view: &CauseView) -> Html {
    let ready_id = format!("{id}-message");
    html! {
        <>
            <p class="losen-cause-sure">{ &view.certainty }</p>
            <div class="losen-cause-turn">
                <p class="losen-cause-owner">{ &view.owner }</p>
                <p class="ds-paragraph">{ soft(&view.fix) }</p>
            </div>
            if !view.ready_message.is_empty() {
                <div class="losen-ready">
                    <p id={ready_id.clone()} class="ds-label">{ ui.text("ui.ready_message") }</p>
                    <pre class="losen-pre losen-letter" tabindex="0" role="region" aria-labelledby={ready_id}>{ &view.ready_message }</pre>
                    { button::copy(ui, &format!("{id}-copy"), &view.ready_copy, &view.ready_message) }
                </div>
            }
            if !view.evidence.is_empty() {
                <details class="ds-details losen-details">
                    <summary>{ ui.text("ui.evidence") }</summary>
                    <div>
                        <ul class="ds-list losen-evidence">
                            { for view.evidence.iter().map(|line| html! { <li>{ soft(line) }</li> }) }
                        </ul>
                    </div>
                </details>
            }
            <p class="losen-cause-source">{ source(ui, &view.source, &view.source_label) }</p>
            <p class="losen-cause-code">
                { Message::new("ui.cause_code").with("code", view.code.clone()).text(ui.language) }
            </p>
        </>
    }
}
