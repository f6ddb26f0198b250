//! A mail server for tests. It journals recipient, Message-ID and SHA-256 of every message *before* it answers `250`,
//! so that the outbox can be held against what really arrived; and it misbehaves on request at every step.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use breachdesk::mail::settings::{DomainLimits, Security, SmtpSettings, Timeouts};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio_rustls::TlsAcceptor;

/// Where in the exchange something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    Banner,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// After the first line of content.
    Content,
    /// After the final dot, before the journal: a message refused here did not arrive.
    Dot,
    /// After the journal, before the `250`: the gap of RFC 1047.
    Journalled,
    Rset,
}

/// What the sink does instead of going on.
#[derive(Debug, Clone)]
pub enum Act {
    Reply(u16, &'static str),
    /// Says nothing more until the client leaves.
    Hang,
    Drop,
    Garbage,
    /// A reply line without end.
    OverLong,
    /// The usual reply, and a second one that nobody asked for.
    Twice(&'static str),
    /// Waits for the signal, then goes on as usual.
    Hold(Arc<Notify>),
    /// Says that this point is reached, then says nothing more until the client leaves.
    Stand(Arc<Notify>),
}

struct Rule {
    verb: Verb,
    recipient: Option<String>,
    times: Option<u32>,
    act: Act,
}

/// Faults drawn from a seed, the recipient and the number of its attempt: the same run each time, whatever the timing.
#[derive(Debug, Clone, Copy)]
pub struct Flaky {
    pub seed: u64,
    pub defer_permille: u64,
    pub drop_in_content_permille: u64,
    pub drop_after_journal_permille: u64,
}

/// One message that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    pub sender: String,
    pub recipient: String,
    pub message_id: String,
    pub sha256: [u8; 32],
    /// How many addresses stand in To, Cc and Bcc (M7: one).
    pub named: usize,
    pub raw: Option<Vec<u8>>,
}

#[derive(Default)]
struct Shared {
    rules: Mutex<Vec<Rule>>,
    flaky: Mutex<Option<Flaky>>,
    arrived: Mutex<Vec<Arrived>>,
    attempts: Mutex<HashMap<String, u64>>,
    commands: Mutex<Vec<String>>,
    /// MAIL and RCPT as they came.
    envelopes: Mutex<Vec<String>>,
    heard: watch::Sender<usize>,
    /// Commands that had come together with the last one heard.
    behind: AtomicUsize,
    /// For each content, the recipient and the commands that had come together with its end.
    behind_contents: Mutex<Vec<(String, usize)>>,
    connections: AtomicUsize,
    dropped_after_journal: AtomicUsize,
}

#[derive(Clone, Default)]
pub struct Options {
    /// Certificate and key; needed for `implicit` and to offer STARTTLS.
    pub tls: Option<TlsAcceptorBox>,
    /// TLS from the first byte.
    pub implicit: bool,
    /// What AUTH accepts; `None` offers no AUTH.
    pub login: Option<(&'static str, &'static str)>,
    /// Takes a bare line feed for a line end, as careless servers do (M9).
    pub lenient_line_ends: bool,
    pub keep_raw: bool,
    /// Takes one command at a time: PIPELINING is not offered.
    pub one_at_a_time: bool,
    /// Offers DSN (RFC 3461).
    pub dsn: bool,
    /// Offers PIPELINING and throws away what came together with the end of a content.
    pub forgets_what_stands_behind_a_content: bool,
    /// Answers DATA with 354 even where no recipient was accepted.
    pub opens_content_for_nobody: bool,
}

pub type TlsAcceptorBox = Arc<rustls::ServerConfig>;

pub struct Sink {
    pub addr: SocketAddr,
    shared: Arc<Shared>,
    count: watch::Receiver<usize>,
    listener: tokio::task::JoinHandle<()>,
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

impl Sink {
    pub async fn start() -> Self {
        Self::with(Options::default()).await
    }

