//! The lock of a client that goes with one of its keys: said before that key is gone.

use losen_core::clients::unlocks;
use losen_core::flow::keys::Before;
use losen_core::text::Message;
use serde_json::Value;

use crate::output::Output;

/// A key that goes, what comes in its place, and the keys that it is one of, once they have been read.
pub struct Lock {
    kid: String,
    comes: Option<Value>,
    before: Before,
    is_said: bool,
}

impl Lock {
    /// The lock that this key may be.
    pub fn new(kid: &str, comes: Option<Value>) -> Self {
        Self {
            kid: kid.to_owned(),
            comes,
            before: Before::default(),
            is_said: false,
        }
    }

    /// Where the keys are put that have been read.
    pub fn before(&self) -> Before {
        self.before.clone()
    }

    /// Whether the client is locked to a certificate by this key and no other.
    pub fn goes(&self) -> bool {
        unlocks(&self.before.keys(), &self.kid, self.comes.as_ref())
    }

    /// Says so once, as soon as that is known, where it does not mix with what a program reads.
    pub fn warn(&mut self, output: &mut Output<'_>) {
        if self.is_said || !self.goes() {
            return;
        }
        self.is_said = true;
        let said = Message::new("clients.cli.keys.lock_goes").with("kid", self.kid.as_str());
        // What cannot be said is no reason to leave half of the work undone.
        let _unsaid = writeln!(output.err, "losen: {}", said.text(output.language));
    }
}
