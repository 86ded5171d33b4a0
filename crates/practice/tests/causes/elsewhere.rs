//! The causes that no server can bring about, and where they are shown. Those of the machine that Losen runs on are shown
//! for real by the tests of `losen doctor`.

const WORDS: &str = "crates/core/tests/causes_without_a_server.rs";

const OBSTACLES: &str = "crates/helper/src/install/inspect.rs";

pub const SHOWN: &[(&str, &str)] = &[
    ("host/not-found", WORDS),
    ("host/forbidden", WORDS),
    ("host/broken", WORDS),
    ("host/exited", WORDS),
    ("host/too-large", WORDS),
    ("host/timeout", WORDS),
    ("host/unknown", WORDS),
    // The browser does not tell these from others; `losen doctor` does.
    ("host/user-level", OBSTACLES),
    ("host/blocked", OBSTACLES),
    ("host/boxed", OBSTACLES),
    ("protocol/too-old", WORDS),
    ("protocol/too-new", WORDS),
    ("request/malformed", WORDS),
    ("request/unknown-command", WORDS),
    ("request/bad-argument", WORDS),
    ("request/too-large", WORDS),
    ("caller/forbidden", WORDS),
    ("profile/unknown", WORDS),
    ("profile/invalid", WORDS),
    ("key/unreadable", WORDS),
    ("key/wrong-passphrase", WORDS),
    ("key/no-prompt", WORDS),
    ("key/cancelled", WORDS),
    ("key/unusable", WORDS),
    ("certificate/expired", WORDS),
    ("certificate/not-yet-valid", WORDS),
    ("certificate/wrong-environment", WORDS),
    ("policy/refused", WORDS),
    ("proof/unsupported", WORDS),
    ("proof/unreachable", WORDS),
    ("helper/internal", WORDS),
    ("helper/unknown", WORDS),
    ("token/unreachable", WORDS),
    ("token/nonsense", WORDS),
    ("token/nothing-wrong", WORDS),
    ("unauthorized/terms-not-signed", WORDS),
    ("network/not-sent", WORDS),
    ("network/offline", WORDS),
    ("network/name-not-found", WORDS),
    ("network/refused", WORDS),
    ("network/timeout", WORDS),
    ("network/tls-intercepted", WORDS),
    ("network/tls-clock", WORDS),
    ("paste/private-key", WORDS),
];
