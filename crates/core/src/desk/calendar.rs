//! Reminders for a calendar, as iCalendar (RFC 5545): one all-day event for each thing that expires.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::summary::environment_word;
use super::{Errand, Fact};
use crate::Timestamp;
use crate::text::{Language, Message, text};

/// How many days before a thing expires the calendar speaks up.
const ALARMS: [u32; 3] = [30, 14, 1];

/// So long a client secret lives at Digdir.
const SECRET_DAYS: i64 = 360;

/// The longest line in octets, the line break not counted (RFC 5545, section 3.1).
const LINE: usize = 75;

/// The things that expire and when, in order of the day. A day that cannot be read is left out.
#[must_use]
pub fn expiries(errand: &Errand) -> Vec<(Fact, Day)> {
    let mut days: Vec<(Fact, Day)> = Fact::ALL
        .into_iter()
        .filter(|fact| fact.is_day())
        .filter_map(|fact| Day::read(errand.fact(fact)).map(|day| (fact, day)))
        .collect();
    days.sort_by_key(|(_, day)| *day);
    days
}

/// A calendar with a reminder for everything of a plan that expires. `None` when nothing does.
#[must_use]
pub fn calendar(errand: &Errand, language: Language, now: Timestamp) -> Option<String> {
    let expiries = expiries(errand);
    if expiries.is_empty() {
        return None;
    }
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Losen//Losen//NO".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
    ];
    for (fact, day) in expiries {
        event(errand, fact, day, language, now, &mut lines);
    }
    lines.push("END:VCALENDAR".to_owned());
    Some(lines.iter().map(|line| fold(line)).collect())
}

fn event(errand: &Errand, fact: Fact, day: Day, language: Language, now: Timestamp, lines: &mut Vec<String>) {
    let name = errand.title(language);
    let client = errand.client_id();
    let what = what(fact, language);
    let summary = Message::new("trace.calendar.summary")
        .with("what", what.clone())
        .with("name", name.as_str())
        .text(language);
    let place = environment_word(errand.environment(), language);
    let mut description = Message::new("trace.calendar.description")
        .with("what", what)
        .with("name", name.as_str())
        .with("environment", place)
        .text(language);
    let known = [
        ("trace.row.client_id", client.as_str()),
        ("trace.row.kid", errand.fact(Fact::Kid)),
        ("trace.row.owner", errand.fact(Fact::Owner)),
        ("trace.row.contact", errand.fact(Fact::Contact)),
    ];
    for (label, value) in known.into_iter().filter(|(_, value)| !value.is_empty()) {
        description.push_str(&format!("\n{}: {value}", text(language, label)));
    }
    // The same reminder has the same name, so that a calendar which reads the file twice shows it once.
    let uid = format!(
        "{}|{}|{fact:?}",
        errand.journey,
        if client.is_empty() { &name } else { &client }
    );
    let uid: String = Sha256::digest(uid.as_bytes())
        .iter()
        .take(16)
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
    lines.push("BEGIN:VEVENT".to_owned());
    lines.push(format!("UID:{uid}@losen.invalid"));
    lines.push(format!("DTSTAMP:{}", stamp(now)));
    lines.push(format!("DTSTART;VALUE=DATE:{}", day.compact()));
    lines.push(format!("DTEND;VALUE=DATE:{}", day.tomorrow().compact()));
    lines.push(format!("SUMMARY:{}", escape(&summary)));
    lines.push(format!("DESCRIPTION:{}", escape(&description)));
    lines.push("TRANSP:TRANSPARENT".to_owned());
    for days in ALARMS {
        lines.push("BEGIN:VALARM".to_owned());
        lines.push("ACTION:DISPLAY".to_owned());
        lines.push(format!("DESCRIPTION:{}", escape(&summary)));
        lines.push(format!("TRIGGER:-P{days}D"));
        lines.push("END:VALARM".to_owned());
    }
    lines.push("END:VEVENT".to_owned());
}

