//! The first page of a case: what a person who opens it at three in the morning must see, in that order (ux 5.3, US25).

use askama::Template;

use super::duties::sentence;
use super::{
    Head, address, answer, clock, country_name, decide_by, due_sentence, duty_address, duty_name, framed, left_text,
    open, recipient_name, scope_name, step_link, work_state,
};
use crate::app::views::board::BoardRow;
use crate::app::views::case_page::{self, Awareness, BoardGroup, PhaseState, Standing};
use crate::app::views::{ledger, timeline as record};
use crate::app::{Ctx, cases};
use crate::domain::case::{Case, TaskStatus};
use crate::domain::event::Event;
use crate::domain::situation::{InstantKind, Knowledge, MarketStatus};
use crate::web::components::{Clock, DutyRow, Entry, Shape, State};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::visit::{Answer, Visit};

/// A recipient behind a folded row: address, name, and the next step as address and words.
pub type Member = (String, String, Option<(String, String)>);

/// Rows of the board that stand together, as the template shows them.
pub struct Fold {
    pub row: DutyRow,
    /// Empty for a row that stands alone.
    pub members: Vec<Member>,
    pub href: String,
}

pub struct Group {
    pub heading: String,
    pub folds: Vec<Fold>,
}

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
}

pub struct Question {
    pub href: String,
    pub label: String,
    pub edge: &'static str,
    pub who: String,
    pub when: String,
}

