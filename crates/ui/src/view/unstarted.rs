use losen_core::session::Surface;
use losen_core::text::{Language, text};
use yew::prelude::*;

/// The properties of [`Unstarted`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct UnstartedProps {
    /// The language of the words.
    pub language: Language,
    /// Where they are to be read.
    pub surface: Surface,
}

/// What one reads when the app could not be loaded. Drawn at build time, for then nothing else can draw it.
#[component]
pub fn Unstarted(props: &UnstartedProps) -> Html {
    let words = match props.surface {
        Surface::Site => text(props.language, "ui.unstarted.site"),
        _ => text(props.language, "ui.unstarted.extension"),
    };
    html! {
        <div class="losen-static" lang={props.language.tag()}>
            <h1 class="ds-heading">{ text(props.language, "ui.unstarted.heading") }</h1>
            <p class="ds-paragraph">{ words }</p>
        </div>
    }
}
