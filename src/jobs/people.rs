//! The loop of the mail-outs: fills the outbox, ends what is done, and deletes uploads that nobody accepted.

use std::time::Duration;

use tokio::sync::watch;

use crate::app::{Ctx, people};

const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// While a mail-out runs its end is looked for more often: somebody watches the page.
const WHILE_ONE_RUNS: Duration = Duration::from_secs(1);
/// Each message of a mail-out may wake the loop; once in a while is enough to see that it is done.
const SHORTEST_SLEEP: Duration = Duration::from_millis(250);

/// Runs until `stop` says so.
pub async fn run(ctx: Ctx, mut stop: watch::Receiver<bool>) {
    beat(&ctx, people::start).await;
    while !*stop.borrow() {
        let woken = ctx.wake.notified();
        let runs = beat(&ctx, people::tick).await.unwrap_or(false);
        let wait = if runs { WHILE_ONE_RUNS } else { LONGEST_SLEEP };
        tokio::select! {
            () = async { woken.await; tokio::time::sleep(SHORTEST_SLEEP).await } => {}
            () = tokio::time::sleep(wait) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

async fn beat<T: Send + 'static>(ctx: &Ctx, what: fn(&Ctx) -> crate::app::AppResult<T>) -> Option<T> {
    let ctx = ctx.clone();
    match tokio::task::spawn_blocking(move || what(&ctx)).await {
        Ok(Ok(done)) => return Some(done),
        Ok(Err(error)) => tracing::error!(%error, "The mail-outs could not be looked after, next try in half a minute"),
        Err(error) => tracing::error!(%error, "The mail-outs could not be looked after, next try in half a minute"),
    }
    None
}
