//! The loop that fires reminders and takes the outcomes of hand-overs into their cases. It never sleeps longer than half a
//! minute and always reads the clock anew (T5), so that a suspend or a moved clock is noticed at once.

use std::time::Duration;

use tokio::sync::watch;

use crate::app::notices::filing;
use crate::app::{Ctx, quiet, reach, reminders};
use crate::store::reminders as rows;

const LONGEST_SLEEP: Duration = Duration::from_secs(30);
const SHORTEST_SLEEP: Duration = Duration::from_millis(20);

/// Runs until `stop` says so.
pub async fn run(ctx: Ctx, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let woken = ctx.wake.notified();
        let wait = tokio::task::spawn_blocking({
            let ctx = ctx.clone();
            move || beat(&ctx)
        })
        .await
        .unwrap_or(LONGEST_SLEEP);
        tokio::select! {
            () = woken => {}
            () = tokio::time::sleep(wait) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

/// One look at what is due; answers how long nothing can be due.
pub fn beat(ctx: &Ctx) -> Duration {
    match reminders::fire::fire_due(ctx) {
        Ok(messages) => {
            if messages > 0 {
                tracing::info!(messages, "Queued {messages} reminder messages");
            }
            // Only after a scan that went well: the daily mail says that reminders are looked after (T9).
            if let Err(error) = quiet::tell(ctx) {
                tracing::error!(%error, "The daily mail could not be queued, next try in half a minute");
            }
            if let Err(error) = reach::telling::tell(ctx) {
                tracing::error!(%error, "Whether somebody can file could not be looked at, next try in half a minute");
            }
        }
        Err(error) => tracing::error!(%error, "The scan for due reminders failed, next one in half a minute"),
    }
    let now = ctx.clock.now();
    ctx.pulse.reminders_scanned(now);
    match filing::settle_hand_overs(ctx) {
        Ok(_) => ctx.pulse.hand_overs_settled(ctx.clock.now()),
        Err(error) => {
            tracing::error!(%error, "Outcomes of hand-overs could not be recorded, next try in half a minute")
        }
    }
    if ctx.pulse.is_quarantined() {
        return LONGEST_SLEEP;
    }
    let next = ctx.store.read(rows::next_due_at).ok().flatten();
    let until = next.map_or(LONGEST_SLEEP, |next| next.since(now).to_std().unwrap_or(SHORTEST_SLEEP));
    until.clamp(SHORTEST_SLEEP, LONGEST_SLEEP)
}
