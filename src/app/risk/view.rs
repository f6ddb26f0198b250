//! The advice as screens and the API show it: words of the rules in one language, facts and values by their labels.

use super::history::{Turn, turns};
use super::{advice_on, advised};
use crate::app::views::timeline::Recorded;
use crate::assessment::advice::Reason;
use crate::assessment::vocabulary::{DATA, KINDS, UNKNOWN};
use crate::assessment::{Advice, Answer, Limb, RiskRules, Strength, examples};
use crate::domain::case::Case;
use crate::domain::risk::{RiskOverride, RiskQuestion};
use crate::domain::situation::Scope;

#[derive(Debug, Clone)]
pub struct RiskView {
    pub groups: Vec<GroupView>,
    pub turns: Vec<Turn>,
}

#[derive(Debug, Clone)]
pub struct GroupView {
    pub scope: Scope,
    pub data_set: Option<String>,
    pub answers: Vec<AnswerView>,
    pub notes: Vec<ReasonView>,
    /// Facts that are not known: id and question.
    pub missing: Vec<(String, String)>,
    /// Words that were not understood: question and word.
    pub strange: Vec<(String, String)>,
    pub score: ScoreView,
    pub near: Vec<NearView>,
    pub overrides: Vec<OverrideView>,
    /// The advice on both questions as a departure names it.
    pub advised_notify: bool,
    pub advised_people: bool,
}

#[derive(Debug, Clone)]
pub struct AnswerView {
    pub limb: Limb,
    pub yes: bool,
    /// About people: may be put off to a day, because it would be no if what is not known turned out harmless.
    pub not_yet: bool,
    pub firm: bool,
    /// What decides; the answers of the GDPR stand beside those of 611/2013 where that one takes their place.
    pub decides: bool,
    pub reasons: Vec<ReasonView>,
    pub changes: Vec<ChangeLine>,
    /// Questions that change the answer only together.
    pub together: Vec<String>,
    pub watch: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct ReasonView {
    pub rule: String,
    pub method: String,
    pub text: String,
    /// Act and place in it.
    pub cite: (String, String),
    pub note: String,
    pub verified: bool,
    /// `question: value`, as the rule read them.
    pub facts: Vec<String>,
    /// A fact that it rests on is not known: it speaks of the worst plausible case.
    pub supposed: bool,
}

#[derive(Debug, Clone)]
pub struct ChangeLine {
    pub fact: String,
    pub question: String,
    pub values: Vec<String>,
    pub unknown: bool,
    pub becomes: bool,
}

#[derive(Debug, Clone)]
pub struct ScoreView {
    /// Context, identification, circumstances, sum: lenient and strict reading, in points.
    pub dpc: (String, String),
    pub ei: (String, String),
    pub cb: (String, String),
    pub se: (String, String),
    pub bands: (String, String),
    pub context_of: Vec<String>,
    pub parts: Vec<(String, String, String)>,
    pub borderline: bool,
    pub apart: bool,
    pub many_people: bool,
    pub unintelligible: bool,
    pub source: String,
}

#[derive(Debug, Clone)]
pub struct NearView {
    pub id: String,
    pub title: String,
    pub source: String,
    pub url: String,
    pub notify: &'static str,
    pub people: &'static str,
    pub why: String,
    pub verified: bool,
    /// Question, here, there.
    pub differences: Vec<(String, String, String)>,
}

#[derive(Debug, Clone)]
pub struct OverrideView {
    pub entry: RiskOverride,
    /// The last word on its question.
    pub stands: bool,
    /// The advice is another one now than when it was written.
    pub outdated: bool,
}

/// How many official examples stand beside a group.
const EXAMPLES_SHOWN: usize = 3;

pub fn view(rules: &RiskRules, case: &Case, recorded: &[Recorded], italian: bool) -> RiskView {
    let teller = Teller { rules, italian };
    let groups = advice_on(rules, case)
        .into_iter()
        .map(|(group, advice)| GroupView {
            notes: advice.notes.iter().filter_map(|reason| teller.reason(reason)).collect(),
            missing: advice.missing.iter().map(|fact| (fact.clone(), teller.question(fact))).collect(),
            strange: advice.strange.iter().map(|one| (teller.question(&one.fact), one.word.clone())).collect(),
            score: teller.score(&advice),
            near: examples::nearest(rules, &group.facts, EXAMPLES_SHOWN).iter().map(|near| teller.near(near)).collect(),
            overrides: overrides(case, &group.scope, &advice),
            advised_notify: advised(&advice, RiskQuestion::Notify),
            advised_people: advised(&advice, RiskQuestion::People),
            answers: teller.answers(&advice, group.facts.value("telecom_ecs") == "true"),
            data_set: group.data_set,
            scope: group.scope,
        })
        .collect();
    RiskView { groups, turns: turns(rules, recorded) }
}

fn overrides(case: &Case, group: &Scope, advice: &Advice) -> Vec<OverrideView> {
    let of_group = case.risk_overrides.iter().filter(|entry| entry.group == *group);
    let shown = |entry: &RiskOverride| OverrideView {
        stands: case.risk_override(entry.question, group).is_some_and(|last| last.number == entry.number),
        outdated: advised(advice, entry.question) != entry.advised,
        entry: entry.clone(),
    };
    let mut found: Vec<OverrideView> = of_group.map(shown).collect();
    found.reverse();
    found
}

/// `1.75` for seven quarters.
fn points(quarters: u32) -> String {
    let hundredths = quarters * 25;
    match hundredths % 100 {
        0 => (hundredths / 100).to_string(),
        rest if rest % 10 == 0 => format!("{}.{}", hundredths / 100, rest / 10),
        rest => format!("{}.{rest}", hundredths / 100),
    }
}

struct Teller<'a> {
    rules: &'a RiskRules,
    italian: bool,
}

