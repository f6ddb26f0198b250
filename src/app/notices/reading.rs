//! What the pages of a notice read beside the notice itself: what it rests on, its frozen versions, its hand-over, its files.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::certified::{Standing, standing};
use super::filing::{self, Ways};
use super::{Seen, redrafted, seen};
use crate::app::cases;
use crate::app::member::SignedIn;
use crate::app::{AppError, AppResult, Ctx, organisation, receipts};
use crate::domain::actor::Role;
use crate::domain::case::{Case, Certified, Notice};
use crate::domain::situation::Knowledge;
use crate::domain::values::At;
use crate::notice::{Draft, NoticeKind};
use crate::store::notices::NoticeVersionRow;
use crate::store::outbox::{self, DeliveryState};
use crate::store::{Conn, attachments, notices};

/// A frozen version: the bytes that were on the screen when somebody approved them.
#[derive(Debug, Clone)]
pub struct Version {
    pub number: u32,
    pub digest: String,
    pub frozen_at: At,
    pub draft: Draft,
    pub html: String,
    pub text: String,
}

/// Where the mail of a hand-over is.
#[derive(Debug, Clone)]
pub struct HandOver {
    pub state: DeliveryState,
    pub state_at: At,
    pub to: String,
    pub message_id: String,
    pub attempts: i64,
    pub next_at: At,
    /// The server's last complete answer, if there was one.
    pub reply: String,
}

impl HandOver {
    /// Nobody can know whether it arrived; a person has to find out (R4, R6).
    pub fn is_unclear(&self) -> bool {
        matches!(self.state, DeliveryState::Unknown)
    }

    pub fn is_pending(&self) -> bool {
        self.state.is_pending()
    }

    /// Put in the tray of the demo and sent to nobody.
    pub fn is_simulated(&self) -> bool {
        self.state == DeliveryState::Simulated
    }
}

/// A file kept with the case.
#[derive(Debug, Clone)]
pub struct KeptFile {
    pub name: String,
    pub size: i64,
    pub sha256: String,
}

/// A fact that a block rests on, as the notice may word it.
#[derive(Debug, Clone)]
pub struct RestsOn {
    pub fact: String,
    pub state: Knowledge,
    pub value: Value,
    /// Name of the data set it is limited to; else empty.
    pub about: String,
    pub by: Option<chrono::NaiveDate>,
}

/// Everything the pages of one notice show.
#[derive(Debug, Clone)]
pub struct Opened {
    pub case: Case,
    pub organisation: String,
    /// The last part of its addresses.
    pub slug: String,
    pub notice: Notice,
    pub seen: Seen,
    pub ways: Ways,
    /// Newest first.
    pub versions: Vec<Version>,
    pub hand_over: Option<HandOver>,
    pub files: BTreeMap<Uuid, KeptFile>,
    /// What came back of its messages.
    pub receipts: Vec<receipts::Shown>,
    /// One person alone holds every approving role: delay, renewed sign-in and reason stand in for the second.
    pub single_approver: bool,
    /// Habits of the organisation: who signs, and how long one person waits or a second one has.
    pub signs: Vec<Role>,
    pub one_person_delay_minutes: u32,
    pub second_person_review_hours: u32,
    /// Who the mail comes from and whom an answer reaches.
    pub sender: String,
    pub reply_to: String,
    /// The address from which the organisation sends certified mail, where it has an account for that.
    pub certified_sender: Option<String>,
    /// Where it stands by certified mail, if it went so.
    pub certified: Option<Standing>,
}

impl Opened {
    /// The version that the approval in force froze.
    pub fn approved(&self) -> Option<&Version> {
        let approval = self.notice.approval()?;
        self.versions.iter().find(|version| version.number == approval.version)
    }

    /// It can be mailed only by certified mail, and there is no account to send that from.
    pub fn lacks_certified_account(&self) -> bool {
        self.ways.certified && self.ways.email.is_some() && self.certified_sender.is_none()
    }

    /// It went by certified mail and its provider has not said yet that it took it: a person who found out otherwise may say so.
    pub fn waits_for_its_provider(&self) -> bool {
        let step = self.certified.map(|standing| standing.step);
        let open = |mail: &HandOver| {
            matches!(mail.state, DeliveryState::Accepted | DeliveryState::Queued | DeliveryState::Deferred)
        };
        step == Some(Certified::Outstanding) && self.hand_over.as_ref().is_some_and(open)
    }

    pub fn kind(&self) -> NoticeKind {
        self.seen.draft.kind
    }
}

/// A notice of a case that the person may read.
pub fn opened(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32) -> AppResult<Opened> {
    ctx.store.read(|conn| open_in(ctx, conn, who, reference, number))
}

