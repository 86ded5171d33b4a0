//! What the user changes in the plan.

use serde_json::{Value, json};

use super::clients::new_key::mended_key;
use super::clients::opened::Opened;
use super::{Effects, Field, FirstKey, Input, Place, Room, Session, Surface, seed::seed};
use crate::model::{ApplicationType, AuthMethod, Environment, Finding, IntegrationType};
use crate::rules::Goal;
use crate::steps;
use crate::text::Message;

impl Session {
    /// A plan whose client is there, is being made or may be there is not changed by a late keystroke.
    pub(super) fn is_settled(&self) -> bool {
        self.draft.created.is_some() || self.draft.intent.is_some() || self.work != super::Work::Idle
    }

    pub(super) fn edit(&mut self, field: Field, input: Input) {
        if self.is_settled() {
            return;
        }
        match (field, input) {
            (Field::Goal, Input::Text(word)) => {
                if let Ok(goal) = serde_json::from_value::<Goal>(Value::String(word)) {
                    self.aim(goal);
                }
            }
            (Field::Place, Input::Text(name)) => self.choose_place(&name),
            (Field::Kind, Input::Text(word)) => self.choose_kind(&word),
            (Field::ApplicationType, Input::Text(word)) => self.choose_application_type(&word),
            (Field::AuthMethod, Input::Text(word)) => self.draft.plan.set("token_endpoint_auth_method", word),
            (Field::Name, Input::Text(name)) => self.draft.plan.set("client_name", name),
            (Field::Description, Input::Text(description)) => self.draft.plan.set("description", description),
            (Field::FirstKey, Input::Text(word)) => self.choose_first_key(&word),
            (Field::PublicKey, Input::Text(text)) => self.paste_first_key(text),
            (Field::Scopes, Input::Toggle(scope, wanted)) => self.toggle_scope(&scope, wanted),
            (Field::RedirectUris | Field::PostLogoutUris | Field::OtherScopes, Input::Text(entry)) => {
                self.draft.entries.retain(|(of, _)| *of != field);
                self.draft.entries.push((field, entry));
            }
            _ => {}
        }
    }

    /// Adds what stands in the entry of a list. A pasted list of scopes becomes several.
    pub(super) fn add(&mut self, field: Field, effects: &mut Effects) {
        let entry = self.entry(field).trim().to_owned();
        let separator = |c: char| c.is_whitespace() || c == ',' || c == ';';
        let values: Vec<&str> = match field {
            Field::OtherScopes => entry.split(separator).filter(|part| !part.is_empty()).collect(),
            _ => Some(entry.as_str())
                .filter(|entry| !entry.is_empty())
                .into_iter()
                .collect(),
        };
        let Some(member) = member_of(field) else { return };
        if values.is_empty() || self.is_settled() {
            return;
        }
        let mut list = self.list(member);
        list.extend(values.iter().map(|value| json!(value)));
        self.draft.plan.set(member, list);
        self.draft.entries.retain(|(of, _)| *of != field);
        self.shown.insert(field);
        self.shown
            .extend((field == Field::OtherScopes).then_some(Field::Scopes));
        self.status = Some(Message::new("guide.status.added").with("value", values.join(", ")));
        self.persist(effects);
    }

    pub(super) fn remove(&mut self, field: Field, at: usize, effects: &mut Effects) {
        let Some(member) = member_of(field) else { return };
        let mut list = self.list(member);
        if at < list.len() && !self.is_settled() {
            let gone = list.remove(at);
            self.draft.plan.set(member, list);
            self.status =
                Some(Message::new("guide.status.removed").with("value", gone.as_str().unwrap_or_default()));
            self.persist(effects);
        }
    }

    /// Applies the fix of one finding, which the user has seen.
    pub(super) fn mend(&mut self, rule: &str, path: &str, effects: &mut Effects) {
        // A key that has been pasted is mended where it stands.
        if rule.starts_with("key/") {
            return self.mend_key(effects);
        }
        let report = self.report();
        let finding = report
            .findings
            .into_iter()
            .find(|finding| finding.rule == rule && finding.path == path);
        let Some(patch) = finding.and_then(|finding| finding.fix) else {
            return;
        };
        let mut body = self.body().to_json();
        if !self.is_settled() && json_patch::patch(&mut body, &patch).is_ok() {
            self.take_over(body);
            self.status = Some(Message::new("guide.status.mended"));
            self.persist(effects);
        }
    }

    fn mend_key(&mut self, effects: &mut Effects) {
        let is_settled = self.is_settled();
        let in_room = self.clients.open.as_mut().and_then(Opened::new_key);
        let text = match (in_room, &mut self.draft.first_key) {
            (Some(new), _) if self.draft.room == Room::Clients => &mut new.text,
            (_, FirstKey::Pasted { text }) if !is_settled => text,
            _ => return,
        };
        if let Some(mended) = mended_key(text) {
            *text = mended;
            self.status = Some(Message::new("guide.status.mended"));
            self.persist(effects);
        }
    }

    /// Takes over a changed body; members that were left out because they are blank stay in their places.
    fn take_over(&mut self, body: Value) {
        let Value::Object(body) = body else { return };
        let sent = self.body();
        for member in sent.body().keys().filter(|member| !body.contains_key(*member)) {
            self.draft.plan.remove(member);
        }
        for (member, value) in body {
            self.draft.plan.set(&member, value);
        }
    }