    pub async fn with(options: Options) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let (counter, count) = watch::channel(0);
        let (inner, counter) = (Arc::clone(&shared), Arc::new(counter));
        let listener = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).ok();
                inner.connections.fetch_add(1, Ordering::SeqCst);
                let session = Session::new(Arc::clone(&inner), Arc::clone(&counter), options.clone());
                tokio::spawn(session.run(stream));
            }
        });
        Self { addr, shared, count, listener }
    }

    /// Settings that reach this sink in the clear, with generous time-outs.
    pub fn settings(&self) -> SmtpSettings {
        let mut settings = SmtpSettings::new("127.0.0.1", self.addr.port());
        // All of them write to one domain; the limits have sentences of their own.
        settings.per_domain = DomainLimits::NONE;
        assert_eq!(settings.security, Security::Plain);
        settings.timeouts = Timeouts { connect: Duration::from_secs(20), ..settings.timeouts };
        settings
    }

    /// From now on: at `verb`, for everybody, `act`.
    pub fn always(&self, verb: Verb, act: Act) {
        self.rule(verb, None, None, act);
    }

    /// Once, at the next `verb` of anybody.
    pub fn once(&self, verb: Verb, act: Act) {
        self.rule(verb, None, Some(1), act);
    }

    /// Each time `recipient` is written to.
    pub fn for_recipient(&self, recipient: &str, verb: Verb, act: Act) {
        self.rule(verb, Some(recipient.to_owned()), None, act);
    }

    pub fn rule(&self, verb: Verb, recipient: Option<String>, times: Option<u32>, act: Act) {
        self.shared.rules.lock().unwrap().push(Rule { verb, recipient, times, act });
    }

    pub fn forgive(&self) {
        self.shared.rules.lock().unwrap().clear();
    }

    pub fn flaky(&self, flaky: Flaky) {
        *self.shared.flaky.lock().unwrap() = Some(flaky);
    }

    pub fn arrived(&self) -> Vec<Arrived> {
        self.shared.arrived.lock().unwrap().clone()
    }

    /// Copies by recipient.
    pub fn copies(&self) -> HashMap<String, Vec<Arrived>> {
        let mut copies: HashMap<String, Vec<Arrived>> = HashMap::new();
        for message in self.arrived() {
            copies.entry(message.recipient.clone()).or_default().push(message);
        }
        copies
    }

    /// The verbs heard so far, over all connections.
    pub fn heard(&self) -> Vec<String> {
        self.shared.commands.lock().unwrap().clone()
    }

    /// MAIL and RCPT with their parameters, as they came.
    pub fn envelopes(&self) -> Vec<String> {
        self.shared.envelopes.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    pub fn dropped_after_journal(&self) -> usize {
        self.shared.dropped_after_journal.load(Ordering::SeqCst)
    }

    pub fn arrived_count(&self) -> usize {
        *self.count.borrow()
    }

    pub fn heard_count(&self) -> usize {
        *self.shared.heard.borrow()
    }

    /// How many commands had come together with the last one heard.
    pub fn waiting_behind_the_last(&self) -> usize {
        self.shared.behind.load(Ordering::SeqCst)
    }

    /// For each content, its recipient and how many commands had come together with its end.
    pub fn behind_contents(&self) -> Vec<(String, usize)> {
        self.shared.behind_contents.lock().unwrap().clone()
    }

    /// Returns when at least `count` commands have been heard.
    pub async fn until_heard(&self, count: usize) {
        let mut watch = self.shared.heard.subscribe();
        watch.wait_for(|heard| *heard >= count).await.unwrap();
    }

    /// Returns when at least `count` messages have been journalled.
    pub async fn until(&self, count: usize) {
        let mut watch = self.count.clone();
        watch.wait_for(|arrived| *arrived >= count).await.unwrap();
    }
}

trait Io: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Io for T {}

/// `None` ends the session.
type Goes = Option<()>;

struct Session {
    shared: Arc<Shared>,
    counter: Arc<watch::Sender<usize>>,
    options: Options,
    encrypted: bool,
    sender: String,
    /// Whether MAIL was accepted: RCPT has to follow it.
    begun: bool,
    recipients: Vec<String>,
    /// Faults drawn for the message in hand.
    drawn: Option<Verb>,
}

impl Session {
    fn new(shared: Arc<Shared>, counter: Arc<watch::Sender<usize>>, options: Options) -> Self {
        let (sender, recipients) = (String::new(), Vec::new());
        Self { shared, counter, options, encrypted: false, sender, begun: false, recipients, drawn: None }
    }

