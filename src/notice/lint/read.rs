//! A rendered notice as the linter reads it: parts in order, each with the heading it stands under, and the tags of the HTML.
//!
//! One pass over the bytes, whatever they are: what is no HTML is text.

use std::borrow::Cow;

use crate::notice::merge;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Title,
    Heading(u8),
    Paragraph,
    Bullet,
    Numbered,
}

#[derive(Debug, Clone)]
pub struct Part {
    pub kind: Kind,
    pub text: String,
    /// The heading above it.
    pub under: String,
}

impl Part {
    pub fn is_prose(&self) -> bool {
        matches!(self.kind, Kind::Paragraph | Kind::Bullet | Kind::Numbered)
    }

    pub fn is_item(&self) -> bool {
        matches!(self.kind, Kind::Bullet | Kind::Numbered)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    pub name: String,
    pub attributes: String,
}

#[derive(Debug, Clone, Default)]
pub struct Page {
    pub parts: Vec<Part>,
    /// Opening tags, in order.
    pub tags: Vec<Tag>,
    /// A merge field for the name stands in it.
    pub names_the_reader: bool,
}

impl Page {
    /// Parts with their number from 1.
    pub fn numbered(&self) -> impl Iterator<Item = (usize, &Part)> {
        self.parts.iter().enumerate().map(|(index, part)| (index + 1, part))
    }
}

/// The mark under which a filled-in name stands; no letter of any text.
const NAME: char = '\u{1}';

/// The text with merge fields as an unknown reader would see them: what stands in for the value, or a mark.
pub fn filled(text: &str) -> Cow<'_, str> {
    if !text.contains("[[") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    for field in merge::fields(text) {
        let Some((before, after)) = rest.split_once(field.source) else { continue };
        out.push_str(before);
        match field.name {
            Some("name") => out.push(NAME),
            Some(_) => out.push_str(field.fallback.unwrap_or_default()),
            None => out.push_str(field.source),
        }
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[derive(Default)]
struct Reader {
    page: Page,
    text: String,
    kind: Option<Kind>,
    under: String,
    lists: Vec<bool>,
}

impl Reader {
    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        let kind = self.kind.take();
        let had_name = text.contains(NAME);
        self.page.names_the_reader |= had_name;
        let text = if had_name { text.replace(NAME, "…") } else { text };
        let text = text.trim().to_owned();
        let Some(kind) = kind.or((!text.is_empty()).then_some(Kind::Paragraph)) else { return };
        // An empty item is a finding; other empty parts are nothing.
        if text.is_empty() && !matches!(kind, Kind::Bullet | Kind::Numbered) {
            return;
        }
        if let Kind::Heading(_) = kind {
            self.under.clone_from(&text);
        }
        self.page.parts.push(Part { kind, text, under: self.under.clone() });
    }

    fn tag(&mut self, inner: &str) {
        let closing = inner.starts_with('/');
        let inner = inner.trim_start_matches('/');
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(end);
        let name = name.to_ascii_lowercase();
        if name == "br" {
            self.text.push('\n');
        }
        let kind = match name.as_str() {
            "title" => Some(Kind::Title),
            "p" | "td" | "th" => Some(Kind::Paragraph),
            "li" if self.lists.last() == Some(&true) => Some(Kind::Numbered),
            "li" => Some(Kind::Bullet),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                Some(Kind::Heading(name.as_bytes().get(1).copied().map_or(1, |digit| digit - b'0')))
            }
            _ => None,
        };
        let blocks =
            kind.is_some() || matches!(name.as_str(), "ul" | "ol" | "div" | "section" | "main" | "body" | "table");
        if blocks {
            self.end();
        }
        match (name.as_str(), closing) {
            ("ul" | "ol", false) => self.lists.push(name == "ol"),
            ("ul" | "ol", true) => drop(self.lists.pop()),
            _ => {}
        }
        if !closing {
            self.kind = kind.or(self.kind.take());
            self.page.tags.push(Tag { name, attributes: attributes.trim().to_owned() });
        }
    }
}

