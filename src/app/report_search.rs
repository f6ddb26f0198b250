//! Looks for reports by words, whatever triage made of them: rejected and merged ones stay, and are found again (US2).

use super::member::SignedIn;
use super::report::Answers;
use super::rows::words;
use super::triage::{PER_PAGE, ReportLine, Status, TRIAGE, report_line};
use super::{AppError, AppResult, Ctx};
use crate::store::organisations;
use crate::store::register::Place;
use crate::store::reports::{self, ReportRow};

/// So many reports of each state of an organisation are looked through, the newest first: their texts have no index of words.
pub const MOST_LOOKED_AT: usize = 2_000;
const AT_ONCE: i64 = 200;

/// What was found, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    pub reports: Vec<ReportLine>,
    /// There may be more, in older reports or behind those of one page.
    pub cut: bool,
}

/// The reports that hold words which begin as those of `text`, in any state.
pub fn find(ctx: &Ctx, who: &SignedIn, text: &str) -> AppResult<Found> {
    let sought = words::of_text(text);
    if sought.is_empty() {
        return Ok(Found::default());
    }
    ctx.store.read(|conn| {
        let mut hits: Vec<(ReportRow, String, String)> = Vec::new();
        let mut cut = false;
        for organisation in who.organisations(TRIAGE) {
            let (name, zone) = organisations::name_and_zone(conn, organisation)?.ok_or(AppError::NotFound)?;
            for status in Status::ALL {
                let (mut place, mut looked_at, mut found) = (Place::Start, 0, 0);
                // What stands behind a page of hits in one state cannot come on the page of all of them.
                while looked_at < MOST_LOOKED_AT && found <= PER_PAGE {
                    let rows = reports::list(conn, organisation, who.reader(), *status, &place, AT_ONCE)?;
                    let Some(last) = rows.last() else { break };
                    place = Place::After((last.arrived_at, last.id));
                    looked_at += rows.len();
                    for row in rows {
                        if holds(&row, &sought)? {
                            found += 1;
                            hits.push((row, name.clone(), zone.clone()));
                        }
                    }
                }
                cut |= looked_at >= MOST_LOOKED_AT;
            }
        }
        hits.sort_by_key(|(row, _, _)| std::cmp::Reverse((row.arrived_at, row.id)));
        cut |= hits.len() > PER_PAGE;
        hits.truncate(PER_PAGE);
        Ok(Found { reports: hits.into_iter().map(report_line).collect::<AppResult<_>>()?, cut })
    })
}

fn holds(row: &ReportRow, sought: &[String]) -> AppResult<bool> {
    let answers: Answers = serde_json::from_value(row.answers.clone()).map_err(AppError::broken)?;
    let mut texts = vec![row.reference.as_str(), answers.what.as_str(), answers.contact.as_str()];
    texts.extend(row.reason.as_deref());
    texts.extend(answers.processor.iter().flat_map(|notice| [notice.name.as_str(), notice.own_reference.as_str()]));
    texts.extend(answers.mail.iter().flat_map(|mail| [mail.from.as_str(), mail.subject.as_str()]));
    let held: Vec<String> = texts.into_iter().flat_map(words::split).collect();
    Ok(sought.iter().all(|word| held.iter().any(|one| one.starts_with(word.as_str()))))
}
