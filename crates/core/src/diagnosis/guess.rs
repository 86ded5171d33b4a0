//! A 401 that nothing decides: what fits, in order of likelihood.

use std::collections::BTreeSet;

use super::answer::header;
use super::catalogue::{self as known, Entry};
use super::claims::Claims;
use super::unauthorized::Case;
use super::{Cause, Certainty, evidence, place};

impl Case<'_> {
    /// Nothing decides.
    pub(super) fn guesses(&self, claims: Option<Claims<'_>>) -> Vec<Cause> {
        let mut causes = Vec::new();
        let challenge = header(self.reply, "www-authenticate").unwrap_or_default().trim();
        // RFC 6750 §3.1: a challenge without an error code is for a request without any token.
        if challenge.eq_ignore_ascii_case("bearer") {
            causes.push(known::UNAUTHORIZED_NO_HEADER.likely());
        }
        // Whoever is sent on from http to https may leave the header behind.
        if self.known.address.as_deref().is_some_and(place::is_unencrypted) {
            causes.push(known::UNAUTHORIZED_NO_HEADER.likely());
        }
        causes.extend(match claims {
            Some(claims) => self.guesses_about(claims),
            None => blind_guesses(),
        });
        most_likely_first(causes)
    }

    /// The token looks right from here.
    fn guesses_about(&self, claims: Claims<'_>) -> Vec<Cause> {
        let mut causes = Vec::new();
        // Whose clock differs from the server's matters only to an end that the server's clock has not judged.
        if (self.known.now, self.server_time()) == (None, None) {
            let expires = claims.time("exp").map(evidence::moment).unwrap_or_default();
            causes.push(
                known::UNAUTHORIZED_EXPIRED
                    .likely()
                    .because(evidence::claim("exp", &expires)),
            );
        }
        // Of a token that was shown in part, what was not shown may be what is wrong.
        let unseen = [
            ("exp", known::UNAUTHORIZED_EXPIRED),
            ("scope", known::UNAUTHORIZED_SCOPE),
            ("client_id", known::UNAUTHORIZED_OTHER_CLIENT),
        ];
        let unseen = unseen.into_iter().filter(|(claim, _)| !claims.has(claim));
        causes.extend(unseen.map(|(_, entry)| entry.possible()));
        causes.extend(method(claims));
        let withdrawn = known::UNAUTHORIZED_WITHDRAWN;
        causes.push(if causes.is_empty() {
            withdrawn.likely()
        } else {
            withdrawn.possible()
        });
        causes.extend(
            [
                known::UNAUTHORIZED_SIGNATURE,
                known::UNAUTHORIZED_NO_HEADER,
                known::UNAUTHORIZED_TERMS,
            ]
            .map(Entry::possible),
        );
        causes
    }
}

/// Nothing is known but the status.
fn blind_guesses() -> Vec<Cause> {
    let possible = [
        known::UNAUTHORIZED_ENVIRONMENT,
        known::UNAUTHORIZED_ISSUER,
        known::UNAUTHORIZED_GRANT,
        known::UNAUTHORIZED_HEADER,
        known::UNAUTHORIZED_SCOPE,
        known::UNAUTHORIZED_OTHER_CLIENT,
        known::UNAUTHORIZED_WITHDRAWN,
    ];
    let mut causes = vec![known::UNAUTHORIZED_EXPIRED.likely()];
    causes.extend(possible.map(Entry::possible));
    causes
}

/// Each cause once, and only one that fits best.
fn most_likely_first(mut causes: Vec<Cause>) -> Vec<Cause> {
    let mut seen = BTreeSet::new();
    causes.retain(|cause| seen.insert(cause.code));
    for cause in causes.iter_mut().skip(1) {
        cause.certainty = Certainty::Possible;
    }
    causes
}

/// Digdir's documentation wants the enterprise certificate; a registered key has been seen to work for some.
fn method(claims: Claims<'_>) -> Option<Cause> {
    let amr = claims.text("client_amr")?;
    let usual = ["virksomhetssertifikat", "QCForESeal", "CForESeal"].contains(&amr.as_str());
    (!usual).then(|| {
        known::UNAUTHORIZED_AMR
            .likely()
            .because(evidence::claim("client_amr", &amr))
    })
}
