//! From one plan to the next: what comes after it for the same client, and the same again in production.

use std::collections::BTreeMap;

use super::{Errand, Fact, PortalTrace, Sketch, goal_of};
use crate::Timestamp;
use crate::journeys;
use crate::model::{Environment, Plan};

impl Errand {
    /// A plan that comes after this one: for the same client, by the same people, in the same environment.
    #[must_use]
    pub fn followed_by(&self, journey: &str, now: Timestamp) -> Self {
        let next = Sketch::of(journey);
        // What makes a client of its own begins with its own recipe, and so does what is about no client at all.
        let same_client = journeys::find(journey).is_some_and(|journey| journey.about_a_client());
        let mut facts = self.facts.clone();
        if !same_client {
            facts.retain(|fact, _| is_about_people(*fact));
        } else if !self.client_id().is_empty() {
            facts.insert(Fact::ClientId, self.client_id());
        }
        // Whoever sets out to put a key on the client means another one than it has.
        if journey == "key" {
            facts.retain(|fact, _| !is_about_the_key(*fact));
        }
        let sketch = if same_client {
            Sketch {
                place: self.sketch.place.clone(),
                goal: self.sketch.goal,
                plan: self.sketch.plan.clone(),
                created: self.sketch.created.clone(),
                step: self.sketch.step,
                ..next
            }
        } else {
            next
        };
        Self {
            id: 0,
            journey: journey.to_owned(),
            name: String::new(),
            environment: self.environment(),
            began: now,
            facts,
            marks: BTreeMap::new(),
            portal: PortalTrace::default(),
            sketch,
        }
    }

    /// The same again in another environment. What was done in the first says nothing there; who is who does.
    #[must_use]
    pub fn again_in(&self, environment: Environment, now: Timestamp) -> Self {
        let mut facts: BTreeMap<Fact, String> = self.facts.clone();
        // Another client, another key.
        facts.retain(|fact, _| is_about_people(*fact));
        let goal = goal_of(&self.journey);
        Self {
            id: 0,
            journey: self.journey.clone(),
            name: self.name.clone(),
            environment,
            began: now,
            facts,
            marks: BTreeMap::new(),
            portal: PortalTrace::default(),
            sketch: Sketch {
                goal,
                plan: recipe(&self.sketch.plan, environment),
                step: Sketch::of(&self.journey).step,
                ..Sketch::default()
            },
        }
    }
}

/// Whether a fact is of the organisation and its people, whichever client it is about.
fn is_about_people(fact: Fact) -> bool {
    matches!(
        fact,
        Fact::Orgno | Fact::Organisation | Fact::Owner | Fact::Contact
    )
}

/// Whether a fact is of the client's key.
fn is_about_the_key(fact: Fact) -> bool {
    matches!(fact, Fact::Key | Fact::Kid | Fact::KeyExpires)
}

/// The recipe of a client, without what belongs to the one that was made, and for production without addresses of one's
/// own machine, which it refuses.
fn recipe(plan: &Plan, environment: Environment) -> Plan {
    let mut plan = plan.clone();
    for member in ["client_id", "client_secret", "created", "last_updated", "active"] {
        plan.remove(member);
    }
    if environment != Environment::Prod {
        return plan;
    }
    for member in ["redirect_uris", "post_logout_redirect_uris"] {
        let kept: Vec<String> = plan
            .texts(member)
            .into_iter()
            .map(|(_, uri)| uri.to_owned())
            .filter(|uri| !uri.contains("://localhost") && !uri.contains("://127.0.0.1"))
            .collect();
        if plan.get(member).is_some() {
            plan.set(member, kept);
        }
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::super::{Desk, State};
    use super::*;
    use crate::journeys::Copied;

    const NOW: Timestamp = Timestamp(1_700_000_000);

    fn errand(journey: &str) -> Errand {
        let mut desk = Desk::default();
        let id = desk.begin(journey, NOW);
        desk.find(id).unwrap().clone()
    }

    #[test]
    fn the_plan_that_follows_is_about_the_same_client_when_it_is_about_a_client_at_all() {
        let mut errand = errand("krr");
        errand.sketch.plan.set("client_name", "Losby");
        errand.environment = Environment::Prod;
        for (fact, value) in [(Fact::ClientId, "abc"), (Fact::Kid, "k1"), (Fact::Owner, "Kari")] {
            errand.facts.insert(fact, value.into());
        }
        errand.facts.insert(Fact::Key, "{}".into());
        errand.facts.insert(Fact::KeyExpires, "2026-12-01".into());
        errand.mark("open", State::Done, NOW);
        let proof = errand.followed_by("verify", NOW);
        assert_eq!(
            (proof.client_id(), proof.plan_text("client_name")),
            ("abc".into(), "Losby".into())
        );
        assert_eq!(
            (proof.fact(Fact::Kid), proof.environment()),
            ("k1", Environment::Prod)
        );
        assert!(proof.marks.is_empty());
        // Another key is not the one that the client has.
        let key = errand.followed_by("key", NOW);
        assert_eq!((key.client_id(), key.fact(Fact::Owner)), ("abc".into(), "Kari"));
        for fact in [Fact::Key, Fact::Kid, Fact::KeyExpires] {
            assert_eq!(key.fact(fact), "");
        }
        let login = errand.followed_by("login", NOW);
        assert_eq!(
            (login.client_id(), login.plan_text("client_name")),
            (String::new(), String::new())
        );
        assert_eq!((login.fact(Fact::Owner), login.fact(Fact::Kid)), ("Kari", ""));
    }

    #[test]
    fn the_same_in_production_takes_the_recipe_along_and_nothing_that_was_done() {
        let mut errand = errand("user-data");
        errand.sketch.plan.set("client_name", "Losby");
        errand.sketch.plan.set("client_secret", "hysj");
        errand.sketch.plan.set(
            "redirect_uris",
            vec!["http://localhost:8080/", "https://losby.example.no/"],
        );
        errand.facts.insert(Fact::Owner, "Kari".into());
        errand.facts.insert(Fact::Kid, "gammel".into());
        errand.mark("open", State::Done, NOW);
        let again = errand.again_in(Environment::Prod, NOW);
        assert_eq!(again.environment(), Environment::Prod);
        assert_eq!(again.values(Copied::RedirectUris), ["https://losby.example.no/"]);
        assert_eq!((again.fact(Fact::Owner), again.fact(Fact::Kid)), ("Kari", ""));
        assert!(again.marks.is_empty() && again.sketch.plan.get("client_secret").is_none());
        assert_eq!(again.sketch.goal, errand.sketch.goal);
    }
}
