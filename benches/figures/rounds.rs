//! Rounds of ours beside a yardstick, and the ratios that come of them.

use std::time::Duration;

/// What the figures of one run have come to; prints each as it is there.
#[derive(Default)]
pub struct Figures {
    pub left_out: usize,
}

impl Figures {
    /// Prints the ratio of ours to the yardstick over `rounds` of (ours, yardstick) in the same unit, of which more is
    /// better.
    pub fn ratio(&mut self, name: &str, unit: &str, rounds: &[(f64, f64)], at_least: f64) -> Result<(), String> {
        let mut ratios: Vec<f64> = rounds.iter().map(|(ours, yardstick)| ours / yardstick).collect();
        let middle = median(&mut ratios).ok_or_else(|| format!("{name}: no round was measured"))?;
        let ours = median(&mut rounds.iter().map(|round| round.0).collect::<Vec<_>>()).unwrap_or_default();
        let yardstick = median(&mut rounds.iter().map(|round| round.1).collect::<Vec<_>>()).unwrap_or_default();
        println!(
            "{name}: {middle:.2} ({:.2} to {:.2}) of the yardstick; ours {ours:.1}, yardstick {yardstick:.1} {unit}; goal at least {at_least}: {}",
            ratios.first().copied().unwrap_or_default(),
            ratios.last().copied().unwrap_or_default(),
            if middle >= at_least { "reached" } else { "not reached" },
        );
        Ok(())
    }

    /// Prints a figure that has no yardstick of its own.
    pub fn plain(&mut self, name: &str, value: f64, unit: &str, goal: &str) {
        println!("{name}: {value:.2} {unit}; goal {goal}");
    }

    /// Says why a figure is missing, so that its absence is no success.
    pub fn left_out(&mut self, name: &str, why: &str) {
        self.left_out += 1;
        println!("{name}: left out: {why}");
    }
}

/// Runs `count` rounds of (ours, yardstick). The order changes from round to round, so that neither always comes first
/// to a cold cache.
pub fn beside(
    count: usize,
    mut ours: impl FnMut() -> Result<f64, String>,
    mut yardstick: impl FnMut() -> Result<f64, String>,
) -> Result<Vec<(f64, f64)>, String> {
    (0..count)
        .map(|round| {
            if round % 2 == 0 {
                let first = ours()?;
                Ok((first, yardstick()?))
            } else {
                let first = yardstick()?;
                Ok((ours()?, first))
            }
        })
        .collect()
}

/// `None` for no values: the median of nothing is not 0. Sorts what it is given.
pub fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => values.get(middle).copied(),
        _ => Some((values[middle - 1] + values[middle]) / 2.0),
    }
}

pub fn per_second(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}
