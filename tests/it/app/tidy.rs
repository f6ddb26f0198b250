//! What the desk forgets by itself, on the clock that tests move, on both databases.

use breachdesk::app::AppResult;
use breachdesk::app::tidy::{FORM_TOKEN_DAYS, SESSION_DAYS, Tidied, tidy};
use breachdesk::jobs::tidying::beat;
use breachdesk::store::form_tokens;
use breachdesk::store::sessions::{self, SessionRow};
use breachdesk::store::users::{self, UserRow, UserStatus};
use chrono::TimeDelta;

use crate::support::bare::on_both;

#[test]
fn used_form_tokens_and_sessions_long_over_are_forgotten_and_what_still_counts_is_kept() {
    on_both(|ctx| {
        let now = ctx.clock.now();
        let user = UserRow {
            id: ctx.ids.next(),
            name: "Chiara Bonfanti".into(),
            email: "chiara.bonfanti@example.org".into(),
            password_hash: None,
            language: "en".into(),
            status: UserStatus::Active,
            failed_sign_ins: 0,
            failed_since_at: None,
            last_sign_in_at: None,
            created_at: now,
        };
        let session = |hash: u8| SessionRow {
            id: ctx.ids.next(),
            token_hash: vec![hash; 32],
            user_id: user.id,
            csrf_token: "x".into(),
            created_at: now,
            seen_at: now,
            reauthenticated_at: now,
            expires_at: now.plus(TimeDelta::hours(12)),
            ended_at: None,
            factor: breachdesk::store::sessions::SessionFactor::None,
        };
        let first = session(1);
        let made: AppResult<()> = ctx.store.write(|tx| {
            users::add(tx, &user)?;
            sessions::start(tx, &first)?;
            form_tokens::issue(tx, "of-a-session", Some(first.id), now)?;
            form_tokens::issue(tx, "of-nobody", None, now)?;
            Ok(())
        });
        made.unwrap();
        assert_eq!(tidy(ctx).unwrap(), Tidied::default());

        // The loop works once an hour by the desk's clock, however often it looks.
        ctx.clock.set(now.plus(TimeDelta::days(FORM_TOKEN_DAYS)).plus(TimeDelta::minutes(-30)));
        let last = beat(ctx, None);
        assert!(last.is_some());
        ctx.clock.advance(TimeDelta::minutes(50));
        assert_eq!(beat(ctx, last), last, "not yet an hour, so nothing is forgotten");
        assert_eq!(tidy(ctx).unwrap(), Tidied { form_tokens: 2, sessions: 0 }, "both are older than seven days by now");
        ctx.clock.advance(TimeDelta::minutes(11));
        assert_ne!(beat(ctx, last), last, "an hour is over");

        ctx.clock.set(first.expires_at.plus(TimeDelta::days(SESSION_DAYS)).plus(TimeDelta::seconds(1)));
        let second = SessionRow { expires_at: ctx.clock.now().plus(TimeDelta::hours(12)), ..session(2) };
        let made: AppResult<()> = ctx.store.write(|tx| Ok(sessions::start(tx, &second)?));
        made.unwrap();
        assert_eq!(tidy(ctx).unwrap(), Tidied { form_tokens: 0, sessions: 1 });
        let left: AppResult<_> = ctx.store.read(|conn| Ok(sessions::of_user(conn, user.id, ctx.clock.now())?));
        assert_eq!(left.unwrap().iter().map(|row| row.id).collect::<Vec<_>>(), [second.id]);
    });
}
