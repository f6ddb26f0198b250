//! Who is reminded of what beside the duties' clocks: reviews that have to follow, tasks, whoever works on the case; and who is on it.

use breachdesk::app::cases::{self, handing};
use breachdesk::app::member::{ActiveRole, SignedIn};
use breachdesk::app::notices::{self, prepare};
use breachdesk::app::reminders::{About, acknowledge, subject_id};
use breachdesk::app::{AppError, AppResult};
use breachdesk::domain::actor::Role;
use breachdesk::domain::case::Phase;
use breachdesk::domain::command::Command;
use breachdesk::domain::event::Event;
use breachdesk::domain::values::{At, Private};

use super::reminders::{Desk, HOUR, add_person, open};
use crate::support::bare::on_both;

/// A handler of the same organisation, who is no DPO.
fn handler(desk: &Desk<'_>, name: &str) -> SignedIn {
    let organisation = desk.dpo.roles[0].organisation;
    add_person(desk.ctx, organisation, name, Role::Handler, None)
}

#[test]
fn saying_to_be_on_it_is_an_event_of_the_case_once_and_a_mark_on_the_reminders() {
    on_both(|ctx| {
        let desk = open(ctx);
        desk.at(12, 0);
        desk.fire();
        let duty = desk.duty("eprivacy-611", "IT-TELECOM").number;
        let said = |desk: &Desk<'_>| {
            let id = desk.case().id;
            let recorded: AppResult<_> = ctx.store.read(|conn| cases::recorded(conn, id));
            let events = recorded.unwrap().into_iter().map(|row| row.event);
            events.filter(|event| matches!(event, Event::ReminderAcknowledged { .. })).collect::<Vec<_>>()
        };
        assert!(acknowledge::acknowledge(ctx, &desk.dpo, &desk.reference, duty).unwrap() > 0);
        let [Event::ReminderAcknowledged { about, by, at }] = &said(&desk)[..] else { panic!("{:?}", said(&desk)) };
        assert_eq!((*about, by.user), (About::Duty(duty), desk.dpo.user));
        assert_eq!(at.since(desk.t0).num_hours(), 12);
        assert_eq!(acknowledge::acknowledge(ctx, &desk.dpo, &desk.reference, duty).unwrap(), 0);
        assert_eq!(said(&desk).len(), 1, "where nothing waited, nothing is recorded");
        assert!(acknowledge::acknowledge(ctx, &desk.dpo, &desk.reference, 4711).is_err());
    });
}

#[test]
fn a_release_without_second_approval_rings_until_somebody_else_has_reviewed_it() {
    on_both(|ctx| {
        let desk = open(ctx);
        let duty = desk.duty("gdpr-33", "CY");
        let drafted = prepare(ctx, &desk.dpo, &desk.reference, duty.number, "en").unwrap();
        let number = drafted.case.notices.last().unwrap().number;
        desk.at(1, 0);
        let digest = ctx.store.read(|conn| {
            let (_, case) = cases::load(conn, &desk.dpo, &desk.reference)?;
            let seen = notices::seen(ctx, conn, &case, case.notice(number).unwrap())?;
            Ok::<_, AppError>(seen.rendered.digest)
        });
        let release = notices::Release {
            exception: Some(Private::new("Nobody answers")),
            findings: Some(Private::new("The rest follows")),
        };
        notices::approve(ctx, &desk.dpo, &desk.reference, number, &digest.unwrap(), release).unwrap();
        let review = About::Review(number);
        let waiting = || {
            let id = subject_id(desk.case().id, review);
            let rows =
                desk.rows().into_iter().filter(|r| r.duty_id == id && r.fired_at.is_none() && r.cancelled_at.is_none());
            let mut minutes: Vec<i64> = rows.map(|row| row.due_at.since(desk.t0).num_minutes()).collect();
            minutes.sort_unstable();
            minutes.dedup();
            minutes
        };
        // Released after one hour: at once, four hours and one hour before its end, and at its end.
        assert_eq!(waiting(), [1, 21, 24, 25].map(|h| h * HOUR));
        let told =
            |mailbox: &str| desk.to(mailbox).iter().filter(|(_, text)| text.contains("review afterwards")).count();
        desk.fire();
        assert_eq!((told("aoife"), told("tomas"), told("chiara")), (1, 1, 0), "those who may review it");
        desk.at(25, 1);
        desk.fire();
        let after = told("aoife");
        assert!(after > 1);
        assert_eq!(waiting(), [29 * HOUR], "again after four hours");
        desk.at(29, 1);
        desk.fire();
        assert_eq!(told("aoife"), after + 1, "it rings until it is done");

        let controller = SignedIn {
            user: desk.case().id,
            roles: vec![ActiveRole { role: Role::Controller, ..desk.dpo.roles[0].clone() }],
            ..desk.dpo.clone()
        };
        let command = Command::ReviewAfterwards { number, remark: Private::new("Read") };
        cases::run(ctx, &controller, &desk.reference, command).unwrap();
        assert!(waiting().is_empty());
        desk.at(40, 0);
        desk.fire();
        assert_eq!(told("aoife"), after + 1, "and is silent then");
    });
}

