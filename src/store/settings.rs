//! What the desk itself is set to: mail server, key check, the movable clock's offset in the demo.

use diesel::prelude::*;
use serde_json::Value;

use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::settings;
use super::types::Doc;
use crate::domain::values::At;

pub fn get(conn: &mut Conn, key: &str) -> StoreResult<Option<Value>> {
    Ok(both!(conn, c => settings::table.find(key).select(settings::value).first(c).optional())?)
}

pub fn set(tx: &mut Conn, key: &str, value: &Value, now: At) -> StoreResult<()> {
    both!(tx, c => diesel::insert_into(settings::table)
        .values((settings::key.eq(key), settings::value.eq(Doc(value.clone())), settings::updated_at.eq(now)))
        .on_conflict(settings::key)
        .do_update()
        .set((settings::value.eq(Doc(value.clone())), settings::updated_at.eq(now)))
        .execute(c))?;
    Ok(())
}

pub fn remove(tx: &mut Conn, key: &str) -> StoreResult<()> {
    both!(tx, c => diesel::delete(settings::table.find(key)).execute(c))?;
    Ok(())
}
