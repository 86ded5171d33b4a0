//! The room of the clients: the list, one client, and everything that can be done to it.

use serde_json::json;

use super::Tour;
use crate::public_key;

const NAME: &str = "Losby havnevesen – varsling (test)";

/// The room, from the list to the end of a client.
pub fn room(tour: &mut Tour<'_>) {
    let client = json!({
        "client_name": NAME, "description": "Varsling av båteiere", "integration_type": "maskinporten",
        "application_type": "web", "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "scopes": ["krr:global/kontaktinformasjon.read"],
    });
    tour.world.losen(
        &["clients", "create", "--profile", "practice", "-"],
        &client.to_string(),
    );
    tour.press("clients.room.clients");
    tour.see_words(NAME).stop("clients");
    tour.fill("clients.search.label", "finnes ikke")
        .see_words("Ingen klienter passer")
        .stop("clients-none-found");
    tour.fill("clients.search.label", "varsling")
        .press_on("Se når nøklene utløper (1 kall)")
        .see("clients.expiry.none")
        .stop("clients-ends");
    tour.press_on(NAME);
    tour.see_words("Klienten har ingen nøkler").stop("clients-one");
    tour.press("clients.button.edit")
        .see("clients.edit.lead")
        .stop("clients-edit");
    tour.fill("guide.details.description", "Varsling av båteiere og fiskere")
        .press("clients.button.review");
    tour.see("clients.edit.review").stop("clients-edit-review");
    tour.press("clients.button.save")
        .see_words("Klienten er endret")
        .stop("clients-changed");
    tour.press("clients.button.paste_key")
        .see("clients.keys.add_lead")
        .stop("clients-key");
    tour.press("clients.rotate.pasted").stop("clients-key-pasted");
    tour.fill("clients.keys.paste", &public_key("losby-2026"))
        .press_on("Legg til nøkkelen");
    tour.see_words("lagt til med id-en losby-2026")
        .stop("clients-key-added");
    tour.press_on("Bytt losby-2026")
        .see("clients.rotate.heading")
        .stop("clients-rotate-elsewhere");
    tour.press("clients.button.cancel").see_words("Fjern losby-2026");
    tour.press_on("Fjern losby-2026")
        .see("clients.keys.remove_last")
        .stop("clients-key-remove");
    tour.press("clients.button.cancel")
        .press("clients.button.deactivate");
    tour.see("clients.deactivate.breaks").stop("clients-deactivate");
    tour.fill_in(&format!("Skriv «{NAME}» for å bekrefte"), NAME)
        .press("clients.button.deactivate_now");
    tour.see_words("Klienten er deaktivert")
        .stop("clients-deactivated");
}
