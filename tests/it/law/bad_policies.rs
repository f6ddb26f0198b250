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
    assert_eq!(found.len(), 3, "every rule of the file");
    assert!(
        found.iter().all(|problem| problem.key.ends_with("› cite") && problem.hint.contains("no rule without its law"))
    );
}

#[test]
fn a_quotation_is_at_most_25_words_and_only_of_what_somebody_read() {
    let long = "word ".repeat(26);
    let problem = one("eu/gdpr.toml", "not later than 72 hours after having become aware of it", long.trim());
    assert!(problem.message.contains("40 words"), "{problem:#?}");
    let problem = one("ug/dppa.toml", "gist = \"immediately", "quote = \"immediately");
    assert!(problem.message.contains("nobody read"));
}

#[test]
fn a_quotation_says_where_its_words_were_read() {
    let read_in = "read_in = \"Article 33(1), ";
    let found = problems(&with("eu/gdpr.toml", |text| {
        let from = text.find(read_in).unwrap();
        let to = from + text[from..].find("gist = ").unwrap();
        format!("{}{}", &text[..from], &text[to..])
    }));
    let [problem] = found.as_slice() else { panic!("{found:#?}") };
    assert!(problem.key.contains("rule `gdpr-33`") && problem.key.ends_with("read_in"), "{problem:#?}");
    assert!(problem.hint.contains("use gist"), "{problem:#?}");
    let stray = one("ug/dppa.toml", "gist = \"", "read_in = \"somewhere\", gist = \"");
    assert!(stray.message.contains("without a quotation"), "{stray:#?}");
    let stray = one("ug/dppa.toml", "gist = \"", "lang = \"en\", gist = \"");
    assert!(stray.key.ends_with("lang") && stray.message.contains("without a quotation"), "{stray:#?}");
    let tongue = one("it/nis2.toml", "lang = \"it\"", "lang = \"Italian\"");
    assert!(tongue.key.ends_with("lang") && tongue.hint.contains("two small letters"), "{tongue:#?}");
}

