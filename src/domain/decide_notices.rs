//! Notices: drafted, read by a second person, approved as seen, published.

use super::case::{Case, Finding, Linted, Notice, NoticeState, Passed, PassedFinding};
use super::command::{Asked, Command, Release};
use super::decide::{authorised, not_in_future, second_person};
use super::decide_filings::{not_before_approved, not_before_noticed};
use super::event::{Event, NoticeDrafted};
use super::letter;
use super::notice::Wording;
use super::refusal::Refusal;

pub(super) fn decide(case: &Case, command: Command, asked: &Asked) -> Result<Vec<Event>, Refusal> {
    let by = asked.by.clone();
    let now = asked.now;
    match command {
        Command::DraftNotice(draft) => {
            let draft = *draft;
            if draft.duties.iter().any(|number| case.duty(*number).is_none()) {
                return Err(Refusal::NoSuchEntry);
            }
            let letter = letter::begun(draft.letter, &draft.duties)?;
            Ok(vec![Event::NoticeDrafted(NoticeDrafted {
                number: case.last_number + 1,
                notice_kind: draft.notice_kind,
                language: draft.language,
                duties: draft.duties,
                recipient: draft.recipient,
                controller: draft.controller,
                market: draft.market,
                content: draft.content,
                by,
                told: draft.told,
                letter,
                wording: (draft.wording != Wording::Shipped).then_some(draft.wording),
            })])
        }
        Command::EditNotice { number, based_on, content, told, wording } => {
            let notice = notice(case, number)?;
            if notice.revision != based_on {
                return Err(Refusal::ChangedMeanwhile);
            }
            use NoticeState as N;
            if !matches!(notice.state, N::Draft | N::InReview | N::Approved | N::Simulated | N::Published) {
                return Err(Refusal::WrongNoticeState { state: notice.state });
            }
            let voids_approval = notice.approval().is_some();
            Ok(vec![Event::NoticeEdited { number, revision: based_on + 1, content, by, voids_approval, told, wording }])
        }
        Command::CheckAddress { number, address, how } => {
            letter::check_address(notice(case, number)?, address, how, asked)
        }
        Command::AskReview { number } => match notice(case, number)?.state {
            NoticeState::Draft => Ok(vec![Event::ReviewAsked { number, by, at: now }]),
            state => Err(Refusal::WrongNoticeState { state }),
        },
        Command::ApproveNotice { number, digest, seen_digest, blocking, findings, linted, release } => {
            let notice = notice(case, number)?;
            let unanswered = linted.into_iter().filter(|one| one.stops || notice.passed(&one.key, &digest).is_none());
            let lacks = Lacks { blocking, findings, unanswered: unanswered.collect() };
            approve(notice, digest, &seen_digest, lacks, release, asked)
        }
        Command::PassFinding { number, finding, digest, seen_digest, reason } => {
            let notice = notice(case, number)?;
            authorised(&by)?;
            if !matches!(notice.state, NoticeState::Draft | NoticeState::InReview) {
                return Err(Refusal::WrongNoticeState { state: notice.state });
            }
            if digest != seen_digest {
                return Err(Refusal::DraftChanged);
            }
            if finding.stops && !notice.to_body() {
                return Err(Refusal::FindingStops);
            }
            if reason.is_blank() {
                return Err(Refusal::ReasonMissing);
            }
            let Linted { rule, key, .. } = finding;
            let finding = PassedFinding { rule, key, digest, reason, by, at: now };
            Ok(vec![Event::FindingPassed { number, finding }])
        }
        Command::ReviewAfterwards { number, remark } => {
            let notice = notice(case, number)?;
            let waiting = notice.approvals.iter().rev().find(|a| a.exception.is_some() && a.reviewed_by.is_none());
            let approval = waiting.ok_or(Refusal::NothingToConfirm)?;
            authorised(&by)?;
            if approval.by.user == by.user {
                return Err(Refusal::SecondPersonNeeded);
            }
            Ok(vec![Event::ReviewedAfterwards { number, by, remark }])
        }
        Command::Publish { number, address, at, sha256 } => {
            let notice = notice(case, number)?;
            authorised(&by)?;
            not_in_future(at, now)?;
            if address.is_blank() {
                return Err(Refusal::AddressMissing);
            }
            not_before_noticed(case, at)?;
            match (notice.state, notice.approval()) {
                (NoticeState::Approved, Some(approval)) => {
                    not_before_approved(Some(approval), at)?;
                    Ok(vec![Event::NoticePublished { number, version: approval.version, address, at, sha256, by }])
                }
                (state, _) => Err(Refusal::WrongNoticeState { state }),
            }
        }
        command => super::decide_filings::decide(case, command, asked),
    }
}

