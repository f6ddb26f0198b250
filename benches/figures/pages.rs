//! Pages: the signed-in case list over 100,000 cases against a page of one indexed query on the same server stack, and how long a
//! start takes until the first page.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::{App, HttpResponse, HttpServer, web as server};
use breachdesk::app::auth::password;
use breachdesk::app::demo;
use breachdesk::app::rows;
use breachdesk::domain::case::Case;
use breachdesk::domain::event::{CaseOpened, Event};
use breachdesk::domain::values::{At, Private};
use breachdesk::ids::Ids;
use breachdesk::store::memberships::{self, MembershipRow, MembershipStatus};
use breachdesk::store::organisations::{self, OrganisationRow};
use breachdesk::store::users::{self, UserRow, UserStatus};
use breachdesk::store::{Store, StoreConfig, StoreError, cases};
use breachdesk::{clock::Clock, domain::actor::Role};
use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};

use crate::rounds::{Figures, median};

const CASES: usize = 100_000;
const CONNECTIONS: usize = 32;
const REQUESTS: usize = 6_400;
const ROUNDS: usize = 3;
const STARTS: usize = 7;
const EMAIL: &str = "chiara.bonfanti@example.org";
const PASSWORD: &str = "quiet lamp under seven stairs";

pub fn run(figures: &mut Figures) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(said)?;
    fill(folder.path())?;
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let desk = Desk::start(folder.path())?;
        starts.push(desk.first_page.as_secs_f64() * 1_000.0);
    }
    if let Some(middle) = median(&mut starts) {
        figures.plain("pages: start to first page, 100,000 cases", middle, "ms", "at most 60");
    }
    let desk = Desk::start(folder.path())?;
    let cookie = desk.sign_in()?;
    let bare = Bare::start(folder.path())?;
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        let list = || load(desk.port, "/cases", &cookie);
        let one_query = || load(bare.port, "/", "");
        let (ours, yardstick) = if round % 2 == 0 {
            let ours = list()?;
            (ours, one_query()?)
        } else {
            let yardstick = one_query()?;
            (list()?, yardstick)
        };
        println!(
            "pages: case list {:.0}/s, p50 {:.1} ms, p99 {:.1} ms; one query {:.0}/s, p50 {:.1} ms, p99 {:.1} ms",
            ours.rate, ours.p50, ours.p99, yardstick.rate, yardstick.p50, yardstick.p99
        );
        // A ratio of which more is better, like the others: the yardstick's time over ours.
        rounds.push((yardstick.p99, ours.p99));
    }
    figures.ratio("pages: p99 of one query over p99 of the case list, 32 connections", "ms", &rounds, 0.5)?;
    if let Some(memory) = desk.memory_mib() {
        figures.plain("pages: memory of the service after the lists", memory, "MiB", "at most 96");
    }
    Ok(())
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// A desk with one person and many cases, as an office has them: opened, few words, no plan yet.
fn fill(folder: &std::path::Path) -> Result<(), String> {
    let url = format!("sqlite:{}", folder.join("breachdesk.db").display());
    let store = Store::open(&StoreConfig::at(url), Ids).map_err(said)?;
    let now = Clock::Wall.now();
    let found = demo::organisations::organisations().ok_or("the demo's organisations cannot be made")?;
    let settings =
        found.into_iter().find(|one| one.slug == "ottima").ok_or("the demo knows no Ottima Servizi")?.settings;
    let organisation = OrganisationRow {
        id: Ids.next(),
        slug: "ottima".into(),
        name: "Ottima Servizi S.p.A.".into(),
        country: "IT".into(),
        zone: "Europe/Rome".into(),
        settings: serde_json::to_value(&settings).map_err(said)?,
        revision: 1,
        created_at: now,
        updated_at: now,
    };
    let user = UserRow {
        id: Ids.next(),
        name: "Chiara Bonfanti".into(),
        email: EMAIL.into(),
        password_hash: Some(password::hash(&Ids, PASSWORD).map_err(said)?),
        language: "en".into(),
        status: UserStatus::Active,
        failed_sign_ins: 0,
        failed_since_at: None,
        last_sign_in_at: None,
        created_at: now,
    };
    let membership = MembershipRow {
        id: Ids.next(),
        user_id: user.id,
        organisation_id: organisation.id,
        role: Role::Dpo,
        status: MembershipStatus::Active,
        deputy_of: None,
        created_at: now,
        updated_at: now,
    };
    let people: Result<(), StoreError> = store.write(|tx| {
        organisations::add(tx, &organisation)?;
        users::add(tx, &user)?;
        memberships::add(tx, &membership)
    });
    people.map_err(said)?;
    for batch in 0..CASES / 1_000 {
        let mut rows_of_batch = Vec::with_capacity(1_000);
        for number in batch * 1_000..(batch + 1) * 1_000 {
            let opened_at = now.plus(-chrono::TimeDelta::minutes(26 * number as i64));
            rows_of_batch
                .push(rows::case_row(&case(&organisation, &settings, number, opened_at)?, opened_at).map_err(said)?);
        }
        let saved: Result<(), StoreError> =
            store.write(|tx| rows_of_batch.iter().try_for_each(|row| cases::save(tx, row, &[], &[], 0).map(drop)));
        saved.map_err(said)?;
    }
    Ok(())
}

