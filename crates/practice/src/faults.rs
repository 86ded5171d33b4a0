use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What shall go wrong, and when. Set with `losen practice --faults FILE`, at run time with `PUT /practice/faults`.
///
/// ```json
/// {"faults": [
///   {"method": "POST", "path": "/api/v1/clients", "exact": true, "call": 1, "do": {"kind": "drop-after"}},
///   {"path": "/api/", "do": {"kind": "status", "status": 428}},
///   {"path": "/token", "do": {"kind": "date-skew", "seconds": 60}}
/// ]}
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faults {
    /// All of them; several may strike the same call.
    #[serde(default)]
    pub faults: Vec<Fault>,
}

/// One thing that goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Only this method; any when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// How the path begins.
    #[serde(default)]
    pub path: String,
    /// The path must be just this, and not only begin so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exact: bool,
    /// Only the n-th call that matches, from 1; every one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<u32>,
    /// What happens.
    #[serde(rename = "do")]
    pub effect: FaultEffect,
    /// How many calls have matched so far.
    #[serde(default)]
    pub seen: u32,
}

/// What can go wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum FaultEffect {
    /// Nothing is processed, and this status is answered.
    Status {
        /// The status.
        status: u16,
        /// With a gateway's HTML page instead of the API's own body.
        #[serde(default)]
        html: bool,
    },
    /// The request is performed, and then the connection is dropped without an answer.
    DropAfter,
    /// The connection is dropped and nothing is performed.
    DropBefore,
    /// The answer comes late.
    Delay {
        /// By so much.
        ms: u64,
    },
    /// The answer is cut in the middle of its body.
    Truncate,
    /// The answer says that it is of another type.
    ContentType {
        /// Which.
        value: String,
    },
    /// The server's clock is wrong, in `Date` and in the checks of grants.
    DateSkew {
        /// By so many seconds; positive is ahead.
        seconds: i64,
    },
    /// Tokens live so long, whatever the settings say.
    TokenLifetime {
        /// In seconds.
        seconds: i64,
    },
    /// The codes of logins that begin live so long.
    CodeLifetime {
        /// In seconds.
        seconds: i64,
    },
    /// ID tokens are for another login than the one that was begun.
    OtherNonce,
    /// Nothing is processed; somebody in between answers in words of its own: a proxy, a portal, a firewall, or a Digdir
    /// whose words nobody has seen yet.
    Answer {
        /// The status.
        status: u16,
        /// Names in lower case, with their values.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// The body.
        #[serde(default)]
        body: String,
    },
    /// A gateway that answers with a status of its own where the server means another.
    Restatus {
        /// What the server answers.
        from: u16,
        /// What the gateway makes of it.
        to: u16,
    },
    /// Writes with an `Origin` header are refused, as a filter for cross-origin requests does.
    RefuseOrigin,
    /// Only tokens that were got with an enterprise certificate are accepted.
    OnlyCertificates,
    /// Neither Maskinporten nor ID-porten knows new clients for so long after their creation, as while they spread between
    /// Digdir's systems.
    ClientLag {
        /// In seconds.
        seconds: i64,
    },
    /// Maskinporten does not know new keys for so long after they were posted.
    KeyLag {
        /// In seconds.
        seconds: i64,
    },
    /// New clients are missing from lists for so long after their creation.
    ListLag {
        /// In seconds.
        seconds: i64,
    },
}

impl Faults {
    /// What strikes this call. Counts it.
    pub fn strike(&mut self, method: &str, path: &str) -> Vec<FaultEffect> {
        let mut effects = Vec::new();
        for fault in &mut self.faults {
            let path_fits = if fault.exact {
                path == fault.path
            } else {
                path.starts_with(&fault.path)
            };
            if !path_fits || fault.method.as_deref().is_some_and(|wanted| wanted != method) {
                continue;
            }
            fault.seen = fault.seen.saturating_add(1);
            if fault.call.is_none_or(|call| call == fault.seen) {
                effects.push(fault.effect.clone());
            }
        }
        effects
    }
}
