//! The answer to the question that Digdir's guides leave open, in the app: the same causes as on the page in `docs/`.

use losen_core::Timestamp;
use losen_core::diagnosis::{UNAUTHORIZED, unauthorized_page};
use losen_core::session::{Block, Button, Event, Session, Surface};
use losen_core::text::{Language, text};

#[test]
fn the_app_has_every_cause_of_a_401_that_the_page_has_in_every_language() {
    for language in Language::ALL {
        let mut session = Session::new(Surface::Panel, language);
        for event in [
            Event::Pressed(Button::Explain),
            Event::Pressed(Button::ExplainUnauthorized),
        ] {
            let _nothing_to_do = session.handle(Timestamp(1_795_000_000), event);
        }
        let page = unauthorized_page(language);
        let blocks = session.view().blocks;
        let told: Vec<_> = blocks
            .iter()
            .filter_map(|block| match block {
                Block::Facts { rows, .. } => Some(rows),
                _ => None,
            })
            .flatten()
            .collect();
        // All that have a code of their own, and Maskinporten's refusals, which have theirs.
        assert_eq!(told.len(), UNAUTHORIZED.len() + 1, "{language:?}");
        for (what, _) in told {
            assert!(page.contains(what.as_str()), "{language:?}: {what}");
        }
        let order = text(language, "diagnosis.page.order");
        assert!(
            blocks
                .iter()
                .any(|block| matches!(block, Block::Text(said) if *said == order)),
            "{language:?}"
        );
    }
}
