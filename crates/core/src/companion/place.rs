//! Which environment and organisation the portal is in, and whether the plan means the same.

use super::facts::PageFacts;
use super::labels::Labels;
use crate::model::{Environment, OrgNo};

/// Where the portal is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whereabouts {
    /// By the address, which a page cannot change; `None` on a host that is not the portal's.
    pub environment: Option<Environment>,
    /// The organisation's number, when the menu shows one.
    pub orgno: Option<OrgNo>,
    /// What else the menu shows.
    pub organisation: String,
    /// The badge of the page, such as "Test"; empty in production.
    pub badge: String,
}

/// Why a plan must not be carried out here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The plan is for another environment.
    Environment {
        /// What the plan says.
        planned: Environment,
        /// Where the portal is.
        portal: Environment,
    },
    /// The plan is for another organisation.
    Organisation {
        /// What the plan says.
        planned: OrgNo,
        /// Whom the portal represents.
        portal: OrgNo,
    },
    /// The address is production's, and the page says that it is test.
    Badge,
}

/// The imitation's path, before which nothing of the portal's own path stands.
const IMITATION: &str = "/portal";

/// Where the portal is, from its address and from what it shows.
#[must_use]
pub fn whereabouts(facts: &PageFacts, labels: &Labels) -> Whereabouts {
    let known = labels.hosts.iter().find(|host| host.host == facts.host);
    let environment = match known {
        Some(host) => Some(host.environment),
        None if is_imitation(facts) => Some(Environment::Practice),
        None => None,
    };
    let digits: Vec<&str> = facts
        .organisation
        .split(|c: char| !c.is_ascii_digit() && c != ' ')
        .collect();
    let orgno = digits
        .iter()
        .map(|part| part.replace(' ', ""))
        .find(|part| part.len() == 9)
        .and_then(|part| OrgNo::parse(&part).ok());
    let organisation = facts
        .organisation
        .split_whitespace()
        .filter(|word| !word.chars().any(|c| c.is_ascii_digit()))
        .collect::<Vec<_>>()
        .join(" ");
    Whereabouts {
        environment,
        orgno,
        organisation,
        badge: facts.environment.clone(),
    }
}

/// Where the plan and the portal differ.
#[must_use]
pub fn mismatches(
    place: &Whereabouts,
    planned: Option<Environment>,
    organisation: Option<&OrgNo>,
) -> Vec<Mismatch> {
    let mut found = Vec::new();
    let Some(portal) = place.environment else {
        return found;
    };
    if let Some(planned) = planned.filter(|planned| *planned != portal) {
        found.push(Mismatch::Environment { planned, portal });
    }
    if let (Some(planned), Some(portal)) = (organisation, &place.orgno)
        && planned != portal
    {
        found.push(Mismatch::Organisation {
            planned: planned.clone(),
            portal: portal.clone(),
        });
    }
    // The test portal has a badge and production has none; the imitation may pretend to be either.
    if portal == Environment::Prod && place.badge.trim().eq_ignore_ascii_case("test") {
        found.push(Mismatch::Badge);
    }
    found
}

/// What stands before the portal's own path.
pub(super) fn base_of(host: &str) -> &'static str {
    if is_loopback(host) { IMITATION } else { "" }
}

fn is_imitation(facts: &PageFacts) -> bool {
    is_loopback(&facts.host)
        && facts
            .path
            .strip_prefix(IMITATION)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(host: &str, organisation: &str) -> Whereabouts {
        let facts = PageFacts {
            host: host.into(),
            path: "/portal/clients".into(),
            organisation: organisation.into(),
            ..PageFacts::default()
        };
        whereabouts(&facts, &Labels::shipped())
    }

    #[test]
    fn the_address_tells_the_environment() {
        for (host, environment) in [
            ("sjolvbetjening.test.samarbeid.digdir.no", Some(Environment::Test)),
            ("selvbetjening.samarbeid.digdir.no", Some(Environment::Prod)),
            ("127.0.0.1:4711", Some(Environment::Practice)),
            ("selvbetjening.samarbeid.digdir.no.evil.example", None),
            ("127.0.0.1.evil.example", None),
        ] {
            assert_eq!(at(host, "").environment, environment, "{host}");
        }
    }

    #[test]
    fn a_number_is_found_however_it_is_written() {
        for text in [
            "Losby havnevesen 314330897",
            "314 330 897 Losby havnevesen",
            "Losby havnevesen (314330897)",
        ] {
            let place = at("127.0.0.1:1", text);
            assert_eq!(
                place.orgno.map(|no| no.to_string()).as_deref(),
                Some("314330897"),
                "{text}"
            );
            assert_eq!(place.organisation, "Losby havnevesen");
        }
    }

    #[test]
    fn every_difference_is_told() {
        let mut place = at("selvbetjening.samarbeid.digdir.no", "991825827");
        place.badge = "Test".into();
        let planned = OrgNo::parse("314330897").unwrap();
        let found = mismatches(&place, Some(Environment::Test), Some(&planned));
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(
            mismatches(
                &at("127.0.0.1:1", ""),
                Some(Environment::Practice),
                Some(&planned)
            ),
            []
        );
    }
}
