//! Puts the parts together for `serve` and `demo`: the only place beside `main` that knows them all, and holds no logic.

use std::net::TcpListener;
use std::sync::Arc;

use tokio::sync::{Notify, watch};

use super::law::Law;
use crate::app::Ctx;
use crate::app::notices::kit::NoticeKit;
use crate::app::pulse::Pulse;
use crate::app::vault::Vault;
use crate::app::{demo, law, replanning, rows};
use crate::assets;
use crate::clock::Clock;
use crate::config::Config;
use crate::ids::Ids;
use crate::jobs::outbox::{Lane, Outbox};
use crate::jobs::post::Post;
use crate::jobs::sender::{Rhythm, Sender};
use crate::jobs::{self, fetching, outgoing, people, reminding, tidying};
use crate::mail::address::EmailAddress;
use crate::mail::message::Correspondent;
use crate::mail::transport::Transport;
use crate::store::{Store, StoreConfig, settings};
use crate::web;

/// Where the check value of the master key stands in the settings.
const VAULT_CHECK: &str = "vault-check";

/// Opens law, texts, database and vault. The error holds every problem found, one sentence each, for the operator.
pub fn open(config: &Config, clock: Clock, ids: Ids) -> Result<Ctx, Vec<String>> {
    let (Law { set: policy, risk }, notices) = read_texts(config)?;
    std::fs::create_dir_all(&config.data_folder)
        .map_err(|error| vec![format!("cannot make the data folder {}: {error}", config.data_folder.display())])?;
    let store = Store::open(&StoreConfig::at(config.database_url()), ids.clone()).map_err(|e| vec![e.to_string()])?;
    demo::kept::wind(&store, &clock).map_err(|error| vec![error.to_string()])?;
    let vault = open_vault(config, &store, &ids, &clock).map_err(|error| vec![error])?;
    let ctx = Ctx {
        store,
        policy: Arc::new(policy),
        own_laws: Default::default(),
        risk: Arc::new(risk),
        notices: Arc::new(notices),
        clock,
        ids,
        wake: Arc::new(Notify::new()),
        pulse: Pulse::default(),
        vault,
        data_folder: Arc::from(config.data_folder.as_path()),
        public_url: Arc::from(config.public_url.as_str()),
        mail_domain: Arc::from(config.mail_domain.as_str()),
    };
    let misfits = law::misfits(&ctx).map_err(|error| vec![error.to_string()])?;
    if !misfits.is_empty() {
        return Err(misfits);
    }
    rows::bring_up(&ctx).map_err(|error| vec![format!("the lists of cases could not be made anew: {error}")])?;
    replanning::adopt(&ctx).map_err(|error| vec![format!("the law could not be put on record: {error}")])?;
    Ok(ctx)
}

/// Law, templates and words of the screens: a start is mostly the reading of these, so they are read side by side.
fn read_texts(config: &Config) -> Result<(Law, NoticeKit), Vec<String>> {
    // The first page waits for its words if they are not there yet, and nothing else does.
    std::thread::spawn(|| web::i18n::Lang::ALL.iter().for_each(|lang| _ = lang.words()));
    let (law, notices) = std::thread::scope(|both| {
        let notices = both.spawn(|| NoticeKit::load(&assets::notice_templates(), &assets::policies()));
        let law = super::law::load(config.policies_dir.as_deref()).map_err(said);
        (law, notices.join())
    });
    let notices = notices.map_err(|_| vec!["the templates of notices could not be read".to_owned()])?;
    Ok((law?, notices?))
}

fn said<P: std::fmt::Display>(problems: Vec<P>) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

/// Opens the vault, or makes its key on the first start; a wrong key stops the start (DESIGN section 4).
fn open_vault(config: &Config, store: &Store, ids: &Ids, clock: &Clock) -> Result<Vault, String> {
    let kept = store
        .read(|conn| settings::get(conn, VAULT_CHECK))
        .map_err(|error| error.to_string())?
        .and_then(|value| value.as_str().map(str::to_owned));
    let vault =
        Vault::open(&config.master_key_file(), kept.as_deref(), ids.clone()).map_err(|error| error.to_string())?;
    if kept.is_none() {
        let check = serde_json::Value::from(vault.check());
        let written: Result<(), crate::store::StoreError> =
            store.write(|tx| settings::set(tx, VAULT_CHECK, &check, clock.now()));
        written.map_err(|error| error.to_string())?;
    }
    Ok(vault)
}

