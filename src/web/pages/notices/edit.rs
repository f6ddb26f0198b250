//! A notice as it is written: its blocks beside the facts they rest on, what is missing, and what happens when two people write at once.

use askama::Template;
use serde_json::Value;

use super::{
    DifferenceRow, MissingLine, block_label, difference_rows, framed_notice, language_name, missing_lines, notice_name,
    open, page_address, state_of,
};
use crate::app::notices::reading::{self, Opened, RestsOn, differences};
use crate::app::notices::{self, Draft, DraftProblem};
use crate::app::views::facts::FactType;
use crate::app::{AppError, cases};
use crate::domain::case::{NoticeState, Wording};
use crate::domain::command::Command;
use crate::domain::refusal::Refusal;
use crate::domain::situation::Knowledge;
use crate::domain::values::At;
use crate::web::components::{Edge, State, SummaryRow};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::pages::case::facts::{edge, label, value_words};
use crate::web::pages::case::{Head, TranslationDue, address, may_change, translation_due};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

/// One block with its field and what it rests on.
pub struct BlockField {
    pub name: String,
    pub label: String,
    pub value: String,
    pub error: Option<String>,
    pub rows: usize,
    pub facts: Vec<FactLine>,
}

pub struct FactLine {
    pub href: String,
    pub label: String,
    pub why: String,
    pub edge: &'static str,
}

#[derive(Template)]
#[template(path = "pages/notices/edit.html")]
pub struct EditPage {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub action: String,
    pub done: String,
    pub state: State,
    pub language: String,
    pub language_tag: String,
    pub subject: String,
    pub blocks: Vec<BlockField>,
    pub revision: u32,
    pub may_edit: bool,
    pub may_ask_review: bool,
    pub voids: bool,
    pub missing: Vec<MissingLine>,
    /// That nothing of what is missing stops it; empty where something could.
    pub never_blocks: String,
    pub conflict: Vec<DifferenceRow>,
    /// Parts that the other text does not have any more, as they were typed.
    pub lost: Vec<(String, String)>,
    pub check_href: String,
    pub file_href: String,
    pub redraft_href: String,
    pub translation: Option<TranslationDue>,
    /// That no native speaker has read the language's words; empty where one has.
    pub proof_read: String,
    /// Whose words it was drafted in, where those are not the shipped ones.
    pub wording: String,
    pub changed: bool,
    pub duties: Vec<(String, String)>,
    pub history: Vec<SummaryRow>,
}

fn is_editable(state: NoticeState) -> bool {
    matches!(state, NoticeState::Draft | NoticeState::InReview | NoticeState::Approved | NoticeState::Published)
}

