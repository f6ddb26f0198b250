//! Authorities that the organisation added for countries whose law nobody has loaded: listed, added, corrected, ended.

use askama::Template;

use super::authority_form::{LAW, REACH, WORK, filled, read_new, read_reach};
use super::form::UNITS;
use super::{frame, keeper, planned};
use crate::app::admin::organisations::OrganisationRow;
use crate::app::admin::organisations::mark;
use crate::app::admin::own_authorities::{self, CHANNELS, Line, OwnAuthority, Saved, UNRECORDED};
use crate::app::authority_address::KEEPERS;
use crate::app::replanning::Progress;
use crate::app::{AppError, StoreError};
use crate::domain::plan::PeriodUnit;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::pages::admin::fields::day;
use crate::web::pages::admin::{at_field, done};
use crate::web::pages::authority_address::form_address;
use crate::web::pages::case::{channel_name, country_name};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

/// One authority as the list shows it.
struct Row {
    href: String,
    /// Where its address is checked; empty for who does not answer for it.
    check: String,
    name: String,
    country: String,
    law: String,
    asks: String,
    days: String,
}

#[derive(Template)]
#[template(path = "pages/rules/authorities.html")]
struct ListPage {
    f: Frame,
    add: String,
    /// Work of which no file knows the authorities: address of the form, and the words of its link.
    supervisors: Vec<(String, String)>,
    done: String,
    /// How far the open cases have come with the last change; empty once all are there.
    planned: String,
    rows: Vec<Row>,
    heads: Vec<(String, &'static str)>,
}

const DONE: &[(&str, &str)] = &[
    ("added", "own-authority-added"),
    ("corrected", "own-authority-corrected"),
    ("ended", "own-authority-ended"),
    ("withdrawn", "own-authority-withdrawn"),
];

async fn look(visit: &Visit) -> Result<(OrganisationRow, Vec<Line>, Progress), Problem> {
    let (who, slug) = (visit.person()?.clone(), visit.param("organisation").to_owned());
    visit.run(move |ctx| own_authorities::list(ctx, &who, &slug)).await
}

fn base(slug: &str) -> String {
    format!("/rules/{slug}/authorities")
}

pub async fn list(visit: Visit) -> Answer {
    let (organisation, lines, progress) = look(&visit).await?;
    let t = visit.t();
    let checks = visit.person()?.has_role(organisation.id, KEEPERS);
    let rows = lines.iter().map(|line| row(&visit, &organisation.slug, &line.authority, checks)).collect();
    let heads = ["own-authority-name", "own-authority-law", "own-authority-term", "own-authority-days"];
    visit.page(&ListPage {
        f: frame(&visit, &organisation.slug, &organisation.name, t.text("own-authorities-title")),
        add: format!("{}/new", base(&organisation.slug)),
        supervisors: UNRECORDED
            .iter()
            .map(|task| {
                let href = format!("{}/new?work={task}", base(&organisation.slug));
                (href, t.with1("own-recipient-add", "work", t.of("authority-task", task)))
            })
            .collect(),
        done: done(&visit, DONE),
        planned: planned(t, progress),
        rows,
        heads: heads.into_iter().map(|key| (t.text(key), "")).collect(),
    })
}

fn row(visit: &Visit, slug: &str, one: &OwnAuthority, checks: bool) -> Row {
    let t = visit.t();
    Row {
        href: format!("{}/{}", base(slug), one.id),
        check: if checks { form_address(&one.id, slug) } else { String::new() },
        name: one.name.clone(),
        country: country_name(visit.ctx(), t.lang, &one.country),
        law: match &one.task {
            Some(task) => t.with1("own-recipient-law", "work", t.of("authority-task", task)),
            None => format!("{}, {}", one.act, one.article),
        },
        asks: if one.task.is_some() { t.text("own-recipient-term") } else { term(t, one) },
        days: match one.until {
            None => t.with1("own-authority-from", "from", t.day(one.from)),
            Some(until) => t.with2("own-authority-from-until", "from", t.day(one.from), "until", t.day(until)),
        },
    }
}

/// `72 hours`, or that the law gives no figure.
fn term(t: &Words, one: &OwnAuthority) -> String {
    match one.period {
        None => t.text("own-authority-no-figure"),
        Some(period) => {
            let key = match period.unit {
                PeriodUnit::Hours => "own-authority-term-hours",
                PeriodUnit::Days => "own-authority-term-days",
                PeriodUnit::Months => "own-authority-term-months",
                PeriodUnit::WorkingDays => "own-authority-term-working-days",
            };
            t.with1(key, "value", i64::from(period.value))
        }
    }
}

#[derive(Template)]
#[template(path = "pages/rules/authority.html")]
struct EditPage {
    f: Frame,
    form: Form,
    action: String,
    /// The work of a supervisor that no file has a record of, as the form sends it and in words; empty for an authority with its own law.
    work: String,
    work_words: String,
    /// Mark of the record as it was shown; empty for a new one.
    seen: String,
    countries: Vec<Choice>,
    channels: Vec<Choice>,
    units: Vec<Choice>,
    /// What its law asks, as it was added: question and answer. Empty for a new one.
    law: Vec<(String, String)>,
    /// What the reader of policy files says that no field's own check said.
    reader: Vec<String>,
    /// Address of the form that ends it, and of the one that takes it back while no duty rests on it.
    end: String,
    withdraw: String,
}

fn edit_page(visit: &Visit, organisation: &OrganisationRow, known: Option<&Line>, form: Form) -> EditPage {
    let t = visit.t();
    let work = match known {
        Some(line) => line.authority.task.clone().unwrap_or_default(),
        None => form.value("work").to_owned(),
    };
    let work_words = if work.is_empty() { String::new() } else { t.of("authority-task", &work) };
    let title = match known {
        Some(line) => line.authority.name.clone(),
        None if work.is_empty() => t.text("own-authority-add"),
        None => t.with1("own-recipient-add", "work", &work_words),
    };
    let here = known.map_or_else(String::new, |line| format!("{}/{}", base(&organisation.slug), line.authority.id));
    let f = frame(visit, &organisation.slug, &organisation.name, title)
        .crumb(base(&organisation.slug), t.text("own-authorities-title"))
        .problems(!form.is_good());
    let mut countries: Vec<Choice> = visit
        .ctx()
        .policy
        .countries()
        .map(|record| Choice::new(record.code.as_str(), country_name(visit.ctx(), t.lang, record.code.as_str())))
        .collect();
    countries.sort_by(|one, other| one.label.cmp(&other.label));
    countries.insert(0, Choice::new("", t.text("own-authority-choose")));
    EditPage {
        f,
        work,
        work_words,
        action: if known.is_some() { here.clone() } else { format!("{}/new", base(&organisation.slug)) },
        seen: known.map_or_else(String::new, |line| mark(&line.authority)),
        countries,
        channels: CHANNELS.iter().map(|word| Choice::new(word, channel_name(t, word))).collect(),
        units: std::iter::once(Choice::new("open", t.text("own-authority-no-figure")))
            .chain(UNITS.iter().map(|unit| Choice::new(unit, t.of("period-unit", unit))))
            .collect(),
        law: known.map_or_else(Vec::new, |line| law_rows(visit, &line.authority)),
        reader: Vec::new(),
        end: known
            .filter(|line| line.authority.until.is_none() && line.authority.task.is_none())
            .map_or_else(String::new, |_| format!("{here}/end")),
        withdraw: known.filter(|line| !line.used).map_or_else(String::new, |_| format!("{here}/withdraw")),
        form,
    }
}

fn law_rows(visit: &Visit, one: &OwnAuthority) -> Vec<(String, String)> {
    let t = visit.t();
    let shown = row(visit, "", one, false);
    if one.task.is_some() {
        return vec![
            (t.text("own-authority-country"), shown.country),
            (t.text("own-authority-law"), shown.law),
            (t.text("own-authority-read-by"), one.read_by.clone()),
        ];
    }
    vec![
        (t.text("own-authority-country"), shown.country),
        (t.text("own-authority-law"), shown.law),
        (t.text("own-authority-asks"), one.asks.clone()),
        (t.text("own-authority-term"), shown.asks),
        (t.text("own-authority-days"), shown.days),
        (t.text("own-authority-page"), one.page.clone()),
        (t.text("own-authority-read-by"), one.read_by.clone()),
    ]
}

pub async fn show_new(visit: Visit) -> Answer {
    let (organisation, ..) = look(&visit).await?;
    let mut form = Form::empty(visit.t()).fill("unit", "hours");
    // A word that stands for no such work is no question of ours.
    if UNRECORDED.iter().any(|task| task.as_str() == visit.query("work")) {
        form = form.fill("work", visit.query("work")).fill("country", visit.query("country"));
    }
    visit.page(&edit_page(&visit, &organisation, None, form))
}

fn find<'a>(visit: &Visit, lines: &'a [Line]) -> Result<&'a Line, Problem> {
    let id = visit.param("authority");
    lines.iter().find(|line| line.authority.id == id).ok_or(Problem::NotFound)
}

