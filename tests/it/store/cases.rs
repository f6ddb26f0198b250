//! Cases with their duties and tasks, reports, attachments, frozen notices.

use breachdesk::app::rows::words;
use breachdesk::domain::plan::{DutyKind, DutyStatus};
use breachdesk::domain::values::At;
use breachdesk::ids::Ids;
use breachdesk::store::attachments::{self, AttachmentRow};
use breachdesk::store::cases::{self, Beside, CaseFilter, CaseRow, CaseStatus, Written};
use breachdesk::store::duties::{self, DutyRow, Watch};
use breachdesk::store::figures::FigureRow;
use breachdesk::store::notices::{self, NoticeVersionRow};
use breachdesk::store::reader::Reader;
use breachdesk::store::register::{self, Place, RegisterRow, Told, sort_key, year_of};
use breachdesk::store::reports::{self, ReportChannel, ReportRow, ReportStatus, Triage};
use breachdesk::store::tasks::{self, TaskRow, TaskStatus};
use breachdesk::store::{Store, StoreError, counters};
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use super::people::{at, has_organisation, has_user};
use crate::support::database::{on_both, on_both_databases};

pub fn noon() -> At {
    at("2026-10-03T12:00:00Z")
}

pub fn hours(n: i64) -> TimeDelta {
    TimeDelta::hours(n)
}

pub fn a_case(organisation: Uuid, title: &str) -> CaseRow {
    CaseRow {
        id: Ids.next(),
        organisation_id: organisation,
        reference: String::new(),
        title: title.into(),
        status: CaseStatus::Open,
        drill: false,
        revision: 0,
        opened_at: noon(),
        updated_at: noon(),
        closed_at: None,
        next_due_at: None,
        risk: None,
        zone: "Europe/Rome".into(),
        state: Written(json!({"facts": {"title": title}}).to_string()),
    }
}

/// The row of the register as the use cases would make it, nothing decided yet.
pub fn a_register_row(case: &CaseRow) -> RegisterRow {
    RegisterRow {
        case_id: case.id,
        organisation_id: case.organisation_id,
        reference: case.reference.clone(),
        title: case.title.clone(),
        zone: case.zone.clone(),
        status: case.status,
        drill: case.drill,
        opened_year: year_of(case.opened_at),
        by_opening: sort_key(Some(case.opened_at), &case.reference),
        by_due: sort_key(case.next_due_at, &case.reference),
        aware_at: None,
        people: None,
        risk: case.risk.clone(),
        authority: Told::NotDecided,
        authority_filed: 0,
        authority_owed: 1,
        authority_at: None,
        told: Told::NotDecided,
        told_filed: 0,
        told_owed: 0,
        told_at: None,
        next_rule: None,
        next_stage: None,
        next_recipient: None,
        next_target_at: case.next_due_at,
        next_legal_term_at: case.next_due_at,
        linked: String::new(),
        imported: String::new(),
        merged_into: String::new(),
        overdue_from: case.next_due_at,
        only_for: String::new(),
    }
}

pub fn beside(case: &CaseRow, duties: &[DutyRow], tasks: &[TaskRow]) -> Beside {
    Beside {
        register: a_register_row(case),
        words: words::of_text(&format!("{} {}", case.reference, case.title)),
        figures: figures_of(case),
        duties: duties.to_vec(),
        tasks: tasks.to_vec(),
        waiting: Vec::new(),
    }
}

/// What the statistics count of a case of which nothing is known.
pub fn figures_of(case: &CaseRow) -> FigureRow {
    FigureRow {
        case_id: case.id,
        organisation_id: case.organisation_id,
        drill: case.drill,
        month: case.opened_at.utc().format("%Y-%m").to_string(),
        outcome: Told::NotDecided,
        incident: None,
        cause: None,
        awareness_minutes: None,
        decision_minutes: None,
        in_time: 0,
        on_formal_count: 0,
        late: 0,
        merged: false,
    }
}

