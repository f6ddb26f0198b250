//! Reads a mailbox over IMAP (RFC 9051), and only reads: the folder is opened with EXAMINE, messages are fetched with PEEK, so nothing is
//! marked, moved or deleted. Every answer is bounded, every step has its own time-out.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::outcome::scrubbed;
use super::settings::{Login, Security, is_loopback};
use super::wire::TlsRoots;

/// The longest line of an answer, without what it carries behind it.
const MOST_LINE: u64 = 64 * 1024;
/// Lines of one answer.
const MOST_LINES: usize = 1_000;
/// Messages that are looked at in one go; the rest follows with the next look.
const MOST_MESSAGES: usize = 200;
const CONNECTING: Duration = Duration::from_secs(30);
const ANSWERING: Duration = Duration::from_secs(120);

/// Where a mailbox is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxSettings {
    pub host: String,
    pub port: u16,
    /// TLS from the first byte, or in the clear to this machine.
    pub security: Security,
    pub login: Login,
    pub folder: String,
}

/// Why a mailbox was not read. Nothing of it was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailboxProblem {
    #[error("a mailbox is read over TLS only, or on this machine")]
    InTheClear,
    #[error("the mailbox could not be reached: {reason}")]
    Unreachable { reason: String },
    #[error("the mailbox did not answer in time")]
    TimedOut,
    #[error("the mailbox refused {phase}: {reply}")]
    Refused { phase: &'static str, reply: String },
    #[error("the mailbox answered something that is no IMAP")]
    Confused,
}

impl From<io::Error> for MailboxProblem {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::InvalidData => Self::Confused,
            _ => Self::Unreachable { reason: scrubbed(&error.to_string(), None) },
        }
    }
}

trait Stream: AsyncBufRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncBufRead + AsyncWrite + Send + Unpin> Stream for T {}

/// An untagged line, with the bytes that it carried.
struct Line {
    text: String,
    carried: Option<Vec<u8>>,
}

/// An open folder with the messages that have not been read yet.
pub struct Mailbox {
    stream: Box<dyn Stream>,
    tags: u32,
    /// Where it changes, every number means another message.
    pub uid_validity: u32,
    waiting: VecDeque<u32>,
    longest: u64,
}

/// A message, or none where it is longer than what is taken.
#[derive(Debug, PartialEq, Eq)]
pub struct Fetched {
    pub uid: u32,
    pub bytes: Option<Vec<u8>>,
}

