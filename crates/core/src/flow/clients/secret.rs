use secrecy::SecretString;

use super::take_secret;
use crate::api::{Answer, Call};
use crate::flow::{Flow, Refused};
use crate::model::{ClientId, Plan};

/// What came of a wish for a new secret.
#[derive(Clone, Debug)]
pub enum Rotated {
    /// There is a new one, and the old one has stopped working.
    Done {
        /// The client, without the secret.
        client: Plan,
        /// The secret, to be shown once and kept nowhere.
        secret: SecretString,
    },
    /// The old one works still.
    Refused(Refused),
    /// There may be a new one that nobody has seen; then the old one has stopped working.
    Unknown(Refused),
}

/// Makes a new secret. Whether an answer that got lost made one cannot be seen, so it is not looked for: only another
/// new secret helps, and that is for the user to ask for.
#[must_use]
pub fn new_secret(id: ClientId) -> Flow<Rotated> {
    Flow::new(async move |line| match line.call(Call::NewSecret(id)).await {
        Ok(Answer::Client(mut client)) => {
            let secret = take_secret(&mut client).unwrap_or_default();
            Rotated::Done { client, secret }
        }
        Ok(_) => Rotated::Refused(Refused::of_nothing()),
        Err(refused) if refused.may_be_done() => Rotated::Unknown(refused),
        Err(refused) => Rotated::Refused(refused),
    })
}
