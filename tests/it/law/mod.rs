//! The law as data and its engine: the two seed cases, worked deadlines, laws of arithmetic, and what bad files get.

mod bad_input;
mod bad_policies;
mod cli;
mod contracts;
mod contradictions;
mod decisions;
mod forms;
mod giving_way;
mod house;
mod nis2;
mod nis2_readings;
mod own_files;
mod own_folder;
mod properties;
mod recipients;
mod seed_lunamobile;
mod seed_ottima;
mod situations;
mod vectors;
mod words;

use std::sync::OnceLock;

use breachdesk::cli::plan_input;
use breachdesk::domain::plan::{DutyKind, Plan, PlannedDuty};
use breachdesk::domain::situation::Situation;
use breachdesk::domain::values::At;
use breachdesk::policy::{self, PolicySet};

pub const LUNAMOBILE: &str = include_str!("cases/lunamobile-2023.json");
pub const OTTIMA: &str = include_str!("cases/ottima-2020.json");

/// The law that is built in, loaded once.
pub fn law() -> &'static PolicySet {
    static LAW: OnceLock<PolicySet> = OnceLock::new();
    LAW.get_or_init(|| {
        PolicySet::load(&breachdesk::assets::policies()).unwrap_or_else(|problems| {
            panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        })
    })
}

pub fn at(text: &str) -> At {
    At::parse(text).unwrap()
}

pub fn read(text: &str) -> (Situation, At) {
    let input = plan_input::parse(text, law()).unwrap_or_else(|problems| panic!("{}", problems.join("\n")));
    (input.situation, input.as_of.unwrap())
}

pub fn plan_of(text: &str) -> Plan {
    let (situation, as_of) = read(text);
    policy::plan(law(), &situation, as_of)
}

/// The plan of the Ottima case with a change made to it.
pub fn ottima_with(change: impl FnOnce(&mut serde_json::Value)) -> Plan {
    let mut case: serde_json::Value = serde_json::from_str(OTTIMA).unwrap();
    change(&mut case);
    plan_of(&case.to_string())
}

pub fn lunamobile_with(change: impl FnOnce(&mut serde_json::Value)) -> Plan {
    let mut case: serde_json::Value = serde_json::from_str(LUNAMOBILE).unwrap();
    change(&mut case);
    plan_of(&case.to_string())
}

/// The one duty with this rule, stage and recipient.
pub fn duty<'a>(plan: &'a Plan, rule: &str, stage: &str, recipient: &str) -> &'a PlannedDuty {
    let found: Vec<_> = plan
        .duties
        .iter()
        .filter(|duty| duty.rule == rule && duty.stage == stage && duty.recipient.id == recipient)
        .collect();
    match found.as_slice() {
        [one] => one,
        _ => panic!(
            "{} duties {rule}/{stage}/{recipient} among\n{}",
            found.len(),
            plan.duties.iter().map(PlannedDuty::key).collect::<Vec<_>>().join("\n")
        ),
    }
}

pub fn keys(plan: &Plan) -> std::collections::BTreeSet<String> {
    plan.duties.iter().map(PlannedDuty::key).collect()
}

pub fn of_kind(plan: &Plan, kind: DutyKind) -> Vec<&PlannedDuty> {
    plan.duties.iter().filter(|duty| duty.kind == kind).collect()
}