/// Runs the service's future on a runtime of its own, with logs on standard error.
pub fn block_on(work: impl Future<Output = Result<(), String>>) -> super::Answer {
    log_to_stderr();
    match web::run(work) {
        Ok(()) => super::Answer::Fine,
        Err(problem) => super::serve::refuse([problem]),
    }
}

/// Log lines name cases and rows, never people. `RUST_LOG` chooses how much.
fn log_to_stderr() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn"));
    let set = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    if set.is_err() {
        eprintln!("breachdesk: logging was set up already");
    }
}

/// The running service: web, sender and reminders, until the stop is given.
pub struct Running {
    server: web::Handle,
    stop: watch::Sender<bool>,
    loops: Vec<tokio::task::JoinHandle<()>>,
    serving: tokio::task::JoinHandle<std::io::Result<()>>,
}

/// Where mail goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outgoing {
    /// Into the tray: `demo`.
    Tray,
    /// By the mail server that an administrator set; held until there is one.
    AsSet,
}

/// Starts everything on a bound listener.
pub fn start(
    ctx: &Ctx,
    settings: web::settings::Settings,
    listener: TcpListener,
    mail: Outgoing,
    workers: usize,
) -> Result<Running, String> {
    let tls = match &settings.tls {
        Some(files) => Some(web::tls::load(files).map_err(|error| error.to_string())?),
        None => None,
    };
    let server = web::serve(ctx.clone(), settings, listener, tls, workers).map_err(|error| error.to_string())?;
    let (stop, stopped) = watch::channel(false);
    let sending = match mail {
        Outgoing::Tray => tokio::spawn(tray(ctx)?.run(stopped.clone())),
        Outgoing::AsSet => tokio::spawn(outgoing::run(ctx.clone(), stopped.clone())),
    };
    let handle = server.handle();
    let reminding = tokio::spawn(reminding::run(ctx.clone(), stopped.clone()));
    let tidying = tokio::spawn(tidying::run(ctx.clone(), stopped.clone()));
    let planning = tokio::spawn(jobs::replanning::run(ctx.clone(), stopped.clone()));
    let mut loops = vec![sending, reminding, tidying, planning];
    // The demo's mail goes nowhere, so nothing of it comes back.
    if mail == Outgoing::AsSet {
        loops.push(tokio::spawn(fetching::run(ctx.clone(), stopped.clone())));
    }
    loops.push(tokio::spawn(people::run(ctx.clone(), stopped)));
    Ok(Running { server: handle, stop, loops, serving: tokio::spawn(server) })
}

/// A sender that keeps everything in the database, to be looked at on a page.
fn tray(ctx: &Ctx) -> Result<Sender<Outbox>, String> {
    let desk = Correspondent {
        name: "Breachdesk".into(),
        address: EmailAddress::parse(&format!("desk@{}", mail_host(&ctx.mail_domain))).map_err(|e| e.to_string())?,
    };
    let post = Arc::new(Post::new(ctx.clone(), desk));
    let ledger = Outbox::new(ctx.store.clone(), &ctx.ids).of(Lane::Tray);
    Sender::new(ledger, ctx.clock.clone(), Transport::Tray, post, Rhythm::default(), Arc::clone(&ctx.wake))
}

/// A numeric host stands in brackets in a mail address.
fn mail_host(domain: &str) -> String {
    if domain.parse::<std::net::IpAddr>().is_ok() || !domain.contains('.') {
        "breachdesk.localdomain".to_owned()
    } else {
        domain.to_owned()
    }
}

impl Running {
    /// Waits for the operator's signal, then ends in order: no new requests, no new messages, those in hand get their grace.
    pub async fn until_stopped(self) -> Result<(), String> {
        stop_signal().await;
        self.stop().await
    }

    pub async fn stop(self) -> Result<(), String> {
        self.server.stop(true).await;
        self.stop.send_replace(true);
        for task in self.loops {
            task.await.map_err(|error| error.to_string())?;
        }
        self.serving.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
    }
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            return;
        }
    }
    if interrupt.await.is_err() {
        tracing::error!("The stop signal cannot be heard; end the process to stop the service");
        std::future::pending::<()>().await;
    }
}
