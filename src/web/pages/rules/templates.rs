//! House templates: what the organisation words otherwise in its notices, block by block, tried before it is kept.

use askama::Template;

use super::{frame, keeper};
use crate::app::admin::templates::{
    self, Found, HouseBlock, HouseProblem, HouseTemplate, Line, NAMES, SAYS, Standing, Tried, Written,
};
use crate::app::notices::Draft;
use crate::app::{AppError, StoreError};
use crate::domain::values::At;
use crate::web::citations;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::admin::done;
use crate::web::pages::case::facts::label;
use crate::web::pages::case::language_name;
use crate::web::pages::notices::edit::draft_problem;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

const DONE: &[(&str, &str)] = &[("kept", "house-template-kept"), ("shipped", "house-template-shipped-again")];

/// One template in the list.
pub struct Row {
    pub href: String,
    pub kind: String,
    pub language: String,
    pub own: bool,
    /// Whose words count, and since when.
    pub state: String,
}

#[derive(Template)]
#[template(path = "pages/rules/templates.html")]
struct ListPage {
    f: Frame,
    done: String,
    rows: Vec<Row>,
    heads: Vec<(String, &'static str)>,
}

pub async fn list(visit: Visit) -> Answer {
    let keeper = keeper(&visit)?;
    let (organisation, lines) = visit.run(move |ctx| templates::list(ctx, &keeper)).await?;
    let slug = organisation.slug.clone();
    let f = frame(&visit, &slug, &organisation.name, visit.t().text("house-templates-title"));
    let rows = lines.iter().map(|line| row(&f, &slug, line)).collect();
    let heads = ["notice-kind", "house-template-language", "house-template-words"];
    let heads = heads.into_iter().map(|key| (f.text(key), "")).collect();
    visit.page(&ListPage { done: done(&visit, DONE), rows, heads, f })
}

fn row(f: &Frame, slug: &str, line: &Line) -> Row {
    Row {
        href: format!("/rules/{slug}/templates/{}/{}", line.kind, line.language),
        kind: f.of("notice-kind", line.kind.as_str()),
        language: language_name(f, line.language.as_str()),
        own: line.own.is_some(),
        state: line
            .own
            .as_ref()
            .map_or_else(|| f.text("house-template-shipped"), |own| own_words(f, own.version, &own.by, own.at)),
    }
}

fn own_words(f: &Frame, version: u32, by: &str, at: At) -> String {
    let at = f.moment(&at);
    f.t.with3("house-template-own", ("version", &version.to_string()), ("name", &by), ("at", &at))
}

/// One block with its fields.
pub struct BlockFields {
    pub title: String,
    pub heading: String,
    pub body: String,
    /// That it stands under a condition only, in the words of the template; empty = always.
    pub when: String,
    /// Whether its words are the organisation's.
    pub own: bool,
    pub rows: usize,
}

/// A draft that the words give of made-up facts.
pub struct Sample {
    pub title: String,
    pub subject: String,
    pub blocks: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "pages/rules/template.html")]
struct TemplatePage {
    f: Frame,
    form: Form,
    action: String,
    next: u32,
    own: bool,
    state: String,
    language_tag: String,
    blocks: Vec<BlockFields>,
    names: Vec<&'static str>,
    asks: Vec<String>,
    facts: Vec<(String, String)>,
    tried: bool,
    samples: Vec<Sample>,
    remarks: Vec<String>,
}

async fn look(visit: &Visit) -> Result<Standing, Problem> {
    let keeper = keeper(visit)?;
    let (kind, language) = (visit.param("kind").to_owned(), visit.param("language").to_owned());
    visit.run(move |ctx| templates::look(ctx, &keeper, &kind, &language)).await
}

fn heading_field(id: &str) -> String {
    format!("heading-{id}")
}

fn body_field(id: &str) -> String {
    format!("body-{id}")
}

