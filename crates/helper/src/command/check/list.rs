//! Many clients in one list. They are checked side by side and answered in order, and only a few are in memory at a time.
//!
//! The list is read twice: first to see that all of it can be read, so that whoever reads the answer never gets half of
//! one. Reading is a small part of the work.

use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use losen_core::model::Plan;
use losen_core::rules::{Context, check};
use losen_core::text::Language;
use serde::de::{DeserializeSeed, Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::Value;

use super::{name, show};
use crate::output::{Failure, Format, Output, Tint};

/// Clients that one thread takes at a time.
const CHUNK: usize = 64;
/// Chunks that may wait for each thread.
const AHEAD: usize = 4;
/// More threads than this have to wait for the one that reads.
const MOST_THREADS: usize = 8;

/// Why a list cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It is no JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The element at this place is no object.
    #[error("element {0} is no object")]
    NotAClient(usize),
}

/// How the reports are to be told.
#[derive(Clone, Copy)]
struct Telling {
    format: Format,
    language: Language,
    colour: bool,
}

/// The reports of some clients that stand together.
#[derive(Default)]
struct Part {
    text: Vec<u8>,
    errors: bool,
}

/// Reads the whole list without keeping any of it.
pub fn readable(text: &str) -> Result<(), Unreadable> {
    let mut stray = None;
    let mut at = 0;
    each(text, |client| {
        if !client.is_object() {
            stray = stray.or(Some(at));
        }
        at += 1;
        true
    })?;
    stray.map_or(Ok(()), |at| Err(Unreadable::NotAClient(at)))
}

/// Checks each client of a list that is [`readable`]; whether any has errors.
pub fn check_all(
    text: &str,
    context: &Context,
    format: Format,
    output: &mut Output<'_>,
) -> Result<bool, Failure> {
    let telling = Telling {
        format,
        language: output.language,
        colour: output.colour,
    };
    let threads = thread::available_parallelism()
        .map_or(1, NonZero::get)
        .min(MOST_THREADS);
    thread::scope(|scope| {
        let start = |_| {
            let (plans, todo) = sync_channel::<Vec<Plan>>(AHEAD);
            let (done, parts) = sync_channel(AHEAD);
            scope.spawn(move || {
                for plans in todo {
                    // Nobody listens any more when the output has failed.
                    if done.send(told(&plans, context, telling)).is_err() {
                        break;
                    }
                }
            });
            (plans, parts)
        };
        let mut line = Line {
            workers: (0..threads).map(start).collect(),
            sent: 0,
            written: 0,
            errors: false,
            format,
            output,
        };
        let mut chunk = Vec::with_capacity(CHUNK);
        let mut wrong = None;
        each(text, |client| {
            chunk.extend(Plan::from_json(client));
            if chunk.len() == CHUNK {
                wrong = line.send(std::mem::take(&mut chunk)).err();
            }
            wrong.is_none()
        })
        .or_else(|error| wrong.take().map_or(Err(Failure::Output(error.into())), Err))?;
        line.send(chunk)?;
        line.finish()
    })
}

/// Where a thread takes its clients, and where it puts its answers.
type Worker = (SyncSender<Vec<Plan>>, Receiver<Result<Part, Failure>>);

/// The threads, and how far the chunks have come through them. Each thread takes its turn, so that the answers come
/// back in the order of the questions.
struct Line<'a, 'b> {
    workers: Vec<Worker>,
    sent: usize,
    written: usize,
    errors: bool,
    format: Format,
    output: &'a mut Output<'b>,
}

impl Line<'_, '_> {
    fn send(&mut self, plans: Vec<Plan>) -> Result<(), Failure> {
        if plans.is_empty() {
            return Ok(());
        }
        if self.sent - self.written == self.workers.len() * AHEAD {
            self.write()?;
        }
        if let Some((worker, _)) = self.workers.get(self.sent % self.workers.len()) {
            // A thread ends only after its questions; if it has ended, its answer says why.
            let _ended = worker.send(plans);
        }
        self.sent += 1;
        Ok(())
    }

    /// Writes the oldest answer that is not written yet.
    fn write(&mut self) -> Result<(), Failure> {
        let worker = self.workers.get(self.written % self.workers.len());
        let part = worker.and_then(|(_, parts)| parts.recv().ok()).transpose()?;
        let part = part.unwrap_or_default();
        if self.format == Format::Json {
            let before = if self.written == 0 { "[\n" } else { ",\n" };
            self.output.out.write_all(before.as_bytes())?;
        }
        self.output.out.write_all(&part.text)?;
        self.errors |= part.errors;
        self.written += 1;
        Ok(())
    }

