//! Who may know whom: the table of docs/ARCHITECTURE.md as an allow-list, read from the sources.
//! Only what ships is judged: unit tests beside the code may use what they need.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::repository;
use crate::support::rust_source::{Mention, code_tokens, mentions, sql_texts, without_tests};

/// Part → parts it may use beside itself. A new folder under `src/` gets its line here first.
const MAY_USE: &[(&str, &[&str])] = &[
    ("clock", &["domain"]),
    ("ids", &["domain"]),
    ("config", &["domain"]),
    ("assets", &[]),
    ("domain", &[]),
    ("policy", &["domain"]),
    ("assessment", &["domain"]),
    ("notice", &["domain", "policy"]),
    ("receipt", &["domain"]),
    ("store", &["domain", "config", "ids"]),
    ("app", &["domain", "policy", "assessment", "notice", "receipt", "store", "clock", "ids", "config"]),
    ("mail", &["domain", "notice", "config"]),
    ("jobs", &["domain", "app", "mail", "receipt", "store", "clock", "ids", "config"]),
    ("web", &["domain", "app", "config", "clock", "ids"]),
    ("cli", &["domain", "app", "policy", "assessment", "receipt", "assets", "config", "clock", "ids"]),
    (WIRING, &[EVERYTHING]),
];

/// `main`, `lib` and the commands that start the service: they may use every part, to wire it, and hold no logic.
const WIRING: &str = "wiring";
const EVERYTHING: &str = "*";
const WIRING_FILES: &[&str] = &["main.rs", "lib.rs", "cli/serve", "cli/demo", "cli/wiring"];

/// Crates that one part knows alone, so that it can be exchanged or mended in one place.
const KNOWN_ONLY_TO: &[(&str, &[&str])] = &[
    ("diesel", &["store"]),
    ("diesel_migrations", &["store"]),
    ("lettre", &["mail"]),
    ("actix_web", &["web"]),
    ("actix_multipart", &["web"]),
    ("governor", &["web"]),
    ("clap", &["cli", WIRING]),
    ("figment", &["config"]),
    ("rand", &["ids"]),
    ("krilla", &["notice"]),
    ("parley", &["notice"]),
    // Signatures of receipts, and nothing else: TLS is rustls.
    ("openssl", &["receipt"]),
    // Notices, and the plain-text mails to the people of the house.
    ("minijinja", &["notice", "app"]),
];

/// Parts that only compute: what they are given in, what follows out. `None` of the machine is within reach.
const PURE: &[&str] = &["domain", "policy", "assessment", "notice", "receipt"];

/// All that a part that only computes may take from outside the house.
const PURE_CRATES: &[&str] = &[
    "alloc",
    "askama",
    "base64",
    "chrono",
    "chrono_tz",
    "core",
    "fluent_bundle",
    "hex",
    // Setting text and writing it as PDF: both take bytes and give bytes.
    "krilla",
    "mail_parser",
    "minijinja",
    // Verifying a signature: bytes, certificates and an instant in, yes or no out.
    "openssl",
    "parley",
    "quick_xml",
    "serde",
    "serde_json",
    "sha2",
    "std",
    "subtle",
    "thiserror",
    "toml",
    "uuid",
    "zeroize",
];

/// Of the standard library: what reaches the machine.
const MACHINE: &[&str] = &["fs", "env", "net", "process", "thread"];

/// Items that live at the crate's root, and the part they belong to.
const ROOT_ITEMS: &[(&str, &str)] = &[("words", "domain")];

