//! Runs the sender with the mail server that an administrator set, and with another one as soon as that is set; beside it one for each
//! account of certified mail. Without one, mail waits in the queue and the pages say so: never a silent drop.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::outbox::{Lane, Outbox};
use super::post::Post;
use super::sender::{Rhythm, Sender};
use crate::app::Ctx;
use crate::app::mail_settings::{self, MailSecurity, MailServer, MailTester, TestLetter};
use crate::app::pec_account::{self, PecAccount};
use crate::mail::address::EmailAddress;
use crate::mail::message::{Correspondent, Letter};
use crate::mail::settings::{DomainLimits, Login, Security, SmtpSettings};
use crate::mail::transport::{Transport, send_test};

/// How often the settings are looked at when nobody says that they changed: another copy may have saved them.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// How long a person waits at the settings page for the outcome of a test.
const TEST_PATIENCE: Duration = Duration::from_secs(60);

/// A way out that is set now.
#[derive(Debug, Clone, PartialEq)]
enum Way {
    /// The mail server of the desk.
    Desk(MailServer),
    /// The account of certified mail of an organisation: its messages leave there, and nowhere else.
    Certified(PecAccount),
}

/// A sender at work, for as long as its way is set.
struct Running {
    way: Way,
    end: watch::Sender<bool>,
    sender: JoinHandle<()>,
}

/// Runs until `stop` says so: one sender for each way out.
pub async fn run(ctx: Ctx, mut stop: watch::Receiver<bool>) {
    let mut running: Vec<Running> = Vec::new();
    // Settings that cannot be used, told once.
    let mut unusable: Vec<Way> = Vec::new();
    loop {
        // Before the look, so that a change right after it is not missed.
        let woken = ctx.wake.notified();
        let set = if *stop.borrow() { Vec::new() } else { current(&ctx).await };
        unusable.retain(|way| set.contains(way));
        let (stay, gone) = running.into_iter().partition(|one| set.contains(&one.way));
        running = stay;
        for one in gone {
            end(one).await;
        }
        if *stop.borrow() {
            return;
        }
        for way in set {
            if running.iter().any(|one| one.way == way) || unusable.contains(&way) {
                continue;
            }
            match sender(&ctx, &way) {
                Ok(sender) => {
                    let (end, ended) = watch::channel(false);
                    running.push(Running { way, end, sender: tokio::spawn(sender.run(ended)) });
                }
                Err(problem) => {
                    tracing::error!("Mail is held: the mail server's settings cannot be used: {problem}");
                    unusable.push(way);
                }
            }
        }
        ctx.pulse.set_mail_held(!running.iter().any(|one| matches!(one.way, Way::Desk(_))));
        tokio::select! {
            () = woken => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

async fn end(running: Running) {
    running.end.send_replace(true);
    if let Err(error) = running.sender.await {
        tracing::error!("The sender ended badly: {error}");
    }
}

/// What is set; settings that cannot be read count as none, with a line for the operator.
async fn current(ctx: &Ctx) -> Vec<Way> {
    let ctx = ctx.clone();
    let loaded = tokio::task::spawn_blocking(move || {
        let desk = mail_settings::load(&ctx).map(|server| server.map(Way::Desk));
        let certified = pec_account::all(&ctx).map(|all| all.into_iter().map(Way::Certified).collect::<Vec<_>>());
        (desk, certified)
    });
    let (desk, certified) = match loaded.await {
        Ok(loaded) => loaded,
        Err(error) => {
            tracing::error!("The mail server's settings were not read: {error}");
            return Vec::new();
        }
    };
    let desk = desk.unwrap_or_else(|error| {
        tracing::error!("The mail server's settings cannot be read: {error}");
        None
    });
    let certified = certified.unwrap_or_else(|error| {
        tracing::error!("The accounts of certified mail cannot be read: {error}");
        Vec::new()
    });
    desk.into_iter().chain(certified).collect()
}

fn sender(ctx: &Ctx, way: &Way) -> Result<Sender<Outbox>, String> {
    let (server, lane) = match way {
        Way::Desk(server) => (server, Lane::Mail),
        Way::Certified(account) => (&account.server, Lane::Certified(account.organisation)),
    };
    let from = Correspondent { name: server.sender_name.clone(), address: address(&server.sender_address)? };
    let post = match way {
        Way::Desk(server) if server.bounce_address.is_empty() => Post::new(ctx.clone(), from),
        Way::Desk(server) => Post::new(ctx.clone(), from).returning_to(address(&server.bounce_address)?),
        Way::Certified(_) => Post::certified(ctx.clone(), from),
    };
    let ledger = Outbox::new(ctx.store.clone(), &ctx.ids).of(lane);
    let transport = Transport::Smtp(smtp(server, &ctx.mail_domain));
    Sender::new(ledger, ctx.clock.clone(), transport, Arc::new(post), Rhythm::default(), Arc::clone(&ctx.wake))
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
