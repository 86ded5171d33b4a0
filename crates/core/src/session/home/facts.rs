//! What the user tells about a plan.

use serde::{Deserialize, Serialize};

use super::super::{Effects, Input, Session};
use crate::Timestamp;
use crate::desk::calendar::Day;
use crate::desk::{At, Errand, Fact};
use crate::keys;
use crate::model::Environment;
use crate::text::Message;

/// A field of the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HomeField {
    /// What the user calls the plan.
    Title,
    /// Test or production.
    Environment,
    /// The client's name.
    ClientName,
    /// Its description.
    Description,
    /// Its scopes, with spaces between.
    Scopes,
    /// Its redirect addresses, one a line.
    RedirectUris,
    /// Its addresses after logout, one a line.
    LogoutUris,
    /// Something else.
    Fact(Fact),
    /// A plan from someone else.
    Received,
    /// What lies on the bench.
    Bench,
    /// For which environment it is checked.
    BenchEnvironment,
}

impl HomeField {
    pub(in super::super) fn id(self) -> &'static str {
        match self {
            Self::Title => "home-title",
            Self::Environment => "home-environment",
            Self::ClientName => "home-client-name",
            Self::Description => "home-description",
            Self::Scopes => "home-scopes",
            Self::RedirectUris => "home-redirect-uris",
            Self::LogoutUris => "home-logout-uris",
            Self::Received => "home-received",
            Self::Bench => "bench",
            Self::BenchEnvironment => "bench-environment",
            Self::Fact(Fact::Orgno) => "home-orgno",
            Self::Fact(Fact::Organisation) => "home-organisation",
            Self::Fact(Fact::ClientId) => "home-client-id",
            Self::Fact(Fact::Key) => "home-key",
            Self::Fact(Fact::Kid) => "home-kid",
            Self::Fact(Fact::KeyExpires) => "home-key-expires",
            Self::Fact(Fact::SecretExpires) => "home-secret-expires",
            Self::Fact(Fact::CertificateExpires) => "home-certificate-expires",
            Self::Fact(Fact::Owner) => "home-owner",
            Self::Fact(Fact::Contact) => "home-contact",
            Self::Fact(Fact::Approvals) => "home-approvals",
        }
    }

    /// The member of the client that it is, when it is one.
    pub(in super::super) fn member(self) -> Option<&'static str> {
        match self {
            Self::ClientName => Some("client_name"),
            Self::Description => Some("description"),
            Self::Scopes => Some("scopes"),
            Self::RedirectUris => Some("redirect_uris"),
            Self::LogoutUris => Some("post_logout_redirect_uris"),
            _ => None,
        }
    }
}

impl Session {
    pub(in super::super) fn edit_home(
        &mut self,
        now: Timestamp,
        field: HomeField,
        input: Input,
        effects: &mut Effects,
    ) {
        let Input::Text(text) = input else { return };
        self.status = None;
        if field == HomeField::Received {
            self.read_plan(text);
            return;
        }
        // Nothing on the bench is kept.
        if field == HomeField::Bench {
            self.lay_on_bench(text);
            return;
        }
        if field == HomeField::BenchEnvironment {
            self.home.bench.production = Environment::from_word(&text) == Some(Environment::Prod);
            return;
        }
        let At::Facts { id } = self.home_at() else { return };
        // The client of the open plan stands in the guide, and is changed there.
        let in_guide = self.draft.desk.open == Some(id);
        let settled = in_guide && self.is_settled();
        if keys::check_text(&text, Some(now)).is_refused() {
            self.status = Some(Message::new("home.status.private_key"));
            if let (HomeField::Fact(fact), Some(errand)) = (field, self.draft.desk.find_mut(id)) {
                errand.facts.remove(&fact);
            }
        } else if let Some(member) = field.member() {
            if settled {
                return;
            }
            let value = read_member(field, &text);
            if in_guide {
                self.draft.plan.set(member, value);
            } else if let Some(errand) = self.draft.desk.find_mut(id) {
                errand.sketch.plan.set(member, value);
            }
        } else if let Some(errand) = self.draft.desk.find_mut(id) {
            match field {
                HomeField::Title => errand.name = text,
                HomeField::Environment
                    if errand.sketch.place.is_none() && !in_guide && !errand.has_begun() =>
                {
                    errand.environment = Environment::from_word(&text).unwrap_or(Environment::Test);
                }
                HomeField::Fact(fact) => tell(errand, fact, text, now),
                _ => {}
            }
        }
        if field == HomeField::Fact(Fact::ClientId) {
            self.correct_client(id);
        }
        self.persist(effects);
    }
}

/// A list is written with spaces or line breaks between.
fn read_member(field: HomeField, text: &str) -> serde_json::Value {
    let separator = |c: char| c.is_whitespace() || (field == HomeField::Scopes && matches!(c, ',' | ';'));
    match field {
        HomeField::ClientName | HomeField::Description => text.into(),
        _ => text
            .split(separator)
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .into(),
    }
}

/// Writes a fact down, and what a key says of itself.
fn tell(errand: &mut Errand, fact: Fact, text: String, now: Timestamp) {
    if fact == Fact::Key {
        let report = keys::check_text(&text, Some(now));
        let kid = report
            .fixed
            .as_ref()
            .and_then(|set| set.pointer("/keys/0/kid"))
            .and_then(|kid| kid.as_str());
        if let Some(kid) = kid {
            errand.name_key(kid);
            // A key lives for a year from the day on which it is registered, and that is about today.
            if errand.fact(Fact::KeyExpires).is_empty()
                && let Some(day) = Day::of(now)
            {
                errand.facts.insert(Fact::KeyExpires, day.next_year().iso());
            }
        }
    }
    errand.facts.insert(fact, text);
}
