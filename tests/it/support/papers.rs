//! PDFs that tests print are left for the checkers of `./check pdf`, which are no Rust programs.

use std::path::Path;

/// Keeps one in `target/tmp/papers/`; a later run overwrites it.
pub fn keep(name: &str, bytes: &[u8]) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("papers");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), bytes).unwrap();
}
