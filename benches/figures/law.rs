//! The law: all deadlines of one case, planning, and loading the files. No yardstick runs beside them; the goals are absolute.

use std::hint::black_box;
use std::time::Instant;

use breachdesk::cli::plan_input;
use breachdesk::domain::plan::{Period, PeriodUnit};
use breachdesk::domain::values::{At, Country};
use breachdesk::policy::{self, PolicySet, counting};

use crate::rounds::{Figures, median};

const ROUNDS: usize = 7;

/// Median over the rounds of the microseconds that one of `count` runs takes.
fn micros(count: u32, mut run: impl FnMut()) -> f64 {
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            (0..count).for_each(|_| run());
            start.elapsed().as_secs_f64() * 1e6 / f64::from(count)
        })
        .collect();
    median(&mut rounds).unwrap_or_default()
}

pub fn run(figures: &mut Figures) -> Result<(), String> {
    let files = breachdesk::assets::policies();
    let load =
        || PolicySet::load(&files).map_err(|problems| problems.iter().map(ToString::to_string).collect::<String>());
    let law = load()?;
    figures.plain("law: loading all policies", micros(3, || drop(black_box(load()))) / 1_000.0, "ms", "under 20");

    let counting = law.counting("eu-1182-71").ok_or("no counting law")?;
    let country = Country::parse("IT").map_err(|bad| bad.to_string())?;
    let holidays = law.holidays(&country);
    let zone = law.country(&country).ok_or("no such country")?.zone;
    let start = At::parse("2026-12-24T16:40:00+01:00").map_err(|bad| bad.to_string())?;
    let periods = [(72, PeriodUnit::Hours), (24, PeriodUnit::Hours), (3, PeriodUnit::Days), (1, PeriodUnit::Months)];
    let all = || {
        for (value, unit) in periods {
            black_box(counting::deadline(black_box(start), Period { value, unit }, counting, zone, holidays));
        }
    };
    figures.plain(
        "law: all deadlines of one case (72 h, 24 h, 3 days, 1 month)",
        micros(20_000, all),
        "µs",
        "at most 2",
    );

    for (name, text) in [
        ("one controller, one country", include_str!("../../tests/it/law/cases/lead-authority.json")),
        ("two regimes in Italy", include_str!("../../tests/it/law/cases/ottima-2020.json")),
        ("nineteen markets", include_str!("../../tests/it/law/cases/lunamobile-2023.json")),
    ] {
        let input = plan_input::parse(text, &law).map_err(|problems| problems.join("; "))?;
        let now = input.as_of.unwrap_or(start);
        let one = micros(100, || drop(black_box(policy::plan(&law, black_box(&input.situation), now))));
        figures.plain(
            &format!("law: planning, with every word ({name})"),
            one,
            "µs",
            "100,000 cases in 0.5 s are 5 each",
        );
    }
    Ok(())
}
