//! Who gets in: sign-in, sessions, passwords, links that open once.

pub mod links;
pub mod lost_factor;
pub mod password;
mod predictable;
pub mod second_factor;
pub mod sign_in;
pub mod totp;

use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::member::{ActiveRole, SignedIn};
use super::{AppError, AppResult, Ctx};
use crate::domain::values::{At, Private};
use crate::store::memberships;
use crate::store::sessions::{self, SessionFactor, SessionRow};
use crate::store::users::{self, UserRow};
use crate::store::{Conn, StoreResult};

/// Tokens are kept as their SHA-256: they are 256 random bits, so nothing slower is needed.
pub(crate) fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// The person behind a session cookie, if the session lives. Roles are read at every request, so that a suspended membership or a removed
/// role ends its rights at once (8.3.2).
pub fn signed_in(ctx: &Ctx, token: &str, idle: TimeDelta) -> AppResult<Option<SignedIn>> {
    let now = ctx.clock.now();
    let hash = token_hash(token);
    let found: Option<(SessionRow, SignedIn)> = ctx.store.read(|conn| {
        let Some((session, user)) = sessions::alive(conn, &hash, now, idle)? else { return Ok(None) };
        let who = with_roles(conn, &session, &user)?;
        Ok::<_, AppError>(Some((session, who)))
    })?;
    let Some((session, who)) = found else { return Ok(None) };
    // Once a minute is enough for a limit counted in hours, and keeps reading pages from writing.
    if now.since(session.seen_at) >= TimeDelta::minutes(1) {
        let moved: StoreResult<()> = ctx.store.write(|tx| sessions::seen(tx, session.id, now));
        moved?;
    }
    Ok(Some(who))
}

fn with_roles(conn: &mut Conn, session: &SessionRow, user: &UserRow) -> AppResult<SignedIn> {
    let roles = memberships::held_by(conn, user.id)?
        .into_iter()
        .map(|held| ActiveRole {
            organisation: held.organisation,
            organisation_slug: held.slug,
            organisation_name: held.name,
            role: held.role,
            deputy_of: held.deputy_of,
        })
        .collect();
    Ok(SignedIn {
        user: user.id,
        session: session.id,
        name: Private::new(user.name.clone()),
        email: Private::new(user.email.clone()),
        language: user.language.clone(),
        reauthenticated_at: Some(session.reauthenticated_at),
        has_second_factor: session.factor == SessionFactor::Given,
        roles,
    })
}

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSession {
    pub id: Uuid,
    pub started_at: At,
    pub seen_at: At,
    pub is_this_one: bool,
}

pub fn own_sessions(ctx: &Ctx, who: &SignedIn) -> AppResult<Vec<OwnSession>> {
    let now = ctx.clock.now();
    let rows: StoreResult<Vec<SessionRow>> = ctx.store.read(|conn| sessions::of_user(conn, who.user, now));
    let own = |row: SessionRow| OwnSession {
        id: row.id,
        started_at: row.created_at,
        seen_at: row.seen_at,
        is_this_one: row.id == who.session,
    };
    Ok(rows?.into_iter().map(own).collect())
}

/// Ends one of the person's own sessions. Somebody else's is not found, which is all they may know.
pub fn end_own_session(ctx: &Ctx, who: &SignedIn, session: Uuid) -> AppResult<()> {
    let now = ctx.clock.now();
    ctx.store.write(|tx| {
        let is_own = sessions::of_user(tx, who.user, now)?.iter().any(|row| row.id == session);
        if !is_own {
            return Err(AppError::NotFound);
        }
        Ok(sessions::end(tx, session, now)?)
    })
}

pub fn sign_out(ctx: &Ctx, who: &SignedIn) -> AppResult<()> {
    let now = ctx.clock.now();
    let ended: StoreResult<()> = ctx.store.write(|tx| sessions::end(tx, who.session, now));
    Ok(ended?)
}

/// Sets the language of the screens and of mails to this person.
pub fn set_language(ctx: &Ctx, who: &SignedIn, language: &str) -> AppResult<()> {
    let saved: StoreResult<()> = ctx.store.write(|tx| users::set_profile(tx, who.user, who.name.as_str(), language));
    Ok(saved?)
}
