//! The arithmetic reads the same from the program and from the words of the screens, in every line there is.

use std::collections::{BTreeMap, BTreeSet};

use breachdesk::domain::plan::{ArithmeticLine, Period, PeriodUnit};
use breachdesk::domain::values::Country;
use breachdesk::policy::calendar::Holidays;
use breachdesk::policy::counting::{Deadline, Step, deadline};
use breachdesk::policy::law::Rule;
use breachdesk::policy::words::{self, FiledLabel};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

use super::{LUNAMOBILE, OTTIMA, at, law, plan_of};

const EN: &str = include_str!("../../../locales/en/arithmetic.ftl");
const IT: &str = include_str!("../../../locales/it/arithmetic.ftl");

fn bundle(text: &str, language: &str) -> FluentBundle<FluentResource> {
    let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| errors).unwrap();
    let mut bundle = FluentBundle::new(vec![language.parse().unwrap()]);
    bundle.set_use_isolating(false);
    bundle.add_resource(resource).unwrap();
    bundle
}

fn render(bundle: &FluentBundle<FluentResource>, line: &ArithmeticLine) -> String {
    let mut args = FluentArgs::new();
    for (name, value) in &line.args {
        args.set(name.as_str(), value.as_str());
    }
    let message = bundle.get_message(&line.key).unwrap_or_else(|| panic!("no message {}", line.key));
    let mut errors = Vec::new();
    let text = bundle.format_pattern(message.value().unwrap(), Some(&args), &mut errors).into_owned();
    assert!(errors.is_empty(), "{}: {errors:?}", line.key);
    text
}

/// One of every line that the program can say.
fn every_line() -> Vec<ArithmeticLine> {
    let rome = "Europe/Rome".parse().unwrap();
    let (start, end) = (at("2026-03-06T10:00:00Z"), at("2026-03-10T23:00:00Z"));
    let mut lines = vec![
        words::start("aware", start, rome),
        words::start("stage_submitted", start, rome),
        words::fallback("detected_611", "first_signal"),
        words::no_start("aware"),
        words::not_started("initial"),
        words::not_needed("single_complete"),
        words::open(),
        words::decide_by(end, rome),
        words::proof_missing(),
        words::holiday_remark("2023-10-03".parse().unwrap(), "German Unity Day", "DE"),
        words::representative_remark("IE"),
        words::local_case_remark("IT"),
        words::may_be_local_remark("IT"),
        words::earlier_counts("aware_significant", "detected_611"),
        words::instead_remark(),
        words::cap("aware", start, end, true, rome),
        words::cap("aware", start, end, false, rome),
        words::cap_passed("aware", end, rome),
        words::cap_alone("classified_major", "aware"),
        words::on_request(),
        words::repeats("incident_closed"),
        words::repeats_no_more("incident_closed", end, rome),
        words::repeats_missed("incident_closed", end, rome),
        words::overridden(end, rome),
        words::deferred(),
        words::via_remark("Platform", "CSIRT"),
    ];
    for label in
        [FiledLabel::InTime, FiledLabel::AfterTarget, FiledLabel::Late, FiledLabel::Open, FiledLabel::StartUnsure]
    {
        lines.push(words::filed(label, end, rome));
    }
    let day = "2026-03-07".parse().unwrap();
    let steps = vec![
        Step::HourDropped { from: start },
        Step::DayDropped { day, last: day },
        Step::SameDayNumber { last: day },
        Step::TwoWorkingDays { last: day },
        Step::Rolled { from: day, to: day, holiday: true },
        Step::Rolled { from: day, to: day, holiday: false },
        Step::NoCalendar { year: 2031 },
        Step::Limit { at: end },
        Step::Noon { from: day, to: day, holiday: true },
        Step::Noon { from: day, to: day, holiday: false },
        Step::NoRelief { on: day },
    ];
    for (unit, steps) in [
        (PeriodUnit::Hours, vec![Step::Elapsed]),
        (PeriodUnit::Days, steps),
        (PeriodUnit::Months, vec![Step::SameDayNumber { last: day }]),
        (PeriodUnit::WorkingDays, vec![Step::WorkingDays { day, last: day }]),
    ] {
        // The target after the legal end, so that the line about it is said too.
        let found = Deadline { target: end, elapsed: end, cap: None, legal: start, no_roll: None, steps };
        lines.extend(words::deadline(Period { value: 3, unit }, &found, rome, Some("IT"), None));
    }
    lines.extend(named_days());
    lines
}

