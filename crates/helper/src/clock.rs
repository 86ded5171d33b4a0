//! The one place where the machine's clock is read, and compared with a server's.

use losen_core::Timestamp;
use losen_core::api::ApiReply;

/// The time now.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp(jiff::Timestamp::now().as_second())
}

/// A moment in words that people and programs read alike.
#[must_use]
pub fn rfc3339(moment: Timestamp) -> String {
    jiff::Timestamp::from_second(moment.0).map_or_else(|_| moment.0.to_string(), |time| time.to_string())
}

/// Reads [`rfc3339`].
#[must_use]
pub fn from_rfc3339(text: &str) -> Option<Timestamp> {
    text.parse::<jiff::Timestamp>()
        .ok()
        .map(|time| Timestamp(time.as_second()))
}

/// How many seconds a server's clock is ahead of this machine's, by the `Date` of its answer. The answer was made some
/// time between the two moments; the middle is the best guess.
#[must_use]
pub fn ahead(reply: &ApiReply, sent: Timestamp, received: Timestamp) -> Option<i64> {
    let date = httpdate::parse_http_date(reply.header("date")?).ok()?;
    let seconds = date.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
    let here = sent.0.midpoint(received.0);
    i64::try_from(seconds).ok()?.checked_sub(here)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(date: &str) -> ApiReply {
        ApiReply {
            status: 200,
            headers: vec![("date".into(), date.into())],
            body: String::new(),
        }
    }

    #[test]
    fn the_servers_clock_is_read_from_its_answer_in_every_form_that_http_allows() {
        for date in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            let at = |second: i64| Timestamp(784_111_777 + second);
            assert_eq!(ahead(&reply(date), at(0), at(0)), Some(0), "{date}");
            assert_eq!(ahead(&reply(date), at(-40), at(-20)), Some(30), "{date}");
            assert_eq!(ahead(&reply(date), at(10), at(12)), Some(-11), "{date}");
        }
    }

    #[test]
    fn no_date_and_nonsense_tell_nothing() {
        assert_eq!(ahead(&ApiReply::default(), Timestamp(0), Timestamp(0)), None);
        assert_eq!(ahead(&reply("i dag"), Timestamp(0), Timestamp(0)), None);
    }
}
