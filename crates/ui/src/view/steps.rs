use losen_core::session::{StepMark, StepState, View};
use yew::prelude::*;

use super::{Ui, icon};

/// The properties of [`Steps`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct StepsProps {
    /// Language and ways out.
    pub ui: Ui,
    /// "Steg 3 av 7"
    pub label: AttrValue,
    /// The journey.
    pub steps: Vec<StepMark>,
}

/// The list of steps: folded behind its own summary in a narrow window, a column at the side in a wide one.
#[component]
pub fn Steps(props: &StepsProps) -> Html {
    let open = use_state(|| false);
    let onclick = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let current = props
        .steps
        .iter()
        .find(|step| step.state == StepState::Current)
        .map(|step| step.label.clone());
    let summary = match current {
        Some(current) => format!("{}: {current}", props.label),
        None => props.label.to_string(),
    };
    html! {
        <nav class="losen-steps" aria-label={props.ui.text("ui.steps")}>
            <button type="button" class="losen-steps-toggle" aria-expanded={open.to_string()} aria-controls="steps" {onclick}>
                <span>{ summary }</span>
                { icon::chevron() }
            </button>
            <div class="losen-voyage" aria-hidden="true">
                { for props.steps.iter().map(|step| html! { <span class={class(step.state)} /> }) }
            </div>
            <ol id="steps" class={classes!("losen-step-list", open.then_some("is-open"))}>
                { for props.steps.iter().map(|step| mark(&props.ui, step)) }
            </ol>
        </nav>
    }
}

/// The steps of a view, where there is a journey.
pub fn steps(ui: &Ui, view: &View) -> Html {
    if view.steps.is_empty() {
        return html! {};
    }
    html! { <Steps ui={ui.clone()} label={view.step_label.clone()} steps={view.steps.clone()} /> }
}

fn mark(ui: &Ui, step: &StepMark) -> Html {
    let current = (step.state == StepState::Current).then_some("step");
    let content = html! {
        <>
            <span class="losen-buoy" aria-hidden="true">
                if step.state == StepState::Done { { icon::tick() } }
            </span>
            <span>
                { &step.label }
                <span class="ds-sr-only">{ format!(" ({})", step.state_word) }</span>
            </span>
        </>
    };
    let inner = match &step.go {
        Some(go) => {
            let (ui, go) = (ui.clone(), go.clone());
            let onclick = move |_: MouseEvent| ui.pressed(go.clone());
            html! { <button type="button" class="losen-step" aria-current={current} {onclick}>{ content }</button> }
        }
        None => html! { <span class="losen-step" aria-current={current}>{ content }</span> },
    };
    html! { <li class={class(step.state)}>{ inner }</li> }
}

fn class(state: StepState) -> &'static str {
    match state {
        StepState::Done => "is-done",
        StepState::Current => "is-current",
        StepState::Ahead => "is-ahead",
    }
}
