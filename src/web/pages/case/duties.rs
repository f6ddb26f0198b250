//! Duties of a case: the whole board, and one duty explained line by line so that nobody has to believe a date.

use askama::Template;

use super::at_hand::{excluded, not_checked};
use super::board::{BoardView, Extent, language_name};
use super::board_filter::{Choices, Filter};
use super::law_words::{Term, lead, origin_words, removed_by, rule_words, terms, zone_of};
pub use super::law_words::{arithmetic_line, basis_name, sentence};
use super::{
    Head, address, clock, deciding_address, deciding_name, duty_address, duty_name, framed, known, moment_with_utc,
    open, recipient_name, step_link, work_state,
};
use crate::app::admin::own_authorities::UNRECORDED;
use crate::app::admin::own_rules;
use crate::app::authority_address::reached;
use crate::app::law::Law;
use crate::app::organisation::Settings;
use crate::app::views::board;
use crate::app::views::timeline::Recorded;
use crate::app::{Ctx, cases};
use crate::domain::case::{Case, Duty};
use crate::domain::event::Event;
use crate::domain::plan::{DutyKind, DutyStatus, PlannedDuty};
use crate::domain::values::At;
use crate::web::citations::cited;
use crate::web::components::{Clock, State, SummaryRow};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::authorities;
use crate::web::pages::notices::sheet::sheet_address;
use crate::web::pages::reach::{Way, ways_of};
use crate::web::problem::Problem;
use crate::web::query;
use crate::web::spoken::Spoken;
use crate::web::visit::{Answer, Visit};

/// A duty that is owed no more, with when it fell away and the entry that removed it.
pub struct GoneRow {
    pub href: String,
    pub name: String,
    pub why: String,
    /// The entry in the timeline; none where no entry of a person went with it, as when the rules changed.
    pub entry: Option<(String, String)>,
}

/// Rows of all that fell away, from the record: the change of plan that removed a duty, and what was entered with it.
fn gone_rows(f: &Frame, ctx: &Ctx, case: &Case, recorded: &[Recorded]) -> Vec<GoneRow> {
    let row = |duty: &Duty| {
        let removes =
            |row: &&Recorded| matches!(&row.event, Event::Replanned(plan) if plan.gone.contains(&duty.number));
        let removed = recorded.iter().rev().find(removes);
        // One change is one moment of the record; the entry before the new plan is what asked for it.
        let cause = removed.and_then(|plan| {
            let same = |row: &&Recorded| row.seq < plan.seq && row.recorded_at == plan.recorded_at;
            recorded.iter().rev().filter(same).find(|row| !matches!(row.event, Event::Replanned(_)))
        });
        let why = match (removed, cause) {
            (Some(plan), Some(_)) => f.with1("duty-gone-at", "at", f.moment(&plan.recorded_at)),
            (Some(plan), None) => f.with1("duty-gone-by-rules", "at", f.moment(&plan.recorded_at)),
            (None, _) => String::new(),
        };
        GoneRow {
            href: duty_address(case, duty.number),
            name: format!("{} · {}", recipient_name(ctx, f.t, case, duty), duty_name(f.t, duty)),
            why,
            entry: cause.map(|row| {
                let entry = super::entries::entry(f, ctx, case, recorded, row);
                let said: Vec<String> = std::iter::once(entry.title).chain(entry.body.into_iter().take(1)).collect();
                (address(case, &format!("/timeline#{}", entry.id)), said.join(": "))
            }),
        }
    };
    case.duties.iter().filter(|duty| duty.gone).map(row).collect()
}

#[derive(Template)]
#[template(path = "pages/case/duties.html")]
pub struct Duties {
    pub f: Frame,
    pub head: Head,
    pub board: BoardView,
    pub filter: Form,
    pub choices: Choices,
    pub filtered: bool,
    pub chips: Vec<(String, String)>,
    pub count: String,
    /// The same page with every line open, or folded again.
    pub open: (String, String),
    pub gone: Vec<GoneRow>,
    pub excluded: Vec<(String, String)>,
    pub not_checked: Vec<(String, String)>,
    pub here: String,
    pub decide_href: String,
    pub what_if_href: String,
    pub as_of_href: String,
    pub clocks_href: String,
}

