//! The files of the repository, as they stand in the work tree.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Folders that tools fill and nobody commits.
const FILLED_BY_TOOLS: [&str; 4] = ["target", ".git", "node_modules", "screenshots"];

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Path from the root and text of every text file, sorted by path; pictures and other bytes are left out.
pub fn files() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    walk(root(), &mut found);
    found.sort();
    found
}

fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let entry = entry.expect("a readable entry");
        let path = entry.path();
        if FILLED_BY_TOOLS.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        if path.is_dir() {
            walk(&path, found);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            found.push((path.strip_prefix(root()).expect("a path below the root").to_owned(), text));
        }
    }
}

/// Names of the direct dependencies as code spells them (`actix_web`).
pub fn dependencies() -> &'static BTreeSet<String> {
    static NAMES: OnceLock<BTreeSet<String>> = OnceLock::new();
    NAMES.get_or_init(|| dependency_names().into_iter().map(|name| name.replace('-', "_")).collect())
}

/// Names of the direct dependencies as `Cargo.toml` spells them (`actix-web`).
pub fn dependency_names() -> BTreeSet<String> {
    let manifest: toml::Table = toml::from_str(&read("Cargo.toml")).expect("a readable Cargo.toml");
    ["dependencies", "dev-dependencies", "build-dependencies"]
        .iter()
        .filter_map(|section| manifest.get(*section)?.as_table())
        .flat_map(|table| table.keys().cloned())
        .collect()
}
