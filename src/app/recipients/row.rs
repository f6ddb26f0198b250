//! One row of a recipients file: the person it names, or the problem that it has.

use serde::{Deserialize, Serialize};

use super::address::{Address, BadAddress};
use super::columns::{Column, Columns};
use super::language;
use crate::words;

/// Longest name, in characters.
pub const MAX_NAME: usize = 200;
/// Longest reference, in characters.
pub const MAX_REFERENCE: usize = 100;
/// Longest postal address, in characters.
pub const MAX_POST: usize = 500;
/// Longest cell of any column, in characters: beyond it a quotation mark is missing somewhere.
pub const MAX_CELL: usize = 10_000;

/// A person to be told. Never printed whole: it ends up sealed in the database.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Empty for somebody who gets a letter.
    pub email: String,
    pub name: String,
    /// Two letters.
    pub language: String,
    pub reference: String,
    pub post: String,
}

impl std::fmt::Debug for Person {
    // Debug output ends up in logs, and logs hold no personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Person({})", self.language)
    }
}

impl Person {
    pub fn by_letter(&self) -> bool {
        self.email.is_empty()
    }

    /// What two rows about the same person have in common. People who share a mailbox differ in their names and each gets
    /// an own message; people without an address are told apart by their reference.
    pub fn same_as(&self) -> Option<String> {
        let name = self.name.to_lowercase();
        if !self.email.is_empty() {
            return Some(format!("e\n{}\n{name}", self.email.to_ascii_lowercase()));
        }
        (!self.reference.is_empty()).then(|| format!("l\n{}\n{name}", self.reference.to_lowercase()))
    }
}

words! {
    /// What kind of problem a row has; the key of its sentence.
    Problem {
        Address = "address",
        NameMissing = "name_missing",
        Empty = "nothing_to_reach",
        Columns = "columns",
        TooLong = "too_long",
        LineBreak = "line_break",
        Control = "control",
        Unreadable = "unreadable",
        Formula = "formula",
        SwallowedRows = "swallowed_rows",
    }
}

/// A row that is not imported, under its number in the file, with enough of its cells to find it again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowProblem {
    pub row: u64,
    pub problem: Problem,
    /// Set for a problem of the address.
    pub address: Option<BadAddress>,
    /// The column whose cell is meant, as its header calls it.
    pub column: String,
    pub email_cell: String,
    pub name_cell: String,
    /// What a letter to this person needs, as far as it could be read.
    pub readable: Box<Readable>,
}

/// What was readable of a row that is not imported. Checked for nothing: a person looks at it.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Readable {
    pub name: String,
    pub post: String,
    pub language: String,
    pub reference: String,
}

impl std::fmt::Debug for RowProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RowProblem(row {}, {}, {:?})", self.row, self.problem, self.address)
    }
}

/// What the language column said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LanguageCell {
    Understood,
    /// Nothing there: the default stands in.
    Empty,
    /// A word that is no language we know: the default stands in, and the page names the word.
    Unknown,
}

/// What the row check needs to know about the file.
pub struct RowCheck<'a> {
    pub columns: &'a Columns,
    pub header: &'a [String],
    pub default_language: &'a str,
    /// Columns of the header row; the same in every row.
    pub width: usize,
}

