//! The first page of a case: what a person who opens it at three in the morning must see, in that order (ux 5.3, US25).

use askama::Template;

use super::at_hand::{PhaseLine, Question, excluded, key_facts, not_checked, phases, questions};
use super::board::{self, BoardView, Extent};
use super::board_filter::Filter;
use super::duties::sentence;
use super::{
    Head, address, answer, clock, decide_by, due_sentence, duty_address, framed, open, recipient_name, step_link,
};
use crate::app::cases::linking;
use crate::app::member::SignedIn;
use crate::app::organisation::Settings;
use crate::app::reach;
use crate::app::views::case_page::{self, Awareness};
use crate::app::views::timeline as record;
use crate::app::{Ctx, cases};
use crate::domain::case::Case;
use crate::domain::links::{CaseLink, LinkedTo};
use crate::domain::situation::{Knowledge, MarketStatus};
use crate::web::citations;
use crate::web::components::{Clock, Entry};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::spoken::Spoken;
use crate::web::visit::{Answer, Visit};

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
    pub tags: Vec<(String, &'static str)>,
    pub clock: Option<Clock>,
    pub no_figure: Option<NoFigure>,
    pub what: String,
    pub law: Spoken,
    pub why: String,
    /// What is missing now: address and sentence.
    pub missing: Vec<(String, String)>,
    pub action: Option<(String, String)>,
    pub board: BoardView,
    pub excluded: Vec<(String, String)>,
    pub not_checked: Vec<(String, String)>,
    pub problems: Vec<String>,
    pub phases: Vec<PhaseLine>,
    pub questions: Vec<Question>,
    /// What stands in their place where there are none.
    pub no_questions: String,
    pub latest: Vec<Entry>,
    pub people: Vec<(String, String)>,
    pub key_facts: Vec<(&'static str, String)>,
    /// Cases that belong to this one: address and words; the address is empty for a breach elsewhere.
    pub links: Vec<(String, String)>,
    pub settings: Vec<(String, String)>,
    pub notes_href: String,
    pub base: String,
}

/// Entries of the timeline on this page; the rest is one link away.
const LATEST: usize = 5;

pub async fn overview(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let id = case.id;
    let (of, who, word) = (case.clone(), visit.person()?.clone(), visit.t().text("links-hidden"));
    let (recorded, people, links, settings) = visit
        .run(move |ctx| {
            ctx.store.read(|conn| {
                let recorded = cases::acts_recorded(conn, id)?;
                let recorded = linking::veiled(conn, &who, &of, recorded, &word)?;
                let people = cases::whom_to_call(conn, &of)?;
                let links = linking::shown(conn, &who, &of)?;
                let settings = reach::settings_of(conn, of.organisation)?;
                Ok::<_, crate::app::AppError>((recorded, people, links, settings))
            })
        })
        .await?;
    let works = visit.person()?.has_role(case.organisation, crate::app::member::WORKERS);
    let recorded = recorded.into_iter().filter(|row| works || !row.is_privileged()).collect();
    let mut page = page(&visit, visit.person()?, &case, &organisation, &settings, (recorded, people));
    page.links = links.iter().map(|shown| linked(&page.f, &shown.link)).collect();
    answer(&visit, &Form::empty(visit.t()), &page)
}

fn page(
    visit: &Visit,
    who: &SignedIn,
    case: &Case,
    organisation: &str,
    settings: &Settings,
    (mut recorded, people): (Vec<record::Recorded>, Vec<cases::Contact>),
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
    let filter = Filter::none(who, &visit.asked.query);
    let board = board::view(&f, ctx, case, settings, &filter, Extent::Pressing);
    record::newest_first(&mut recorded);
    let latest = latest(&f, ctx, case, &recorded);
    Overview {
        tags: tags(&f, case),
        what: next.as_ref().map(|next| due_sentence(&f, next)).unwrap_or_default(),
        law: next
            .as_ref()
            .map(|next| {
                let citation = &next.row.duty.planned.citation;
                citations::brief(f.t, &citation.act, &citation.article)
            })
            .unwrap_or_default(),
        why: next.as_ref().map(|next| duty_address(case, next.row.duty.number)).unwrap_or_default(),
        missing: missing(&f, case),
        action: next.as_ref().and_then(|next| {
            // The one primary button names the act and the recipient.
            let (href, act) = step_link(&f, ctx, case, &next.row)?;
            let to = recipient_name(ctx, f.t, case, next.row.duty);
            Some((href, f.with2("case-act", "act", &act, "to", &to)))
        }),
        clock,
        no_figure,
        board,
        excluded: excluded(&f, ctx, case),
        not_checked: not_checked(&f, ctx, case),
        problems: case.problems.iter().map(|line| sentence(&f, ctx, line, f.zone, None)).collect(),
        phases: phases(&f, ctx, case),
        questions: questions(&f, ctx, case),
        no_questions: f.text(if case.facts.is_empty() { "case-no-facts-yet" } else { "case-no-open-questions" }),
        latest,
        people: people
            .into_iter()
            .map(|person| (person.name, contact_line(&f, &person.roles, &person.reach)))
            .collect(),
        key_facts: key_facts(&f, ctx, case),
        links: Vec::new(),
        settings: [
            (address(case, "/handover"), f.text("handover-title")),
            (address(case, "/people"), f.text("phones-title")),
            (address(case, "/tasks"), f.text("tasks-title")),
            (address(case, "/comments"), f.with1("comments-link", "count", case.comments.len())),
            (address(case, "/correspondence"), f.with1("correspondence-link", "count", case.exchanges.len())),
            (address(case, "/parties"), f.text("case-settings-parties")),
            (address(case, "/title"), f.text("case-settings-title")),
            (address(case, "/links"), f.text("links-title")),
            match head.closed {
                true => (address(case, "/reopen"), f.text("case-settings-reopen")),
                false => (address(case, "/close"), f.text("case-settings-close")),
            },
        ]
        .into_iter()
        .chain(
            who.has_role(case.organisation, crate::app::member::APPROVERS)
                .then(|| (address(case, "/access"), f.text("access-title"))),
        )
        .collect(),
        notes_href: address(case, "/timeline"),
        base: address(case, ""),
        f,
        head,
    }
}

/// What people did last, each with its day. That the plan followed is on the whole timeline; here it would stand after every act.
fn latest(f: &Frame, ctx: &Ctx, case: &Case, recorded: &[record::Recorded]) -> Vec<Entry> {
    let latest = recorded.iter().take(LATEST).map(|row| super::entries::entry(f, ctx, case, recorded, row));
    latest
        .map(|entry| Entry {
            time_text: f.short_moment(&entry.at),
            // In short: the whole of it stands on the timeline.
            body: Some(entry.body.join(" · ")).filter(|body| !body.is_empty()).into_iter().collect(),
            links: entry.links.into_iter().take(1).collect(),
            ..entry
        })
        .collect()
}

fn contact_line(f: &Frame, roles: &[crate::domain::actor::Role], reach: &str) -> String {
    let roles: Vec<String> = roles.iter().map(|role| f.of("role", role)).collect();
    let roles = f.t.list(&roles);
    if reach.is_empty() { roles } else { format!("{roles}, {reach}") }
}

/// What is missing, in the order in which it presses, each with where it is found. What is done stands on its own pages.
fn missing(f: &Frame, case: &Case) -> Vec<(String, String)> {
    let standing = case_page::standing(case, f.now);
    let mut lines = Vec::new();
    let mut put = |path: &str, words: String| lines.push((address(case, path), words));
    if standing.closed {
        put("/timeline", f.text("standing-closed"));
    }
    let counted = |key: &str, count: usize| (count > 0).then(|| f.with1(key, "count", count));
    if let Some(words) = counted("standing-overdue", standing.overdue) {
        put("/duties?state=overdue", words);
    }
    match standing.awareness {
        Awareness::Decided => {}
        Awareness::Disputed => put("/instants", f.text("standing-disputed")),
        Awareness::Open => put("/instants", f.text("standing-not-aware")),
    }
    if standing.owed > standing.filed {
        let words = f.with2("standing-filed", "filed", standing.filed, "owed", standing.owed);
        put("/duties?to=authorities", words);
    }
    if let Some(words) = counted("standing-second-person", standing.second_person) {
        let decision = case.decisions.iter().find(|decision| !decision.in_force());
        let path = decision.map_or("/instants".to_owned(), |decision| format!("/decisions/{}", decision.number));
        put(&path, words);
    }
    if let Some(words) = counted("standing-approved", standing.approved) {
        put("/duties?state=approved", words);
    }
    // What is not known opens the duties that are presumed: it comes before them, and stays on the first screen of a telephone.
    let unknown: Vec<_> =
        case_page::open_questions(case).into_iter().filter(|one| one.fact.state == Knowledge::Unknown).collect();
    if let Some(first) = unknown.first() {
        let by = first.fact.by.map(|day| f.with1("task-by", "day", f.t.day(day))).unwrap_or_default();
        put("#open", f.with2("standing-unknown", "count", unknown.len(), "by", &by));
    }
    for (key, count, path) in [
        ("standing-unproven", standing.unproven, "/duties?state=unproven"),
        ("standing-presumed", standing.presumed, "/duties?state=to_do"),
    ] {
        if let Some(words) = counted(key, count) {
            put(path, words);
        }
    }
    lines
}

fn linked(f: &Frame, link: &CaseLink) -> (String, String) {
    let (href, name) = match &link.to {
        LinkedTo::Case { reference, .. } => (format!("/cases/{reference}"), reference.as_str()),
        LinkedTo::Elsewhere(what) => (String::new(), what.as_str()),
    };
    (href, f.with2("links-short", "relation", f.of("relation", link.relation), "name", name))
}

fn tags(f: &Frame, case: &Case) -> Vec<(String, &'static str)> {
    let mut tags = vec![(f.of("case-status", case.status), "")];
    let affected = case.markets.iter().filter(|market| market.status == MarketStatus::Affected).count();
    tags.push((f.with2("case-markets", "affected", affected, "all", case.markets.len()), "quiet"));
    if case.imported.is_some() {
        tags.push((f.text("register-origin-imported"), "quiet"));
    }
    if case.drill {
        tags.push((f.text("case-drill"), "warn"));
    }
    tags
}