fn open_in(ctx: &Ctx, conn: &mut Conn, who: &SignedIn, reference: &str, number: u32) -> AppResult<Opened> {
    let (row, case) = cases::load(conn, who, reference)?;
    let (organisation, settings) = organisation::load(conn, row.organisation_id)?;
    let law = ctx.law_with(row.organisation_id, &settings)?;
    let notice = case.notice(number).ok_or(AppError::NotFound)?.clone();
    let seen = seen(ctx, conn, &case, &notice)?;
    let versions = notices::versions_of(conn, filing::notice_id(&case, number))?;
    let versions = versions.into_iter().map(version).collect::<AppResult<Vec<_>>>()?;
    let hand_over = match notice.delivery {
        None => None,
        Some(delivery) => outbox::get(conn, delivery)?.map(|row| HandOver {
            state: row.state,
            state_at: row.state_at,
            to: String::from_utf8_lossy(&row.to_address).into_owned(),
            message_id: row.message_id,
            attempts: row.attempt,
            next_at: row.next_at,
            reply: row.reply.unwrap_or_default(),
        }),
    };
    let files = files(conn, case.id)?;
    let receipts = receipts::of_notice(conn, &case, &notice)?;
    Ok(Opened {
        certified: standing(law.house(), &notice, ctx.clock.now()),
        certified_sender: settings.certified_sender().map(str::to_owned),
        ways: filing::ways(ctx, &law, &settings, &notice),
        single_approver: organisation::has_single_approver(conn, row.organisation_id)?,
        signs: law.house().signs.clone(),
        one_person_delay_minutes: law.house().one_person_delay_minutes,
        second_person_review_hours: law.house().second_person_review_hours,
        sender: settings.sender.map(|sender| format!("{} <{}>", sender.name, sender.address)).unwrap_or_default(),
        reply_to: settings.dpo.email,
        organisation: organisation.name,
        slug: organisation.slug,
        case,
        notice,
        seen,
        versions,
        hand_over,
        files,
        receipts,
    })
}

/// The files kept with a case.
pub fn files(conn: &mut Conn, case: Uuid) -> AppResult<BTreeMap<Uuid, KeptFile>> {
    let rows = attachments::of_case(conn, case)?.into_iter();
    Ok(rows.map(|row| (row.id, KeptFile { name: row.name, size: row.size, sha256: row.sha256 })).collect())
}

fn version(row: NoticeVersionRow) -> AppResult<Version> {
    Ok(Version {
        number: u32::try_from(row.version).map_err(AppError::broken)?,
        digest: row.digest,
        frozen_at: row.frozen_at,
        draft: serde_json::from_value(row.content).map_err(AppError::broken)?,
        html: row.html,
        text: row.text,
    })
}

/// The bytes behind a digest: what is on the screen now, or a frozen version. Any other digest shows nothing, so that a preview is
/// never of another text than the page around it.
pub fn preview(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32, digest: &str) -> AppResult<String> {
    let opened = opened(ctx, who, reference, number)?;
    if opened.seen.rendered.digest == digest {
        return Ok(opened.seen.rendered.html);
    }
    let frozen = opened.versions.into_iter().find(|version| version.digest == digest);
    frozen.map(|version| version.html).ok_or(AppError::NotFound)
}

/// A notice with the draft that the facts would give now.
pub fn with_redraft(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32) -> AppResult<(Opened, Draft)> {
    ctx.store.read(|conn| {
        let opened = open_in(ctx, conn, who, reference, number)?;
        let fresh = redrafted(ctx, conn, &opened.case, &opened.notice)?;
        Ok((opened, fresh))
    })
}

/// A part of a notice in which two texts differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Block id, or `subject`.
    pub part: String,
    pub heading: String,
    pub before: String,
    pub after: String,
}

/// Where two drafts of one notice differ, in the order of the later one; parts that are gone come last.
pub fn differences(before: &Draft, after: &Draft) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut note = |part: &str, heading: &str, old: &str, new: &str| {
        if old != new {
            found.push(Difference {
                part: part.to_owned(),
                heading: heading.to_owned(),
                before: old.to_owned(),
                after: new.to_owned(),
            });
        }
    };
    note("subject", "", &before.subject, &after.subject);
    for block in &after.blocks {
        note(&block.id, &block.heading, before.block(&block.id).map_or("", |b| b.body.as_str()), &block.body);
    }
    for gone in before.blocks.iter().filter(|block| after.block(&block.id).is_none()) {
        note(&gone.id, &gone.heading, &gone.body, "");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notice::{Block, Language};

    fn draft(subject: &str, blocks: &[(&str, &str)]) -> Draft {
        let block =
            |(id, body): &(&str, &str)| Block { id: (*id).into(), heading: id.to_uppercase(), body: (*body).into() };
        Draft {
            kind: NoticeKind::T611First,
            language: Language::parse("en").unwrap(),
            subject: subject.into(),
            blocks: blocks.iter().map(block).collect(),
        }
    }

    #[test]
    fn differences_name_what_changed_what_came_and_what_went() {
        let before = draft("S", &[("a", "same"), ("b", "old"), ("c", "gone")]);
        let after = draft("S", &[("a", "same"), ("b", "new"), ("d", "came")]);
        let found = differences(&before, &after);
        let told: Vec<_> = found.iter().map(|d| (d.part.as_str(), d.before.as_str(), d.after.as_str())).collect();
        assert_eq!(told, [("b", "old", "new"), ("d", "", "came"), ("c", "gone", "")]);
        assert!(differences(&after, &after).is_empty());
    }
}
