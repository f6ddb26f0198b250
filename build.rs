//! Rebuilds when a file is added to a folder that is embedded: the embedding macros notice changes, but not new files. Says when SQLite is
//! built slower than it can be.

fn main() {
    for folder in ["locales", "static", "migrations", "policies", "templates"] {
        // A folder that is named but missing would rebuild everything every time.
        if std::path::Path::new(folder).exists() {
            println!("cargo::rerun-if-changed={folder}");
        }
    }
    // `cargo install --git` reads no `.cargo/config.toml` of ours.
    println!("cargo::rerun-if-env-changed=LIBSQLITE3_FLAGS");
    #[allow(clippy::disallowed_methods, reason = "how SQLite is built is told by the environment alone")]
    let flags = std::env::var("LIBSQLITE3_FLAGS").unwrap_or_default();
    if !flags.contains("SQLITE_ENABLE_QPSG") {
        println!(
            "cargo::warning=SQLite is built without the options of .cargo/config.toml: all works, lists and searches are slower"
        );
    }
}
