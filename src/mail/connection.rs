//! One SMTP connection. The journal's write fits between `354` and the first content byte:
//! `envelope` asks, the caller commits its intent, `content` sends (R3).

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::{MailParameter, RcptParameter};
use lettre::transport::smtp::response::Response;
use tokio::time::error::Elapsed;
use tokio::time::timeout;
use uuid::Uuid;

use super::address::EmailAddress;
use super::connecting::connect;
pub use super::connecting::{ConnectProblem, TlsRoots};
use super::message::Built;
use super::outcome::{SendOutcome, scrubbed};
use super::settings::{SmtpSettings, Timeouts};
use super::wire::Progress;

/// A connection that has greeted, is encrypted where it should be, and is signed in.
pub struct Connection {
    smtp: AsyncSmtpConnection,
    progress: Arc<Progress>,
    /// Whether the server takes MAIL, RCPT and DATA in one go (RFC 2920).
    pipelines: bool,
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
        let (smtp, progress) = connect(settings, roots).await?;
        let pipelines = progress.offers_pipelining();
        let messages_left = settings.messages_per_connection.max(1);
        Ok(Self { smtp, progress, pipelines, timeouts: settings.timeouts, messages_left, state: State::Idle })
    }

    /// Whether another message may be tried on it; otherwise close it and open another (R8).
    pub fn is_usable(&self) -> bool {
        self.state != State::Broken && self.messages_left > 0 && !self.progress.out_of_step()
    }

    /// MAIL, RCPT and DATA up to the `354`. Whatever goes wrong here, the message was certainly not sent. Where the server offers it
    /// (RFC 3461), a delivery report is asked to name the message by the id it was given, and the address as it was written to.
    pub async fn envelope(&mut self, message: &Built) -> Result<Ready<'_>, SendOutcome> {
        let to = message.to();
        if !self.is_usable() {
            return Err(SendOutcome::NotSent { reason: "the connection could not be used any more".into() });
        }
        self.messages_left -= 1;
        let Timeouts { command, data, .. } = self.timeouts;
        if self.state == State::NeedsReset {
            self.step("RSET", Rset, command, 250, to).await?;
        }
        self.state = State::NeedsReset;
        let (mail, rcpt) = self.commands(message);
        if self.pipelines {
            self.progress.asks_for(3);
            let answered = timeout(command, self.smtp.command(format!("{mail}{rcpt}{Data}"))).await;
            self.together(answered, to).await?;
        } else {
            self.step("MAIL", mail, command, 250, to).await?;
            self.step("RCPT", rcpt, command, 250, to).await?;
            self.step("DATA", Data, data, 354, to).await?;
        }
        // From here until the reply to the dot there is no other way out than dropping the connection.
        self.state = State::Broken;
        Ok(Ready { connection: self, to: to.clone() })
    }

    fn commands(&self, message: &Built) -> (Mail, Rcpt) {
        let (from, to) = (message.from(), message.to());
        let named = message.envelope_id().filter(|_| self.progress.offers_dsn());
        let as_id = |id: Uuid| MailParameter::Other { keyword: "ENVID".into(), value: Some(id.to_string()) };
        let as_written =
            |_: Uuid| RcptParameter::Other { keyword: "ORCPT".into(), value: Some(format!("rfc822;{}", to.lettre())) };
        let mail = Mail::new(Some(from.lettre().clone()), named.map(as_id).into_iter().collect());
        (mail, Rcpt::new(to.lettre().clone(), named.map(as_written).into_iter().collect()))
    }

    /// One command before the intent, and its reply.
    async fn step(
        &mut self,
        verb: &'static str,
        command: impl fmt::Display,
        limit: Duration,
        expected: u16,
        to: &EmailAddress,
    ) -> Result<(), SendOutcome> {
        let answered = timeout(limit, self.smtp.command(command)).await;
        self.judged(verb, answered, limit, expected, to)
    }

    /// The replies to MAIL, RCPT and DATA that were written at once, `answered` the first of them; each has its own time. The first
    /// refusal is the answer; those to the rest are read to stay in step. Nothing of the content leaves before all three have been accepted.
    async fn together(
        &mut self,
        answered: Result<Result<Response, SmtpError>, Elapsed>,
        to: &EmailAddress,
    ) -> Result<(), SendOutcome> {
        let Timeouts { command, data, .. } = self.timeouts;
        let mut all = self.judged("MAIL", answered, command, 250, to);
        for (verb, limit, expected) in [("RCPT", command, 250), ("DATA", data, 354)] {
            if self.state == State::Broken {
                break;
            }
            let answered = timeout(limit, self.smtp.read_response()).await;
            let this = self.judged(verb, answered, limit, expected, to);
            if all.is_ok() {
                all = this;
            } else if verb == "DATA" && this.is_ok() {
                // It waits for content without a recipient. Dropping the line is the end of a message that was never begun.
                self.state = State::Broken;
            }
        }
        all
    }

    /// What a reply before the intent means. Only `expected` (or 251 for RCPT) goes on.
    fn judged(
        &mut self,
        verb: &'static str,
        answered: Result<Result<Response, SmtpError>, Elapsed>,
        limit: Duration,
        expected: u16,
        to: &EmailAddress,
    ) -> Result<(), SendOutcome> {
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
            // 251: the server forwards it; the duty to send is fulfilled all the same.
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

/// The envelope of the message after this one, to be written together with the content of this one.
pub struct Following {
    commands: String,
    to: EmailAddress,
}

/// MAIL, RCPT and DATA of the next message are on their way; the replies stand out. Dropped without reading them, the connection is of
/// no use any more, and nothing of that message was sent.
pub struct Begun<'c> {
    connection: &'c mut Connection,
    to: EmailAddress,
    in_step: bool,
}

