//! A draft as HTML and as text, the same content in both, bound by one digest to facts, words, template and policy.
//!
//! HTML: one heading, no links, no images, no script, nothing fetched from anywhere. Every character of a draft is escaped.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::clean::{is_hidden, is_holding};
use super::digest;
use super::draft::Draft;
use super::markup::{Node, parse};

/// What an approval binds to beside the draft itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// [`super::NoticeFacts::digest`].
    pub facts: String,
    /// [`super::Templates::digest`].
    pub template: String,
    /// Digest of the policy set in force, content rules included.
    pub policy: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendered {
    pub html: String,
    pub text: String,
    pub subject: String,
    /// Lower-case hex SHA-256; an approval of it is an approval of exactly this draft on exactly these facts.
    pub digest: String,
}

impl fmt::Debug for Rendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rendered({}, {} bytes html, {} bytes text)", self.digest, self.html.len(), self.text.len())
    }
}

/// The only style of a notice. A page that previews notices under a strict content security policy may allow it by its hash;
/// without it the document reads as well.
pub const PREVIEW_STYLE: &str = "body{font:1rem/1.5 sans-serif;max-width:40rem;margin:1rem auto;padding:0 1rem}h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.125rem;margin-top:1.5rem}";

/// Longest line of the text part, in characters; lists are set in.
const TEXT_WIDTH: usize = 72;

pub fn render(draft: &Draft, binding: &Binding) -> Rendered {
    let subject = one_visible_line(&draft.subject);
    let (html, text) = (html(draft, &subject), text(draft, &subject));
    let digest = bound_digest(&json!(draft), binding, &html, &text);
    Rendered { html, text, subject, digest }
}

/// The digest that an approval binds to: over the draft, its bytes, and what they were made from.
pub fn bound_digest(draft: &Value, binding: &Binding, html: &str, text: &str) -> String {
    digest::of_value(&json!({
        "draft": draft,
        "facts": binding.facts,
        "html": digest::sha256_hex(html.as_bytes()),
        "policy": binding.policy,
        "template": binding.template,
        "text": digest::sha256_hex(text.as_bytes()),
    }))
}

/// The subject of a draft as it is sent.
pub fn subject_line(subject: &str) -> String {
    one_visible_line(subject)
}

/// A person's own line may hold merge fields, so brackets stay; hidden characters and line ends go. Spaces that hold two words
/// together do: a line must not begin with a colon.
fn one_visible_line(text: &str) -> String {
    let blank = |c: char| c.is_whitespace() && !is_holding(c);
    let visible: String = text.chars().map(|c| if blank(c) { ' ' } else { c }).filter(|c| !is_hidden(*c)).collect();
    visible.trim().split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Escapes for text and for quoted attributes alike.
pub fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if is_hidden(c) && c != '\t' => {}
            c => out.push(c),
        }
    }
}

