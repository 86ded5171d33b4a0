use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::inspect::Obstacle;
use super::{Browser, Roots};

/// A way of shutting a program in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Ubuntu's.
    Snap,
    /// Everybody else's.
    Flatpak,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Snap => "snap",
            Self::Flatpak => "flatpak",
        }
    }
}

/// A browser that came as snap or flatpak is kept from programs outside its box, unless it is here as an ordinary
/// program as well.
#[must_use]
pub fn obstacle(browser: Browser, program: Option<&Path>, roots: &Roots) -> Option<Obstacle> {
    let kind = match program {
        Some(program) => in_snap(program).then_some(Kind::Snap)?,
        None => installed(browser, roots)?,
    };
    let found = Obstacle::new("doctor/boxed", "cli.doctor.boxed");
    Some(found.with("browser", browser.name()).with("kind", kind.name()))
}

/// How a browser is installed that has no program of its own in the usual folders.
#[must_use]
pub fn installed(browser: Browser, roots: &Roots) -> Option<Kind> {
    // There are no snaps of Chrome and Edge.
    let (snap, flatpak) = match browser {
        Browser::Chrome => (None, "com.google.Chrome"),
        Browser::Chromium => (Some("chromium"), "org.chromium.Chromium"),
        Browser::Edge => (None, "com.microsoft.Edge"),
        Browser::Brave => (Some("brave"), "com.brave.Browser"),
        Browser::Vivaldi => (Some("vivaldi"), "com.vivaldi.Vivaldi"),
        Browser::Firefox => (Some("firefox"), "org.mozilla.firefox"),
    };
    if snap.is_some_and(|name| roots.machine.join("snap").join(name).exists()) {
        return Some(Kind::Snap);
    }
    let places: [PathBuf; 2] = [
        roots.machine.join("var/lib/flatpak/app"),
        roots.home.join(".local/share/flatpak/app"),
    ];
    let flatpak = places.iter().any(|place| place.join(flatpak).exists());
    flatpak.then_some(Kind::Flatpak)
}

/// Whether the program is a link to snap, or one of the small scripts that Ubuntu's packages put in its place.
fn in_snap(program: &Path) -> bool {
    let place = std::fs::canonicalize(program).unwrap_or_default();
    if place
        .components()
        .any(|part| part.as_os_str() == "snap" || part.as_os_str() == "snapd")
    {
        return true;
    }
    let mut start = Vec::new();
    let read = std::fs::File::open(&place).and_then(|file| file.take(4096).read_to_end(&mut start));
    read.is_ok() && start.starts_with(b"#!") && String::from_utf8_lossy(&start).contains("/snap/bin/")
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn machine() -> (tempfile::TempDir, Roots) {
        let keep = tempfile::tempdir().unwrap();
        let root = keep.path().to_owned();
        let roots = Roots {
            home: root.join("home"),
            config: root.join("home/.config"),
            local: root.clone(),
            roaming: root.clone(),
            machine: root.clone(),
            program: root,
        };
        (keep, roots)
    }

    fn kind_of(browser: Browser, program: Option<&Path>, roots: &Roots) -> Option<String> {
        let found = obstacle(browser, program, roots)?;
        assert_eq!(found.code, "doctor/boxed");
        let (_, kind) = found.message.args.into_iter().find(|(name, _)| *name == "kind")?;
        Some(kind)
    }

    #[test]
    fn a_program_that_leads_to_snap_is_boxed() {
        let (keep, roots) = machine();
        let bin = keep.path().join("snap/bin");
        fs::create_dir_all(&bin).unwrap();
        fs::write(keep.path().join("usr-bin-snap"), "").unwrap();
        fs::write(bin.join("firefox"), "").unwrap();
        let link = keep.path().join("firefox");
        std::os::unix::fs::symlink(bin.join("firefox"), &link).unwrap();
        assert_eq!(kind_of(Browser::Firefox, Some(&link), &roots).unwrap(), "snap");
        let script = keep.path().join("chromium-browser");
        fs::write(&script, "#!/bin/sh\nexec /snap/bin/chromium \"$@\"\n").unwrap();
        assert_eq!(kind_of(Browser::Chromium, Some(&script), &roots).unwrap(), "snap");
    }

    #[test]
    fn an_ordinary_program_is_not_boxed_even_beside_a_box() {
        let (keep, roots) = machine();
        fs::create_dir_all(keep.path().join("snap/chromium")).unwrap();
        let script = keep.path().join("chromium");
        fs::write(&script, "#!/bin/sh\nexec /usr/lib/chromium/chromium \"$@\"\n").unwrap();
        assert_eq!(kind_of(Browser::Chromium, Some(&script), &roots), None);
    }

    #[test]
    fn a_browser_that_is_here_only_as_snap_or_flatpak_is_found() {
        let (keep, roots) = machine();
        assert_eq!(kind_of(Browser::Brave, None, &roots), None);
        fs::create_dir_all(keep.path().join("snap/brave")).unwrap();
        fs::create_dir_all(keep.path().join("var/lib/flatpak/app/com.google.Chrome")).unwrap();
        fs::create_dir_all(
            keep.path()
                .join("home/.local/share/flatpak/app/org.mozilla.firefox"),
        )
        .unwrap();
        assert_eq!(kind_of(Browser::Brave, None, &roots).unwrap(), "snap");
        assert_eq!(kind_of(Browser::Chrome, None, &roots).unwrap(), "flatpak");
        assert_eq!(kind_of(Browser::Firefox, None, &roots).unwrap(), "flatpak");
    }
}
