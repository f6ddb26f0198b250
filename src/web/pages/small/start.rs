//! The form of a small case. The first question sorts out what is none: data of a communications service are always notified.

use askama::Template;
use serde_json::Value;

use crate::app::AppError;
use crate::app::small::{self, NewSmall, Place};
use crate::app::triage::{self, Report, Status};
use crate::domain::refusal::Refusal;
use crate::domain::situation::Tri;
use crate::domain::values::Private;
use crate::web::components::Choice;
use crate::web::form::{Ahead, Form};
use crate::web::frame::Frame;
use crate::web::i18n::Lang;
use crate::web::pages::case::facts::value_word;
use crate::web::pages::case::refused_at;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

struct Asked {
    field: String,
    question: String,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "pages/small/new.html")]
struct NewPage {
    f: Frame,
    form: Form,
    /// The report that waits: its reference, what it says and where it stands.
    report: Option<Reported>,
    places: Vec<Choice>,
    yes_no: Vec<Choice>,
    ways: Vec<Choice>,
    kinds: Vec<Choice>,
    more_kinds: Vec<Choice>,
    asked: Vec<Asked>,
}

/// What somebody reported, as the form shows it.
struct Reported {
    reference: String,
    what: String,
}

/// The field of a question of the rules.
fn field(fact: &str) -> String {
    fact.replace('_', "-")
}

const FIELDS: &[&str] =
    &["report", "telecom", "place", "title", "what", "when", "mistake", "way", "people", "kinds", "more-kinds"];

/// Where it happened, or in which of the controllers of the organisation that the report is for.
async fn places_of(visit: &Visit, report: Option<&Report>) -> Result<Vec<Place>, Problem> {
    let who = visit.person()?.clone();
    let mut places = visit.run(move |ctx| small::places(ctx, &who)).await?;
    places.retain(|place| report.is_none_or(|report| report.organisation_id == place.organisation));
    Ok(places)
}

/// The report that is answered by a small case; none where the form stands alone.
async fn report_of(visit: &Visit, reference: &str) -> Result<Option<Report>, Problem> {
    if reference.is_empty() {
        return Ok(None);
    }
    let (who, reference) = (visit.person()?.clone(), reference.to_owned());
    Ok(Some(visit.run(move |ctx| triage::one(ctx, &who, &reference)).await?.0))
}

fn page(visit: &Visit, places: &[Place], report: Option<&Report>, form: Form) -> NewPage {
    let t = visit.t();
    let italian = t.lang == Lang::It;
    let choices =
        |list: Vec<(String, String)>| list.into_iter().map(|(id, label)| Choice::new(id, label)).collect::<Vec<_>>();
    let (kinds, more_kinds) = small::kinds(visit.ctx(), italian);
    let mut f = visit.frame(t.text("small-title")).slim();
    if let Some(first) = places.first() {
        f.zone = first.zone;
    }
    let asked = small::questions(visit.ctx(), italian).into_iter().map(|asked| {
        let mut answers = vec![Choice::new("", t.text("small-not-known"))];
        answers.extend(choices(asked.values));
        Asked { field: field(asked.fact), question: asked.question, choices: answers }
    });
    NewPage {
        places: places.iter().map(|place| Choice::new(place.word(), &place.name)).collect(),
        yes_no: Tri::ALL.iter().map(|word| Choice::new(word, t.of("answer", word))).collect(),
        ways: small::WAYS.iter().map(|word| Choice::new(word, value_word(t, word))).collect(),
        kinds: choices(kinds),
        more_kinds: choices(more_kinds),
        asked: asked.collect(),
        report: report.map(|report| Reported {
            reference: report.reference.clone(),
            what: report.answers.what.as_str().to_owned(),
        }),
        f: f.problems(!form.is_good()),
        form,
    }
}

pub async fn show(visit: Visit) -> Answer {
    let report = report_of(&visit, visit.query("report")).await?;
    let report = report.as_ref();
    if let Some(decided) = report.filter(|report| report.status != Status::New) {
        return visit.see_other(format!("/reports/{}", decided.reference));
    }
    let places = places_of(&visit, report).await?;
    let form = Form::empty(visit.t());
    let form = match report {
        Some(report) => {
            let zone = places.first().map_or(chrono_tz::Tz::UTC, |place| place.zone);
            form.fill("report", &report.reference).fill("what", report.answers.what.as_str()).fill_instant(
                "when",
                report.first_signal_at(),
                zone,
            )
        }
        None => form,
    };
    visit.page(&page(&visit, &places, report, form))
}