/// What the large box shows where a law gives no figure: time passed, and the day by which the house decides.
pub struct NoFigure {
    pub elapsed: Vec<(i64, &'static str)>,
    pub since: String,
    pub decide_by: String,
}

#[derive(Template)]
#[template(path = "pages/case/overview.html")]
pub struct Overview {
    pub f: Frame,
    pub head: Head,
    pub sentences: Vec<String>,
    pub tags: Vec<(String, &'static str)>,
    pub clock: Option<Clock>,
    pub no_figure: Option<NoFigure>,
    pub what: String,
    pub law: String,
    pub why: String,
    pub in_line: String,
    pub action: Option<(String, String)>,
    pub groups: Vec<Group>,
    pub excluded: Vec<(String, String)>,
    pub not_checked: Vec<(String, String)>,
    pub problems: Vec<String>,
    pub phases: Vec<PhaseLine>,
    pub questions: Vec<Question>,
    pub latest: Vec<Entry>,
    pub people: Vec<(String, String)>,
    pub key_facts: Vec<(&'static str, String)>,
    pub settings: Vec<(String, String)>,
    pub notes_href: String,
    pub base: String,
}

/// Entries of the timeline on this page; the rest is one link away.
const LATEST: usize = 12;

pub async fn overview(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let id = case.id;
    let (organisation_id, who) = (case.organisation, visit.person()?.clone());
    let (recorded, people) = visit
        .run(move |ctx| {
            ctx.store.read(|conn| {
                let recorded = cases::recorded(conn, id)?;
                let people = cases::whom_to_call(conn, &who, organisation_id)?;
                Ok::<_, crate::app::AppError>((recorded, people))
            })
        })
        .await?;
    let page = page(&visit, &case, &organisation, recorded, people);
    answer(&visit, &Form::empty(visit.t()), &page)
}

fn page(
    visit: &Visit,
    case: &Case,
    organisation: &str,
    mut recorded: Vec<record::Recorded>,
    people: Vec<cases::Contact>,
) -> Overview {
    let ctx = visit.ctx();
    let (f, head) = framed(visit, case, organisation, "", case.title.as_str().to_owned());
    let next = case_page::next_deadline(case, f.now);
    let clock = next.as_ref().and_then(|next| clock(&f, &next.row.face));
    let no_figure = next.as_ref().filter(|_| clock.is_none()).map(|next| NoFigure {
        elapsed: next.row.face.elapsed.map(|elapsed| f.t.duration_parts(elapsed)).unwrap_or_default(),
        since: f.of("since", &next.row.duty.planned.trigger.what),
        decide_by: decide_by(&f, next.row.duty).unwrap_or_default(),
    });
    record::newest_first(&mut recorded);
    let latest = latest(&f, ctx, case, &recorded);
    Overview {
        sentences: sentences(&f, &case_page::standing(case, f.now)),
        tags: tags(&f, case),
        what: next.as_ref().map(|next| due_sentence(&f, next)).unwrap_or_default(),
        law: next.as_ref().map(|next| next.row.duty.planned.citation.words()).unwrap_or_default(),
        why: next.as_ref().map(|next| duty_address(case, next.row.duty.number)).unwrap_or_default(),
        in_line: next
            .as_ref()
            .map(|next| {
                let to = recipient_name(ctx, f.t, case, next.row.duty);
                f.with2("case-next-in-line", "to", &to, "state", f.of("work", next.row.work))
            })
            .unwrap_or_default(),
        action: next.as_ref().and_then(|next| {
            // The one primary button names the act and the recipient.
            let (href, act) = step_link(&f, case, &next.row)?;
            let to = recipient_name(ctx, f.t, case, next.row.duty);
            Some((href, f.with2("case-act", "act", &act, "to", &to)))
        }),
        clock,
        no_figure,
        groups: case_page::board(case, f.now).iter().map(|group| board_group(&f, ctx, case, group)).collect(),
        excluded: excluded(&f, ctx, case),
        not_checked: not_checked(&f, ctx, case),
        problems: case.problems.iter().map(|line| sentence(&f, ctx, line, f.zone, None)).collect(),
        phases: phases(&f, case),
        questions: questions(&f, ctx, case),
        latest,
        people: people
            .into_iter()
            .map(|person| (person.name, contact_line(&f, &person.roles, &person.reach)))
            .collect(),
        key_facts: key_facts(&f, ctx, case),
        settings: vec![
            (address(case, "/parties"), f.text("case-settings-parties")),
            (address(case, "/title"), f.text("case-settings-title")),
            match head.closed {
                true => (address(case, "/reopen"), f.text("case-settings-reopen")),
                false => (address(case, "/close"), f.text("case-settings-close")),
            },
        ],
        notes_href: address(case, "/timeline"),
        base: address(case, ""),
        f,
        head,
    }
}

/// What people did last, each with its day. That the plan followed is on the whole timeline; here it would stand after every act.
fn latest(f: &Frame, ctx: &Ctx, case: &Case, recorded: &[record::Recorded]) -> Vec<Entry> {
    let entries = super::timeline::entries(f, ctx, case, recorded);
    let by_people = entries.into_iter().zip(recorded).filter(|(_, row)| !matches!(row.event, Event::Replanned { .. }));
    by_people.map(|((_, entry), _)| Entry { time_text: f.short_moment(&entry.at), ..entry }).take(LATEST).collect()
}

fn contact_line(f: &Frame, roles: &[crate::domain::actor::Role], reach: &str) -> String {
    let roles: Vec<String> = roles.iter().map(|role| f.of("role", role)).collect();
    if reach.is_empty() { roles.join(", ") } else { format!("{}, {reach}", roles.join(", ")) }
}

/// The state of the case in sentences: awareness, notices, what is presumed, what waits.
pub fn sentences(f: &Frame, standing: &Standing) -> Vec<String> {
    let mut lines = Vec::new();
    if standing.closed {
        lines.push(f.text("standing-closed"));
    }
    lines.push(match standing.awareness {
        Awareness::Decided => f.text("standing-aware"),
        Awareness::Disputed => f.text("standing-disputed"),
        Awareness::Open => f.text("standing-not-aware"),
    });
    if standing.owed > 0 {
        lines.push(f.with2("standing-filed", "filed", standing.filed, "owed", standing.owed));
    }
    let counted = [
        ("standing-approved", standing.approved),
        ("standing-unproven", standing.unproven),
        ("standing-overdue", standing.overdue),
        ("standing-presumed", standing.presumed),
        ("standing-second-person", standing.second_person),
    ];
    for (key, count) in counted.into_iter().filter(|(_, count)| *count > 0) {
        lines.push(f.with1(key, "count", count));
    }
    lines
}

fn tags(f: &Frame, case: &Case) -> Vec<(String, &'static str)> {
    let mut tags = vec![(f.of("case-status", case.status), "")];
    let affected = case.markets.iter().filter(|market| market.status == MarketStatus::Affected).count();
    tags.push((f.with2("case-markets", "affected", affected, "all", case.markets.len()), "quiet"));
    if case.drill {
        tags.push((f.text("case-drill"), "warn"));
    }
    tags
}

fn board_group(f: &Frame, ctx: &Ctx, case: &Case, group: &BoardGroup<'_>) -> Group {
    let heading = group
        .first()
        .map(|first| {
            let name = duty_name(f.t, first.duty);
            match first.duty.planned.status {
                crate::domain::plan::DutyStatus::NotStarted => {
                    f.with2("board-group-waits", "what", &name, "count", group.len())
                }
                _ => f.t.with3("board-group", ("what", &name), ("filed", &group.filed), ("owed", &group.owed)),
            }
        })
        .unwrap_or_default();
    Group { heading, folds: group.folds.iter().filter_map(|fold| board_fold(f, ctx, case, fold)).collect() }
}

fn board_fold(f: &Frame, ctx: &Ctx, case: &Case, fold: &[BoardRow<'_>]) -> Option<Fold> {
    let first = fold.first()?;
    let planned = &first.duty.planned;
    let (left_text, runs) = left_text(f, first);
    let due_at = if first.face.target_passed { planned.legal_term_at } else { planned.target_at };
    let due_text = match due_at {
        Some(at) if first.face.target_passed => f.with1("due-legal", "at", f.short_moment(&at)),
        Some(at) => f.short_moment(&at),
        None if first.duty.planned.status == crate::domain::plan::DutyStatus::NotStarted => f.text("due-not-started"),
        None => match decide_by(f, first.duty) {
            Some(by) => format!("{}, {by}", f.text("due-no-figure")),
            None => f.text("due-no-figure"),
        },
    };
    let members: Vec<_> = fold
        .iter()
        .map(|row| {
            (duty_address(case, row.duty.number), recipient_name(ctx, f.t, case, row.duty), step_link(f, case, row))
        })
        .collect();
    let (recipient, how) = match fold {
        [row] => (recipient_name(ctx, f.t, case, row.duty), how(f, row)),
        _ => (folded_name(f, ctx, case, fold), String::new()),
    };
    Some(Fold {
        row: DutyRow {
            recipient,
            how,
            due: due_at,
            due_text,
            left_text,
            runs,
            state: work_state(f, case, first),
            why: super::why_address(case, first.duty.number),
            action: if fold.len() == 1 { step_link(f, case, first) } else { None },
        },
        members: if fold.len() == 1 { Vec::new() } else { members },
        href: duty_address(case, first.duty.number),
    })
}

/// Up to five are named by their place, more are counted; all stand behind it, each with its link.
fn folded_name(f: &Frame, ctx: &Ctx, case: &Case, fold: &[BoardRow<'_>]) -> String {
    const NAMED: usize = 5;
    let names = fold.iter().map(|row| recipient_name(ctx, f.t, case, row.duty));
    let mut places: Vec<String> = names.map(|name| name.split(" · ").next().unwrap_or_default().to_owned()).collect();
    places.dedup();
    let count = f.with1("board-folded", "count", fold.len());
    if places.len() <= NAMED { format!("{} ({count})", places.join(", ")) } else { count }
}

/// Channel and language of the recipient, and whether anybody read its record at a source.
fn how(f: &Frame, row: &BoardRow<'_>) -> String {
    let planned = &row.duty.planned;
    let mut parts = Vec::new();
    if let Some(channel) = planned.channels.first() {
        parts.push(super::channel_name(f.t, channel));
    }
    if let Some(language) = planned.languages.first() {
        parts.push(language_name(f, language));
    }
    if planned.kind == crate::domain::plan::DutyKind::Authority && !planned.recipient.verified {
        parts.push(f.text("duty-recipient-unverified"));
    }
    parts.join(", ")
}

pub fn language_name(f: &Frame, tag: &str) -> String {
    let code = tag.split('-').next().unwrap_or(tag);
    if f.t.has(&format!("language-{code}")) { f.of("language", code) } else { tag.to_owned() }
}

fn excluded(f: &Frame, ctx: &Ctx, case: &Case) -> Vec<(String, String)> {
    let name = |excluded: &crate::domain::plan::Excluded| {
        let market = excluded.market.as_ref().map(|country| country_name(ctx, f.t.lang, country.as_str()));
        let rule = excluded.rule.as_ref().map(|rule| super::rule_name(f.t, rule, "", ""));
        [market, excluded.recipient.clone(), rule].into_iter().flatten().collect::<Vec<_>>().join(" · ")
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
fn not_checked(f: &Frame, ctx: &Ctx, case: &Case) -> Vec<(String, String)> {
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
    lines.into_iter().map(|(line, countries)| (line, countries.join(", "))).collect()
}

fn phases(f: &Frame, case: &Case) -> Vec<PhaseLine> {
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
                tasks: row.tasks.iter().map(|task| task_line(f, task)).collect(),
            }
        })
        .collect()
}

pub fn task_line(f: &Frame, task: &crate::domain::case::Task) -> TaskLine {
    let due = task.due_on.map(|day| f.with1("task-by", "day", f.t.day(day)));
    let owner = (!task.owner.is_blank()).then(|| task.owner.as_str().to_owned());
    TaskLine {
        number: task.number,
        title: task.title.as_str().to_owned(),
        who: [owner, due].into_iter().flatten().collect::<Vec<_>>().join(", "),
        done: task.status == TaskStatus::Done,
        must: task.must,
    }
}

fn questions(f: &Frame, ctx: &Ctx, case: &Case) -> Vec<Question> {
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
fn key_facts(f: &Frame, ctx: &Ctx, case: &Case) -> Vec<(&'static str, String)> {
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
