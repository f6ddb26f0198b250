//! A form of several like parts: each is read and filled by itself under short names, and stands in the whole under its prefix.

use super::Form;

impl Form {
    /// The fields under a prefix, by their short names.
    pub fn part(&self, prefix: &str) -> Self {
        let mut part = Self::empty(self.words);
        for (name, values) in &self.values {
            if let Some(name) = name.strip_prefix(prefix) {
                part.values.insert(name.to_owned(), values.clone());
            }
        }
        part
    }

    /// Puts a part back under its prefix; its problems say to which part they belong.
    pub fn put(&mut self, prefix: &str, part: Self, whose: &str) {
        self.values.retain(|name, _| !name.starts_with(prefix));
        for (name, values) in part.values {
            self.values.insert(format!("{prefix}{name}"), values);
        }
        for (name, both) in part.twice {
            self.twice.insert(format!("{prefix}{name}"), both);
        }
        for (field, sentence) in part.problems {
            self.problem(&format!("{prefix}{field}"), format!("{whose}: {sentence}"));
        }
    }

    /// Whether two people would read the same in both: order and blanks around a value do not count, nor do fields left empty.
    pub fn reads_like(&self, other: &Self, apart_from: &[&str]) -> bool {
        let plain = |form: &Self| -> Vec<(String, Vec<String>)> {
            let filled = form.values.iter().filter(|(name, _)| !apart_from.contains(&name.as_str()));
            filled
                .filter_map(|(name, values)| {
                    let mut values: Vec<String> = values.iter().map(|v| v.trim().replace("\r\n", "\n")).collect();
                    values.retain(|value| !value.is_empty());
                    values.sort();
                    (!values.is_empty()).then(|| (name.clone(), values))
                })
                .collect()
        };
        plain(self) == plain(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::i18n::Lang;

    fn form(pairs: &[(&str, &str)]) -> Form {
        Form::sent(Lang::En.words(), pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn a_part_is_taken_out_and_put_back_with_its_problems() {
        let mut whole = form(&[("a--value", "x"), ("a--state", "known"), ("b--value", "y")]);
        let mut part = whole.part("a--");
        assert_eq!((part.value("value"), part.value("state")), ("x", "known"));
        part.problem("value", "Enter a number");
        whole.put("a--", part, "People");
        assert_eq!(whole.error("a--value"), Some("People: Enter a number"));
        assert_eq!(whole.value("b--value"), "y");
    }

    #[test]
    fn order_and_blanks_make_no_difference() {
        let one = form(&[("v", "b"), ("v", "a"), ("text", "two\r\nlines "), ("empty", " ")]);
        let other = form(&[("v", "a"), ("v", "b"), ("text", "two\nlines"), ("seen", "2026")]);
        assert!(one.reads_like(&other, &["seen"]) && !one.reads_like(&other, &[]));
        assert!(!one.reads_like(&form(&[("v", "a"), ("text", "two\nlines")]), &[]));
    }
}
