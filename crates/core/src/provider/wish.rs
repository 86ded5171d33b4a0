//! What a list of accesses is made of.

use super::fault::LineFault;
use super::sheet::compare;
use crate::model::{OrgNo, Scope};

/// What is to be done with an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Give it.
    Grant,
    /// Take it away.
    Revoke,
}

/// What a line leaves unsaid.
#[derive(Clone, Debug, PartialEq)]
pub struct Defaults {
    /// The scope of every line that names none.
    pub scope: Option<Scope>,
    /// What is to be done on every line that does not say.
    pub action: Action,
}

/// One access to be given or taken away.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Wish {
    /// Give or take away.
    pub action: Action,
    /// Which scope.
    pub scope: Scope,
    /// Whose.
    pub consumer: OrgNo,
}

/// One line of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its number in the file, from 1, as an editor counts.
    pub line: u64,
    /// What it wants, or everything that is wrong with it.
    pub wish: Result<Wish, Vec<LineFault>>,
    /// An earlier line wants the same.
    pub repeats: Option<u64>,
}

/// A list that has been read.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Its lines, without those that are empty.
    pub rows: Vec<Row>,
    /// Names of columns that mean nothing here.
    pub ignored: Vec<String>,
}

impl Action {
    /// The word of the column and of JSON: `grant` or `revoke`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Revoke => "revoke",
        }
    }

    /// Reads a cell, in Norwegian or English.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "grant" | "gi" | "gje" | "tildel" | "add" => Some(Self::Grant),
            "revoke" | "fjern" | "trekk tilbake" | "remove" => Some(Self::Revoke),
            _ => None,
        }
    }
}

impl Sheet {
    /// A list that Losen makes itself, numbered from 1. One organisation is a list of one line.
    #[must_use]
    pub fn of(wishes: impl IntoIterator<Item = Wish>) -> Self {
        Self::of_lines((1..).zip(wishes))
    }

    /// A list of lines that are known to be right.
    #[must_use]
    pub fn of_lines(lines: impl IntoIterator<Item = (u64, Wish)>) -> Self {
        let rows = lines.into_iter().map(|(line, wish)| Row {
            line,
            wish: Ok(wish),
            repeats: None,
        });
        let mut rows: Vec<Row> = rows.collect();
        compare(&mut rows);
        Self {
            rows,
            ignored: Vec::new(),
        }
    }

    /// The scopes that its lines are about, each once, in their order.
    #[must_use]
    pub fn scopes(&self) -> Vec<Scope> {
        let mut scopes: Vec<Scope> = Vec::new();
        for wish in self.rows.iter().filter_map(|row| row.wish.as_ref().ok()) {
            if !scopes.contains(&wish.scope) {
                scopes.push(wish.scope.clone());
            }
        }
        scopes
    }
}
