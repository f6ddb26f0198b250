//! Pages: what a DPO opens first, signed in, over many cases, against a page of one indexed query on the same server stack; the same with
//! few cases and with very many; how long a start takes until the first page, and the memory of the service.

mod bare;
mod desk;
mod fill;
pub mod http;

use bare::Bare;
use desk::Desk;
use http::{CONNECTIONS, Loaded, Manner, PACE, load, processor_ms_each};

pub use bare::{SERVES, serve as serve_one_query};

use crate::rounds::{Figures, median};

const CASES: usize = 100_000;
const FEW: usize = 1_000;
const ROUNDS: usize = 3;
const STARTS: usize = 7;

/// The pages that a DPO opens first, by name and address.
const PAGES: &[(&str, &str)] = &[
    ("case list", "/cases"),
    ("register", "/register"),
    ("first page", "/"),
    ("reports", "/reports"),
    ("search for a rare word", "/register?text=099999"),
    ("search for a common word", "/register?text=invoice"),
];

pub fn run(figures: &mut Figures) -> Result<(), String> {
    let few = middles(FEW)?;
    let folder = tempfile::tempdir().map_err(said)?;
    fill::fill(folder.path(), CASES)?;
    starts(figures, folder.path())?;
    let desk = Desk::start(folder.path())?;
    if let Some((now, _)) = desk.memory_mib() {
        figures.plain("pages: memory of the service before anybody came, 100,000 cases", now, "MiB", "at most 25");
    }
    let cookie = desk.sign_in()?;
    let bare = Bare::start(folder.path())?;
    let mut many = Vec::new();
    for (name, address) in PAGES {
        let mut rounds = Vec::new();
        let mut middles = Vec::new();
        for round in 0..ROUNDS {
            let page = || load(desk.port, address, &cookie, Manner::Saturated);
            let one_query = || load(bare.port, "/", "", Manner::Saturated);
            let (ours, yardstick) = if round % 2 == 0 {
                let ours = page()?;
                (ours, one_query()?)
            } else {
                let yardstick = one_query()?;
                (page()?, yardstick)
            };
            println!("pages: {name} {}; one query {}", said_of(&ours), said_of(&yardstick));
            middles.push(ours.p50);
            // A ratio of which more is better, like the others: the yardstick's time over ours.
            rounds.push((yardstick.p99, ours.p99));
        }
        let name = format!("pages: p99 of one query over p99 of the {name}, {CONNECTIONS} connections");
        figures.ratio(&name, "ms", &rounds, 0.5)?;
        many.push(median(&mut middles).unwrap_or_default());
    }
    processor(figures, &desk, &bare, &cookie)?;
    below_saturation(&desk, &bare, &cookie)?;
    if let Some((now, most)) = desk.memory_mib() {
        figures.plain("pages: memory of the service after the lists", now, "MiB", "at most 96");
        figures.plain("pages: the most it held", most, "MiB", "at most 96");
    }
    drop(desk);
    flat(figures, &many, &few)
}

/// What each page takes of the processor, which nothing that runs beside moves as it moves a p99.
fn processor(figures: &mut Figures, desk: &Desk, bare: &Bare, cookie: &str) -> Result<(), String> {
    for (name, address) in PAGES {
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let one_query = processor_ms_each(bare.process(), bare.port, "/", "")?;
            let ours = processor_ms_each(desk.process(), desk.port, address, cookie)?;
            println!("pages: processor for each {name}: {ours:.3} ms; for one query {one_query:.3} ms");
            rounds.push((one_query, ours));
        }
        figures.ratio(&format!("pages: processor time of one query over that of the {name}"), "ms", &rounds, 0.5)?;
    }
    Ok(())
}

/// What stands in line for nobody: at saturation the p99 is mostly the scheduler's.
fn below_saturation(desk: &Desk, bare: &Bare, cookie: &str) -> Result<(), String> {
    let one_query = load(bare.port, "/", "", Manner::Paced)?;
    println!("pages: {PACE} a second: one query {}", said_of(&one_query));
    for (name, address) in PAGES {
        let ours = load(desk.port, address, cookie, Manner::Paced)?;
        println!("pages: {PACE} a second: {name} {}", said_of(&ours));
    }
    Ok(())
}

/// The middle time of each page with few cases beside that with many, and with very many where somebody asks for it.
fn flat(figures: &mut Figures, many: &[f64], few: &[f64]) -> Result<(), String> {
    compare(figures, "100,000 cases", many, few);
    // Filling a million cases takes many minutes: `BREACHDESK_BENCH_CASES=1000000`.
    #[allow(
        clippy::disallowed_methods,
        reason = "a bench is no part of the service, and is told by its environment alone"
    )]
    let more = std::env::var("BREACHDESK_BENCH_CASES").ok().and_then(|text| text.parse::<usize>().ok());
    if let Some(more) = more {
        compare(figures, &format!("{more} cases"), &middles(more)?, few);
    }
    Ok(())
}

fn compare(figures: &mut Figures, size: &str, large: &[f64], small: &[f64]) {
    for ((name, _), (large, small)) in PAGES.iter().zip(large.iter().zip(small)) {
        let name = format!("pages: p50 of the {name} with {size} over that with 1,000");
        figures.plain(&name, large / small, "times", "at most 1.3");
    }
}

/// The middle time of each page over a desk of its own.
fn middles(cases: usize) -> Result<Vec<f64>, String> {
    let folder = tempfile::tempdir().map_err(said)?;
    fill::fill(folder.path(), cases)?;
    let desk = Desk::start(folder.path())?;
    let cookie = desk.sign_in()?;
    PAGES
        .iter()
        .map(|(_, address)| {
            let mut rounds = Vec::new();
            for _ in 0..ROUNDS {
                rounds.push(load(desk.port, address, &cookie, Manner::Saturated)?.p50);
            }
            Ok(median(&mut rounds).unwrap_or_default())
        })
        .collect()
}

fn starts(figures: &mut Figures, folder: &std::path::Path) -> Result<(), String> {
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let desk = Desk::start(folder)?;
        starts.push(desk.first_page.as_secs_f64() * 1_000.0);
    }
    if let Some(middle) = median(&mut starts) {
        figures.plain("pages: start to first page, 100,000 cases", middle, "ms", "at most 60");
    }
    Ok(())
}

fn said_of(loaded: &Loaded) -> String {
    format!("{:.0}/s, p50 {:.2} ms, p99 {:.2} ms", loaded.rate, loaded.p50, loaded.p99)
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
