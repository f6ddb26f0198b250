//! The pages of one case: what they share. Heading, clock strip, tabs, and how duties, scopes and people are worded.

use askama::Template;
use chrono_tz::Tz;

use crate::app::member::{APPROVERS, READERS, WORKERS};
use crate::app::views::board::{BoardRow, Step, Work};
use crate::app::views::case_page;
use crate::app::views::clockface::{ClockFace, Level as Face};
use crate::app::{AppError, Ctx, cases};
use crate::domain::case::{Case, CaseStatus, Duty};
use crate::domain::plan::{DutyKind, DutyStatus, PlannedDuty};
use crate::domain::situation::{Scope, ScopeKind};
use crate::domain::values::{At, Country};
use crate::web::components::{Clock, Level, Ruler, Shape, State};
use crate::web::form::Form;
use crate::web::frame::{Frame, Link};
use crate::web::i18n::{Lang, Words};
use crate::web::pages::notices::PROOF_BYTES;
use crate::web::problem::{Problem, refusal_sentence};
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit};

pub mod as_of;
pub mod closing;
pub mod decide;
pub mod decisions;
pub mod duties;
pub mod fact_form;
pub mod facts;
pub mod filing;
pub mod instants;
pub mod overview;
pub mod parties;
pub mod tasks;
pub mod terms;
pub mod timeline;
pub mod what_if;
mod what_if_form;
pub mod why;

/// Every page of a case. Auditors read; what is written is asked of the roles that work on cases, and again by the use case.
pub fn routes() -> Vec<Route> {
    let (reads, works) = (Permission::Roles(READERS), Permission::Roles(WORKERS));
    let approves = Permission::Roles(APPROVERS);
    vec![
        get("/cases/{reference}", reads, overview::overview),
        get("/cases/{reference}/instants", reads, instants::list),
        get("/cases/{reference}/instants/new", works, instants::new),
        post("/cases/{reference}/instants/new", works, instants::record),
        get("/cases/{reference}/instants/{number}", reads, instants::one),
        post("/cases/{reference}/instants/{number}", approves, instants::confirm),
        get("/cases/{reference}/facts", reads, facts::list),
        get("/cases/{reference}/facts/{fact}", works, fact_form::edit),
        post("/cases/{reference}/facts/{fact}", works, fact_form::save),
        get("/cases/{reference}/parties", reads, parties::list),
        get("/cases/{reference}/controllers/{id}", works, parties::edit_controller),
        post("/cases/{reference}/controllers/{id}", works, parties::save_controller),
        get("/cases/{reference}/data-sets/{id}", works, parties::edit_data_set),
        post("/cases/{reference}/data-sets/{id}", works, parties::save_data_set),
        get("/cases/{reference}/markets/{id}", works, parties::edit_market),
        post("/cases/{reference}/markets/{id}", works, parties::save_market),
        get("/cases/{reference}/duties", reads, duties::list),
        get("/cases/{reference}/duties/{number}", reads, duties::one),
        get("/cases/{reference}/duties/{number}/why", reads, why::page),
        get("/cases/{reference}/duties/{number}/filing", works, filing::show),
        post("/cases/{reference}/duties/{number}/filing", works, filing::act).uploads(PROOF_BYTES),
        get("/cases/{reference}/proofs/{attachment}", reads, filing::proof_file),
        get("/cases/{reference}/duties/{number}/term", reads, terms::show),
        post("/cases/{reference}/duties/{number}/term", approves, terms::set),
        post("/cases/{reference}/duties/{number}/term/{entry}/back", approves, terms::take_back),
        get("/cases/{reference}/decide", reads, decide::choose),
        post("/cases/{reference}/decide", approves, decide::act),
        get("/cases/{reference}/decisions/{number}", reads, decisions::one),
        post("/cases/{reference}/decisions/{number}/confirm", approves, decisions::confirm),
        get("/cases/{reference}/defer", approves, decide::defer_form),
        post("/cases/{reference}/defer", approves, decide::defer),
        get("/cases/{reference}/tasks", reads, tasks::list),
        post("/cases/{reference}/tasks", works, tasks::add),
        post("/cases/{reference}/tasks/{number}/done", works, tasks::done),
        post("/cases/{reference}/handler", works, tasks::hand_on),
        get("/cases/{reference}/timeline", reads, timeline::list),
        get("/cases/{reference}/timeline.csv", reads, timeline::csv),
        get("/cases/{reference}/as-of", reads, as_of::page),
        get("/cases/{reference}/what-if", reads, what_if::show),
        post("/cases/{reference}/what-if", reads, what_if::try_out),
        post("/cases/{reference}/notes", works, timeline::add_note),
        get("/cases/{reference}/title", works, closing::title_form),
        post("/cases/{reference}/title", works, closing::title),
        get("/cases/{reference}/close", approves, closing::close_form),
        post("/cases/{reference}/close", approves, closing::close),
        get("/cases/{reference}/reopen", approves, closing::reopen_form),
        post("/cases/{reference}/reopen", approves, closing::reopen),
    ]
}

