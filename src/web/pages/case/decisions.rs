//! The record of a decision: facts, advice, reasons, persons and rules on one page that prints, and its confirmation by a second person.

use askama::Template;

use super::changes::{Change, changes};
use super::duties::basis_name;
use super::risk_words::seen_rows;
use super::{Head, address, answer, duty_address, duty_name, framed, open, recipient_name, refused_at};
use crate::app::cases;
use crate::app::views::ledger;
use crate::app::views::timeline::as_decided;
use crate::domain::case::{Case, DecisionEntry, Duty};
use crate::domain::command::Command;
use crate::domain::risk::RiskSeen;
use crate::domain::values::Private;
use crate::web::citations;
use crate::web::components::{Edge, Shape, State, SummaryRow};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::spoken::Spoken;
use crate::web::visit::{Answer, Visit};

/// The record of one decision: facts, advice, reasons, persons, the rule and its digest, on one sheet.
#[derive(Template)]
#[template(path = "pages/case/decision.html")]
pub struct Decision {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub state: State,
    pub summary: Vec<SummaryRow>,
    pub advice: Vec<SummaryRow>,
    pub duties: Vec<(String, String, Spoken)>,
    pub facts: Vec<SummaryRow>,
    pub instants: Vec<SummaryRow>,
    /// The advice on risk as it stood; empty in decisions made before it was kept.
    pub risk: Vec<SummaryRow>,
    pub departs: bool,
    pub needs_second: bool,
    pub by_oneself: bool,
    pub would: Vec<Change>,
    pub action: String,
    pub reason: String,
}

pub async fn one(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let form = Form::empty(visit.t());
    let page = decision_page(&visit, &case, &organisation, form).await?;
    answer(&visit, &page.form, &page)
}

pub async fn confirm(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let number = number(&visit)?;
    let mut form = visit.form.clone();
    form.only(&["reason"]);
    let reason = form.optional_text("reason");
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if let Some(reason) = reason.filter(|_| form.is_good()) {
        let confirmed = visit
            .once(move |ctx| {
                cases::run(ctx, &who, &reference, Command::ConfirmDecision { number, reason: Private::new(reason) })?;
                Ok(format!("/cases/{reference}/decisions/{number}"))
            })
            .await;
        match confirmed {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, "reason", problem)?,
        }
    }
    let page = decision_page(&visit, &case, &organisation, form).await?;
    visit.page_with_problems(&page)
}

fn number(visit: &Visit) -> Result<u32, Problem> {
    visit.param("number").parse().map_err(|_| Problem::NotFound)
}

