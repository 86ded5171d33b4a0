//! Points in time, written as Digdir's servers write them.

use losen_core::Timestamp;

/// RFC 3339 with microseconds, as the API writes `created`: `2026-01-19T09:40:37.258551Z`.
pub fn rfc3339(at: Timestamp, micros: u32) -> String {
    format(at, micros, "%Y-%m-%dT%H:%M:%S.%6fZ")
}

/// RFC 3339 to the second, as Spring writes the expiry of a token.
pub fn rfc3339_seconds(at: Timestamp) -> String {
    format(at, 0, "%Y-%m-%dT%H:%M:%SZ")
}

/// The form of the `Date` header (RFC 9110, section 5.6.7).
pub fn http_date(at: Timestamp) -> String {
    format(at, 0, "%a, %d %b %Y %H:%M:%S GMT")
}

fn format(at: Timestamp, micros: u32, pattern: &str) -> String {
    let nanos = i32::try_from(micros % 1_000_000).unwrap_or_default() * 1_000;
    // A time that no calendar holds is a broken clock of the caller; it is shown as the beginning of time.
    let moment = jiff::Timestamp::new(at.0, nanos).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.strftime(pattern).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_the_servers_write_them() {
        let at = Timestamp(1_768_815_637);
        assert_eq!(rfc3339(at, 258_551), "2026-01-19T09:40:37.258551Z");
        assert_eq!(rfc3339_seconds(at), "2026-01-19T09:40:37Z");
        assert_eq!(http_date(at), "Mon, 19 Jan 2026 09:40:37 GMT");
        assert_eq!(rfc3339(Timestamp(i64::MAX), 0), "1970-01-01T00:00:00.000000Z");
    }
}
