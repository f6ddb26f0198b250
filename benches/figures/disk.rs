//! What "durable" costs on this disk right now; printed beside every durable figure.

use std::fs::File;
use std::io::{Seek, Write};
use std::time::Instant;

use crate::rounds::{Figures, median};

pub fn run(figures: &mut Figures) -> Result<(), String> {
    figures.plain("disk: one fsync of 4 KiB, median of 200", fsync_ms().map_err(|e| e.to_string())?, "ms", "none");
    Ok(())
}

/// Median of 200, in milliseconds, in the folder that the build uses: `/tmp` may live in memory.
fn fsync_ms() -> std::io::Result<f64> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let mut file = File::create(folder.path().join("block"))?;
    let mut times = Vec::new();
    for _ in 0..200 {
        let started = Instant::now();
        file.rewind()?;
        file.write_all(&[7; 4096])?;
        file.sync_all()?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    median(&mut times).ok_or_else(|| std::io::Error::other("nothing was measured"))
}