pub async fn show(visit: Visit) -> Answer {
    let (organisation, lines, _) = look(&visit).await?;
    let line = find(&visit, &lines)?;
    let form = filled(&visit, &line.authority);
    visit.page(&edit_page(&visit, &organisation, Some(line), form))
}

pub async fn add(mut visit: Visit) -> Answer {
    let (organisation, ..) = look(&visit).await?;
    let mut form = visit.take_form();
    form.only(&[REACH, LAW, WORK].concat());
    let Some(authority) = read_new(&visit, &mut form) else {
        return visit.page_with_problems(&edit_page(&visit, &organisation, None, form));
    };
    let keeper = keeper(&visit)?;
    keep(visit, organisation, None, form, "added", move |ctx| own_authorities::add(ctx, &keeper, authority)).await
}

pub async fn correct(mut visit: Visit) -> Answer {
    let (organisation, lines, _) = look(&visit).await?;
    let line = find(&visit, &lines)?.clone();
    let mut form = visit.take_form();
    form.only(REACH);
    let read = read_reach(&mut form, visit.t(), visit.now()).filter(|_| form.is_good());
    let Some(authority) = read else {
        return visit.page_with_problems(&edit_page(&visit, &organisation, Some(&line), form));
    };
    let (keeper, id) = (keeper(&visit)?, line.authority.id.clone());
    let seen = form.value("seen").to_owned();
    keep(visit, organisation, Some(line), form, "corrected", move |ctx| {
        own_authorities::correct(ctx, &keeper, &id, Some(&seen), authority)
    })
    .await
}

