//! Counts the steps of planning, so that a test can hold how the work grows with a case. Outside of tests there is nothing to count.

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// One look at an item of a list that grows with the case.
#[inline]
pub fn step() {
    #[cfg(test)]
    STEPS.with(|steps| steps.set(steps.get() + 1));
}

#[cfg(test)]
mod tests {
    use super::STEPS;
    use crate::domain::situation::{
        Controller, DataScope, DataSet, Fact, InstantKind, Knowledge, Market, MarketStatus, Scope, SectorRole,
        Situation, Tri, TriggerInstant,
    };
    use crate::domain::values::{At, Country, Private};
    use crate::policy::{self, PolicySet};

    /// An operator with `n` data sets of which nothing is known but when each was found out.
    fn unknown(n: usize, narrow: bool) -> Situation {
        let country = Country::parse("IT").unwrap();
        let owner = || "operator".to_owned();
        let at = At::parse("2026-03-06T18:42:00+01:00").unwrap();
        let nobody = || Private::new("");
        let id = |n: usize| format!("set-{n}");
        Situation {
            controllers: vec![Controller {
                id: owner(),
                name: owner(),
                country: country.clone(),
                establishments: Vec::new(),
                roles: [SectorRole::TelecomProvider].into(),
                regime_starts: Default::default(),
                art27_representative: None,
                region: None,
                joint_controller_lead: None,
            }],
            markets: vec![Market {
                country,
                controller: owner(),
                status: MarketStatus::Unknown,
                reason: None,
                subjects: None,
            }],
            data_sets: (0..n)
                .map(|n| DataSet {
                    id: id(n),
                    controller: owner(),
                    name: id(n),
                    scope: DataScope::Unknown,
                    hit: Tri::Unknown,
                })
                .collect(),
            instants: std::iter::once(Scope::case())
                .chain((0..n).filter(|_| narrow).map(|n| Scope::data_set(&id(n))))
                .map(|scope| TriggerInstant { what: InstantKind::Aware, at, scope })
                .collect(),
            facts: (0..n)
                .map(|n| Fact {
                    id: "data.categories".to_owned(),
                    scope: Scope::data_set(&id(n)),
                    state: Knowledge::Unknown,
                    value: serde_json::Value::Null,
                    how: nobody(),
                    who: nobody(),
                    by: None,
                })
                .collect(),
            ..Situation::default()
        }
    }

    fn steps(set: &PolicySet, situation: &Situation) -> u64 {
        STEPS.with(|steps| steps.set(0));
        let now = At::parse("2026-03-07T09:00:00+01:00").unwrap();
        assert!(!policy::plan(set, situation, now).duties.is_empty());
        STEPS.with(std::cell::Cell::get)
    }

    #[test]
    fn twice_as_many_data_sets_of_which_nothing_is_known_take_twice_the_steps() {
        let set = PolicySet::load(&crate::assets::policies()).unwrap();
        for narrow in [false, true] {
            let (one, two) = (steps(&set, &unknown(1_000, narrow)), steps(&set, &unknown(2_000, narrow)));
            assert!(one > 1_000, "nothing was counted: {one}");
            // Linear but for looking things up in order, which adds a step in eleven here; quadratic would be four times.
            assert!(
                two <= one * 23 / 10,
                "{one} steps for 1,000 data sets, {two} for 2,000 (moments of their own: {narrow})"
            );
        }
    }
}
