//! Ids, instants, documents and words as both databases keep them.
//!
//! PostgreSQL keeps ids as `uuid` and instants as `timestamptz`; SQLite keeps ids as 16 bytes and instants as text of one
//! fixed width (`2026-10-03T11:00:00.000000Z`), so that text order is time order.

use chrono::{Datelike, NaiveDate, SecondsFormat};
use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Nullable, SqlType, Text};
use diesel::sqlite::{Sqlite, SqliteValue};
use serde_json::Value;
use std::io::Write;
use uuid::Uuid;

use super::error::{StoreError, StoreResult};
use crate::domain::values::At;

/// A row id.
#[derive(Debug, Clone, Copy, Default, QueryId, SqlType)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951), sqlite_type(name = "Binary"))]
pub struct Id;

/// An instant in UTC, to the microsecond.
#[derive(Debug, Clone, Copy, Default, QueryId, SqlType)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185), sqlite_type(name = "Text"))]
pub struct Instant;

/// A JSON document, kept as text on both so that its bytes stay as written.
#[derive(Debug, Clone, Copy, Default, QueryId, SqlType)]
#[diesel(postgres_type(oid = 25, array_oid = 1009), sqlite_type(name = "Text"))]
pub struct Document;

impl diesel::sql_types::SqlOrd for Instant {}

/// Lets `$rust` stand in queries where the column is `$sql`.
macro_rules! stands_for {
    ($rust:ty => $sql:ty) => {
        $crate::store::types::written_to!($rust => $sql);
        $crate::store::types::read_from!($rust, $sql);
    };
}
pub(in crate::store) use stands_for;

/// Lets `$rust` be a value of the type `$sql` in a query.
macro_rules! written_to {
    ($rust:ty => $sql:ty) => {
        impl diesel::expression::AsExpression<$sql> for $rust {
            type Expression = diesel::internal::derives::as_expression::Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression {
                diesel::internal::derives::as_expression::Bound::new(self)
            }
        }

        impl<'a> diesel::expression::AsExpression<$sql> for &'a $rust {
            type Expression = diesel::internal::derives::as_expression::Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression {
                diesel::internal::derives::as_expression::Bound::new(self)
            }
        }
    };
}
pub(in crate::store) use written_to;

/// Lets `$rust` be read from columns that are `$sql`.
macro_rules! read_from {
    ($rust:ty, $sql:ty) => {
        impl<DB> diesel::deserialize::Queryable<$sql, DB> for $rust
        where
            DB: diesel::backend::Backend,
            $rust: diesel::deserialize::FromStaticSqlRow<$sql, DB>,
        {
            type Row = Self;
            fn build(row: Self) -> diesel::deserialize::Result<Self> {
                Ok(row)
            }
        }
    };
}
pub(in crate::store) use read_from;

stands_for!(At => Instant);
read_from!(Uuid, Id);
read_from!(Value, Document);

/// A `Uuid` on its way into a query. Rust lets only types of this crate be query values, so ids and documents are
/// wrapped on the way in; on the way out they come as they are.
#[derive(Debug, Clone, Copy)]
pub struct Key(pub Uuid);

/// The same where a column may be empty.
#[derive(Debug, Clone, Copy)]
pub struct MaybeKey(pub Option<Uuid>);

/// A JSON document on its way into a query.
#[derive(Debug, Clone)]
pub struct Doc(pub Value);

/// A JSON document as it is written: for those who know its shape and read it at once, as the aggregate of a case, of which the
/// tree in between would cost more than everything else on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written(pub String);

stands_for!(Written => Document);
written_to!(Key => Id);
written_to!(MaybeKey => Nullable<Id>);
written_to!(Doc => Document);

impl From<Uuid> for Key {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

impl From<Option<Uuid>> for MaybeKey {
    fn from(id: Option<Uuid>) -> Self {
        Self(id)
    }
}

impl From<Value> for Doc {
    fn from(document: Value) -> Self {
        Self(document)
    }
}

impl ToSql<Nullable<Id>, Pg> for MaybeKey {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        self.0.as_ref().map_or(Ok(IsNull::Yes), |id| {
            out.write_all(id.as_bytes())?;
            Ok(IsNull::No)
        })
    }
}

impl ToSql<Nullable<Id>, Sqlite> for MaybeKey {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        Ok(self.0.as_ref().map_or(IsNull::Yes, |id| {
            out.set_value(id.as_bytes().as_slice());
            IsNull::No
        }))
    }
}

impl ToSql<Id, Pg> for Key {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<Id, Pg> for Uuid {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Uuid::from_slice(value.as_bytes())?)
    }
}

impl ToSql<Id, Sqlite> for Key {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_bytes().as_slice());
        Ok(IsNull::No)
    }
}

impl FromSql<Id, Sqlite> for Uuid {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Uuid::from_slice(value.read_blob())?)
    }
}

/// PostgreSQL counts microseconds from the start of the year 2000.
const PG_EPOCH_MICROS: i64 = 946_684_800_000_000;

