//! One row of an old register: read cell by cell, with every problem of the row at once. Nothing is guessed: a word or day that is not
//! understood is a problem, not an empty cell.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::columns::Column;
use crate::app::recipients::language::fold;
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

/// A moment of an old register, which often knows the day alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub at: At,
    /// Only the day is known; `at` is its beginning.
    pub day_only: bool,
}

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
            if cell.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
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
        Found { problem, column, cell: cell.trim().chars().take(60).collect() }
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

/// Day and, where it is there, time: `2024-03-01`, `1/3/2024 9:30`, `01.03.2024`, and the number by which a spreadsheet keeps a day.
/// Day before month, as in Europe; a month above twelve is no day.
pub fn moment(cell: &str, zone: Tz) -> Option<Moment> {
    let cell = cell.trim();
    if let Ok(at) = At::parse(cell) {
        return Some(Moment { at, day_only: false });
    }
    let (local, day_only) = serial(cell).or_else(|| written(cell))?;
    let at = zone.from_local_datetime(&local).earliest()?;
    (1990..=2200).contains(&chrono::Datelike::year(&local)).then(|| Moment { at: At::new(at.to_utc()), day_only })
}

/// Days since the last of December 1899, with the time as a fraction.
fn serial(cell: &str) -> Option<(NaiveDateTime, bool)> {
    let number: f64 = cell.parse().ok()?;
    // 1990 to 2100: other numbers are no days.
    if !(32_874.0..73_051.0).contains(&number) || !cell.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let minutes = (number.fract() * 1440.0).round();
    let day = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(number.trunc() as u64))?;
    let local = day.and_time(NaiveTime::MIN) + chrono::TimeDelta::minutes(minutes as i64);
    Some((local, minutes == 0.0))
}

fn written(cell: &str) -> Option<(NaiveDateTime, bool)> {
    let (day, time) = match cell.split_once([' ', 'T', ',']) {
        Some((day, time)) => (day, time.trim()),
        None => (cell, ""),
    };
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    let (year, month, day) = if first.len() == 4 {
        (number(first)?, number(second)?, number(third)?)
    } else {
        let year = number(third)?;
        (if third.len() == 2 { 2000 + year } else { year }, number(second)?, number(first)?)
    };
    let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    if time.is_empty() {
        return Some((day.and_time(NaiveTime::MIN), true));
    }
    let time = time.replace('.', ":");
    let time = ["%H:%M:%S", "%H:%M"].iter().find_map(|form| NaiveTime::parse_from_str(&time, form).ok())?;
    // A spreadsheet writes midnight beside every day.
    Some((day.and_time(time), time == NaiveTime::MIN))
}

/// `1.240`, `about 300`, `100-200`, `>50`; nothing for an empty cell and for words that say that nobody knows.
fn people_count(cell: &str) -> Result<Option<Value>, ()> {
    let plain = fold(cell);
    if cell.trim().is_empty() || OPEN.contains(&plain.as_str()) {
        return Ok(None);
    }
    let number = |text: &str| -> Result<u64, ()> {
        let digits: String = text.chars().filter(|c| !matches!(c, '.' | ',' | ' ' | '\u{a0}' | '’' | '\'')).collect();
        // A decimal point such as spreadsheets write behind whole numbers.
        let digits = text.trim().strip_suffix(".0").map_or(digits, str::to_owned);
        digits.parse().map_err(|_| ())
    };
    let lower = cell.trim().to_lowercase();
    if let Some((least, most)) = lower.split_once(['-', '–']) {
        let (least, most) = (number(least)?, number(most)?);
        return if least <= most { Ok(Some(json!({ "mode": "approx", "min": least, "max": most }))) } else { Err(()) };
    }
    for word in ["about", "approx", "approx.", "ca.", "ca", "circa", "~", "c.", "around"] {
        if let Some(rest) = lower.strip_prefix(word) {
            return Ok(Some(json!({ "mode": "approx", "n": number(rest)? })));
        }
    }
    for word in [">", "more than", "over", "oltre", "piu di", "più di", "almeno", "at least"] {
        if let Some(rest) = lower.strip_prefix(word) {
            return Ok(Some(json!({ "mode": "approx", "min": number(rest)? })));
        }
    }
    Ok(Some(json!({ "mode": "exact", "n": number(&lower)? })))
}

