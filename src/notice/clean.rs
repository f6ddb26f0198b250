//! Makes a value from outside fit to stand in a notice: no control characters, no hidden direction marks, no merge fields.
//!
//! Nothing is cut: leaving out part of what a person wrote would change what the notice says.

/// Value text with its line breaks; at most one blank line in a row.
pub fn lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.replace("\r\n", "\n").split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}']) {
        let line = one_line(line);
        if line.is_empty() {
            blank += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank > 0 { "\n\n" } else { "\n" });
        }
        out.push_str(&line);
        blank = 0;
    }
    out
}

/// Value text on one line, white space collapsed, trimmed.
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        if c == ' ' || c == '\t' || c == '\n' || c == '\r' || is_line_mark(c) {
            space = !out.is_empty();
        } else if !is_hidden(c) {
            if space {
                out.push(' ');
                space = false;
            }
            // Two opening brackets start a merge field; a value must never do so, whoever wrote it.
            if c == '[' && out.ends_with('[') {
                out.push(' ');
            }
            out.push(c);
        }
    }
    out
}

/// The text without the full stop that somebody typed behind it, for where a sentence of ours goes on or a list has none. What ends with
/// an abbreviation of several letters (`S.r.l.`) or with dots of omission keeps them.
pub fn unstopped(text: &str) -> &str {
    let Some(bare) = text.strip_suffix('.') else { return text };
    let last = bare.rsplit(char::is_whitespace).next().unwrap_or_default();
    let short = |part: &str| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic);
    let abbreviated = last.contains('.') && last.split('.').all(short);
    if abbreviated || last.is_empty() || last.ends_with('.') { text } else { bare }
}

/// The text with a full stop, unless it ends with one (`S.r.l.`) or another mark, within quotation marks or brackets or not.
pub fn stopped(text: &str) -> String {
    let closed = text.trim_end_matches(['"', '”', '“', '»', ')', ']', '\u{a0}', '\u{202f}']);
    let ends = text.is_empty() || text.ends_with([':', ';']) || closed.ends_with(['.', '!', '?', '…']);
    if ends { text.to_owned() } else { format!("{text}.") }
}

/// A person's answer on one line behind a label: several sentences end as sentences do, a single one as the words of a list.
pub fn as_item(text: &str) -> String {
    let bare = unstopped(text);
    let goes_on = bare.char_indices().any(|(at, c)| {
        matches!(c, '.' | '!' | '?')
            && bare.get(at + 1..).is_some_and(|rest| {
                rest.strip_prefix(' ').and_then(|rest| rest.chars().next()).is_some_and(char::is_uppercase)
            })
    });
    if goes_on { stopped(text) } else { bare.to_owned() }
}

/// A person's text of several paragraphs: each of them ends as a sentence does. Lines of a list stay as they were typed.
pub fn as_paragraphs(text: &str) -> String {
    let listed =
        |line: &str| line.starts_with("- ") || line.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(". ");
    let paragraph = |paragraph: &str| {
        let last = paragraph.lines().last().unwrap_or_default();
        if listed(last) { paragraph.to_owned() } else { stopped(paragraph) }
    };
    text.split("\n\n").map(paragraph).collect::<Vec<_>>().join("\n\n")
}

fn is_line_mark(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' | '\u{c}')
}

/// Characters that nobody sees but that change what is read: controls, direction overrides, tags, byte-order marks, non-characters.
/// Joiners (U+200C, U+200D) stay, because some languages need them.
pub fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
        || (c as u32 & 0xfffe) == 0xfffe
        || ('\u{fdd0}'..='\u{fdef}').contains(&c)
}

/// Spaces at which no line ends.
pub fn is_holding(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}')
}

/// French sets its double signs and its quotation marks apart from the word; a space that somebody typed there holds them together,
/// so that no line begins with a colon, on whatever sheet or screen it is read.
pub fn held(language: &str, text: &str) -> String {
    if language.split('-').next() != Some("fr") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut last = '\n';
    while let Some(c) = rest.next() {
        let after_a_word = !last.is_whitespace();
        let next = rest.peek().copied();
        let kept = match (c, next) {
            (' ', Some(':' | '»')) if after_a_word => '\u{a0}',
            (' ', Some(';' | '!' | '?')) if after_a_word => '\u{202f}',
            (' ', Some(word)) if last == '«' && !word.is_whitespace() => '\u{a0}',
            _ => c,
        };
        out.push(kept);
        last = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_its_paragraphs_and_loses_what_nobody_sees() {
        assert_eq!(lines("  one\u{7}\r\n\r\n\r\n two\u{202e} \u{0} three\rfour "), "one\n\ntwo three\nfour");
        assert_eq!(one_line("a\n\n b\u{feff}\tc"), "a b c");
    }

    #[test]
    fn french_signs_stay_with_their_word_and_other_languages_as_they_were_typed() {
        let typed = "Objet : « fuite » de données ; est-ce grave ?\n: rien :  x";
        let kept = "Objet\u{a0}: «\u{a0}fuite\u{a0}» de données\u{202f}; est-ce grave\u{202f}?\n: rien\u{a0}:  x";
        assert_eq!(held("fr", typed), kept);
        assert_eq!(held("fr-BE", kept), kept);
        assert_eq!(held("it", typed), typed);
    }

    #[test]
    fn a_typed_full_stop_goes_where_the_sentence_goes_on_and_comes_where_one_ends() {
        for (typed, bare, whole) in [
            ("The platform was shut.", "The platform was shut", "The platform was shut."),
            ("The platform was shut", "The platform was shut", "The platform was shut."),
            ("Esempio S.r.l.", "Esempio S.r.l.", "Esempio S.r.l."),
            ("and so on...", "and so on...", "and so on..."),
            ("See www.example.org.", "See www.example.org", "See www.example.org."),
            ("Version 9.2.", "Version 9.2", "Version 9.2."),
            ("They wrote “pay.”", "They wrote “pay.”", "They wrote “pay.”"),
            ("", "", ""),
        ] {
            assert_eq!((unstopped(typed), stopped(typed)), (bare, whole.to_owned()), "{typed}");
        }
    }

    #[test]
    fn an_answer_reads_the_same_however_it_was_ended() {
        for (typed, item) in [
            ("Customer platform.", "Customer platform"),
            ("Customer platform", "Customer platform"),
            ("It was shut. Experts were called", "It was shut. Experts were called."),
            ("It was shut. Experts were called.", "It was shut. Experts were called."),
            ("Servers of Esempio S.r.l. in Rome.", "Servers of Esempio S.r.l. in Rome"),
        ] {
            assert_eq!(as_item(typed), item);
        }
        assert_eq!(as_paragraphs("One\n\nTwo.\n\nThree:\n- four"), "One.\n\nTwo.\n\nThree:\n- four");
        assert_eq!(as_paragraphs("Street 7\nRome"), "Street 7\nRome.");
    }

    #[test]
    fn a_value_never_opens_a_merge_field() {
        assert_eq!(one_line("[[[name]]"), "[ [ [name]]");
        assert_eq!(one_line("[\u{200b}[name]]"), "[ [name]]");
    }
}
