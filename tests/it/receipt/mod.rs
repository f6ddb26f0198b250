//! What comes back: receipts of certified mail and delivery reports, genuine and forged.

mod dsn;
mod fresh;
mod pec;

use breachdesk::domain::values::At;

/// A quarter to ten in Rome.
fn now() -> At {
    At::parse("2026-10-04T07:45:00Z").unwrap()
}
