//! The only part that knows diesel: one schema, two databases.
//!
//! SQLite: one write connection behind a first-come lock, readers from a pool. PostgreSQL: the same calls on its pool.
//! Every function of the modules below takes a [`Conn`] inside [`Store::read`] or [`Store::write`].

pub mod api_tokens;
pub mod attachments;
mod canonical;
pub mod cases;
pub mod communications;
mod conn;
mod counted;
pub mod counters;
pub mod duties;
mod error;
pub mod events;
pub mod figures;
pub mod form_drafts;
pub mod form_tokens;
pub mod leases;
pub mod left_out_rows;
pub mod links;
pub mod memberships;
mod migrations;
pub mod notices;
pub mod organisations;
pub mod outbox;
pub mod portable;
mod prepared;
pub mod quarantine;
pub mod reader;
pub mod receipts;
pub mod recipients;
pub mod register;
pub mod register_imports;
pub mod reminders;
pub mod report_mails;
pub mod reports;
pub mod saved_views;
mod schema;
pub mod second_factors;
pub mod sessions;
pub mod settings;
pub mod tasks;
mod turnstile;
mod types;
pub mod users;
pub mod waiting;

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::r2d2::Pool;

pub use canonical::canonical;
pub use conn::Conn;
pub use error::{StoreError, StoreResult};

use crate::ids::Ids;
use conn::{Manager, Purpose, Target};
use turnstile::Turnstile;

/// Where the store is and how patient it is.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// `sqlite:PATH`, a bare path, or `postgres://…`.
    pub url: String,
    /// Connections to PostgreSQL.
    pub connections: u32,
    /// Reading connections to SQLite.
    pub readers: u32,
    /// How long a writer waits for its turn, or for a lock.
    pub patience: Duration,
    /// PostgreSQL ends a statement that runs longer.
    pub statement_timeout: Duration,
}

impl StoreConfig {
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            connections: 10,
            readers: 4,
            patience: Duration::from_secs(20),
            statement_timeout: Duration::from_secs(60),
        }
    }

    /// Which database the address names. An unknown scheme is refused, because a bare guess would make an empty SQLite file.
    fn target(&self) -> StoreResult<Target> {
        let url = self.url.as_str();
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Target::Pg {
                url: url.to_owned(),
                statement_timeout: self.statement_timeout,
                lock_timeout: self.patience,
            });
        }
        let path = match url.split_once(':') {
            Some(("sqlite", path)) => path.strip_prefix("//").unwrap_or(path),
            // One letter is a drive, not a scheme.
            Some((scheme, _)) if scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+') => {
                return Err(StoreError::Other(format!(
                    "`{scheme}:` is not a database that this program knows; use sqlite:PATH or postgres://USER@HOST/NAME"
                )));
            }
            _ => url,
        };
        if path.is_empty() || path.starts_with(":memory:") {
            return Err(StoreError::other("a SQLite database needs a path to a file, such as sqlite:breachdesk.db"));
        }
        Ok(Target::Lite { path: path.to_owned(), busy_timeout: self.patience, read_only: false })
    }
}

/// The database. Cheap to clone; all clones share the connections.
#[derive(Clone)]
pub struct Store {
    engine: Arc<Engine>,
}

enum Engine {
    Lite { target: Target, ids: Ids, writer: Box<Turnstile<Conn>>, readers: Pool<Manager>, patience: Duration },
    Pg { pool: Pool<Manager> },
}

/// No write on SQLite should keep the others waiting for longer (DESIGN section 4).
const LONGEST_WRITE: Duration = Duration::from_millis(50);

impl Store {
    /// Opens the database and brings it up to this program.
    ///
    /// # Errors
    /// A sentence for the operator: unknown scheme, no connection, a promise not kept (R9), a newer program's database.
    pub fn open(config: &StoreConfig, ids: Ids) -> StoreResult<Self> {
        if let Target::Lite { path, .. } = &config.target()? {
            make_private_file(path)?;
        }
        Self::opened(config, ids, migrations::run)
    }

    /// Opens a database that is there, as it stands: for whoever checks or copies it and must not change it.
    ///
    /// # Errors
    /// As [`Store::open`]; and when there is no such file, or the database waits for migrations.
    pub fn open_as_it_stands(config: &StoreConfig, ids: Ids) -> StoreResult<Self> {
        if let Target::Lite { path, .. } = &config.target()?
            && !std::path::Path::new(path).is_file()
        {
            return Err(StoreError::Other(format!("there is no database file {path}")));
        }
        Self::opened(config, ids, migrations::check)
    }

