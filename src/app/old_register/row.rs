//! One row of an old register: read cell by cell, with every problem of the row at once. Nothing is guessed: a word or day that is not
//! understood is a problem, not an empty cell.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::cell::{Moment, moment, people_count, risk, yes_no};
use super::columns::Column;
use crate::app::recipients::row::visible;
use crate::domain::case::ToldThen;
use crate::domain::values::At;
use crate::words;

words! {
    /// What is wrong with a cell or a row.
    RowProblem {
        NoTitle = "no_title",
        NoDay = "no_day",
        NotADay = "not_a_day",
        InTheFuture = "in_the_future",
        NotANumber = "not_a_number",
        NotARisk = "not_a_risk",
        NotYesOrNo = "not_yes_or_no",
        TooLong = "too_long",
        Control = "control",
        MoreCells = "more_cells",
        AwareBeforeBreach = "aware_before_breach",
        ToldBeforeAware = "told_before_aware",
        NotToldWithDay = "not_told_with_day",
        TwiceInFile = "twice_in_file",
    }
}

/// Longest title and longest text, in characters.
const TITLE: usize = 300;
const TEXT: usize = 20_000;
/// Longest title that is made of a description.
const SHORT_TITLE: usize = 90;
/// So many characters of a cell stand in what is told about it.
const SHOWN: usize = 60;

/// A breach as an old register tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct OldCase {
    pub row: u64,
    pub reference: String,
    pub title: String,
    pub happened: Option<Moment>,
    pub aware: Option<Moment>,
    /// Canonical id and value.
    pub facts: Vec<(&'static str, Value)>,
    pub remarks: String,
    pub risk: Option<String>,
    pub authority: ToldThen,
    pub authority_at: Option<At>,
    pub people: ToldThen,
    pub people_at: Option<At>,
}

impl OldCase {
    /// The moment under which it stands in the register.
    pub fn known_at(&self) -> Option<At> {
        self.aware.or(self.happened).map(|moment| moment.at)
    }
}

/// A problem with the heading of its column; empty where the row as a whole has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub problem: RowProblem,
    pub column: String,
    /// The cell, shortened.
    pub cell: String,
}

/// How rows are read.
pub struct Reader<'a> {
    pub columns: &'a [Column],
    pub header: &'a [String],
    pub zone: Tz,
    pub now: At,
}

