//! The other route: what Losen can do of a plan itself, and what it says where only a portal can.

use super::super::super::{Block, Button, HomeButton, Look, Tone};
use super::super::Screen;
use crate::desk::Errand;
use crate::journeys::{self, Direct, Step};
use crate::text::Message;

/// Where Digdir says what its API can do.
const OPERATIONS: &str = "https://docs.digdir.no/docs/idporten/oidc/oidc_api_admin";

impl Screen<'_> {
    /// Losen can do it: what it does, and the way there.
    pub(super) fn losen_can(&self, errand: &Errand, step: Option<&Step>) -> Option<Block> {
        let created = errand.sketch.created.is_some();
        let (text, label) = match step?.direct {
            Direct::Guide if created => ("home.direct.created", "home.button.direct_created"),
            Direct::Guide => ("home.direct.guide", "home.button.direct_guide"),
            Direct::Prove => ("home.direct.prove", "home.button.direct_prove"),
            Direct::Bench => ("home.direct.bench", "bench.button.open"),
            Direct::Client => ("home.direct.client", "home.button.direct_client"),
            Direct::Key => ("home.direct.key", "home.button.direct_key"),
            Direct::Change => ("home.direct.change", "home.button.direct_change"),
            Direct::Deactivate => ("home.direct.deactivate", "home.button.direct_deactivate"),
            Direct::Scope => ("home.direct.scope", "home.button.direct_scope"),
            Direct::Access => ("home.direct.access", "home.button.direct_access"),
            Direct::Explain => ("home.direct.explain", "guide.button.explain"),
            Direct::Trace => ("home.direct.trace", "home.button.summary"),
            Direct::Api | Direct::Portal | Direct::People => return None,
        };
        Some(Block::Notice {
            tone: Tone::Neutral,
            heading: self.t("home.direct.heading"),
            text: vec![self.t(text)],
            buttons: vec![self.button(Button::Home(HomeButton::Direct), label, Look::Secondary)],
        })
    }

    /// The step on the direct route: Losen does it, people do it all the same, the API can and Losen cannot, or only a portal
    /// can, and who says so.
    pub(super) fn direct(&self, errand: &Errand, step: &Step) -> Vec<Block> {
        let say = |text: String| Block::Facts {
            heading: self.t("home.route.heading"),
            rows: vec![(self.t("home.route.label"), text)],
        };
        let operations = || Block::Source {
            url: OPERATIONS.to_owned(),
            label: self.t("home.route.source"),
        };
        match step.direct {
            Direct::People => vec![say(self.t("home.route.people"))],
            Direct::Api => vec![say(self.t("home.route.api")), operations()],
            Direct::Portal => {
                let page = step.at.and_then(journeys::page);
                let name = page.map_or("", |page| page.name.text(self.session.draft.language));
                let only_there = Message::new("home.route.portal").with("page", name);
                vec![say(self.m(only_there)), operations()]
            }
            _ => self.losen_can(errand, Some(step)).into_iter().collect(),
        }
    }
}
