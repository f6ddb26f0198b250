//! The evidence bundle of a case: whole when it is taken, and whatever is changed in it is named, with no database at hand.

use std::path::Path;
use std::process::Command;

use breachdesk::app::evidence::archive::{self, Entry};
use breachdesk::app::evidence::{self, Bundle, EVENTS, MANIFEST, check};
use breachdesk::app::{AppError, AppResult, record};
use breachdesk::domain::actor::Role;
use breachdesk::store::StoreResult;
use breachdesk::store::events::{self, RecordedEvent};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::evidence::{at_work, found};
use super::reminders::{add_person, open};
use crate::support::bare::over;
use crate::support::database::{TestDatabase, on_both_databases};
use crate::support::repository;

/// The bundle of a case with a notice that was handed over and proven by a file.
fn taken(database: &TestDatabase) -> (Bundle, tempfile::TempDir) {
    let (ctx, folder) = over(database);
    let desk = open(&ctx);
    at_work(&desk);
    (evidence::export(&ctx, &desk.dpo, &desk.reference).unwrap(), folder)
}

fn one() -> (Bundle, tempfile::TempDir) {
    taken(&TestDatabase::new(crate::support::database::Engine::Sqlite))
}

/// The entry that the check names, and what it says of it.
fn named(bytes: &[u8]) -> (String, String) {
    let misfit = check::check(bytes).expect_err("it is not whole");
    (misfit.entry, misfit.what)
}

fn packed(entries: &[Entry]) -> Vec<u8> {
    archive::pack(entries).unwrap()
}

/// What a forger would do: the manifest is written anew over changed entries.
fn with_a_new_manifest(mut entries: Vec<Entry>) -> Vec<u8> {
    let manifest = entries.pop().unwrap();
    assert_eq!(manifest.path, MANIFEST);
    let mut value: Value = serde_json::from_slice(&manifest.bytes).unwrap();
    let list: Vec<Value> = entries
        .iter()
        .map(|entry| {
            json!({ "path": entry.path, "size": entry.bytes.len(), "sha256": hex::encode(Sha256::digest(&entry.bytes)) })
        })
        .collect();
    value["entries"] = json!(list);
    let events = entries.iter().find(|entry| entry.path == EVENTS).unwrap();
    let lines: Vec<&str> = std::str::from_utf8(&events.bytes).unwrap().lines().collect();
    value["events"] = json!(lines.len());
    let last: Value = serde_json::from_str(lines.last().unwrap()).unwrap_or_default();
    value["last_hash"] = last["hash"].clone();
    entries.push(Entry { path: MANIFEST.into(), bytes: value.to_string().into_bytes() });
    packed(&entries)
}

fn edited(entries: &[Entry], path: &str, edit: impl Fn(&str) -> String) -> Vec<Entry> {
    let mut entries = entries.to_vec();
    let entry = entries.iter_mut().find(|entry| entry.path == path).unwrap_or_else(|| panic!("{path} is there"));
    let before = String::from_utf8(entry.bytes.clone()).unwrap();
    let after = edit(&before);
    assert_ne!(before, after, "{path}");
    entry.bytes = after.into_bytes();
    entries
}

#[test]
fn a_bundle_is_whole_holds_everything_and_its_digest_is_on_record() {
    on_both_databases(|database| {
        let (ctx, _folder) = over(database);
        let desk = open(&ctx);
        at_work(&desk);
        let bundle = evidence::export(&ctx, &desk.dpo, &desk.reference).unwrap();
        let whole = check::check(&bundle.bytes).unwrap();
        assert_eq!((whole.manifest.reference.as_str(), &whole.digest), (desk.reference.as_str(), &bundle.digest));
        assert!(whole.texts > 5 && whole.manifest.events > 10, "{whole:?}");
        let paths: Vec<&str> = whole.manifest.entries.iter().map(|entry| entry.path.as_str()).collect();
        for start in ["README.md", "case.json", "plan.json", "notices/", "files/", "messages.json", "policies/eu/"] {
            assert!(paths.iter().any(|path| path.starts_with(start)), "{start}: {paths:?}");
        }
        assert!(whole.manifest.rules_not_included.is_empty(), "{:?}", whole.manifest.rules_not_included);
        let told: StoreResult<Vec<RecordedEvent>> =
            ctx.store.read(|conn| events::latest(conn, Some(desk.dpo.roles[0].organisation), 1));
        let told = told.unwrap().remove(0);
        assert_eq!(
            (told.kind.as_str(), &told.payload["manifest_sha256"]),
            ("evidence_exported", &json!(bundle.digest))
        );
        assert_eq!(found(database), "whole");
    });
}

