//! The helper cannot be reached: what the browsers say then, and what it means.
//!
//! The texts were seen in Chromium 156 and Firefox ESR 153. Firefox does not tell a helper that refuses this
//! extension from one that is not installed, so there the second explanation is never ruled out.

use super::{Cause, catalogue as known, evidence};

/// The `host/…` code for what a browser said when the connection to the helper ended. Firefox says nothing at all
/// when the helper ends by itself.
#[must_use]
pub fn host_code(browser_text: Option<&str>) -> &'static str {
    let Some(text) = browser_text.map(str::trim).filter(|text| !text.is_empty()) else {
        return known::HOST_EXITED.code;
    };
    let text = text.to_lowercase();
    let says = |words: &str| text.contains(words);
    let entry = if says("native messaging host not found") || says("no such native application") {
        known::HOST_NOT_FOUND
    } else if says("native messaging host is forbidden") {
        known::HOST_FORBIDDEN
    } else if says("native host has exited") {
        known::HOST_EXITED
    } else if says("exceeds the limit of")
        || says("exceeded maximum allowed size")
        || says("error when communicating with the native messaging host")
    {
        known::HOST_TOO_LARGE
    } else if says("failed to start native messaging host") || says("an unexpected error occurred") {
        known::HOST_BROKEN
    } else if says("timed out") || says("timeout") {
        known::HOST_TIMEOUT
    } else {
        known::HOST_UNKNOWN
    };
    entry.code
}

/// Everything that may lie behind what the browser said, so that the extension names the same causes as
/// `losen doctor`, which can look and knows which of them it is.
pub(super) fn causes(code: &str, raw: &str) -> Vec<Cause> {
    let said = raw.to_lowercase();
    let firefox = said.contains("no such native application");
    let entry = known::find(code).filter(|entry| entry.code.starts_with("host/"));
    let found = match entry {
        // Firefox has no policy that forbids it, and doesn't tell a refusal from absence.
        Some(entry) if entry.code == known::HOST_NOT_FOUND.code && firefox => {
            vec![
                entry.likely(),
                known::HOST_FORBIDDEN.possible(),
                known::HOST_BOXED.possible(),
            ]
        }
        // Chromium says the same of a manifest that is missing, malformed, disregarded by policy or out of its box's
        // reach, and of one whose program is gone.
        Some(entry) if entry.code == known::HOST_NOT_FOUND.code => vec![
            entry.likely(),
            known::HOST_BROKEN.possible(),
            known::HOST_USER_LEVEL.possible(),
            known::HOST_BOXED.possible(),
        ],
        Some(entry) if entry.code == known::HOST_FORBIDDEN.code => {
            vec![entry.likely(), known::HOST_BLOCKED.possible()]
        }
        // Also when the program could not be run at all.
        Some(entry) if entry.code == known::HOST_EXITED.code && !said.is_empty() => {
            vec![entry.likely(), known::HOST_BROKEN.possible()]
        }
        Some(entry)
            if entry.code == known::HOST_TOO_LARGE.code && said.contains("error when communicating") =>
        {
            vec![entry.likely(), known::HOST_BROKEN.possible()]
        }
        Some(entry) if entry.code == known::HOST_UNKNOWN.code => vec![entry.possible()],
        Some(entry) => vec![entry.certain()],
        None => vec![known::HOST_UNKNOWN.possible()],
    };
    let seen = evidence::quoted("diagnosis.evidence.browser", raw);
    found
        .into_iter()
        .map(|cause| cause.because_all(seen.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_of_chromium_are_known() {
        let table = [
            ("Specified native messaging host not found.", "host/not-found"),
            (
                "Access to the specified native messaging host is forbidden.",
                "host/forbidden",
            ),
            ("Native host has exited.", "host/exited"),
            (
                "Error when communicating with the native messaging host.",
                "host/too-large",
            ),
            (
                "Message exceeded maximum allowed size of 64MiB.",
                "host/too-large",
            ),
            ("Failed to start native messaging host.", "host/broken"),
        ];
        for (text, code) in table {
            assert_eq!(host_code(Some(text)), code, "{text}");
        }
    }

    #[test]
    fn the_texts_of_firefox_are_known() {
        let table = [
            (
                Some("No such native application no.losen.helper"),
                "host/not-found",
            ),
            (Some("An unexpected error occurred"), "host/broken"),
            (None, "host/exited"),
            (
                Some(
                    "Native application tried to send a message of 1048577 bytes, which exceeds the limit of 1048576 bytes.",
                ),
                "host/too-large",
            ),
        ];
        for (text, code) in table {
            assert_eq!(host_code(text), code, "{text:?}");
        }
    }

    #[test]
    fn a_new_text_is_unknown_and_shown_as_it_is() {
        assert_eq!(host_code(Some("Something else")), "host/unknown");
        let causes = causes("host/unknown", "Something else");
        assert!(causes[0].evidence[0].args[0].1.contains("Something else"));
    }

    #[test]
    fn firefox_does_not_tell_forbidden_from_absent() {
        let codes: Vec<_> = causes("host/not-found", "No such native application no.losen.helper")
            .iter()
            .map(|cause| cause.code)
            .collect();
        assert_eq!(codes, ["host/not-found", "host/forbidden", "host/boxed"]);
    }
}
