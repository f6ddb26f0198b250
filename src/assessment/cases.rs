//! Holds the advice against a file of cases with known outcomes. Reads of a case its facts, its outcome and what may be scored; never the
//! words in which somebody described it.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::advice::{Advice, Limb, assess};
use super::enisa;
use super::facts::Facts;
use super::load::RiskRules;

/// What can be scored of a case. A `note` beside it is a remark.
const SCORED: &[&str] = &["notify_sa", "communicate_subjects", "enisa"];

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    #[serde(default)]
    facts: Map<String, Value>,
    /// Only the outcomes that are scored are looked at.
    #[serde(default)]
    outcome: Map<String, Value>,
    #[serde(default)]
    scorable: Map<String, Value>,
    enisa: Option<Map<String, Value>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// What is printed, line by line, without the last one.
    pub lines: Vec<String>,
    /// Words that were not understood, for the person at the keyboard.
    pub strange: Vec<String>,
    pub passed: usize,
    pub failed: usize,
}

/// Runs every case of the file.
///
/// # Errors
/// Every problem of a file that is not of this form, each with its path.
pub fn run(rules: &RiskRules, text: &str) -> Result<Outcome, Vec<String>> {
    let value = serde_json::from_str(text).map_err(|error| vec![format!("input: not JSON: {error}")])?;
    let problems = shape(&value);
    if !problems.is_empty() {
        return Err(problems);
    }
    // From the text and not from the value, which would have dropped a key that stands twice.
    let file: File = serde_json::from_str(text).map_err(|error| vec![format!("input: {error}")])?;
    let mut outcome = Outcome::default();
    let mut ids = BTreeSet::new();
    for case in &file.cases {
        if !ids.insert(&case.id) {
            outcome.strange.push(format!("{}: the id stands twice", case.id));
        }
        outcome.take(rules, case);
    }
    Ok(outcome)
}

/// What keeps a file of cases from being read, as `path: sentence`.
fn shape(value: &Value) -> Vec<String> {
    let Some(file) = value.as_object() else { return vec!["input: must be an object with cases".to_owned()] };
    let cases = match file.get("cases") {
        None => return vec!["cases: is missing".to_owned()],
        Some(Value::Array(cases)) if cases.is_empty() => return vec!["cases: holds no case".to_owned()],
        Some(Value::Array(cases)) => cases,
        Some(_) => return vec!["cases: must be a list".to_owned()],
    };
    let mut found = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        let Some(case) = case.as_object() else {
            found.push(format!("cases[{index}]: must be an object"));
            continue;
        };
        match case.get("id") {
            Some(Value::String(id)) if !id.trim().is_empty() => {}
            Some(Value::String(_)) => found.push(format!("cases[{index}].id: is empty")),
            None => found.push(format!("cases[{index}].id: is missing")),
            Some(_) => found.push(format!("cases[{index}].id: must be text")),
        }
        // A case that is no matter of ENISA's score says so with null.
        for (key, may_be_null) in [("facts", false), ("outcome", false), ("scorable", false), ("enisa", true)] {
            let fits = case.get(key).is_none_or(|value| value.is_object() || (may_be_null && value.is_null()));
            if !fits {
                found.push(format!("cases[{index}].{key}: must be an object"));
            }
        }
        // A limb that is misspelt would be scored by nobody.
        for (key, value) in case.get("scorable").and_then(Value::as_object).into_iter().flatten() {
            let path = format!("cases[{index}].scorable.{}", key.chars().take(60).collect::<String>().escape_debug());
            match (SCORED.contains(&key.as_str()), value) {
                (true, Value::Bool(_)) => {}
                (false, Value::String(_)) if key == "note" => {}
                (true, _) => found.push(format!("{path}: must be true or false")),
                (false, _) => found.push(format!("{path}: is not known: {}", SCORED.join(", "))),
            }
        }
    }
    found
}

