use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use losen_core::protocol::HOST_NAME;

use super::table::{LIB64, TABLE};

/// A browser that can start the helper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Browser {
    /// Google Chrome.
    Chrome,
    /// Chromium.
    Chromium,
    /// Microsoft Edge.
    Edge,
    /// Brave.
    Brave,
    /// Vivaldi.
    Vivaldi,
    /// Mozilla Firefox.
    Firefox,
}

/// An operating system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Os {
    /// Linux.
    Linux,
    /// macOS.
    Macos,
    /// Windows.
    Windows,
}

/// For whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The user.
    User,
    /// Everyone on the machine.
    Machine,
}

/// The folders that the table's places are below.
#[derive(Clone, Debug)]
pub struct Roots {
    /// The home folder.
    pub home: PathBuf,
    /// `$XDG_CONFIG_HOME`, which the Chromium family follows and Firefox's manifests do not.
    pub config: PathBuf,
    /// `%LOCALAPPDATA%`, where Windows keeps what belongs to one user on one machine.
    pub local: PathBuf,
    /// `%APPDATA%`, where Firefox keeps its profiles on Windows.
    pub roaming: PathBuf,
    /// What machine-wide places are below: `/`, or the root of an image that is being built.
    pub machine: PathBuf,
    /// The folder of the helper's own program: on Windows, machine-wide manifests stand beside it, because ordinary
    /// users may write in `C:\ProgramData`.
    pub program: PathBuf,
}

/// One manifest for one browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Who reads it.
    pub browser: Browser,
    /// The folder that it stands in.
    pub folder: PathBuf,
    /// On Windows, the registry key that points to it.
    pub key: Option<String>,
}

impl Target {
    /// The manifest's file.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.join(format!("{HOST_NAME}.json"))
    }
}

impl Browser {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 6] = [
        Self::Chrome,
        Self::Chromium,
        Self::Edge,
        Self::Brave,
        Self::Vivaldi,
        Self::Firefox,
    ];

    /// Its name, as people know it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Chrome => "Chrome",
            Self::Chromium => "Chromium",
            Self::Edge => "Edge",
            Self::Brave => "Brave",
            Self::Vivaldi => "Vivaldi",
            Self::Firefox => "Firefox",
        }
    }

    /// Whether its manifests name add-ons rather than origins.
    #[must_use]
    pub fn is_firefox(self) -> bool {
        self == Self::Firefox
    }

    /// What its first start leaves behind: in Chromium's family the file of settings of the whole browser, not just
    /// its folder, which other programs make as well to put their manifests in.
    fn traces(self, os: Os) -> &'static [&'static str] {
        match (self, os) {
            (Self::Chrome, Os::Linux) => &["{config}/google-chrome/Local State"],
            (Self::Chromium, Os::Linux) => &["{config}/chromium/Local State"],
            (Self::Edge, Os::Linux) => &["{config}/microsoft-edge/Local State"],
            (Self::Brave, Os::Linux) => &["{config}/BraveSoftware/Brave-Browser/Local State"],
            (Self::Vivaldi, Os::Linux) => &["{config}/vivaldi/Local State"],
            (Self::Firefox, Os::Linux) => &["{home}/.mozilla/firefox", "{config}/mozilla/firefox"],
            (Self::Chrome, Os::Macos) => &["{home}/Library/Application Support/Google/Chrome/Local State"],
            (Self::Chromium, Os::Macos) => &["{home}/Library/Application Support/Chromium/Local State"],
            (Self::Edge, Os::Macos) => &["{home}/Library/Application Support/Microsoft Edge/Local State"],
            (Self::Brave, Os::Macos) => {
                &["{home}/Library/Application Support/BraveSoftware/Brave-Browser/Local State"]
            }
            (Self::Vivaldi, Os::Macos) => &["{home}/Library/Application Support/Vivaldi/Local State"],
            (Self::Firefox, Os::Macos) => &["{home}/Library/Application Support/Firefox/Profiles"],
            (Self::Chrome, Os::Windows) => &["{local}/Google/Chrome/User Data/Local State"],
            (Self::Chromium, Os::Windows) => &["{local}/Chromium/User Data/Local State"],
            (Self::Edge, Os::Windows) => &["{local}/Microsoft/Edge/User Data/Local State"],
            (Self::Brave, Os::Windows) => &["{local}/BraveSoftware/Brave-Browser/User Data/Local State"],
            (Self::Vivaldi, Os::Windows) => &["{local}/Vivaldi/User Data/Local State"],
            (Self::Firefox, Os::Windows) => &["{roaming}/Mozilla/Firefox/Profiles"],
        }
    }

    fn programs(self) -> &'static [&'static str] {
        match self {
            Self::Chrome => &["google-chrome", "google-chrome-stable"],
            Self::Chromium => &["chromium", "chromium-browser"],
            Self::Edge => &["microsoft-edge", "microsoft-edge-stable"],
            Self::Brave => &["brave-browser", "brave-browser-stable", "brave"],
            Self::Vivaldi => &["vivaldi", "vivaldi-stable"],
            Self::Firefox => &["firefox", "firefox-esr"],
        }
    }
}

impl Os {
    /// The system that this is compiled for.
    #[must_use]
    pub fn current() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::Macos
        } else {
            Self::Linux
        }
    }
}

impl Roots {
    fn fill(&self, at: &str) -> PathBuf {
        match at.split_once('/') {
            Some(("{home}", rest)) => self.home.join(rest),
            Some(("{config}", rest)) => self.config.join(rest),
            Some(("{local}", rest)) => self.local.join(rest),
            Some(("{roaming}", rest)) => self.roaming.join(rest),
            Some(("", rest)) => self.machine.join(rest),
            _ => PathBuf::from(at),
        }
    }
}

