//! The timeline: what happened and when it was recorded, filtered by the address, exported as CSV that no spreadsheet runs.

use askama::Template;

use super::facts::{answer_words, label};
use super::{
    Head, address, country_name, duty_name, framed, moment_with_utc, open, recipient_name, refused_at, scope_name,
};
use crate::app::views::ledger::scope_word;
use crate::app::views::timeline::{EntryKind, Filter, Recorded, before, newest_first, people};
use crate::app::{Ctx, cases};
use crate::domain::about::About;
use crate::domain::actor::ActorKind;
use crate::domain::case::{Case, FactEntry};
use crate::domain::command::Command;
use crate::domain::event::Event;
use crate::domain::values::Private;
use crate::web::components::{Choice, Entry};
use crate::web::csv::Csv;
use crate::web::form::{Ahead, Form};
use crate::web::frame::Frame;
use crate::web::pages::notices::check::findings_told;
use crate::web::pages::notices::notice_name;
use crate::web::visit::{Answer, Visit};

pub struct Day {
    pub name: String,
    pub entries: Vec<Entry>,
}

#[derive(Template)]
#[template(path = "pages/case/timeline.html")]
pub struct Timeline {
    pub f: Frame,
    pub head: Head,
    /// The form for a new entry.
    pub form: Form,
    /// The filter as it stands in the address.
    pub filter: Form,
    pub kinds: Vec<Choice>,
    pub persons: Vec<Choice>,
    pub days: Vec<Day>,
    pub shown: String,
    pub chips: Vec<(String, String)>,
    pub csv_href: String,
    pub as_of_href: String,
    pub action: String,
    pub filter_action: String,
    pub writes: bool,
}

pub async fn list(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let form = Form::empty(visit.t()).fill_instant("happened", visit.now(), super::zone(&case));
    let page = page(&visit, &case, &organisation, form).await?;
    visit.page(&page)
}

async fn recorded_of(visit: &Visit, case: &Case) -> Result<Vec<Recorded>, crate::web::problem::Problem> {
    let id = case.id;
    visit.run(move |ctx| ctx.store.read(|conn| cases::recorded(conn, id))).await
}

/// The filter of the address; what cannot be read filters nothing and is shown as typed.
fn filter_of(query: &Form) -> Filter {
    let kinds = query.values("kind").iter().filter_map(|word| EntryKind::parse(word)).collect();
    let person = Some(query.value("person")).filter(|person| !person.is_empty()).map(str::to_owned);
    Filter {
        kinds,
        person,
        from: query.value("from").trim().parse().ok(),
        until: query.value("until").trim().parse().ok(),
    }
}

/// The entries that the filter lets through, newest first, worded; the text is sought in what the reader sees.
fn shown(f: &Frame, ctx: &Ctx, case: &Case, recorded: &[Recorded], query: &Form) -> Vec<(i64, Entry)> {
    let filter = filter_of(query);
    let sought = query.value("text").trim().to_lowercase();
    let kept: Vec<i64> = recorded.iter().filter(|row| filter.lets(row, f.zone)).map(|row| row.seq).collect();
    entries(f, ctx, case, recorded)
        .into_iter()
        .filter(|(seq, _)| kept.contains(seq))
        .filter(|(_, entry)| sought.is_empty() || text_of(entry).to_lowercase().contains(&sought))
        .collect()
}

fn text_of(entry: &Entry) -> String {
    format!("{} {} {} {}", entry.title, entry.byline, entry.was, entry.body.join(" "))
}

