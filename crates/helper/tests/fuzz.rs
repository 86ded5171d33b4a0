//! The fuzz targets of `fuzz/`, driven with stable Rust: a fixed number of mutated inputs from real ones. What libFuzzer
//! finds is added to the seeds. `LOSEN_SEEDS=DIR` writes the seeds for it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod common;
#[path = "common/mutate.rs"]
mod mutate;
#[path = "common/openssl.rs"]
mod openssl;
#[path = "../../../fuzz/targets.rs"]
mod targets;

use std::fs;
use std::path::Path;

use common::frame;
use mutate::Mutator;

/// Every seed as it is, and then as many mutated ones.
fn drive(name: &str, target: fn(&[u8]), seeds: &[Vec<u8>], count: usize) {
    assert!(!seeds.is_empty());
    if let Some(folder) = std::env::var_os("LOSEN_SEEDS") {
        let folder = Path::new(&folder).join(name);
        fs::create_dir_all(&folder).unwrap();
        for (number, seed) in seeds.iter().enumerate() {
            fs::write(folder.join(format!("seed-{number}")), seed).unwrap();
        }
    }
    seeds.iter().for_each(|seed| target(seed));
    let mut mutator = Mutator::new(20_261_122);
    for _ in 0..count {
        target(&mutator.message(seeds));
    }
}

/// The requests and replies of the golden exchanges.
fn exchanges() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/tests/wire");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let all = files.iter().flat_map(|file| {
        let exchange: serde_json::Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let parts = exchange
            .as_object()
            .unwrap()
            .values()
            .filter(|part| part.is_object())
            .cloned();
        parts
            .map(|part| part.to_string().into_bytes())
            .collect::<Vec<_>>()
    });
    all.collect()
}

#[test]
fn any_bytes_in_the_pipe_are_answered_in_whole_frames() {
    let mut seeds: Vec<Vec<u8>> = exchanges().iter().map(|message| frame(message)).collect();
    seeds.push(seeds.concat());
    seeds.push(u32::MAX.to_ne_bytes().to_vec());
    drive("framing", targets::framing, &seeds, 5_000);
}

#[test]
fn any_message_is_understood_or_refused() {
    drive("messages", targets::messages, &exchanges(), 20_000);
}

#[test]
fn any_profile_is_read_or_named_without_quoting_a_secret() {
    let seeds = [
        "environment = \"test\"\nclient_id = \"abc\"\nkey = \"key.p12\"\n",
        "environment = \"prod\"\nclient_id = \"abc\"\nkey = \"key.pem\"\nkid = \"egen\"\npassphrase = \"prompt\"\n",
        "environment = \"practice\"\nclient_id = \"a\"\nkey = \"k\"\npassphrase = \"file\"\npassphrase_file = \"p\"\n[endpoints]\n\
         api = \"http://127.0.0.1:9/api/v1\"\ntoken = \"http://127.0.0.1:9/token\"\naudience = \"http://127.0.0.1:9/\"\n\
         krr = \"http://127.0.0.1:9/rest\"\nportal = \"http://127.0.0.1:9\"\n",
        "environment = \"test\"\nclient_id = \"abc\"\nkey = \"key.p12\"\npassphrase = \"hemmelighetsfull-fugl\"\n",
    ];
    let seeds = seeds.map(|text| text.as_bytes().to_vec());
    drive("profile", targets::profile, &seeds, 2_000);
}

#[test]
fn any_answer_from_a_token_endpoint_is_a_token_or_nonsense() {
    let with = |status: u16, body: &str| [&status.to_be_bytes(), body.as_bytes()].concat();
    let seeds = [
        with(
            200,
            r#"{"access_token":"hemmelig-token-her","token_type":"Bearer","expires_in":120,"scope":"idporten:dcr.read"}"#,
        ),
        with(200, r#"{"access_token":"hemmelig-token-her","expires_in":86401}"#),
        with(
            400,
            r#"{"error":"invalid_grant","error_description":"Invalid assertion. (correlation id: 1) MP-012"}"#,
        ),
        with(502, "<html><title>Bad gateway</title></html>"),
        with(302, ""),
    ];
    drive("token_response", targets::token_response, &seeds, 20_000);
}

#[test]
fn any_key_file_is_opened_or_refused() {
    let keep = tempfile::tempdir().unwrap();
    let openssl = openssl::Openssl::new(keep.path(), "Utsteder");
    let pair = openssl.issue(openssl::Wish::default());
    // Few rounds of derivation: it is the reader that is tried, not its patience.
    let quick = ["-iter", "1"];
    let kinds: [&[&str]; 3] = [&[], &["-legacy"], &["-nomac"]];
    let mut seeds = Vec::new();
    for (number, kind) in kinds.into_iter().enumerate() {
        let file = openssl.pkcs12(
            &pair,
            &format!("{number}.p12"),
            "Kanarifugl-8271",
            &[&quick, kind].concat(),
        );
        seeds.push([&[15], b"Kanarifugl-8271".as_slice(), &fs::read(file).unwrap()].concat());
    }
    drive("pkcs12", targets::pkcs12, &seeds, 500);
}

#[test]
fn every_target_can_be_fuzzed() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    let manifest: toml::Table = fs::read_to_string(fuzz.join("Cargo.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let programs: Vec<&str> = manifest["bin"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bin| bin["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        programs,
        ["framing", "messages", "pkcs12", "profile", "token_response"]
    );
    for program in programs {
        let text = fs::read_to_string(fuzz.join(format!("fuzz_targets/{program}.rs"))).unwrap();
        assert!(
            text.contains(&format!("losen_fuzz::{program}(input)")),
            "{program}"
        );
    }
}
