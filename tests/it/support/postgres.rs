//! A private PostgreSQL for one test run: its own folder, its own socket, no TCP, gone when the tests are.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

use breachdesk::ids::Ids;
use breachdesk::store::{Store, StoreConfig};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

const MISSING: &str = "PostgreSQL's server programs (initdb, pg_ctl) were not found; the tests need them. \
                       Install them, on Debian with `apt-get install postgresql`, then run `cargo test` again.";

/// Started at the first use in a test run, stopped when the test process ends, however it ends.
pub struct Cluster {
    folder: PathBuf,
    /// The watcher stops the server when this end of its pipe closes: also after a panic or a kill.
    _until_we_end: Mutex<ChildStdin>,
}

impl Cluster {
    pub fn shared() -> &'static Cluster {
        static CLUSTER: OnceLock<Cluster> = OnceLock::new();
        CLUSTER.get_or_init(Cluster::start)
    }

    fn start() -> Cluster {
        let bin = programs();
        let folder = std::env::temp_dir().join(format!("breachdesk-pg-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir(&folder).unwrap();
        let as_root = id_of_user() == "0";
        if as_root {
            run(Command::new("chown").arg("postgres").arg(&folder));
        }
        run(Command::new("chmod").arg("700").arg(&folder));
        let (data, text) = (folder.join("data"), |path: &Path| path.to_str().unwrap().to_owned());
        #[allow(clippy::zombie_processes, reason = "it outlives this process, which is its purpose")]
        let mut watcher = Command::new("sh")
            .arg("-c")
            .arg(r#"read -r _; "$@" >/dev/null 2>&1; rm -rf "$FOLDER""#)
            .arg("sh")
            .args(words(as_root, &[&text(&bin.join("pg_ctl")), "stop", "-m", "immediate", "-D", &text(&data)]))
            .env("FOLDER", &folder)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .in_own_group()
            .spawn()
            .unwrap();
        let until_we_end = watcher.stdin.take().unwrap();
        let initdb = [
            &text(&bin.join("initdb")),
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--no-sync",
            "-D",
            &text(&data),
        ];
        run(command(as_root, &initdb).env("LC_ALL", "C.UTF-8"));
        // No fsync: a test's data need not outlive the machine. synchronous_commit stays on, because the store asserts it.
        let conf = format!(
            "listen_addresses = ''\nunix_socket_directories = '{}'\nfsync = off\nfull_page_writes = off\nmax_connections = 400\n\
             shared_buffers = 64MB\nlogging_collector = off\n",
            folder.display()
        );
        std::fs::OpenOptions::new()
            .append(true)
            .open(data.join("postgresql.conf"))
            .unwrap()
            .write_all(conf.as_bytes())
            .unwrap();
        let log = text(&folder.join("log"));
        run(&mut command(as_root, &[&text(&bin.join("pg_ctl")), "start", "-w", "-D", &text(&data), "-l", &log]));
        let cluster = Cluster { folder, _until_we_end: Mutex::new(until_we_end) };
        cluster.admin("CREATE DATABASE template_migrated");
        drop(
            Store::open(&StoreConfig { connections: 1, ..StoreConfig::at(cluster.url("template_migrated")) }, Ids)
                .unwrap(),
        );
        cluster
    }

    pub fn url(&self, name: &str) -> String {
        let host = self.folder.to_str().unwrap().replace('/', "%2F");
        format!("postgres://postgres@{host}/{name}")
    }

    /// Address of a fresh database, migrated already.
    pub fn migrated(&self) -> String {
        self.create("TEMPLATE template_migrated")
    }

    /// Address of a fresh database with nothing in it.
    pub fn empty(&self) -> String {
        self.create("TEMPLATE template0")
    }

    fn create(&self, how: &str) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.admin(&format!("CREATE DATABASE {name} {how}"));
        self.url(&name)
    }

    /// Takes a database of [`Cluster::create`] away, whoever is still connected: a run makes hundreds of them.
    pub fn drop(&self, url: &str) {
        let name = url.rsplit('/').next().unwrap();
        assert!(name.starts_with("test_"), "{name} is no test's own");
        // What cannot be taken away goes with the cluster.
        let _ = self.try_admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    }

    fn admin(&self, sql: &str) {
        self.try_admin(sql).unwrap();
    }

    fn try_admin(&self, sql: &str) -> Result<(), diesel::result::Error> {
        // One at a time: PostgreSQL refuses to copy a template that another session is copying from.
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        PgConnection::establish(&self.url("postgres")).unwrap().batch_execute(sql)
    }
}

/// The folder of initdb: on the path, or where Debian puts it, newest version first.
fn programs() -> PathBuf {
    let on_path = Command::new("sh").arg("-c").arg("command -v initdb").output().unwrap();
    let found = String::from_utf8_lossy(&on_path.stdout);
    if let Some(folder) = Path::new(found.trim()).parent().filter(|_| on_path.status.success()) {
        return folder.to_owned();
    }
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    versions.retain(|bin| bin.join("initdb").exists());
    versions.sort_by_key(|bin| bin.parent().and_then(Path::file_name).and_then(|v| v.to_str()?.parse::<u32>().ok()));
    versions.pop().expect(MISSING)
}

fn id_of_user() -> String {
    String::from_utf8(Command::new("id").arg("-u").output().unwrap().stdout).unwrap().trim().to_owned()
}

/// PostgreSQL refuses to run as root, so root becomes the user postgres.
fn words(as_root: bool, words: &[&str]) -> Vec<String> {
    let prefix: &[&str] = if as_root { &["runuser", "-u", "postgres", "--"] } else { &[] };
    prefix.iter().chain(words).map(|word| (*word).to_owned()).collect()
}

fn command(as_root: bool, parts: &[&str]) -> Command {
    let parts = words(as_root, parts);
    let mut command = Command::new(&parts[0]);
    command.args(&parts[1..]).current_dir("/");
    command
}

fn run(command: &mut Command) {
    // Output goes nowhere: a server that inherits a pipe would keep it open.
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let status = status.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?} failed: {status}");
}

trait InOwnGroup {
    fn in_own_group(&mut self) -> &mut Self;
}

impl InOwnGroup for Command {
    /// Ctrl-C at the terminal must not reach the watcher before it has done its work.
    fn in_own_group(&mut self) -> &mut Self {
        std::os::unix::process::CommandExt::process_group(self, 0)
    }
}
