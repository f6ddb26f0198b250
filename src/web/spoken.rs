//! Words on a page of which some stand in another language than the page's: each such part says which, so that a screen reader does not
//! read English with an Italian voice (WCAG 3.1.2).

use std::fmt;

use super::i18n::{Lang, Words};

/// Text in parts; a part in the page's own language names none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spoken {
    parts: Vec<(String, Option<Lang>)>,
}

impl Spoken {
    /// Text that stands in this language, whatever the page's.
    pub fn in_lang(words: &Words, lang: Lang, text: impl Into<String>) -> Self {
        let text = text.into();
        let parts = if text.is_empty() { Vec::new() } else { vec![(text, (words.lang != lang).then_some(lang))] };
        Self { parts }
    }

    /// Text of the files that nobody has translated.
    pub fn english(words: &Words, text: impl Into<String>) -> Self {
        Self::in_lang(words, Lang::En, text)
    }

    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// With something behind it, where neither is empty with `mark` between them.
    pub fn and(mut self, mark: &str, other: impl Into<Self>) -> Self {
        let other = other.into();
        if !self.is_empty() && !other.is_empty() {
            self.parts.push((mark.to_owned(), None));
        }
        self.parts.extend(other.parts);
        self
    }

    pub fn joined(parts: impl IntoIterator<Item = Self>, mark: &str) -> Self {
        parts.into_iter().fold(Self::default(), |all, part| all.and(mark, part))
    }

    /// A sentence of the page's words with this put where `mark` stands in it.
    pub fn within(self, sentence: &str, mark: &str) -> Self {
        match sentence.split_once(mark) {
            Some((before, after)) => Self::from(before).and("", self).and("", after),
            None => Self::from(sentence),
        }
    }

    /// The words alone.
    pub fn plain(&self) -> String {
        self.parts.iter().map(|(text, _)| text.as_str()).collect()
    }
}

impl From<String> for Spoken {
    fn from(text: String) -> Self {
        Self { parts: if text.is_empty() { Vec::new() } else { vec![(text, None)] } }
    }
}

impl From<&String> for Spoken {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<&str> for Spoken {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// As HTML; what it holds is escaped here and nowhere else.
impl fmt::Display for Spoken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (text, lang) in &self.parts {
            match lang {
                Some(lang) => write!(out, "<span lang=\"{lang}\">{}</span>", Escaped(text))?,
                None => write!(out, "{}", Escaped(text))?,
            }
        }
        Ok(())
    }
}

impl askama::filters::HtmlSafe for Spoken {}

struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '<' => out.write_str("&#60;")?,
                '>' => out.write_str("&#62;")?,
                '&' => out.write_str("&#38;")?,
                '"' => out.write_str("&#34;")?,
                '\'' => out.write_str("&#39;")?,
                other => out.write_fmt(format_args!("{other}"))?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_in_another_language_says_which_and_everything_is_escaped() {
        let words = Lang::It.words();
        let told = Spoken::from("sì").and(" · ", Spoken::english(words, "<b>only \"here\"</b>")).and(" · ", "");
        assert_eq!(told.to_string(), "sì · <span lang=\"en\">&#60;b&#62;only &#34;here&#34;&#60;/b&#62;</span>");
        assert_eq!(told.plain(), "sì · <b>only \"here\"</b>");
        assert_eq!(Spoken::english(Lang::En.words(), "only here").to_string(), "only here");
        assert!(Spoken::english(words, "").is_empty());
    }

    #[test]
    fn it_stands_in_the_place_of_its_mark() {
        let words = Lang::It.words();
        let cited = Spoken::english(words, "Data Act").within("«\u{1}», articolo 5", "\u{1}");
        assert_eq!(cited.to_string(), "«<span lang=\"en\">Data Act</span>», articolo 5");
    }
}
