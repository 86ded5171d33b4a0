//! Whatever stands in the way has a screen of its own that says what is wrong, who must act, and what to do.

use losen_core::text::{Language, text};
use losen_tests::{Guide, Manifest, Setup, World, in_both_browsers};
use serde_json::{Value, json};

in_both_browsers! {
    fn without_the_helper_the_guide_says_how_to_get_it_and_offers_practice(kind) {
        let mut world = World::start(Setup { helper: false, ..kind.into() });
        world.browser().open_popup();
        let mut guide = world.guide();
        guide.choose_krr().see("Du kan øve med en gang").see("Se etter hjelperen igjen");
        // Firefox says the same of a helper that is missing and of one that does not let us in.
        tells(&mut guide, "diagnosis.host.not_found.fix");
        guide.choose_place("Øv i nettleseren").see("Hva slags klient?");
    }

    fn a_helper_that_is_registered_for_another_extension_is_told_from_one_that_is_missing(kind) {
        let mut world = World::start(Setup { manifest: Manifest::ForAnother, ..kind.into() });
        world.browser().open_popup();
        let mut guide = world.guide();
        guide.choose_krr().see("Se etter hjelperen igjen");
        // Firefox does not say which of the two it is; there it stands among the other causes.
        tells(&mut guide, "diagnosis.host.forbidden.message");
    }

    fn a_helper_that_cannot_be_run_is_called_that(kind) {
        let mut world = World::start(Setup { manifest: Manifest::NotExecutable, ..kind.into() });
        world.browser().open_popup();
        let mut guide = world.guide();
        guide.choose_krr().see("Se etter hjelperen igjen");
        // To Chromium it looks as if it had started and ended; there it stands among the other causes.
        tells(&mut guide, "diagnosis.host.broken.message");
    }

    fn a_wrong_passphrase_is_called_that(kind) {
        let mut world = World::start(kind);
        std::fs::write(world.workshop().join("passphrase"), "feil").expect("the passphrase can be changed");
        world.browser().open_popup();
        let mut guide = world.guide();
        guide.choose_krr().see("Hvor skal klienten ligge?");
        explains(&mut guide, "diagnosis.key.wrong_passphrase.message", "diagnosis.key.wrong_passphrase.fix");
        assert_nothing_sent(&world);
    }

    fn an_expired_certificate_is_called_that(kind) {
        let mut world = World::start(Setup { certificate: "expired", ..kind.into() });
        world.browser().open_popup();
        let mut guide = world.guide();
        guide.choose_krr().see("Hvor skal klienten ligge?");
        explains(&mut guide, "diagnosis.certificate.expired.message", "diagnosis.certificate.expired.fix");
        assert_nothing_sent(&world);
    }

    fn a_401_has_its_own_screen(kind) {
        let mut world = refused(kind, 401);
        world.guide().see("Det stoppet her").see("Ingenting er opprettet").see("Prøv igjen")
            .see("Kode til brukerstøtte: unauthorized/");
    }

    fn a_403_has_its_own_screen(kind) {
        let mut world = refused(kind, 403);
        world.guide().see("Det stoppet her").see("Ingenting er opprettet").see("Prøv igjen")
            .see("(403)").see("Kode til brukerstøtte: forbidden/");
    }

    fn a_428_says_who_must_sign_the_terms(kind) {
        let mut world = refused(kind, 428);
        let mut guide = world.guide();
        guide
            .see("Det stoppet her")
            .see("Virksomheten har ikke signert bruksvilkårene hos Digdir (428)")
            .see("Dette må den som kan signere for virksomheten, gjøre")
            .see("Prøv igjen");
    }

    fn a_500_is_followed_up_and_never_sent_again(kind) {
        let mut world = refused(kind, 500);
        world.guide().see("Losen sender den ikke på nytt")
            // It looks four times, with longer and longer pauses.
            .wait("Klienten ble trolig ikke opprettet", 90)
            .see("Opprett på nytt");
        assert_eq!(world.requests("POST", "/api/v1/clients").len(), 1, "sent once");
    }

    fn what_the_api_says_of_a_field_stands_at_the_field(kind) {
        let mut world = World::start(kind);
        let said = json!({"status": 400, "error_description": ", client_name er for langt", "errors": [
            {"errorMessage": "client_name er for langt", "isFieldError": true, "objectName": "Client",
                "fieldIdentifier": "client_name"}]});
        world.faults(&json!({"faults": [{"method": "POST", "path": "/api/v1/clients", "exact": true, "do":
            {"kind": "answer", "status": 400, "headers": {"content-type": "application/json"}, "body": said.to_string()}}]}));
        world.browser().open_popup();
        world.guide().plan_krr("Havnevarsling").click("Opprett klienten").see("Ingenting er opprettet").flawless()
            .click("Tilbake til planen").click("Gå til «Navn»")
            .see("Hva skal klienten hete?").see("client_name er for langt").flawless();
        // The words stand at the field, for those who cannot see where they stand.
        let described = world.browser().eval(DESCRIPTION, &[json!("name")]);
        assert!(described.as_str().unwrap_or_default().contains("client_name er for langt"), "{described}");
        world.faults(&json!({"faults": []}));
        world.guide().fill("Visningsnavn", "Havn").click("Neste").accept_scopes()
            .click("Opprett klienten").see("Klienten er opprettet");
        assert_eq!(world.requests("POST", "/api/v1/clients").len(), 2);
    }

    fn trying_again_after_the_trouble_is_over_creates_the_client(kind) {
        let mut world = refused(kind, 403);
        world.guide().see("Det stoppet her");
        world.faults(&json!({"faults": []}));
        world.guide().click("Prøv igjen").see("Klienten er opprettet");
    }
}

/// What a field is described by.
const DESCRIPTION: &str = r"(view, id) => {
  const field = view.document.getElementById(id);
  const parts = (field.getAttribute('aria-describedby') ?? '').split(' ');
  return parts.map((part) => view.document.getElementById(part)?.textContent ?? '').join(' ');
}";

/// The whole journey, against an API that answers the create with this status.
fn refused(kind: losen_tests::Kind, status: u16) -> World {
    let mut world = World::start(kind);
    world.faults(&json!({"faults": [
        {"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": "status", "status": status}},
    ]}));
    world.browser().open_popup();
    world.guide().plan_krr("Havnevarsling").click("Opprett klienten");
    world
}

/// The page says what is wrong and what to do about it, in the catalogue's words.
#[track_caller]
fn explains(guide: &mut Guide<'_>, message: &'static str, fix: &'static str) {
    tells(guide, message);
    tells(guide, fix);
}

#[track_caller]
fn tells(guide: &mut Guide<'_>, key: &'static str) {
    let words = text(Language::Nb, key);
    assert_ne!(words, key, "the catalogue has this text");
    guide.see(&words);
}

#[track_caller]
fn assert_nothing_sent(world: &World) {
    assert_eq!(world.state()["log"], Value::Array(Vec::new()));
}
