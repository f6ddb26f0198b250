//! The yardstick of the pages: one indexed query and nothing else.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use actix_web::{App, HttpResponse, HttpServer, web as server};
use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};

use super::said;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    reference: String,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Text)]
    updated_at: String,
}

/// The first argument of the program that serves the yardstick and nothing else; the folder of the database follows.
pub const SERVES: &str = "--serve-one-query";

/// The yardstick: the same server and database library, one indexed query, fifty rows, no session and no rights. A process of its own, as
/// the service is, so that what each takes of the processor can be told apart from the load.
pub struct Bare {
    child: Child,
    pub port: u16,
}

impl Bare {
    pub fn start(folder: &Path) -> Result<Self, String> {
        let mut child = Command::new(std::env::current_exe().map_err(said)?)
            .arg(SERVES)
            .arg(folder)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(said)?;
        let mut port = String::new();
        let told = child.stdout.take().ok_or("the one query has no output")?;
        BufReader::new(told).read_line(&mut port).map_err(said)?;
        Ok(Self { child, port: port.trim().parse().map_err(said)? })
    }

    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            self.child.wait().ok();
        }
    }
}

/// Serves the one query over the database of a folder until it is killed. Its port is the first line that it prints.
pub fn serve(folder: &Path) -> Result<(), String> {
    let path = folder.join("breachdesk.db").display().to_string();
    let listener = TcpListener::bind("127.0.0.1:0").map_err(said)?;
    println!("{}", listener.local_addr().map_err(said)?.port());
    let connections: Vec<_> = (0..4).filter_map(|_| SqliteConnection::establish(&path).ok()).map(Mutex::new).collect();
    let pool = server::Data::new(connections);
    let app = move || App::new().app_data(pool.clone()).route("/", server::get().to(one_query));
    let run = async move { HttpServer::new(app).workers(4).listen(listener)?.run().await };
    actix_web::rt::System::new().block_on(run).map_err(said)
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
