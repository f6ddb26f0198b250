//! What is wrong with a template, word list or content rule: file, key, hint, for whoever keeps the texts.

use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path as it was handed in, such as `t611_first/it.j2`.
    pub file: String,
    /// Block, key or line.
    pub place: String,
    pub what: String,
    /// What to do about it; may be empty.
    pub hint: String,
}

impl Problem {
    pub fn new(file: &str, place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), place: place.into(), what: what.into(), hint: String::new() }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`, {}: {}", self.file, self.place, self.what)?;
        if !self.hint.is_empty() {
            write!(f, " Hint: {}", self.hint)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

/// A file that is no TOML of the expected form, with the line.
pub(super) fn toml_problem(file: &str, text: &str, error: &toml::de::Error) -> Problem {
    let line = error.span().and_then(|span| text.get(..span.start)).map(|before| before.matches('\n').count() + 1);
    let place = line.map_or_else(|| "file".to_owned(), |line| format!("line {line}"));
    Problem::new(file, place, error.message())
}
