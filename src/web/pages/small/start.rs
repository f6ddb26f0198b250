//! The form of a small case. The first question sorts out what is none: data of a communications service are always notified.

use askama::Template;
use serde_json::Value;

use crate::app::small::{self, NewSmall, Place};
use crate::domain::situation::Tri;
use crate::domain::values::Private;
use crate::web::components::Choice;
use crate::web::form::{Ahead, Form};
use crate::web::frame::Frame;
use crate::web::i18n::Lang;
use crate::web::pages::case::facts::value_word;
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
    places: Vec<Choice>,
    yes_no: Vec<Choice>,
    ways: Vec<Choice>,
    kinds: Vec<Choice>,
    more_kinds: Vec<Choice>,
    asked: Vec<Asked>,
}

/// The field of a question of the rules.
fn field(fact: &str) -> String {
    fact.replace('_', "-")
}

const FIELDS: &[&str] =
    &["telecom", "place", "title", "what", "when", "mistake", "way", "people", "kinds", "more-kinds"];

async fn places_of(visit: &Visit) -> Result<Vec<Place>, Problem> {
    let who = visit.person()?.clone();
    visit.run(move |ctx| small::places(ctx, &who)).await
}

fn page(visit: &Visit, places: &[Place], form: Form) -> NewPage {
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
        f: f.problems(!form.is_good()),
        form,
    }
}

pub async fn show(visit: Visit) -> Answer {
    let places = places_of(&visit).await?;
    visit.page(&page(&visit, &places, Form::empty(visit.t())))
}

pub async fn open(mut visit: Visit) -> Answer {
    let places = places_of(&visit).await?;
    let mut form = visit.take_form();
    let asked: Vec<String> = small::QUESTIONS.iter().map(|fact| field(fact)).collect();
    form.only(&FIELDS.iter().copied().chain(asked.iter().map(String::as_str)).collect::<Vec<_>>());
    let Some(new) = read(&visit, &mut form, &places) else {
        return visit.page_with_problems(&page(&visit, &places, form));
    };
    let who = visit.person()?.clone();
    visit
        .once_then_see(move |ctx| {
            let reference = small::open(ctx, &who, &new)?;
            Ok(format!("/cases/{reference}/small-case"))
        })
        .await
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
