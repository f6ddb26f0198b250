//! The mailbox of an organisation in which receipts arrive: where it is, how far it has been read, and what the last look came to.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::admin::organisations::change;
use crate::app::mail_settings::MailSecurity;
use crate::app::member::SignedIn;
use crate::app::organisation::{self, MailboxAccount, Settings};
use crate::app::{AppError, AppResult, Ctx, quarantine};
use crate::domain::values::{At, Private};
use crate::store::{Conn, leases, organisations, settings};

/// How long one copy of the program has a mailbox to itself; a look takes less.
const LEASE: TimeDelta = TimeDelta::minutes(10);

/// A mailbox with its login, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub host: String,
    pub port: u16,
    /// TLS, or plain on this machine.
    pub security: MailSecurity,
    pub user: String,
    pub password: Private,
    pub folder: String,
}

/// A mailbox that this copy of the program looks into now.
#[derive(Debug)]
pub struct Due {
    pub organisation: Uuid,
    pub account: Account,
    /// UIDVALIDITY and UID of the last message that was read.
    pub seen: (u32, u32),
}

/// How far a mailbox has been read, under which address; another mailbox is read from its beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Standing {
    mailbox: String,
    uid_validity: u32,
    uid: u32,
    pub looked_at: Option<At>,
    /// Why the last look did not come to its end.
    pub problem: Option<String>,
}

fn key(organisation: Uuid) -> String {
    format!("mailbox/{organisation}")
}

fn name(account: &MailboxAccount) -> String {
    format!("{}:{}/{}/{}", account.host, account.port, account.user, account.folder)
}

fn account_of(conn: &mut Conn, organisation: Uuid) -> AppResult<Option<MailboxAccount>> {
    let (_, settings) = organisation::load(conn, organisation)?;
    Ok(settings.certified_mail.and_then(|mail| mail.mailbox))
}

/// How the last look went; nothing before the first one, or where another mailbox was set since.
pub fn standing(ctx: &Ctx, organisation: Uuid) -> AppResult<Standing> {
    ctx.store.read(|conn| {
        let Some(account) = account_of(conn, organisation)? else { return Ok(Standing::default()) };
        standing_in(conn, organisation, &account)
    })
}

fn standing_in(conn: &mut Conn, organisation: Uuid, account: &MailboxAccount) -> AppResult<Standing> {
    let mailbox = name(account);
    let kept = settings::get(conn, &key(organisation))?.map(serde_json::from_value::<Standing>);
    let kept = kept.transpose().map_err(AppError::broken)?.filter(|kept| kept.mailbox == mailbox);
    Ok(kept.unwrap_or_else(|| Standing { mailbox, ..Standing::default() }))
}

/// The account with its password; an error where the password does not open any more.
pub fn opened(ctx: &Ctx, organisation: Uuid, account: &MailboxAccount) -> AppResult<Account> {
    let sealed = |_| AppError::broken("the password of the mailbox does not open with this master key; enter it again");
    let password = ctx.vault.open_password(organisation, &account.sealed_key, &account.sealed_password);
    Ok(Account {
        host: account.host.clone(),
        port: account.port,
        security: account.security,
        user: account.user.clone(),
        password: password.map_err(sealed)?,
        folder: account.folder.clone(),
    })
}

/// Sets the mailbox, or takes it away; the record says so without the password.
pub fn set(ctx: &Ctx, who: &SignedIn, slug: &str, account: Option<Account>) -> AppResult<()> {
    let told =
        |_: &_, settings: &Settings| settings.certified_mail.as_ref().and_then(|mail| mail.mailbox.as_ref()).map(name);
    let organisation = ctx.store.read(|conn| organisations::by_slug(conn, slug))?.ok_or(AppError::NotFound)?.id;
    let kept = account.map(|account| {
        let sealed = ctx.vault.seal_password(organisation, &account.password);
        MailboxAccount {
            host: account.host,
            port: account.port,
            security: account.security,
            user: account.user,
            sealed_key: sealed.key,
            sealed_password: sealed.password,
            folder: account.folder,
        }
    });
    change(ctx, who, slug, "receipts_mailbox", None, told, |_, settings| {
        settings.certified_mail.get_or_insert_default().mailbox = kept;
        Ok(())
    })
}

/// The mailboxes that nobody else looks into now. A copy restored from a backup looks into none until it is let go.
pub fn due(ctx: &Ctx, holder: &str) -> AppResult<Vec<Due>> {
    if quarantine::look(ctx)?.is_some() {
        return Ok(Vec::new());
    }
    let now = ctx.clock.now();
    let mut due = Vec::new();
    for row in ctx.store.read(organisations::all)? {
        let Some(account) = Settings::of(&row)?.certified_mail.and_then(|mail| mail.mailbox) else { continue };
        let mine = ctx.store.write(|tx| leases::acquire(tx, &key(row.id), holder, now, LEASE))?;
        if mine.is_none() {
            continue;
        }
        match opened(ctx, row.id, &account) {
            Ok(opened) => {
                let standing = ctx.store.read(|conn| standing_in(conn, row.id, &account))?;
                due.push(Due { organisation: row.id, account: opened, seen: (standing.uid_validity, standing.uid) });
            }
            Err(error) => looked(ctx, row.id, Some(error.to_string()))?,
        }
    }
    Ok(due)
}

fn note(ctx: &Ctx, organisation: Uuid, change: impl FnOnce(&mut Standing)) -> AppResult<()> {
    ctx.store.write(|tx| {
        // Taken away meanwhile: nothing to note.
        let Some(account) = account_of(tx, organisation)? else { return Ok(()) };
        let mut standing = standing_in(tx, organisation, &account)?;
        change(&mut standing);
        let value = serde_json::to_value(&standing).map_err(AppError::broken)?;
        settings::set(tx, &key(organisation), &value, ctx.clock.now())?;
        Ok(())
    })
}

/// Every message up to this one has been taken or is none of ours: it is not read again.
pub fn read_up_to(ctx: &Ctx, organisation: Uuid, (uid_validity, uid): (u32, u32)) -> AppResult<()> {
    note(ctx, organisation, |standing| {
        standing.uid_validity = uid_validity;
        standing.uid = uid;
    })
}

/// A look came to its end, or did not.
pub fn looked(ctx: &Ctx, organisation: Uuid, problem: Option<String>) -> AppResult<()> {
    let now = ctx.clock.now();
    note(ctx, organisation, |standing| {
        standing.looked_at = Some(now);
        standing.problem = problem;
    })
}