#[test]
fn every_quotation_says_on_which_day_and_in_which_places_it_was_read_and_stands_beside_our_own_words() {
    let mut quoted = Vec::new();
    for rule in super::law().rules() {
        for cite in std::iter::once(&rule.cite).chain(rule.stages.iter().filter_map(|stage| stage.cite.as_ref())) {
            let Some(quote) = &cite.quote else { continue };
            let read_in = cite.read_in.as_deref().unwrap_or_default();
            let dated = read_in.contains("22 November 2026") || read_in.contains("23 November 2026");
            let places = read_in.split_once(": ").map(|(_, places)| places.split("; ").count());
            // Two places, or the reader is told that there was only one.
            let told = places >= Some(2) || read_in.contains("in one place only");
            let compared = told || read_in.contains("in two copies") || read_in.contains("in two places");
            assert!(dated && compared, "{} {}: {read_in}", rule.id, cite.article);
            assert!(cite.gist.is_some(), "{} {} says nothing in our words", rule.id, cite.article);
            assert!(!quote.contains('…') && !quote.contains("[..."), "nothing is left out of {quote}");
            quoted.push(rule.regime.as_str());
        }
    }
    for regime in ["gdpr", "eprivacy-611", "nis2", "dora", "cra", "eidas", "eudpr", "led", "uk-pecr", "ch-fadp"] {
        assert!(quoted.contains(&regime), "no rule of {regime} quotes its law: {quoted:?}");
    }
    let italian = super::law().rule("nis2-it", 1).unwrap();
    assert_eq!(italian.cite.quote_lang.as_deref(), Some("it"), "a national act speaks its own language");
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

/// Every problem of a change, as `key: message`.
fn told(path: &str, from: &str, to: &str) -> Vec<String> {
    problems(&with(path, |text| text.replacen(from, to, 1)))
        .into_iter()
        .map(|problem| format!("{}: {}", problem.key, problem.message))
        .collect()
}

fn tells(path: &str, from: &str, to: &str, part: &str) {
    let found = told(path, from, to);
    assert!(found.iter().any(|line| line.contains(part)), "{part} is not among {found:#?}");
}

#[test]
fn a_rule_without_a_worked_example_is_refused() {
    let files = with("ug/dppa.toml", |text| {
        let at = text.find("[[rule.example]]").unwrap();
        let end = at + text[at..].find("[[rule]]").unwrap();
        format!("{}{}", &text[..at], &text[end..])
    });
    let found = problems(&files);
    assert!(found.iter().any(|problem| problem.key == "rule `ug-dppa` › example" && problem.message == "is missing"));
}

#[test]
fn predecessors_that_go_round_in_a_circle_are_told_with_the_circle() {
    tells(
        "eu/dora.toml",
        "trigger = [\"classified_major\"]\ncap = { trigger = [\"aware\", \"detected_611\", \"first_signal\"], period = { value = 24, unit = \"hours\" } }",
        "after = \"final\"",
        "can never start: initial after final after intermediate after initial",
    );
}

#[test]
fn a_stage_that_nothing_can_open_is_told() {
    tells(
        "eu/eprivacy-611.toml",
        "only_after_filing_as = [\"second_partial\"]",
        "only_after_filing_as = [\"second_part\"]",
        "can never start: `second_part` is no stage or alias of this rule",
    );
    tells("eu/cra.toml", "trigger = [\"fix_available\"]\n", "", "or `after` must stand here");
}

#[test]
fn a_notice_for_a_regime_or_stage_that_does_not_exist_is_told() {
    let path = "forms/notice-kinds.toml";
    tells(path, "regime = \"uk-pecr\"", "regime = \"uk-prec\"", "no rule belongs to the regime `uk-prec`");
    tells(path, "stages = [\"ico_notification\"]", "stages = [\"ico_notice\"]", "has the stage `ico_notice`");
}

#[test]
fn conditions_and_references_between_rules_lead_somewhere() {
    let fact = "fact = \"incident.cause\"";
    tells("ch/isa.toml", fact, "fact = \"incident.caus\"", "`incident.caus` is not a known fact");
    tells("ch/isa.toml", "\"external_malicious\"", "\"hackers\"", "`hackers` is no value of `incident.cause`");
    tells(
        "eu/proposals.toml",
        "instead_of = [\"gdpr-33\"]",
        "instead_of = [\"gdpr-3\"]",
        "rule `gdpr-3` does not exist",
    );
    tells("eu/cra.toml", "via = \"EU-CRA-PLATFORM\"", "via = \"EU-CRA\"", "recipient `EU-CRA` has no record");
    tells(
        "eu/led.toml",
        "covers = \"any\"",
        "covers = \"any\"\nstages_of = \"nothing\"",
        "rule `nothing` does not exist",
    );
}

#[test]
fn a_reading_or_an_earlier_instant_that_can_never_come_about_is_told() {
    let earlier = "or_earlier = [\"detected_611\"]";
    tells(
        "fi/nis2.toml",
        earlier,
        "or_earlier = [\"incident_closed\"]",
        "behind another instant in the trigger of no stage",
    );
    tells("fi/nis2.toml", earlier, "or_earlier = [\"aware_significant\"]", "behind another instant");
    tells("fi/nis2.toml", earlier, "or_earlier = [\"detection\"]", "`detection`");
    tells("eu/gdpr.toml", "only = \"local_case\"", "only = \"local\"", "`local`");
    tells(
        "fi/nis2.toml",
        "verified = false\n\n[[rule.remove]]",
        "verified = false\nonly = \"local_case\"\n\n[[rule.remove]]",
        "look for a lead authority",
    );
}

#[test]
fn a_worked_situation_that_does_not_come_out_is_a_problem_of_the_file() {
    tells("eu/cra.toml", "status = \"not_started\"", "status = \"due\"", "final_vulnerability is not_started, not due");
    tells(
        "eu/dora.toml",
        "legal = \"2026-03-04T07:00:00Z\"",
        "legal = \"2026-03-04T08:00:00Z\"",
        "legal comes to 2026-03-04T07:00:00Z",
    );
}

fn with_released(row: &str) -> Vec<(String, String)> {
    let mut files = breachdesk::assets::policies();
    files.retain(|(name, _)| name != "released.toml");
    files.push(("released.toml".to_owned(), row.to_owned()));
    files
}

#[test]
fn a_released_rule_that_was_edited_in_place_is_refused_with_what_to_do() {
    let law = super::law();
    let rule = law.rule("gdpr-33", 1).unwrap();
    let row = format!("[[released]]\nrule = \"gdpr-33\"\nversion = 1\ndigest = \"{}\"\n", rule.digest);
    assert!(PolicySet::load(&with_released(&row)).is_ok());
    let mut files = with_released(&row);
    for (name, text) in &mut files {
        if name == "eu/gdpr.toml" {
            // Both the figure and the examples that would show it.
            *text = text.replacen("decided_by = [\"risk.outcome\"]", "decided_by = []", 1);
        }
    }
    let found = problems(&files);
    let told = found.iter().find(|problem| problem.message.contains("was released and has changed")).unwrap();
    assert_eq!((told.file.as_str(), told.key.as_str()), ("eu/gdpr.toml", "rule `gdpr-33` version 1"));
    assert!(told.hint.contains("`until`") && told.hint.contains("version 2"), "{}", told.hint);
}

#[test]
fn a_released_rule_may_end_be_read_again_and_get_examples_but_never_go() {
    let law = super::law();
    let digest = |text: &str| {
        // Without the record of released versions, which would refuse the last of these before its digest is seen.
        let mut files = with_released("");
        files.iter_mut().find(|(name, _)| name == "eu/led.toml").unwrap().1 = text.to_owned();
        PolicySet::load(&files).unwrap().rule("led-30", 1).unwrap().digest.clone()
    };
    let files = breachdesk::assets::policies();
    let text = &files.iter().find(|(name, _)| name == "eu/led.toml").unwrap().1;
    let before = law.rule("led-30", 1).unwrap().digest.clone();
    assert_eq!(
        digest(&text.replace("from = \"2018-05-06\" }", "from = \"2018-05-06\", until = \"2040-01-01\" }")),
        before
    );
    assert_eq!(digest(&text.replace("on = \"2026-11-22\"", "on = \"2027-01-01\"")), before);
    assert_eq!(digest(&text.replace("name = \"Tuesday afternoon", "name = \"A Tuesday afternoon")), before);
    // A quotation moves no term: it may be mended or taken out. What the rule was taken to ask, in our words, may not change.
    let quote = text.find("quote = \"").unwrap();
    let gist = quote + text[quote..].find("gist = \"").unwrap();
    assert_eq!(digest(&format!("{}{}", &text[..quote], &text[gist..])), before);
    assert_ne!(digest(&text.replacen("gist = \"72 hours", "gist = \"73 hours", 1)), before);
    assert_ne!(digest(&text.replace("late_needs_reasons = true", "late_needs_reasons = false")), before);
    let gone = problems(&with_released("[[released]]\nrule = \"gone\"\nversion = 3\ndigest = \"x\"\n"));
    assert!(
        gone.iter()
            .any(|problem| problem.key == "rule `gone` version 3" && problem.message == "was released and is gone")
    );
}

#[test]
fn every_rule_that_was_released_still_says_what_it_said() {
    // `breachdesk policy release` writes the file; a rule that is not in it yet was never used.
    let law = super::law();
    for old in law.released() {
        assert_eq!(
            law.rule(&old.rule, old.version).map(|rule| rule.digest.as_str()),
            Some(old.digest.as_str()),
            "{}",
            old.rule
        );
    }
}

#[test]
fn a_scenario_pack_is_told_every_problem_at_once() {
    let file = "tasks/lost-device.toml";
    let wrong = with(file, |text| {
        text.replacen("role = \"handler\"", "role = \"admin\"", 1)
            .replacen("after = \"first_signal\"", "after = \"first_sign\"", 1)
            .replacen("\"device_lost_stolen\"", "\"device_lost\"", 1)
            .replacen("must = true", "musst = true", 1)
            .replacen(", it = \"Dispositivo", ", fr = \"Dispositivo", 1)
    });
    let found = problems(&wrong);
    assert!(found.iter().all(|problem| problem.file == file), "{found:#?}");
    for place in [
        "pack `lost-device` › task `lock` › role",
        "pack `lost-device` › task `lock` › due › after",
        "pack `lost-device` › propose_if",
        "pack `lost-device` › task `lock` › musst",
        "pack `lost-device` › title › it",
        "pack `lost-device` › title › fr",
    ] {
        assert!(found.iter().any(|problem| problem.key == place), "{place} is not among {found:#?}");
    }
    assert!(found.iter().any(|problem| problem.hint.contains("`first_signal`")), "{found:#?}");
    let twice = one(file, "id = \"access\"", "id = \"lock\"");
    assert!(twice.message.contains("stands twice"));
}
