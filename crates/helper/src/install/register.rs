use std::path::{Path, PathBuf};

use super::manifest::{InstallError, remove, write};
use super::{ExtensionIds, Registry, Roots, Target, manifest};

/// Lets one browser find the program: writes its manifest, and on Windows the key that points to it.
pub fn register(
    target: &Target,
    program: &Path,
    ids: &ExtensionIds,
    registry: &Registry,
) -> Result<PathBuf, InstallError> {
    let path = write(&target.folder, &manifest(target.browser, program, ids))?;
    if let Some(key) = &target.key {
        registry.set(key, &path).map_err(|source| InstallError::Io {
            path: PathBuf::from(key),
            source,
        })?;
    }
    Ok(path)
}

/// Takes it back: the key if it points to our manifest, the manifest unless the key of a browser in `others` still
/// does, and every folder that is empty then. Returns what was removed.
pub fn unregister(
    target: &Target,
    others: &[Target],
    roots: &Roots,
    registry: &Registry,
) -> Result<Option<PathBuf>, InstallError> {
    if let Some(key) = &target.key {
        if registry.get(key).is_none_or(|path| path != target.file()) {
            return Ok(None);
        }
        registry.remove(key).map_err(|source| InstallError::Io {
            path: PathBuf::from(key),
            source,
        })?;
        let points_here = |other: &Target| {
            let key = other.key.as_ref().filter(|key| target.key.as_ref() != Some(*key));
            other.folder == target.folder && key.is_some_and(|key| registry.get(key) == Some(target.file()))
        };
        if others.iter().any(points_here) {
            return Ok(Some(PathBuf::from(key)));
        }
    }
    let removed = remove(&target.folder)?;
    if removed.is_some() {
        tidy(&target.folder, roots);
    }
    Ok(removed)
}

/// Folders that belong to the system or the user rather than to a browser. They stay, even empty.
const KEPT: [&str; 8] = [
    "etc",
    "opt",
    "usr",
    "lib",
    "lib64",
    "Library",
    "Application Support",
    ".config",
];

/// Removes the folders that `install` may have made for a browser that has never been started. An empty one would make
/// the browser, or us, believe that it has been. Only empty ones can be removed at all.
fn tidy(folder: &Path, roots: &Roots) {
    let ends = [
        &roots.home,
        &roots.config,
        &roots.local,
        &roots.machine,
        &roots.program,
    ];
    for above in folder.ancestors().skip(1).take(3) {
        let kept = above
            .file_name()
            .is_none_or(|name| KEPT.iter().any(|kept| name == *kept));
        if kept || ends.iter().any(|end| *end == above) || std::fs::remove_dir(above).is_err() {
            return;
        }
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use losen_core::protocol::{CHROMIUM_ID, FIREFOX_ID};
    use serde_json::Value;

    use super::super::{Browser, Os, Scope, targets};
    use super::*;

    /// Does what `reg.exe` does, with a folder for a registry: the name of a file is a key, its content the value.
    const REG: &str = r#"#!/bin/sh
set -e
file="$(dirname "$0")/keys/$(printf %s "$2" | tr '\\' '_')"
case $1 in
  add) printf %s "$7" >"$file" ;;
  delete) rm "$file" ;;
  export)
    value=$(sed 's/\\/\\\\/g' "$file")
    key=$(printf %s "$2" | sed 's/^HKCU/HKEY_CURRENT_USER/; s/^HKLM/HKEY_LOCAL_MACHINE/')
    printf '\357\273\277Windows Registry Editor Version 5.00\r\n\r\n[%s]\r\n@="%s"\r\n' "$key" "$value" |
      iconv -f UTF-8 -t UTF-16LE >"$3" ;;
