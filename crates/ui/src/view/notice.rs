use losen_core::session::{ButtonView, Tone};
use yew::prelude::*;

use super::soft::soft;
use super::{Ui, button};

/// A box that stands out. The tone is an icon, a colour and a word.
pub fn notice(ui: &Ui, tone: Tone, heading: &str, text: &[String], buttons: &[ButtonView]) -> Html {
    html! {
        <section class="ds-alert losen-notice" data-color={colour(tone)}>
            <@{ui.heading(1)} class="ds-heading" data-size="2xs">
                <span class="ds-sr-only">{ word(ui, tone) }{ " " }</span>
                { soft(heading) }
            </@>
            { for text.iter().map(|text| html! { <p class="ds-paragraph">{ soft(text) }</p> }) }
            if !buttons.is_empty() {
                <div class="losen-buttons" data-color="accent">
                    { for buttons.iter().map(|one| button::button(ui, one)) }
                </div>
            }
        </section>
    }
}

/// Designsystemet's name for the colour of a tone.
pub fn colour(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral => "neutral",
        Tone::Info => "info",
        Tone::Success => "success",
        Tone::Warning => "warning",
        Tone::Danger => "danger",
    }
}

fn word(ui: &Ui, tone: Tone) -> String {
    match tone {
        Tone::Neutral | Tone::Info => ui.text("ui.tone.info"),
        Tone::Success => ui.text("ui.tone.success"),
        Tone::Warning => ui.text("ui.tone.warning"),
        Tone::Danger => ui.text("ui.tone.danger"),
    }
}
