//! `breachdesk serve`: the service. Refuses to start, with a sentence, where it could not be trusted.

use std::net::TcpListener;
use std::path::PathBuf;

use super::{Answer, wiring};
use crate::app::{demo, set_up};
use crate::clock::Clock;
use crate::config::Config;
use crate::ids::Ids;
use crate::jobs::outgoing;
use crate::web::network::Block;
use crate::web::settings::{Settings, TlsFiles};

/// Runs until it is told to stop.
pub fn run(file: Option<PathBuf>) -> Answer {
    let config = match Config::load(file.as_deref()) {
        Ok(config) => config,
        Err(problems) => return refuse(problems.iter().map(ToString::to_string)),
    };
    let settings = match settings(&config) {
        Ok(settings) => settings,
        Err(problem) => return refuse([problem]),
    };
    // Before anything is opened: a service that would speak plain HTTP to a network must not even make its files.
    if let Err(problem) = settings.may_listen(config.listen) {
        return refuse([problem.to_string()]);
    }
    let ctx = match wiring::open(&config, Clock::Wall, Ids) {
        Ok(ctx) => ctx,
        Err(problems) => return refuse(problems),
    };
    // Its cases are invented and its clock is not this one: real mail about them would go to real servers.
    match demo::kept::users(&ctx) {
        Ok(None) => {}
        Ok(Some(_)) => {
            return refuse(
                ["this database holds a demo; `breachdesk demo --folder FOLDER` goes on with it".to_owned()],
            );
        }
        Err(error) => return refuse([error.to_string()]),
    }
    let listener = match TcpListener::bind(config.listen) {
        Ok(listener) => listener,
        Err(error) => return refuse([format!("cannot listen on {}: {error}", config.listen)]),
    };
    let settings = Settings { mail_tester: Some(outgoing::tester(&ctx.mail_domain)), ..settings };
    match set_up::first_start(&ctx) {
        Ok(Some(link)) => println!("Nobody has an account yet. Set this desk up here; the link opens once:\n{link}"),
        Ok(None) => {}
        Err(error) => return refuse([format!("the set-up link could not be made: {error}")]),
    }
    wiring::block_on(async {
        let running = wiring::start(&ctx, settings, listener, wiring::Outgoing::AsSet, config.workers)?;
        tracing::info!("Breachdesk serves {}", config.public_url);
        running.until_stopped().await
    })
}

fn settings(config: &Config) -> Result<Settings, String> {
    let trusted_proxies = config.trusted_proxies.iter().map(|text| {
        text.parse::<Block>().map_err(|_| format!("trusted_proxies: `{text}` is no network such as 10.0.0.0/8"))
    });
    Ok(Settings {
        public_url: config.public_url.clone(),
        tls: config.tls.as_ref().map(|tls| TlsFiles { certificates: tls.certificates.clone(), key: tls.key.clone() }),
        demands_second_factor: config.demand_second_factor,
        trusted_proxies: trusted_proxies.collect::<Result<_, _>>()?,
        zone: config
            .zone
            .parse()
            .map_err(|_| format!("zone: `{}` is no time zone such as Europe/Rome", config.zone))?,
        ..Settings::default()
    })
}

/// Tells the operator every problem at once.
pub(super) fn refuse(problems: impl IntoIterator<Item = String>) -> Answer {
    for problem in problems {
        eprintln!("breachdesk: {problem}");
    }
    Answer::Unreadable
}
