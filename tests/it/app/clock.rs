//! A clock that leapt or went back (T6): filings and messages to people wait for a word, the house hears of it, the record says it.

use std::time::Duration;

use breachdesk::app::clock_watch::{self, Seen};
use breachdesk::app::{AppError, AppResult, Ctx, people, record};
use breachdesk::domain::actor::Role;
use breachdesk::store::events::{self, RecordedEvent};
use breachdesk::store::outbox::{self, DeliveryKind, NewDelivery, Queue};
use chrono::TimeDelta;
use serde_json::json;

use super::reminders::{add_person, open};
use crate::people::office;
use crate::support::bare::on_both;

fn seen(ctx: &Ctx, seconds: u64) -> Seen {
    Seen { at: ctx.clock.now(), running: Duration::from_secs(seconds) }
}

fn queue(ctx: &Ctx, kind: DeliveryKind) {
    let (id, now) = (ctx.ids.next(), ctx.clock.now());
    let new = NewDelivery {
        id,
        kind,
        organisation_id: None,
        case_id: None,
        communication_id: None,
        notice_version_id: None,
        recipient_id: None,
        dedupe_key: format!("test/{id}"),
        to_address: b"desk@example.org".to_vec(),
        message_id: ctx.message_id(id),
        content: json!({ "subject": "x", "text": "x" }),
        next_at: now,
    };
    let added: AppResult<bool> = ctx.store.write(|tx| Ok(outbox::add(tx, new, now)?));
    added.unwrap();
}

fn claimed(ctx: &Ctx) -> Vec<DeliveryKind> {
    waiting(ctx, "test/")
}

/// Kinds of what a sender would get now, of this origin.
fn waiting(ctx: &Ctx, origin: &str) -> Vec<DeliveryKind> {
    of_queue(ctx, Queue::Single, origin)
}

fn of_queue(ctx: &Ctx, queue: Queue, origin: &str) -> Vec<DeliveryKind> {
    let now = ctx.clock.now();
    let rows: AppResult<Vec<DeliveryKind>> = ctx.store.write(|tx| {
        let rows = outbox::claim(tx, queue, "me", now, TimeDelta::minutes(5), 1_000)?;
        outbox::release_all(tx, "me", now)?;
        Ok(rows.into_iter().filter(|row| row.dedupe_key.starts_with(origin)).map(|row| row.kind).collect())
    });
    rows.unwrap()
}

fn kinds(ctx: &Ctx) -> Vec<String> {
    let all: AppResult<Vec<RecordedEvent>> = ctx.store.read(|conn| Ok(events::latest(conn, None, 5)?));
    all.unwrap().into_iter().map(|event| event.kind).collect()
}

#[test]
fn after_a_leap_of_the_clock_filings_wait_until_somebody_confirms_it_and_the_house_hears_of_it() {
    on_both(|ctx| {
        let desk = open(ctx);
        let before = seen(ctx, 100);
        assert!(!clock_watch::look(ctx, None, before).unwrap());
        ctx.clock.advance(TimeDelta::seconds(30));
        assert!(!clock_watch::look(ctx, Some(before), seen(ctx, 130)).unwrap());
        let before = seen(ctx, 130);
        ctx.clock.advance(TimeDelta::hours(7));
        assert!(clock_watch::look(ctx, Some(before), seen(ctx, 160)).unwrap());
        queue(ctx, DeliveryKind::Authority);
        queue(ctx, DeliveryKind::Staff);
        assert_eq!(claimed(ctx), [DeliveryKind::Staff]);
        assert_eq!(waiting(ctx, "clock/").len(), 3, "DPO, deputy and the controller's person");
        assert_eq!(clock_watch::standing(ctx).unwrap().unwrap().1, 6);
        // Time that is only counted changes nothing, and neither does a start of the program.
        assert!(clock_watch::look(ctx, None, seen(ctx, 0)).unwrap());

        let organisation = desk.dpo.roles[0].organisation;
        let handler = add_person(ctx, organisation, "Marek Nowicki", Role::Handler, None);
        assert!(matches!(clock_watch::confirm(ctx, &handler), Err(AppError::NotAllowed)));
        clock_watch::confirm(ctx, &desk.dpo).unwrap();
        assert_eq!(claimed(ctx).len(), 2);
        assert!(matches!(clock_watch::confirm(ctx, &desk.dpo), Err(AppError::NotFound)), "once");
        assert!(kinds(ctx).starts_with(&["clock_confirmed".to_owned()]));
        assert!(record::check(&ctx.store).unwrap().is_whole());
    });
}

#[test]
fn a_clock_that_went_back_is_put_on_record_once() {
    on_both(|ctx| {
        open(ctx);
        ctx.clock.advance(TimeDelta::hours(-2));
        let before = kinds(ctx);
        assert!(!clock_watch::look(ctx, None, seen(ctx, 100)).unwrap());
        clock_watch::look(ctx, Some(seen(ctx, 100)), seen(ctx, 130)).unwrap();
        let after = kinds(ctx);
        // The clock of a PostgreSQL that several copies share is its own.
        let said = usize::from(!ctx.store.is_postgres());
        assert_eq!(after.iter().filter(|kind| *kind == "clock_went_back").count(), said, "{before:?} {after:?}");
        assert!(record::check(&ctx.store).unwrap().is_whole());
    });
}

#[test]
fn after_a_leap_of_the_clock_the_people_concerned_wait_too() {
    office::on_both(|ctx| {
        let office = office::open(ctx);
        office.text("it");
        let number = office.started("email;nome\na@example.it;Anna Colli\nb@example.it;Bea Neri\n");
        people::tick(ctx).unwrap();
        let queue = || of_queue(ctx, Queue::Communication(office.mail_out(number).id), "");
        assert_eq!(queue(), [DeliveryKind::People; 2]);
        let before = seen(ctx, 100);
        ctx.clock.advance(TimeDelta::hours(7));
        assert!(clock_watch::look(ctx, Some(before), seen(ctx, 130)).unwrap());
        assert!(queue().is_empty());
        clock_watch::confirm(ctx, &office.controller).unwrap();
        assert_eq!(queue(), [DeliveryKind::People; 2]);
        assert!(record::check(&ctx.store).unwrap().is_whole());
    });
}
