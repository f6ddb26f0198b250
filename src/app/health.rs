//! Whether the desk can do its work at all.

use super::Ctx;
use crate::store::{StoreResult, settings};

/// Asks the database something small.
pub fn database_answers(ctx: &Ctx) -> bool {
    let answer: StoreResult<_> = ctx.store.read(|conn| settings::get(conn, "health"));
    if let Err(error) = &answer {
        tracing::error!("The database does not answer: {error}");
    }
    answer.is_ok()
}
