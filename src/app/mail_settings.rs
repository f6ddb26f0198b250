//! The mail server as an administrator set it. The password is sealed by the vault and never shown again.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::admin::desk_event;
use super::member::SignedIn;
use super::quarantine::any_admin;
use super::{AppError, AppResult, Ctx};
use crate::domain::actor::Actor;
use crate::domain::values::Private;
use crate::store::{Conn, StoreResult, settings};
use crate::words;

words! {
    /// How the connection is protected; the same words as the mail part's.
    MailSecurity { StartTls = "starttls", Tls = "tls", Plain = "plain" }
}

/// A mail server with its login, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailServer {
    pub host: String,
    pub port: u16,
    pub security: MailSecurity,
    /// Empty without a login.
    pub user: String,
    pub password: Private,
    /// Name and address from which the desk writes.
    pub sender_name: String,
    pub sender_address: String,
    /// To which address letters to authorities and people come back, each under a tag of its own; empty for the sender's.
    pub bounce_address: String,
    pub limits: MailLimits,
}

/// How much goes out at once; by each running copy of the program (R8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailLimits {
    /// Connections to the mail server at the same time.
    pub connections: u32,
    /// Messages at the same time to one recipient domain.
    pub per_domain_at_once: u32,
    /// Messages a minute to one recipient domain; 0 for as many as go.
    pub per_domain_per_minute: u32,
}

impl Default for MailLimits {
    fn default() -> Self {
        Self { connections: 4, per_domain_at_once: 10, per_domain_per_minute: 1_200 }
    }
}

/// As it stands in the settings.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    host: String,
    port: u16,
    security: MailSecurity,
    user: String,
    /// Key and password as the vault sealed them, in hex; empty without a login.
    sealed_key: String,
    sealed_password: String,
    sender_name: String,
    sender_address: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    bounce_address: String,
    /// Servers that were set before there were limits get the usual ones.
    #[serde(default)]
    limits: MailLimits,
}

const KEY: &str = "mail-server";
/// What the vault's key of the password is made for.
const PASSWORD_OF: Uuid = Uuid::from_u128(0x6d61_696c_2d73_6572_7665_722d_7077_0001);

/// The server that is set, or none: then mail waits in the queue, and the pages say so.
pub fn load(ctx: &Ctx) -> AppResult<Option<MailServer>> {
    let kept: StoreResult<_> = ctx.store.read(|conn| settings::get(conn, KEY));
    let Some(kept) = kept? else { return Ok(None) };
    let kept: Kept = serde_json::from_value(kept).map_err(AppError::broken)?;
    let password = if kept.sealed_password.is_empty() {
        Private::new("")
    } else {
        let unsealable = |_| AppError::broken("the mail password does not open with this master key; enter it again");
        let key = ctx.vault.open_key(PASSWORD_OF, &bytes(&kept.sealed_key)?).map_err(unsealable)?;
        let plain = key.open(0, &bytes(&kept.sealed_password)?).map_err(unsealable)?;
        Private::new(String::from_utf8_lossy(&plain))
    };
    Ok(Some(MailServer {
        host: kept.host,
        port: kept.port,
        security: kept.security,
        user: kept.user,
        password,
        sender_name: kept.sender_name,
        sender_address: kept.sender_address,
        bounce_address: kept.bounce_address,
        limits: kept.limits,
    }))
}

/// The server as its event tells of it: without login name and password.
pub(super) struct Told {
    pub host: String,
    pub port: u16,
    pub security: String,
    pub login: bool,
    pub sender: String,
    pub bounces: String,
    pub limits: serde_json::Value,
}

/// What is set, for the check of the record.
pub(super) fn told(conn: &mut Conn) -> AppResult<Option<Told>> {
    let Some(kept) = settings::get(conn, KEY)? else { return Ok(None) };
    let kept: Kept = serde_json::from_value(kept).map_err(AppError::broken)?;
    Ok(Some(Told {
        host: kept.host,
        port: kept.port,
        security: kept.security.as_str().to_owned(),
        login: !kept.user.is_empty(),
        sender: kept.sender_address,
        bounces: kept.bounce_address,
        limits: serde_json::to_value(kept.limits).map_err(AppError::broken)?,
    }))
}

fn bytes(text: &str) -> AppResult<Vec<u8>> {
    hex::decode(text).map_err(AppError::broken)
}

/// Saves the server and puts the change on record, without the password.
pub fn save(ctx: &Ctx, who: &SignedIn, server: &MailServer) -> AppResult<()> {
    let actor = Actor::from(&any_admin(who)?);
    let now = ctx.clock.now();
    let (sealed_key, sealed_password) = if server.user.is_empty() {
        (String::new(), String::new())
    } else {
        let (key, sealed_key) = ctx.vault.new_key(PASSWORD_OF);
        (hex::encode(sealed_key), hex::encode(key.seal(0, server.password.as_str().as_bytes())))
    };
    let kept = Kept {
        host: server.host.clone(),
        port: server.port,
        security: server.security,
        user: server.user.clone(),
        sealed_key,
        sealed_password,
        sender_name: server.sender_name.clone(),
        sender_address: server.sender_address.clone(),
        bounce_address: server.bounce_address.clone(),
        limits: server.limits,
    };
    let value = serde_json::to_value(&kept).map_err(AppError::broken)?;
    ctx.store.write(|tx| {
        settings::set(tx, KEY, &value, now)?;
        let mut payload = json!({
            "host": kept.host, "port": kept.port, "security": kept.security.as_str(), "login": !kept.user.is_empty(),
            "sender": { "$private": kept.sender_address }, "limits": kept.limits,
        });
        if let (Some(payload), false) = (payload.as_object_mut(), kept.bounce_address.is_empty()) {
            payload.insert("bounces".to_owned(), json!({ "$private": kept.bounce_address }));
        }
        desk_event(ctx, tx, &actor, "mail_server_set", payload)
    })?;
    ctx.wake.notify_waiters();
    Ok(())
}

/// What the sender is told to try: one letter to the person who asks, in their language.
#[derive(Debug, Clone)]
pub struct TestLetter {
    pub to_name: Private,
    pub to_address: Private,
    pub subject: String,
    pub text: String,
    /// Of the words above, as a tag.
    pub language: String,
    pub message_id: String,
    pub date: crate::domain::values::At,
}

type Outcome = Pin<Box<dyn Future<Output = Result<String, String>> + Send>>;

/// Sends one letter now and answers the server's reply, or a sentence why not. Given by whoever puts the parts together, because the
/// pages do not know how mail travels.
#[derive(Clone)]
pub struct MailTester(Arc<dyn Fn(MailServer, TestLetter) -> Outcome + Send + Sync>);

impl MailTester {
    pub fn new<F>(send: impl Fn(MailServer, TestLetter) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<String, String>> + Send + 'static,
    {
        Self(Arc::new(move |server, letter| Box::pin(send(server, letter))))
    }

    pub async fn send(&self, server: MailServer, letter: TestLetter) -> Result<String, String> {
        (self.0)(server, letter).await
    }
}

impl std::fmt::Debug for MailTester {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MailTester")
    }
}
