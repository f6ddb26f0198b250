//! The second factor: set up on the account page, asked at every sign-in, and a way back for who lost the telephone.
//!
//! A code counts once (ASVS 6.5.1), wrong ones count like wrong passwords, and a new password opens nothing without it (6.4.3).

use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use super::lost_factor::{self, FactorNews};
use super::sign_in::{self, NotSignedIn, Started};
use super::{token_hash, totp};
use crate::app::admin::desk_event;
use crate::app::member::SignedIn;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::actor::{Actor, ActorKind, Role};
use crate::domain::values::{At, Private};
use crate::store::second_factors::{self, FactorState, SecondFactorRow};
use crate::store::sessions::{self, SessionFactor};
use crate::store::users::{self, UserRow};
use crate::store::{Conn, StoreResult};

/// Roles of which a second factor is demanded where the desk demands it (ASVS 6.3.3): those who decide, and those who see or run everything.
pub const DEMANDED_OF: &[Role] = &[Role::Dpo, Role::Controller, Role::Admin, Role::Auditor];

/// How long the page after the password waits for the code.
pub const PATIENCE: TimeDelta = TimeDelta::minutes(10);

const RECOVERY_CODES: usize = 10;
/// Letters and digits that are not taken for one another.
const RECOVERY_LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567890";
const RECOVERY_LENGTH: usize = 10;

/// Where the vault's key of the secret opens: place of the value under the key.
const PLACE: u64 = 0;

/// What the account page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub active_since: Option<At>,
    pub recovery_left: usize,
    /// The secret that was shown and waits for its first code, as text for an app.
    pub shown: Option<Shown>,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Shown {
    pub secret: String,
    /// `otpauth://totp/…`, as apps read it from a link or a picture.
    pub link: String,
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shown")
    }
}

/// Whether this desk has to send the person to the set-up of the second factor before anything else.
pub fn is_lacking(who: &SignedIn) -> bool {
    !who.has_second_factor && who.roles.iter().any(|held| DEMANDED_OF.contains(&held.role))
}

pub fn standing(ctx: &Ctx, who: &SignedIn) -> AppResult<Standing> {
    let rows: StoreResult<_> = ctx.store.read(|conn| {
        let active = second_factors::get(conn, who.user, FactorState::Active)?;
        Ok((active, second_factors::get(conn, who.user, FactorState::Shown)?))
    });
    let (active, shown) = rows?;
    let fresh = |row: &SecondFactorRow| ctx.clock.now().since(row.created_at) < PATIENCE;
    let shown = shown.filter(fresh).map(|row| Ok::<_, AppError>(as_shown(who, &secret_of(ctx, &row)?))).transpose()?;
    Ok(Standing {
        recovery_left: active.as_ref().map_or(0, |row| row.recovery.split_whitespace().count()),
        active_since: active.map(|row| row.created_at),
        shown,
    })
}

fn as_shown(who: &SignedIn, secret: &[u8]) -> Shown {
    let text = totp::base32(secret);
    let of = percent_encoding::utf8_percent_encode(who.email.as_str(), percent_encoding::NON_ALPHANUMERIC);
    Shown { link: format!("otpauth://totp/Breachdesk:{of}?secret={text}&issuer=Breachdesk"), secret: text }
}

/// Makes a new secret and shows it. What counts until now goes on counting until a code of the new one came back.
pub fn begin(ctx: &Ctx, who: &SignedIn) -> AppResult<()> {
    let secret: [u8; totp::SECRET_BYTES] = ctx.ids.bytes();
    let (key, sealed_key) = ctx.vault.new_key(who.user);
    let row = SecondFactorRow {
        user_id: who.user,
        state: FactorState::Shown,
        sealed_key,
        sealed_secret: key.seal(PLACE, &secret),
        last_step: -1,
        recovery: String::new(),
        created_at: ctx.clock.now(),
    };
    let kept: StoreResult<()> = ctx.store.write(|tx| second_factors::put(tx, &row));
    Ok(kept?)
}

fn secret_of(ctx: &Ctx, row: &SecondFactorRow) -> AppResult<Vec<u8>> {
    let unsealable = |_| AppError::broken("a second factor does not open with this master key; reset it");
    let key = ctx.vault.open_key(row.user_id, &row.sealed_key).map_err(unsealable)?;
    Ok(key.open(PLACE, &row.sealed_secret).map_err(unsealable)?.to_vec())
}

/// The first code of the secret that was shown makes it count. Answers the recovery codes, which are shown this once; the person's other
/// sessions end.
pub fn confirm(ctx: &Ctx, who: &SignedIn, given: &str) -> AppResult<Option<Vec<String>>> {
    let now = ctx.clock.now();
    ctx.store.write(|tx| {
        let shown = second_factors::get(tx, who.user, FactorState::Shown)?;
        let shown = shown.filter(|row| now.since(row.created_at) < PATIENCE).ok_or(AppError::NotFound)?;
        let Some(step) = totp::step_of(&secret_of(ctx, &shown)?, given, now) else { return Ok(None) };
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code(ctx)).collect();
        let digests: Vec<String> = codes.iter().map(|code| digest(ctx, who.user, code)).collect();
        let active = SecondFactorRow {
            state: FactorState::Active,
            last_step: step,
            recovery: digests.join(" "),
            created_at: now,
            ..shown
        };
        second_factors::put(tx, &active)?;
        second_factors::remove(tx, who.user, FactorState::Shown)?;
        sessions::factor_given(tx, who.session)?;
        let ended = sessions::end_all_of(tx, who.user, Some(who.session), now)?;
        record(ctx, tx, who.user, "second_factor_set_up", FactorNews::SetUp)?;
        tracing::info!(user.id = %who.user, ended, "User {} set up a second factor", who.user);
        Ok(Some(codes))
    })
}