fn html(draft: &Draft, subject: &str) -> String {
    let mut out = String::from("<!doctype html>\n<html lang=\"");
    escape(draft.language.as_str(), &mut out);
    out.push_str("\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    // Mail programs otherwise turn numbers and addresses into links.
    out.push_str("<meta name=\"format-detection\" content=\"telephone=no, date=no, address=no, email=no, url=no\">\n");
    out.push_str("<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    escape(subject, &mut out);
    out.push_str("</title>\n<style>");
    out.push_str(PREVIEW_STYLE);
    out.push_str("</style>\n</head>\n<body>\n<main>\n<h1>");
    escape(subject, &mut out);
    out.push_str("</h1>\n");
    for block in &draft.blocks {
        let nodes = parse(&block.body);
        if nodes.is_empty() {
            continue;
        }
        let heading = one_visible_line(&block.heading);
        out.push_str("<section>\n");
        if !heading.is_empty() {
            out.push_str("<h2>");
            escape(&heading, &mut out);
            out.push_str("</h2>\n");
        }
        nodes.iter().for_each(|node| html_node(node, &mut out));
        out.push_str("</section>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn html_node(node: &Node<'_>, out: &mut String) {
    match node {
        Node::Paragraph(lines) => {
            out.push_str("<p>");
            html_lines(lines, out);
            out.push_str("</p>\n");
        }
        Node::Bullets(items) => {
            out.push_str("<ul>\n");
            for item in items {
                out.push_str("<li>");
                html_lines(item, out);
                out.push_str("</li>\n");
            }
            out.push_str("</ul>\n");
        }
        Node::Numbered(items) => {
            out.push_str("<ol>\n");
            for (number, item) in items {
                out.push_str(&format!("<li value=\"{number}\">"));
                html_lines(item, out);
                out.push_str("</li>\n");
            }
            out.push_str("</ol>\n");
        }
    }
}

fn html_lines(lines: &[&str], out: &mut String) {
    for (i, line) in lines.iter().enumerate() {
        if i > 0 {
            out.push_str("<br>\n");
        }
        escape(line, out);
    }
}

fn text(draft: &Draft, subject: &str) -> String {
    let mut out = String::new();
    wrap(subject, "", "", &mut out);
    for block in &draft.blocks {
        let nodes = parse(&block.body);
        if nodes.is_empty() {
            continue;
        }
        let heading = one_visible_line(&block.heading);
        out.push('\n');
        if !heading.is_empty() {
            out.push('\n');
            wrap(&heading, "", "", &mut out);
        }
        for (i, node) in nodes.iter().enumerate() {
            if i > 0 {
                out.push('\n');
            }
            text_node(node, &mut out);
        }
    }
    out
}

fn text_node(node: &Node<'_>, out: &mut String) {
    match node {
        Node::Paragraph(lines) => lines.iter().for_each(|line| wrap(line, "", "", out)),
        Node::Bullets(items) => {
            for item in items {
                text_item(item, "- ", out);
            }
        }
        Node::Numbered(items) => {
            for (number, item) in items {
                text_item(item, &format!("{number}. "), out);
            }
        }
    }
}

fn text_item(item: &[&str], mark: &str, out: &mut String) {
    let inset = " ".repeat(mark.len());
    for (i, line) in item.iter().enumerate() {
        wrap(line, if i == 0 { mark } else { &inset }, &inset, out);
    }
}

/// Wraps at spaces only: a long address is never torn apart. Widths count characters.
fn wrap(line: &str, first: &str, inset: &str, out: &mut String) {
    let mut column = first.chars().count();
    out.push_str(first);
    let mut at_start = true;
    for word in line.split([' ', '\t']).map(visible).filter(|w| !w.is_empty()) {
        let width = word.chars().count();
        if !at_start && column + 1 + width > TEXT_WIDTH {
            out.push('\n');
            out.push_str(inset);
            column = inset.len();
        } else if !at_start {
            out.push(' ');
            column += 1;
        }
        out.push_str(&word);
        column += width;
        at_start = false;
    }
    out.push('\n');
}

fn visible(word: &str) -> String {
    word.chars().filter(|c| !is_hidden(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_that_html_reads_is_escaped_and_hidden_ones_go() {
        let mut out = String::new();
        escape("<a href='x' title=\"y\">&\u{202e}\u{0}ok", &mut out);
        assert_eq!(out, "&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp;ok");
    }

    #[test]
    fn a_subject_keeps_its_colon_with_the_word_before_it() {
        assert_eq!(
            subject_line("  Vos\u{a0}\n données\u{a0}: \t12\u{202f}500 \u{a0}"),
            "Vos\u{a0} données\u{a0}: 12\u{202f}500"
        );
    }

    #[test]
    fn long_words_stay_whole_and_lists_are_set_in() {
        let mut out = String::new();
        wrap(&format!("{} {}", "x".repeat(80), "after"), "- ", "  ", &mut out);
        assert_eq!(out, format!("- {}\n  after\n", "x".repeat(80)));
    }
}
