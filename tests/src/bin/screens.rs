//! Pictures of the app for people to look at: `./build.sh screens` puts them in docs/screens.

use std::path::{Path, PathBuf};

use losen_core::journeys;
use losen_core::text::{Language, text};
use losen_tests::{Browser, Chromium, Guide, Kind, Look, Practice, Setup, path};
use serde_json::json;

/// In how narrow a window, light and dark.
const LOOKS: [Look; 4] = [
    Look {
        width: 360,
        dark: false,
    },
    Look {
        width: 360,
        dark: true,
    },
    Look {
        width: 320,
        dark: false,
    },
    Look {
        width: 320,
        dark: true,
    },
];

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "docs/screens".into()));
    for language in [Language::Nb, Language::En] {
        Walk::new(&folder, language, true).whole();
        Walk::new(&folder, language, false).without_the_helper();
        Walk::new(&folder, language, false).plans();
    }
}

/// One way through the app, in one language.
struct Walk<'a> {
    folder: &'a Path,
    language: Language,
    /// Ended before the practice environment that it talks to.
    chromium: Chromium,
    practice: Practice,
}

impl<'a> Walk<'a> {
    fn new(folder: &'a Path, language: Language, helper: bool) -> Self {
        let practice = Practice::start(Setup {
            helper,
            ..Kind::Chromium.into()
        });
        let mut chromium = Chromium::start(practice.home(), Some(&path("LOSEN_EXT_CHROME")));
        // The side panel's own page, in a tab that can be made as narrow as we like.
        chromium.open_tab("panel.html");
        Guide(&mut chromium).fill(&text(Language::Nb, "ui.language"), language.own_name());
        Self {
            folder,
            language,
            chromium,
            practice,
        }
    }

    fn whole(mut self) {
        self.see("guide.goal.heading").picture("goal");
        self.click("guide.goal.user").click("guide.button.next");
        self.see("guide.place.heading").picture("place");
        self.click("guide.place.practice").click("guide.button.next");
        self.see("guide.kind.heading").picture("kind");
        self.click("guide.button.next").see("guide.details.heading");
        self.fill("guide.details.name", "Losby havnevesen – Min side (test)")
            .fill("guide.details.description", "Innlogging og kontaktinformasjon");
        self.picture("details");
        self.click("guide.button.next").see("guide.uris.heading");
        let redirect = text(self.language, "guide.uris.redirect_new");
        self.guide()
            .add(&redirect, "https://minside.losby.example.no/callback");
        let logout = text(self.language, "guide.uris.logout_new");
        self.guide().add(&logout, "https://minside.losby.example.no/");
        self.picture("uris");
        self.click("guide.button.next").see("guide.scopes.heading");
        self.fill("guide.scopes.other", "krr:user, kontaktinformasjon.read")
            .click("guide.button.add");
        self.click("guide.button.next")
            .see("guide.button.mend")
            .picture("mistake");
        self.click("guide.button.mend").click("guide.button.next");
        self.see("guide.review.heading").picture("review");
        if self.language == Language::Nb {
            self.popup();
        }
        self.refuse(428);
        self.click("guide.button.create")
            .see("guide.failed.heading")
            .picture("trouble");
        self.practice.faults(&json!({"faults": []}));
        self.click("guide.button.retry")
            .see("guide.done.heading")
            .picture("done");
    }

    /// The picture in the README: the review in the popup, with the JSON unfolded.
    fn popup(&mut self) {
        self.chromium.open_tab("popup.html");
        let json = text(self.language, "guide.review.json");
        let begins = json.split('%').next().unwrap_or_default().trim_end();
        self.guide().see("314330897").click(begins);
        let picture = self.chromium.picture(Look {
            width: 400,
            dark: false,
        });
        std::fs::write(self.folder.join("popup.png"), picture).expect("a picture can be written");
        self.chromium.open_tab("panel.html");
    }

    fn without_the_helper(mut self) {
        self.click("guide.goal.krr").click("guide.button.next");
        self.see("guide.place.no_helper_heading").picture("no-helper");
        self.click("guide.place.page").click("guide.button.next");
        self.see("guide.kind.heading").click("guide.button.next");
        self.see("guide.details.heading")
            .fill("guide.details.name", "Losby havnevesen – varsling")
            .fill("guide.details.description", "Varsling av båteiere");
        self.click("guide.button.next").see("guide.scopes.heading");
        self.click("guide.button.check_grants")
            .see("guide.scopes.grants_known")
            .picture("grants");
        self.click("guide.button.next").see("guide.review.heading");
        self.click("guide.button.create").see("guide.done.heading");
        self.click("guide.button.prove")
            .see("guide.proof.proved_heading")
            .picture("proved");
        self.click("guide.button.explain").fill(
            "guide.explain.label",
            "MP-250: Consumer has not been granted access to the scope losby:kai.read",
        );
        self.guide().see("token/not-granted");
        self.picture("explained");
    }

    /// The room of plans, from the first run to the bench.
    fn plans(mut self) {
        let language = self.language;
        self.click("home.room")
            .see("home.welcome.heading")
            .picture("plans-welcome");
        self.click("home.button.tour").see("home.tour.harbour_heading");
        self.click("guide.button.next")
            .see("home.tour.tasks_heading")
            .picture("plans-tour");
        self.click("home.button.skip").click("home.button.new");
        self.see("home.area.care").picture("plans-goals");
        let access = journeys::find("access").expect("a journey");
        self.guide().click(access.goal.text(language));
        self.see("home.learn").picture("plans-tasks");
        let altinn = access
            .steps
            .iter()
            .find(|step| step.id == "altinn")
            .expect("a step");
        self.guide().click(altinn.name.text(language));
        self.click("home.button.sent")
            .see("home.button.sent_again")
            .picture("plans-task");
        self.click("home.button.tasks").click("home.button.facts");
        self.see("home.facts.lead")
            .fill("home.facts.owner", "Kari Nordmann")
            .picture("plans-facts");
        self.click("home.button.tasks").click("home.button.summary");
        self.see("home.summary.lead").picture("plans-summary");
        self.click("home.button.tasks").click("home.button.share");
        self.see("home.share.lead").picture("plans-share");
        self.click("home.button.tasks").click("home.button.desk");
        self.see("home.button.new").picture("plans-desk");
        self.click("bench.button.open").see("bench.lead");
        self.fill("bench.label", "https://losby.example.no/#ferdig")
            .see("bench.as_addresses");
        self.picture("plans-bench");
    }

    fn refuse(&self, status: u16) {
        self.practice.faults(&json!({"faults": [
            {"method": "POST", "path": "/api/v1/clients", "exact": true, "do": {"kind": "status", "status": status}},
        ]}));
    }

    fn guide(&mut self) -> Guide<'_> {
        Guide(&mut self.chromium)
    }

    fn click(&mut self, key: &'static str) -> &mut Self {
        let name = text(self.language, key);
        self.guide().click(&name);
        self
    }

    fn fill(&mut self, key: &'static str, value: &str) -> &mut Self {
        let name = text(self.language, key);
        self.guide().fill(&name, value);
        self
    }

    fn see(&mut self, key: &'static str) -> &mut Self {
        let words = text(self.language, key);
        self.guide().see(&words);
        self
    }

    fn picture(&mut self, screen: &str) {
        for look in LOOKS {
            let colours = if look.dark { "dark" } else { "light" };
            let name = format!("{screen}-{}-{}-{colours}.png", self.language.tag(), look.width);
            std::fs::write(self.folder.join(name), self.chromium.picture(look))
                .expect("a picture can be written");
        }
    }
}
