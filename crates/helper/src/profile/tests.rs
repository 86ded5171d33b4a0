use super::*;

const TEST: &str = "environment = \"test\"\nclient_id = \"abc\"\nkey = \"a b/key.p12\"\n";
const PRACTICE: &str = "environment = \"practice\"\nclient_id = \"abc\"\nkey = \"key.p12\"\n[endpoints]\n\
    api = \"http://127.0.0.1:1/api/v1\"\ntoken = \"http://127.0.0.1:1/token\"\naudience = \"http://127.0.0.1:1/\"\n\
    krr = \"http://127.0.0.1:1/rest\"\nportal = \"http://127.0.0.1:1\"\n";

struct Home {
    _keep: tempfile::TempDir,
    folders: Folders,
}

fn home() -> Home {
    let keep = tempfile::Builder::new()
        .prefix("losen profil ")
        .tempdir()
        .unwrap();
    let folders = Folders {
        machine: keep.path().join("machine"),
        user: keep.path().join("user"),
        state: keep.path().join("state"),
    };
    for folder in [folders.machine_profiles(), folders.user_profiles()] {
        std::fs::create_dir_all(folder).unwrap();
    }
    Home { _keep: keep, folders }
}

fn refusal(text: &str) -> String {
    let home = home();
    std::fs::write(home.folders.user_profiles().join("p.toml"), text).unwrap();
    load(&home.folders, "p").unwrap_err().to_string()
}

#[test]
fn paths_are_read_from_the_profiles_own_folder() {
    let home = home();
    std::fs::write(home.folders.user_profiles().join("test.toml"), TEST).unwrap();
    let profile = load(&home.folders, "test").unwrap();
    let expected = home.folders.user_profiles().join("a b/key.p12");
    assert_eq!(profile.key, KeyPlace::File(expected));
    assert_eq!(profile.passphrase, PassphraseSource::Prompt);
}

#[test]
fn the_machines_profile_wins() {
    let home = home();
    std::fs::write(home.folders.user_profiles().join("p.toml"), TEST).unwrap();
    std::fs::write(
        home.folders.machine_profiles().join("p.toml"),
        TEST.replace("abc", "admin"),
    )
    .unwrap();
    assert_eq!(load(&home.folders, "p").unwrap().client_id.as_str(), "admin");
    assert_eq!(
        all(&home.folders)["p"].as_ref().unwrap().client_id.as_str(),
        "admin"
    );
}

#[test]
fn a_mistake_is_named_with_file_and_line() {
    let text = refusal("environment = \"test\"\nclient_id = \"abc\"\nkay = \"x\"\n");
    assert!(text.contains("p.toml:3:1") && text.contains("kay"), "{text}");
}

#[test]
fn the_addresses_of_test_cannot_be_changed() {
    let text = refusal(&PRACTICE.replace("practice", "test"));
    assert!(text.contains("built in"), "{text}");
}

#[test]
fn a_practice_profile_cannot_point_away_from_this_machine() {
    let text = refusal(&PRACTICE.replace("http://127.0.0.1:1/token", "https://maskinporten.no/token"));
    assert!(text.contains("maskinporten.no"), "{text}");
}

#[test]
fn a_passphrase_file_is_for_practice_only() {
    let line = "passphrase = \"file\"\npassphrase_file = \"p\"\nkey";
    assert!(refusal(&TEST.replacen("key", line, 1)).contains("practice only"));
    let home = home();
    std::fs::write(
        home.folders.user_profiles().join("p.toml"),
        PRACTICE.replacen("key", line, 1),
    )
    .unwrap();
    let expected = PassphraseSource::File(home.folders.user_profiles().join("p"));
    assert_eq!(load(&home.folders, "p").unwrap().passphrase, expected);
}

#[test]
fn a_passphrase_in_the_profile_is_refused() {
    let text = refusal(&TEST.replacen("key", "passphrase = \"hemmelig\"\nkey", 1));
    assert!(
        text.contains("never write it here") && !text.contains("hemmelig"),
        "{text}"
    );
}

#[test]
fn a_name_cannot_leave_the_folder() {
    let home = home();
    for name in [
        "",
        ".",
        "..",
        "../test",
        "a/b",
        "a\\b",
        "a.toml",
        "æ",
        &"a".repeat(65),
    ] {
        assert!(
            matches!(load(&home.folders, name), Err(ProfileError::Unknown(_))),
            "{name}"
        );
    }
}

#[test]
fn a_key_can_be_on_a_token_and_its_certificate_in_a_file() {
    let home = home();
    let text = TEST.replace("a b/key.p12", "pkcs11:object=a?module-path=/usr/lib/m.so");
    let path = home.folders.user_profiles().join("p.toml");
    std::fs::write(&path, format!("{text}certificate = \"c.pem\"\n")).unwrap();
    let profile = load(&home.folders, "p").unwrap();
    assert!(profile.key.is_token());
    assert_eq!(
        profile.certificate,
        Some(home.folders.user_profiles().join("c.pem"))
    );
}

#[test]
fn a_pin_is_neither_written_down_nor_kept() {
    let on_token = |members: &str| {
        refusal(&TEST.replace(
            "key = \"a b/key.p12\"",
            &format!("key = \"pkcs11:object=a{members}"),
        ))
    };
    let text = on_token("?module-path=/m.so&pin-value=4711\"");
    assert!(text.contains("PIN") && !text.contains("4711"), "{text}");
    let text = on_token("?module-path=/m.so\"\npassphrase = \"keychain\"");
    assert!(text.contains("never kept"), "{text}");
}

#[test]
fn what_is_written_is_read_back() {
    let home = home();
    for text in [TEST, PRACTICE] {
        std::fs::write(home.folders.user_profiles().join("p.toml"), text).unwrap();
        let mut profile = load(&home.folders, "p").unwrap();
        profile.kid = Some("losen-1".into());
        profile.certificate = Some("/etc/losen/c.pem".into());
        profile.passphrase = PassphraseSource::Keychain;
        write(&profile).unwrap();
        assert_eq!(load(&home.folders, "p").unwrap(), profile);
    }
}

#[test]
fn a_profile_without_an_environment_is_no_profile() {
    let text = refusal(&TEST.replace("environment = \"test\"\n", ""));
    assert!(text.contains("environment"), "{text}");
}

#[test]
fn test_and_production_stand_side_by_side_and_share_nothing() {
    let home = home();
    let folder = home.folders.user_profiles();
    std::fs::write(folder.join("t.toml"), TEST).unwrap();
    std::fs::write(folder.join("p.toml"), TEST.replace("\"test\"", "\"prod\"")).unwrap();
    let all = all(&home.folders);
    let (test, prod) = (all["t"].as_ref().unwrap(), all["p"].as_ref().unwrap());
    assert_ne!(test.environment, prod.environment);
    assert_ne!(test.endpoints.token, prod.endpoints.token);
    assert_ne!(test.endpoints.audience, prod.endpoints.audience);
}

#[test]
fn a_machines_profile_that_is_wrong_does_not_let_the_users_in_its_place() {
    let home = home();
    std::fs::write(home.folders.user_profiles().join("p.toml"), TEST).unwrap();
    std::fs::write(home.folders.machine_profiles().join("p.toml"), "environment = 3").unwrap();
    assert!(load(&home.folders, "p").is_err());
    assert!(all(&home.folders)["p"].is_err());
}
