//! The service under measurement, started as people start it.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::fill::{EMAIL, PASSWORD};
use super::http::{ask, get};
use super::said;

fn free_port() -> Result<u16, String> {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).map(|at| at.port()).map_err(said)
}

/// `breachdesk serve` as people run it.
pub struct Desk {
    child: Child,
    pub port: u16,
    pub first_page: Duration,
}

impl Desk {
    pub fn start(folder: &std::path::Path) -> Result<Self, String> {
        let port = free_port()?;
        let started = Instant::now();
        let child = Command::new(env!("CARGO_BIN_EXE_breachdesk"))
            .arg("serve")
            .env("BREACHDESK_DATA_FOLDER", folder)
            .env("BREACHDESK_DEMAND_SECOND_FACTOR", "false")
            // For the bench itself; the service refuses settings that it does not know.
            .env_remove("BREACHDESK_BENCH_CASES")
            .env("BREACHDESK_LISTEN", format!("127.0.0.1:{port}"))
            .env("RUST_LOG", "error")
            // One password signs in: what is measured are pages.
            .env("BREACHDESK_DEMAND_SECOND_FACTOR", "false")
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
    pub fn sign_in(&self) -> Result<String, String> {
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

    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// What the service holds now, and the most it has held, in MiB.
    pub fn memory_mib(&self) -> Option<(f64, f64)> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let mib = |name: &str| -> Option<f64> {
            let line = status.lines().find(|line| line.starts_with(name))?;
            Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
        };
        Some((mib("VmRSS:")?, mib("VmHWM:")?))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            self.child.wait().ok();
        }
    }
}

/// The time that a process has had of the processors, in milliseconds.
pub fn processor_ms(process: u32) -> Result<f64, String> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).map_err(said)?;
    // The name in the second field may hold spaces and brackets; after its last bracket the third field follows.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |field: usize| fields.get(field - 3).and_then(|text| text.parse::<f64>().ok());
    let (user, kernel) = ticks(14).zip(ticks(15)).ok_or("the kernel does not tell the time of a process")?;
    Ok((user + kernel) * 1_000.0 / TICKS_A_SECOND)
}

/// In what the kernel tells times, on every machine that Linux runs on today.
const TICKS_A_SECOND: f64 = 100.0;
