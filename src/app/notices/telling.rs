//! What the record itself answers of the facts of a notice: how people were told, and that no other country is concerned.

use serde_json::{Value, json};

use crate::domain::case::{Case, CommunicationState, Duty, FilingChannel};
use crate::domain::plan::DutyKind;
use crate::domain::project::reveal;
use crate::domain::situation::{Fact, Knowledge, MarketStatus, Scope, ScopeKind, Tri};
use crate::domain::values::Private;
use crate::notice::NoticeFacts;
use crate::notice::facts::BY_THE_RECORD;

const MEANS: &str = "communication.means";
const COVERAGE: &str = "communication.coverage";
const NOT_CONCERNED: &str = "data.not_concerned";
const OTHER_STATES: &str = "xborder.subjects";

/// Facts that the record answers and no person has: what somebody entered always counts before.
pub(super) fn derived(case: &Case, duty: &Duty, data_sets: &[String]) -> Vec<Fact> {
    let planned = &duty.planned;
    let open = |fact: &Fact| {
        let stated = case.facts_now(&fact.id, &planned.controller, planned.market.as_ref(), data_sets);
        stated.iter().all(|(_, stated)| stated.state == Knowledge::Unknown)
    };
    let told = people_duties(case, duty).filter(|one| is_told(case, one));
    let mut facts: Vec<Fact> = Vec::new();
    let told: Vec<&Duty> = told.collect();
    if !told.is_empty() {
        facts.push(fact(MEANS, Knowledge::Known, json!(means(case, &told))));
        facts.extend(reached(case, &told).map(|count| fact(COVERAGE, Knowledge::Known, count)));
    }
    if no_other_state(case, duty) {
        facts.push(fact(OTHER_STATES, Knowledge::NotApplicable, Value::Null));
    }
    let not_concerned = not_concerned(case, &planned.controller);
    if !not_concerned.is_empty() {
        facts.push(fact(NOT_CONCERNED, Knowledge::Known, json!(not_concerned)));
    }
    facts.retain(open);
    facts
}

/// Whether nobody concerned has been told, as far as the record and the facts that people entered go.
pub(super) fn nobody_told(case: &Case, duty: &Duty, facts: &NoticeFacts) -> bool {
    let said = |id: &str| facts.of(id).iter().any(|one| matches!(one.state, Knowledge::Known | Knowledge::Estimated));
    let answered_yes = facts.of("communication.status").iter().any(|one| one.value.as_str() == Some("yes"));
    !answered_yes && !said(MEANS) && !said(COVERAGE) && !people_duties(case, duty).any(|one| is_told(case, one))
}

fn fact(id: &str, state: Knowledge, value: Value) -> Fact {
    let who = if state == Knowledge::NotApplicable { BY_THE_RECORD } else { "" };
    let (how, who) = (Private::new(""), Private::new(who));
    Fact { id: id.to_owned(), scope: Scope::case(), state, value, how, who, by: None }
}

/// The duties of this controller to tell people. In one market where the authority is asked for it alone.
fn people_duties<'a>(case: &'a Case, of: &'a Duty) -> impl Iterator<Item = &'a Duty> {
    case.duties.iter().filter(|duty| {
        !duty.gone && duty.planned.kind == DutyKind::People && duty.planned.controller == of.planned.controller
    })
}

/// That people are told is recorded by a person; a mail-out or a public notice alone says what went out.
fn is_told(case: &Case, duty: &Duty) -> bool {
    case.filings_for(duty.number).into_iter().any(|filing| case.stands(filing))
}

fn means(case: &Case, told: &[&Duty]) -> &'static str {
    let filings = || told.iter().flat_map(|duty| case.filings_for(duty.number)).filter(|filing| case.stands(filing));
    let public = filings().all(|filing| filing.channel == FilingChannel::Site)
        && !told.iter().any(|duty| case.finished_for(duty.number).next().is_some());
    if public { "public" } else { "individual" }
}

/// How many the finished mail-outs reached. Whoever was told in another way comes on top, so the figure is then a least one.
fn reached(case: &Case, told: &[&Duty]) -> Option<Value> {
    let mut mail_outs: Vec<_> = told.iter().flat_map(|duty| case.finished_for(duty.number)).collect();
    mail_outs.sort_by_key(|one| one.number);
    mail_outs.dedup_by_key(|one| one.number);
    let sums: Vec<_> = mail_outs
        .iter()
        .filter(|one| one.state == CommunicationState::Finished)
        .filter_map(|one| Some((one.totals?, one.counts.without_address + case.still_left_out(one))))
        .collect();
    let by_mail: u64 = sums.iter().map(|(totals, _)| totals.accepted.saturating_sub(totals.bounced)).sum();
    let otherwise =
        sums.iter().any(|(totals, by_no_mail)| totals.failed + totals.bounced + totals.unclear + by_no_mail > 0)
            || told.iter().any(|duty| case.published_for(duty.number).next().is_some());
    (by_mail > 0).then(|| if otherwise { json!({ "min": by_mail }) } else { json!({ "mode": "exact", "n": by_mail }) })
}

/// Kinds of data that stand only in data sets recorded as not hit.
fn not_concerned(case: &Case, controller: &str) -> Vec<String> {
    let kinds = |scope: &Scope| -> Vec<String> {
        let value = case.fact("data.categories", scope).map(|entry| reveal(&entry.fact.value)).unwrap_or_default();
        let values = value.get("values").unwrap_or(&value).as_array().cloned().unwrap_or_default();
        values.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let of_set = |id: &str| kinds(&Scope { kind: ScopeKind::DataSet, id: id.to_owned() });
    let sets = || case.data_sets.iter().filter(|set| set.controller == controller);
    let mut concerned = kinds(&Scope::case());
    concerned.extend(kinds(&Scope { kind: ScopeKind::Controller, id: controller.to_owned() }));
    concerned.extend(sets().filter(|set| set.hit != Tri::No).flat_map(|set| of_set(&set.id)));
    let mut spared: Vec<String> = sets().filter(|set| set.hit == Tri::No).flat_map(|set| of_set(&set.id)).collect();
    spared.retain(|kind| !concerned.contains(kind));
    spared.sort_unstable();
    spared.dedup();
    spared
}

/// Whether every other market is recorded as not concerned; an open one, or none on record at all, says nothing.
fn no_other_state(case: &Case, duty: &Duty) -> bool {
    let Some(own) = &duty.planned.market else { return false };
    let mut others = case.markets.iter().filter(|market| market.country != *own).peekable();
    others.peek().is_some()
        && others.all(|market| matches!(market.status, MarketStatus::NotAffected | MarketStatus::NoService))
}
