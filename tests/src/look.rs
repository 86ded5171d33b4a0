//! How a page is looked at: how wide, and in which colours.

/// The size and the colours of a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// In CSS pixels.
    pub width: u32,
    /// What the user prefers.
    pub colours: Colours,
    /// Whether the user has asked for less motion.
    pub still: bool,
}

/// What a page is drawn in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// A light screen.
    Light,
    /// A dark screen.
    Dark,
    /// The user's own few colours instead of the page's.
    Forced,
    /// Paper. Chromium only: Firefox shows it light.
    Print,
}

impl Colours {
    /// As in the name of a picture.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Forced => "forced",
            Self::Print => "print",
        }
    }
}

impl Look {
    /// As wide as a side panel, and light.
    pub const PANEL: Self = Self::new(360, Colours::Light);

    /// So wide, in these colours.
    #[must_use]
    pub const fn new(width: u32, colours: Colours) -> Self {
        Self {
            width,
            colours,
            still: false,
        }
    }

    /// The same, for a user who has asked for less motion.
    #[must_use]
    pub const fn still(self) -> Self {
        Self { still: true, ..self }
    }
}
