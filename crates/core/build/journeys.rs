//! From `journeys/*.yml` to Rust. The types are those of `src/journeys.rs`, and their `Debug` is the source text.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::{self, Debug, Formatter};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::IgnoredAny;

/// A list that prints as a slice.
#[derive(Default, Deserialize)]
struct List<T>(Vec<T>);

impl<T: Debug> Debug for List<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "&{:?}", self.0)
    }
}

/// A closed set of words whose members print with their path.
macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),+ }) => {
        #[derive(Deserialize)]
        enum $name { $(#[serde(rename = $word)] $variant),+ }

        impl Debug for $name {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => concat!(stringify!($name), "::", stringify!($variant))),+ })
            }
        }
    };
}

words!(Area { Begin = "begin", Client = "client", Care = "care", Provider = "provider", Trouble = "trouble" });
words!(Direct { Guide = "guide", Prove = "prove", Bench = "bench", Client = "client", Key = "key", Change = "change",
    Deactivate = "deactivate", Scope = "scope", Access = "access", Explain = "explain", Trace = "trace",
    Api = "api", Portal = "portal", People = "people" });
words!(Tick { Place = "place", Begun = "begun", Type = "type", Named = "named", Method = "method", Pkce = "pkce",
    Uris = "uris", External = "external", Chosen = "chosen", Created = "created", ClientId = "client-id",
    Scopes = "scopes", Client = "client", KeysTab = "keys-tab", OnBehalfTab = "on-behalf-tab",
    OnBehalfDialog = "on-behalf-dialog", KeyDialog = "key-dialog", Key = "key",
    Deleting = "deleting", Deleted = "deleted", ScopeForm = "scope-form", ScopeCreated = "scope-created" });
words!(Recognised { Login = "login", Clients = "clients", ChooseType = "choose-type", AddMaskinporten = "add-maskinporten",
    AddIdporten = "add-idporten", Client = "client", Scopes = "scopes", AddScope = "add-scope", Scope = "scope" });
words!(Who { You = "you", MainAdministrator = "main_administrator", Signatory = "signatory", ApiProvider = "api_provider",
    Servicedesk = "servicedesk", Developer = "developer", Customer = "customer" });
words!(Takes { Minute = "minute", Minutes = "minutes", Hour = "hour", Day = "day", Days = "days", Weeks = "weeks" });
words!(Proves { Place = "place", Kind = "kind", Details = "details", Uris = "uris", Scopes = "scopes",
    Created = "created", Proved = "proved", LookedUp = "looked_up" });
words!(Copied { Name = "name", Description = "description", Scopes = "scopes", RedirectUris = "redirect_uris",
    LogoutUris = "logout_uris", Key = "key", Orgno = "orgno", ClientId = "client_id" });
words!(Environment { Test = "test", Prod = "prod" });
words!(IntegrationType { Idporten = "idporten", ApiKlient = "api_klient", Maskinporten = "maskinporten", Krr = "krr",
    Ansattporten = "ansattporten" });

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    nb: String,
    nn: String,
    en: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Journey {
    #[serde(default)]
    id: String,
    title: Words,
    goal: Words,
    hint: Words,
    learn: Words,
    area: Area,
    kind: Option<IntegrationType>,
    needs: List<String>,
    #[serde(default = "none")]
    then: List<String>,
    #[serde(default)]
    once: bool,
    steps: List<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    id: String,
    name: Words,
    who: Who,
    takes: Takes,
    #[serde(rename = "do")]
    action: Words,
    label: Option<String>,
    at: Option<String>,
    direct: Direct,
    seen: Option<Tick>,
    only: Option<Environment>,
    #[serde(default = "none")]
    copy: List<Copied>,
    proves: Option<Proves>,
    wrong: List<Words>,
    known: Option<Words>,
    message: Option<Words>,
    source: String,
}

fn none<T>() -> List<T> {
    List(Vec::new())
}

/// `extension/labels.json`, as far as it matters here: what things are called stands there and nowhere else.
#[derive(Deserialize)]
struct Labels {
    names: BTreeMap<String, IgnoredAny>,
    elsewhere: BTreeMap<String, IgnoredAny>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    #[serde(default)]
    code: String,
    path: Option<String>,
    url: Option<String>,
    is: Option<Recognised>,
    name: Words,
}

