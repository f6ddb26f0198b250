//! Passwords: how they are kept, and which are taken. At least 15 characters, no rules of composition, no expiry (NIST SP 800-63B-4).

use std::sync::{Condvar, Mutex, PoisonError};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use super::predictable::is_predictable;
use crate::app::{AppError, AppResult};
use crate::ids::Ids;

/// Sole factor: 15 (SP 800-63B-4 section 3.1.1.2).
pub const LEAST: usize = 15;
pub const MOST: usize = 200;

/// Why a password is not taken; the word is the end of a message key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weak {
    TooShort,
    TooLong,
    /// Among the first that anybody tries.
    Common,
    /// Little more than the person's own name or address.
    AboutYou,
}

impl Weak {
    pub fn key(self) -> &'static str {
        match self {
            Self::TooShort => "password-too-short",
            Self::TooLong => "password-too-long",
            Self::Common => "password-common",
            Self::AboutYou => "password-about-you",
        }
    }
}

/// Long passwords that stand on every list, and the keyboard's and the product's own rows. Shorter ones are refused by length.
const COMMON: &[&str] = &[
    "passwordpassword",
    "password12345678",
    "123456789012345",
    "1234567890123456",
    "1234567890qwertyuiop",
    "qwertyuiopasdfgh",
    "qwertyuiopasdfghjkl",
    "qwertyuiop123456",
    "abcdefghijklmnop",
    "abcdefghijklmnopqrstuvwxyz",
    "iloveyouiloveyou",
    "letmeinletmeinletmein",
    "administratoradmin",
    "administrator123",
    "adminadminadminadmin",
    "changemechangeme",
    "correcthorsebatterystaple",
    "correct horse battery staple",
    "breachdeskbreachdesk",
    "dataprotectionofficer",
    "data protection officer",
    "responsabileprotezionedati",
    "passwordsicura123",
    "qwerty1234567890",
    "zaq12wsxcde34rfv",
    "1qaz2wsx3edc4rfv",
    "1q2w3e4r5t6y7u8i",
    "asdfghjklzxcvbnm",
    "thisismypassword",
    "forzajuventus1897",
];

/// Whether the password can be taken; `about` are the person's name and address.
pub fn judge(password: &str, about: &[&str]) -> Result<(), Weak> {
    let length = password.chars().count();
    if length < LEAST {
        return Err(Weak::TooShort);
    }
    if length > MOST {
        return Err(Weak::TooLong);
    }
    let lower = password.to_lowercase();
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let bare = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation());
    // A short word with a tail of digits is the short word.
    if bare.chars().count() < 9
        || distinct.len() < 5
        || COMMON.iter().any(|common| *common == lower || *common == bare)
        || is_repeated(&lower)
        || is_predictable(&lower)
    {
        return Err(Weak::Common);
    }
    let mut rest = lower;
    for part in about.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric())).filter(|part| part.len() > 2) {
        rest = rest.replace(&part.to_lowercase(), "");
    }
    // Eight characters of one's own beside name, host and the like.
    if rest.chars().count() < 8 { Err(Weak::AboutYou) } else { Ok(()) }
}

/// `abcabcabcabcabc`: a short piece again and again.
fn is_repeated(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    (1..=4).any(|piece| chars.iter().zip(chars.iter().skip(piece)).all(|(a, b)| a == b))
}

/// 19 MiB, two passes, one lane: the first choice of the OWASP sheet for Argon2id.
fn argon2() -> AppResult<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(AppError::broken)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

pub fn hash(ids: &Ids, password: &str) -> AppResult<String> {
    let _turn = Turn::take();
    let hash: argon2::password_hash::phc::PasswordHash =
        argon2()?.hash_password_with_salt(password.as_bytes(), &ids.bytes::<16>()).map_err(AppError::broken)?;
    Ok(hash.to_string())
}

/// Whether the password fits. Without a hash the same work is done for nothing, so that an unknown address takes as long as a known one.
pub fn verify(password: &str, kept: Option<&str>) -> AppResult<bool> {
    let _turn = Turn::take();
    // The hash of a password that nobody has; made with the same parameters.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let parsed = PasswordHash::new(kept.unwrap_or(NOBODY)).map_err(AppError::broken)?;
    let fits = argon2()?.verify_password(password.as_bytes(), &parsed).is_ok();
    Ok(fits && kept.is_some())
}

/// At most four at once: each takes 19 MiB and a core, and a flood of sign-ins must not starve the pages of those who are in.
struct Turn;

const AT_ONCE: usize = 4;
static BUSY: Mutex<usize> = Mutex::new(0);
static FREE: Condvar = Condvar::new();

impl Turn {
    fn take() -> Self {
        let mut busy = BUSY.lock().unwrap_or_else(PoisonError::into_inner);
        while *busy >= AT_ONCE {
            busy = FREE.wait(busy).unwrap_or_else(PoisonError::into_inner);
        }
        *busy += 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *BUSY.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        FREE.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_judged_by_length_and_by_what_everybody_tries() {
        let about = ["Chiara Bonfanti", "chiara.bonfanti@dpo.example.org"];
        let table = [
            ("short but odd", Err(Weak::TooShort)),
            ("quiet lamp under seven stairs", Ok(())),
            ("ventisette gatti blu", Ok(())),
            ("Password12345678!", Err(Weak::Common)),
            ("aaaaaaaaaaaaaaaaaaaa", Err(Weak::Common)),
            ("xyz1xyz1xyz1xyz1", Err(Weak::Common)),
            ("correct horse battery staple", Err(Weak::Common)),
            ("chiara.bonfanti.2026", Err(Weak::AboutYou)),
            ("ChiaraBonfanti@dpo", Err(Weak::AboutYou)),
            ("日本語のパスワードは十五文字以上で", Ok(())),
        ];
        for (password, expected) in table {
            assert_eq!(judge(password, &about), expected, "{password}");
        }
        assert_eq!(judge(&"long enough ".repeat(30), &about), Err(Weak::TooLong));
    }

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let kept = hash(&Ids, "quiet lamp under seven stairs").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("quiet lamp under seven stairs", Some(&kept)).unwrap());
        assert!(!verify("quiet lamp under seven stair", Some(&kept)).unwrap());
        assert!(!verify("quiet lamp under seven stairs", None).unwrap());
    }
}
