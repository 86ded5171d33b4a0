//! The same app elsewhere: in the popup, in a wide tab, and on the practice site.

use super::Tour;
use crate::Site;

/// Popup, tab and site.
pub fn surfaces(tour: &mut Tour<'_>) {
    tour.world.browser().open_popup();
    tour.see("guide.goal.heading").stop("popup");
    tour.guide().plan_krr("Losby havnevesen – varsling (test)");
    tour.see("guide.review.heading")
        .press("guide.review.json")
        .stop("popup-review");
    tour.world.browser().close_popup();
    tour.open("tab.html");
    tour.see("guide.review.heading").stop("wide-review");
    tour.press("guide.button.create")
        .see("guide.done.heading")
        .stop("wide-done");
    tour.press("home.room")
        .see_words("6 av 8 oppgaver er gjort")
        .stop("wide-plan");
    tour.press_on("Alle planer")
        .see_words("Planene dine")
        .stop("wide-plans");
    let site = Site::start();
    tour.open(&site.address);
    tour.see("guide.goal.heading").stop("wide-site");
}
