//! Laws of arithmetic and of caution that hold for every input.

use std::collections::{BTreeMap, BTreeSet};

use breachdesk::domain::actor::Role;
use breachdesk::domain::case::{Case, Certainty, InstantEntry, Source};
use breachdesk::domain::event::{CaseOpened, Event};
use breachdesk::domain::plan::{DutyStatus, Period, PeriodUnit, PlannedDuty};
use breachdesk::domain::situation::{
    Controller, DataScope, DataSet, Fact, InstantKind, Knowledge, Market, MarketStatus, Scope, SectorRole, Situation,
    Tri, TriggerInstant,
};
use breachdesk::domain::values::{At, Country, Private};
use breachdesk::policy::calendar::Holidays;
use breachdesk::policy::counting::{self, Capped, Count, Deadline, deadline};
use breachdesk::policy::{Change, Outlined, PolicySet, outline, plan};
use proptest::prelude::*;
use serde_json::json;

use super::{LUNAMOBILE, OTTIMA, keys, law, read};

const ZONES: &[&str] = &["Europe/Rome", "Europe/London", "Europe/Bucharest", "Atlantic/Azores", "Asia/Nicosia"];
const COUNTRIES: &[&str] = &["IT", "DE", "GB", "RO", "PT", "CY", "GR"];

/// 2018 to 2030, to the second.
fn instants() -> impl Strategy<Value = At> {
    (1_514_764_800_i64..1_924_905_600).prop_map(|seconds| At::from_micros(seconds * 1_000_000).unwrap())
}

fn periods() -> impl Strategy<Value = Period> {
    prop_oneof![
        (1_u32..100).prop_map(|value| Period { value, unit: PeriodUnit::Hours }),
        (1_u32..30).prop_map(|value| Period { value, unit: PeriodUnit::Days }),
        (1_u32..13).prop_map(|value| Period { value, unit: PeriodUnit::Months }),
        (1_u32..60).prop_map(|value| Period { value, unit: PeriodUnit::WorkingDays }),
    ]
}

fn count(start: At, period: Period, zone: &str, holidays: &Holidays) -> Deadline {
    deadline(start, period, law().counting("eu-1182-71").unwrap(), zone.parse().unwrap(), holidays)
}

fn calendar(country: &str) -> Holidays {
    law().holidays(&Country::parse(country).unwrap()).clone()
}

