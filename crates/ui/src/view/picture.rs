//! The pictures of the introduction. They say what the words beside them say, so they are hidden from those who listen.

use losen_core::session::Picture;
use yew::prelude::*;

/// A picture as wide as the text.
pub fn picture(which: Picture) -> Html {
    let drawing = match which {
        Picture::Harbour => harbour(),
        Picture::Tasks => tasks(),
        Picture::Key => key(),
    };
    html! {
        <svg class="losen-picture" viewBox="0 0 320 150" aria-hidden="true" focusable="false">
            <rect class="losen-picture-sky" width="320" height="150" />
            { drawing }
        </svg>
    }
}

/// The pilot boat goes ahead between the marks, and the ship follows.
fn harbour() -> Html {
    html! {
        <>
            <path class="losen-picture-far" d="M0 84 40 60l26 16 34-30 44 34 30-18 42 26 36-40 68 52H0z" />
            <path class="losen-picture-sea" d="M0 84h320v66H0z" />
            <path class="losen-picture-wave" d="M0 104c16 0 16-5 32-5s16 5 32 5 16-5 32-5 16 5 32 5 16-5 32-5 16 5 32 5 16-5 32-5 16 5 32 5 16-5 32-5" />
            <path class="losen-picture-wave" d="M0 128c16 0 16-5 32-5s16 5 32 5 16-5 32-5 16 5 32 5 16-5 32-5 16 5 32 5 16-5 32-5 16 5 32 5 16-5 32-5" />
            <path class="losen-picture-red" d="M244 76h12l-2 24h-8z" />
            <path class="losen-picture-green" d="M286 88h15l-3 32h-9z" />
            <path class="losen-picture-hull" d="M20 92h96l-10 22H32z" />
            <path class="losen-picture-white" d="M34 76h22v16H34zM60 66h30v26H60zM66 50h12v16H66z" />
            <path class="losen-picture-hull" d="M68 72h5v5h-5zm9 0h5v5h-5zM40 81h5v5h-5z" />
            <circle class="losen-picture-white" cx="193" cy="56" r="4" />
            <circle class="losen-picture-red" cx="193" cy="66" r="4" />
            <path class="losen-picture-white" d="M192 70h2v10h-2zM182 80h20l5 11h-29z" />
            <path class="losen-picture-white" d="M166 92h56c-2 9-7 15-14 15h-28c-7 0-12-6-14-15z" />
            <path class="losen-picture-dash" d="M118 108c14 6 30 6 46 0M224 106c10 4 20 4 34-2" />
        </>
    }
}

/// A list: done, in progress, waiting with an hourglass and a date.
fn tasks() -> Html {
    let row = |y: u32, width: u32| html! { <rect class="losen-picture-line" x="104" y={y.to_string()} width={width.to_string()} height="8" rx="4" /> };
    html! {
        <>
            <rect class="losen-picture-paper" x="58" y="14" width="204" height="122" rx="8" />
            { row(34, 96) }{ row(70, 74) }{ row(106, 88) }
            <circle class="losen-picture-done" cx="82" cy="38" r="11" />
            <path class="losen-picture-tick" d="m76.5 38 4 4 7-8" />
            <circle class="losen-picture-ring" cx="82" cy="74" r="9.5" />
            <path class="losen-picture-done" d="M82 64.5a9.5 9.5 0 0 1 0 19z" />
            <path class="losen-picture-wait" d="M74 99h16l-6.5 11L90 121H74l6.5-11z" />
            <circle class="losen-picture-head" cx="228" cy="33" r="6" /><path class="losen-picture-head" d="M217 51c0-8 5-11 11-11s11 3 11 11z" />
            <circle class="losen-picture-head" cx="228" cy="69" r="6" /><path class="losen-picture-head" d="M217 87c0-8 5-11 11-11s11 3 11 11z" />
            <path class="losen-picture-letter" d="M214 101h28v20h-28z" /><path class="losen-picture-flap" d="m214 101 14 11 14-11" />
        </>
    }
}

/// The private half stays in the house; the public one goes out.
fn key() -> Html {
    html! {
        <>
            <path class="losen-picture-sea" d="M0 126h320v24H0z" />
            <path class="losen-picture-paper" d="M34 66 92 26l58 40v60H34z" />
            <path class="losen-picture-roof" d="M24 70 92 22l68 48-8 8-60-42-60 42z" />
            <circle class="losen-picture-key" cx="76" cy="90" r="13" />
            <path class="losen-picture-key" d="M89 90h38m-9 0v10m-10-10v7" />
            <path class="losen-picture-dash" d="M166 92h52" />
            <path class="losen-picture-dash" d="m210 85 8 7-8 7" />
            <rect class="losen-picture-paper" x="232" y="66" width="60" height="60" rx="6" />
            <circle class="losen-picture-ring" cx="250" cy="94" r="8" />
            <path class="losen-picture-ring" d="M258 94h20m-5 0v6m-6-6v4" />
        </>
    }
}