fn page(visit: &Visit, standing: &Standing, form: Form, tried: Option<Tried>) -> TemplatePage {
    let organisation = &standing.organisation;
    let name = visit.t().of("notice-kind", standing.kind.as_str());
    let f = frame(visit, &organisation.slug, &organisation.name, name)
        .crumb(format!("/rules/{}/templates", organisation.slug), visit.t().text("house-templates-title"));
    let changed = |id: &str| standing.own.as_ref().is_some_and(|own| own.template.blocks.contains_key(id));
    let blocks = standing.words.blocks.iter().enumerate().map(|(number, (id, when, words))| BlockFields {
        title: if words.heading.is_empty() || words.heading.contains('{') {
            if f.t.has(&format!("notice-block-{id}")) {
                f.of("notice-block", id)
            } else {
                f.with1("notice-part", "number", number + 1)
            }
        } else {
            words.heading.clone()
        },
        heading: heading_field(id),
        body: body_field(id),
        when: when.clone().unwrap_or_default(),
        own: changed(id),
        rows: (form.value(body_field(id)).lines().count() + 1).clamp(3, 24),
    });
    let facts = visit.ctx().notices.templates.forms().facts.keys();
    TemplatePage {
        action: visit.address().trim_end_matches("/shipped").to_owned(),
        next: standing.next,
        own: standing.own.is_some(),
        state: standing
            .own
            .as_ref()
            .map_or_else(|| f.text("house-template-shipped"), |own| own_words(&f, own.version, &own.by, own.at)),
        language_tag: standing.language.to_string(),
        blocks: blocks.collect(),
        names: NAMES.iter().copied().filter(|name| *name != "t").collect(),
        asks: SAYS
            .iter()
            .map(|(name, of_a_fact)| match (*name, of_a_fact) {
                ("holds", _) => "t.holds(\"…\", \"…\")".to_owned(),
                (name, true) => format!("t.{name}(\"…\")"),
                (name, false) => format!("t.{name}()"),
            })
            .collect(),
        facts: facts.map(|id| (id.clone(), label(visit.ctx(), f.t, id))).collect(),
        samples: tried.as_ref().map_or_else(Vec::new, |tried| {
            vec![
                sample(f.text("house-template-full"), &tried.full),
                sample(f.text("house-template-empty"), &tried.empty),
            ]
        }),
        remarks: tried.as_ref().map_or_else(Vec::new, |tried| {
            let said = |found: &Found| {
                f.with2(
                    "house-template-remark",
                    "rule",
                    f.with1("lint-rule", "rule", found.rule),
                    "words",
                    found.words.as_str(),
                )
            };
            tried.remarks.iter().map(said).collect()
        }),
        tried: tried.is_some(),
        f: f.problems(!form.is_good()),
        form,
    }
}

fn sample(title: String, draft: &Draft) -> Sample {
    let said = draft.blocks.iter().filter(|block| !block.body.is_empty());
    let blocks = said.map(|block| (block.heading.clone(), block.body.clone())).collect();
    Sample { title, subject: draft.subject.clone(), blocks }
}

fn filled(visit: &Visit, words: &Written) -> Form {
    let form = Form::empty(visit.t()).fill("subject", words.subject.clone());
    words.blocks.iter().fold(form, |form, (id, _, words)| {
        form.fill(&heading_field(id), words.heading.clone()).fill(&body_field(id), words.body.clone())
    })
}

pub async fn show(visit: Visit) -> Answer {
    let standing = look(&visit).await?;
    let form = filled(&visit, &standing.words);
    visit.page(&page(&visit, &standing, form, None))
}

/// What was typed, with line ends of one kind, over the words that count.
fn typed(form: &Form, words: &Written) -> Written {
    let text = |field: &str, standing: &str| match form.values(field).first() {
        Some(typed) => typed.replace("\r\n", "\n").trim().to_owned(),
        None => standing.to_owned(),
    };
    let blocks = words.blocks.iter().map(|(id, when, words)| {
        let heading = text(&heading_field(id), &words.heading);
        (id.clone(), when.clone(), HouseBlock { heading, body: text(&body_field(id), &words.body) })
    });
    Written { subject: text("subject", &words.subject), blocks: blocks.collect() }
}

pub async fn save(mut visit: Visit) -> Answer {
    let standing = look(&visit).await?;
    let mut form = visit.take_form();
    let mut fields = vec!["seen".to_owned(), "step".to_owned(), "subject".to_owned()];
    for (id, ..) in &standing.shipped.blocks {
        fields.extend([heading_field(id), body_field(id)]);
    }
    form.only(&fields.iter().map(String::as_str).collect::<Vec<_>>());
    let seen: u32 = form.value("seen").parse().map_err(|_| Problem::Unreadable("problem-bad-form"))?;
    let step = form.value("step").to_owned();
    if !form.is_good() {
        return visit.page_with_problems(&page(&visit, &standing, form, None));
    }
    let words = typed(&form, &standing.words);
    let template = HouseTemplate::of(standing.kind, &standing.language, &standing.shipped, &words);
    if step != "keep" {
        let Some(template) = template else {
            form.problem("subject", visit.t().text("house-template-same"));
            return visit.page_with_problems(&page(&visit, &standing, form, None));
        };
        let attempt = visit.run(move |ctx| Ok::<_, AppError>(templates::attempt(ctx, &template))).await?;
        return match attempt {
            Ok(tried) => visit.page(&page(&visit, &standing, form, Some(tried))),
            Err(problems) => refused(&visit, &standing, form, &problems),
        };
    }
    keep(visit, standing, form, seen, template, "kept").await
}

