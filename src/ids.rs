//! The only reader of randomness: row ids, secrets, salts.

use base64::Engine;
use rand::RngCore;
use uuid::Uuid;

/// Hands out ids and secrets. One type, no trait: tests compare what things are called by, not their ids.
#[derive(Clone, Default)]
pub struct Ids;

impl Ids {
    /// A time-ordered id for a row. Never a secret.
    #[allow(clippy::disallowed_methods, reason = "the one place that makes ids")]
    pub fn next(&self) -> Uuid {
        Uuid::now_v7()
    }

    #[allow(clippy::disallowed_methods, reason = "the one place that reads randomness")]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        rand::rng().fill_bytes(&mut bytes);
        bytes
    }

    /// 256 random bits as URL-safe text, for cookies, links and API tokens (ASVS 7.2.3 asks for 128).
    pub fn token(&self) -> String {
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }
}
