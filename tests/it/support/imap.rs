//! A mailbox of our own for the tests: knows as much IMAP as reading takes, and writes down every command it gets.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

#[derive(Default)]
struct Kept {
    uid_validity: u32,
    /// UID and bytes.
    messages: Vec<(u32, Vec<u8>)>,
    commands: Vec<String>,
}

/// Listens on this machine until it is dropped with the test.
#[derive(Clone)]
pub struct Imap {
    pub port: u16,
    kept: Arc<Mutex<Kept>>,
}

pub const USER: &str = "receipts@pec.operatore.example";
pub const PASSWORD: &str = "a \"quoted\\ one";

impl Imap {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let imap = Self {
            port: listener.local_addr().unwrap().port(),
            kept: Arc::new(Mutex::new(Kept { uid_validity: 7, ..Kept::default() })),
        };
        let serving = imap.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let one = serving.clone();
                tokio::spawn(async move { one.talk(stream).await });
            }
        });
        imap
    }

    pub fn deliver(&self, message: &[u8]) {
        let mut kept = self.kept.lock().unwrap();
        let uid = kept.messages.last().map_or(3, |(uid, _)| uid + 2);
        kept.messages.push((uid, message.to_vec()));
    }

    /// The server was set up anew: every number means another message.
    pub fn renumber(&self) {
        let mut kept = self.kept.lock().unwrap();
        kept.uid_validity += 1;
        for (number, message) in kept.messages.iter_mut().enumerate() {
            message.0 = number as u32 + 1;
        }
    }

    pub fn messages(&self) -> usize {
        self.kept.lock().unwrap().messages.len()
    }

    pub fn commands(&self) -> Vec<String> {
        self.kept.lock().unwrap().commands.clone()
    }

    pub fn times(&self, part: &str) -> usize {
        self.commands().iter().filter(|command| command.contains(part)).count()
    }

    async fn talk(&self, stream: TcpStream) {
        let mut stream = BufReader::new(stream);
        if stream.write_all(b"* OK ready\r\n").await.is_err() {
            return;
        }
        let mut line = String::new();
        while matches!(stream.read_line(&mut line).await, Ok(length) if length > 0) {
            let said = line.trim_end().to_owned();
            line.clear();
            let (tag, command) = said.split_once(' ').unwrap_or((&said, ""));
            let answer = self.answer(tag, command);
            if stream.write_all(&answer).await.is_err() {
                return;
            }
        }
    }

    fn answer(&self, tag: &str, command: &str) -> Vec<u8> {
        let mut kept = self.kept.lock().unwrap();
        let login = format!("LOGIN \"{USER}\" \"{}\"", PASSWORD.replace('\\', "\\\\").replace('"', "\\\""));
        if command.starts_with("LOGIN") && command != login {
            kept.commands.push("LOGIN refused".to_owned());
            return format!("{tag} NO [AUTHENTICATIONFAILED] no\r\n").into_bytes();
        }
        kept.commands.push(command.to_owned());
        let done = format!("{tag} OK done\r\n");
        if let Some(rest) = command.strip_prefix("UID SEARCH UID ") {
            let from: u32 = rest.trim_end_matches(":*").parse().unwrap();
            let last = kept.messages.last().map(|(uid, _)| *uid);
            // As RFC 9051 has it: `8:*` holds the last message even where its number is lower.
            let found = kept.messages.iter().map(|(uid, _)| *uid).filter(|uid| *uid >= from || Some(*uid) == last);
            let found: Vec<String> = found.map(|uid| uid.to_string()).collect();
            return format!("* SEARCH {}\r\n{done}", found.join(" ")).into_bytes();
        }
        if let Some(rest) = command.strip_prefix("UID FETCH ") {
            let (uid, what) = rest.split_once(' ').unwrap();
            let uid: u32 = uid.parse().unwrap();
            let Some((_, message)) = kept.messages.iter().find(|(kept, _)| *kept == uid) else {
                return done.into_bytes();
            };
            if what == "(RFC822.SIZE)" {
                return format!("* 1 FETCH (UID {uid} RFC822.SIZE {})\r\n{done}", message.len()).into_bytes();
            }
            let head = format!("* 1 FETCH (UID {uid} BODY[] {{{}}}\r\n", message.len());
            return [head.as_bytes(), message, b")\r\n", done.as_bytes()].concat();
        }
        if command.starts_with("EXAMINE") {
            let (validity, count) = (kept.uid_validity, kept.messages.len());
            return format!("* {count} EXISTS\r\n* OK [UIDVALIDITY {validity}] valid\r\n{tag} OK [READ-ONLY] done\r\n")
                .into_bytes();
        }
        done.into_bytes()
    }
}
