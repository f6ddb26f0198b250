//! What the first page says beside the clocks: phases, open questions, key facts, what the plan did not look at.

use super::duties::sentence;
use super::{address, country_name, scope_name};
use crate::app::Ctx;
use crate::app::cases::packs;
use crate::app::law::Law;
use crate::app::views::case_page::{self, PhaseState};
use crate::app::views::ledger;
use crate::domain::case::{Case, TaskStatus};
use crate::domain::situation::{InstantKind, Knowledge};
use crate::web::components::{Shape, State};
use crate::web::frame::Frame;

/// One phase of the task list with its own tasks.
pub struct PhaseLine {
    pub href: String,
    pub label: String,
    pub state: State,
    pub tasks: Vec<TaskLine>,
}

pub struct TaskLine {
    pub number: u32,
    pub title: String,
    pub who: String,
    pub done: bool,
    pub must: bool,
    /// Due and not done.
    pub late: bool,
    /// Why it is to be done and what asks for it, for a task of a pack.
    pub why: String,
    pub source: String,
    /// Where an exchange is answered: its answer does the task.
    pub answer_href: Option<String>,
}

pub struct Question {
    pub href: String,
    pub label: String,
    pub edge: &'static str,
    pub who: String,
    pub when: String,
}

pub(in crate::web) fn excluded(f: &Frame, ctx: &Ctx, case: &Case) -> Vec<(String, String)> {
    let name = |excluded: &crate::domain::plan::Excluded| {
        let market = excluded.market.as_ref().map(|country| country_name(ctx, f.t.lang, country.as_str()));
        let rule = excluded.rule.as_ref().map(|rule| super::rule_name(f.t, rule, "", ""));
        let named =
            |id: &String| ctx.policy.authority(id).map_or_else(|| id.clone(), |record| f.authority(&record.name));
        [market, excluded.recipient.as_ref().map(named), rule].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    // Why somebody left a market out stands with the market, not in the plan.
    let left_out = |excluded: &crate::domain::plan::Excluded| {
        let market = case.markets.iter().find(|market| Some(&market.country) == excluded.market.as_ref())?;
        let key = excluded.reason.key.as_str();
        let reason = market.reason.as_ref().filter(|_| key.starts_with("law-market-"))?;
        Some(f.with1(key, "reason", reason.as_str()))
    };
    let why = |excluded| left_out(excluded).unwrap_or_else(|| sentence(f, ctx, &excluded.reason, f.zone, None));
    case.excluded.iter().map(|excluded| (name(excluded), why(excluded))).collect()
}

/// What the plan did not look at, one line per regime with its countries.
pub(in crate::web) fn not_checked(f: &Frame, ctx: &Ctx, case: &Case) -> Vec<(String, String)> {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for not in &case.not_checked {
        let country = not.country.as_ref().map(|country| country_name(ctx, f.t.lang, country.as_str()));
        let key = format!("law-regime-name-{}", not.regime);
        let name = f.t.has(&key).then(|| f.text(&key));
        let line = sentence(f, ctx, &not.reason, f.zone, name.as_deref());
        match lines.iter_mut().find(|(known, _)| *known == line) {
            Some((_, countries)) => countries.extend(country),
            None => lines.push((line, country.into_iter().collect())),
        }
    }
    lines.into_iter().map(|(line, countries)| (line, f.t.list(&countries))).collect()
}

pub(super) fn phases(f: &Frame, ctx: &Ctx, case: &Case) -> Vec<PhaseLine> {
    case_page::phases(case, f.now)
        .into_iter()
        .map(|row| {
            let shape = match row.state {
                PhaseState::NotStarted => Shape::None,
                PhaseState::InProgress => Shape::Half,
                PhaseState::Done => Shape::Ok,
                PhaseState::Blocked => Shape::Off,
                PhaseState::Urgent => Shape::Urgent,
            };
            let state = f.of("phase-state", row.state);
            let label = match row.all {
                0 => state,
                _ => f.t.with3("phase-progress", ("state", &state), ("done", &row.done), ("all", &row.all)),
            };
            let path = match row.phase {
                crate::domain::case::Phase::Facts => "/facts",
                crate::domain::case::Phase::Awareness => "/instants",
                crate::domain::case::Phase::Risk | crate::domain::case::Phase::Duties => "/decide",
                crate::domain::case::Phase::Authorities => "/notices",
                crate::domain::case::Phase::People => "/communications",
                crate::domain::case::Phase::Learn => "/tasks",
            };
            PhaseLine {
                href: address(case, path),
                label: f.of("phase", row.phase),
                state: State::new(shape, label),
                tasks: row.tasks.iter().map(|task| task_line(f, &ctx.policy, task)).collect(),
            }
        })
        .collect()
}

pub fn task_line(f: &Frame, law: &Law, task: &crate::domain::case::Task) -> TaskLine {
    let (title, why) = packs::told(law, task, f.t.lang.as_str());
    let over = task
        .due_at
        .map_or_else(|| task.due_on.is_some_and(|day| f.now.in_zone(f.zone).date_naive() > day), |due| f.is_past(&due));
    let day = || task.due_on.map(|day| f.t.day(day));
    let due = task.due_at.map(|at| f.moment(&at)).or_else(day).map(|by| f.with1("task-by", "day", &by));
    let owner = (!task.owner.is_blank()).then(|| task.owner.as_str().to_owned());
    TaskLine {
        number: task.number,
        title: match (task.filing, task.answers) {
            _ if task.translates.is_some() => f.with1("task-translate", "to", task.title.as_str()),
            (Some(_), _) => f.with1("task-hand-in-again", "to", task.title.as_str()),
            (_, Some(_)) => f.with1("task-answer", "to", task.title.as_str()),
            _ => title.to_owned(),
        },
        answer_href: None,
        late: over && task.is_open(),
        why: why.to_owned(),
        source: task.pack.as_ref().map(|from| from.source.clone()).unwrap_or_default(),
        who: [owner, due].into_iter().flatten().collect::<Vec<_>>().join(", "),
        done: task.status == TaskStatus::Done,
        must: task.must,
    }
}

pub(super) fn questions(f: &Frame, ctx: &Ctx, case: &Case) -> Vec<Question> {
    case_page::open_questions(case)
        .into_iter()
        .map(|entry| {
            let fact = &entry.fact;
            let scope = ledger::scope_word(&fact.scope);
            let mut label = super::facts::label(ctx, f.t, &fact.id);
            if fact.scope.kind != crate::domain::situation::ScopeKind::Case {
                label = format!("{label} · {}", scope_name(ctx, f.t, case, &fact.scope));
            }
            if fact.state == Knowledge::Estimated {
                label = format!("{label}: {}", super::facts::value_words(ctx, f.t, &fact.id, &fact.value));
            }
            Question {
                href: address(case, &format!("/facts/{}?scope={scope}", fact.id)),
                label,
                edge: if fact.state == Knowledge::Unknown { "k k-ask" } else { "k k-est" },
                who: fact.who.as_str().to_owned(),
                when: fact.by.map(|day| f.with1("task-by", "day", f.t.day(day))).unwrap_or_default(),
            }
        })
        .collect()
}

/// The moments that decide, and what is known of confidentiality, integrity and availability.
pub(super) fn key_facts(f: &Frame, ctx: &Ctx, case: &Case) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    for what in [InstantKind::Occurred, InstantKind::FirstSignal, InstantKind::Detected611, InstantKind::Aware] {
        if let Some(entry) = case.instants_in_force().find(|entry| entry.what == what) {
            let edge = if entry.certainty == crate::domain::case::Certainty::Confirmed { "k" } else { "k k-est" };
            facts.push((edge, f.with2("key-fact", "what", f.of("instant", what), "value", f.moment(&entry.at))));
        }
    }
    let states = ["nature.cia", "nature.confidentiality_state", "nature.integrity_state", "nature.availability_state"];
    for id in states {
        let Some(entry) = case.facts.iter().find(|entry| entry.fact.id == id) else { continue };
        let edge = super::facts::edge(entry.fact.state);
        let value = match entry.fact.state {
            Knowledge::Known | Knowledge::Estimated => {
                super::facts::plain_value_words(f.t, &crate::domain::project::reveal(&entry.fact.value))
            }
            state => f.of("knowledge", state),
        };
        facts.push((edge.as_str(), f.with2("key-fact", "what", super::facts::label(ctx, f.t, id), "value", &value)));
    }
    facts
}