#[test]
fn the_dpo_the_controller_and_an_auditor_take_it_and_nobody_else_does() {
    let database = TestDatabase::new(crate::support::database::Engine::Sqlite);
    let (ctx, _folder) = over(&database);
    let desk = open(&ctx);
    let organisation = desk.dpo.roles[0].organisation;
    for role in [Role::Controller, Role::Auditor] {
        let who = add_person(&ctx, organisation, &format!("Person {role}"), role, None);
        assert!(evidence::export(&ctx, &who, &desk.reference).is_ok(), "{role}");
    }
    let handler = add_person(&ctx, organisation, "Marek Nowicki", Role::Handler, None);
    assert!(matches!(evidence::export(&ctx, &handler, &desk.reference), Err(AppError::NotAllowed)));
    for role in [Role::Reporter, Role::Admin] {
        let who = add_person(&ctx, organisation, &format!("Person {role}"), role, None);
        assert!(matches!(evidence::export(&ctx, &who, &desk.reference), Err(AppError::NotFound)), "{role}");
    }
}

#[test]
fn every_entry_that_is_changed_removed_added_or_moved_is_named() {
    let (bundle, _folder) = one();
    let entries = archive::unpack(&bundle.bytes).unwrap();
    for (place, entry) in entries.iter().enumerate() {
        // One bit in the first, the middle and the last byte.
        for at in [0, entry.bytes.len() / 2, entry.bytes.len().saturating_sub(1)] {
            let mut changed = entries.clone();
            let Some(byte) = changed[place].bytes.get_mut(at) else { continue };
            *byte ^= 1;
            let (path, what) = named(&packed(&changed));
            // A digit of the manifest that changed speaks of the entry it stands for.
            assert!(path == entry.path || entry.path == MANIFEST, "{path}: byte {at} of {}: {what}", entry.path);
        }
        let mut without = entries.clone();
        without.remove(place);
        let (path, _) = named(&packed(&without));
        assert_eq!(path, entry.path, "removed");
    }
    for place in 1..entries.len() {
        let mut swapped = entries.clone();
        swapped.swap(place - 1, place);
        let (path, _) = named(&packed(&swapped));
        assert!(path == entries[place - 1].path || path == MANIFEST, "{path}");
    }
    let mut more = entries.clone();
    more.insert(1, Entry { path: "more.txt".into(), bytes: b"x".to_vec() });
    assert_eq!(named(&packed(&more)).0, EVENTS, "what stands in its place is another");
    // Around the entries too: any byte of the file itself.
    for at in (0..bundle.bytes.len()).step_by(bundle.bytes.len() / 400 + 1) {
        let mut changed = bundle.bytes.clone();
        changed[at] ^= 0x10;
        assert!(check::check(&changed).is_err(), "byte {at}");
    }
    assert!(check::check(&bundle.bytes[..bundle.bytes.len() - 1]).is_err());
}

