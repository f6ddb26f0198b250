//! `breachdesk demo`: everything on SQLite with nothing configured; people of every role, mail in a tray, a clock that moves.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;

use clap::Args;

use super::serve::refuse;
use super::{Answer, wiring};
use crate::app::Ctx;
use crate::app::demo::{self, DemoUser};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::values::At;
use crate::ids::Ids;
use crate::store::organisations;
use crate::web::settings::Settings;

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Port on this machine; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Where the clock stands, such as 2026-10-04T08:26:00+02:00; a demo that goes on can only be moved forward
    #[arg(long, value_name = "INSTANT")]
    clock_at: Option<String>,
    /// Keeps the demo's files in this folder; where a demo lies in it already, that one goes on. Otherwise they go with the process
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// Another database than SQLite in the folder, such as postgres://user@host/name; empty, or one that holds a demo
    #[arg(long, value_name = "URL", default_value = "")]
    database: String,
    /// Folder of own policy files that go over the built-in ones
    #[arg(long, value_name = "FOLDER")]
    policies: Option<PathBuf>,
}

/// Runs until it is told to stop.
pub fn run(args: DemoArgs) -> Answer {
    let stands_at = match At::parse(args.clock_at.as_deref().unwrap_or(demo::STANDS_AT)) {
        Ok(at) => at,
        Err(problem) => return refuse([format!("--clock-at: {problem}")]),
    };
    let (folder, temporary) = match &args.folder {
        Some(folder) => (folder.clone(), false),
        None => (std::env::temp_dir().join(format!("breachdesk-demo-{}", Ids.next().simple())), true),
    };
    let answer = in_folder(&args, folder.clone(), stands_at);
    if temporary && let Err(error) = std::fs::remove_dir_all(&folder) {
        eprintln!("breachdesk: the demo's folder {} could not be removed: {error}", folder.display());
    }
    answer
}

fn in_folder(args: &DemoArgs, folder: PathBuf, stands_at: At) -> Answer {
    let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)) {
        Ok(listener) => listener,
        Err(error) => {
            return refuse([format!("port {} is not free on this machine: {error}; try --port 0", args.port)]);
        }
    };
    let listen = listener.local_addr().unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, args.port)));
    let config = Config {
        data_folder: folder,
        database: args.database.clone(),
        policies_dir: args.policies.clone(),
        listen,
        public_url: format!("http://{listen}"),
        mail_domain: "desk.example.org".into(),
        ..Config::default()
    };
    let ctx = match wiring::open(&config, Clock::running_from(stands_at), Ids) {
        Ok(ctx) => ctx,
        Err(problems) => return refuse(problems),
    };
    let users = match users(&ctx, args, stands_at) {
        Ok(users) => users,
        Err(problem) => return refuse([problem]),
    };
    let settings = Settings { demo: true, public_url: config.public_url.clone(), ..Settings::default() };
    wiring::block_on(async {
        let running = wiring::start(&ctx, settings, listener, wiring::Outgoing::Tray, config.workers)?;
        introduce(&config.public_url, ctx.clock.now(), &users);
        running.until_stopped().await
    })
}

/// Those of the demo that lies here already, or of a new one.
fn users(ctx: &Ctx, args: &DemoArgs, stands_at: At) -> Result<Vec<DemoUser>, String> {
    if let Some(users) = demo::kept::users(ctx).map_err(|error| error.to_string())? {
        let now = ctx.clock.now();
        if args.clock_at.is_some() {
            if stands_at < now {
                return Err(format!(
                    "--clock-at: the clock of this demo stands at {now} and can only be moved forward"
                ));
            }
            ctx.clock.set(stands_at);
            demo::kept::keep(ctx, &users).map_err(|error| error.to_string())?;
        }
        println!("The demo that lies here goes on.");
        return Ok(users);
    }
    if !ctx.store.read(organisations::all).map_err(|error| error.to_string())?.is_empty() {
        return Err("the demo needs a new folder: this one holds a desk that is no demo, or a demo that was stopped \
                    before it was built; take another folder"
            .to_owned());
    }
    demo::build(ctx, stands_at).map_err(|error| format!("the demo could not be built: {error}"))
}

/// What the newcomer needs, and nothing else.
fn introduce(address: &str, stands_at: At, users: &[DemoUser]) {
    println!("Breachdesk demo: {address}");
    let clock = stands_at.in_zone(chrono_tz::Europe::Rome).format("%A %-d %B %Y, %H:%M %Z");
    println!("The clock stands at {clock}. Mail stays in the tray: {address}/tray");
    println!("A report without an account: {address}/report/lunamobile");
    println!();
    for user in users {
        let roles: Vec<String> = user
            .roles
            .iter()
            .map(|(slug, role, deputy)| format!("{}{role} of {slug}", if *deputy { "deputy " } else { "" }))
            .collect();
        println!("  {:<44} {:<32} {:<18} {}", roles.join(", "), user.email, user.name, user.password);
    }
    println!();
    println!("End it with Ctrl-C.");
}
