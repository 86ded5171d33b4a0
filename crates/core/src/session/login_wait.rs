//! A client that users log in with may be unknown to ID-porten as well, as long as it is new.
//!
//! Of a machine's client Losen asks Maskinporten itself, until the client is known (`prove`). Here it cannot: whether ID-porten
//! knows a client is shown by a login alone, for which a person is needed. To an unknown client ID-porten answers with a page
//! of its own where the login should begin, which only the person sees; or, when the client became known in one place before
//! the other, it refuses to exchange the code (`invalid_client`). So Losen waits, says for how long at most, and tells when the
//! next try is worth it.

use super::prove::{Asked, PROPAGATION, Proving};
use super::{Effect, Effects, Focus, Session, Waiting};
use crate::Timestamp;
use crate::diagnosis::Cause;
use crate::text::Message;

/// Seconds between two tries: a person logs in at each.
const PAUSE: i64 = 60;

/// A client that ID-porten did not know when somebody logged in.
#[derive(Clone, Debug, PartialEq)]
pub struct NotKnownYet {
    /// How many times.
    pub tries: usize,
    /// Seconds for which the client may still be unknown because it is new.
    pub left: i64,
    /// Whether the next try is not worth it yet.
    pub waits: bool,
    /// What else it may be, when ID-porten said something that Losen saw.
    pub causes: Vec<Cause>,
}

impl Session {
    /// The user saw a page of ID-porten's where the login should have been.
    pub(super) fn login_showed_page(&mut self, now: Timestamp, effects: &mut Effects) {
        if self.logs_in() {
            self.wait_for_login(now, Vec::new(), effects);
        }
    }

    /// Whether a client that was refused may be one that ID-porten does not know yet.
    pub(super) fn may_be_too_new(&self, now: Timestamp, causes: &[Cause]) -> bool {
        let refused = causes
            .first()
            .is_some_and(|cause| cause.code == "login/client-refused");
        refused && self.left(now) > 0
    }

    /// Waits until the next try is worth it. A client that is no longer new is not waited for.
    pub(super) fn wait_for_login(&mut self, now: Timestamp, causes: Vec<Cause>, effects: &mut Effects) {
        self.pending
            .retain(|_, waiting| !matches!(waiting, Waiting::Proof(Asked::LoginPause)));
        self.login_tries += 1;
        let left = self.left(now);
        self.end_proof(Proving::NotKnownYet(NotKnownYet {
            tries: self.login_tries,
            left,
            waits: left > 0,
            causes,
        }));
        if let Ok(seconds @ 1..) = u32::try_from(left.min(PAUSE)) {
            self.want(Effect::Wait(seconds), Waiting::Proof(Asked::LoginPause), effects);
        }
    }

    /// The pause is over.
    pub(super) fn login_is_worth_a_try(&mut self, now: Timestamp) {
        let left = self.left(now);
        if let Proving::NotKnownYet(unknown) = &mut self.proving {
            unknown.left = left;
            unknown.waits = false;
            self.status = Some(Message::new("proof.login.try_now"));
            self.move_focus(Focus::Heading);
        }
    }

    /// Seconds for which the client may be unknown because it is new.
    fn left(&self, now: Timestamp) -> i64 {
        let created = self.draft.created.as_ref();
        created.map_or(0, |created| {
            (PROPAGATION - (now.0 - created.at.0)).clamp(0, PROPAGATION)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::{Evidence, Symptom, diagnose};
    use crate::model::ClientId;
    use crate::session::{Created, Surface};
    use crate::text::Language;

    /// A session in which a client was created at 0.
    fn created() -> Session {
        let mut session = Session::new(Surface::Panel, Language::Nb);
        session.draft.created = Some(Created {
            client_id: ClientId::parse("ny").unwrap(),
            at: Timestamp(0),
            found_by_looking: false,
            told: false,
            kid: None,
        });
        session
    }

    #[test]
    fn a_new_client_is_waited_for_ten_minutes_and_no_longer() {
        for (now, left, pause) in [
            (0, 600, Some(60)),
            (570, 30, Some(30)),
            (599, 1, Some(1)),
            (600, 0, None),
            (9_999, 0, None),
        ] {
            let mut session = created();
            let mut effects = Effects::new();
            session.wait_for_login(Timestamp(now), Vec::new(), &mut effects);
            let Proving::NotKnownYet(unknown) = &session.proving else {
                panic!("{:?}", session.proving)
            };
            assert_eq!((unknown.left, unknown.waits), (left, pause.is_some()), "{now}");
            let waits = effects.iter().find_map(|(_, effect)| match effect {
                Effect::Wait(seconds) => Some(*seconds),
                _ => None,
            });
            assert_eq!(waits, pause, "{now}");
        }
    }

    #[test]
    fn only_a_new_client_that_was_refused_itself_may_be_too_new() {
        let causes = |body: &str| {
            let symptom = Symptom::Login {
                status: None,
                body: body.to_owned(),
            };
            diagnose(&symptom, &Evidence::default())
        };
        let session = created();
        let refused = causes(r#"{"error":"invalid_client"}"#);
        assert!(session.may_be_too_new(Timestamp(599), &refused));
        assert!(!session.may_be_too_new(Timestamp(600), &refused));
        assert!(!session.may_be_too_new(Timestamp(1), &causes(r#"{"error":"invalid_scope"}"#)));
    }
}
