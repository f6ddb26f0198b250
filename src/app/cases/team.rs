//! Comments with those who are to read them, and the log of what goes to and fro with authorities.

use uuid::Uuid;

use super::{Outcome, load, run, run_in};
use crate::app::member::{SignedIn, WORKERS};
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::actor::Person;
use crate::domain::command::Command;
use crate::domain::team::{Logged, Saying};
use crate::domain::values::Private;
use crate::store::memberships;

/// Adds a comment. Those are told who were chosen, and those whose name stands in the text behind an @.
pub fn comment(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    text: String,
    chosen: &[Uuid],
    privileged: bool,
) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (row, case) = load(tx, who, reference)?;
        let mut held = memberships::holders_of(tx, row.organisation_id, WORKERS)?;
        held.retain(|(_, user)| case.is_seen_by(user.id));
        if chosen.iter().any(|id| !held.iter().any(|(_, user)| user.id == *id)) {
            return Err(AppError::Invalid { field: "mentions", key: "handler-unknown" });
        }
        let lower = text.to_lowercase();
        let mut mentions: Vec<Person> = Vec::new();
        for (membership, user) in held {
            let named = || lower.contains(&format!("@{}", user.name.to_lowercase()));
            if mentions.iter().all(|person| person.user != user.id) && (chosen.contains(&user.id) || named()) {
                mentions.push(Person {
                    user: user.id,
                    name: Private::new(user.name),
                    role: membership.role,
                    as_deputy: membership.deputy_of.is_some(),
                });
            }
        }
        let saying = Saying::Comment { text: Private::new(&text), mentions, privileged };
        run_in(ctx, tx, who, reference, Command::Say(saying))
    });
    ctx.wake.notify_waiters();
    done
}

/// Records a letter, a mail or a call.
pub fn log(ctx: &Ctx, who: &SignedIn, reference: &str, logged: Logged) -> AppResult<Outcome> {
    run(ctx, who, reference, Command::Say(Saying::Log(logged)))
}
