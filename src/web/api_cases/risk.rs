//! Advice on risk for machines: the same as the page shows, in the language of `Accept-Language`.

use serde::Serialize;
use utoipa::ToSchema;

use super::json;
use crate::app::risk::{self, AnswerView, GroupView, OverrideView, ReasonView};
use crate::app::views::ledger::scope_word;
use crate::app::{AppError, cases};
use crate::web::i18n::Lang;
use crate::web::visit::{Answer, Visit};

#[derive(Debug, Serialize, ToSchema)]
pub struct RiskBody {
    case: String,
    groups: Vec<GroupBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct GroupBody {
    /// `case`, or `data_set:` with its id.
    group: String,
    answers: Vec<AnswerBody>,
    /// Ids of facts that are not known, those that would change an answer first.
    missing: Vec<String>,
    score: ScoreBody,
    examples: Vec<ExampleBody>,
    overrides: Vec<OverrideBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerBody {
    /// document, notify_sa, communicate_subjects, telecom_notify or telecom_people.
    question: String,
    advice: bool,
    /// About people: may be put off to a day, because it rests on what is not known.
    not_yet: bool,
    /// firm or arguable.
    certainty: String,
    /// False for an answer of the GDPR where Regulation 611/2013 stands in its place.
    decides: bool,
    reasons: Vec<ReasonBody>,
    changes: Vec<ChangeBody>,
    /// Questions that change the answer only together.
    together: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReasonBody {
    rule: String,
    text: String,
    source: String,
    verified: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeBody {
    fact: String,
    known: bool,
    values: Vec<String>,
    becomes: bool,
}

/// ENISA's score in points, under a lenient and a strict reading.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScoreBody {
    dpc: [String; 2],
    ei: [String; 2],
    cb: [String; 2],
    se: [String; 2],
    borderline: bool,
    /// The rules and the score say different things.
    apart: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ExampleBody {
    id: String,
    source: String,
    url: String,
    notify: String,
    people: String,
    verified: bool,
    differences: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OverrideBody {
    question: String,
    advised: bool,
    answer: bool,
    reason: String,
    by: String,
    at: String,
    stands: bool,
    outdated: bool,
}

pub async fn advise(visit: Visit) -> Answer {
    let machine = visit.machine()?.clone();
    let reference = visit.param("reference").to_owned();
    let italian = visit.t().lang == Lang::It;
    let (reference, view) = visit
        .run(move |ctx| {
            let case = cases::load_for_machine(ctx, &machine, &reference)?;
            let recorded = ctx.store.read(|conn| cases::recorded(conn, case.id))?;
            Ok::<_, AppError>((case.reference.clone(), risk::view(&ctx.risk, &case, &recorded, italian)))
        })
        .await?;
    json(&RiskBody { case: reference, groups: view.groups.iter().map(group).collect() })
}

fn group(group: &GroupView) -> GroupBody {
    let score = &group.score;
    let both = |(lenient, strict): &(String, String)| [lenient.clone(), strict.clone()];
    GroupBody {
        group: scope_word(&group.scope),
        answers: group.answers.iter().map(answer).collect(),
        missing: group.missing.iter().map(|(fact, _)| fact.clone()).collect(),
        score: ScoreBody {
            dpc: both(&score.dpc),
            ei: both(&score.ei),
            cb: both(&score.cb),
            se: both(&score.se),
            borderline: score.borderline,
            apart: score.apart,
        },
        examples: group
            .near
            .iter()
            .map(|near| ExampleBody {
                id: near.id.clone(),
                source: near.source.clone(),
                url: near.url.clone(),
                notify: near.notify.to_owned(),
                people: near.people.to_owned(),
                verified: near.verified,
                differences: near.differences.iter().map(|(question, ..)| question.clone()).collect(),
            })
            .collect(),
        overrides: group.overrides.iter().map(departure).collect(),
    }
}

fn answer(answer: &AnswerView) -> AnswerBody {
    let reason = |reason: &ReasonView| ReasonBody {
        rule: reason.rule.clone(),
        text: reason.text.clone(),
        source: format!("{}, {}", reason.cite.0, reason.cite.1),
        verified: reason.verified,
    };
    AnswerBody {
        question: answer.limb.as_str().to_owned(),
        advice: answer.yes,
        not_yet: answer.not_yet,
        certainty: if answer.firm { "firm" } else { "arguable" }.to_owned(),
        decides: answer.decides,
        reasons: answer.reasons.iter().map(reason).collect(),
        changes: answer
            .changes
            .iter()
            .map(|change| ChangeBody {
                fact: change.fact.clone(),
                known: !change.unknown,
                values: change.values.clone(),
                becomes: change.becomes,
            })
            .collect(),
        together: answer.together.clone(),
    }
}

fn departure(one: &OverrideView) -> OverrideBody {
    let entry = &one.entry;
    OverrideBody {
        question: entry.question.as_str().to_owned(),
        advised: entry.advised,
        answer: entry.answer,
        reason: entry.reason.as_str().to_owned(),
        by: entry.by.name.as_str().to_owned(),
        at: entry.at.rfc3339(),
        stands: one.stands,
        outdated: one.outdated,
    }
}