impl ToSql<Instant, Pg> for At {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let micros = self.micros().checked_sub(PG_EPOCH_MICROS).ok_or("instant out of range")?;
        out.write_all(&micros.to_be_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<Instant, Pg> for At {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let micros = <i64 as FromSql<BigInt, Pg>>::from_sql(value)?;
        let micros = micros.checked_add(PG_EPOCH_MICROS).ok_or("instant out of range")?;
        At::from_micros(micros).ok_or_else(|| "instant out of range".into())
    }
}

impl ToSql<Instant, Sqlite> for At {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(sortable_text(*self)?);
        Ok(IsNull::No)
    }
}

/// An instant as SQLite keeps it.
pub(in crate::store) fn sortable_text(at: At) -> StoreResult<String> {
    if !(0..=9999).contains(&at.utc().year()) {
        return Err(StoreError::other("an instant outside the years 0 to 9999 has no sortable text"));
    }
    Ok(at.utc().to_rfc3339_opts(SecondsFormat::Micros, true))
}

/// An instant from the text that [`sortable_text`] writes, digit by digit; none for any other text. A list reads hundreds.
fn of_sortable_text(text: &str) -> Option<At> {
    const MARKS: [(usize, u8); 7] = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (26, b'Z')];
    let text: &[u8; 27] = text.as_bytes().try_into().ok()?;
    if MARKS.iter().any(|(at, mark)| text.get(*at) != Some(mark)) {
        return None;
    }
    let number = |from: usize, to: usize| -> Option<u32> {
        text.get(from..to)?
            .iter()
            .try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0')))
    };
    NaiveDate::from_ymd_opt(i32::try_from(number(0, 4)?).ok()?, number(5, 7)?, number(8, 10)?)?
        .and_hms_micro_opt(number(11, 13)?, number(14, 16)?, number(17, 19)?, number(20, 26)?)
        .map(|at| At::new(at.and_utc()))
}

impl FromSql<Instant, Sqlite> for At {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let text = value.read_text();
        match of_sortable_text(text) {
            Some(at) => Ok(at),
            None => Ok(At::parse(text)?),
        }
    }
}

impl ToSql<Document, Pg> for Doc {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        serde_json::to_writer(out, &self.0)?;
        Ok(IsNull::No)
    }
}

impl FromSql<Document, Pg> for Value {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(serde_json::from_slice(value.as_bytes())?)
    }
}

impl ToSql<Document, Pg> for Written {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<Document, Pg> for Written {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(std::str::from_utf8(value.as_bytes())?.to_owned()))
    }
}

impl ToSql<Document, Sqlite> for Written {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_str());
        Ok(IsNull::No)
    }
}

impl FromSql<Document, Sqlite> for Written {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Self(<String as FromSql<Text, Sqlite>>::from_sql(value)?))
    }
}

impl ToSql<Document, Sqlite> for Doc {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(serde_json::to_string(&self.0)?);
        Ok(IsNull::No)
    }
}

impl FromSql<Document, Sqlite> for Value {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(serde_json::from_str(&<String as FromSql<Text, Sqlite>>::from_sql(value)?)?)
    }
}

/// Keeps enums made by `words!` as their word, in columns with a CHECK: readable at a SQL prompt, and no bug invents a state.
macro_rules! kept_as_words {
    ($($rust:ty),+ $(,)?) => {$(
        $crate::store::types::stands_for!($rust => diesel::sql_types::Text);

        impl<DB> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $rust
        where
            DB: diesel::backend::Backend,
            str: diesel::serialize::ToSql<diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                <str as diesel::serialize::ToSql<diesel::sql_types::Text, DB>>::to_sql(self.as_str(), out)
            }
        }

        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::sqlite::Sqlite> for $rust {
            fn from_sql(mut value: diesel::sqlite::SqliteValue<'_, '_, '_>) -> diesel::deserialize::Result<Self> {
                let word = value.read_text();
                <$rust>::parse(word).ok_or_else(|| format!("`{word}` is no {}", stringify!($rust)).into())
            }
        }

        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for $rust {
            fn from_sql(value: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                let word = std::str::from_utf8(value.as_bytes())?;
                <$rust>::parse(word).ok_or_else(|| format!("`{word}` is no {}", stringify!($rust)).into())
            }
        }
    )+};
}
pub(in crate::store) use kept_as_words;

kept_as_words!(
    crate::domain::actor::Role,
    crate::domain::actor::ActorKind,
    crate::domain::plan::DutyKind,
    crate::domain::plan::DutyStatus,
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_comes_back_from_its_text_and_other_texts_are_left_to_the_parser() {
        for text in ["2026-10-03T11:00:00.000000Z", "2024-02-29T23:59:59.999999Z", "0000-01-01T00:00:00.000001Z"] {
            let at = At::parse(text).unwrap();
            assert_eq!((of_sortable_text(text), sortable_text(at)), (Some(at), Ok(text.to_owned())));
        }
        for other in [
            "",
            "2026-10-03T11:00:00Z",
            "2026-10-03T11:00:00.000000+00:00",
            "2026-10-03 11:00:00.000000Z",
            "2026-02-29T11:00:00.000000Z",
            "2026-10-03T24:00:00.000000Z",
            "2026-10-03T11:00:60.000000Z",
            "2026-10-03T11:00:00.00000éZ",
            "+026-10-03T11:00:00.000000Z",
        ] {
            assert_eq!(of_sortable_text(other), None, "{other}");
        }
    }
}
