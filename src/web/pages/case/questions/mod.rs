//! The questions of one group on one page: several facts answered in one post, each an event with its own state of knowledge and source.
//! What nobody touched is left alone, whoever changed it meanwhile; where two people changed the same fact both texts are shown.

use askama::Template;

use self::sheet::{Question, Sheet};
use super::facts::{GroupLink, fact_anchor, group_links};
use super::risk_words::marked;
use super::{Head, address, framed, refused_at, scope_name};
use crate::app::AppError;
use crate::app::facts::{self, Asked};
use crate::app::views::asking;
use crate::app::views::facts::Group;
use crate::app::views::ledger::{scope_of, scope_word, scopes};
use crate::domain::refusal::Refusal;
use crate::domain::situation::Scope;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

mod sheet;

#[derive(Template)]
#[template(path = "pages/case/questions.html")]
pub struct Questions {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub lead: String,
    pub scope_name: String,
    pub scope_word: String,
    pub scope_form: Form,
    pub scopes: Vec<Choice>,
    /// Questions that the law asks and that arise, the others, and those that another answer rules out.
    pub asked: Vec<Question>,
    pub more: Vec<Question>,
    pub not_asked: Vec<Question>,
    pub more_open: bool,
    pub not_asked_open: bool,
    pub states: Vec<Choice>,
    pub modes: Vec<Choice>,
    pub evidence: Vec<Choice>,
    pub groups: Vec<GroupLink>,
    pub parties_href: String,
    /// Says when what stands in the form was kept, where it is a draft.
    pub drafted: String,
    pub draft_action: String,
    /// What was just saved made further questions arise.
    pub arose: bool,
    pub action: String,
    pub back: String,
}

/// The group of the address and the scope of form or address.
fn subject(visit: &Visit, asked: &Asked) -> Result<(Group, Scope), Problem> {
    let group = Group::parse(visit.param("group")).ok_or(Problem::NotFound)?;
    let word = match visit.form.value("scope") {
        "" => visit.query("scope"),
        word => word,
    };
    let scope = if word.is_empty() { Some(Scope::case()) } else { scope_of(&asked.case, word) };
    Ok((group, scope.ok_or(Problem::NotFound)?))
}

async fn open(visit: &Visit) -> Result<Asked, Problem> {
    let who = visit.person()?.clone();
    let reference = visit.param("reference").to_owned();
    visit.run(move |ctx| facts::open(ctx, &who, &reference)).await
}

pub async fn show(visit: Visit) -> Answer {
    let asked = open(&visit).await?;
    let (group, scope) = subject(&visit, &asked)?;
    let (who, case, form) = (visit.person()?.clone(), asked.case.id, form_name(group, &scope));
    let kept = visit.run(move |ctx| facts::draft(ctx, &who, case, &form)).await?;
    let Some((typed, at)) = kept else {
        let sheet = Sheet::on_record(&visit, &asked, group, &scope);
        return visit.page(&page(&visit, &asked, group, &scope, sheet));
    };
    let typed = Form::sent(visit.t(), typed);
    let mut page = page(&visit, &asked, group, &scope, Sheet::drafted(&visit, &asked, group, &scope, &typed));
    page.drafted = page.f.with1("questions-drafted", "at", page.f.moment(&at));
    visit.page(&page)
}

/// Which form a draft belongs to.
fn form_name(group: Group, scope: &Scope) -> String {
    format!("questions {group} {}", scope_word(scope))
}

/// Keeps what was typed for this person, as it is: nothing is judged, nothing recorded. With `step=discard` the draft is forgotten.
pub async fn draft(visit: Visit) -> Answer {
    let asked = open(&visit).await?;
    let (group, scope) = subject(&visit, &asked)?;
    let who = visit.person()?.clone();
    let (case, reference, form) = (asked.case.id, asked.case.reference.clone(), form_name(group, &scope));
    let here = address(&asked.case, &format!("/questions/{group}?scope={}", scope_word(&scope)));
    if visit.form.value("step") == "discard" {
        visit.run(move |ctx| facts::forget_draft(ctx, &who, case, &form)).await?;
        return visit.see_other(here);
    }
    let typed = visit.form.typed().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    visit.run(move |ctx| facts::keep_draft(ctx, &who, &reference, &form, &typed)).await?;
    visit.see_other(here)
}

