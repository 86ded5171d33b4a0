//! The catalogue of texts is complete, the same in all languages, and has nothing that nobody shows.
//!
//! A failing line names the key and its file. A key is used when a source file has it as a literal, when it belongs
//! to a code (`rules.scope.mangled` to `"scope/mangled"`), or when it fits a pattern that is filled in by `format!`.

#![expect(clippy::unwrap_used, reason = "the helpers of a test are a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "../build/catalogue.rs"]
#[allow(
    dead_code,
    reason = "the build script packs; this test asks what it leaves out"
)]
mod packing;

use losen_core::text::{Language, text};
use regex::Regex;
use serde_json::{Value, json};

/// Where a key stands and what it says in each language.
struct Entry {
    file: String,
    texts: BTreeMap<String, String>,
}

/// Areas whose keys are made from codes, as `area.<code with dots>[.part]`.
const CODED: &[&str] = &["rules", "diagnosis"];

#[test]
fn every_text_is_there_in_every_language() {
    let mut faults = Vec::new();
    for (key, entry) in catalogue() {
        for language in Language::ALL {
            if entry
                .texts
                .get(language.tag())
                .is_none_or(|text| text.trim().is_empty())
            {
                faults.push(format!("{key} ({}) has no {}", entry.file, language.tag()));
            }
        }
        let others = entry
            .texts
            .keys()
            .filter(|tag| Language::ALL.iter().all(|l| l.tag() != tag.as_str()));
        faults.extend(others.map(|tag| format!("{key} ({}) has a {tag} that nobody reads", entry.file)));
    }
    report(&faults);
}

#[test]
fn every_language_leaves_the_same_blanks() {
    let blank = Regex::new(r"%\{([^}]*)\}").unwrap();
    let mut faults = Vec::new();
    for (key, entry) in catalogue() {
        let blanks: BTreeSet<BTreeSet<&str>> = entry
            .texts
            .values()
            .map(|text| {
                blank
                    .captures_iter(text)
                    .map(|found| found.get(1).unwrap().as_str())
                    .collect()
            })
            .collect();
        if blanks.len() > 1 {
            faults.push(format!("{key} ({}) has different blanks: {blanks:?}", entry.file));
        }
    }
    report(&faults);
}

#[test]
fn every_text_is_shown_somewhere() {
    let literals = literals();
    let patterns = patterns(&literals);
    let faults: Vec<_> = catalogue()
        .into_iter()
        .filter(|(key, _)| !literals.contains(key.as_str()))
        .filter(|(key, _)| !codes(key).iter().any(|code| literals.contains(code)))
        .filter(|(key, _)| !patterns.iter().any(|pattern| pattern.is_match(key)))
        // Written to the extension's _locales by the test below.
        .filter(|(key, _)| !key.starts_with("manifest."))
        .map(|(key, entry)| format!("{key} ({}) is used nowhere", entry.file))
        .collect();
    report(&faults);
}

#[test]
fn every_text_that_is_shown_exists() {
    let catalogue = catalogue();
    let used = Regex::new(
        r#"Message::new\(\s*"([^"]+)"|\btext\(\s*[^()";]+(?:\([^()";]*\))?\s*,\s*"([^"]+)"\s*,?\s*\)"#,
    )
    .unwrap();
    let mut faults = Vec::new();
    for path in sources() {
        let source = fs::read_to_string(&path).unwrap();
        let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for found in used.captures_iter(code) {
            let key = found.get(1).or(found.get(2)).unwrap().as_str();
            // A key has a dot; other functions called `text` read members.
            if key.contains('.') && !catalogue.contains_key(key) {
                faults.push(format!("{key} ({}) is in no locales/*.yml", short(&path)));
            }
        }
    }
    report(&faults);
}