pub async fn shipped(mut visit: Visit) -> Answer {
    let standing = look(&visit).await?;
    let mut form = visit.take_form();
    form.only(&["seen"]);
    let seen: u32 = form.value("seen").parse().map_err(|_| Problem::Unreadable("problem-bad-form"))?;
    keep(visit, standing, form, seen, None, "shipped").await
}

async fn keep(
    visit: Visit,
    standing: Standing,
    mut form: Form,
    seen: u32,
    template: Option<HouseTemplate>,
    done: &'static str,
) -> Answer {
    let (keeper, slug) = (keeper(&visit)?, standing.organisation.slug.clone());
    let (kind, language) = (standing.kind, standing.language.clone());
    let problems = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let told = problems.clone();
    let saved = visit
        .once(move |ctx| match templates::keep(ctx, &keeper, (kind, &language), seen, template)? {
            Ok(()) => Ok(format!("/rules/{slug}/templates?done={done}")),
            Err(found) => {
                if let Ok(mut list) = told.lock() {
                    *list = found;
                }
                Err(AppError::Invalid { field: "subject", key: "house-template-refused" })
            }
        })
        .await;
    match saved {
        Ok(location) => visit.see_other(location),
        Err(Problem::App(AppError::Store(StoreError::Conflict))) => {
            form.problem("subject", visit.t().text("house-template-meanwhile"));
            visit.page_with_problems(&page(&visit, &standing, form, None))
        }
        Err(problem) => {
            let found = problems.lock().map(|list| list.clone()).unwrap_or_default();
            if found.is_empty() { Err(problem) } else { refused(&visit, &standing, form, &found) }
        }
    }
}

fn refused(visit: &Visit, standing: &Standing, mut form: Form, problems: &[HouseProblem]) -> Answer {
    let f = visit.frame(String::new());
    for problem in problems {
        let (field, sentence) = told(visit, &f, problem);
        // A field shows one sentence; what more there is stands at the top, after it is mended.
        form.problem(&field, sentence);
    }
    visit.page_with_problems(&page(visit, standing, form, None))
}

fn field_of(block: &str) -> String {
    if block == "subject" { "subject".to_owned() } else { body_field(block) }
}

/// Where a problem stands, and its sentence.
fn told(visit: &Visit, f: &Frame, problem: &HouseProblem) -> (String, String) {
    let at = |block: &str, sentence: String| (field_of(block), sentence);
    match problem {
        HouseProblem::NoSuchNotice => at("subject", f.text("house-problem-no-notice")),
        HouseProblem::NoSuchBlock { block } => {
            at("subject", f.with1("house-problem-no-block", "block", block.as_str()))
        }
        HouseProblem::TooLong { block, most } => at(block, f.with1("house-problem-long", "most", *most)),
        HouseProblem::SeveralLines { block } => at(block, f.text("house-problem-lines")),
        HouseProblem::NotAllowed { block, found } => {
            at(block, f.with1("house-problem-not-allowed", "words", found.words.as_str()))
        }
        HouseProblem::UnknownName { block, name } => at(block, f.with1("house-problem-name", "name", name.as_str())),
        HouseProblem::UnknownFact { block, fact } => at(block, f.with1("house-problem-fact", "fact", fact.as_str())),
        HouseProblem::Broken { block, detail } => at(block, f.with1("house-problem-broken", "detail", detail.as_str())),
        HouseProblem::TooLongFilled => at("subject", f.text("house-problem-too-long-filled")),
        HouseProblem::NotFilled { place, detail } => {
            let block = place.rsplit_once('#').map_or("subject", |(_, part)| part.split('.').next().unwrap_or(part));
            at(block, f.with1("house-problem-not-filled", "detail", detail.as_str()))
        }
        HouseProblem::LeavesOut { element, fact, citation } => {
            let law = citations::short(f.t, &citation.act, &citation.article);
            let what = format!("{} ({})", f.text(element), label(visit.ctx(), f.t, fact));
            at("subject", f.with2("house-problem-leaves-out", "what", what, "law", law.plain()))
        }
        HouseProblem::LeavesOutName { name } => {
            at("subject", f.with1("house-problem-leaves-name", "name", name.as_str()))
        }
        HouseProblem::Draft(problem) => draft_problem(f.t, problem),
        HouseProblem::Stops { rule, words } => at(
            "subject",
            f.with2("house-problem-stops", "rule", f.with1("lint-rule", "rule", *rule), "words", words.as_str()),
        ),
    }
}
