//! Time-based codes (RFC 6238): six digits, thirty seconds, HMAC-SHA-1, which is what every authenticator app speaks.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;

use crate::domain::values::At;

/// Bytes of a secret: as long as the hash (RFC 4226 section 4, R6).
pub const SECRET_BYTES: usize = 20;
const STEP_SECONDS: i64 = 30;
const DIGITS: usize = 6;
/// Steps before and after this one that are taken too: telephones run a little early or late (RFC 6238 section 5.2).
const DRIFT_STEPS: i64 = 1;

/// The step whose code this is, within the drift; none where it fits no step.
pub fn step_of(secret: &[u8], given: &str, now: At) -> Option<i64> {
    let digits: String = given.chars().filter(|c| !c.is_whitespace()).collect();
    let this = now.utc().timestamp().div_euclid(STEP_SECONDS);
    // The newest first, so that a code is never taken for an older step than it may be.
    let mut steps = (-DRIFT_STEPS..=DRIFT_STEPS).rev().map(|drift| this + drift);
    steps.find(|step| code(secret, *step).is_some_and(|code| bool::from(code.as_bytes().ct_eq(digits.as_bytes()))))
}

/// The code of a step, with its leading noughts.
pub fn code(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = <Hmac<Sha1> as KeyInit>::new_from_slice(secret).ok()?;
    mac.update(&u64::try_from(step).ok()?.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    // RFC 4226 section 5.3: the last four bits say where the number stands.
    let at = usize::from(hash.last()? & 0xf);
    let bytes: [u8; 4] = hash.get(at..at + 4)?.try_into().ok()?;
    let number = (u32::from_be_bytes(bytes) & 0x7fff_ffff) % 10_u32.pow(u32::try_from(DIGITS).ok()?);
    Some(format!("{number:0DIGITS$}"))
}

/// RFC 4648 Base32 without padding, as apps take a secret that is typed.
pub fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    let (mut held, mut bits) = (0_u32, 0_u32);
    let mut put = |five: u32| {
        text.extend(usize::try_from(five & 31).ok().and_then(|at| LETTERS.get(at)).map(|letter| char::from(*letter)));
    };
    for byte in bytes {
        held = ((held << 8) | u32::from(*byte)) & 0xfff;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            put(held >> bits);
        }
    }
    if bits > 0 {
        put(held << (5 - bits));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const RFC: &[u8] = b"12345678901234567890";

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        // Appendix B gives eight digits; the last six are ours.
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(RFC, seconds / STEP_SECONDS).as_deref(), Some(expected), "{seconds}");
        }
    }

    #[test]
    fn a_secret_is_written_as_apps_read_it() {
        for (bytes, text) in [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
        assert_eq!(base32(RFC), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn one_step_early_or_late_is_taken_and_two_are_not() {
        let now = At::parse("2026-10-04T06:26:10Z").unwrap();
        let this = now.utc().timestamp() / STEP_SECONDS;
        for drift in [-1, 0, 1] {
            assert_eq!(step_of(RFC, &code(RFC, this + drift).unwrap(), now), Some(this + drift));
        }
        for drift in [-2, 2] {
            assert_eq!(step_of(RFC, &code(RFC, this + drift).unwrap(), now), None);
        }
        let spaced = code(RFC, this).unwrap();
        let (front, back) = spaced.split_at(3);
        assert_eq!(step_of(RFC, &format!(" {front} {back} "), now), Some(this));
        assert_eq!(step_of(RFC, "", now), None);
    }
}
