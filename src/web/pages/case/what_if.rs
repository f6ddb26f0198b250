//! What if: the case's moments, markets, data, controllers, decisions and filings taken otherwise, and what the duties would be.
//! Nothing is stored; the page says so at the top, on paper and in its title, and holds no button that acts on the case.

use askama::Template;

use super::instant_form::scope_choices;
use super::what_if_form::{self as form_of, Subject};
use super::{Head, address, framed, open, recipient_name_of, rule_name};
use crate::app::Ctx;
use crate::app::cases::{self, Scenario, Tried};
use crate::domain::case::Case;
use crate::domain::difference::{Difference, DifferenceKind};
use crate::domain::plan::{DutyStatus, PlannedDuty};
use crate::domain::situation::InstantKind;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::visit::{Answer, Visit};

/// One duty that would differ, both sides in words.
pub struct Line {
    pub duty: String,
    pub before: Vec<String>,
    pub after: Vec<String>,
    pub by: String,
    /// Proposed, and no law.
    pub proposal: bool,
}

/// Duties that would differ in the same way.
pub struct Group {
    pub id: &'static str,
    pub heading: String,
    pub lines: Vec<Line>,
}

pub struct Outcome {
    pub groups: Vec<Group>,
    pub summary: String,
    /// What was supposed, one sentence each.
    pub supposed: Vec<String>,
    pub problems: Vec<String>,
}

#[derive(Template)]
#[template(path = "pages/case/what_if.html")]
pub struct WhatIfPage {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub subject: Subject,
    pub kinds: Vec<Choice>,
    pub scopes: Vec<Choice>,
    pub outcome: Option<Outcome>,
    pub action: String,
    pub back: String,
}

pub async fn show(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let owner = case.organisation;
    let law = visit.run(move |ctx| cases::law(ctx, owner)).await?;
    let subject = form_of::subject(visit.ctx(), &law, visit.t(), &case);
    let form = form_of::filled(visit.t(), &case, &subject);
    let page = page(&visit, &case, &organisation, subject, form, None);
    visit.page(&page)
}

/// A POST, because what somebody supposes of a breach should not stand in addresses and logs; it changes nothing.
pub async fn try_out(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let owner = case.organisation;
    let law = visit.run(move |ctx| cases::law(ctx, owner)).await?;
    let subject = form_of::subject(visit.ctx(), &law, visit.t(), &case);
    let mut form = visit.form.clone();
    let scenario = form_of::read(&mut form, visit.ctx(), &case, &subject, visit.now());
    let Some(scenario) = scenario else {
        return visit.page_with_problems(&page(&visit, &case, &organisation, subject, form, None));
    };
    let (who, reference, asked) = (visit.person()?.clone(), case.reference.clone(), scenario.clone());
    let (case, tried) = visit.run(move |ctx| cases::try_scenario(ctx, &who, &reference, &asked)).await?;
    let page = page(&visit, &case, &organisation, subject, form, Some((&scenario, &tried)));
    visit.page(&page)
}

fn page(
    visit: &Visit,
    case: &Case,
    organisation: &str,
    subject: Subject,
    form: Form,
    tried: Option<(&Scenario, &Tried)>,
) -> WhatIfPage {
    let t = visit.t();
    let (mut f, mut head) = framed(visit, case, organisation, "/duties", t.text("what-if-title"));
    // Nobody takes this page for the case: the band under the header says so, whatever else it had to say.
    let band = t.with1("what-if-band", "reference", &case.reference);
    f.band = Some(match f.band.take() {
        Some(other) => format!("{band} {other}"),
        None => band,
    });
    f.drill = true;
    // The real clock has no place beside a supposed one.
    head.strip = None;
    let f = f.problems(!form.is_good());
    let mut kinds = vec![Choice::new("", f.text("what-if-none"))];
    kinds.extend(InstantKind::ALL.iter().map(|kind| Choice::new(kind, t.of("instant", kind))));
    WhatIfPage {
        outcome: tried.map(|(scenario, tried)| outcome(&f, visit.ctx(), case, scenario, tried)),
        kinds,
        scopes: scope_choices(visit.ctx(), t, case),
        action: address(case, "/what-if"),
        back: address(case, "/duties"),
        subject,
        form,
        f,
        head,
    }
}

