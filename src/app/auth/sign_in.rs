//! Signing in: constant work, slow down, never lock.
//!
//! Ten wrong tries an hour count against an account: five at once, then one more every twelve minutes. Nobody can shut the DPO out with
//! that: a browser that signed in before carries a proof of it and is held back by its network's limit only.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use super::{password, second_factor};
use crate::app::member::SignedIn;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::values::At;
use crate::store::sessions::{self, SessionFactor, SessionRow};
use crate::store::users::{self, UserRow, UserStatus};
use crate::store::{Conn, StoreResult};

/// What a sign-in form holds.
pub struct Attempt<'a> {
    pub email: &'a str,
    pub password: &'a str,
    /// The proof of an earlier sign-in in this browser; empty without.
    pub device: &'a str,
}

/// A session that began. Both texts go into cookies and are kept nowhere.
pub struct Started {
    pub token: String,
    /// Empty while the code is awaited.
    pub device: String,
    pub language: String,
    /// The password was right, and the code of the second factor comes next.
    pub awaits_code: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSignedIn {
    /// Address unknown, password wrong, account disabled or not yet taken up: one answer for all.
    Wrong,
    /// Minutes until the next try is welcome, at least one.
    Wait { minutes: i64 },
}

const WINDOW: TimeDelta = TimeDelta::hours(1);
const AT_ONCE: i64 = 5;
const THEN_ONE_PER_MINUTES: i64 = 12;

/// Minutes to wait after so many failures within the window.
fn wait(failures: i64, since: At, now: At) -> Option<i64> {
    let elapsed = now.since(since);
    if elapsed >= WINDOW || failures < AT_ONCE + elapsed.num_minutes() / THEN_ONE_PER_MINUTES {
        return None;
    }
    let welcome = since.plus(TimeDelta::minutes((failures - AT_ONCE + 1) * THEN_ONE_PER_MINUTES).min(WINDOW));
    Some(welcome.since(now).num_minutes() + 1)
}

/// Failures at addresses that nobody here has, so that those wait exactly like real ones and give nothing away.
#[derive(Default)]
pub struct Ghosts(Mutex<HashMap<Vec<u8>, (i64, At)>>);

const GHOSTS_AT_MOST: usize = 10_000;

impl Ghosts {
    fn wait(&self, email: &str, now: At) -> Option<i64> {
        let ghosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (failures, since) = ghosts.get(&super::token_hash(email))?;
        wait(*failures, *since, now)
    }

    fn failed(&self, email: &str, now: At) {
        let mut ghosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if ghosts.len() >= GHOSTS_AT_MOST {
            ghosts.retain(|_, (_, since)| now.since(*since) < WINDOW);
        }
        if ghosts.len() >= GHOSTS_AT_MOST {
            ghosts.clear();
        }
        let ghost = ghosts.entry(super::token_hash(email)).or_insert((0, now));
        *ghost = if now.since(ghost.1) < WINDOW { (ghost.0 + 1, ghost.1) } else { (1, now) };
    }
}

pub fn sign_in(
    ctx: &Ctx,
    ghosts: &Ghosts,
    attempt: &Attempt<'_>,
    longest: TimeDelta,
) -> AppResult<Result<Started, NotSignedIn>> {
    let now = ctx.clock.now();
    let email = attempt.email.trim().to_lowercase();
    let user: StoreResult<Option<UserRow>> = ctx.store.read(|conn| users::by_email(conn, &email));
    let user = user?;
    let is_known = user.as_ref().is_some_and(|user| is_device_of(user, attempt.device));
    let held_back = match &user {
        Some(_) if is_known => None,
        Some(user) => must_wait(user, now),
        None => ghosts.wait(&email, now),
    };
    if let Some(minutes) = held_back {
        return Ok(Err(NotSignedIn::Wait { minutes }));
    }
    let kept =
        user.as_ref().filter(|user| user.status == UserStatus::Active).and_then(|user| user.password_hash.as_deref());
    let fits = password::verify(attempt.password, kept)?;
    let Some(user) = user else {
        ghosts.failed(&email, now);
        return Ok(Err(NotSignedIn::Wrong));
    };
    if !fits {
        count_failure(ctx, user.id, now)?;
        return Ok(Err(NotSignedIn::Wrong));
    }
    let started = ctx.store.write(|tx| {
        if second_factor::is_active(tx, user.id)? {
            // Nothing opens yet, and the failures stand: else a known password would buy guesses at the code without end.
            let (token, session) = new_session(ctx, &user, SessionFactor::Awaited, now, second_factor::PATIENCE);
            sessions::start(tx, &session)?;
            return Ok(Started { token, device: String::new(), language: user.language.clone(), awaits_code: true });
        }
        begin_session(ctx, tx, &user, SessionFactor::None, now, longest)
    });
    started.map(Ok)
}

/// Starts the session of somebody who gave all that was asked.
pub(super) fn begin_session(
    ctx: &Ctx,
    tx: &mut Conn,
    user: &UserRow,
    factor: SessionFactor,
    now: At,
    longest: TimeDelta,
) -> AppResult<Started> {
    let (token, session) = new_session(ctx, user, factor, now, longest);
    users::signed_in(tx, user.id, now)?;
    sessions::start(tx, &session)?;
    tracing::info!(user.id = %user.id, session.id = %session.id, "User {} signed in", user.id);
    Ok(Started { token, device: device_proof(ctx, user), language: user.language.clone(), awaits_code: false })
}

fn new_session(ctx: &Ctx, user: &UserRow, factor: SessionFactor, now: At, life: TimeDelta) -> (String, SessionRow) {
    let token = ctx.ids.token();
    let session = SessionRow {
        id: ctx.ids.next(),
        token_hash: super::token_hash(&token),
        user_id: user.id,
        csrf_token: String::new(),
        created_at: now,
        seen_at: now,
        reauthenticated_at: now,
        expires_at: now.plus(life),
        ended_at: None,
        factor,
    };
    (token, session)
}

/// Minutes for which the account takes no further try, if any.
pub(super) fn must_wait(user: &UserRow, now: At) -> Option<i64> {
    user.failed_since_at.and_then(|since| wait(user.failed_sign_ins, since, now))
}

pub(super) fn count_failure(ctx: &Ctx, user: Uuid, now: At) -> AppResult<()> {
    let counted: StoreResult<i64> = ctx.store.write(|tx| users::sign_in_failed(tx, user, now, WINDOW));
    let failures = counted?;
    tracing::info!(user.id = %user, failures, "Sign-in of user {user} failed, {failures} in this hour");
    Ok(())
}

/// A mark that this browser signed in as this user: keyed by the user's own password hash, so it is kept nowhere and ends with a new
/// password.
fn device_proof(ctx: &Ctx, user: &UserRow) -> String {
    let open = hex::encode(ctx.ids.bytes::<16>());
    let proof = device_mac(user, &open).map(|mac| hex::encode(mac.finalize().into_bytes())).unwrap_or_default();
    format!("{open}.{proof}")
}

fn is_device_of(user: &UserRow, device: &str) -> bool {
    let Some((open, proof)) = device.split_once('.') else { return false };
    let Ok(proof) = hex::decode(proof) else { return false };
    device_mac(user, open).is_some_and(|mac| mac.verify_slice(&proof).is_ok())
}

fn device_mac(user: &UserRow, open: &str) -> Option<Hmac<Sha256>> {
    let key = user.password_hash.as_deref()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).ok()?;
    mac.update(b"breachdesk device\0");
    mac.update(user.id.as_bytes());
    mac.update(open.as_bytes());
    Some(mac)
}

