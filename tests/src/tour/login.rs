//! A client that users log in with, tried by a login.

use super::{Tour, nb};
use crate::{Solution, WITH_HELPER};

/// A login that was broken off, and one that works.
pub fn proven(tour: &mut Tour<'_>) {
    let solution = Solution::start();
    let redirect = solution.redirect_uri();
    tour.guide()
        .choose_user_data()
        .choose_place(WITH_HELPER)
        .describe_user_data_with("Losby havnevesen – Min side (test)", &redirect, "Med en nøkkel")
        .accept_scopes();
    tour.press("guide.button.create")
        .see("guide.login.heading")
        .stop("guide-login");
    let _ = land(tour, "guide.button.log_in", &solution);
    tour.press("proof.login.page")
        .see_words("Det kan ta noen minutter")
        .stop("guide-login-waiting");
    let _ = land(tour, "proof.login.again", &solution);
    let broken_off = format!("{redirect}?error=access_denied&error_description=avbrutt");
    tour.fill("guide.login.label", &broken_off)
        .see("proof.login.failed_heading")
        .stop("guide-login-failed");
    let landed = land(tour, "proof.login.again", &solution);
    tour.fill("guide.login.label", &landed)
        .see("guide.login.works_heading")
        .stop("guide-login-works");
}

/// Opens a login in a tab of its own, and comes back with the address that it ended at. Not with the keyboard: a tab that opens
/// while a key is down takes the key's way up with it, and the driver waits for it in vain.
fn land(tour: &mut Tour<'_>, button: &'static str, solution: &Solution) -> String {
    tour.guide().click(&nb(button));
    let landed = solution.landed();
    tour.world.browser().turn_to_tab();
    tour.world.browser().eval(TO_THE_FRONT, &[]);
    landed
}

/// As a click on its tab does; a page behind another takes no keys.
const TO_THE_FRONT: &str = "async (view) => {
  const { tabs } = view.browser ?? view.chrome;
  await tabs.update((await tabs.getCurrent()).id, { active: true });
}";
