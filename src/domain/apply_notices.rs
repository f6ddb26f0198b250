//! What events do to the notices and filings of a case.

use super::case::{
    Approval, CameBack, Case, FilingOutside, Notice, NoticeFiling, NoticeState, Publication, TaskStatus,
};
use super::event::{Event, NoticeDrafted};
use super::told::ToldFacts;

impl Case {
    pub(super) fn apply_to_notice(&mut self, event: Event) {
        match event {
            Event::NoticeEdited { number, revision, content, by, voids_approval, told, wording } => {
                self.with_notice(number, |notice| {
                    notice.content = content;
                    notice.told = told.or_else(|| notice.told.take());
                    if wording.is_some() {
                        notice.wording = wording;
                    }
                    notice.revision = revision;
                    notice.state = NoticeState::Draft;
                    notice.review_asked_at = None;
                    if voids_approval {
                        notice.approvals.iter_mut().for_each(|approval| approval.voided = true);
                        notice.authors.clear();
                    }
                    if !notice.authors.iter().any(|author| author.user == by.user) {
                        notice.authors.push(by);
                    }
                })
            }
            Event::LetterAddressChecked { number, address } => self.address_checked(number, address),
            Event::ReviewAsked { number, at, .. } => self.with_notice(number, |notice| {
                notice.state = NoticeState::InReview;
                notice.review_asked_at = Some(at);
            }),
            Event::NoticeApproved { number, version, digest, by, at, exception, passed } => {
                self.with_notice(number, |notice| {
                    notice.state = NoticeState::Approved;
                    notice.approvals.push(Approval {
                        version,
                        digest,
                        by,
                        at,
                        exception,
                        passed,
                        reviewed_by: None,
                        voided: false,
                    });
                })
            }
            Event::FindingPassed { number, finding } => {
                self.with_notice(number, |notice| notice.passed_findings.push(finding))
            }
            Event::ReviewedAfterwards { number, by, .. } => self.with_notice(number, |notice| {
                if let Some(approval) = notice.approvals.iter_mut().rev().find(|approval| approval.exception.is_some())
                {
                    approval.reviewed_by = Some(by);
                }
            }),
            Event::NoticeHandedOver { number, delivery, at, certified, .. } => self.with_notice(number, |notice| {
                notice.state = NoticeState::HandedOver;
                notice.delivery = Some(delivery);
                notice.certified_at = certified.then_some(at);
                notice.failure = None;
            }),
            Event::HandOverFailed { number, outcome, .. } => self.with_notice(number, |notice| {
                // An unclear outcome keeps the notice handed over: a second letter is a person's decision (R6).
                if outcome != "unknown" {
                    notice.state = NoticeState::Approved;
                }
                notice.failure = Some(outcome);
            }),
            Event::NoticeSimulated { number, filing } => {
                self.took(filing.number);
                self.with_notice(number, |notice| {
                    notice.state = NoticeState::Simulated;
                    notice.failure = None;
                    notice.filings.push(with_told(filing, notice.told.as_ref()));
                });
            }
            Event::NoticeFiled { number, filing } => {
                self.took(filing.number);
                let duties = self.notice(number).map(|notice| notice.duties.clone()).unwrap_or_default();
                self.handed_in_again(&duties);
                self.with_notice(number, |notice| {
                    // Filed another way in the end: no receipt of the earlier message is waited for any more.
                    if notice.state != NoticeState::HandedOver {
                        notice.certified_at = None;
                    }
                    notice.state = if filing.proof.is_some() { NoticeState::Confirmed } else { NoticeState::Filed };
                    notice.failure = None;
                    notice.filings.push(with_told(filing, notice.told.as_ref()));
                });
            }
            Event::ProofRecorded { number, filing, proof } => self.with_notice(number, |notice| {
                if let Some(filing) = notice.filings.iter_mut().find(|entry| entry.number == filing) {
                    filing.proof = Some(proof);
                }
                notice.state = NoticeState::Confirmed;
            }),
            Event::FilingRecorded { duties, what, filing } => {
                self.took(filing.number);
                self.handed_in_again(&duties);
                let told = self.told_elsewhere(&duties);
                let filing = with_told(filing, told.as_ref());
                self.filed_outside.push(FilingOutside { duties, what, filing });
            }
            Event::FilingProven { filing, proof } => {
                if let Some(one) = self.filed_outside.iter_mut().find(|one| one.filing.number == filing) {
                    one.filing.proof = Some(proof);
                }
            }
            Event::FilingCorrected { filing, correction } => self.filing_corrected(filing, &correction),
            Event::FilingCameBack { filing, came_back } => self.came_back(filing, &came_back),
            Event::NoticePublished { number, version, address, at, sha256, by } => self.with_notice(number, |notice| {
                notice.state = NoticeState::Published;
                notice.publications.push(Publication { version, address, at, sha256, by });
            }),
            _ => {}
        }
    }

    /// What had come back is with the recipient again, so the task of handing it in is done.
    fn handed_in_again(&mut self, duties: &[u32]) {
        let about =
            |number: u32| self.filing(number).is_some_and(|(of, _)| of.iter().any(|duty| duties.contains(duty)));
        let done: Vec<u32> =
            self.tasks.iter().filter(|task| task.filing.is_some_and(about)).map(|task| task.number).collect();
        for task in self.tasks.iter_mut().filter(|task| done.contains(&task.number)) {
            task.status = TaskStatus::Done;
        }
    }

    /// The duty is to be done again: the notice goes back to where it was before it was handed in.
    fn came_back(&mut self, number: u32, came_back: &CameBack) {
        if let Some(one) = self.filed_outside.iter_mut().find(|one| one.filing.number == number) {
            one.filing.came_back = Some(came_back.clone());
        }
        for notice in &mut self.notices {
            let Some(filing) = notice.filings.iter_mut().find(|filing| filing.number == number) else { continue };
            filing.came_back = Some(came_back.clone());
            let handed_in =
                matches!(notice.state, NoticeState::Filed | NoticeState::Confirmed | NoticeState::Simulated);
            if handed_in && notice.filings.iter().all(|filing| filing.came_back.is_some() || filing.is_simulated()) {
                notice.state = if notice.approval().is_some() { NoticeState::Approved } else { NoticeState::Draft };
                notice.failure = Some("came_back".to_owned());
            }
        }
    }

    pub(super) fn drafted(&mut self, drafted: NoticeDrafted) {
        self.took(drafted.number);
        self.notices.push(Notice {
            number: drafted.number,
            kind: drafted.notice_kind,
            language: drafted.language,
            duties: drafted.duties,
            recipient: drafted.recipient,
            controller: drafted.controller,
            market: drafted.market,
            state: NoticeState::Draft,
            content: drafted.content,
            revision: 1,
            authors: vec![drafted.by],
            review_asked_at: None,
            approvals: Vec::new(),
            delivery: None,
            certified_at: None,
            failure: None,
            filings: Vec::new(),
            publications: Vec::new(),
            passed_findings: Vec::new(),
            told: drafted.told,
            wording: drafted.wording,
            letter: drafted.letter,
        });
    }

    fn with_notice(&mut self, number: u32, change: impl FnOnce(&mut Notice)) {
        if let Some(notice) = self.notices.iter_mut().find(|notice| notice.number == number) {
            change(notice);
        }
    }
}

/// The filing with what its notice told at that moment: a later edit of the notice does not change what the authority was told.
fn with_told(filing: NoticeFiling, told: Option<&ToldFacts>) -> NoticeFiling {
    NoticeFiling { told: told.cloned(), ..filing }
}
