//! The yardstick of paper: WeasyPrint, in a folder of its own below the target, where `scripts/bench-tools` puts it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::said;

/// Sets each page once before it is timed, as a service does that has run for a while; says how many it set and in how many seconds.
const PROGRAM: &str = "
import sys, time
from weasyprint import HTML
def press(path):
    made = HTML(filename=path).write_pdf(pdf_variant='pdf/ua-1')
    if not made.startswith(b'%PDF'): sys.exit('no PDF came of ' + path)
press(sys.argv[1])
start = time.perf_counter()
for path in sys.argv[1:]: press(path)
print(len(sys.argv) - 1, time.perf_counter() - start)
";

pub struct WeasyPrint {
    python: PathBuf,
    pages: tempfile::TempDir,
    paths: Vec<PathBuf>,
}

impl WeasyPrint {
    /// None where it is not installed.
    pub fn found(pages: &[String]) -> Result<Option<Self>, String> {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().ok_or("the target has no folder")?;
        let python = target.join("tools/weasyprint/bin/python");
        let works = Command::new(&python).args(["-c", "import weasyprint"]).output();
        if !works.is_ok_and(|output| output.status.success()) {
            return Ok(None);
        }
        let folder = tempfile::tempdir().map_err(said)?;
        let mut paths = Vec::new();
        for (number, page) in pages.iter().enumerate() {
            let path = folder.path().join(format!("{number}.html"));
            std::fs::write(&path, page).map_err(said)?;
            paths.push(path);
        }
        Ok(Some(Self { python, pages: folder, paths }))
    }

    /// Documents a second, in one process.
    pub fn rate(&self) -> Result<f64, String> {
        let output = Command::new(&self.python)
            .args(["-c", PROGRAM])
            .args(&self.paths)
            .current_dir(self.pages.path())
            .output()
            .map_err(said)?;
        if !output.status.success() {
            return Err(format!("WeasyPrint: {}", String::from_utf8_lossy(&output.stderr)));
        }
        let told = String::from_utf8_lossy(&output.stdout);
        let mut words = told.split_whitespace();
        let (count, seconds) = (words.next(), words.next().and_then(|word| word.parse::<f64>().ok()));
        match (count.and_then(|word| word.parse::<usize>().ok()), seconds) {
            (Some(count), Some(seconds)) if count == self.paths.len() => Ok(count as f64 / seconds),
            _ => Err(format!("WeasyPrint set another number of pages: {told}")),
        }
    }
}
