//! The daily mail that proves that reminders are looked after (T9), with the head of the record in it (E4).

use breachdesk::app::{demo, quiet, record};
use breachdesk::domain::values::At;
use breachdesk::jobs::reminding;
use breachdesk::store::outbox::{self, Queue};
use breachdesk::store::{StoreResult, quarantine};
use chrono::TimeDelta;

use crate::support::bare::on_both;

/// Address and text of each daily mail that waits.
fn daily(ctx: &breachdesk::app::Ctx) -> Vec<(String, String)> {
    let now = ctx.clock.now();
    let rows: StoreResult<Vec<_>> = ctx.store.write(|tx| {
        let rows = outbox::claim(tx, Queue::Single, "me", now, TimeDelta::minutes(5), 1_000)?;
        outbox::release_all(tx, "me", now)?;
        Ok(rows)
    });
    rows.unwrap()
        .into_iter()
        .filter(|row| row.dedupe_key.starts_with("quiet/"))
        .map(|row| {
            (String::from_utf8(row.to_address).unwrap(), row.content["text"].as_str().unwrap_or_default().to_owned())
        })
        .collect()
}

#[test]
fn once_a_day_from_seven_the_dpo_and_the_auditor_hear_that_reminders_are_looked_after() {
    on_both(|ctx| {
        demo::build(ctx, At::parse("2026-09-02T08:00:00Z").unwrap()).unwrap();
        ctx.clock.set(At::parse("2026-10-04T04:30:00Z").unwrap());
        reminding::beat(ctx);
        ctx.clock.set(At::parse("2026-10-04T05:01:00Z").unwrap());
        reminding::beat(ctx);
        assert!(daily(ctx).is_empty(), "nobody misses a mail on the first day");
        // 06:59 and 07:00 in Rome.
        ctx.clock.set(At::parse("2026-10-05T04:59:00Z").unwrap());
        reminding::beat(ctx);
        assert!(daily(ctx).is_empty());
        ctx.clock.set(At::parse("2026-10-05T05:00:01Z").unwrap());
        reminding::beat(ctx);
        let mut told = daily(ctx);
        told.sort();
        let to: Vec<&str> = told.iter().map(|(to, _)| to.as_str()).collect();
        assert_eq!(
            to,
            [
                "chiara.bonfanti@example.org",
                "jonas.lindqvist@example.org",
                "jonas.lindqvist@example.org",
                "marta.bellandi@example.it",
                "tomas.ferreira@example.org"
            ]
        );
        let italian = &told[3].1;
        assert!(italian.contains("Casi aperti: "), "{italian}");
        // The head in the mail is one that a later check takes.
        let (_, after) = told[0].1.split_once("Head of the record:").unwrap();
        let head = record::Head::parse(after.split_whitespace().next().unwrap()).unwrap();
        assert!(record::check_since(&ctx.store, Some(&head)).unwrap().is_whole());
        assert!(italian.contains(&head.digest));

        // Again in the same hour, by a second copy, and after the clock went back: nothing more.
        assert_eq!(quiet::tell(ctx).unwrap(), 0);
        ctx.clock.set(At::parse("2026-10-04T09:00:00Z").unwrap());
        assert_eq!(quiet::tell(ctx).unwrap(), 0);
        assert_eq!(daily(ctx).len(), 0, "what waits is of tomorrow as this clock sees it");
        ctx.clock.set(At::parse("2026-10-06T05:30:00Z").unwrap());
        reminding::beat(ctx);
        assert_eq!(daily(ctx).len(), 10);
    });
}

#[test]
fn a_restored_copy_says_nothing() {
    on_both(|ctx| {
        demo::build(ctx, At::parse("2026-09-02T08:00:00Z").unwrap()).unwrap();
        ctx.clock.set(At::parse("2026-10-04T09:00:00Z").unwrap());
        quiet::tell(ctx).unwrap();
        ctx.clock.advance(TimeDelta::days(1));
        let begun: StoreResult<usize> =
            ctx.store.write(|tx| quarantine::begin(tx, "2026-10-03T00:00:00Z", ctx.clock.now()));
        begun.unwrap();
        assert_eq!(quiet::tell(ctx).unwrap(), 0);
    });
}
