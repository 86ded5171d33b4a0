//! What is on screen and what is asked for, as lines of a transcript.

use std::fmt::Write as _;

use losen_core::protocol::Command;
use losen_core::session::{
    ApiAt, Block, Button, ButtonView, Effect, FindingView, Look, RowView, StepState, View,
};
use losen_core::text::{Language, text};

pub fn buttons(view: &View) -> Vec<ButtonView> {
    let fixes = |findings: &[FindingView]| -> Vec<ButtonView> {
        findings.iter().filter_map(|f| f.fix.clone()).collect()
    };
    let mut all = [view.buttons.clone(), view.extras.clone()].concat();
    for block in &view.blocks {
        match block {
            Block::Notice { buttons, .. } => all.extend(buttons.clone()),
            Block::Instruction(view) => all.extend(view.open.clone()),
            Block::Letter(view) => all.extend(view.buttons.clone()),
            Block::Choice(choice) => all.extend(fixes(&choice.findings)),
            Block::Input(input) => all.extend(fixes(&input.findings)),
            Block::List(list) => {
                all.push(list.add.clone());
                all.extend(fixes(&list.entry.findings));
                for item in &list.items {
                    all.extend(item.remove.clone());
                    all.extend(fixes(&item.findings));
                }
            }
            Block::Rows(rows) => {
                all.extend(rows.more.clone());
                let open = |row: &RowView| row.open.clone().map(|press| button(&row.title, press));
                all.extend(rows.rows.iter().filter_map(open));
            }
            _ => {}
        }
    }
    all.extend(
        view.companion
            .iter()
            .filter_map(|beside| beside.next.button.clone()),
    );
    all.extend(view.rooms.iter().map(|room| button(&room.label, room.go.clone())));
    all
}

fn button(label: &str, press: Button) -> ButtonView {
    ButtonView {
        press,
        label: label.to_owned(),
        look: Look::Plain,
        disabled: false,
    }
}

pub fn describe(view: &View, out: &mut String) {
    let current = view.steps.iter().find(|step| step.state == StepState::Current);
    let current = current.map_or("", |step| step.label.as_str());
    writeln!(out, "  [{current}] {} | {}", view.heading, view.strip.environment).unwrap();
    if let Some(beside) = &view.companion {
        writeln!(out, "  beside: {}", beside.page).unwrap();
        writeln!(out, "    next: {} {}", beside.next.text, beside.next.also).unwrap();
        if let Some(button) = &beside.next.button {
            writeln!(out, "    button: {} {}", button.label, beside.next.ring).unwrap();
        }
        let seen = beside.ticks.items.iter().filter(|(_, seen, _)| *seen);
        let seen: Vec<&str> = seen.map(|(name, ..)| name.as_str()).collect();
        writeln!(out, "    seen: {}", seen.join(", ")).unwrap();
    }
    for block in &view.blocks {
        match block {
            Block::Errors { items, .. } => {
                items
                    .iter()
                    .for_each(|(field, text)| writeln!(out, "  first {}: {text}", field.id()).unwrap());
            }
            Block::Choice(choice) | Block::Select(choice) => {
                let chosen = choice
                    .options
                    .iter()
                    .filter(|option| option.checked)
                    .map(|option| option.value.as_str());
                writeln!(
                    out,
                    "  {}: {}",
                    choice.field.id(),
                    chosen.collect::<Vec<_>>().join(" ")
                )
                .unwrap();
                say(&choice.findings, out);
            }
            Block::Input(input) => {
                // One line a field, also where it holds several.
                let value = input.value.replace('\n', "\\n");
                writeln!(out, "  {}: {value}", input.field.id()).unwrap();
                say(&input.findings, out);
            }
            Block::List(list) => {
                let values: Vec<&str> = list.items.iter().map(|item| item.value.as_str()).collect();
                writeln!(out, "  {}: {}", list.entry.field.id(), values.join(" ")).unwrap();
                say(&list.entry.findings, out);
                list.items.iter().for_each(|item| say(&item.findings, out));
            }
            Block::Rows(rows) => {
                writeln!(out, "  {}", rows.count).unwrap();
                for row in &rows.rows {
                    let tags: Vec<&str> = row.tags.iter().map(|tag| tag.text.as_str()).collect();
                    writeln!(
                        out,
                        "    {} [{}] {}",
                        row.title,
                        tags.join(", "),
                        row.lines.join(" | ")
                    )
                    .unwrap();
                }
            }
            Block::Notice { heading, .. } => writeln!(out, "  notice: {heading}").unwrap(),
            Block::Cause(cause) => writeln!(out, "  cause {}", cause.code).unwrap(),
            Block::Copyable { label, value, .. } => writeln!(out, "  {label}: {value}").unwrap(),
            Block::Json { text, .. } => {
                writeln!(
                    out,
                    "  body {}",
                    serde_json::from_str::<serde_json::Value>(text).unwrap()
                )
                .unwrap();
            }
            Block::Heading(heading) => writeln!(out, "  {heading}").unwrap(),
            Block::Instruction(view) => writeln!(out, "  do: {} ({})", view.action, view.also).unwrap(),
            Block::Letter(view) => writeln!(
                out,
                "  {} [{}]\n{}",
                view.heading,
                view.sent,
                indented(&view.text)
            )
            .unwrap(),
            Block::Secret(view) => writeln!(out, "  secret {}: {}", view.label, view.value).unwrap(),
            Block::Source { .. } | Block::Figure(_) => {}
            Block::File { field, .. } => writeln!(out, "  file {}", field.id()).unwrap(),
            // Whether Losen can do it is what a journey is about; other lists of facts are on every screen.
            Block::Facts { heading, rows } if *heading == text(Language::Nb, "home.route.heading") => {
                rows.iter()
                    .for_each(|(label, value)| writeln!(out, "  {label} {value}").unwrap());
            }
            Block::Text(_) | Block::Facts { .. } | Block::Tasks { .. } | Block::Progress { .. } => {}
        }
    }
    let labels: Vec<&str> = view
        .buttons
        .iter()
        .filter(|b| !b.disabled)
        .map(|button| button.label.as_str())
        .collect();
    writeln!(out, "  buttons: {}", labels.join(" | ")).unwrap();
}