/// Lines that name a holiday of a calendar, and those of a day that only one source of it has.
fn named_days() -> Vec<ArithmeticLine> {
    let calendar = |code: &str| law().calendar(&Country::parse(code).unwrap());
    let days = Period { value: 3, unit: PeriodUnit::Days };
    let unity = "2023-10-03".parse().unwrap();
    let end = at("2023-10-04T22:00:00Z");
    let steps = vec![
        Step::Rolled { from: unity, to: unity, holiday: true },
        Step::Noon { from: unity, to: unity, holiday: true },
    ];
    let found = Deadline { target: end, elapsed: end, cap: None, legal: end, no_roll: None, steps };
    let mut lines = words::deadline(days, &found, chrono_tz::Europe::Berlin, Some("DE"), calendar("DE"));
    // Observed on a Monday by one source alone.
    let observed = "2018-03-05".parse().unwrap();
    let end = at("2018-03-05T22:00:00Z");
    let steps = vec![Step::DayDropped { day: observed, last: observed }];
    let found = Deadline { target: end, elapsed: end, cap: None, legal: end, no_roll: None, steps };
    lines.extend(words::deadline(days, &found, chrono_tz::Europe::Sofia, Some("BG"), calendar("BG")));
    lines.push(words::one_source_remark(observed, "Liberation Day (observed)", "BG"));
    lines
}

#[test]
fn a_day_that_moves_a_term_or_does_not_is_named_with_its_country() {
    let said: Vec<String> = named_days().into_iter().map(|line| line.text).collect();
    let says = |words: &str| assert!(said.iter().any(|line| line.contains(words)), "{words}: {said:#?}");
    says("2023-10-03 is a public holiday in DE (German Unity Day), so the term moves");
    says("2023-10-03 is a bank holiday in DE (German Unity Day)");
    says("2018-03-05 is a holiday in BG (Liberation Day (observed)) by one source of the calendar alone");
}

#[test]
fn english_words_are_the_same_from_the_program_and_from_the_locale() {
    let english = bundle(EN, "en");
    let mut lines = every_line();
    for text in [LUNAMOBILE, OTTIMA] {
        lines.extend(plan_of(text).duties.into_iter().flat_map(|duty| duty.arithmetic.into_iter().chain(duty.remarks)));
    }
    for line in lines {
        assert_eq!(render(&english, &line), line.text);
    }
}

#[test]
fn italian_has_every_line_with_the_same_arguments() {
    let italian = bundle(IT, "it");
    for line in every_line() {
        let text = render(&italian, &line);
        assert_ne!(text, line.text, "{} is not translated", line.key);
        for (name, value) in line.args.iter().filter(|(name, _)| !["what", "used", "asked"].contains(&name.as_str())) {
            assert!(text.contains(value), "{}: {name} = {value} is not in: {text}", line.key);
        }
    }
}

#[test]
fn no_locale_holds_a_line_that_the_program_never_says() {
    let said: BTreeSet<String> = every_line().into_iter().map(|line| line.key).collect();
    for text in [EN, IT] {
        let held: BTreeSet<String> = text
            .lines()
            .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
            .filter(|key| key.starts_with("arith-"))
            .collect();
        assert_eq!(held, said);
    }
}

#[test]
fn the_two_half_past_twos_of_an_autumn_night_are_an_hour_apart() {
    let counting = law().counting("eu-1182-71").unwrap();
    let rome = "Europe/Rome".parse().unwrap();
    let period = Period { value: 72, unit: PeriodUnit::Hours };
    let ends: BTreeMap<&str, _> = ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"]
        .into_iter()
        .map(|start| (start, deadline(at(start), period, counting, rome, &Holidays::none())))
        .collect();
    let ends: Vec<_> = ends.values().collect();
    assert_eq!(ends[0].target.since(ends[1].target).num_minutes().abs(), 60);
    assert_eq!(ends[0].legal.since(ends[1].legal).num_minutes().abs(), 60);
}

