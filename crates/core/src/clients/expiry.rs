//! What ends when: keys a year after they were posted, secrets after 360 days.
//!
//! Source: <https://docs.digdir.no/docs/idporten/oidc/oidc_func_clientreg>: "MAKS 1 års levetid fra tidspunktet den blir
//! postet på".

use serde_json::Value;

use crate::Timestamp;
use crate::model::{AuthMethod, IntegrationType, Plan};
use crate::text::Message;

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

    /// How near it is.
    #[must_use]
    pub fn near(self, now: Timestamp) -> Near {
        match self {
            over if over.is_over(now) => Near::Over,
            soon if soon.is_soon(now) => Near::Soon,
            _ => Near::Later,
        }
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

/// How near an end is, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Near {
    /// It is over.
    Over,
    /// Within a month.
    Soon,
    /// Later.
    Later,
}

/// When what a client proves itself with ends, as far as that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// The latest that its secret can end, when it has one.
    pub secret: Option<Ends>,
    /// Its keys.
    pub keys: KeysEnd,
}

/// When the keys of a client end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeysEnd {
    /// It proves itself otherwise.
    NotUsed,
    /// They have not been read.
    Unread,
    /// They were asked for, and the API would not show them.
    Unreadable,
    /// It has none.
    None,
    /// It has so many.
    Known {
        /// How many.
        count: usize,
        /// When the first of them ends; `None` when the API does not tell.
        first: Option<Ends>,
    },
}

impl Expiry {
    /// Of a client and its keys, when they have been read.
    #[must_use]
    pub fn of(client: &Plan, keys: Option<&[Value]>) -> Self {
        let keys = match keys {
            Some(keys) if !keys.is_empty() => KeysEnd::Known {
                count: keys.len(),
                first: keys.iter().filter_map(ends_of_key).min_by_key(|ends| ends.at),
            },
            _ if !uses_keys(client) => KeysEnd::NotUsed,
            Some(_) => KeysEnd::None,
            None => KeysEnd::Unread,
        };
        Self {
            secret: secret_ends(client),
            keys,
        }
    }

    /// What is known to end first.
    #[must_use]
    pub fn first(&self) -> Option<Ends> {
        let key = match self.keys {
            KeysEnd::Known { first, .. } => first,
            _ => None,
        };
        self.secret.into_iter().chain(key).min_by_key(|ends| ends.at)
    }

    /// In words, what is not known included.
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        let secret = self
            .secret
            .map(|ends| Message::new("clients.secret.ends").with("day", ends.day()));
        let keys = match self.keys {
            KeysEnd::NotUsed => None,
            KeysEnd::Unread => Some(Message::new("clients.expiry.unread")),
            KeysEnd::Unreadable => Some(Message::new("clients.expiry.unreadable")),
            KeysEnd::None => Some(Message::new("clients.expiry.none")),
            KeysEnd::Known { count, first } => Some(
                match first {
                    Some(ends) => Message::new("clients.expiry.keys").with("day", ends.day()),
                    None => Message::new("clients.expiry.untold"),
                }
                .with("count", count.to_string()),
            ),
        };
        secret.into_iter().chain(keys).collect()
    }
}

/// Whether a client proves itself with keys of its own: it says so, or it says nothing and gets tokens by itself.
fn uses_keys(client: &Plan) -> bool {
    match client.auth_method() {
        Some(method) => method == AuthMethod::PrivateKeyJwt,
        None => matches!(
            client.integration_type(),
            Some(IntegrationType::Maskinporten | IntegrationType::Krr)
        ),
    }
}

/// When a registered key ends: a year after it was posted last, or earlier if it says so.
#[must_use]
pub fn ends_of_key(key: &Value) -> Option<Ends> {
    let year = written(|member| key.get(member)).map(|posted| posted.plus(YEAR));
    let own = key.get("exp").and_then(Value::as_i64).map(Timestamp);
    let at = match (year, own) {
        (Some(year), Some(own)) => year.min(own),
        (Some(at), None) | (None, Some(at)) => at,
        (None, None) => return None,
    };
    Some(Ends { at, is_latest: false })
}

/// Whether a client proves itself with a secret.
#[must_use]
pub fn uses_secret(client: &Plan) -> bool {
    matches!(
        client.auth_method(),
        Some(AuthMethod::ClientSecretPost | AuthMethod::ClientSecretBasic)
    )
}

/// The latest that a client's secret can end, for a client that has one.
#[must_use]
pub fn secret_ends(client: &Plan) -> Option<Ends> {
    let changed = uses_secret(client)
        .then(|| written(|member| client.get(member)))
        .flatten()?;
    Some(Ends {
        at: changed.plus(SECRET),
        is_latest: true,
    })
}

/// When something was changed last; when it was made, where it says no more.
fn written<'a>(member: impl Fn(&str) -> Option<&'a Value>) -> Option<Timestamp> {
    ["last_updated", "created"]
        .iter()
        .find_map(|name| member(name).and_then(second))
}

/// A moment as the API writes it, in whichever zone.
pub(super) fn moment(value: &Value) -> Option<jiff::Timestamp> {
    value.as_str()?.parse().ok()
}

fn second(value: &Value) -> Option<Timestamp> {
    Some(Timestamp(moment(value)?.as_second()))
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
        let never_changed = json!({"last_updated": null, "created": "2026-01-19T09:40:37Z"});
        assert_eq!(ends_of_key(&never_changed).unwrap().day(), "2027-01-19");
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
        assert!(uses_secret(&client("client_secret_basic")) && !uses_secret(&client("private_key_jwt")));
        assert!(ends.is_soon(ends.at.plus(-DAY)) && ends.is_over(ends.at));
    }

    #[test]
    fn of_several_ends_the_first_counts_and_what_is_not_known_is_said() {
        let client = |method: &str| {
            Plan::from_json(
                json!({"integration_type": "maskinporten", "token_endpoint_auth_method": method,
                "last_updated": "2026-01-01T00:00:00Z"}),
            )
            .unwrap()
        };
        let key = |day: &str| json!({"last_updated": format!("{day}T00:00:00Z")});
        let told = |client: &Plan, keys: Option<&[Value]>| {
            let expiry = Expiry::of(client, keys);
            let keys: Vec<String> = expiry
                .messages()
                .into_iter()
                .map(|said| said.key.into_owned())
                .collect();
            (expiry.first().map(Ends::day), keys.join(" "))
        };
        let (by_key, by_secret) = (client("private_key_jwt"), client("client_secret_basic"));
        let keys = [key("2026-03-01"), json!({"kid": "untold"}), key("2025-06-01")];
        assert_eq!(told(&by_key, None), (None, "clients.expiry.unread".to_owned()));
        assert_eq!(told(&by_key, Some(&[])), (None, "clients.expiry.none".to_owned()));
        assert_eq!(
            told(&by_key, Some(&keys)),
            (Some("2026-06-01".to_owned()), "clients.expiry.keys".to_owned())
        );
        assert_eq!(
            told(&by_key, Some(&keys[1..2])),
            (None, "clients.expiry.untold".to_owned())
        );
        assert_eq!(
            told(&by_secret, None),
            (Some("2026-12-27".to_owned()), "clients.secret.ends".to_owned())
        );
    }
}
