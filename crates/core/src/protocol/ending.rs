//! A certificate that is about to end: said in time, and the more plainly the nearer it comes.

use super::CertificateInfo;
use crate::Timestamp;
use crate::clients::Ends;
use crate::text::Message;

/// So many days before its end a certificate is spoken of, each time in other words. A new one takes weeks to get.
pub const STEPS: [i64; 5] = [60, 30, 14, 7, 1];

const DAY: i64 = 86_400;

/// How near the end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Whole days that are left.
    pub days: i64,
    /// The one of [`STEPS`] that has been reached.
    pub step: i64,
    at: Timestamp,
}

impl CertificateInfo {
    /// How near the end is, once it is near and until it has passed.
    #[must_use]
    pub fn ending(&self, now: Timestamp) -> Option<Ending> {
        let days = (self.not_after.0 - now.0).div_euclid(DAY);
        let step = STEPS.into_iter().rfind(|step| (0..=*step).contains(&days))?;
        Some(Ending {
            days,
            step,
            at: self.not_after,
        })
    }
}

impl Ending {
    /// What the user is told.
    #[must_use]
    pub fn message(self) -> Message {
        let key = match self.step {
            60 => "ending.certificate.in_60",
            30 => "ending.certificate.in_30",
            14 => "ending.certificate.in_14",
            7 => "ending.certificate.in_7",
            _ => "ending.certificate.in_1",
        };
        let day = Ends {
            at: self.at,
            is_latest: false,
        };
        Message::new(key)
            .with("days", self.days.to_string())
            .with("day", day.day())
    }

    /// Whether it is time to drop other things for it.
    #[must_use]
    pub fn is_urgent(self) -> bool {
        self.step <= 14
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn each_step_is_reached_on_its_day_and_has_words_of_its_own() {
        let certificate = CertificateInfo {
            organisation: "Losby havnevesen".into(),
            orgno: "314330897".into(),
            issuer: "Utsteder".into(),
            not_before: Timestamp(0),
            not_after: Timestamp(100 * DAY),
        };
        let at = |left: i64| certificate.ending(Timestamp((100 - left) * DAY));
        let step = |left: i64| at(left).map(|ending| ending.step);
        for (left, expected) in [
            (61, None),
            (60, Some(60)),
            (31, Some(60)),
            (30, Some(30)),
            (15, Some(30)),
            (14, Some(14)),
            (8, Some(14)),
            (7, Some(7)),
            (2, Some(7)),
            (1, Some(1)),
            (0, Some(1)),
            (-1, None),
        ] {
            assert_eq!(step(left), expected, "{left} days left");
        }
        let mut said: Vec<String> = STEPS
            .iter()
            .map(|left| at(*left).unwrap().message().text(Language::En))
            .collect();
        said.dedup();
        assert_eq!(said.len(), STEPS.len(), "{said:?}");
        assert!(said.iter().all(|text| text.contains("1970-04-11")), "{said:?}");
    }
}