/// The password again, for acts that ask for it (7.5.3). A wrong one counts like a failed sign-in.
pub fn confirm_password(ctx: &Ctx, who: &SignedIn, given: &str) -> AppResult<Result<(), NotSignedIn>> {
    let now = ctx.clock.now();
    let user: StoreResult<Option<UserRow>> = ctx.store.read(|conn| users::get(conn, who.user));
    let user = user?.ok_or(AppError::NotFound)?;
    if let Some(minutes) = must_wait(&user, now) {
        return Ok(Err(NotSignedIn::Wait { minutes }));
    }
    if !password::verify(given, user.password_hash.as_deref())? {
        count_failure(ctx, user.id, now)?;
        return Ok(Err(NotSignedIn::Wrong));
    }
    let renewed: StoreResult<()> = ctx.store.write(|tx| sessions::reauthenticated(tx, who.session, now));
    renewed?;
    Ok(Ok(()))
}

/// A new password for somebody who is signed in and gave the old one. All their other sessions end.
pub fn change_password(ctx: &Ctx, who: &SignedIn, new: &str) -> AppResult<()> {
    let now = ctx.clock.now();
    let hash = password::hash(&ctx.ids, new)?;
    let changed: StoreResult<usize> = ctx.store.write(|tx| {
        users::set_password(tx, who.user, &hash)?;
        sessions::end_all_of(tx, who.user, Some(who.session), now)
    });
    let ended = changed?;
    tracing::info!(user.id = %who.user, ended, "User {} changed the password, {ended} other sessions ended", who.user);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_takes_ten_guesses_an_hour_and_is_never_locked() {
        let start = At::parse("2026-10-04T06:00:00Z").unwrap();
        let mut failures = 0;
        for minute in 0..60 {
            let now = start.plus(TimeDelta::minutes(minute));
            for _ in 0..100 {
                if failures == 0 || wait(failures, start, now).is_none() {
                    failures += 1;
                }
            }
        }
        assert!((9..=10).contains(&failures), "{failures}");
        assert_eq!(wait(failures, start, start.plus(TimeDelta::minutes(60))), None);
        assert_eq!(wait(5, start, start), Some(13));
    }

    #[test]
    fn an_address_that_nobody_has_waits_like_a_real_one() {
        let now = At::parse("2026-10-04T06:00:00Z").unwrap();
        let ghosts = Ghosts::default();
        for _ in 0..5 {
            assert_eq!(ghosts.wait("nobody@example.org", now), None);
            ghosts.failed("nobody@example.org", now);
        }
        assert_eq!(ghosts.wait("nobody@example.org", now), Some(13));
        assert_eq!(ghosts.wait("somebody@example.org", now), None);
    }
}
