//! A form that is sent twice happens once, and the second answer is the first one's.

use std::time::Duration;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::problem::Problem;
use crate::app::api::Machine;
use crate::app::once::{Turn, take_turn};
use crate::app::{AppError, Ctx};

/// How long a second click waits for the first one's answer.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Under which name a use is remembered: the form's token, or a machine's own key, which counts for that machine only. None: every call
/// is a new one.
pub fn key(form_token: &str, idempotency_key: &str, machine: Option<&Machine>) -> Option<String> {
    match machine {
        Some(_) if idempotency_key.is_empty() => None,
        Some(machine) => Some(digest(&format!("machine {} {idempotency_key}", machine.token))),
        None if form_token.is_empty() => None,
        None => Some(digest(form_token)),
    }
}

fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// Runs `act` unless this form was used before.
///
/// # Errors
/// What the use case refused; [`Problem::SentBefore`] when an earlier use has no answer.
pub async fn run<F>(ctx: Ctx, key: Option<String>, session: Option<Uuid>, act: F) -> Result<String, Problem>
where
    F: FnOnce(&Ctx) -> Result<String, AppError> + Send + 'static,
{
    let cut_short = |error: tokio::task::JoinError| Problem::Broken(format!("a use case was cut short: {error}"));
    let Some(key) = key else {
        return Ok(tokio::task::spawn_blocking(move || act(&ctx)).await.map_err(cut_short)??);
    };
    let deadline = tokio::time::Instant::now() + PATIENCE;
    let mut act = act;
    loop {
        let (worker, token) = (ctx.clone(), key.clone());
        // One thread from claim to answer: it goes on when the browser hangs up, so an act is never half remembered.
        let turn = tokio::task::spawn_blocking(move || take_turn(&worker, &token, session, act)).await;
        match turn.map_err(cut_short)? {
            Turn::Done(done) => return Ok(done?),
            Turn::SomebodyElseIsAtIt(back) => act = back,
        }
        if tokio::time::Instant::now() >= deadline {
            return Err(Problem::SentBefore);
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}