/// What a notice lacks when somebody wants to release it.
struct Lacks {
    blocking: bool,
    findings: Vec<Finding>,
    /// Findings of the linter that nobody has answered, and all that stop a message to people.
    unanswered: Vec<Linted>,
}

/// A finding of the linter among those that an approval passes.
fn as_finding(linted: &Linted) -> Finding {
    Finding { element: linted.rule.clone(), reason: "linted".to_owned() }
}

/// Approval binds to the digest that was on the approver's screen. For an authority or another body one authorised person may pass every
/// finding and the missing second person with a reason: nothing in the program may stop a statutory filing. Messages to
/// people and the public wait for the second person.
fn approve(
    notice: &Notice,
    digest: String,
    seen_digest: &str,
    lacks: Lacks,
    release: Release,
    asked: &Asked,
) -> Result<Vec<Event>, Refusal> {
    let Lacks { blocking, mut findings, unanswered } = lacks;
    authorised(&asked.by)?;
    if !matches!(notice.state, NoticeState::Draft | NoticeState::InReview) {
        return Err(Refusal::WrongNoticeState { state: notice.state });
    }
    if digest != seen_digest {
        return Err(Refusal::DraftChanged);
    }
    if blocking {
        return Err(if notice.to_body() { Refusal::NoticeEmpty } else { Refusal::ContentMissing });
    }
    if notice.to_body() {
        // To a body a finding of the linter is one thing more that goes out with the reason.
        findings.extend(unanswered.iter().filter(|one| notice.passed(&one.key, &digest).is_none()).map(as_finding));
    } else if unanswered.iter().any(|one| one.stops) {
        return Err(Refusal::FindingStops);
    } else if !unanswered.is_empty() {
        return Err(Refusal::FindingUnanswered);
    }
    let authors: Vec<_> = notice.authors.iter().collect();
    // The waiting time of a sole person runs from the moment the text was put up for review.
    let since = notice.review_asked_at.unwrap_or(asked.now);
    let reason = release.exception.filter(|reason| !reason.is_blank());
    let four_eyes = second_person(&authors, since, reason.as_ref(), asked);
    if let Err(refusal) = four_eyes
        && (!notice.to_body() || reason.is_none())
    {
        return Err(refusal);
    }
    // Who signs is the house's habit, not the law's: for an authority a reason passes it.
    if !asked.signs.contains(&asked.by.role) && (!notice.to_body() || reason.is_none()) {
        return Err(Refusal::SomebodyElseSigns);
    }
    let passed = match (notice.to_body() && !findings.is_empty(), release.findings) {
        (false, _) => None,
        (true, Some(reason)) if !reason.is_blank() => Some(Passed { findings, reason }),
        (true, _) => return Err(Refusal::FindingsReasonMissing),
    };
    Ok(vec![Event::NoticeApproved {
        number: notice.number,
        version: notice.next_version(),
        digest,
        by: asked.by.clone(),
        at: asked.now,
        exception: reason,
        passed,
    }])
}

pub(super) fn notice(case: &Case, number: u32) -> Result<&Notice, Refusal> {
    case.notice(number).ok_or(Refusal::NoSuchEntry)
}
