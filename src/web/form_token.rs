//! The token in every form: proves that the form came from a page of ours in the same browser, and makes a repeated POST happen once.
//!
//! A token is made without writing anything: a random part, the time it was made, and an HMAC over both with a key that only this
//! browser's cookie holds. Only a token that is used is written down (`store::form_tokens`).

use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::domain::values::At;
use crate::ids::Ids;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    Good,
    /// Ours, but shown too long ago.
    Old,
    /// Missing, changed, or from another session.
    Foreign,
}

/// `secret` is the value of the session cookie, or of the visitor cookie before sign-in.
pub fn make(ids: &Ids, secret: &str, now: At) -> String {
    let open = format!("{}.{:x}", hex::encode(ids.bytes::<16>()), now.micros());
    let proof = hex::encode(mac(secret, &open).finalize().into_bytes());
    format!("{open}.{proof}")
}

pub fn check(token: &str, secret: &str, now: At, lifetime: TimeDelta) -> Checked {
    let Some((open, proof)) = token.rsplit_once('.') else { return Checked::Foreign };
    let Ok(proof) = hex::decode(proof) else { return Checked::Foreign };
    // Compares in constant time.
    if secret.is_empty() || mac(secret, open).verify_slice(&proof).is_err() {
        return Checked::Foreign;
    }
    let made =
        open.rsplit_once('.').and_then(|(_, micros)| i64::from_str_radix(micros, 16).ok()).and_then(At::from_micros);
    match made {
        Some(made) if now.since(made) <= lifetime => Checked::Good,
        _ => Checked::Old,
    }
}

fn mac(secret: &str, open: &str) -> Hmac<Sha256> {
    // HMAC takes keys of any length; the fallback is never reached and would match nothing made with a real key.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .unwrap_or_else(|_| <Hmac<Sha256> as KeyInit>::new(&Default::default()));
    mac.update(b"breachdesk form\0");
    mac.update(open.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_in_its_browser_for_its_time() {
        let now = At::parse("2026-10-04T06:26:00Z").unwrap();
        let day = TimeDelta::hours(12);
        let token = make(&Ids, "cookie-a", now);
        assert_eq!(check(&token, "cookie-a", now.plus(TimeDelta::hours(11)), day), Checked::Good);
        assert_eq!(check(&token, "cookie-a", now.plus(TimeDelta::hours(13)), day), Checked::Old);
        assert_eq!(check(&token, "cookie-b", now, day), Checked::Foreign);
        assert_eq!(check(&token, "", now, day), Checked::Foreign);
        assert_ne!(token, make(&Ids, "cookie-a", now));
    }

    #[test]
    fn a_changed_token_is_foreign() {
        let now = At::parse("2026-10-04T06:26:00Z").unwrap();
        let token = make(&Ids, "cookie-a", now);
        let later = token.replacen('.', ".0", 1);
        for bad in ["", "a", "a.b", "a.b.c", later.as_str(), &token[..token.len() - 2]] {
            assert_eq!(check(bad, "cookie-a", now, TimeDelta::hours(1)), Checked::Foreign, "{bad}");
        }
    }
}
