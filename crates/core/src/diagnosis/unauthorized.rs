//! Every cause of a 401, each recognised by what is at hand: the header's form, the token's claims, the address, the
//! clocks and the server's own words.
//!
//! What kind of thing was sent comes first: of an ID token it is no use to say that it has expired. Where something
//! decides, only that is said; where nothing does, the list is in order of likelihood.

use super::answer::{Answer, header, rfc_date};
use super::catalogue::{self as known, Entry};
use super::claims::{Claims, accepted_scopes, is_admin_scope, is_mistaken};
use super::{Cause, Evidence, evidence, grant, place};
use serde_json::Value;

use crate::Timestamp;
use crate::api::{ApiReply, ApiRequest};
use crate::model::Environment;
use crate::text::Message;

/// Seconds by which clocks may differ before it matters.
const TOLERANCE: i64 = 5;

pub(super) struct Case<'a> {
    pub request: &'a ApiRequest,
    pub reply: &'a ApiReply,
    pub answer: &'a Answer,
    pub known: &'a Evidence,
}

pub(super) fn causes(case: &Case<'_>) -> Vec<Cause> {
    if let Some((entry, seen)) = case.known.authorization.and_then(super::Authorization::cause) {
        return vec![entry.certain().because(seen)];
    }
    let claims = case.known.token_claims.as_ref().map(Claims);
    if let Some(cause) = claims.and_then(|claims| case.wrong_kind(claims)) {
        return vec![cause];
    }
    let mut decided = case.decided(claims);
    decided.extend(case.said(claims, &decided));
    if decided.is_empty() {
        decided = case.of_a_stranger(claims);
    }
    if decided.is_empty() {
        return case.guesses(claims);
    }
    decided
}

/// Only a token is at hand, and nobody said for which call: what is wrong with it for any call.
pub(super) fn of_token_alone(known_here: &Evidence) -> Vec<Cause> {
    let Some(claims) = known_here.token_claims.as_ref().map(Claims) else {
        return Vec::new();
    };
    let request = ApiRequest {
        method: String::new(),
        path: String::new(),
        query: Vec::new(),
        body: None,
        operation: None,
    };
    let (reply, answer) = (ApiReply::default(), Answer::default());
    let case = Case {
        request: &request,
        reply: &reply,
        answer: &answer,
        known: known_here,
    };
    if is_grant(known_here.token_header.as_ref(), claims) {
        return grant::alone(known_here);
    }
    // ID-porten's tokens and tokens for a person are right somewhere, only not at the self-service API.
    let fits_somewhere = |cause: &Cause| {
        [
            known::UNAUTHORIZED_ISSUER.code,
            known::UNAUTHORIZED_RESTRICTED.code,
        ]
        .contains(&cause.code)
    };
    let mut causes: Vec<Cause> = case
        .wrong_kind(claims)
        .into_iter()
        .filter(|cause| !fits_somewhere(cause))
        .collect();
    if causes.is_empty() {
        causes.extend(case.expiry(claims));
    }
    if causes.is_empty() {
        let seen = ["iss", "client_id", "scope"]
            .into_iter()
            .filter_map(|name| Some(evidence::claim(name, &claims.text(name)?)));
        let expires = claims
            .time("exp")
            .map(|time| evidence::claim("exp", &evidence::moment(time)));
        causes.push(
            known::TOKEN_NOTHING_WRONG
                .possible()
                .because_all(seen)
                .because_all(expires),
        );
    }
    causes
}

