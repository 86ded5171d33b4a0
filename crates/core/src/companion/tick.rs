//! What a page proves.

use serde::{Deserialize, Serialize};

use super::compare::compare;
use super::facts::PageFacts;
use super::labels::{Labels, Sign, fold};
use super::page::{Page, Recognition, path_of};
use super::place::Mismatch;
use crate::model::{ClientId, IntegrationType, Plan};

/// One thing to do in the portal, which a page can prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tick {
    /// Logged in, in the planned environment and for the planned organisation.
    Place,
    /// The form of the planned type.
    Type,
    /// The form holds what is planned.
    Form,
    /// The client was created.
    Created,
    /// The client's id is known.
    ClientId,
    /// The client has the planned scopes.
    Scopes,
    /// A key is registered.
    Key,
}

impl Tick {
    /// All of them, in the order in which they are done.
    pub const ALL: [Self; 7] = [
        Self::Place,
        Self::Type,
        Self::Form,
        Self::Created,
        Self::ClientId,
        Self::Scopes,
        Self::Key,
    ];

    /// What it is called: a key of the catalogue.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Place => "companion.tick.place",
            Self::Type => "companion.tick.type",
            Self::Form => "companion.tick.form",
            Self::Created => "companion.tick.created",
            Self::ClientId => "companion.tick.client_id",
            Self::Scopes => "companion.tick.scopes",
            Self::Key => "companion.tick.key",
        }
    }
}

/// What this page proves, and the id of the planned client when this is its page.
#[must_use]
pub fn ticks(
    facts: &PageFacts,
    recognition: &Recognition,
    mismatches: &[Mismatch],
    plan: &Plan,
    labels: &Labels,
) -> (Vec<Tick>, Option<ClientId>) {
    let mut proven = Vec::new();
    // What is done for another organisation, or elsewhere, proves nothing of this plan.
    let Some(page) = recognition.page.filter(|_| mismatches.is_empty()) else {
        return (proven, None);
    };
    let logged_in = !matches!(page, Page::Login | Page::RequestAccess);
    if logged_in && !facts.organisation.is_empty() {
        proven.push(Tick::Place);
    }
    let checks = compare(plan, facts, page, labels);
    if is_form_of(page, plan) {
        proven.push(Tick::Type);
        if !checks.is_empty() && checks.iter().all(|check| check.agrees() || check.shown.is_none()) {
            proven.push(Tick::Form);
        }
    }
    let said = |sign| facts.signs.iter().any(|text| labels.sign(text) == Some(sign));
    if said(Sign::Created) {
        proven.push(Tick::Created);
    }
    let id = (page == Page::Client && is_planned(facts, plan))
        .then(|| client_id(facts))
        .flatten();
    if id.is_some() {
        proven.extend([Tick::Created, Tick::ClientId]);
        let scopes = checks.iter().find(|check| check.member == "scopes");
        if scopes.is_some_and(|check| check.agrees()) && !said(Sign::AccessMissing) {
            proven.push(Tick::Scopes);
        }
        if !facts.keys.is_empty() || said(Sign::KeyAdded) {
            proven.push(Tick::Key);
        }
    }
    proven.sort_unstable();
    proven.dedup();
    (proven, id)
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

/// Whether the page is about a client of the plan's name.
pub(super) fn is_planned(facts: &PageFacts, plan: &Plan) -> bool {
    let Some(name) = plan.text("client_name").map(fold).filter(|name| !name.is_empty()) else {
        return false;
    };
    let named = facts.values("client_name");
    named.iter().any(|shown| fold(shown) == name)
        || (named.is_empty() && facts.headings.iter().any(|heading| fold(heading) == name))
}

fn client_id(facts: &PageFacts) -> Option<ClientId> {
    let path = path_of(facts);
    let id = path
        .strip_prefix("/clients/")
        .or_else(|| path.strip_prefix("/integrations/"))?;
    ClientId::parse(id).ok()
}
