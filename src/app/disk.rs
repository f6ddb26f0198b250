//! Room on the disk, asked before something large begins: a disk that is full in the middle of a mail-out keeps nobody's journal (R10).

use std::path::Path;

use super::{AppResult, Ctx};
use crate::domain::refusal::Refusal;

/// What one person of a list takes: the sealed row with its marks and indexes.
pub const BYTES_PER_RECIPIENT: u64 = 900;
/// What one message takes: its row in the outbox with indexes, and what became of each attempt.
pub const BYTES_PER_MESSAGE: u64 = 1_500;
/// So many times what is expected has to be free.
const TIMES: u64 = 3;
/// Below this the sender keeps back what can wait.
pub const LEAST_BYTES: u64 = 128 * MB;
const MB: u64 = 1024 * 1024;

/// Refuses when the data folder's disk has not three times the room that `count` rows of `each` bytes may take.
///
/// On PostgreSQL the data folder holds uploads only; its own disk is watched where it stands.
pub fn room_for(ctx: &Ctx, count: u64, each: u64) -> AppResult<()> {
    let Some(free) = free_bytes(&ctx.data_folder) else { return Ok(()) };
    let needed = needed_bytes(count, each, ctx.store.is_postgres());
    if enough(free, needed) {
        return Ok(());
    }
    Err(Refusal::DiskTooFull { needed_mb: needed.div_ceil(MB), free_mb: free / MB }.into())
}

fn needed_bytes(count: u64, each: u64, elsewhere: bool) -> u64 {
    let rows = if elsewhere { 0 } else { count.saturating_mul(each).saturating_mul(TIMES) };
    rows.saturating_add(LEAST_BYTES)
}

fn enough(free: u64, needed: u64) -> bool {
    free >= needed
}

/// Whether so little is left that only what cannot wait should be written.
pub fn is_nearly_full(ctx: &Ctx) -> bool {
    free_bytes(&ctx.data_folder).is_some_and(|free| free < LEAST_BYTES)
}

/// Bytes that this program may still write there; none where the system does not say.
fn free_bytes(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    found.f_bavail.checked_mul(found.f_frsize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_times_what_is_expected_has_to_be_free_and_a_rest_besides() {
        let needed = needed_bytes(1_000_000, BYTES_PER_MESSAGE, false);
        assert_eq!(needed, 4_500_000_000 + LEAST_BYTES);
        assert!(enough(needed, needed) && !enough(needed - 1, needed));
        assert_eq!(needed_bytes(1_000_000, BYTES_PER_MESSAGE, true), LEAST_BYTES, "the rows stand on another disk");
        assert_eq!(needed_bytes(u64::MAX, 2, false), u64::MAX);
    }

    #[test]
    fn this_machine_says_how_much_is_free() {
        let folder = tempfile::tempdir().unwrap();
        assert!(free_bytes(folder.path()).is_some_and(|free| free > 0));
        assert_eq!(free_bytes(Path::new("/no/such/folder")), None);
    }
}
