//! The proof that the new client works.

use super::super::prove::{PROPAGATION, Proving};
use super::super::{Block, Look, Session, Tone};
use super::{Button, Screen};
use crate::grant::TEST_PERSON;
use crate::text::Message;

impl Screen<'_> {
    /// What stands between the client's id and what to do next.
    pub(super) fn proof(&self) -> Vec<Block> {
        if self.session.logs_in() {
            return self.login();
        }
        if self.session.provable().is_none() {
            return Vec::new();
        }
        if let Some(elsewhere) = self.proof_is_elsewhere() {
            return vec![elsewhere];
        }
        match &self.session.proving {
            Proving::No => vec![self.offer()],
            Proving::Trying { since, now, tries } => self.trying(now.0 - since.0, *tries),
            Proving::Proved { scope, looked_up, .. } => self.proved(scope, *looked_up),
            // These are of a login.
            Proving::Beginning | Proving::Exchanging | Proving::NotKnownYet(_) | Proving::LoggedIn { .. } => {
                Vec::new()
            }
            Proving::Failed(causes) => {
                let mut blocks = Vec::new();
                if Session::key_is_proven(causes) {
                    blocks.push(self.notice(
                        Tone::Warning,
                        "guide.proof.half_heading",
                        &["guide.proof.half_text"],
                    ));
                } else {
                    blocks.push(self.notice(
                        Tone::Danger,
                        "guide.proof.failed_heading",
                        &["guide.proof.failed_text"],
                    ));
                }
                blocks.extend(causes.iter().map(|cause| self.cause(cause)));
                blocks.push(self.offer_again());
                blocks
            }
        }
    }

    fn offer(&self) -> Block {
        Block::Notice {
            tone: Tone::Info,
            heading: self.t("guide.proof.heading"),
            text: vec![self.t("guide.proof.text")],
            buttons: vec![self.button(Button::Prove, "guide.button.prove", Look::Primary)],
        }
    }

    fn offer_again(&self) -> Block {
        Block::Notice {
            tone: Tone::Neutral,
            heading: self.t("guide.proof.again_heading"),
            text: vec![self.t("guide.proof.again_text")],
            buttons: vec![self.button(Button::Prove, "guide.button.prove_again", Look::Secondary)],
        }
    }

    fn trying(&self, seconds: i64, tries: u32) -> Vec<Block> {
        let mut text = Vec::new();
        if tries > 0 {
            let left = minutes_left(seconds);
            let message = Message::new("guide.proof.waiting").with("tries", tries.to_string());
            text.push(self.m(message.with("minutes", left.to_string())));
        }
        vec![
            Block::Progress {
                text: self.t("guide.proof.trying"),
            },
            Block::Notice {
                tone: Tone::Neutral,
                heading: self.t("guide.proof.trying_heading"),
                text,
                buttons: vec![self.button(Button::StopProving, "guide.button.stop", Look::Secondary)],
            },
        ]
    }

    fn proved(&self, scope: &str, looked_up: bool) -> Vec<Block> {
        let mut rows = vec![
            (self.t("guide.proof.token"), self.t("guide.proof.token_given")),
            (self.t("guide.review.scopes"), scope.to_owned()),
        ];
        if looked_up {
            let found = Message::new("guide.proof.person_found").with("person", TEST_PERSON);
            rows.push((self.t("guide.proof.lookup"), self.m(found)));
        }
        let said = if looked_up {
            "guide.proof.proved_text"
        } else {
            "guide.proof.proved_token_text"
        };
        vec![
            self.notice(Tone::Success, "guide.proof.proved_heading", &[said]),
            Block::Facts {
                heading: self.t("guide.proof.evidence"),
                rows,
            },
        ]
    }
}

/// How long Losen will go on asking, in whole minutes, of which the last may be a part.
fn minutes_left(seconds: i64) -> i64 {
    minutes(PROPAGATION - seconds).max(1)
}

/// Seconds that are left, in whole minutes, of which the last may be a part.
pub(super) fn minutes(left: i64) -> i64 {
    (left.max(0) + 59).div_euclid(60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_promised_is_what_is_left() {
        let promised = [0, 1, 60, 61, 541, 599, 600, 700].map(minutes_left);
        assert_eq!(promised, [10, 10, 9, 9, 1, 1, 1, 1]);
    }
}
