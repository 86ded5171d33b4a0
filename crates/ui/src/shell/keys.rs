//! A key pair made by the browser. The private half stays in here until the user has it as a file, and is then
//! overwritten and forgotten; nothing else of the app ever sees it.

use std::cell::RefCell;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::browser;

/// Characters a line of PEM (RFC 7468).
const LINE: usize = 64;

/// Holds the private half between making and saving.
#[derive(Clone, Default)]
pub struct Keys {
    private: Rc<RefCell<Vec<u8>>>,
}

impl Keys {
    /// Makes a pair; the public half as a JWK. `None` in a browser or on a page that cannot.
    pub async fn make(&self) -> Option<String> {
        let (private, public) = browser::key_pair().await?;
        self.forget();
        self.private.replace(private);
        Some(public)
    }

    /// Hands the browser the private half as a file. Says whether there was one, and the browser took it. Whether the user
    /// let it be saved, no browser tells; so it stays here until that is said.
    pub fn save(&self, name: &str) -> bool {
        let mut pem = pem(&self.private.borrow());
        let done = !self.private.borrow().is_empty() && browser::save(name, "application/x-pem-file", &pem);
        // Overwritten where it lies; what the browser copied on its way to the disk is the browser's.
        pem.replace_range(.., &"0".repeat(pem.len()));
        done
    }

    /// Overwrites the private half.
    pub fn forget(&self) {
        let mut private = self.private.borrow_mut();
        private.fill(0);
        private.clear();
    }
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = String::with_capacity(text.len() + text.len() / LINE + 64);
    pem.push_str("-----BEGIN PRIVATE KEY-----\n");
    for (at, letter) in text.chars().enumerate() {
        if at > 0 && at % LINE == 0 {
            pem.push('\n');
        }
        pem.push(letter);
    }
    pem.push_str("\n-----END PRIVATE KEY-----\n");
    pem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_written_as_pem_in_lines_of_64() {
        let pem = pem(&[0xab; 100]);
        let lines: Vec<&str> = pem.lines().collect();
        assert_eq!(lines.first(), Some(&"-----BEGIN PRIVATE KEY-----"));
        assert_eq!(lines.last(), Some(&"-----END PRIVATE KEY-----"));
        assert_eq!(lines[1].len(), 64);
        assert_eq!(
            STANDARD.decode(lines[1..lines.len() - 1].concat()).unwrap(),
            [0xab; 100]
        );
    }

    #[test]
    fn what_was_never_made_is_not_saved() {
        assert!(!Keys::default().save("key.pem"));
    }
}
