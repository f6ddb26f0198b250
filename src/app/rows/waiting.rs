//! What somebody can do now in a case, as rows of the first page.

use uuid::Uuid;

use super::row_id;
use crate::domain::case::{Advice, Case, CaseStatus, CommunicationState, NoticeState, TaskStatus};
use crate::domain::values::At;
use crate::store::waiting::{WaitingKind, WaitingRow, Whom, but_not};

struct Rows<'a> {
    case: &'a Case,
    rows: Vec<WaitingRow>,
}

impl Rows<'_> {
    fn add(&mut self, kind: WaitingKind, whom: Whom, page: String, what: &str, since: At) -> Option<&mut WaitingRow> {
        let number = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.rows.push(WaitingRow {
            id: row_id(self.case.id, "waiting", number),
            case_id: self.case.id,
            organisation_id: self.case.organisation,
            kind,
            whom,
            owner: String::new(),
            but_not: String::new(),
            page,
            what: what.to_owned(),
            since,
        });
        self.rows.last_mut()
    }

    /// For those who release what others prepared, but not for those who made it.
    fn for_approvers(
        &mut self,
        kind: WaitingKind,
        page: String,
        what: &str,
        since: At,
        makers: impl IntoIterator<Item = Uuid>,
    ) {
        if let Some(row) = self.add(kind, Whom::Approvers, page, what, since) {
            row.but_not = but_not(makers);
        }
    }
}

/// Where a decision is made that nobody has made yet; the number of a decision follows where one waits for confirmation.
pub const DECIDE: &str = "/decide";
/// How the page ends at which one sees what became of a letter.
pub const LETTER_UNDER_WAY: &str = "/file";
/// Where a mail-out is approved; its number follows.
pub const MAIL_OUT: &str = "/communications/";

/// Advice that nobody has decided on, for a duty that is still to be done: the latest word on it is the DPO's.
fn waits_for_decision(case: &Case, advice: &Advice) -> bool {
    advice.duties.iter().filter_map(|number| case.duty(*number)).any(|duty| {
        let decided = case.decisions.iter().any(|one| one.number > advice.number && one.duties.contains(&duty.number));
        let latest = case.advice_on(duty.number).is_some_and(|latest| latest.number == advice.number);
        duty.is_unfiled() && latest && !decided && duty.decide_by.is_none()
    })
}

/// In a closed case nothing waits but what becomes of a letter that was sent before.
pub fn waiting_rows(case: &Case) -> Vec<WaitingRow> {
    let mut rows = Rows { case, rows: Vec::new() };
    for letter in case.letters_under_way() {
        let page = format!("/notices/{}{LETTER_UNDER_WAY}", letter.number);
        let since = letter.approval().map_or(case.opened_at, |approval| approval.at);
        rows.add(WaitingKind::Proof, Whom::Workers, page, letter.addressee().unwrap_or_default(), since);
    }
    if case.status == CaseStatus::Closed {
        return rows.rows;
    }
    for entry in case.instants.iter().filter(|entry| !entry.in_force()) {
        let page = format!("/instants/{}", entry.number);
        rows.for_approvers(WaitingKind::Instant, page, "", entry.recorded_at, [entry.by.user]);
    }
    for decision in case.decisions.iter().filter(|decision| !decision.in_force()) {
        let page = format!("/decisions/{}", decision.number);
        rows.for_approvers(WaitingKind::Decision, page, "", decision.at, [decision.by.user]);
    }
    for advice in case.advice.iter().filter(|advice| waits_for_decision(case, advice)) {
        rows.for_approvers(WaitingKind::Decision, DECIDE.to_owned(), "", advice.at, [advice.by.user]);
    }
    for one in case.communications.iter().filter(|one| one.state == CommunicationState::Imported && one.tested) {
        let texts = one.notices.values().filter_map(|number| case.notice(*number));
        let since =
            texts.filter_map(|text| text.approval()).map(|approval| approval.at).max().unwrap_or(case.opened_at);
        let page = format!("{MAIL_OUT}{}", one.number);
        rows.for_approvers(WaitingKind::Review, page, "", since, [one.imported_by.user]);
    }
    for notice in &case.notices {
        let page = format!("/notices/{}", notice.number);
        let to = notice.addressee().unwrap_or_default();
        if notice.state == NoticeState::InReview {
            let asked_at = notice.review_asked_at.unwrap_or(case.opened_at);
            let authors = notice.authors.iter().map(|author| author.user);
            rows.for_approvers(WaitingKind::Review, page.clone(), to, asked_at, authors);
        }
        // Filed without second approval: a second person reviews within the hours of the house.
        let unreviewed = notice
            .approvals
            .iter()
            .filter(|approval| approval.exception.is_some() && approval.reviewed_by.is_none() && !approval.voided);
        for approval in unreviewed {
            rows.for_approvers(WaitingKind::Afterwards, page.clone(), to, approval.at, [approval.by.user]);
        }
        if notice.state == NoticeState::Filed {
            let since = notice.filings.last().map_or(case.opened_at, |filing| filing.at);
            rows.add(WaitingKind::Proof, Whom::Workers, page, to, since);
        }
    }
    for one in case.filed_outside.iter().filter(|one| case.stands(&one.filing) && one.filing.proof.is_none()) {
        let Some(duty) = one.duties.first().and_then(|number| case.duty(*number)) else { continue };
        let page = format!("/duties/{}/filing", duty.number);
        rows.add(WaitingKind::Proof, Whom::Workers, page, &duty.planned.recipient.name, one.filing.at);
    }
    for task in case.tasks.iter().filter(|task| task.status == TaskStatus::Open && !task.owner.as_str().is_empty()) {
        let what = task.fact.as_ref().map_or(task.title.as_str(), |(fact, _)| fact.as_str());
        let day = task.due_on.and_then(|day| day.and_hms_opt(0, 0, 0)).map(|at| At::new(at.and_utc()));
        let since = task.due_at.or(day).unwrap_or(case.opened_at);
        // A task names its owner in words; it is mine where the words are my name.
        if let Some(row) = rows.add(WaitingKind::Task, Whom::Owner, "/tasks".to_owned(), what, since) {
            row.owner = task.owner.as_str().to_owned();
        }
    }
    rows.rows
}
