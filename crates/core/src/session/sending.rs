//! What a page may not send itself goes through the helper: see [`Post`].

use secrecy::SecretString;

use super::{HelperFailure, Outcome};
use crate::api::{ApiRequest, Post, TransportFailure};
use crate::protocol::{Answer, Command, code};

/// What the helper is asked, so that it sends a request with a token; `None` when it is no request that it sends.
#[must_use]
pub fn handed_over(profile: &str, request: &ApiRequest, token: Option<&SecretString>) -> Option<Command> {
    Some(Command::Send {
        profile: profile.to_owned(),
        token: token?.clone().into(),
        post: Post::of(request)?,
    })
}

/// What came of a call that the helper sent. Only what certainly did not leave counts as refused by the helper; of all
/// the rest nobody knows, and it is settled by looking.
#[must_use]
pub fn came_back(answer: Result<Answer, HelperFailure>) -> Outcome {
    let unknown = Outcome::Api(Err(TransportFailure::Unknown));
    match answer {
        Ok(Answer::Sent { reply: Some(reply) }) => Outcome::Api(Ok(reply)),
        Ok(Answer::NotSent { obstacle: None }) => Outcome::Api(Err(TransportFailure::NotSent)),
        Ok(Answer::NotSent {
            obstacle: Some(obstacle),
        }) => Outcome::Api(Err(TransportFailure::Stopped(obstacle))),
        Ok(_) => unknown,
        Err(failure) if is_before(&failure) => Outcome::Helper(Err(failure)),
        Err(_) => unknown,
    }
}

/// Whether the helper gave up before anything left: it refused, or it never ran.
fn is_before(failure: &HelperFailure) -> bool {
    match failure {
        // A reply that could not be written, for one.
        HelperFailure::Fault(fault) => fault.code != code::INTERNAL,
        // Any other end of the helper may have come after it had sent.
        HelperFailure::Unreachable { code, .. } => {
            matches!(code.as_str(), "host/not-found" | "host/forbidden")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{ApiReply, Call, Obstacle};
    use crate::model::{ClientId, Plan};
    use crate::protocol::{Fault, Request};

    fn fault(code: &'static str) -> Result<Answer, HelperFailure> {
        Err(HelperFailure::Fault(Fault::new(code, "")))
    }

    fn gone(code: &str) -> Result<Answer, HelperFailure> {
        Err(HelperFailure::Unreachable {
            code: code.into(),
            raw: String::new(),
        })
    }

    fn word(outcome: &Outcome) -> &'static str {
        match outcome {
            Outcome::Api(Ok(_)) => "answered",
            Outcome::Api(Err(TransportFailure::NotSent | TransportFailure::Stopped(_))) => "not sent",
            Outcome::Api(Err(TransportFailure::Unknown)) => "unknown",
            Outcome::Helper(Err(_)) => "refused",
            _ => "something else",
        }
    }

    #[test]
    fn what_may_have_left_is_never_taken_for_what_did_not() {
        let reply = Some(ApiReply::default());
        for (answer, expected) in [
            (Ok(Answer::Sent { reply }), "answered"),
            (Ok(Answer::Sent { reply: None }), "unknown"),
            (Ok(Answer::NotSent { obstacle: None }), "not sent"),
            (
                Ok(Answer::NotSent {
                    obstacle: Some(Obstacle::Refused),
                }),
                "not sent",
            ),
            (Ok(Answer::Status { profiles: Vec::new() }), "unknown"),
            (fault(code::UNKNOWN_COMMAND), "refused"),
            (fault(code::TOO_LARGE), "refused"),
            (fault(code::SEND_UNKNOWN_TOKEN), "refused"),
            (fault(code::INTERNAL), "unknown"),
            (gone("host/not-found"), "refused"),
            (gone("host/exited"), "unknown"),
            (gone("host/timeout"), "unknown"),
            (gone("host/unknown"), "unknown"),
        ] {
            let told = format!("{answer:?}");
            assert_eq!(word(&came_back(answer)), expected, "{told}");
        }
    }

    /// A client of more than 64 KiB does not go over the line, so that what became of it is known: nothing.
    #[test]
    fn a_client_that_is_too_large_for_the_line_is_refused_before_it_leaves() {
        let token = SecretString::from("hemmelig");
        for (length, fits) in [(60_000, true), (70_000, false)] {
            let mut client = Plan::default();
            client.set("description", "x".repeat(length));
            let create = Call::CreateClient(client).request();
            let command = handed_over("test", &create, Some(&token)).unwrap();
            let message = Request { id: 1, command }.message();
            assert_eq!(message.is_ok(), fits);
            let Err(fault) = message else { continue };
            assert_eq!(fault.code, code::TOO_LARGE);
            assert_eq!(word(&came_back(Err(HelperFailure::Fault(fault)))), "refused");
        }
    }

    #[test]
    fn only_a_post_with_a_token_is_handed_over_and_the_token_cannot_be_printed() {
        let token = SecretString::from("hemmelig");
        let create = Call::CreateClient(Plan::default()).request();
        let command = handed_over("test", &create, Some(&token)).unwrap();
        assert!(!format!("{command:?}").contains("hemmelig"));
        assert_eq!(handed_over("test", &create, None), None);
        let read = Call::GetClient(ClientId::parse("a").unwrap()).request();
        assert_eq!(handed_over("test", &read, Some(&token)), None);
    }
}
