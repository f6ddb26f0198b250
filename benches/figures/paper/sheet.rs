//! The page of a sheet, as the one who fills in the authority's form opens it: the whole answer of the service, from a connection of its own.

use std::io::{BufRead, BufReader};
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
    for path in &sheets {
        let (p50, p99) = demo.times(path, &cookie)?;
        println!("paper: {path}: p50 {p50:.2} ms, p99 {p99:.2} ms");
        if p99 > worst.1 {
            worst = (p50, p99);
        }
    }
    let name = format!("paper: page of a sheet, whole answer at one connection, slowest of {} sheets", sheets.len());
    figures.plain(&format!("{name}, p50"), worst.0, "ms", "none of its own");
    figures.plain(&format!("{name}, p99"), worst.1, "ms", "at most 2");
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

    /// The middle time and the 99th of a hundred, in milliseconds.
    fn times(&self, path: &str, cookie: &str) -> Result<(f64, f64), String> {
        let mut times = Vec::with_capacity(REQUESTS);
        for _ in 0..REQUESTS {
            let start = Instant::now();
            let answer = get(self.port, path, cookie)?;
            times.push(start.elapsed().as_secs_f64() * 1_000.0);
            if answer.status != 200 {
                return Err(format!("{path} answered {}", answer.status));
            }
        }
        times.sort_by(f64::total_cmp);
        Ok((times[REQUESTS / 2], times[REQUESTS * 99 / 100]))
    }
}

const MOST: usize = 4;

impl Drop for Demo {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            self.child.wait().ok();
        }
    }
}
