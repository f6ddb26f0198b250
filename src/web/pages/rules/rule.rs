//! One contract's duty: added with what it comes to shown first, ended, followed by a new version, taken back while unused.

use askama::Template;

use super::form::{self, Choices, seen};
use super::words::{TriedOn, asks, days, state, told, told_further, tried_on};
use super::{DONE, frame, keeper, look};
use crate::app::admin::own_rules::{self, OwnRule, RuleLine, Rules, Saved};
use crate::app::{AppError, StoreError};
use crate::web::components::{State, SummaryRow};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::admin::fields::day;
use crate::web::pages::admin::{at_field, done};
use crate::web::pages::case::{channel_name, country_name};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/rules/edit.html")]
struct EditPage {
    f: Frame,
    form: Form,
    action: String,
    choices: Choices,
    /// What the rule comes to, shown before it is saved: a sentence each.
    preview: Vec<String>,
    /// What it would have said in the case that was chosen.
    tried: Option<TriedOn>,
    /// What the reader of policy files says that no field's own check said.
    reader: Vec<String>,
    /// The next version of a rule that is in force: what is to be known.
    next: bool,
}

/// Cases on which the person may try a rule.
async fn to_try(visit: &Visit, rules: &Rules) -> Result<Vec<(String, String)>, Problem> {
    let (who, organisation) = (visit.person()?.clone(), rules.organisation.id);
    visit.run(move |ctx| own_rules::cases_to_try(ctx, &who, organisation)).await
}

async fn edit_page(visit: &Visit, rules: &Rules, follows: Option<&OwnRule>, form: Form) -> Result<EditPage, Problem> {
    let cases = to_try(visit, rules).await?;
    let t = visit.t();
    let title = match follows {
        Some(rule) => t.with1("rule-next-title", "contract", &rule.contract),
        None => t.text("rule-new-title"),
    };
    let row = &rules.organisation;
    Ok(EditPage {
        f: frame(visit, &row.slug, &row.name, title).problems(!form.is_good()),
        action: visit.address().to_owned(),
        choices: form::choices(visit, rules, &form, &cases),
        preview: Vec::new(),
        tried: None,
        reader: Vec::new(),
        next: follows.is_some(),
        form,
    })
}

pub async fn show_new(visit: Visit) -> Answer {
    let rules = look(&visit).await?;
    let page = edit_page(&visit, &rules, None, form::fresh(&visit, &rules)).await?;
    visit.page(&page)
}

fn newest<'a>(rules: &'a Rules, id: &str) -> Result<&'a RuleLine, Problem> {
    rules.rules.iter().find(|line| line.rule.id == id && line.newest).ok_or(Problem::NotFound)
}

pub async fn show_next(visit: Visit) -> Answer {
    let rules = look(&visit).await?;
    let rule = newest(&rules, visit.param("rule"))?.rule.clone();
    let form = form::filled(&visit, &rule);
    let page = edit_page(&visit, &rules, Some(&rule), form).await?;
    visit.page(&page)
}

pub async fn add(visit: Visit) -> Answer {
    save(visit, None).await
}

pub async fn follow(visit: Visit) -> Answer {
    let rules = look(&visit).await?;
    let rule = newest(&rules, visit.param("rule"))?.rule.clone();
    save(visit, Some(rule)).await
}