impl Case<'_> {
    /// What was sent is no access token of Maskinporten for this environment at all.
    fn wrong_kind(&self, claims: Claims<'_>) -> Option<Cause> {
        let issuer = claims.text("iss").unwrap_or_default();
        let audience = claims.text("aud").unwrap_or_default();
        let seen = |entry: &Entry| Some(entry.certain().because(evidence::claim("iss", &issuer)));
        if is_grant(self.known.token_header.as_ref(), claims) {
            let cause = seen(known::UNAUTHORIZED_GRANT)?;
            return Some(cause.because(evidence::claim("aud", &audience)));
        }
        if place::is_retired(&issuer) {
            return seen(known::UNAUTHORIZED_RETIRED);
        }
        let practice = self.known.environment == Some(Environment::Practice);
        let login = place::is_login(&issuer, practice);
        if ["nonce", "at_hash", "auth_time"]
            .iter()
            .any(|name| claims.has(name))
        {
            return seen(known::UNAUTHORIZED_ID_TOKEN);
        }
        if login || (!issuer.is_empty() && !place::is_maskinporten(&issuer) && !practice) {
            return seen(known::UNAUTHORIZED_ISSUER);
        }
        if let Some(cause) = self.other_environment(&issuer) {
            return Some(cause);
        }
        for name in ["pid", "authorization_details", "sub", "acr"] {
            if claims.has(name) {
                // The value may be a national identity number: its name is enough.
                let seen = Message::new("diagnosis.evidence.has_claim").with("claim", name);
                return Some(known::UNAUTHORIZED_RESTRICTED.certain().because(seen));
            }
        }
        None
    }

    /// The token is from one environment and the address from the other.
    pub(super) fn other_environment(&self, issuer: &str) -> Option<Cause> {
        let (from, to) = (place::environment(issuer)?, self.environment()?);
        let seen = Message::new("diagnosis.evidence.environment").with("text", to.word());
        (from != to && to != Environment::Practice).then(|| {
            known::UNAUTHORIZED_ENVIRONMENT
                .certain()
                .because(evidence::claim("iss", issuer))
                .because(seen)
        })
    }

    /// The environment of the address that was called; that of the profile when the address is not known.
    fn environment(&self) -> Option<Environment> {
        let address = self.known.address.as_deref();
        address.and_then(place::environment).or(self.known.environment)
    }

    /// Everything that the claims and the clocks decide.
    fn decided(&self, claims: Option<Claims<'_>>) -> Vec<Cause> {
        let Some(claims) = claims else { return Vec::new() };
        let checks = [
            self.expiry(claims).or_else(|| self.issued_ahead(claims)),
            self.client(claims),
            self.organisation(claims),
            self.audience(claims),
            self.scope(claims),
        ];
        checks.into_iter().flatten().collect()
    }

    pub(super) fn expiry(&self, claims: Claims<'_>) -> Option<Cause> {
        let expires = claims.time("exp")?;
        let (here, there) = (self.known.now, self.server_time());
        let judge = there.or(here)?;
        if expires.plus(TOLERANCE) > judge {
            return None;
        }
        let line = |key, name, time| {
            Message::new(key)
                .with("expires", evidence::moment(expires))
                .with(name, evidence::moment(time))
        };
        // The server has seen it expire while this machine still believes in it: the clock is the cause.
        if let (Some(here), Some(there)) = (here, there)
            && expires > here
        {
            let seen = [
                line("diagnosis.evidence.expired_there", "time", there),
                clocks(here, there),
            ];
            return Some(known::UNAUTHORIZED_CLOCK.certain().because_all(seen));
        }
        let seen = line("diagnosis.evidence.expired", "time", judge);
        Some(known::UNAUTHORIZED_EXPIRED.certain().because(seen))
    }

    /// The token is from a time that has not come here yet: this machine's clock is behind Maskinporten's, and takes a token
    /// that has ended for one that lives. When the API's own clock is known, it has judged the end already.
    fn issued_ahead(&self, claims: Claims<'_>) -> Option<Cause> {
        let (issued, here) = (claims.time("iat")?, self.known.now?);
        (self.server_time().is_none() && issued > here.plus(TOLERANCE)).then(|| {
            let seen = Message::new("diagnosis.evidence.issued_ahead")
                .with("issued", evidence::moment(issued))
                .with("time", evidence::moment(here));
            known::UNAUTHORIZED_CLOCK.certain().because(seen)
        })
    }

    pub(super) fn server_time(&self) -> Option<Timestamp> {
        rfc_date(header(self.reply, "date")?)
    }

    /// The token belongs to another client than the admin client. A client that reads or changes itself looks the same
    /// as one that is mistaken for the admin client, unless one knows the admin client or sees its scopes.
    fn client(&self, claims: Claims<'_>) -> Option<Cause> {
        let client = claims.text("client_id")?;
        let cause = known::UNAUTHORIZED_OTHER_CLIENT.certain();
        let cause = cause.because(evidence::claim("client_id", &client));
        if let Some(admin) = &self.known.admin_client {
            return (*admin != client).then(|| cause.because(evidence::expected(admin)));
        }
        let in_path = self.request.path.split('/').any(|part| part == client);
        let administers = claims.scopes().iter().any(|scope| is_admin_scope(scope));
        (in_path && !administers).then_some(cause)
    }

    fn organisation(&self, claims: Claims<'_>) -> Option<Cause> {
        let cause = || known::UNAUTHORIZED_ORGANISATION.certain();
        if let Some(supplier) = claims.organisation("supplier") {
            return Some(cause().because(evidence::claim("supplier", &supplier)));
        }
        if let Some(source) = claims.text("delegation_source") {
            return Some(cause().because(evidence::claim("delegation_source", &source)));
        }
        let (consumer, own) = (claims.consumer()?, self.known.orgno.as_deref()?);
        (consumer != own).then(|| {
            cause()
                .because(evidence::claim("consumer", &consumer))
                .because(evidence::expected(own))
        })
    }

    fn audience(&self, claims: Claims<'_>) -> Option<Cause> {
        let audience = claims
            .text("aud")
            .filter(|aud| aud != "unspecified" && !aud.is_empty())?;
        let ours = place::environment(&audience).is_some() && !place::is_maskinporten(&audience);
        let same = self
            .known
            .address
            .as_deref()
            .is_some_and(|address| place::host(address) == place::host(&audience));
        let wrong = known::UNAUTHORIZED_AUDIENCE.certain();
        (!ours && !same).then(|| wrong.because(evidence::claim("aud", &audience)))
    }

    fn scope(&self, claims: Claims<'_>) -> Option<Cause> {
        missing_scope(
            self.request,
            claims,
            known::UNAUTHORIZED_SCOPE,
            known::UNAUTHORIZED_OTHER_SCOPE,
        )
    }

    /// What the server says itself, in `www-authenticate` or in the body. The words are those of Spring's resource
    /// server and of RFC 6750.
    pub(super) fn said(&self, claims: Option<Claims<'_>>, decided: &[Cause]) -> Option<Cause> {
        let says = |words: &[&str]| words.iter().any(|words| self.answer.says(words));
        let entry = if says(&[
            "jwt expired at",
            "token expired",
            "token has expired",
            "token is expired",
        ]) {
            self.expired_by_words(claims)
        } else if says(&[
            "jwt used before",
            "issued in the future",
            "token is not yet valid",
        ]) {
            known::UNAUTHORIZED_CLOCK
        } else if says(&[
            "bearer token is malformed",
            "malformed token",
            "malformed jwt",
            "malformed payload",
        ]) {
            known::UNAUTHORIZED_HEADER
        } else if says(&["insufficient_scope"]) {
            known::UNAUTHORIZED_SCOPE
        } else if says(&["aud claim"]) {
            known::UNAUTHORIZED_AUDIENCE
        } else if says(&["invalid signature", "signature verification"]) {
            known::UNAUTHORIZED_SIGNATURE
        } else if says(&["full authentication is required"]) {
            known::UNAUTHORIZED_NO_HEADER
        } else {
            return None;
        };
        let known_already = decided.iter().any(|cause| cause.code == entry.code);
        (!known_already).then(|| entry.certain())
    }

    /// The server does not know who issued or signed the token. That may be the other environment, somebody else
    /// altogether, or a token that was altered, which only its issuer tells apart.
    fn of_a_stranger(&self, claims: Option<Claims<'_>>) -> Vec<Cause> {
        const WORDS: &[&str] = &[
            "iss claim",
            "no matching key",
            "unknown issuer",
            "untrusted issuer",
        ];
        if !WORDS.iter().any(|words| self.answer.says(words)) {
            return Vec::new();
        }
        let issuer = claims.and_then(|claims| claims.text("iss"));
        let from = issuer.as_deref().and_then(place::environment);
        match (from, self.environment()) {
            (Some(from), Some(to)) if from == to => vec![known::UNAUTHORIZED_SIGNATURE.likely()],
            (Some(_), Some(_)) => vec![known::UNAUTHORIZED_ENVIRONMENT.certain()],
            _ => vec![
                known::UNAUTHORIZED_ENVIRONMENT.likely(),
                known::UNAUTHORIZED_ISSUER.possible(),
                known::UNAUTHORIZED_SIGNATURE.possible(),
            ],
        }
    }

    /// The server says expired. When this machine's clock says otherwise, the clock is wrong.
    fn expired_by_words(&self, claims: Option<Claims<'_>>) -> &'static Entry {
        let expires = claims.and_then(|claims| claims.time("exp"));
        match (expires, self.known.now) {
            (Some(expires), Some(now)) if expires > now.plus(TOLERANCE) => known::UNAUTHORIZED_CLOCK,
            _ => known::UNAUTHORIZED_EXPIRED,
        }
    }
}

