//! The gate for keys: JWK, JWK Set, PEM public key, PEM certificate and `x5c`, as text from a file or a paste.
//!
//! Nothing private passes. [`check_text`] looks for private and symmetric keys anywhere in the input, at any depth and
//! in any of their forms, before anything else; when it finds one, it says where, and offers nothing to send.
//!
//! ```
//! let report = losen_core::keys::check_text(r#"{"kty":"RSA","d":"c2VjcmV0LXNlY3JldC1zZWNyZXQ"}"#, None);
//! assert!(report.is_refused());
//! assert!(report.fixed.is_none());
//! ```

mod certificate;
mod der;
mod forms;
mod jwk;
mod owner;
mod private;
mod read;
mod rsa;
mod set;

use serde_json::{Value, json};

use crate::Timestamp;
use crate::model::{Finding, Severity};
use crate::rules::Rule;
use crate::text::Language;

pub use owner::{Owner, issued_for, owner};

/// Digdir's page about keys of clients.
const SOURCE: &str = "https://docs.digdir.no/docs/idporten/oidc/oidc_func_clientreg";

const PRIVATE: Rule = Rule::new("key/private", SOURCE);
const TOO_LARGE: Rule = Rule::new("key/too-large", SOURCE);

/// No key set comes near this; a longer text is some other file. Bytes.
const LARGEST: usize = 1024 * 1024;

/// Everything there is to say about a text that should hold public keys.
#[derive(Clone, Debug)]
pub struct KeyReport {
    /// Errors first, then warnings, then hints. Paths point into the JSON that was given; empty for PEM.
    pub findings: Vec<Finding>,
    /// The public keys as the API takes them, `{"keys":[…]}`, with every fix applied. `None` when a private key was
    /// found or no key could be read.
    pub fixed: Option<Value>,
}

impl KeyReport {
    /// Whether any finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    }

    /// Whether the text holds something secret and must not be copied or sent anywhere.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.findings.iter().any(|finding| finding.rule == PRIVATE.code)
    }

    /// `{"findings":[…],"fixed":{…}}`; `fixed` is `null` when there is nothing to offer.
    #[must_use]
    pub fn to_json(&self, language: Language) -> Value {
        let findings: Vec<Value> = self
            .findings
            .iter()
            .map(|finding| finding.to_json(language))
            .collect();
        json!({ "findings": findings, "fixed": self.fixed })
    }
}

/// Every rule about keys.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [
        &[PRIVATE, TOO_LARGE],
        read::RULES,
        jwk::RULES,
        rsa::RULES,
        certificate::RULES,
        set::RULES,
    ]
    .into_iter()
    .flatten()
}

/// Checks a text that should hold public keys. Without `now` nothing is said about expiry.
#[must_use]
pub fn check_text(text: &str, now: Option<Timestamp>) -> KeyReport {
    let refused = |finding: Finding| KeyReport {
        findings: vec![finding],
        fixed: None,
    };
    if text.len() > LARGEST {
        return refused(TOO_LARGE.error(""));
    }
    if let Some(trace) = private::find(text) {
        return refused(PRIVATE.error(trace.path).with("form", trace.form));
    }
    let mut report = match read::read(text) {
        Ok(input) => set::check(input, now),
        Err(finding) => refused(*finding),
    };
    report.findings.sort_by_key(|finding| finding.severity);
    report
}
