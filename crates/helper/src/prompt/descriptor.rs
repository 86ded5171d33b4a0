//! Passphrases from a file descriptor, for programs that start `losen`. Not from an argument, which every process can
//! read, and not from the environment, which children inherit.

use std::cell::RefCell;
use std::fs::File;
use std::io::Read;

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::{Prompt, PromptError};

/// A longer line is no passphrase.
const LONGEST: usize = 4096;

/// Takes passphrases from a descriptor, one a line, and asks somebody else for everything else.
pub struct Descriptor<P> {
    lines: RefCell<Box<dyn Read>>,
    otherwise: P,
}

/// The descriptor cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("file descriptor {number} cannot be read: {source}")]
pub struct DescriptorError {
    number: u32,
    source: std::io::Error,
}

impl<P: Prompt> Descriptor<P> {
    /// The descriptor of that number, which whoever started this process has opened.
    pub fn open(number: u32, otherwise: P) -> Result<Self, DescriptorError> {
        // The safe way to a descriptor that one has not opened oneself; Linux and macOS both have it.
        let file =
            File::open(format!("/dev/fd/{number}")).map_err(|source| DescriptorError { number, source })?;
        Ok(Self::from(file, otherwise))
    }

    fn from(lines: impl Read + 'static, otherwise: P) -> Self {
        Self {
            lines: RefCell::new(Box::new(lines)),
            otherwise,
        }
    }
}

impl<P: Prompt> Prompt for Descriptor<P> {
    fn ask(&self, question: &str) -> Result<SecretString, PromptError> {
        self.otherwise.ask(question)
    }

    fn secret(&self, _question: &str) -> Result<SecretString, PromptError> {
        line(&mut *self.lines.borrow_mut())
    }

    /// A program does not mistype.
    fn chosen(&self, question: &str, _again: &str) -> Result<SecretString, PromptError> {
        self.secret(question)
    }
}

/// One byte at a time, so that nothing of the next line is taken along into a buffer that nobody wipes.
fn line(lines: &mut dyn Read) -> Result<SecretString, PromptError> {
    let mut text = Zeroizing::new(Vec::with_capacity(LONGEST));
    let mut byte = Zeroizing::new([0_u8; 1]);
    let mut ended = false;
    while !ended {
        match lines.read(byte.as_mut()) {
            Ok(0) if text.is_empty() => return Err(PromptError::Nobody),
            Ok(0) => ended = true,
            Ok(_) if byte[0] == b'\n' => ended = true,
            Ok(_) if text.len() == LONGEST => return Err(PromptError::Nobody),
            Ok(_) => text.push(byte[0]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Err(PromptError::Nobody),
        }
    }
    if text.last() == Some(&b'\r') {
        text.pop();
    }
    std::str::from_utf8(&text)
        .map(SecretString::from)
        .map_err(|_| PromptError::Nobody)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    struct Silent;

    impl Prompt for Silent {
        fn ask(&self, _: &str) -> Result<SecretString, PromptError> {
            Err(PromptError::Cancelled)
        }
    }

    fn of(bytes: &'static [u8]) -> Descriptor<Silent> {
        Descriptor::from(bytes, Silent)
    }

    fn next(descriptor: &Descriptor<Silent>) -> Option<String> {
        let secret = descriptor.secret("").ok()?;
        Some(secret.expose_secret().to_owned())
    }

    #[test]
    fn each_question_takes_the_next_line() {
        let two = of("Blåbær\r\n \nsiste".as_bytes());
        assert_eq!(next(&two).as_deref(), Some("Blåbær"));
        assert_eq!(next(&two).as_deref(), Some(" "));
        assert_eq!(next(&two).as_deref(), Some("siste"));
        assert_eq!(next(&two), None);
    }

    #[test]
    fn an_empty_line_is_an_empty_passphrase() {
        assert_eq!(next(&of(b"\nx\n")).as_deref(), Some(""));
    }

    #[test]
    fn what_is_no_text_or_never_ends_is_no_passphrase() {
        assert_eq!(next(&of(b"\xff\n")), None);
        assert_eq!(
            next(&of(Box::leak(vec![b'a'; LONGEST + 1].into_boxed_slice()))),
            None
        );
    }

    #[test]
    fn a_confirmation_is_asked_for_elsewhere() {
        assert_eq!(of(b"ja\n").ask("sikker?").err(), Some(PromptError::Cancelled));
    }
}
