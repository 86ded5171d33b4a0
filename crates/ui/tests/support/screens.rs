use losen_core::model::Severity;
use losen_core::session::{
    Block, Button, ButtonView, CauseView, ChoiceView, Field, Focus, InputView, ItemView, ListView, Look,
    OptionView, RowView, RowsView, Surface, TagView, Tone, View,
};

use super::Screen;
use super::parts::{finding, input, option, press, screen};

/// Every screen.
pub fn all() -> Vec<Screen> {
    let mut all = vec![
        Screen {
            name: "choose",
            surface: Surface::Popup,
            view: choose(),
            in_language: None,
        },
        Screen {
            name: "fill-in",
            surface: Surface::Panel,
            view: fill_in(),
            in_language: None,
        },
        Screen {
            name: "mend",
            surface: Surface::Tab,
            view: mend(),
            in_language: None,
        },
        Screen {
            name: "review",
            surface: Surface::Popup,
            view: review(),
            in_language: None,
        },
        Screen {
            name: "wait",
            surface: Surface::Popup,
            view: wait(),
            in_language: None,
        },
        Screen {
            name: "refused",
            surface: Surface::Panel,
            view: refused(),
            in_language: None,
        },
        Screen {
            name: "done",
            surface: Surface::Site,
            view: done(),
            in_language: None,
        },
        Screen {
            name: "find",
            surface: Surface::Panel,
            view: find(),
            in_language: None,
        },
        Screen {
            name: "grant-list",
            surface: Surface::Panel,
            view: super::provider::list(),
            in_language: None,
        },
        Screen {
            name: "beside",
            surface: Surface::Panel,
            view: super::beside::beside(),
            in_language: None,
        },
        Screen {
            name: "nothing-yet",
            surface: Surface::Popup,
            view: screen("Losen", 0, Vec::new()),
            in_language: None,
        },
    ];
    all.extend(super::plans::all());
    all.extend(super::real::all());
    all
}

fn choose() -> View {
    let blocks = vec![
        Block::Text("Svar på ett spørsmål om gangen.".into()),
        Block::Choice(ChoiceView {
            field: Field::Goal,
            legend: "Hva skal du oppnå?".into(),
            hint: "Du trenger ikke kunne ordene fra før.".into(),
            many: false,
            options: vec![
                option(
                    "krr-lookup",
                    "Slå opp mange personer i KRR",
                    "En maskin spør.",
                    "anbefalt",
                    true,
                ),
                option(
                    "user-data",
                    "Hente den innloggede brukerens egne data",
                    "",
                    "",
                    false,
                ),
                OptionView {
                    disabled: true,
                    ..option("other", "Noe annet", "Kommer senere.", "", false)
                },
            ],
            findings: Vec::new(),
        }),
    ];
    screen("Hva skal du oppnå?", 1, blocks)
}

fn fill_in() -> View {
    let blocks = vec![
        Block::Input(input(Field::Name, "Visningsnavn", "Vises for brukerne.", "")),
        Block::Input(InputView {
            long: true,
            required: false,
            ..input(Field::Description, "Beskrivelse", "", "To\nlinjer")
        }),
        Block::List(ListView {
            entry: InputView {
                code: true,
                ..input(Field::RedirectUris, "Ny adresse", "Begynner med https://.", "")
            },
            add: press(Button::Add(Field::RedirectUris), "Legg til", Look::Secondary),
            label: "Redirect URI-er".into(),
            items: Vec::new(),
            empty: "Ingen ennå.".into(),
        }),
    ];
    screen("Navn og beskrivelse", 4, blocks)
}

fn mend() -> View {
    let error = finding(
        Severity::Error,
        "Feil",
        "Skråstreken er blitt borte.",
        Some("Rett til krr:user/kontaktinformasjon.read"),
    );
    let mut choice = ChoiceView {
        field: Field::Scopes,
        legend: "Hva skal klienten kunne lese?".into(),
        hint: String::new(),
        many: true,
        options: vec![option(
            "a",
            "Kontaktinformasjon",
            "krr:user/kontaktinformasjon.read",
            "",
            true,
        )],
        findings: vec![finding(Severity::Hint, "Tips", "Be om så lite som mulig.", None)],
    };
    choice
        .options
        .push(option("b", "Digital postkasse", "", "", false));
    let blocks = vec![
        Block::Errors {
            heading: "Rett dette først".into(),
            items: vec![
                (Field::OtherScopes, "Et scope er feilskrevet.".into()),
                (Field::Name, "Skriv et navn.".into()),
            ],
        },
        Block::Choice(choice),
        Block::List(ListView {
            entry: InputView {
                code: true,
                required: false,
                ..input(Field::OtherScopes, "Annet scope", "", "halv")
            },
            add: press(Button::Add(Field::OtherScopes), "Legg til", Look::Secondary),
            label: "Andre scope".into(),
            items: vec![
                ItemView {
                    value: "krr:user, kontaktinformasjon.read".into(),
                    hint: String::new(),
                    remove: Some(press(
                        Button::Remove(Field::OtherScopes, 0),
                        "Fjern krr:user, kontaktinformasjon.read",
                        Look::Plain,
                    )),
                    findings: vec![error.clone()],
                },
                ItemView {
                    value: "openid".into(),
                    hint: "Pålogging".into(),
                    remove: None,
                    findings: Vec::new(),
                },
            ],
            empty: "Ingen ennå.".into(),
        }),
        Block::Input(InputView {
            findings: vec![
                finding(Severity::Error, "Feil", "Skriv et navn.", None),
                finding(Severity::Warning, "Advarsel", "Navnet vises for brukerne.", None),
            ],
            ..input(Field::Name, "Visningsnavn", "", "")
        }),
    ];
    View {
        focus_on: Focus::Errors,
        focus: 1,
        ..screen("Hva den kan spørre om", 5, blocks)
    }
}

