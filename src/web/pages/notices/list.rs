//! The notices of a case: each with what it is, for whom, in which language, and what has become of it; and the duties that wait for one.

use askama::Template;

use super::{language_name, notice_address, notice_name, state_of};
use crate::app::notices;
use crate::app::views::board::{self, Work};
use crate::domain::case::NoticeState;
use crate::domain::plan::DutyKind;
use crate::web::components::State;
use crate::web::frame::Frame;
use crate::web::pages::case::filing::filing_address;
use crate::web::pages::case::{Head, address, duty_address, duty_name, framed, open, recipient_name, work_state};
use crate::web::visit::{Answer, Visit};

pub struct NoticeRow {
    pub href: String,
    pub name: String,
    pub language: String,
    pub state: State,
    pub due_text: String,
    pub step: Option<(String, String)>,
}

pub struct WaitingRow {
    pub href: String,
    pub name: String,
    pub what: String,
    pub due_text: String,
    pub state: State,
    /// Where a draft is begun; none where the stage has no form yet.
    pub start: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/notices/list.html")]
pub struct ListPage {
    pub f: Frame,
    pub head: Head,
    pub notices: Vec<NoticeRow>,
    pub waiting: Vec<WaitingRow>,
    pub without_form: Vec<WaitingRow>,
    pub reminders_href: String,
    /// A notice for a duty that has one already, such as in another language.
    pub new_href: String,
    pub may_write: bool,
    pub heads: Vec<(String, &'static str)>,
}

pub async fn list(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let (f, head) = framed(&visit, &case, &organisation, "/notices", visit.t().text("notices-title"));
    let may_write = visit.person()?.has_role(case.organisation, crate::app::member::WORKERS);
    let notices = case
        .notices
        .iter()
        .rev()
        .map(|notice| {
            let due = notice.duties.iter().filter_map(|number| case.duty(*number)?.planned.target_at).min();
            let (path, word) = match notice.state {
                NoticeState::Draft => ("", "edit"),
                NoticeState::InReview => ("/check", "check"),
                NoticeState::Approved if notice.recipient.is_some() => ("/file", "file"),
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
                step: Some((notice_address(&case, notice.number, path), f.of("notice-step", word))),
            }
        })
        .collect();
    let (mut waiting, mut without_form) = (Vec::new(), Vec::new());
    for row in board::rows(&case, f.now) {
        let nothing_to_write =
            matches!(row.work, Work::NotRequired | Work::Gone | Work::Met | Work::Late | Work::FiledUnproven);
        let is_notice = matches!(row.duty.planned.kind, DutyKind::Authority | DutyKind::People);
        if row.notice.is_some() || nothing_to_write || !is_notice {
            continue;
        }
        let has_form = !notices::choices(visit.ctx(), row.duty).is_empty();
        let due = row.duty.planned.target_at;
        let line = WaitingRow {
            href: duty_address(&case, row.duty.number),
            name: recipient_name(visit.ctx(), f.t, &case, row.duty),
            what: duty_name(f.t, row.duty),
            due_text: due.map_or_else(|| f.text("due-no-figure"), |at| f.short_moment(&at)),
            state: work_state(&f, &case, &row),
            start: may_write.then(|| match has_form {
                true => address(&case, &format!("/notices/new?duty={}", row.duty.number)),
                // Nothing to write here; what was filed elsewhere is recorded all the same.
                false => filing_address(&case, row.duty.number),
            }),
        };
        if has_form { waiting.push(line) } else { without_form.push(line) }
    }
    let heads =
        ["notice-head-what", "notice-head-language", "notice-head-due", "notice-head-state", "notice-head-step"];
    let page = ListPage {
        heads: heads.iter().map(|key| (f.text(key), "")).collect(),
        notices,
        waiting,
        without_form,
        reminders_href: address(&case, "/reminders"),
        new_href: address(&case, "/notices/new"),
        may_write,
        f,
        head,
    };
    visit.page(&page)
}
