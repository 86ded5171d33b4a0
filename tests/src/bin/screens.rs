//! Pictures of the app for people to look at: `./build.sh screens` puts one of every screen in docs/screens, and sheets
//! with many of them side by side in docs/screens/sheets. `./build.sh screens plans` takes only those of one part.

use std::path::{Path, PathBuf};

use losen_core::text::Language;
use losen_tests::{Browser, Chromium, Colours, Hands, Kind, LEGS, Look, Tour, World};

/// How a screen is photographed.
type Shot = (Language, Look);

const NB: Language = Language::Nb;
const NN: Language = Language::Nn;
const EN: Language = Language::En;

const SCREEN: &[Shot] = &[
    (NB, Look::new(360, Colours::Light)),
    (NB, Look::new(360, Colours::Dark)),
    (NB, Look::new(320, Colours::Light)),
    (NB, Look::new(360, Colours::Forced)),
    (EN, Look::new(360, Colours::Light)),
    (EN, Look::new(320, Colours::Dark)),
    (NN, Look::new(360, Colours::Light)),
];
const JOURNEY: &[Shot] = &[
    (NB, Look::new(360, Colours::Light)),
    (EN, Look::new(320, Colours::Dark)),
];
const SUMMARY: &[Shot] = &[
    (NB, Look::new(360, Colours::Light)),
    (NB, Look::new(360, Colours::Dark)),
    (NB, Look::new(700, Colours::Print)),
    (EN, Look::new(360, Colours::Light)),
];
const POPUP: &[Shot] = &[
    (NB, Look::new(400, Colours::Light)),
    (NB, Look::new(400, Colours::Dark)),
    (EN, Look::new(400, Colours::Light)),
];
/// 320 is a window of 1280 at 400 per cent.
const WIDE: &[Shot] = &[
    (NB, Look::new(1280, Colours::Light)),
    (EN, Look::new(1280, Colours::Dark)),
    (NB, Look::new(320, Colours::Light)),
];
const PORTAL: &[Shot] = &[(NB, Look::new(900, Colours::Light))];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| "docs/screens".into()));
    let wanted = arguments.next().unwrap_or_default();
    for leg in LEGS.iter().filter(|leg| leg.name.starts_with(&wanted)) {
        Tour::walk(leg, Kind::Chromium, Hands::Pointer, &mut |world, name| {
            photograph(world, name, &folder);
        });
    }
    if ["", "sheets"].contains(&wanted.as_str()) {
        sheets(&folder);
    }
}

fn shots(name: &str) -> &'static [Shot] {
    match name {
        _ if name.ends_with("-portal") => PORTAL,
        _ if name.starts_with("wide-") => WIDE,
        _ if name.starts_with("popup") => POPUP,
        _ if name.starts_with("journey-") => JOURNEY,
        "plans-summary" => SUMMARY,
        _ => SCREEN,
    }
}

fn photograph(world: &mut World, name: &str, folder: &Path) {
    for (language, look) in shots(name) {
        if !name.ends_with("-portal") {
            world.guide().speak(*language);
        }
        let file = file(name, *language, *look);
        let picture = world.browser().picture(*look);
        std::fs::write(folder.join(file), &picture).expect("a picture can be written");
        // The one in the README.
        if name == "popup-review" && (*language, look.colours) == (NB, Colours::Light) {
            std::fs::write(folder.join("popup.png"), &picture).expect("a picture can be written");
        }
    }
    if !name.ends_with("-portal") {
        world.guide().speak(NB);
    }
    world.browser().look(Look::PANEL);
}

fn file(name: &str, language: Language, look: Look) -> String {
    format!(
        "{name}-{}-{}-{}.png",
        language.tag(),
        look.width,
        look.colours.tag()
    )
}

/// A sheet: its name, what it shows, and which pictures are on it, by how their names begin and end.
type Sheet = (&'static str, &'static str, fn(&str) -> bool);

const SHEETS: &[Sheet] = &[
    ("guide", "The guide, step by step", |name| {
        name.starts_with("guide-") && name.ends_with("-nb-360-light.png")
    }),
    ("plans", "Plans, the bench, and errors explained", |name| {
        ["plans-", "bench", "explain"]
            .iter()
            .any(|begin| name.starts_with(begin))
            && name.ends_with("-nb-360-light.png")
    }),
    ("rooms", "The rooms of the clients and of the scopes", |name| {
        ["clients", "scopes"].iter().any(|begin| name.starts_with(begin))
            && name.ends_with("-nb-360-light.png")
    }),
    (
        "beside",
        "The companion, and the imitation of the portal beside it",
        |name| {
            name.starts_with("beside-")
                && (name.ends_with("-nb-360-light.png") || name.ends_with("-nb-900-light.png"))
        },
    ),
    (
        "looks",
        "Dark, English, nynorsk, forced colours and paper",
        |name| {
            let chosen = [
                "guide-kind-krr",
                "guide-scopes-wrong",
                "plans-tasks",
                "clients-deactivate",
                "plans-summary",
            ];
            chosen.iter().any(|one| name.starts_with(&format!("{one}-")))
                && !name.ends_with("-nb-360-light.png")
                && !name.contains("deactivated")
        },
    ),
    ("wide", "Popup, tab and practice site", |name| {
        (name.starts_with("wide-") || name.starts_with("popup-")) && !name.contains("-320-")
    }),
];

/// Lays the pictures side by side and takes a picture of that, small enough to be kept with the source.
fn sheets(folder: &Path) {
    let sheets = folder.join("sheets");
    std::fs::create_dir_all(&sheets).expect("a folder can be made");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder of the pictures")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let home = tempfile::tempdir().expect("a temporary folder can be made");
    let mut chromium = Chromium::start(home.path(), None);
    for (sheet, title, wanted) in SHEETS {
        let mine: Vec<&String> = names.iter().filter(|name| wanted(name)).collect();
        for (number, some) in (1..).zip(mine.chunks(MOST)) {
            let figures: String = some.iter().map(|name| figure(folder, name)).collect();
            let page = home.path().join("sheet.html");
            let whole = format!("<!doctype html><meta charset=utf-8><title>{title}</title>{STYLE}{figures}");
            std::fs::write(&page, whole).expect("a page can be written");
            chromium.open_tab(&format!("file://{}", page.display()));
            let picture = chromium.webp(1200, 55);
            assert!(!picture.is_empty(), "{sheet} is too high to be drawn");
            std::fs::write(sheets.join(format!("{sheet}-{number}.webp")), picture)
                .expect("a sheet can be written");
        }
    }
}

fn figure(folder: &Path, name: &str) -> String {
    let place = std::fs::canonicalize(folder.join(name)).expect("a picture that was just taken");
    let caption = name.trim_end_matches(".png");
    format!(
        "<figure><div><img src='file://{}'></div><figcaption>{caption}</figcaption></figure>",
        place.display()
    )
}

/// Pictures on one sheet: a browser draws no higher picture than some 16,000 pixels.
const MOST: usize = 24;

/// Of a long screen one sees the beginning.
const STYLE: &str = "<style>
  body { margin: 0; padding: 24px; background: #dfe5ea; display: flex; flex-wrap: wrap; gap: 24px; align-items: flex-start; zoom: 0.75; }
  figure { margin: 0; font: 13px sans-serif; color: #333; }
  img { display: block; max-width: 740px; box-shadow: 0 1px 6px #0003; }
  div { max-height: 1200px; overflow: hidden; }
  figcaption { margin-top: 6px; }
</style>";
