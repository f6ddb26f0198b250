//! How a list of data subjects is sealed in the store: a key for each communication, a nonce for each row.

use uuid::Uuid;

use super::{AppError, AppResult, Ctx};
use crate::app::recipients::Person;
use crate::app::vault::{DataKey, NONCE_BYTES};
use crate::store::Conn;
use crate::store::communications;
use crate::store::recipients::RecipientRow;

/// The store keeps nonce and cipher text apart.
pub(super) fn halves(sealed: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (nonce, text) = sealed.split_at_checked(NONCE_BYTES).unwrap_or((&[], sealed));
    (nonce.to_vec(), text.to_vec())
}

pub(super) fn wrapped(sealed_key: &[u8]) -> communications::WrappedKey {
    let (nonce, wrapped) = halves(sealed_key);
    communications::WrappedKey { wrapped, nonce }
}

/// The key of a list.
pub(super) fn key_of(ctx: &Ctx, conn: &mut Conn, communication: Uuid) -> AppResult<DataKey> {
    let row = communications::get(conn, communication)?.ok_or(AppError::NotFound)?;
    let key = communications::key(conn, row.key_id)?.ok_or(AppError::NotFound)?;
    Ok(ctx.vault.open_key(communication, &[key.nonce, key.wrapped].concat())?)
}

/// Unseals one row. For those who may see it; callers have checked.
pub(super) fn unseal(key: &DataKey, row: &RecipientRow) -> AppResult<Person> {
    let plain = key.open(row.row_no.unsigned_abs(), &[row.nonce.as_slice(), row.ciphertext.as_slice()].concat())?;
    serde_json::from_slice(&plain).map_err(AppError::broken)
}
