//! The notices of a case: each with what it is, for whom, in which language, and what has become of it; and the duties that wait for one.

use askama::Template;

use super::letter::{fits, letter_address};
use super::sheet::{sheet_address, sheet_of};
use super::{language_name, notice_address, notice_name, of_letter, state_of};
use crate::app::views::board::{self, Work};
use crate::app::{Ctx, notices};
use crate::domain::case::{Case, Duty, NoticeState};
use crate::web::components::State;
use crate::web::frame::Frame;
use crate::web::pages::case::filing::filing_address;
use crate::web::pages::case::{
    Head, TranslationDue, address, duty_address, duty_name, framed, known, open, recipient_name, translation_due,
    work_state,
};
use crate::web::visit::{Answer, Visit};

pub struct NoticeRow {
    pub href: String,
    pub name: String,
    pub language: String,
    pub state: State,
    pub due_text: String,
    pub step: Option<(String, String)>,
    /// The answers in the order of the authority's form.
    pub sheet: Option<String>,
}

pub struct WaitingRow {
    pub href: String,
    pub name: String,
    pub what: String,
    pub due_text: String,
    pub state: State,
    /// Where a draft is begun; none where the stage has no form yet.
    pub start: Option<String>,
    pub sheet: Option<String>,
}

/// Duties of one name and one term, as one breach owes them in many countries. A few stand open; more fold under their name.
pub struct WaitingGroup {
    pub what: String,
    pub due_text: String,
    pub rows: Vec<WaitingRow>,
}

/// As many stand open without hiding what comes after them.
const OPEN_ROWS: usize = 3;

impl WaitingGroup {
    pub fn folds(&self) -> bool {
        self.rows.len() > OPEN_ROWS
    }
}

/// Rows in their order, each under the first group of its name and term.
fn grouped(rows: Vec<WaitingRow>) -> Vec<WaitingGroup> {
    let mut groups: Vec<WaitingGroup> = Vec::new();
    for row in rows {
        match groups.iter_mut().find(|group| group.what == row.what && group.due_text == row.due_text) {
            Some(group) => group.rows.push(row),
            None => {
                groups.push(WaitingGroup { what: row.what.clone(), due_text: row.due_text.clone(), rows: vec![row] })
            }
        }
    }
    groups
}