fn indented(text: &str) -> String {
    text.lines()
        .map(|line| format!("    | {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn say(findings: &[FindingView], out: &mut String) {
    for finding in findings {
        let fix = if finding.fix.is_some() {
            " (can be mended)"
        } else {
            ""
        };
        writeln!(out, "    {}: {}{fix}", finding.severity_word, finding.text).unwrap();
    }
}

pub fn name_of(effect: &Effect) -> String {
    match effect {
        Effect::Persist(_) => "the draft being kept".into(),
        Effect::AskHelper(
            at,
            Command::Token {
                profile,
                operation,
                client_id,
            },
        ) => {
            let target = client_id.as_ref().map(|id| format!(", to change {id}"));
            format!(
                "{at:?} helper: a token to {} as {profile}{}",
                operation.word(),
                target.unwrap_or_default()
            )
        }
        Effect::AskHelper(
            at,
            Command::Prove {
                client_id,
                proof,
                kid,
                ..
            },
        ) => {
            let key = kid
                .as_ref()
                .map_or(String::new(), |kid| format!(" and its key {kid}"));
            format!("{at:?} helper: proof of {client_id} with {}{key}", proof.scope())
        }
        Effect::AskHelper(at, Command::MakeKey { profile }) => {
            format!("{at:?} helper: a key pair for a client of {profile}")
        }
        Effect::AskHelper(at, Command::ProveKey { client_id, kid, .. }) => {
            format!("{at:?} helper: proof of the key {kid} of {client_id}")
        }
        Effect::AskHelper(at, Command::Login { client_id, proof, .. }) => {
            format!("{at:?} helper: a login with {client_id} for {}", proof.word())
        }
        Effect::AskHelper(
            at,
            Command::ProveLogin {
                state, client_secret, ..
            },
        ) => {
            let with = if client_secret.is_some() { "a" } else { "no" };
            format!("{at:?} helper: what the code of login {state} is good for, with {with} secret")
        }
        Effect::AskHelper(at, _) => format!("{at:?} helper: hello"),
        Effect::CallApi { at, request, .. } => {
            let at = match at {
                ApiAt::Page => "in the page",
                ApiAt::Profile { base, .. } => base,
            };
            format!("{} {} {at}", request.method, request.path)
        }
        Effect::Open(link) => format!("opens {link:?}"),
        Effect::Save(file) => format!(
            "saves {} as {}\n{}",
            file.name,
            file.media_type,
            indented(&file.text)
        ),
        Effect::MakeKeyPair => "a key pair".into(),
        Effect::SavePrivateKey { name } => format!("the private key being saved as {name}"),
        Effect::ForgetPrivateKey => "forgets the private key".into(),
        Effect::Print => "prints".into(),
        Effect::Watch(_) => "watching the portal".into(),
        Effect::Point(None) => "takes the ring away".into(),
        Effect::Point(Some(pointer)) => format!("a ring around {}", pointer.names[0]),
        Effect::Wait(seconds) => format!("{seconds} s"),
    }
}