/// Words for "nobody knows".
const OPEN: &[&str] = &[
    "unknown",
    "not known",
    "n a",
    "na",
    "tbd",
    "sconosciuto",
    "non noto",
    "non nota",
    "ignoto",
    "n d",
    "nd",
    "da definire",
];

fn risk(cell: &str) -> Result<Option<&'static str>, ()> {
    let word = fold(cell);
    if word.is_empty() || OPEN.contains(&word.as_str()) {
        return Ok(None);
    }
    for (risk, words) in [
        (
            "unlikely",
            [
                "unlikely",
                "none",
                "no risk",
                "low",
                "improbabile",
                "nessuno",
                "nessun rischio",
                "basso",
                "assente",
                "no",
            ],
        ),
        ("likely", ["likely", "risk", "medium", "moderate", "probabile", "rischio", "medio", "moderato", "yes", "si"]),
        (
            "high",
            [
                "high",
                "high risk",
                "severe",
                "very high",
                "alto",
                "elevato",
                "rischio elevato",
                "grave",
                "molto alto",
                "critico",
            ],
        ),
    ] {
        if words.contains(&word.as_str()) {
            return Ok(Some(risk));
        }
    }
    Err(())
}

/// None where the cell says neither.
fn yes_no(cell: &str) -> Option<ToldThen> {
    let word = fold(cell);
    if word.is_empty() || OPEN.contains(&word.as_str()) {
        return Some(ToldThen::Unknown);
    }
    if ["yes", "y", "si", "s", "true", "vero", "x", "1", "notified", "notificata", "notificato", "done", "fatto"]
        .contains(&word.as_str())
    {
        return Some(ToldThen::Yes);
    }
    if [
        "no",
        "n",
        "false",
        "falso",
        "0",
        "not notified",
        "not required",
        "non notificata",
        "non dovuta",
        "non necessaria",
    ]
    .contains(&word.as_str())
    {
        return Some(ToldThen::No);
    }
    None
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
    fn days_are_read_as_registers_write_them_and_nothing_is_guessed() {
        let at = |cell| moment(cell, Rome).map(|moment| (moment.at.rfc3339(), moment.day_only));
        for cell in ["2024-03-01", "1/3/2024", "01.03.2024", "01-03-24", "45352", "2024-03-01 00:00:00"] {
            assert_eq!(at(cell), Some(("2024-02-29T23:00:00Z".into(), true)), "{cell}");
        }
        for cell in ["2024-03-01 09:30", "1/3/2024 9:30", "45352.395833", "2024-03-01T08:30:00Z", "01.03.2024 09.30"] {
            assert_eq!(at(cell), Some(("2024-03-01T08:30:00Z".into(), false)), "{cell}");
        }
        for cell in ["3/13/2024", "2024", "March 2024", "31/02/2024", "1/3", "-45352", "0045", "1889-01-01", "soon"] {
            assert_eq!(at(cell), None, "{cell}");
        }
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

    #[test]
    fn numbers_of_people_are_exact_about_or_within_bounds() {
        let count = |cell| people_count(cell);
        assert_eq!(count("about 300"), Ok(Some(json!({ "mode": "approx", "n": 300 }))));
        assert_eq!(count("100-200"), Ok(Some(json!({ "mode": "approx", "min": 100, "max": 200 }))));
        assert_eq!(count("> 50"), Ok(Some(json!({ "mode": "approx", "min": 50 }))));
        assert_eq!(count("12.0"), Ok(Some(json!({ "mode": "exact", "n": 12 }))));
        assert_eq!(count("non noto"), Ok(None));
        assert_eq!(count(""), Ok(None));
        for bad in ["many", "200-100", "-5", "3 or 4", "?"] {
            assert_eq!(count(bad), Err(()), "{bad}");
        }
    }
}
