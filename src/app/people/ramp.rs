//! A mail-out begins with few: a first hundredth, then a tenth, then everybody, and somebody looks in between at what came back. It
//! also pauses by itself when many are refused at once (M6).

use super::{AppResult, Ctx, case_by_id, running};
use crate::app::{cases, disk};
use crate::domain::case::{Communication, CommunicationState};
use crate::domain::command::Command;
use crate::domain::event::SendTotals;
use crate::domain::values::Private;
use crate::store::communications::{self, CommunicationRow};
use crate::words;

/// The first batch: a hundredth, and never fewer than so many. A list that is not longer has no batches.
const FEWEST: u64 = 50;
/// Refusals above this share of what was answered since somebody last looked pause a mail-out, in percent.
const REFUSED_PERCENT: u64 = 5;
/// Fewer answers than these say nothing yet.
const ENOUGH: u64 = 50;

/// How many are written to next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// The next batch, then a pause by itself.
    Batch,
    Everybody,
}

words! {
    /// Why it paused by itself.
    Why { Batch = "batch", Refusals = "refusals", Disk = "disk" }
}

/// People who may be written to in all from now on; none for everybody. `told` have been or are being written to.
pub fn up_to(mail_out: &Communication, told: u64, pace: Pace) -> Option<u64> {
    let people = mail_out.counts.accepted;
    let next = match pace {
        Pace::Everybody => return None,
        Pace::Batch if told == 0 => (people / 100).max(FEWEST),
        Pace::Batch if told < people / 10 => people / 10,
        Pace::Batch => return None,
    };
    (next < people).then_some(next)
}

/// Who has been answered for, or may have the message.
pub fn told(totals: &SendTotals) -> u64 {
    totals.accepted + totals.failed + totals.unclear
}

/// Whether it is time to wait for somebody, and why: the batch is through, or too many were refused since somebody last looked.
fn due(mail_out: &Communication, totals: &SendTotals) -> Option<Why> {
    // What it was when somebody last started or resumed it.
    let seen = mail_out.totals.unwrap_or_default();
    let answered = told(totals).saturating_sub(told(&seen));
    let refused = totals.failed.saturating_sub(seen.failed);
    let many_refused = answered >= ENOUGH && refused * 100 > answered * REFUSED_PERCENT;
    let batch_is_through = mail_out.up_to.is_some_and(|up_to| told(totals) >= up_to);
    match (totals.waiting > 0, many_refused, batch_is_through) {
        (false, ..) | (true, false, false) => None,
        (true, true, _) => Some(Why::Refusals),
        (true, false, true) => Some(Why::Batch),
    }
}

/// One look at a running mail-out.
pub(super) fn pause_if_needed(ctx: &Ctx, row: &CommunicationRow) -> AppResult<()> {
    ctx.store.write(|tx| {
        let case = case_by_id(tx, row.case_id)?;
        let Some(mail_out) = case.communications.iter().find(|mail_out| mail_out.id == row.id) else { return Ok(()) };
        if mail_out.state != CommunicationState::Running {
            return Ok(());
        }
        let totals = running::totals(tx, row.id, CommunicationState::Running)?;
        let full = disk::is_nearly_full(ctx).then_some(Why::Disk);
        let Some(why) = full.or_else(|| due(mail_out, &totals)).filter(|_| totals.add_up()) else { return Ok(()) };
        let (number, reason) = (mail_out.number, Private::new(why.as_str()));
        let to = CommunicationState::Paused;
        cases::run_as_system(ctx, tx, row.case_id, Command::MoveCommunication { number, to, reason, totals: Some(totals) })?;
        communications::pause(tx, row.id)?;
        tracing::warn!(mail_out.id = %row.id, "Mail-out {} paused itself ({why}): {} accepted, {} failed", row.id, totals.accepted, totals.failed);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::actor::{Person, Role};
    use crate::domain::event::ImportCounts;
    use uuid::Uuid;

    fn mail_out(people: u64) -> Communication {
        Communication {
            number: 1,
            id: Uuid::nil(),
            notices: Default::default(),
            counts: ImportCounts { rows: people, accepted: people, ..ImportCounts::default() },
            languages: Default::default(),
            file_sha256: String::new(),
            state: CommunicationState::Running,
            imported_by: Person { user: Uuid::nil(), name: "Marek".into(), role: Role::Handler, as_deputy: false },
            tested: true,
            approved_by: None,
            texts: Vec::new(),
            started_at: None,
            totals: None,
            paused_why: None,
            list_root: None,
            brings_in: Vec::new(),
            up_to: None,
            keep_until: None,
            purged_at: None,
        }
    }

    #[test]
    fn a_hundredth_goes_first_then_a_tenth_then_everybody_and_a_short_list_at_once() {
        let long = mail_out(100_000);
        assert_eq!(up_to(&long, 0, Pace::Batch), Some(1_000));
        assert_eq!(up_to(&long, 1_000, Pace::Batch), Some(10_000));
        assert_eq!(up_to(&long, 10_000, Pace::Batch), None);
        assert_eq!(up_to(&long, 0, Pace::Everybody), None);
        assert_eq!(up_to(&mail_out(300), 0, Pace::Batch), Some(50));
        assert_eq!(up_to(&mail_out(300), 50, Pace::Batch), None, "a tenth is behind it already");
        assert_eq!(up_to(&mail_out(50), 0, Pace::Batch), None);
    }

    #[test]
    fn it_waits_for_somebody_when_the_batch_is_through_or_one_in_twenty_is_refused() {
        let totals = |accepted, failed, waiting| SendTotals {
            people: accepted + failed + waiting,
            accepted,
            failed,
            waiting,
            ..SendTotals::default()
        };
        let batch = Communication { up_to: Some(100), ..mail_out(10_000) };
        assert_eq!(due(&batch, &totals(99, 0, 9_901)), None);
        assert_eq!(due(&batch, &totals(100, 0, 9_900)), Some(Why::Batch));
        let all = mail_out(10_000);
        assert_eq!(due(&all, &totals(95, 5, 9_900)), None);
        assert_eq!(due(&all, &totals(94, 6, 9_900)), Some(Why::Refusals));
        assert_eq!(due(&all, &totals(20, 20, 9_960)), None, "forty say nothing yet");
        assert_eq!(due(&all, &totals(0, 10_000, 0)), None, "nobody is left to wait");
        // Somebody looked and went on: what they saw counts no more.
        let resumed = Communication { totals: Some(totals(94, 6, 9_900)), ..all };
        assert_eq!(due(&resumed, &totals(190, 8, 9_802)), None);
        assert_eq!(due(&resumed, &totals(190, 20, 9_790)), Some(Why::Refusals));
    }
}
