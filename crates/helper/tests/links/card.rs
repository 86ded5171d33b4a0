//! The key is on a card: SoftHSM, and a module around it that locks the PIN as a card does.

use std::fs;

use serde_json::json;

use crate::Case;
use crate::common::Home;
use crate::scene::{PROFILE, Scene};
use crate::softhsm::{self, PIN, SoftHsm, TOKEN};

/// The practice key on a card, with its PIN in the profile's file.
fn card() -> Scene {
    let mut scene = Scene::chain();
    let hsm = SoftHsm::new(&scene.home);
    let [key, certificate] = ["-nocerts", "-clcerts"].map(|which| {
        let out = scene.home.path().join(format!("ut{which}.pem"));
        let (store, file) = (scene.file("nøkkel.p12"), out.display().to_string());
        let passphrase = format!("file:{}", scene.file("passord"));
        let further = if which == "-clcerts" { "-nokeys" } else { "-noenc" };
        let words = [
            "pkcs12",
            "-in",
            &store,
            "-out",
            &file,
            "-passin",
            &passphrase,
            which,
            further,
        ];
        let output = std::process::Command::new("openssl")
            .args(words)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        out
    });
    hsm.key(TOKEN, &key, "nøkkel", "0a");
    hsm.certificate(TOKEN, &certificate, "0a");
    let (module, count) = hsm.counting();
    fs::remove_file(key).unwrap();
    scene.write_profile(
        "key",
        softhsm::uri("object=n%C3%B8kkel", &module).to_str().unwrap(),
    );
    fs::write(scene.file("passord"), PIN).unwrap();
    scene.notes.insert("count", count.display().to_string());
    scene.card = Some(hsm);
    scene
}

fn wrong(scene: &mut Scene) {
    fs::write(scene.file("passord"), "000000").unwrap();
}

fn right(scene: &mut Scene) {
    fs::write(scene.file("passord"), PIN).unwrap();
}

fn tokens(home: &Home, from: &str, to: &str) {
    let folder = home.path().join("softhsm");
    fs::rename(folder.join(from), folder.join(to)).unwrap();
}

pub const CASES: &[Case] = &[
    Case {
        code: "key/wrong-pin",
        start: card,
        breaks: wrong,
        mends: right,
    },
    Case {
        code: "key/pin-locked",
        start: card,
        breaks: |s| {
            wrong(s);
            let request = json!({"id": 1, "cmd": "token", "profile": PROFILE, "operation": "read"});
            for _ in 0..3 {
                s.home.host(&["host"]).ask(&request);
            }
            right(s);
        },
        // Whoever has the PUK opens the card: its count of wrong PINs begins again.
        mends: |s| fs::remove_file(&s.notes["count"]).unwrap(),
    },
    Case {
        code: "key/not-found",
        start: card,
        breaks: |s| {
            tokens(&s.home, "tokens", "i lomma");
            fs::create_dir(s.home.path().join("softhsm/tokens")).unwrap();
        },
        // The card is put in.
        mends: |s| {
            let empty = s.home.path().join("softhsm/tokens");
            fs::remove_dir_all(empty).unwrap();
            tokens(&s.home, "i lomma", "tokens");
        },
    },
];