/// A saved case of a fresh organisation.
pub fn has_case(store: &Store) -> CaseRow {
    let organisation = has_organisation(store, &Ids.next().to_string());
    save_new(store, a_case(organisation.id, "Lost laptop"))
}

pub fn save_new(store: &Store, mut row: CaseRow) -> CaseRow {
    store
        .write(|tx| {
            row.reference = counters::next_case_reference(tx, 2026)?;
            cases::save(tx, &row, &beside(&row, &[], &[]), 0)
        })
        .unwrap();
    store.read(|c| cases::get(c, row.id)).unwrap().unwrap()
}

pub fn a_duty(case: &CaseRow, key: &str, status: DutyStatus, target_at: Option<At>) -> DutyRow {
    DutyRow {
        id: Ids.next(),
        case_id: case.id,
        organisation_id: case.organisation_id,
        key: key.into(),
        rule: "gdpr-33-1".into(),
        regime: "gdpr".into(),
        stage: "initial".into(),
        kind: DutyKind::Authority,
        controller: "lunamobile-it".into(),
        market: None,
        recipient_id: "IT-GARANTE".into(),
        recipient_name: "Garante".into(),
        status,
        work_state: "none".into(),
        target_at,
        legal_term_at: target_at.map(|at| at.plus(hours(13))),
        zone: "Europe/Rome".into(),
        revision: 1,
        started_at: target_at.map(|at| at.plus(-hours(72))),
        watch: match (case.status, status) {
            (CaseStatus::Open, DutyStatus::Presumed | DutyStatus::Due) => Watch::Unfiled,
            (CaseStatus::Open, DutyStatus::FiledUnproven) => Watch::Unproven,
            _ => Watch::None,
        },
    }
}

fn a_task(case: &CaseRow, title: &str, owner_user_id: Option<Uuid>, status: TaskStatus) -> TaskRow {
    TaskRow {
        id: Ids.next(),
        case_id: case.id,
        organisation_id: case.organisation_id,
        title: title.into(),
        phase: "assess".into(),
        owner_user_id,
        due_at: Some(noon().plus(hours(4))),
        status,
        must: true,
    }
}

#[test]
fn references_have_no_gap_within_a_year_even_where_a_save_fails() {
    on_both(|store| {
        let organisation = has_organisation(store, "lunamobile");
        let first = save_new(store, a_case(organisation.id, "One"));
        let failed = store.write(|tx| {
            counters::next_case_reference(tx, 2026)?;
            Err::<(), _>(StoreError::Conflict)
        });
        assert!(failed.is_err());
        let second = save_new(store, a_case(organisation.id, "Two"));
        assert_eq!((first.reference.as_str(), second.reference.as_str()), ("BR-2026-0001", "BR-2026-0002"));
        let next = store.write(|tx| counters::next_case_reference(tx, 2027)).unwrap();
        assert_eq!(next, "BR-2027-0001");
        assert_eq!(store.write(|tx| counters::next_report_reference(tx, 2026)).unwrap(), "RP-2026-0001");
    });
}

#[test]
fn references_taken_at_once_are_all_different_and_gapless() {
    on_both(|store| {
        let mut taken: Vec<i64> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| {
                        (0..10).map(|_| store.write(|tx| counters::next(tx, "case", 2026)).unwrap()).collect()
                    })
                })
                .collect();
            threads.into_iter().flat_map(|thread| -> Vec<i64> { thread.join().unwrap() }).collect()
        });
        taken.sort_unstable();
        assert_eq!(taken, (1..=80).collect::<Vec<_>>());
    });
}

