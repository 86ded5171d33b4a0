//! Certificates and key files of every kind that the `openssl` command makes.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

/// A folder with a certificate authority.
pub struct Openssl {
    folder: PathBuf,
}

/// A certificate's name and files.
#[derive(Clone, Debug)]
pub struct Pair {
    pub key: PathBuf,
    pub certificate: PathBuf,
}

/// What goes into a certificate.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    pub name: &'a str,
    pub usage: &'a str,
    pub subject: &'a str,
    pub days_from: i64,
    pub days_to: i64,
    pub bits: &'a str,
}

pub const SUBJECT: &str = "/C=NO/O=Losby havnevesen/organizationIdentifier=NTRNO-314330897/serialNumber=314330897/CN=Losby havnevesen";

impl Default for Wish<'_> {
    fn default() -> Self {
        Self {
            name: "leaf",
            usage: "digitalSignature",
            subject: SUBJECT,
            days_from: -1,
            days_to: 365,
            bits: "2048",
        }
    }
}

impl Openssl {
    /// Makes an authority of that name.
    pub fn new(folder: &Path, issuer: &str) -> Self {
        fs::create_dir_all(folder).unwrap();
        let own = Self {
            folder: folder.to_owned(),
        };
        let subject = format!("/C=NO/O=Utsteder/CN={issuer}");
        let extensions = [
            "-addext",
            "basicConstraints=critical,CA:TRUE",
            "-addext",
            "keyUsage=keyCertSign",
        ];
        let files = ["-keyout", "ca.key", "-out", "ca.pem"];
        let request = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-utf8", "-subj", &subject, "-days", "900",
        ];
        own.run(&[&request[..], &files, &extensions].concat());
        own
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub fn run(&self, arguments: &[&str]) {
        let output = Command::new("openssl")
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "openssl {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// A certificate of this authority.
    pub fn issue(&self, wish: Wish<'_>) -> Pair {
        let file = |kind: &str| format!("{}.{kind}", wish.name);
        let (key, csr, pem, ext) = (file("key"), file("csr"), file("pem"), file("ext"));
        let bits = format!("rsa:{}", wish.bits);
        self.run(&[
            "req",
            "-newkey",
            &bits,
            "-nodes",
            "-utf8",
            "-subj",
            wish.subject,
            "-keyout",
            &key,
            "-out",
            &csr,
        ]);
        fs::write(
            self.path(&ext),
            format!("basicConstraints=CA:FALSE\nkeyUsage={}\n", wish.usage),
        )
        .unwrap();
        let moment = |days: i64| {
            let at = jiff::Timestamp::now().as_second() + days * 86_400;
            jiff::Timestamp::from_second(at)
                .unwrap()
                .strftime("%Y%m%d%H%M%SZ")
                .to_string()
        };
        let (from, to) = (moment(wish.days_from), moment(wish.days_to));
        // `x509 -not_before` came with OpenSSL 3.4; `ca` has always known dates.
        let config = "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\n\
            default_md=sha256\npolicy=p\nunique_subject=no\npreserve=yes\n[p]\n";
        fs::write(self.path("ca.cnf"), config).unwrap();
        fs::write(self.path("index.txt"), "").unwrap();
        let what = [
            "ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-notext",
        ];
        let how = [
            "-in",
            &csr,
            "-out",
            &pem,
            "-extfile",
            &ext,
            "-startdate",
            &from,
            "-enddate",
            &to,
        ];
        self.run(&[&what[..], &how, &["-preserveDN"]].concat());
        Pair {
            key: self.path(&key),
            certificate: self.path(&pem),
        }
    }

    /// A key file, with further arguments to `openssl pkcs12 -export`.
    pub fn pkcs12(&self, pair: &Pair, name: &str, passphrase: &str, further: &[&str]) -> PathBuf {
        let path = self.path(name);
        fs::write(self.path("pass"), passphrase).unwrap();
        let (key, certificate) = (pair.key.to_str().unwrap(), pair.certificate.to_str().unwrap());
        let start = [
            "pkcs12",
            "-export",
            "-inkey",
            key,
            "-in",
            certificate,
            "-certfile",
            "ca.pem",
        ];
        let end = ["-out", path.to_str().unwrap(), "-passout", "file:pass"];
        self.run(&[&start[..], &end, further].concat());
        path
    }

    /// The private key as a JWK, by openssl's own account of its numbers.
    pub fn jwk(&self, pair: &Pair, kid: &str) -> PathBuf {
        let text = Command::new("openssl")
            .args(["rsa", "-in", pair.key.to_str().unwrap(), "-noout", "-text"])
            .output()
            .unwrap();
        let text = String::from_utf8(text.stdout).unwrap();
        let names = [
            "modulus",
            "privateExponent",
            "prime1",
            "prime2",
            "exponent1",
            "exponent2",
            "coefficient",
        ];
        let mut members = json!({"kty": "RSA", "kid": kid, "e": "AQAB"});
        for (name, member) in names.iter().zip(["n", "d", "p", "q", "dp", "dq", "qi"]) {
            let block = text.split(&format!("\n{name}:")).nth(1).unwrap();
            let digits: Vec<u8> = block
                .lines()
                .skip(1)
                .take_while(|line| line.starts_with(' '))
                .flat_map(str::chars)
                .filter_map(|c| c.to_digit(16))
                .map(|digit| u8::try_from(digit).unwrap())
                .collect();
            let bytes: Vec<u8> = digits
                .chunks_exact(2)
                .map(|pair| pair[0] << 4 | pair[1])
                .skip_while(|byte| *byte == 0)
                .collect();
            members[member] = URL_SAFE_NO_PAD.encode(bytes).into();
        }
        let path = self.path(&format!("{kid}.jwk"));
        fs::write(&path, members.to_string()).unwrap();
        path
    }
}