#[test]
fn a_forger_who_writes_the_manifest_anew_is_found_by_what_follows_from_the_events() {
    let (bundle, _folder) = one();
    let entries = archive::unpack(&bundle.bytes).unwrap();
    let events = |edit: &dyn Fn(&mut Vec<String>)| {
        edited(&entries, EVENTS, |text| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            edit(&mut lines);
            lines.join("\n") + "\n"
        })
    };
    let tampered: [(&str, Vec<Entry>); 9] = [
        (EVENTS, events(&|lines| drop(lines.remove(3)))),
        (EVENTS, events(&|lines| drop(lines.remove(0)))),
        (EVENTS, events(&|lines| lines.swap(2, 3))),
        (EVENTS, events(&|lines| lines.push(lines[2].clone()))),
        (EVENTS, events(&|lines| lines[4] = lines[4].replacen("\"recorded_at\":1", "\"recorded_at\":2", 1))),
        ("case.json", edited(&entries, "case.json", |text| text.replacen("Europe/Rome", "Europe/Oslo", 1))),
        ("plan.json", edited(&entries, "plan.json", |text| text.replacen("\"target_at\":1", "\"target_at\":2", 1))),
        ("messages.json", edited(&entries, "messages.json", |_| "{\"mail_outs\":[],\"to_authorities\":[]}".into())),
        ("files.json", edited(&entries, "files.json", |_| "[]".into())),
    ];
    for (path, entries) in tampered {
        let (named, what) = named(&with_a_new_manifest(entries));
        assert!(named == path || (path == "files.json" && named.starts_with("files/")), "{path}: {named}: {what}");
    }
    let forged =
        |path: &str, edit: &dyn Fn(&str) -> String| named(&with_a_new_manifest(edited(&entries, path, edit))).0;
    assert_eq!(forged("private-texts.jsonl", &|text| text.replacen("Chiara", "Chiaro", 1)), EVENTS);
    assert_eq!(forged("private-texts.jsonl", &|text| text.split_once('\n').unwrap().1.to_owned()), EVENTS);
    let html = entries.iter().find(|entry| entry.path.ends_with("/notice.html")).unwrap().path.clone();
    assert_eq!(forged(&html, &|text| text.replacen('a', "b", 1)), html);
    let draft = html.replace("notice.html", "draft.json");
    assert_eq!(forged(&draft, &|text| text.replacen("subject", "subjekt", 1)), html);
    let file = entries.iter().find(|entry| entry.path.starts_with("files/")).unwrap().path.clone();
    assert_eq!(forged(&file, &|text| text.replacen("PDF", "PDG", 1)), file);
    // Cut at the end and written anew as a whole it fits itself: only the digest kept elsewhere tells.
    let other = with_a_new_manifest(edited(&entries, evidence::README, |text| text.to_owned() + "x"));
    assert_ne!(check::check(&other).unwrap().digest, bundle.digest);
}

#[test]
fn what_was_erased_from_the_record_leaves_a_bundle_that_is_whole() {
    on_both_databases(|database| {
        let (ctx, _folder) = over(database);
        let desk = open(&ctx);
        let case = desk.case().id;
        let erased: AppResult<usize> =
            ctx.store.write(|tx| Ok(events::erase_case(tx, case, "retention", ctx.clock.now())?));
        assert!(erased.unwrap() > 0);
        let bundle = evidence::export(&ctx, &desk.dpo, &desk.reference).unwrap();
        let whole = check::check(&bundle.bytes).unwrap();
        assert_eq!(whole.erased, whole.texts);
        assert!(!String::from_utf8_lossy(&bundle.bytes).contains("Chiara"));
    });
}

#[test]
fn the_text_of_a_privileged_comment_never_leaves_and_the_bundle_is_whole_without_it() {
    use breachdesk::app::cases;
    use breachdesk::domain::command::Command;
    use breachdesk::domain::team::Saying;
    use breachdesk::domain::values::Private;
    on_both_databases(|database| {
        let (ctx, _folder) = over(database);
        let desk = open(&ctx);
        for (text, privileged) in [("Counsel advises to wait.", true), ("The provider called back.", false)] {
            let comment = Saying::Comment { text: Private::new(text), mentions: vec![], privileged };
            cases::run(&ctx, &desk.dpo, &desk.reference, Command::Say(comment)).unwrap();
        }
        let bundle = evidence::export(&ctx, &desk.dpo, &desk.reference).unwrap();
        let whole = check::check(&bundle.bytes).unwrap();
        assert_eq!(whole.erased, 0);
        let text = String::from_utf8_lossy(&bundle.bytes).into_owned();
        assert!(!text.contains("Counsel advises") && text.contains("The provider called back"));
        assert!(text.contains("\"withheld\":true"));
    });
}

