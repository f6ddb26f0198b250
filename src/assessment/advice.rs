//! The advice for one group of people: three questions, and two more for data of a communications service.

use super::change::{self, Change};
use super::enisa::Score;
use super::facts::{Facts, Strange};
use super::load::RiskRules;
use super::rules::{Effect, Rule};
use super::vocabulary::{KINDS, UNKNOWN};
use crate::words;

words! {
    /// What is asked.
    Limb {
        Record = "document",
        Notify = "notify_sa",
        People = "communicate_subjects",
        /// Art. 2 of Regulation (EU) 611/2013, in the place of Art. 33 GDPR.
        TelecomNotify = "telecom_notify",
        /// Arts. 3 and 4 of the same, in the place of Art. 34 GDPR.
        TelecomPeople = "telecom_people",
    }
}

words! { Strength { Firm = "firm", Arguable = "arguable" } }

/// A rule that speaks for an answer, with the facts that it read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub rule: String,
    pub facts: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub limb: Limb,
    pub yes: bool,
    pub strength: Strength,
    /// Would be no if what is not known turned out harmless. About people this allows "not yet", with a day.
    pub rests_on_unknown: bool,
    pub reasons: Vec<Reason>,
    pub changes: Vec<Change>,
    /// Unknown facts that change the answer only together, where no single one does.
    pub together: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The record shows that no personal data were affected.
    pub no_breach: bool,
    pub answers: Vec<Answer>,
    /// Remarks that change no answer, as ids of rules.
    pub notes: Vec<Reason>,
    /// Facts that are not known and that some rule reads, those that would change an answer first.
    pub missing: Vec<String>,
    pub strange: Vec<Strange>,
    pub score: Score,
    /// Rules and score say different things under both readings of the score.
    pub score_apart: bool,
}

impl Advice {
    pub fn answer(&self, limb: Limb) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.limb == limb)
    }

    pub fn says(&self, limb: Limb) -> bool {
        self.answer(limb).is_some_and(|answer| answer.yes)
    }

    /// Whether an authority is to be told under either law.
    pub fn tells_authority(&self) -> bool {
        self.says(Limb::Notify) || self.says(Limb::TelecomNotify)
    }

    /// Whether the people are to be told: by 611/2013 where it stands in the place of Art. 34.
    pub fn tells_people(&self) -> bool {
        self.answer(Limb::TelecomPeople).map_or_else(|| self.says(Limb::People), |answer| answer.yes)
    }
}

/// What the rules say, without reasons: small, because "what would change this" asks it some hundred times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    pub no_breach: bool,
    pub notify: bool,
    pub people: bool,
    pub telecom: bool,
    pub telecom_people: bool,
}

impl Verdict {
    pub fn of(self, limb: Limb) -> bool {
        match limb {
            Limb::Record => true,
            Limb::Notify => self.notify,
            Limb::People => self.people,
            Limb::TelecomNotify => self.telecom,
            Limb::TelecomPeople => self.telecom_people,
        }
    }
}

pub fn verdict(rules: &RiskRules, facts: &Facts) -> Verdict {
    let holds =
        |effect: Effect| rules.rules.iter().any(|rule| rule.effect == effect && rule.holds(&rules.vocabulary, facts));
    let no_breach = holds(Effect::NotABreach);
    let cleared = no_breach || holds(Effect::Clears);
    let telecom = holds(Effect::TelecomNotify);
    Verdict {
        no_breach,
        notify: !cleared,
        people: !cleared && holds(Effect::Alarms),
        telecom,
        // A lower bar than a high risk: whatever is not cleared may affect people adversely.
        telecom_people: telecom && !cleared,
    }
}

/// The advice on these facts.
pub fn assess(rules: &RiskRules, facts: &Facts) -> Advice {
    let verdict = verdict(rules, facts);
    let mut limbs = vec![Limb::Record, Limb::Notify, Limb::People];
    if verdict.telecom {
        limbs.extend([Limb::TelecomNotify, Limb::TelecomPeople]);
    }
    let answers: Vec<Answer> = limbs.into_iter().map(|limb| answer(rules, facts, verdict, limb)).collect();
    let score = rules.enisa.score(&rules.vocabulary, facts);
    let score_apart =
        [(Limb::Notify, verdict.notify), (Limb::People, verdict.people)].into_iter().any(|(limb, says)| {
            let (lenient, strict) = (score.lenient.asks(&rules.enisa, limb), score.strict.asks(&rules.enisa, limb));
            lenient == strict && lenient != says
        });
    Advice {
        no_breach: verdict.no_breach,
        missing: missing(rules, facts, &answers),
        answers,
        notes: notes(rules, facts, verdict),
        strange: facts.strange_words().to_vec(),
        score,
        score_apart,
    }
}