pub async fn list(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let (f, head) = framed(&visit, &case, &organisation, "/duties", visit.t().text("duties-title"));
    let (ctx, who, query) = (visit.ctx(), visit.person()?, &visit.asked.query);
    let id = case.organisation;
    let settings = visit.run(move |ctx| ctx.store.read(|conn| crate::app::reach::settings_of(conn, id))).await?;
    let filter = Filter::of(who, query);
    let shown = case.duties.iter().filter(|duty| !duty.gone);
    let all = shown.clone().count();
    let shown = shown.filter(|duty| filter.takes(ctx, &case, &board::row(&case, duty, f.now))).count();
    let case_id = case.id;
    // The record is read only where something fell away.
    let gone = match case.duties.iter().any(|duty| duty.gone) {
        true => visit.run(move |ctx| ctx.store.read(|conn| cases::recorded(conn, case_id))).await?,
        false => Vec::new(),
    };
    let gone = gone_rows(&f, ctx, &case, &gone);
    let page = Duties {
        board: super::board::view(&f, ctx, &case, &settings, &filter, Extent::Whole),
        filter: query.clone(),
        choices: Choices::of(&f, ctx, &case),
        filtered: filter.is_set(),
        chips: filter.chips(&f, ctx, visit.address()),
        count: f.with2("duties-count", "shown", shown, "all", all),
        open: match filter.open {
            true => (query::without(visit.address(), "open", "all"), f.text("board-close-all")),
            false => (query::with(visit.address(), "open", "all"), f.text("board-open-all")),
        },
        gone,
        excluded: excluded(&f, ctx, &case),
        not_checked: not_checked(&f, ctx, &case),
        here: address(&case, "/duties"),
        decide_href: address(&case, "/decide"),
        what_if_href: address(&case, "/what-if"),
        as_of_href: address(&case, "/as-of"),
        clocks_href: address(&case, "/clocks"),
        f,
        head,
    };
    visit.page(&page)
}

/// A clock this duty had, with when it was set.
pub struct OldClock {
    pub set_at: At,
    pub set_text: String,
    pub status: String,
    pub target: String,
    pub legal: String,
}

pub struct ReminderLine {
    pub at: At,
    pub at_text: String,
    pub what: String,
    pub state: State,
}

#[derive(Template)]
#[template(path = "pages/case/duty.html")]
pub struct DutyPage {
    pub f: Frame,
    pub head: Head,
    pub lead: String,
    pub clock: Option<Clock>,
    pub arithmetic: Vec<String>,
    /// Case zone, recipient's zone, UTC: each instant three times.
    pub terms: Vec<Term>,
    pub remarks: Vec<String>,
    pub rule_words: String,
    /// Where the rule stands, and the address of its text.
    pub cited: Spoken,
    pub url: String,
    pub rule_rows: Vec<SummaryRow>,
    pub fallback: String,
    /// The page that explains it whole, for paper too.
    pub why_href: String,
    /// How the authority takes notices in practice; empty where nothing of it was read.
    pub practice: Vec<SummaryRow>,
    /// Nobody has a record of the authority; with where those who keep the rules enter it.
    pub unrecorded: Option<Option<String>>,
    /// Its notice has to be put into a language that its authority takes.
    pub translation: Option<super::TranslationDue>,
    /// What its authority has not been told as it stands, with where that is entered.
    pub lacks: Vec<(String, String)>,
    /// The page on what its authority knows, once something was filed with it.
    pub known_href: Option<String>,
    /// Facts that would decide, with where they are entered.
    pub deciding: Vec<(String, String)>,
    pub removed_by: Vec<String>,
    pub bases: Vec<String>,
    pub state: State,
    pub step: Option<(String, String)>,
    pub advice: Vec<SummaryRow>,
    pub decide_href: Option<String>,
    /// Where a later end that the authority has set is recorded.
    pub term_href: Option<String>,
    pub defer_href: Option<String>,
    /// Where a filing is recorded that was made without a notice of this desk, and where such filings stand.
    pub filing_href: Option<String>,
    /// The answers in the order of the authority's form.
    pub sheet_href: Option<String>,
    pub reminders: Vec<ReminderLine>,
    pub history: Vec<OldClock>,
    /// Its authority is mailed by certified mail only, and there is no account to send that from.
    pub no_pec_account: bool,
    /// Who can file it now, the readiest way first; empty for what is not filed with an authority.
    pub ways: Vec<Way>,
}

