use losen_core::session::{
    Block, Button, CompanionButton, CompanionView, FieldRow, FieldsView, Look, NextView, Strip, TicksView,
    Tone, View,
};

use super::parts::{press, screen};

/// The guide with the portal beside it, in the wrong environment, and with everything else that can be there.
pub fn beside() -> View {
    let mut view = screen(
        "Hva skal klienten hete?",
        4,
        vec![Block::Text("Skriv et navn.".into())],
    );
    view.companion = Some(CompanionView {
        heading: "I portalen ved siden av".into(),
        place: Strip {
            environment: "PRODUKSJON".into(),
            tone: Tone::Danger,
            organisation: "314330897 Losby havnevesen".into(),
        },
        page: "Siden er gjenkjent: ny klient.".into(),
        known: true,
        warnings: vec![Block::Notice {
            tone: Tone::Warning,
            heading: "Feil miljø".into(),
            text: vec!["Planen er for TEST.".into()],
            buttons: Vec::new(),
        }],
        next: NextView {
            heading: "Nå".into(),
            text: "Fyll ut «Visningsnavn».".into(),
            also: "Heter også «Navn på integrasjonen».".into(),
            button: Some(press(
                Button::Companion(CompanionButton::Show),
                "Vis meg hvor",
                Look::Secondary,
            )),
            ring: "Losen finner ikke «Visningsnavn» på siden.".into(),
        },
        fields: FieldsView {
            heading: "Planen og portalen".into(),
            rows: vec![
                row("Visningsnavn", &["Losby"], false, "I portalen står det: Losbi"),
                row(
                    "Redirect URI-er",
                    &["https://a.example.no", "https://b.example.no"],
                    false,
                    "",
                ),
                row("Beskrivelse", &["Varsler"], true, ""),
            ],
        },
        ticks: TicksView {
            heading: "Det Losen har sett i portalen".into(),
            items: vec![
                ("Innlogget".into(), true, "sett".into()),
                ("Nøkkel registrert".into(), false, "ikke sett ennå".into()),
            ],
        },
        client_id: Some(Block::Copyable {
            label: "Klient-ID fra portalen".into(),
            value: "0c5a1f4e-7a0b-4c1d-8e2f-3a4b5c6d7e8f".into(),
            copy: "Kopier klient-ID fra portalen".into(),
        }),
        evidence: (
            "Slik vet Losen det".into(),
            vec!["adressen slutter på /clients".into()],
        ),
    });
    view
}

fn row(label: &str, planned: &[&str], agrees: bool, shown: &str) -> FieldRow {
    FieldRow {
        label: label.into(),
        planned: planned.iter().map(|text| (*text).to_owned()).collect(),
        agrees,
        word: if agrees {
            "som planlagt".into()
        } else {
            "ulik planen".into()
        },
        shown: shown.into(),
        copy: format!("Kopier {label}"),
    }
}
