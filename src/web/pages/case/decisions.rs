//! Advice and decision: the DPO advises, the controller decides, both stay side by side. The record of a decision prints on one page.

use askama::Template;

use super::duties::basis_name;
use super::instants::{Change, changes};
use super::{Head, address, answer, duty_address, duty_name, framed, open, recipient_name, refused_at};
use crate::app::cases;
use crate::app::member::SignedIn;
use crate::app::views::ledger;
use crate::domain::actor::Role;
use crate::domain::case::{Case, DecisionEntry, Duty};
use crate::domain::command::Command;
use crate::domain::plan::DutyKind;
use crate::domain::situation::DecisionKind;
use crate::domain::values::Private;
use crate::web::components::{Choice, Edge, Shape, State, SummaryRow};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

/// A duty to choose, with what was advised and decided so far.
pub struct Choosable {
    pub number: u32,
    pub href: String,
    pub name: String,
    pub what: String,
    pub due: String,
    pub advised: String,
    pub decided: String,
    pub chosen: bool,
}

#[derive(Template)]
#[template(path = "pages/case/decide.html")]
pub struct Decide {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub duties: Vec<Choosable>,
    pub advises: bool,
    pub decides: bool,
    /// The DPO decides under a recorded mandate of the controller.
    pub mandate: String,
    pub needs_mandate: bool,
    pub decisions: Vec<Choice>,
    pub bases: Vec<Choice>,
    pub action: String,
    pub waiting: Vec<(String, String)>,
}

/// How the person may act on duties of this case.
struct Powers {
    advises: bool,
    decides: bool,
    as_dpo: bool,
}

fn powers(who: &SignedIn, case: &Case) -> Powers {
    let holds = |role: Role| who.has_role(case.organisation, &[role]);
    Powers {
        advises: holds(Role::Dpo),
        decides: holds(Role::Controller) || holds(Role::Dpo),
        as_dpo: holds(Role::Dpo) && !holds(Role::Controller),
    }
}

const FIELDS: &[&str] = &["duty", "decision", "basis", "reason", "act"];

pub async fn choose(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = Form::empty(visit.t());
    for number in visit.asked.query.values("duty") {
        form = form.fill("duty", number);
    }
    let page = choose_page(&visit, &case, &organisation, form).await?;
    visit.page(&page)
}