impl RowCheck<'_> {
    /// Reads one row; `Err` has the problem, without its row number.
    pub fn person(&self, cells: &[&str]) -> Result<(Person, LanguageCell), RowProblem> {
        let bad = |problem, at: Option<usize>| self.problem(cells, problem, None, at);
        for (at, cell) in cells.iter().enumerate() {
            if cell.len() > MAX_CELL && cell.chars().count() > MAX_CELL {
                return Err(bad(Problem::TooLong, Some(at)));
            }
            // A quotation mark that does not close takes the rows after it into its cell: people would be lost unseen.
            if cell.split_once('\n').is_some_and(|(_, after)| after.contains('@') || after.lines().count() > 20) {
                return Err(bad(Problem::SwallowedRows, Some(at)));
            }
        }
        if cells.len() != self.width {
            return Err(bad(Problem::Columns, None));
        }
        let (name, name_at) = self.name(cells)?;
        let email_cell = self.cell(cells, Column::Email).trim();
        let reference = self.line(cells, Column::Reference, MAX_REFERENCE)?;
        let post = self.post(cells)?;
        let (language, language_cell) = self.language(cells)?;
        self.clean(cells, email_cell, self.columns.at(Column::Email))?;
        let email = if email_cell.is_empty() {
            String::new()
        } else {
            let parsed = Address::parse(email_cell);
            let at = self.columns.at(Column::Email);
            parsed.map_err(|why| self.problem(cells, Problem::Address, Some(why), at))?.as_str().to_owned()
        };
        if name.is_empty() {
            let nobody = email.is_empty() && reference.is_empty() && post.is_empty();
            return Err(bad(if nobody { Problem::Empty } else { Problem::NameMissing }, name_at));
        }
        Ok((Person { email, name, language, reference, post }, language_cell))
    }

    /// A row of blank cells names nobody; spreadsheets leave them at the end.
    pub fn is_blank(cells: &[&str]) -> bool {
        cells.iter().all(|cell| cell.trim().is_empty())
    }

    fn name(&self, cells: &[&str]) -> Result<(String, Option<usize>), RowProblem> {
        let whole = self.columns.at(Column::Name);
        let parts = match whole {
            Some(at) => vec![at],
            None => [Column::GivenName, Column::FamilyName].iter().filter_map(|c| self.columns.at(*c)).collect(),
        };
        let mut name = String::new();
        for at in &parts {
            let cell = cells.get(*at).copied().unwrap_or_default().trim();
            self.clean(cells, cell, Some(*at))?;
            // No name begins like this, but a spreadsheet would calculate it.
            if cell.starts_with(['=', '+', '@', '-']) {
                return Err(self.problem(cells, Problem::Formula, None, Some(*at)));
            }
            for word in cell.split_whitespace() {
                if !name.is_empty() {
                    name.push(' ');
                }
                name.push_str(word);
            }
        }
        if name.chars().count() > MAX_NAME {
            return Err(self.problem(cells, Problem::TooLong, None, parts.first().copied()));
        }
        Ok((name, parts.first().copied()))
    }

    fn post(&self, cells: &[&str]) -> Result<String, RowProblem> {
        let mut parts = Vec::new();
        for at in self.columns.every(Column::Post) {
            // Postal addresses are written on several lines; here they stand on one.
            let cell = cells.get(at).copied().unwrap_or_default();
            let lines: Vec<&str> = cell.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            let line = lines.join(", ");
            self.clean(cells, &line, Some(at))?;
            if !line.is_empty() {
                parts.push(line);
            }
        }
        let post = parts.join(", ");
        if post.chars().count() > MAX_POST {
            return Err(self.problem(cells, Problem::TooLong, None, self.columns.at(Column::Post)));
        }
        Ok(post)
    }

    fn language(&self, cells: &[&str]) -> Result<(String, LanguageCell), RowProblem> {
        let cell = self.line(cells, Column::Language, MAX_NAME)?;
        Ok(match language::parse(&cell) {
            Some(code) => (code.to_owned(), LanguageCell::Understood),
            None if cell.is_empty() => (self.default_language.to_owned(), LanguageCell::Empty),
            None => (self.default_language.to_owned(), LanguageCell::Unknown),
        })
    }

    fn line(&self, cells: &[&str], column: Column, most: usize) -> Result<String, RowProblem> {
        let cell = self.cell(cells, column).trim();
        self.clean(cells, cell, self.columns.at(column))?;
        if cell.chars().count() > most {
            return Err(self.problem(cells, Problem::TooLong, None, self.columns.at(column)));
        }
        Ok(cell.to_owned())
    }

    fn clean(&self, cells: &[&str], cell: &str, at: Option<usize>) -> Result<(), RowProblem> {
        let problem = cell.chars().find_map(|c| match c {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some(Problem::LineBreak),
            '\u{fffd}' => Some(Problem::Unreadable),
            c if c.is_control() && c != '\t' => Some(Problem::Control),
            c if turns_reading(c) => Some(Problem::Control),
            _ => None,
        });
        problem.map_or(Ok(()), |problem| Err(self.problem(cells, problem, None, at)))
    }

    fn cell<'c>(&self, cells: &[&'c str], column: Column) -> &'c str {
        self.columns.at(column).and_then(|at| cells.get(at).copied()).unwrap_or_default()
    }

    fn readable(&self, cells: &[&str], name: &str) -> Readable {
        let post: Vec<&str> = self
            .columns
            .every(Column::Post)
            .into_iter()
            .filter_map(|at| cells.get(at).copied())
            .filter(|c| !c.trim().is_empty())
            .collect();
        Readable {
            name: on_one_line(name, MAX_NAME),
            post: on_one_line(&post.join(", "), MAX_POST),
            language: on_one_line(self.cell(cells, Column::Language), MAX_REFERENCE),
            reference: on_one_line(self.cell(cells, Column::Reference), MAX_REFERENCE),
        }
    }

    fn problem(&self, cells: &[&str], problem: Problem, address: Option<BadAddress>, at: Option<usize>) -> RowProblem {
        let name = [Column::Name, Column::GivenName, Column::FamilyName]
            .iter()
            .map(|column| self.cell(cells, *column))
            .filter(|cell| !cell.trim().is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        RowProblem {
            row: 0,
            problem,
            address,
            column: at.and_then(|at| self.header.get(at)).cloned().unwrap_or_default(),
            email_cell: shortened(self.cell(cells, Column::Email)),
            name_cell: shortened(&name),
            readable: Box::new(self.readable(cells, &name)),
        }
    }
}

/// The visible characters of a cell on one line, at most so many.
fn on_one_line(cell: &str, most: usize) -> String {
    let visible: String = cell.chars().map(|c| if c.is_control() || turns_reading(c) { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(most).collect()
}

/// Marks that turn the direction of reading, or that nobody sees, make one thing look like another.
fn turns_reading(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}')
}

/// At most so many characters of a cell, harmless to the sentence around them: what turns the direction of reading stands as a mark.
pub fn visible(cell: &str, most: usize) -> String {
    let shown = |c: char| match c {
        c if turns_reading(c) => '\u{fffd}',
        c if c.is_control() => ' ',
        c => c,
    };
    cell.chars().take(most).map(shown).collect()
}

/// At most 80 visible characters of a cell.
pub fn shortened(cell: &str) -> String {
    let mut out: String = visible(cell, 81);
    if out.chars().count() > 80 {
        out = out.chars().take(79).chain(['…']).collect();
    }
    out
}
