//! The rows of a ready sheet in the words of the screen, and what is to be looked at before it is typed in.

use super::sheet::place_of_answer;
use crate::app::Ctx;
use crate::app::notices::sheets::{Need, Opened, RowState, Sheet, SheetRow};
use crate::domain::case::Duty;
use crate::web::frame::Frame;
use crate::web::pages::case::facts::label;
use crate::web::spoken::Spoken;

/// Questions that stand under one heading of the form.
pub struct Section {
    pub heading: String,
    pub rows: Vec<Row>,
}

pub struct Row {
    /// Its own address on the page.
    pub id: String,
    pub no: String,
    pub label: String,
    /// What it asks, in the reader's language; empty where the label says it already.
    pub meaning: Spoken,
    pub label_is_ours: bool,
    pub answer_is_ours: bool,
    pub value: String,
    /// In place of an answer.
    pub instead: String,
    /// How long the answer is, against what the form takes where that is known.
    pub length: String,
    pub remarks: Vec<String>,
    /// Where it is answered: address and name of the question.
    pub places: Vec<(String, String)>,
}

/// Something to look at before the form is filled in.
pub struct Finding {
    pub href: String,
    pub label: String,
    pub why: String,
    pub places: Vec<(String, String)>,
}

#[derive(Default)]
pub struct Findings {
    pub missing: Vec<Finding>,
    pub too_long: Vec<Finding>,
    pub not_named: Vec<Finding>,
    pub open: Vec<Finding>,
}

/// The rows in the form's order, under its headings.
pub fn sections(f: &Frame, ctx: &Ctx, opened: &Opened, duty: &Duty, may_enter: bool) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    for row in &opened.sheet.rows {
        if found.last().is_none_or(|last| last.heading != row.section) {
            found.push(Section { heading: row.section.clone(), rows: Vec::new() });
        }
        let told = told(f, ctx, opened, duty, row, may_enter);
        if let Some(last) = found.last_mut() {
            last.rows.push(told);
        }
    }
    found
}

fn told(f: &Frame, ctx: &Ctx, opened: &Opened, duty: &Duty, row: &SheetRow, may_enter: bool) -> Row {
    let mut remarks = Vec::new();
    if row.is_missing() {
        remarks.push(f.text("sheet-is-missing"));
    } else if row.state == RowState::Open {
        remarks.push(f.text(if row.may_stay_open { "sheet-open-will-do" } else { "sheet-open" }));
    }
    if row.over_by() > 0 {
        remarks.push(f.with1("sheet-over-by", "count", row.over_by()));
    }
    if !row.not_named.is_empty() {
        remarks.push(f.with1("sheet-does-not-name", "what", not_named(f, row)));
    }
    Row {
        id: id_of(row),
        no: row.no.clone().unwrap_or_default(),
        label: row.label.clone(),
        meaning: remark_of(f, ctx, &opened.sheet, row),
        label_is_ours: row.label_is_ours,
        answer_is_ours: row.answer_is_ours,
        value: row.value.clone(),
        instead: without_answer(f, row),
        length: match row.max_chars {
            _ if row.value.is_empty() => String::new(),
            Some(most) => f.with2("sheet-length-of", "count", row.chars, "most", most),
            None => f.with1("file-length", "count", row.chars),
        },
        remarks,
        places: places(f, ctx, opened, duty, row, may_enter),
    }
}

/// What a question asks, for somebody who does not read the form's language. English glosses stand in the files; in another language
/// the facts that answer it say it. Nothing is said twice.
pub fn remark_of(f: &Frame, ctx: &Ctx, sheet: &Sheet, row: &SheetRow) -> Spoken {
    let lang = f.t.lang.as_str();
    if row.gloss == row.label && sheet.language == lang {
        return Spoken::default();
    }
    if lang == "en" {
        return Spoken::from(&row.gloss);
    }
    if sheet.language == lang {
        return Spoken::default();
    }
    let named: Vec<String> = row.facts.iter().map(|fact| label(ctx, f.t, fact)).collect();
    if named.is_empty() { Spoken::english(f.t, row.gloss.clone()) } else { named.join("; ").into() }
}

/// The words where no answer stands.
pub fn without_answer(f: &Frame, row: &SheetRow) -> String {
    if row.value.is_empty() { f.of("sheet-state", row.state) } else { String::new() }
}

/// Above the rows: what keeps this sheet from being whole, each with the row and the question behind it.
pub fn findings(f: &Frame, ctx: &Ctx, opened: &Opened, duty: &Duty, may_enter: bool) -> Findings {
    let mut found = Findings::default();
    let finding = |row: &SheetRow, why: String| Finding {
        href: format!("#{}", id_of(row)),
        label: row.label.clone(),
        why,
        places: places(f, ctx, opened, duty, row, may_enter),
    };
    for row in &opened.sheet.rows {
        if row.is_missing() {
            let who = f.text(if row.need == Need::Form { "sheet-form-asks" } else { "sheet-law-asks" });
            found.missing.push(finding(row, who));
        } else if row.state == RowState::Open {
            found.open.push(finding(row, row.value.clone()));
        }
        if row.over_by() > 0 {
            found.too_long.push(finding(row, f.with1("sheet-over-by", "count", row.over_by())));
        }
        if !row.not_named.is_empty() {
            found.not_named.push(finding(row, f.with1("sheet-does-not-name", "what", not_named(f, row))));
        }
    }
    found
}

/// Ids of the form's questions stand in addresses and in the page, beside ids of its own.
fn id_of(row: &SheetRow) -> String {
    format!("q-{}", row.id)
}

fn not_named(f: &Frame, row: &SheetRow) -> String {
    f.t.list(&row.not_named.iter().map(|what| f.of("sheet-look-for", what)).collect::<Vec<_>>())
}

/// Where the row is answered, for those who may; nowhere for what the form itself asks of the person.
fn places(
    f: &Frame,
    ctx: &Ctx,
    opened: &Opened,
    duty: &Duty,
    row: &SheetRow,
    may_enter: bool,
) -> Vec<(String, String)> {
    if !may_enter || row.state == RowState::NotAsked {
        return Vec::new();
    }
    let entered = |fact: &String| Some((place_of_answer(&opened.case, duty, fact)?, label(ctx, f.t, fact)));
    let mut found: Vec<(String, String)> = row.facts.iter().filter_map(entered).collect();
    found.dedup_by(|one, other| one.0 == other.0);
    found
}
