//! What the desk forgets by itself because nobody needs it any more: used form tokens, drafts left alone and sessions long over. Nothing of a case.

use chrono::TimeDelta;

use super::{AppResult, Ctx};
use crate::domain::values::At;
use crate::store::{form_drafts, form_tokens, sessions};

/// A form answers a repeated POST with the first one's result this long; a machine's Idempotency-Key likewise.
pub const FORM_TOKEN_DAYS: i64 = 7;
/// Ended sessions stay a while, so that somebody who asks "who was signed in then" finds an answer.
pub const SESSION_DAYS: i64 = 30;
/// A draft that nobody came back to in this time is forgotten.
pub const DRAFT_DAYS: i64 = 30;
/// How often there is a look.
pub const EVERY_HOURS: i64 = 1;

/// What one look forgot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tidied {
    pub form_tokens: usize,
    pub sessions: usize,
}

/// Whether it is time again; a clock that was set back counts as time too, so that nothing waits for it to catch up.
pub fn is_due(last: Option<At>, now: At) -> bool {
    last.is_none_or(|last| now < last || now.since(last) >= TimeDelta::hours(EVERY_HOURS))
}

/// Forgets what is over, in short transactions.
pub fn tidy(ctx: &Ctx) -> AppResult<Tidied> {
    let now = ctx.clock.now();
    let before = |days: i64| now.plus(-TimeDelta::days(days));
    let form_tokens = ctx.store.write(|tx| form_tokens::purge(tx, before(FORM_TOKEN_DAYS)))?;
    let sessions = ctx.store.write(|tx| sessions::purge(tx, before(SESSION_DAYS)))?;
    ctx.store.write(|tx| form_drafts::purge(tx, before(DRAFT_DAYS)))?;
    Ok(Tidied { form_tokens, sessions })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_time_at_the_start_after_an_hour_and_when_the_clock_went_back() {
        let at = |text: &str| At::parse(text).expect("an instant");
        let noon = at("2026-10-04T12:00:00Z");
        assert!(is_due(None, noon));
        assert!(!is_due(Some(noon), at("2026-10-04T12:59:59Z")));
        assert!(is_due(Some(noon), at("2026-10-04T13:00:00Z")));
        assert!(is_due(Some(noon), at("2026-10-04T11:00:00Z")));
    }
}
