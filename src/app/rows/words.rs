//! The words that a case is searched by: reference, title and the texts of its facts, folded so that a search needs neither capitals
//! nor accents.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::domain::case::Case;
use crate::domain::project::reveal;
use crate::domain::situation::Knowledge;

/// Most words of one case; what stands behind them is not found.
const MOST: usize = 4_000;
/// Longer words are cut, in the case and in the search alike.
const LONGEST: usize = 40;
/// Most words of one search.
const MOST_SOUGHT: usize = 8;

/// The words of a case, each once, in the order in which they stand there.
pub fn of_case(case: &Case) -> Vec<String> {
    let mut texts = vec![case.reference.clone(), case.title.as_str().to_owned()];
    texts.extend(case.imported.iter().map(|imported| imported.reference.as_str().to_owned()));
    texts.extend(case.linked_references().map(str::to_owned));
    let known = |state| matches!(state, Knowledge::Known | Knowledge::Estimated);
    for entry in case.facts.iter().filter(|entry| known(entry.fact.state)) {
        add_texts(&reveal(&entry.fact.value), &mut texts);
    }
    let mut seen = BTreeSet::new();
    let all = texts.iter().flat_map(|text| split(text));
    all.filter(|word| seen.insert(word.clone())).take(MOST).collect()
}

/// The words of a search. None where the text holds no word: then nothing is found.
pub fn of_text(text: &str) -> Vec<String> {
    split(text).take(MOST_SOUGHT).collect()
}

fn add_texts(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| add_texts(item, texts)),
        Value::Object(map) => map.values().for_each(|item| add_texts(item, texts)),
        _ => {}
    }
}

/// Its words, folded as those of a search are.
pub fn split(text: &str) -> impl Iterator<Item = String> + '_ {
    // An accent that stands alone is a letter to Unicode and nothing here.
    text.split(|c: char| !c.is_alphanumeric()).map(folded).filter(|word| !word.is_empty())
}

fn folded(word: &str) -> String {
    let mut folded = String::new();
    for c in word.chars().flat_map(char::to_lowercase).take(LONGEST) {
        match folding(c) {
            Some(plain) => folded.push_str(plain),
            None => folded.push(c),
        }
    }
    folded
}

/// A Latin letter without its accent; none for letters that have none.
fn folding(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        // Accents that stand by themselves behind their letter.
        '\u{300}'..='\u{36f}' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_needs_neither_capitals_nor_accents_and_signs_part_words() {
        assert_eq!(of_text("BR-2026-0012  Perché, STRAßE_Łódź?"), ["br", "2026", "0012", "perche", "strasse", "lodz"]);
        assert_eq!(of_text("'; DROP\" %_*\\"), ["drop"]);
        assert_eq!(of_text(" -- \u{345} \u{301}"), Vec::<String>::new());
        assert_eq!(of_text(&"x ".repeat(99)).len(), MOST_SOUGHT);
        assert_eq!(of_text(&"y".repeat(9_999)), ["y".repeat(LONGEST)]);
    }
}