async fn page(
    visit: &Visit,
    case: &Case,
    organisation: &str,
    form: Form,
) -> Result<Timeline, crate::web::problem::Problem> {
    let (f, head) = framed(visit, case, organisation, "/timeline", visit.t().text("timeline-title"));
    let mut recorded = recorded_of(visit, case).await?;
    newest_first(&mut recorded);
    let query = visit.asked.query.clone();
    let shown = shown(&f, visit.ctx(), case, &recorded, &query);
    let mut days: Vec<Day> = Vec::new();
    for (_, entry) in &shown {
        let name = f.t.long_day(entry.at, f.zone);
        match days.last_mut().filter(|day| day.name == name) {
            Some(day) => day.entries.push(entry.clone()),
            None => days.push(Day { name, entries: vec![entry.clone()] }),
        }
    }
    let mut persons = vec![Choice::new("", f.text("timeline-anyone"))];
    persons.extend(people(&recorded).into_iter().map(|(id, name)| Choice::new(id, name)));
    let counts = |kind: &EntryKind| recorded.iter().filter(|row| row.kind() == *kind).count();
    let who = visit.person()?;
    Ok(Timeline {
        kinds: EntryKind::ALL
            .iter()
            .map(|kind| {
                Choice::new(kind, f.with2("timeline-kind", "kind", f.of("entry-kind", kind), "count", counts(kind)))
            })
            .collect(),
        chips: chips(&f, visit, &query, &persons),
        persons,
        shown: f.with2("timeline-shown", "shown", shown.len(), "all", recorded.len()),
        days,
        csv_href: with_query(&address(case, "/timeline.csv"), visit.address()),
        as_of_href: address(case, "/as-of"),
        action: address(case, "/notes"),
        filter_action: address(case, "/timeline"),
        writes: who.has_role(case.organisation, crate::app::member::WORKERS),
        filter: query,
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

/// `path` with the query of `address`.
fn with_query(path: &str, address: &str) -> String {
    match address.split_once('?') {
        Some((_, query)) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    }
}

/// Every filter in use as a link that removes it.
fn chips(f: &Frame, visit: &Visit, query: &Form, persons: &[Choice]) -> Vec<(String, String)> {
    let mut chips = Vec::new();
    let mut chip = |name: &str, value: &str, label: String| {
        chips.push((crate::web::query::without(visit.address(), name, value), label));
    };
    for kind in query.values("kind").iter().filter(|word| EntryKind::parse(word).is_some()) {
        chip("kind", kind, f.of("entry-kind", kind));
    }
    if let Some(person) = persons.iter().find(|one| !one.value.is_empty() && one.value == query.value("person")) {
        chip("person", &person.value, person.label.clone());
    }
    for (name, key) in [("from", "timeline-from"), ("until", "timeline-until"), ("text", "timeline-text")] {
        if !query.value(name).trim().is_empty() {
            chip(name, query.value(name), f.with2("list-chip", "name", f.text(key), "value", query.value(name)));
        }
    }
    chips
}

pub async fn csv(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let (f, _) = framed(&visit, &case, &organisation, "/timeline", String::new());
    let mut recorded = recorded_of(&visit, &case).await?;
    newest_first(&mut recorded);
    let query = visit.asked.query.clone();
    let shown = shown(&f, visit.ctx(), &case, &recorded, &query);
    let mut csv = Csv::new(&[
        f.text("csv-number"),
        f.text("csv-happened"),
        f.text("csv-recorded"),
        f.text("csv-kind"),
        f.text("csv-what"),
        f.text("csv-who"),
        f.text("csv-text"),
    ]);
    for (seq, entry) in &shown {
        let Some(row) = recorded.iter().find(|row| row.seq == *seq) else { continue };
        csv.row(&[
            seq.to_string(),
            row.happened_at.rfc3339(),
            row.recorded_at.rfc3339(),
            f.of("entry-kind", row.kind()),
            entry.title.clone(),
            entry.byline.clone(),
            entry.body.join("\n"),
        ]);
    }
    Ok(csv.answer(&format!("{}-timeline.csv", case.reference)))
}

pub async fn add_note(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["happened", "text"]);
    let zone = super::zone(&case);
    let happened_at =
        form.demand_instant("happened", "note-when-missing", zone, visit.now(), Ahead::Refused("form-in-the-future"));
    let text = form.text("text", "note-text-missing");
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if let (Some(happened_at), Some(text), true) = (happened_at, text, form.is_good()) {
        let added = visit
            .once(move |ctx| {
                cases::run(ctx, &who, &reference, Command::AddNote { happened_at, text: Private::new(text) })?;
                Ok(format!("/cases/{reference}/timeline"))
            })
            .await;
        match added {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, "text", problem)?,
        }
    }
    let page = page(&visit, &case, &organisation, form).await?;
    visit.page_with_problems(&page)
}

/// All entries in words, in the order given, each with its number in the case's stream.
pub fn entries(f: &Frame, ctx: &Ctx, case: &Case, recorded: &[Recorded]) -> Vec<(i64, Entry)> {
    recorded.iter().map(|row| (row.seq, entry(f, ctx, case, recorded, row))).collect()
}

fn entry(f: &Frame, ctx: &Ctx, case: &Case, all: &[Recorded], row: &Recorded) -> Entry {
    let (title, body) = told(f, ctx, case, row);
    let mark = match row.kind() {
        EntryKind::Decision => "e-dec",
        EntryKind::Notice => "e-file",
        _ => "",
    };
    let was = before(all, row).map(|old| short(f, ctx, old)).unwrap_or_default();
    let later = row.recorded_later().map(|late| f.with1("timeline-recorded-later", "time", f.t.duration(late)));
    let who = match row.actor.kind {
        ActorKind::System => f.text("timeline-system"),
        ActorKind::Public => f.text("timeline-public"),
        _ => row.actor.name.as_str().to_owned(),
    };
    Entry {
        at: row.happened_at,
        time_text: f.clock_time(&row.happened_at),
        mark,
        id: format!("e{}", row.seq),
        title,
        byline: format!("{who} · {}", f.of("entry-kind", row.kind())),
        later: later.unwrap_or_default(),
        body: body.into_iter().filter(|line| !line.trim().is_empty()).collect(),
        was,
        links: links(f, case, row),
    }
}

/// The value of an entry in a few words, for the line that is struck through.
fn short(f: &Frame, ctx: &Ctx, row: &Recorded) -> String {
    match &row.event {
        Event::FactSet { fact, source, by } => {
            let entry =
                FactEntry { fact: fact.clone(), source: source.clone(), set_at: row.recorded_at, by: by.clone() };
            answer_words(ctx, f, &entry)
        }
        Event::InstantRecorded { entry } => moment_with_utc(f, entry.at),
        Event::TitleSet { title } => title.as_str().to_owned(),
        Event::CaseOpened(opened) => opened.title.as_str().to_owned(),
        _ => String::new(),
    }
}

fn links(f: &Frame, case: &Case, row: &Recorded) -> Vec<(String, String)> {
    let mut links = Vec::new();
    let mut link = |path: String, key: &str| links.push((address(case, &path), f.text(key)));
    match &row.event {
        Event::InstantRecorded { entry } => link(format!("/instants/{}", entry.number), "timeline-to-entry"),
        Event::InstantConfirmed { number, .. } => link(format!("/instants/{number}"), "timeline-to-entry"),
        Event::FactSet { fact, .. } => {
            link(format!("/facts/{}?scope={}", fact.id, scope_word(&fact.scope)), "timeline-to-fact");
        }
        Event::Decided { decision } => link(format!("/decisions/{}", decision.number), "timeline-to-decision"),
        Event::DecisionConfirmed { number, .. } => link(format!("/decisions/{number}"), "timeline-to-decision"),
        Event::NoticeDrafted(drafted) => link(format!("/notices/{}", drafted.number), "timeline-to-notice"),
        Event::NoticeEdited { number, .. }
        | Event::ReviewAsked { number, .. }
        | Event::NoticeApproved { number, .. }
        | Event::NoticeSimulated { number, .. }
        | Event::NoticeFiled { number, .. }
        | Event::ProofRecorded { number, .. } => link(format!("/notices/{number}"), "timeline-to-notice"),
        Event::Replanned(_) => link("/duties".to_owned(), "timeline-to-duties"),
        _ => {}
    }
    link(format!("/as-of?entry={}", row.seq), "timeline-as-of");
    links
}

/// Title and text of an event.
fn told(f: &Frame, ctx: &Ctx, case: &Case, row: &Recorded) -> (String, Vec<String>) {
    let t = f.t;
    let text = |private: &Private| private.as_str().to_owned();
    let kind = row.event.kind();
    let plain = |body: Vec<String>| (f.of("event", kind), body);
    match &row.event {
        Event::CaseOpened(opened) => {
            (f.with1("event-case-opened", "reference", &opened.reference), vec![text(&opened.title)])
        }
        Event::ReportMerged { reference, .. } => (f.with1("event-report-merged", "reference", reference), vec![]),
        Event::TitleSet { title } => plain(vec![text(title)]),
        Event::ControllerSet { controller } => plain(vec![controller.name.clone()]),
        Event::MarketSet { market } => plain(vec![
            format!("{}: {}", country_name(ctx, t.lang, market.country.as_str()), f.of("market-status", market.status)),
            market.reason.as_ref().map(text).unwrap_or_default(),
        ]),
        Event::DataSetSet { data_set } => plain(vec![format!(
            "{}: {}, {}",
            data_set.name,
            f.of("data-scope", data_set.scope),
            f.of("hit", data_set.hit)
        )]),
        Event::InstantRecorded { entry } => (
            f.with2("event-instant-recorded", "what", f.of("instant", entry.what), "at", f.moment(&entry.at)),
            vec![text(&entry.how), text(&entry.reason)],
        ),
        Event::InstantConfirmed { number, .. } => {
            let what = case.instant(*number).map(|entry| f.of("instant", entry.what)).unwrap_or_default();
            (f.with1("event-instant-confirmed", "what", &what), vec![])
        }
        Event::FactSet { fact, source, by } => {
            let entry =
                FactEntry { fact: fact.clone(), source: source.clone(), set_at: row.recorded_at, by: by.clone() };
            let mut name = label(ctx, t, &fact.id);
            if fact.scope.kind != crate::domain::situation::ScopeKind::Case {
                name = format!("{name} · {}", scope_name(ctx, t, case, &fact.scope));
            }
            (
                f.with1("event-fact-set", "fact", &name),
                vec![answer_words(ctx, f, &entry), f.of("knowledge", fact.state)],
            )
        }
        Event::Replanned(replanned) => {
            let moved = replanned.changed.iter().filter(|change| change.clock_moved()).count();
            let mut body = Vec::new();
            for (key, count) in [
                ("replanned-arisen", replanned.arisen.len()),
                ("replanned-moved", moved),
                ("replanned-gone", replanned.gone.len()),
            ] {
                if count > 0 {
                    body.push(f.with1(key, "count", count));
                }
            }
            plain(body)
        }
        Event::AdviceGiven { advice } => (
            f.with1("event-advice-given", "what", f.of("decision", advice.advice)),
            vec![names(f, ctx, case, &advice.duties), text(&advice.reason)],
        ),
        Event::Decided { decision } => {
            let mut body = vec![names(f, ctx, case, &decision.duties), text(&decision.reason)];
            if decision.departs_from.is_some() {
                body.push(f.text("decision-departs"));
            }
            if decision.needs_second {
                body.push(f.text("decision-waits"));
            }
            (f.with1("event-decided", "what", f.of("decision", decision.decision)), body)
        }
        Event::DecisionConfirmed { reason, .. } => plain(vec![text(reason)]),
        Event::TermMoved { entry } => (
            f.with2("event-term-moved", "to", &entry.recipient.name, "until", f.moment(&entry.until)),
            vec![text(&entry.words), text(&entry.source)],
        ),
        Event::TermTakenBack { withdrawn, .. } => (f.text("event-term-taken-back"), vec![text(&withdrawn.reason)]),
        Event::DecisionDeferred { duties, until, reason, .. } => {
            (f.with1("event-decision-deferred", "day", t.day(*until)), vec![names(f, ctx, case, duties), text(reason)])
        }
        Event::NoticeDrafted(drafted) => {
            let to = drafted.recipient.as_ref().map(|recipient| recipient.name.clone()).unwrap_or_default();
            plain(vec![to])
        }
        Event::NoticeApproved { version, digest, exception, passed, .. } => {
            let digest: String = digest.chars().take(16).collect();
            let exception = exception.as_ref().map(|reason| f.with1("event-exception", "reason", reason.as_str()));
            (
                f.with1("event-notice-approved", "version", *version),
                vec![
                    notice_to(case, &row.event),
                    format!("sha256 {digest}"),
                    exception.unwrap_or_default(),
                    passed.as_ref().map(|p| f.with1("event-passed", "reason", p.reason.as_str())).unwrap_or_default(),
                    passed.as_ref().map(|p| findings_told(f, &p.findings)).unwrap_or_default(),
                ],
            )
        }
        Event::ReviewedAfterwards { remark, .. } => plain(vec![text(remark)]),
        Event::HandOverFailed { outcome, .. } => plain(vec![notice_to(case, &row.event), outcome.clone()]),
        Event::NoticeFiled { filing, .. } => {
            plain(vec![notice_to(case, &row.event), filing.reasons_for_delay.as_ref().map(text).unwrap_or_default()])
        }
        Event::NoticeSimulated { .. } => plain(vec![notice_to(case, &row.event), f.text("file-lead-simulated")]),
        Event::FilingRecorded { duties, what, filing } => plain(vec![
            names(f, ctx, case, duties),
            text(what),
            f.of("filed-by", filing.channel),
            filing.reasons_for_delay.as_ref().map(text).unwrap_or_default(),
        ]),
        Event::FilingProven { filing, proof } => plain(vec![
            case.filing(*filing).map(|(duties, _)| names(f, ctx, case, duties)).unwrap_or_default(),
            text(&proof.reference),
        ]),
        Event::FilingCameBack { filing, came_back } => plain(vec![
            case.filing(*filing).map(|(duties, _)| names(f, ctx, case, duties)).unwrap_or_default(),
            text(&came_back.text),
        ]),
        Event::ProofRecorded { proof, .. } => plain(vec![notice_to(case, &row.event), text(&proof.reference)]),
        Event::NoticePublished { address, sha256, .. } => {
            let digest: String = sha256.chars().take(16).collect();
            plain(vec![text(address), format!("sha256 {digest}")])
        }
        Event::TaskAdded { task } => plain(vec![text(&task.title), text(&task.owner)]),
        Event::TaskDone { number, .. } => {
            let title = case.tasks.iter().find(|task| task.number == *number).map(|task| text(&task.title));
            plain(vec![title.unwrap_or_default()])
        }
        Event::HandlerSet { handler, .. } => plain(vec![text(&handler.name)]),
        Event::ReminderAcknowledged { about, .. } => plain(vec![match about {
            About::Duty(number) => names(f, ctx, case, &[*number]),
            About::Review(number) => case.notice(*number).map(|notice| notice_name(f, notice)).unwrap_or_default(),
            About::Task(number) => case.task(*number).map(|task| text(&task.title)).unwrap_or_default(),
        }]),
        Event::NoteAdded { text: note, .. } => plain(vec![text(note)]),
        Event::CaseClosed { waiver, .. } => plain(waiver.iter().map(|waiver| text(&waiver.reason)).collect()),
        Event::CaseReopened { reason, .. } => plain(vec![text(reason)]),
        _ => plain(vec![notice_to(case, &row.event)]),
    }
}

/// To whom the notice of an event goes.
fn notice_to(case: &Case, event: &Event) -> String {
    let number = match event {
        Event::NoticeEdited { number, .. }
        | Event::ReviewAsked { number, .. }
        | Event::NoticeApproved { number, .. }
        | Event::NoticeHandedOver { number, .. }
        | Event::HandOverFailed { number, .. }
        | Event::NoticeSimulated { number, .. }
        | Event::NoticeFiled { number, .. }
        | Event::ProofRecorded { number, .. } => *number,
        _ => return String::new(),
    };
    let recipient = case.notice(number).and_then(|notice| notice.recipient.as_ref());
    recipient.map(|recipient| recipient.name.clone()).unwrap_or_default()
}

/// The duties of an event, the first three by name.
fn names(f: &Frame, ctx: &Ctx, case: &Case, duties: &[u32]) -> String {
    let named: Vec<String> = duties
        .iter()
        .filter_map(|number| case.duty(*number))
        .take(3)
        .map(|duty| format!("{} · {}", recipient_name(ctx, f.t, case, duty), duty_name(f.t, duty)))
        .collect();
    let more = duties.len().saturating_sub(named.len());
    let all = named.join("; ");
    if more > 0 { f.with2("event-and-more", "names", &all, "count", more) } else { all }
}
