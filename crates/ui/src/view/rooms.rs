use losen_core::session::{RoomMark, View};
use yew::prelude::*;

use super::Ui;

/// The ways to the rooms of the app.
///
/// Before the app is there (`starting`) they stand in their places and cannot be pressed.
pub fn rooms(ui: &Ui, view: &View, starting: bool) -> Html {
    if view.rooms.is_empty() {
        return html! {};
    }
    html! {
        <nav class="losen-rooms" aria-label={ui.text("clients.room.nav")}>
            <ul>{ for view.rooms.iter().map(|one| way(ui, one, starting)) }</ul>
        </nav>
    }
}

fn way(ui: &Ui, room: &RoomMark, starting: bool) -> Html {
    let (ui, go) = (ui.clone(), room.go.clone());
    let onclick = move |_: MouseEvent| ui.pressed(go.clone());
    html! {
        <li>
            <button
                type="button"
                class="losen-room"
                aria-current={room.current.then_some("page")}
                disabled={starting}
                {onclick}
            >
                { &room.label }
            </button>
        </li>
    }
}