    async fn run(mut self, stream: TcpStream) {
        let acceptor = self.options.tls.clone().map(TlsAcceptor::from);
        let boxed: Box<dyn Io> = if self.options.implicit {
            self.encrypted = true;
            match acceptor.as_ref().unwrap().accept(stream).await {
                Ok(stream) => Box::new(stream),
                Err(_) => return,
            }
        } else {
            Box::new(stream)
        };
        let mut io = BufReader::new(boxed);
        if self.step(&mut io, Verb::Banner, 220, "sink.example.org ESMTP").await.is_none() {
            return;
        }
        loop {
            let mut line = Vec::new();
            match io.read_until(b'\n', &mut line).await {
                Ok(read) if read > 0 => {}
                _ => return,
            }
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            let verb = text.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let behind = io.buffer().iter().filter(|octet| **octet == b'\n').count();
            self.shared.behind.store(behind, Ordering::SeqCst);
            self.shared.commands.lock().unwrap().push(verb.clone());
            if matches!(verb.as_str(), "MAIL" | "RCPT") {
                self.shared.envelopes.lock().unwrap().push(text.clone());
            }
            self.shared.heard.send_modify(|heard| *heard += 1);
            let goes = match verb.as_str() {
                "EHLO" => self.ehlo(&mut io).await,
                "STARTTLS" => {
                    let Some(()) = self.step(&mut io, Verb::StartTls, 220, "go ahead").await else { return };
                    match acceptor.as_ref().unwrap().accept(io.into_inner()).await {
                        Ok(stream) => {
                            self.encrypted = true;
                            io = BufReader::new(Box::new(stream));
                            Some(())
                        }
                        Err(_) => return,
                    }
                }
                "AUTH" => self.auth(&mut io, &text).await,
                "MAIL" => {
                    self.sender = path(&text);
                    self.recipients.clear();
                    self.begun = !matches!(self.peek(Verb::Mail), Some(Act::Reply(..)));
                    self.step(&mut io, Verb::Mail, 250, "sender ok").await
                }
                "RCPT" if !self.begun => say(&mut io, 503, "5.5.1 who is it from?").await,
                "RCPT" => {
                    self.recipients.push(path(&text));
                    self.draw();
                    self.step(&mut io, Verb::Rcpt, 250, "recipient ok").await
                }
                "DATA" => self.data(&mut io).await,
                "RSET" => {
                    self.recipients.clear();
                    self.step(&mut io, Verb::Rset, 250, "reset").await
                }
                "QUIT" => {
                    let _ = io.write_all(b"221 bye\r\n").await;
                    return;
                }
                _ => say(&mut io, 500, "what?").await,
            };
            if goes.is_none() {
                return;
            }
        }
    }

    /// The rule for this verb and recipient, if any is left.
    fn act(&self, verb: Verb) -> Option<Act> {
        if self.drawn == Some(verb) {
            return Some(if verb == Verb::Rcpt { Act::Reply(451, "4.7.1 greylisted, try later") } else { Act::Drop });
        }
        let mut rules = self.shared.rules.lock().unwrap();
        let rule = rules.iter_mut().find(|rule| {
            let for_this = rule.recipient.as_ref().is_none_or(|r| self.recipients.last() == Some(r));
            rule.verb == verb && for_this && rule.times != Some(0)
        })?;
        rule.times = rule.times.map(|times| times - 1);
        Some(rule.act.clone())
    }

    /// Acts on a rule, or gives the usual reply. `None` ends the session.
    async fn step(&mut self, io: &mut BufReader<Box<dyn Io>>, verb: Verb, code: u16, words: &str) -> Goes {
        match self.act(verb) {
            None => say(io, code, words).await,
            Some(Act::Reply(other, words)) => {
                if verb == Verb::Rcpt {
                    self.recipients.pop();
                }
                say(io, other, words).await?;
                // 421 means: and now I hang up. A refused sign-in or STARTTLS leaves nothing to do either.
                (other != 421 && verb != Verb::StartTls && verb != Verb::Banner).then_some(())
            }
            Some(act) => misbehave(io, act, code, words).await,
        }
    }

