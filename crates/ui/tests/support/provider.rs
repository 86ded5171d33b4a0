//! The screen of a list of accesses, with a line that is wrong.

use losen_core::model::Severity;
use losen_core::session::{
    Block, ChoiceView, Field, InputView, Look, ProviderButton, ProviderField, RowView, RowsView, TagView,
    Tone, View,
};

use super::parts::{finding, input, option, press, screen};

pub fn list() -> View {
    let field = |field: ProviderField| Field::Provider(field);
    let choice = |one: ProviderField, legend: &str, options| ChoiceView {
        field: field(one),
        legend: legend.into(),
        hint: String::new(),
        many: false,
        options,
        findings: Vec::new(),
    };
    let actions = vec![
        option("grant", "Gi tilgang", "", "", true),
        option("revoke", "Fjern tilgang", "", "", false),
    ];
    let scopes = vec![
        option("", "Står på hver linje", "", "", false),
        option("losby:a&b/c.read", "losby:a&b/c.read", "", "", true),
    ];
    let row = RowView {
        key: "2".into(),
        title: "Linje 2".into(),
        open: None,
        lines: vec!["«..» er ikke et organisasjonsnummer.".into()],
        tags: vec![TagView {
            tone: Tone::Danger,
            text: "feil".into(),
        }],
    };
    let blocks = vec![
        Block::Choice(choice(ProviderField::Action, "Hva skal skje?", actions)),
        Block::Select(choice(ProviderField::ListScope, "Scope", scopes)),
        Block::Input(InputView {
            long: true,
            code: true,
            findings: vec![finding(Severity::Error, "Feil", "Listen er tom.", None)],
            ..input(
                field(ProviderField::List),
                "Listen",
                "Ett nummer på hver linje.",
                "311718371\n..",
            )
        }),
        Block::File {
            field: field(ProviderField::File),
            label: "Eller velg en CSV-fil".into(),
            accept: ".csv".into(),
        },
        Block::Rows(RowsView {
            label: "Linjene i listen".into(),
            count: "Viser 1 av 1 linje.".into(),
            rows: vec![row],
            empty: String::new(),
            more: None,
        }),
    ];
    let compare = losen_core::session::Button::Provider(ProviderButton::Compare);
    View {
        step_label: String::new(),
        steps: Vec::new(),
        buttons: vec![press(compare, "Se hva som vil skje", Look::Primary)],
        ..screen("Gi eller fjern tilgang for flere", 1, blocks)
    }
}
