//! The facts of one group of people as the rules read them: one canonical value per fact, and the kinds of data.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::vocabulary::{DATA, KINDS, UNKNOWN, VITAL, Vocabulary};

/// A word that no fact knows. It counts as unknown, and the answer says so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Strange {
    pub fact: String,
    pub word: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    values: BTreeMap<String, String>,
    /// Ids of the kinds of data that are known.
    kinds: BTreeSet<String>,
    /// Nothing is known of the kinds, or one of them is a word that says nothing.
    kinds_unknown: bool,
    /// For "what if all data were of this class": stands in the place of the kinds.
    supposed_class: Option<String>,
    strange: Vec<Strange>,
}

/// The fact that holds how many people are concerned.
const BAND: &str = "people_band";

/// The one fact of several words beside the kinds of data.
const VULNERABLE: &str = "vulnerable";

/// The longest part of a strange word that is repeated to the reader.
const SHOWN: usize = 60;

impl Facts {
    /// Facts of which nothing is known.
    pub fn unknown() -> Self {
        Self { kinds_unknown: true, ..Self::default() }
    }

    /// Reads an object of facts. Keys that no fact has are not looked at; a value of the wrong form counts as unknown and is told.
    pub fn read(vocabulary: &Vocabulary, object: &Map<String, Value>) -> Self {
        let mut facts = Self::unknown();
        for fact in vocabulary.asked() {
            match object.get(&fact.id) {
                None | Some(Value::Null) => {}
                Some(Value::Array(items)) => facts.set_worst(vocabulary, &fact.id, &words_of(items)),
                Some(value) => facts.set(vocabulary, &fact.id, &word_of(value)),
            }
        }
        for beside in &vocabulary.beside {
            let word = object.get(&beside.id).filter(|value| !value.is_null()).map(word_of);
            let says_nothing = |word: &String| *word == UNKNOWN || vocabulary.unknown_words.contains(word);
            if let Some(word) = word.filter(|word| !beside.values.contains(word) && !says_nothing(word)) {
                facts.strange(&beside.id, &word);
            }
        }
        // A number of people and a band that do not agree: the graver counts.
        if let Some(band) = object.get("people").and_then(Value::as_u64).and_then(|people| vocabulary.band(people))
            && !facts.is_unknown(BAND)
            && vocabulary.rank(BAND, band) > vocabulary.rank(BAND, facts.value(BAND))
        {
            facts.set(vocabulary, BAND, band);
        }
        match object.get(KINDS) {
            None | Some(Value::Null) => {}
            Some(Value::Array(items)) => facts.set_kinds(vocabulary, &words_of(items)),
            Some(value) => facts.set_kinds(vocabulary, &[word_of(value)]),
        }
        facts.derive(vocabulary);
        facts
    }

    /// Sets one fact by a word.
    pub fn set(&mut self, vocabulary: &Vocabulary, fact: &str, word: &str) {
        let Some(definition) = vocabulary.fact(fact).filter(|definition| !definition.derived) else { return };
        let says_nothing = vocabulary.unknown_words.iter().any(|known| known == word);
        let value = match definition.meaning(word) {
            Some(value) => value,
            None if says_nothing => UNKNOWN,
            None => {
                self.strange(fact, word);
                UNKNOWN
            }
        };
        self.values.insert(fact.to_owned(), value.to_owned());
        self.derive(vocabulary);
    }

    /// Sets a fact by several words: the gravest counts, none at all is the most harmless value.
    pub fn set_worst(&mut self, vocabulary: &Vocabulary, fact: &str, words: &[String]) {
        let Some(definition) = vocabulary.fact(fact) else { return };
        // "Vulnerable: []" says that nobody is; of any other fact an empty list says nothing.
        let mut gravest = definition.best().to_owned();
        if words.is_empty() && fact != VULNERABLE {
            gravest = UNKNOWN.to_owned();
        }
        for word in words {
            self.set(vocabulary, fact, word);
            let value = self.value(fact).to_owned();
            if definition.rank(&value) > definition.rank(&gravest) {
                gravest = value;
            }
        }
        self.values.insert(fact.to_owned(), gravest);
        self.derive(vocabulary);
    }

