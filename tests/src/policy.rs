//! Chromium under an organisation's policy. It reads policies from a folder of the system's, which a test must not touch,
//! so it gets a view of the files of its own.

use std::path::Path;
use std::process::Command;

use crate::Chromium;

impl Chromium {
    /// The same under a policy, in a mount namespace where `/etc/chromium` is a folder of ours; `None` where the machine
    /// does not allow one.
    #[must_use]
    pub fn governed(home: &Path, extension: &Path, policy: &str) -> Option<Self> {
        let folder = home.join("etc-chromium");
        let managed = folder.join("policies/managed");
        std::fs::create_dir_all(&managed).expect("a folder can be made");
        std::fs::write(managed.join("losen.json"), policy).expect("a policy can be written");
        let mount = |program: &str| {
            let mut command = Command::new("unshare");
            // Changes to what is mounted stay inside, and end with the browser.
            command.args([
                "--map-root-user",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
            ]);
            command.arg(format!(
                "mount --bind \"$1\" /etc/chromium && shift && exec {program} \"$@\""
            ));
            command.args(["sh".as_ref(), folder.as_os_str()]);
            command
        };
        let allowed = mount("true").output().is_ok_and(|output| output.status.success());
        allowed.then(|| Self::launch(mount(&Self::program().to_string_lossy()), home, Some(extension)))
    }
}