/// The first post shows what the rule comes to, the second one saves it.
async fn save(mut visit: Visit, follows: Option<OwnRule>) -> Answer {
    let t = visit.t();
    let rules = look(&visit).await?;
    let mut form = visit.take_form();
    form.only(&form::fields().iter().map(String::as_str).collect::<Vec<_>>());
    let seen = seen(&form);
    let Some(rule) = form::read(&visit, &mut form, &rules) else {
        let page = edit_page(&visit, &rules, follows.as_ref(), form).await?;
        return visit.page_with_problems(&page);
    };
    let on_case = Some(form.value("case").to_owned()).filter(|reference| !reference.is_empty());
    let (who, slug) = (visit.person()?.clone(), rules.organisation.slug.clone());
    let id = follows.as_ref().map(|rule| rule.id.clone());
    let (tried, trying, before) = (rule.clone(), who.clone(), id.clone());
    let at = slug.clone();
    let previewed = visit
        .run(move |ctx| own_rules::preview(ctx, &trying, &at, &tried, before.as_deref(), on_case.as_deref()))
        .await;
    let (found, reader) = match previewed {
        Ok(Ok(found)) => (Some(found), Vec::new()),
        // A case that nobody offered.
        Err(Problem::App(AppError::NotFound) | Problem::NotFound) => {
            form.problem("case", t.text("form-not-a-choice"));
            (None, Vec::new())
        }
        Ok(Err(problems)) => (None, problems.iter().map(ToString::to_string).collect()),
        Err(problem) => {
            at_field(&mut form, t, problem)?;
            (None, Vec::new())
        }
    };
    let (worked, tried) = found.map_or((None, None), |found| (found.worked, found.on_case));
    let shown = RuleLine { rule: rule.clone(), newest: true, used: false, worked };
    if !form.is_good() || !reader.is_empty() || form.value("step") != "save" {
        if !reader.is_empty() {
            form.problem("contract", t.text("rule-reader-refuses"));
        }
        let good = form.is_good();
        let mut page = edit_page(&visit, &rules, follows.as_ref(), form).await?;
        if good {
            page.preview = std::iter::once(told(t, &shown)).chain(told_further(visit.ctx(), t, &shown)).collect();
            page.tried = tried.map(|on_case| tried_on(&page.f, visit.ctx(), &on_case));
        }
        page.reader = reader;
        return if good { visit.page(&page) } else { visit.page_with_problems(&page) };
    }
    let (done, keeper) = (if id.is_some() { "followed" } else { "added" }, keeper(&visit)?);
    let saved = visit
        .once(move |ctx| {
            let follows = id.as_deref().map(|id| (id, seen));
            match own_rules::save(ctx, &keeper, rule, follows)? {
                Saved::Done(_) => Ok(format!("/rules/{slug}?done={done}")),
                // Said before the second post already; only somebody else's change in between leads here.
                Saved::Refused(_) => Err(StoreError::Conflict.into()),
            }
        })
        .await;
    match saved {
        Ok(location) => visit.see_other(location),
        Err(Problem::App(AppError::Store(StoreError::Conflict))) => {
            form.problem("contract", t.text("rule-meanwhile"));
            let page = edit_page(&visit, &rules, follows.as_ref(), form).await?;
            visit.page_with_problems(&page)
        }
        Err(problem) => {
            at_field(&mut form, t, problem)?;
            let page = edit_page(&visit, &rules, follows.as_ref(), form).await?;
            visit.page_with_problems(&page)
        }
    }
}

struct Version {
    number: u32,
    days: String,
    what: String,
}

#[derive(Template)]
#[template(path = "pages/rules/rule.html")]
struct RulePage {
    f: Frame,
    form: Form,
    done: String,
    told: String,
    state: State,
    rows: Vec<SummaryRow>,
    versions: Vec<Version>,
    base: String,
    seen: u32,
    used: bool,
}

