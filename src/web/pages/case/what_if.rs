//! What if: the case's moments, markets, data, controllers, decisions and filings taken otherwise, and what the duties would be.
//! Nothing is stored; the page says so at the top, on paper and in its title, and holds no button that acts on the case.

use askama::Template;

use super::instant_form::scope_choices;
use super::what_if_form::{self as form_of, AskController, Subject, Understood};
use super::{Head, address, framed, open, planned_name, recipient_name_of};
use crate::app::Ctx;
use crate::app::cases::{self, Proposed, Scenario, Supposed, Tried};
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
    /// The recipients where several duties would differ alike; then `duty` says what and how many.
    pub members: Vec<String>,
    pub before: Vec<String>,
    pub after: Vec<String>,
    pub by: String,
}

/// Duties that would differ in the same way.
pub struct Group {
    pub id: String,
    pub heading: String,
    pub lines: Vec<Line>,
}

/// What proposals would ask: apart from the law, with totals of its own.
pub struct ProposedBlock {
    /// Which proposals were chosen.
    pub names: Vec<String>,
    pub summary: String,
    pub groups: Vec<Group>,
}

pub struct Outcome {
    pub groups: Vec<Group>,
    pub summary: String,
    /// What was supposed, one sentence each.
    pub supposed: Vec<String>,
    pub problems: Vec<String>,
    pub proposed: Option<ProposedBlock>,
}

#[derive(Template)]
#[template(path = "pages/case/what_if.html")]
pub struct WhatIfPage {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    /// The form as the record would fill it: what differs from it stands open.
    pub was: Form,
    pub subject: Subject,
    pub kinds: Vec<Choice>,
    pub scopes: Vec<Choice>,
    pub outcome: Option<Outcome>,
    pub action: String,
    pub back: String,
}

impl WhatIfPage {
    /// Whether something is supposed of a controller, or typed wrongly: otherwise it is one line.
    fn is_open(&self, one: &AskController) -> bool {
        let asks = [&one.roles, &one.seats, &one.new_seat, &one.main, &one.representative, &one.region];
        let sets = self.subject.data_sets.iter().flat_map(|(hit, scope)| [hit, scope]);
        let about = sets.chain(&self.subject.markets).filter(|ask| ask.owner == one.id);
        let names = asks.into_iter().chain(about).map(|ask| ask.name.as_str());
        names.chain(one.starts.iter().map(|(name, ..)| name.as_str())).any(|name| self.differs(name))
    }

    fn decides(&self) -> bool {
        self.subject.decisions.iter().any(|ask| self.differs(&ask.name))
    }

    fn differs(&self, name: &str) -> bool {
        let said =
            |form: &Form| form.values(name).iter().filter(|value| !value.is_empty()).cloned().collect::<Vec<_>>();
        self.form.error(name).is_some() || said(&self.form) != said(&self.was)
    }
}

pub async fn show(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let owner = case.organisation;
    let law = visit.run(move |ctx| cases::law(ctx, owner)).await?;
    let duties = cases::supposed_duties(&law, &case.situation(), &[], visit.now());
    let subject = form_of::subject(visit.ctx(), &law, visit.t(), &case, &duties);
    let form = form_of::filled(visit.t(), &law, &case, &subject);
    let (f, head) = frame(&visit, &case, &organisation);
    visit.page(&page(&visit, f, head, &case, subject, (form.clone(), form), None))
}

/// A POST, because what somebody supposes of a breach should not stand in addresses and logs; it changes nothing.
pub async fn try_out(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let owner = case.organisation;
    let law = visit.run(move |ctx| cases::law(ctx, owner)).await?;
    let (f, head) = frame(&visit, &case, &organisation);
    let Understood { subject, form, scenario } = form_of::read(&visit, &f, &law, &case);
    let was = form_of::filled(visit.t(), &law, &case, &subject);
    let Some(scenario) = scenario else {
        return visit.page_with_problems(&page(&visit, f, head, &case, subject, (form, was), None));
    };
    let (who, reference, asked) = (visit.person()?.clone(), case.reference.clone(), scenario.clone());
    let (case, tried) = visit.run(move |ctx| cases::try_scenario(ctx, &who, &reference, &asked)).await?;
    let outcome = outcome(&f, visit.ctx(), &case, &scenario, &tried);
    visit.page(&page(&visit, f, head, &case, subject, (form, was), Some(outcome)))
}

/// Nobody takes this page for the case: the band under the header says so, whatever else it had to say.
fn frame(visit: &Visit, case: &Case, organisation: &str) -> (Frame, Head) {
    let t = visit.t();
    let (mut f, mut head) = framed(visit, case, organisation, "/duties", t.text("what-if-title"));
    let band = t.with1("what-if-band", "reference", &case.reference);
    f.band = Some(match f.band.take() {
        Some(other) => format!("{band} {other}"),
        None => band,
    });
    f.drill = true;
    // The real clock has no place beside a supposed one.
    head.strip = None;
    (f, head)
}

