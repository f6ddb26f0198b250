//! The register on paper: the rows of the filter as a table in a tagged PDF.

use super::export::{sheet_heads, sheet_row};
use super::{chips, filter_of, line};
use crate::app::paper::{self, Block, Column, Document, MOST_ROWS, Paper, Prose, Table};
use crate::app::register::Row;
use crate::app::{AppError, Ctx, register};
use crate::web::components::Choice;
use crate::web::frame::Frame;
use crate::web::paper as web_paper;
use crate::web::visit::{Answer, Visit};

/// Width of the columns of the sheet beside the others, in their order; a further one is as wide as [`FURTHER`].
/// The first holds a whole reference: one that breaks in the middle is read as another.
const WEIGHTS: [f32; 14] = [2.4, 2.2, 1.6, 1.6, 1.0, 1.0, 1.6, 1.3, 1.8, 1.1, 1.3, 1.2, 2.6, 2.6];
const FURTHER: f32 = 1.3;
/// Where the awareness stands.
const AWARE: usize = 3;

pub async fn pdf(visit: Visit) -> Answer {
    let who = visit.person()?.clone();
    let filter = filter_of(&visit.asked.query, true);
    let (found, organisations) = visit
        .run(move |ctx| {
            let rows = register::export(ctx, &who, &filter)?;
            if rows.len() > MOST_ROWS {
                return Err(AppError::Invalid { field: "state", key: "register-paper-too-many" });
            }
            let named = register::organisations(&who);
            Ok((rows, named))
        })
        .await?;
    let f = visit.frame(String::new());
    let organisations: Vec<Choice> = organisations.iter().map(|(slug, name)| Choice::new(slug, name.clone())).collect();
    let printed = f.t.with3(
        "case-printed",
        ("reference", &f.text("register-title")),
        ("at", &f.moment(&f.now)),
        ("by", &f.who.as_ref().map(|who| who.name.clone()).unwrap_or_default()),
    );
    let mut blocks = vec![Block::paragraph(f.text("register-lead"))];
    let filters: Vec<String> =
        chips(&f, visit.address(), &visit.asked.query, &organisations).into_iter().map(|(_, label)| label).collect();
    let shown = f.with2("register-count", "shown", found.len(), "all", found.len());
    blocks.push(Block::paragraph([vec![shown], filters].concat().join(" · ")));
    let columns = sheet_heads(&f)
        .into_iter()
        .zip(WEIGHTS.into_iter().chain(std::iter::repeat(FURTHER)))
        .map(|(head, weight)| Column::new(head, weight))
        .collect();
    let rows: Vec<Vec<Prose>> =
        found.iter().map(|row| paper_row(visit.ctx(), &f, row).into_iter().map(Prose::plain).collect()).collect();
    if rows.is_empty() {
        blocks.push(Block::paragraph(f.text("register-empty")));
    }
    blocks.push(Block::Table(Table { caption: Some(f.text("register-caption")), columns, row_heads: true, rows }));
    let document = Document {
        lang: f.t.lang.as_str().to_owned(),
        title: f.text("register-title"),
        author: f.brand.clone(),
        made_at: f.now.utc(),
        id: format!("register-{}", f.now.rfc3339()),
        paper: Paper::A4Landscape,
        head: printed,
        foot: f.brand.clone(),
        page_of: "{page} / {pages}".to_owned(),
        band: f.band.clone(),
        blocks,
    };
    let bytes = visit.run(move |_| paper::print(&document)).await?;
    Ok(web_paper::answer("register.pdf", bytes))
}

/// As in the other files, but that people read their own time on paper where programs read UTC.
fn paper_row(ctx: &Ctx, f: &Frame, row: &Row) -> Vec<String> {
    let mut cells = sheet_row(ctx, f, row);
    if let Some(cell) = cells.get_mut(AWARE) {
        *cell = line(f, row).aware;
    }
    cells
}