#[test]
fn a_case_is_saved_with_its_duties_and_tasks_and_read_back() {
    on_both(|store| {
        let saved = has_case(store);
        assert_eq!((saved.revision, &saved.state), (1, &Written(r#"{"facts":{"title":"Lost laptop"}}"#.into())));
        let duty = a_duty(&saved, "a", DutyStatus::Due, Some(noon().plus(hours(72))));
        let open_end = a_duty(&saved, "b", DutyStatus::NotStarted, None);
        let task = a_task(&saved, "Ask the sender", None, TaskStatus::Open);
        let changed = CaseRow {
            title: "Lost laptop, Milan".into(),
            risk: Some("likely".into()),
            next_due_at: duty.target_at,
            updated_at: noon().plus(hours(1)),
            state: Written(r#"{"facts":{}}"#.into()),
            ..saved.clone()
        };
        let done = store
            .write(|tx| {
                let beside = beside(&changed, &[open_end.clone(), duty.clone()], std::slice::from_ref(&task));
                cases::save(tx, &changed, &beside, 1)
            })
            .unwrap();
        assert_eq!(done.revision, 2);
        let expected = CaseRow { revision: 2, ..changed };
        assert_eq!(store.read(|c| cases::get(c, saved.id)), Ok(Some(expected.clone())));
        assert_eq!(store.write(|tx| cases::get_to_change(tx, saved.id)), Ok(Some(expected.clone())));
        assert_eq!(store.read(|c| duties::of_case(c, saved.id)), Ok(vec![duty, open_end.clone()]));
        assert_eq!(store.read(|c| tasks::of_case(c, saved.id)), Ok(vec![task]));
        // Duties and tasks that are gone from the aggregate are gone from the lists.
        store
            .write(|tx| cases::save(tx, &expected, &beside(&expected, std::slice::from_ref(&open_end), &[]), 2))
            .unwrap();
        assert_eq!(store.read(|c| duties::of_case(c, saved.id)), Ok(vec![open_end]));
        assert_eq!(store.read(|c| tasks::of_case(c, saved.id)), Ok(vec![]));
    });
}

#[test]
fn of_two_who_change_a_case_at_once_exactly_one_is_told_of_the_conflict() {
    on_both(|store| {
        let saved = has_case(store);
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let save = |title: &'static str| {
                let row = CaseRow { title: title.into(), ..saved.clone() };
                scope.spawn(move || store.write(|tx| cases::save(tx, &row, &beside(&row, &[], &[]), row.revision)))
            };
            [save("one"), save("two")].map(|thread| thread.join().unwrap()).into()
        });
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Err(StoreError::Conflict)).count(), 1);
        let again = CaseRow { reference: "BR-2026-9999".into(), ..saved.clone() };
        let twice = store.write(|tx| cases::save(tx, &again, &beside(&again, &[], &[]), 0));
        assert_eq!(twice.map(drop), Err(StoreError::Unique { what: "cases.id".into() }));
        let twin = CaseRow { id: Ids.next(), ..saved };
        let twice = store.write(|tx| cases::save(tx, &twin, &beside(&twin, &[], &[]), 0));
        assert_eq!(twice.map(drop), Err(StoreError::Unique { what: "cases.reference".into() }));
    });
}

#[test]
fn a_case_of_another_organisation_looks_missing() {
    on_both(|store| {
        let (own, other) = (has_case(store), has_case(store));
        let found = |organisations: &[Uuid]| {
            store.read(|c| cases::by_reference(c, organisations, Reader::Machine, &own.reference)).unwrap()
        };
        assert_eq!(found(&[other.organisation_id, own.organisation_id]), Some(own.clone()));
        assert_eq!(found(&[other.organisation_id]), None);
        assert_eq!(found(&[]), None);
    });
}

