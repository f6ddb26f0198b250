//! The query plans of lists and loops, held on SQLite: through an index, in its order, never by sorting a whole table.

use std::cell::RefCell;

use breachdesk::domain::actor::Actor;
use breachdesk::domain::values::At;
use breachdesk::ids::Ids;
use breachdesk::store::cases::{self, CaseFilter, CaseOrder, CaseStatus};
use breachdesk::store::events::{self, Page, Stream};
use breachdesk::store::outbox::{self, Dead, Queue};
use breachdesk::store::reports::{self, ReportStatus};
use breachdesk::store::{Conn, StoreResult, duties, recipients, reminders, sessions, tasks};
use chrono::TimeDelta;
use diesel::connection::{InstrumentationEvent, set_default_instrumentation};
use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};

use super::cases::noon;
use crate::support::database::{Engine, TestDatabase};

thread_local! {
    /// What this thread asked the database while it listened.
    static HEARD: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

fn hear(event: InstrumentationEvent<'_>) {
    if let InstrumentationEvent::StartQuery { query, .. } = event {
        HEARD.with_borrow_mut(|heard| {
            if let Some(heard) = heard {
                let text = query.to_string();
                heard.push(text.split(" -- binds").next().unwrap_or_default().to_owned());
            }
        });
    }
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// The plans of all queries and updates that `ask` makes.
fn plans<T>(database: &TestDatabase, ask: impl FnOnce(&mut Conn) -> StoreResult<T>) -> Vec<(String, Vec<String>)> {
    HEARD.set(Some(Vec::new()));
    database.store.write(ask).map(drop).unwrap();
    let heard = HEARD.take().unwrap_or_default();
    let mut bare = SqliteConnection::establish(database.url.strip_prefix("sqlite:").unwrap()).unwrap();
    let queries = heard
        .into_iter()
        .filter(|sql| (sql.starts_with("SELECT") || sql.starts_with("UPDATE")) && !sql.contains("pragma_"));
    queries
        .map(|sql| {
            let steps: Vec<Step> = sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(&mut bare).unwrap();
            (sql, steps.into_iter().map(|step| step.detail).collect())
        })
        .collect()
}

#[test]
fn lists_and_loops_go_through_an_index_in_its_order() {
    set_default_instrumentation(|| Some(Box::new(hear))).unwrap();
    let database = TestDatabase::new(Engine::Sqlite);
    let (id, now): (uuid::Uuid, At) = (Ids.next(), noon());
    let filter = |status, order| CaseFilter { organisation_id: id, status, order, limit: 50, ..CaseFilter::default() };
    let filters = [
        filter(None, CaseOrder::Newest),
        filter(None, CaseOrder::Due),
        filter(Some(CaseStatus::Open), CaseOrder::Newest),
        filter(Some(CaseStatus::Open), CaseOrder::Due),
    ];
    let mut found = Vec::new();
    for filter in &filters {
        found.extend(plans(&database, |c| cases::list(c, filter)));
    }
    found.extend(plans(&database, |c| cases::by_reference(c, &[id], "BR-2026-0001")));
    found.extend(plans(&database, |c| duties::due(c, id, now, 50)));
    found.extend(plans(&database, |c| tasks::open_of(c, id, 50)));
    found.extend(plans(&database, |c| reports::list(c, id, ReportStatus::New, 50, 0)));
    found.extend(plans(&database, |c| reports::of_reporter(c, id)));
    found.extend(plans(&database, |c| outbox::claim(c, Queue::Single, "me", now, TimeDelta::minutes(1), 50)));
    found.extend(plans(&database, |c| outbox::extend(c, "me", now, TimeDelta::minutes(1))));
    found.extend(plans(&database, |c| outbox::rescue(c, Dead::Expired, now)));
    found.extend(plans(&database, |c| outbox::rescue(c, Dead::AllBut("me"), now)));
    found.extend(plans(&database, |c| outbox::resend_unknown(c, now, TimeDelta::minutes(10))));
    found.extend(plans(&database, |c| outbox::unsettled(c, id, 50)));
    found.extend(plans(&database, outbox::next_at));
    found.extend(plans(&database, |c| reminders::unacknowledged(c, now, 50)));
    found.extend(plans(&database, |c| reminders::acknowledge(c, id, id, now)));
    found.extend(plans(&database, |c| reminders::cancel(c, id, None, now)));
    found.extend(plans(&database, |c| outbox::tray(c, 50, 0)));
    found.extend(plans(&database, |c| recipients::page(c, id, 7, 50)));
    found.extend(plans(&database, |c| reminders::due(c, now, 50)));
    found.extend(plans(&database, reminders::next_due_at));
    found.extend(plans(&database, |c| reminders::of_case(c, id)));
    found.extend(plans(&database, |c| sessions::alive(c, &[1; 32], now, TimeDelta::hours(1))));
    found.extend(plans(&database, |c| events::of_case(c, id)));
    found.extend(plans(&database, |c| events::page(c, Page { after: 5, limit: 50 })));
    // Appending looks for the end of its stream, in a case and outside.
    for stream in [Stream::Desk, Stream::Case { case_id: id, organisation_id: id }] {
        found.extend(plans(&database, |c| events::append(c, &stream, &Actor::system(), now, "", &[])));
    }
    found.extend(plans(&database, |c| events::latest(c, None, 50)));
    found.extend(plans(&database, |c| events::latest(c, Some(id), 50)));
    assert!(found.len() >= 20, "only {} queries were heard", found.len());
    for (sql, steps) in found {
        for step in steps {
            // The head of the log is a table of one row.
            let whole_table = step.starts_with("SCAN") && !step.contains("INDEX") && step != "SCAN event_head";
            assert!(!whole_table && !step.contains("TEMP B-TREE"), "{step}\n{sql}");
        }
    }
}
