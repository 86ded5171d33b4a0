//! An error from somewhere else, explained.

use super::super::explain::Explaining;
use super::super::{Block, Field, InputView, Look, Place, Tone};
use super::{Button, Content, Screen};
use crate::Timestamp;
use crate::diagnosis::{Evidence, OpenedToken, Owner, Pasted, PastedKind, UNAUTHORIZED};
use crate::model::Environment;
use crate::text::Message;

impl Screen<'_> {
    pub(super) fn explaining(&self, explaining: &Explaining) -> Content {
        match explaining {
            Explaining::Paste(pasted) => self.pasting(pasted.as_deref()),
            Explaining::Unauthorized => self.unauthorized(),
        }
    }

    fn pasting(&self, pasted: Option<&(Timestamp, Pasted)>) -> Content {
        let mut blocks = vec![
            Block::Text(self.t("guide.explain.lead")),
            Block::Input(InputView {
                field: Field::Pasted,
                label: self.t("guide.explain.label"),
                hint: self.t("guide.explain.hint"),
                value: pasted
                    .map(|(_, pasted)| pasted.masked.clone())
                    .unwrap_or_default(),
                long: true,
                code: true,
                required: true,
                findings: Vec::new(),
            }),
        ];
        blocks.extend(
            pasted
                .into_iter()
                .flat_map(|(at, pasted)| self.pasted(*at, pasted)),
        );
        let buttons = vec![
            self.button(Button::CloseExplain, "guide.button.to_guide", Look::Primary),
            self.button(
                Button::ExplainUnauthorized,
                "guide.button.unauthorized",
                Look::Secondary,
            ),
        ];
        (self.t("guide.explain.heading"), blocks, buttons)
    }

    fn pasted(&self, at: Timestamp, pasted: &Pasted) -> Vec<Block> {
        let mut blocks = Vec::new();
        if pasted.private_key {
            blocks.push(self.notice(
                Tone::Danger,
                "guide.explain.key_heading",
                &["guide.explain.key_text"],
            ));
        }
        let kind = self.t(match pasted.kind {
            PastedKind::Curl => "guide.explain.kind_curl",
            PastedKind::HttpLog => "guide.explain.kind_log",
            PastedKind::ErrorBody => "guide.explain.kind_body",
            PastedKind::ErrorText => "guide.explain.kind_text",
            PastedKind::Token => "guide.explain.kind_token",
            PastedKind::PrivateKey => "guide.explain.kind_key",
            PastedKind::Unknown => "guide.explain.kind_unknown",
        });
        blocks.push(Block::Text(kind));
        if pasted.kind != PastedKind::PrivateKey {
            // A pasted error comes from Digdir's services, so a place to practise in says nothing about it.
            let place = self.session.draft.place.as_ref().map(Place::environment);
            let here = match place {
                Some(Environment::Test | Environment::Prod) => self.session.evidence(at, None),
                Some(Environment::Practice) | None => Evidence {
                    now: Some(at),
                    ..Evidence::default()
                },
            };
            blocks.extend(pasted.causes(&here).iter().map(|cause| self.cause(cause)));
        }
        blocks.extend(pasted.token.as_ref().map(|token| self.token(token)));
        blocks
    }

    /// What a token says, member by member; it has been opened, not verified.
    fn token(&self, token: &OpenedToken) -> Block {
        let members = [&token.header, &token.claims]
            .into_iter()
            .filter_map(|part| part.as_object())
            .flatten();
        let words =
            |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let rows = members
            .map(|(name, value)| (name.clone(), crate::diagnosis::mask(&words(value))))
            .collect();
        Block::Facts {
            heading: self.t("guide.explain.token"),
            rows,
        }
    }

    fn unauthorized(&self) -> Content {
        let language = self.session.draft.language;
        // The reader does all of it.
        let step = |key: &'static str| (String::new(), self.t(key));
        let first = Block::Tasks {
            heading: self.t("diagnosis.page.first"),
            items: vec![
                step("diagnosis.page.step_token"),
                step("diagnosis.page.step_open"),
                step("diagnosis.page.step_environment"),
                step("diagnosis.page.step_scope"),
                step("diagnosis.page.step_losen"),
            ],
        };
        let cause = |entry: &&crate::diagnosis::Entry| {
            let fix = entry.fix().text(language);
            let fix = match entry.owner {
                Owner::You => fix,
                other => format!("{fix}\n{}.", self.whose_turn(other)),
            };
            (entry.message().text(language), fix)
        };
        let maskinportens = (
            self.t("diagnosis.page.maskinporten_what"),
            self.t("guide.explain.maskinporten_here"),
        );
        let all = Block::Facts {
            heading: self.t("diagnosis.page.all"),
            rows: UNAUTHORIZED.iter().map(cause).chain([maskinportens]).collect(),
        };
        let order = Block::Text(self.t("diagnosis.page.order"));
        let buttons = vec![
            self.button(Button::CloseExplain, "guide.button.to_guide", Look::Primary),
            self.button(Button::Explain, "guide.button.explain", Look::Secondary),
        ];
        let lead = Block::Text(Message::new("diagnosis.page.lead").text(language));
        (
            self.t("diagnosis.page.title"),
            vec![lead, first, order, all],
            buttons,
        )
    }
}
