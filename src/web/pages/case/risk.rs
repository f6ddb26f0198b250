//! Advice on risk: what the rules say for each group of people and why, what is missing, what would change it, and where the DPO departs.

use askama::Template;

use super::facts::label;
use super::risk_words::yes_no;
use super::{Head, address, framed, open, refused_at, scope_name};
use crate::app::risk::{
    self, AnswerView, Departure, GroupView, NearView, OverrideView, ReasonView, RiskView, ScoreView,
};
use crate::app::views::ledger::{scope_of, scope_word};
use crate::app::{AppError, cases};
use crate::domain::actor::Role;
use crate::domain::case::{Case, CaseStatus};
use crate::domain::risk::{REASON_LEAST, RiskQuestion};
use crate::domain::situation::Scope;
use crate::domain::values::Private;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::Lang;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

/// Advising is the DPO's task (Art. 39(1)(a)).
pub const ADVISERS: &[Role] = &[Role::Dpo];

/// One question with its answer, in words.
struct AnswerRow {
    question: String,
    answer: String,
    strength: String,
    firm: bool,
    why_not_yet: String,
    reasons: Vec<ReasonView>,
    /// What would change it: unknown facts first. Sentence and, where the fact can be entered, its page.
    changes: Vec<(String, String)>,
    known_changes: Vec<String>,
    together: String,
    watch: Vec<String>,
}

struct Said {
    sentence: String,
    reason: String,
    by: String,
    stands: bool,
    outdated: bool,
}

struct Group {
    id: String,
    name: String,
    answers: Vec<AnswerRow>,
    /// The GDPR's answers where 611/2013 stands in their place.
    beside: Vec<AnswerRow>,
    notes: Vec<ReasonView>,
    missing: Vec<(String, String)>,
    strange: Vec<String>,
    score: ScoreView,
    /// Official examples, each with its differences as sentences.
    near: Vec<(NearView, Vec<String>)>,
    said: Vec<Said>,
}

#[derive(Template)]
#[template(path = "pages/case/risk.html")]
struct RiskPage {
    f: Frame,
    head: Head,
    form: Form,
    groups: Vec<Group>,
    turns: Vec<String>,
    /// Empty for those who only read.
    action: String,
    choices: Vec<Choice>,
    questions: Vec<Choice>,
    yes_no: Vec<Choice>,
    seen: String,
    least: String,
    decide: String,
    /// The page of the small case, where nobody needs to be told; empty otherwise.
    small: String,
}

/// Where a fact of the rules is entered for a group.
pub fn fact_href(case: &Case, group: &GroupView, fact: &str) -> String {
    match (&group.data_set, fact) {
        (Some(data_set), "telecom_ecs" | "breach_occurred") => address(case, &format!("/data-sets/{data_set}")),
        _ => address(case, &format!("/facts/risk.{fact}?scope={}", scope_word(&group.scope))),
    }
}

fn answer_row(f: &Frame, case: &Case, group: &GroupView, answer: &AnswerView) -> AnswerRow {
    let word = if answer.not_yet { "not_yet" } else { yes_no(answer.yes) };
    let change = |line: &risk::ChangeLine| {
        let becomes = f.of("risk-answer", yes_no(line.becomes));
        f.t.with3(
            "risk-change",
            ("question", &line.question),
            ("values", &line.values.join(" · ")),
            ("becomes", &becomes),
        )
    };
    let (unknown, known): (Vec<_>, Vec<_>) = answer.changes.iter().partition(|line| line.unknown);
    AnswerRow {
        question: f.of("risk-limb", answer.limb),
        answer: f.of("risk-answer", word),
        strength: f.of("risk-strength", if answer.firm { "firm" } else { "arguable" }),
        firm: answer.firm,
        why_not_yet: if answer.not_yet { f.text("risk-not-yet-why") } else { String::new() },
        reasons: answer.reasons.clone(),
        changes: unknown.into_iter().map(|line| (change(line), fact_href(case, group, &line.fact))).collect(),
        known_changes: known.into_iter().map(change).collect(),
        together: match answer.together.is_empty() {
            true => String::new(),
            false => f.with1("risk-together", "facts", answer.together.join(" · ")),
        },
        watch: answer.watch.clone(),
    }
}

fn said(f: &Frame, one: &OverrideView) -> Said {
    let entry = &one.entry;
    let answer = |yes: bool| f.of("risk-answer", yes_no(yes));
    Said {
        sentence: f.t.with3(
            "risk-said",
            ("question", &f.of("risk-question", entry.question)),
            ("answer", &answer(entry.answer)),
            ("advised", &answer(entry.advised)),
        ),
        reason: entry.reason.as_str().to_owned(),
        by: format!("{} · {}", entry.by.name.as_str(), f.moment(&entry.at)),
        stands: one.stands,
        outdated: one.stands && one.outdated,
    }
}

/// Points as the reader writes them: `4,75` in Italian.
fn decimals(f: &Frame, score: ScoreView) -> ScoreView {
    if f.t.lang == Lang::En {
        return score;
    }
    let one = |points: String| points.replace('.', ",");
    let both = |(lenient, strict): (String, String)| (one(lenient), one(strict));
    ScoreView {
        dpc: both(score.dpc),
        ei: both(score.ei),
        cb: both(score.cb),
        se: both(score.se),
        parts: score.parts.into_iter().map(|(name, low, high)| (name, one(low), one(high))).collect(),
        ..score
    }
}

