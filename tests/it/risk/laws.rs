//! Laws of the advice, for any facts: graver or unknown never lowers it, claimed protection is no protection, nothing panics.

use breachdesk::assessment::advice::verdict;
use breachdesk::assessment::vocabulary::{KINDS, UNKNOWN};
use breachdesk::assessment::{Facts, Limb, assess};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{facts, rules};

/// One fact with one of its values, or unknown.
fn any_value(fact: &'static str) -> impl Strategy<Value = (String, Value)> {
    let definition = rules().vocabulary.fact(fact).unwrap();
    let mut values: Vec<String> = definition.values.iter().map(|value| value.id.clone()).collect();
    values.extend(definition.words.keys().cloned());
    values.push(UNKNOWN.to_owned());
    proptest::sample::select(values).prop_map(move |value| (fact.to_owned(), json!(value)))
}

fn any_kinds() -> impl Strategy<Value = (String, Value)> {
    let mut kinds: Vec<String> = rules().vocabulary.kinds.iter().map(|kind| kind.id.clone()).collect();
    kinds.push("unspecified".to_owned());
    proptest::sample::subsequence(kinds, 0..4).prop_map(|kinds| (KINDS.to_owned(), json!(kinds)))
}

fn any_facts() -> impl Strategy<Value = Map<String, Value>> {
    let asked: Vec<&'static str> = rules().vocabulary.asked().map(|fact| fact.id.as_str()).collect();
    let each: Vec<_> = asked.into_iter().map(|fact| any_value(fact).boxed()).collect();
    (each, any_kinds()).prop_map(|(facts, kinds)| facts.into_iter().chain([kinds]).collect())
}

const LIMBS: [Limb; 4] = [Limb::Notify, Limb::People, Limb::TelecomNotify, Limb::TelecomPeople];

/// The answers as an order of severity: an answer that is not asked counts as no.
fn answers(facts: &Facts) -> Vec<bool> {
    let verdict = verdict(rules(), facts);
    LIMBS.iter().map(|limb| verdict.of(*limb)).collect()
}

fn never_lower(mild: &Facts, grave: &Facts) -> Result<(), TestCaseError> {
    for ((limb, mild), grave) in LIMBS.iter().zip(answers(mild)).zip(answers(grave)) {
        prop_assert!(mild <= grave, "{limb} fell from yes to no");
    }
    Ok(())
}

/// The facts that a form asks, and the kinds of data.
fn position(of: usize) -> String {
    let asked: Vec<&str> = rules().vocabulary.asked().map(|fact| fact.id.as_str()).collect();
    asked[of % asked.len()].to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_graver_value_never_lowers_the_advice(object in any_facts(), which in 0usize..100, grave in 0usize..100) {
        let fact = position(which);
        let definition = rules().vocabulary.fact(&fact).unwrap();
        let given = facts(&object);
        let rank = definition.rank(given.value(&fact));
        let graver: Vec<&str> =
            definition.values.iter().filter(|value| value.rank > rank).map(|value| value.id.as_str()).collect();
        if !graver.is_empty() {
            let graver = graver[grave % graver.len()];
            never_lower(&given, &given.with(&rules().vocabulary, &fact, graver))?;
        }
    }

    #[test]
    fn a_fact_that_is_not_known_never_lowers_the_advice(object in any_facts(), which in 0usize..100) {
        let given = facts(&object);
        for fact in [position(which), KINDS.to_owned()] {
            let mut less = object.clone();
            less.remove(&fact);
            never_lower(&given, &facts(&less))?;
            less.insert(fact, json!("no-such-word"));
            let strange = facts(&less);
            never_lower(&given, &strange)?;
            prop_assert!(!strange.strange_words().is_empty());
        }
    }

    #[test]
    fn one_more_kind_of_data_never_lowers_the_advice(object in any_facts(), kind in 0usize..1000) {
        let kinds = &rules().vocabulary.kinds;
        let mut more = object.clone();
        let list = more.get_mut(KINDS).unwrap().as_array_mut().unwrap();
        if !list.is_empty() {
            list.push(json!(kinds[kind % kinds.len()].id));
            never_lower(&facts(&object), &facts(&more))?;
        }
    }

    #[test]
    fn claimed_protection_is_worth_as_little_as_none(object in any_facts()) {
        let given = facts(&object);
        let vocabulary = &rules().vocabulary;
        let claimed = answers(&given.with(vocabulary, "encryption", "claimed"));
        prop_assert_eq!(claimed, answers(&given.with(vocabulary, "encryption", "none")));
    }

    #[test]
    fn telling_people_implies_notifying_and_every_breach_is_recorded(object in any_facts()) {
        let advice = assess(rules(), &facts(&object));
        prop_assert!(advice.says(Limb::Record));
        prop_assert!(!advice.says(Limb::People) || advice.says(Limb::Notify));
        for answer in &advice.answers {
            prop_assert!(!answer.reasons.is_empty(), "{} has no reason", answer.limb);
        }
        prop_assert!(advice.score.lenient.se() <= advice.score.strict.se());
        prop_assert!(advice.score.strict.se() <= 24, "DPC 4 x EI 1 + CB 2 is the most there is");
    }

    /// What is said to change an answer does change it.
    #[test]
    fn what_would_change_an_answer_does(object in any_facts()) {
        let given = facts(&object);
        let vocabulary = &rules().vocabulary;
        for answer in &assess(rules(), &given).answers {
            for change in &answer.changes {
                for value in &change.values {
                    let changed = assess(rules(), &given.with(vocabulary, &change.fact, value));
                    prop_assert_eq!(changed.says(answer.limb), change.becomes, "{} = {}", change.fact, value);
                    prop_assert_ne!(answer.yes, change.becomes);
                }
            }
        }
    }

    /// Anything at all as a value: no panic, and an answer.
    #[test]
    fn any_json_as_a_value_is_read_without_a_panic(which in 0usize..100, text in ".{0,80}", number in any::<i64>(), form in 0u8..6) {
        let value = match form {
            0 => json!(text),
            1 => json!(number),
            2 => json!([text, number, null]),
            3 => json!({ "x": text }),
            4 => json!([]),
            _ => json!(null),
        };
        let mut object = super::small_letter();
        object.insert(position(which), value.clone());
        object.insert(KINDS.to_owned(), value);
        prop_assert!(assess(rules(), &facts(&object)).says(Limb::Notify));
    }
}