/// What one file does that the table does not allow, each as a sentence.
fn breaches(file: &Path, text: &str) -> Vec<String> {
    let part = part_of(file);
    let Some((_, may_use)) = MAY_USE.iter().find(|(name, _)| *name == part) else {
        return vec![format!("{}: the part `{part}` has no line in MAY_USE", file.display())];
    };
    let tokens = without_tests(code_tokens(text));
    let mut found = BTreeSet::new();
    for mention in mentions(&tokens, &module_path(file)) {
        match mention {
            Mention::Part(name) => {
                let used = ROOT_ITEMS.iter().find(|(item, _)| *item == name).map_or(name.as_str(), |(_, owner)| owner);
                if used != part && !may_use.contains(&used) && !may_use.contains(&EVERYTHING) {
                    found.insert(format!("{}: `{part}` may not use `{used}`", file.display()));
                }
            }
            Mention::Outside(name, next) => {
                if let Some((_, knowing)) = KNOWN_ONLY_TO.iter().find(|(known, _)| *known == name)
                    && !knowing.contains(&part.as_str())
                {
                    found.insert(format!("{}: only {knowing:?} may know `{name}`", file.display()));
                }
                if PURE.contains(&part.as_str()) {
                    let is_crate = repository::dependencies().contains(&name) || name == "std";
                    if is_crate && !PURE_CRATES.contains(&name.as_str()) {
                        found.insert(format!("{}: `{part}` only computes and may not use `{name}`", file.display()));
                    }
                    if name == "std" && MACHINE.contains(&next.as_str()) {
                        found
                            .insert(format!("{}: `{part}` may not reach the machine by `std::{next}`", file.display()));
                    }
                }
            }
        }
    }
    if part != "store" && sql_texts(text).next().is_some() {
        found.insert(format!("{}: SQL belongs in `store`", file.display()));
    }
    found.into_iter().collect()
}

/// `src/domain/values.rs` is of the part `domain`, `src/clock.rs` of `clock`.
fn part_of(file: &Path) -> String {
    let inside = file.strip_prefix("src").unwrap_or(file);
    let text = inside.to_string_lossy();
    if WIRING_FILES
        .iter()
        .any(|wiring| text.strip_prefix(wiring).is_some_and(|rest| matches!(rest, "" | ".rs") || rest.starts_with('/')))
    {
        return WIRING.to_owned();
    }
    let first = inside.iter().next().map(|part| part.to_string_lossy().into_owned()).unwrap_or_default();
    first.trim_end_matches(".rs").to_owned()
}

/// The module a file is: `src/store/mod.rs` is `[store]`, `src/store/cases.rs` is `[store, cases]`.
fn module_path(file: &Path) -> Vec<String> {
    let inside = file.strip_prefix("src").unwrap_or(file).with_extension("");
    let mut path: Vec<String> = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if path.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib" | "main")) {
        path.pop();
    }
    path
}

fn is_test_file(file: &Path) -> bool {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    stem == "tests" || stem.ends_with("_tests") || stem == "test_support" || file.iter().any(|part| part == "tests")
}

fn sources() -> Vec<(PathBuf, String)> {
    repository::files()
        .into_iter()
        .filter(|(path, _)| path.starts_with("src") && path.extension().is_some_and(|e| e == "rs"))
        .collect()
}

#[test]
fn every_part_uses_only_the_parts_that_the_table_allows() {
    let sources = sources();
    assert!(sources.len() > 10, "the sources were not found");
    let found: Vec<String> =
        sources.iter().filter(|(path, _)| !is_test_file(path)).flat_map(|(path, text)| breaches(path, text)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_table_names_every_part_once_and_uses_only_parts_that_it_names() {
    let names: Vec<&str> = MAY_USE.iter().map(|(name, _)| *name).collect();
    let distinct: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), distinct.len());
    for used in MAY_USE.iter().flat_map(|(_, used)| *used).filter(|used| **used != EVERYTHING) {
        assert!(distinct.contains(used), "`{used}` has no line of its own");
    }
}

