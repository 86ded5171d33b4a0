//! What the rules may know of scopes beyond what came with Losen: the API's open list, fetched when the user comes to the
//! scopes, and what the organisation has been granted, fetched when the user asks. Neither stops anybody: what cannot be
//! read is left as it is, and the rules say so.

use std::sync::Arc;

use super::create::Work;
use super::{ApiAt, Effect, Effects, Field, Outcome, Place, Session, StepId, Waiting};
use crate::Timestamp;
use crate::api::{Answer, Call};
use crate::grant::Operation;
use crate::protocol;
use crate::rules::{Catalogue, Granted};
use crate::text::Message;

/// What is known of scopes, for the place that the plan is for.
#[derive(Debug)]
pub struct Known {
    pub catalogue: Arc<Catalogue>,
    pub granted: Granted,
    asked: bool,
    /// The grants are being read.
    pub checking: bool,
}

/// What an answer about scopes is waited for.
#[derive(Debug)]
pub enum ScopeNews {
    All,
    Token,
    Granted,
}

impl Known {
    pub fn nothing() -> Self {
        Self {
            catalogue: Catalogue::bundled(),
            granted: Granted::default(),
            asked: false,
            checking: false,
        }
    }
}

impl Session {
    /// Fetches the open list once for a place; it needs no token.
    pub(super) fn arrive(&mut self, step: StepId, effects: &mut Effects) {
        if step == StepId::Scopes && !self.known.asked {
            self.known.asked = true;
            self.fetch(&Call::AllScopes, None, ScopeNews::All, effects);
        }
    }

    /// Asks what the organisation has been granted.
    pub(super) fn check_grants(&mut self, effects: &mut Effects) {
        if !self.known.checking && self.work == Work::Idle {
            self.known.checking = true;
            let place = self.draft.place.clone().unwrap_or(Place::Page);
            let ask = self.token_at(&place, Operation::ScopesRead, None);
            self.want(ask, Waiting::Scopes(ScopeNews::Token), effects);
        }
    }

    pub(super) fn scopes_answered(
        &mut self,
        now: Timestamp,
        news: &ScopeNews,
        outcome: Outcome,
        effects: &mut Effects,
    ) {
        match (news, outcome) {
            (ScopeNews::All, Outcome::Api(reply)) => {
                if let Ok(Ok(Answer::Scopes(list))) = reply.map(|reply| Call::AllScopes.read(&reply)) {
                    self.known.catalogue = Catalogue::refreshed(&list, now);
                }
            }
            (ScopeNews::Token, Outcome::Helper(Ok(protocol::Answer::Token { access_token, .. }))) => {
                self.fetch(
                    &Call::GrantedScopes,
                    Some(access_token),
                    ScopeNews::Granted,
                    effects,
                );
            }
            (ScopeNews::Granted, Outcome::Api(reply)) => {
                let granted = match reply.map(|reply| Call::GrantedScopes.read(&reply)) {
                    Ok(Ok(Answer::Scopes(list))) => Granted::read(&list),
                    _ => Granted::Unreadable,
                };
                self.grants_are(granted);
            }
            _ => self.grants_are(Granted::Unreadable),
        }
    }

    fn grants_are(&mut self, granted: Granted) {
        self.known.checking = false;
        self.known.granted = granted;
        self.shown.extend([Field::Scopes, Field::OtherScopes]);
        self.status = Some(Message::new("guide.status.grants"));
    }

    fn fetch(
        &mut self,
        call: &Call,
        token: Option<secrecy::SecretString>,
        news: ScopeNews,
        effects: &mut Effects,
    ) {
        if let Some(at) = self.api_at() {
            let request = call.request();
            self.want(
                Effect::CallApi { at, request, token },
                Waiting::Scopes(news),
                effects,
            );
        }
    }

    /// Where the API of the plan's place is.
    pub(super) fn api_at(&self) -> Option<ApiAt> {
        self.api_of(self.draft.place.as_ref()?)
    }

    /// Where the API of a place is. A practice profile brings its own address; anything but loopback is refused.
    pub(super) fn api_of(&self, place: &Place) -> Option<ApiAt> {
        let Place::Profile { name, .. } = place else {
            return Some(ApiAt::Page);
        };
        let own = || self.profile_at(place)?.endpoints.clone()?.practice().ok();
        place
            .environment()
            .endpoints()
            .or_else(own)
            .map(|endpoints| ApiAt::Profile {
                name: name.clone(),
                base: endpoints.api,
            })
    }
}