#[test]
fn who_works_on_the_case_hears_of_its_duties_beside_the_dpo_and_hands_that_on() {
    on_both(|ctx| {
        let desk = open(ctx);
        let (marek, ines) = (handler(&desk, "Marek Nowicki"), handler(&desk, "Ines Hartwig"));
        assert_eq!(desk.case().handler.unwrap().user, desk.dpo.user, "whoever opened it, until it is handed on");
        desk.fire();
        assert_eq!(desk.to("marek").len(), 0);
        handing::hand_to(ctx, &marek, &desk.reference, marek.user).unwrap();
        desk.fire();
        assert!(!desk.to("marek").is_empty(), "what begins at once is told at once");
        desk.at(12, 0);
        desk.fire();
        let heard = desk.to("marek").len();
        assert!(desk.to("marek").last().unwrap().1.contains("Italian Data Protection Authority"));
        assert!(desk.to("chiara").last().unwrap().1.contains("Italian Data Protection Authority"));

        handing::hand_to(ctx, &desk.dpo, &desk.reference, ines.user).unwrap();
        desk.at(18, 0);
        desk.fire();
        assert_eq!(desk.to("marek").len(), heard, "what waited for the one before is taken back");
        assert!(!desk.to("ines").is_empty());
        let stranger = handing::hand_to(ctx, &desk.dpo, &desk.reference, desk.case().id);
        assert!(matches!(stranger, Err(AppError::Invalid { .. })), "{stranger:?}");
    });
}

#[test]
fn the_owner_of_a_task_is_reminded_of_its_day_and_the_dpo_too_once_it_is_late() {
    on_both(|ctx| {
        let desk = open(ctx);
        handler(&desk, "Marek Nowicki");
        // The test begins on Sunday, 4 October, 08:26 in Rome.
        let task = |title: &str, owner: &str, day: &str| Command::AddTask {
            phase: Phase::Facts,
            title: Private::new(title),
            owner: Private::new(owner),
            due_on: Some(day.parse().unwrap()),
            must: true,
        };
        cases::run(ctx, &desk.dpo, &desk.reference, task("Read the firewall logs", "marek nowicki", "2026-10-06"))
            .unwrap();
        cases::run(ctx, &desk.dpo, &desk.reference, task("Call the forensic firm", "Harrow Forensics", "2026-10-05"))
            .unwrap();
        let told = |mailbox: &str, what: &str| desk.to(mailbox).iter().filter(|(_, text)| text.contains(what)).count();
        ctx.clock.set(At::parse("2026-10-05T07:00:00Z").unwrap());
        desk.fire();
        assert_eq!(
            (told("marek", "firewall logs"), told("chiara", "firewall logs")),
            (1, 0),
            "the day before, at nine"
        );
        assert_eq!(
            told("chiara", "forensic firm"),
            1,
            "nobody here is called that: the DPO; both mornings in one mail"
        );
        ctx.clock.set(At::parse("2026-10-06T07:00:00Z").unwrap());
        desk.fire();
        assert_eq!((told("marek", "firewall logs"), told("chiara", "firewall logs")), (2, 0));
        ctx.clock.set(At::parse("2026-10-07T07:00:00Z").unwrap());
        desk.fire();
        assert_eq!((told("marek", "firewall logs"), told("chiara", "firewall logs")), (3, 1), "late: the DPO as well");
        let number = desk.case().tasks[0].number;
        cases::run(ctx, &desk.dpo, &desk.reference, Command::CompleteTask { number }).unwrap();
        ctx.clock.set(At::parse("2026-10-08T07:00:00Z").unwrap());
        desk.fire();
        assert_eq!(told("marek", "firewall logs"), 3, "done is done");
    });
}
