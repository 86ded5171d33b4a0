//! What a page proves.

use serde::{Deserialize, Serialize};

use super::compare::{FieldCheck, compare};
use super::facts::{KeyFact, PageFacts};
use super::key::keys;
use super::labels::{Labels, Sign, fold};
use super::page::{Dialog, Page, Recognition, path_of};
use super::place::Mismatch;
use crate::model::{ClientId, IntegrationType, OrgNo, Plan};

/// One thing to do in the portal, which a page can prove. The steps of the journeys name them as `seen`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tick {
    /// Logged in, in the planned environment and for the planned organisation.
    Place,
    /// A new client was begun.
    Begun,
    /// The form of the planned type.
    Type,
    /// Name and description are as planned.
    Named,
    /// The client is to prove itself as planned.
    Method,
    /// PKCE is as planned.
    Pkce,
    /// The addresses are as planned.
    Uris,
    /// It is to be an API client.
    External,
    /// The form has the planned scopes.
    Chosen,
    /// The form holds what is planned.
    Form,
    /// The client was created.
    Created,
    /// The client's id is known.
    ClientId,
    /// The client has the planned scopes.
    Scopes,
    /// The planned client is open.
    Client,
    /// Its keys are open.
    KeysTab,
    /// The dialog for a key is open.
    KeyDialog,
    /// A key is registered.
    Key,
    /// The customers of a supplier's client are open.
    OnBehalfTab,
    /// The dialog for a customer is open.
    OnBehalfDialog,
    /// The portal asks whether the client is to be deleted.
    Deleting,
    /// The client was deleted.
    Deleted,
    /// The form of a scope.
    ScopeForm,
    /// The scope was created.
    ScopeCreated,
}

/// What the portal is visited for.
#[derive(Clone, Copy, Debug)]
pub struct Aim<'a> {
    /// The client as planned, without blanks.
    pub plan: &'a Plan,
    /// The organisation that it is for, when that is known.
    pub organisation: Option<&'a OrgNo>,
    /// The planned client, once it is known which one it is.
    pub client_id: Option<&'a ClientId>,
    /// The name of the planned key; empty when there is none.
    pub kid: &'a str,
    /// The names of the keys that the client had before the planned one; `None` as long as they have not been seen.
    pub keys_before: Option<&'a [String]>,
    /// What was seen done before.
    pub done: &'a [Tick],
}

/// What a page proves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// What is done.
    pub ticks: Vec<Tick>,
    /// The planned client's id, when this is its page.
    pub client_id: Option<ClientId>,
    /// The planned client's key, when this is its page and there is no doubt which one.
    pub key: Option<KeyFact>,
    /// The names of the keys that were there before it, when this page tells.
    pub keys_before: Option<Vec<String>>,
}

impl Tick {
    /// What is done on the way to a new client, in that order, and what each is called: a key of the catalogue.
    pub const MILESTONES: [(Self, &'static str); 7] = [
        (Self::Place, "companion.tick.place"),
        (Self::Type, "companion.tick.type"),
        (Self::Form, "companion.tick.form"),
        (Self::Created, "companion.tick.created"),
        (Self::ClientId, "companion.tick.client_id"),
        (Self::Scopes, "companion.tick.scopes"),
        (Self::Key, "companion.tick.key"),
    ];
}

/// What this page proves of what it is visited for.
#[must_use]
pub fn proof(
    facts: &PageFacts,
    found: &Recognition,
    mismatches: &[Mismatch],
    aim: &Aim<'_>,
    labels: &Labels,
) -> Proof {
    let mut proof = Proof::default();
    // What is done for another organisation, or elsewhere, proves nothing of this plan.
    let Some(page) = found.page.filter(|_| mismatches.is_empty()) else {
        return proof;
    };
    let on = On {
        facts,
        found,
        aim,
        labels,
        page,
    };
    // Whoever lacks the right in Altinn is kept out by a grey button as much as by a page of its own.
    let kept_out = matches!(page, Page::Login | Page::RequestAccess) || facts.is_grey("add_client", labels);
    // Those that are not the same are among the mismatches; for whom it is to be, somebody must have said.
    if !kept_out && !facts.organisation.is_empty() && aim.organisation.is_some() {
        proof.ticks.push(Tick::Place);
    }
    on.form(&mut proof.ticks);
    on.said(&mut proof.ticks);
    if page == Page::Client && whose(facts, aim) == Whose::Planned {
        on.client(&mut proof);
    }
    proof.ticks.sort_unstable();
    proof.ticks.dedup();
    proof
}

/// A page while it is looked at.
struct On<'a> {
    facts: &'a PageFacts,
    found: &'a Recognition,
    aim: &'a Aim<'a>,
    labels: &'a Labels,
    page: Page,
}

