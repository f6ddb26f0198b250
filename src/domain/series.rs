//! Several things named one after the other, as people write them: `a, b and c`.

/// `and` is what stands between the last two, with its blanks; it may depend on how the last one begins.
pub fn in_words<'a, T: AsRef<str>>(items: &[T], and: impl FnOnce(&str) -> &'a str) -> String {
    let Some((last, most)) = items.split_last() else { return String::new() };
    let last = last.as_ref();
    if most.is_empty() {
        return last.to_owned();
    }
    let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
    format!("{}{}{last}", most.join(", "), and(last))
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn only_the_last_two_have_the_word_between_them() {
        let of = |items: &[&str]| in_words(items, |_| " e ");
        assert_eq!(of(&[]), "");
        assert_eq!(of(&["Italia"]), "Italia");
        assert_eq!(of(&["Italia", "Irlanda"]), "Italia e Irlanda");
        assert_eq!(of(&["Italia", "Irlanda", "Spagna"]), "Italia, Irlanda e Spagna");
        assert_eq!(
            in_words(&["agua", "hielo"], |last| if last.starts_with("hie") { " y " } else { " e " }),
            "agua y hielo"
        );
    }
}
