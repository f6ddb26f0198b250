use breachdesk::app::cases::case_of;
use breachdesk::app::demo;
use breachdesk::app::reminders::fire;
use breachdesk::app::views::board::{self, Work};
use breachdesk::domain::actor::Role;
use breachdesk::domain::case::Case;
use breachdesk::domain::event::Event;
use breachdesk::domain::plan::{DutyKind, DutyStatus};
use breachdesk::domain::values::At;
use breachdesk::store::cases;
use breachdesk::store::events;
use breachdesk::store::reader::Reader;

use crate::support::bare::on_both;

fn case(ctx: &breachdesk::app::Ctx, reference: &str) -> Case {
    let organisations: Vec<_> =
        ctx.store.read(breachdesk::store::organisations::all).unwrap().iter().map(|row| row.id).collect();
    let row =
        ctx.store.read(|conn| cases::by_reference(conn, &organisations, Reader::Machine, reference)).unwrap().unwrap();
    case_of(&row).unwrap()
}

#[test]
fn both_stories_stand_on_sunday_morning_as_the_demo_tells_them() {
    on_both(|ctx| {
        let users = demo::build(ctx, At::parse(demo::STANDS_AT).unwrap()).unwrap();
        assert!(
            Role::ALL.iter().all(|role| users.iter().any(|user| user.roles.iter().any(|(_, held, _)| held == role)))
        );

        let luna = case(ctx, "BR-2026-0002");
        let rows = board::rows(&luna, ctx.clock.now());
        let telecom: Vec<_> = rows
            .iter()
            .filter(|row| row.duty.planned.rule == "eprivacy-611" && row.duty.planned.stage == "initial")
            .collect();
        let with = |work: Work| telecom.iter().filter(|row| row.work == work).count();
        assert_eq!((with(Work::Met), with(Work::FiledUnproven), with(Work::Approved)), (4, 2, 3));
        assert!(with(Work::Open) + with(Work::Presumed) > 0, "some are not begun");
        let second = luna.duties.iter().filter(|duty| duty.planned.stage == "second");
        assert!(second.clone().any(|duty| duty.planned.status == DutyStatus::NotStarted));
        assert!(second.clone().any(|duty| duty.planned.target_at.is_some()), "three days run where the first is filed");

        let ottima = case(ctx, "BR-2026-0001");
        let gdpr = ottima.duties.iter().find(|duty| duty.planned.rule == "gdpr-33").unwrap();
        assert_eq!((gdpr.planned.status, gdpr.planned.kind), (DutyStatus::Presumed, DutyKind::Authority));
    });
}

#[test]
fn every_notice_of_the_stories_stands_in_a_language_that_its_authority_takes() {
    on_both(|ctx| {
        demo::build(ctx, At::parse(demo::STANDS_AT).unwrap()).unwrap();
        let mut seen = 0;
        for reference in ["BR-2026-0001", "BR-2026-0002"] {
            for notice in case(ctx, reference).notices {
                let Some(to) = &notice.recipient else { continue };
                let taken = &ctx.policy.authority(&to.id).unwrap().languages;
                assert!(taken.contains(&notice.language), "{} in {}, takes {taken:?}", to.id, notice.language);
                seen += 1;
            }
        }
        assert!(seen > 10, "{seen}");
    });
}

#[test]
fn time_only_goes_forward_in_the_stories_so_that_no_filing_lies_in_the_future_of_its_plan() {
    on_both(|ctx| {
        demo::build(ctx, At::parse(demo::STANDS_AT).unwrap()).unwrap();
        for reference in ["BR-2026-0001", "BR-2026-0002"] {
            let kept = case(ctx, reference);
            assert!(kept.problems.is_empty(), "{reference}: {:?}", kept.problems);
            let recorded = ctx.store.read(|conn| events::of_case(conn, kept.id)).unwrap();
            assert!(recorded.len() > 10);
            for two in recorded.windows(2) {
                assert!(two[0].recorded_at <= two[1].recorded_at, "{reference}: {} after {}", two[1].kind, two[0].kind);
            }
        }
    });
}

#[test]
fn the_record_of_the_demo_is_whole_and_replays_to_the_same_cases() {
    on_both(|ctx| {
        demo::build(ctx, At::parse(demo::STANDS_AT).unwrap()).unwrap();
        for reference in ["BR-2026-0001", "BR-2026-0002"] {
            let kept = case(ctx, reference);
            let recorded = ctx.store.read(|conn| events::of_case(conn, kept.id)).unwrap();
            let replayed = recorded.into_iter().map(|event| {
                let at = event.recorded_at;
                (Event::from_stored(&event.kind, event.schema_version as i32, event.payload).unwrap(), at)
            });
            assert_eq!(Case::replay(replayed).unwrap(), kept);
        }
        let report = ctx.store.read(events::verify_chain).unwrap();
        assert!(report.is_whole(), "{report:?}");
    });
}

#[test]
fn reminders_of_the_demo_fire_once_one_message_per_case_and_person() {
    on_both(|ctx| {
        demo::build(ctx, At::parse(demo::STANDS_AT).unwrap()).unwrap();
        assert_eq!(fire::fire_due(ctx).unwrap(), 0, "what fell due in the story has fired in it");
        ctx.clock.advance(chrono::TimeDelta::hours(4));
        let first = fire::fire_due(ctx).unwrap();
        assert!(first > 0);
        assert_eq!(fire::fire_due(ctx).unwrap(), 0, "what has fired does not fire again");
    });
}

#[test]
fn a_demo_goes_on_with_its_people_and_its_clock() {
    on_both(|ctx| {
        assert!(demo::kept::users(ctx).unwrap().is_none(), "an empty desk is no demo");
        let built = demo::build(ctx, At::parse(demo::STANDS_AT).unwrap()).unwrap();
        let stood = ctx.clock.offset_micros();

        // The next process: its clock stands anywhere until it is wound.
        ctx.clock.set(At::parse("2020-02-29T12:00:00Z").unwrap());
        demo::kept::wind(&ctx.store, &ctx.clock).unwrap();
        assert_eq!(ctx.clock.offset_micros(), stood);
        let kept = demo::kept::users(ctx).unwrap().unwrap();
        let shown = |users: &[demo::DemoUser]| -> Vec<(String, String)> {
            users.iter().map(|user| (user.email.clone(), user.password.clone())).collect()
        };
        assert_eq!(shown(&kept), shown(&built));
    });
}
