//! Who works on a case from day to day: whoever opened it, until it is handed on.

use uuid::Uuid;

use super::{Outcome, load, run_in};
use crate::app::member::{SignedIn, WORKERS};
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::actor::Person;
use crate::domain::case::Case;
use crate::domain::command::Command;
use crate::domain::values::Private;
use crate::store::{Conn, memberships};

/// Members who may work on this case, each once: id and name.
pub fn may_handle(conn: &mut Conn, case: &Case) -> AppResult<Vec<(Uuid, String)>> {
    let mut people: Vec<(Uuid, String)> = Vec::new();
    for (_, user) in memberships::holders_of(conn, case.organisation, WORKERS)? {
        if case.is_seen_by(user.id) && !people.iter().any(|(known, _)| *known == user.id) {
            people.push((user.id, user.name));
        }
    }
    Ok(people)
}

/// Hands the case to somebody who may work on it.
pub fn hand_to(ctx: &Ctx, who: &SignedIn, reference: &str, user: Uuid) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (row, _) = load(tx, who, reference)?;
        let held = memberships::holders_of(tx, row.organisation_id, WORKERS)?;
        let taken = held.into_iter().find(|(_, member)| member.id == user);
        let (membership, member) = taken.ok_or(AppError::Invalid { field: "handler", key: "handler-unknown" })?;
        let handler = Person {
            user,
            name: Private::new(member.name),
            role: membership.role,
            as_deputy: membership.deputy_of.is_some(),
        };
        run_in(ctx, tx, who, reference, Command::SetHandler { handler })
    });
    ctx.wake.notify_waiters();
    done
}