    fn finish(mut self) -> Result<bool, Failure> {
        while self.written < self.sent {
            self.write()?;
        }
        if self.format == Format::Json {
            let end = if self.written == 0 { "[]\n" } else { "\n]\n" };
            self.output.out.write_all(end.as_bytes())?;
        }
        Ok(self.errors)
    }
}

/// What the rules say of some clients, as it is written.
fn told(plans: &[Plan], context: &Context, telling: Telling) -> Result<Part, Failure> {
    let reports: Vec<_> = plans.iter().map(|plan| check(plan, context)).collect();
    let errors = reports.iter().any(losen_core::rules::Report::has_errors);
    let mut text = Vec::new();
    if telling.format == Format::Json {
        // A list of its own, without its brackets, has the indentation of the whole.
        let all: Vec<_> = reports
            .iter()
            .map(|report| report.told(telling.language))
            .collect();
        let list = serde_json::to_vec_pretty(&all).map_err(std::io::Error::from)?;
        text.extend_from_slice(list.get(2..list.len() - 2).unwrap_or_default());
    } else {
        let mut output = Output {
            out: &mut text,
            err: &mut std::io::sink(),
            language: telling.language,
            colour: telling.colour,
        };
        for (plan, report) in plans.iter().zip(&reports) {
            writeln!(output.out, "{}", output.tint(name(plan), Tint::Bold))?;
            show(&report.findings, "cli.check.fine", &mut output)?;
        }
    }
    Ok(Part { text, errors })
}

/// Hands on each element of a list, one at a time, until `hand_on` has enough.
fn each(text: &str, hand_on: impl FnMut(Value) -> bool) -> Result<(), serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(text);
    Each(hand_on).deserialize(&mut json)?;
    json.end()
}

struct Each<F>(F);

impl<'de, F: FnMut(Value) -> bool> DeserializeSeed<'de> for Each<F> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(Value) -> bool> Visitor<'de> for Each<F> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a list of clients")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(element) = list.next_element()? {
            if !(self.0)(element) {
                return Err(A::Error::custom("nobody reads on"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use losen_core::model::Environment;
    use serde_json::json;

    use super::*;

    fn answered(list: &Value, format: Format) -> (bool, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut output = Output {
            out: &mut out,
            err: &mut err,
            language: Language::Nb,
            colour: false,
        };
        let context = Context::new(Environment::Test);
        let errors = check_all(&list.to_string(), &context, format, &mut output).unwrap();
        (errors, String::from_utf8(out).unwrap())
    }

    fn clients(count: usize) -> Vec<Value> {
        (0..count)
            .map(|at| json!({"client_name": format!("Klient {at}"), "integration_type": "krr", "scopes": ["krr:user"]}))
            .collect()
    }

    #[test]
    fn a_long_list_is_answered_in_order_and_to_the_byte_as_if_it_were_one_value() {
        for count in [0, 1, CHUNK - 1, CHUNK, CHUNK * 40 + 3] {
            let list = clients(count);
            let context = Context::new(Environment::Test);
            let reports = list.iter().map(|client| {
                let plan = Plan::from_json(client.clone()).unwrap();
                check(&plan, &context).to_json(Language::Nb)
            });
            let whole = serde_json::to_string_pretty(&reports.collect::<Vec<_>>()).unwrap();
            let (errors, text) = answered(&Value::Array(list), Format::Json);
            assert_eq!(text, whole + "\n", "{count}");
            assert_eq!(errors, count > 0);
        }
    }

    #[test]
    fn people_get_each_client_under_its_name() {
        let (_, text) = answered(&Value::Array(clients(CHUNK * 3)), Format::Text);
        let names: Vec<&str> = text.lines().filter(|line| line.starts_with("Klient ")).collect();
        let expected: Vec<String> = (0..CHUNK * 3).map(|at| format!("Klient {at}")).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn an_output_that_nobody_reads_ends_the_work() {
        struct Closed;
        impl std::io::Write for Closed {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let mut err = Vec::new();
        let mut output = Output {
            out: &mut Closed,
            err: &mut err,
            language: Language::Nb,
            colour: false,
        };
        let list = Value::Array(clients(CHUNK * 60)).to_string();
        let context = Context::new(Environment::Test);
        let failure = check_all(&list, &context, Format::Json, &mut output);
        assert!(
            matches!(failure, Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe)
        );
    }
}