#[derive(Template)]
#[template(path = "pages/notices/list.html")]
pub struct ListPage {
    pub f: Frame,
    pub head: Head,
    pub notices: Vec<NoticeRow>,
    pub waiting: Vec<WaitingGroup>,
    pub without_form: Vec<WaitingGroup>,
    /// Notices that still have to be put into a language that their authority takes: for whom, and what is due.
    pub translations: Vec<(String, TranslationDue)>,
    /// What each authority knows that was notified: address, name, what it is owed.
    pub known: Vec<(String, String, String)>,
    pub reminders_href: String,
    /// A notice for a duty that has one already, such as in another language.
    pub new_href: String,
    /// A letter that no duty asks for.
    pub letter_href: String,
    pub may_write: bool,
    pub heads: Vec<(String, &'static str)>,
}

fn translations(f: &Frame, ctx: &Ctx, case: &Case) -> Vec<(String, TranslationDue)> {
    let named = |duty: &Duty| {
        let due = translation_due(f, ctx, case, duty)?;
        Some((format!("{} · {}", recipient_name(ctx, f.t, case, duty), duty_name(f.t, duty)), due))
    };
    case.duties.iter().filter_map(named).collect()
}

pub async fn list(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let (f, head) = framed(&visit, &case, &organisation, "/notices", visit.t().text("notices-title"));
    let works = visit.person()?.has_role(case.organisation, crate::app::member::WORKERS);
    // A closed case takes no new text; what was filed elsewhere is still recorded.
    let may_write = works && !head.closed;
    let notices = case
        .notices
        .iter()
        .rev()
        .map(|notice| {
            let due = notice.duties.iter().filter_map(|number| case.duty(*number)?.planned.target_at).min();
            let (path, word) = match notice.state {
                NoticeState::Draft => ("", "edit"),
                NoticeState::InReview => ("/check", "check"),
                NoticeState::Approved if notice.to_body() => ("/file", "file"),
                NoticeState::Approved => ("/file", "release"),
                NoticeState::HandedOver if notice.failure.is_some() => ("/file", "settle"),
                NoticeState::HandedOver => ("/file", "watch"),
                NoticeState::Simulated => ("/file", "file"),
                NoticeState::Filed => ("/file", "proof"),
                NoticeState::Confirmed | NoticeState::Published => ("/file", "result"),
            };
            NoticeRow {
                href: notice_address(&case, notice.number, ""),
                name: notice_name(&f, notice),
                language: language_name(&f, &notice.language),
                state: state_of(&f, notice),
                due_text: due.map_or_else(|| f.text("due-no-figure"), |at| f.short_moment(&at)),
                step: Some((
                    notice_address(&case, notice.number, path),
                    of_letter(&f, notice, &format!("notice-step-{word}")).unwrap_or_else(|| f.of("notice-step", word)),
                )),
                sheet: sheet_of(visit.ctx(), &case, notice),
            }
        })
        .collect();
    let (mut waiting, mut without_form) = (Vec::new(), Vec::new());
    for row in board::rows(&case, f.now) {
        let nothing_to_write =
            matches!(row.work, Work::NotRequired | Work::Gone | Work::Met | Work::Late | Work::FiledUnproven);
        if row.notice.is_some() || nothing_to_write {
            continue;
        }
        let letter = fits(row.duty);
        let has_form = letter || !notices::choices(visit.ctx(), row.duty).is_empty();
        let due = row.duty.planned.target_at;
        let line = WaitingRow {
            href: duty_address(&case, row.duty.number),
            name: recipient_name(visit.ctx(), f.t, &case, row.duty),
            what: duty_name(f.t, row.duty),
            due_text: due.map_or_else(|| f.text("due-no-figure"), |at| f.short_moment(&at)),
            state: work_state(&f, visit.ctx(), &case, &row),
            sheet: sheet_address(visit.ctx(), &case, row.duty),
            start: works.then(|| match has_form && may_write {
                true if letter => letter_address(&case, Some(row.duty.number)),
                true => address(&case, &format!("/notices/new?duty={}", row.duty.number)),
                // Nothing to write here; what was filed elsewhere is recorded all the same.
                false => filing_address(&case, row.duty.number),
            }),
        };
        if has_form && may_write { waiting.push(line) } else { without_form.push(line) }
    }
    let heads =
        ["notice-head-what", "notice-head-language", "notice-head-due", "notice-head-state", "notice-head-step"];
    let page = ListPage {
        heads: heads.iter().map(|key| (f.text(key), "")).collect(),
        notices,
        waiting: grouped(waiting),
        without_form: grouped(without_form),
        translations: translations(&f, visit.ctx(), &case),
        known: known::lines(&f, &case),
        reminders_href: address(&case, "/reminders"),
        new_href: address(&case, "/notices/new"),
        letter_href: letter_address(&case, None),
        may_write,
        f,
        head,
    };
    visit.page(&page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::components::Shape;

    #[test]
    fn duties_of_one_name_and_term_fold_and_every_one_stays() {
        let row = |name: &str, what: &str, due: &str| WaitingRow {
            href: String::new(),
            name: name.into(),
            what: what.into(),
            due_text: due.into(),
            state: State::new(Shape::None, ""),
            start: None,
            sheet: None,
        };
        let mut rows: Vec<WaitingRow> = ["IT", "DE", "FR", "ES"].map(|name| row(name, "first", "Sunday")).into();
        rows.insert(2, row("GB", "first", "Tuesday"));
        let groups = grouped(rows);
        let shown: Vec<(usize, bool)> = groups.iter().map(|group| (group.rows.len(), group.folds())).collect();
        assert_eq!(shown, [(4, true), (1, false)]);
        assert_eq!(groups[0].rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["IT", "DE", "FR", "ES"]);
    }
}
