//! Worked examples of the policy files: each is computed whenever a set is loaded, so that a rule and its examples never part.

use super::counting;
use super::law::Rule;
use super::set::PolicySet;
use super::situated;
use crate::domain::values::{At, Country};

/// File, key and sentence for every example that does not come out.
///
/// A rule with another problem (`broken` says which) is left out: its examples could only repeat it.
pub fn failures(set: &PolicySet, broken: impl Fn(&Rule) -> bool) -> Vec<(String, String, String)> {
    let mut failed = Vec::new();
    for rule in set.rules().iter().filter(|rule| !broken(rule)) {
        for example in &rule.examples {
            if let Some(why) = situated::failure(set, rule, example) {
                let key = format!("rule `{}` version {} › example `{}`", rule.id, rule.version, example.name);
                failed.push((rule.file.clone(), key, why));
            }
        }
        for stage in &rule.stages {
            for example in &stage.examples {
                let key = format!("rule `{}` › stage `{}` › example `{}`", rule.id, stage.id, example.name);
                let mut fail = |message: String| failed.push((rule.file.clone(), key.clone(), message));
                let (Some(period), Some(law)) = (stage.period, set.counting(&stage.counting)) else {
                    fail("the stage has no period or no known way of counting".to_owned());
                    continue;
                };
                let country = match Country::parse(&example.country) {
                    Ok(country) => country,
                    Err(bad) => {
                        fail(bad.to_string());
                        continue;
                    }
                };
                let Some(record) = set.country(&country) else {
                    fail(format!("{country} has no zone in countries.toml"));
                    continue;
                };
                match (At::parse(&example.start), At::parse(&example.target), At::parse(&example.legal)) {
                    (Ok(start), Ok(target), Ok(legal)) => {
                        let got = counting::deadline(start, period, law, record.zone, set.holidays(&country));
                        for (name, wanted, got) in [("target", target, got.target), ("legal", legal, got.legal)] {
                            if wanted != got {
                                fail(format!(
                                    "{name} comes to {}, not {}",
                                    got.in_zone(record.zone).to_rfc3339(),
                                    example_text(example, name)
                                ));
                            }
                        }
                    }
                    (a, b, c) => {
                        for bad in [a.err(), b.err(), c.err()].into_iter().flatten() {
                            fail(bad.to_string());
                        }
                    }
                }
            }
        }
    }
    failed
}

fn example_text<'a>(example: &'a super::law::Example, name: &str) -> &'a str {
    if name == "target" { &example.target } else { &example.legal }
}
