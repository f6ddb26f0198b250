//! Paper: tagged PDFs in bulk beside WeasyPrint's PDF/UA of the same notices, a thousand notices in five languages in one ZIP, and the
//! page of a sheet.

mod notices;
mod sheet;
mod weasyprint;

use std::time::Instant;

use breachdesk::app::evidence::archive;
use notices::{LANGUAGES, Notices};
use weasyprint::WeasyPrint;

use crate::rounds::{Figures, beside, median, per_second};

const ROUNDS: usize = 5;
/// Of ours in one round, and of the yardstick's, which is slower by far.
const OURS: usize = 200;
const ITS: usize = 15;
/// Cases of the ZIP, each with a notice in every language.
const CASES: usize = 200;

pub fn run(figures: &mut Figures) -> Result<(), String> {
    let notices = Notices::load()?;
    bulk(figures, &notices)?;
    one_zip(figures, &notices)?;
    sheet::run(figures)
}

/// Both set the same words, in one process each that has set some before: ours from the draft, WeasyPrint from the HTML that people preview.
fn bulk(figures: &mut Figures, notices: &Notices) -> Result<(), String> {
    let name = "paper: tagged PDFs in bulk, beside WeasyPrint's PDF/UA-1 of the same notices";
    let documents = notices.documents(OURS)?;
    let mut sizes = Vec::new();
    let mut ours = || {
        let start = Instant::now();
        for document in &documents {
            sizes.push(breachdesk::app::paper::print(document).map_err(said)?.len() as f64 / 1024.0);
        }
        Ok(per_second(OURS, start.elapsed()))
    };
    let pages = notices.pages(ITS)?;
    match WeasyPrint::found(&pages)? {
        Some(yardstick) => figures.ratio(name, "a second", &beside(ROUNDS, ours, || yardstick.rate())?, 5.0)?,
        None => {
            figures.left_out(name, "WeasyPrint is not installed; scripts/bench-tools installs it");
            let mut rates = (0..ROUNDS).map(|_| ours()).collect::<Result<Vec<_>, String>>()?;
            let rate = median(&mut rates).unwrap_or_default();
            figures.plain("paper: tagged PDFs in bulk", rate, "a second", "none of its own");
        }
    }
    figures.plain("paper: one of these files", median(&mut sizes).unwrap_or_default(), "KiB", "none");
    Ok(())
}

/// From the facts to the bytes of the ZIP: drafted, rendered, printed and packed as the desk does it. A second run has to give the same bytes.
fn one_zip(figures: &mut Figures, notices: &Notices) -> Result<(), String> {
    let pack = || {
        let start = Instant::now();
        let bytes = archive::pack(&notices.entries(CASES)?).map_err(said)?;
        Ok::<_, String>((start.elapsed().as_secs_f64(), bytes))
    };
    let (mut took, bytes) = pack()?;
    let (again, same) = pack()?;
    if bytes != same {
        return Err("the second ZIP of the same notices has other bytes".into());
    }
    took = took.max(again);
    let name = format!("paper: {} notices in five languages to one ZIP, the same bytes twice", CASES * LANGUAGES.len());
    figures.plain(&name, took, "s", "at most 10");
    Ok(())
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
