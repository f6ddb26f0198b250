//! The query plans of lists and loops, held on both databases: through an index, in its order, never by sorting a whole table.

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
use diesel::connection::SimpleConnection;
use diesel::connection::{InstrumentationEvent, set_default_instrumentation};
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};

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

/// What `ask` asks the database.
fn asked<T>(database: &TestDatabase, ask: impl FnOnce(&mut Conn) -> StoreResult<T>) -> Vec<String> {
    HEARD.set(Some(Vec::new()));
    database.store.write(ask).map(drop).unwrap();
    let heard = HEARD.take().unwrap_or_default();
    let looks = |sql: &String| {
        let of_the_house =
            sql.contains("pragma_") || sql.contains("current_setting") || sql.contains("clock_timestamp");
        (sql.starts_with("SELECT") || sql.starts_with("UPDATE")) && !of_the_house
    };
    heard.into_iter().filter(looks).collect()
}

/// Every list, loop and look-up that pages and jobs make again and again.
fn all_that_is_asked(database: &TestDatabase) -> Vec<String> {
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
        found.extend(asked(database, |c| cases::list(c, filter)));
    }
    found.extend(asked(database, |c| cases::by_reference(c, &[id], "BR-2026-0001")));
    found.extend(asked(database, |c| duties::due(c, id, now, 50)));
    found.extend(asked(database, |c| tasks::open_of(c, id, 50)));
    found.extend(asked(database, |c| reports::list(c, id, ReportStatus::New, 50, 0)));
    found.extend(asked(database, |c| reports::of_reporter(c, id)));
    found.extend(asked(database, |c| outbox::claim(c, Queue::Single, "me", now, TimeDelta::minutes(1), 50)));
    found.extend(asked(database, |c| outbox::extend(c, "me", now, TimeDelta::minutes(1))));
    found.extend(asked(database, |c| outbox::rescue(c, Dead::Expired, now)));
    found.extend(asked(database, |c| outbox::rescue(c, Dead::AllBut("me"), now)));
    found.extend(asked(database, |c| outbox::resend_unknown(c, now, TimeDelta::minutes(10))));
    found.extend(asked(database, |c| outbox::unsettled(c, id, 50)));
    found.extend(asked(database, outbox::next_at));
    found.extend(asked(database, |c| reminders::unacknowledged(c, now, 50)));
    found.extend(asked(database, |c| reminders::acknowledge(c, id, id, now)));
    found.extend(asked(database, |c| reminders::cancel(c, id, None, now)));
    found.extend(asked(database, |c| outbox::tray(c, 50, 0)));
    found.extend(asked(database, |c| recipients::page(c, id, 7, 50)));
    found.extend(asked(database, |c| reminders::due(c, now, 50)));
    found.extend(asked(database, reminders::next_due_at));
    found.extend(asked(database, |c| reminders::of_case(c, id)));
    found.extend(asked(database, |c| sessions::alive(c, &[1; 32], now, TimeDelta::hours(1))));
    found.extend(asked(database, |c| events::of_case(c, id)));
    found.extend(asked(database, |c| events::page(c, Page { after: 5, limit: 50 })));
    // Appending looks for the end of its stream, in a case and outside.
    for stream in [Stream::Desk, Stream::Case { case_id: id, organisation_id: id }] {
        found.extend(asked(database, |c| events::append(c, &stream, &Actor::system(), now, "", &[])));
    }
    found.extend(asked(database, |c| events::latest(c, None, 50)));
    found.extend(asked(database, |c| events::latest(c, Some(id), 50)));
    assert!(found.len() >= 20, "only {} queries were heard", found.len());
    found
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[test]
fn lists_and_loops_go_through_an_index_in_its_order() {
    set_default_instrumentation(|| Some(Box::new(hear))).unwrap();
    let database = TestDatabase::new(Engine::Sqlite);
    let mut bare = SqliteConnection::establish(database.url.strip_prefix("sqlite:").unwrap()).unwrap();
    for sql in all_that_is_asked(&database) {
        let steps: Vec<Step> = sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(&mut bare).unwrap();
        for Step { detail: step } in steps {
            // The head of the log is a table of one row.
            let whole_table = step.starts_with("SCAN") && !step.contains("INDEX") && step != "SCAN event_head";
            assert!(!whole_table && !step.contains("TEMP B-TREE"), "{step}\n{sql}");
        }
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    #[diesel(column_name = "QUERY PLAN")]
    text: String,
}

/// How many values a statement takes.
fn values(sql: &str) -> usize {
    let numbers = sql.split('$').skip(1).filter_map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().ok()
    });
    numbers.max().unwrap_or(0)
}

/// The same on PostgreSQL. Its planner prefers to read small tables whole, so it is told what a large table tells it: that this
/// costs more than any index. What still reads the whole table, or sorts it, has no index that serves.
#[test]
fn on_postgresql_too_lists_and_loops_go_through_an_index_in_its_order() {
    set_default_instrumentation(|| Some(Box::new(hear))).unwrap();
    let database = TestDatabase::new(Engine::Postgres);
    let mut bare = PgConnection::establish(&database.url).unwrap();
    bare.batch_execute(
        "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off; \
         SET enable_incremental_sort = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off",
    )
    .unwrap();
    let mut bad = Vec::new();
    for (number, sql) in all_that_is_asked(&database).iter().enumerate() {
        bare.batch_execute(&format!("PREPARE q{number} AS {sql}")).unwrap_or_else(|error| panic!("{error}\n{sql}"));
        let nothing = vec!["NULL"; values(sql)].join(", ");
        let arguments = if nothing.is_empty() { nothing } else { format!("({nothing})") };
        let plan: Vec<Line> = sql_query(format!("EXPLAIN EXECUTE q{number}{arguments}")).load(&mut bare).unwrap();
        let whole_table =
            |line: &&Line| line.text.contains("Seq Scan on") && !line.text.contains("Seq Scan on event_head");
        let sorted = |line: &&Line| line.text.trim_start().trim_start_matches("-> ").trim_start().starts_with("Sort");
        if plan.iter().any(|line| whole_table(&line) || sorted(&line)) {
            let plan: Vec<&str> = plan.iter().map(|line| line.text.as_str()).collect();
            bad.push(format!("{sql}\n{}", plan.join("\n")));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n\n"));
}