#[test]
fn the_cases_of_an_organisation_are_listed_the_last_changed_first() {
    on_both(|store| {
        let organisation = has_organisation(store, "lunamobile").id;
        has_case(store);
        let changed = CaseRow { updated_at: noon().plus(hours(1)), ..a_case(organisation, "Changed") };
        let closed = CaseRow {
            status: CaseStatus::Closed,
            updated_at: noon().plus(-hours(1)),
            ..a_case(organisation, "Closed")
        };
        for row in [a_case(organisation, "Quiet"), changed, closed] {
            save_new(store, row);
        }
        let all = CaseFilter { organisation_id: organisation, limit: 50, ..CaseFilter::default() };
        let titles = |filter: &CaseFilter| -> Vec<String> {
            store.read(|c| cases::list(c, filter)).unwrap().into_iter().map(|line| line.title).collect()
        };
        assert_eq!(titles(&all), ["Changed", "Quiet", "Closed"]);
        let open = CaseFilter { status: Some(CaseStatus::Open), ..all };
        assert_eq!(titles(&open), ["Changed", "Quiet"]);
        assert_eq!(titles(&CaseFilter { limit: 1, offset: 1, ..open }), ["Quiet"]);
        let ids = store.read(|c| cases::ids_after(c, Uuid::nil(), 10)).unwrap();
        assert_eq!(ids.len(), 4);
        assert_eq!(store.read(|c| cases::ids_after(c, ids[1], 1)), Ok(vec![ids[2]]));
    });
}

#[test]
fn due_duties_and_open_tasks_are_listed_over_all_open_cases_of_an_organisation() {
    on_both(|store| {
        let user = has_user(store, "marek@example.org");
        let organisation = has_organisation(store, "lunamobile").id;
        let open = save_new(store, a_case(organisation, "Open"));
        let closed = save_new(store, CaseRow { status: CaseStatus::Closed, ..a_case(organisation, "Closed") });
        let other = has_case(store);
        let due = |n: i64| Some(noon().plus(hours(n)));
        let soon = a_duty(&open, "soon", DutyStatus::Presumed, due(24));
        let sooner = a_duty(&open, "sooner", DutyStatus::Due, due(2));
        let late = a_duty(&open, "late", DutyStatus::Due, due(73));
        let unwanted = [
            ("met", DutyStatus::Met, due(1)),
            ("unproven", DutyStatus::FiledUnproven, due(1)),
            ("never", DutyStatus::Due, None),
        ]
        .map(|(key, status, target)| a_duty(&open, key, status, target));
        let all: Vec<DutyRow> = unwanted.into_iter().chain([late, soon.clone(), sooner.clone()]).collect();
        let mine = a_task(&open, "Mine", Some(user.id), TaskStatus::Open);
        let tasks = [
            mine.clone(),
            a_task(&open, "Nobody's", None, TaskStatus::Open),
            a_task(&open, "Done", Some(user.id), TaskStatus::Done),
        ];
        store.write(|tx| cases::save(tx, &open, &beside(&open, &all, &tasks), 1)).unwrap();
        for case in [&closed, &other] {
            let duty = a_duty(case, "x", DutyStatus::Due, due(3));
            store.write(|tx| cases::save(tx, case, &beside(case, &[duty], &[]), 1)).unwrap();
        }
        let found = store.read(|c| duties::due(c, organisation, Reader::Machine, 2)).unwrap();
        let named: Vec<_> = found.iter().map(|row| (row.case_id, row.target_at, row.legal_term_at)).collect();
        assert_eq!(named, [&sooner, &soon].map(|duty| (duty.case_id, duty.target_at, duty.legal_term_at)));
        let names = store.read(|c| register::names(c, &[open.id, closed.id]));
        let mut names = names.unwrap().into_iter().map(|(_, reference, title)| (reference, title)).collect::<Vec<_>>();
        names.sort();
        let mut expected = [&open, &closed].map(|case| (case.reference.clone(), case.title.clone()));
        expected.sort();
        assert_eq!(names, expected);
        assert_eq!(store.read(|c| duties::due(c, organisation, Reader::Machine, 10)).unwrap().len(), 3);
        assert_eq!(store.read(|c| duties::unproven_up_to(c, organisation, Reader::Machine, 10)), Ok(1));
        assert_eq!(store.read(|c| tasks::open_of(c, user.id, 10)), Ok(vec![(mine, open.reference)]));
    });
}

