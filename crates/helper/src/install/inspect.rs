//! Reads manifests as a browser does, and says what a browser would stumble over.

use std::path::{Path, PathBuf};

use losen_core::protocol::{CHROMIUM_ID, FIREFOX_ID, HOST_NAME};
use losen_core::text::Message;
use serde_json::Value;

use super::{Browser, ExtensionIds};

/// Something that keeps a browser from reaching the helper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// Stable code, `doctor/reason`.
    pub code: &'static str,
    /// What is wrong, with what to do.
    pub message: Message,
}

impl Obstacle {
    /// The cause by which the extension knows it, of the catalogue in `losen_core::diagnosis`. The extension sees only
    /// what the browser says; this looks.
    #[must_use]
    pub fn cause(&self) -> &'static str {
        match self.code {
            "doctor/no-program" | "doctor/not-executable" => "host/broken",
            "doctor/wrong-extension" => "host/forbidden",
            "doctor/policy-user-level" => "host/user-level",
            "doctor/policy-blocked" => "host/blocked",
            "doctor/boxed" => "host/boxed",
            // A manifest that is missing, or that the browser throws away.
            _ => "host/not-found",
        }
    }

    pub(super) fn new(code: &'static str, key: &'static str) -> Self {
        Self {
            code,
            message: Message::new(key),
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.message = self.message.with(name, value);
        self
    }
}

/// What is wrong with the manifest that a browser reads: the first of these files that is there decides.
#[must_use]
pub fn manifest(browser: Browser, files: &[PathBuf]) -> Vec<Obstacle> {
    let Some(file) = files.iter().find(|file| file.exists()) else {
        let missing = Obstacle::new("doctor/no-manifest", "cli.doctor.no_manifest");
        return vec![missing.with("browser", browser.name())];
    };
    let shown = file.display().to_string();
    let manifest = std::fs::read_to_string(file)
        .ok()
        .and_then(|text| serde_json::from_str::<Value>(&text).ok())
        .filter(Value::is_object);
    let Some(manifest) = manifest else {
        return vec![Obstacle::new("doctor/malformed", "cli.doctor.malformed").with("file", shown)];
    };
    let text = |member: &str| manifest.get(member).and_then(Value::as_str).unwrap_or_default();
    let mut obstacles = Vec::new();
    if text("name") != HOST_NAME || text("type") != "stdio" || text("description").is_empty() {
        obstacles.push(Obstacle::new("doctor/malformed", "cli.doctor.malformed").with("file", shown.clone()));
    }
    obstacles.extend(program(Path::new(text("path"))).map(|found| found.with("file", shown.clone())));
    obstacles.extend(callers(browser, &manifest).map(|found| found.with("file", shown)));
    obstacles
}

fn program(path: &Path) -> Option<Obstacle> {
    let shown = path.display().to_string();
    if !path.is_absolute() {
        return Some(
            Obstacle::new("doctor/relative-path", "cli.doctor.relative_path").with("program", shown),
        );
    }
    let Ok(metadata) = std::fs::metadata(path) else {
        return Some(Obstacle::new("doctor/no-program", "cli.doctor.no_program").with("program", shown));
    };
    #[cfg(unix)]
    let executable = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let executable = true;
    (!metadata.is_file() || !executable)
        .then(|| Obstacle::new("doctor/not-executable", "cli.doctor.not_executable").with("program", shown))
}

fn callers(browser: Browser, manifest: &Value) -> Option<Obstacle> {
    let member = if browser.is_firefox() {
        "allowed_extensions"
    } else {
        "allowed_origins"
    };
    let list: Vec<&str> = manifest
        .get(member)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|id| id.as_str().unwrap_or_default())
        .collect();
    let own = if browser.is_firefox() {
        FIREFOX_ID.to_owned()
    } else {
        format!("chrome-extension://{}/", CHROMIUM_ID.trim())
    };
    // Chromium throws the whole manifest away for one origin that it cannot read.
    let readable = |origin: &&str| {
        browser.is_firefox()
            || origin
                .strip_prefix("chrome-extension://")
                .and_then(|rest| rest.strip_suffix('/'))
                .is_some_and(|id| {
                    ExtensionIds::parse(&[id.to_owned()]).is_ok_and(|ids| !ids.0.chromium.is_empty())
                })
    };
    if let Some(bad) = list.iter().find(|origin| !readable(origin)) {
        return Some(
            Obstacle::new("doctor/malformed-origin", "cli.doctor.malformed_origin").with("origin", *bad),
        );
    }
    (!list.contains(&own.as_str()))
        .then(|| Obstacle::new("doctor/wrong-extension", "cli.doctor.wrong_extension").with("id", own))
}