/// Whether it is no token but the grant that one is asked for with.
fn is_grant(header: Option<&Value>, claims: Claims<'_>) -> bool {
    let has_certificate = header.is_some_and(|header| header.get("x5c").is_some());
    let to = claims.text("aud").unwrap_or_default();
    let from = claims.text("iss").unwrap_or_default();
    has_certificate || (place::is_maskinporten(&to) && !from.contains("://"))
}

/// The token has none of the scopes that the call takes. `other` when it has no admin scope at all, or only one that
/// looks right and is not.
pub(super) fn missing_scope(
    request: &ApiRequest,
    claims: Claims<'_>,
    missing: &Entry,
    other: &Entry,
) -> Option<Cause> {
    let accepted = accepted_scopes(request);
    let scopes = claims.scopes();
    // Maskinporten's tokens always name their scopes: of claims without any, only a part is at hand.
    if !claims.has("scope")
        || accepted.is_empty()
        || scopes.iter().any(|scope| accepted.contains(&scope.as_str()))
    {
        return None;
    }
    let entry = if scopes.is_empty() || !scopes.iter().all(|scope| is_mistaken(scope, accepted)) {
        missing
    } else {
        other
    };
    let needs = Message::new("diagnosis.evidence.needs_scope").with("text", accepted.join(", "));
    Some(
        entry
            .certain()
            .because(evidence::claim("scope", &scopes.join(" ")))
            .because(needs),
    )
}

pub(super) fn clocks(here: Timestamp, there: Timestamp) -> Message {
    Message::new("diagnosis.evidence.clocks")
        .with("here", evidence::moment(here))
        .with("there", evidence::moment(there))
}
