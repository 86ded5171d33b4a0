//! A list of accesses as people keep it: a column of organisation numbers, or a spreadsheet saved as CSV.
//!
//! Columns: the organisation number; the scope, unless one is chosen beside the list; and what is to be done (`grant` or
//! `revoke`), unless that is chosen beside it too. Other columns are ignored and named; a cell in a column without a name
//! makes its line wrong, since it may be what was to be done.

use std::collections::HashMap;

use super::fault::{LineFault, SheetError};
use super::sniff::{self, Columns};
use super::wish::{Action, Defaults, Row, Sheet, Wish};
use crate::model::{OrgNo, Scope};

/// A longer list is refused as a whole, so that nobody waits an hour for a mistake.
pub const MAX_LINES: usize = 10_000;

/// Reads a list. What is wrong with a line stands at the line; an error is about the list as a whole.
pub fn read(text: &str, defaults: &Defaults) -> Result<Sheet, SheetError> {
    // Line breaks of one kind, so that lines can be counted.
    let text = text
        .trim_start_matches('\u{feff}')
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let (delimiter, begin) = match named_delimiter(&text) {
        Some(named) => named,
        None => (sniff::delimiter(&text), 0),
    };
    let body = text.get(begin..).unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(body.as_bytes());
    let mut lines = Lines::new(&text, begin);
    let mut rows: Vec<Row> = Vec::new();
    let mut columns: Option<Columns> = None;
    let mut swallows = false;
    for record in reader.records() {
        let Ok(record) = record else {
            // The bytes are a text's, so only a record that is no record gets here.
            rows.push(broken(lines.count));
            continue;
        };
        let line = lines.of(record.position().map_or(0, csv::Position::byte));
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let first = columns.is_none();
        let columns = columns.get_or_insert_with(|| sniff::columns(record.iter()));
        swallows = record.iter().any(|cell| cell.contains('\n'));
        let orgno = columns.orgno.ok_or(SheetError::NoOrgno)?;
        if first && columns.header {
            continue;
        }
        if rows.len() == MAX_LINES {
            return Err(SheetError::TooLong);
        }
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default().trim();
        let cells = Cells {
            orgno: cell(Some(orgno)),
            scope: cell(columns.scope),
            action: cell(columns.action),
        };
        let strays = record.iter().map(str::trim).enumerate();
        let strays = strays.filter(|(at, cell)| !cell.is_empty() && !columns.known.contains(at));
        let strays: Vec<LineFault> = strays
            .map(|(_, cell)| LineFault::Nameless(cell.to_owned()))
            .collect();
        rows.push(Row {
            line,
            wish: cells.wish(defaults, strays),
            repeats: None,
        });
    }
    // A quote that never ends takes all lines after it into one cell, which may be in a column that nobody looks at.
    if swallows && body.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
        let line = rows.pop().map_or(lines.count, |row| row.line);
        rows.push(broken(line));
    }
    if rows.is_empty() {
        return Err(SheetError::Empty);
    }
    compare(&mut rows);
    let ignored = columns.map(|columns| columns.ignored).unwrap_or_default();
    Ok(Sheet { rows, ignored })
}

/// Excel's own first line, `sep=;`, and where the rest begins.
fn named_delimiter(text: &str) -> Option<(u8, usize)> {
    let (first, _) = text.split_once('\n')?;
    let sign = first.strip_prefix("sep=")?.bytes().next()?;
    Some((sign, first.len() + 1))
}

fn broken(line: u64) -> Row {
    Row {
        line,
        wish: Err(vec![LineFault::Unreadable]),
        repeats: None,
    }
}

/// Counts lines up to the place of a record. The reader's own count stops before the empty lines that it skips.
struct Lines<'a> {
    text: &'a [u8],
    begin: usize,
    at: usize,
    count: u64,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str, begin: usize) -> Self {
        Self {
            text: text.as_bytes(),
            begin,
            at: 0,
            count: 1,
        }
    }

    fn of(&mut self, byte: u64) -> u64 {
        let mut place = self.begin + usize::try_from(byte).unwrap_or(usize::MAX);
        while self.text.get(place) == Some(&b'\n') {
            place += 1;
        }
        let passed = self.text.get(self.at..place).unwrap_or_default();
        self.count += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = place.max(self.at);
        self.count
    }
}