    fn draw(&mut self) {
        self.drawn = None;
        let Some(flaky) = *self.shared.flaky.lock().unwrap() else { return };
        let recipient = self.recipients.last().cloned().unwrap_or_default();
        let mut attempts = self.shared.attempts.lock().unwrap();
        let attempt = attempts.entry(recipient.clone()).or_default();
        *attempt += 1;
        let digest = Sha256::digest(format!("{} {recipient} {attempt}", flaky.seed));
        let roll = u64::from_be_bytes(digest[..8].try_into().unwrap()) % 1_000;
        let in_content = flaky.defer_permille + flaky.drop_in_content_permille;
        self.drawn = match roll {
            roll if roll < flaky.defer_permille => Some(Verb::Rcpt),
            roll if roll < in_content => Some(Verb::Content),
            roll if roll < in_content + flaky.drop_after_journal_permille => Some(Verb::Journalled),
            _ => None,
        };
    }

    async fn ehlo(&mut self, io: &mut BufReader<Box<dyn Io>>) -> Goes {
        if let Some(act) = self.act(Verb::Ehlo) {
            return misbehave(io, act, 250, "sink.example.org").await;
        }
        let mut lines = vec!["sink.example.org".to_owned(), "8BITMIME".to_owned()];
        if !self.options.one_at_a_time {
            lines.push("PIPELINING".to_owned());
        }
        if self.options.dsn {
            lines.push("DSN".to_owned());
        }
        if self.options.tls.is_some() && !self.encrypted {
            lines.push("STARTTLS".to_owned());
        }
        if self.options.login.is_some() {
            lines.push("AUTH LOGIN PLAIN".to_owned());
        }
        let last = lines.len() - 1;
        let text: String =
            lines.iter().enumerate().map(|(i, l)| format!("250{}{l}\r\n", if i == last { ' ' } else { '-' })).collect();
        io.write_all(text.as_bytes()).await.ok()
    }

