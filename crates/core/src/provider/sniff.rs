//! What a list looks like: what stands between its cells, and which column is which.

use std::collections::BTreeSet;

use super::wish::Action;
use crate::model::OrgNo;

/// Names of the column with the organisation number, without case, spaces and signs.
const ORGNO: [&str; 14] = [
    "orgno",
    "orgnr",
    "orgnummer",
    "organisasjonsnummer",
    "organisasjonsnr",
    "organizationnumber",
    "organisationnumber",
    "orgnumber",
    "consumerorgno",
    "consumerorgnr",
    "konsument",
    "konsumentorgnr",
    "konsumentorgno",
    "konsumentensorganisasjonsnummer",
];
const SCOPE: [&str; 4] = ["scope", "scopes", "scopenavn", "scopename"];
const ACTION: [&str; 4] = ["action", "handling", "operasjon", "operation"];

/// Which column is which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    pub orgno: Option<usize>,
    pub scope: Option<usize>,
    pub action: Option<usize>,
    /// Names of columns that mean nothing here.
    pub ignored: Vec<String>,
    /// The columns that have a use or a name. What stands in any other has a meaning that nobody has said.
    pub known: BTreeSet<usize>,
    /// Whether the first row names the columns rather than being one of the list.
    pub header: bool,
}

/// What stands between cells: whichever of semicolon, tab and comma there is most of outside quotes. A Norwegian Excel
/// writes semicolons, since the comma is the decimal sign.
pub fn delimiter(text: &str) -> u8 {
    let mut counts = [(b';', 0_usize), (b'\t', 0), (b',', 0)];
    let mut quoted = false;
    for byte in text.bytes().take(64 * 1024) {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            _ => {
                if let Some((_, count)) = counts.iter_mut().find(|(sign, _)| *sign == byte) {
                    *count += 1;
                }
            }
        }
    }
    // The first of equals: a list of one column has no sign at all, and then it does not matter.
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    counts
        .iter()
        .find(|(_, count)| *count == most)
        .map_or(b';', |(sign, _)| *sign)
}

/// Reads the first row: names of columns, or a row whose cells tell what they are.
pub fn columns<'a>(first: impl Iterator<Item = &'a str>) -> Columns {
    let cells: Vec<&str> = first.map(str::trim).collect();
    let named = |names: &[&str]| {
        cells
            .iter()
            .position(|cell| names.contains(&plain(cell).as_str()))
    };
    let mut columns = Columns {
        orgno: named(&ORGNO),
        scope: named(&SCOPE),
        action: named(&ACTION),
        ..Columns::default()
    };
    columns.header = columns.orgno.is_some() || columns.scope.is_some() || columns.action.is_some();
    if columns.header {
        let known = [columns.orgno, columns.scope, columns.action];
        columns.ignored = cells
            .iter()
            .enumerate()
            .filter(|(at, cell)| !known.contains(&Some(*at)) && !cell.is_empty())
            .map(|(_, cell)| (*cell).to_owned())
            .collect();
    } else {
        columns.orgno = cells.iter().position(|cell| OrgNo::parse(cell).is_ok());
        columns.scope = cells.iter().position(|cell| cell.contains(':'));
        columns.action = cells
            .iter()
            .position(|cell| !cell.is_empty() && Action::from_word(cell).is_some());
    }
    let used = [columns.orgno, columns.scope, columns.action];
    let named = |(at, cell): &(usize, &&str)| used.contains(&Some(*at)) || columns.header && !cell.is_empty();
    columns.known = cells.iter().enumerate().filter(named).map(|(at, _)| at).collect();
    columns
}

fn plain(cell: &str) -> String {
    cell.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_are_read_as_people_write_them() {
        for name in [
            "Orgnr",
            "Org.nr.",
            "ORGANISASJONSNUMMER",
            "consumer_orgno",
            " org nr ",
        ] {
            let columns = columns(["Navn", name, "Scope"].into_iter());
            assert_eq!((columns.orgno, columns.scope), (Some(1), Some(2)), "{name}");
            assert_eq!(columns.ignored, ["Navn"]);
        }
    }

    #[test]
    fn a_list_without_names_is_known_by_its_cells() {
        let found = columns(["Ås kommune", "311 718 371", "losby:a", "revoke"].into_iter());
        assert_eq!(
            (found.orgno, found.scope, found.action, found.header),
            (Some(1), Some(2), Some(3), false)
        );
        assert_eq!(found.known, [1, 2, 3].into());
    }

    #[test]
    fn a_column_without_a_name_beside_those_that_have_one_is_not_known() {
        let found = columns(["Orgnr", "", "Navn"].into_iter());
        assert_eq!(
            (found.known, found.ignored),
            ([0, 2].into(), vec!["Navn".to_owned()])
        );
    }

    #[test]
    fn the_sign_between_cells_is_counted_outside_quotes() {
        assert_eq!(delimiter("orgnr;scope\n1;2"), b';');
        assert_eq!(delimiter("orgnr,scope\n1,2"), b',');
        assert_eq!(delimiter("orgnr\tscope\n1\t2"), b'\t');
        assert_eq!(delimiter("\"a, b, c\";scope\n"), b';');
        assert_eq!(delimiter("311718371\n991825827\n"), b';');
    }
}
