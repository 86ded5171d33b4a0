//! A client with a key from the first moment: made by the helper, proven, and put in place of another; and one that could not
//! be finished.

use serde_json::json;

use super::Tour;
use crate::public_key;

const NAME: &str = "Losby havnevesen med nøkkel (øving)";

/// From the question whether the client is to have a key, to a key that took the place of another.
pub fn first_and_next(tour: &mut Tour<'_>) {
    tour.guide().plan_krr(NAME);
    tour.press("first_key.helper").stop("guide-first-key");
    // The key is refused, so the client is taken back.
    tour.faults(
        &json!({"faults": [{"method": "POST", "path": "/api/v2/", "do": {"kind": "status", "status": 400}}]}),
    );
    tour.press("guide.button.create")
        .see("first_key.undone.heading")
        .stop("guide-first-key-undone");
    tour.faults(&json!({"faults": []}));
    tour.press("guide.button.create_again");
    tour.see("guide.done.heading").stop("guide-done-key");
    tour.press("guide.button.prove")
        .see("guide.proof.proved_heading")
        .stop("guide-proved-key");
    tour.press("clients.room.clients").see_words(NAME).press_on(NAME);
    tour.see("clients.button.rotate_key")
        .press("clients.button.rotate_key");
    tour.see("clients.rotate.from").stop("clients-rotate");
    tour.press("clients.button.rotate")
        .see("clients.keys.rotated")
        .stop("clients-rotated");
    // The private half of the next one is nowhere near, so it cannot be tried.
    tour.press("clients.button.rotate_key")
        .press("clients.rotate.pasted");
    tour.fill_in("Offentlig nøkkel", &public_key("utenfra"))
        .press("clients.button.rotate");
    tour.see("clients.rotate.unproven_heading")
        .stop("clients-rotate-unproven");
}
