//! The law: all deadlines of one case, planning, and loading the files. No yardstick runs beside them; the goals are absolute.

use std::hint::black_box;
use std::time::Instant;

use breachdesk::cli::{self, plan_input};
use breachdesk::domain::plan::{Period, PeriodUnit};
use breachdesk::domain::values::{At, Country};
use breachdesk::policy::{self, Change, PolicySet, counting};

use crate::law_cases;
use crate::rounds::{Figures, median};

const ROUNDS: usize = 7;
/// Cases of the goal for a change of the law.
const CASES: usize = 100_000;

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
    let load = || {
        PolicySet::load_by(&files, cli::side_by_side)
            .map_err(|problems| problems.iter().map(ToString::to_string).collect::<String>())
    };
    let law = load()?;
    figures.plain(
        "law: loading all policies, as a start does on two threads",
        micros(3, || drop(black_box(load()))) / 1_000.0,
        "ms",
        "under 20",
    );

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
        let duties = policy::outline(&law, &input.situation, now).len();
        let terms = micros(100, || drop(black_box(policy::outline(&law, black_box(&input.situation), now))));
        let words = micros(20, || drop(black_box(policy::plan(&law, black_box(&input.situation), now))));
        figures.plain(&format!("law: one plan, terms alone ({name}, {duties} duties)"), terms, "µs", "none of its own");
        figures.plain(&format!("law: one plan, with every word ({name})"), words, "µs", "none of its own");
    }
    many(figures, &law)
}

/// The cases of [`law_cases`], each planned by itself on one core. Nothing is stored: it is the computing that has a goal.
fn many(figures: &mut Figures, law: &PolicySet) -> Result<(), String> {
    let cases = law_cases::situations(CASES).ok_or("the cases could not be made")?;
    let now = At::parse("2026-11-22T09:00:00Z").map_err(|bad| bad.to_string())?;
    let goal = "under 0.5";
    let whole = seconds(|| cases.iter().map(|case| policy::outline(law, black_box(case), now).len()).sum());
    figures.plain(
        &format!("law: {CASES} different cases planned whole, status and terms of {} duties", whole.1),
        whole.0,
        "s",
        goal,
    );
    // The same figure with another number in it, as when a parliament changes a term.
    for (id, what) in [("gdpr-33", "a rule that binds nearly every case"), ("nis2-be", "a rule of one country")] {
        let place =
            law.rules().iter().position(|rule| rule.id == id).ok_or_else(|| format!("there is no rule {id}"))?;
        let new = law.clone().with_rule_edited(place, |rule| {
            rule.stages.iter_mut().filter_map(|stage| stage.period.as_mut()).for_each(|period| period.value += 24);
        });
        let change = Change::between(law, &new);
        let touched = cases.iter().filter(|case| !change.replan(case, now).is_empty()).count();
        let took = seconds(|| cases.iter().map(|case| change.replan(black_box(case), now).len()).sum());
        figures.plain(
            &format!(
                "law: {CASES} different cases after a change of {id}, {what}: {} duties moved in {touched}",
                took.1
            ),
            took.0,
            "s",
            goal,
        );
        let moved: Vec<_> = cases.iter().filter(|case| !change.replan(case, now).is_empty()).take(2_000).collect();
        let words = seconds(|| moved.iter().map(|case| policy::plan(&new, black_box(case), now).duties.len()).sum());
        figures.plain(
            &format!("law: wording the plans of {} of those cases, as a page or a letter needs them", moved.len()),
            words.0,
            "s",
            "none of its own",
        );
    }
    Ok(())
}

/// Median of the seconds that a run takes, and what it counted.
fn seconds(mut run: impl FnMut() -> usize) -> (f64, usize) {
    let mut counted = 0;
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            counted = black_box(run());
            start.elapsed().as_secs_f64()
        })
        .collect();
    (median(&mut rounds).unwrap_or_default(), counted)
}
