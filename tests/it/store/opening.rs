//! Opening, transactions, migrations.

use breachdesk::domain::values::At;
use breachdesk::ids::Ids;
use breachdesk::store::{Store, StoreConfig, StoreError, settings};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, SqliteConnection, sql_query};
use serde_json::json;

use crate::support::database::{Engine, TestDatabase, on_both, on_both_databases};
use crate::support::postgres::Cluster;

fn at(text: &str) -> At {
    At::parse(text).unwrap()
}

#[test]
fn an_unknown_scheme_is_refused_with_a_sentence_and_makes_no_file() {
    for url in ["mysql://root@localhost/x", "sqlite:", "sqlite::memory:", "file+x:/a"] {
        let error = Store::open(&StoreConfig::at(url), Ids).err().unwrap();
        assert!(matches!(&error, StoreError::Other(text) if text.contains("sqlite:")), "{url}: {error}");
    }
}

#[test]
fn a_bare_path_and_a_sqlite_address_name_the_same_file_which_only_its_owner_reads() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.db");
    let first = Store::open(&StoreConfig::at(path.to_str().unwrap()), Ids).unwrap();
    first.write(|tx| settings::set(tx, "k", &json!(1), at("2026-10-03T11:00:00Z"))).unwrap();
    let second = Store::open(&StoreConfig::at(format!("sqlite://{}", path.display())), Ids).unwrap();
    assert_eq!(second.read(|conn| settings::get(conn, "k")).unwrap(), Some(json!(1)));
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_write_that_fails_leaves_nothing_and_the_next_one_works() {
    on_both(|store| {
        let now = at("2026-10-03T11:00:00Z");
        let failed = store.write(|tx| {
            settings::set(tx, "k", &json!("half"), now)?;
            Err::<(), _>(StoreError::Conflict)
        });
        assert_eq!(failed, Err(StoreError::Conflict));
        assert_eq!(store.read(|conn| settings::get(conn, "k")).unwrap(), None);
        store.write(|tx| settings::set(tx, "k", &json!("whole"), now)).unwrap();
        assert_eq!(store.read(|conn| settings::get(conn, "k")).unwrap(), Some(json!("whole")));
    });
}

#[test]
fn a_write_that_panics_leaves_nothing_and_the_next_one_works() {
    on_both(|store| {
        let now = at("2026-10-03T11:00:00Z");
        for _ in 0..20 {
            let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                store.write(|tx| -> Result<(), StoreError> {
                    settings::set(tx, "k", &json!("half"), now)?;
                    panic!("in the middle");
                })
            }));
            assert!(panicked.is_err());
        }
        assert_eq!(store.read(|conn| settings::get(conn, "k")).unwrap(), None);
        store.write(|tx| settings::set(tx, "k", &json!("whole"), now)).unwrap();
    });
}

#[test]
fn a_swallowed_error_never_turns_into_an_acknowledged_write_that_did_not_happen() {
    on_both(|store| {
        let now = at("2026-10-03T11:00:00Z");
        let answer = store.write(|tx| {
            settings::set(tx, "k", &json!(1), now)?;
            // The store's caller ignores a failed statement; PostgreSQL has given the transaction up by then.
            let _ = breachdesk::store::form_tokens::issue(tx, "twice", None, now);
            let _ = breachdesk::store::form_tokens::issue(tx, "twice", None, now);
            Ok::<_, StoreError>(())
        });
        let found = store.read(|conn| settings::get(conn, "k")).unwrap();
        assert_eq!(answer.is_ok(), found.is_some());
    });
}

#[test]
fn a_step_that_was_only_attempted_undoes_itself_alone() {
    on_both(|store| {
        let now = at("2026-10-03T11:00:00Z");
        store
            .write(|tx| {
                settings::set(tx, "kept", &json!(1), now)?;
                let failed = tx.attempt(|tx| {
                    settings::set(tx, "undone", &json!(1), now)?;
                    Err::<(), _>(StoreError::NotFound)
                });
                assert_eq!(failed, Err(StoreError::NotFound));
                settings::set(tx, "also kept", &json!(1), now)
            })
            .unwrap();
        let found = |key: &str| store.read(|conn| settings::get(conn, key)).unwrap().is_some();
        assert_eq!((found("kept"), found("undone"), found("also kept")), (true, false, true));
    });
}

#[test]
fn a_read_cannot_write() {
    on_both(|store| {
        let refused = store.read(|conn| settings::set(conn, "k", &json!(1), at("2026-10-03T11:00:00Z")));
        assert!(matches!(refused, Err(StoreError::Other(_))), "{refused:?}");
    });
}

