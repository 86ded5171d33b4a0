//! The addresses of the real portal, served from this machine: on each of the four the companion is there, and on no other.

use losen_tests::{Hosts, KRR, Kind, World, in_both_browsers};

/// As much of the portal as it takes to recognise a page: its heading and a button.
const LIST: &str = "<!doctype html><html lang=nb><meta charset=utf-8><title>Klienter</title>\
    <main><h1>Klienter</h1><button>Legg til klient</button></main>";

/// A plan for the test environment, with the panel open, in a browser that meets `LIST` everywhere.
fn planned(kind: Kind, hosts: &Hosts) -> World {
    let mut world = World::behind(kind, hosts);
    world.panel().click("Planer").new_plan(KRR, "TEST", &[]);
    world
}

in_both_browsers! {
    fn the_portal_is_known_at_its_four_addresses_and_nowhere_else(kind) {
        let hosts = Hosts::start(LIST);
        let mut world = planned(kind, &hosts);
        for host in ["selvbetjening", "sjolvbetjening"] {
            world.browser().open_tab(&format!("https://{host}.test.samarbeid.digdir.no/clients"));
            world.guide().see("Legg til klient");
            world.panel().see("Siden er gjenkjent: listen over klienter").gone("Feil miljø");
            world.browser().open_tab(&format!("https://{host}.samarbeid.digdir.no/clients"));
            world.panel().see("Feil miljø").see("Planen er for TEST, men portalen er i PRODUKSJON");
        }
        for elsewhere in [
            "https://samarbeid.digdir.no/clients",
            "https://selvbetjening.test.samarbeid.digdir.no.example.com/clients",
            "https://selvbetjening.samarbeid.digdir.example/clients",
        ] {
            world.browser().open_tab(elsewhere);
            world.panel().gone("Siden er gjenkjent");
        }
    }
}
