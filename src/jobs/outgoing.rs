//! Runs the sender with the mail server that an administrator set, and with another one as soon as that is set. Without one, mail waits
//! in the queue and the pages say so: never a silent drop.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::outbox::Outbox;
use super::post::Post;
use super::sender::{Rhythm, Sender};
use crate::app::Ctx;
use crate::app::mail_settings::{self, MailSecurity, MailServer, MailTester, TestLetter};
use crate::mail::address::EmailAddress;
use crate::mail::message::{Correspondent, Letter};
use crate::mail::settings::{DomainLimits, Login, Security, SmtpSettings};
use crate::mail::transport::{Transport, send_test};

/// How often the settings are looked at when nobody says that they changed: another copy may have saved them.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// How long a person waits at the settings page for the outcome of a test.
const TEST_PATIENCE: Duration = Duration::from_secs(60);

/// Runs until `stop` says so.
pub async fn run(ctx: Ctx, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let server = current(&ctx).await;
        ctx.pulse.set_mail_held(server.is_none());
        let (end, ended) = watch::channel(false);
        let running = match server.as_ref().map(|server| sender(&ctx, server)) {
            Some(Ok(sender)) => Some(tokio::spawn(sender.run(ended))),
            Some(Err(problem)) => {
                ctx.pulse.set_mail_held(true);
                tracing::error!("Mail is held: the mail server's settings cannot be used: {problem}");
                None
            }
            None => None,
        };
        loop {
            // Before the look, so that a change right after it is not missed.
            let woken = ctx.wake.notified();
            if *stop.borrow() || current(&ctx).await != server {
                break;
            }
            tokio::select! {
                () = woken => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
        }
        end.send_replace(true);
        if let Some(running) = running
            && let Err(error) = running.await
        {
            tracing::error!("The sender ended badly: {error}");
        }
    }
}

/// The server that is set; one that cannot be read counts as none, with a line for the operator.
async fn current(ctx: &Ctx) -> Option<MailServer> {
    let ctx = ctx.clone();
    let loaded = tokio::task::spawn_blocking(move || mail_settings::load(&ctx)).await;
    match loaded {
        Ok(Ok(server)) => server,
        Ok(Err(error)) => {
            tracing::error!("The mail server's settings cannot be read: {error}");
            None
        }
        Err(error) => {
            tracing::error!("The mail server's settings were not read: {error}");
            None
        }
    }
}

fn sender(ctx: &Ctx, server: &MailServer) -> Result<Sender<Outbox>, String> {
    let desk = Correspondent { name: server.sender_name.clone(), address: address(&server.sender_address)? };
    let post = Arc::new(Post::new(ctx.clone(), desk));
    let ledger = Outbox::new(ctx.store.clone(), &ctx.ids);
    let transport = Transport::Smtp(smtp(server, &ctx.mail_domain));
    Sender::new(ledger, ctx.clock.clone(), transport, post, Rhythm::default(), Arc::clone(&ctx.wake))
}

fn address(text: &str) -> Result<EmailAddress, String> {
    EmailAddress::parse(text).map_err(|error| error.to_string())
}

fn smtp(server: &MailServer, hello_name: &str) -> SmtpSettings {
    let mut settings = SmtpSettings::new(server.host.clone(), server.port);
    settings.security = match server.security {
        MailSecurity::StartTls => Security::StartTls,
        MailSecurity::Tls => Security::Tls,
        MailSecurity::Plain => Security::Plain,
    };
    if !server.user.is_empty() {
        settings.login = Some(Login { user: server.user.clone(), password: server.password.as_str().to_owned() });
    }
    settings.connections = usize::try_from(server.limits.connections).unwrap_or(1);
    let per_minute = server.limits.per_domain_per_minute;
    settings.per_domain = DomainLimits {
        at_once: usize::try_from(server.limits.per_domain_at_once).unwrap_or(1),
        per_minute: (per_minute > 0).then_some(per_minute),
    };
    if hello_name.contains('.') && hello_name.parse::<std::net::IpAddr>().is_err() {
        settings.hello_name = hello_name.to_owned();
    }
    settings
}

/// What the settings page sends its test mail with.
pub fn tester(hello_name: &str) -> MailTester {
    let hello_name = hello_name.to_owned();
    MailTester::new(move |server, letter| {
        let settings = smtp(&server, &hello_name);
        async move {
            let letter = test_letter(&server, &letter)?;
            match tokio::time::timeout(TEST_PATIENCE, send_test(&settings, &letter)).await {
                Ok(outcome) => outcome.map_err(|problem| problem.to_string()),
                Err(_) => Err(format!("{} did not answer within a minute", settings.host)),
            }
        }
    })
}

fn test_letter(server: &MailServer, letter: &TestLetter) -> Result<Letter, String> {
    let desk = Correspondent { name: server.sender_name.clone(), address: address(&server.sender_address)? };
    let to = address(letter.to_address.as_str())?;
    Ok(Letter {
        from: desk.clone(),
        reply_to: desk,
        to: Correspondent { name: letter.to_name.as_str().to_owned(), address: to },
        subject: letter.subject.clone(),
        text: letter.text.clone(),
        html: None,
        language: Some(letter.language.clone()),
        message_id: letter.message_id.clone(),
        date: letter.date,
        enclosures: Vec::new(),
    })
}
