//! Readability by the published formulas. A score is a smoke alarm, not the goal.

use crate::policy::wording::LintLanguage;

/// What a text is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Made {
    pub sentences: u32,
    pub words: u32,
    pub syllables: u32,
    pub letters: u32,
    /// Words of more than six letters.
    pub long: u32,
}

impl Made {
    pub fn of<'a>(sentences: impl Iterator<Item = &'a str>, language: &str) -> Self {
        let mut made = Self::default();
        for sentence in sentences {
            made.sentences += 1;
            for word in super::read::words(sentence) {
                let letters = u32::try_from(word.chars().filter(|c| c.is_alphanumeric()).count()).unwrap_or(u32::MAX);
                made.words += 1;
                made.letters = made.letters.saturating_add(letters);
                made.syllables += syllables(word, language);
                made.long += u32::from(letters > 6);
            }
        }
        made
    }

    /// The score of the language's formula; higher is easier.
    pub fn score(&self, language: &LintLanguage) -> f64 {
        let (s, w) = (f64::from(self.sentences.max(1)), f64::from(self.words.max(1)));
        let per_sentence = w / s;
        let (y, c) = (f64::from(self.syllables) / w, f64::from(self.letters) / w);
        match language.formula.as_str() {
            "gulpease" => 89.0 + 300.0 * s / w - 10.0 * c,
            "amstad" => 180.0 - per_sentence - 58.5 * y,
            "flesch_french" => 207.0 - 1.015 * per_sentence - 73.6 * y,
            "fernandez_huerta" => 206.84 - 60.0 * y - 1.02 * per_sentence,
            _ => 206.835 - 1.015 * per_sentence - 84.6 * y,
        }
    }

    /// LIX; lower is easier.
    pub fn lix(&self) -> f64 {
        let (s, w) = (f64::from(self.sentences.max(1)), f64::from(self.words.max(1)));
        w / s + 100.0 * f64::from(self.long) / w
    }
}

/// Groups of vowels. In English a silent `e` at the end is none; a word has at least one.
pub fn syllables(word: &str, language: &str) -> u32 {
    const VOWELS: &str = "aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿ";
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let (mut count, mut before) = (0_u32, false);
    for letter in &letters {
        let vowel = VOWELS.contains(*letter);
        count += u32::from(vowel && !before);
        before = vowel;
    }
    let silent = match language {
        "en" => letters.ends_with(&['e']) && !letters.ends_with(&['l', 'e']) && count > 1,
        "fr" => letters.ends_with(&['e']) && count > 1,
        _ => false,
    };
    let ended = language == "en"
        && letters.ends_with(&['e', 'd'])
        && count > 1
        && !letters.ends_with(&['t', 'e', 'd'])
        && !letters.ends_with(&['d', 'e', 'd']);
    count.saturating_sub(u32::from(silent || ended)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_as_they_are_spoken() {
        for (word, language, count) in [
            ("data", "en", 2),
            ("changed", "en", 1),
            ("wanted", "en", 2),
            ("table", "en", 2),
            ("violazione", "it", 4),
            ("été", "fr", 2),
            ("x", "de", 1),
        ] {
            assert_eq!(syllables(word, language), count, "{word}");
        }
    }
}
