//! One SMTP connection. The journal's write fits between `354` and the first content byte:
//! `envelope` asks, the caller commits its intent, `content` sends (R3).

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::address::EmailAddress;
use super::message::Built;
use super::outcome::{SendOutcome, scrubbed};
use super::settings::{Security, SmtpSettings, Timeouts};
pub use super::wire::TlsRoots;
use super::wire::{Prelude, Progress, Wire};

/// A connection that has greeted, is encrypted where it should be, and is signed in.
pub struct Connection {
    smtp: AsyncSmtpConnection,
    progress: Arc<Progress>,
    timeouts: Timeouts,
    messages_left: u32,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    /// A transaction was begun and refused; RSET clears it before the next.
    NeedsReset,
    /// Time ran out, the link broke, or the server and we are out of step.
    Broken,
}

impl Connection {
    /// Connects, greets, encrypts and signs in, each step under its own time-out.
    pub async fn open(settings: &SmtpSettings, roots: &TlsRoots) -> Result<Self, ConnectProblem> {
        let times = settings.timeouts;
        let host = settings.host.trim_start_matches('[').trim_end_matches(']');
        let connecting = TcpStream::connect((host, settings.port));
        let tcp = timed(times.connect, "connecting", connecting).await?.map_err(|e| unreachable(&e))?;
        // Without it every message waits 40 ms for Nagle's algorithm and a delayed acknowledgement.
        tcp.set_nodelay(true).map_err(|e| unreachable(&e))?;

        let progress = Arc::new(Progress::default());
        let (roots, to_wire) = (roots.clone(), Arc::clone(&progress));
        let wire = match settings.security {
            Security::Plain => Wire::plain(tcp, to_wire).map_err(|e| unreachable(&e))?,
            Security::Tls => handshake(tcp, &roots, settings, false, to_wire).await?,
            Security::StartTls => {
                let tcp = start_tls(tcp, settings).await?;
                handshake(tcp, &roots, settings, true, to_wire).await?
            }
        };
        let stream: Box<dyn AsyncTokioStream> = Box::new(wire);
        let hello = ClientId::Domain(settings.hello_name.clone());
        let greeting = AsyncSmtpConnection::connect_with_transport(stream, &hello);
        let mut smtp =
            timed(times.greeting, "the greeting", greeting).await?.map_err(|e| refused("the greeting", &e))?;
        if let Some(login) = &settings.login {
            let credentials = Credentials::new(login.user.clone(), login.password.clone());
            let signing_in = smtp.auth(DEFAULT_MECHANISMS, &credentials);
            timed(times.greeting, "signing in", signing_in).await?.map_err(|e| not_signed_in(&e))?;
        }
        let messages_left = settings.messages_per_connection.max(1);
        Ok(Self { smtp, progress, timeouts: times, messages_left, state: State::Idle })
    }

    /// Whether another message may be tried on it; otherwise close it and open another (R8).
    pub fn is_usable(&self) -> bool {
        self.state != State::Broken && self.messages_left > 0 && !self.progress.out_of_step()
    }