/// Runs the program; exit code, standard output, standard error.
fn program(arguments: &[&str], database: Option<(&str, &Path)>) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_breachdesk"));
    command.args(arguments);
    if let Some((url, folder)) = database {
        command.env("BREACHDESK_DATABASE", url).env("BREACHDESK_DATA_FOLDER", folder);
    }
    let done = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

#[test]
fn the_commands_export_and_verify_with_their_exit_codes_and_a_head_that_was_kept_shows_a_rewritten_log() {
    on_both_databases(|database| {
        let (ctx, folder) = over(database);
        let desk = open(&ctx);
        at_work(&desk);
        let here = Some((database.url.as_str(), folder.path()));
        let path = folder.path().join("case.zip");
        let file = path.to_str().unwrap();
        let (code, out, err) = program(&["export", &desk.reference, file], here);
        assert_eq!(code, 0, "{err}");
        let digest = serde_json::from_str::<Value>(&out).unwrap()["digest"].clone();
        assert_eq!(program(&["export", &desk.reference, file], here).0, 2, "never overwritten");
        let nobody = folder.path().join("none.zip");
        assert_eq!(program(&["export", "BR-2026-9999", nobody.to_str().unwrap()], here).0, 1);
        assert!(!nobody.exists());

        let (code, out, err) = program(&["verify", file], None);
        assert_eq!((code, &serde_json::from_str::<Value>(&out).unwrap()["digest"]), (0, &digest), "{err}");
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        let (code, out, err) = program(&["verify", file], None);
        assert_eq!(code, 1, "{err}");
        assert!(err.contains("the first entry that does not fit is"), "{err}");
        assert!(serde_json::from_str::<Value>(&out).unwrap()["first_bad"]["entry"].is_string());
        std::fs::write(&path, "no bundle").unwrap();
        assert_eq!(program(&["verify", file], None).0, 2);
        assert_eq!(program(&["verify", file, "--database"], None).0, 2);

        let checked = record::check(&ctx.store).unwrap();
        let head = format!("{}:{}", checked.head.log_seq, checked.head.digest);
        assert_eq!(program(&["verify", "--database", "--head", &head], here).0, 0);
        let other = format!("{}:{}", checked.head.log_seq, "0".repeat(64));
        let (code, _, err) = program(&["verify", "--database", "--head", &other], here);
        assert!(code == 1 && err.contains("is not the one whose head was kept"), "{err}");
        let longer = format!("{}:{}", checked.head.log_seq + 1, checked.head.digest);
        let (code, _, err) = program(&["verify", "--database", "--head", &longer], here);
        assert!(code == 1 && err.contains("when its head was kept"), "{err}");
        assert_eq!(program(&["verify", "--database", "--head", "7"], here).0, 2);
    });
}

/// A second reader of the same form, in another language (E6): it must find the same.
#[test]
fn the_second_verifier_agrees_on_whole_and_tampered_bundles() {
    let script = repository::root().join("scripts/verify-bundle");
    if Command::new("python3").arg("--version").output().is_err() {
        println!("python3 is not installed: the second verifier was not tried");
        return;
    }
    let (bundle, folder) = one();
    let entries = archive::unpack(&bundle.bytes).unwrap();
    let path = folder.path().join("case.zip");
    let says = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let done = Command::new("python3").arg(&script).arg(&path).output().unwrap();
        (done.status.code().unwrap(), String::from_utf8_lossy(&done.stdout).into_owned())
    };
    let (code, out) = says(&bundle.bytes);
    assert!(code == 0 && out.contains(&bundle.digest), "{out}");
    for place in 0..entries.len() {
        let mut changed = entries.clone();
        if let Some(byte) = changed[place].bytes.first_mut() {
            *byte ^= 1;
            assert_eq!(says(&packed(&changed)).0, 1, "{}", changed[place].path);
        }
    }
    let without = edited(&entries, EVENTS, |text| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.remove(3);
        lines.join("\n") + "\n"
    });
    let (code, out) = says(&with_a_new_manifest(without));
    assert!(code == 1 && out.contains(EVENTS), "{out}");
    let forged = edited(&entries, "private-texts.jsonl", |text| text.replacen("Chiara", "Chiaro", 1));
    assert_eq!(says(&with_a_new_manifest(forged)).0, 1);
}
