//! The register: found, filtered, sorted, and turned over page by page without a row shown twice or left out.

use breachdesk::domain::plan::DutyStatus;
use breachdesk::ids::Ids;
use breachdesk::store::cases::{self, Beside, CaseRow, CaseStatus, Written};
use breachdesk::store::reader::{Reader, only_for};
use breachdesk::store::register::{self, Order, Place, RegisterFilter, RegisterRow};
use breachdesk::store::reports::{self, ReportRow, ReportStatus, Triage};
use breachdesk::store::waiting::{self, WaitingKind, WaitingRow, Whom, but_not};
use breachdesk::store::{Store, StoreError, counters, duties};
use uuid::Uuid;

use super::cases::{a_case, a_duty, a_report, beside, has_case, hours, noon, save_new};
use super::people::{at, has_organisation, has_user};
use crate::support::database::{Engine, TestDatabase, on_both};

fn titles(store: &Store, filter: &RegisterFilter) -> Vec<String> {
    store.read(|c| register::list(c, filter)).unwrap().into_iter().map(|row| row.title).collect()
}

#[test]
fn the_register_filters_searches_and_sorts() {
    on_both(|store| {
        let organisation = has_organisation(store, "lunamobile").id;
        has_case(store);
        let due = |n: i64| Some(noon().plus(hours(n)));
        let opened = |n: i64| noon().plus(hours(n));
        let rows = [
            CaseRow { opened_at: opened(3), ..a_case(organisation, "100% of É-mails_lost") },
            CaseRow { next_due_at: due(9), opened_at: opened(1), ..a_case(organisation, "Billing export") },
            CaseRow { next_due_at: due(2), drill: true, ..a_case(organisation, "Drill: billing") },
            CaseRow {
                status: CaseStatus::Closed,
                risk: Some("unlikely".into()),
                opened_at: at("2025-12-31T23:59:59Z"),
                ..a_case(organisation, "Old billing")
            },
        ]
        .map(|row| save_new(store, row));
        let title = |n: usize| rows[n].title.clone();
        let all = RegisterFilter {
            organisations: vec![organisation],
            with_drills: true,
            limit: 50,
            ..RegisterFilter::default()
        };
        assert_eq!(titles(store, &all), [title(0), title(1), title(2), title(3)]);
        let open = RegisterFilter { status: Some(CaseStatus::Open), order: Order::Due, ..all.clone() };
        assert_eq!(titles(store, &open), [title(2), title(1), title(0)], "with nothing due last");
        assert_eq!(titles(store, &RegisterFilter { with_drills: false, ..open.clone() }), [title(1), title(0)]);
        let risk = RegisterFilter { risk: Some("unlikely".into()), ..all.clone() };
        assert_eq!(titles(store, &risk), [title(3)]);
        assert_eq!(titles(store, &RegisterFilter { year: Some(2025), ..all.clone() }), [title(3)]);
        assert_eq!(titles(store, &RegisterFilter { year: Some(2026), ..open.clone() }).len(), 3);
        assert_eq!(titles(store, &RegisterFilter { overdue_at: due(2), ..all.clone() }), [title(2)]);
        assert_eq!(titles(store, &RegisterFilter { overdue_at: due(1), ..all.clone() }), [] as [String; 0]);
        assert_eq!(titles(store, &RegisterFilter { organisations: Vec::new(), ..all.clone() }), [] as [String; 0]);
        assert_eq!(store.read(|c| register::years(c, organisation)), Ok(Some((2025, 2026))));
        assert_eq!(store.read(|c| register::years(c, Ids.next())), Ok(None));
        assert_eq!(store.read(|c| register::open_up_to(c, organisation, Reader::Machine, 2)), Ok(2));
        assert_eq!(store.read(|c| register::open_up_to(c, organisation, Reader::Machine, 9)), Ok(3));
        let words = |text: &str| {
            let words = Some(breachdesk::app::rows::words::of_text(text));
            titles(store, &RegisterFilter { words, ..open.clone() })
        };
        assert_eq!(words("BILLING  br-2026"), [title(2), title(1)]);
        assert_eq!(words("e-mail"), [title(0)], "by the beginning of each word, without accents");
        assert_eq!(words("100% lost"), [title(0)]);
        assert_eq!(words("ills"), [] as [String; 0]);
        assert_eq!(words("\\"), [] as [String; 0], "no word finds nothing");
        assert_eq!(words("'; DROP TABLE register_rows; --"), [] as [String; 0]);
        assert_eq!(words("\" OR \"billing NEAR(billing) billing* sought:billing"), [] as [String; 0]);
        // The filters narrow what the search looks among.
        let old = Some(vec!["old".to_owned()]);
        let found = |filter: RegisterFilter| titles(store, &RegisterFilter { words: old.clone(), ..filter });
        assert_eq!(found(RegisterFilter { year: Some(2025), ..all.clone() }), [title(3)]);
        assert_eq!(found(RegisterFilter { risk: Some("unlikely".into()), ..all.clone() }), [title(3)]);
        assert_eq!(found(RegisterFilter { risk: Some("high".into()), ..all.clone() }), [] as [String; 0]);
        assert_eq!(found(RegisterFilter { organisations: vec![Ids.next()], ..all.clone() }), [] as [String; 0]);
        // What a case no longer says does not find it any more.
        let closed = CaseRow { title: "New title".into(), ..rows[3].clone() };
        store.write(|tx| cases::keep_beside(tx, closed.id, &beside(&closed, &[], &[]))).unwrap();
        assert_eq!(found(all.clone()), [] as [String; 0]);
        let new = RegisterFilter { words: Some(vec!["new".into()]), ..all };
        assert_eq!(titles(store, &new), ["New title"]);
    });
}

