//! A ready sheet as a document: the form's sections and questions in its own language, and beside them what the desk says in the reader's.

use super::letter::Around;
use super::{Block, Column, Document, Paper, Prose, Table};
use crate::notice::sheet::{RowState, Sheet, SheetRow};

/// What stands on the paper beside the form's own words, in the language of the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    pub lang: String,
    /// What the sheet is, what it lacks, and where its words come from.
    pub lead: Vec<String>,
    /// Behind a label that nobody read at the authority.
    pub label_is_ours: String,
    /// Under a question whose answer is in words that nobody read there.
    pub answer_is_ours: String,
    /// One line under a question, by its row; empty where nothing is to be said.
    pub remarks: Vec<String>,
    /// In place of an answer, by its row.
    pub instead: Vec<String>,
}

const QUESTION: f32 = 2.6;
const MEANING: f32 = 2.2;
const ANSWER: f32 = 4.2;

pub fn transcript(sheet: &Sheet, beside: &Beside, around: Around) -> Document {
    let ours = |text: String| Prose::plain(text).in_language(beside.lang_beside(sheet));
    let mut blocks: Vec<Block> = beside.lead.iter().map(|line| Block::Paragraph(ours(line.clone()))).collect();
    let mut section = None;
    let mut rows: Vec<Vec<Prose>> = Vec::new();
    for (place, row) in sheet.rows.iter().enumerate() {
        if section != Some(row.section.as_str()) {
            blocks.extend(table(std::mem::take(&mut rows)));
            blocks.push(Block::heading(2, row.section.clone()));
            section = Some(row.section.as_str());
        }
        let remark = beside.remarks.get(place).map_or("", String::as_str);
        let mark = if row.label_is_ours { beside.label_is_ours.as_str() } else { "" };
        let of_answer = if row.answer_is_ours { beside.answer_is_ours.as_str() } else { "" };
        let meaning: Vec<&str> = [remark, mark, of_answer].into_iter().filter(|part| !part.is_empty()).collect();
        let answer = if row.value.is_empty() {
            ours(beside.instead.get(place).cloned().unwrap_or_default())
        } else {
            Prose::plain(&row.value)
        };
        rows.push(vec![Prose::plain(question(row)), ours(meaning.join("\n")), answer]);
    }
    blocks.extend(table(rows));
    Document {
        lang: sheet.language.clone(),
        title: sheet.title.clone(),
        author: around.author,
        made_at: around.made_at,
        foot: format!("SHA-256 {}", around.digest),
        id: around.digest,
        paper: Paper::A4,
        head: around.head,
        page_of: "{page} / {pages}".to_owned(),
        band: around.band,
        blocks,
    }
}

impl Beside {
    /// Named only where it differs from the form's.
    fn lang_beside(&self, sheet: &Sheet) -> Option<String> {
        (self.lang != sheet.language).then(|| self.lang.clone())
    }
}

fn question(row: &SheetRow) -> String {
    let number = row.no.as_deref().unwrap_or_default();
    // A question that does not arise keeps its place, so that nobody looks for it.
    let label = if row.state == RowState::NotAsked { format!("({})", row.label) } else { row.label.clone() };
    if number.is_empty() { label } else { format!("{number} {label}") }
}

fn table(rows: Vec<Vec<Prose>>) -> Option<Block> {
    let columns = [QUESTION, MEANING, ANSWER].into_iter().map(|weight| Column::new("", weight)).collect();
    (!rows.is_empty()).then_some(Block::Table(Table { caption: None, columns, row_heads: true, rows }))
}
