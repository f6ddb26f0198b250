//! How the screens are served. Filled by the configuration, by `demo`, or by a test.

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::TimeDelta;
use chrono_tz::Tz;

use super::network::{Block, PlainHttp, may_listen};
use crate::app::mail_settings::MailTester;

#[derive(Debug, Clone)]
pub struct Settings {
    /// True in `demo` only: movable clock shown, style guide served.
    pub demo: bool,
    /// The address under which people reach the desk, without a slash at the end; links in mails begin with it.
    pub public_url: String,
    /// Certificate chain and key in PEM; none behind a proxy or on the own machine.
    pub tls: Option<TlsFiles>,
    /// Proxies whose `X-Forwarded-For` is believed, and which speak TLS for us.
    pub trusted_proxies: Vec<Block>,
    /// Zone of pages that belong to no case.
    pub zone: Tz,
    /// A session that nobody used for so long is over.
    pub session_idle: TimeDelta,
    /// However busy, a session is over after so long.
    pub session_longest: TimeDelta,
    /// A form may be sent so long after it was shown.
    pub form_lifetime: TimeDelta,
    pub limits: Limits,
    /// DPO, controller, administrator and auditor go no further than their account page without a second factor.
    pub demands_second_factor: bool,
    /// Sends the test mail of the settings page; none where mail stays in the tray.
    pub mail_tester: Option<MailTester>,
}

#[derive(Debug, Clone)]
pub struct TlsFiles {
    pub certificates: PathBuf,
    pub key: PathBuf,
}

/// How often a network (/24, /48) may do what costs us something: so many at once, then one per period.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub sign_in: Limit,
    pub report: Limit,
    pub api: Limit,
}

#[derive(Debug, Clone, Copy)]
pub struct Limit {
    pub at_once: u32,
    pub then_one_per_seconds: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            demo: false,
            public_url: "http://127.0.0.1:8080".to_owned(),
            tls: None,
            trusted_proxies: Vec::new(),
            zone: chrono_tz::Europe::Rome,
            session_idle: TimeDelta::hours(2),
            session_longest: TimeDelta::hours(12),
            form_lifetime: TimeDelta::hours(12),
            limits: Limits {
                // A crisis team of twenty behind one address: a password and a code each.
                sign_in: Limit { at_once: 40, then_one_per_seconds: 15 },
                report: Limit { at_once: 10, then_one_per_seconds: 60 },
                api: Limit { at_once: 60, then_one_per_seconds: 1 },
            },
            demands_second_factor: false,
            mail_tester: None,
        }
    }
}

impl Settings {
    /// Whether browsers reach us through TLS: then cookies are `Secure` with the `__Host-` prefix and HSTS is sent. On plain loopback
    /// they are not, because Safari and most HTTP libraries drop such cookies without TLS, and nothing leaves the machine there.
    pub fn is_secure(&self) -> bool {
        self.tls.is_some() || !self.trusted_proxies.is_empty()
    }

    /// # Errors
    /// The sentence with which the service refuses to start on this address.
    pub fn may_listen(&self, address: SocketAddr) -> Result<(), PlainHttp> {
        may_listen(address, self.tls.is_some(), !self.trusted_proxies.is_empty())
    }
}