/// The case of the address, with its organisation's name. A case of an organisation in which the person has no role does not exist.
pub async fn open(visit: &Visit) -> Result<(Case, String), Problem> {
    let who = visit.person()?.clone();
    let reference = visit.param("reference").to_owned();
    visit.run(move |ctx| ctx.store.read(|conn| cases::load_with_organisation(conn, &who, &reference))).await
}

/// What stands above every page of a case.
#[derive(Debug, Clone)]
pub struct Head {
    pub reference: String,
    pub organisation: String,
    pub case_title: String,
    pub heading: String,
    pub tabs: Vec<Link>,
    /// The clock in one line: clock, what is due, where it is explained. None on the first page and where nothing runs.
    pub strip: Option<(Clock, String, String)>,
    pub closed: bool,
    pub printed: String,
}

/// Tabs: path below the case, and the family member of `case-tab` that words it.
const TABS: &[(&str, &str)] = &[
    ("", "overview"),
    ("/instants", "awareness"),
    ("/facts", "facts"),
    ("/duties", "duties"),
    ("/notices", "notices"),
    ("/communications", "people"),
    ("/timeline", "timeline"),
];

/// Frame and head of a page of a case. `tab` is one of [`TABS`]' paths, or empty for the first page.
pub fn framed(visit: &Visit, case: &Case, organisation: &str, tab: &str, heading: String) -> (Frame, Head) {
    let mut frame = visit.frame(format!("{} {heading}", case.reference)).wide();
    frame.zone = zone(case);
    let frame = frame
        .crumb("/", visit.t().text("nav-home"))
        .crumb("/cases", visit.t().text("nav-cases"))
        .crumb(address(case, ""), case.reference.clone());
    let first = tab.is_empty() && heading == case.title.as_str();
    let mut frame = if first { frame } else { frame.crumb("", heading.clone()) };
    if case.drill {
        frame.drill = true;
        frame.band = Some(visit.t().text("case-drill-band"));
    }
    let head = head(&frame, case, organisation, tab, heading, !first);
    (frame, head)
}

/// The head alone, for pages that build their own frame.
pub fn head(f: &Frame, case: &Case, organisation: &str, tab: &str, heading: String, with_strip: bool) -> Head {
    let tabs = TABS
        .iter()
        .map(|(path, word)| Link { href: address(case, path), label: f.of("case-tab", word), current: *path == tab })
        .collect();
    let by = f.who.as_ref().map(|who| who.name.clone()).unwrap_or_default();
    let printed = f.t.with3("case-printed", ("reference", &case.reference), ("at", &f.moment(&f.now)), ("by", &by));
    Head {
        reference: case.reference.clone(),
        organisation: organisation.to_owned(),
        case_title: case.title.as_str().to_owned(),
        heading,
        tabs,
        strip: with_strip.then(|| strip(f, case)).flatten(),
        closed: case.status == CaseStatus::Closed,
        printed,
    }
}

fn strip(f: &Frame, case: &Case) -> Option<(Clock, String, String)> {
    let next = case_page::next_deadline(case, f.now)?;
    let clock = clock(f, &next.row.face)?;
    Some((clock, due_sentence(f, &next), duty_address(case, next.row.duty.number)))
}