    async fn auth(&mut self, io: &mut BufReader<Box<dyn Io>>, line: &str) -> Goes {
        use base64::Engine;
        let decode = |text: &str| {
            let bytes = base64::engine::general_purpose::STANDARD.decode(text.trim()).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let given = if let Some(initial) = line.strip_prefix("AUTH PLAIN ") {
            decode(initial).trim_start_matches('\0').replacen('\0', " ", 1)
        } else {
            let mut words = Vec::new();
            for prompt in ["VXNlcm5hbWU6", "UGFzc3dvcmQ6"] {
                say(io, 334, prompt).await?;
                let mut line = String::new();
                io.read_line(&mut line).await.ok()?;
                words.push(decode(&line));
            }
            words.join(" ")
        };
        let (user, password) = self.options.login?;
        if given == format!("{user} {password}") {
            self.step(io, Verb::Auth, 235, "welcome").await
        } else {
            say(io, 535, "5.7.8 wrong name or password").await
        }
    }

    async fn data(&mut self, io: &mut BufReader<Box<dyn Io>>) -> Goes {
        if self.recipients.is_empty() && !self.options.opens_content_for_nobody {
            return say(io, 503, "no recipient").await;
        }
        // A rule that answers DATA otherwise keeps the session in command state.
        let refuses = matches!(self.peek(Verb::Data), Some(Act::Reply(..)));
        self.step(io, Verb::Data, 354, "go on").await?;
        if refuses {
            return Some(());
        }
        let raw = self.content(io).await?;
        let behind = io.buffer().iter().filter(|octet| **octet == b'\n').count();
        let to = self.recipients.last().cloned().unwrap_or_default();
        self.shared.behind_contents.lock().unwrap().push((to, behind));
        if self.options.forgets_what_stands_behind_a_content {
            let forgotten = io.buffer().len();
            io.consume(forgotten);
        }
        let refuses = matches!(self.peek(Verb::Dot), Some(Act::Reply(..)));
        if self.peek(Verb::Dot).is_some() {
            self.step(io, Verb::Dot, 250, "2.0.0 queued").await?;
            if refuses {
                return Some(());
            }
        }
        self.journal(&raw);
        let queued = format!("2.0.0 queued as {}", *self.counter.borrow());
        if self.drawn == Some(Verb::Journalled) || matches!(self.peek(Verb::Journalled), Some(Act::Drop)) {
            self.shared.dropped_after_journal.fetch_add(1, Ordering::SeqCst);
        }
        self.step(io, Verb::Journalled, 250, &queued).await
    }

    fn peek(&self, verb: Verb) -> Option<Act> {
        let rules = self.shared.rules.lock().unwrap();
        let found = rules.iter().find(|rule| {
            let for_this = rule.recipient.as_ref().is_none_or(|r| self.recipients.last() == Some(r));
            rule.verb == verb && for_this && rule.times != Some(0)
        });
        found.map(|rule| rule.act.clone())
    }

    /// Reads up to the final dot and takes the dot-stuffing off.
    async fn content(&mut self, io: &mut BufReader<Box<dyn Io>>) -> Option<Vec<u8>> {
        let mut raw = Vec::new();
        let mut line_before_ended_properly = true;
        let mut first = true;
        loop {
            let mut line = Vec::new();
            match io.read_until(b'\n', &mut line).await {
                Ok(read) if read > 0 => {}
                _ => return None,
            }
            if std::mem::take(&mut first)
                && let Some(act) = self.act(Verb::Content)
            {
                misbehave(io, act, 250, "").await?;
            }
            let ends = if self.options.lenient_line_ends {
                line == b".\n" || line == b".\r\n"
            } else {
                line == b".\r\n" && line_before_ended_properly
            };
            if ends {
                return Some(raw);
            }
            let stuffed = line.first() == Some(&b'.') && (self.options.lenient_line_ends || line_before_ended_properly);
            line_before_ended_properly = line.ends_with(b"\r\n");
            raw.extend_from_slice(if stuffed { &line[1..] } else { &line });
        }
    }

    fn journal(&self, raw: &[u8]) {
        let text = String::from_utf8_lossy(raw);
        let head = text.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        let field = |name: &str| {
            head.lines()
                .find_map(|line| line.strip_prefix(name))
                .map(|value| value.trim().to_owned())
                .unwrap_or_default()
        };
        let named = ["To:", "Cc:", "Bcc:"].iter().map(|name| field(name).matches('@').count()).sum();
        let mut arrived = self.shared.arrived.lock().unwrap();
        for recipient in &self.recipients {
            arrived.push(Arrived {
                sender: self.sender.clone(),
                recipient: recipient.clone(),
                message_id: field("Message-ID:"),
                sha256: Sha256::digest(raw).into(),
                named,
                raw: self.options.keep_raw.then(|| raw.to_vec()),
            });
        }
        self.counter.send_replace(arrived.len());
    }
}

/// The address between the angle brackets.
fn path(line: &str) -> String {
    let start = line.find('<').map_or(0, |at| at + 1);
    let end = line.find('>').unwrap_or(line.len());
    line[start..end].to_owned()
}

async fn say(io: &mut BufReader<Box<dyn Io>>, code: u16, words: &str) -> Goes {
    io.write_all(format!("{code} {words}\r\n").as_bytes()).await.ok()?;
    io.flush().await.ok()
}

async fn misbehave(io: &mut BufReader<Box<dyn Io>>, act: Act, code: u16, words: &str) -> Goes {
    match act {
        Act::Reply(code, words) => say(io, code, words).await,
        Act::Drop => None,
        Act::Hang => {
            let mut rest = Vec::new();
            while io.read_until(b'\n', &mut rest).await.is_ok_and(|read| read > 0) {
                rest.clear();
            }
            None
        }
        Act::Stand(reached) => {
            reached.notify_one();
            // What the client had sent by then is not looked at.
            std::future::pending().await
        }
        Act::Garbage => {
            let _ = io.write_all(b"\xff\xfe this is no reply\r\n").await;
            let _ = io.flush().await;
            misbehave_quietly(io).await
        }
        Act::OverLong => {
            let chunk = [b'x'; 8_192];
            let mut sent = io.write_all(format!("{code}-").as_bytes()).await;
            for _ in 0..1_000 {
                if sent.is_err() {
                    break;
                }
                sent = io.write_all(&chunk).await;
            }
            None
        }
        Act::Twice(second) => {
            io.write_all(format!("{code} {words}\r\n{second}\r\n").as_bytes()).await.ok()?;
            io.flush().await.ok()
        }
        Act::Hold(signal) => {
            signal.notified().await;
            if words.is_empty() { Some(()) } else { say(io, code, words).await }
        }
    }
}

/// Keeps the line open, so that the client's own judgement ends it and not ours.
async fn misbehave_quietly(io: &mut BufReader<Box<dyn Io>>) -> Goes {
    let mut rest = Vec::new();
    while io.read_until(b'\n', &mut rest).await.is_ok_and(|read| read > 0) {
        rest.clear();
    }
    None
}
