//! Which page it is. At least two kinds of evidence must agree; otherwise Losen says that it does not know.

use serde::{Deserialize, Serialize};

use super::facts::{DialogFacts, PageFacts};
use super::labels::{Labels, PageMarks};
use super::place::{base_of, whereabouts};

/// A page of the portal, of either generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Page {
    /// Where one logs in.
    Login,
    /// The first page of an organisation that provides APIs.
    Home,
    /// Shown to those who have no right in Altinn.
    RequestAccess,
    /// The list of clients.
    Clients,
    /// The choice of type, which is final.
    ChooseType,
    /// The form of a Maskinporten client.
    AddMaskinporten,
    /// The form of an ID-porten client or API client.
    AddIdporten,
    /// The form of an Ansattporten client.
    AddAnsattporten,
    /// The form of the portal before 2025, for every type.
    AddIntegration,
    /// One client.
    Client,
    /// A provider's scopes.
    Scopes,
    /// The form of a scope.
    AddScope,
    /// One scope.
    Scope,
}

impl Page {
    /// What Losen calls it: a key of the catalogue.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Login => "companion.page.login",
            Self::Home => "companion.page.home",
            Self::RequestAccess => "companion.page.request_access",
            Self::Clients => "companion.page.clients",
            Self::ChooseType => "companion.page.choose_type",
            Self::AddMaskinporten => "companion.page.add_maskinporten",
            Self::AddIdporten => "companion.page.add_idporten",
            Self::AddAnsattporten => "companion.page.add_ansattporten",
            Self::AddIntegration => "companion.page.add_integration",
            Self::Client => "companion.page.client",
            Self::Scopes => "companion.page.scopes",
            Self::AddScope => "companion.page.add_scope",
            Self::Scope => "companion.page.scope",
        }
    }
}

/// A modal dialog of the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dialog {
    /// A public key is pasted.
    AddKey,
    /// Scopes are searched and ticked.
    AddScopes,
    /// A client is about to be deleted.
    ConfirmDelete,
    /// A consumer is given access.
    AddAccess,
    /// The portal before 2025 says that a client was created, and which id it got.
    Created,
    /// A supplier's customer is added to a client.
    AddOnBehalf,
}

/// What speaks for a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// The path of the address.
    Path(String),
    /// A heading.
    Heading(String),
    /// Buttons, fields, links and tabs.
    Controls(Vec<String>),
}

/// What came of looking at a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recognition {
    /// The page; `None` when fewer than two kinds of evidence agree, or two pages fit as well as each other.
    pub page: Option<Page>,
    /// What speaks for it, or the little there is.
    pub evidence: Vec<Evidence>,
    /// The dialog on top of it.
    pub dialog: Option<Dialog>,
    /// Whether a dialog is open that Losen does not know.
    pub strange_dialog: bool,
}

/// How many kinds of evidence must agree.
const ENOUGH: usize = 2;

/// Recognises a page of the portal. The host is no evidence: it decides whether Losen looks at all.
#[must_use]
pub fn recognise(facts: &PageFacts, labels: &Labels) -> Recognition {
    let mut found: Vec<(&PageMarks, Vec<Evidence>)> = labels
        .pages
        .iter()
        .map(|marks| (marks, evidence(facts, labels, marks)))
        .collect();
    // A path that names the page in full speaks louder than one with a wildcard.
    found.sort_by_key(|(marks, evidence)| {
        let literal = evidence.first().is_some_and(|first| match first {
            Evidence::Path(path) => marks.paths.contains(path),
            _ => false,
        });
        std::cmp::Reverse((evidence.len(), literal))
    });
    let dialog = facts.dialog.as_ref();
    let known = dialog.and_then(|dialog| recognise_dialog(dialog, labels));
    let mut ranked = found.into_iter();
    // On another host nothing that a page shows makes it the portal's.
    let best = ranked
        .next()
        .filter(|_| whereabouts(facts, labels).environment.is_some());
    let rival = ranked.next().map_or(0, |(_, evidence)| evidence.len());
    let (page, evidence) = match best {
        Some((marks, evidence)) if evidence.len() >= ENOUGH => {
            let has_path = matches!(evidence.first(), Some(Evidence::Path(_)));
            let certain = evidence.len() > rival || has_path;
            (certain.then_some(marks.page), evidence)
        }
        Some((_, evidence)) => (None, evidence),
        None => (None, Vec::new()),
    };
    Recognition {
        page,
        evidence,
        dialog: known,
        strange_dialog: dialog.is_some() && known.is_none(),
    }
}

fn evidence(facts: &PageFacts, labels: &Labels, marks: &PageMarks) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    let path = path_of(facts);
    if marks.paths.iter().any(|pattern| fits(pattern, path)) {
        evidence.push(Evidence::Path(path.to_owned()));
    }
    let heading = facts
        .headings
        .iter()
        .find(|heading| marks.headings.iter().any(|code| labels.is(code, heading)));
    if let Some(heading) = heading {
        evidence.push(Evidence::Heading(heading.clone()));
    }
    let seen = seen(&facts.controls, labels, &marks.controls);
    let enough = marks.enough.unwrap_or(2).min(marks.controls.len());
    if enough > 0 && seen.len() >= enough {
        evidence.push(Evidence::Controls(seen));
    }
    evidence
}

/// One visible name for each code that is in sight.
fn seen(controls: &[String], labels: &Labels, codes: &[String]) -> Vec<String> {
    codes
        .iter()
        .filter_map(|code| controls.iter().find(|name| labels.is(code, name)).cloned())
        .collect()
}

fn recognise_dialog(dialog: &DialogFacts, labels: &Labels) -> Option<Dialog> {
    let fitting = labels.dialogs.iter().find(|marks| {
        let headed = dialog
            .headings
            .iter()
            .any(|heading| marks.headings.iter().any(|code| labels.is(code, heading)));
        let seen = seen(&dialog.controls, labels, &marks.controls);
        headed && !seen.is_empty()
    });
    fitting.map(|marks| marks.dialog)
}

/// The path as the portal counts it: the imitation lives below `/portal`.
pub(super) fn path_of(facts: &PageFacts) -> &str {
    let path = facts
        .path
        .strip_prefix(base_of(&facts.host))
        .unwrap_or(&facts.path);
    match path.trim_end_matches('/') {
        "" => "/",
        path => path,
    }
}

/// Whether it is a client's page of the portal before 2025: one page without tabs, with the keys at its end.
pub(super) fn is_old(facts: &PageFacts) -> bool {
    path_of(facts).starts_with("/integrations/")
}

/// Whether a path fits a pattern, in which `*` stands for one segment.
fn fits(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut there) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), there.next()) {
            (None, None) => return true,
            (Some("*"), Some(segment)) if !segment.is_empty() => {}
            (Some(one), Some(other)) if one == other => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_one_segment() {
        assert!(fits("/clients/*", "/clients/1"));
        assert!(fits("/", "/"));
        for path in ["/clients", "/clients/", "/clients/1/2", "/scopes/1"] {
            assert!(!fits("/clients/*", path), "{path}");
        }
    }

    #[test]
    fn a_form_is_told_from_a_client_of_the_same_name_as_its_path() {
        let facts = PageFacts {
            host: "selvbetjening.test.samarbeid.digdir.no".into(),
            path: "/scopes/add".into(),
            headings: vec!["Legg til scope".into()],
            controls: vec!["Prefiks".into(), "Subscope".into()],
            ..PageFacts::default()
        };
        let found = recognise(&facts, &Labels::shipped());
        assert_eq!((found.page, found.evidence.len()), (Some(Page::AddScope), 3));
    }
}
