//! The page of a sheet, as the one who fills in the authority's form opens it: the whole answer of the service, from a connection of its own.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Instant;

use super::said;
use crate::pages::http::{ask, get};
use crate::rounds::Figures;

const REQUESTS: usize = 2_000;
/// Of one organisation of the demo.
const WHO: &str = "dpo of lunamobile";

pub fn run(figures: &mut Figures) -> Result<(), String> {
    let demo = Demo::start()?;
    let cookie = demo.sign_in()?;
    let sheets = demo.sheets(&cookie)?;
    let mut worst = (0.0, 0.0);
    let mut rendering = (0.0, 0.0);
    for path in &sheets {
        let (whole, rendered) = demo.times(path, &cookie)?;
        println!(
            "paper: {path}: p50 {:.2} ms, p99 {:.2} ms; wording and rendering took p50 {:.2} ms, p99 {:.2} ms of it",
            whole.0, whole.1, rendered.0, rendered.1
        );
        if rendered.1 > rendering.1 {
            rendering = rendered;
        }
        if whole.1 > worst.1 {
            worst = whole;
        }
    }
    let name = format!("paper: page of a sheet, whole answer at one connection, slowest of {} sheets", sheets.len());
    figures.plain(&format!("{name}, p50"), worst.0, "ms", "none of its own");
    figures.plain(&format!("{name}, p99"), worst.1, "ms", "none of its own");
    let name = "paper: page of a sheet, wording, rendering and HTTP, slowest";
    figures.plain(&format!("{name}, p50"), rendering.0, "ms", "none of its own");
    figures.plain(&format!("{name}, p99"), rendering.1, "ms", "at most 2");
    Ok(())
}

/// `breachdesk demo`, whose cases have sheets to fill in.
struct Demo {
    child: Child,
    /// Held open: whoever prints into a closed pipe ends.
    _told: BufReader<ChildStdout>,
    port: u16,
    email: String,
    password: String,
}

impl Demo {
    fn start() -> Result<Self, String> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_breachdesk"))
            .args(["demo", "--port", "0"])
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .map_err(said)?;
        let mut told = BufReader::new(child.stdout.take().ok_or("the demo says nothing")?);
        let (mut port, mut person) = (None, None);
        let mut line = String::new();
        while told.read_line(&mut line).map_err(said)? > 0 {
            let line = std::mem::take(&mut line);
            let line = line.trim_end();
            if let Some(at) = line.strip_prefix("Breachdesk demo: http://") {
                port = at.rsplit(':').next().and_then(|port| port.parse().ok());
            } else if line.contains(WHO) && !line.contains("deputy") {
                // Columns stand two blanks apart: roles, address, name, password.
                let columns: Vec<&str> = line.split("  ").map(str::trim).filter(|part| !part.is_empty()).collect();
                person =
                    columns.get(1).zip(columns.last()).map(|(email, word)| ((*email).to_owned(), (*word).to_owned()));
            } else if line.starts_with("End it") {
                break;
            }
        }
        let (Some(port), Some((email, password))) = (port, person) else {
            child.kill().ok();
            return Err("the demo named no address or no DPO".into());
        };
        Ok(Self { child, _told: told, port, email, password })
    }

    /// Where the kernel counts the work of the threads which word and render pages and speak HTTP: cases are read by others.
    fn rendering_threads(&self) -> Result<Vec<PathBuf>, String> {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).map_err(said)?;
        let of_server = |thread: &PathBuf| {
            std::fs::read_to_string(thread.join("comm")).is_ok_and(|name| name.trim().starts_with("actix-server"))
        };
        let found = threads.filter_map(|thread| Some(thread.ok()?.path())).filter(of_server);
        let found: Vec<PathBuf> = found.map(|thread| thread.join("schedstat")).collect();
        if found.is_empty() { Err("the demo has no threads that answer".into()) } else { Ok(found) }
    }

    fn sign_in(&self) -> Result<String, String> {
        let page = get(self.port, "/sign-in", "")?;
        let token = page.body.split("name=\"form-token\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let form = format!(
            "form-token={}&username={}&password={}",
            token.ok_or("the sign-in page has no form token")?,
            self.email.replace('@', "%40"),
            self.password.replace(' ', "+")
        );
        let more =
            format!("Origin: http://127.0.0.1:{}\r\nContent-Type: application/x-www-form-urlencoded\r\n", self.port);
        let answer = ask(self.port, "POST", "/sign-in", &page.cookies.join("; "), &more, &form)?;
        if answer.status != 303 {
            return Err(format!("the sign-in answered {}", answer.status));
        }
        Ok(page.cookies.into_iter().chain(answer.cookies).collect::<Vec<_>>().join("; "))
    }

    /// The sheets that the duties of the demo's cases lead to.
    fn sheets(&self, cookie: &str) -> Result<Vec<String>, String> {
        let links = |page: &str, holds: &str| -> Vec<String> {
            let all = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
            all.filter(|link| link.contains(holds))
                .map(|link| link.split('#').next().unwrap_or(link).to_owned())
                .collect()
        };
        let mut found = Vec::new();
        let mut cases = links(&get(self.port, "/cases", cookie)?.body, "/cases/BR-");
        cases.sort();
        cases.dedup();
        for case in cases {
            let duties = get(self.port, &format!("{case}/duties"), cookie)?.body;
            for duty in links(&duties, "/duties/") {
                let path = format!("{}/sheet", duty.trim_end_matches("/sheet"));
                if path.matches('/').count() == 5
                    && get(self.port, &path, cookie)?.status == 200
                    && !found.contains(&path)
                {
                    found.push(path);
                }
                // A few forms are enough: they differ by country.
                if found.len() == MOST {
                    return Ok(found);
                }
            }
        }
        if found.is_empty() { Err("no duty of the demo leads to a sheet".into()) } else { Ok(found) }
    }

    /// The middle time and the 99th of a hundred, in milliseconds: of whole answers, and of the processor under their rendering.
    fn times(&self, path: &str, cookie: &str) -> Result<(Spread, Spread), String> {
        let threads = self.rendering_threads()?;
        let (mut whole, mut rendered) = (Vec::with_capacity(REQUESTS), Vec::with_capacity(REQUESTS));
        for _ in 0..REQUESTS {
            let before = worked(&threads)?;
            let start = Instant::now();
            let answer = get(self.port, path, cookie)?;
            whole.push(start.elapsed().as_secs_f64() * 1_000.0);
            rendered.push(worked(&threads)? - before);
            if answer.status != 200 {
                return Err(format!("{path} answered {}", answer.status));
            }
        }
        Ok((middle_and_last(whole), middle_and_last(rendered)))
    }
}

/// Milliseconds of processor that these threads have had. A thread that works right now is counted up to its last rest, so the end of
/// one answer may fall to the next.
fn worked(threads: &[PathBuf]) -> Result<f64, String> {
    let mut sum = 0.0;
    for thread in threads {
        let line = std::fs::read_to_string(thread).map_err(said)?;
        let nanoseconds: f64 =
            line.split_whitespace().next().and_then(|first| first.parse().ok()).ok_or("no account of threads")?;
        sum += nanoseconds / 1_000_000.0;
    }
    Ok(sum)
}

/// The middle time and the 99th of a hundred, in milliseconds.
type Spread = (f64, f64);

fn middle_and_last(mut times: Vec<f64>) -> Spread {
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

const MOST: usize = 4;

impl Drop for Demo {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            self.child.wait().ok();
        }
    }
}
