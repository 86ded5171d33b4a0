//! Walking the imitation of the portal, with Losen's panel beside it.

use serde_json::json;

use crate::{Guide, World};

impl World {
    /// Opens the imitation in a tab, as `query` wants it: `edition=2025&language=en`.
    #[track_caller]
    pub fn open_portal(&mut self, query: &str) -> Guide<'_> {
        let portal = self.portal();
        self.open_portal_at(&portal, query)
    }

    /// The same, wherever it is served.
    #[track_caller]
    pub fn open_portal_at(&mut self, portal: &str, query: &str) -> Guide<'_> {
        // The page gives itself another address when it has loaded, so it is come to from one that stays.
        self.browser().open_tab(&format!("{portal}boat.svg"));
        let to = format!("{portal}?{query}");
        self.browser()
            .eval("(view, to) => view.location.assign(to) ?? true", &[json!(to)]);
        let mut guide = self.guide();
        guide.arrive("Øvingsportal fra Losen");
        guide
    }

    /// Logs in for this organisation, from the login of the edition of 2025 or 2026.
    #[track_caller]
    pub fn log_in(&mut self, way: &str, organisation: &str, arrival: &str) {
        self.beside()
            .see(way)
            .click(way)
            .arrive("Velg virksomhet du ønsker");
        self.beside().click(organisation).arrive(arrival);
    }

    /// The portal's tab.
    pub fn beside(&mut self) -> Guide<'_> {
        self.browser().turn_to_tab();
        self.guide()
    }

    /// Losen's panel.
    pub fn panel(&mut self) -> Guide<'_> {
        self.browser().open_panel();
        self.guide()
    }
}
