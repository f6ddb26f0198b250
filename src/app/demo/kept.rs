//! What a demo needs to go on after a stop or a crash: where its clock stood, and whom one can sign in as.
//!
//! Kept in its database, passwords in clear: they guard nothing, because everything in a demo is invented.

use serde::{Deserialize, Serialize};

use super::DemoUser;
use crate::app::{AppError, AppResult, Ctx};
use crate::clock::Clock;
use crate::store::{Conn, Store, StoreError, settings};

const KEY: &str = "demo";

#[derive(Serialize, Deserialize)]
struct Kept {
    /// What the demo's clock stands away from the wall clock: it runs on while nobody looks, as clocks do.
    offset_micros: i64,
    users: Vec<DemoUser>,
}

/// Writes down what the next start needs. The last step of building a demo: one that was stopped half-way is none.
pub fn keep(ctx: &Ctx, users: &[DemoUser]) -> AppResult<()> {
    let kept = Kept { offset_micros: ctx.clock.offset_micros().unwrap_or_default(), users: users.to_vec() };
    let value = serde_json::to_value(&kept).map_err(AppError::broken)?;
    let now = ctx.clock.now();
    ctx.store.write(|tx| Ok(settings::set(tx, KEY, &value, now)?))
}

/// Puts a movable clock where that of the demo in this database stands by now. Without a demo, or with the wall clock, nothing happens.
pub fn wind(store: &Store, clock: &Clock) -> Result<(), StoreError> {
    if let (Some(stands), Some(kept)) = (clock.offset_micros(), store.read(load)?) {
        clock.advance(chrono::TimeDelta::microseconds(kept.offset_micros.saturating_sub(stands)));
    }
    Ok(())
}

/// The users of the demo that this database holds; none where it holds no demo.
pub fn users(ctx: &Ctx) -> AppResult<Option<Vec<DemoUser>>> {
    Ok(ctx.store.read(load)?.map(|kept| kept.users))
}

fn load(conn: &mut Conn) -> Result<Option<Kept>, StoreError> {
    let value = settings::get(conn, KEY)?;
    value.map(|value| serde_json::from_value(value).map_err(|error| StoreError::Other(error.to_string()))).transpose()
}
