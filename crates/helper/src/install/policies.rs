use std::path::{Path, PathBuf};

use losen_core::protocol::HOST_NAME;
use serde_json::Value;

use super::inspect::Obstacle;
use super::{Browser, Registry};

/// Where a Chromium-like browser on Linux reads the policies of the machine. Firefox has no policy about native
/// messaging. Vivaldi has moved: both of its places are read.
#[must_use]
pub fn folders(browser: Browser, root: &Path) -> Vec<PathBuf> {
    let known: &[&str] = match browser {
        Browser::Chrome => &["etc/opt/chrome"],
        // Ubuntu's package is called chromium-browser.
        Browser::Chromium => &["etc/chromium", "etc/chromium-browser"],
        Browser::Edge => &["etc/opt/edge"],
        Browser::Brave => &["etc/brave"],
        Browser::Vivaldi => &["etc/vivaldi", "etc/opt/vivaldi"],
        Browser::Firefox => &[],
    };
    known
        .iter()
        .map(|place| root.join(place).join("policies/managed"))
        .collect()
}

/// Policies that keep the browser from starting the helper. `user` tells whether the manifest is the user's own.
#[must_use]
pub fn in_folder(folder: &Path, user: bool) -> Vec<Obstacle> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.sort();
    let policies: Vec<(PathBuf, Value)> = files
        .into_iter()
        .filter_map(|path| {
            let text = std::fs::read_to_string(&path).ok()?;
            Some((path, serde_json::from_str(&text).ok()?))
        })
        .collect();
    let names = |policy: &Value, member: &str, name: &str| {
        let list = policy.get(member).and_then(Value::as_array);
        list.is_some_and(|list| list.iter().any(|entry| entry.as_str() == Some(name)))
    };
    // One file may block all hosts and another let this one through: the browser reads them together.
    let allowed = policies
        .iter()
        .any(|(_, policy)| names(policy, "NativeMessagingAllowlist", HOST_NAME));
    let mut obstacles = Vec::new();
    for (path, policy) in &policies {
        let shown = path.display().to_string();
        if user && policy.get("NativeMessagingUserLevelHosts") == Some(&Value::Bool(false)) {
            let found = Obstacle::new("doctor/policy-user-level", "cli.doctor.policy_user_level");
            obstacles.push(found.with("file", &shown));
        }
        let list = "NativeMessagingBlocklist";
        if !allowed && (names(policy, list, "*") || names(policy, list, HOST_NAME)) {
            let found = Obstacle::new("doctor/policy-blocked", "cli.doctor.policy_blocked");
            obstacles.push(found.with("file", &shown));
        }
    }
    obstacles
}

/// The same on Windows, where policies are in the registry. Lists are not read: only whether user-level hosts are.
#[must_use]
pub fn in_registry(browser: Browser, registry: &Registry) -> Vec<Obstacle> {
    let vendor = match browser {
        Browser::Chrome => r"Google\Chrome",
        Browser::Chromium => "Chromium",
        Browser::Edge => r"Microsoft\Edge",
        Browser::Brave => r"BraveSoftware\Brave",
        Browser::Vivaldi => "Vivaldi",
        Browser::Firefox => return Vec::new(),
    };
    let keys = ["HKLM", "HKCU"].map(|hive| format!(r"{hive}\SOFTWARE\Policies\{vendor}"));
    let forbidding = keys
        .into_iter()
        .filter(|key| registry.number(key, "NativeMessagingUserLevelHosts") == Some(0));
    forbidding
        .map(|key| {
            Obstacle::new("doctor/policy-user-level", "cli.doctor.policy_user_level").with("file", key)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(policies: &[Value], user: bool) -> Vec<&'static str> {
        let keep = tempfile::tempdir().unwrap();
        for (number, policy) in policies.iter().enumerate() {
            std::fs::write(keep.path().join(format!("{number}.json")), policy.to_string()).unwrap();
        }
        let found = in_folder(keep.path(), user);
        found.into_iter().map(|obstacle| obstacle.code).collect()
    }

    #[test]
    fn a_machine_that_forbids_user_level_hosts_still_takes_its_own() {
        let policy = [json!({"NativeMessagingUserLevelHosts": false})];
        assert_eq!(of(&policy, true), ["doctor/policy-user-level"]);
        assert!(of(&policy, false).is_empty());
    }

    #[test]
    fn a_blocked_helper_is_found_unless_another_file_lets_it_through() {
        let block = json!({"NativeMessagingBlocklist": ["*"]});
        assert_eq!(of(std::slice::from_ref(&block), false), ["doctor/policy-blocked"]);
        assert!(of(&[block, json!({"NativeMessagingAllowlist": [HOST_NAME]})], true).is_empty());
        assert!(
            of(
                &[json!({"NativeMessagingBlocklist": ["other.host"]}), json!([])],
                true
            )
            .is_empty()
        );
    }

    #[cfg(unix)]
    #[test]
    fn on_windows_the_registry_is_asked() {
        use std::os::unix::fs::PermissionsExt as _;
        let keep = tempfile::tempdir().unwrap();
        let reg = keep.path().join("reg.exe");
        let script = "#!/bin/sh\ncase $2 in *Microsoft*) printf '\\n%s\\n    %s    REG_DWORD    0x0\\n' \"$2\" \"$4\" ;; *) exit 1 ;; esac\n";
        std::fs::write(&reg, script).unwrap();
        std::fs::set_permissions(&reg, std::fs::Permissions::from_mode(0o755)).unwrap();
        let registry = Registry::through(reg);
        assert_eq!(
            in_registry(Browser::Edge, &registry)[0].code,
            "doctor/policy-user-level"
        );
        assert!(in_registry(Browser::Chrome, &registry).is_empty());
    }
}