pub async fn open(mut visit: Visit) -> Answer {
    let mut form = visit.take_form();
    let asked: Vec<String> = small::QUESTIONS.iter().map(|fact| field(fact)).collect();
    form.only(&FIELDS.iter().copied().chain(asked.iter().map(String::as_str)).collect::<Vec<_>>());
    let report = report_of(&visit, form.value("report")).await?;
    let places = places_of(&visit, report.as_ref()).await?;
    if let Some(new) = read(&visit, &mut form, &places) {
        let waiting = |report: &Report| small::Waiting {
            how: visit.t().with1("report-instant-how", "reference", &report.reference),
            reference: report.reference.clone(),
        };
        let new = NewSmall { report: report.as_ref().map(waiting), ..new };
        let who = visit.person()?.clone();
        let opened = visit
            .once(move |ctx| {
                let reference = small::open(ctx, &who, &new)?;
                Ok(format!("/cases/{reference}/small-case"))
            })
            .await;
        match opened {
            Ok(location) => return visit.see_other(location),
            // Two people at one report: the second is told that the first has decided.
            Err(Problem::App(AppError::Refused(Refusal::ChangedMeanwhile))) => {
                form.problem("title", visit.t().text("report-decided-before"));
            }
            Err(problem) => refused_at(&visit, &mut form, "title", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &places, report.as_ref(), form))
}

/// The answers, or none with the problems at their fields. What nobody answered is not known.
fn read(visit: &Visit, form: &mut Form, places: &[Place]) -> Option<NewSmall> {
    let t = visit.t();
    let telecom = form.choice("telecom", "small-telecom-missing", Tri::parse);
    let place = match places {
        // One controller is no question.
        [only] if form.value("place").is_empty() => Some(only.clone()),
        _ => form
            .choice("place", "small-place-missing", |word| places.iter().find(|place| place.word() == word).cloned()),
    };
    let title = form.line("title", "title-missing");
    let what = form.text("what", "report-what-missing");
    let zone = place.as_ref().map_or(chrono_tz::Tz::UTC, |place| place.zone);
    let when =
        form.demand_instant("when", "small-when-missing", zone, visit.now(), Ahead::Refused("report-when-in-future"));
    let mistake = form.choice("mistake", "small-mistake-missing", Tri::parse);
    let way = match mistake {
        Some(Tri::Yes) => {
            form.choice("way", "small-way-missing", |word| small::WAYS.contains(&word).then(|| word.to_owned()))
        }
        _ => None,
    };
    let people = match form.value("people").trim().is_empty() {
        true => None,
        false => form.number("people", "form-required", 1, 1_000_000_000),
    };
    let (common, more) = small::kinds(visit.ctx(), false);
    let known = |list: &[(String, String)], word: &str| list.iter().any(|(id, _)| id == word).then(|| word.to_owned());
    let mut kinds = form.choices("kinds", |word| known(&common, word)).unwrap_or_default();
    kinds.extend(form.choices("more-kinds", |word| known(&more, word)).unwrap_or_default());
    let mut facts = Vec::new();
    if !kinds.is_empty() {
        facts.push(("data_categories".to_owned(), Value::from(kinds)));
    }
    for asked in small::questions(visit.ctx(), false) {
        let name = field(asked.fact);
        if form.value(&name).is_empty() {
            continue;
        }
        let chosen = form.choice(&name, "form-required", |word| {
            asked.values.iter().any(|(id, _)| id == word).then(|| small::value_of(asked.fact, word))
        });
        facts.extend(chosen.map(|value| (asked.fact.to_owned(), value)));
    }
    if !form.is_good() {
        return None;
    }
    Some(NewSmall {
        place: place?,
        report: None,
        telecom: telecom?,
        title: title?,
        what: Private::new(what?),
        noticed_at: when?,
        people: people.and_then(|people| u64::try_from(people).ok()),
        mistake: way,
        facts,
        data_name: t.text("small-data-set"),
        source: t.text("small-source"),
        language: t.lang.as_str().to_owned(),
    })
}