/// What expires, in words.
#[must_use]
pub fn what(fact: Fact, language: Language) -> String {
    text(
        language,
        match fact {
            Fact::SecretExpires => "trace.what.secret",
            Fact::CertificateExpires => "trace.what.certificate",
            _ => "trace.what.key",
        },
    )
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(jiff::civil::Date);

impl Day {
    /// Reads `2027-11-22`, `22.11.2027` or `22.11.27`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(date) = text.parse() {
            return Some(Self(date));
        }
        let mut parts = text.split('.').map(|part| part.trim().parse::<i16>().ok());
        let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
        let year = if year < 100 { year + 2000 } else { year };
        if parts.next().is_some() {
            return None;
        }
        let date = jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        date.ok().map(Self)
    }

    /// The day of a moment, in UTC.
    #[must_use]
    pub fn of(moment: Timestamp) -> Option<Self> {
        let moment = jiff::Timestamp::from_second(moment.0).ok()?;
        Some(Self(moment.to_zoned(jiff::tz::TimeZone::UTC).date()))
    }

    /// As people of a language write it.
    #[must_use]
    pub fn text(self, language: Language) -> String {
        let date = self.0;
        match language {
            Language::Nb | Language::Nn => format!("{:02}.{:02}.{}", date.day(), date.month(), date.year()),
            Language::En => date.to_string(),
        }
    }

    /// As programs write it.
    #[must_use]
    pub fn iso(self) -> String {
        self.0.to_string()
    }

    /// A year later: as long as a key lives at Digdir.
    #[must_use]
    pub fn next_year(self) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().years(1)))
    }

    /// The latest day on which a client secret that is made today can end.
    #[must_use]
    pub fn secret_ends(self) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(SECRET_DAYS)))
    }

    fn tomorrow(self) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(1)))
    }

    fn compact(self) -> String {
        format!("{:04}{:02}{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

fn stamp(now: Timestamp) -> String {
    let moment = jiff::Timestamp::from_second(now.0).unwrap_or_default();
    let at = moment.to_zoned(jiff::tz::TimeZone::UTC);
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// The characters that mean something in a text value (RFC 5545, section 3.3.11). Other control characters, which no
/// value may have, become spaces.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").chars() {
        match character {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(character);
            }
            '\n' => out.push_str("\\n"),
            control if control.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

/// Cuts a line into pieces of at most 75 octets, never inside a character; each further piece begins with a space.
fn fold(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + line.len() / LINE * 3 + 2);
    let mut width = 0;
    for character in line.chars() {
        if width + character.len_utf8() > LINE {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(character);
        width += character.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::super::Desk;
    use super::*;

    fn errand(facts: &[(Fact, &str)]) -> Errand {
        let mut desk = Desk::default();
        let id = desk.begin("krr", Timestamp(1_700_000_000));
        let mut errand = desk.find(id).unwrap().clone();
        for (fact, value) in facts {
            errand.facts.insert(*fact, (*value).to_owned());
        }
        errand
    }

    #[test]
    fn a_reminder_stands_in_the_calendar_on_the_day_and_speaks_up_before() {
        let errand = errand(&[(Fact::KeyExpires, "22.11.2027"), (Fact::Kid, "losby-1")]);
        let calendar = calendar(&errand, Language::Nb, Timestamp(1_795_000_000)).unwrap();
        assert!(calendar.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
        assert!(calendar.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
        assert!(calendar.contains("DTSTART;VALUE=DATE:20271122\r\nDTEND;VALUE=DATE:20271123\r\n"));
        assert!(calendar.contains("DTSTAMP:20261118T"), "{calendar}");
        assert!(calendar.contains("TRIGGER:-P30D"));
    }

    #[test]
    fn no_line_is_longer_than_75_octets_and_no_character_is_cut() {
        let long = "æøå;, \\ ".repeat(40);
        let errand = errand(&[(Fact::KeyExpires, "2027-11-22"), (Fact::Owner, &long)]);
        let calendar = calendar(&errand, Language::Nb, Timestamp(0)).unwrap();
        for line in calendar.split_terminator("\r\n") {
            assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line}");
        }
        // Unfolded and unescaped, it says what was written.
        let whole = calendar
            .replace("\r\n ", "")
            .replace("\\,", ",")
            .replace("\\;", ";")
            .replace("\\\\", "\\");
        assert!(whole.contains(long.trim()), "{whole}");
    }

    #[test]
    fn a_line_break_in_a_fact_starts_no_line_of_its_own() {
        let errand = errand(&[
            (Fact::KeyExpires, "2027-11-22"),
            (Fact::Owner, "Kari\r\nATTENDEE:mailto:x@y\u{7}z"),
        ]);
        let calendar = calendar(&errand, Language::En, Timestamp(0)).unwrap();
        assert!(
            calendar.lines().all(|line| !line.starts_with("ATTENDEE")),
            "{calendar}"
        );
        assert!(!calendar.contains('\u{7}'));
    }

    #[test]
    fn the_same_reminder_keeps_its_name_and_each_thing_that_expires_has_one() {
        let errand = errand(&[
            (Fact::KeyExpires, "2027-11-22"),
            (Fact::SecretExpires, "2027-10-01"),
            (Fact::CertificateExpires, "2028-01-31"),
        ]);
        let uids = |now| {
            let calendar = calendar(&errand, Language::Nb, Timestamp(now)).unwrap();
            let lines = calendar
                .lines()
                .filter(|line| line.starts_with("UID:"))
                .map(str::to_owned);
            lines.collect::<Vec<_>>()
        };
        assert_eq!(uids(0), uids(1));
        let all: std::collections::BTreeSet<String> = uids(0).into_iter().collect();
        assert_eq!(all.len(), 3);
    }

    #[test]
    fn a_day_is_read_as_people_write_it() {
        for text in ["2027-11-22", "22.11.2027", " 22. 11. 27 "] {
            assert_eq!(
                Day::read(text).map(Day::iso).as_deref(),
                Some("2027-11-22"),
                "{text}"
            );
        }
        for text in ["", "snart", "31.02.2027", "22.11", "1.2.3.4", "22/11/2027"] {
            assert_eq!(Day::read(text), None, "{text}");
        }
        // A key from 29 February lives until the last day of February.
        let leap = Day::read("2028-02-29").unwrap();
        assert_eq!(leap.next_year().text(Language::Nb), "28.02.2029");
    }

    #[test]
    fn nothing_that_expires_is_no_calendar() {
        assert_eq!(
            calendar(
                &errand(&[(Fact::KeyExpires, "snart")]),
                Language::Nb,
                Timestamp(0)
            ),
            None
        );
    }
}