/// Every row of a filter, page by page from the start, and back again from the end.
fn turned(store: &Store, filter: &RegisterFilter) -> Vec<String> {
    let page = |place: Place| -> Vec<RegisterRow> {
        store.read(|c| register::list(c, &RegisterFilter { place, ..filter.clone() })).unwrap()
    };
    let mut forth: Vec<RegisterRow> = Vec::new();
    let mut place = Place::Start;
    loop {
        let rows = page(place);
        let Some(last) = rows.last() else { break };
        place = Place::After(last.key(filter.order).to_owned());
        forth.extend(rows);
    }
    let mut back = forth.last().cloned().into_iter().collect::<Vec<_>>();
    while let Some(first) = back.first() {
        let mut rows = page(Place::Before(first.key(filter.order).to_owned()));
        if rows.is_empty() {
            break;
        }
        rows.append(&mut back);
        back = rows;
    }
    assert!(forth == back, "the way back shows other rows than the way there");
    forth.into_iter().map(|row| row.title).collect()
}

#[test]
fn pages_of_the_register_over_several_organisations_neither_repeat_nor_leave_out_a_row() {
    on_both(|store| {
        let ours: Vec<Uuid> = (0..3).map(|n| has_organisation(store, &format!("house-{n}")).id).collect();
        let stranger = has_case(store);
        for n in 0..23_u32 {
            // Many of the same instant, and many with nothing due.
            let opened_at = noon().plus(hours(i64::from(n / 5)));
            let next_due_at = (n % 3 == 0).then(|| noon().plus(hours(i64::from(n % 7))));
            let organisation = ours[usize::try_from(n % 3).unwrap()];
            save_new(store, CaseRow { opened_at, next_due_at, ..a_case(organisation, &format!("case {n}")) });
        }
        for order in [Order::Newest, Order::Due] {
            let whole = RegisterFilter {
                organisations: ours.clone(),
                with_drills: true,
                order,
                limit: 100,
                ..RegisterFilter::default()
            };
            let all = titles(store, &whole);
            assert_eq!(all.len(), 23);
            assert!(!all.contains(&stranger.title));
            for limit in [1, 4, 23] {
                assert_eq!(turned(store, &RegisterFilter { limit, ..whole.clone() }), all, "{order:?}, {limit} a page");
            }
        }
    });
}

/// An organisation with more cases than a search walks through: every other one holds a common word, the oldest a rare one.
pub fn has_many_cases(store: &Store) -> Uuid {
    let organisation = has_organisation(store, "house").id;
    for n in 0..register::WALKED + 40 {
        // They come in another order than that of their opening.
        let opened = n * 7 % (register::WALKED + 40);
        let word = if opened % 2 == 0 { "Billing" } else { "Letter" };
        let rare = if opened == 0 { " aardvark" } else { "" };
        let opened_at = noon().plus(hours(opened));
        let next_due_at = (n % 3 == 0).then(|| noon().plus(hours(n % 11)));
        save_new(store, CaseRow { opened_at, next_due_at, ..a_case(organisation, &format!("{word} {opened}{rare}")) });
    }
    organisation
}

