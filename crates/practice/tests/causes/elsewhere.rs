//! The causes that no server can bring about. Most are brought about, and their fixes followed, by
//! `crates/helper/tests/every_link.rs`, which reads this list too and demands a case for each. Of the others it says
//! where they are shown, and why nobody can follow their fix in a test.

/// Where a cause is shown.
pub enum Place {
    /// The helper's own test brings it about, follows its fix and sees that all is well.
    Followed,
    /// So does a test beside the code, in this file.
    Beside(&'static str),
    /// It is recognised by what is said of it, in this file; the second text says why it isn't brought about.
    Told(&'static str, &'static str),
}

use Place::{Beside, Followed, Told};

const WORDS: &str = "crates/core/tests/causes_without_a_server.rs";

const PASTED: &str = "crates/core/tests/diagnosis_good.rs";

const LINE: &str = "crates/helper/src/command/doctor/line/tests.rs";

pub const SHOWN: &[(&str, Place)] = &[
    ("host/not-found", Followed),
    ("host/forbidden", Followed),
    ("host/broken", Followed),
    ("host/user-level", Followed),
    ("host/blocked", Followed),
    ("host/boxed", Followed),
    (
        "host/exited",
        Told(WORDS, "a browser's word for a helper that crashed; ours does not"),
    ),
    (
        "host/too-large",
        Told(
            WORDS,
            "a browser's word for a reply that the helper is too small to make",
        ),
    ),
    (
        "host/timeout",
        Told(
            WORDS,
            "the extension's own patience; its fix is to look for a window",
        ),
    ),
    ("host/unknown", Told(WORDS, "what no browser has said yet")),
    ("protocol/too-old", Followed),
    ("protocol/too-new", Followed),
    ("request/malformed", Followed),
    ("request/unknown-command", Followed),
    ("request/bad-argument", Followed),
    ("request/too-large", Followed),
    ("send/unknown-token", Followed),
    ("caller/forbidden", Followed),
    ("profile/unknown", Followed),
    ("profile/invalid", Followed),
    ("key/unreadable", Followed),
    ("key/wrong-passphrase", Followed),
    ("key/wrong-pin", Followed),
    ("key/pin-locked", Followed),
    ("key/not-found", Followed),
    ("key/no-prompt", Followed),
    ("key/cancelled", Followed),
    ("key/unusable", Followed),
    ("certificate/expired", Followed),
    ("certificate/not-yet-valid", Followed),
    ("certificate/wrong-environment", Followed),
    ("policy/refused", Followed),
    ("proof/unsupported", Followed),
    ("proof/key-elsewhere", Followed),
    ("proof/unreachable", Followed),
    ("proof/not-for-login", Followed),
    ("proof/client-unreadable", Followed),
    ("proof/key-needed", Followed),
    ("proof/secret-needed", Followed),
    ("proof/login-unknown", Followed),
    ("proof/login-mismatch", Followed),
    ("helper/internal", Followed),
    (
        "helper/unknown",
        Told(WORDS, "what only a helper of a later version says"),
    ),
    ("token/unreachable", Followed),
    ("token/nonsense", Followed),
    ("token/nothing-wrong", Told(WORDS, "no failure")),
    (
        "token/grant-alone",
        Told(PASTED, "no failure: a grant that nobody has sent"),
    ),
    ("api/nothing-wrong", Told(PASTED, "no failure")),
    (
        "address/not-digdirs",
        Told(PASTED, "somebody else's API, of which Losen knows no fix"),
    ),
    (
        "unauthorized/terms-not-signed",
        Told(
            WORDS,
            "the API says 428 for this, so it stands among the guesses and never first",
        ),
    ),
    ("network/not-sent", Followed),
    ("network/refused", Followed),
    ("network/offline", Beside(LINE)),
    ("network/name-not-found", Beside(LINE)),
    ("network/tls-intercepted", Beside(LINE)),
    ("network/tls-clock", Beside(LINE)),
    (
        "network/timeout",
        Told(
            WORDS,
            "takes a network that swallows what is sent, which no machine alone has",
        ),
    ),
    (
        "paste/private-key",
        Told(WORDS, "no call failed: a key stood where an error was expected"),
    ),
];