/// Names in backquotes of one column of a table.
fn names(column: &str) -> BTreeSet<String> {
    column.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_page_on_architecture_shows_the_same_table() {
    let page = repository::read("docs/ARCHITECTURE.md");
    let mut shown = BTreeSet::new();
    for line in page.lines().filter(|line| line.starts_with("| `")) {
        let columns: Vec<&str> = line.trim_matches('|').split(" | ").collect();
        let [parts, _, may_use, ..] = columns.as_slice() else { panic!("a row of four columns: {line}") };
        for part in names(parts) {
            if part == "main" || part.contains('/') {
                assert_eq!(may_use.trim(), "everything", "{line}");
                continue;
            }
            let (_, held) =
                MAY_USE.iter().find(|(name, _)| *name == part).unwrap_or_else(|| panic!("no part `{part}`"));
            assert_eq!(names(may_use), held.iter().map(|name| (*name).to_owned()).collect(), "{line}");
            shown.insert(part);
        }
    }
    let held: BTreeSet<String> =
        MAY_USE.iter().map(|(name, _)| (*name).to_owned()).filter(|name| name != WIRING).collect();
    assert_eq!(shown, held);
}

#[track_caller]
fn refused(file: &str, text: &str, says: &str) {
    let found = breaches(Path::new(file), text);
    assert!(
        found.iter().any(|sentence| sentence.contains(says)),
        "{file} should be refused with “{says}”, got {found:?}"
    );
}

#[track_caller]
fn allowed(file: &str, text: &str) {
    assert_eq!(breaches(Path::new(file), text), Vec::<String>::new());
}

#[test]
fn a_forbidden_import_is_found_in_every_form_it_can_be_written() {
    refused("src/domain/case.rs", "use crate::store::cases;", "`domain` may not use `store`");
    refused(
        "src/domain/case.rs",
        "use crate::{domain::values::At, store::{cases, events}};",
        "`domain` may not use `store`",
    );
    refused("src/domain/case.rs", "fn f() { let c = crate::clock::Clock::Wall; }", "`domain` may not use `clock`");
    refused("src/domain/mod.rs", "use super::store::cases;", "`domain` may not use `store`");
    refused("src/domain/case.rs", "use super::super::web;", "`domain` may not use `web`");
    refused("src/store/cases.rs", "pub use crate::app;", "`store` may not use `app`");
    refused("src/web/pages.rs", "use diesel::prelude::*;", "may know `diesel`");
    refused("src/web/pages.rs", "fn f(c: &mut ::diesel::PgConnection) {}", "may know `diesel`");
    refused("src/app/approve.rs", "use {actix_web::HttpResponse, chrono::Utc};", "may know `actix_web`");
    refused("src/app/approve.rs", "use lettre as post;", "may know `lettre`");
    refused("src/policy/load.rs", "use std::fs;", "may not reach the machine by `std::fs`");
    refused(
        "src/policy/load.rs",
        "use std::{collections::BTreeMap, fs::File};",
        "may not reach the machine by `std::fs`",
    );
    refused("src/domain/case.rs", "use tokio::sync::Mutex;", "may not use `tokio`");
    refused("src/web/pages.rs", "const Q: &str = \"SELECT id FROM cases\";", "SQL belongs in `store`");
    refused("src/chat/mod.rs", "fn f() {}", "`chat` has no line");
}

#[test]
fn words_in_comments_texts_and_unit_tests_are_no_imports() {
    allowed(
        "src/domain/case.rs",
        "//! See [`crate::store`].\n/* use crate::web; /* nested */ */ fn f() -> &'static str { \"crate::store\" }",
    );
    allowed(
        "src/domain/case.rs",
        "const R: &str = r#\"use crate::store \"quoted\" \"#; const C: char = '\"'; fn g<'a>(x: &'a str) -> &'a str { x }",
    );
    allowed("src/policy/load.rs", "#[cfg(test)]\nmod tests { use std::fs; use crate::store; fn f() { { } } }");
    allowed("src/mail/send.rs", "use lettre::Address; use crate::words; use super::outcome::SendOutcome;");
    allowed("src/web/pages.rs", "const LABEL: &str = \"Select a country\";");
    allowed("src/cli/serve.rs", "use crate::{jobs, mail, store, web};");
}