/// Screens hand keys on to helpers of many names, so here every literal counts that looks like a key.
#[test]
fn every_key_that_a_screen_names_exists() {
    let catalogue = catalogue();
    let areas: BTreeSet<&str> = catalogue.keys().filter_map(|key| key.split('.').next()).collect();
    let key = Regex::new(r#""([a-z_]+(?:\.[a-z0-9_]+)+)""#).unwrap();
    let mut faults = Vec::new();
    for path in sources()
        .into_iter()
        .filter(|path| path.to_string_lossy().contains("core/src/session"))
    {
        let source = fs::read_to_string(&path).unwrap();
        let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for found in key.captures_iter(code).map(|found| found[1].to_owned()) {
            let is_area = areas.contains(found.split('.').next().unwrap_or_default());
            if is_area && !catalogue.contains_key(&found) {
                faults.push(format!("{found} ({}) is in no locales/*.yml", short(&path)));
            }
        }
    }
    report(&faults);
}

/// A helper without the guide has no texts of the guide, so nothing that it is made of may show one.
#[test]
fn only_the_guide_shows_what_only_the_guide_carries() {
    let guide = ["session", "companion", "desk", "journeys", "steps"].map(|part| format!("core/src/{part}"));
    let is_guide = |path: &Path| {
        let path = path.to_string_lossy();
        path.contains("crates/ui/") || guide.iter().any(|part| path.contains(part.as_str()))
    };
    let entries = catalogue();
    let is_ours = |entry: &Entry| {
        let ours = packing::OF_THE_GUIDE
            .iter()
            .map(|name| format!("locales/{name}.yml"));
        ours.into_iter().any(|file| entry.file.ends_with(&file))
    };
    let ours: Vec<&String> = entries
        .iter()
        .filter_map(|(key, entry)| is_ours(entry).then_some(key))
        .collect();
    assert!(ours.len() > 500, "the guide has {} texts", ours.len());
    let mut faults = Vec::new();
    for path in sources().iter().filter(|path| !is_guide(path)) {
        let text = fs::read_to_string(path).unwrap();
        let shown = ours.iter().filter(|key| text.contains(&format!("\"{key}\"")));
        faults.extend(shown.map(|key| format!("{}: {key}", short(path))));
    }
    report(&faults);
}

#[test]
fn every_rule_has_its_message() {
    let catalogue = catalogue();
    let faults: Vec<_> = losen_core::rules::all()
        .chain(losen_core::rules::scope_body::all())
        .chain(losen_core::keys::all())
        .map(|rule| format!("rules.{}", rule.code.replace('/', ".").replace('-', "_")))
        .filter(|key| !catalogue.contains_key(key))
        .map(|key| format!("{key} is missing in locales/rules.yml"))
        .collect();
    report(&faults);
}

/// "1 klienter" is no Norwegian. A number that stands before a word has a text of its own for one.
#[test]
fn every_number_before_a_word_has_a_text_for_one() {
    // More than one, always; or the word is not what is counted.
    let never_one = [
        "rules.key.too_many",
        "provider.bulk.confirmations",
        "clients.cli.list.unread",
    ];
    let counted = Regex::new(r"%\{(count|all|total|number|minutes|days|tries|lines)\} (\p{Ll}+)").unwrap();
    // The same for one and for several, in every language that has them.
    let same = ["døgn", "min"];
    let catalogue = catalogue();
    let has_word = |entry: &Entry| {
        let mut words = entry.texts.values().flat_map(|text| counted.captures_iter(text));
        words.any(|found| !same.contains(&&found[2]))
    };
    let faults: Vec<String> = catalogue
        .iter()
        .filter(|(key, _)| !key.ends_with("_one") && !never_one.contains(&key.as_str()))
        // That the certificate ends in a day has words of its own: see `Ending`. So have plans, which have several tasks.
        .filter(|(key, _)| !key.starts_with("ending.certificate.") && *key != "home.row.tasks")
        .filter(|(key, entry)| has_word(entry) && !catalogue.contains_key(&format!("{key}_one")))
        .map(|(key, entry)| format!("{key} ({}) has no {key}_one", entry.file))
        .collect();
    report(&faults);
}

/// The browser reads the extension's name from files of its own; they are made from the catalogue here.
#[test]
fn the_manifest_says_what_the_catalogue_says() {
    let mut changed = Vec::new();
    for language in Language::ALL {
        let message = |key: &'static str| json!({ "message": text(language, key) });
        let wanted = json!({
            "appName": message("manifest.name"),
            "appDescription": message("manifest.description"),
            "open": message("manifest.open"),
        });
        let wanted = format!("{}\n", serde_json::to_string_pretty(&wanted).unwrap());
        let path = root()
            .join("extension/_locales")
            .join(language.tag())
            .join("messages.json");
        if fs::read_to_string(&path).unwrap_or_default() != wanted {
            if env::var_os("UPDATE").is_some() {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, &wanted).unwrap();
            }
            changed.push(format!("{} differs; UPDATE=1 rewrites it", short(&path)));
        }
    }
    report(&changed);
}

