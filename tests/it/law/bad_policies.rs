//! What a lawyer gets for a bad file: every problem at once, each with file, key and hint.

use breachdesk::policy::{PolicySet, Problem};

/// The built-in files with one of them changed.
fn with(path: &str, change: impl FnOnce(String) -> String) -> Vec<(String, String)> {
    let mut files = breachdesk::assets::policies();
    let file = files.iter_mut().find(|(name, _)| name == path).unwrap();
    let before = file.1.clone();
    file.1 = change(before.clone());
    assert_ne!(file.1, before, "the change found nothing to change");
    files
}

fn problems(files: &[(String, String)]) -> Vec<Problem> {
    PolicySet::load(files).err().unwrap_or_default()
}

fn one(path: &str, from: &str, to: &str) -> Problem {
    let found = problems(&with(path, |text| text.replacen(from, to, 1)));
    assert_eq!(found.len(), 1, "{found:#?}");
    found.into_iter().next().unwrap()
}

#[test]
fn a_misspelt_key_is_told_with_file_place_and_the_right_word() {
    let problem = one("eu/gdpr.toml", "late_needs_reasons = true", "late_need_reasons = true");
    assert_eq!(problem.file, "eu/gdpr.toml");
    assert_eq!(problem.key, "rule `gdpr-33` › stage `sa_notification` › late_need_reasons");
    assert!(problem.hint.contains("`late_needs_reasons`"));
}

#[test]
fn a_rule_without_its_law_is_refused() {
    let found = problems(&with("ch/fadp.toml", |text| {
        text.lines().filter(|line| !line.starts_with("cite = ")).collect::<Vec<_>>().join("\n")
    }));
    assert_eq!(found.len(), 2, "both rules of the file");
    assert!(
        found.iter().all(|problem| problem.key.ends_with("› cite") && problem.hint.contains("no rule without its law"))
    );
}

#[test]
fn a_quotation_is_at_most_25_words_and_only_of_what_somebody_read() {
    let long = "word ".repeat(26);
    let problem = one("eu/gdpr.toml", "not later than 72 hours after having become aware of it", long.trim());
    assert!(problem.message.contains("26 words"));
    let problem = one("ug/dppa.toml", "gist = \"immediately", "quote = \"immediately");
    assert!(problem.message.contains("nobody read"));
}

#[test]
fn versions_that_overlap_are_told_with_both_ends() {
    let problem = one("gb/uk.toml", "until = \"2025-08-19\"", "until = \"2025-08-20\"");
    assert_eq!(problem.key, "rule `uk-pecr-5a` version 2 › in_force");
    assert!(problem.message.contains("overlaps"));
    let open = one("gb/uk.toml", ", until = \"2025-08-19\"", "");
    assert!(open.message.contains("(open end)") && open.hint.contains("`until`"));
}

#[test]
fn versions_that_leave_a_gap_are_told_with_the_day_to_begin_on() {
    let problem = one("gb/uk.toml", "from = \"2025-08-20\"", "from = \"2025-09-01\"");
    assert!(problem.message.contains("leaves a gap") && problem.hint.contains("2025-08-20"));
}

#[test]
fn references_that_lead_nowhere_are_told() {
    let fact = one("eu/gdpr.toml", "decided_by = [\"risk.outcome\"]", "decided_by = [\"risk.outcom\"]");
    assert!(fact.message.contains("not a known fact") && fact.hint.contains("`risk.outcome`"));
    let before = one("eu/eprivacy-611.toml", "after = \"initial\"", "after = \"first\"");
    assert!(before.key.ends_with("stage `second` › after") || before.message.contains("predecessor"), "{before:#?}");
    let area = one("ch/fadp.toml", "area = \"ch\"", "area = \"switzerland\"");
    assert!(area.message.contains("does not exist"));
    let role = one("eu/eprivacy-611.toml", "roles = [\"telecom_provider\"]", "roles = [\"telecom_providr\"]");
    assert!(role.hint.contains("`telecom_provider`"));
}

#[test]
fn an_example_that_does_not_come_out_is_a_problem_of_the_file() {
    let problem = one("eu/gdpr.toml", "legal = \"2026-03-09T19:00:00+01:00\"", "legal = \"2026-03-09T20:00:00+01:00\"");
    assert!(problem.message.contains("legal comes to 2026-03-09T19:00:00+01:00"), "{}", problem.message);
}

#[test]
fn text_that_is_no_toml_is_told_with_its_line() {
    let found = problems(&with("house.toml", |text| format!("{text}\n[[reminder]\n")));
    assert!(found.iter().any(|problem| problem.file == "house.toml" && problem.key.starts_with("line ")));
}

#[test]
fn impossible_days_zones_and_channels_are_told() {
    let day = one("eu/gdpr.toml", "from = \"2018-05-25\"", "from = \"2018-02-30\"");
    assert!(day.message.contains("is not a day"));
    let zone = one("authorities/IT.toml", "zone = \"Europe/Rome\"", "zone = \"Europe/Roma\"");
    assert!(zone.message.contains("IANA"));
    let channel = one("authorities/AT.toml", "kind = \"post\"", "kind = \"pigeon\"");
    assert!(channel.message.contains("`pigeon`"));
}

#[test]
fn a_year_without_holidays_in_a_calendar_is_not_taken_for_a_year_of_working_days() {
    let problem = one("calendars/IT.toml", "last_year = 2030", "last_year = 2031");
    assert!(problem.message.contains("no day in 2031"));
}

#[test]
fn all_problems_of_all_files_come_at_once() {
    let mut files = with("eu/gdpr.toml", |text| text.replace("regime = \"gdpr\"", "regim = \"gdpr\""));
    for (path, from, to) in [
        ("gb/uk.toml", "counting = \"uk\"", "counting = \"british\""),
        ("facts.toml", "type = \"bool\"", "type = \"boolean\""),
        ("authorities/FR.toml", "country = \"FR\"", "country = \"fr\""),
        ("countries.toml", "zone = \"Europe/Vienna\"", "zone = \"Vienna\""),
    ] {
        let file = files.iter_mut().find(|(name, _)| name == path).unwrap();
        file.1 = file.1.replace(from, to);
    }
    let found = problems(&files);
    for path in ["eu/gdpr.toml", "gb/uk.toml", "facts.toml", "authorities/FR.toml", "countries.toml"] {
        assert!(found.iter().any(|problem| problem.file == path), "{path} is not among the problems");
    }
    // Each gdpr rule tells both the key it does not know and the one it lacks.
    assert_eq!(found.iter().filter(|problem| problem.file == "eu/gdpr.toml").count(), 6);
}

#[test]
fn the_digest_changes_with_any_file_and_with_nothing_else() {
    let files = breachdesk::assets::policies();
    let mut turned = files.clone();
    turned.reverse();
    let digest = |files: &[(String, String)]| PolicySet::load(files).unwrap().digest().to_owned();
    assert_eq!(digest(&files), digest(&turned));
    let changed = with("eu/gdpr.toml", |text| text.replace("No figure in the law", "No figure in this law"));
    assert_ne!(digest(&files), digest(&changed));
    assert_eq!(digest(&files).len(), 64);
}
