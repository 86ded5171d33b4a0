//! Asking the user, in a window or a terminal that belongs to the helper and not to the browser.

use std::io::IsTerminal;

use losen_core::protocol::{Fault, code};
use losen_core::text::{Language, text};
use pinentry::PassphraseInput;
use secrecy::{ExposeSecret as _, SecretString};

mod descriptor;

pub use descriptor::Descriptor;

/// Seconds until an unanswered window closes itself.
const PATIENCE: u16 = 180;

/// Graphical ones only: a curses one would draw into the terminal that the browser was started from.
const PINENTRIES: [&str; 6] = [
    "pinentry-gnome3",
    "pinentry-qt",
    "pinentry-gtk-2",
    "pinentry-gtk",
    "pinentry-mac",
    "pinentry",
];

/// Someone who can be asked for something secret.
pub trait Prompt {
    /// Shows a text and returns what was typed. A confirmation is always asked for here: only a person can give it.
    fn ask(&self, question: &str) -> Result<SecretString, PromptError>;

    /// A passphrase or a PIN, which may also come from elsewhere.
    fn secret(&self, question: &str) -> Result<SecretString, PromptError> {
        self.ask(question)
    }

    /// A passphrase that the user chooses now, and so types twice.
    fn chosen(&self, question: &str, again: &str) -> Result<SecretString, PromptError> {
        let first = self.secret(question)?;
        let second = self.secret(again)?;
        if first.expose_secret() == second.expose_secret() {
            Ok(first)
        } else {
            Err(PromptError::Differ)
        }
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PromptError {
    /// Neither a terminal nor a window.
    #[error("there is neither a terminal nor a window to ask in")]
    Nobody,
    /// The user dismissed it or let it time out.
    #[error("the prompt was dismissed")]
    Cancelled,
    /// What was typed twice was not the same.
    #[error("the two passphrases are not the same")]
    Differ,
}

impl From<PromptError> for Fault {
    fn from(error: PromptError) -> Self {
        let code = match error {
            PromptError::Nobody => code::NO_PROMPT,
            PromptError::Cancelled | PromptError::Differ => code::CANCELLED,
        };
        Self::new(code, error.to_string())
    }
}

/// The terminal on the command line, else a pinentry window, else nobody.
#[derive(Clone, Copy, Debug)]
pub struct OwnPrompt {
    /// In which language the window speaks.
    pub language: Language,
    /// Never the terminal: stdin and stdout belong to the browser.
    pub hosting: bool,
}

impl Prompt for OwnPrompt {
    fn ask(&self, question: &str) -> Result<SecretString, PromptError> {
        if !self.hosting && std::io::stdin().is_terminal() {
            return rpassword::prompt_password(format!("{question} "))
                .map(SecretString::from)
                .map_err(|_| PromptError::Cancelled);
        }
        self.window(question)
    }
}

impl OwnPrompt {
    fn window(self, question: &str) -> Result<SecretString, PromptError> {
        let has_display = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if cfg!(target_os = "linux") && !has_display("DISPLAY") && !has_display("WAYLAND_DISPLAY") {
            return Err(PromptError::Nobody);
        }
        PINENTRIES
            .iter()
            .find_map(|program| self.answer(program, question))
            .unwrap_or(Err(PromptError::Nobody))
    }

    /// What the user did with one program's window; nothing when the program is not there or cannot show anything: GNOME's wants a
    /// session bus, and a plain `pinentry` may be a curses one. Either gives up at once without a terminal.
    fn answer(self, program: &str, question: &str) -> Option<Result<SecretString, PromptError>> {
        let title = text(self.language, "cli.prompt.title");
        let answer = text(self.language, "cli.prompt.answer");
        let cancel = text(self.language, "cli.prompt.cancel");
        let mut window = PassphraseInput::with_binary(program)?;
        window
            .with_title(&title)
            .with_description(question)
            .with_prompt(&answer)
            .with_cancel(&cancel)
            .with_timeout(PATIENCE);
        #[cfg(unix)]
        window.with_unix_options(pinentry::unix::Options::builder().tty_name("/dev/null").build());
        match window.interact() {
            Ok(typed) => Some(Ok(typed)),
            Err(pinentry::Error::Cancelled | pinentry::Error::Timeout) => Some(Err(PromptError::Cancelled)),
            Err(_) => None,
        }
    }
}
