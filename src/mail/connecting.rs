//! How a connection to the mail server comes about: socket, greeting, encryption, sign-in, each under its own time-out (R7).

use std::io;
use std::sync::Arc;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::connection::{in_words, negative};
use super::outcome::scrubbed;
use super::settings::{Security, SmtpSettings};
pub use super::wire::TlsRoots;
use super::wire::{Prelude, Progress, Wire};

/// Connects, greets, encrypts and signs in.
pub(super) async fn connect(
    settings: &SmtpSettings,
    roots: &TlsRoots,
) -> Result<(AsyncSmtpConnection, Arc<Progress>), ConnectProblem> {
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
    let mut smtp = timed(times.greeting, "the greeting", greeting).await?.map_err(|e| refused("the greeting", &e))?;
    if let Some(login) = &settings.login {
        let credentials = Credentials::new(login.user.clone(), login.password.clone());
        let signing_in = smtp.auth(DEFAULT_MECHANISMS, &credentials);
        timed(times.greeting, "signing in", signing_in).await?.map_err(|e| not_signed_in(&e))?;
    }
    Ok((smtp, progress))
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
