//! The small mark-up of a block: paragraphs by blank line, lists by `- ` and `1. `, line breaks as written. Nothing else means anything.

/// A part of a block's body. Text is raw: whoever writes it out escapes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node<'a> {
    /// Lines of one paragraph.
    Paragraph(Vec<&'a str>),
    /// Items, each with its lines.
    Bullets(Vec<Vec<&'a str>>),
    /// Items with the numbers as written; they are never counted anew, because a date such as `3. Oktober` may begin a line.
    Numbered(Vec<(u32, Vec<&'a str>)>),
}

enum Line<'a> {
    Blank,
    Bullet(&'a str),
    Number(u32, &'a str),
    /// Text; `true` where it is set in, which continues a list item.
    Text(&'a str, bool),
}

pub fn parse(body: &str) -> Vec<Node<'_>> {
    let mut nodes: Vec<Node<'_>> = Vec::new();
    let mut open = false;
    for line in body.lines() {
        let line = read(line);
        let last = if open { nodes.last_mut() } else { None };
        match (line, last) {
            (Line::Blank, _) => {
                open = false;
                continue;
            }
            (Line::Bullet(text), Some(Node::Bullets(items))) => items.push(vec![text]),
            (Line::Bullet(text), _) => nodes.push(Node::Bullets(vec![vec![text]])),
            (Line::Number(n, text), Some(Node::Numbered(items))) => items.push((n, vec![text])),
            (Line::Number(n, text), _) => nodes.push(Node::Numbered(vec![(n, vec![text])])),
            (Line::Text(text, true), Some(Node::Bullets(items))) => {
                if let Some(item) = items.last_mut() {
                    item.push(text);
                }
            }
            (Line::Text(text, true), Some(Node::Numbered(items))) => {
                if let Some((_, item)) = items.last_mut() {
                    item.push(text);
                }
            }
            (Line::Text(text, _), Some(Node::Paragraph(lines))) => lines.push(text),
            (Line::Text(text, _), _) => nodes.push(Node::Paragraph(vec![text])),
        }
        open = true;
    }
    nodes
}

fn read(line: &str) -> Line<'_> {
    let text = line.trim();
    if text.is_empty() {
        return Line::Blank;
    }
    if let Some(item) = text.strip_prefix("- ").map(str::trim)
        && !item.is_empty()
    {
        return Line::Bullet(item);
    }
    if let Some((number, item)) = text.split_once(". ")
        && (1..=3).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
        && let Ok(number) = number.parse()
    {
        return Line::Number(number, item.trim());
    }
    Line::Text(text, line.starts_with([' ', '\t']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_lists_and_numbers_are_read_and_nothing_else() {
        let nodes =
            parse("One\ntwo\n\n- a\n  more\n- b\nText\n\n3. Oktober\n4. x\n\n# no heading\n-no item\n1.no item");
        let expected = vec![
            Node::Paragraph(vec!["One", "two"]),
            Node::Bullets(vec![vec!["a", "more"], vec!["b"]]),
            Node::Paragraph(vec!["Text"]),
            Node::Numbered(vec![(3, vec!["Oktober"]), (4, vec!["x"])]),
            Node::Paragraph(vec!["# no heading", "-no item", "1.no item"]),
        ];
        assert_eq!(nodes, expected);
        assert_eq!(parse(" \n\n"), []);
    }
}