#[test]
fn a_word_of_many_cases_is_found_in_the_order_of_the_list_and_a_rare_one_where_it_is() {
    on_both(|store| {
        let organisation = has_many_cases(store);
        for order in [Order::Newest, Order::Due] {
            let all = RegisterFilter {
                organisations: vec![organisation],
                with_drills: true,
                order,
                limit: 1_000,
                ..RegisterFilter::default()
            };
            let expected: Vec<String> =
                titles(store, &all).into_iter().filter(|title| title.starts_with("Billing")).collect();
            assert!(expected.len() > 200);
            let common = RegisterFilter { words: Some(vec!["bill".into()]), limit: 30, ..all.clone() };
            assert_eq!(turned(store, &common), expected, "{order:?}");
            let both = RegisterFilter { words: Some(vec!["bill".into(), "aard".into()]), limit: 30, ..all.clone() };
            assert_eq!(titles(store, &both), ["Billing 0 aardvark"]);
            let within = RegisterFilter { words: Some(vec!["illing".into()]), limit: 30, ..all };
            assert_eq!(titles(store, &within), [""; 0], "words are found by their beginning");
        }
    });
}

#[test]
fn what_is_hidden_from_somebody_is_neither_counted_nor_found_along_the_list() {
    on_both(|store| {
        let organisation = has_many_cases(store);
        let all = usize::try_from(register::WALKED).unwrap() + 40;
        let insider = Ids.next();
        let mut hidden =
            CaseRow { opened_at: noon().plus(hours(9_000)), ..a_case(organisation, "Billing, restricted") };
        let (report, user) = (a_report(store, organisation), has_user(store, "marek@example.org"));
        let saved: Result<(), StoreError> = store.write(|tx| {
            hidden.reference = counters::next_case_reference(tx, 2026)?;
            let target_at = Some(noon().plus(hours(72)));
            let duties = [("a", DutyStatus::Due), ("b", DutyStatus::FiledUnproven)]
                .map(|(key, status)| a_duty(&hidden, key, status, target_at));
            let mut beside = beside(&hidden, &duties, &[]);
            beside.register.only_for = only_for(&[insider]);
            cases::save(tx, &hidden, &beside, 0)?;
            let case_id = Some(hidden.id);
            let accept = Triage { status: ReportStatus::Accepted, case_id, by: user.id, at: noon(), reason: None };
            reports::triage(tx, report.id, &accept)
        });
        saved.unwrap();
        let seen = |reader: Reader| {
            let words = Some(vec!["billing".to_owned()]);
            let filter = RegisterFilter {
                organisations: vec![organisation],
                reader,
                words,
                limit: 5,
                ..RegisterFilter::default()
            };
            (
                store.read(|c| register::open_up_to(c, organisation, reader, 1_000)).unwrap(),
                store.read(|c| register::open_up_to(c, organisation, reader, 3)).unwrap(),
                store.read(|c| duties::due(c, organisation, reader, 9)).unwrap().len(),
                store.read(|c| duties::unproven_up_to(c, organisation, reader, 9)).unwrap(),
                store.read(|c| reports::count_up_to(c, organisation, reader, ReportStatus::Accepted, 9)).unwrap(),
                titles(store, &filter).contains(&hidden.title),
            )
        };
        assert_eq!(seen(Reader::Person(insider)), (all + 1, 3, 1, 1, 1, true));
        for other in [Reader::Person(Ids.next()), Reader::Machine] {
            assert_eq!(seen(other), (all, 3, 0, 0, 0, false));
        }
    });
}

#[test]
fn a_place_that_no_row_has_still_says_where_a_page_begins() {
    on_both(|store| {
        let organisation = has_organisation(store, "lunamobile").id;
        save_new(store, a_case(organisation, "One"));
        let asked = |place| RegisterFilter {
            organisations: vec![organisation],
            with_drills: true,
            limit: 5,
            place,
            ..RegisterFilter::default()
        };
        assert_eq!(titles(store, &asked(Place::After("9".into()))), ["One"]);
        assert_eq!(titles(store, &asked(Place::After("1".into()))), [] as [String; 0]);
        assert_eq!(titles(store, &asked(Place::Before("' OR 1=1".into()))), ["One"]);
    });
}