/// The manifests that a browser needs, so that it finds the helper. None where no place is known.
#[must_use]
pub fn targets(browser: Browser, os: Os, scope: Scope, roots: &Roots) -> Vec<Target> {
    let places = TABLE
        .iter()
        .filter(|place| place.browser == browser && place.os == os && place.scope == scope);
    let all = places.map(|place| {
        if os != Os::Windows {
            let (folder, key) = (roots.fill(place.at), None);
            return (place.at, Target { browser, folder, key });
        }
        // One manifest for each family of browsers: they differ in one member only.
        let family = if browser.is_firefox() {
            "firefox"
        } else {
            "chromium"
        };
        let root = match scope {
            Scope::User => roots.local.join("Losen"),
            Scope::Machine => roots.program.clone(),
        };
        let folder = root.join("NativeMessagingHosts").join(family);
        let key = Some(format!(r"{}\{HOST_NAME}", place.at));
        (place.at, Target { browser, folder, key })
    });
    // Where 64-bit libraries are not kept apart, that folder would be made for nobody.
    all.filter(|(at, target)| *at != LIB64 || target.folder.parent().is_some_and(Path::is_dir))
        .map(|(_, target)| target)
        .collect()
}

/// Whether a browser seems to be on this machine: this user has started it, or its program can be found.
#[must_use]
pub fn is_present(browser: Browser, os: Os, roots: &Roots, path: Option<&OsStr>) -> bool {
    browser.traces(os).iter().any(|trace| roots.fill(trace).exists())
        || path.is_some_and(|path| program(browser, path).is_some())
}

/// The browser's program in the folders of `PATH`.
#[must_use]
pub fn program(browser: Browser, path: &OsStr) -> Option<PathBuf> {
    std::env::split_paths(path)
        .flat_map(|folder| browser.programs().iter().map(move |program| folder.join(program)))
        .find(|program| program.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roots(machine: &Path) -> Roots {
        Roots {
            home: "/home/kari nordmann".into(),
            config: "/home/kari nordmann/.config".into(),
            local: "/local".into(),
            roaming: "/roaming".into(),
            machine: machine.into(),
            program: "/program".into(),
        }
    }

    fn folders(browser: Browser, os: Os, scope: Scope) -> Vec<PathBuf> {
        let found = targets(browser, os, scope, &roots(Path::new("/")));
        found.into_iter().map(|target| target.folder).collect()
    }

    #[test]
    fn blanks_are_filled_with_the_users_folders() {
        assert_eq!(
            folders(Browser::Chromium, Os::Linux, Scope::User),
            [Path::new(
                "/home/kari nordmann/.config/chromium/NativeMessagingHosts"
            )]
        );
        assert_eq!(
            folders(Browser::Firefox, Os::Linux, Scope::User),
            [Path::new("/home/kari nordmann/.mozilla/native-messaging-hosts")]
        );
        assert_eq!(
            folders(Browser::Chrome, Os::Linux, Scope::Machine),
            [Path::new("/etc/opt/chrome/native-messaging-hosts")]
        );
        assert!(folders(Browser::Vivaldi, Os::Macos, Scope::Machine).is_empty());
    }

    #[test]
    fn on_windows_a_key_points_to_one_manifest_for_each_family() {
        let of = |browser, scope| targets(browser, Os::Windows, scope, &roots(Path::new("/"))).remove(0);
        let edge = of(Browser::Edge, Scope::User);
        assert_eq!(
            edge.folder,
            Path::new("/local/Losen/NativeMessagingHosts/chromium")
        );
        assert_eq!(
            edge.key.unwrap(),
            r"HKCU\SOFTWARE\Microsoft\Edge\NativeMessagingHosts\no.losen.helper"
        );
        assert_eq!(of(Browser::Chrome, Scope::User).folder, edge.folder);
        let firefox = of(Browser::Firefox, Scope::Machine);
        assert_eq!(firefox.folder, Path::new("/program/NativeMessagingHosts/firefox"));
        assert_eq!(
            firefox.key.unwrap(),
            r"HKLM\SOFTWARE\Mozilla\NativeMessagingHosts\no.losen.helper"
        );
    }

    #[test]
    fn libraries_kept_apart_are_looked_for_where_they_are() {
        let keep = tempfile::tempdir().unwrap();
        let count = || targets(Browser::Firefox, Os::Linux, Scope::Machine, &roots(keep.path())).len();
        assert_eq!(count(), 1);
        std::fs::create_dir_all(keep.path().join("usr/lib64/mozilla")).unwrap();
        assert_eq!(count(), 2);
    }

    #[test]
    fn a_browser_is_present_by_its_program_or_by_what_its_first_start_left() {
        let keep = tempfile::tempdir().unwrap();
        let mut roots = roots(Path::new("/"));
        roots.config = keep.path().to_owned();
        let present = |browser| is_present(browser, Os::Linux, &roots, Some(keep.path().as_os_str()));
        std::fs::write(keep.path().join("chromium"), "").unwrap();
        assert!(present(Browser::Chromium) && !present(Browser::Brave));
        // Somebody else's manifest makes no browser.
        std::fs::create_dir_all(keep.path().join("vivaldi/NativeMessagingHosts")).unwrap();
        assert!(!present(Browser::Vivaldi));
        std::fs::write(keep.path().join("vivaldi/Local State"), "{}").unwrap();
        std::fs::create_dir_all(keep.path().join("mozilla/firefox")).unwrap();
        assert!(present(Browser::Vivaldi) && present(Browser::Firefox));
    }
}