async fn decision_page(visit: &Visit, case: &Case, organisation: &str, form: Form) -> Result<Decision, Problem> {
    let number = number(visit)?;
    let decision = case.decision(number).ok_or(Problem::NotFound)?;
    let heading = visit.t().of("decision-title", decision.decision);
    let (f, head) = framed(visit, case, organisation, "/duties", heading);
    let ctx = visit.ctx();
    let who = visit.person()?.clone();
    let by_oneself = who.user == decision.by.user;
    let would = if decision.in_force() {
        Vec::new()
    } else {
        let reference = case.reference.clone();
        let tried = visit.run(move |ctx| cases::try_decision(ctx, &who, &reference, number)).await?;
        changes(&f, ctx, &tried.after, &ledger::moved(case, &tried.after))
    };
    // What somebody learnt later is no ground of this decision.
    let id = case.id;
    let recorded = visit.run(move |ctx| ctx.store.read(|conn| cases::recorded(conn, id))).await?;
    let then = as_decided(&recorded, number).unwrap_or_else(|| case.clone());
    let duties: Vec<&Duty> = decision.duties.iter().filter_map(|number| case.duty(*number)).collect();
    let state = match (decision.in_force(), &decision.confirmed_by) {
        (false, _) => State::new(Shape::Half, f.text("decision-waits")),
        (true, Some(_)) => State::new(Shape::Ok, f.text("decision-confirmed")),
        (true, None) => State::new(Shape::Full, f.text("decision-in-force")),
    };
    Ok(Decision {
        state,
        summary: decision_rows(&f, decision, &duties),
        advice: advice_rows(&f, &then, decision),
        duties: duties
            .iter()
            .map(|duty| {
                let name = format!("{} · {}", recipient_name(ctx, f.t, case, duty), duty_name(f.t, duty));
                let citation = &duty.planned.citation;
                let law = citations::brief(f.t, &citation.act, &citation.article);
                (duty_address(case, duty.number), name, law)
            })
            .collect(),
        facts: fact_rows(&f, ctx, &then),
        instants: instant_rows(&f, &then),
        risk: decision.risk.as_ref().map(|seen| risk_rows(visit, &f, case, seen)).unwrap_or_default(),
        departs: decision.departs_from.is_some(),
        needs_second: !decision.in_force(),
        by_oneself,
        would,
        action: address(case, &format!("/decisions/{number}")),
        reason: decision.reason.as_str().to_owned(),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

fn decision_rows(f: &Frame, decision: &DecisionEntry, duties: &[&Duty]) -> Vec<SummaryRow> {
    let mut rows = vec![
        SummaryRow::new(f.text("decision-what"), f.of("decision", decision.decision)),
        SummaryRow::new(f.text("decision-who"), decision.by.name.as_str()).why(format!(
            "{} · {}",
            f.of("role", decision.by.role),
            f.moment(&decision.at)
        )),
    ];
    if let Some(basis) = &decision.basis {
        rows.push(SummaryRow::new(f.text("decision-basis"), basis_name(f, basis)));
    }
    if let Some(mandate) = &decision.mandate {
        rows.push(SummaryRow::new(f.text("decision-mandate"), mandate.as_str()));
    }
    if let Some(person) = &decision.confirmed_by {
        let reason = decision.confirmed_reason.as_ref().map(|reason| reason.as_str()).unwrap_or_default();
        rows.push(SummaryRow::new(f.text("decision-second"), person.name.as_str()).why(reason));
    }
    let mut digests: Vec<&str> = duties.iter().map(|duty| duty.planned.policy_digest.as_str()).collect();
    digests.sort_unstable();
    digests.dedup();
    rows.push(SummaryRow::new(f.text("decision-rules"), digests.join(", ")).id("digest"));
    rows
}

/// All advice on the duties decided, the one departed from marked.
fn advice_rows(f: &Frame, case: &Case, decision: &DecisionEntry) -> Vec<SummaryRow> {
    case.advice
        .iter()
        .filter(|advice| advice.duties.iter().any(|duty| decision.duties.contains(duty)))
        .map(|advice| {
            let departed = decision.departs_from == Some(advice.number);
            let edge = if departed { Edge::NotYetKnown } else { Edge::Known };
            let mut why = format!("{} · {}", advice.by.name.as_str(), f.moment(&advice.at));
            if departed {
                why = format!("{why} · {}", f.text("decision-departs"));
            }
            SummaryRow::new(f.of("decision", advice.advice), advice.reason.as_str()).why(why).edge(edge)
        })
        .collect()
}

/// The advice on risk that was on record, with the digest of the rules that gave it.
fn risk_rows(visit: &Visit, f: &Frame, case: &Case, seen: &RiskSeen) -> Vec<SummaryRow> {
    let mut rows = seen_rows(visit, f, case, seen);
    rows.push(SummaryRow::new(f.text("risk-rules"), seen.digest.as_str()).id("risk-digest"));
    rows
}

/// What the decision rested on: the facts on record, with their state.
fn fact_rows(f: &Frame, ctx: &crate::app::Ctx, case: &Case) -> Vec<SummaryRow> {
    case.facts
        .iter()
        .filter(|entry| {
            let group = crate::app::views::facts::group_of(&entry.fact.id);
            !matches!(group, crate::app::views::facts::Group::Parties | crate::app::views::facts::Group::Communication)
        })
        .map(|entry| {
            SummaryRow::new(super::facts::label(ctx, f.t, &entry.fact.id), super::facts::answer_words(ctx, f, entry))
                .why(f.of("knowledge", entry.fact.state))
                .edge(super::facts::edge(entry.fact.state))
        })
        .collect()
}

fn instant_rows(f: &Frame, case: &Case) -> Vec<SummaryRow> {
    case.instants_in_force()
        .map(|entry| {
            SummaryRow::new(f.of("instant", entry.what), super::moment_with_utc(f, entry.at)).why(entry.how.as_str())
        })
        .collect()
}