    /// MAIL, RCPT and DATA up to the `354`. Whatever goes wrong here, the message was certainly not sent.
    pub async fn envelope(&mut self, from: &EmailAddress, to: &EmailAddress) -> Result<Ready<'_>, SendOutcome> {
        if !self.is_usable() {
            return Err(SendOutcome::NotSent { reason: "the connection could not be used any more".into() });
        }
        self.messages_left -= 1;
        let Timeouts { command, data, .. } = self.timeouts;
        if self.state == State::NeedsReset {
            self.step("RSET", Rset, command, 250, to).await?;
        }
        self.state = State::NeedsReset;
        let mail = Mail::new(Some(from.lettre().clone()), vec![]);
        self.step("MAIL", mail, command, 250, to).await?;
        // 251: the server forwards it; the duty to send is fulfilled all the same.
        self.step("RCPT", Rcpt::new(to.lettre().clone(), vec![]), command, 250, to).await?;
        self.step("DATA", Data, data, 354, to).await?;
        // From here until the reply to the dot there is no other way out than dropping the connection.
        self.state = State::Broken;
        Ok(Ready { connection: self, to: to.clone() })
    }

    /// One command before the intent. Only `expected` (or 251 for RCPT) goes on.
    async fn step(
        &mut self,
        verb: &'static str,
        command: impl fmt::Display,
        limit: Duration,
        expected: u16,
        to: &EmailAddress,
    ) -> Result<(), SendOutcome> {
        let answered = timeout(limit, self.smtp.command(command)).await;
        let not_sent = |reason: String| Err(SendOutcome::NotSent { reason });
        let Ok(reply) = answered else {
            self.state = State::Broken;
            return not_sent(format!("no reply to {verb} within {} s", limit.as_secs()));
        };
        if self.progress.out_of_step() {
            self.state = State::Broken;
            return not_sent(format!("the server sent more than one reply to {verb}"));
        }
        match reply {
            Ok(reply) if code(&reply) == expected || (verb == "RCPT" && code(&reply) == 251) => Ok(()),
            Ok(reply) => {
                self.state = State::Broken;
                not_sent(format!("{verb} was answered {}", code(&reply)))
            }
            Err(error) => match negative(&error) {
                Some((code, reply)) => {
                    if code == 421 {
                        self.state = State::Broken;
                    }
                    let reply = format!("{verb}: {}", scrubbed(&reply, Some(to)));
                    Err(match code {
                        ..500 => SendOutcome::Deferred { code, reply },
                        // The server has not heard of the recipient yet: what it refuses is us (sign-in, sender address).
                        // As a rejection it would end every row of a mail-out for a mistake in the settings.
                        _ if matches!(verb, "MAIL" | "RSET") => {
                            SendOutcome::NotSent { reason: format!("{code} {reply}") }
                        }
                        _ => SendOutcome::Rejected { code, reply },
                    })
                }
                None => {
                    self.state = State::Broken;
                    not_sent(format!("the connection broke at {verb}: {}", scrubbed(&in_words(&error), Some(to))))
                }
            },
        }
    }

    /// Says QUIT if the connection is in step, and drops it. Never waits longer than a second.
    pub async fn close(mut self) {
        if self.state != State::Broken && !self.progress.out_of_step() {
            let _ = timeout(Duration::from_secs(1), self.smtp.command(Quit)).await;
        }
    }
}

/// The server said `354`. Commit the intent now, then send the content. Dropped without sending, the message was not
/// sent: the server throws an unfinished message away with the connection.
pub struct Ready<'c> {
    connection: &'c mut Connection,
    to: EmailAddress,
}

impl Ready<'_> {
    /// Sends the content and waits for the reply to the final dot. From the first byte on, only a complete reply with a
    /// code is an answer; everything else is `Unknown` (R4).
    pub async fn content(self, message: &Built) -> SendOutcome {
        let Self { connection, to } = self;
        let Timeouts { content, reply_to_dot, .. } = connection.timeouts;
        let progress = Arc::clone(&connection.progress);
        progress.begin_content();
        // lettre adds CRLF, dot, CRLF: the message's own last line end is the first of them.
        let bytes = message.bytes();
        let sending = connection.smtp.message(bytes.strip_suffix(b"\r\n").unwrap_or(bytes));
        tokio::pin!(sending);
        let early = timeout(content, async {
            tokio::select! {
                biased;
                reply = &mut sending => Some(reply),
                () = progress.until_dot_has_left() => None,
            }
        })
        .await;
        let reply = match early {
            Ok(Some(reply)) => reply,
            Ok(None) => match timeout(reply_to_dot, &mut sending).await {
                Ok(reply) => reply,
                Err(_) => {
                    return unknown(format!(
                        "no reply within {} s after the end of the message",
                        reply_to_dot.as_secs()
                    ));
                }
            },
            Err(_) => return unknown(format!("the message could not be handed over within {} s", content.as_secs())),
        };
        let place = if progress.dot_has_left() { "after the end of the message" } else { "within the message" };
        match reply {
            Ok(reply) if (200..300).contains(&code(&reply)) => {
                connection.state = State::Idle;
                let words: Vec<&str> = reply.message().collect();
                SendOutcome::Accepted { code: code(&reply), reply: scrubbed(&words.join(" "), Some(&to)) }
            }
            Ok(reply) => unknown(format!("an answer that is none ({}) {place}", code(&reply))),
            Err(error) => match negative(&error) {
                // A complete reply within the content (a proxy that gives up early) is an answer too: the server has refused.
                Some((code, reply)) => {
                    let reply = scrubbed(&reply, Some(&to));
                    if code != 421 && progress.dot_has_left() {
                        connection.state = State::NeedsReset;
                    }
                    if code < 500 {
                        SendOutcome::Deferred { code, reply }
                    } else {
                        SendOutcome::Rejected { code, reply }
                    }
                }
                None => unknown(format!("the connection broke {place}: {}", scrubbed(&in_words(&error), Some(&to)))),
            },
        }
    }
}

fn unknown(reason: String) -> SendOutcome {
    SendOutcome::Unknown { reason }
}