impl On<'_> {
    fn says(&self, sign: Sign) -> bool {
        let said = |text: &String| self.labels.sign(text) == Some(sign);
        self.facts.signs.iter().any(said)
    }

    /// On the way to a client.
    fn form(&self, ticks: &mut Vec<Tick>) {
        let is_form = is_form_of(self.page, self.aim.plan);
        if is_form || self.page == Page::ChooseType {
            ticks.push(Tick::Begun);
        }
        if self.page == Page::AddScope {
            ticks.push(Tick::ScopeForm);
        }
        if !is_form {
            return;
        }
        // The old form is for every type, and what stands in its field is not read.
        if self.page != Page::AddIntegration {
            ticks.push(Tick::Type);
        }
        self.members(ticks);
        let checks = self.checks();
        // What the form begins with agrees with a plan that says nothing yet.
        let is_planned = agrees(&checks, &["client_name"]);
        if is_planned && checks.iter().all(|check| check.agrees() || check.shown.is_none()) {
            ticks.push(Tick::Form);
        }
        if agrees(&checks, &["scopes"]) {
            ticks.push(Tick::Chosen);
        }
        // The heading changes with the answer, and nothing else does.
        let headed = |heading: &String| self.labels.is("add_api_client", heading);
        if self.facts.headings.iter().any(headed) {
            ticks.push(Tick::External);
        }
    }

    /// What a form and the page of a client show alike.
    fn members(&self, ticks: &mut Vec<Tick>) {
        let checks = self.checks();
        for (tick, members) in [
            (Tick::Named, &["client_name", "description"][..]),
            (Tick::Method, &["token_endpoint_auth_method", "application_type"]),
            (Tick::Pkce, &["code_challenge_method"]),
            (Tick::Uris, &["redirect_uris", "post_logout_redirect_uris"]),
        ] {
            if agrees(&checks, members) {
                ticks.push(tick);
            }
        }
    }

    fn checks(&self) -> Vec<FieldCheck> {
        compare(self.aim.plan, self.facts, self.page, self.labels)
    }

    /// What the portal says has happened. It says so of any client, so it counts only when this plan's was being worked on.
    fn said(&self, ticks: &mut Vec<Tick>) {
        for (sign, before, tick) in [
            (Sign::Created, Tick::Named, Tick::Created),
            (Sign::Deleted, Tick::Deleting, Tick::Deleted),
            (Sign::ScopeCreated, Tick::ScopeForm, Tick::ScopeCreated),
        ] {
            if self.says(sign) && self.aim.done.contains(&before) {
                ticks.push(tick);
            }
        }
    }

    /// On the planned client's own page.
    fn client(&self, proof: &mut Proof) {
        let ticks = &mut proof.ticks;
        proof.client_id = client_id(self.facts);
        ticks.push(Tick::Client);
        if proof.client_id.is_some() {
            ticks.extend([Tick::Begun, Tick::Created, Tick::ClientId]);
        }
        self.members(ticks);
        if agrees(&self.checks(), &["scopes"]) && !self.says(Sign::AccessMissing) {
            ticks.extend([Tick::Chosen, Tick::Scopes]);
        }
        match self.found.dialog {
            Some(Dialog::AddKey) => ticks.push(Tick::KeyDialog),
            Some(Dialog::ConfirmDelete) => ticks.push(Tick::Deleting),
            Some(Dialog::AddOnBehalf) => ticks.push(Tick::OnBehalfDialog),
            _ => {}
        }
        for (tab, tick) in [("keys_tab", Tick::KeysTab), ("on_behalf_tab", Tick::OnBehalfTab)] {
            if self.labels.is(tab, &self.facts.tab) {
                ticks.push(tick);
            }
        }
        let keys = keys(self.facts, self.found.dialog, self.aim, self.labels);
        let said = self.says(Sign::KeyAdded) && self.aim.done.contains(&Tick::KeyDialog);
        if keys.there || said {
            ticks.push(Tick::Key);
        }
        (proof.key, proof.keys_before) = (keys.planned, keys.before);
    }
}

