//! What a client and a scope have in common: a JSON object whose members are read one at a time, because any of them may be
//! wrong.

/// The members of a type that wraps a `serde_json::Map`.
macro_rules! json_body {
    ($name:ident) => {
        impl $name {
            /// The body.
            #[must_use]
            pub fn body(&self) -> &Map<String, Value> {
                &self.0
            }

            /// The body as a value of its own.
            #[must_use]
            pub fn to_json(&self) -> Value {
                Value::Object(self.0.clone())
            }

            /// Any member.
            #[must_use]
            pub fn get(&self, member: &str) -> Option<&Value> {
                self.0.get(member)
            }

            /// Sets a member, where it stands if it is there already.
            pub fn set(&mut self, member: &str, value: impl Into<Value>) {
                self.0.insert(member.to_owned(), value.into());
            }

            /// Removes a member; the others keep their order.
            pub fn remove(&mut self, member: &str) {
                self.0.shift_remove(member);
            }

            /// A text member.
            #[must_use]
            pub fn text(&self, member: &str) -> Option<&str> {
                self.0.get(member).and_then(Value::as_str)
            }

            /// A whole-number member.
            #[must_use]
            pub fn number(&self, member: &str) -> Option<i64> {
                self.0.get(member).and_then(Value::as_i64)
            }

            /// A yes-or-no member.
            #[must_use]
            pub fn flag(&self, member: &str) -> Option<bool> {
                self.0.get(member).and_then(Value::as_bool)
            }
        }
    };
}

pub(super) use json_body;
