//! Where mail goes and how; everything that is wrong with the settings is named at once.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::address::EmailAddress;

crate::words! {
    /// How the connection to the mail server is protected.
    Security {
        /// In the clear: only to a server on this machine.
        Plain = "plain",
        /// Upgraded after the greeting, and refused if the server does not offer it (port 587).
        StartTls = "starttls",
        /// Encrypted from the first byte (port 465).
        Tls = "tls",
    }
}

/// A time-out per SMTP phase (R7). The connection is dropped when one runs out: SMTP has no way back into step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    pub connect: Duration,
    /// Banner, EHLO, TLS and AUTH, each.
    pub greeting: Duration,
    /// MAIL, RCPT and RSET, each.
    pub command: Duration,
    pub data: Duration,
    pub content: Duration,
    /// RFC 5321 and Postfix wait ten minutes here: a shorter wait makes duplicates.
    pub reply_to_dot: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            greeting: Duration::from_secs(300),
            command: Duration::from_secs(300),
            data: Duration::from_secs(120),
            content: Duration::from_secs(180),
            reply_to_dot: Duration::from_secs(600),
        }
    }
}

impl Timeouts {
    /// The longest one message can take after it was claimed; a lease must outlive it by far.
    pub fn longest_attempt(&self) -> Duration {
        self.connect + self.greeting * 5 + self.command * 3 + self.data + self.content + self.reply_to_dot
    }
}

/// Name and password for the mail server. Prints neither.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    pub user: String,
    pub password: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(…)")
    }
}

/// What one recipient domain is sent at most, by one running copy of the program (R8). Providers throttle whoever sends too much
/// at once, and a throttled notice is a late one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DomainLimits {
    /// Messages at the same time; a domain starts with fewer.
    pub at_once: usize,
    /// Messages a minute; `None` for as many as go.
    pub per_minute: Option<u32>,
}

impl DomainLimits {
    pub const NONE: Self = Self { at_once: usize::MAX, per_minute: None };

    pub fn is_none(&self) -> bool {
        *self == Self::NONE
    }
}

impl Default for DomainLimits {
    fn default() -> Self {
        Self { at_once: 10, per_minute: Some(1_200) }
    }
}

/// One mail server and how it is spoken to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub login: Option<Login>,
    /// A PEM file with further certificate authorities, for a server with a certificate of the house.
    pub extra_ca_file: Option<PathBuf>,
    /// What this machine calls itself in EHLO.
    pub hello_name: String,
    /// Connections at the same time.
    pub connections: usize,
    /// Messages after which a connection is replaced (R8).
    pub messages_per_connection: u32,
    pub per_domain: DomainLimits,
    pub timeouts: Timeouts,
}

impl SmtpSettings {
    /// Settings for `host` with STARTTLS, or in the clear when the host is this machine.
    pub fn new(host: impl Into<String>, port: u16) -> Self {
        let host = host.into();
        let security = if is_loopback(&host) { Security::Plain } else { Security::StartTls };
        Self {
            host,
            port,
            security,
            login: None,
            extra_ca_file: None,
            hello_name: "localhost.localdomain".into(),
            connections: 4,
            messages_per_connection: 500,
            per_domain: DomainLimits::default(),
            timeouts: Timeouts::default(),
        }
    }

    /// Everything that is wrong, in sentences for the person who wrote the settings. Empty when they can be used.
    pub fn problems(&self) -> Vec<SettingsProblem> {
        let mut problems = Vec::new();
        let bad_host = |host: &str| host.trim().is_empty() || host.chars().any(|c| c.is_whitespace() || c.is_control());
        if bad_host(&self.host) {
            problems.push(SettingsProblem::Host);
        }
        if self.port == 0 {
            problems.push(SettingsProblem::Port);
        }
        if bad_host(&self.hello_name) || !self.hello_name.is_ascii() {
            problems.push(SettingsProblem::HelloName);
        }
        if self.security == Security::Plain && !is_loopback(&self.host) {
            problems.push(SettingsProblem::InTheClear);
        }
        if let Some(login) = &self.login {
            if login.user.is_empty() || login.password.is_empty() {
                problems.push(SettingsProblem::HalfALogin);
            }
            if login.user.contains('\0') || login.password.contains('\0') {
                problems.push(SettingsProblem::NulInLogin);
            }
        }
        if !(1..=200).contains(&self.connections) {
            problems.push(SettingsProblem::Connections);
        }
        if self.messages_per_connection == 0 {
            problems.push(SettingsProblem::MessagesPerConnection);
        }
        if self.per_domain.at_once == 0 || self.per_domain.per_minute == Some(0) {
            problems.push(SettingsProblem::PerDomain);
        }
        if self.extra_ca_file.as_ref().is_some_and(|file| !file.is_file()) {
            problems.push(SettingsProblem::CaFile);
        }
        problems
    }
}

/// Whether `host` is this machine, where nobody else can read along.
pub fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingsProblem {
    #[error("smtp.host: give the mail server's name, such as mail.example.org")]
    Host,
    #[error("smtp.port: give a port, usually 587 with starttls or 465 with tls")]
    Port,
    #[error("smtp.hello_name: give this machine's full name in ASCII, such as desk.example.org")]
    HelloName,
    #[error("smtp.security: `plain` would send notices readable over the network; use starttls or tls")]
    InTheClear,
    #[error("smtp.user and smtp.password: give both or neither")]
    HalfALogin,
    #[error("smtp.user and smtp.password: a NUL character cannot be sent")]
    NulInLogin,
    #[error("smtp.connections: give a number from 1 to 200")]
    Connections,
    #[error("smtp.messages_per_connection: give at least 1")]
    MessagesPerConnection,
    #[error("smtp.per_domain: give at least 1 at once and 1 a minute")]
    PerDomain,
    #[error("smtp.ca_file: there is no such file")]
    CaFile,
}

/// Who a message comes from unless the organisation says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    pub name: String,
    pub address: EmailAddress,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starttls_is_the_default_except_towards_this_machine() {
        assert_eq!(SmtpSettings::new("mail.example.org", 587).security, Security::StartTls);
        for host in ["localhost", "127.0.0.1", "::1", "[::1]"] {
            assert_eq!(SmtpSettings::new(host, 25).security, Security::Plain, "{host}");
        }
    }

    #[test]
    fn every_problem_is_named_at_once() {
        let mut settings = SmtpSettings::new("mail.example.org", 0);
        assert_eq!(settings.problems(), [SettingsProblem::Port]);
        settings.security = Security::Plain;
        settings.hello_name = " ".into();
        settings.connections = 0;
        settings.messages_per_connection = 0;
        settings.extra_ca_file = Some("does-not-exist.pem".into());
        settings.login = Some(Login { user: String::new(), password: "a\0".into() });
        assert_eq!(settings.problems().len(), 8, "{:?}", settings.problems());
        assert!(settings.problems().contains(&SettingsProblem::InTheClear));
    }

    #[test]
    fn debug_output_keeps_the_password_to_itself() {
        let mut settings = SmtpSettings::new("mail.example.org", 587);
        settings.login = Some(Login { user: "desk".into(), password: "canary-secret".into() });
        assert!(!format!("{settings:?}").contains("canary-secret"));
        assert!(settings.problems().is_empty());
    }
}
