//! Planning the open cases anew after the law changed: an organisation's own rules, authorities or habits, the operator's folder, or
//! the files of a new version of the program.
//!
//! Nothing has to remember that there is something to do: each open case says which law it was planned with, and one on another law
//! than its organisation's is planned anew, each in a transaction of its own. After a kill the next look goes on where this one
//! stopped, and several copies of the program may look at once.

use serde_json::Value;
use uuid::Uuid;

use super::{AppError, AppResult, Ctx};
use crate::store::{Conn, StoreResult, cases, organisations, settings};

/// Where the law of the program that started last stands. A copy of an older version that still runs beside it plans nothing
/// anew: the two would undo each other's plans for ever.
const EDITION: &str = "law-edition";

/// Cases looked up at once; each is planned by itself.
const BATCH: i64 = 50;

/// How far the open cases of an organisation have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// On the law of today.
    pub done: i64,
    pub open: i64,
}

impl Progress {
    pub fn is_complete(self) -> bool {
        self.done >= self.open
    }
}

/// Says that the law of this program counts from now on.
pub fn adopt(ctx: &Ctx) -> AppResult<()> {
    let digest = Value::from(ctx.policy.digest());
    Ok(ctx.store.write(|tx| settings::set(tx, EDITION, &digest, ctx.clock.now()))?)
}

fn is_outdated(ctx: &Ctx) -> AppResult<bool> {
    let kept: StoreResult<Option<Value>> = ctx.store.read(|conn| settings::get(conn, EDITION));
    Ok(kept?.is_some_and(|digest| digest.as_str() != Some(ctx.policy.digest())))
}

/// How far the open cases of one organisation have come.
pub fn progress(ctx: &Ctx, conn: &mut Conn, organisation: Uuid) -> AppResult<Progress> {
    let law = ctx.law_of(conn, organisation)?;
    let (open, done) = cases::count_on_law(conn, organisation, law.digest())?;
    Ok(Progress { done, open })
}

/// Plans every open case anew that is on another law; answers how many. `go_on` is asked before each.
///
/// # Errors
/// The first there was. It holds up no other case, and is tried again at the next look.
pub fn catch_up(ctx: &Ctx, go_on: impl Fn() -> bool) -> AppResult<usize> {
    let mut look = Look::default();
    if is_outdated(ctx)? {
        return Ok(0);
    }
    for organisation in ctx.store.read(organisations::all)? {
        // As long as cases come off the list: what another copy planned meanwhile is no reason to look for ever.
        while look.at(ctx, organisation.id, &go_on) {}
    }
    if look.planned > 0 {
        ctx.wake.notify_waiters();
    }
    look.failed.map_or(Ok(look.planned), Err)
}

#[derive(Default)]
struct Look {
    planned: usize,
    failed: Option<AppError>,
}

impl Look {
    /// The next cases of an organisation; answers whether any of them was planned, so that more may wait behind them.
    fn at(&mut self, ctx: &Ctx, organisation: Uuid, go_on: &impl Fn() -> bool) -> bool {
        let waiting: AppResult<Vec<Uuid>> = ctx.store.read(|conn| {
            let law = ctx.law_of(conn, organisation)?;
            Ok(cases::on_another_law(conn, organisation, law.digest(), BATCH)?)
        });
        let waiting = waiting.unwrap_or_else(|error| {
            self.failed.get_or_insert(error);
            Vec::new()
        });
        let before = self.planned;
        for case in waiting {
            if !go_on() {
                return false;
            }
            match ctx.store.write(|tx| super::cases::plan_anew(ctx, tx, case)) {
                Ok(was_due) => self.planned += usize::from(was_due),
                Err(error) => {
                    tracing::error!(case.id = %case, %error, "Case {case} could not be planned anew");
                    self.failed.get_or_insert(error);
                }
            }
        }
        self.planned > before
    }
}