const LAW_EN: &str = concat!(include_str!("../../../locales/en/law.ftl"), include_str!("../../../locales/en/nis2.ftl"));
const LAW_IT: &str = concat!(include_str!("../../../locales/it/law.ftl"), include_str!("../../../locales/it/nis2.ftl"));

fn keys_of(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key.to_owned())
        .filter(|key| key.starts_with("law-"))
        .collect()
}

fn plain(bundle: &FluentBundle<FluentResource>, key: &str) -> String {
    render(bundle, &ArithmeticLine { key: key.to_owned(), args: BTreeMap::new(), text: String::new() })
}

/// One of every reason, problem and question that the program can say.
fn every_reason() -> Vec<ArithmeticLine> {
    use breachdesk::domain::situation::{InstantKind, MarketStatus};
    use breachdesk::policy::reasons;
    let (early, late) = (at("2026-03-06T10:00:00Z"), at("2026-03-10T23:00:00Z"));
    let day = "2026-03-07".parse().unwrap();
    let before = "2020-01-01".parse().unwrap();
    let mut lines = vec![
        reasons::market(MarketStatus::NoService, Some("closed")),
        reasons::market(MarketStatus::NotAffected, None),
        reasons::not_in_force(Some(day), before),
        reasons::no_data_hit("Ottima"),
        reasons::contract_other_data("Master agreement"),
        reasons::contract_other_markets("Master agreement"),
        reasons::contract_other_facts("Master agreement", "data.categories"),
        reasons::contract_excepted("Master agreement", "data.categories"),
        reasons::no_rule("Tunisia"),
        reasons::no_telecom_rule("Iceland"),
        reasons::regime_by_hand("NIS2"),
        reasons::directive_only("NIS2"),
        reasons::regime_other_time("NIS2", Some(day), None, before),
        reasons::regime_other_time("NIS", None, Some(before), day),
        reasons::regime_other_roles("DORA", "financial_entity"),
        reasons::in_future(InstantKind::Aware, late),
        reasons::twice(InstantKind::Aware, early, late),
        reasons::before_signal(InstantKind::Detected611, early, late),
        reasons::no_market("ottima"),
        reasons::decision_removes_nothing("not_required", "eprivacy-611", "nothing does"),
        reasons::ground_does_not_count("exemption", "gdpr-34", "x", "34-3-a"),
        reasons::filing_of_no_rule("x"),
        reasons::filing_of_no_stage("gdpr-33", "x"),
        reasons::filing_to_nobody("gdpr-33", "x"),
        reasons::filing_in_future("gdpr-33", at("2026-03-06T10:00:00Z")),
        reasons::filing_after_the_plan("gdpr-33", at("2026-03-06T10:00:00Z")),
        reasons::decision_for_nobody("gdpr-33", "IT"),
        reasons::decision_of_no_rule("x"),
        reasons::starts_later(day, before),
        reasons::joint_lead("Ottima"),
        reasons::no_joint_lead("Ottima", "x"),
        reasons::joint_lead_owes_nothing("Ottima", "Luna", "gdpr-33"),
        reasons::joint_leads_in_a_circle("Ottima", "Luna"),
        reasons::aware_after_processor(at("2026-03-06T10:00:00Z"), at("2026-03-05T10:00:00Z")),
        reasons::decision_without_reason("gdpr-33"),
        reasons::filing_of_several("gdpr-33", "IT-DPA", "Ottima, Luna"),
        reasons::decision_of_several("gdpr-33", "Ottima, Luna"),
        reasons::no_establishment("NIS2", "Ottima"),
        reasons::part_of("Réunion", "France"),
        reasons::aware_after_detection(late, early),
        reasons::decisions_differ("gdpr-33"),
        reasons::market_without_reason("ottima", "IT"),
    ];
    lines.extend(
        law().rules().iter().filter(|rule| !rule.outside.is_empty()).map(|rule| reasons::outside(rule, "Ottima")),
    );
    for rule in law().rules() {
        let whens = rule.conditions().chain(rule.stages.iter().flat_map(|stage| &stage.when));
        lines.extend(whens.map(|when| reasons::condition(&rule.id, when)));
    }
    for fact in [
        "data_set:a:hit",
        "data_set:a:scope",
        "data_sets:a",
        "instant:aware",
        "market:IT:status",
        "market:IS:telecom_law",
        "controller:a:markets",
        "controller:a:roles",
        "controller:a:region",
        "controller:a:main_establishment",
        "controller:a:regime_start:nis2",
        "rule:mk-lpdp:verified",
        "risk.outcome",
        "data.categories",
    ] {
        lines.push(reasons::question(fact));
    }
    lines
}

