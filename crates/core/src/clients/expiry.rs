//! What ends when: keys a year after they were posted, secrets after 360 days.
//!
//! Source: <https://docs.digdir.no/docs/idporten/oidc/oidc_func_clientreg>: "MAKS 1 års levetid fra tidspunktet den blir
//! postet på".

use serde_json::Value;

use crate::Timestamp;
use crate::model::{AuthMethod, Plan};

const DAY: i64 = 86_400;
const YEAR: i64 = 365 * DAY;
/// The API does not say when a secret was made, only that it lives 360 days.
const SECRET: i64 = 360 * DAY;
const SOON: i64 = 30 * DAY;

/// When something ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// The moment, or the last moment that it can be.
    pub at: Timestamp,
    /// Whether that is known, or only the latest that it can be.
    pub is_latest: bool,
}

impl Ends {
    /// Whether it has ended.
    #[must_use]
    pub fn is_over(self, now: Timestamp) -> bool {
        self.at <= now
    }

    /// Whether it ends within a month.
    #[must_use]
    pub fn is_soon(self, now: Timestamp) -> bool {
        !self.is_over(now) && self.at < now.plus(SOON)
    }

    /// The day, in UTC.
    #[must_use]
    pub fn day(self) -> String {
        jiff::Timestamp::from_second(self.at.0).map_or_else(
            |_| self.at.0.to_string(),
            |at| at.strftime("%Y-%m-%d").to_string(),
        )
    }
}

/// When a registered key ends: a year after it was posted last, or earlier if it says so.
#[must_use]
pub fn ends_of_key(key: &Value) -> Option<Ends> {
    let posted = key.get("last_updated").or_else(|| key.get("created"));
    let year = posted.and_then(moment).map(|posted| posted.plus(YEAR));
    let own = key.get("exp").and_then(Value::as_i64).map(Timestamp);
    let at = match (year, own) {
        (Some(year), Some(own)) => year.min(own),
        (Some(at), None) | (None, Some(at)) => at,
        (None, None) => return None,
    };
    Some(Ends { at, is_latest: false })
}

/// The latest that a client's secret can end, for a client that has one.
#[must_use]
pub fn secret_ends(client: &Plan) -> Option<Ends> {
    let secret = [AuthMethod::ClientSecretPost, AuthMethod::ClientSecretBasic];
    let method = client.auth_method()?;
    if !secret.contains(&method) {
        return None;
    }
    let changed = client.get("last_updated").or_else(|| client.get("created"));
    Some(Ends {
        at: changed.and_then(moment)?.plus(SECRET),
        is_latest: true,
    })
}

fn moment(value: &Value) -> Option<Timestamp> {
    let text = value.as_str()?;
    let at: jiff::Timestamp = text.parse().ok()?;
    Some(Timestamp(at.as_second()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_key_ends_a_year_after_it_was_posted_unless_it_ends_before() {
        let posted = json!({"last_updated": "2026-01-19T09:40:37.258551Z"});
        assert_eq!(ends_of_key(&posted).unwrap().day(), "2027-01-19");
        let own = json!({"last_updated": "2026-01-19T11:40:37+02:00", "exp": 1_780_000_000});
        assert_eq!(ends_of_key(&own).unwrap().at, Timestamp(1_780_000_000));
        assert_eq!(ends_of_key(&json!({"kid": "a"})), None);
    }

    #[test]
    fn only_a_client_with_a_secret_has_one_that_ends() {
        let client = |method: &str| {
            Plan::from_json(
                json!({"token_endpoint_auth_method": method, "last_updated": "2026-01-01T00:00:00Z"}),
            )
            .unwrap()
        };
        let ends = secret_ends(&client("client_secret_post")).unwrap();
        assert_eq!((ends.day().as_str(), ends.is_latest), ("2026-12-27", true));
        assert_eq!(secret_ends(&client("private_key_jwt")), None);
        assert!(ends.is_soon(ends.at.plus(-DAY)) && ends.is_over(ends.at));
    }
}
