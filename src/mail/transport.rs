//! Where mail goes: to a mail server, or into the tray. Never nowhere.

use super::connection::{ConnectProblem, Connection, TlsRoots};
use super::message::{BadLetter, Built, Letter, build};
use super::outcome::SendOutcome;
use super::settings::{SettingsProblem, SmtpSettings};

/// How mail leaves.
#[allow(clippy::large_enum_variant, reason = "there is one of it in a process")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transport {
    Smtp(SmtpSettings),
    /// Nothing leaves: messages are kept in the database, marked simulated, and shown on a page (`demo`, drills).
    Tray,
}

/// Why the test message did not arrive at a mail server; each is a sentence for the person at the settings page.
#[derive(Debug, thiserror::Error)]
pub enum TestProblem {
    #[error("{}", sentences(.0))]
    Settings(Vec<SettingsProblem>),
    #[error("{0}")]
    Roots(String),
    #[error("{}", sentences(.0))]
    Letter(Vec<BadLetter>),
    #[error("{0}")]
    Connect(#[from] ConnectProblem),
    #[error("the message was not accepted: {0}")]
    NotAccepted(String),
}

fn sentences<E: std::fmt::Display>(problems: &[E]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Sends one message now, outside the outbox, and answers with the server's reply. For the settings page only: there is
/// no journal behind it, so nothing that a duty rests on goes this way.
pub async fn send_test(settings: &SmtpSettings, letter: &Letter) -> Result<String, TestProblem> {
    let problems = settings.problems();
    if !problems.is_empty() {
        return Err(TestProblem::Settings(problems));
    }
    let roots = TlsRoots::load(settings.extra_ca_file.as_deref()).map_err(TestProblem::Roots)?;
    let message = build(letter).map_err(TestProblem::Letter)?;
    let mut connection = Connection::open(settings, &roots).await?;
    let outcome = send(&mut connection, &message).await;
    connection.close().await;
    match outcome {
        SendOutcome::Accepted { code, reply } => Ok(format!("{code} {reply}")),
        SendOutcome::NotSent { reason } | SendOutcome::Unknown { reason } => Err(TestProblem::NotAccepted(reason)),
        SendOutcome::Deferred { code, reply } | SendOutcome::Rejected { code, reply } => {
            Err(TestProblem::NotAccepted(format!("{code} {reply}")))
        }
    }
}

/// Both halves of a sending without a journal between them.
async fn send(connection: &mut Connection, message: &Built) -> SendOutcome {
    match connection.envelope(message).await {
        Ok(ready) => ready.content(message).await,
        Err(outcome) => outcome,
    }
}