#[test]
fn pages_of_reports_go_there_and_back_also_where_many_arrived_at_once() {
    on_both(|store| {
        let organisation = has_organisation(store, "lunamobile").id;
        for n in 0..11 {
            let mut row = a_report(store, organisation);
            row.id = Ids.next();
            row.reference = format!("RP-2026-9{n:03}");
            row.arrived_at = noon().plus(hours(n / 4));
            store.write(|tx| reports::add(tx, &row)).unwrap();
        }
        let page = |place: &Place<_>, limit| -> Vec<ReportRow> {
            store.read(|c| reports::list(c, organisation, Reader::Machine, ReportStatus::New, place, limit)).unwrap()
        };
        let references = |rows: &[ReportRow]| rows.iter().map(|row| row.reference.clone()).collect::<Vec<_>>();
        let all = page(&Place::Start, 100);
        assert_eq!(all.len(), 22);
        let mut turned: Vec<ReportRow> = Vec::new();
        let mut place = Place::Start;
        loop {
            let rows = page(&place, 3);
            let Some(last) = rows.last() else { break };
            place = Place::After((last.arrived_at, last.id));
            turned.extend(rows);
        }
        assert_eq!(references(&turned), references(&all));
        let mut before = page(&Place::Before((all[6].arrived_at, all[6].id)), 3);
        before.reverse();
        assert_eq!(references(&before), references(&all[3..6]));
    });
}

#[test]
fn what_waits_is_shown_to_those_who_may_do_it_and_not_to_those_who_made_it() {
    on_both(|store| {
        let case = has_case(store);
        let organisation = case.organisation_id;
        let (author, other) = (Ids.next(), Ids.next());
        let row = |kind, whom, hour| WaitingRow {
            id: Ids.next(),
            case_id: case.id,
            organisation_id: organisation,
            kind,
            whom,
            owner: String::new(),
            but_not: String::new(),
            page: "/x".into(),
            what: String::new(),
            since: noon().plus(hours(hour)),
        };
        let review =
            WaitingRow { but_not: but_not([Ids.next(), author]), ..row(WaitingKind::Review, Whom::Approvers, 2) };
        let instant = row(WaitingKind::Instant, Whom::Approvers, 1);
        let proof = row(WaitingKind::Proof, Whom::Workers, 1);
        let task = WaitingRow { owner: "Marek Nowicki".into(), ..row(WaitingKind::Task, Whom::Owner, 1) };
        let waiting_rows = vec![review.clone(), instant.clone(), proof.clone(), task.clone()];
        let beside = Beside { waiting: waiting_rows, ..beside(&case, &[], &[]) };
        store.write(|tx| cases::keep_beside(tx, case.id, &beside)).unwrap();
        let list = |whom, owner: &str, user| -> Vec<WaitingRow> {
            let found = store.read(|c| waiting::list(c, organisation, whom, owner, user, 10)).unwrap();
            assert!(found.iter().all(|(_, reference, title)| *reference == case.reference && *title == case.title));
            found.into_iter().map(|(row, _, _)| row).collect()
        };
        assert_eq!(list(Whom::Approvers, "", other), [instant.clone(), review]);
        assert_eq!(list(Whom::Approvers, "", author), [instant]);
        assert_eq!(list(Whom::Workers, "", author), [proof]);
        assert_eq!(list(Whom::Owner, "Marek Nowicki", author), [task]);
        assert_eq!(list(Whom::Owner, "Marek", author), []);
        // What is done is gone with the next save.
        let done = Beside { waiting: Vec::new(), ..beside };
        store.write(|tx| cases::keep_beside(tx, case.id, &done)).unwrap();
        assert_eq!(list(Whom::Workers, "", author), []);
    });
}

/// FTS5 keeps its words in pages of its own; what is erased must not stay behind in them.
#[test]
fn a_word_that_was_taken_out_is_gone_from_the_file_of_the_index_too() {
    let database = TestDatabase::new(Engine::Sqlite);
    let case = save_new(&database.store, a_case(has_organisation(&database.store, "x").id, "Quetzalcoatlus"));
    let path = std::path::PathBuf::from(database.url.strip_prefix("sqlite:").unwrap());
    let holds = || {
        database.sql("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        let bytes = std::fs::read(&path).unwrap();
        bytes.windows(10).any(|window| window == b"uetzalcoat")
    };
    assert!(holds());
    let plain = CaseRow { title: "Bird".into(), state: Written("{}".into()), ..case };
    database.store.write(|tx| cases::save(tx, &plain, &beside(&plain, &[], &[]), 1)).unwrap();
    assert!(!holds());
}
