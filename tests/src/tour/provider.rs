//! The room of the scopes: a provider's own, and who may use them.

use super::Tour;

const NAME: &str = "losby:barnehage/plass.read";

/// From a new scope to its end.
pub fn room(tour: &mut Tour<'_>) {
    tour.press("provider.room");
    tour.see("provider.scopes.heading")
        .see_words("losby")
        .stop("scopes");
    tour.press("provider.button.new")
        .see_words("Navnet kan aldri endres")
        .stop("scopes-new");
    tour.fill_in("Subscope", "barnehage/plass.read")
        .fill_in("Beskrivelse", "Barnehageplasser")
        .press("provider.button.review");
    tour.see_words("Navnet er for godt").stop("scopes-review");
    tour.press("provider.button.create")
        .see_words("er opprettet")
        .stop("scopes-created");
    tour.press("provider.button.list")
        .see_words("Lim inn én virksomhet på hver linje")
        .stop("scopes-list");
    tour.fill_in("Listen", "991825827\n..")
        .press("provider.button.compare");
    tour.see_words("er ikke et organisasjonsnummer")
        .stop("scopes-list-wrong");
    tour.press("provider.button.mend_list")
        .fill_in("Listen", "991825827");
    tour.press("provider.button.compare")
        .see_words("Gis: 1")
        .stop("scopes-list-weighed");
    tour.press("provider.button.apply")
        .see_words("Alle linjene er i orden")
        .stop("scopes-list-applied");
    tour.press("provider.button.to_scope")
        .see_words("Har tilgang: 1")
        .stop("scopes-one");
    tour.press("provider.button.edit")
        .see("provider.button.review")
        .stop("scopes-edit");
    tour.fill_in("Beskrivelse", "Ledige barnehageplasser")
        .press("provider.button.review");
    tour.see("provider.button.save").stop("scopes-edit-review");
    tour.press("provider.button.save")
        .see_words("er endret")
        .press("provider.button.home");
    tour.see("provider.button.who").press("provider.button.who");
    tour.see("provider.who.heading").stop("scopes-who");
    tour.press("provider.button.home").press_on(NAME);
    tour.see("provider.button.leave")
        .press("provider.button.leave")
        .see_words("Dette kan stoppe andres løsninger")
        .stop("scopes-deactivate");
    tour.fill_in("Skriv", NAME).press("provider.button.deactivate");
    tour.see_words("er deaktivert").stop("scopes-deactivated");
}
