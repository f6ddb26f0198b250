//! Looks after rows that nobody holds: rescue on start and after a lease (R5), the one resend of unknown rows (R6), and
//! the sums that must always add up (R12).

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::ledger::Ledger;
use super::{Shared, off_thread};

/// R12: the service checks its own sums every minute.
const SUMS_EVERY: Duration = Duration::from_secs(60);

/// Runs until the stop.
pub(super) async fn watch_over<L: Ledger>(shared: Arc<Shared<L>>, mut stop: watch::Receiver<bool>) {
    let mut sums_checked: Option<Instant> = None;
    while !*stop.borrow() {
        let woken = shared.wake.notified();
        tokio::pin!(woken);
        woken.as_mut().enable();
        let moved = rescue(&shared, false).await + resend(&shared).await;
        if sums_checked.is_none_or(|at| at.elapsed() >= SUMS_EVERY) {
            sums_checked = Some(Instant::now());
            check_sums(&shared).await;
        }
        if moved > 0 {
            // Only the claimer waits beside us; it finds new rows.
            shared.wake.notify_waiters();
        }
        tokio::select! {
            () = woken => {}
            () = tokio::time::sleep(shared.rhythm.longest_sleep) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

/// Renews the leases of what we hold while we live.
pub(super) async fn keep_leases<L: Ledger>(shared: Arc<Shared<L>>) {
    loop {
        tokio::time::sleep(shared.rhythm.lease / 3).await;
        let (now, lease) = (shared.now(), shared.rhythm.lease);
        if let Err(error) = off_thread(&shared, move |ledger| ledger.extend(now, lease)).await {
            tracing::warn!("Leases were not renewed, another copy may take over: {error}");
        }
        shared.destinations.set_share(shared.ledger.share());
    }
}

/// Looks for rows whose sender is gone; answers how many are queued again.
pub(super) async fn rescue<L: Ledger>(shared: &Arc<Shared<L>>, at_start: bool) -> usize {
    let now = shared.now();
    let rescued = off_thread(shared, move |ledger| ledger.rescue(at_start, now)).await;
    shared.destinations.set_share(shared.ledger.share());
    match rescued {
        Ok(found) => {
            if found.requeued > 0 {
                tracing::info!("{} messages whose claim had run out are queued again; none was sent", found.requeued);
            }
            if found.unknown > 0 {
                tracing::warn!(
                    "{} messages were in flight when their sender ended; they may have arrived",
                    found.unknown
                );
                let unknown = u64::try_from(found.unknown).unwrap_or(u64::MAX);
                shared.status.send_modify(|status| status.unknown += unknown);
            }
            found.requeued
        }
        Err(error) => {
            tracing::error!("Rows of ended senders could not be looked for: {error}");
            0
        }
    }
}

async fn resend<L: Ledger>(shared: &Arc<Shared<L>>) -> usize {
    let (now, wait) = (shared.now(), shared.rhythm.resend_unknown_after);
    match off_thread(shared, move |ledger| ledger.resend_unknown(wait, now)).await {
        Ok(0) => 0,
        Ok(rows) => {
            tracing::warn!(
                "{rows} people whose message may not have arrived get it once more, with the same Message-ID"
            );
            rows
        }
        Err(error) => {
            tracing::error!("Unknown rows could not be looked for: {error}");
            0
        }
    }
}

async fn check_sums<L: Ledger>(shared: &Arc<Shared<L>>) {
    match off_thread(shared, |ledger| ledger.sums_that_fail()).await {
        Ok(groups) => {
            for group in &groups {
                tracing::error!(mail_out.id = %group, "The numbers of mail-out {group} do not add up to its recipients");
            }
            shared.status.send_if_modified(|status| {
                let changed = status.sums_that_fail != groups.len();
                status.sums_that_fail = groups.len();
                changed
            });
        }
        Err(error) => tracing::error!("The sums of the outbox could not be checked: {error}"),
    }
}
