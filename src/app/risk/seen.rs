//! The advice as a decision keeps it, and as it is told again later, when rules and facts may be others.

use super::{advice_on, advised, deciding, speaking};
use crate::assessment::vocabulary::KINDS;
use crate::assessment::{RiskRules, Strength};
use crate::domain::case::Case;
use crate::domain::risk::{RiskAnswer, RiskQuestion, RiskSeen};
use crate::domain::situation::Scope;

/// A line of the advice that was seen.
#[derive(Debug, Clone)]
pub struct SeenView {
    pub group: Scope,
    pub question: RiskQuestion,
    pub advised: bool,
    pub firm: bool,
    /// Sentences of the rules; their names where the rules are others by now. The flag: a fact that it rests on is not known, so it speaks
    /// of the worst plausible case.
    pub reasons: Vec<(String, bool)>,
    pub missing: usize,
    /// What the DPO said otherwise, and why.
    pub departed: Option<(bool, String)>,
}

/// What a decision keeps of the advice: both questions for each group, with the rules that speak and what was missing.
pub fn seen(rules: &RiskRules, case: &Case) -> RiskSeen {
    let answers = advice_on(rules, case).into_iter().flat_map(|(group, advice)| {
        RiskQuestion::ALL
            .iter()
            .map(move |question| RiskAnswer {
                advised: advised(&advice, *question),
                firm: deciding(&advice, *question).all(|answer| answer.strength == Strength::Firm),
                rules: speaking(&advice, *question),
                missing: advice.missing.clone(),
                departed: None,
                group: group.scope.clone(),
                question: *question,
            })
            .collect::<Vec<_>>()
    });
    let with_departure = |answer: RiskAnswer| {
        let standing = case.risk_override(answer.question, &answer.group);
        let departed = standing.filter(|entry| entry.answer != answer.advised).map(|entry| entry.number);
        RiskAnswer { departed, ..answer }
    };
    RiskSeen { digest: rules.digest.clone(), answers: answers.map(with_departure).collect() }
}

/// What was seen, in words.
pub fn told(rules: &RiskRules, case: &Case, seen: &RiskSeen, italian: bool) -> Vec<SeenView> {
    let same_rules = seen.digest == rules.digest;
    let is_missing = |missing: &[String], fact: &str| {
        // A derived fact is not known where the kinds of data are not.
        let derived = rules.vocabulary.fact(fact).is_some_and(|fact| fact.derived);
        missing.iter().any(|one| one == if derived { KINDS } else { fact })
    };
    let reason = |id: &String, missing: &[String]| match rules.rule(id).filter(|_| same_rules) {
        Some(rule) => (rule.text(italian).to_owned(), rule.reads().any(|fact| is_missing(missing, fact))),
        None => (id.clone(), false),
    };
    let line = |answer: &RiskAnswer| SeenView {
        group: answer.group.clone(),
        question: answer.question,
        advised: answer.advised,
        firm: answer.firm,
        reasons: answer.rules.iter().map(|id| reason(id, &answer.missing)).collect(),
        missing: answer.missing.len(),
        departed: answer.departed.and_then(|number| {
            let entry = case.risk_overrides.iter().find(|entry| entry.number == number)?;
            Some((entry.answer, entry.reason.as_str().to_owned()))
        }),
    };
    seen.answers.iter().map(line).collect()
}
