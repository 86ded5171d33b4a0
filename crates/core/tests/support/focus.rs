//! Where focus goes after a press, for whoever cannot see what has changed.

use losen_core::session::{Block, Focus, View};

/// Another screen is read from its heading, and an error summary from its beginning (WCAG 2.2, 2.4.3 and 3.3.1).
pub fn follows(before: &View, after: &View, press: &str) {
    let has_errors = |view: &View| {
        view.blocks
            .iter()
            .any(|block| matches!(block, Block::Errors { .. }))
    };
    let moved = after.focus > before.focus;
    if has_errors(after) && !has_errors(before) {
        assert!(
            moved && after.focus_on == Focus::Errors,
            "«{press}» leaves the errors unread"
        );
    } else if after.screen != before.screen {
        assert!(
            moved,
            "«{press}» leads to {} and leaves focus behind",
            after.screen
        );
        assert_eq!(after.focus_on, Focus::Heading, "«{press}»");
    }
}
