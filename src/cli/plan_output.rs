//! The output of `plan`, key by key as its form lays down; instants in UTC.

use serde::Serialize;

use crate::domain::difference::Difference;
use crate::domain::plan::{Citation, Plan, PlannedDuty};
use crate::domain::values::At;

#[derive(Serialize)]
struct Output<'a> {
    form: u64,
    as_of: String,
    duties: Vec<Duty<'a>>,
    excluded: Vec<Excluded<'a>>,
    not_checked: Vec<NotChecked<'a>>,
    problems: Vec<&'a str>,
}

#[derive(Serialize)]
struct Duty<'a> {
    rule: &'a str,
    regime: &'a str,
    stage: &'a str,
    controller: &'a str,
    market: Option<&'a str>,
    recipient: Recipient<'a>,
    kind: &'a str,
    status: &'a str,
    deciding_facts: &'a [String],
    trigger: Trigger<'a>,
    target_at: Option<String>,
    legal_term_at: Option<String>,
    /// Beside the form: by when the house wants a decision where the law gives no figure.
    decide_by_at: Option<String>,
    zone: &'a str,
    holiday_country: Option<&'a str>,
    /// The arithmetic and then the remarks that move nothing.
    arithmetic: Vec<&'a str>,
    citation: &'a Citation,
    remove_by: &'a [String],
    rule_verified: bool,
    policy_digest: &'a str,
}

#[derive(Serialize)]
struct Recipient<'a> {
    id: &'a str,
    name: &'a str,
    verified: bool,
    languages: &'a [String],
    channels: &'a [String],
}

#[derive(Serialize)]
struct Trigger<'a> {
    what: &'a str,
    at: Option<String>,
    fallback: Option<&'a str>,
}

#[derive(Serialize)]
struct Excluded<'a> {
    market: Option<&'a str>,
    recipient: Option<&'a str>,
    rule: Option<&'a str>,
    reason: &'a str,
}

#[derive(Serialize)]
struct NotChecked<'a> {
    regime: &'a str,
    country: Option<&'a str>,
    reason: &'a str,
}

/// The plan as JSON text.
pub fn render(plan: &Plan, form: u64, as_of: At) -> String {
    let output = Output {
        form,
        as_of: as_of.rfc3339(),
        duties: plan.duties.iter().map(duty).collect(),
        excluded: plan
            .excluded
            .iter()
            .map(|line| Excluded {
                market: line.market.as_ref().map(|market| market.as_str()),
                recipient: line.recipient.as_deref(),
                rule: line.rule.as_deref(),
                reason: &line.reason.text,
            })
            .collect(),
        not_checked: plan
            .not_checked
            .iter()
            .map(|line| NotChecked {
                regime: &line.regime,
                country: line.country.as_ref().map(|country| country.as_str()),
                reason: &line.reason.text,
            })
            .collect(),
        problems: plan.problems.iter().map(|problem| problem.text.as_str()).collect(),
    };
    // Plain texts and numbers cannot fail to serialise.
    serde_json::to_string_pretty(&output).unwrap_or_default()
}

#[derive(Serialize)]
struct WhatIf<'a> {
    form: u64,
    as_of: String,
    what_if_as_of: String,
    differences: Vec<Differs<'a>>,
    unchanged: usize,
}

#[derive(Serialize)]
struct Differs<'a> {
    kind: &'a str,
    before: Option<Duty<'a>>,
    after: Option<Duty<'a>>,
}

/// What differs between two plans, as JSON text: each duty as both plans have it.
pub fn render_difference(found: &[Difference], unchanged: usize, form: u64, as_of: At, other: At) -> String {
    let output = WhatIf {
        form,
        as_of: as_of.rfc3339(),
        what_if_as_of: other.rfc3339(),
        differences: found
            .iter()
            .map(|one| Differs {
                kind: one.kind.as_str(),
                before: one.before.as_ref().map(duty),
                after: one.after.as_ref().map(duty),
            })
            .collect(),
        unchanged,
    };
    // Plain texts and numbers cannot fail to serialise.
    serde_json::to_string_pretty(&output).unwrap_or_default()
}

fn duty(duty: &PlannedDuty) -> Duty<'_> {
    Duty {
        rule: &duty.rule,
        regime: &duty.regime,
        stage: &duty.stage,
        controller: &duty.controller,
        market: duty.market.as_ref().map(|market| market.as_str()),
        recipient: Recipient {
            id: &duty.recipient.id,
            name: &duty.recipient.name,
            verified: duty.recipient.verified,
            languages: &duty.languages,
            channels: &duty.channels,
        },
        kind: duty.kind.as_str(),
        status: duty.status.as_str(),
        deciding_facts: &duty.deciding_facts,
        trigger: Trigger {
            what: &duty.trigger.what,
            at: duty.trigger.at.map(At::rfc3339),
            fallback: duty.trigger.fallback.map(|what| what.as_str()),
        },
        target_at: duty.target_at.map(At::rfc3339),
        legal_term_at: duty.legal_term_at.map(At::rfc3339),
        decide_by_at: duty.decide_by_at.map(At::rfc3339),
        zone: &duty.zone,
        holiday_country: duty.holiday_country.as_ref().map(|country| country.as_str()),
        arithmetic: duty.arithmetic.iter().chain(&duty.remarks).map(|line| line.text.as_str()).collect(),
        citation: &duty.citation,
        remove_by: &duty.remove_by,
        rule_verified: duty.rule_verified,
        policy_digest: &duty.policy_digest,
    }
}
