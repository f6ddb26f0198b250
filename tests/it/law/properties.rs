//! Laws of arithmetic and of caution that hold for every input.

use breachdesk::domain::plan::{Period, PeriodUnit};
use breachdesk::domain::situation::{DataScope, MarketStatus, Tri};
use breachdesk::domain::values::{At, Country};
use breachdesk::policy::calendar::Holidays;
use breachdesk::policy::counting::{Deadline, deadline};
use breachdesk::policy::plan;
use proptest::prelude::*;

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