    fn aim(&mut self, goal: Goal) {
        let Some(old) = self.draft.goal.replace(goal).filter(|old| *old != goal) else {
            if self.draft.plan.body().is_empty() {
                self.draft.plan = seed(goal);
            }
            return;
        };
        // The user may turn back: the old plan goes on the shelf, and what is true of both comes along.
        let mut plan = seed(goal);
        if let Some(at) = self.draft.shelf.iter().position(|(of, _)| *of == goal) {
            plan = self.draft.shelf.swap_remove(at).1;
        }
        for member in ["client_name", "description"] {
            plan.set(member, self.draft.plan.text(member).unwrap_or_default());
        }
        self.draft
            .shelf
            .push((old, std::mem::replace(&mut self.draft.plan, plan)));
    }

    fn choose_place(&mut self, name: &str) {
        // Each environment has scopes and grants of its own.
        self.known = super::Known::nothing();
        if name.is_empty() {
            self.draft.place = Some(Place::Page);
        } else if let super::Helper::Present(profiles) = &self.helper
            && let Some(profile) = profiles.iter().find(|profile| profile.name == name)
        {
            self.draft.place = Some(Place::Profile {
                name: profile.name.clone(),
                environment: profile.environment,
            });
        }
    }

    fn choose_kind(&mut self, word: &str) {
        let Some(kind) = IntegrationType::from_word(word) else {
            return;
        };
        self.draft.plan.set("integration_type", kind.word());
        if kind == IntegrationType::Krr {
            // Digdir gives a `krr` client both scopes, whatever is asked for.
            self.draft
                .plan
                .set("scopes", steps::usual_scopes(Goal::KrrLookup).to_vec());
        }
    }

    fn choose_application_type(&mut self, word: &str) {
        let Some(kind) = ApplicationType::from_word(word) else {
            return;
        };
        self.draft.plan.set("application_type", kind.word());
        // Only a server can keep a key; the others are public clients and prove themselves by PKCE.
        let method = if kind == ApplicationType::Web {
            AuthMethod::PrivateKeyJwt
        } else {
            AuthMethod::None
        };
        self.draft.plan.set("token_endpoint_auth_method", method.word());
    }

    fn toggle_scope(&mut self, scope: &str, wanted: bool) {
        let mut list = self.list("scopes");
        list.retain(|value| value != scope);
        if wanted {
            list.push(json!(scope));
        }
        self.draft.plan.set("scopes", list);
        self.shown.insert(Field::Scopes);
    }

    pub(super) fn list(&self, member: &str) -> Vec<Value> {
        self.draft
            .plan
            .get(member)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    }

    pub(super) fn entry(&self, field: Field) -> &str {
        self.draft
            .entries
            .iter()
            .find(|(of, _)| *of == field)
            .map_or("", |(_, entry)| entry)
    }

    /// The field that a finding is about.
    pub(super) fn field_of(&self, finding: &Finding) -> Field {
        let mut parts = finding.path.split('/').skip(1);
        match parts.next().unwrap_or_default() {
            "client_name" => Field::Name,
            "description" => Field::Description,
            "integration_type" if self.draft.goal.is_some_and(|goal| !goal.is_login()) => Field::Kind,
            "application_type" if self.draft.goal.is_some_and(Goal::is_login) => Field::ApplicationType,
            "token_endpoint_auth_method" if self.draft.goal.is_some_and(Goal::is_login) => Field::AuthMethod,
            "redirect_uris" if self.draft.goal.is_some_and(Goal::is_login) => Field::RedirectUris,
            "post_logout_redirect_uris" if self.draft.goal.is_some_and(Goal::is_login) => {
                Field::PostLogoutUris
            }
            "scopes" => match parts.next().and_then(|at| at.parse::<usize>().ok()) {
                Some(at) if self.is_other_scope(at) => Field::OtherScopes,
                _ => Field::Scopes,
            },
            _ => Field::Body,
        }
    }

    fn is_other_scope(&self, at: usize) -> bool {
        self.list("scopes")
            .get(at)
            .and_then(Value::as_str)
            .is_some_and(|name| !self.offers_scope(name))
    }

    /// Whether a scope has a checkbox of its own.
    pub(super) fn offers_scope(&self, name: &str) -> bool {
        self.draft.goal.is_some_and(|goal| {
            steps::usual_scopes(goal).contains(&name) || steps::needed_scopes(goal).contains(&name)
        })
    }

    /// The places that can be chosen: the environment, the profile's name (empty for the page), and whether it works.
    pub(super) fn places(&self) -> Vec<(Environment, &str, bool)> {
        let mut places = Vec::new();
        if self.page.is_some() {
            places.push((Environment::Practice, "", true));
        }
        if let (super::Helper::Present(profiles), true) = (&self.helper, self.surface != Surface::Site) {
            places.extend(
                profiles
                    .iter()
                    .map(|p| (p.environment, p.name.as_str(), p.problem.is_none())),
            );
        }
        places
    }
}

/// The member of the body that a list field holds.
pub(super) fn member_of(field: Field) -> Option<&'static str> {
    match field {
        Field::RedirectUris => Some("redirect_uris"),
        Field::PostLogoutUris => Some("post_logout_redirect_uris"),
        Field::OtherScopes => Some("scopes"),
        _ => None,
    }
}
