//! The loop that brings open cases to the law of today. It looks whenever something changed, and twice a minute, so that what
//! another copy of the program saved is found too.

use std::time::Duration;

use tokio::sync::watch;

use crate::app::{Ctx, replanning};

const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// Runs until `stop` says so, and stops between two cases.
pub async fn run(ctx: Ctx, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        // Before the look, so that a change right after it is not missed.
        let woken = ctx.wake.notified();
        let (of_look, stopped) = (ctx.clone(), stop.clone());
        let looked = tokio::task::spawn_blocking(move || beat(&of_look, &stopped)).await;
        if let Err(error) = looked {
            tracing::error!("Open cases were not looked at: {error}");
        }
        tokio::select! {
            () = woken => {}
            () = tokio::time::sleep(LONGEST_SLEEP) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

fn beat(ctx: &Ctx, stop: &watch::Receiver<bool>) {
    match replanning::catch_up(ctx, || !*stop.borrow()) {
        Ok(0) => {}
        Ok(planned) => tracing::info!(planned, "Planned {planned} open cases anew by the law of today"),
        Err(error) => tracing::error!(%error, "Open cases could not be planned anew, next try in half a minute"),
    }
}
