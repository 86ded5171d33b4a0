//! Calls that make something new, sent for a page, exactly once: a browser would send them again by itself when a
//! connection breaks that it has used before.

use losen_core::Timestamp;
use losen_core::api::{ApiReply, Post, TransportFailure};
use losen_core::grant::Operation;
use losen_core::protocol::{Answer, Fault, code};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use super::{Helper, Target};
use crate::profile::Profile;
use crate::token::Token;

/// What the extension needs of a reply's headers.
const HEADERS: [&str; 4] = ["content-type", "date", "retry-after", "www-authenticate"];

/// A token that a page was given, by its print: the token itself is forgotten here.
#[derive(Debug)]
pub(super) struct HandedOut {
    print: [u8; 32],
    operation: Operation,
    expires_at: Timestamp,
    /// What the profile said then. Another client or another address is another matter.
    profile: Profile,
}

impl Helper<'_> {
    /// A token for a page. One that can change something is known again when it comes back with a call to be sent.
    pub fn hand_out(
        &mut self,
        profile: &Profile,
        operation: Operation,
        target: &Target,
    ) -> Result<Token, Fault> {
        let token = self.token_for(profile, operation, target)?;
        let now = (self.clock)();
        self.handed_out.retain(|handed| now < handed.expires_at);
        if operation.writes() {
            self.handed_out.push(HandedOut {
                print: print(&token.secret),
                operation,
                expires_at: token.expires_at,
                profile: profile.clone(),
            });
        }
        Ok(token)
    }

    /// Sends a call to the API of a profile: once, on a connection of its own, with a token that was handed out for that
    /// profile and that kind of call. So this is no way to send anything that the page could not, or with a token from
    /// elsewhere; and nobody is asked again for what has been confirmed.
    pub fn send_once(&mut self, name: &str, token: &SecretString, post: &Post) -> Result<Answer, Fault> {
        let profile = self.profile(name)?;
        let (now, print) = ((self.clock)(), print(token));
        let known = self.handed_out.iter().any(|handed| {
            handed.print == print
                && now < handed.expires_at
                && post.may_use(handed.operation)
                && handed.profile == profile
        });
        if !known {
            let detail =
                "this helper gave no such token for this profile and this kind of call, or it has expired";
            return Err(Fault::new(code::SEND_UNKNOWN_TOKEN, detail));
        }
        let request = post
            .request()
            .ok_or_else(|| Fault::new(code::BAD_ARGUMENT, "'body' is not of the kind that is sent there"))?;
        // A way out that has just been made knows no connections: with one that lay waiting, nobody could tell an answer
        // that was lost from a connection that had been closed long before.
        match (self.dial)(&profile).api(&request, Some(token)) {
            Ok(reply) => Ok(Answer::Sent {
                reply: Some(told(reply)),
            }),
            Err(TransportFailure::Unknown) => Ok(Answer::Sent { reply: None }),
            Err(TransportFailure::NotSent) => Ok(Answer::NotSent { obstacle: None }),
            Err(TransportFailure::Stopped(obstacle)) => Ok(Answer::NotSent {
                obstacle: Some(obstacle),
            }),
        }
    }
}

fn print(token: &SecretString) -> [u8; 32] {
    Sha256::digest(token.expose_secret().as_bytes()).into()
}

fn told(mut reply: ApiReply) -> ApiReply {
    reply.headers.retain(|(name, _)| HEADERS.contains(&name.as_str()));
    reply
}