pub fn a_report(store: &Store, organisation: Uuid) -> ReportRow {
    let mut row = ReportRow {
        id: Ids.next(),
        organisation_id: organisation,
        reference: String::new(),
        arrived_at: noon(),
        channel: ReportChannel::Public,
        reporter_user_id: None,
        first_noticed_at: Some(noon().plus(-hours(5))),
        answers: json!({"what": {"$private": "An e-mail went to the wrong list"}}),
        status: ReportStatus::New,
        case_id: None,
        decided_by: None,
        decided_at: None,
        reason: None,
    };
    store
        .write(|tx| {
            row.reference = counters::next_report_reference(tx, 2026)?;
            reports::add(tx, &row)
        })
        .unwrap();
    row
}

#[test]
fn a_report_is_triaged_once_and_stays_searchable() {
    on_both(|store| {
        let case = has_case(store);
        let organisation = case.organisation_id;
        let user = has_user(store, "marek@example.org");
        let [accepted, rejected, waiting] = [(); 3].map(|()| a_report(store, organisation));
        let accept =
            Triage { status: ReportStatus::Accepted, case_id: Some(case.id), by: user.id, at: noon(), reason: None };
        store.write(|tx| reports::triage(tx, accepted.id, &accept)).unwrap();
        let reject =
            Triage { status: ReportStatus::Rejected, case_id: None, reason: Some("No personal data".into()), ..accept };
        assert_eq!(store.write(|tx| reports::triage(tx, accepted.id, &reject)), Err(StoreError::Conflict));
        store.write(|tx| reports::triage(tx, rejected.id, &reject)).unwrap();
        let found = store.read(|c| reports::get(c, rejected.id)).unwrap().unwrap();
        let expected = ReportRow {
            status: ReportStatus::Rejected,
            decided_by: Some(user.id),
            decided_at: Some(noon()),
            reason: Some("No personal data".into()),
            ..rejected.clone()
        };
        assert!(found == expected);
        let list = |status| {
            store.read(|c| reports::list(c, organisation, Reader::Machine, status, &Place::Start, 10)).unwrap()
        };
        assert!(list(ReportStatus::New) == [waiting.clone()]);
        assert!(list(ReportStatus::Rejected) == [expected]);
        let count = |status, most| {
            store.read(|c| reports::count_up_to(c, organisation, Reader::Machine, status, most)).unwrap()
        };
        assert_eq!(
            [ReportStatus::New, ReportStatus::Accepted, ReportStatus::Merged].map(|one| count(one, 9)),
            [1, 1, 0]
        );
        assert_eq!(count(ReportStatus::New, 0), 0, "counted no further than it was told");
        assert_eq!(
            store.read(|c| reports::waiting(c, organisation, 9)),
            Ok(vec![(waiting.reference.clone(), waiting.arrived_at)])
        );
        let of_case = store.read(|c| reports::of_case(c, case.id)).unwrap();
        assert_eq!(of_case.iter().map(|report| report.id).collect::<Vec<_>>(), [accepted.id]);
        let by_reference = |organisation| {
            store.read(|c| reports::by_reference(c, &[organisation], Reader::Machine, &waiting.reference)).unwrap()
        };
        assert!(by_reference(organisation) == Some(waiting.clone()));
        assert!(by_reference(Ids.next()).is_none());
    });
}

#[test]
fn a_reporter_sees_their_own_reports_and_answers_can_be_erased() {
    on_both(|store| {
        let organisation = has_organisation(store, "lunamobile").id;
        let user = has_user(store, "marek@example.org");
        let mut own = a_report(store, organisation);
        own = ReportRow { id: Ids.next(), reference: "RP-2026-0777".into(), reporter_user_id: Some(user.id), ..own };
        store.write(|tx| reports::add(tx, &own)).unwrap();
        assert!(store.read(|c| reports::of_reporter(c, user.id)).unwrap() == [own.clone()]);
        store.write(|tx| reports::set_answers(tx, own.id, &json!({"what": {"$erased": true}}))).unwrap();
        let found = store.read(|c| reports::get(c, own.id)).unwrap().unwrap();
        assert_eq!(found.answers, json!({"what": {"$erased": true}}));
    });
}

