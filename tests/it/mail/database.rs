//! The outbox of a real database, for the sender's tests.

use std::sync::Arc;

use breachdesk::domain::values::At;
use breachdesk::ids::Ids;
use breachdesk::jobs::outbox::Outbox as Ledger;
use breachdesk::mail::message::message_id;
use breachdesk::store::communications;
use breachdesk::store::outbox::{self, DeliveryKind, NewDelivery};
use breachdesk::store::recipients::{self, RecipientRow, RecipientState};
use breachdesk::store::{Store, StoreConfig};
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use serde_json::json;
use uuid::Uuid;

use super::bench::{Outbox, Row};
use crate::support::database::{Engine, TestDatabase};

const HOST: &str = "lunamobile.example.org";

fn delivery(id: Uuid, kind: DeliveryKind, communication: Option<Uuid>, now: At) -> NewDelivery {
    NewDelivery {
        id,
        kind,
        organisation_id: None,
        case_id: None,
        communication_id: communication,
        notice_version_id: None,
        recipient_id: None,
        dedupe_key: format!("test/{id}"),
        to_address: vec![],
        message_id: message_id(communication.unwrap_or_default(), id, HOST),
        content: json!({}),
        next_at: now,
    }
}

#[derive(Clone)]
pub struct DatabaseOutbox {
    url: String,
    store: Store,
    _database: Option<Arc<TestDatabase>>,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    message_id: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = BigInt)]
    attempt: i64,
    #[diesel(sql_type = BigInt)]
    resends: i64,
    #[diesel(sql_type = Text)]
    reply: String,
    #[diesel(sql_type = BigInt)]
    unclear: i64,
}

impl DatabaseOutbox {
    pub fn new(engine: Engine) -> Self {
        let database = TestDatabase::new(engine);
        let (url, store) = (database.url.clone(), database.store.clone());
        Self { url, store, _database: Some(Arc::new(database)) }
    }

    /// The database that another process has made.
    pub fn at(url: &str) -> Self {
        let store = Store::open(&StoreConfig { connections: 6, ..StoreConfig::at(url) }, Ids).unwrap();
        Self { url: url.to_owned(), store, _database: None }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// SQL with foreign keys off: the sender does not look at cases and organisations.
    fn sql(&self, sql: &str) {
        if self.store.is_postgres() {
            let mut connection = PgConnection::establish(&self.url).unwrap();
            sql_query("SET session_replication_role = replica").execute(&mut connection).unwrap();
            sql_query(sql).execute(&mut connection).unwrap();
        } else {
            let mut connection = self.lite();
            sql_query("PRAGMA foreign_keys = OFF").execute(&mut connection).unwrap();
            sql_query(sql).execute(&mut connection).unwrap();
        }
    }

    fn lite(&self) -> SqliteConnection {
        let mut connection = SqliteConnection::establish(self.url.strip_prefix("sqlite:").unwrap()).unwrap();
        sql_query("PRAGMA busy_timeout = 20000").execute(&mut connection).unwrap();
        connection
    }

    fn id(&self, id: Uuid) -> String {
        if self.store.is_postgres() { format!("'{id}'") } else { format!("x'{}'", id.simple()) }
    }

    fn at_text(&self, at: At) -> String {
        format!("'{}'", at.utc().to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
    }

    fn communication(&self, count: usize, now: At) -> Uuid {
        let id = Ids.next();
        let (key, at) = (Ids.next(), self.at_text(now));
        let wrapped = if self.store.is_postgres() { "'\\x00'" } else { "x'00'" };
        self.sql(&format!(
            "INSERT INTO communication_keys (id, wrapped, nonce, created_at) VALUES ({}, {wrapped}, {wrapped}, {at})",
            self.id(key)
        ));
        self.sql(&format!(
            "INSERT INTO communications (id, organisation_id, case_id, state, recipients, filled_to_row, key_id, created_at, \
             revision) VALUES ({0}, {0}, {0}, 'draft', 0, 0, {1}, {at}, 1)",
            self.id(id),
            self.id(key)
        ));
        let people: Vec<RecipientRow> = (1..=count)
            .map(|row_no| RecipientRow {
                id: Ids.next(),
                communication_id: id,
                row_no: i64::try_from(row_no).unwrap(),
                ciphertext: vec![1],
                nonce: vec![2],
                email_hmac: None,
                person_hmac: None,
                language: "en".into(),
                state: RecipientState::Mail,
            })
            .collect();
        self.store.write(|tx| recipients::add(tx, id, &people)).unwrap();
        self.sql(&format!(
            "UPDATE communications SET state = 'running', notice_version_id = {0}, started_at = {at} WHERE id = {0}",
            self.id(id)
        ));
        id
    }
}

impl Outbox for DatabaseOutbox {
    type Ledger = Ledger;

    fn ledger(&self, owner: &str) -> Ledger {
        Ledger::held_by(self.store.clone(), owner)
    }

    fn mail_out(&self, count: usize, kind: DeliveryKind, now: At) -> Uuid {
        if kind != DeliveryKind::People {
            for _ in 0..count {
                let new = delivery(Ids.next(), kind, None, now);
                assert!(self.store.write(|tx| outbox::add(tx, new, now)).unwrap());
            }
            return Uuid::nil();
        }
        let id = self.communication(count, now);
        // The recipient's id is the delivery's: one message per person.
        let make = |recipient: &RecipientRow| delivery(recipient.id, kind, Some(id), now);
        let fill = || self.store.write(|tx| outbox::fill(tx, id, 500, now, make)).unwrap();
        while !fill().whole {}
        id
    }

    fn rows(&self) -> Vec<Row> {
        let deliveries = "SELECT message_id, state, attempt, resends, coalesce(reply, '') AS reply, \
             (SELECT count(*) FROM delivery_attempts a WHERE a.delivery_id = d.id AND a.state = 'unknown') AS unclear \
             FROM deliveries d ORDER BY d.id";
        let found: Vec<Found> = if self.store.is_postgres() {
            sql_query(deliveries).load(&mut PgConnection::establish(&self.url).unwrap()).unwrap()
        } else {
            sql_query(deliveries).load(&mut self.lite()).unwrap()
        };
        let row = |found: Found| Row {
            // The second half of the local part, see `message_id`.
            id: found.message_id.split(['.', '@']).nth(1).map_or(Uuid::nil(), |id| Uuid::parse_str(id).unwrap()),
            state: found.state,
            attempts: found.attempt,
            resends: found.resends,
            message_id: found.message_id,
            was_unknown: found.unclear > 0,
            word: found.reply,
        };
        found.into_iter().map(row).collect()
    }

    fn pause(&self, communication: Uuid) {
        self.store.write(|tx| communications::pause(tx, communication)).unwrap();
    }

    fn resume(&self, communication: Uuid, now: At) {
        self.store.write(|tx| communications::release(tx, communication, now)).unwrap();
    }

    fn expire_leases(&self, states: &[&str]) {
        let states = states.iter().map(|state| format!("'{state}'")).collect::<Vec<_>>().join(", ");
        let long_ago = self.at_text(At::from_micros(0).unwrap());
        self.sql(&format!("UPDATE deliveries SET lease_until = {long_ago} WHERE state IN ({states})"));
    }

    fn tray(&self) -> Vec<Vec<u8>> {
        let kept = self.store.read(|conn| outbox::tray(conn, 100, 0)).unwrap();
        let bytes = |id: Uuid| self.store.read(|conn| outbox::tray_message(conn, id)).unwrap().unwrap();
        kept.into_iter().map(|(row, _)| bytes(row.id)).collect()
    }
}
