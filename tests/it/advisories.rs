//! No version with a known security flaw is built in, unless a rule of ours takes the sting out and tests hold that rule.

use breachdesk::clock::Clock;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::support::repository;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Snapshot {
    read_on: NaiveDate,
    whole_until: NaiveDate,
    advisory: Vec<Advisory>,
}

/// One flaw of the versions from `from` (the first ever, if left out) to just before `below`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advisory {
    id: String,
    #[serde(rename = "crate")]
    name: String,
    published: NaiveDate,
    what: String,
    from: Option<String>,
    below: String,
    mitigation: Option<Mitigation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mitigation {
    rule: String,
    why: String,
    /// Names of the tests that hold the rule.
    tests: Vec<String>,
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
}

/// Major, minor, patch; a pre-release counts as what it leads to, and build metadata says nothing about order.
fn version(text: &str) -> [u64; 3] {
    let mut numbers = [0; 3];
    let plain = text.split(['-', '+']).next().unwrap_or_default();
    for (number, part) in numbers.iter_mut().zip(plain.split('.')) {
        *number = part.parse().unwrap_or_else(|_| panic!("`{text}` is no version"));
    }
    numbers
}

impl Advisory {
    fn concerns(&self, package: &Package) -> bool {
        let found = version(&package.version);
        package.name == self.name
            && found < version(&self.below)
            && self.from.as_ref().is_none_or(|from| found >= version(from))
    }
}

/// What stands against building this lock file, each as a sentence; `has_test` tells whether a test of that name exists.
fn objections(snapshot: &Snapshot, lock: &Lock, has_test: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for advisory in &snapshot.advisory {
        for package in lock.package.iter().filter(|package| advisory.concerns(package)) {
            let flaw = format!("{} {}: {}: {}", package.name, package.version, advisory.id, advisory.what);
            match &advisory.mitigation {
                None => found.push(format!("{flaw} Raise it to {} or add a mitigation.", advisory.below)),
                Some(mitigation) => {
                    found.extend(mitigation.tests.iter().filter(|test| !has_test(test)).map(|test| {
                        format!("{flaw} Rule {} rests on the test `{test}`, which is gone.", mitigation.rule)
                    }))
                }
            }
        }
    }
    found
}

/// Whether some source file holds a function of that name with a test attribute or inside `proptest!`.
fn has_test(name: &str) -> bool {
    let head = format!("fn {name}(");
    repository::files().iter().any(|(path, text)| {
        path.extension().is_some_and(|extension| extension == "rs")
            && text.lines().zip(text.lines().skip(1)).any(|(before, line)| {
                line.contains(&head) && before.trim_start().starts_with("#[") && before.contains("test")
            })
    })
}

fn snapshot() -> Snapshot {
    toml::from_str(&repository::read("tests/advisories/snapshot.toml")).expect("a readable snapshot")
}

#[test]
fn no_crate_with_a_known_flaw_is_built_in_without_a_rule_against_it() {
    let snapshot = snapshot();
    let age_days = Clock::Wall.now().utc().date_naive().signed_duration_since(snapshot.read_on).num_days();
    println!("advisories: snapshot of {}, {age_days} days old", snapshot.read_on);
    let lock: Lock = toml::from_str(&repository::read("Cargo.lock")).expect("a readable Cargo.lock");
    assert!(lock.package.len() > 100, "Cargo.lock was not read");
    let found = objections(&snapshot, &lock, has_test);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_snapshot_is_one_that_a_person_can_trust() {
    let snapshot = snapshot();
    assert!(snapshot.whole_until <= snapshot.read_on);
    for advisory in &snapshot.advisory {
        let id = &advisory.id;
        assert!(id.starts_with("RUSTSEC-"), "{id}");
        assert!(advisory.published <= snapshot.read_on, "{id} was published after the snapshot was read");
        assert!(advisory.what.len() > 40, "{id} does not say what is wrong");
        assert!(
            advisory.from.as_ref().is_none_or(|from| version(from) < version(&advisory.below)),
            "{id} has an empty range"
        );
        if let Some(mitigation) = &advisory.mitigation {
            assert!(
                !mitigation.tests.is_empty() && mitigation.why.len() > 40,
                "{id}: a mitigation is held by tests and says why"
            );
        }
    }
}

#[test]
fn an_affected_version_an_open_flaw_and_a_missing_test_are_found() {
    let snapshot: Snapshot = toml::from_str(
        r#"
        read_on = "2026-11-21"
        whole_until = "2026-11-21"
        [[advisory]]
        id = "RUSTSEC-0000-0001"
        crate = "postman"
        published = "2026-11-01"
        what = "Letters are opened on the way."
        from = "1.2.0"
        below = "1.10.0"
        [[advisory]]
        id = "RUSTSEC-0000-0002"
        crate = "seal"
        published = "2026-11-01"
        what = "The wax melts."
        below = "0.3.1"
        mitigation = { rule = "W1", why = "It is kept cool.", tests = ["wax_stays_cold"] }
        "#,
    )
    .expect("a readable sample");
    let lock = |name: &str, version: &str| Lock {
        package: vec![Package { name: name.to_owned(), version: version.to_owned() }],
    };
    let count = |name: &str, version: &str, tests: bool| objections(&snapshot, &lock(name, version), |_| tests).len();

    assert_eq!(count("postman", "1.9.9", true), 1);
    assert_eq!(count("postman", "1.2.0", true), 1);
    assert_eq!(count("postman", "1.1.9", true), 0);
    assert_eq!(count("postman", "1.10.0+build.7", true), 0);
    assert_eq!(count("postwoman", "1.9.9", true), 0);
    assert_eq!(count("seal", "0.3.0", true), 0);
    assert_eq!(count("seal", "0.3.0", false), 1);
    assert!(!has_test("a_test_that_nobody_wrote"));
    assert!(has_test("an_affected_version_an_open_flaw_and_a_missing_test_are_found"));
}
