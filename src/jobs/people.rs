//! The loop of the mail-outs: fills the outbox, ends what is done, and deletes uploads that nobody accepted.

use std::time::Duration;

use tokio::sync::watch;

use crate::app::{Ctx, people};

const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// Each message of a mail-out may wake the loop; once in a while is enough to see that it is done.
const SHORTEST_SLEEP: Duration = Duration::from_millis(250);

/// Runs until `stop` says so.
pub async fn run(ctx: Ctx, mut stop: watch::Receiver<bool>) {
    beat(&ctx, people::start).await;
    while !*stop.borrow() {
        let woken = ctx.wake.notified();
        beat(&ctx, people::tick).await;
        tokio::select! {
            () = async { woken.await; tokio::time::sleep(SHORTEST_SLEEP).await } => {}
            () = tokio::time::sleep(LONGEST_SLEEP) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

async fn beat(ctx: &Ctx, what: fn(&Ctx) -> crate::app::AppResult<()>) {
    let ctx = ctx.clone();
    match tokio::task::spawn_blocking(move || what(&ctx)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, "The mail-outs could not be looked after, next try in half a minute"),
        Err(error) => tracing::error!(%error, "The mail-outs could not be looked after, next try in half a minute"),
    }
}