pub fn address(case: &Case, path: &str) -> String {
    format!("/cases/{}{path}", case.reference)
}

pub fn duty_address(case: &Case, number: u32) -> String {
    address(case, &format!("/duties/{number}"))
}

/// Where a duty is explained whole.
pub fn why_address(case: &Case, number: u32) -> String {
    address(case, &format!("/duties/{number}/why"))
}

/// The zone in which the case is shown beside UTC.
pub fn zone(case: &Case) -> Tz {
    case.zone.parse().unwrap_or(Tz::UTC)
}

/// `9 of 19: First notice, 24 hours, is not filed`
pub fn due_sentence(f: &Frame, next: &case_page::NextDeadline<'_>) -> String {
    let what = duty_name(f.t, next.row.duty);
    if next.of <= 1 {
        let to = next.row.duty.planned.recipient.name.as_str();
        return f.with2("case-due-one", "what", &what, "to", to);
    }
    f.t.with3("case-due-many", ("open", &next.same_clock), ("all", &next.of), ("what", &what))
}

/// What a duty is, by rule and stage: "First notice (Regulation 611/2013)".
pub fn duty_name(words: &Words, duty: &Duty) -> String {
    if duty.planned.kind == DutyKind::Contract {
        let citation = &duty.planned.citation;
        return words.with2("duty-name-contract", "act", &citation.act, "article", &citation.article);
    }
    rule_name(words, &duty.planned.rule, &duty.planned.stage, &duty.planned.citation.act)
}

/// The words for a rule and stage: its own, else those of the rule it is a national form of (`nis2-de-telecom`, `nis2-de`, `nis2`).
pub fn words_key(words: &Words, family: &str, rule: &str, stage: &str) -> Option<String> {
    let has = |key: &str| words.has(&format!("{family}-{}", key.replace('_', "-")));
    let mut rule = rule;
    loop {
        let exact = format!("{rule}-{stage}");
        if !stage.is_empty() && has(&exact) {
            return Some(exact);
        }
        if has(rule) {
            return Some(rule.to_owned());
        }
        rule = rule.rsplit_once('-')?.0;
    }
}

pub fn rule_name(words: &Words, rule: &str, stage: &str, act: &str) -> String {
    if let Some(key) = words_key(words, "duty-name", rule, stage) {
        return words.of("duty-name", key);
    }
    // A rule that came with a newer policy set than these words: named as the law is.
    if act.is_empty() { rule.to_owned() } else { format!("{act} ({rule})") }
}

/// `Italy · Garante per la protezione dei dati personali`; for people without a market of their own the controller they belong to.
pub fn recipient_name(ctx: &Ctx, words: &Words, case: &Case, duty: &Duty) -> String {
    recipient_name_of(ctx, words, case, &duty.planned)
}

/// The same for a duty that only a plan has.
pub fn recipient_name_of(ctx: &Ctx, words: &Words, case: &Case, planned: &PlannedDuty) -> String {
    let name = match planned.kind {
        DutyKind::People => words.text("duty-to-people"),
        _ => crate::app::duty_names::authority(ctx, words.lang.as_str(), planned),
    };
    // An authority's record begins with its country, such as `IT-TELECOM`.
    let seat = planned.recipient.id.get(..2).and_then(|code| Country::parse(code).ok());
    let seat = seat.filter(|code| planned.kind == DutyKind::Authority && ctx.policy.country(code).is_some());
    let place = match planned.market.as_ref().or(seat.as_ref()) {
        Some(country) => Some(country_name(ctx, words.lang, country.as_str())),
        None => case.controllers.iter().find(|one| one.id == planned.controller).map(|one| one.name.clone()),
    };
    place.map_or_else(|| name.clone(), |place| format!("{place} · {name}"))
}

pub fn country_name(ctx: &Ctx, lang: Lang, code: &str) -> String {
    let record = Country::parse(code).ok().and_then(|country| {
        let record = ctx.policy.country(&country)?;
        Some(match lang {
            Lang::En => record.name_en.clone(),
            Lang::It => record.name_it.clone(),
        })
    });
    record.unwrap_or_else(|| code.to_owned())
}

