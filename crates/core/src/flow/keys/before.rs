//! What the keys were, told to whoever runs a flow while it runs.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::Value;

/// The keys as they were when they had been read and nothing had been sent, for whoever has something to say of them.
#[derive(Clone, Debug, Default)]
pub struct Before(Rc<RefCell<Vec<Value>>>);

impl Before {
    /// None while they have not been read.
    #[must_use]
    pub fn keys(&self) -> Vec<Value> {
        self.0.borrow().clone()
    }

    pub(super) fn put(&self, keys: &[Value]) {
        *self.0.borrow_mut() = keys.to_vec();
    }
}
