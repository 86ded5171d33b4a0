//! From `locales/*.yml` to one sorted text, in which `src/text/catalogue.rs` finds a key by halving. rust-i18n's own tables had
//! cost the helper 150 kB, and each of its starts the time to fill them.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use serde::Deserialize;

/// Between the key and its texts, and after each record. No text has them.
const FIELD: char = '\u{1f}';
const RECORD: char = '\u{1e}';

/// The files whose texts nobody but the guide shows.
pub const OF_THE_GUIDE: [&str; 9] = [
    "bench",
    "companion",
    "first_key",
    "guide",
    "home",
    "manifest",
    "refused",
    "trace",
    "ui",
];

/// What stands under one key: the texts, or the version of the file's format.
#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Texts(Texts),
    #[allow(dead_code, reason = "what matters is that it is a number and no text")]
    Version(u32),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    nb: String,
    nn: String,
    en: String,
}

/// Every text, sorted by key; those of the guide as well, or not. A language that is missing, or a key that stands twice, is an
/// error that stops the build.
pub fn packed(folder: &Path, guide: bool) -> Result<String, Box<dyn Error>> {
    let mut all: BTreeMap<String, Texts> = BTreeMap::new();
    for file in std::fs::read_dir(folder)? {
        let path = file?.path();
        let wrong = |what: &str| format!("{}: {what}", path.display());
        let text = std::fs::read_to_string(&path)?;
        let entries: BTreeMap<String, Entry> =
            serde_saphyr::from_str(&text).map_err(|error| wrong(&error.to_string()))?;
        let name = path.file_stem().unwrap_or_default();
        let left_out = !guide && OF_THE_GUIDE.iter().any(|one| name == *one);
        for (key, entry) in entries.into_iter().filter(|_| !left_out) {
            let Entry::Texts(texts) = entry else { continue };
            let one = format!("{key}{}{}{}", texts.nb, texts.nn, texts.en);
            if one.contains([FIELD, RECORD]) {
                return Err(wrong(&format!("{key} has a control character")).into());
            }
            if all.insert(key.clone(), texts).is_some() {
                return Err(wrong(&format!("{key} stands twice")).into());
            }
        }
    }
    let record = |(key, Texts { nb, nn, en }): (&String, &Texts)| {
        format!("{key}{FIELD}{nb}{FIELD}{nn}{FIELD}{en}{RECORD}")
    };
    Ok(all.iter().map(record).collect())
}
