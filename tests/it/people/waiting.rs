//! The waiting room: sealed while it waits, whole or not at all, and gone in time.

use std::io::Read;
use std::path::Path;

use breachdesk::app::recipients::{Encoding, Limits, UploadProblem, Waiting, WaitingRoom};
use breachdesk::app::vault::Vault;
use breachdesk::domain::values::At;
use breachdesk::ids::Ids;
use chrono::TimeDelta;
use tempfile::TempDir;
use uuid::Uuid;

pub const CASE: Uuid = Uuid::from_u128(1);
pub const WHO: Uuid = Uuid::from_u128(2);

pub fn now() -> At {
    At::parse("2026-10-12T08:40:00Z").unwrap()
}

pub fn room() -> (TempDir, WaitingRoom) {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::open(&folder.path().join("master.key"), None, Ids).unwrap();
    let room = WaitingRoom::open(&folder.path().join("waiting"), vault, Ids).unwrap();
    (folder, room)
}

pub fn upload(room: &WaitingRoom, bytes: &[u8], step: usize) -> Result<Waiting, UploadProblem> {
    let mut upload = room.take(CASE, WHO, "C:\\lists\\clienti.csv", now(), &Limits::default())?;
    for chunk in bytes.chunks(step) {
        upload.add(chunk)?;
    }
    upload.finish()
}

pub fn content(room: &WaitingRoom, waiting: &Waiting) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    room.read(waiting).map_err(std::io::Error::other)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder.join("waiting")).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn an_upload_comes_back_as_it_was_and_lies_sealed_meanwhile() {
    let (folder, room) = room();
    let bytes = "canary-7f3a@example.it;Canary Sala\n".repeat(10_000).into_bytes();
    for step in [999, 64 * 1024, bytes.len()] {
        let waiting = upload(&room, &bytes, step).unwrap();
        assert_eq!(waiting.file_name.as_str(), "clienti.csv");
        assert_eq!(waiting.found.encoding, Encoding::Utf8);
        assert_eq!(content(&room, &waiting).unwrap(), bytes);
        assert_eq!(room.look(CASE, waiting.id, now()).unwrap(), waiting);
        assert_eq!(room.look(Uuid::from_u128(9), waiting.id, now()), Err(UploadProblem::Gone));
    }
    assert_eq!(room.of_case(CASE, now()).unwrap().len(), 3);
    for file in files(folder.path()) {
        let sealed = std::fs::read(&file).unwrap();
        for plain in [&b"canary"[..], b"Canary", b"clienti"] {
            assert!(!sealed.windows(plain.len()).any(|window| window == plain), "{}", file.display());
        }
    }
}

#[test]
fn what_is_abandoned_refused_or_cancelled_leaves_nothing() {
    let (folder, room) = room();
    let mut abandoned = room.take(CASE, WHO, "a.csv", now(), &Limits::default()).unwrap();
    abandoned.add(b"a@example.it;Anna\n").unwrap();
    drop(abandoned);
    assert_eq!(upload(&room, b"", 1), Err(UploadProblem::Empty));
    let workbook = upload(&room, b"PK\x03\x04rest", 100);
    assert_eq!(workbook, Err(UploadProblem::WorkbookUnreadable));
    let old = upload(&room, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 sealed with a password", 100);
    assert!(matches!(old, Err(UploadProblem::NotCsv { .. })));
    let few = Limits { max_bytes: 10, ..Limits::default() };
    let mut large = room.take(CASE, WHO, "a.csv", now(), &few).unwrap();
    assert_eq!(large.add(&[b'x'; 11]), Err(UploadProblem::TooLarge { most: 10 }));
    drop(large);
    let cancelled = upload(&room, b"a@example.it;Anna\n", 5).unwrap();
    room.discard(cancelled.id).unwrap();
    room.discard(cancelled.id).unwrap();
    assert!(files(folder.path()).is_empty());
}

#[test]
fn a_file_that_waited_for_a_day_is_deleted_and_not_earlier() {
    let (folder, room) = room();
    let waiting = upload(&room, b"a@example.it;Anna\n", 5).unwrap();
    let later = |hours: i64, seconds: i64| now().plus(TimeDelta::hours(hours) + TimeDelta::seconds(seconds));
    assert_eq!(room.sweep(later(23, 3599)).unwrap(), 0);
    assert!(room.look(CASE, waiting.id, later(23, 3599)).is_ok());
    // It is not shown any more even before the sweep comes by.
    assert_eq!(room.look(CASE, waiting.id, later(24, 0)), Err(UploadProblem::Gone));
    assert_eq!(room.sweep(later(24, 0)).unwrap(), 1);
    assert!(files(folder.path()).is_empty());
}

#[test]
fn a_changed_cut_or_half_written_file_is_never_read_as_a_shorter_list() {
    let (folder, room) = room();
    let bytes = "a@example.it;Anna\n".repeat(20_000).into_bytes();
    let waiting = upload(&room, &bytes, 5000).unwrap();
    let path = files(folder.path()).remove(0);
    let whole = std::fs::read(&path).unwrap();
    for at in [0, 9, 40, 200, 70_000, whole.len() / 2, whole.len() - 100, whole.len() - 2] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        std::fs::write(&path, &changed).unwrap();
        assert!(content(&room, &waiting).is_err(), "byte {at}");
    }
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(content(&room, &waiting).is_err());
    // What no longer opens is of no use to anybody and goes with the next sweep.
    assert_eq!(room.sweep(now()).unwrap(), 1);

    std::fs::write(folder.path().join("waiting/00000000000000000000000000000003.arriving"), b"half").unwrap();
    let vault = Vault::open(&folder.path().join("master.key"), None, Ids).unwrap();
    let room = WaitingRoom::open(&folder.path().join("waiting"), vault, Ids).unwrap();
    room.clear_unfinished().unwrap();
    assert!(files(folder.path()).is_empty(), "a stop of the program leaves no half file");
}