fn case(
    organisation: &OrganisationRow,
    settings: &breachdesk::app::organisation::Settings,
    number: usize,
    at: At,
) -> Result<Case, String> {
    let opened = Event::CaseOpened(CaseOpened {
        id: Ids.next(),
        organisation: organisation.id,
        reference: format!("BR-2021-{number:06}"),
        title: Private::new(format!("Mail to the wrong customer, number {number}")),
        zone: organisation.zone.clone(),
        drill: false,
        report: None,
        handler: None,
        controllers: settings.controllers.clone(),
        markets: settings.markets.clone(),
        data_sets: settings.data_sets.clone(),
        at,
    });
    Case::replay([(opened, at)]).ok_or_else(|| "a case opens with its opening".to_owned())
}

fn free_port() -> Result<u16, String> {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).map(|at| at.port()).map_err(said)
}

/// `breachdesk serve` as people run it.
struct Desk {
    child: Child,
    port: u16,
    first_page: Duration,
}

impl Desk {
    fn start(folder: &std::path::Path) -> Result<Self, String> {
        let port = free_port()?;
        let started = Instant::now();
        let child = Command::new(env!("CARGO_BIN_EXE_breachdesk"))
            .arg("serve")
            .env("BREACHDESK_DATA_FOLDER", folder)
            .env("BREACHDESK_LISTEN", format!("127.0.0.1:{port}"))
            .env("RUST_LOG", "error")
            .stdout(Stdio::null())
            .spawn()
            .map_err(said)?;
        let mut desk = Self { child, port, first_page: Duration::ZERO };
        let until = started + Duration::from_secs(60);
        while get(port, "/sign-in", "").is_err() {
            if Instant::now() > until {
                return Err("the service did not answer within a minute".into());
            }
            std::thread::yield_now();
        }
        desk.first_page = started.elapsed();
        Ok(desk)
    }

    /// The cookies of a session, as a browser would send them.
    fn sign_in(&self) -> Result<String, String> {
        let page = get(self.port, "/sign-in", "")?;
        let token = page.body.split("name=\"form-token\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let form = format!(
            "form-token={}&username={}&password={}",
            token.ok_or("the sign-in page has no form token")?,
            EMAIL.replace('@', "%40"),
            PASSWORD.replace(' ', "+")
        );
        let visitor = page.cookies.join("; ");
        let origin = format!("http://127.0.0.1:{}", self.port);
        let more = format!("Origin: {origin}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        let answer = ask(self.port, "POST", "/sign-in", &visitor, &more, &form)?;
        if answer.status != 303 {
            return Err(format!("the sign-in answered {}", answer.status));
        }
        let mut cookies = page.cookies;
        cookies.extend(answer.cookies);
        Ok(cookies.join("; "))
    }

    fn memory_mib(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            self.child.wait().ok();
        }
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    reference: String,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Text)]
    updated_at: String,
}

/// The yardstick: the same server and database library, one indexed query, fifty rows, no session and no rights.
struct Bare {
    port: u16,
    handle: actix_web::dev::ServerHandle,
}

impl Bare {
    fn start(folder: &std::path::Path) -> Result<Self, String> {
        let path = folder.join("breachdesk.db").display().to_string();
        let listener = TcpListener::bind("127.0.0.1:0").map_err(said)?;
        let port = listener.local_addr().map_err(said)?.port();
        let (told, handle) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let connections: Vec<_> =
                (0..4).filter_map(|_| SqliteConnection::establish(&path).ok()).map(Mutex::new).collect();
            let pool = server::Data::new(connections);
            let run = async move {
                let app = move || App::new().app_data(pool.clone()).route("/", server::get().to(one_query));
                let server = HttpServer::new(app).workers(4).listen(listener)?.run();
                told.send(server.handle()).ok();
                server.await
            };
            actix_web::rt::System::new().block_on(run).ok();
        });
        Ok(Self { port, handle: handle.recv().map_err(said)? })
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

