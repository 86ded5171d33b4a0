//! The loop of the native messaging host: one frame in, one frame out. In host mode nothing else writes to stdout.

pub mod intake;

use std::io::{ErrorKind, Read, Write};

use losen_core::protocol::{Fault, MAX_REPLY, MAX_REQUEST, Reply, Request, code};
use native_messaging::host::{NmError, decode_message_opt, encode_message, send_frame};
use serde_json::Value;

/// How a conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The browser closed its end, before a frame or while we answered.
    Closed,
    /// A frame that cannot be followed by another: cut short, or longer than we read.
    Broken,
}

/// Answers until the other end closes. Each request is answered exactly once, in order.
pub fn serve(
    reader: &mut impl Read,
    writer: &mut impl Write,
    mut answer: impl FnMut(&Request) -> Reply,
) -> End {
    loop {
        // The cap is checked on the announced length, before anything is allocated for it.
        let (reply, go_on) = match decode_message_opt(reader, MAX_REQUEST) {
            Ok(None) => return End::Closed,
            Ok(Some(message)) => (reply_to(&message, &mut answer), true),
            Err(NmError::IncomingNotUtf8(_)) => (refusal(code::MALFORMED, "the message is not UTF-8"), true),
            Err(NmError::IncomingTooLarge { len, .. }) => {
                // What follows would have to be read to find the next frame, so the conversation ends here.
                (
                    refusal(
                        code::TOO_LARGE,
                        &format!("{len} bytes announced, {MAX_REQUEST} allowed"),
                    ),
                    false,
                )
            }
            Err(error) => {
                tracing::error!("the conversation broke off: {error}");
                return End::Broken;
            }
        };
        match send(writer, &reply) {
            Ok(()) if go_on => {}
            Ok(()) => return End::Broken,
            // The browser has gone while we worked; that is how conversations end.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return End::Closed,
            Err(error) => {
                tracing::error!("no reply could be sent: {error}");
                return End::Broken;
            }
        }
    }
}

fn reply_to(message: &str, answer: &mut impl FnMut(&Request) -> Reply) -> Reply {
    let Ok(message) = serde_json::from_str::<Value>(message) else {
        return refusal(code::MALFORMED, "the message is not JSON");
    };
    match Request::from_json(&message) {
        Ok(request) => answer(&request),
        Err(reply) => reply,
    }
}

fn refusal(code: &'static str, detail: &str) -> Reply {
    Reply {
        id: 0,
        result: Err(Fault::new(code, detail)),
    }
}

fn send(writer: &mut impl Write, reply: &Reply) -> std::io::Result<()> {
    let frame = match encode_message(&reply.to_json()) {
        Ok(frame) if frame.len() <= MAX_REPLY => frame,
        _ => {
            let reply = Reply {
                id: reply.id,
                result: Err(Fault::new(
                    code::INTERNAL,
                    "the reply is longer than a browser reads",
                )),
            };
            encode_message(&reply.to_json()).map_err(std::io::Error::other)?
        }
    };
    send_frame(writer, &frame).map_err(|error| match error {
        NmError::Io(error) => error,
        other => std::io::Error::other(other),
    })
}

#[cfg(test)]
mod tests {
    use losen_core::protocol::{Answer, VERSION};
    use proptest::prelude::*;

    use super::*;

    fn frame(message: &str) -> Vec<u8> {
        let length = u32::try_from(message.len()).unwrap();
        [&length.to_ne_bytes(), message.as_bytes()].concat()
    }

    /// What comes out of a conversation: its end and the replies' ids and codes.
    fn converse(input: &[u8]) -> (End, Vec<(u64, String)>) {
        let mut output = Vec::new();
        let end = serve(&mut &*input, &mut output, |request| Reply {
            id: request.id,
            result: Ok(Answer::Hello {
                protocol: [VERSION, VERSION],
                helper: "0".into(),
                profiles: Vec::new(),
            }),
        });
        let mut replies = Vec::new();
        let mut rest = output.as_slice();
        while let Some(message) = decode_message_opt(&mut rest, MAX_REPLY).unwrap() {
            let reply: Value = serde_json::from_str(&message).unwrap();
            let code = reply
                .pointer("/error/code")
                .map_or("ok", |code| code.as_str().unwrap());
            replies.push((reply["id"].as_u64().unwrap(), code.to_owned()));
        }
        (end, replies)
    }

    const HELLO: &str = r#"{"id":1,"cmd":"hello","protocol":1,"extension":"0.1.0"}"#;

    #[test]
    fn two_messages_at_once_get_two_replies_in_order() {
        let input = [frame(HELLO), frame(&HELLO.replace(":1,\"cmd", ":2,\"cmd"))].concat();
        assert_eq!(
            converse(&input),
            (End::Closed, vec![(1, "ok".into()), (2, "ok".into())])
        );
    }

    #[test]
    fn garbage_is_answered_and_the_conversation_goes_on() {
        let input = [
            frame(""),
            frame("{"),
            frame("[1]"),
            4_u32.to_ne_bytes().to_vec(),
            vec![0xff; 4],
            frame(HELLO),
        ]
        .concat();
        let malformed = || (0, code::MALFORMED.to_owned());
        let expected = vec![
            malformed(),
            malformed(),
            malformed(),
            malformed(),
            (1, "ok".to_owned()),
        ];
        assert_eq!(converse(&input), (End::Closed, expected));
    }

    #[test]
    fn a_cut_frame_ends_the_conversation_without_an_answer() {
        let whole = frame(HELLO);
        for cut in 1..whole.len() {
            assert_eq!(converse(&whole[..cut]), (End::Broken, Vec::new()), "{cut}");
        }
    }

    #[test]
    fn an_oversized_frame_is_refused_by_its_announcement_alone() {
        for length in [u32::try_from(MAX_REQUEST).unwrap() + 1, u32::MAX] {
            let expected = (End::Broken, vec![(0, code::TOO_LARGE.to_owned())]);
            assert_eq!(converse(&length.to_ne_bytes()), expected);
        }
    }

    #[test]
    fn a_deeply_nested_message_is_refused() {
        let message = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
        assert_eq!(converse(&frame(&message)).1, [(0, code::MALFORMED.to_owned())]);
    }

    #[test]
    fn a_browser_that_has_gone_is_a_normal_end() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let end = serve(&mut frame("{}").as_slice(), &mut Gone, |_| unreachable!());
        assert_eq!(end, End::Closed);
    }

    proptest! {
        #[test]
        fn no_input_makes_it_panic_or_answer_half_a_frame(input in proptest::collection::vec(any::<u8>(), 0..200)) {
            converse(&input);
        }

        #[test]
        fn no_message_makes_it_panic_and_each_is_answered_once(message in "\\PC{0,80}") {
            prop_assert_eq!(converse(&frame(&message)).1.len(), 1);
        }
    }
}