async fn rule_page(visit: &Visit, form: Form) -> Result<RulePage, Problem> {
    let rules = look(visit).await?;
    let (t, ctx) = (visit.t(), visit.ctx());
    let line = newest(&rules, visit.param("rule"))?;
    let rule = &line.rule;
    let row = &rules.organisation;
    let names = |ids: &[String], name: &dyn Fn(&str) -> String| match ids {
        [] => t.text("rule-all"),
        ids => t.list(&ids.iter().map(|id| name(id)).collect::<Vec<_>>()),
    };
    let controller = |id: &str| {
        let found = rules.settings.controllers.iter().find(|one| one.id == id);
        found.map_or_else(|| id.to_owned(), |one| one.name.clone())
    };
    let data_set = |id: &str| {
        let found = rules.settings.data_sets.iter().find(|one| one.id == id);
        found.map_or_else(|| id.to_owned(), |one| one.name.clone())
    };
    let country = |code: &str| country_name(ctx, t.lang, code);
    let further = told_further(ctx, t, line);
    let rows = vec![
        SummaryRow::new(t.text("rule-purpose"), t.of("rule-purpose", rule.purpose)),
        SummaryRow::new(t.text("rules-contract"), format!("{}, {}", rule.contract, rule.clause)).why(&rule.gist),
        SummaryRow::new(t.text("rules-recipient"), &rule.recipient).why(format!(
            "{}: {} · {}",
            channel_name(t, &rule.channel),
            rule.address,
            country(&rule.country)
        )),
        SummaryRow::new(t.text("rules-asks"), asks(t, line)).why(t.of("rule-counting", &rule.counting)),
        SummaryRow::new(t.text("rule-controllers"), names(&rule.controllers, &controller)),
        SummaryRow::new(t.text("rule-markets"), names(&rule.markets, &country)),
        SummaryRow::new(t.text("rule-data-sets"), names(&rule.data_sets, &data_set)),
        SummaryRow::new(
            t.text("rule-further"),
            if further.is_empty() { t.text("rule-no-fact") } else { further.join(" ") },
        ),
        SummaryRow::new(t.text("rule-days"), days(t, line)),
        SummaryRow::new(t.text("rule-read-by"), &rule.read_by).why(format!("{} {}", t.day(rule.read_on), rule.note)),
    ];
    let all = rules.rules.iter().filter(|other| other.rule.id == rule.id);
    Ok(RulePage {
        f: frame(visit, &row.slug, &row.name, rule.contract.clone()).problems(!form.is_good()),
        form,
        done: done(visit, DONE),
        told: told(t, line),
        state: state(t, line, visit.now().utc().date_naive()),
        rows,
        versions: all
            .map(|line| Version { number: line.rule.version, days: days(t, line), what: asks(t, line) })
            .collect(),
        base: format!("/rules/{}/contracts/{}", row.slug, rule.id),
        seen: rule.version,
        used: line.used,
    })
}

pub async fn show(visit: Visit) -> Answer {
    let page = rule_page(&visit, Form::empty(visit.t())).await?;
    visit.page(&page)
}

pub async fn end(mut visit: Visit) -> Answer {
    let mut form = visit.take_form();
    form.only(&["until", "seen"]);
    let until = day(&mut form, "until");
    if until.is_none() {
        form.problem("until", visit.t().text("rule-until-missing"));
    }
    let seen = seen(&form);
    let (keeper, slug, id) = (keeper(&visit)?, visit.param("organisation").to_owned(), visit.param("rule").to_owned());
    if let (Some(until), true) = (until, form.is_good()) {
        let ended = visit
            .once(move |ctx| {
                own_rules::end(ctx, &keeper, &id, seen, until)?;
                Ok(format!("/rules/{slug}/contracts/{id}?done=ended"))
            })
            .await;
        match ended {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused(&visit, &mut form, "until", problem)?,
        }
    }
    let page = rule_page(&visit, form).await?;
    visit.page_with_problems(&page)
}

pub async fn withdraw(mut visit: Visit) -> Answer {
    let mut form = visit.take_form();
    form.only(&["seen"]);
    let seen = seen(&form);
    let (keeper, slug, id) = (keeper(&visit)?, visit.param("organisation").to_owned(), visit.param("rule").to_owned());
    let gone = visit
        .once(move |ctx| {
            own_rules::withdraw(ctx, &keeper, &id, seen)?;
            Ok(format!("/rules/{slug}?done=withdrawn"))
        })
        .await;
    match gone {
        Ok(location) => visit.see_other(location),
        Err(problem) => {
            refused(&visit, &mut form, "withdraw", problem)?;
            let page = rule_page(&visit, form).await?;
            visit.page_with_problems(&page)
        }
    }
}

/// A refusal at its field, and "somebody changed it meanwhile" as a sentence too.
fn refused(visit: &Visit, form: &mut Form, field: &str, problem: Problem) -> Result<(), Problem> {
    match problem {
        Problem::App(AppError::Store(StoreError::Conflict)) => {
            form.problem(field, visit.t().text("rule-meanwhile"));
            Ok(())
        }
        other => at_field(form, visit.t(), other),
    }
}
