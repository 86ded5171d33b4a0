//! The other route over the same steps: from a task to the operation that does it, with what the plan knows filled in, and
//! what came of it back to the plan.

use super::super::clients::editing::Editing;
use super::super::clients::opened::{Opened, Page};
use super::super::prove::Proving;
use super::super::{
    Button, Created, Effects, Explaining, Focus, ProviderButton, Room, Session, StepId, Surface,
};
use crate::Timestamp;
use crate::desk::calendar::Day;
use crate::desk::{At, Errand, Fact, goal_of};
use crate::journeys::{Direct, Step};
use crate::model::{ClientId, Scope};
use crate::text::Message;

/// A plan whose task Losen is doing in another room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtWork {
    /// Which plan.
    pub errand: u32,
    /// How Losen does it.
    pub way: Direct,
}

/// What Losen has done in a room, for the plans that ask for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With a client.
    Client {
        /// Which.
        id: ClientId,
        /// The ways of doing it that are done now.
        ways: &'static [Direct],
        /// The key that was added: its name and its last day.
        key: Option<(String, Option<Day>)>,
        /// The last day of a secret that was made.
        secret: Option<Day>,
    },
    /// With a scope.
    Scope {
        /// Which.
        name: Scope,
        /// The ways of doing it that are done now.
        ways: &'static [Direct],
    },
}

impl Session {
    /// Does the task on screen, or the first of the plan that Losen can do.
    pub(super) fn do_it(&mut self, now: Timestamp, effects: &mut Effects) {
        let Some(errand) = self.errand_here() else { return };
        let step = match self.home_at() {
            At::Step { step, .. } => errand.step(&step),
            _ => errand.next_of_ours(),
        };
        let Some(way) = step.map(|step: &Step| step.direct).filter(|way| way.is_ours()) else {
            return;
        };
        let in_a_room = !matches!(
            way,
            Direct::Guide | Direct::Prove | Direct::Bench | Direct::Trace | Direct::Explain
        );
        let place = self.place_for(&errand).filter(|_| in_a_room);
        if let Some(place) = place
            && !self.may_work_at(&place)
        {
            return;
        }
        self.home.at_work = Some(AtWork {
            errand: errand.id,
            way,
        });
        match way {
            Direct::Guide => self.let_the_guide(now, errand.id, effects),
            Direct::Prove => self.let_the_guide_prove(now, &errand, effects),
            Direct::Bench => self.look_at(At::Bench { id: Some(errand.id) }, effects),
            Direct::Trace => self.look_at(At::Summary { id: errand.id }, effects),
            Direct::Explain => self.explain(Some(Explaining::Paste(None))),
            Direct::Client | Direct::Key | Direct::Change | Direct::Deactivate => {
                self.work_where(now, &errand, Room::Clients, effects);
                self.open_wanted_client(now, effects);
            }
            Direct::Scope | Direct::Access => {
                if way == Direct::Scope {
                    self.write_planned_scope(&errand);
                }
                self.work_where(now, &errand, Room::Provider, effects);
                self.open_wanted_scope(now, effects);
            }
            Direct::Api | Direct::Portal | Direct::People => {}
        }
    }

    fn let_the_guide(&mut self, now: Timestamp, id: u32, effects: &mut Effects) {
        if let Some(errand) = self.draft.desk.find_mut(id)
            && errand.sketch.goal.is_none()
        {
            errand.sketch.goal = goal_of(&errand.journey);
        }
        self.open_in_guide(now, id, effects);
    }

    /// A client that was made in the portal is proven as one that was made here: by its id.
    fn let_the_guide_prove(&mut self, now: Timestamp, errand: &Errand, effects: &mut Effects) {
        let known = ClientId::parse(&errand.client_id()).ok();
        let place = self.place_for(errand);
        let (Some(client_id), Some(place)) = (known, place) else {
            self.status = Some(Message::new("home.status.prove_what"));
            return self.look_at(At::Facts { id: errand.id }, effects);
        };
        if self.draft.desk.open != Some(errand.id)
            && let Some(errand) = self.draft.desk.find_mut(errand.id)
        {
            let sketch = &mut errand.sketch;
            sketch.place.get_or_insert(place);
            sketch.goal = sketch.goal.or(goal_of_plan(&sketch.plan));
            sketch.step = StepId::Done;
            sketch.created.get_or_insert(Created {
                client_id,
                at: now,
                found_by_looking: false,
                told: true,
                kid: None,
            });
        }
        self.open_in_guide(now, errand.id, effects);
    }