async fn one_query(pool: server::Data<Vec<Mutex<SqliteConnection>>>) -> HttpResponse {
    let page = server::block(move || {
        let free = pool.iter().find_map(|one| one.try_lock().ok());
        let mut connection = match free {
            Some(connection) => connection,
            None => pool.first()?.lock().unwrap_or_else(PoisonError::into_inner),
        };
        let query = "SELECT reference, title, updated_at FROM cases WHERE drill = 0 ORDER BY reference DESC LIMIT 50";
        let lines: Vec<Line> = sql_query(query).load(&mut *connection).ok()?;
        let rows: String = lines
            .iter()
            .map(|line| {
                format!("<tr><td>{}</td><td>{}</td><td>{}</td></tr>", line.reference, line.title, line.updated_at)
            })
            .collect();
        Some(format!("<!doctype html><title>Cases</title><table>{rows}</table>"))
    })
    .await;
    match page {
        Ok(Some(page)) => HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page),
        _ => HttpResponse::InternalServerError().finish(),
    }
}

/// What a load came to, times in milliseconds.
struct Loaded {
    rate: f64,
    p50: f64,
    p99: f64,
}

fn load(port: u16, path: &'static str, cookie: &str) -> Result<Loaded, String> {
    let left = Arc::new(Mutex::new(REQUESTS));
    let started = Instant::now();
    let threads: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (left, cookie) = (Arc::clone(&left), cookie.to_owned());
            std::thread::spawn(move || -> Result<Vec<f64>, String> {
                let stream = connect(port)?;
                let mut reader = BufReader::new(stream.try_clone().map_err(said)?);
                let mut stream = stream;
                let mut times = Vec::new();
                loop {
                    {
                        let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
                        if *left == 0 {
                            return Ok(times);
                        }
                        *left -= 1;
                    }
                    let asked = Instant::now();
                    write_request(&mut stream, "GET", path, &cookie, "", "")?;
                    let answer = read_answer(&mut reader)?;
                    if answer.status != 200 {
                        return Err(format!("{path} answered {}", answer.status));
                    }
                    times.push(asked.elapsed().as_secs_f64() * 1_000.0);
                }
            })
        })
        .collect();
    let mut times = Vec::with_capacity(REQUESTS);
    for thread in threads {
        times.extend(thread.join().map_err(|_| "a client ended badly".to_owned())??);
    }
    let rate = times.len() as f64 / started.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    let at =
        |percent: usize| times.get((times.len() * percent / 100).min(times.len() - 1)).copied().unwrap_or_default();
    Ok(Loaded { rate, p50: at(50), p99: at(99) })
}

struct Answer {
    status: u16,
    cookies: Vec<String>,
    body: String,
}

fn connect(port: u16) -> Result<TcpStream, String> {
    let stream = TcpStream::connect(("127.0.0.1", port)).map_err(said)?;
    stream.set_nodelay(true).map_err(said)?;
    Ok(stream)
}

fn get(port: u16, path: &str, cookie: &str) -> Result<Answer, String> {
    ask(port, "GET", path, cookie, "", "")
}

fn ask(port: u16, method: &str, path: &str, cookie: &str, more: &str, body: &str) -> Result<Answer, String> {
    let mut stream = connect(port)?;
    write_request(&mut stream, method, path, cookie, more, body)?;
    read_answer(&mut BufReader::new(stream))
}

fn write_request(
    stream: &mut TcpStream,
    method: &str,
    path: &str,
    cookie: &str,
    more: &str,
    body: &str,
) -> Result<(), String> {
    let port = stream.peer_addr().map_err(said)?.port();
    let cookie = if cookie.is_empty() { String::new() } else { format!("Cookie: {cookie}\r\n") };
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{cookie}{more}Content-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(head.as_bytes()).map_err(said)
}

fn read_answer(reader: &mut BufReader<TcpStream>) -> Result<Answer, String> {
    let (mut status, mut length, mut chunked, mut cookies) = (0, 0, false, Vec::new());
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).map_err(said)? == 0 {
            return Err("the connection was closed".into());
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if status == 0 {
            status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or("no status line")?;
        } else if let Some((name, value)) = line.split_once(": ") {
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().map_err(said)?,
                "transfer-encoding" => chunked = value.contains("chunked"),
                "set-cookie" => cookies.extend(value.split(';').next().map(str::to_owned)),
                _ => {}
            }
        }
    }
    let mut body = Vec::new();
    if chunked {
        loop {
            let mut size = String::new();
            reader.read_line(&mut size).map_err(said)?;
            let size = usize::from_str_radix(size.trim(), 16).map_err(said)?;
            let from = body.len();
            body.resize(from + size, 0);
            reader.read_exact(&mut body[from..]).map_err(said)?;
            reader.read_line(&mut String::new()).map_err(said)?;
            if size == 0 {
                break;
            }
        }
    } else {
        body.resize(length, 0);
        reader.read_exact(&mut body).map_err(said)?;
    }
    Ok(Answer { status, cookies, body: String::from_utf8_lossy(&body).into_owned() })
}