/// Why no connection came about. Nothing was sent, and it says nothing about any recipient.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectProblem {
    #[error("the mail server could not be reached: {reason}")]
    Unreachable { reason: String },
    #[error("the mail server did not answer in time while {phase}")]
    TimedOut { phase: &'static str },
    #[error("the mail server refused at {phase}: {code} {reply}")]
    Refused { phase: &'static str, code: u16, reply: String },
    #[error("the mail server does not offer STARTTLS; nothing is sent in the clear")]
    NoStartTls,
    #[error("no encrypted connection to the mail server: {reason}")]
    Tls { reason: String },
    #[error("the mail server did not accept the name and password: {code} {reply}")]
    NotSignedIn { code: u16, reply: String },
}

impl ConnectProblem {
    /// Whether only a person can mend it: trying again with the same settings ends the same way.
    pub fn needs_a_person(&self) -> bool {
        match self {
            Self::NoStartTls | Self::Tls { .. } => true,
            Self::NotSignedIn { code, .. } | Self::Refused { code, .. } => *code >= 500,
            Self::Unreachable { .. } | Self::TimedOut { .. } => false,
        }
    }
}

async fn timed<T>(limit: Duration, phase: &'static str, step: impl Future<Output = T>) -> Result<T, ConnectProblem> {
    timeout(limit, step).await.map_err(|_| ConnectProblem::TimedOut { phase })
}

async fn handshake(
    tcp: TcpStream,
    roots: &TlsRoots,
    settings: &SmtpSettings,
    greeted: bool,
    progress: Arc<Progress>,
) -> Result<Wire, ConnectProblem> {
    let shaking = Wire::tls(tcp, roots, &settings.host, greeted, progress);
    let wire = timed(settings.timeouts.greeting, "encrypting", shaking).await?;
    wire.map_err(|e| ConnectProblem::Tls { reason: scrubbed(&e.to_string(), None) })
}

/// Banner, EHLO and STARTTLS in the clear.
async fn start_tls(tcp: TcpStream, settings: &SmtpSettings) -> Result<TcpStream, ConnectProblem> {
    let mut prelude = Prelude::new(tcp);
    let hello = format!("EHLO {}", settings.hello_name);
    let limit = settings.timeouts.greeting;
    asked(&mut prelude, limit, "the greeting", None).await?;
    let offers = asked(&mut prelude, limit, "EHLO", Some(&hello)).await?;
    if !offers.iter().skip(1).any(|offer| offer.eq_ignore_ascii_case("STARTTLS")) {
        return Err(ConnectProblem::NoStartTls);
    }
    asked(&mut prelude, limit, "STARTTLS", Some("STARTTLS")).await?;
    prelude.into_silent_stream().map_err(|e| ConnectProblem::Tls { reason: e.to_string() })
}

async fn asked(
    prelude: &mut Prelude,
    limit: Duration,
    phase: &'static str,
    command: Option<&str>,
) -> Result<Vec<String>, ConnectProblem> {
    let (code, lines) = timed(limit, phase, prelude.ask(command)).await?.map_err(|e| unreachable(&e))?;
    if (200..300).contains(&code) {
        Ok(lines)
    } else {
        Err(ConnectProblem::Refused { phase, code, reply: scrubbed(&lines.join(" "), None) })
    }
}

fn unreachable(error: &io::Error) -> ConnectProblem {
    ConnectProblem::Unreachable { reason: scrubbed(&error.to_string(), None) }
}

fn refused(phase: &'static str, error: &SmtpError) -> ConnectProblem {
    match negative(error) {
        Some((code, reply)) => ConnectProblem::Refused { phase, code, reply: scrubbed(&reply, None) },
        None => ConnectProblem::Unreachable { reason: scrubbed(&in_words(error), None) },
    }
}

fn not_signed_in(error: &SmtpError) -> ConnectProblem {
    match negative(error) {
        Some((code, reply)) => ConnectProblem::NotSignedIn { code, reply: scrubbed(&reply, None) },
        None if error.is_client() => {
            ConnectProblem::NotSignedIn { code: 504, reply: "it offers neither PLAIN nor LOGIN".into() }
        }
        None => ConnectProblem::Unreachable { reason: scrubbed(&in_words(error), None) },
    }
}

fn code(reply: &Response) -> u16 {
    reply.code().into()
}

/// The code and text of a complete 4xx or 5xx reply; `None` when there was none.
fn negative(error: &SmtpError) -> Option<(u16, String)> {
    let code: u16 = error.status()?.into();
    (400..600)
        .contains(&code)
        .then(|| (code, std::error::Error::source(error).map(ToString::to_string).unwrap_or_default()))
}

/// What broke, without lettre's own prefix.
fn in_words(error: &SmtpError) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}
