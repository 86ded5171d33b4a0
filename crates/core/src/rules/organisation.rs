//! Organisation numbers.

use super::{Rule, Subject, patch, source};
use crate::model::{Finding, OrgNo, Severity};

const FORMAT: Rule = Rule::new("organisation/format", source::API);
const CHECKSUM: Rule = Rule::new("organisation/checksum", source::API);
const SYNTHETIC: Rule = Rule::new("organisation/synthetic-in-production", source::API);

pub(super) const RULES: &[Rule] = &[FORMAT, CHECKSUM, SYNTHETIC];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for member in ["client_orgno", "supplier_orgno"] {
        let Some(text) = subject.plan.text(member).filter(|_| subject.has(member)) else {
            continue;
        };
        let place = patch::place(member);
        // Tokens write `0192:991825827`, and people copy `991 825 827`.
        let bare = text.trim_start_matches("0192:").trim_start_matches("9908:");
        let Ok(orgno) = OrgNo::parse(bare) else {
            findings.push(FORMAT.error(place).with("orgno", text));
            continue;
        };
        if orgno.as_str() != text {
            let fix = patch::set(member, orgno.as_str());
            findings.push(FORMAT.error(place.clone()).with("orgno", text).fixed_by(fix));
        }
        findings.extend(checked(subject, &place, &orgno));
    }
}

/// Digdir's examples and test data use numbers that fail the check, so outside production it is a warning.
fn checked(subject: &Subject<'_>, place: &str, orgno: &OrgNo) -> Option<Finding> {
    let finding = if !orgno.checksum_holds() {
        let severity = if subject.in_production() {
            Severity::Error
        } else {
            Severity::Warning
        };
        CHECKSUM.at(severity, place)
    } else if subject.in_production() && orgno.is_synthetic() {
        SYNTHETIC.warning(place)
    } else {
        return None;
    };
    Some(finding.with("orgno", orgno.as_str()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, fixed, krr, severity, with};
    use crate::model::{Environment, Severity};

    #[test]
    fn a_failing_control_digit_is_an_error_only_in_production() {
        let body = with(krr(), "client_orgno", json!("991825828"));
        let rule = "organisation/checksum";
        assert_eq!(
            severity(Environment::Practice, &body, rule),
            Some(Severity::Warning)
        );
        assert_eq!(severity(Environment::Test, &body, rule), Some(Severity::Warning));
        assert_eq!(severity(Environment::Prod, &body, rule), Some(Severity::Error));
    }

    #[test]
    fn copied_numbers_are_cleaned() {
        for text in ["991 825 827", "0192:991825827"] {
            assert_eq!(
                fixed(&with(krr(), "client_orgno", json!(text)))["client_orgno"],
                "991825827"
            );
        }
        assert!(codes(&with(krr(), "client_orgno", json!("12345"))).contains(&"organisation/format"));
    }
}