/// A scope in words: "Whole case", "Market: Italy", "Data set: SIM customers".
pub fn scope_name(ctx: &Ctx, words: &Words, case: &Case, scope: &Scope) -> String {
    let name = match scope.kind {
        ScopeKind::Case => return words.text("scope-case"),
        ScopeKind::Controller => {
            case.controllers.iter().find(|c| c.id == scope.id).map_or(scope.id.clone(), |c| c.name.clone())
        }
        ScopeKind::DataSet => {
            case.data_sets.iter().find(|d| d.id == scope.id).map_or(scope.id.clone(), |d| d.name.clone())
        }
        ScopeKind::Market => country_name(ctx, words.lang, &scope.id),
    };
    match scope.kind {
        ScopeKind::Controller => words.with1("scope-controller", "name", &name),
        ScopeKind::DataSet => words.with1("scope-data-set", "name", &name),
        _ => words.with1("scope-market", "name", &name),
    }
}

/// A clock that runs, from the face of a duty; none where the law gives no figure.
pub fn clock(f: &Frame, face: &ClockFace) -> Option<Clock> {
    let (start, target) = (face.started_at?, face.target_at?);
    face.left?;
    let legal = face.legal_term_at.unwrap_or(target).max(target);
    // After the target the clock runs to the legal term; it is overdue only when that has ended too.
    let due = if f.now > target { legal } else { target };
    let mut clock = Clock::running(f.t, f.zone, f.now, Some(start), due);
    clock.level = level(face.level);
    clock.state = clock.level.state(f.t);
    if face.target_passed {
        clock.heading = f.text("clock-target-passed");
        clock.before = String::new();
    }
    let started = f.with1("clock-started", "at", f.short_moment(&start));
    let gone = f.t.with2("clock-now-gone", "now", f.clock_time(&f.now), "share", face.gone / 10);
    let end = f.with2("clock-ends", "target", f.short_moment(&target), "legal", f.short_moment(&legal));
    Some(clock.ruler(Ruler::new(start, f.now, target, legal, started, gone, end)))
}

pub fn level(face: Face) -> Level {
    match face {
        Face::Soon => Level::Soon,
        Face::Urgent => Level::Urgent,
        Face::Over => Level::Over,
        Face::Met => Level::Met,
        Face::Calm | Face::Open => Level::Calm,
    }
}

/// The state column: shape and word of the work, and what it waits for.
pub fn work_state(f: &Frame, case: &Case, row: &BoardRow<'_>) -> State {
    let shape = match row.work {
        Work::NotStarted | Work::Deferred => Shape::Wait,
        Work::NotRequired | Work::Gone => Shape::Off,
        Work::DropWaits | Work::InReview => Shape::Half,
        Work::Presumed => Shape::Maybe,
        Work::Open | Work::Draft => Shape::None,
        Work::Approved | Work::HandedOver | Work::Late => Shape::Full,
        Work::Unclear | Work::Simulated => Shape::Soon,
        Work::FiledUnproven => Shape::Receipt,
        Work::Met => Shape::Ok,
    };
    let label = f.of("work", row.work);
    let unfiled = row.duty.is_unfiled();
    if unfiled && row.face.level == Face::Over {
        return State::new(Shape::Over, f.with1("work-overdue", "work", &label));
    }
    let why = match row.work {
        Work::Presumed => {
            deciding(f.t, case, row.duty).map(|facts| f.with1("duty-decided-by", "facts", &facts)).unwrap_or_default()
        }
        Work::Deferred => {
            row.duty.decide_by.map(|day| f.with1("duty-decide-by", "day", f.t.day(day))).unwrap_or_default()
        }
        Work::Approved => row
            .notice
            .and_then(|notice| notice.approval())
            .map(|approval| f.with1("duty-approved-by", "name", approval.by.name.as_str()))
            .unwrap_or_default(),
        _ if !row.duty.planned.rule_verified => f.text("duty-rule-unverified"),
        _ => String::new(),
    };
    State::new(shape, label).why(why)
}

