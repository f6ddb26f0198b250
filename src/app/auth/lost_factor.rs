//! The way back for who lost the telephone, and the mails by which a person learns that their second factor changed: whoever took it off
//! in their name is found out (ASVS 6.3.7).

use serde_json::json;
use uuid::Uuid;

use crate::app::admin::desk_event;
use crate::app::outgoing::{self, StaffMail};
use crate::app::{AppError, AppResult, Ctx, letters};
use crate::domain::actor::Actor;
use crate::store::second_factors::{self, FactorState};
use crate::store::users::{self, UserRow};
use crate::store::{Conn, memberships, sessions};

/// What happened to a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FactorNews {
    SetUp,
    Removed,
    RecoveryCodeUsed,
    ResetByAdministrator,
    ResetByOperator,
}

impl FactorNews {
    /// As the letter names it.
    const fn as_str(self) -> &'static str {
        match self {
            Self::SetUp => "set_up",
            Self::Removed => "removed",
            Self::RecoveryCodeUsed => "recovery_code_used",
            Self::ResetByAdministrator => "reset",
            Self::ResetByOperator => "reset_by_operator",
        }
    }
}

/// Tells the person. Who belongs to no organisation gets no mail: there is none that would send it.
pub(super) fn tell(ctx: &Ctx, tx: &mut Conn, user: &UserRow, news: FactorNews, by: &str) -> AppResult<()> {
    let Some((membership, _)) = memberships::of_user(tx, user.id)?.into_iter().next() else { return Ok(()) };
    let context = json!({ "what": news.as_str(), "by": by, "link": ctx.link("/account/second-factor") });
    let mail = StaffMail {
        to: user,
        organisation: membership.organisation_id,
        case: None,
        dedupe_key: format!("second_factor/{}", ctx.ids.next()),
        letter: letters::letter(&user.language, "second_factor", context)?,
    };
    outgoing::staff(ctx, tx, mail)?;
    Ok(())
}

/// Forgets a person's second factor inside an administrator's change, which records it; false where there was none.
pub fn reset_in(ctx: &Ctx, tx: &mut Conn, user: &UserRow, by: &str) -> AppResult<bool> {
    let was_on = forget(tx, user.id)?;
    if was_on {
        tell(ctx, tx, user, FactorNews::ResetByAdministrator, by)?;
    }
    Ok(was_on)
}

fn forget(tx: &mut Conn, user: Uuid) -> AppResult<bool> {
    second_factors::remove(tx, user, FactorState::Shown)?;
    Ok(second_factors::remove(tx, user, FactorState::Active)?)
}

/// Forgets the second factor of a person whom no administrator can help, such as the only one. For whoever holds the machine; it is on
/// record as done by the desk itself, ends the person's sessions and tells the person.
///
/// # Errors
/// Not found where nobody has this address, or no second factor.
pub fn reset_by_operator(ctx: &Ctx, email: &str) -> AppResult<Uuid> {
    let now = ctx.clock.now();
    let email = email.trim().to_lowercase();
    let user = ctx.store.write(|tx| {
        let user = users::by_email(tx, &email)?.ok_or(AppError::NotFound)?;
        if !forget(tx, user.id)? {
            return Err(AppError::NotFound);
        }
        sessions::end_all_of(tx, user.id, None, now)?;
        tell(ctx, tx, &user, FactorNews::ResetByOperator, "")?;
        desk_event(ctx, tx, &Actor::system(), "second_factor_reset", json!({ "user": user.id }))?;
        Ok::<_, AppError>(user.id)
    })?;
    tracing::warn!(user.id = %user, "The operator reset the second factor of user {user}");
    ctx.wake.notify_waiters();
    Ok(user)
}