/// Stores cut or refuse a longer description.
#[test]
fn the_manifests_description_fits_the_stores() {
    for language in Language::ALL {
        assert!(
            text(language, "manifest.description").chars().count() <= 132,
            "{}",
            language.tag()
        );
    }
}

fn report(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

fn short(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

fn catalogue() -> BTreeMap<String, Entry> {
    let mut entries = BTreeMap::new();
    let folder = root().join("crates/core/locales");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for path in files {
        let file = short(&path);
        let yaml: Value = serde_saphyr::from_str(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(yaml["_version"], 2, "{file}");
        flatten("", &yaml, &file, &mut entries);
    }
    entries
}

fn flatten(prefix: &str, value: &Value, file: &str, entries: &mut BTreeMap<String, Entry>) {
    let Value::Object(members) = value else { return };
    let is_text = |tag: &str| members.get(tag).is_some_and(Value::is_string);
    if Language::ALL.iter().any(|language| is_text(language.tag())) {
        let texts = members
            .iter()
            .map(|(tag, text)| (tag.clone(), text.as_str().unwrap_or_default().to_owned()));
        let entry = Entry {
            file: file.to_owned(),
            texts: texts.collect(),
        };
        if let Some(other) = entries.insert(prefix.to_owned(), entry) {
            panic!("{prefix} stands in {file} and in {}", other.file);
        }
        return;
    }
    for (name, value) in members {
        let key = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        flatten(&key, value, file, entries);
    }
}

/// The codes that a key of a coded area may belong to: with its last part or without, `_` read as `-` or left.
fn codes(key: &str) -> Vec<String> {
    let Some((_, rest)) = key.split_once('.').filter(|(area, _)| CODED.contains(area)) else {
        return Vec::new();
    };
    let parts: Vec<&str> = rest.split('.').collect();
    let of = |parts: &[&str]| {
        let code = parts.join("/");
        [code.replace('_', "-"), code]
    };
    let shorter = parts.split_last().map(|(_, parts)| parts).unwrap_or_default();
    of(&parts)
        .into_iter()
        .chain(of(shorter))
        .filter(|code| code.contains('/'))
        .collect()
}

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        walk(&entry.unwrap().path().join("src"), "rs", &mut found);
    }
    // The frame that is painted before the wasm is there is made by this test, and its text ships in the pages.
    found.push(root().join("crates/ui/tests/first_paint.rs"));
    for folder in ["extension", "www"] {
        walk(&root().join(folder), "js", &mut found);
    }
    found.sort();
    found
}

fn walk(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() && !path.ends_with("node_modules") {
            walk(&path, extension, found);
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
}

/// Every text in quotes in any source file.
fn literals() -> BTreeSet<String> {
    let mut files = sources();
    // What is drawn at build time is drawn by a test.
    walk(&root().join("crates/ui/tests"), "rs", &mut files);
    let quoted = Regex::new(r#""([^"\\\n]*)"|'([a-z_]+\.[a-z0-9_.]+)'"#).unwrap();
    let mut found = BTreeSet::new();
    for path in files {
        let source = fs::read_to_string(&path).unwrap();
        // Quotes that belong together are found line by line, so that one odd line cannot turn the rest inside out.
        for line in source.lines() {
            let texts = quoted.captures_iter(line);
            found.extend(texts.map(|text| text.get(1).or(text.get(2)).unwrap().as_str().to_owned()));
        }
    }
    found
}

/// Keys that `format!` fills in, such as `guide.step.{}.title`: at least the area stands written.
fn patterns(literals: &BTreeSet<String>) -> Vec<Regex> {
    let shape = Regex::new(r"^[a-z_]+\.[a-z0-9_.]*(\{[a-z0-9_.:?()]*\}[a-z0-9_.]*)+$").unwrap();
    let hole = Regex::new(r"\\\{[^}]*\\\}").unwrap();
    literals
        .iter()
        .filter(|text| shape.is_match(text))
        // The families with codes are looked up one by one instead.
        .filter(|text| !CODED.iter().any(|area| text.starts_with(&format!("{area}.{{"))))
        .map(|text| Regex::new(&format!("^{}$", hole.replace_all(&regex::escape(text), ".+"))).unwrap())
        .collect()
}
