//! The introduction: three pictures, skipped with one press.

use super::super::super::{Block, Button, HomeButton, Look, Picture, Tone};
use super::super::{Content, Screen};
use crate::desk::At;
use crate::text::Message;

const PAGES: [(Picture, &str, &str); 3] = [
    (
        Picture::Harbour,
        "home.tour.harbour_heading",
        "home.tour.harbour_text",
    ),
    (Picture::Tasks, "home.tour.tasks_heading", "home.tour.tasks_text"),
    (Picture::Key, "home.tour.key_heading", "home.tour.key_text"),
];

impl Screen<'_> {
    /// Offered once, above an empty desk.
    pub(super) fn welcome(&self) -> Vec<Block> {
        vec![
            Block::Figure(Picture::Harbour),
            Block::Notice {
                tone: Tone::Neutral,
                heading: self.t("home.welcome.heading"),
                text: vec![self.t("home.welcome.text")],
                buttons: vec![
                    self.show(At::Tour { page: 0 }, "home.button.tour", Look::Secondary),
                    self.button(
                        Button::Home(HomeButton::Welcomed),
                        "home.button.skip",
                        Look::Plain,
                    ),
                ],
            },
        ]
    }

    pub(super) fn tour(&self, page: usize) -> Content {
        let page = page.min(PAGES.len() - 1);
        let (picture, heading, text) = PAGES[page];
        let of = Message::new("text.step_of")
            .with("step", (page + 1).to_string())
            .with("steps", PAGES.len().to_string());
        let blocks = vec![
            Block::Figure(picture),
            Block::Text(self.t(text)),
            Block::Text(self.m(of)),
        ];
        let mut buttons = Vec::new();
        if page + 1 < PAGES.len() {
            buttons.push(self.show(At::Tour { page: page + 1 }, "guide.button.next", Look::Primary));
            buttons.push(self.button(
                Button::Home(HomeButton::Welcomed),
                "home.button.skip",
                Look::Secondary,
            ));
        } else {
            buttons.push(self.button(
                Button::Home(HomeButton::Welcomed),
                "home.button.welcomed",
                Look::Primary,
            ));
        }
        if page > 0 {
            buttons.push(self.show(At::Tour { page: page - 1 }, "guide.button.back", Look::Secondary));
        }
        (self.t(heading), blocks, buttons)
    }
}
