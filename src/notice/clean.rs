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
    fn a_value_never_opens_a_merge_field() {
        assert_eq!(one_line("[[[name]]"), "[ [ [name]]");
        assert_eq!(one_line("[\u{200b}[name]]"), "[ [name]]");
    }
}
