//! Questions on the terminal.

use std::io::BufRead;

use losen_core::text::Message;

use crate::output::{Failure, Output};

/// Someone who answers, and the paper that the questions are written on.
pub(super) struct Ask<'a, 'b> {
    pub(super) answers: &'a mut dyn BufRead,
    pub(super) output: &'a mut Output<'b>,
}

impl Ask<'_, '_> {
    /// What was given on the command line, or else what the user answers; a wrong answer is asked for again.
    pub(super) fn value<T>(
        &mut self,
        given: Option<T>,
        option: &'static str,
        question: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Failure> {
        if let Some(given) = given {
            return Ok(given);
        }
        let question = Message::new(question).text(self.output.language);
        loop {
            write!(self.output.out, "{question} ")?;
            self.output.out.flush()?;
            let mut line = String::new();
            if self.answers.read_line(&mut line)? == 0 {
                return Err(Failure::Unusable(
                    Message::new("cli.usage.missing").with("what", option),
                ));
            }
            match read(line.trim()) {
                Some(value) => return Ok(value),
                None => self.output.line("cli.setup.again")?,
            }
        }
    }
}