pub async fn one(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let number: u32 = visit.param("number").parse().map_err(|_| Problem::NotFound)?;
    let duty = case.duty(number).ok_or(Problem::NotFound)?;
    let ctx = visit.ctx();
    let to = recipient_name(ctx, visit.t(), &case, duty);
    let heading = visit.t().with2("duty-heading", "what", duty_name(visit.t(), duty), "to", &to);
    let (f, head) = framed(&visit, &case, &organisation, "/duties", heading);
    let (id, duty_number) = (case.id, number);
    let (organisation_id, rule, version) = (case.organisation, duty.planned.rule.clone(), duty.planned.rule_version);
    let keeps = visit.person()?.clone();
    let (recorded, reminders, reach, law, slug, settings) = visit
        .run(move |ctx| {
            let slug =
                own_rules::own(ctx, &keeps)?.into_iter().find(|row| row.id == organisation_id).map(|row| row.slug);
            ctx.store.read(|conn| {
                let recorded = cases::recorded(conn, id)?;
                let reminders = cases::reminders_of(conn, id, duty_number)?;
                let reach = crate::app::law::reach(ctx, conn, organisation_id, &rule, version)?;
                let law = ctx.law_of(conn, organisation_id)?;
                let settings = crate::app::reach::settings_of(conn, organisation_id)?;
                Ok::<_, crate::app::AppError>((recorded, reminders, reach, law, slug, settings))
            })
        })
        .await?;
    let row = board::row(&case, duty, f.now);
    let planned = &duty.planned;
    let takes_work = !head.closed;
    let page = DutyPage {
        lead: lead(&f, duty, &to),
        clock: clock(&f, &row.face),
        arithmetic: planned.arithmetic.iter().map(|line| arithmetic_line(&f, ctx, line, zone_of(duty))).collect(),
        terms: terms(&f, duty),
        remarks: planned.remarks.iter().map(|line| arithmetic_line(&f, ctx, line, zone_of(duty))).collect(),
        rule_words: rule_words(&f, &planned.rule, &planned.stage),
        cited: cited(f.t, &planned.citation.act, &planned.citation.article),
        url: planned.citation.url.clone(),
        unrecorded: unrecorded(&law, planned, slug),
        practice: law
            .authority(&planned.recipient.id)
            .map(|authority| authorities::practice_rows(&f, authority))
            .unwrap_or_default(),
        rule_rows: rule_rows(&f, duty, &to, reach.as_deref()),
        fallback: super::why::fallback(&f, duty),
        why_href: super::why_address(&case, number),
        translation: super::translation_due(&f, ctx, &case, duty),
        lacks: known::owed(&f, ctx, &case, duty),
        known_href: case.known_at(number).map(|one| known::known_address(&case, &one.recipient.id)),
        deciding: planned
            .deciding_facts
            .iter()
            .map(|key| (deciding_name(ctx, f.t, &case, key), deciding_address(&case, duty, key)))
            .collect(),
        removed_by: planned.remove_by.iter().map(|english| removed_by(&f, &planned.rule, english)).collect(),
        bases: planned.removing_bases.iter().map(|basis| basis_name(&f, basis)).collect(),
        state: work_state(&f, visit.ctx(), &case, &row),
        step: step_link(&f, visit.ctx(), &case, &row),
        advice: advice_rows(&f, &case, duty),
        decide_href: (takes_work && !duty.gone && duty.is_unfiled())
            .then(|| address(&case, &format!("/decide?duty={number}"))),
        term_href: (takes_work && super::terms::may_move(duty))
            .then(|| address(&case, &format!("/duties/{number}/term"))),
        defer_href: (takes_work && !duty.gone && planned.kind == DutyKind::People && duty.is_unfiled())
            .then(|| address(&case, &format!("/defer?duty={number}"))),
        filing_href: (!duty.gone
            && (case.filings_for(number).is_empty()
                || case.outside_for(number).next().is_some()
                || case.is_owed_again(duty)))
        .then(|| super::filing::filing_address(&case, number)),
        sheet_href: sheet_address(ctx, &case, duty),
        reminders: reminders.into_iter().map(|reminder| reminder_line(&f, reminder)).collect(),
        history: history(&f, &recorded, number),
        no_pec_account: lacks_pec_account(&f, &law, &settings, duty),
        ways: ways_of(&f, &law, &settings, duty),
        f,
        head,
    };
    crate::web::pages::case::answer(&visit, &Form::empty(visit.t()), &page)
}

fn lacks_pec_account(f: &Frame, law: &Law, settings: &Settings, duty: &Duty) -> bool {
    let today = f.now.utc().date_naive();
    let address = law.authority(&duty.planned.recipient.id).map(|one| reached(law, settings, one, today));
    duty.is_unfiled()
        && settings.certified_sender().is_none()
        && address.is_some_and(|address| address.certified && address.usable().is_some())
}

/// An authority that the law names and of which no file has a record; who it is can be entered for the organisation.
fn unrecorded(law: &Law, planned: &PlannedDuty, slug: Option<String>) -> Option<Option<String>> {
    let (country, work) = planned.recipient.id.split_once("-UNKNOWN")?;
    if planned.kind != DutyKind::Authority || law.authority(&planned.recipient.id).is_some() {
        return None;
    }
    let work = work.trim_start_matches('-').to_lowercase().replace('-', "_");
    let lacking = UNRECORDED.iter().any(|task| task.as_str() == work);
    Some(slug.filter(|_| lacking).map(|slug| format!("/rules/{slug}/authorities/new?work={work}&country={country}")))
}