fn answer(rules: &RiskRules, facts: &Facts, verdict: Verdict, limb: Limb) -> Answer {
    let yes = verdict.of(limb);
    let deciding = deciding(rules, facts, verdict, limb);
    let changes = change::single(rules, facts, limb);
    let together = change::together(rules, facts, limb, &changes);
    let on_unknown = !together.is_empty() || changes.iter().any(|change| change.unknown);
    let firm = deciding.iter().any(|rule| rule.certainty == Strength::Firm);
    Answer {
        limb,
        yes,
        strength: if firm && !on_unknown { Strength::Firm } else { Strength::Arguable },
        rests_on_unknown: yes && on_unknown,
        reasons: deciding.into_iter().map(|rule| reason(rules, facts, rule)).collect(),
        changes,
        together,
    }
}

/// The rules that speak for the answer.
fn deciding<'a>(rules: &'a RiskRules, facts: &Facts, verdict: Verdict, limb: Limb) -> Vec<&'a Rule> {
    let with = |wanted: &[Effect]| -> Vec<&'a Rule> {
        let fits = |rule: &&Rule| wanted.contains(&rule.effect) && rule.holds(&rules.vocabulary, facts);
        rules.rules.iter().filter(fits).collect()
    };
    let spares: &[Effect] = if verdict.no_breach { &[Effect::NotABreach] } else { &[Effect::Clears] };
    match (limb, verdict.of(limb)) {
        (Limb::Record, _) if verdict.no_breach => with(&[Effect::NotABreach]),
        (Limb::Record, _) => with(&[Effect::Record]),
        (Limb::Notify, true) => with(&[Effect::Alarms, Effect::Notify]),
        (Limb::People, true) => with(&[Effect::Alarms]),
        (Limb::Notify, false) => with(spares),
        (Limb::People, false) => {
            let spared = with(spares);
            if spared.is_empty() { with(&[Effect::Keep]) } else { spared }
        }
        (Limb::TelecomNotify, _) if verdict.no_breach => with(&[Effect::TelecomNotify, Effect::TelecomNoBreach]),
        (Limb::TelecomNotify, _) => with(&[Effect::TelecomNotify]),
        (Limb::TelecomPeople, true) => with(&[Effect::TelecomPeople, Effect::Alarms]),
        (Limb::TelecomPeople, false) => {
            let spared = with(spares);
            let last = match spared.iter().any(|rule| rule.art_4) {
                true => with(&[Effect::TelecomArt4]),
                false => with(&[Effect::TelecomKeep]),
            };
            last.into_iter().chain(spared).collect()
        }
    }
}

fn reason(rules: &RiskRules, facts: &Facts, rule: &Rule) -> Reason {
    let mut read: Vec<(String, String)> = Vec::new();
    for fact in rule.reads() {
        let derived = rules.vocabulary.fact(fact).is_some_and(|fact| fact.derived);
        // A derived fact is shown by what it follows from: the kinds of data.
        if derived {
            let kinds: Vec<&str> = facts.kinds().collect();
            let shown = if facts.is_unknown(KINDS) { UNKNOWN.to_owned() } else { kinds.join(" ") };
            read.push((KINDS.to_owned(), shown));
        } else {
            read.push((fact.to_owned(), facts.value(fact).to_owned()));
        }
    }
    read.dedup();
    Reason { rule: rule.id.clone(), facts: read }
}

fn notes(rules: &RiskRules, facts: &Facts, verdict: Verdict) -> Vec<Reason> {
    let applies = |rule: &&Rule| match rule.effect {
        Effect::Note => !verdict.no_breach,
        Effect::NotePeople => verdict.people,
        _ => false,
    };
    let holds = |rule: &&Rule| rule.holds(&rules.vocabulary, facts);
    rules.rules.iter().filter(applies).filter(holds).map(|rule| reason(rules, facts, rule)).collect()
}

fn missing(rules: &RiskRules, facts: &Facts, answers: &[Answer]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |fact: &str| {
        if !found.iter().any(|known| known == fact) {
            found.push(fact.to_owned());
        }
    };
    for answer in answers {
        answer.changes.iter().filter(|change| change.unknown).for_each(|change| add(&change.fact));
        answer.together.iter().for_each(|fact| add(fact));
    }
    rules.facts_read().into_iter().filter(|fact| facts.is_unknown(fact)).for_each(add);
    found
}
