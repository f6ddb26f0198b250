use std::cell::RefCell;

use breachdesk::domain::actor::Actor;
use breachdesk::domain::values::At;
use breachdesk::ids::Ids;
use breachdesk::store::cases::{self, CaseFilter, CaseStatus};
use breachdesk::store::events::{self, Page, Stream};
use breachdesk::store::outbox::{self, Dead, Queue};
use breachdesk::store::reader::Reader;
use breachdesk::store::register::{self, Order, Place, RegisterFilter};
use breachdesk::store::reports::{self, ReportStatus};
use breachdesk::store::saved_views::{self, ViewPlace};
use breachdesk::store::waiting::{self, Whom};
use breachdesk::store::{
    Conn, StoreResult, duties, figures, memberships, recipients, register_imports, reminders, sessions, tasks,
};
use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use diesel::connection::{InstrumentationEvent, set_default_instrumentation};
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};

use super::cases::noon;
use super::register::has_many_cases;
use crate::support::database::{Engine, TestDatabase};

thread_local! {
    /// What this thread asked the database while it listened.
    static HEARD: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
    /// What this thread's connections keep prepared.
    static KEPT: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn hear(event: InstrumentationEvent<'_>) {
    if let InstrumentationEvent::CacheQuery { sql, .. } = event {
        KEPT.with_borrow_mut(|kept| kept.push(sql.to_owned()));
    }
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
    let mut found = Vec::new();
    for status in [None, Some(CaseStatus::Open)] {
        let filter = CaseFilter { organisation_id: id, status, limit: 50, ..CaseFilter::default() };
        found.extend(asked(database, |c| cases::list(c, &filter)));
    }
    for (filter, _) in register_filters(id, now) {
        found.extend(asked(database, |c| register::list(c, &filter)));
    }
    let words = Some(vec!["laptop".to_owned(), "lost".to_owned()]);
    let search = RegisterFilter { organisations: vec![id], words, limit: 51, ..RegisterFilter::default() };
    let heard = asked(database, |c| register::list(c, &search));
    let (search, end): (Vec<_>, Vec<_>) =
        heard.into_iter().filter(|sql| sql.contains("register_rows")).partition(|sql| sql.contains(" IN (SELECT"));
    assert_eq!((end.len(), search.len()), (1, 1), "where the walk ends, and the words");
    found.extend(end);
    if matches!(database.engine, Engine::Sqlite) {
        // What is found is sorted, at most 2,000 of it; that it comes from the index is held below.
        in_words(database, &search);
    }
    found.extend(asked(database, |c| register::restricted(c, id)));
    found.extend(asked(database, |c| register::years(c, id)));
    found.extend(asked(database, |c| register::open_up_to(c, id, Reader::Person(id), 1_001)));
    found.extend(asked(database, |c| figures::spans(c, id, "2025-11", "2026-10")));
    found.extend(asked(database, |c| figures::missed(c, id, "2025-11", "2026-10", now)));
    found.extend(asked(database, |c| figures::get(c, id)));
    found.extend(asked(database, |c| register::get(c, id)));
    found.extend(asked(database, |c| cases::ids_after(c, id, 10)));
    found.extend(asked(database, |c| cases::on_another_law(c, id, "digest", 50)));
    found.extend(asked(database, |c| cases::count_on_law(c, id, "digest")));
    for place in [ViewPlace::Cases, ViewPlace::Register] {
        found.extend(asked(database, |c| saved_views::of_person(c, id, place, 50)));
        found.extend(asked(database, |c| saved_views::shared_with(c, id, place, 200)));
    }
    found.extend(asked(database, |c| register_imports::of_file(c, id, "digest")));
    found.extend(asked(database, |c| register_imports::unfinished(c, id)));
    found.extend(asked(database, |c| cases::seen_among(c, Reader::Person(id), &["BR-2026-0001", "BR-2026-0002"])));
    found.extend(asked(database, |c| memberships::held_by(c, id)));
    for whom in [Whom::Approvers, Whom::Owner] {
        found.extend(asked(database, |c| waiting::list(c, id, whom, "", id, 50)));
    }
    found.extend(asked(database, |c| cases::by_reference(c, &[id], Reader::Person(id), "BR-2026-0001")));
    found.extend(asked(database, |c| duties::due(c, id, Reader::Person(id), 50)));
    found.extend(asked(database, |c| duties::unproven_up_to(c, id, Reader::Person(id), 1_001)));
    found.extend(asked(database, |c| tasks::open_of(c, id, 50)));
    for place in [Place::Start, Place::After((now, id)), Place::Before((now, id))] {
        found.extend(asked(database, |c| reports::list(c, id, Reader::Person(id), ReportStatus::New, &place, 51)));
    }
    found.extend(asked(database, |c| reports::waiting(c, id, 20)));
    found.extend(asked(database, |c| reports::count_up_to(c, id, Reader::Person(id), ReportStatus::New, 1_001)));
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

/// What the pages of the register ask, in both orders, on the first page and from one on either way; with the index that must serve.
fn register_filters(organisation: uuid::Uuid, now: At) -> Vec<(RegisterFilter, &'static str)> {
    let all =
        RegisterFilter { organisations: vec![organisation], with_drills: true, limit: 51, ..RegisterFilter::default() };
    let of_status = RegisterFilter { status: Some(CaseStatus::Open), ..all.clone() };
    let filters = [
        (RegisterFilter { with_drills: false, ..all.clone() }, ["register_by_opening", "register_by_due"]),
        (of_status, ["register_of_status_by_opening", "register_of_status_by_due"]),
        (
            RegisterFilter { risk: Some("high".into()), ..all.clone() },
            ["register_of_risk_by_opening", "register_of_risk_by_due"],
        ),
        (
            RegisterFilter { year: Some(2026), ..all.clone() },
            ["register_of_year_by_opening", "register_of_year_by_due"],
        ),
        (
            RegisterFilter { overdue_at: Some(now), ..all },
            ["register_with_term_by_opening", "register_with_term_by_due"],
        ),
    ];
    let mut asked = Vec::new();
    for (filter, indexes) in filters {
        for (order, index) in [Order::Newest, Order::Due].into_iter().zip(indexes) {
            for place in [Place::Start, Place::After("2026".into()), Place::Before("2026".into())] {
                asked.push((RegisterFilter { order, place, ..filter.clone() }, index));
            }
        }
    }
    asked
}

/// A search reads the index of words and what that names, and never the whole register.
fn in_words(database: &TestDatabase, search: &[String]) {
    let mut bare = SqliteConnection::establish(database.url.strip_prefix("sqlite:").unwrap()).unwrap();
    for sql in search {
        let steps: Vec<Step> = sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(&mut bare).unwrap();
        let plan: Vec<String> = steps.into_iter().map(|step| step.detail).collect();
        assert!(plan.iter().any(|step| step.contains("register_words VIRTUAL TABLE INDEX")), "{plan:?}");
        assert!(plan.iter().any(|step| step.contains("register_rows") && step.contains("(number=?)")), "{plan:?}");
    }
}

#[test]
fn each_page_of_the_register_goes_through_the_index_that_was_made_for_its_filter() {
    set_default_instrumentation(|| Some(Box::new(hear))).unwrap();
    let database = TestDatabase::new(Engine::Sqlite);
    let mut bare = SqliteConnection::establish(database.url.strip_prefix("sqlite:").unwrap()).unwrap();
    for (filter, index) in register_filters(Ids.next(), noon()) {
        let heard = asked(&database, |c| register::list(c, &filter));
        assert_eq!(heard.len(), 1, "one query a page and organisation");
        let steps: Vec<Step> = sql_query(format!("EXPLAIN QUERY PLAN {}", heard[0])).load(&mut bare).unwrap();
        let plan: Vec<String> = steps.into_iter().map(|step| step.detail).collect();
        assert!(
            plan.len() == 1 && plan[0].contains(&format!("USING INDEX {index} ")),
            "{index}: {plan:?}\n{}",
            heard[0]
        );
    }
}

#[test]
fn a_common_word_is_looked_for_along_the_list_and_never_beyond_its_stretch() {
    set_default_instrumentation(|| Some(Box::new(hear))).unwrap();
    let database = TestDatabase::new(Engine::Sqlite);
    let organisation = has_many_cases(&database.store);
    let mut bare = SqliteConnection::establish(database.url.strip_prefix("sqlite:").unwrap()).unwrap();
    for (order, index) in [(Order::Newest, "register_by_opening"), (Order::Due, "register_by_due")] {
        let words = Some(vec!["billing".to_owned()]);
        let search =
            RegisterFilter { organisations: vec![organisation], words, order, limit: 51, ..RegisterFilter::default() };
        let heard = asked(&database, |c| register::list(c, &search));
        assert_eq!(heard.len(), 2, "the end of the stretch and what it holds; the index of words is not asked");
        for sql in heard {
            let steps: Vec<Step> = sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(&mut bare).unwrap();
            let plan: Vec<String> = steps.into_iter().map(|step| step.detail).collect();
            assert!(plan.len() == 1 && plan[0].contains(&format!("INDEX {index} (organisation_id=?")), "{plan:?}");
        }
    }
}

/// The plans above are those of statements without values. Only with this are they also the plans that run, and are not made anew
/// for each value of a LIKE or a LIMIT.
#[test]
fn sqlite_keeps_the_plan_of_a_statement_whatever_is_bound_to_it() {
    let database = TestDatabase::new(Engine::Sqlite);
    let mut bare = SqliteConnection::establish(database.url.strip_prefix("sqlite:").unwrap()).unwrap();
    let built: Vec<BuiltWith> =
        sql_query("SELECT compile_options AS option FROM pragma_compile_options").load(&mut bare).unwrap();
    assert!(built.iter().any(|one| one.option == "ENABLE_QPSG"), "see .cargo/config.toml");
}

/// To prepare a list or a search costs more than to read a page of it.
#[test]
fn the_statements_of_lists_and_searches_stay_prepared() {
    set_default_instrumentation(|| Some(Box::new(hear))).unwrap();
    let database = TestDatabase::new(Engine::Sqlite);
    let organisation = has_many_cases(&database.store);
    let mut filters: Vec<RegisterFilter> =
        register_filters(organisation, noon()).into_iter().map(|(filter, _)| filter).collect();
    for (word, searches_all) in [("billing", false), ("nowhere", false), ("billing", true)] {
        let (organisations, words) = (vec![organisation], Some(vec![word.to_owned()]));
        filters.push(RegisterFilter { organisations, words, searches_all, limit: 51, ..RegisterFilter::default() });
    }
    for filter in filters {
        for sql in asked(&database, |c| register::list(c, &filter)) {
            assert!(KEPT.with_borrow(|kept| kept.contains(&sql)), "prepared anew each time: {sql}");
        }
    }
}

#[derive(QueryableByName)]
struct BuiltWith {
    #[diesel(sql_type = Text)]
    option: String,
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
        // What is hidden from a reader is found among the few restricted cases.
        let asks_who_may_see = sql.contains("only_for <> ''");
        assert!(!asks_who_may_see || steps.iter().any(|step| step.detail.contains("register_restricted")), "{sql}");
        for Step { detail: step } in steps {
            // The head of the log is a table of one row; rows that are counted were found by the step before.
            let few = step == "SCAN event_head" || step == "SCAN counted";
            let whole_table = step.starts_with("SCAN") && !step.contains("INDEX") && !few;
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
