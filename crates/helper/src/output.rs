//! What the command line says, and how a command ends.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use losen_core::diagnosis::{Cause, Evidence, Symptom, diagnose};
use losen_core::protocol::Fault;
use losen_core::text::{Language, Message};
use serde::Serialize;

/// In what form a command answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs; the shapes are part of the public contract.
    Json,
}

/// How a command ended, which is also the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 0.
    Fine,
    /// 1: findings of severity error, or the operation was refused.
    Refused,
    /// 2: wrong usage, or input that cannot be read.
    Unusable,
}

/// Why a command could not answer.
#[derive(Debug)]
pub enum Failure {
    /// The helper refused; the user is told what the diagnosis knows about it.
    Fault(Fault),
    /// Losen's own words, and exit status 1.
    Refused(Message),
    /// Losen's own words, and exit status 2.
    Unusable(Message),
    /// Nobody reads the output any more, or it cannot be written.
    Output(std::io::Error),
}

/// Where a command writes, and in which language.
pub struct Output<'a> {
    /// Standard output.
    pub out: &'a mut dyn Write,
    /// Standard error.
    pub err: &'a mut dyn Write,
    /// The user's language.
    pub language: Language,
    /// Whether `out` is a terminal that shows colour.
    pub colour: bool,
}

/// A colour of the terminal's own palette, so that it follows the user's theme.
#[derive(Clone, Copy, Debug)]
pub enum Tint {
    /// Errors.
    Red,
    /// Warnings.
    Yellow,
    /// Good news.
    Green,
    /// Headings.
    Bold,
    /// Sources and the like.
    Dim,
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fine => Self::SUCCESS,
            Outcome::Refused => Self::from(1),
            Outcome::Unusable => Self::from(2),
        }
    }
}

impl Output<'_> {
    /// A text of the catalogue, on a line.
    pub fn say(&mut self, message: &Message) -> std::io::Result<()> {
        writeln!(self.out, "{}", message.text(self.language))
    }

    /// A text of the catalogue without blanks, on a line.
    pub fn line(&mut self, key: &'static str) -> std::io::Result<()> {
        self.say(&Message::new(key))
    }

    /// JSON with a line break at its end.
    pub fn json(&mut self, value: &impl Serialize) -> std::io::Result<()> {
        serde_json::to_writer_pretty(&mut *self.out, value)?;
        writeln!(self.out)
    }

    /// The text in colour, if there is colour.
    #[must_use]
    pub fn tint(&self, text: &str, tint: Tint) -> String {
        let code = match tint {
            Tint::Red => 31,
            Tint::Yellow => 33,
            Tint::Green => 32,
            Tint::Bold => 1,
            Tint::Dim => 2,
        };
        if self.colour {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// What is wrong, how it is known, who can mend it and how, for each cause.
    pub fn causes(&mut self, causes: &[Cause]) -> std::io::Result<()> {
        let language = self.language;
        for cause in causes {
            let head = format!("{} ({})", cause.code, cause.certainty.name().text(language));
            writeln!(self.out, "{}", self.tint(&head, Tint::Bold))?;
            writeln!(self.out, "  {}", cause.message.text(language))?;
            for seen in &cause.evidence {
                writeln!(self.out, "  · {}", self.tint(&seen.text(language), Tint::Dim))?;
            }
            self.say(&Message::new("cli.diagnose.owner").with("owner", cause.owner.name().text(language)))?;
            writeln!(self.out, "  → {}", cause.fix.text(language))?;
            if !cause.source.is_empty() {
                writeln!(self.out, "  {}", self.tint(cause.source, Tint::Dim))?;
            }
        }
        // One message is enough to send, and it belongs to the likeliest cause.
        if let Some(letter) = causes.first().and_then(|cause| cause.ready_message.as_ref()) {
            self.line("cli.diagnose.letter")?;
            writeln!(self.out, "{}", letter.text(language))?;
        }
        Ok(())
    }

    /// Says on standard error why a command failed.
    pub fn explain(&mut self, failure: &Failure) -> Outcome {
        let (said, outcome) = match failure {
            Failure::Fault(fault) => (self.explain_fault(fault), Outcome::Refused),
            Failure::Refused(message) => (self.complain(message), Outcome::Refused),
            Failure::Unusable(message) => (self.complain(message), Outcome::Unusable),
            // `losen … | head` ends like this.
            Failure::Output(error) if error.kind() == ErrorKind::BrokenPipe => (Ok(()), Outcome::Fine),
            Failure::Output(error) => (writeln!(self.err, "losen: {error}"), Outcome::Unusable),
        };
        // When not even standard error can be written, the exit status has to say it all.
        let _unsaid = said;
        outcome
    }

    fn complain(&mut self, message: &Message) -> std::io::Result<()> {
        writeln!(self.err, "losen: {}", message.text(self.language))
    }

    fn explain_fault(&mut self, fault: &Fault) -> std::io::Result<()> {
        writeln!(self.err, "losen: {}: {}", fault.code, fault.detail)?;
        // The likeliest explanation is enough beside the code; `losen diagnose` gives all of them.
        for cause in diagnose(&Symptom::Helper(fault.clone()), &Evidence::default())
            .iter()
            .take(1)
        {
            let message = cause.message.text(self.language);
            if cause.code == fault.code {
                writeln!(self.err, "  {message}")?;
            } else {
                writeln!(self.err, "  {}: {message}", cause.code)?;
            }
            writeln!(self.err, "  → {}", cause.fix.text(self.language))?;
        }
        Ok(())
    }
}