esac
"#;

    struct Machine {
        keep: tempfile::TempDir,
        roots: Roots,
        registry: Registry,
    }

    fn machine() -> Machine {
        let keep = tempfile::Builder::new().prefix("losen Kåre ").tempdir().unwrap();
        fs::create_dir(keep.path().join("keys")).unwrap();
        let reg = keep.path().join("reg.exe");
        fs::write(&reg, REG).unwrap();
        fs::set_permissions(&reg, fs::Permissions::from_mode(0o755)).unwrap();
        let below = |name: &str| keep.path().join(name);
        let roots = Roots {
            home: below("home"),
            config: below("home/config"),
            local: below("local"),
            roaming: below("roaming"),
            machine: below("machine"),
            program: below("program"),
        };
        for root in [&roots.config, &roots.local, &roots.program] {
            fs::create_dir_all(root).unwrap();
        }
        // What every system has.
        let system = ["etc/opt", "usr/lib", "Library/Application Support"];
        for folder in system.map(|folder| roots.machine.join(folder)) {
            fs::create_dir_all(folder).unwrap();
        }
        fs::create_dir_all(roots.home.join("Library/Application Support")).unwrap();
        let registry = Registry::through(reg);
        Machine {
            keep,
            roots,
            registry,
        }
    }

    impl Machine {
        fn targets(&self, os: Os, scope: Scope) -> Vec<Target> {
            let all = Browser::ALL.into_iter();
            all.flat_map(|browser| targets(browser, os, scope, &self.roots))
                .collect()
        }

        /// Every file and folder, and what the files hold.
        fn everything(&self) -> Vec<(PathBuf, Vec<u8>)> {
            let mut found = Vec::new();
            let mut open = vec![self.keep.path().to_owned()];
            while let Some(folder) = open.pop() {
                for entry in fs::read_dir(folder).unwrap() {
                    let path = entry.unwrap().path();
                    found.push((path.clone(), fs::read(&path).unwrap_or_default()));
                    if path.is_dir() {
                        open.push(path);
                    }
                }
            }
            found.sort();
            found
        }
    }

    #[test]
    fn what_is_registered_is_taken_back_without_trace_on_every_system() {
        for os in [Os::Linux, Os::Macos, Os::Windows] {
            for scope in [Scope::User, Scope::Machine] {
                let machine = machine();
                let before = machine.everything();
                let all = machine.targets(os, scope);
                for target in &all {
                    register(
                        target,
                        Path::new("/opt/losen"),
                        &ExtensionIds::default(),
                        &machine.registry,
                    )
                    .unwrap();
                    assert!(target.file().exists(), "{os:?} {target:?}");
                }
                for target in &all {
                    unregister(target, &all, &machine.roots, &machine.registry).unwrap();
                }
                assert_eq!(machine.everything(), before, "{os:?} {scope:?}");
            }
        }
    }

    #[test]
    fn each_browser_reads_who_may_call_in_its_own_way_on_every_system() {
        for os in [Os::Linux, Os::Macos, Os::Windows] {
            let machine = machine();
            for target in machine.targets(os, Scope::User) {
                let path = register(
                    &target,
                    Path::new(r"C:\p\losen.exe"),
                    &ExtensionIds::default(),
                    &machine.registry,
                );
                let written: Value =
                    serde_json::from_str(&fs::read_to_string(path.unwrap()).unwrap()).unwrap();
                assert_eq!(
                    (&written["path"], &written["type"]),
                    (&r"C:\p\losen.exe".into(), &"stdio".into())
                );
                let origin = format!("chrome-extension://{}/", CHROMIUM_ID.trim());
                let (member, id) = if target.browser.is_firefox() {
                    ("allowed_extensions", FIREFOX_ID.to_owned())
                } else {
                    ("allowed_origins", origin)
                };
                assert_eq!(written[member], serde_json::json!([id]), "{os:?} {target:?}");
            }
        }
    }

    #[test]
    fn on_windows_the_key_names_the_manifest() {
        let machine = machine();
        for target in machine.targets(Os::Windows, Scope::User) {
            let path = register(
                &target,
                Path::new("losen"),
                &ExtensionIds::default(),
                &machine.registry,
            )
            .unwrap();
            assert_eq!(machine.registry.get(target.key.as_ref().unwrap()), Some(path));
        }
    }

    #[test]
    fn a_manifest_that_another_browsers_key_names_stays() {
        let machine = machine();
        let all = machine.targets(Os::Windows, Scope::User);
        for target in &all {
            register(
                target,
                Path::new("/opt/losen"),
                &ExtensionIds::default(),
                &machine.registry,
            )
            .unwrap();
        }
        unregister(&all[0], &all, &machine.roots, &machine.registry).unwrap();
        assert_eq!(machine.registry.get(all[0].key.as_ref().unwrap()), None);
        assert!(all[0].file().exists());
    }

    #[test]
    fn a_key_that_names_another_file_is_left_alone() {
        let machine = machine();
        let target = machine.targets(Os::Windows, Scope::User).remove(0);
        let key = target.key.clone().unwrap();
        machine.registry.set(&key, Path::new("/other.json")).unwrap();
        assert_eq!(
            unregister(&target, &[], &machine.roots, &machine.registry).unwrap(),
            None
        );
        assert_eq!(machine.registry.get(&key), Some("/other.json".into()));
    }
}
