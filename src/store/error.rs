//! What can go wrong in the store, sorted by who can act: the caller (unique, conflict), time (busy), the operator (full, other).

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// A store call that did not happen. Nothing of its transaction is kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A unique rule stands against it; `what` is `table.column` or `table.first+second`, the same on both databases.
    #[error("{what} is taken already")]
    Unique { what: String },
    /// Another row is missing, or still refers to this one.
    #[error("a row that this one refers to is missing, or still in use")]
    Reference,
    /// Somebody else saved first: read again, then decide again.
    #[error("somebody else changed this in the meantime; read it again")]
    Conflict,
    #[error("there is no such entry")]
    NotFound,
    /// Locks or connections did not come free in time. The same call may succeed in a moment.
    #[error("the database is busy; try again in a moment")]
    Busy,
    /// Nothing more can be written, not even a deletion, until the operator makes room.
    #[error("the disk of the database is full")]
    Full,
    /// A row, a trigger or a value that the program did not write or cannot read. For the log, never for a person's screen.
    #[error("{0}")]
    Other(String),
}

pub type StoreResult<T> = Result<T, StoreError>;

impl StoreError {
    pub fn other(error: impl std::fmt::Display) -> Self {
        Self::Other(error.to_string())
    }
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::NotFound => Self::NotFound,
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => Self::Unique {
                what: unique_by_sqlite(info.message())
                    .or_else(|| unique_by_postgres(info.table_name()?, info.details()?))
                    .unwrap_or_else(|| info.constraint_name().unwrap_or("an entry").to_owned()),
            },
            DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => Self::Reference,
            DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Self::Busy,
            // Only the message: the details of PostgreSQL repeat values, and values are personal data.
            DieselError::DatabaseError(_, info) => by_message(info.message()),
            DieselError::RollbackErrorOnCommit { commit_error, .. } => Self::from(*commit_error),
            other => Self::Other(other.to_string()),
        }
    }
}

/// `UNIQUE constraint failed: recipients.communication_id, recipients.row_no` gives `recipients.communication_id+row_no`.
fn unique_by_sqlite(message: &str) -> Option<String> {
    let columns = message.strip_prefix("UNIQUE constraint failed: ")?;
    let mut table = "";
    let names: Vec<&str> = columns
        .split(", ")
        .map(|column| match column.split_once('.') {
            Some((of, name)) => {
                table = of;
                name
            }
            None => column,
        })
        .collect();
    Some(format!("{table}.{}", names.join("+")))
}

/// `Key (communication_id, row_no)=(…) already exists.` gives the same; the words around it follow the server's language.
fn unique_by_postgres(table: &str, details: &str) -> Option<String> {
    let (columns, _) = details.split_once('(')?.1.split_once(")=(")?;
    Some(format!("{table}.{}", columns.split(", ").collect::<Vec<_>>().join("+")))
}

fn by_message(message: &str) -> StoreError {
    const BUSY: [&str; 4] = ["database is locked", "database table is locked", "lock timeout", "deadlock detected"];
    const FULL: [&str; 2] = ["database or disk is full", "No space left on device"];
    if BUSY.iter().any(|sign| message.contains(sign)) {
        StoreError::Busy
    } else if FULL.iter().any(|sign| message.contains(sign)) {
        StoreError::Full
    } else {
        StoreError::Other(message.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_name_a_broken_unique_rule_the_same() {
        let lite = unique_by_sqlite("UNIQUE constraint failed: recipients.communication_id, recipients.row_no");
        let pg = unique_by_postgres("recipients", "Key (communication_id, row_no)=(a, 1) already exists.");
        assert_eq!(lite.as_deref(), Some("recipients.communication_id+row_no"));
        assert_eq!(lite, pg);
    }
}
