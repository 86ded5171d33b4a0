//! Ids of the document, so that labels, hints and errors find their fields.

use losen_core::session::Field;
use yew::AttrValue;

/// The id of a part of a field: `name-hint`.
pub fn part(field: Field, part: &str) -> String {
    format!("{}-{part}", field.id())
}

/// The value of `aria-describedby`; `None` when there is nothing to point to.
pub fn described_by(parts: impl IntoIterator<Item = (bool, String)>) -> Option<AttrValue> {
    let ids: Vec<String> = parts
        .into_iter()
        .filter_map(|(there, id)| there.then_some(id))
        .collect();
    (!ids.is_empty()).then(|| ids.join(" ").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_there_describes_a_field() {
        let hint = part(Field::Name, "hint");
        let findings = part(Field::Name, "findings");
        assert_eq!(
            described_by([(true, hint.clone()), (false, findings.clone())]).as_deref(),
            Some("name-hint")
        );
        assert_eq!(
            described_by([(true, hint.clone()), (true, findings.clone())]).as_deref(),
            Some("name-hint name-findings")
        );
        assert_eq!(described_by([(false, hint), (false, findings)]), None);
    }
}