pub async fn end(mut visit: Visit) -> Answer {
    let (organisation, lines, _) = look(&visit).await?;
    let line = find(&visit, &lines)?.clone();
    let mut sent = visit.take_form();
    sent.only(&["until"]);
    let until = day(&mut sent, "until");
    if sent.value("until").trim().is_empty() {
        sent.problem("until", visit.t().text("own-authority-until-missing"));
    }
    let typed = sent.value("until").to_owned();
    let mut form = filled(&visit, &line.authority).fill("until", typed);
    for (field, sentence) in sent.problems() {
        form.problem(field, sentence.clone());
    }
    let Some(until) = until.filter(|_| form.is_good()) else {
        return visit.page_with_problems(&edit_page(&visit, &organisation, Some(&line), form));
    };
    let (keeper, id) = (keeper(&visit)?, line.authority.id.clone());
    keep(visit, organisation, Some(line), form, "ended", move |ctx| own_authorities::end(ctx, &keeper, &id, until))
        .await
}

pub async fn withdraw(mut visit: Visit) -> Answer {
    let (organisation, lines, _) = look(&visit).await?;
    let line = find(&visit, &lines)?.clone();
    let mut sent = visit.take_form();
    sent.only(&[]);
    let form = filled(&visit, &line.authority);
    let (keeper, id) = (keeper(&visit)?, line.authority.id.clone());
    keep(visit, organisation, Some(line), form, "withdrawn", move |ctx| own_authorities::withdraw(ctx, &keeper, &id))
        .await
}

/// Saves once, and goes to the list; what cannot be saved is said on the page, with what was typed.
async fn keep(
    visit: Visit,
    organisation: OrganisationRow,
    known: Option<Line>,
    mut form: Form,
    word: &'static str,
    save: impl FnOnce(&crate::app::Ctx) -> crate::app::AppResult<Saved> + Send + 'static,
) -> Answer {
    let t = visit.t();
    let home = base(&organisation.slug);
    let refused: std::sync::Arc<std::sync::Mutex<Vec<String>>> = std::sync::Arc::default();
    let told = refused.clone();
    let saved = visit
        .once(move |ctx| match save(ctx)? {
            Saved::Done(_) => Ok(format!("{home}?done={word}")),
            Saved::Refused(problems) => {
                let mut told = told.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                *told = problems.iter().map(ToString::to_string).collect();
                Err(AppError::Invalid { field: "authority-name", key: "own-authority-reader-refuses" })
            }
        })
        .await;
    match saved {
        Ok(location) => return visit.see_other(location),
        Err(Problem::App(AppError::Store(StoreError::Conflict))) => {
            form.problem("authority-name", t.text("own-authority-meanwhile"));
        }
        Err(Problem::App(AppError::Invalid { field: "withdraw", key })) => form.problem("authority-name", t.text(key)),
        Err(problem) => at_field(&mut form, t, problem)?,
    }
    let mut page = edit_page(&visit, &organisation, known.as_ref(), form);
    page.reader = std::mem::take(&mut *refused.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    visit.page_with_problems(&page)
}