#[test]
fn a_read_sees_one_moment_while_others_write() {
    on_both(|store| {
        let now = at("2026-10-03T11:00:00Z");
        store.write(|tx| settings::set(tx, "k", &json!(1), now)).unwrap();
        store
            .read(|conn| {
                assert_eq!(settings::get(conn, "k")?, Some(json!(1)));
                store.write(|tx| settings::set(tx, "k", &json!(2), now))?;
                assert_eq!(settings::get(conn, "k")?, Some(json!(1)));
                Ok::<_, StoreError>(())
            })
            .unwrap();
        assert_eq!(store.read(|conn| settings::get(conn, "k")).unwrap(), Some(json!(2)));
    });
}

#[tokio::test]
async fn the_async_calls_answer_as_the_others_do() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let database = tokio::task::spawn_blocking(move || TestDatabase::new(engine)).await.unwrap();
        let now = at("2026-10-03T11:00:00Z");
        database.store.write_async(move |tx| settings::set(tx, "k", &json!(7), now)).await.unwrap();
        assert_eq!(database.store.read_async(|conn| settings::get(conn, "k")).await, Ok(Some(json!(7))));
        tokio::task::spawn_blocking(move || drop(database)).await.unwrap();
    }
}

#[test]
fn settings_are_set_replaced_and_removed() {
    on_both(|store| {
        let now = at("2026-10-03T11:00:00Z");
        store.write(|tx| settings::set(tx, "smtp", &json!({"host": "mail.example.org"}), now)).unwrap();
        store.write(|tx| settings::set(tx, "smtp", &json!({"host": "mx.example.org", "port": 25}), now)).unwrap();
        let found = store.read(|conn| settings::get(conn, "smtp")).unwrap();
        assert_eq!(found, Some(json!({"host": "mx.example.org", "port": 25})));
        store.write(|tx| settings::remove(tx, "smtp")).unwrap();
        assert_eq!(store.read(|conn| settings::get(conn, "smtp")).unwrap(), None);
    });
}

#[test]
fn several_copies_that_start_at_once_migrate_once() {
    let postgres = Cluster::shared().empty();
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", folder.path().join("desk.db").display());
    for url in [postgres, sqlite] {
        std::thread::scope(|scope| {
            let starts: Vec<_> =
                (0..4).map(|_| scope.spawn(|| Store::open(&StoreConfig::at(url.as_str()), Ids))).collect();
            starts.into_iter().for_each(|start| drop(start.join().unwrap().unwrap()));
        });
    }
}

#[test]
fn a_database_of_a_newer_program_is_refused() {
    on_both_databases(|database| {
        database.sql("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')").unwrap();
        let error = Store::open(&StoreConfig::at(database.url.as_str()), Ids).err().unwrap();
        assert!(error.to_string().contains("newer program"), "{error}");
    });
}

#[test]
fn a_postgresql_that_may_forget_commits_is_refused() {
    let url = Cluster::shared().migrated();
    let name = url.rsplit('/').next().unwrap();
    let mut admin = PgConnection::establish(&url).unwrap();
    diesel::connection::SimpleConnection::batch_execute(
        &mut admin,
        &format!("ALTER DATABASE {name} SET synchronous_commit = off"),
    )
    .unwrap();
    let error = Store::open(&StoreConfig::at(url), Ids).err().unwrap();
    assert!(error.to_string().contains("synchronous_commit"), "{error}");
}

#[derive(QueryableByName, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Column {
    #[diesel(sql_type = Text)]
    in_table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    nullable: String,
}

#[test]
fn both_migration_sets_have_the_same_names_and_make_the_same_tables() {
    let names = |set: &str| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(set);
        let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));

    let lite = TestDatabase::new(Engine::Sqlite);
    let mut connection = SqliteConnection::establish(lite.url.strip_prefix("sqlite:").unwrap()).unwrap();
    let mut in_lite: Vec<Column> = sql_query(
        "SELECT m.name AS in_table, c.name, c.type AS kind, CASE c.\"notnull\" WHEN 1 THEN 'NO' ELSE 'YES' END AS nullable \
         FROM pragma_table_list m, pragma_table_info(m.name) c WHERE m.schema = 'main' AND m.type = 'table' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' \
         AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .load(&mut connection)
    .unwrap();
    let pg = TestDatabase::new(Engine::Postgres);
    let mut connection = PgConnection::establish(&pg.url).unwrap();
    let mut in_pg: Vec<Column> = sql_query(
        "SELECT table_name::text AS in_table, column_name::text AS name, data_type::text AS kind, is_nullable::text AS nullable \
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'",
    )
    .load(&mut connection)
    .unwrap();
    for column in &mut in_pg {
        column.kind = match column.kind.as_str() {
            "uuid" | "bytea" => "BLOB",
            "timestamp with time zone" | "text" => "TEXT",
            "bigint" | "boolean" => "INTEGER",
            other => other,
        }
        .to_owned();
    }
    in_lite.sort();
    in_pg.sort();
    assert!(in_lite.len() > 50, "the tables were not found");
    assert_eq!(in_lite, in_pg);
}