#[cfg(test)]
mod tests {
    use losen_core::diagnosis::{Evidence, Symptom, diagnose, host_code};
    use serde_json::json;

    use super::*;

    fn codes(browser: Browser, manifest_text: Option<&str>) -> Vec<&'static str> {
        let keep = tempfile::tempdir().unwrap();
        if let Some(text) = manifest_text {
            std::fs::write(keep.path().join(format!("{HOST_NAME}.json")), text).unwrap();
        }
        let found = manifest(browser, &[keep.path().join(format!("{HOST_NAME}.json"))]);
        found.into_iter().map(|obstacle| obstacle.code).collect()
    }

    fn written(browser: Browser, change: impl Fn(&mut Value)) -> Vec<&'static str> {
        let mut value = super::super::manifest(browser, Path::new("/bin/sh"), &ExtensionIds::default());
        change(&mut value);
        codes(browser, Some(&value.to_string()))
    }

    #[test]
    fn what_install_writes_has_no_obstacle() {
        for browser in Browser::ALL {
            assert_eq!(written(browser, |_| {}), Vec::<&str>::new(), "{browser:?}");
        }
    }

    #[test]
    fn each_mistake_in_a_manifest_is_named() {
        let chromium = Browser::Chromium;
        assert_eq!(codes(chromium, None), ["doctor/no-manifest"]);
        assert_eq!(codes(chromium, Some("{")), ["doctor/malformed"]);
        assert_eq!(codes(chromium, Some("[]")), ["doctor/malformed"]);
        assert_eq!(
            written(chromium, |m| m["name"] = "other".into()),
            ["doctor/malformed"]
        );
        assert_eq!(
            written(chromium, |m| m["path"] = "losen".into()),
            ["doctor/relative-path"]
        );
        assert_eq!(
            written(chromium, |m| m["path"] = "/does/not/exist".into()),
            ["doctor/no-program"]
        );
        assert_eq!(
            written(chromium, |m| m["path"] = "/etc/passwd".into()),
            ["doctor/not-executable"]
        );
        assert_eq!(
            written(chromium, |m| m["allowed_origins"] = json!([])),
            ["doctor/wrong-extension"]
        );
        let malformed = |m: &mut Value| m["allowed_origins"][0] = "chrome-extension://*/".into();
        assert_eq!(written(chromium, malformed), ["doctor/malformed-origin"]);
        let other = |m: &mut Value| m["allowed_extensions"] = json!(["other@eksempel.no"]);
        assert_eq!(written(Browser::Firefox, other), ["doctor/wrong-extension"]);
    }

    /// What each browser was seen to say (or, of a program that may not be run, says by its source), and what the
    /// extension makes of it.
    #[test]
    fn the_extension_names_the_cause_that_the_doctor_finds() {
        const NOT_FOUND: &str = "Specified native messaging host not found.";
        const FORBIDDEN: &str = "Access to the specified native messaging host is forbidden.";
        const NO_SUCH: &str = "No such native application no.losen.helper";
        const UNEXPECTED: &str = "An unexpected error occurred";
        for (code, chromium, firefox) in [
            ("doctor/no-manifest", NOT_FOUND, Some(NO_SUCH)),
            ("doctor/malformed", NOT_FOUND, Some(NO_SUCH)),
            ("doctor/malformed-origin", NOT_FOUND, None),
            ("doctor/relative-path", NOT_FOUND, Some(NO_SUCH)),
            ("doctor/no-program", NOT_FOUND, Some(UNEXPECTED)),
            (
                "doctor/not-executable",
                "Native host has exited.",
                Some(UNEXPECTED),
            ),
            ("doctor/wrong-extension", FORBIDDEN, Some(NO_SUCH)),
            ("doctor/policy-user-level", NOT_FOUND, None),
            ("doctor/policy-blocked", FORBIDDEN, None),
            ("doctor/boxed", NOT_FOUND, Some(NO_SUCH)),
        ] {
            for raw in std::iter::once(chromium).chain(firefox) {
                let symptom = Symptom::NoHelper {
                    code: host_code(Some(raw)).to_owned(),
                    raw: raw.to_owned(),
                };
                let shown = diagnose(&symptom, &Evidence::default());
                let found = Obstacle::new(code, "cli.doctor.malformed").cause();
                assert!(shown.iter().any(|cause| cause.code == found), "{code}: {raw}");
            }
        }
    }
}