/// Reads HTML. Anything may come in.
pub fn html(source: &str) -> Page {
    let mut reader = Reader::default();
    let mut rest = source;
    // Once no tag or element closes any more, the rest is text: it is looked for once, not at every sign.
    let mut closes = true;
    let mut hiding = vec!["style", "script"];
    while let Some(start) = rest.find('<') {
        let (before, from) = rest.split_at(start);
        unescape(before, &mut reader.text);
        let is_tag = from.as_bytes().get(1).copied().is_some_and(|b| b.is_ascii_alphabetic() || b == b'/' || b == b'!');
        let end = if is_tag && closes { from.find('>') } else { None };
        let Some(end) = end else {
            closes &= !is_tag;
            reader.text.push('<');
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        let inner = from.get(1..end).unwrap_or_default();
        rest = from.get(end + 1..).unwrap_or_default();
        reader.tag(inner);
        if let Some(name) = hiding.iter().copied().find(|name| starts_with_word(inner, name)) {
            match rest.find(&format!("</{name}")) {
                Some(close) => rest = rest.get(close..).unwrap_or_default(),
                None => hiding.retain(|other| *other != name),
            }
        }
    }
    unescape(rest, &mut reader.text);
    reader.end();
    reader.page
}

fn starts_with_word(inner: &str, name: &str) -> bool {
    let head = inner.get(..name.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(name))
        && !inner.as_bytes().get(name.len()).is_some_and(u8::is_ascii_alphanumeric)
}

fn unescape(text: &str, out: &mut String) {
    const ENTITIES: &[(&str, &str)] =
        &[("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " ")];
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let entity = ENTITIES.iter().find(|(entity, _)| from.starts_with(entity));
        let (sign, length) = entity.map_or(("&", 1), |(entity, sign)| (*sign, entity.len()));
        out.push_str(sign);
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
}

/// Reads a plain text part: a line after two empty ones is a heading, `- ` and `1. ` begin items, wrapped lines are joined.
pub fn plain(source: &str) -> Page {
    let mut reader = Reader::default();
    let mut empty = 2;
    for line in source.lines() {
        let said = line.trim();
        if said.is_empty() {
            reader.end();
            empty += 1;
            continue;
        }
        let set_in = line.starts_with(' ') && reader.kind.is_some();
        let number = said.split_once(". ").filter(|(n, _)| n.len() <= 3 && n.bytes().all(|b| b.is_ascii_digit()));
        if let Some(item) = said.strip_prefix("- ").or((said == "-").then_some("")) {
            reader.end();
            reader.kind = Some(Kind::Bullet);
            reader.text.push_str(item);
        } else if let Some((_, item)) = number.filter(|(n, _)| !set_in && !n.is_empty()) {
            reader.end();
            reader.kind = Some(Kind::Numbered);
            reader.text.push_str(item);
        } else if empty >= 2 && !reader.page.parts.is_empty() || reader.page.parts.is_empty() && reader.text.is_empty()
        {
            reader.end();
            reader.kind = Some(Kind::Heading(if reader.page.parts.is_empty() { 1 } else { 2 }));
            reader.text.push_str(said);
        } else {
            if !reader.text.is_empty() {
                reader.text.push(' ');
            }
            reader.text.push_str(said);
        }
        empty = 0;
    }
    reader.end();
    reader.page
}

/// Sentences of a text: they end with a mark and a space before a capital letter or a figure. `S.r.l.` ends none.
pub fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, sign) in text.char_indices() {
        let end = at + sign.len_utf8();
        let breaks = match sign {
            '\n' => true,
            '.' | '!' | '?' | '…' => {
                let after = text.get(end..).unwrap_or_default();
                let next = after.trim_start();
                let starts = next.chars().next().is_none_or(|c| c.is_uppercase() || c.is_ascii_digit() || c == '¿');
                let spaced = after.len() > next.len() || next.is_empty();
                spaced
                    && starts
                    && (next.is_empty() || sign != '.' || !is_short(text.get(start..at).unwrap_or_default()))
            }
            _ => false,
        };
        if breaks {
            push(text, start, end, &mut found);
            start = end;
        }
    }
    push(text, start, text.len(), &mut found);
    found
}

/// What ends in `S.r.l`, in one letter or in the day of `12. März` ends no sentence.
fn is_short(before: &str) -> bool {
    let word = before.rsplit([' ', '\n']).next().unwrap_or_default();
    let is_day = word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit());
    word.contains('.') || word.chars().nth(1).is_none() || is_day
}

fn push<'a>(text: &'a str, start: usize, end: usize, found: &mut Vec<&'a str>) {
    let sentence = text.get(start..end).unwrap_or_default().trim();
    if !sentence.is_empty() {
        found.push(sentence);
    }
}

/// Words of a text: what holds a letter or a figure.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(page: &Page) -> Vec<(Kind, &str, &str)> {
        page.parts.iter().map(|part| (part.kind, part.text.as_str(), part.under.as_str())).collect()
    }

    #[test]
    fn html_and_text_are_read_into_the_same_parts() {
        let page = html(
            "<title>S</title><style>p{}</style><h1>S</h1><p>a &amp; b<br>c</p><h2>H</h2><ol><li value=\"1\">x</li></ol><ul><li>y</li></ul>",
        );
        assert_eq!(
            told(&page),
            [
                (Kind::Title, "S", ""),
                (Kind::Heading(1), "S", "S"),
                (Kind::Paragraph, "a & b\nc", "S"),
                (Kind::Heading(2), "H", "H"),
                (Kind::Numbered, "x", "H"),
                (Kind::Bullet, "y", "H"),
            ]
        );
        let text = plain("S\n\na & b\nc\n\n\nH\n1. x\n   more\n- y\n");
        assert_eq!(
            told(&text),
            [
                (Kind::Heading(1), "S", "S"),
                (Kind::Paragraph, "a & b c", "S"),
                (Kind::Heading(2), "H", "H"),
                (Kind::Numbered, "x more", "H"),
                (Kind::Bullet, "y", "H"),
            ]
        );
    }

    #[test]
    fn a_company_name_and_a_day_end_no_sentence() {
        let text = "Luna S.r.l. Italia wrote. It began on 12. März. Next? Yes";
        assert_eq!(sentences(text), ["Luna S.r.l. Italia wrote.", "It began on 12. März.", "Next?", "Yes"]);
    }

    #[test]
    fn merge_fields_are_read_as_their_stand_in_and_the_name_is_known() {
        let page = plain(&filled("Subject\n\nDear [[name|customer]], [[customer_reference|your number]]"));
        assert!(page.names_the_reader);
        assert_eq!(page.parts[1].text, "Dear …, your number");
    }
}