fn differences(f: &Frame, near: &NearView) -> Vec<String> {
    let sentence = |(question, here, there): &(String, String, String)| {
        f.t.with3("risk-near-difference", ("question", question), ("here", here), ("there", there))
    };
    near.differences.iter().map(sentence).collect()
}

fn group(visit: &Visit, f: &Frame, case: &Case, index: usize, group: &GroupView) -> Group {
    let rows = |decides: bool| {
        let fits = group.answers.iter().filter(|answer| answer.decides == decides);
        fits.map(|answer| answer_row(f, case, group, answer)).collect()
    };
    Group {
        id: format!("group-{}", index + 1),
        name: scope_name(visit.ctx(), f.t, case, &group.scope),
        answers: rows(true),
        beside: rows(false),
        notes: group.notes.clone(),
        missing: group.missing.iter().map(|(fact, label)| (fact_href(case, group, fact), label.clone())).collect(),
        strange: group
            .strange
            .iter()
            .map(|(question, word)| f.with2("risk-strange", "question", question, "word", word))
            .collect(),
        score: decimals(f, group.score.clone()),
        near: group.near.iter().map(|one| (one.clone(), differences(f, one))).collect(),
        said: group.overrides.iter().map(|one| said(f, one)).collect(),
    }
}

/// What the advice was when the page was made, as the form carries it.
fn seen(view: &RiskView) -> String {
    let of = |group: &GroupView| {
        let word = scope_word(&group.scope);
        format!("{word}:notify:{} {word}:people:{}", yes_no(group.advised_notify), yes_no(group.advised_people))
    };
    view.groups.iter().map(of).collect::<Vec<_>>().join(" ")
}

/// The advice of the case, from one reading of its record.
async fn read(visit: &Visit, case: &Case) -> Result<RiskView, Problem> {
    let (id, italian) = (case.id, visit.t().lang == Lang::It);
    let shown = case.clone();
    visit
        .run(move |ctx| {
            let recorded = ctx.store.read(|conn| cases::recorded(conn, id))?;
            Ok::<_, AppError>(risk::view(&ctx.risk, &shown, &recorded, italian))
        })
        .await
}

/// How many turns of the advice are shown.
const TURNS_SHOWN: usize = 20;

async fn page(visit: &Visit, case: &Case, organisation: &str, form: Form) -> Result<RiskPage, Problem> {
    let view = read(visit, case).await?;
    let (f, head) = framed(visit, case, organisation, "/duties", visit.t().text("risk-title"));
    let may = visit.person()?.has_role(case.organisation, ADVISERS) && case.status == CaseStatus::Open;
    let name = |scope: &Scope| scope_name(visit.ctx(), f.t, case, scope);
    let turn = |turn: &risk::Turn| {
        let what =
            turn.fact.as_ref().map_or_else(|| f.text("risk-turn-data-set"), |fact| label(visit.ctx(), f.t, fact));
        let before = turn.before.map_or_else(|| f.of("risk-answer", "none"), |yes| f.of("risk-answer", yes_no(yes)));
        f.t.with(
            "risk-turn",
            &[
                ("at", &f.moment(&turn.at)),
                ("what", &what),
                ("group", &name(&turn.group)),
                ("question", &f.of("risk-question", turn.question)),
                ("before", &before),
                ("after", &f.of("risk-answer", yes_no(turn.after))),
            ],
        )
    };
    Ok(RiskPage {
        groups: view.groups.iter().enumerate().map(|(index, one)| group(visit, &f, case, index, one)).collect(),
        turns: view.turns.iter().take(TURNS_SHOWN).map(turn).collect(),
        action: if may { address(case, "/risk") } else { String::new() },
        choices: view.groups.iter().map(|one| Choice::new(scope_word(&one.scope), name(&one.scope))).collect(),
        questions: RiskQuestion::ALL.iter().map(|one| Choice::new(one, f.of("risk-question", one))).collect(),
        yes_no: ["yes", "no"].iter().map(|word| Choice::new(word, f.of("risk-answer", word))).collect(),
        seen: seen(&view),
        least: f.with1("risk-reason-hint", "least", REASON_LEAST),
        decide: address(case, "/decide"),
        small: match view.groups.iter().any(|one| one.advised_notify || one.advised_people) {
            true => String::new(),
            false => address(case, "/small-case"),
        },
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

pub async fn show(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let form = Form::empty(visit.t());
    visit.page(&page(&visit, &case, &organisation, form).await?)
}

pub async fn depart(mut visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.take_form();
    form.only(&["group", "question", "answer", "reason", "seen"]);
    let group = form.choice("group", "risk-group-missing", |word| scope_of(&case, word));
    let question = form.choice("question", "risk-question-missing", RiskQuestion::parse);
    let answer = form.choice("answer", "risk-answer-missing", |word| match word {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    });
    let reason = form.text("reason", "refusal-reason-missing");
    if let (Some(group), Some(question), Some(answer), Some(reason), true) =
        (group, question, answer, reason, form.is_good())
    {
        let token = |yes: bool| format!("{}:{question}:{}", scope_word(&group), yes_no(yes));
        let carried = form.value("seen").split(' ').any(|word| word == token(true));
        let departure =
            Departure { question, group: group.clone(), seen: carried, answer, reason: Private::new(reason) };
        let (who, reference) = (visit.person()?.clone(), case.reference.clone());
        let done = visit
            .once(move |ctx| {
                risk::depart(ctx, &who, &reference, departure)?;
                Ok(format!("/cases/{reference}/risk"))
            })
            .await;
        match done {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, "reason", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &case, &organisation, form).await?)
}
