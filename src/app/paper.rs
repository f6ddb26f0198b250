//! Documents for paper and the archive: what is printed, as the screens ask for it in their words.

use super::evidence::archive::{self, Entry};
use super::member::SignedIn;
use super::notices::{reading, sheets};
use super::{AppError, AppResult, Ctx};
use crate::domain::values::At;
use crate::notice::pdf::{Around, Press, letter, transcript};
pub use crate::notice::pdf::{Beside, Block, Column, Document, Paper, Prose, Table};
use crate::notice::{digest, docx};

/// Most rows of one table on paper. A longer register is no reading matter; CSV and XLSX hold it whole.
pub const MOST_ROWS: usize = 2_000;

/// # Errors
/// `Broken` if the writer finds its own file in breach of PDF/A-2a or PDF/UA-1.
pub fn print(document: &Document) -> AppResult<Vec<u8>> {
    Press::new().and_then(|mut press| press.print(document)).map_err(AppError::broken)
}

/// One version of a notice, or its draft as it stands, by the digest that binds its text.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    pub reference: &'a str,
    pub number: u32,
    pub digest: &'a str,
    /// What stands on each page of a text that nobody has approved.
    pub draft_band: String,
    /// What stands on each page of a drill's.
    pub drill_band: String,
}

/// The name of the file and its bytes.
///
/// # Errors
/// `NotFound` for another's notice and for a digest that is neither the draft's nor a frozen version's.
pub fn notice(ctx: &Ctx, who: &SignedIn, asked: &Asked<'_>) -> AppResult<(String, Vec<u8>)> {
    let (name, document) = document(ctx, who, asked)?;
    Ok((format!("{name}.pdf"), print(&document)?))
}

/// The same text as DOCX, for counsel to edit. `copy_band` says on each page that it is a copy: an edited file is nobody's approved version.
///
/// # Errors
/// As [`notice`].
pub fn editable(ctx: &Ctx, who: &SignedIn, asked: &Asked<'_>, copy_band: &str) -> AppResult<(String, Vec<u8>)> {
    let (name, document) = document(ctx, who, asked)?;
    let band = document.band.as_ref().map_or_else(|| copy_band.to_owned(), |band| format!("{band} · {copy_band}"));
    let parts = docx::parts(&Document { band: Some(band), ..document });
    let entries: Vec<Entry> =
        parts.into_iter().map(|(path, text)| Entry { path: path.to_owned(), bytes: text.into_bytes() }).collect();
    Ok((format!("{name}.docx"), archive::pack(&entries).map_err(AppError::broken)?))
}

/// The name of the file without its ending, and what stands in it.
fn document(ctx: &Ctx, who: &SignedIn, asked: &Asked<'_>) -> AppResult<(String, Document)> {
    let opened = reading::opened(ctx, who, asked.reference, asked.number)?;
    let drill = opened.case.drill.then(|| asked.drill_band.clone());
    let version = opened.versions.iter().find(|version| version.digest == asked.digest);
    let (draft, made_at, band, ending) = match version {
        Some(version) => (&version.draft, version.frozen_at, drill, format!("v{}", version.number)),
        None if opened.seen.rendered.digest == asked.digest => {
            let band = drill.map_or(asked.draft_band.clone(), |drill| format!("{drill} · {}", asked.draft_band));
            (&opened.seen.draft, ctx.clock.now(), Some(band), "draft".to_owned())
        }
        None => return Err(AppError::NotFound),
    };
    let around = Around {
        author: opened.organisation.clone(),
        head: format!("{} · {} · {}", opened.organisation, opened.case.reference, asked.number),
        digest: asked.digest.to_owned(),
        band,
        made_at: made_at.utc(),
    };
    Ok((format!("{}-notice-{}-{ending}", opened.case.reference, asked.number), letter(draft, around)))
}

/// The ready sheet of a duty, for whoever fills the form in from paper: never approved, so it bears the band of a draft. The name of
/// the file and its bytes.
///
/// # Errors
/// As [`print`].
pub fn sheet(opened: &sheets::Opened, beside: &Beside, bands: [&str; 2], at: At) -> AppResult<(String, Vec<u8>)> {
    let [draft, drill] = bands;
    let band = if opened.case.drill { format!("{drill} · {draft}") } else { draft.to_owned() };
    let (case, duty) = (&opened.case.reference, opened.duty);
    let around = Around {
        author: opened.organisation.clone(),
        head: format!("{} · {case} · {duty}", opened.organisation),
        digest: digest::of_value(&opened.sheet.json()),
        band: Some(band),
        made_at: at.utc(),
    };
    let bytes = print(&transcript(&opened.sheet, beside, around))?;
    Ok((format!("{case}-sheet-{duty}.pdf"), bytes))
}