struct Cells<'a> {
    orgno: &'a str,
    scope: &'a str,
    action: &'a str,
}

impl Cells<'_> {
    /// What the cells want, unless others of the same line may have wanted something else.
    fn wish(&self, defaults: &Defaults, strays: Vec<LineFault>) -> Result<Wish, Vec<LineFault>> {
        let (consumer, scope, action) = (self.consumer(), self.scope(defaults), self.action(defaults));
        match (consumer, scope, action) {
            (Ok(consumer), Ok(scope), Ok(action)) if strays.is_empty() => Ok(Wish {
                action,
                scope,
                consumer,
            }),
            (consumer, scope, action) => Err([consumer.err(), scope.err(), action.err()]
                .into_iter()
                .flatten()
                .chain(strays)
                .collect()),
        }
    }

    fn consumer(&self) -> Result<OrgNo, LineFault> {
        if self.orgno.is_empty() {
            return Err(LineFault::NoOrgno);
        }
        let text = || self.orgno.to_owned();
        match OrgNo::parse(self.orgno) {
            Ok(orgno) if orgno.checksum_holds() => Ok(orgno),
            Ok(orgno) => Err(LineFault::Checksum(orgno.to_string())),
            // 991825827 in a narrow column of Excel is saved as 9,92E+08.
            Err(_) if self.orgno.contains(['E', 'e']) && self.orgno.contains('+') => {
                Err(LineFault::Rounded(text()))
            }
            Err(_) => Err(LineFault::NotAnOrgno(text())),
        }
    }

    fn scope(&self, defaults: &Defaults) -> Result<Scope, LineFault> {
        if self.scope.is_empty() {
            return defaults.scope.clone().ok_or(LineFault::NoScope);
        }
        Scope::parse(self.scope).map_err(|_| LineFault::NotAScope(self.scope.to_owned()))
    }

    fn action(&self, defaults: &Defaults) -> Result<Action, LineFault> {
        if self.action.is_empty() {
            return Ok(defaults.action);
        }
        Action::from_word(self.action).ok_or_else(|| LineFault::NotAnAction(self.action.to_owned()))
    }
}

