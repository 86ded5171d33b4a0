//! From a grant to a token, with a clock that may be wrong.
//!
//! Maskinporten refuses a grant whose `iat` is more than 10 seconds away from its own time. A machine's clock may be;
//! then the server's `Date` tells by how much. The correction is bounded, the user is told, and what is sent the second
//! time is a new grant: the first is used up (MP-012).

use losen_core::Timestamp;
use losen_core::grant::Grant;
use losen_core::model::Environment;
use losen_core::protocol::{Fault, code};
use losen_core::text::Message;
use secrecy::SecretString;

use super::Helper;
use super::consent::Admitted;
use crate::profile::Profile;
use crate::token::{self, Bought};

/// So little is neither corrected nor mentioned. Seconds.
const TOLERABLE: i64 = 5;
/// A clock that is further off is the user's to mend: with it, certificates and expiry cannot be judged either.
const MOST: i64 = 300;

impl Helper<'_> {
    /// The time as the environment has it, as far as that is known.
    pub(super) fn corrected(&self, environment: Environment) -> Timestamp {
        (self.clock)().plus(self.ahead.get(&environment).copied().unwrap_or_default())
    }

    /// A token for a grant that the profile's own key signs.
    pub(super) fn buy(
        &mut self,
        profile: &Profile,
        admitted: Option<&Admitted>,
        make: impl Fn(&Profile, Timestamp) -> Result<Grant, Fault>,
    ) -> Result<Bought, Fault> {
        let sign = |helper: &mut Self, grant: &Grant| helper.signed(profile, grant);
        self.buy_signed(profile, admitted, make, sign)
    }

    /// Makes a grant, writes it down, sends it once. A second one is made only when the first was refused and the
    /// clock turns out to be wrong.
    pub(super) fn buy_signed(
        &mut self,
        profile: &Profile,
        admitted: Option<&Admitted>,
        make: impl Fn(&Profile, Timestamp) -> Result<Grant, Fault>,
        sign: impl Fn(&mut Self, &Grant) -> Result<SecretString, Fault>,
    ) -> Result<Bought, Fault> {
        let (ahead, result) = self.send(profile, admitted, &make, &sign)?;
        let known = self.ahead.get(&profile.environment).copied().unwrap_or_default();
        let Some(ahead) = ahead.filter(|ahead| (ahead - known).abs() > TOLERABLE) else {
            return result;
        };
        let refused = matches!(&result, Err(fault) if fault.code == code::TOKEN_REJECTED);
        if ahead.abs() > MOST {
            return if refused { Err(wrong_clock(ahead)) } else { result };
        }
        self.ahead.insert(profile.environment, ahead);
        // A clock that has been set right meanwhile is no news.
        if ahead.abs() > TOLERABLE {
            self.notices.push(told(ahead));
        }
        if !refused {
            return result;
        }
        self.send(profile, admitted, &make, &sign)?.1
    }

    /// How far ahead the server's clock is, and what came of the grant.
    fn send(
        &mut self,
        profile: &Profile,
        admitted: Option<&Admitted>,
        make: &impl Fn(&Profile, Timestamp) -> Result<Grant, Fault>,
        sign: &impl Fn(&mut Self, &Grant) -> Result<SecretString, Fault>,
    ) -> Result<(Option<i64>, Result<Bought, Fault>), Fault> {
        let grant = make(profile, self.corrected(profile.environment))?;
        self.record(profile, &grant, admitted)?;
        let signed = sign(self, &grant)?;
        let network = (self.dial)(profile);
        Ok(token::buy(network.as_ref(), &grant, &signed, self.clock))
    }
}

fn told(ahead: i64) -> Message {
    let message = if ahead > 0 {
        Message::new("keys.clock.behind")
    } else {
        Message::new("keys.clock.ahead")
    };
    message.with("seconds", ahead.abs().to_string())
}

/// The machine's clock is the user's to mend.
pub(super) fn wrong_clock(ahead: i64) -> Fault {
    let direction = if ahead > 0 { "behind" } else { "ahead of" };
    let detail = format!(
        "this machine's clock is {} seconds {direction} Maskinporten's; more than {MOST} are not corrected",
        ahead.abs()
    );
    Fault::new(code::CLOCK, detail)
}
