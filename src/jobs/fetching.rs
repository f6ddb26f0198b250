//! The loop that looks into the mailboxes of the organisations for what came back. One copy of the program looks into each (T10); a
//! message that two of them take all the same is kept once.

use std::time::Duration;

use tokio::sync::watch;

use crate::app::Ctx;
use crate::app::mail_settings::MailSecurity;
use crate::app::receipts::mailbox::{self, Account, Due};
use crate::app::receipts::{self, NotTaken};
use crate::mail::connection::TlsRoots;
use crate::mail::imap::{Mailbox, MailboxProblem, MailboxSettings};
use crate::mail::settings::{Login, Security};
use crate::receipt::MOST_BYTES;

const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Runs until `stop` says so, and stops between two messages.
pub async fn run(ctx: Ctx, mut stop: watch::Receiver<bool>) {
    let roots = match TlsRoots::load(None) {
        Ok(roots) => roots,
        Err(problem) => {
            tracing::error!("No mailbox is read: {problem}");
            return;
        }
    };
    let holder = ctx.ids.next().to_string();
    while !*stop.borrow() {
        look(&ctx, &roots, &holder, &stop).await;
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

/// One look into every mailbox; answers how many messages were read.
pub async fn look(ctx: &Ctx, roots: &TlsRoots, holder: &str, stop: &watch::Receiver<bool>) -> usize {
    let (of_due, of_holder) = (ctx.clone(), holder.to_owned());
    let due = tokio::task::spawn_blocking(move || mailbox::due(&of_due, &of_holder)).await;
    let due = match due {
        Ok(Ok(due)) => due,
        Ok(Err(error)) => {
            tracing::error!(%error, "The mailboxes could not be looked up, next try in half a minute");
            return 0;
        }
        Err(error) => {
            tracing::error!("The mailboxes were not looked up: {error}");
            return 0;
        }
    };
    let mut read = 0;
    for one in due {
        if *stop.borrow() {
            break;
        }
        read += look_into(ctx, roots, one, stop).await;
    }
    read
}

async fn look_into(ctx: &Ctx, roots: &TlsRoots, due: Due, stop: &watch::Receiver<bool>) -> usize {
    let (organisation, mut read) = (due.organisation, 0);
    let ended = read_new(ctx, roots, &due, stop, &mut read).await;
    let problem = ended.err().map(|problem| problem.to_string());
    if let Some(problem) = &problem {
        tracing::warn!(organisation.id = %organisation, "A mailbox was not read to its end: {problem}");
    }
    let of_end = ctx.clone();
    let noted = tokio::task::spawn_blocking(move || mailbox::looked(&of_end, organisation, problem)).await;
    if !matches!(noted, Ok(Ok(()))) {
        tracing::error!(organisation.id = %organisation, "The look into a mailbox could not be noted");
    }
    read
}

async fn read_new(
    ctx: &Ctx,
    roots: &TlsRoots,
    due: &Due,
    stop: &watch::Receiver<bool>,
    read: &mut usize,
) -> Result<(), MailboxProblem> {
    let mut opened = Mailbox::open(&settings(&due.account), roots, due.seen, MOST_BYTES).await?;
    let validity = opened.uid_validity;
    while !*stop.borrow() {
        let Some(message) = opened.next().await? else { break };
        let (of_take, organisation, uid) = (ctx.clone(), due.organisation, message.uid);
        let taken = tokio::task::spawn_blocking(move || {
            match message.bytes.map(|bytes| receipts::take(&of_take, &bytes)) {
                // What may be taken later is read again with the next look; anything else is done with.
                Some(Err(problem)) if problem.passes() => return Err(problem),
                Some(Err(problem)) => tracing::info!("Message {uid} of a mailbox is no receipt: {problem}"),
                Some(Ok(_)) | None => {}
            }
            mailbox::read_up_to(&of_take, organisation, (validity, uid)).map_err(NotTaken::App)
        })
        .await;
        match taken {
            Ok(Ok(())) => *read += 1,
            Ok(Err(problem)) => return Err(MailboxProblem::Refused { phase: "a message", reply: problem.to_string() }),
            Err(error) => return Err(MailboxProblem::Refused { phase: "a message", reply: error.to_string() }),
        }
    }
    opened.close().await;
    Ok(())
}

fn settings(account: &Account) -> MailboxSettings {
    let security = match account.security {
        MailSecurity::Tls => Security::Tls,
        // Refused where it is not this machine.
        MailSecurity::Plain | MailSecurity::StartTls => Security::Plain,
    };
    MailboxSettings {
        host: account.host.clone(),
        port: account.port,
        security,
        login: Login { user: account.user.clone(), password: account.password.as_str().to_owned() },
        folder: account.folder.clone(),
    }
}