/// Whether the page shows the first of these members as planned, and none of the others otherwise.
fn agrees(checks: &[FieldCheck], members: &[&str]) -> bool {
    let mine = || {
        let of = |check: &&FieldCheck| members.contains(&check.member) && check.shown.is_some();
        checks.iter().filter(of)
    };
    mine().any(|check| members.first() == Some(&check.member)) && mine().all(FieldCheck::agrees)
}

/// Whether a page is the form of the plan's type. The old form is for every type.
pub(super) fn is_form_of(page: Page, plan: &Plan) -> bool {
    let wanted = plan.text("integration_type").and_then(IntegrationType::from_word);
    match page {
        Page::AddIntegration => true,
        Page::AddMaskinporten => {
            matches!(wanted, Some(IntegrationType::Maskinporten | IntegrationType::Krr))
        }
        Page::AddIdporten => matches!(
            wanted,
            Some(IntegrationType::Idporten | IntegrationType::ApiKlient)
        ),
        Page::AddAnsattporten => wanted == Some(IntegrationType::Ansattporten),
        _ => false,
    }
}

/// Whose a client's page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// The planned client's.
    Planned,
    /// One's that has the planned name, which several may share.
    Namesake,
    /// Another client's.
    Other,
}

/// Which client the page is about. The id decides, once it is known. Before that a name is enough only when the portal has
/// said that the planned client was created: an older client may well have the same name.
pub(super) fn whose(facts: &PageFacts, aim: &Aim<'_>) -> Whose {
    if let (Some(known), Some(here)) = (aim.client_id, client_id(facts)) {
        return if *known == here {
            Whose::Planned
        } else {
            Whose::Other
        };
    }
    let name = aim.plan.text("client_name").map(fold).unwrap_or_default();
    let named = facts.values("client_name");
    let is_named = !name.is_empty()
        && (named.iter().any(|shown| fold(shown) == name)
            || (named.is_empty() && facts.headings.iter().any(|heading| fold(heading) == name)));
    match (is_named, aim.done.contains(&Tick::Created)) {
        (true, true) => Whose::Planned,
        (true, false) => Whose::Namesake,
        (false, _) => Whose::Other,
    }
}

/// The id of the client that the page is about.
pub(super) fn client_id(facts: &PageFacts) -> Option<ClientId> {
    let path = path_of(facts);
    let id = path
        .strip_prefix("/clients/")
        .or_else(|| path.strip_prefix("/integrations/"))?;
    ClientId::parse(id).ok()
}

#[cfg(test)]
mod tests {
    use super::super::{recognise, whereabouts};
    use super::*;

    #[test]
    fn being_logged_in_proves_the_place_only_when_it_is_known_for_whom() {
        let facts = PageFacts {
            host: "selvbetjening.test.samarbeid.digdir.no".into(),
            path: "/clients".into(),
            headings: vec!["Klienter".into()],
            controls: vec!["Legg til klient".into()],
            organisation: "314330897 Losby havnevesen".into(),
            ..PageFacts::default()
        };
        let labels = Labels::shipped();
        let found = recognise(&facts, &labels);
        let seen_for = |organisation| {
            let plan = Plan::default();
            let aim = Aim {
                plan: &plan,
                organisation,
                client_id: None,
                kid: "",
                keys_before: None,
                done: &[],
            };
            proof(&facts, &found, &[], &aim, &labels).ticks
        };
        assert_eq!(seen_for(None), []);
        assert_eq!(
            seen_for(whereabouts(&facts, &labels).orgno.as_ref()),
            [Tick::Place]
        );
    }
}
