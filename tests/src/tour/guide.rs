//! The guide, step by step, for each kind of client; and what it says when something is wrong.

use serde_json::json;

use super::Tour;

const NAME: &str = "Losby havnevesen – varsling (test)";

/// A client that looks people up: unanswered, refused, with an unknown outcome, created and proven.
pub fn krr(tour: &mut Tour<'_>) {
    tour.see("guide.goal.heading").stop("guide-goal");
    tour.press("guide.button.next")
        .see_words("Velg hva løsningen din skal gjøre.")
        .stop("guide-goal-unanswered");
    tour.press("guide.goal.krr").press("guide.button.next");
    tour.see("guide.place.practice").stop("guide-place");
    tour.press("guide.place.practice").press("guide.button.next");
    tour.see("guide.kind.heading").stop("guide-kind-krr");
    tour.press("guide.kind.maskinporten").press("guide.button.next");
    tour.see("guide.details.heading").stop("guide-details");
    tour.press("guide.button.next")
        .see_words("Rett dette")
        .stop("guide-details-unanswered");
    tour.fill("guide.details.name", NAME)
        .fill("guide.details.description", "Varsling av båteiere")
        .press("guide.button.next");
    tour.see("guide.scopes.heading").stop("guide-scopes-krr");
    tour.press("guide.button.next");
    tour.see("guide.review.heading").stop("guide-review-krr");
    tour.faults(&on_create(&json!({"kind": "status", "status": 428})));
    tour.press("guide.button.create")
        .see("guide.failed.heading")
        .stop("guide-refused");
    tour.faults(&unknown_outcome());
    tour.press("guide.button.retry")
        .see("guide.button.look")
        .stop("guide-unknown-outcome");
    tour.faults(&json!({"faults": []}));
    tour.press("guide.button.look")
        .see("guide.done.heading")
        .stop("guide-done-krr");
    tour.press("guide.button.prove")
        .see("guide.proof.proved_heading")
        .stop("guide-proved");
}

/// A client that logs users in: addresses, a mangled scope, and what is shown only once.
pub fn user(tour: &mut Tour<'_>) {
    tour.see("guide.goal.heading")
        .press("guide.goal.user")
        .press("guide.button.next");
    tour.see("guide.place.practice")
        .press("guide.place.practice")
        .press("guide.button.next");
    tour.see("guide.kind.heading").stop("guide-kind-user");
    tour.press("guide.application.web")
        .press("guide.auth.secret")
        .press("guide.button.next");
    tour.see("guide.details.heading")
        .fill("guide.details.name", "Losby havnevesen – Min side (test)")
        .fill("guide.details.description", "Innlogging og kontaktinformasjon")
        .press("guide.button.next");
    tour.see("guide.uris.heading").stop("guide-addresses");
    tour.add(
        "guide.uris.redirect_new",
        "https://minside.losby.example.no/innlogging#ferdig",
    );
    tour.see_words("#ferdig").stop("guide-addresses-wrong");
    tour.press_on("Fjern https://minside.losby.example.no/innlogging#ferdig");
    tour.add(
        "guide.uris.redirect_new",
        "https://minside.losby.example.no/callback",
    )
    .see_words("La til")
    .add("guide.uris.logout_new", "https://minside.losby.example.no/")
    .see_words("La til")
    .press("guide.button.next");
    tour.see("guide.scopes.heading").stop("guide-scopes-user");
    tour.fill("guide.scopes.other", "krr:user, kontaktinformasjon.read")
        .press("guide.button.add")
        .press("guide.button.next");
    tour.see("guide.button.mend").stop("guide-scopes-wrong");
    tour.press("guide.button.mend").press("guide.button.next");
    tour.see("guide.review.heading").stop("guide-review-user");
    tour.press("guide.button.create")
        .see("guide.done.secret")
        .stop("guide-done-user");
    // The same client in the room of the clients, where it gets a new secret.
    tour.press("clients.room.clients")
        .see_words("Min side (test)")
        .press_on("Losby havnevesen – Min side (test)");
    tour.see_words("Klienten har ingen nøkler")
        .press("clients.button.secret");
    tour.see("clients.secret.heading").stop("clients-secret");
    tour.press("clients.button.new_secret")
        .see("guide.done.secret")
        .stop("clients-secret-made");
}

/// In the page, without the helper: how to get it, access that is checked, and an error that is explained.
pub fn without_the_helper(tour: &mut Tour<'_>) {
    tour.see("guide.goal.heading")
        .press("guide.goal.krr")
        .press("guide.button.next");
    tour.see("guide.place.no_helper_heading").stop("guide-no-helper");
    tour.press("guide.place.page").press("guide.button.next");
    tour.see("guide.kind.heading").press("guide.button.next");
    tour.see("guide.details.heading")
        .fill("guide.details.name", NAME)
        .fill("guide.details.description", "Varsling av båteiere")
        .press("guide.button.next");
    tour.see("guide.scopes.heading")
        .press("guide.button.check_grants");
    tour.see("guide.scopes.grants_known").stop("guide-access-checked");
    tour.press("guide.button.start_over")
        .see("guide.button.forget")
        .stop("guide-start-over");
    tour.press("guide.button.keep");
    tour.press("guide.button.explain")
        .see("guide.explain.heading")
        .stop("explain");
    tour.fill(
        "guide.explain.label",
        "MP-250: Consumer has not been granted access to the scope losby:kai.read",
    );
    tour.see_words("token/not-granted").stop("explain-cause");
    tour.press("guide.button.unauthorized")
        .see_words("Jeg får 401 unauthorized når jeg prøver å poste")
        .stop("explain-401");
}

/// The answer to the create breaks off, and the list, which is there before it, cannot be looked into afterwards.
fn unknown_outcome() -> serde_json::Value {
    let create =
        json!({"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": "truncate"}});
    let look = |call: u32| json!({"method": "GET", "path": "/api/v1/clients", "exact": true, "call": call, "do": {"kind": "status", "status": 500}});
    let faults: Vec<_> = std::iter::once(create).chain((2..=9).map(look)).collect();
    json!({ "faults": faults })
}

fn on_create(what: &serde_json::Value) -> serde_json::Value {
    json!({"faults": [{"method": "POST", "path": "/api/v1/clients", "exact": true, "do": what}]})
}