/// How the rules call a value of a fact (without `risk.`), in one language; none for a word that they only read as another one.
pub fn value_label<'a>(rules: &'a RiskRules, fact: &str, value: &str, italian: bool) -> Option<&'a str> {
    let vocabulary = &rules.vocabulary;
    let (en, it) = match fact {
        KINDS => vocabulary.kind(value).map(|kind| (&kind.en, &kind.it))?,
        _ => vocabulary.fact(fact)?.value(value).map(|value| (&value.en, &value.it))?,
    };
    Some(if italian { it } else { en })
}

impl Teller<'_> {
    fn pick<'b>(&self, en: &'b str, it: &'b str) -> &'b str {
        if self.italian { it } else { en }
    }

    fn question(&self, fact: &str) -> String {
        if fact == KINDS {
            let labels = &self.rules.vocabulary.labels;
            return self.pick(&labels.kinds_en, &labels.kinds_it).to_owned();
        }
        let definition = self.rules.vocabulary.fact(fact);
        definition.map_or_else(|| fact.to_owned(), |fact| self.pick(&fact.en, &fact.it).to_owned())
    }

    fn value(&self, fact: &str, value: &str) -> String {
        if value == UNKNOWN {
            let labels = &self.rules.vocabulary.labels;
            return self.pick(&labels.unknown_en, &labels.unknown_it).to_owned();
        }
        if fact == KINDS {
            let kind = |id: &str| {
                let kind = self.rules.vocabulary.kind(id);
                kind.map_or_else(|| id.to_owned(), |kind| self.pick(&kind.en, &kind.it).to_owned())
            };
            return value.split(' ').map(kind).collect::<Vec<_>>().join(", ");
        }
        let known = self.rules.vocabulary.fact(fact).and_then(|fact| fact.value(value));
        known.map_or_else(|| value.to_owned(), |known| self.pick(&known.en, &known.it).to_owned())
    }

    fn reason(&self, reason: &Reason) -> Option<ReasonView> {
        let rule = self.rules.rule(&reason.rule)?;
        let fact = |(fact, value): &(String, String)| {
            let question = self.question(fact);
            let mark = if question.ends_with('?') { " " } else { ": " };
            format!("{question}{mark}{}", self.value(fact, value))
        };
        Some(ReasonView {
            rule: rule.id.clone(),
            method: rule.method.clone(),
            text: rule.text(self.italian).to_owned(),
            cite: (rule.cite.act.clone(), rule.cite.article.clone()),
            note: rule.reading.note.clone(),
            verified: rule.verified,
            facts: reason.facts.iter().map(fact).collect(),
            supposed: reason.facts.iter().any(|(_, value)| value == UNKNOWN),
        })
    }

    fn answers(&self, advice: &Advice, telecom: bool) -> Vec<AnswerView> {
        let gdpr = |limb: Limb| matches!(limb, Limb::Notify | Limb::People);
        let told = |answer: &Answer| AnswerView {
            limb: answer.limb,
            yes: answer.yes,
            not_yet: answer.rests_on_unknown && matches!(answer.limb, Limb::People | Limb::TelecomPeople),
            firm: answer.strength == Strength::Firm,
            decides: !(telecom && gdpr(answer.limb)),
            reasons: answer.reasons.iter().filter_map(|reason| self.reason(reason)).collect(),
            changes: answer
                .changes
                .iter()
                .map(|change| {
                    // For the kinds of data the values are classes of them.
                    let of = if change.fact == KINDS { DATA } else { &change.fact };
                    ChangeLine {
                        fact: change.fact.clone(),
                        question: self.question(of),
                        values: change.values.iter().map(|value| self.value(of, value)).collect(),
                        unknown: change.unknown,
                        becomes: change.becomes,
                    }
                })
                .collect(),
            together: answer.together.iter().map(|fact| self.question(fact)).collect(),
            watch: answer
                .reasons
                .iter()
                .filter_map(|reason| self.rules.rule(&reason.rule)?.watch(self.italian).map(str::to_owned))
                .collect(),
        };
        let mut answers: Vec<AnswerView> = advice.answers.iter().map(told).collect();
        answers.sort_by_key(|answer| !answer.decides);
        answers
    }

    fn score(&self, advice: &Advice) -> ScoreView {
        let score = &advice.score;
        let both = |pick: &dyn Fn(crate::assessment::enisa::Reading) -> u32| {
            (points(pick(score.lenient)), points(pick(score.strict)))
        };
        let band = |id: &str| {
            let band = self.rules.enisa.band(id);
            band.map_or_else(String::new, |band| self.pick(&band.en, &band.it).to_owned())
        };
        let part = |(id, low, high): &(String, u32, u32)| {
            let part = self.rules.enisa.part.iter().find(|part| part.id == *id);
            let name = part.map_or_else(|| id.clone(), |part| self.pick(&part.en, &part.it).to_owned());
            (name, points(*low), points(*high))
        };
        ScoreView {
            dpc: (score.lenient.dpc.to_string(), score.strict.dpc.to_string()),
            ei: both(&|reading| reading.ei),
            cb: both(&|reading| reading.cb),
            se: both(&|reading| reading.se()),
            bands: (band(&score.bands.0), band(&score.bands.1)),
            context_of: score.context_of.iter().map(|kind| self.value(KINDS, kind)).collect(),
            parts: score.parts.iter().map(part).collect(),
            borderline: score.borderline,
            apart: advice.score_apart,
            many_people: score.many_people,
            unintelligible: score.unintelligible,
            source: self.rules.enisa.source.act.clone(),
        }
    }

    fn near(&self, near: &examples::Near<'_>) -> NearView {
        let example = near.example;
        let difference = |(fact, here, there): &(String, String, String)| {
            (self.question(fact), self.value(fact, here), self.value(fact, there))
        };
        NearView {
            id: example.id.clone(),
            title: self.pick(&example.en, &example.it).to_owned(),
            source: example.source.clone(),
            url: example.url.clone(),
            notify: example.notify.as_str(),
            people: example.people.as_str(),
            why: self.pick(&example.why_en, &example.why_it).to_owned(),
            verified: example.verified,
            differences: near.differences.iter().map(difference).collect(),
        }
    }
}
