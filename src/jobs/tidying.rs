//! The loop that watches the clock and forgets what is over. Looks at the clock every half minute, so that a moved clock is noticed;
//! forgets once an hour.

use std::time::Duration;

use tokio::sync::watch;

use crate::app::clock_watch::{self, Seen};
use crate::app::{Ctx, tidy};
use crate::domain::values::At;

const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// Runs until `stop` says so.
pub async fn run(ctx: Ctx, mut stop: watch::Receiver<bool>) {
    let mut last = None;
    let mut looked = None;
    // Counts on whatever the wall clock says; stands still in a suspend, which then looks like a leap and is asked about too.
    let started = std::time::Instant::now();
    while !*stop.borrow() {
        // The clock of the demo is moved by hand.
        if ctx.clock.offset_micros().is_none() {
            let (ctx, before, now) = (ctx.clone(), looked, Seen { at: ctx.clock.now(), running: started.elapsed() });
            looked = Some(now);
            let watched = tokio::task::spawn_blocking(move || clock_watch::look(&ctx, before, now)).await;
            if let Ok(Err(error)) = watched {
                tracing::error!(%error, "The clock could not be compared with the record, next try in half a minute");
            }
        }
        let (ctx, seen) = (ctx.clone(), last);
        last = tokio::task::spawn_blocking(move || beat(&ctx, seen)).await.unwrap_or(last);
        tokio::select! {
            () = tokio::time::sleep(LONGEST_SLEEP) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

/// One look; answers when something was last tidied. What failed is tried again at the next look.
pub fn beat(ctx: &Ctx, last: Option<At>) -> Option<At> {
    let now = ctx.clock.now();
    // In a restored copy nothing is deleted before somebody lets it go (R13).
    if !tidy::is_due(last, now) || ctx.pulse.is_quarantined() {
        return last;
    }
    match tidy::tidy(ctx) {
        Ok(done) => {
            if done != tidy::Tidied::default() {
                let (tokens, sessions) = (done.form_tokens, done.sessions);
                tracing::info!(tokens, sessions, "Forgot {tokens} form tokens and {sessions} sessions that were over");
            }
            Some(now)
        }
        Err(error) => {
            tracing::error!(%error, "What is over could not be forgotten, next try in half a minute");
            last
        }
    }
}
