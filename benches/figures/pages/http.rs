//! A client of the benches: many connections that ask for one page over and over.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::desk::processor_ms;
use super::said;

pub const CONNECTIONS: usize = 32;
const REQUESTS: usize = 3_200;
/// Requests a second of a load that the service carries without standing in line, and how many of them.
pub const PACE: usize = 100;
const PACED: usize = 600;
/// Requests of one connection, over which the time of the processor is taken.
const ALONE: usize = 2_000;

/// What a load came to, times in milliseconds.
pub struct Loaded {
    pub rate: f64,
    pub p50: f64,
    pub p99: f64,
}

/// How a load comes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// From as many connections as there are, each asking again at once.
    Saturated,
    /// [`PACE`] requests a second from the same connections, whether or not earlier ones are answered: each is timed from when it was due.
    Paced,
}

/// Asks for a page over and over.
pub fn load(port: u16, path: &'static str, cookie: &str, manner: Manner) -> Result<Loaded, String> {
    let asked = Arc::new(AtomicUsize::new(0));
    let started = Instant::now();
    let threads: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (asked, cookie) = (Arc::clone(&asked), cookie.to_owned());
            std::thread::spawn(move || one_connection(port, path, &cookie, manner, started, &asked))
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

/// The times of one connection, which takes the next request until all are asked.
fn one_connection(
    port: u16,
    path: &str,
    cookie: &str,
    manner: Manner,
    started: Instant,
    asked: &AtomicUsize,
) -> Result<Vec<f64>, String> {
    let of_all = if manner == Manner::Paced { PACED } else { REQUESTS };
    let mut stream = connect(port)?;
    let mut reader = BufReader::new(stream.try_clone().map_err(said)?);
    let mut times = Vec::new();
    loop {
        let number = asked.fetch_add(1, Ordering::Relaxed);
        if number >= of_all {
            return Ok(times);
        }
        let mut from = Instant::now();
        if manner == Manner::Paced {
            let due = started + Duration::from_secs_f64(number as f64 / PACE as f64);
            wait(due.saturating_duration_since(from));
            from = due;
        }
        let which = |problem| format!("{path}, request {} of its connection: {problem}", times.len() + 1);
        write_request(&mut stream, "GET", path, cookie, "", "").map_err(which)?;
        let answer = read_answer(&mut reader).map_err(which)?;
        if answer.status != 200 {
            return Err(format!("{path} answered {}", answer.status));
        }
        times.push(from.elapsed().as_secs_f64() * 1_000.0);
    }
}

/// Asks for a page over and over by one connection, and answers the milliseconds of the processor that a process took for each.
pub fn processor_ms_each(process: u32, port: u16, path: &'static str, cookie: &str) -> Result<f64, String> {
    let ask = |count: usize| {
        one_connection(port, path, cookie, Manner::Saturated, Instant::now(), &AtomicUsize::new(REQUESTS - count))
    };
    ask(ALONE / 10)?;
    let before = processor_ms(process)?;
    ask(ALONE)?;
    Ok((processor_ms(process)? - before) / ALONE as f64)
}

#[expect(clippy::disallowed_methods, reason = "a load of so many requests a second waits for the turn of each")]
fn wait(time: Duration) {
    std::thread::sleep(time);
}

pub struct Answer {
    pub status: u16,
    pub cookies: Vec<String>,
    pub body: String,
}

fn connect(port: u16) -> Result<TcpStream, String> {
    let stream = TcpStream::connect(("127.0.0.1", port)).map_err(said)?;
    stream.set_nodelay(true).map_err(said)?;
    Ok(stream)
}

pub fn get(port: u16, path: &str, cookie: &str) -> Result<Answer, String> {
    ask(port, "GET", path, cookie, "", "")
}

pub fn ask(port: u16, method: &str, path: &str, cookie: &str, more: &str, body: &str) -> Result<Answer, String> {
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