/// The source text of every journey and page. Every label must be a code of the file of labels.
pub fn source(folder: &Path, labels: &Path) -> Result<String, Box<dyn Error>> {
    let labels: Labels = read(labels)?;
    let pages: BTreeMap<String, Page> = read(&folder.join("_pages.yml"))?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|found| found == "yml"));
    files.retain(|path| !name(path).starts_with('_'));
    files.sort();
    let ids: Vec<String> = files.iter().map(|path| name(path)).collect();
    let mut journeys = Vec::new();
    for path in &files {
        let journey = Journey {
            id: name(path),
            ..read(path)?
        };
        let complain = |what: String| format!("{}: {what}", path.display());
        check(&journey, &ids, &labels, &pages).map_err(complain)?;
        journeys.push(journey);
    }
    let pages: Vec<Page> = pages
        .into_iter()
        .map(|(code, page)| Page { code, ..page })
        .collect();
    Ok(format!(
        "static JOURNEYS: &[Journey] = &{journeys:#?};\nstatic PAGES: &[Page] = &{pages:#?};\n"
    ))
}

fn name(path: &Path) -> String {
    path.file_stem()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    serde_saphyr::from_str(&text).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// What the types cannot say.
fn check(
    journey: &Journey,
    ids: &[String],
    labels: &Labels,
    pages: &BTreeMap<String, Page>,
) -> Result<(), String> {
    for other in journey.needs.0.iter().chain(&journey.then.0) {
        if !ids.contains(other) {
            return Err(format!("there is no journey {other}"));
        }
    }
    let mut words = vec![
        ("title", &journey.title),
        ("goal", &journey.goal),
        ("hint", &journey.hint),
        ("learn", &journey.learn),
    ];
    let mut seen = Vec::new();
    let known = |label: &String| labels.names.contains_key(label) || labels.elsewhere.contains_key(label);
    for step in &journey.steps.0 {
        let refuse = |what: &str| Err(format!("step {}: {what}", step.id));
        if seen.contains(&&step.id) {
            return Err(format!("two steps are called {}", step.id));
        }
        seen.push(&step.id);
        if let Some(label) = step.label.as_ref().filter(|label| !known(label)) {
            return refuse(&format!("there is no label {label}"));
        }
        // Whoever is sent to a page is told what to look for there, and quoted what it says.
        if step.at.is_some() != step.label.is_some() {
            return refuse("`at` and `label` belong together");
        }
        if step.label.is_some() && !step.action.nb.contains("%{label}") {
            return refuse("the action does not quote its label");
        }
        let page = step.at.as_ref().map(|page| pages.get(page));
        if page.is_some_and(|page| page.is_none()) {
            return refuse("there is no such page");
        }
        if step.seen.is_some() && page.flatten().is_none_or(|page| page.is.is_none()) {
            return refuse("what is seen must be at a page of the portal");
        }
        if step.wrong.0.is_empty() {
            return refuse("something may always go wrong");
        }
        for text in [&step.action.nb, &step.action.nn, &step.action.en] {
            if text.contains("%{label}") && step.label.is_none() {
                return Err(format!("step {}: %{{label}} without a label", step.id));
            }
        }
        words.extend([(step.id.as_str(), &step.name), (&step.id, &step.action)]);
        words.extend(
            step.wrong
                .0
                .iter()
                .chain(&step.known)
                .chain(&step.message)
                .map(|words| (step.id.as_str(), words)),
        );
    }
    if seen.is_empty() {
        return Err("it has no steps".into());
    }
    for (place, Words { nb, nn, en }) in words {
        if [nb, nn, en].iter().any(|text| text.trim().is_empty()) {
            return Err(format!("{place}: a text is empty"));
        }
        let blanks = |text: &str| {
            let mut found: Vec<String> = text
                .split("%{")
                .skip(1)
                .filter_map(|rest| rest.split_once('}'))
                .map(|(name, _)| name.to_owned())
                .collect();
            found.sort();
            found.dedup();
            found
        };
        if blanks(nb) != blanks(nn) || blanks(nb) != blanks(en) {
            return Err(format!("{place}: the languages have different blanks"));
        }
    }
    Ok(())
}
