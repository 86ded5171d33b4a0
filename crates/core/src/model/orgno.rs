use serde::{Deserialize, Serialize};

/// A Norwegian organisation number: nine digits.
///
/// The check digit is read but not demanded, because Digdir's own documentation and test data use numbers that fail
/// it. The rule `organisation/checksum` decides what a failing one means: a warning in test, an error in production.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrgNo(String);

/// Why a text is no organisation number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrgNoError {
    /// Not exactly nine digits 0 to 9.
    #[error("an organisation number is nine digits")]
    NotNineDigits,
}

impl OrgNo {
    /// Reads nine digits. Spaces between them are forgiven, since people copy `991 825 827`; nothing else is.
    pub fn parse(text: &str) -> Result<Self, OrgNoError> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.len() == 9 && digits.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(digits))
        } else {
            Err(OrgNoError::NotNineDigits)
        }
    }

    /// The nine digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the ninth digit is the mod-11 control digit of the first eight (weights 3 2 7 6 5 4 3 2).
    #[must_use]
    pub fn checksum_holds(&self) -> bool {
        const WEIGHTS: [u32; 8] = [3, 2, 7, 6, 5, 4, 3, 2];
        let digits: Vec<u32> = self.0.bytes().map(|b| u32::from(b - b'0')).collect();
        let sum: u32 = digits
            .iter()
            .zip(WEIGHTS)
            .map(|(digit, weight)| digit * weight)
            .sum();
        let control = (11 - sum % 11) % 11;
        digits.last() == Some(&control)
    }

    /// Whether this is one of the made-up organisations of Skatteetaten's Tenor, which begin with 2 or 3.
    #[must_use]
    pub fn is_synthetic(&self) -> bool {
        self.0.starts_with(['2', '3'])
    }

    /// The ISO 6523 form that tokens carry in `consumer.ID`.
    #[must_use]
    pub fn iso6523(&self) -> String {
        format!("0192:{}", self.0)
    }
}

impl TryFrom<String> for OrgNo {
    type Error = OrgNoError;
    fn try_from(text: String) -> Result<Self, OrgNoError> {
        Self::parse(&text)
    }
}

impl From<OrgNo> for String {
    fn from(orgno: OrgNo) -> Self {
        orgno.0
    }
}

impl std::fmt::Display for OrgNo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_and_synthetic_numbers_pass_the_checksum() {
        for text in ["991825827", "889640782", "958935420", "311718371", "314330897"] {
            assert!(OrgNo::parse(text).unwrap().checksum_holds(), "{text}");
        }
    }

    #[test]
    fn placeholders_of_the_documentation_fail_the_checksum() {
        for text in ["991825828", "999888777", "123456789"] {
            assert!(!OrgNo::parse(text).unwrap().checksum_holds(), "{text}");
        }
    }

    #[test]
    fn a_control_digit_of_ten_never_matches() {
        // 10000001x: the weights give a remainder of 1, so the control would be 10.
        for last in 0..10 {
            let text = format!("00000004{last}");
            let orgno = OrgNo::parse(&text).unwrap();
            let sum = 4 * 2;
            assert_eq!(orgno.checksum_holds(), (11 - sum % 11) % 11 == last, "{text}");
        }
        for last in 0..10 {
            assert!(!OrgNo::parse(&format!("40000000{last}")).unwrap().checksum_holds());
        }
    }

    #[test]
    fn spaces_are_forgiven_and_nothing_else() {
        assert_eq!(OrgNo::parse(" 991 825 827 ").unwrap().as_str(), "991825827");
        for text in [
            "",
            "..",
            "99182582",
            "9918258270",
            "99182582a",
            "0192:991825827",
            "٩٩١٨٢٥٨٢٧",
        ] {
            assert_eq!(OrgNo::parse(text), Err(OrgNoError::NotNineDigits), "{text}");
        }
    }
}