proptest! {
    #[test]
    fn a_later_trigger_never_ends_earlier(
        start in instants(), later in 0_i64..500_000, period in periods(),
        zone in prop::sample::select(ZONES), country in prop::sample::select(COUNTRIES),
    ) {
        let holidays = calendar(country);
        let second = start.plus(chrono::TimeDelta::seconds(later));
        let (a, b) = (count(start, period, zone, &holidays), count(second, period, zone, &holidays));
        prop_assert!(a.legal <= b.legal);
        // Months clamp 29, 30 and 31 to the last of a short month, so the target keeps only the time of day there.
        if period.unit != PeriodUnit::Months {
            prop_assert!(a.target <= b.target);
        }
    }

    #[test]
    fn a_holiday_left_out_never_makes_a_term_later(
        start in instants(), period in periods(), zone in prop::sample::select(ZONES),
        country in prop::sample::select(COUNTRIES), which in any::<prop::sample::Index>(),
    ) {
        let whole = calendar(country);
        let mut less = whole.clone();
        let gone = *which.get(&whole.days.iter().copied().collect::<Vec<_>>());
        less.days.remove(&gone);
        prop_assert!(count(start, period, zone, &less).legal <= count(start, period, zone, &whole).legal);
        prop_assert!(count(start, period, zone, &Holidays::none()).legal <= count(start, period, zone, &less).legal);
    }

    #[test]
    fn one_never_works_to_a_moment_after_the_legal_term(
        start in instants(), period in periods(), zone in prop::sample::select(ZONES), country in prop::sample::select(COUNTRIES),
    ) {
        let found = count(start, period, zone, &calendar(country));
        prop_assert!(found.work_to() <= found.legal);
        if period.unit == PeriodUnit::Hours {
            // The formal count is up to sixty minutes longer, never shorter.
            let more = found.legal.since(found.target);
            prop_assert!(more > chrono::TimeDelta::zero() && more <= chrono::TimeDelta::hours(1));
        }
    }

    #[test]
    fn a_fact_that_becomes_unknown_never_removes_a_duty(
        hits in prop::collection::vec(0_usize..3, 38), scopes in prop::collection::vec(0_usize..3, 38),
        forget_hit in prop::collection::vec(any::<bool>(), 38), forget_scope in prop::collection::vec(any::<bool>(), 38),
        forget_market in prop::collection::vec(any::<bool>(), 24), forget_instant in prop::collection::vec(any::<bool>(), 3),
    ) {
        let (mut known, as_of) = read(LUNAMOBILE);
        for (index, set) in known.data_sets.iter_mut().enumerate() {
            set.hit = Tri::ALL[hits[index]];
            set.scope = DataScope::ALL[scopes[index]];
        }
        let mut less = known.clone();
        for (index, set) in less.data_sets.iter_mut().enumerate() {
            if forget_hit[index] { set.hit = Tri::Unknown; }
            if forget_scope[index] { set.scope = DataScope::Unknown; }
        }
        for (index, market) in less.markets.iter_mut().enumerate() {
            if forget_market[index] && market.status == MarketStatus::Affected { market.status = MarketStatus::Unknown; }
        }
        let mut keep = forget_instant.iter().map(|forget| !forget);
        less.instants.retain(|_| keep.next().unwrap_or(true));
        let (with, without) = (keys(&plan(law(), &known, as_of)), keys(&plan(law(), &less, as_of)));
        let lost: Vec<_> = with.difference(&without).collect();
        prop_assert!(lost.is_empty(), "lost {lost:?}");
    }

    #[test]
    fn the_same_situation_gives_the_same_plan_at_any_later_moment_but_for_channels(hours in 0_i64..200) {
        let (situation, as_of) = read(OTTIMA);
        let later = as_of.plus(chrono::TimeDelta::hours(hours));
        prop_assert_eq!(plan(law(), &situation, as_of), plan(law(), &situation, later));
    }
}

/// The one place where a later start has the earlier legal term, because RTS 2025/301 Art. 5(4) is so written: a limit on a weekend or
/// bank holiday may be met until noon of the next working day, and a limit in the morning of that very day may not. What one works
/// to never runs backwards.
fn before_noon_after_a_weekend(law: &str, zone: chrono_tz::Tz, moved: &Deadline, plain: &Deadline) -> bool {
    let local = |at: At| at.in_zone(zone).naive_local();
    let noon = chrono::NaiveTime::from_hms_opt(12, 0, 0).unwrap();
    law == "rts-2025-301"
        && moved.legal > moved.target
        && local(moved.legal).time() == noon
        && plain.legal == plain.target
        && local(plain.legal).date() == local(moved.legal).date()
        && plain.legal < moved.legal
}

/// Every way of counting that is loaded.
fn laws() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["eu-1182-71", "rts-2025-301", "uk", "elapsed", "working-days"])
}