pub async fn save(visit: Visit) -> Answer {
    let asked = open(&visit).await?;
    let (group, scope) = subject(&visit, &asked)?;
    let mut sheet = Sheet::typed(&visit, &asked, group, &scope);
    if !sheet.form.is_good() {
        return visit.page_with_problems(&page(&visit, &asked, group, &scope, sheet));
    }
    let back = back(&asked, group, &scope);
    let commands = std::mem::take(&mut sheet.commands);
    if commands.is_empty() {
        return visit.see_other(back);
    }
    let (who, reference, before) = (visit.person()?.clone(), asked.case.reference.clone(), asked.case.clone());
    let (location, form, case) = (back.clone(), form_name(group, &scope), asked.case.id);
    let (here, of) = (address(&asked.case, &format!("/questions/{group}")), scope.clone());
    let saved = visit
        .once(move |ctx| {
            let outcome = facts::set(ctx, &who, &reference, commands)?;
            facts::forget_draft(ctx, &who, case, &form)?;
            // An answer that makes another question arise leads there, so that it is not left out unseen.
            let arisen = asking::arisen(ctx.policy.facts(), (&before, &outcome.case), group, &of);
            let location = match arisen {
                Some(id) => format!("{here}?scope={}&arose=1#{}", scope_word(&of), fact_anchor(id)),
                None => location,
            };
            Ok(marked(ctx, &before, &outcome.case, location))
        })
        .await;
    match saved {
        Ok(location) => visit.see_other(location),
        // Somebody was quicker by a moment: read again, and both texts stand beside each other.
        Err(Problem::App(AppError::Refused(Refusal::ChangedMeanwhile))) => {
            let asked = open(&visit).await?;
            let mut sheet = Sheet::typed(&visit, &asked, group, &scope);
            if sheet.form.is_good() {
                let sentence = crate::web::problem::refusal_sentence(visit.t(), &Refusal::ChangedMeanwhile);
                sheet.form.problem("scope", sentence);
            }
            visit.page_with_problems(&page(&visit, &asked, group, &scope, sheet))
        }
        Err(Problem::App(AppError::Invalid { field, key })) => {
            sheet.form.problem(field, visit.t().text(key));
            visit.page_with_problems(&page(&visit, &asked, group, &scope, sheet))
        }
        Err(problem) => {
            refused_at(&visit, &mut sheet.form, "scope", problem)?;
            visit.page_with_problems(&page(&visit, &asked, group, &scope, sheet))
        }
    }
}

fn back(asked: &Asked, group: Group, scope: &Scope) -> String {
    address(&asked.case, &format!("/facts?group={group}&scope={}#group", scope_word(scope)))
}

fn page(visit: &Visit, asked: &Asked, group: Group, scope: &Scope, sheet: Sheet) -> Questions {
    let (ctx, t, case) = (visit.ctx(), visit.t(), &asked.case);
    let name = t.of("fact-group", group);
    let (f, head) = framed(visit, case, &asked.organisation, "/facts", name);
    let progress = asking::progress(case, ctx.policy.facts(), group, scope);
    let Sheet { form, questions, .. } = sheet;
    let (arising, not_asked): (Vec<_>, Vec<_>) = questions.into_iter().partition(|question| question.arises);
    let (law, more): (Vec<_>, Vec<_>) = arising.into_iter().partition(|question| !question.law.is_empty());
    // Nothing that was said, and no problem, hides behind a fold.
    let open = |some: &[Question]| some.iter().any(|one| one.is_answered || one.is_touched);
    Questions {
        lead: super::facts::progress_words(&f, progress),
        scope_name: scope_name(ctx, t, case, scope),
        scope_word: scope_word(scope),
        scope_form: Form::empty(t).fill("scope", scope_word(scope)),
        scopes: scopes(case)
            .iter()
            .map(|scope| Choice::new(scope_word(scope), scope_name(ctx, t, case, scope)))
            .collect(),
        more_open: law.is_empty() || open(&more),
        not_asked_open: open(&not_asked),
        states: sheet::states(t),
        modes: sheet::modes(t),
        evidence: super::fact_form::evidence_choices(t, &asked.files),
        groups: group_links(&f, ctx, case, scope, group, |group| {
            address(case, &format!("/questions/{group}?scope={}", scope_word(scope)))
        }),
        parties_href: address(case, "/parties"),
        drafted: String::new(),
        draft_action: address(case, &format!("/questions/{group}/draft")),
        arose: visit.query("arose") == "1",
        action: address(case, &format!("/questions/{group}")),
        back: back(asked, group, scope),
        asked: law,
        more,
        not_asked,
        f: f.problems(!form.is_good()),
        form,
        head,
    }
}

/// Where one fact stands by itself, with its earlier values.
fn alone(asked: &Asked, id: &str, scope: &Scope) -> String {
    address(&asked.case, &format!("/facts/{id}?scope={}", scope_word(scope)))
}

/// The fields of one fact begin with this.
fn prefix(id: &str) -> String {
    format!("{}--", fact_anchor(id))
}
