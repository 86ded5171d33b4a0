use losen_core::session::{ButtonView, Event, Look, StepState, Surface, View};
use losen_core::text::Language;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::companion::companion;
use super::heading::screen_heading;
use super::rooms::rooms;
use super::screen::blocks;
use super::steps::steps;
use super::strip::strip;
use super::{Copy, Ui, button, icon};

/// The properties of [`Frame`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct FrameProps {
    /// What to draw.
    pub view: View,
    /// Where it is drawn.
    pub surface: Surface,
    /// The app is not there yet: this is the first paint, and nothing in it works.
    #[prop_or_default]
    pub starting: bool,
    /// What the frame itself has to say in the live region; wins over the view's own status.
    #[prop_or_default]
    pub said: AttrValue,
    /// Where events go.
    #[prop_or_default]
    pub send: Callback<Event>,
    /// Where wishes to copy go.
    #[prop_or_default]
    pub copy: Callback<Copy>,
    /// Where the fields that were left go.
    #[prop_or_default]
    pub left: Callback<losen_core::session::Field>,
}

/// The whole app: header, steps, the screen, and the buttons at its foot.
#[component]
pub fn Frame(props: &FrameProps) -> Html {
    let view = &props.view;
    let site = props.surface == Surface::Site;
    let ui = Ui {
        language: view.language,
        level: if site { 2 } else { 1 },
        send: props.send.clone(),
        copy: props.copy.clone(),
        left: props.left.clone(),
    };
    let said = if props.said.is_empty() {
        view.status.as_str()
    } else {
        props.said.as_str()
    };
    // What this page is, is said on the first screen.
    let begins = props.starting
        || view.rooms.is_empty()
        || view
            .steps
            .iter()
            .position(|step| step.state == StepState::Current)
            == Some(0);
    html! {
        <div class={classes!("losen", class(props.surface), view.steps.is_empty().then_some("is-single"))} data-size="sm" lang={view.language.tag()}>
            <header class="losen-header">
                <div class="losen-bar">
                    { icon::mark() }
                    <p class="losen-name">{ "Losen" }</p>
                    { languages(&ui, props.starting) }
                </div>
                if site { { hero(&ui, begins) } }
            </header>
            { rooms(&ui, view, props.starting) }
            { strip(&view.strip) }
            if let Some(beside) = &view.companion { { companion(&ui, beside) } }
            { steps(&ui, view) }
            <form class="losen-screen" key={view.screen.clone()} novalidate=true onsubmit={submitted(&ui, view)}>
                { screen_heading(&ui, &view.heading) }
                { blocks(&ui, view) }
                { foot(&ui, view) }
            </form>
            <footer class="losen-footer">
                if !view.extras.is_empty() {
                    <div class="losen-extras">{ for view.extras.iter().map(|one| button::button(&ui, one)) }</div>
                }
                <p>{ ui.text("ui.standing") }</p>
            </footer>
            <p class={classes!("losen-status", (!props.said.is_empty()).then_some("is-said"))} role="status">{ said }</p>
        </div>
    }
}

/// What this page is. Once the user is on the way it has been read, and only its heading stays for those who listen.
fn hero(ui: &Ui, begins: bool) -> Html {
    if !begins {
        return html! { <h1 class="ds-sr-only">{ ui.text("ui.site.heading") }</h1> };
    }
    html! {
        <div class="losen-hero">
            <h1 class="ds-heading" data-size="lg">{ ui.text("ui.site.heading") }</h1>
            <p>{ ui.text("ui.site.what") }</p>
            <p>{ ui.text("ui.site.safe") }</p>
        </div>
    }
}

fn languages(ui: &Ui, starting: bool) -> Html {
    let send = ui.send.clone();
    let onchange = move |event: yew::Event| {
        let chosen = event
            .target_dyn_into::<HtmlSelectElement>()
            .and_then(|select| Language::from_tag(&select.value()));
        if let Some(language) = chosen {
            send.emit(Event::Language(language));
        }
    };
    html! {
        <div class="losen-language">
            <label class="ds-sr-only" for="language">{ ui.text("ui.language") }</label>
            <select id="language" disabled={starting} {onchange}>
                { for Language::ALL.iter().map(|one| html! {
                    <option value={one.tag()} lang={one.tag()} selected={*one == ui.language}>{ one.own_name() }</option>
                }) }
            </select>
            { icon::chevron() }
        </div>
    }
}

/// Enter in a text field presses the primary button, as everywhere on the web.
fn submitted(ui: &Ui, view: &View) -> Callback<SubmitEvent> {
    let press = view
        .buttons
        .iter()
        .find(|one| is_primary(one) && !one.disabled)
        .map(|one| one.press.clone());
    let ui = ui.clone();
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(press) = &press {
            ui.pressed(press.clone());
        }
    })
}

fn foot(ui: &Ui, view: &View) -> Html {
    if view.buttons.is_empty() {
        return html! {};
    }
    let mut submits = true;
    html! {
        <div class="losen-foot">
            { for view.buttons.iter().map(|one| {
                if is_primary(one) && std::mem::take(&mut submits) {
                    button::submit(one)
                } else {
                    button::button(ui, one)
                }
            }) }
        </div>
    }
}

fn is_primary(button: &ButtonView) -> bool {
    matches!(button.look, Look::Primary | Look::Danger)
}

fn class(surface: Surface) -> &'static str {
    match surface {
        Surface::Popup => "is-popup",
        Surface::Panel => "is-panel",
        Surface::Tab => "is-tab",
        Surface::Site => "is-site",
    }
}