proptest! {
    #[test]
    fn a_second_clock_never_makes_a_later_start_end_earlier(
        aware in instants(), first in 0_i64..200_000, later in 0_i64..200_000, zone in prop::sample::select(ZONES),
        country in prop::sample::select(COUNTRIES), relief in any::<bool>(), name in laws(),
    ) {
        let law = law().counting(name).unwrap();
        let holidays = calendar(country);
        let hours = |value| Period { value, unit: PeriodUnit::Hours };
        let count = Count { period: hours(4), law, relief, cap: Some(Capped { start: aware, period: hours(24) }) };
        let start = aware.plus(chrono::TimeDelta::seconds(first));
        let second = start.plus(chrono::TimeDelta::seconds(later));
        let zone = zone.parse().unwrap();
        let (a, b) = (counting::count(start, count, zone, &holidays), counting::count(second, count, zone, &holidays));
        prop_assert!(a.target <= b.target);
        prop_assert!(a.legal <= b.legal || before_noon_after_a_weekend(name, zone, &a, &b));
        prop_assert!(a.target <= a.elapsed && a.target <= a.legal);
    }

    #[test]
    fn under_every_way_of_counting_a_holiday_left_out_never_makes_a_term_later(
        start in instants(), period in periods(), zone in prop::sample::select(ZONES), name in laws(),
        country in prop::sample::select(COUNTRIES), which in any::<prop::sample::Index>(),
    ) {
        let law = law().counting(name).unwrap();
        let zone = zone.parse().unwrap();
        let whole = calendar(country);
        let mut less = whole.clone();
        let gone = *which.get(&whole.days.iter().copied().collect::<Vec<_>>());
        less.days.remove(&gone);
        let end = |holidays: &Holidays| deadline(start, period, law, zone, holidays).legal;
        prop_assert!(end(&less) <= end(&whole));
        prop_assert!(end(&Holidays::none()) <= end(&less));
    }
}

const ROLES: &[SectorRole] = SectorRole::ALL;
const MARKETS: &[&str] = &["IT", "DE", "FR", "NO", "GB", "CH", "BE", "US"];

/// A small case of any kind: one or two controllers, markets, data sets and moments.
fn situations() -> impl Strategy<Value = Situation> {
    let roles = prop::collection::btree_set(prop::sample::select(ROLES), 0..3);
    let markets = prop::collection::vec((prop::sample::select(MARKETS), 0_usize..4, 0_usize..2), 1..5);
    let sets = prop::collection::vec((0_usize..3, 0_usize..3, 0_usize..2), 0..4);
    let moments = prop::collection::vec((prop::sample::select(InstantKind::ALL), instants(), 0_usize..4), 0..5);
    let causes = prop::option::of(prop::sample::select(vec!["external_malicious", "internal_nonmalicious", "unknown"]));
    (roles, markets, sets, moments, causes).prop_map(|(roles, markets, sets, moments, cause)| {
        let country = |code: &str| Country::parse(code).unwrap();
        let ids = ["one", "two"];
        let controllers = ids.map(|id| Controller {
            id: id.to_owned(),
            name: id.to_owned(),
            country: country(if id == "one" { "IT" } else { "US" }),
            establishments: Vec::new(),
            roles: roles.clone(),
            regime_starts: BTreeMap::new(),
            art27_representative: None,
            region: None,
            joint_controller_lead: None,
        });
        let mut seen = BTreeSet::new();
        let markets =
            markets.into_iter().filter(|(code, _, who)| seen.insert((*code, *who))).map(|(code, status, who)| Market {
                country: country(code),
                controller: ids[who].to_owned(),
                status: MarketStatus::ALL[status],
                reason: None,
                subjects: None,
            });
        let data_sets = sets.into_iter().enumerate().map(|(index, (scope, hit, who))| DataSet {
            id: format!("set-{index}"),
            controller: ids[who].to_owned(),
            name: format!("set-{index}"),
            scope: DataScope::ALL[scope],
            hit: Tri::ALL[hit],
        });
        let mut kinds = BTreeSet::new();
        let scopes = [Scope::case(), Scope::controller("one"), Scope::market(&country("IT")), Scope::data_set("set-0")];
        let moments = moments.into_iter().filter(|(what, _, scope)| kinds.insert((*what, *scope)));
        Situation {
            controllers: controllers.to_vec(),
            markets: markets.collect(),
            data_sets: data_sets.collect(),
            instants: moments
                .map(|(what, at, scope)| TriggerInstant { what, at, scope: scopes[scope].clone() })
                .collect(),
            facts: cause.map(|cause| known_fact("incident.cause", cause)).into_iter().collect(),
            ..Situation::default()
        }
    })
}

