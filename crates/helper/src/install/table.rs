//! Where each browser looks for manifests of native messaging hosts.
//!
//! From the documentation of Chrome, Edge and Firefox, from Chromium's `chrome_paths.cc`, from Brave's
//! `brave_main_delegate.cc`, and from traces of what Brave, Edge and Vivaldi open on Linux. Brave reads Chrome's folders
//! where it has none of its own: on macOS its user folder is Chrome's, and older versions read their own, so both are
//! written. Vivaldi and Brave read Chrome's machine-wide folder on Linux.

use super::{Browser, Os, Scope};

/// Where one browser looks. A folder, or on Windows a registry key below which a key with the host's name has the
/// manifest's path as its default value. `{home}` and `{config}` stand for the user's folders.
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

const fn place(browser: Browser, os: Os, scope: Scope, at: &'static str) -> Place {
    Place {
        browser,
        os,
        scope,
        at,
    }
}

/// Firefox on systems that keep 64-bit libraries apart, such as Fedora, looks here and not in `/usr/lib`.
pub(super) const LIB64: &str = "/usr/lib64/mozilla/native-messaging-hosts";

/// Every place that is known.
#[rustfmt::skip]
pub const TABLE: &[Place] = {
    use Browser::{Brave, Chrome, Chromium, Edge, Firefox, Vivaldi};
    use Os::{Linux, Macos, Windows};
    use Scope::{Machine, User};
    &[
        place(Chrome, Linux, User, "{config}/google-chrome/NativeMessagingHosts"),
        place(Chromium, Linux, User, "{config}/chromium/NativeMessagingHosts"),
        place(Edge, Linux, User, "{config}/microsoft-edge/NativeMessagingHosts"),
        place(Brave, Linux, User, "{config}/BraveSoftware/Brave-Browser/NativeMessagingHosts"),
        place(Vivaldi, Linux, User, "{config}/vivaldi/NativeMessagingHosts"),
        // Here also when the profile follows XDG and is in ~/.config/mozilla (Firefox 147 and later).
        place(Firefox, Linux, User, "{home}/.mozilla/native-messaging-hosts"),
        place(Chrome, Linux, Machine, "/etc/opt/chrome/native-messaging-hosts"),
        place(Chromium, Linux, Machine, "/etc/chromium/native-messaging-hosts"),
        place(Edge, Linux, Machine, "/etc/opt/edge/native-messaging-hosts"),
        place(Brave, Linux, Machine, "/etc/opt/chrome/native-messaging-hosts"),
        place(Vivaldi, Linux, Machine, "/etc/opt/chrome/native-messaging-hosts"),
        place(Firefox, Linux, Machine, "/usr/lib/mozilla/native-messaging-hosts"),
        place(Firefox, Linux, Machine, LIB64),
        place(Chrome, Macos, User, "{home}/Library/Application Support/Google/Chrome/NativeMessagingHosts"),
        place(Chromium, Macos, User, "{home}/Library/Application Support/Chromium/NativeMessagingHosts"),
        place(Edge, Macos, User, "{home}/Library/Application Support/Microsoft Edge/NativeMessagingHosts"),
        place(Brave, Macos, User, "{home}/Library/Application Support/BraveSoftware/Brave-Browser/NativeMessagingHosts"),
        place(Brave, Macos, User, "{home}/Library/Application Support/Google/Chrome/NativeMessagingHosts"),
        place(Vivaldi, Macos, User, "{home}/Library/Application Support/Vivaldi/NativeMessagingHosts"),
        place(Firefox, Macos, User, "{home}/Library/Application Support/Mozilla/NativeMessagingHosts"),
        place(Chrome, Macos, Machine, "/Library/Google/Chrome/NativeMessagingHosts"),
        place(Chromium, Macos, Machine, "/Library/Application Support/Chromium/NativeMessagingHosts"),
        place(Edge, Macos, Machine, "/Library/Microsoft/Edge/NativeMessagingHosts"),
        place(Brave, Macos, Machine, "/Library/Google/Chrome/NativeMessagingHosts"),
        place(Firefox, Macos, Machine, "/Library/Application Support/Mozilla/NativeMessagingHosts"),
        place(Chrome, Windows, User, r"HKCU\SOFTWARE\Google\Chrome\NativeMessagingHosts"),
        place(Chromium, Windows, User, r"HKCU\SOFTWARE\Chromium\NativeMessagingHosts"),
        place(Edge, Windows, User, r"HKCU\SOFTWARE\Microsoft\Edge\NativeMessagingHosts"),
        place(Brave, Windows, User, r"HKCU\SOFTWARE\BraveSoftware\Brave-Browser\NativeMessagingHosts"),
        place(Vivaldi, Windows, User, r"HKCU\SOFTWARE\Vivaldi\NativeMessagingHosts"),
        place(Firefox, Windows, User, r"HKCU\SOFTWARE\Mozilla\NativeMessagingHosts"),
        place(Chrome, Windows, Machine, r"HKLM\SOFTWARE\Google\Chrome\NativeMessagingHosts"),
        place(Chromium, Windows, Machine, r"HKLM\SOFTWARE\Chromium\NativeMessagingHosts"),
        place(Edge, Windows, Machine, r"HKLM\SOFTWARE\Microsoft\Edge\NativeMessagingHosts"),
        place(Brave, Windows, Machine, r"HKLM\SOFTWARE\BraveSoftware\Brave-Browser\NativeMessagingHosts"),
        place(Vivaldi, Windows, Machine, r"HKLM\SOFTWARE\Vivaldi\NativeMessagingHosts"),
        place(Firefox, Windows, Machine, r"HKLM\SOFTWARE\Mozilla\NativeMessagingHosts"),
    ]
};

