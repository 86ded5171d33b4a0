use std::path::{Path, PathBuf};

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

/// Where one browser looks. A folder, or on Windows a registry key whose default value names the manifest.
/// `{home}` and `{config}` stand for the user's folders.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Which browser.
    pub browser: Browser,
    /// On which system.
    pub os: Os,
    /// For whom.
    pub scope: Scope,
    /// Where.
    pub at: &'static str,
}

/// The user's folders.
#[derive(Clone, Debug)]
pub struct Roots {
    /// The home folder.
    pub home: PathBuf,
    /// `$XDG_CONFIG_HOME`, which the Chromium family follows and Firefox does not.
    pub config: PathBuf,
}

const fn place(browser: Browser, os: Os, scope: Scope, at: &'static str) -> Place {
    Place {
        browser,
        os,
        scope,
        at,
    }
}

/// Every place that is known, from the vendors' documentation of native messaging.
pub const TABLE: &[Place] = {
    use Browser::{Brave, Chrome, Chromium, Edge, Firefox, Vivaldi};
    use Os::{Linux, Macos, Windows};
    use Scope::{Machine, User};
    &[
        place(Chrome, Linux, User, "{config}/google-chrome/NativeMessagingHosts"),
        place(Chromium, Linux, User, "{config}/chromium/NativeMessagingHosts"),
        place(Edge, Linux, User, "{config}/microsoft-edge/NativeMessagingHosts"),
        place(
            Brave,
            Linux,
            User,
            "{config}/BraveSoftware/Brave-Browser/NativeMessagingHosts",
        ),
        place(Vivaldi, Linux, User, "{config}/vivaldi/NativeMessagingHosts"),
        place(Firefox, Linux, User, "{home}/.mozilla/native-messaging-hosts"),
        place(Chrome, Linux, Machine, "/etc/opt/chrome/native-messaging-hosts"),
        place(Chromium, Linux, Machine, "/etc/chromium/native-messaging-hosts"),
        place(Edge, Linux, Machine, "/etc/opt/edge/native-messaging-hosts"),
        // Brave and Vivaldi read Chrome's.
        place(Brave, Linux, Machine, "/etc/opt/chrome/native-messaging-hosts"),
        place(Vivaldi, Linux, Machine, "/etc/opt/chrome/native-messaging-hosts"),
        place(Firefox, Linux, Machine, "/usr/lib/mozilla/native-messaging-hosts"),
        place(
            Chrome,
            Macos,
            User,
            "{home}/Library/Application Support/Google/Chrome/NativeMessagingHosts",
        ),
        place(
            Chromium,
            Macos,
            User,
            "{home}/Library/Application Support/Chromium/NativeMessagingHosts",
        ),
        place(
            Edge,
            Macos,
            User,
            "{home}/Library/Application Support/Microsoft Edge/NativeMessagingHosts",
        ),
        place(
            Brave,
            Macos,
            User,
            "{home}/Library/Application Support/BraveSoftware/Brave-Browser/NativeMessagingHosts",
        ),
        place(
            Vivaldi,
            Macos,
            User,
            "{home}/Library/Application Support/Vivaldi/NativeMessagingHosts",
        ),
        place(
            Firefox,
            Macos,
            User,
            "{home}/Library/Application Support/Mozilla/NativeMessagingHosts",
        ),
        place(
            Chrome,
            Macos,
            Machine,
            "/Library/Google/Chrome/NativeMessagingHosts",
        ),
        place(
            Chromium,
            Macos,
            Machine,
            "/Library/Application Support/Chromium/NativeMessagingHosts",
        ),
        place(
            Edge,
            Macos,
            Machine,
            "/Library/Microsoft/Edge/NativeMessagingHosts",
        ),
        place(
            Firefox,
            Macos,
            Machine,
            "/Library/Application Support/Mozilla/NativeMessagingHosts",
        ),
        place(
            Chrome,
            Windows,
            User,
            r"HKCU\SOFTWARE\Google\Chrome\NativeMessagingHosts",
        ),
        place(
            Chromium,
            Windows,
            User,
            r"HKCU\SOFTWARE\Chromium\NativeMessagingHosts",
        ),
        place(
            Edge,
            Windows,
            User,
            r"HKCU\SOFTWARE\Microsoft\Edge\NativeMessagingHosts",
        ),
        place(
            Brave,
            Windows,
            User,
            r"HKCU\SOFTWARE\BraveSoftware\Brave-Browser\NativeMessagingHosts",
        ),
        place(
            Vivaldi,
            Windows,
            User,
            r"HKCU\SOFTWARE\Vivaldi\NativeMessagingHosts",
        ),
        place(
            Firefox,
            Windows,
            User,
            r"HKCU\SOFTWARE\Mozilla\NativeMessagingHosts",
        ),
        place(
            Chrome,
            Windows,
            Machine,
            r"HKLM\SOFTWARE\Google\Chrome\NativeMessagingHosts",
        ),
        place(
            Chromium,
            Windows,
            Machine,
            r"HKLM\SOFTWARE\Chromium\NativeMessagingHosts",
        ),
        place(
            Edge,
            Windows,
            Machine,
            r"HKLM\SOFTWARE\Microsoft\Edge\NativeMessagingHosts",
        ),
        place(
            Brave,
            Windows,
            Machine,
            r"HKLM\SOFTWARE\BraveSoftware\Brave-Browser\NativeMessagingHosts",
        ),
        place(
            Vivaldi,
            Windows,
            Machine,
            r"HKLM\SOFTWARE\Vivaldi\NativeMessagingHosts",
        ),
        place(
            Firefox,
            Windows,
            Machine,
            r"HKLM\SOFTWARE\Mozilla\NativeMessagingHosts",
        ),
    ]
};

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

    fn programs(self) -> &'static [&'static str] {
        match self {
            Self::Chrome => &["google-chrome", "google-chrome-stable"],
            Self::Chromium => &["chromium", "chromium-browser"],
            Self::Edge => &["microsoft-edge", "microsoft-edge-stable"],
            Self::Brave => &["brave-browser", "brave"],
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

/// The folder in which a browser looks on this system. `None` where there is none, or where it is a registry key.
#[must_use]
pub fn folder(browser: Browser, os: Os, scope: Scope, roots: &Roots) -> Option<PathBuf> {
    if os == Os::Windows {
        return None;
    }
    let found = TABLE
        .iter()
        .find(|place| place.browser == browser && place.os == os && place.scope == scope)?;
    Some(match found.at.split_once('/') {
        Some(("{home}", rest)) => roots.home.join(rest),
        Some(("{config}", rest)) => roots.config.join(rest),
        _ => PathBuf::from(found.at),
    })
}

/// Whether a browser seems to be on this machine: it has been started by this user, or its program can be found.
#[must_use]
pub fn is_present(browser: Browser, folder: &Path, path: Option<&std::ffi::OsStr>) -> bool {
    let used = browser != Browser::Firefox || folder.ends_with(".mozilla/native-messaging-hosts");
    (used && folder.parent().is_some_and(Path::is_dir))
        || path.is_some_and(|path| program(browser, path).is_some())
}

/// The browser's program in the folders of `PATH`.
#[must_use]
pub fn program(browser: Browser, path: &std::ffi::OsStr) -> Option<PathBuf> {
    std::env::split_paths(path)
        .flat_map(|folder| browser.programs().iter().map(move |program| folder.join(program)))
        .find(|program| program.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_browser_has_one_place_for_the_user_on_every_system() {
        for browser in Browser::ALL {
            for os in [Os::Linux, Os::Macos, Os::Windows] {
                let places = TABLE
                    .iter()
                    .filter(|place| place.browser == browser && place.os == os && place.scope == Scope::User);
                assert_eq!(places.count(), 1, "{browser:?} {os:?}");
            }
        }
    }

    #[test]
    fn blanks_are_filled_with_the_users_folders() {
        let roots = Roots {
            home: "/home/kari nordmann".into(),
            config: "/home/kari nordmann/.config".into(),
        };
        assert_eq!(
            folder(Browser::Chromium, Os::Linux, Scope::User, &roots).unwrap(),
            Path::new("/home/kari nordmann/.config/chromium/NativeMessagingHosts")
        );
        assert_eq!(
            folder(Browser::Firefox, Os::Linux, Scope::User, &roots).unwrap(),
            Path::new("/home/kari nordmann/.mozilla/native-messaging-hosts")
        );
        assert_eq!(
            folder(Browser::Chrome, Os::Linux, Scope::Machine, &roots).unwrap(),
            Path::new("/etc/opt/chrome/native-messaging-hosts")
        );
        assert_eq!(folder(Browser::Vivaldi, Os::Macos, Scope::Machine, &roots), None);
    }

    #[test]
    fn a_browser_that_nobody_has_started_is_found_by_its_program() {
        let keep = tempfile::tempdir().unwrap();
        std::fs::write(keep.path().join("chromium"), "").unwrap();
        let nowhere = Path::new("/does/not/exist/NativeMessagingHosts");
        assert!(is_present(
            Browser::Chromium,
            nowhere,
            Some(keep.path().as_os_str())
        ));
        assert!(!is_present(
            Browser::Brave,
            nowhere,
            Some(keep.path().as_os_str())
        ));
        let folder = keep.path().join("NativeMessagingHosts");
        assert!(is_present(Browser::Brave, &folder, None));
    }
}
