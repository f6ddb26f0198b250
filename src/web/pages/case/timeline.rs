//! The timeline: what happened and when it was recorded, filtered by the address, exported as CSV that no spreadsheet runs.

use askama::Template;

use super::entries::entries;
use super::risk_words::turn_line;
use super::{Head, address, framed, open, refused_at};
use crate::app::views::timeline::{EntryKind, Filter, Recorded, newest_first, people};
use crate::app::{Ctx, cases, risk};
use crate::domain::case::Case;
use crate::domain::command::Command;
use crate::domain::values::Private;
use crate::web::components::{Choice, Entry};
use crate::web::csv::Csv;
use crate::web::form::{Ahead, Form};
use crate::web::frame::Frame;
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

/// The record as this person may read it: what is privileged stays among those who work on the case.
async fn recorded_of(visit: &Visit, case: &Case) -> Result<Vec<Recorded>, crate::web::problem::Problem> {
    let (who, known, word) = (visit.person()?.clone(), case.clone(), visit.t().text("links-hidden"));
    let mut recorded = visit
        .run(move |ctx| {
            ctx.store.read(|conn| {
                let recorded = cases::recorded(conn, known.id)?;
                cases::linking::veiled(conn, &who, &known, recorded, &word)
            })
        })
        .await?;
    let works = visit.person()?.has_role(case.organisation, crate::app::member::WORKERS);
    recorded.retain(|row| works || !row.is_privileged());
    Ok(recorded)
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
    let mut oldest_first = recorded.to_vec();
    oldest_first.sort_by_key(|row| row.seq);
    let turns = risk::turns(&ctx.risk, &oldest_first);
    let with_turns = |(seq, mut entry): (i64, Entry)| {
        // The newest turn stands first, and each entry reads from the oldest on.
        let of_entry = turns.iter().rev().filter(|turn| turn.seq == seq);
        entry.body.extend(of_entry.map(|turn| turn_line(f, ctx, case, turn)));
        (seq, entry)
    };
    entries(f, ctx, case, recorded)
        .into_iter()
        .filter(|(seq, _)| kept.contains(seq))
        .map(with_turns)
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
    // An export leaves the house.
    recorded.retain(|row| !row.is_privileged());
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