/// Takes the second factor off. Where the desk demands one, the next page asks for a new one.
pub fn remove(ctx: &Ctx, who: &SignedIn) -> AppResult<()> {
    let now = ctx.clock.now();
    ctx.store.write(|tx| {
        second_factors::remove(tx, who.user, FactorState::Shown)?;
        if !second_factors::remove(tx, who.user, FactorState::Active)? {
            return Err(AppError::NotFound);
        }
        sessions::end_all_of(tx, who.user, None, now)?;
        record(ctx, tx, who.user, "second_factor_removed", FactorNews::Removed)
    })
}

/// Whether a sign-in of this user goes on to the page of the code.
pub(super) fn is_active(conn: &mut Conn, user: Uuid) -> StoreResult<bool> {
    Ok(second_factors::get(conn, user, FactorState::Active)?.is_some())
}

/// Whether a password was given and the code is awaited.
pub fn is_awaited(ctx: &Ctx, token: &str) -> AppResult<bool> {
    let now = ctx.clock.now();
    let found: StoreResult<_> = ctx.store.read(|conn| sessions::awaiting(conn, &token_hash(token), now));
    Ok(found?.is_some())
}

/// The second step of a sign-in: the code of the app, or a recovery code. Answers a session with a new token; not found where no password
/// was given just before.
pub fn sign_in(ctx: &Ctx, token: &str, given: &str, longest: TimeDelta) -> AppResult<Result<Started, NotSignedIn>> {
    let now = ctx.clock.now();
    let found: StoreResult<_> = ctx.store.read(|conn| sessions::awaiting(conn, &token_hash(token), now));
    let (waiting, user) = found?.ok_or(AppError::NotFound)?;
    // A known browser waits here too: whoever guesses codes has the password already.
    if let Some(minutes) = sign_in::must_wait(&user, now) {
        return Ok(Err(NotSignedIn::Wait { minutes }));
    }
    let started = ctx.store.write(|tx| {
        if !takes(ctx, tx, &user, given, now)? {
            return Ok(None);
        }
        sessions::end(tx, waiting.id, now)?;
        sign_in::begin_session(ctx, tx, &user, SessionFactor::Given, now, longest).map(Some)
    });
    match started? {
        Some(started) => Ok(Ok(started)),
        None => {
            sign_in::count_failure(ctx, user.id, now)?;
            Ok(Err(NotSignedIn::Wrong))
        }
    }
}

/// Whether the code counts; it never does again.
fn takes(ctx: &Ctx, tx: &mut Conn, user: &UserRow, given: &str, now: At) -> AppResult<bool> {
    let Some(row) = second_factors::get(tx, user.id, FactorState::Active)? else { return Ok(false) };
    if let Some(step) = totp::step_of(&secret_of(ctx, &row)?, given, now) {
        return Ok(second_factors::take_step(tx, user.id, step)?);
    }
    let digest = digest(ctx, user.id, given);
    let left: Vec<&str> = row.recovery.split_whitespace().filter(|one| *one != digest).collect();
    if left.len() == row.recovery.split_whitespace().count() {
        return Ok(false);
    }
    let taken = second_factors::leave_recovery(tx, user.id, &row.recovery, &left.join(" "))?;
    if taken {
        record(ctx, tx, user.id, "recovery_code_used", FactorNews::RecoveryCodeUsed)?;
    }
    Ok(taken)
}

fn recovery_code(ctx: &Ctx) -> String {
    let letters = ctx.ids.bytes::<RECOVERY_LENGTH>().map(|byte| {
        let at = usize::from(byte & 31);
        RECOVERY_LETTERS.get(at).map_or('a', |letter| char::from(*letter))
    });
    let (front, back) = letters.split_at(RECOVERY_LENGTH / 2);
    format!("{}-{}", front.iter().collect::<String>(), back.iter().collect::<String>())
}

/// Keyed by the master key and the person, so that the database alone gives no code away; case, spaces and hyphens do not count.
fn digest(ctx: &Ctx, user: Uuid, code: &str) -> String {
    let bare: String = code.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect();
    hex::encode(ctx.vault.index(user).of(&format!("recovery {bare}")))
}

/// The event, and the mail to the person themselves.
fn record(ctx: &Ctx, tx: &mut Conn, user: Uuid, kind: &str, news: FactorNews) -> AppResult<()> {
    let row = users::get(tx, user)?.ok_or(AppError::NotFound)?;
    lost_factor::tell(ctx, tx, &row, news, row.name.as_str())?;
    let actor = Actor { kind: ActorKind::User, id: Some(user), role: None, name: Private::new(row.name.as_str()) };
    desk_event(ctx, tx, &actor, kind, json!({ "user": user }))
}