/// A line that repeats an earlier one is left out; one that wants the opposite makes the list ambiguous.
pub(super) fn compare(rows: &mut [Row]) {
    let mut seen: HashMap<(Scope, OrgNo), (u64, Action)> = HashMap::new();
    for row in rows {
        let Ok(wish) = &row.wish else { continue };
        let key = (wish.scope.clone(), wish.consumer.clone());
        match seen.get(&key) {
            Some((line, action)) if *action == wish.action => row.repeats = Some(*line),
            Some((line, _)) => row.wish = Err(vec![LineFault::Contradicts(*line)]),
            None => {
                seen.insert(key, (row.line, wish.action));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defaults() -> Defaults {
        Defaults {
            scope: Some(Scope::parse("losby:a.read").unwrap()),
            action: Action::Grant,
        }
    }

    fn sheet(text: &str) -> Sheet {
        read(text, &defaults()).unwrap()
    }

    /// Line, action, scope and number of each line, or what is wrong with it.
    fn told(text: &str) -> Vec<String> {
        let tell = |row: Row| match row.wish {
            Ok(wish) => format!(
                "{} {} {} {}",
                row.line,
                wish.action.word(),
                wish.scope,
                wish.consumer
            ),
            Err(faults) => {
                let codes: Vec<&str> = faults.iter().map(LineFault::code).collect();
                format!("{} {}", row.line, codes.join(" "))
            }
        };
        sheet(text).rows.into_iter().map(tell).collect()
    }

    #[test]
    fn a_norwegian_excels_list_is_read() {
        let text = "\u{feff}Navn;Org.nr.;Scope;Handling\r\n\
            \"Ås; og omegn\";311 718 371;losby:b&c/d.read;gi\r\n\
            Digdir;991825827;;fjern\r\n;;;\r\n";
        assert_eq!(
            told(text),
            [
                "2 grant losby:b&c/d.read 311718371",
                "3 revoke losby:a.read 991825827"
            ]
        );
        assert_eq!(sheet(text).ignored, ["Navn"]);
    }

    #[test]
    fn numbers_pasted_one_a_line_are_a_list() {
        assert_eq!(
            told("311718371\n\n\n991 825 827\n"),
            ["1 grant losby:a.read 311718371", "4 grant losby:a.read 991825827"]
        );
    }

    #[test]
    fn every_wrong_line_is_named_by_its_number_and_the_others_are_read() {
        let text = "orgnr,scope,action\n311718371,,\n..,,\n,,\n123456789,a b,sell\n9.91826E+08,,\n\n991825827,x:y,\n";
        assert_eq!(
            told(text),
            [
                "2 grant losby:a.read 311718371",
                "3 access-list/not-an-orgno",
                "5 access-list/checksum access-list/not-a-scope access-list/not-an-action",
                "6 access-list/rounded-orgno",
                "8 grant x:y 991825827",
            ]
        );
    }

    #[test]
    fn a_line_without_a_number_is_wrong_and_an_empty_one_is_none() {
        assert_eq!(
            told("orgnr;navn\n;Ås\n;\n311718371;x"),
            ["2 access-list/no-orgno", "4 grant losby:a.read 311718371"]
        );
    }

    #[test]
    fn a_cell_in_a_column_without_a_name_is_not_passed_over() {
        let told = |text: &str| told(text).join(", ");
        let grant = "1 grant losby:a.read 311718371";
        for text in ["311718371\n991825827;fjern", "311718371\n991825827;losby:b"] {
            assert_eq!(told(text), format!("{grant}, 2 access-list/unnamed-column"));
        }
        let wrong = "1 access-list/unnamed-column";
        assert_eq!(told("Ås kommune;311718371"), wrong);
        assert_eq!(told("311718371;991825827"), wrong);
        assert_eq!(
            told("orgnr;\n311718371;\n991825827;fjern\n"),
            "2 grant losby:a.read 311718371, 3 access-list/unnamed-column"
        );
    }

    #[test]
    fn a_repeated_line_is_left_out_and_a_contradiction_is_an_error() {
        let rows = sheet("311718371\n311718371").rows;
        assert_eq!((rows[0].repeats, rows[1].repeats), (None, Some(1)));
        assert_eq!(
            told("orgnr;handling\n311718371;gi\n311718371;fjern")[1],
            "3 access-list/contradicts"
        );
    }

    #[test]
    fn a_quote_that_never_ends_hides_no_line() {
        let text = "orgnr;navn\n311718371;\"Ås\n991825827;Digdir\n";
        assert_eq!(told(text), ["2 access-list/unreadable"]);
        let text = "orgnr;navn\n311718371;\"Ås\nkommune\"\n991825827;5\" rør\n";
        assert_eq!(told(text).len(), 2);
    }

    #[test]
    fn excels_own_first_line_is_no_line_of_the_list() {
        assert_eq!(
            told("sep=,\norgnr,scope\n311718371,x:y"),
            ["3 grant x:y 311718371"]
        );
    }

    #[test]
    fn a_list_of_something_else_is_refused_as_a_whole() {
        for text in ["", "\n\n", ";;;\n"] {
            assert_eq!(read(text, &defaults()), Err(SheetError::Empty), "{text:?}");
        }
        assert_eq!(
            read("Navn;Adresse\nÅs;Veien", &defaults()),
            Err(SheetError::NoOrgno)
        );
        let long = "311718371\n".repeat(MAX_LINES + 1);
        assert_eq!(read(&long, &defaults()), Err(SheetError::TooLong));
    }

    #[test]
    fn a_line_that_names_no_scope_needs_one_chosen_beside_the_list() {
        let defaults = Defaults {
            scope: None,
            action: Action::Revoke,
        };
        let rows = read("311718371", &defaults).unwrap().rows;
        assert_eq!(rows[0].wish, Err(vec![LineFault::NoScope]));
    }
}