fn review() -> View {
    let blocks = vec![
        Block::Facts {
            heading: "Dette blir sendt".into(),
            rows: vec![
                ("Visningsnavn".into(), "Testdepartementet, oppslag".into()),
                ("Type".into(), "maskinporten".into()),
            ],
        },
        Block::Json {
            heading: "Se som JSON".into(),
            text: "{\n  \"client_name\": \"<Testdepartementet> & co\"\n}".into(),
            copy: "Kopier JSON".into(),
        },
        Block::Notice {
            tone: Tone::Warning,
            heading: "Typen kan aldri endres".into(),
            text: vec!["Se en gang til.".into()],
            buttons: vec![press(Button::Back, "Endre typen", Look::Secondary)],
        },
        Block::Notice {
            tone: Tone::Neutral,
            heading: "Nøytral".into(),
            text: Vec::new(),
            buttons: Vec::new(),
        },
    ];
    View {
        buttons: vec![
            ButtonView {
                disabled: true,
                ..press(Button::Create, "Opprett klienten", Look::Primary)
            },
            press(Button::Back, "Tilbake", Look::Secondary),
        ],
        ..screen("Se over", 6, blocks)
    }
}

fn wait() -> View {
    let blocks = vec![Block::Progress {
        text: "Oppretter klienten …".into(),
    }];
    View {
        buttons: Vec::new(),
        status: "Oppretter klienten".into(),
        ..screen("Se over", 6, blocks)
    }
}

fn refused() -> View {
    let cause = CauseView {
        message: "Virksomheten har ikke signert bruksvilkårene.".into(),
        certainty: "Sikkert: det Losen har sett, avgjør det.".into(),
        owner: "Dette må den som kan signere, gjøre".into(),
        fix: "Send meldingen under.".into(),
        evidence: vec!["Svaret hadde status 428.".into()],
        ready_message: "Hei!\n\nKan du signere?".into(),
        ready_copy: "Kopier meldingen".into(),
        source: "https://samarbeid.digdir.no/maskinporten/konsument/119".into(),
        source_label: "Les mer hos samarbeid.digdir.no".into(),
        code: "api/terms-not-signed".into(),
    };
    let bare = CauseView {
        evidence: Vec::new(),
        ready_message: String::new(),
        source: String::new(),
        source_label: "Kilde: docs/ADMIN.md".into(),
        ..cause.clone()
    };
    screen("Det gikk ikke", 6, vec![Block::Cause(cause), Block::Cause(bare)])
}

fn done() -> View {
    let blocks = vec![
        Block::Notice {
            tone: Tone::Success,
            heading: "Klienten er opprettet".into(),
            text: Vec::new(),
            buttons: Vec::new(),
        },
        Block::Notice {
            tone: Tone::Info,
            heading: "Vit dette".into(),
            text: Vec::new(),
            buttons: Vec::new(),
        },
        Block::Notice {
            tone: Tone::Danger,
            heading: "Stopp".into(),
            text: Vec::new(),
            buttons: Vec::new(),
        },
        Block::Copyable {
            label: "Klient-ID".into(),
            value: "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0".into(),
            copy: "Kopier klient-ID".into(),
        },
        Block::Tasks {
            heading: "Gjør dette videre".into(),
            items: vec![
                ("Du".into(), "Legg nøkkelen på klienten.".into()),
                ("Digdir".into(), "Åpner tilgangen.".into()),
            ],
        },
    ];
    screen("Ferdig", 7, blocks)
}

fn find() -> View {
    let row = |key: &str, title: &str, tags: Vec<TagView>| RowView {
        key: key.into(),
        title: title.into(),
        open: Some(Button::Next),
        lines: vec![format!("maskinporten · {key}"), String::new()],
        tags,
    };
    let tag = |tone: Tone, text: &str| TagView {
        tone,
        text: text.into(),
    };
    let blocks = vec![
        Block::Select(ChoiceView {
            field: Field::Workplace,
            legend: "Hvor".into(),
            hint: String::new(),
            many: false,
            options: vec![
                option("", "Øving", "", "", false),
                option("test", "TEST: test", "", "", true),
            ],
            findings: Vec::new(),
        }),
        Block::Rows(RowsView {
            label: "Klienter".into(),
            count: "Viser 2 av 3 treff.".into(),
            rows: vec![
                row(
                    "a1",
                    "Varsling",
                    vec![tag(Tone::Danger, "Feil: 1"), tag(Tone::Neutral, "Deaktivert")],
                ),
                RowView {
                    open: None,
                    ..row("b2", "Uten id", Vec::new())
                },
            ],
            empty: "Ingen passer.".into(),
            more: Some(press(Button::Next, "Vis flere", Look::Secondary)),
        }),
    ];
    View {
        steps: Vec::new(),
        step_label: String::new(),
        ..screen("Klienter", 1, blocks)
    }
}