/// The facts that would decide a presumed duty, in words.
pub fn deciding(words: &Words, case: &Case, duty: &Duty) -> Option<String> {
    let names: Vec<String> = duty.planned.deciding_facts.iter().map(|key| deciding_name(words, case, key)).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// One deciding fact in words: `risk.outcome`, `data_set:energy-customers:hit`, `instant:aware`. The grammar is that of
/// `policy::reasons::question`; names stand in place of ids.
pub fn deciding_name(words: &Words, case: &Case, key: &str) -> String {
    let parts: Vec<&str> = key.split(':').collect();
    let data_set =
        |id: &str| case.data_sets.iter().find(|d| d.id == id).map_or_else(|| id.to_owned(), |d| d.name.clone());
    let controller =
        |id: &str| case.controllers.iter().find(|c| c.id == id).map_or_else(|| id.to_owned(), |c| c.name.clone());
    match parts.as_slice() {
        ["data_set", id, "hit"] => words.with1("law-decide-data-hit", "id", data_set(id)),
        ["data_set", id, _] => words.with1("law-decide-data-scope", "id", data_set(id)),
        ["data_sets", id] => words.with1("law-decide-data-sets", "id", controller(id)),
        ["instant", what] => words.of("instant", what),
        ["market", country, ..] => words.with1("law-decide-market", "country", *country),
        ["controller", id, "roles"] => words.with1("law-decide-roles", "id", controller(id)),
        ["controller", id, "region"] => words.with1("law-decide-region", "id", controller(id)),
        ["controller", id, "regime_start", regime] => words.with(
            "law-decide-regime-start",
            &[("id", &controller(id)), ("regime", &words.text(format!("law-regime-name-{regime}")))],
        ),
        ["controller", id, ..] => words.with1("law-decide-main-establishment", "id", controller(id)),
        ["rule", rule, ..] => words.with1("law-decide-rule-verified", "rule", *rule),
        ["risk.outcome"] => words.text("law-decide-risk"),
        _ => words.with1("law-decide-fact", "id", fact_label(words, key)),
    }
}

/// Where a deciding fact is entered.
pub fn deciding_address(case: &Case, duty: &Duty, key: &str) -> String {
    let parts: Vec<&str> = key.split(':').collect();
    match parts.as_slice() {
        ["data_set", id, ..] => address(case, &format!("/data-sets/{id}")),
        ["market", ..] | ["data_sets", ..] => address(case, "/parties"),
        ["controller", id, ..] => address(case, &format!("/controllers/{id}")),
        ["instant", what] => address(case, &format!("/instants/new?what={what}")),
        ["risk.outcome"] => address(case, &format!("/decide?duty={}", duty.number)),
        ["rule", ..] => duty_address(case, duty.number),
        _ => address(case, &format!("/facts/{key}")),
    }
}

/// A fact's name in the language of the screen. The vocabulary names it in both; the words of screens may name it shorter.
pub fn fact_label(words: &Words, id: &str) -> String {
    let key = id.replace('.', "-");
    if words.has(&format!("fact-{}", key.replace('_', "-"))) { words.of("fact", key) } else { id.to_owned() }
}

/// The column "left": remaining time, elapsed time, or what became of it. The flag says whether it still runs.
pub fn left_text(f: &Frame, row: &BoardRow<'_>) -> (String, bool) {
    let planned = &row.duty.planned;
    match row.work {
        Work::NotStarted => return (f.text("left-waits"), false),
        Work::NotRequired | Work::Gone => return (f.text("left-none"), false),
        Work::FiledUnproven => return (f.text("left-unproven"), false),
        _ => {}
    }
    if matches!(planned.status, DutyStatus::Met | DutyStatus::Late) {
        return (became_of(f, row), false);
    }
    let Some(left) = row.face.left else {
        let since = row.face.elapsed.map(|elapsed| f.t.duration(elapsed));
        let what = f.of("since", &planned.trigger.what);
        return (
            since.map_or(f.text("left-no-clock"), |since| f.with2("left-since", "time", &since, "what", &what)),
            false,
        );
    };
    let left = f.t.duration(left);
    match (row.face.level, row.face.target_passed) {
        (Face::Over, _) => (f.with1("left-over", "time", &left), false),
        (_, true) => (f.with1("left-legal", "time", &left), false),
        _ => (left, true),
    }
}

/// `met 14 h before`, `late by 2 h`: from the filing and the terms.
fn became_of(f: &Frame, row: &BoardRow<'_>) -> String {
    let (Some(filed), Some(target)) = (row.filed_at, row.duty.planned.target_at) else {
        return f.of("duty-status", row.duty.planned.status);
    };
    let legal = row.duty.planned.legal_term_at.unwrap_or(target).max(target);
    if filed <= target {
        f.with1("left-met-before", "time", f.t.duration(target.since(filed)))
    } else if filed <= legal {
        f.text("left-met-legal")
    } else {
        f.with1("left-late", "time", f.t.duration(filed.since(legal)))
    }
}

/// The next step as a link: address and words. Steps on a notice lead to the notice's own page.
pub fn step_link(f: &Frame, case: &Case, row: &BoardRow<'_>) -> Option<(String, String)> {
    let number = row.duty.number;
    let notice = row.notice.map(|notice| address(case, &format!("/notices/{}", notice.number)));
    let href = match row.step {
        Step::None => duty_address(case, number),
        Step::WhyWaiting => duty_address(case, number),
        Step::Decide => address(case, &format!("/decide?duty={number}")),
        Step::ConfirmDecision => {
            let decision = case.decision_on(number)?;
            address(case, &format!("/decisions/{}", decision.number))
        }
        Step::Tell => filing::filing_address(case, number),
        Step::Draft => address(case, &format!("/notices/new?duty={number}")),
        // Filed without a notice of this desk: its proof stands with the duty.
        Step::EnterProof if case.outside_for(number).next().is_some() => filing::filing_address(case, number),
        Step::OpenDraft | Step::Approve | Step::File | Step::Watch | Step::SettleUnclear | Step::EnterProof => notice?,
    };
    Some((href, f.of("step", row.step)))
}

/// Puts a refusal at the field it is about, so that it stands in the form like every other problem.
///
/// # Errors
/// Everything that is not a refusal goes on as it came.
pub fn refused_at(visit: &Visit, form: &mut Form, field: &str, problem: Problem) -> Result<(), Problem> {
    match problem {
        Problem::App(AppError::Refused(refusal)) => {
            form.problem(field, refusal_sentence(visit.t(), &refusal));
            Ok(())
        }
        other => Err(other),
    }
}

/// How a recipient takes a notice, in words.
pub fn channel_name(words: &Words, channel: &str) -> String {
    let key = format!("law-channel-{channel}");
    if words.has(&key) { words.text(key) } else { channel.replace('_', " ") }
}

/// Where the law gives no figure: the day of a deferred decision, else the date by which the house decides. Never a countdown.
pub fn decide_by(f: &Frame, duty: &Duty) -> Option<String> {
    let day = duty.decide_by.or_else(|| duty.planned.decide_by_at.map(|at| at.in_zone(f.zone).date_naive()))?;
    Some(f.with1("duty-decide-by", "day", f.t.day(day)))
}

/// An instant in the case's zone with UTC beside it, for print and for people elsewhere.
pub fn moment_with_utc(f: &Frame, at: At) -> String {
    if f.zone == Tz::UTC {
        return f.t.moment(at, Tz::UTC);
    }
    // The day is said again only where it is another one.
    let same_day = at.utc().with_timezone(&f.zone).date_naive() == at.utc().date_naive();
    let utc = if same_day { f.utc(&at) } else { f.t.moment(at, Tz::UTC) };
    format!("{} ({utc})", f.moment(&at))
}

/// Renders a page, as 422 where its form holds problems.
pub fn answer(visit: &Visit, form: &Form, page: &impl Template) -> Answer {
    if form.is_good() { visit.page(page) } else { visit.page_with_problems(page) }
}