fn known_fact(id: &str, value: &str) -> Fact {
    Fact {
        id: id.to_owned(),
        scope: Scope::case(),
        state: Knowledge::Known,
        value: json!(value),
        how: Private::new(""),
        who: Private::new(""),
        by: None,
    }
}

/// The same case as the events that would have made it, one after the other.
fn recorded(situation: &Situation, now: At) -> Vec<(Event, At)> {
    let by = crate::domain::person("Chiara Bonfanti", Role::Dpo);
    let mut events = vec![Event::CaseOpened(CaseOpened {
        id: uuid::Uuid::from_u128(1),
        organisation: uuid::Uuid::from_u128(2),
        reference: "BR-2026-0001".into(),
        title: Private::new(""),
        zone: "Europe/Rome".into(),
        drill: false,
        report: None,
        handler: None,
        controllers: Vec::new(),
        markets: Vec::new(),
        data_sets: Vec::new(),
        at: now,
    })];
    events.extend(situation.controllers.iter().cloned().map(|controller| Event::ControllerSet { controller }));
    events.extend(situation.markets.iter().cloned().map(|market| Event::MarketSet { market }));
    events.extend(situation.data_sets.iter().cloned().map(|data_set| Event::DataSetSet { data_set }));
    for (index, instant) in situation.instants.iter().enumerate() {
        let entry = InstantEntry {
            number: u32::try_from(index).unwrap() + 1,
            what: instant.what,
            at: instant.at,
            scope: instant.scope.clone(),
            certainty: Certainty::Confirmed,
            source: Source::OwnStaff,
            how: Private::new(""),
            reason: Private::new(""),
            corrects: None,
            contradicts: None,
            by: by.clone(),
            recorded_at: now,
            confirmed_by: None,
        };
        events.push(Event::InstantRecorded { entry });
    }
    for fact in &situation.facts {
        events.push(Event::FactSet { fact: fact.clone(), source: Private::new(""), evidence: None, by: by.clone() });
    }
    events.into_iter().map(|event| (event, now)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_plan_of_the_replayed_events_is_the_plan_computed_at_once(situation in situations()) {
        let now = At::parse("2031-01-01T00:00:00Z").unwrap();
        let case = Case::replay(recorded(&situation, now)).unwrap();
        let (replayed, at_once) = (plan(law(), &case.situation(), now), plan(law(), &situation, now));
        prop_assert_eq!(replayed.duties, at_once.duties);
        prop_assert_eq!(replayed.excluded, at_once.excluded);
        prop_assert_eq!(replayed.not_checked, at_once.not_checked);
    }

    #[test]
    fn an_outline_is_the_plan_without_its_words(situation in situations()) {
        let now = At::parse("2031-01-01T00:00:00Z").unwrap();
        let (plan, outline) = (plan(law(), &situation, now), outline(law(), &situation, now));
        prop_assert_eq!(plan.duties.len(), outline.len());
        for (duty, outlined) in plan.duties.iter().zip(&outline) {
            prop_assert_eq!(terms(outlined), duty_terms(duty));
        }
    }

    #[test]
    fn what_a_change_of_some_rules_moves_is_where_the_two_whole_outlines_differ(
        situation in situations(), edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..4), 1..4),
    ) {
        let now = At::parse("2031-01-01T00:00:00Z").unwrap();
        let new = edited(&edits);
        let (old_outline, new_outline) = (outline(law(), &situation, now), outline(&new, &situation, now));
        let change = Change::between(law(), &new);
        prop_assert!(change.rules().is_some(), "only rules were edited");
        let moved = change.replan(&situation, now);
        // The whole way: every duty of either edition, held against its counterpart.
        let (before, after) = (by_key(&old_outline), by_key(&new_outline));
        let mut differ = BTreeSet::new();
        for key in before.keys().chain(after.keys()) {
            let same = matches!((before.get(key), after.get(key)), (Some(one), Some(other)) if one.has_terms_of(other));
            if !same { differ.insert(key.clone()); }
        }
        let found: BTreeSet<String> =
            moved.iter().filter_map(|one| one.after.as_ref().or(one.before.as_ref())).map(key).collect();
        prop_assert_eq!(&found, &differ);
        if !change.can_touch(&situation) {
            let mut same = plan(law(), &situation, now);
            same.duties.iter_mut().for_each(|duty| duty.policy_digest = new.digest().to_owned());
            prop_assert_eq!(same, plan(&new, &situation, now));
        }
        let nothing = Change::between(law(), law());
        prop_assert!(nothing.replan(&situation, now).is_empty() && !nothing.can_touch(&situation));
    }

    #[test]
    fn forgetting_any_fact_or_moment_of_any_case_never_removes_a_duty(situation in situations(), which in any::<prop::sample::Index>()) {
        let now = At::parse("2031-01-01T00:00:00Z").unwrap();
        let day = situation.instants.iter().map(|instant| instant.at).min();
        let mut less = situation.clone();
        less.facts.clear();
        let provider = situation.controllers.iter().all(|one| one.roles.contains(&SectorRole::TelecomProvider));
        for set in &mut less.data_sets {
            // Data of a communications service at somebody who provides none contradict each other: forgetting which kind of
            // data they were takes the contradiction away, not a duty.
            if which.index(2) == 0 || (set.scope == DataScope::TelecomService && !provider) {
                set.hit = Tri::Unknown;
            } else {
                set.scope = DataScope::Unknown;
            }
        }
        for market in &mut less.markets {
            if market.status == MarketStatus::Affected { market.status = MarketStatus::Unknown }
        }
        prop_assume!(day.is_some());
        let (with, without) = (keys(&plan(law(), &situation, now)), keys(&plan(law(), &less, now)));
        let lost: Vec<_> = with.difference(&without).collect();
        prop_assert!(lost.is_empty(), "lost {:?}", lost);
    }
}

