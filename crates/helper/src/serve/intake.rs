//! What the browser sends, with an end to the waiting: a key that nobody uses is forgotten while nothing is asked, and not
//! only when somebody asks again.

use std::io::Read;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

/// More than a message is never waiting.
const CHUNK: usize = 64 * 1024;

/// A reader that is read on a thread of its own, and calls `idle` each time that nothing has come for a while.
pub struct Intake<F> {
    chunks: Receiver<std::io::Result<Vec<u8>>>,
    chunk: Vec<u8>,
    taken: usize,
    patience: Duration,
    idle: F,
}

impl<F: FnMut()> Intake<F> {
    /// Reads until the other end closes. The thread ends with it, or with the process.
    pub fn new(mut reader: impl Read + Send + 'static, patience: Duration, idle: F) -> Self {
        // One chunk waits at most: whoever sends faster than is answered has to wait.
        let (send, chunks) = sync_channel(1);
        std::thread::spawn(move || {
            loop {
                let mut chunk = vec![0; CHUNK];
                let sent = match reader.read(&mut chunk) {
                    Ok(0) => return,
                    Ok(length) => {
                        chunk.truncate(length);
                        send.send(Ok(chunk))
                    }
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                    Err(error) => {
                        // The reader is gone with its error; there is nothing more to come.
                        let _unheard = send.send(Err(error));
                        return;
                    }
                };
                if sent.is_err() {
                    return;
                }
            }
        });
        Self {
            chunks,
            chunk: Vec::new(),
            taken: 0,
            patience,
            idle,
        }
    }
}

impl<F: FnMut()> Read for Intake<F> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        while self.taken == self.chunk.len() {
            match self.chunks.recv_timeout(self.patience) {
                Ok(chunk) => {
                    self.chunk = chunk?;
                    self.taken = 0;
                }
                Err(RecvTimeoutError::Timeout) => (self.idle)(),
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
            }
        }
        let rest = self.chunk.get(self.taken..).unwrap_or_default();
        let length = rest.len().min(into.len());
        for (to, from) in into.iter_mut().zip(rest) {
            *to = *from;
        }
        self.taken += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::io::Write as _;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn everything_arrives_in_order_however_it_is_cut() {
        let sent: Vec<u8> = (0..200_000_u32).map(|at| (at % 251) as u8).collect();
        let mut intake = Intake::new(std::io::Cursor::new(sent.clone()), LONG, || {});
        let mut heard = Vec::new();
        let mut some = [0; 777];
        loop {
            match intake.read(&mut some).unwrap() {
                0 => break,
                length => heard.extend_from_slice(&some[..length]),
            }
        }
        assert_eq!(heard, sent);
    }

    #[test]
    fn silence_is_noticed_and_what_comes_afterwards_is_heard() {
        let (reader, mut writer) = std::io::pipe().unwrap();
        let silences = Cell::new(0);
        let mut byte = [0];
        let read = {
            let mut intake = Intake::new(reader, Duration::from_millis(5), || {
                silences.set(silences.get() + 1);
                if silences.get() == 3 {
                    writer.write_all(b"x").unwrap();
                }
            });
            intake.read(&mut byte).unwrap()
        };
        assert_eq!((read, byte), (1, *b"x"));
        assert!(silences.get() >= 3);
    }
}