fn page(visit: &Visit, opened: &Opened, form: Form, conflict: Option<Draft>) -> Result<EditPage, Problem> {
    let notice = &opened.notice;
    let draft = &opened.seen.draft;
    let (f, head) = {
        let frame = visit.frame("");
        framed_notice(visit, opened, notice_name(&frame, notice))
    };
    let typed = !form.value("based-on").is_empty();
    let may_edit = may_change(visit, &opened.case)? && is_editable(notice.state);
    let blocks = draft
        .blocks
        .iter()
        .map(|block| {
            let name = format!("body-{}", block.id);
            let value = if typed { form.value(&name).to_owned() } else { block.body.clone() };
            BlockField {
                label: block_label(&f, draft, &block.id),
                error: form.error(&name).map(str::to_owned),
                // A line of the paper holds about eighty characters.
                rows: (value.lines().map(|line| 1 + line.chars().count() / 80).sum::<usize>() + 1).clamp(3, 24),
                facts: opened
                    .seen
                    .rests_on
                    .get(&block.id)
                    .map(|facts| facts.iter().map(|fact| fact_line(visit, &f, opened, fact)).collect())
                    .unwrap_or_default(),
                name,
                value,
            }
        })
        .collect();
    let lost = conflict.as_ref().map_or_else(Vec::new, |_| {
        form.typed()
            .filter_map(|(name, value)| Some((name.strip_prefix("body-")?, value)))
            .filter(|(id, _)| draft.block(id).is_none())
            .map(|(id, value)| (id.to_owned(), value.to_owned()))
            .collect()
    });
    let conflict = conflict.map(|mine| difference_rows(&f, draft, differences(draft, &mine))).unwrap_or_default();
    let done = match visit.query("done") {
        "saved" => f.text("notice-saved"),
        "review" => f.text("notice-review-asked"),
        "redrafted" => f.text("notice-redrafted"),
        _ => String::new(),
    };
    Ok(EditPage {
        action: page_address(opened, ""),
        done,
        state: state_of(&f, notice),
        language: language_name(&f, &notice.language),
        language_tag: notice.language.clone(),
        subject: if typed { form.value("subject").to_owned() } else { draft.subject.clone() },
        blocks,
        revision: notice.revision,
        may_edit,
        may_ask_review: may_edit && notice.state == NoticeState::Draft,
        voids: notice.approval().is_some(),
        missing: missing_lines(visit, &f, opened),
        never_blocks: match notice.to_body() && !opened.seen.blocking {
            true => super::worded(&f, notice, "missing-never-blocks"),
            false => String::new(),
        },
        conflict,
        lost,
        check_href: page_address(opened, "/check"),
        file_href: page_address(opened, "/file"),
        redraft_href: page_address(opened, "/redraft"),
        translation: translation(visit, &f, opened),
        proof_read: proof_read(visit, &f, opened),
        wording: match &notice.wording {
            Some(Wording::House { version, .. }) => f.with1("notice-wording-own", "version", *version),
            Some(Wording::ShippedAfterAll { version }) => f.with1("notice-wording-shipped", "version", *version),
            Some(Wording::Shipped) | None => String::new(),
        },
        changed: opened.seen.changed_since_approval,
        duties: duties(visit, &f, opened),
        history: history(&f, opened),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

/// What of the duties of this notice still has to be translated.
pub(super) fn translation(visit: &Visit, f: &Frame, opened: &Opened) -> Option<TranslationDue> {
    let mut duties = opened.notice.duties.iter().filter_map(|number| opened.case.duty(*number));
    duties.find_map(|duty| translation_due(f, visit.ctx(), &opened.case, duty))
}

/// Says to whoever writes or approves that nobody who grew up with the language has read its words. Never part of the notice.
pub(super) fn proof_read(visit: &Visit, f: &Frame, opened: &Opened) -> String {
    let language = &opened.notice.language;
    if notices::is_read_by_native(visit.ctx(), language) {
        return String::new();
    }
    f.with1("notice-not-proof-read", "language", language_name(f, language))
}

fn duties(visit: &Visit, f: &Frame, opened: &Opened) -> Vec<(String, String)> {
    use crate::web::pages::case::{duty_address, duty_name, recipient_name};
    let found = opened.notice.duties.iter().filter_map(|number| opened.case.duty(*number));
    found
        .map(|duty| {
            let name = format!("{} · {}", recipient_name(visit.ctx(), f.t, &opened.case, duty), duty_name(f.t, duty));
            (duty_address(&opened.case, duty.number), name)
        })
        .collect()
}

fn fact_line(visit: &Visit, f: &Frame, opened: &Opened, fact: &RestsOn) -> FactLine {
    let name = label(visit.ctx(), f.t, &fact.fact);
    let said = match fact.state {
        Knowledge::Known | Knowledge::Estimated => said(visit, f, fact),
        state => {
            let day = fact.by.map(|day| f.t.day(day)).unwrap_or_default();
            format!("{} {day}", f.of("knowledge", state)).trim().to_owned()
        }
    };
    FactLine {
        href: address(&opened.case, &format!("/facts/{}", fact.fact)),
        label: if fact.about.is_empty() { name } else { format!("{name} ({})", fact.about) },
        why: said,
        edge: edge(fact.state).as_str(),
    }
}

/// What is on record, in words. Moments come from the ledger as microseconds; a party that stands elsewhere only says that it does.
fn said(visit: &Visit, f: &Frame, fact: &RestsOn) -> String {
    let kind = visit.ctx().policy.facts().get(&fact.fact).map(|def| def.kind);
    match (&fact.value, kind) {
        (Value::Number(micros), Some(FactType::Datetime)) => {
            micros.as_i64().and_then(At::from_micros).map_or_else(String::new, |at| f.moment(&at))
        }
        (Value::Bool(true), kind) if kind != Some(FactType::Bool) => f.text("notice-fact-on-record"),
        _ => value_words(visit.ctx(), f.t, &fact.fact, &fact.value),
    }
}

/// Approvals with what became of them, the newest first.
fn history(f: &Frame, opened: &Opened) -> Vec<SummaryRow> {
    let approvals = opened.notice.approvals.iter().rev();
    approvals
        .map(|approval| {
            let by = f.with2("notice-approved-at", "name", approval.by.name.as_str(), "at", f.moment(&approval.at));
            let mut why = Vec::new();
            if let Some(reason) = &approval.exception {
                why.push(f.with1("notice-exception-reason", "reason", reason.as_str()));
            }
            if let Some(reviewer) = &approval.reviewed_by {
                why.push(f.with1("notice-reviewed-by", "name", reviewer.name.as_str()));
            }
            if approval.voided {
                why.push(f.text("notice-void"));
            }
            let edge = if approval.voided { Edge::NotApplicable } else { Edge::Known };
            SummaryRow::new(f.with1("notice-version", "version", approval.version), by).why(why.join(" ")).edge(edge)
        })
        .collect()
}

pub async fn show(visit: Visit) -> Answer {
    let opened = open(&visit).await?;
    let page = page(&visit, &opened, Form::empty(visit.t()), None)?;
    visit.page(&page)
}

/// What was typed, on the blocks of the text as it stands.
fn typed_draft(form: &Form, current: &Draft) -> Draft {
    let mut draft = current.clone();
    form.value("subject").clone_into(&mut draft.subject);
    for block in &mut draft.blocks {
        let name = format!("body-{}", block.id);
        if !form.values(&name).is_empty() {
            form.value(&name).clone_into(&mut block.body);
        }
    }
    draft.tidied()
}

pub async fn save(mut visit: Visit) -> Answer {
    let mut form = visit.take_form();
    let opened = open(&visit).await?;
    match form.value("step") {
        "review" => ask_review(visit, form, &opened).await,
        _ => {
            let based_on: u32 = form.value("based-on").parse().map_err(|_| Problem::Unreadable("problem-bad-form"))?;
            let draft = typed_draft(&form, &opened.seen.draft);
            // Somebody saved another text since this page was opened: both texts are shown, nothing is overwritten unseen.
            if based_on != opened.notice.revision {
                return conflict(&visit, &opened, form, draft);
            }
            let mut known = vec!["subject".to_owned(), "based-on".to_owned(), "step".to_owned()];
            known.extend(opened.seen.draft.blocks.iter().map(|block| format!("body-{}", block.id)));
            form.only(&known.iter().map(String::as_str).collect::<Vec<_>>());
            form.line("subject", "notice-subject-missing");
            for block in &opened.seen.draft.blocks {
                form.optional_text(&format!("body-{}", block.id));
            }
            if !form.is_good() {
                return visit.page_with_problems(&page(&visit, &opened, form, None)?);
            }
            if draft == opened.seen.draft {
                // Nothing to save: an approval stays what it was.
                return visit.see_other(page_address(&opened, ""));
            }
            save_draft(visit, form, opened, based_on, draft).await
        }
    }
}

async fn save_draft(visit: Visit, mut form: Form, opened: Opened, based_on: u32, draft: Draft) -> Answer {
    let (who, reference) = (visit.person()?.clone(), opened.case.reference.clone());
    let (number, kept) = (opened.notice.number, draft.clone());
    let problems = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let told = problems.clone();
    let location = page_address(&opened, "?done=saved");
    let saved = visit
        .once(move |ctx| match notices::edit(ctx, &who, &reference, number, based_on, &draft)? {
            Ok(_) => Ok(location),
            Err(found) => {
                if let Ok(mut list) = told.lock() {
                    *list = found;
                }
                Err(AppError::Invalid { field: "subject", key: "notice-draft-problem" })
            }
        })
        .await;
    let refused = match saved {
        Ok(location) => return visit.see_other(location),
        Err(refused) => refused,
    };
    if let Problem::App(AppError::Refused(Refusal::ChangedMeanwhile)) = refused {
        let now = open(&visit).await?;
        return conflict(&visit, &now, form, kept);
    }
    let found = problems.lock().map(|list| list.clone()).unwrap_or_default();
    if found.is_empty() {
        crate::web::pages::case::refused_at(&visit, &mut form, "subject", refused)?;
    }
    for problem in &found {
        let (field, sentence) = draft_problem(visit.t(), problem);
        form.problem(&field, sentence);
    }
    visit.page_with_problems(&page(&visit, &opened, form, None)?)
}

fn conflict(visit: &Visit, now: &Opened, mut form: Form, mine: Draft) -> Answer {
    form.problem("subject", visit.t().text("refusal-changed-meanwhile"));
    visit.page_with_problems(&page(visit, now, form, Some(mine))?)
}

/// The field a problem of the text stands at, and its sentence.
pub fn draft_problem(words: &Words, problem: &DraftProblem) -> (String, String) {
    match problem {
        DraftProblem::FieldInSubject => ("subject".into(), words.text("draft-problem-subject")),
        DraftProblem::TwiceTheSameBlock(block) => (format!("body-{block}"), words.text("draft-problem-twice")),
        DraftProblem::UnknownBlock(block) => (format!("body-{block}"), words.text("draft-problem-block")),
        DraftProblem::UnknownField { block, field, takes } => {
            (format!("body-{block}"), words.with2("draft-problem-field", "field", field, "takes", takes))
        }
        DraftProblem::LeftOverMark { block, mark } => {
            (format!("body-{block}"), words.with1("draft-problem-mark", "mark", mark))
        }
    }
}

async fn ask_review(visit: Visit, mut form: Form, opened: &Opened) -> Answer {
    form.only(&["step"]);
    if form.is_good() {
        let (who, reference, number) = (visit.person()?.clone(), opened.case.reference.clone(), opened.notice.number);
        let location = page_address(opened, "?done=review");
        let asked = visit
            .once(move |ctx| {
                cases::run(ctx, &who, &reference, Command::AskReview { number })?;
                Ok(location)
            })
            .await;
        match asked {
            Ok(location) => return visit.see_other(location),
            Err(refused) => crate::web::pages::case::refused_at(&visit, &mut form, "subject", refused)?,
        }
    }
    visit.page_with_problems(&page(&visit, opened, form, None)?)
}

#[derive(Template)]
#[template(path = "pages/notices/redraft.html")]
pub struct RedraftPage {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub action: String,
    pub back: String,
    pub language_tag: String,
    pub revision: u32,
    pub differences: Vec<DifferenceRow>,
    pub voids: bool,
}

async fn redraft_page(visit: &Visit, form: Form) -> Result<RedraftPage, Problem> {
    let who = visit.person()?.clone();
    let reference = visit.param("reference").to_owned();
    let number: u32 = visit.param("number").parse().map_err(|_| Problem::NotFound)?;
    let (opened, fresh) = visit.run(move |ctx| reading::with_redraft(ctx, &who, &reference, number)).await?;
    let (f, head) = framed_notice(visit, &opened, visit.t().text("notice-redraft-title"));
    Ok(RedraftPage {
        action: page_address(&opened, "/redraft"),
        back: page_address(&opened, ""),
        language_tag: opened.notice.language.clone(),
        revision: opened.notice.revision,
        differences: difference_rows(&f, &fresh, differences(&opened.seen.draft, &fresh)),
        voids: opened.notice.approval().is_some(),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

pub async fn show_redraft(visit: Visit) -> Answer {
    let page = redraft_page(&visit, Form::empty(visit.t())).await?;
    visit.page(&page)
}

pub async fn redraft(mut visit: Visit) -> Answer {
    let mut form = visit.take_form();
    form.only(&["based-on"]);
    let based_on: u32 = form.value("based-on").parse().map_err(|_| Problem::Unreadable("problem-bad-form"))?;
    if form.is_good() {
        let opened = open(&visit).await?;
        let (who, reference, number) = (visit.person()?.clone(), opened.case.reference.clone(), opened.notice.number);
        let location = page_address(&opened, "?done=redrafted");
        let done = visit
            .once(move |ctx| {
                notices::redraft(ctx, &who, &reference, number, based_on)?;
                Ok(location)
            })
            .await;
        match done {
            Ok(location) => return visit.see_other(location),
            Err(refused) => crate::web::pages::case::refused_at(&visit, &mut form, "based-on", refused)?,
        }
    }
    visit.page_with_problems(&redraft_page(&visit, form).await?)
}
