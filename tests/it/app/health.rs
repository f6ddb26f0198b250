use breachdesk::app::{demo, health, reminders};
use breachdesk::domain::values::At;
use breachdesk::store::reminders as rows;
use chrono::TimeDelta;

use crate::support::bare::on_both;

#[test]
fn the_desk_counts_as_failing_when_a_due_reminder_waits_for_more_than_five_minutes() {
    on_both(|ctx| {
        demo::build(ctx, At::parse(demo::STANDS_AT).unwrap()).unwrap();
        reminders::fire::fire_due(ctx).unwrap();
        assert!(health::reminders_fire(ctx));
        let next = ctx.store.read(rows::next_due_at).unwrap().unwrap();
        ctx.clock.set(next.plus(TimeDelta::minutes(4)));
        assert!(health::reminders_fire(ctx), "four minutes may pass");
        ctx.clock.set(next.plus(TimeDelta::minutes(6)));
        assert!(!health::reminders_fire(ctx));
        reminders::fire::fire_due(ctx).unwrap();
        assert!(health::reminders_fire(ctx), "late ones were fired");
    });
}