/// Why the next message was not begun with the content of the one before it.
#[derive(Debug)]
pub struct NotBegun {
    pub outcome: SendOutcome,
    /// The server answered the content and then said nothing to the commands behind it: it does not do what it offers.
    pub in_silence: bool,
}

impl<'c> Ready<'c> {
    /// Whether the envelope of another message may be written before the answer to this one is there: not where the server does not
    /// offer it, and not when the connection has served its number.
    pub fn may_be_followed(&self) -> bool {
        self.connection.pipelines && self.connection.messages_left > 0
    }

    /// The envelope of `message` for [`Self::content_then`] (RFC 2920, 3.1: the end of a content and the commands after it may stand in
    /// one group). Only if [`Self::may_be_followed`].
    pub fn followed_by(&self, message: &Built) -> Following {
        let (mail, rcpt) = self.connection.commands(message);
        Following { commands: format!("{mail}{rcpt}{Data}"), to: message.to().clone() }
    }

    /// Sends the content and waits for the reply to the final dot. From the first byte on, only a complete reply with a
    /// code is an answer; everything else is `Unknown` (R4).
    pub async fn content(self, message: &Built) -> SendOutcome {
        self.content_then(message, None).await.0
    }

    /// The same, with the envelope of the message after it in the same write. Answers as soon as this message has its reply.
    pub async fn content_then(self, message: &Built, following: Option<Following>) -> (SendOutcome, Option<Begun<'c>>) {
        let Self { connection, to } = self;
        let mut octets = stuffed(message.text());
        connection.progress.begin_content(octets.len());
        let next = following.map(|following| {
            connection.messages_left = connection.messages_left.saturating_sub(1);
            connection.progress.asks_for(4);
            octets.push_str(&following.commands);
            following.to
        });
        let outcome = connection.answer_to(octets, &to).await;
        let begun = next.map(|to| {
            // A refusal after the final dot ends that message alone. After anything else there is nothing to read any more.
            let in_step = connection.state != State::Broken;
            connection.state = State::Broken;
            (in_step, to)
        });
        (outcome, begun.map(|(in_step, to)| Begun { connection, to, in_step }))
    }
}

