//! The signed record of a small case on one sheet: what happened, what was known, who advised, who decided, under which rules.

use askama::Template;

use super::desk::twins;
use super::drafted::{Twin, retold};
use crate::app::small;
use crate::app::views::timeline::as_decided;
use crate::app::{AppError, cases};
use crate::domain::case::{Case, DecisionEntry};
use crate::domain::project::reveal;
use crate::domain::situation::{DecisionKind, Scope};
use crate::web::components::SummaryRow;
use crate::web::frame::Frame;
use crate::web::pages::case::duties::basis_name;
use crate::web::pages::case::facts::{answer_words, label};
use crate::web::pages::case::risk_words::seen_rows;
use crate::web::pages::case::{Head, duty_name, framed, moment_with_utc, open, recipient_name};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/small/record.html")]
struct Record {
    f: Frame,
    head: Head,
    what: String,
    moments: Vec<SummaryRow>,
    facts: Vec<SummaryRow>,
    risk: Vec<SummaryRow>,
    /// Who said what: the advice, then each decision.
    signed: Vec<SummaryRow>,
    /// Each reason once, as it was given.
    reasons: Vec<String>,
    /// Sentences of the desk's own draft stand here in another language than they were signed in.
    retold: bool,
    rules: Vec<SummaryRow>,
}

pub async fn show(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let Some(last) = case.decisions.iter().rev().find(|one| one.decision == DecisionKind::NotRequired) else {
        return Err(Problem::NotFound);
    };
    let (id, number) = (case.id, last.number);
    let (now, lang) = (case.clone(), visit.t().lang);
    let (then, entry, twins) = visit
        .run(move |ctx| {
            let recorded = ctx.store.read(|conn| cases::recorded(conn, id))?;
            let then = as_decided(&recorded, number).unwrap_or(now);
            let twins = twins(ctx, &then, lang);
            Ok::<_, AppError>((then, small::entry_of_decision(ctx, id, number)?, twins))
        })
        .await?;
    let (reasons, retold) = reasons(&case, &twins);
    let (f, head) = framed(&visit, &case, &organisation, "/duties", visit.t().text("small-record-title"));
    let page = Record {
        what: described(&then),
        moments: moments(&f, &then),
        facts: facts(&visit, &f, &then),
        risk: last.risk.as_ref().map(|seen| seen_rows(&visit, &f, &case, seen)).unwrap_or_default(),
        signed: signed(&visit, &f, &case),
        reasons,
        retold,
        rules: rules(&f, &case, last, entry),
        f,
        head,
    };
    visit.page(&page)
}

fn described(case: &Case) -> String {
    let entry = case.fact("incident.description", &Scope::case());
    entry.and_then(|entry| reveal(&entry.fact.value).as_str().map(str::to_owned)).unwrap_or_default()
}

fn moments(f: &Frame, case: &Case) -> Vec<SummaryRow> {
    let row = |entry: &crate::domain::case::InstantEntry| {
        SummaryRow::new(f.of("instant", entry.what), moment_with_utc(f, entry.at))
    };
    case.instants_in_force().map(row).collect()
}

/// What was known, in a row each; the description stands above.
fn facts(visit: &Visit, f: &Frame, case: &Case) -> Vec<SummaryRow> {
    let kept = case.facts.iter().filter(|entry| entry.fact.id != "incident.description");
    kept.map(|entry| SummaryRow::new(label(visit.ctx(), f.t, &entry.fact.id), answer_words(visit.ctx(), f, entry)))
        .collect()
}

/// The reasons of the decisions, in the order in which they were given, in the language of the record where the desk drafted them.
fn reasons(case: &Case, twins: &[Twin]) -> (Vec<String>, bool) {
    let mut reasons: Vec<String> = Vec::new();
    let mut changed = false;
    for decision in case.decisions.iter().filter(|one| one.decision == DecisionKind::NotRequired) {
        let (told, is_changed) = retold(decision.reason.as_str(), twins);
        changed |= is_changed;
        if !reasons.contains(&told) {
            reasons.push(told);
        }
    }
    (reasons, changed)
}

fn signed(visit: &Visit, f: &Frame, case: &Case) -> Vec<SummaryRow> {
    let mut rows = Vec::new();
    // Advice on the risk and on other grounds, given in one go, is one line.
    let mut advised: Vec<(String, String)> = Vec::new();
    for advice in &case.advice {
        let what = format!("{} · {}", f.of("decision", advice.advice), advice.by.name.as_str());
        let line = (what, f.moment(&advice.at));
        if !advised.contains(&line) {
            advised.push(line);
        }
    }
    rows.extend(advised.into_iter().map(|(what, at)| SummaryRow::new(f.text("advice-by-dpo"), what).why(at)));
    // Signed in one go on several grounds: one line with a ground after the other.
    let mut decided: Vec<(String, Vec<String>)> = Vec::new();
    for decision in case.decisions.iter().filter(|one| one.decision == DecisionKind::NotRequired) {
        let (what, why) = one_decision(visit, f, case, decision);
        match decided.iter_mut().find(|(known, _)| *known == what) {
            Some((_, all)) => all.push(why),
            None => decided.push((what, vec![why])),
        }
    }
    let by = f.text("decision-by-controller");
    rows.extend(decided.into_iter().map(|(what, why)| SummaryRow::new(&by, what).why(why.join(" — "))));
    rows
}

/// Who decided when, and which duties on which ground.
fn one_decision(visit: &Visit, f: &Frame, case: &Case, decision: &DecisionEntry) -> (String, String) {
    let duties = decision.duties.iter().filter_map(|number| case.duty(*number)).map(|duty| {
        let law = duty.planned.citation.words();
        format!("{} · {} ({law})", recipient_name(visit.ctx(), f.t, case, duty), duty_name(f.t, duty))
    });
    let mut why: Vec<String> = duties.collect();
    why.extend(decision.basis.as_ref().map(|basis| basis_name(f, basis)));
    why.extend(decision.mandate.as_ref().map(|mandate| mandate.as_str().to_owned()));
    let by = &decision.by;
    let mut what = format!(
        "{} · {} ({}) · {}",
        f.of("decision", decision.decision),
        by.name.as_str(),
        f.of("role", by.role),
        f.moment(&decision.at)
    );
    if let Some(second) = &decision.confirmed_by {
        what = format!("{what} · {}", second.name.as_str());
    } else if !decision.in_force() {
        what = format!("{what} · {}", f.text("decision-waits"));
    }
    (what, why.join(" · "))
}

/// Digests of the rules, and the entry of the record that was signed.
fn rules(f: &Frame, case: &Case, decision: &DecisionEntry, entry: Option<(i64, String)>) -> Vec<SummaryRow> {
    let duties = decision.duties.iter().filter_map(|number| case.duty(*number));
    let mut digests: Vec<&str> = duties.map(|duty| duty.planned.policy_digest.as_str()).collect();
    digests.sort_unstable();
    digests.dedup();
    let mut rows = vec![SummaryRow::new(f.text("decision-rules"), digests.join(", "))];
    rows.extend(decision.risk.as_ref().map(|seen| SummaryRow::new(f.text("risk-rules"), seen.digest.as_str())));
    rows.extend(entry.map(|(number, hash)| SummaryRow::new(f.with1("small-entry", "number", number), hash)));
    rows
}