    /// Sets the kinds of data. An empty list says nothing about them.
    pub fn set_kinds(&mut self, vocabulary: &Vocabulary, words: &[String]) {
        self.kinds.clear();
        self.kinds_unknown = words.is_empty();
        for word in words {
            if vocabulary.kind(word).is_some() {
                self.kinds.insert(word.clone());
                continue;
            }
            self.kinds_unknown = true;
            if word != UNKNOWN && !vocabulary.unknown_words.contains(word) {
                self.strange(KINDS, word);
            }
        }
        self.derive(vocabulary);
    }

    fn strange(&mut self, fact: &str, word: &str) {
        let strange = Strange { fact: fact.to_owned(), word: word.chars().take(SHOWN).collect() };
        if !self.strange.contains(&strange) {
            self.strange.push(strange);
        }
    }

    /// The same facts with one of them different; for the kinds of data, with all of them of one class.
    pub fn with(&self, vocabulary: &Vocabulary, fact: &str, value: &str) -> Self {
        let mut changed = self.clone();
        if fact == KINDS {
            changed.kinds = BTreeSet::new();
            changed.kinds_unknown = value == UNKNOWN;
            changed.supposed_class = (value != UNKNOWN).then(|| value.to_owned());
        } else {
            changed.values.insert(fact.to_owned(), value.to_owned());
        }
        changed.derive(vocabulary);
        changed
    }

    /// The canonical value of a fact, `unknown` where nothing is known.
    pub fn value(&self, fact: &str) -> &str {
        self.values.get(fact).map_or(UNKNOWN, String::as_str)
    }

    pub fn is_unknown(&self, fact: &str) -> bool {
        if fact == KINDS { self.kinds_unknown } else { self.value(fact) == UNKNOWN }
    }

    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.kinds.iter().map(String::as_str)
    }

    /// Words that were read and not understood.
    pub fn strange_words(&self) -> &[Strange] {
        &self.strange
    }

    /// How telling and how vital the data are: the gravest part decides.
    fn derive(&mut self, vocabulary: &Vocabulary) {
        let encryption = self.value("encryption").to_owned();
        let mut parts: Vec<(String, String)> = self
            .kinds
            .iter()
            .filter_map(|id| vocabulary.kind(id))
            .map(|kind| {
                let veiled = kind.veiled_by.contains(&encryption);
                let class = if veiled { "veiled" } else { kind.class.as_str() };
                (class.to_owned(), kind.vital.clone())
            })
            .collect();
        if self.kinds_unknown {
            parts.push((UNKNOWN.to_owned(), UNKNOWN.to_owned()));
        }
        if let Some(class) = &self.supposed_class {
            parts.push((class.clone(), vital_of_class(vocabulary, class)));
        }
        let mut lift = |class: &str| parts.push((class.to_owned(), "no".to_owned()));
        match self.value("special_categories") {
            "false" => {}
            "hinted" => lift("detailed"),
            _ => lift("serious"),
        }
        match self.value("data_sensitivity_of_context") {
            "false" => {}
            _ => lift("telling"),
        }
        match self.value("vulnerable") {
            "none" => {}
            _ => lift("serious"),
        }
        for (fact, pick) in [(DATA, 0), (VITAL, 1)] {
            let of = |part: &(String, String)| if pick == 0 { part.0.clone() } else { part.1.clone() };
            let gravest = parts.iter().map(of).max_by_key(|value| vocabulary.rank(fact, value));
            self.values.insert(fact.to_owned(), gravest.unwrap_or_else(|| UNKNOWN.to_owned()));
        }
    }
}

/// For "what if the data were of this class": the gravest kind of that class counts.
fn vital_of_class(vocabulary: &Vocabulary, class: &str) -> String {
    let vitals = vocabulary.kinds.iter().filter(|kind| kind.class == class).map(|kind| kind.vital.clone());
    vitals.max_by_key(|vital| vocabulary.rank(VITAL, vital)).unwrap_or_else(|| UNKNOWN.to_owned())
}

fn words_of(items: &[Value]) -> Vec<String> {
    items.iter().map(word_of).collect()
}

/// A value as a word; what is neither text, number nor truth value is shown as JSON and matches nothing.
fn word_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => UNKNOWN.to_owned(),
        other => other.to_string(),
    }
}
