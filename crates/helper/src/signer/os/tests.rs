use losen_core::Timestamp;
use losen_core::grant::Operation;
use p12_keystore::Pkcs12Archive;
use secrecy::{ExposeSecret as _, SecretString};

use super::*;
use crate::practice::{Authority, ORGANISATION, ORGNO, Validity};
use crate::profile::{PassphraseSource, Profile};
use crate::signer::place::KeyPlace;
use crate::signer::{self, pkcs12, provider};
use crate::token;

const NOW: Timestamp = Timestamp(1_795_000_000);

/// The same key twice: as a file would hold it, and as a store would lend it out.
fn twice() -> (Box<dyn Signer>, Held) {
    let authority = Authority::new(NOW).unwrap();
    let made = authority.enterprise(ORGANISATION, ORGNO, Validity::Valid, NOW);
    let made = made.unwrap();
    let file = pkcs12::open(&made.pkcs12, &made.passphrase, "a.p12".as_ref(), NOW).unwrap();
    let archive = Pkcs12Archive::from_pkcs12(&made.pkcs12, made.passphrase.expose_secret()).unwrap();
    let pair = provider::rsa_key(archive.keys[0].key.as_der()).unwrap();
    let Identity::Chain(chain) = file.identity().clone() else {
        panic!("a certificate");
    };
    (Box::new(file), Held::new(chain, pair))
}

fn profile(key: KeyPlace, kid: Option<&str>) -> Profile {
    Profile {
        name: "jobb".into(),
        path: "jobb.toml".into(),
        environment: losen_core::model::Environment::Test,
        endpoints: losen_core::model::Environment::Test.endpoints().unwrap(),
        client_id: losen_core::model::ClientId::parse("admin").unwrap(),
        key,
        certificate: None,
        kid: kid.map(str::to_owned),
        organisation: None,
        passphrase: PassphraseSource::Prompt,
    }
}

struct Never;

impl Remote for Never {
    fn sign_rs256(&self, _: &[u8]) -> Option<Vec<u8>> {
        None
    }
}

fn held(count: usize) -> Vec<Held> {
    (0..count).map(|_| Held::new(Vec::new(), Never)).collect()
}

#[test]
fn a_fingerprint_is_read_as_windows_and_openssl_show_it() {
    let plain = "a9993e364706816aba3e25717850c26c9cd0d89d";
    let colons = "A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:9D";
    let print = Fingerprint::parse(plain).unwrap();
    assert_eq!(Fingerprint::parse(colons).unwrap(), print);
    // The test vector of FIPS 180.
    assert!(print.fits(b"abc") && !print.fits(b"abd"));
    let long = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let print = Fingerprint::parse(long).unwrap();
    assert!(print.fits(b"abc") && print.to_string() == long);
}

#[test]
fn none_and_several_are_told_apart_from_one() {
    let print = Fingerprint::Sha1([0; 20]);
    assert!(one(held(1), &print).is_ok());
    for (count, word) in [(0, "no certificate"), (2, "several")] {
        let error = one(held(count), &print).err().unwrap().to_string();
        assert!(error.contains(word), "{error}");
    }
}

#[test]
fn a_certificate_that_cannot_be_read_is_refused() {
    assert!(matches!(
        StoredKey(Held::new(vec![vec![1]], Never)).open(None),
        Err(KeyError::Unusable)
    ));
}

#[cfg(not(any(windows, target_os = "macos")))]
#[test]
fn a_system_without_a_store_says_so() {
    let error = StoredKey::find(&Fingerprint::Sha1([0; 20])).err().unwrap();
    assert!(error.to_string().contains("Windows and macOS"), "{error}");
}

#[test]
fn a_grant_that_a_store_has_signed_is_the_one_that_a_file_would_sign() {
    provider::install();
    let (file, held) = twice();
    let print = Fingerprint::Sha256(Sha256::digest(&held.chain[0]).into());
    let profile = profile(KeyPlace::Store(print), None);
    let stored = StoredKey(held).open(None).unwrap();
    let grant = token::grant(&profile, Operation::Read, NOW).unwrap();
    let sign = |signer: &dyn Signer| -> SecretString { signer::sign(&grant, signer).unwrap() };
    assert_eq!(
        sign(stored.as_ref()).expose_secret(),
        sign(file.as_ref()).expose_secret()
    );
    assert_eq!(stored.certificate().unwrap().orgno, ORGNO);
}

#[test]
fn a_stored_key_that_is_registered_signs_under_its_kid() {
    provider::install();
    let stored = StoredKey(twice().1).open(Some("egen")).unwrap();
    assert!(matches!(stored.identity(), Identity::Kid(kid) if kid == "egen"));
}

#[test]
fn a_store_that_refuses_to_sign_gives_no_grant() {
    provider::install();
    let (_, held) = twice();
    let stored = StoredKey(Held::new(held.chain, Never)).open(None).unwrap();
    let profile = profile(KeyPlace::Store(Fingerprint::Sha1([0; 20])), None);
    let grant = token::grant(&profile, Operation::Read, NOW).unwrap();
    assert!(matches!(
        signer::sign(&grant, stored.as_ref()),
        Err(KeyError::CannotSign)
    ));
}

#[test]
fn a_profile_that_names_a_fingerprint_is_read_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let print = Fingerprint::parse(&"AB ".repeat(20)).unwrap();
    let folders = crate::folders::Folders {
        machine: folder.path().join("machine"),
        user: folder.path().join("user"),
        state: folder.path().join("state"),
    };
    let written = Profile {
        path: folders.user_profiles().join("jobb.toml"),
        ..profile(KeyPlace::Store(print), None)
    };
    crate::profile::write(&written).unwrap();
    assert_eq!(crate::profile::load(&folders, "jobb").unwrap(), written);
}