fn reminder_line(f: &Frame, reminder: cases::ReminderView) -> ReminderLine {
    use crate::web::components::Shape;
    let state = match (reminder.fired_at, reminder.acknowledged_at) {
        (_, Some(at)) => State::new(Shape::Ok, f.with1("reminder-acknowledged", "at", f.clock_time(&at))),
        (Some(at), None) => State::new(Shape::Full, f.with1("reminder-sent", "at", f.clock_time(&at))),
        (None, None) => State::new(Shape::None, f.text("reminder-planned")),
    };
    ReminderLine {
        at: reminder.due_at,
        at_text: f.short_moment(&reminder.due_at),
        what: f.with1("reminder-to", "name", &reminder.addressee),
        state,
    }
}

fn rule_rows(f: &Frame, duty: &Duty, to: &str, reach: Option<&str>) -> Vec<SummaryRow> {
    let planned = &duty.planned;
    let channels: Vec<String> = planned.channels.iter().map(|channel| super::channel_name(f.t, channel)).collect();
    let languages: Vec<String> = planned.languages.iter().map(|tag| language_name(f, tag)).collect();
    let how = [channels.join(", "), reach.unwrap_or_default().to_owned(), f.t.list(&languages)]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect::<Vec<_>>();
    let verified = match planned.rule_verified {
        true => f.text("rule-verified"),
        false => f.text("rule-unverified"),
    };
    let recipient = match (planned.kind, planned.recipient.verified) {
        (DutyKind::Authority, true) => f.text("recipient-verified"),
        (DutyKind::Authority, false) => f.text("recipient-unverified"),
        _ => String::new(),
    };
    let digest: String = planned.policy_digest.chars().take(12).collect();
    vec![
        SummaryRow::new(f.text("rule-to-whom"), to).why(how.join(" · ")),
        SummaryRow::new(f.text("rule-id"), format!("{} · {}", planned.rule, planned.stage)).why(f.with2(
            "rule-copied",
            "at",
            f.moment(&duty.arisen_at),
            "digest",
            &digest,
        )),
        SummaryRow::new(f.text("rule-read"), verified).why([recipient, origin_words(f, planned.origin)].join(" ")),
        SummaryRow::new(f.text("duty-legal-status"), f.of("duty-status", planned.status)),
    ]
}

/// Advice and decision side by side, both always visible, a departure marked.
pub fn advice_rows(f: &Frame, case: &Case, duty: &Duty) -> Vec<SummaryRow> {
    let mut rows = Vec::new();
    for advice in case.advice.iter().filter(|advice| advice.duties.contains(&duty.number)) {
        rows.push(
            SummaryRow::new(f.text("advice-by-dpo"), f.of("decision", advice.advice))
                .why(format!("{} · {}", advice.by.name.as_str(), f.moment(&advice.at)))
                .was(String::new())
                .id(format!("advice-{}", advice.number)),
        );
        rows.push(SummaryRow::new(f.text("decision-reason"), advice.reason.as_str()));
    }
    for decision in case.decisions.iter().filter(|decision| decision.duties.contains(&duty.number)) {
        let mut why = format!("{} · {}", decision.by.name.as_str(), f.moment(&decision.at));
        if decision.mandate.is_some() {
            why = format!("{why} · {}", f.text("decision-under-mandate"));
        }
        if decision.departs_from.is_some() {
            why = format!("{why} · {}", f.text("decision-departs"));
        }
        if !decision.in_force() {
            why = format!("{why} · {}", f.text("decision-waits"));
        }
        rows.push(
            SummaryRow::new(f.text("decision-by-controller"), f.of("decision", decision.decision))
                .why(why)
                .change(address(case, &format!("/decisions/{}", decision.number)), f.text("decision-record"))
                .id(format!("decision-{}", decision.number)),
        );
    }
    rows
}

/// Every clock the duty had, from the record: the oldest first, the one in force last.
fn history(f: &Frame, recorded: &[Recorded], number: u32) -> Vec<OldClock> {
    let mut clocks = Vec::new();
    let mut push = |row: &Recorded, status: DutyStatus, target: Option<At>, legal: Option<At>| {
        let text = |at: Option<At>| at.map_or_else(String::new, |at| moment_with_utc(f, at));
        clocks.push(OldClock {
            set_at: row.recorded_at,
            set_text: f.moment(&row.recorded_at),
            status: f.of("duty-status", status),
            target: text(target),
            legal: text(legal),
        });
    };
    for row in recorded {
        let Event::Replanned(replanned) = &row.event else { continue };
        if let Some(duty) = replanned.arisen.iter().find(|duty| duty.number == number) {
            push(row, duty.planned.status, duty.planned.target_at, duty.planned.legal_term_at);
        }
        if let Some(change) = replanned.changed.iter().find(|change| change.number == number)
            && (change.clock_moved() || change.old_status != change.planned.status)
        {
            push(row, change.planned.status, change.planned.target_at, change.planned.legal_term_at);
        }
    }
    clocks
}