#[test]
fn reasons_and_questions_read_the_same_from_the_program_and_from_the_locale() {
    let (english, italian) = (bundle(LAW_EN, "en"), bundle(LAW_IT, "it"));
    let mut lines = every_reason();
    for text in [LUNAMOBILE, OTTIMA] {
        let plan = plan_of(text);
        lines.extend(plan.excluded.into_iter().map(|line| line.reason));
        lines.extend(plan.not_checked.into_iter().map(|line| line.reason));
        lines.extend(plan.problems);
    }
    for line in lines {
        // Screens set names in quotation marks, the command line as code.
        assert_eq!(render(&english, &line).replace(['“', '”'], "`"), line.text.replace(['“', '”'], "`"));
        assert!(!render(&italian, &line).is_empty());
    }
}

#[test]
fn every_rule_stage_ground_and_regime_has_its_words_in_both_languages() {
    let english = bundle(LAW_EN, "en");
    let mut wanted: BTreeSet<String> = every_reason().into_iter().map(|line| line.key).collect();
    let mut same = Vec::new();
    for rule in law().rules() {
        // A national form has the words of the rule whose stages it takes over, where it says the same.
        let base = rule.stages_of.as_deref().and_then(|id| law().rules().iter().find(|other| other.id == id));
        let title = base.filter(|base| base.title == rule.title).unwrap_or(rule);
        same.push((format!("law-rule-{}", title.id), rule.title.clone()));
        wanted.insert(format!("law-regime-name-{}", rule.regime));
        wanted.extend(rule.stages.iter().map(|stage| {
            let from = base.filter(|base| base.stage(&stage.id).is_some()).unwrap_or(rule);
            format!("law-stage-{}-{}", from.id, stage.id)
        }));
        for (index, way) in rule.remove.iter().enumerate() {
            let said = |base: &&&Rule| base.remove.get(index).is_some_and(|other| other.words == way.words);
            let from = base.as_ref().filter(said).map_or(rule, |base| *base);
            same.push((format!("law-remove-{}-{}", from.id, index + 1), way.words.clone()));
            wanted.extend(way.basis.iter().map(|basis| format!("law-basis-{basis}")));
        }
        for stage in &rule.stages {
            wanted.extend(stage.only_with_basis.iter().map(|basis| format!("law-basis-{basis}")));
            // A switch of one entity stands beside the regimes whose first day differs by entity.
            wanted.extend(stage.no_roll_from_start.iter().map(|switch| format!("law-regime-name-{switch}")));
        }
    }
    same.extend(law().not_loaded().iter().map(|r| (format!("law-regime-name-{}", r.regime), r.name.clone())));
    for authority in law().authorities() {
        wanted.extend(authority.channels.iter().map(|channel| format!("law-channel-{}", channel.kind)));
    }
    wanted.insert("law-channel-unknown".to_owned());
    for (key, words) in same {
        assert_eq!(plain(&english, &key), words);
        wanted.insert(key);
    }
    for text in [LAW_EN, LAW_IT] {
        let held = keys_of(text);
        assert_eq!(wanted.difference(&held).collect::<Vec<_>>(), Vec::<&String>::new(), "missing");
        assert_eq!(held.difference(&wanted).collect::<Vec<_>>(), Vec::<&String>::new(), "never said");
    }
}
