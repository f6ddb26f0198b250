//! The public notice: exported as HTML, marked as published with address, time and hash of what stood there.

use sha2::{Digest, Sha256};

use super::filing;
use crate::app::cases::{self, Outcome};
use crate::app::member::SignedIn;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::command::Command;
use crate::domain::values::{At, Private};
use crate::store::Conn;

/// The approved bytes for the organisation's web site, and their SHA-256 in hex.
pub fn export(conn: &mut Conn, who: &SignedIn, reference: &str, number: u32) -> AppResult<(String, String)> {
    let (_, case) = cases::load(conn, who, reference)?;
    let notice = case.notice(number).ok_or(AppError::NotFound)?;
    let frozen = filing::frozen(conn, &case, notice)?;
    let hash = hex::encode(Sha256::digest(frozen.html.as_bytes()));
    Ok((frozen.html, hash))
}

/// Records that the exported page stands at an address since a moment.
pub fn publish(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    number: u32,
    address: Private,
    at: At,
) -> AppResult<Outcome> {
    ctx.store.write(|tx| {
        let (_, sha256) = export(tx, who, reference, number)?;
        cases::run_in(ctx, tx, who, reference, Command::Publish { number, address, at, sha256 })
    })
}