fn outcome(f: &Frame, ctx: &Ctx, case: &Case, scenario: &Scenario, tried: &Tried) -> Outcome {
    let mut groups: Vec<Group> = Vec::new();
    for kind in DifferenceKind::ALL {
        let lines: Vec<Line> = tried
            .differences
            .iter()
            .filter(|one| one.kind == *kind)
            .filter_map(|one| line(f, ctx, case, tried, one))
            .collect();
        if !lines.is_empty() {
            let heading = f.with2("what-if-group", "what", f.of("difference", kind), "count", lines.len());
            groups.push(Group { id: kind.as_str(), heading, lines });
        }
    }
    let differ = tried.differences.len();
    let same =
        tried.after.duties.len().saturating_sub(tried.differences.iter().filter(|one| one.after.is_some()).count());
    let summary = match (scenario.is_empty(), differ) {
        (true, _) => f.text("what-if-nothing-supposed"),
        (false, 0) => f.with1("what-if-nothing-differs", "same", same),
        (false, _) => f.with2("what-if-summary", "differ", differ, "same", same),
    };
    Outcome {
        groups,
        summary,
        supposed: form_of::told(f, ctx, case, scenario),
        problems: tried
            .after
            .problems
            .iter()
            .filter(|problem| !tried.before.problems.contains(problem))
            .map(|problem| super::duties::arithmetic_line(f, ctx, problem, f.zone))
            .collect(),
    }
}

fn line(f: &Frame, ctx: &Ctx, case: &Case, tried: &Tried, one: &Difference) -> Option<Line> {
    let duty = one.duty()?;
    let to = recipient_name_of(ctx, f.t, case, duty);
    let name = rule_name(f.t, &duty.rule, &duty.stage, &duty.citation.act);
    Some(Line {
        duty: format!("{to} · {name}"),
        before: one.before.as_ref().map(|duty| stands(f, case, duty)).unwrap_or_default(),
        after: one.after.as_ref().map(|duty| stands(f, case, duty)).unwrap_or_default(),
        by: moved_by(f, one),
        proposal: tried.proposals.contains(&duty.rule),
    })
}

/// How a duty stands: status, start, target, legal term, what would decide.
pub fn stands(f: &Frame, case: &Case, duty: &PlannedDuty) -> Vec<String> {
    let mut lines = vec![f.of("duty-status", duty.status)];
    if let Some(start) = duty.trigger.at {
        let what = duty.trigger.fallback.map_or_else(|| duty.trigger.what.clone(), |used| used.as_str().to_owned());
        lines.push(f.with2("what-if-start", "what", f.of("instant", what), "at", f.moment(&start)));
    }
    let mut put = |key: &str, at: Option<crate::domain::values::At>| {
        if let Some(at) = at {
            lines.push(f.with1(key, "at", f.moment(&at)));
        }
    };
    put("what-if-target", duty.target_at);
    put("what-if-legal", duty.legal_term_at);
    if duty.target_at.is_none() {
        put("what-if-decide-by", duty.decide_by_at);
    }
    if duty.status == DutyStatus::Presumed && !duty.deciding_facts.is_empty() {
        let facts: Vec<String> = duty.deciding_facts.iter().map(|key| super::deciding_name(f.t, case, key)).collect();
        lines.push(f.with1("duty-decided-by", "facts", facts.join(", ")));
    }
    lines
}

fn moved_by(f: &Frame, one: &Difference) -> String {
    let end = |duty: &PlannedDuty| duty.target_at.or(duty.decide_by_at);
    let ends = (one.before.as_ref().and_then(end), one.after.as_ref().and_then(end));
    match ends {
        (Some(old), Some(new)) if new < old => f.with1("change-earlier", "time", f.t.duration(old.since(new))),
        (Some(old), Some(new)) if new > old => f.with1("change-later", "time", f.t.duration(new.since(old))),
        _ => String::new(),
    }
}
