//! Advice on risk for a case: per group of people, from the facts as they stand, with what each change of a fact did to it.
//!
//! The advice is computed when somebody looks; what is stored are the facts and where the DPO departs from it.

mod groups;
mod history;
mod seen;
mod view;

use super::cases;
use super::member::SignedIn;
use super::{AppError, AppResult, Ctx};
use crate::assessment::{Advice, Answer, Limb, RiskRules, Strength, assess};
use crate::domain::case::Case;
use crate::domain::command::Command;
use crate::domain::refusal::Refusal;
use crate::domain::risk::{OverrideRisk, RiskQuestion};
use crate::domain::situation::Scope;
use crate::domain::values::Private;

pub use groups::{GroupFacts, groups};
pub use history::{Turn, turned, turns};
pub use seen::{SeenView, seen, told};
pub use view::{
    AnswerView, ChangeLine, GroupView, NearView, OverrideView, ReasonView, RiskView, ScoreView, value_label, view,
};

/// What a DPO entered to depart from the advice. `seen` is the advice that was on the screen.
#[derive(Debug, Clone)]
pub struct Departure {
    pub question: RiskQuestion,
    pub group: Scope,
    pub seen: bool,
    pub answer: bool,
    pub reason: Private,
}

/// The answer of the advice to a question, under whichever law asks it.
pub fn advised(advice: &Advice, question: RiskQuestion) -> bool {
    match question {
        RiskQuestion::Notify => advice.tells_authority(),
        RiskQuestion::People => advice.tells_people(),
    }
}

/// The advice on every group of the case, as it stands.
pub fn advice_on(rules: &RiskRules, case: &Case) -> Vec<(GroupFacts, Advice)> {
    let assessed = |group: GroupFacts| {
        let advice = assess(rules, &group.facts);
        (group, advice)
    };
    groups(rules, case).into_iter().map(assessed).collect()
}

/// The rules that speak for the answer to a question.
fn speaking(advice: &Advice, question: RiskQuestion) -> Vec<String> {
    let answers = deciding(advice, question);
    let mut rules: Vec<String> =
        answers.flat_map(|answer| answer.reasons.iter().map(|reason| reason.rule.clone())).collect();
    rules.sort();
    rules.dedup();
    rules
}

/// The answers under either law that say what the advice as a whole says. A yes needs one law only: where one asks for it firmly, the
/// doubts of the other do not weaken it.
fn deciding(advice: &Advice, question: RiskQuestion) -> impl Iterator<Item = &Answer> {
    let agreeing: Vec<&Answer> = agreeing(advice, question).collect();
    let is_firm = |answer: &&Answer| answer.strength == Strength::Firm;
    let firm_is_enough = advised(advice, question) && agreeing.iter().any(is_firm);
    agreeing.into_iter().filter(move |answer| !firm_is_enough || is_firm(answer))
}

fn agreeing(advice: &Advice, question: RiskQuestion) -> impl Iterator<Item = &Answer> {
    let advised = advised(advice, question);
    let of_question = move |limb: Limb| match question {
        RiskQuestion::Notify => matches!(limb, Limb::Notify | Limb::TelecomNotify),
        RiskQuestion::People => matches!(limb, Limb::People | Limb::TelecomPeople),
    };
    advice.answers.iter().filter(move |answer| of_question(answer.limb) && answer.yes == advised)
}

/// Records that the DPO sees the risk of a group otherwise. Refused if the advice changed after it was shown.
pub fn depart(ctx: &Ctx, who: &SignedIn, reference: &str, departure: Departure) -> AppResult<cases::Outcome> {
    let done = ctx.store.write(|tx| {
        let (_, case) = cases::load(tx, who, reference)?;
        let found = advice_on(&ctx.risk, &case);
        let (_, advice) = found.iter().find(|(group, _)| group.scope == departure.group).ok_or(AppError::NotFound)?;
        let advised = advised(advice, departure.question);
        if advised != departure.seen {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        let rules = speaking(advice, departure.question);
        let command = Command::OverrideRisk(OverrideRisk {
            question: departure.question,
            group: departure.group.clone(),
            advised,
            rules,
            answer: departure.answer,
            reason: departure.reason.clone(),
        });
        cases::run_in(ctx, tx, who, reference, command)
    });
    ctx.wake.notify_waiters();
    done
}