fn page(
    visit: &Visit,
    f: Frame,
    head: Head,
    case: &Case,
    subject: Subject,
    (form, was): (Form, Form),
    outcome: Option<Outcome>,
) -> WhatIfPage {
    let t = visit.t();
    let f = f.problems(!form.is_good());
    let mut kinds = vec![Choice::new("", f.text("what-if-none"))];
    kinds.extend(InstantKind::ALL.iter().map(|kind| Choice::new(kind, t.of("instant", kind))));
    WhatIfPage {
        outcome,
        kinds,
        scopes: scope_choices(visit.ctx(), t, case),
        action: address(case, "/what-if"),
        back: address(case, "/duties"),
        subject,
        form,
        was,
        f,
        head,
    }
}

fn groups(f: &Frame, ctx: &Ctx, case: &Case, differences: &[Difference], prefix: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for kind in DifferenceKind::ALL {
        let of_kind = differences.iter().filter(|one| one.kind == *kind);
        let lines = folded(f, of_kind.filter_map(|one| line(f, ctx, case, one)));
        if !lines.is_empty() {
            let count = lines.iter().map(|line| line.members.len().max(1)).sum::<usize>();
            let heading = f.with2("what-if-group", "what", f.of("difference", kind), "count", count);
            groups.push(Group { id: format!("{prefix}-{kind}"), heading, lines });
        }
    }
    groups
}

fn outcome(f: &Frame, ctx: &Ctx, case: &Case, scenario: &Scenario, tried: &Tried) -> Outcome {
    let differ = tried.differences.len();
    let same =
        tried.after.duties.len().saturating_sub(tried.differences.iter().filter(|one| one.after.is_some()).count());
    let summary = match (scenario.supposed.is_empty(), differ) {
        (true, _) if scenario.proposals.is_empty() => f.text("what-if-nothing-supposed"),
        (true, _) => f.text("what-if-law-as-it-is"),
        (false, 0) => f.with1("what-if-nothing-differs", "same", same),
        (false, _) => f.with2("what-if-summary", "differ", differ, "same", same),
    };
    let mut named_in = case.clone();
    for one in &scenario.supposed {
        match one {
            Supposed::Controller(one) => {
                cases::put_by_key(&mut named_in.controllers, one.clone(), |one| one.id.clone())
            }
            Supposed::DataSet(one) => cases::put_by_key(&mut named_in.data_sets, one.clone(), |one| one.id.clone()),
            _ => {}
        }
    }
    Outcome {
        groups: groups(f, ctx, &named_in, &tried.differences, "d"),
        summary,
        supposed: form_of::told(f, ctx, case, &named_in, scenario),
        problems: tried
            .after
            .problems
            .iter()
            .filter(|problem| !tried.before.problems.contains(problem))
            .map(|problem| super::duties::arithmetic_line(f, ctx, problem, f.zone))
            .collect(),
        proposed: tried.proposed.as_ref().map(|proposed| proposed_block(f, ctx, &named_in, scenario, proposed)),
    }
}

fn proposed_block(f: &Frame, ctx: &Ctx, case: &Case, scenario: &Scenario, proposed: &Proposed) -> ProposedBlock {
    let name = |id: &String| {
        let key = format!("law-rule-{id}");
        if f.t.has(&key) { f.text(key) } else { id.clone() }
    };
    let differ = proposed.differences.len();
    ProposedBlock {
        names: scenario.proposals.iter().map(name).collect(),
        summary: f.with2("what-if-proposed-summary", "duties", proposed.duties.len(), "differ", differ),
        groups: groups(f, ctx, case, &proposed.differences, "p"),
    }
}

/// Duties that would differ in the same way, on one line with their recipients behind it.
fn folded(f: &Frame, lines: impl Iterator<Item = (String, String, Line)>) -> Vec<Line> {
    let mut all: Vec<(String, Line)> = Vec::new();
    for (name, to, line) in lines {
        let alike = |(of, known): &&mut (String, Line)| {
            *of == name && known.before == line.before && known.after == line.after && known.by == line.by
        };
        match all.iter_mut().find(alike) {
            Some((_, known)) => known.members.push(to),
            None => all.push((name, Line { members: vec![to], ..line })),
        }
    }
    let shown = |(name, mut line): (String, Line)| {
        if line.members.len() == 1 {
            line.members.clear();
        } else {
            line.duty = format!("{name}: {}", f.with1("board-folded", "count", line.members.len()));
        }
        line
    };
    all.into_iter().map(shown).collect()
}

/// What it is, to whom, and the line it makes by itself.
fn line(f: &Frame, ctx: &Ctx, case: &Case, one: &Difference) -> Option<(String, String, Line)> {
    let duty = one.duty()?;
    let to = recipient_name_of(ctx, f.t, case, duty);
    let name = planned_name(f.t, duty);
    let line = Line {
        duty: format!("{to} · {name}"),
        members: Vec::new(),
        before: one.before.as_ref().map(|duty| stands(f, ctx, case, duty)).unwrap_or_default(),
        after: one.after.as_ref().map(|duty| stands(f, ctx, case, duty)).unwrap_or_default(),
        by: moved_by(f, one),
    };
    Some((name, to, line))
}

/// How a duty stands: status, start, target, legal term, what would decide.
pub fn stands(f: &Frame, ctx: &Ctx, case: &Case, duty: &PlannedDuty) -> Vec<String> {
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
        let facts: Vec<String> =
            duty.deciding_facts.iter().map(|key| super::deciding_name(ctx, f.t, case, key)).collect();
        lines.push(f.with1("duty-decided-by", "facts", f.t.list(&facts)));
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