impl Reader<'_> {
    /// # Errors
    /// Every problem of the row.
    pub fn read(&self, row: u64, cells: &[String]) -> Result<OldCase, Vec<Found>> {
        let mut found = Vec::new();
        if cells.iter().skip(self.columns.len()).any(|cell| !cell.trim().is_empty()) {
            found.push(Found { problem: RowProblem::MoreCells, column: String::new(), cell: String::new() });
        }
        for (at, cell) in cells.iter().enumerate() {
            if self.columns.get(at).is_none_or(|column| *column == Column::Ignored) {
                continue;
            }
            let most = if self.columns.get(at) == Some(&Column::Title) { TITLE } else { TEXT };
            if cell.chars().count() > most {
                found.push(self.problem(RowProblem::TooLong, at, cell));
            }
            let turned = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            if cell.chars().any(|c| turned(c) || c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
                found.push(self.problem(RowProblem::Control, at, cell));
            }
        }
        let cell = |column: Column| self.cell(column, cells);
        let description = cell(Column::Description).to_owned();
        let title = match cell(Column::Title) {
            "" => shortened(&description),
            title => title.replace(['\r', '\n', '\t'], " "),
        };
        if title.is_empty() {
            found.push(Found { problem: RowProblem::NoTitle, column: String::new(), cell: String::new() });
        }
        let happened = self.moment(Column::Happened, cells, &mut found);
        let aware = self.moment(Column::Aware, cells, &mut found);
        if cell(Column::Happened).is_empty() && cell(Column::Aware).is_empty() {
            found.push(Found { problem: RowProblem::NoDay, column: String::new(), cell: String::new() });
        }
        if let (Some(happened), Some(aware)) = (happened, aware)
            && self.day_of(aware.at) < self.day_of(happened.at)
        {
            found.push(self.at_column(RowProblem::AwareBeforeBreach, Column::Aware, cells));
        }
        let known = aware.or(happened);
        let (authority, authority_at) = self.told(Column::AuthorityTold, Column::AuthorityAt, known, cells, &mut found);
        let (people, people_at) = self.told(Column::PeopleTold, Column::PeopleAt, known, cells, &mut found);
        let mut facts: Vec<(&'static str, Value)> = Vec::new();
        for (column, id) in [
            (Column::Description, "incident.description"),
            (Column::Data, "data.detail"),
            (Column::Measures, "measures.mitigation"),
        ] {
            if !cell(column).is_empty() {
                facts.push((id, json!(cell(column))));
            }
        }
        if !cell(Column::Effects).is_empty() {
            facts.push(("impact.kinds", json!([{ "value": "other", "text": cell(Column::Effects) }])));
        }
        match people_count(cell(Column::People)) {
            Ok(None) => {}
            Ok(Some(count)) => facts.push(("subjects.count", count)),
            Err(()) => found.push(self.at_column(RowProblem::NotANumber, Column::People, cells)),
        }
        let risk = match risk(cell(Column::Risk)) {
            Ok(risk) => risk,
            Err(()) => {
                found.push(self.at_column(RowProblem::NotARisk, Column::Risk, cells));
                None
            }
        };
        if !found.is_empty() {
            return Err(found);
        }
        Ok(OldCase {
            row,
            reference: cell(Column::Reference).to_owned(),
            title,
            happened,
            aware,
            facts,
            remarks: cell(Column::Remarks).to_owned(),
            risk: risk.map(str::to_owned),
            authority,
            authority_at,
            people,
            people_at,
        })
    }

    fn place(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|one| *one == column)
    }

    fn cell<'c>(&self, column: Column, cells: &'c [String]) -> &'c str {
        self.place(column).and_then(|at| cells.get(at)).map_or("", |cell| cell.trim())
    }

    fn problem(&self, problem: RowProblem, at: usize, cell: &str) -> Found {
        let column = self.header.get(at).cloned().unwrap_or_default();
        Found { problem, column, cell: visible(cell.trim(), SHOWN) }
    }

    fn at_column(&self, problem: RowProblem, column: Column, cells: &[String]) -> Found {
        self.problem(problem, self.place(column).unwrap_or(usize::MAX), self.cell(column, cells))
    }

    fn day_of(&self, at: At) -> NaiveDate {
        at.in_zone(self.zone).date_naive()
    }

    fn moment(&self, column: Column, cells: &[String], found: &mut Vec<Found>) -> Option<Moment> {
        let cell = self.cell(column, cells);
        if cell.is_empty() {
            return None;
        }
        let moment = moment(cell, self.zone);
        match moment {
            None => found.push(self.at_column(RowProblem::NotADay, column, cells)),
            Some(moment) if moment.at > self.now => {
                found.push(self.at_column(RowProblem::InTheFuture, column, cells));
                return None;
            }
            Some(_) => {}
        }
        moment
    }

    /// What two columns say of telling somebody. The first may hold the day itself.
    fn told(
        &self,
        told: Column,
        on: Column,
        known: Option<Moment>,
        cells: &[String],
        found: &mut Vec<Found>,
    ) -> (ToldThen, Option<At>) {
        let word = self.cell(told, cells);
        let said = yes_no(word);
        let day_in_place = match said {
            None => moment(word, self.zone),
            Some(_) => None,
        };
        if said.is_none() && day_in_place.is_none() {
            found.push(self.at_column(RowProblem::NotYesOrNo, told, cells));
        }
        let column = if day_in_place.is_some() { told } else { on };
        let moment = match day_in_place {
            Some(_) => self.moment(told, cells, found),
            None => self.moment(on, cells, found),
        };
        let Some(moment) = moment else { return (said.unwrap_or(ToldThen::Unknown), None) };
        if said == Some(ToldThen::No) {
            found.push(self.at_column(RowProblem::NotToldWithDay, column, cells));
        }
        if known.is_some_and(|known| self.day_of(moment.at) < self.day_of(known.at)) {
            found.push(self.at_column(RowProblem::ToldBeforeAware, column, cells));
        }
        (ToldThen::Yes, Some(moment.at))
    }
}