fn key(duty: &Outlined<'_>) -> String {
    let market = duty.market.map_or("-", Country::as_str);
    format!("{}/{}/{}/{market}/{}", duty.rule.id, duty.stage.id, duty.controller.id, duty.recipient)
}

fn by_key<'s, 'a>(outline: &'s [Outlined<'a>]) -> BTreeMap<String, &'s Outlined<'a>> {
    outline.iter().map(|duty| (key(duty), duty)).collect()
}

type Terms = (String, u32, DutyStatus, Vec<String>, String, [Option<At>; 4], Option<Period>, String);

fn terms(duty: &Outlined<'_>) -> Terms {
    (
        key(duty),
        duty.rule.version,
        duty.status,
        duty.deciding.iter().map(ToString::to_string).collect(),
        format!("{} {:?}", duty.trigger.what, duty.trigger.fallback),
        [duty.trigger.at, duty.target_at, duty.legal_term_at, duty.decide_by_at],
        duty.period,
        duty.zone.name().to_owned(),
    )
}

fn duty_terms(duty: &PlannedDuty) -> Terms {
    (
        duty.key(),
        duty.rule_version,
        duty.status,
        duty.deciding_facts.clone(),
        format!("{} {:?}", duty.trigger.what, duty.trigger.fallback),
        [duty.trigger.at, duty.target_at, duty.legal_term_at, duty.decide_by_at],
        duty.period,
        duty.zone.clone(),
    )
}

/// The law with some rules edited: another figure, another first day, another proof of reading, or gone.
fn edited(edits: &[(prop::sample::Index, usize)]) -> PolicySet {
    let mut edited = law().clone();
    for (which, how) in edits {
        let index = which.index(edited.rules().len());
        edited = edited.with_rule_edited(index, |rule| match how {
            0 => rule.stages.iter_mut().filter_map(|stage| stage.period.as_mut()).for_each(|period| period.value += 1),
            1 => rule.in_force.from = Some("2024-02-29".parse().unwrap()),
            2 => rule.verified = !rule.verified,
            _ => rule.binds.roles = vec![SectorRole::CentralCounterparty],
        });
    }
    edited
}