    fn opened(config: &StoreConfig, ids: Ids, prepare: fn(&mut Conn) -> StoreResult<()>) -> StoreResult<Self> {
        let target = config.target()?;
        let mut first = target.connect(&ids)?;
        prepare(&mut first)?;
        let engine = match target {
            Target::Pg { .. } => Engine::Pg { pool: pool(config.connections, config.patience, target, ids)? },
            Target::Lite { path, busy_timeout, .. } => {
                let read = Target::Lite { path: path.clone(), busy_timeout, read_only: true };
                Engine::Lite {
                    writer: Box::new(Turnstile::new(first)),
                    readers: pool(config.readers, config.patience, read, ids.clone())?,
                    target: Target::Lite { path, busy_timeout, read_only: false },
                    ids,
                    patience: config.patience,
                }
            }
        };
        Ok(Self { engine: Arc::new(engine) })
    }

    /// Whether several copies of the program may share this database.
    pub fn is_postgres(&self) -> bool {
        matches!(*self.engine, Engine::Pg { .. })
    }

    /// Reads one moment of the database.
    pub fn read<T, E: From<StoreError>>(&self, f: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        let pool = match &*self.engine {
            Engine::Lite { readers, .. } => readers,
            Engine::Pg { pool } => pool,
        };
        let mut conn = pool.get().map_err(|_| StoreError::Busy)?;
        in_transaction(&mut conn, Purpose::Read, f).0
    }

    /// Writes, all or nothing. `f` must not wait for anything but the database: on SQLite everybody else waits for it.
    pub fn write<T, E: From<StoreError>>(&self, f: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        match &*self.engine {
            Engine::Pg { pool } => {
                let mut conn = pool.get().map_err(|_| StoreError::Busy)?;
                in_transaction(&mut conn, Purpose::Write, f).0
            }
            Engine::Lite { target, ids, writer, patience, .. } => {
                let turn = writer.enter(*patience).ok_or(StoreError::Busy)?;
                let mut conn = match turn.take() {
                    Some(conn) => conn,
                    None => target.connect(ids)?,
                };
                target.assert_promises(&mut conn)?;
                let started = Instant::now();
                // A panic in `f` drops the connection, which rolls back; the next turn opens a new one.
                let (answer, usable) = in_transaction(&mut conn, Purpose::Write, f);
                if usable {
                    turn.put_back(conn);
                }
                let took = started.elapsed();
                if took > LONGEST_WRITE {
                    tracing::debug!("A write held the database for {} ms", took.as_millis());
                }
                answer
            }
        }
    }

    /// [`Store::read`] away from the async threads.
    pub async fn read_async<T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        let store = self.clone();
        off_the_async_threads(move || store.read(f)).await
    }

    /// [`Store::write`] away from the async threads. Once begun it runs to its end, also when the caller goes away.
    pub async fn write_async<T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        let store = self.clone();
        off_the_async_threads(move || store.write(f)).await
    }
}

async fn off_the_async_threads<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(answer) => answer,
        Err(_) => Err(StoreError::other("a database call was cut short").into()),
    }
}

/// Runs `f` in a transaction; the flag says whether the connection may be used again.
fn in_transaction<T, E: From<StoreError>>(
    conn: &mut Conn,
    purpose: Purpose,
    f: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> (Result<T, E>, bool) {
    if let Err(error) = conn.begin(purpose) {
        let usable = error == StoreError::Busy;
        return (Err(error.into()), usable);
    }
    match f(conn) {
        Ok(done) => match conn.commit(purpose) {
            Ok(()) => (Ok(done), true),
            Err(error) => (Err(error.into()), conn.roll_back()),
        },
        Err(error) => (Err(error), conn.roll_back()),
    }
}

fn pool(size: u32, patience: Duration, target: Target, ids: Ids) -> StoreResult<Pool<Manager>> {
    Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .connection_timeout(patience)
        .build(Manager { target, ids })
        .map_err(StoreError::other)
}

/// Only the owner may read the file; SQLite gives its journal the same rights.
fn make_private_file(path: &str) -> StoreResult<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| StoreError::Other(format!("cannot open the database file: {error}")))
}