    /// An id that the user told is corrected where the proof has taken it for the client's. What Losen created keeps its own.
    pub(super) fn correct_client(&mut self, id: u32) {
        let in_guide = self.draft.desk.open == Some(id);
        let Some(errand) = self.draft.desk.find_mut(id) else {
            return;
        };
        let told = ClientId::parse(errand.fact(Fact::ClientId)).ok();
        let created = if in_guide {
            &mut self.draft.created
        } else {
            &mut errand.sketch.created
        };
        if let (Some(created), Some(told)) = (created.as_mut().filter(|created| created.told), told)
            && created.client_id != told
        {
            created.client_id = told;
            if in_guide {
                self.proving = Proving::No;
            }
        }
    }

    /// Into a room, in the place that the plan is for.
    fn work_where(&mut self, now: Timestamp, errand: &Errand, room: Room, effects: &mut Effects) {
        let place = self.place_for(errand);
        let known = place.is_some() || self.surface == Surface::Site;
        if let Some(place) = place {
            self.work_at(place);
        }
        self.press(now, Button::Enter(room), effects);
        if !known {
            let environment = self.environment_in_words(errand.environment());
            self.status = Some(Message::new("home.status.no_place").with("environment", environment));
        }
    }

    /// Opens the client of the plan that is being worked for, once the list is there; with the key in the field and the
    /// scopes added. The name that a deactivation wants is typed by the user.
    pub(in super::super) fn open_wanted_client(&mut self, now: Timestamp, effects: &mut Effects) {
        let Some((errand, way)) =
            self.at_work(&[Direct::Client, Direct::Key, Direct::Change, Direct::Deactivate])
        else {
            return;
        };
        let Some(list) = self.clients.list.as_ref().filter(|_| self.clients.busy.is_none()) else {
            return;
        };
        let wanted = ClientId::parse(&errand.client_id()).ok();
        let Some((id, listed)) = wanted.and_then(|id| list.find(&id).map(|listed| (id, listed))) else {
            self.clients.search = errand.plan_text("client_name");
            self.status = Some(Message::new("home.status.which_client"));
            return;
        };
        let page = match way {
            Direct::Key => Page::Key(self.new_key(errand.fact(Fact::Key).to_owned())),
            Direct::Deactivate => Page::Deactivate(String::new()),
            Direct::Change => {
                let mut client = listed.client.clone();
                let mut scopes: Vec<String> = client.scopes().into_iter().map(str::to_owned).collect();
                for planned in errand.sketch.plan.scopes() {
                    if !scopes.iter().any(|scope| scope == planned) {
                        scopes.push(planned.to_owned());
                    }
                }
                client.set("scopes", scopes);
                Page::Edit(Box::new(Editing::of(&client)))
            }
            _ => Page::Show,
        };
        self.clients.open = Some(Opened {
            page,
            ..Opened::new(id.clone())
        });
        self.move_focus(Focus::Heading);
        self.read_keys(now, id, effects);
    }

    /// A scope in the form as it is planned; the rest of the form is the least that can be wanted.
    fn write_planned_scope(&mut self, errand: &Errand) {
        self.new_scope();
        if let Some(name) = planned_scope(errand)
            && let Some((prefix, subscope)) = name.as_str().split_once(':')
        {
            self.provider.form.set("prefix", prefix);
            self.provider.form.set("subscope", subscope);
        }
        let description = errand.plan_text("description");
        if !description.is_empty() {
            self.provider.form.set("description", description);
        }
    }

    /// Opens the planned scope, where access is given, once the scopes are there.
    pub(in super::super) fn open_wanted_scope(&mut self, now: Timestamp, effects: &mut Effects) {
        let Some((errand, _)) = self.at_work(&[Direct::Access]) else {
            return;
        };
        let there = planned_scope(&errand).filter(|name| self.provider.scope(name).is_some());
        if let Some(name) = there.filter(|_| self.provider.busy.is_none()) {
            self.press_provider(now, ProviderButton::Open(name), effects);
        }
    }

