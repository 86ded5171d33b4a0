//! Pages made of the catalogue, so that what is printed is what Losen says: `docs/DIAGNOSIS.md`, and the answer to the
//! question that Digdir's guides leave open. `tests/diagnosis_docs.rs` keeps the files true.

use super::Certainty;
use super::catalogue::{self as known, CATALOGUE, Entry};
use super::token;
use crate::text::{Language, Message, text};

/// The causes of "401 unauthorized when posting a change", in order of likelihood.
pub const UNAUTHORIZED: &[&Entry] = &[
    known::UNAUTHORIZED_EXPIRED,
    known::UNAUTHORIZED_CLOCK,
    known::UNAUTHORIZED_ENVIRONMENT,
    known::UNAUTHORIZED_RETIRED,
    known::UNAUTHORIZED_ISSUER,
    known::UNAUTHORIZED_GRANT,
    known::UNAUTHORIZED_ID_TOKEN,
    known::UNAUTHORIZED_NO_HEADER,
    known::UNAUTHORIZED_HEADER,
    known::UNAUTHORIZED_BASIC,
    known::UNAUTHORIZED_SCOPE,
    known::UNAUTHORIZED_OTHER_SCOPE,
    known::UNAUTHORIZED_OTHER_CLIENT,
    known::UNAUTHORIZED_ORGANISATION,
    known::UNAUTHORIZED_AUDIENCE,
    known::UNAUTHORIZED_RESTRICTED,
    known::UNAUTHORIZED_AMR,
    known::UNAUTHORIZED_WITHDRAWN,
    known::UNAUTHORIZED_SIGNATURE,
    known::UNAUTHORIZED_TERMS,
    known::NETWORK_PROXY_LOGIN,
    known::ADDRESS_RETIRED,
    known::ADDRESS_PATH,
    known::ADDRESS_PORTAL,
];

/// The answer to "I get 401 unauthorized when I try to post a change through the API", as Markdown.
#[must_use]
pub fn unauthorized_page(language: Language) -> String {
    let mut page = format!(
        "# {}\n\n{}\n\n## {}\n\n",
        text(language, "diagnosis.page.title"),
        text(language, "diagnosis.page.lead"),
        text(language, "diagnosis.page.first"),
    );
    let steps = [
        text(language, "diagnosis.page.step_token"),
        text(language, "diagnosis.page.step_open"),
        text(language, "diagnosis.page.step_environment"),
        text(language, "diagnosis.page.step_scope"),
        text(language, "diagnosis.page.step_losen"),
    ];
    for (step, number) in steps.iter().zip(1..) {
        page.push_str(&format!("{number}. {step}\n"));
    }
    page.push_str(&format!(
        "\n## {}\n\n{}\n\n| | {} | {} | {} | {} |\n|-|-|-|-|-|\n",
        text(language, "diagnosis.page.all"),
        text(language, "diagnosis.page.order"),
        text(language, "diagnosis.page.what"),
        text(language, "diagnosis.page.fix"),
        text(language, "diagnosis.page.owner"),
        text(language, "diagnosis.page.code"),
    ));
    for (entry, number) in UNAUTHORIZED.iter().zip(1..) {
        let (what, fix) = (cell(entry.message(), language), cell(entry.fix(), language));
        let owner = cell(entry.owner.name(), language);
        page.push_str(&format!(
            "| {number} | {what} | {fix} | {owner} | `{}` |\n",
            entry.code
        ));
    }
    let (what, fix) = (
        text(language, "diagnosis.page.maskinporten_what"),
        text(language, "diagnosis.page.maskinporten_fix"),
    );
    let (number, owner) = (
        UNAUTHORIZED.len() + 1,
        cell(known::TOKEN_UNKNOWN_CLIENT.owner.name(), language),
    );
    page.push_str(&format!("| {number} | {what} | {fix} | {owner} | `token/…` |\n"));
    let made = text(language, "diagnosis.page.made");
    page.push_str(&format!("\n{made}\n"));
    page
}

/// `docs/DIAGNOSIS.md`: every cause, and which of Maskinporten's codes and words lead to which.
#[must_use]
pub fn diagnosis_page() -> String {
    let language = Language::En;
    let mut page = String::from(INTRODUCTION);
    for certainty in [Certainty::Certain, Certainty::Likely, Certainty::Possible] {
        let meaning = match certainty {
            Certainty::Certain => "the evidence decides",
            Certainty::Likely => "it fits best",
            Certainty::Possible => "it cannot be ruled out",
        };
        page.push_str(&format!("- `{}`: {meaning}.\n", certainty.name().text(language)));
    }
    let mut area = "";
    for entry in CATALOGUE {
        let (of, _) = entry.code.split_once('/').unwrap_or((entry.code, ""));
        if of != area {
            area = of;
            page.push_str(&format!(
                "\n## {area}\n\n| code | what it is | what to do | who mends it | source |\n|-|-|-|-|-|\n"
            ));
        }
        let (what, fix) = (cell(entry.message(), language), cell(entry.fix(), language));
        let (owner, source) = (cell(entry.owner.name(), language), entry.source);
        page.push_str(&format!(
            "| `{}` | {what} | {fix} | {owner} | <{source}> |\n",
            entry.code
        ));
    }
    page.push_str(RECOGNISED);
    for (code, entry) in token::CODES {
        page.push_str(&format!("| MP-{code:03} | `{}` |\n", entry.code));
    }
    for (words, entry) in token::WORDS {
        page.push_str(&format!("| “{words}” | `{}` |\n", entry.code));
    }
    page
}

const INTRODUCTION: &str = "# What Losen can diagnose

Made from the catalogue in `crates/core/src/diagnosis/catalogue.rs` by
`UPDATE=1 cargo test -p losen-core --test diagnosis_docs`; a test keeps it true. Codes are append-only.

The same causes are shown in the panel, by `losen diagnose` and by the wasm package, from one implementation. Each comes
with what was seen (secrets masked), who can mend it, what to do, where one helps a message that is ready to be sent, and
how sure Losen is:

";

const RECOGNISED: &str = "
## What Maskinporten says

A code decides, wherever in the answer it stands (`error_description`, `error_uri`, a log line). Without one, or with one
that is general (MP-011, MP-100, MP-303), the words decide, the first that fits. The HTTP status never does. A code that
is not in this table is shown as it is.

| Maskinporten says | cause |
|-|-|
";

/// A text as a cell of a table.
fn cell(message: Message, language: Language) -> String {
    message.text(language).replace('|', "\\|").replace('\n', " ")
}
