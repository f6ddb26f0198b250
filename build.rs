//! Rebuilds when a file is added to a folder that is embedded: the embedding macros notice changes, but not new files.

fn main() {
    for folder in ["locales", "static", "migrations", "policies", "templates"] {
        // A folder that is named but missing would rebuild everything every time.
        if std::path::Path::new(folder).exists() {
            println!("cargo::rerun-if-changed={folder}");
        }
    }
}