impl<'c> Begun<'c> {
    /// The replies to the envelope. Whatever goes wrong here, the message was certainly not sent.
    pub async fn answered(self) -> Result<Ready<'c>, NotBegun> {
        let Self { connection, to, in_step } = self;
        if !in_step {
            let reason = "the connection ended with the message before".to_owned();
            return Err(NotBegun { outcome: SendOutcome::NotSent { reason }, in_silence: false });
        }
        connection.state = State::NeedsReset;
        let limit = connection.timeouts.command;
        let answered = timeout(limit, connection.smtp.read_response()).await;
        let in_silence = answered.is_err();
        match connection.together(answered, &to).await {
            Ok(()) => {
                connection.state = State::Broken;
                Ok(Ready { connection, to })
            }
            Err(outcome) => Err(NotBegun { outcome, in_silence }),
        }
    }
}

impl Connection {
    /// Writes a content, with whatever follows it, and waits for what the server says to its final dot.
    async fn answer_to(&mut self, octets: String, to: &EmailAddress) -> SendOutcome {
        let Timeouts { content, reply_to_dot, .. } = self.timeouts;
        let progress = Arc::clone(&self.progress);
        let sending = self.smtp.command(octets);
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
                self.state = State::Idle;
                let words: Vec<&str> = reply.message().collect();
                SendOutcome::Accepted { code: code(&reply), reply: scrubbed(&words.join(" "), Some(to)) }
            }
            Ok(reply) => unknown(format!("an answer that is none ({}) {place}", code(&reply))),
            Err(error) => match negative(&error) {
                // A complete reply within the content (a proxy that gives up early) is an answer too: the server has refused.
                Some((code, reply)) => {
                    let reply = scrubbed(&reply, Some(to));
                    if code != 421 && progress.dot_has_left() {
                        self.state = State::NeedsReset;
                    }
                    if code < 500 {
                        SendOutcome::Deferred { code, reply }
                    } else {
                        SendOutcome::Rejected { code, reply }
                    }
                }
                None => unknown(format!("the connection broke {place}: {}", scrubbed(&in_words(&error), Some(to)))),
            },
        }
    }
}

/// The content as the server reads it: another dot before each line that begins with one, and the final dot. In one piece, so that
/// it leaves in one write. Lines end in CRLF and nowhere else (M9), which is checked when the message is built.
fn stuffed(message: &str) -> String {
    let mut content = String::with_capacity(message.len() + 64);
    for line in message.split_inclusive('\n') {
        if line.starts_with('.') {
            content.push('.');
        }
        content.push_str(line);
    }
    content.push_str(".\r\n");
    content
}

fn unknown(reason: String) -> SendOutcome {
    SendOutcome::Unknown { reason }
}

pub(super) fn code(reply: &Response) -> u16 {
    reply.code().into()
}

/// The code and text of a complete 4xx or 5xx reply; `None` when there was none.
pub(super) fn negative(error: &SmtpError) -> Option<(u16, String)> {
    let code: u16 = error.status()?.into();
    (400..600)
        .contains(&code)
        .then(|| (code, std::error::Error::source(error).map(ToString::to_string).unwrap_or_default()))
}

/// What broke, without lettre's own prefix.
pub(super) fn in_words(error: &SmtpError) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_begins_with_a_dot_gets_another_one_and_the_end_is_a_dot_alone() {
        for (message, content) in [
            ("a\r\n", "a\r\n.\r\n"),
            (".\r\n", "..\r\n.\r\n"),
            ("a\r\n.\r\n..b\r\n.c.d\r\n\r\n", "a\r\n..\r\n...b\r\n..c.d\r\n\r\n.\r\n"),
        ] {
            assert_eq!(stuffed(message), content);
        }
    }
}
