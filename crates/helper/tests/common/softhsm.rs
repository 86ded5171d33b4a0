//! A token in software, and one that counts wrong PINs as a card does.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::common::Home;

pub const PIN: &str = "471100";
pub const TOKEN: &str = "Losby kort";
/// Where Debian and its relatives put it.
const MODULES: [&str; 2] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
];

pub struct SoftHsm {
    folder: PathBuf,
    pub module: PathBuf,
}

impl SoftHsm {
    /// A folder of tokens of this home's own, with one token in it.
    pub fn new(home: &Home) -> Self {
        let folder = home.path().join("softhsm");
        fs::create_dir_all(folder.join("tokens")).unwrap();
        let own = Self {
            module: MODULES
                .iter()
                .map(PathBuf::from)
                .find(|path| path.exists())
                .expect("SoftHSM is not installed: ./build.sh setup does it"),
            folder,
        };
        let tokens = own.folder.join("tokens");
        let text = format!(
            "directories.tokendir = {}\nobjectstore.backend = file\n",
            tokens.display()
        );
        fs::write(own.configuration(), text).unwrap();
        home.set("SOFTHSM2_CONF", &own.configuration());
        own.token(TOKEN);
        own
    }

    pub fn configuration(&self) -> PathBuf {
        self.folder.join("softhsm2.conf")
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn token(&self, label: &str) {
        self.run(
            "softhsm2-util",
            &[
                "--init-token",
                "--free",
                "--label",
                label,
                "--so-pin",
                "12345678",
                "--pin",
                PIN,
            ],
        );
    }

    /// Puts a key in PEM on a token.
    pub fn key(&self, token: &str, pem: &Path, label: &str, id: &str) {
        let pkcs8 = self.folder.join("import.pem");
        self.run(
            "openssl",
            &[
                "pkcs8",
                "-topk8",
                "-nocrypt",
                "-in",
                pem.to_str().unwrap(),
                "-out",
                pkcs8.to_str().unwrap(),
            ],
        );
        let file = pkcs8.to_str().unwrap();
        self.run(
            "softhsm2-util",
            &[
                "--import", file, "--token", token, "--label", label, "--id", id, "--pin", PIN,
            ],
        );
        fs::remove_file(pkcs8).unwrap();
    }

    /// Puts a certificate in PEM on a token.
    pub fn certificate(&self, token: &str, pem: &Path, id: &str) {
        let der = self.folder.join("import.der");
        self.run(
            "openssl",
            &[
                "x509",
                "-in",
                pem.to_str().unwrap(),
                "-outform",
                "DER",
                "-out",
                der.to_str().unwrap(),
            ],
        );
        let module = self.module.to_str().unwrap();
        let what = [
            "--write-object",
            der.to_str().unwrap(),
            "--type",
            "cert",
            "--id",
            id,
            "--label",
            id,
        ];
        let how = [
            "--module",
            module,
            "--login",
            "--pin",
            PIN,
            "--token-label",
            token,
        ];
        self.run("pkcs11-tool", &[&how[..], &what].concat());
    }

    pub fn uri(&self, path: &str) -> PathBuf {
        uri(path, &self.module)
    }

    /// A module around SoftHSM that locks the PIN after three wrong ones, which SoftHSM itself never does. The number
    /// of wrong ones is the length of the file that it returns beside itself.
    pub fn counting(&self) -> (PathBuf, PathBuf) {
        let source = self.folder.join("counting.c");
        let (module, count) = (self.folder.join("counting.so"), self.folder.join("wrong-pins"));
        let text = include_str!("counting.c")
            .replace("@MODULE@", self.module.to_str().unwrap())
            .replace("@COUNT@", count.to_str().unwrap());
        fs::write(&source, text).unwrap();
        let output = module.to_str().unwrap();
        self.run(
            "cc",
            &["-shared", "-fPIC", "-o", output, source.to_str().unwrap(), "-ldl"],
        );
        (module, count)
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let output = Command::new(program)
            .args(arguments)
            .env("SOFTHSM2_CONF", self.configuration())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{program} {arguments:?}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

pub fn uri(path: &str, module: &Path) -> PathBuf {
    PathBuf::from(format!(
        "pkcs11:{path}?module-path={}",
        module.to_str().unwrap().replace(' ', "%20")
    ))
}
