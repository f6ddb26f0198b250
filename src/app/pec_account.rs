//! The account of certified mail (PEC) from which an organisation sends: set by an administrator, the password sealed and never shown again.

use uuid::Uuid;

use super::admin::organisations::change;
use super::mail_settings::{MailLimits, MailServer};
use super::member::SignedIn;
use super::organisation::{SendingAccount, Settings};
use super::{AppError, AppResult, Ctx};
use crate::store::organisations;

/// An account that is ready to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PecAccount {
    pub organisation: Uuid,
    /// Its sender is the address of the account: a provider refuses every other.
    pub server: MailServer,
}

/// One message at a time: there is one authority for each, and providers allow few connections.
const LIMITS: MailLimits = MailLimits { connections: 1, per_domain_at_once: 1, per_domain_per_minute: 0 };

/// The account with its password; an error where the password does not open any more.
pub fn opened(ctx: &Ctx, organisation: Uuid, name: &str, account: &SendingAccount) -> AppResult<MailServer> {
    let sealed =
        |_| AppError::broken("the password of the PEC account does not open with this master key; enter it again");
    let password = ctx.vault.open_password(organisation, &account.sealed_key, &account.sealed_password);
    Ok(MailServer {
        host: account.host.clone(),
        port: account.port,
        security: account.security,
        user: account.user.clone(),
        password: password.map_err(sealed)?,
        sender_name: name.to_owned(),
        sender_address: account.address.clone(),
        // A provider of certified mail refuses every other sender of the envelope.
        bounce_address: String::new(),
        limits: LIMITS,
    })
}

/// Sets the account, or takes it away; the record says so without the password. What was queued before under another address is not
/// sent under this one.
pub fn set(ctx: &Ctx, who: &SignedIn, slug: &str, server: Option<MailServer>) -> AppResult<()> {
    let told = |_: &_, settings: &Settings| {
        let account = settings.certified_mail.as_ref().and_then(|mail| mail.sending.as_ref());
        account.map(|one| format!("{}, {}:{}, {}, {}", one.address, one.host, one.port, one.security, one.user))
    };
    let organisation = ctx.store.read(|conn| organisations::by_slug(conn, slug))?.ok_or(AppError::NotFound)?.id;
    let kept = server.map(|server| {
        let sealed = ctx.vault.seal_password(organisation, &server.password);
        SendingAccount {
            host: server.host,
            port: server.port,
            security: server.security,
            user: server.user,
            sealed_key: sealed.key,
            sealed_password: sealed.password,
            address: server.sender_address,
        }
    });
    change(ctx, who, slug, "pec_account", None, told, |_, settings| {
        settings.certified_mail.get_or_insert_default().sending = kept;
        Ok(())
    })?;
    ctx.wake.notify_waiters();
    Ok(())
}

/// Every account that can be sent through. One whose password does not open any more is left out, with a line for the operator: its
/// messages wait, and their clocks go on.
pub fn all(ctx: &Ctx) -> AppResult<Vec<PecAccount>> {
    let mut accounts = Vec::new();
    for row in ctx.store.read(organisations::all)? {
        let Some(account) = Settings::of(&row)?.certified_mail.and_then(|mail| mail.sending) else { continue };
        match opened(ctx, row.id, &row.name, &account) {
            Ok(server) => accounts.push(PecAccount { organisation: row.id, server }),
            Err(error) => tracing::error!(organisation.id = %row.id, "A PEC account cannot be used: {error}"),
        }
    }
    Ok(accounts)
}
