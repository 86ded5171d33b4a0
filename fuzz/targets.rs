//! What must hold for every input that comes from outside, one function for each door. libFuzzer drives them (with this
//! file as a library), and so does `crates/helper/tests/fuzz.rs`, on every test run, from seeds and a fixed number.

use losen_core::Timestamp;
use losen_core::api::ApiReply;
use losen_core::protocol::{Answer, MAX_REPLY, Reply, Request, VERSION, code};
use losen_helper::folders::Folders;
use losen_helper::serve::serve;
use losen_helper::signer::pkcs12 as key_file;
use losen_helper::{profile as profiles, token};
use secrecy::SecretString;
use serde_json::Value;

/// What the browser's pipe may carry: whatever it is, whole frames come back, each with one reply, none too long.
pub fn framing(input: &[u8]) {
    let mut output = Vec::new();
    let mut answered = 0;
    serve(&mut &*input, &mut output, |request| {
        answered += 1;
        Reply {
            id: request.id,
            result: Ok(Answer::Hello {
                protocol: [VERSION, VERSION],
                helper: "0".into(),
                profiles: Vec::new(),
            }),
        }
    });
    let mut rest = output.as_slice();
    let mut replies = 0;
    while let Some((length, after)) = rest.split_first_chunk() {
        let length = u32::from_ne_bytes(*length) as usize;
        assert!(
            length <= MAX_REPLY && length <= after.len(),
            "half a frame, or too long a one"
        );
        let (reply, after) = after.split_at(length);
        let reply: Value = serde_json::from_slice(reply).expect("a reply is JSON");
        assert!(reply["id"].is_u64() && reply["ok"].is_object() != reply["error"].is_object());
        replies += 1;
        rest = after;
    }
    assert!(rest.is_empty(), "half a frame");
    assert!(replies >= answered, "a request without a reply");
}

/// What a message may say: what is understood is understood again from its own words, and a refusal has a known code.
pub fn messages(input: &[u8]) {
    let Ok(message) = serde_json::from_slice::<Value>(input) else {
        return;
    };
    match Request::from_json(&message) {
        Ok(request) => {
            assert_eq!(message["id"].as_u64(), Some(request.id));
            assert_eq!(Request::from_json(&request.to_json()).ok(), Some(request));
        }
        Err(reply) => {
            let fault = reply.result.expect_err("a refusal");
            assert!(code::ALL.contains(&fault.code.as_str()), "{fault}");
        }
    }
    // The extension reads replies with the same care.
    if let Some(reply) = Reply::from_json(&message) {
        assert!(Reply::from_json(&reply.to_json()).is_some());
    }
}

/// What a key file may hold, and what somebody may type: the first byte is the passphrase's length.
pub fn pkcs12(input: &[u8]) {
    let Some((length, rest)) = input.split_first() else {
        return;
    };
    let (passphrase, file) = rest.split_at(rest.len().min(usize::from(*length)));
    let typed = String::from_utf8_lossy(passphrase).into_owned();
    let opened = key_file::open(
        file,
        &SecretString::from(typed.clone()),
        "key.p12".as_ref(),
        Timestamp(1_800_000_000),
    );
    if let Err(error) = opened {
        // A short word may well be part of the sentence that explains.
        assert!(
            typed.len() < 12 || !error.to_string().contains(&typed),
            "the passphrase is in the explanation"
        );
    }
}

/// What a profile may say. The file is read from disk, as it is in life.
pub fn profile(input: &[u8]) {
    let keep = tempfile::tempdir().expect("a folder");
    let folders = Folders {
        machine: keep.path().join("machine"),
        user: keep.path().to_owned(),
        state: keep.path().join("state"),
    };
    std::fs::create_dir(folders.user_profiles()).expect("a folder");
    std::fs::write(folders.user_profiles().join("p.toml"), input).expect("a file");
    let all = profiles::all(&folders);
    assert_eq!(
        all.len(),
        1,
        "a profile that cannot be read is shown all the same"
    );
    match profiles::load(&folders, "p") {
        // Test and production have one address each, whatever a file says.
        Ok(profile) => {
            if let Some(pinned) = profile.environment.endpoints() {
                assert_eq!(profile.endpoints, pinned);
            }
        }
        Err(error) => {
            let text = String::from_utf8_lossy(input);
            // What stands behind `passphrase =` may be one.
            let secret = text
                .split_once("passphrase = \"")
                .and_then(|(_, rest)| rest.split_once('"'));
            let secret = secret
                .map(|(secret, _)| secret)
                .filter(|secret| secret.len() >= 12);
            assert!(
                secret.is_none_or(|secret| !error.to_string().contains(secret)),
                "{error}"
            );
        }
    }
}

/// What Maskinporten, or a proxy in its place, may answer: the first two bytes are the status.
pub fn token_response(input: &[u8]) {
    let Some((status, body)) = input.split_first_chunk() else {
        return;
    };
    let reply = ApiReply {
        status: u16::from_be_bytes(*status),
        headers: Vec::new(),
        body: String::from_utf8_lossy(body).into_owned(),
    };
    match token::read(&reply, "idporten:dcr.read") {
        Ok(bought) => {
            assert_eq!(reply.status, 200);
            assert!((1..=86_400).contains(&bought.lifetime));
        }
        Err(fault) => {
            assert!(code::ALL.contains(&fault.code.as_str()));
            assert!(!fault.detail.contains(char::is_control) && fault.detail.len() < 4_000);
            let told = serde_json::from_str::<Value>(&reply.body).unwrap_or_default();
            let secret = told["access_token"].as_str().filter(|secret| secret.len() >= 12);
            let quoted = |secret: &str| reply.status == 200 && fault.detail.contains(secret);
            assert!(
                secret.is_none_or(|secret| !quoted(secret)),
                "the token is in the explanation"
            );
        }
    }
}