#[test]
fn a_report_cannot_be_accepted_without_a_case() {
    on_both(|store| {
        let organisation = has_organisation(store, "lunamobile").id;
        let report = a_report(store, organisation);
        let user = has_user(store, "marek@example.org");
        let bad = Triage { status: ReportStatus::Accepted, case_id: None, by: user.id, at: noon(), reason: None };
        assert!(store.write(|tx| reports::triage(tx, report.id, &bad)).is_err());
        assert_eq!(store.read(|c| reports::get(c, report.id)).unwrap().unwrap().status, ReportStatus::New);
    });
}

#[test]
fn attachments_keep_their_bytes_and_follow_a_report_into_its_case() {
    on_both(|store| {
        let case = has_case(store);
        let report = a_report(store, case.organisation_id);
        let row = AttachmentRow {
            id: Ids.next(),
            organisation_id: case.organisation_id,
            case_id: None,
            report_id: Some(report.id),
            sha256: "00".repeat(32),
            name: "../log\u{202e}.txt".into(),
            media_type: "text/plain".into(),
            size: 4,
            created_at: noon(),
            created_by: None,
        };
        let bytes = [0, 255, 10, 13];
        store.write(|tx| attachments::add(tx, &row, &bytes)).unwrap();
        assert_eq!(store.read(|c| attachments::get(c, row.id)), Ok(Some(row.clone())));
        assert_eq!(store.read(|c| attachments::bytes(c, row.id)), Ok(Some(bytes.to_vec())));
        assert_eq!(store.read(|c| attachments::of_report(c, report.id)), Ok(vec![row.clone()]));
        assert_eq!(store.read(|c| attachments::of_case(c, case.id)), Ok(vec![]));
        assert_eq!(store.write(|tx| attachments::hand_to_case(tx, report.id, case.id)), Ok(1));
        let handed = AttachmentRow { case_id: Some(case.id), ..row };
        assert_eq!(store.read(|c| attachments::of_case(c, case.id)), Ok(vec![handed]));
    });
}

/// A frozen version of a notice of this case.
pub fn has_version(store: &Store, case: &CaseRow, notice: Uuid, version: i64) -> NoticeVersionRow {
    let row = NoticeVersionRow {
        id: Ids.next(),
        case_id: case.id,
        notice_id: notice,
        version,
        digest: "d".repeat(64),
        content: json!({"what": "é"}),
        html: "<p>é</p>".into(),
        text: "é\r\n".into(),
        frozen_at: noon().plus(hours(version)),
        binding: Some(json!({"facts": "f", "template": "t", "policy": "p"}).to_string()),
    };
    store.write(|tx| notices::freeze(tx, &row)).unwrap();
    row
}

#[test]
fn a_frozen_notice_is_read_back_byte_for_byte_and_never_changed() {
    on_both_databases(|database| {
        let store = &database.store;
        let case = has_case(store);
        let notice = Ids.next();
        let (first, second) = (has_version(store, &case, notice, 1), has_version(store, &case, notice, 2));
        assert_eq!(store.read(|c| notices::version(c, first.id)), Ok(Some(first.clone())));
        assert_eq!(store.read(|c| notices::versions_of(c, notice)), Ok(vec![second.clone(), first.clone()]));
        assert_eq!(store.read(|c| notices::of_case(c, case.id)), Ok(vec![first.clone(), second]));
        let again = NoticeVersionRow { id: Ids.next(), ..first };
        let refused = store.write(|tx| notices::freeze(tx, &again));
        assert_eq!(refused, Err(StoreError::Unique { what: "notice_versions.notice_id+version".into() }));
        let error = database.sql("UPDATE notice_versions SET html = ''").unwrap_err().to_string();
        assert!(error.contains("never changed"), "{error}");
    });
}
