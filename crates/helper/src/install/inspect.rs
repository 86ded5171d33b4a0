//! Reads manifests and policies as a browser does, and says what a browser would stumble over.

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

fn obstacle(code: &'static str, key: &'static str) -> Obstacle {
    Obstacle {
        code,
        message: Message::new(key),
    }
}

impl Obstacle {
    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.message = self.message.with(name, value);
        self
    }
}

/// What is wrong with the manifest that a browser reads from these folders; the first that has one decides.
#[must_use]
pub fn manifest(browser: Browser, folders: &[PathBuf]) -> Vec<Obstacle> {
    let files: Vec<PathBuf> = folders
        .iter()
        .map(|folder| folder.join(format!("{HOST_NAME}.json")))
        .collect();
    let Some(file) = files.iter().find(|file| file.exists()) else {
        let missing = obstacle("doctor/no-manifest", "cli.doctor.no_manifest");
        return vec![missing.with("browser", browser.name())];
    };
    let shown = file.display().to_string();
    let manifest = std::fs::read_to_string(file)
        .ok()
        .and_then(|text| serde_json::from_str::<Value>(&text).ok())
        .filter(Value::is_object);
    let Some(manifest) = manifest else {
        return vec![obstacle("doctor/malformed", "cli.doctor.malformed").with("file", shown)];
    };
    let text = |member: &str| manifest.get(member).and_then(Value::as_str).unwrap_or_default();
    let mut obstacles = Vec::new();
    if text("name") != HOST_NAME || text("type") != "stdio" || text("description").is_empty() {
        obstacles.push(obstacle("doctor/malformed", "cli.doctor.malformed").with("file", shown.clone()));
    }
    obstacles.extend(program(Path::new(text("path"))).map(|found| found.with("file", shown.clone())));
    obstacles.extend(callers(browser, &manifest).map(|found| found.with("file", shown)));
    obstacles
}

fn program(path: &Path) -> Option<Obstacle> {
    let shown = path.display().to_string();
    if !path.is_absolute() {
        return Some(obstacle("doctor/relative-path", "cli.doctor.relative_path").with("program", shown));
    }
    let Ok(metadata) = std::fs::metadata(path) else {
        return Some(obstacle("doctor/no-program", "cli.doctor.no_program").with("program", shown));
    };
    #[cfg(unix)]
    let executable = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let executable = true;
    (!metadata.is_file() || !executable)
        .then(|| obstacle("doctor/not-executable", "cli.doctor.not_executable").with("program", shown))
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
        return Some(obstacle("doctor/malformed-origin", "cli.doctor.malformed_origin").with("origin", *bad));
    }
    (!list.contains(&own.as_str()))
        .then(|| obstacle("doctor/wrong-extension", "cli.doctor.wrong_extension").with("id", own))
}

/// Where a Chromium-like browser on Linux reads the policies of the machine.
#[must_use]
pub fn policy_folder(browser: Browser) -> Option<&'static str> {
    match browser {
        Browser::Chrome => Some("/etc/opt/chrome/policies/managed"),
        Browser::Chromium => Some("/etc/chromium/policies/managed"),
        Browser::Edge => Some("/etc/opt/edge/policies/managed"),
        Browser::Brave => Some("/etc/brave/policies/managed"),
        Browser::Vivaldi | Browser::Firefox => None,
    }
}

/// Policies that keep the browser from starting the helper. `user` tells whether the manifest is the user's own.
#[must_use]
pub fn policies(folder: &Path, user: bool) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = file.path();
        let read = std::fs::read_to_string(&path).unwrap_or_default();
        let Ok(policy) = serde_json::from_str::<Value>(&read) else {
            continue;
        };
        let names = |member: &str, name: &str| {
            let list = policy.get(member).and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|entry| entry.as_str() == Some(name)))
        };
        let shown = path.display().to_string();
        if user && policy.get("NativeMessagingUserLevelHosts") == Some(&Value::Bool(false)) {
            obstacles.push(
                obstacle("doctor/policy-user-level", "cli.doctor.policy_user_level").with("file", &shown),
            );
        }
        let blocked = names("NativeMessagingBlocklist", "*") || names("NativeMessagingBlocklist", HOST_NAME);
        if blocked && !names("NativeMessagingAllowlist", HOST_NAME) {
            obstacles
                .push(obstacle("doctor/policy-blocked", "cli.doctor.policy_blocked").with("file", &shown));
        }
    }
    obstacles
}

/// A browser that came as snap or flatpak is kept from programs outside its box.
#[must_use]
pub fn boxed(browser: Browser, program: Option<&Path>) -> Option<Obstacle> {
    let place = std::fs::canonicalize(program?).ok()?;
    let kind = place
        .components()
        .find_map(|part| match part.as_os_str().to_str() {
            Some("snap" | "snapd") => Some("snap"),
            Some("flatpak") => Some("flatpak"),
            _ => None,
        })?;
    let found = obstacle("doctor/boxed", "cli.doctor.boxed");
    Some(found.with("browser", browser.name()).with("kind", kind))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn codes(browser: Browser, manifest_text: Option<&str>) -> Vec<&'static str> {
        let keep = tempfile::tempdir().unwrap();
        if let Some(text) = manifest_text {
            std::fs::write(keep.path().join(format!("{HOST_NAME}.json")), text).unwrap();
        }
        let found = manifest(browser, &[keep.path().to_owned()]);
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

    #[test]
    fn policies_that_forbid_the_helper_are_found() {
        let of = |policy: Value, user| {
            let keep = tempfile::tempdir().unwrap();
            std::fs::write(keep.path().join("policy.json"), policy.to_string()).unwrap();
            let found = policies(keep.path(), user);
            found
                .into_iter()
                .map(|obstacle| obstacle.code)
                .collect::<Vec<_>>()
        };
        let user_level = json!({"NativeMessagingUserLevelHosts": false});
        assert_eq!(of(user_level.clone(), true), ["doctor/policy-user-level"]);
        assert!(of(user_level, false).is_empty());
        assert_eq!(
            of(json!({"NativeMessagingBlocklist": ["*"]}), false),
            ["doctor/policy-blocked"]
        );
        let allowed = json!({"NativeMessagingBlocklist": ["*"], "NativeMessagingAllowlist": [HOST_NAME]});
        assert!(of(allowed, true).is_empty());
    }
}