async fn choose_page(visit: &Visit, case: &Case, organisation: &str, form: Form) -> Result<Decide, Problem> {
    let (f, head) = framed(visit, case, organisation, "/duties", visit.t().text("decide-title"));
    let who = visit.person()?.clone();
    let powers = powers(&who, case);
    let organisation_id = case.organisation;
    let mandate = visit.run(move |ctx| ctx.store.read(|conn| cases::mandate_of(conn, organisation_id))).await?;
    let ctx = visit.ctx();
    let mut duties: Vec<&Duty> = case.duties.iter().filter(|duty| duty.is_unfiled()).collect();
    duties.sort_by_key(|duty| (duty.planned.rule.clone(), duty.planned.target_at, duty.number));
    let mut bases: Vec<String> = duties.iter().flat_map(|duty| duty.planned.removing_bases.clone()).collect();
    bases.sort();
    bases.dedup();
    let mut base_choices = vec![Choice::new("", f.text("decide-no-basis"))];
    base_choices.extend(bases.iter().map(|basis| Choice::new(basis, basis_name(&f, basis))));
    Ok(Decide {
        duties: duties.iter().map(|duty| choosable(&f, ctx, case, duty, &form)).collect(),
        advises: powers.advises,
        decides: powers.decides,
        needs_mandate: powers.as_dpo && mandate.is_none(),
        mandate: match (powers.as_dpo, mandate) {
            (true, Some(text)) => text,
            _ => String::new(),
        },
        decisions: DecisionKind::ALL
            .iter()
            .map(|kind| Choice::new(kind, f.of("decision", kind)).hint(f.of("decision-hint", kind)))
            .collect(),
        bases: base_choices,
        action: address(case, "/decide"),
        waiting: waiting(&f, case),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

fn waiting(f: &Frame, case: &Case) -> Vec<(String, String)> {
    case.decisions
        .iter()
        .filter(|decision| !decision.in_force())
        .map(|decision| {
            let what = f.of("decision", decision.decision);
            let text = f.with2("decide-waits", "what", &what, "name", decision.by.name.as_str());
            (address(case, &format!("/decisions/{}", decision.number)), text)
        })
        .collect()
}

fn choosable(f: &Frame, ctx: &crate::app::Ctx, case: &Case, duty: &Duty, form: &Form) -> Choosable {
    let advised = case.advice_on(duty.number).map(|advice| {
        f.with2("decide-advised", "what", f.of("decision", advice.advice), "name", advice.by.name.as_str())
    });
    let decided = case.decision_on(duty.number).map(|decision| {
        let key = if decision.in_force() { "decide-decided" } else { "decide-waits" };
        f.with2(key, "what", f.of("decision", decision.decision), "name", decision.by.name.as_str())
    });
    let deferred = duty.decide_by.map(|day| f.with1("duty-decide-by", "day", f.t.day(day)));
    Choosable {
        number: duty.number,
        href: duty_address(case, duty.number),
        name: recipient_name(ctx, f.t, case, duty),
        what: duty_name(f.t, duty),
        due: duty.planned.target_at.map_or_else(|| f.text("due-no-figure"), |at| f.short_moment(&at)),
        advised: advised.unwrap_or_default(),
        decided: decided.or(deferred).unwrap_or_default(),
        chosen: form.has("duty", duty.number.to_string()),
    }
}

/// One form, two buttons: advise, or decide.
pub async fn act(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(FIELDS);
    let known = |word: &str| word.parse().ok().filter(|number| case.duty(*number).is_some());
    let duties: Option<Vec<u32>> = form.choices("duty", known);
    if duties.as_ref().is_some_and(Vec::is_empty) {
        form.problem("duty", visit.t().text("refusal-no-duty"));
    }
    let decision = form.choice("decision", "decide-decision-missing", DecisionKind::parse);
    let reason = form.text("reason", "refusal-reason-missing");
    let typed = form.value("basis").to_owned();
    let allowed: Vec<String> = case.duties.iter().flat_map(|duty| duty.planned.removing_bases.clone()).collect();
    if !typed.is_empty() && !allowed.contains(&typed) {
        form.problem("basis", visit.t().text("form-not-a-choice"));
    }
    let basis = (!typed.is_empty()).then_some(typed);
    let drops = matches!(decision, Some(DecisionKind::NotRequired | DecisionKind::Exemption));
    let removable = |number: &u32| case.duty(*number).is_some_and(|duty| !duty.planned.removing_bases.is_empty());
    if drops && basis.is_none() && duties.as_ref().is_some_and(|all| all.iter().any(removable)) {
        form.problem("basis", visit.t().text("decide-basis-missing"));
    }
    let advises = form.value("act") == "advise";
    let command = match (duties, decision, reason) {
        (Some(duties), Some(decision), Some(reason)) if form.is_good() => match advises {
            true => Some(Command::Advise { duties, advice: decision, reason: Private::new(reason) }),
            false => Some(Command::Decide { duties, decision, basis, reason: Private::new(reason) }),
        },
        _ => None,
    };
    let Some(command) = command else {
        let page = choose_page(&visit, &case, &organisation, form).await?;
        return visit.page_with_problems(&page);
    };
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    let done = visit
        .once(move |ctx| {
            let outcome = cases::run(ctx, &who, &reference, command)?;
            let decided = outcome.case.decisions.last().map(|decision| decision.number).filter(|_| !advises);
            let advised = outcome.case.advice.last().and_then(|advice| advice.duties.first().copied());
            Ok(match (decided, advised) {
                (Some(number), _) => format!("/cases/{reference}/decisions/{number}"),
                (None, Some(duty)) => format!("/cases/{reference}/duties/{duty}#advice"),
                _ => format!("/cases/{reference}/duties"),
            })
        })
        .await;
    match done {
        Ok(location) => visit.see_other(location),
        Err(problem) => {
            refused_at(&visit, &mut form, "decision", problem)?;
            let page = choose_page(&visit, &case, &organisation, form).await?;
            visit.page_with_problems(&page)
        }
    }
}

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
    pub duties: Vec<(String, String, String)>,
    pub facts: Vec<SummaryRow>,
    pub instants: Vec<SummaryRow>,
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
    let duties: Vec<&Duty> = decision.duties.iter().filter_map(|number| case.duty(*number)).collect();
    let state = match (decision.in_force(), &decision.confirmed_by) {
        (false, _) => State::new(Shape::Half, f.text("decision-waits")),
        (true, Some(_)) => State::new(Shape::Ok, f.text("decision-confirmed")),
        (true, None) => State::new(Shape::Full, f.text("decision-in-force")),
    };
    Ok(Decision {
        state,
        summary: decision_rows(&f, decision, &duties),
        advice: advice_rows(&f, case, decision),
        duties: duties
            .iter()
            .map(|duty| {
                let name = format!("{} · {}", recipient_name(ctx, f.t, case, duty), duty_name(f.t, duty));
                let law = format!("{} {}", duty.planned.citation.act, duty.planned.citation.article);
                (duty_address(case, duty.number), name, law)
            })
            .collect(),
        facts: fact_rows(&f, ctx, case),
        instants: instant_rows(&f, case),
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

#[derive(Template)]
#[template(path = "pages/case/defer.html")]
pub struct Defer {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub duties: Vec<Choosable>,
    pub action: String,
    pub back: String,
}

pub async fn defer_form(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = Form::empty(visit.t());
    for number in visit.asked.query.values("duty") {
        form = form.fill("duty", number);
    }
    visit.page(&defer_page(&visit, &case, &organisation, form))
}

fn defer_page(visit: &Visit, case: &Case, organisation: &str, form: Form) -> Defer {
    let (f, head) = framed(visit, case, organisation, "/duties", visit.t().text("defer-title"));
    let people: Vec<&Duty> =
        case.duties.iter().filter(|duty| duty.is_unfiled() && duty.planned.kind == DutyKind::People).collect();
    Defer {
        duties: people.iter().map(|duty| choosable(&f, visit.ctx(), case, duty, &form)).collect(),
        action: address(case, "/defer"),
        back: address(case, "/duties"),
        f: f.problems(!form.is_good()),
        form,
        head,
    }
}

pub async fn defer(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["duty", "until", "reason"]);
    let known = |word: &str| word.parse().ok().filter(|number| case.duty(*number).is_some());
    let duties: Option<Vec<u32>> = form.choices("duty", known);
    if duties.as_ref().is_some_and(Vec::is_empty) {
        form.problem("duty", visit.t().text("refusal-no-duty"));
    }
    let until = match form.value("until").trim().parse() {
        Ok(day) => Some(day),
        Err(_) => {
            form.problem("until", visit.t().text("form-not-a-day"));
            None
        }
    };
    let reason = form.text("reason", "refusal-reason-missing");
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if let (Some(duties), Some(until), Some(reason), true) = (duties, until, reason, form.is_good()) {
        let done = visit
            .once(move |ctx| {
                let first = duties.first().copied().unwrap_or_default();
                cases::run(ctx, &who, &reference, Command::Defer { duties, until, reason: Private::new(reason) })?;
                Ok(format!("/cases/{reference}/duties/{first}"))
            })
            .await;
        match done {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, "until", problem)?,
        }
    }
    visit.page_with_problems(&defer_page(&visit, &case, &organisation, form))
}