/// A backslash before what would end a quoted text.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What stands after a word in an answer, such as the number in `[UIDVALIDITY 7]`.
fn number_after(text: &str, word: &str) -> Option<u32> {
    let at = text.to_ascii_uppercase().find(word)?;
    let rest = text.get(at + word.len()..)?.trim_start();
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

impl Mailbox {
    /// Opens the folder and asks which messages came after `seen`, the UIDVALIDITY and UID of the last one that was read. Messages longer
    /// than `longest` bytes are named and not fetched.
    pub async fn open(
        settings: &MailboxSettings,
        roots: &TlsRoots,
        seen: (u32, u32),
        longest: usize,
    ) -> Result<Self, MailboxProblem> {
        let stream = timeout(CONNECTING, connect(settings, roots)).await.map_err(|_| MailboxProblem::TimedOut)??;
        let longest = u64::try_from(longest).unwrap_or(u64::MAX);
        let mut opened = Self { stream, tags: 0, uid_validity: 0, waiting: VecDeque::new(), longest };
        let greeting = timeout(CONNECTING, opened.line()).await.map_err(|_| MailboxProblem::TimedOut)??;
        if !greeting.text.starts_with("* OK") {
            return Err(MailboxProblem::Refused { phase: "the connection", reply: scrubbed(&greeting.text, None) });
        }
        let Login { user, password } = &settings.login;
        opened.ask("signing in", &format!("LOGIN {} {}", quoted(user), quoted(password))).await?;
        let lines = opened.ask("the folder", &format!("EXAMINE {}", quoted(&settings.folder))).await?;
        let validity = lines.iter().find_map(|line| number_after(&line.text, "[UIDVALIDITY "));
        opened.uid_validity = validity.ok_or(MailboxProblem::Confused)?;
        let after = if seen.0 == opened.uid_validity { seen.1 } else { 0 };
        let from = after.saturating_add(1);
        let lines = opened.ask("looking for messages", &format!("UID SEARCH UID {from}:*")).await?;
        let mut found: Vec<u32> = lines
            .iter()
            .filter_map(|line| line.text.strip_prefix("* SEARCH"))
            .flat_map(|numbers| numbers.split_whitespace().filter_map(|number| number.parse().ok()))
            // `8:*` names the last message even where its number is lower.
            .filter(|uid| *uid > after)
            .collect();
        found.sort_unstable();
        found.dedup();
        found.truncate(MOST_MESSAGES);
        opened.waiting = found.into();
        Ok(opened)
    }

    /// The next message that has not been read, the oldest first.
    pub async fn next(&mut self) -> Result<Option<Fetched>, MailboxProblem> {
        let Some(uid) = self.waiting.pop_front() else { return Ok(None) };
        let sizes = self.ask("a message", &format!("UID FETCH {uid} (RFC822.SIZE)")).await?;
        let size = sizes.iter().find_map(|line| number_after(&line.text, "RFC822.SIZE "));
        // Somebody deleted it in between, or it is too long.
        if size.is_none_or(|size| u64::from(size) > self.longest) {
            return Ok(Some(Fetched { uid, bytes: None }));
        }
        let lines = self.ask("a message", &format!("UID FETCH {uid} (BODY.PEEK[])")).await?;
        Ok(Some(Fetched { uid, bytes: lines.into_iter().find_map(|line| line.carried) }))
    }

    /// Says good-bye; what becomes of that matters to nobody.
    pub async fn close(mut self) {
        let _ = self.ask("the end", "LOGOUT").await;
    }

    async fn ask(&mut self, phase: &'static str, command: &str) -> Result<Vec<Line>, MailboxProblem> {
        timeout(ANSWERING, self.asked(phase, command)).await.map_err(|_| MailboxProblem::TimedOut)?
    }

    async fn asked(&mut self, phase: &'static str, command: &str) -> Result<Vec<Line>, MailboxProblem> {
        // A line end would begin a second command.
        if command.chars().any(|c| c.is_control() || !c.is_ascii()) {
            return Err(MailboxProblem::Refused { phase, reply: "only plain ASCII letters can be sent".to_owned() });
        }
        self.tags += 1;
        let tag = format!("A{}", self.tags);
        self.stream.write_all(format!("{tag} {command}\r\n").as_bytes()).await?;
        self.stream.flush().await?;
        let mut lines = Vec::new();
        loop {
            let line = self.line().await?;
            if let Some(answer) = line.text.strip_prefix(&format!("{tag} ")) {
                return match answer.get(..2) {
                    Some("OK") => Ok(lines),
                    _ => Err(MailboxProblem::Refused { phase, reply: scrubbed(answer, None) }),
                };
            }
            if !line.text.starts_with("* ") || lines.len() >= MOST_LINES {
                return Err(MailboxProblem::Confused);
            }
            lines.push(line);
        }
    }

    /// One line of an answer. What it carries stands behind `{length}`; the line goes on after it.
    async fn line(&mut self) -> Result<Line, MailboxProblem> {
        let (mut text, mut carried) = (String::new(), None);
        loop {
            let mut part = Vec::new();
            (&mut self.stream).take(MOST_LINE).read_until(b'\n', &mut part).await?;
            if !part.ends_with(b"\n") || text.len() as u64 > MOST_LINE {
                return Err(MailboxProblem::Confused);
            }
            text.push_str(String::from_utf8_lossy(&part).trim_end());
            let length = text.strip_suffix('}').and_then(|head| head.rsplit_once('{')).map(|(_, length)| length);
            let Some(length) = length.and_then(|length| length.parse::<u64>().ok()) else {
                return Ok(Line { text, carried });
            };
            // Some servers say a size that is a little too small.
            if length > self.longest.saturating_add(MOST_LINE) {
                return Err(MailboxProblem::Confused);
            }
            let mut bytes = Vec::new();
            let read = (&mut self.stream).take(length).read_to_end(&mut bytes).await?;
            if read as u64 != length {
                return Err(MailboxProblem::Confused);
            }
            carried = Some(bytes);
            text.push(' ');
        }
    }
}

async fn connect(settings: &MailboxSettings, roots: &TlsRoots) -> Result<Box<dyn Stream>, MailboxProblem> {
    let host = settings.host.trim_start_matches('[').trim_end_matches(']');
    if settings.security != Security::Tls && !is_loopback(host) {
        return Err(MailboxProblem::InTheClear);
    }
    let tcp = TcpStream::connect((host, settings.port)).await?;
    Ok(match settings.security {
        Security::Tls => Box::new(BufStream::new(roots.shake(tcp, host).await?)),
        Security::Plain | Security::StartTls => Box::new(BufStream::new(tcp)),
    })
}
