//! Cuts a template's own text into blocks, before any fact comes near it.

use super::problem::Problem;

/// One block of a template: where it stands when, and the names its parts have in the environment.
#[derive(Debug, Clone)]
pub(super) struct BlockForm {
    pub id: String,
    pub when: Option<String>,
    pub heading: Option<String>,
    pub body: String,
}

#[derive(Debug, Clone)]
pub(super) struct NoticeForm {
    pub plain: bool,
    pub subject: String,
    pub blocks: Vec<BlockForm>,
    pub digest: String,
}

/// Fact ids that a template asks for by `t.method("id"`.
pub(super) fn asked_facts(source: &str) -> Vec<&str> {
    source
        .split("t.")
        .skip(1)
        .filter_map(|rest| {
            let (method, rest) = rest.split_once('(')?;
            let rest = rest.strip_prefix('"')?;
            let (id, _) = rest.split_once('"')?;
            method.bytes().all(|b| b.is_ascii_lowercase() || b == b'_').then_some(id)
        })
        .collect()
}

/// Cuts a file into its blocks, all problems at once.
pub(super) fn cut(path: &str, text: &str) -> Result<NoticeForm, Vec<Problem>> {
    let text = text.replace("\r\n", "\n");
    let mut problems = Vec::new();
    let mut parts = text.split("\n=== ");
    let preamble = parts.next().unwrap_or_default();
    let plain = match preamble.trim() {
        "style: authority" => false,
        "style: people" => true,
        other => {
            let shown: String = other.chars().take(60).collect();
            problems.push(
                Problem::new(path, "first line", format!("`{shown}` is not a style"))
                    .hint("style: authority or style: people"),
            );
            false
        }
    };
    let mut subject = String::new();
    let mut blocks: Vec<BlockForm> = Vec::new();
    for part in parts {
        let (id, rest) = part.split_once('\n').unwrap_or((part, ""));
        let id = id.trim();
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
            problems.push(Problem::new(path, id, "a block is named in small letters, digits and _"));
        }
        let (when, heading, body) = headers(path, id, rest, &mut problems);
        if id == "subject" {
            subject = body;
        } else if blocks.iter().any(|b| b.id == id) {
            problems.push(Problem::new(path, id, "this block stands twice"));
        } else {
            blocks.push(BlockForm { id: id.to_owned(), when, heading, body });
        }
    }
    if subject.trim().is_empty() {
        problems.push(Problem::new(path, "subject", "the notice has no subject").hint("begin with `=== subject`"));
    }
    if blocks.is_empty() {
        problems.push(Problem::new(path, "blocks", "the notice has no blocks"));
    }
    if problems.is_empty() { Ok(NoticeForm { plain, subject, blocks, digest: String::new() }) } else { Err(problems) }
}

type Headers = (Option<String>, Option<String>, String);

fn headers(path: &str, id: &str, rest: &str, problems: &mut Vec<Problem>) -> Headers {
    let (mut when, mut heading) = (None, None);
    let mut rest = rest;
    while let Some((line, after)) = rest.split_once('\n') {
        match line.split_once(": ") {
            Some(("when", value)) => when = Some(value.trim().to_owned()),
            Some(("heading", value)) => heading = Some(value.trim().to_owned()),
            _ if line.trim().is_empty() => return (when, heading, after.trim().to_owned()),
            _ if when.is_none() && heading.is_none() => return (None, None, rest.trim().to_owned()),
            _ => {
                problems.push(Problem::new(path, id, "put an empty line between `when:`/`heading:` and the text"));
                return (when, heading, rest.trim().to_owned());
            }
        }
        rest = after;
    }
    (when, heading, rest.trim().to_owned())
}