fn shortened(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().replace('\t', " ");
    if line.chars().count() <= SHORT_TITLE {
        return line;
    }
    let cut: String = line.chars().take(SHORT_TITLE).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{cut} …")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Rome;

    fn reader<'a>(columns: &'a [Column], header: &'a [String]) -> Reader<'a> {
        Reader { columns, header, zone: Rome, now: At::parse("2026-10-04T06:00:00Z").unwrap() }
    }

    fn read(columns: &[Column], cells: &[&str]) -> Result<OldCase, Vec<Found>> {
        let header: Vec<String> = columns.iter().map(|column| column.to_string()).collect();
        let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        reader(columns, &header).read(2, &cells)
    }

    #[test]
    fn a_row_says_all_its_problems_at_once_each_with_its_column() {
        use Column::*;
        let columns = [Title, Happened, Aware, People, Risk, AuthorityTold, AuthorityAt];
        let found =
            read(&columns, &["", "2024-13-01", "1/1/2027", "many", "purple", "perhaps", "yesterday"]).unwrap_err();
        let problems: Vec<RowProblem> = found.iter().map(|one| one.problem).collect();
        for wanted in [
            RowProblem::NoTitle,
            RowProblem::NotADay,
            RowProblem::InTheFuture,
            RowProblem::NotANumber,
            RowProblem::NotARisk,
            RowProblem::NotYesOrNo,
        ] {
            assert!(problems.contains(&wanted), "{wanted:?} in {problems:?}");
        }
        assert!(found.iter().any(|one| one.column == "people" && one.cell == "many"));
        let turned = read(&columns, &["fdp\u{202e}exe", "1/3/2024", "", "12", "", "", ""]).unwrap_err();
        assert_eq!((turned[0].problem, turned[0].cell.as_str()), (RowProblem::Control, "fdp\u{fffd}exe"));
        let contradicts =
            read(&columns, &["Letter", "5/3/2024", "1/3/2024", "12", "low", "no", "2/3/2024"]).unwrap_err();
        let problems: Vec<RowProblem> = contradicts.iter().map(|one| one.problem).collect();
        assert_eq!(problems, [RowProblem::AwareBeforeBreach, RowProblem::NotToldWithDay]);
    }

    #[test]
    fn a_good_row_keeps_what_the_old_register_says() {
        use Column::*;
        let columns = [Reference, Description, Happened, People, Risk, AuthorityTold, PeopleTold, Effects];
        let cells = ["12/2019", "Letter to the wrong person", "1/3/2019", "1.240", "Basso", "4/3/2019", "No", "Worry"];
        let old = read(&columns, &cells).unwrap();
        assert_eq!((old.reference.as_str(), old.title.as_str()), ("12/2019", "Letter to the wrong person"));
        assert_eq!(old.risk.as_deref(), Some("unlikely"));
        assert_eq!((old.authority, old.people), (ToldThen::Yes, ToldThen::No));
        assert_eq!(old.authority_at.unwrap().rfc3339(), "2019-03-03T23:00:00Z");
        assert!(old.facts.contains(&("subjects.count", json!({ "mode": "exact", "n": 1240 }))));
        let open = read(&columns, &["", "Letter", "1/3/2019", "unknown", "", "", "", ""]).unwrap();
        assert_eq!((open.risk, open.authority), (None, ToldThen::Unknown));
    }
}