    /// The plan that is being worked for in one of these ways.
    fn at_work(&self, ways: &[Direct]) -> Option<(Errand, Direct)> {
        let work = self
            .home
            .at_work
            .as_ref()
            .filter(|work| ways.contains(&work.way))?;
        Some((self.errand(work.errand)?, work.way))
    }

    /// What an operation has come to, back to the plan it was done for and to the plans that are about the same client.
    pub(in super::super) fn bring_back(&mut self, now: Timestamp, outcome: Outcome, effects: &mut Effects) {
        let Some(place) = self.workplace() else { return };
        let working_for = self.home.at_work.as_ref().map(|work| work.errand);
        let ids: Vec<u32> = self.draft.desk.errands.iter().map(|errand| errand.id).collect();
        let mut changed = false;
        for id in ids {
            let Some(errand) = self.errand(id) else { continue };
            let asked = working_for == Some(errand.id);
            // What was done in practice is not done in test, and what was done in test not in production. The practice
            // site has nothing but practice.
            if errand.environment() != place.environment() && self.surface != Surface::Site {
                continue;
            }
            let before = errand.client_id();
            let Some(errand) = self.draft.desk.find_mut(errand.id) else {
                continue;
            };
            match &outcome {
                Outcome::Client {
                    id,
                    ways,
                    key,
                    secret,
                } => {
                    if before != id.as_str() && !(asked && before.is_empty()) {
                        continue;
                    }
                    errand.facts.insert(Fact::ClientId, id.to_string());
                    if let Some((kid, last)) = key {
                        errand.name_key(kid);
                        if let Some(day) = last {
                            errand.facts.insert(Fact::KeyExpires, day.iso());
                        }
                    }
                    if let Some(day) = secret {
                        errand.facts.insert(Fact::SecretExpires, day.iso());
                    }
                    errand.did(ways, now);
                }
                Outcome::Scope { name, ways } => {
                    let planned = planned_scope(errand);
                    if planned.as_ref() != Some(name) && !(asked && planned.is_none()) {
                        continue;
                    }
                    errand.sketch.plan.set("scopes", vec![name.as_str()]);
                    errand.did(ways, now);
                }
            }
            changed = true;
        }
        if changed {
            self.persist(effects);
        }
    }

    /// The error has been explained, to whoever came from a plan.
    pub(in super::super) fn explained(&mut self, now: Timestamp, effects: &mut Effects) {
        let Some(id) = self.errand_here().map(|errand| errand.id) else {
            return;
        };
        if let Some(errand) = self.draft.desk.find_mut(id) {
            errand.did(&[Direct::Explain], now);
            self.persist(effects);
        }
    }
}

impl Errand {
    /// The first task that Losen can do and that has not been done.
    #[must_use]
    pub fn next_of_ours(&self) -> Option<&'static Step> {
        let steps = self.steps();
        let open = |step: &&&'static Step| !self.progress(step).is_done();
        let ours = || steps.iter().filter(|step| step.direct.is_ours());
        ours().find(open).or_else(|| ours().next()).copied()
    }
}

/// The scope that a provider's plan is about.
fn planned_scope(errand: &Errand) -> Option<Scope> {
    let scopes = errand.sketch.plan.scopes();
    Scope::parse(scopes.first()?).ok()
}

/// What a client is for, as far as its type and scopes tell.
fn goal_of_plan(plan: &crate::model::Plan) -> Option<crate::rules::Goal> {
    use crate::model::IntegrationType;
    use crate::rules::Goal;
    Some(match plan.integration_type()? {
        IntegrationType::Maskinporten | IntegrationType::Krr => {
            let krr = plan.scopes().iter().any(|scope| scope.starts_with("krr:global/"));
            if krr { Goal::KrrLookup } else { Goal::Machine }
        }
        IntegrationType::ApiKlient => Goal::UserData,
        IntegrationType::Idporten => Goal::Login,
        _ => return None,
    })
}