impl Outcome {
    fn take(&mut self, rules: &RiskRules, case: &Case) {
        let scored = |limb: &str| case.scorable.get(limb) == Some(&Value::Bool(true));
        let limbs: Vec<Limb> = [Limb::Notify, Limb::People].into_iter().filter(|limb| scored(limb.as_str())).collect();
        if !limbs.is_empty() {
            let facts = Facts::read(&rules.vocabulary, &case.facts);
            for strange in facts.strange_words() {
                let (id, fact, word) = (&case.id, &strange.fact, &strange.word);
                self.strange.push(format!("{id}: `{word}` is not a known value of {fact}; it counts as unknown"));
            }
            let advice = assess(rules, &facts);
            for limb in limbs {
                self.limb(&case.id, limb, &advice, case.outcome.get(limb.as_str()));
            }
            self.telecom(rules, &case.id, &advice);
        }
        if scored("enisa") {
            self.score(rules, case);
        }
    }

    fn limb(&mut self, id: &str, limb: Limb, advice: &Advice, official: Option<&Value>) {
        let advised = match limb {
            // Where a notice is owed to an authority under 611/2013, "no" would be wrong whatever Art. 33 says.
            Limb::Notify => advice.tells_authority(),
            _ => advice.says(limb),
        };
        let Some(official) = official.and_then(Value::as_bool) else {
            self.lines.push(format!("{id} {limb} not scored: the source gives no yes or no"));
            return;
        };
        let word = match (advised, official) {
            (true, true) | (false, false) => "agree",
            (true, false) => "stricter",
            (false, true) => "UNSAFE",
        };
        if word == "UNSAFE" {
            self.failed += 1;
        } else {
            self.passed += 1;
        }
        self.lines.push(format!("{id} {limb} {} {} {word}", yes_no(advised), yes_no(official)));
    }

    /// What 611/2013 asks stands beside the answers of the GDPR.
    fn telecom(&mut self, rules: &RiskRules, id: &str, advice: &Advice) {
        let (Some(notify), Some(people)) = (advice.answer(Limb::TelecomNotify), advice.answer(Limb::TelecomPeople))
        else {
            return;
        };
        let hours = notify.reasons.iter().filter_map(|reason| rules.rule(&reason.rule)).find_map(|rule| rule.hours);
        let within = hours.map(|hours| format!(" within {hours} hours")).unwrap_or_default();
        self.lines.push(format!(
            "{id} beside it, Regulation (EU) 611/2013: notify the authority {}{within}, tell the people {}; GDPR alone: notify {}, tell {}",
            yes_no(notify.yes),
            yes_no(people.yes),
            yes_no(advice.says(Limb::Notify)),
            yes_no(advice.says(Limb::People)),
        ));
    }

    fn score(&mut self, rules: &RiskRules, case: &Case) {
        let id = &case.id;
        let number = |key: &str| case.facts.get(key).and_then(Value::as_f64);
        let (Some(dpc), Some(ei), Some(cb)) = (number("dpc"), number("ei"), number("cb")) else {
            self.lines.push(format!("{id} enisa not scored: its only input is a sentence"));
            return;
        };
        let official = case.enisa.as_ref();
        let se = official.and_then(|row| row.get("se")).and_then(Value::as_f64).and_then(enisa::sixteenths);
        let band = official.and_then(|row| row.get("band")).and_then(Value::as_str).unwrap_or_default();
        let (Some(se), Some((ours, our_band))) = (se, enisa::arithmetic(&rules.enisa, dpc, ei, cb)) else {
            self.failed += 1;
            self.lines.push(format!("{id} enisa cannot be computed: factors and score come in quarters"));
            return;
        };
        let agrees = ours == se && our_band == band;
        let word = if agrees { "agree" } else { "differs" };
        if agrees {
            self.passed += 1;
        } else {
            self.failed += 1;
        }
        self.lines.push(format!("{id} enisa {}/{our_band} {}/{band} {word}", points(ours), points(se)));
    }
}

/// `2.75` for 44 sixteenths.
fn points(sixteenths: u64) -> String {
    let text = format!("{}.{:04}", sixteenths / 16, sixteenths % 16 * 625);
    let cut = text.trim_end_matches('0');
    cut.strip_suffix('.').unwrap_or(cut).to_owned()
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
