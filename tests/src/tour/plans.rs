//! The room of plans: the first run, the desk, everything around a plan; and every step of every journey.

use losen_core::journeys;
use losen_core::model::Environment;

use super::Tour;

/// The first run, one plan with all that belongs to it, several plans, and the bench.
pub fn desk(tour: &mut Tour<'_>) {
    tour.press("home.room")
        .see("home.welcome.heading")
        .stop("plans-welcome");
    tour.press("home.button.tour");
    for (heading, name) in [
        ("home.tour.harbour_heading", "plans-tour-1"),
        ("home.tour.tasks_heading", "plans-tour-2"),
        ("home.tour.key_heading", "plans-tour-3"),
    ] {
        tour.see(heading).stop(name);
        if name != "plans-tour-3" {
            tour.press("guide.button.next");
        }
    }
    tour.press("home.button.welcomed");
    tour.see("home.desk.empty").stop("plans-none");
    tour.press("home.button.new");
    tour.see("home.area.care").stop("plans-goals");
    begin(tour, "access");
    tour.see("home.learn").stop("plans-tasks");
    tour.press_on("Rettighet i Altinn").see("home.button.sent");
    tour.press("home.button.sent")
        .see("home.button.sent_again")
        .stop("plans-sent");
    tour.press("home.button.tasks").press("home.button.facts");
    tour.see("home.facts.lead").stop("plans-details");
    tour.fill("home.facts.orgno", "123456789")
        .fill("home.facts.owner", "Kari Nordmann")
        .see("home.facts.not_an_orgno")
        .stop("plans-details-wrong");
    tour.fill("home.facts.orgno", "314330897");
    tour.press("home.button.tasks").press("home.button.summary");
    tour.see("home.summary.lead").stop("plans-summary");
    tour.press("home.button.tasks").press("home.button.share");
    tour.see("home.share.lead").stop("plans-share");
    tour.press("home.button.tasks").press("home.button.delete");
    tour.see("home.delete.heading").stop("plans-delete");
    tour.press("guide.button.keep")
        .see("home.learn")
        .press("home.button.desk");
    for id in ["krr", "login"] {
        tour.press("home.button.new").see("home.area.care");
        begin(tour, id);
        tour.see("home.learn").press("home.button.desk");
    }
    tour.see("home.button.new").stop("plans-desk");
    tour.press("home.button.receive")
        .see("home.receive.lead")
        .stop("plans-receive");
    tour.fill("home.receive.label", "Ikke noen plan")
        .see("home.receive.refused_heading")
        .stop("plans-receive-refused");
    tour.press("home.button.desk").press("bench.button.open");
    tour.see("bench.lead").stop("bench");
    tour.fill("bench.label", "https://losby.example.no/#ferdig");
    tour.see("bench.as_addresses").stop("bench-wrong");
    tour.press("bench.button.make");
    tour.see("bench.pair.save_first").stop("bench-key-made");
    tour.press("bench.button.save");
    tour.see("bench.pair.handed").stop("bench-key-handed");
    tour.press("bench.button.have");
    tour.see("bench.pair.saved").stop("bench-key-saved");
}

/// All of them, from the first task to the last.
pub fn journeys(tour: &mut Tour<'_>) {
    tour.press("home.room").see("home.welcome.heading");
    for journey in journeys::all() {
        tour.press("home.button.new").see("home.area.care");
        begin(tour, journey.id);
        tour.see("home.button.begin")
            .stop(&format!("journey-{}-0", journey.id));
        tour.press("home.button.begin");
        let steps: Vec<_> = journey.steps_in(Environment::Test).collect();
        for (at, step) in steps.iter().enumerate() {
            tour.see_words(step.name.nb).see("home.button.finish");
            tour.stop(&format!("journey-{}-{}-{}", journey.id, at + 1, step.id));
            tour.press("home.button.finish");
        }
        tour.see("home.finished.heading")
            .stop(&format!("journey-{}-finished", journey.id));
        tour.press("home.button.desk").see("home.button.new");
    }
    // Production has a login of its own.
    tour.press("home.button.new").see("home.area.care");
    begin(tour, "access");
    tour.press("home.button.facts")
        .see("home.facts.lead")
        .press("guide.environment.prod");
    tour.press("home.button.tasks")
        .see_words("Logg inn i produksjon")
        .press_on("Logg inn i produksjon");
    tour.see("home.button.finish")
        .stop("journey-access-in-production");
}

/// Chooses a goal.
fn begin(tour: &mut Tour<'_>, id: &str) {
    let journey = journeys::find(id).expect("a journey");
    tour.press_on(journey.goal.nb);
}
