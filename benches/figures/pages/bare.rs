//! The yardstick of the pages: one indexed query and nothing else.

use std::net::TcpListener;
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

/// The yardstick: the same server and database library, one indexed query, fifty rows, no session and no rights.
pub struct Bare {
    pub port: u16,
    handle: actix_web::dev::ServerHandle,
}

impl Bare {
    pub fn start(folder: &std::path::Path) -> Result<Self, String> {
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
