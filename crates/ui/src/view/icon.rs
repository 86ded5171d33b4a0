//! The few drawings of our own. All are decoration: the words beside them say the same.

use yew::prelude::*;

/// The mark: a pilot boat under its masthead lights, white over red, as pilot vessels carry them.
pub fn mark() -> Html {
    html! {
        <svg class="losen-mark" viewBox="0 0 128 128" aria-hidden="true" focusable="false">
            <circle class="losen-mark-white" cx="64" cy="27" r="8" />
            <circle class="losen-mark-red" cx="64" cy="48" r="8" />
            <path class="losen-mark-white" d="M61 58h6v10h-6z" />
            <path class="losen-mark-white" d="M48 66h30l8 15H42z" />
            <path class="losen-mark-white" d="M18 84h92c-3 13-11 22-23 22H43C31 106 22 97 18 84z" />
            <path class="losen-mark-sea" d="M18 114c8 0 8-4 15.3-4s8 4 15.3 4 8-4 15.4-4 8 4 15.3 4 8-4 15.3-4 7.7 4 15.4 4" />
        </svg>
    }
}

/// Two sheets of paper, on copy buttons.
pub fn copy() -> Html {
    line(
        "M9 9V5.5A1.5 1.5 0 0 1 10.5 4h8A1.5 1.5 0 0 1 20 5.5v8a1.5 1.5 0 0 1-1.5 1.5H15M5.5 9h8A1.5 1.5 0 0 1 15 10.5v8a1.5 1.5 0 0 1-1.5 1.5h-8A1.5 1.5 0 0 1 4 18.5v-8A1.5 1.5 0 0 1 5.5 9Z",
    )
}

/// A tick, on what is done.
pub fn tick() -> Html {
    line("m5 12.5 4.5 4.5L19 7.5")
}

/// A chevron, on what unfolds.
pub fn chevron() -> Html {
    line("m6 9.5 6 6 6-6")
}

/// A cross, on what takes something away.
pub fn cross() -> Html {
    line("m6.5 6.5 11 11m0-11-11 11")
}

/// An arrow out of a box, on what opens elsewhere.
pub fn leave() -> Html {
    line(
        "M13.5 5H19v5.5M19 5l-8 8M10 6H6.5A1.5 1.5 0 0 0 5 7.5v10A1.5 1.5 0 0 0 6.5 19h10a1.5 1.5 0 0 0 1.5-1.5V14",
    )
}

fn line(path: &'static str) -> Html {
    html! {
        <svg class="losen-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d={path} />
        </svg>
    }
}