#[cfg(test)]
mod tests {
    use native_messaging::install::paths::{PathsByOs, config};

    use super::*;

    fn places(browser: Browser, os: Os, scope: Scope) -> Vec<&'static str> {
        let fitting = TABLE
            .iter()
            .filter(|place| place.browser == browser && place.os == os && place.scope == scope);
        fitting.map(|place| place.at).collect()
    }

    #[test]
    fn every_browser_has_a_place_for_the_user_on_every_system() {
        for browser in Browser::ALL {
            for os in [Os::Linux, Os::Macos, Os::Windows] {
                assert!(!places(browser, os, Scope::User).is_empty(), "{browser:?} {os:?}");
            }
        }
    }

    #[test]
    fn every_place_for_the_machine_is_where_only_an_administrator_writes() {
        for place in TABLE.iter().filter(|place| place.scope == Scope::Machine) {
            let start = match place.os {
                Os::Linux => ["/etc/", "/usr/lib"],
                Os::Macos => ["/Library/", "/Library/"],
                Os::Windows => [r"HKLM\", r"HKLM\"],
            };
            assert!(
                start.iter().any(|start| place.at.starts_with(start)),
                "{}",
                place.at
            );
        }
    }

    /// The library has a table of its own. Where the two differ, the difference is named here with its reason.
    #[test]
    fn the_table_agrees_with_the_librarys() {
        let theirs = |paths: &PathsByOs, os: Os, scope: Scope| {
            let scopes = if os == Os::Linux {
                &paths.linux
            } else {
                &paths.macos
            };
            let scopes = scopes.as_ref()?;
            let entry = if scope == Scope::User {
                &scopes.user
            } else {
                &scopes.system
            };
            entry.as_ref().map(|entry| entry.dir.clone())
        };
        for browser in Browser::ALL {
            let known = &config().browsers[&browser.name().to_lowercase()];
            for os in [Os::Linux, Os::Macos] {
                for scope in [Scope::User, Scope::Machine] {
                    // Brave's own source names Chrome's folder; a trace of Brave 1.96 shows that it opens no other.
                    if (browser, os, scope) == (Browser::Brave, Os::Linux, Scope::Machine) {
                        continue;
                    }
                    let Some(dir) = theirs(&known.paths, os, scope) else {
                        continue;
                    };
                    let own = places(browser, os, scope).into_iter();
                    let own: Vec<String> = own
                        .map(|at| {
                            at.replace("{config}", "{HOME}/.config")
                                .replace("{home}", "{HOME}")
                        })
                        .collect();
                    assert!(
                        own.contains(&dir),
                        "{browser:?} {os:?} {scope:?}: {dir} is not in {own:?}"
                    );
                }
            }
            let registry = known.windows.as_ref().unwrap().registry.as_ref().unwrap();
            for (scope, template, hive) in [
                (Scope::User, &registry.hkcu_key_template, r"HKCU\"),
                (Scope::Machine, &registry.hklm_key_template, r"HKLM\"),
            ] {
                let key = format!("{hive}{}", template.as_ref().unwrap().replace(r"\{name}", ""));
                let own = places(browser, Os::Windows, scope);
                assert!(
                    own.iter().any(|at| at.eq_ignore_ascii_case(&key)),
                    "{browser:?}: {key}"
                );
            }
        }
    }
}
