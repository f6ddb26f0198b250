//! Fields that differ by recipient: `[[name]]`, or `[[name|customer]]` with what stands there when the value is empty.
//!
//! Read once, filled in one pass: a recipient's value is never read for fields again and is escaped where it lands.

use std::collections::BTreeMap;

use super::clean;
use super::render::{Rendered, escape};

/// Values of one recipient by field name.
pub type MergeData = BTreeMap<String, String>;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeProblem {
    #[error("`{0}` is not a merge field")]
    NotAField(String),
    #[error("the recipient has no `{0}`, and the field names nothing to stand in for it")]
    NoValue(String),
}

/// A field as it stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    /// As written, brackets included.
    pub source: &'a str,
    /// None where what stands between the brackets is no field name.
    pub name: Option<&'a str>,
    pub fallback: Option<&'a str>,
}

/// Every `[[…` of a text; one that does not close or has no proper name comes without a name.
pub fn fields(text: &str) -> Vec<Field<'_>> {
    pieces(text).into_iter().filter_map(|p| if let Piece::Field(field) = p { Some(field) } else { None }).collect()
}

enum Piece<'a> {
    Text(&'a str),
    Field(Field<'a>),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("[[") {
        let (before, field) = rest.split_at(start);
        pieces.push(Piece::Text(before));
        let end = field.find("]]").map_or(field.len(), |end| end + 2);
        let (source, after) = field.split_at(end);
        pieces.push(Piece::Field(read(source)));
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

fn read(source: &str) -> Field<'_> {
    let inner = source.strip_prefix("[[").and_then(|s| s.strip_suffix("]]")).unwrap_or_default();
    let (name, fallback) = inner.split_once('|').map_or((inner, None), |(name, fallback)| (name, Some(fallback)));
    let fits = !name.is_empty() && name.len() <= 40 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let fallback_fits = fallback.is_none_or(|f| !f.trim().is_empty() && !f.contains(['[', ']']));
    Field { source, name: (fits && fallback_fits).then_some(name), fallback }
}

enum Segment {
    Text(String),
    Field { name: String, fallback: Option<String> },
}

/// A rendered notice, read for its fields once and then filled for each recipient.
pub struct Merger {
    html: Vec<Segment>,
    text: Vec<Segment>,
    subject: String,
    digest: String,
}

impl Merger {
    pub fn new(rendered: &Rendered) -> Result<Self, MergeProblem> {
        if rendered.subject.contains("[[") {
            return Err(MergeProblem::NotAField("subject".to_owned()));
        }
        Ok(Self {
            html: segments(&rendered.html)?,
            text: segments(&rendered.text)?,
            subject: rendered.subject.clone(),
            digest: rendered.digest.clone(),
        })
    }

    /// The notice of one recipient. The digest stays that of the approved notice.
    pub fn fill(&self, data: &MergeData) -> Result<Rendered, MergeProblem> {
        Ok(Rendered {
            html: fill(&self.html, data, true)?,
            text: fill(&self.text, data, false)?,
            subject: self.subject.clone(),
            digest: self.digest.clone(),
        })
    }
}

/// [`Merger`] for one recipient, as for a preview or test message.
pub fn merge(rendered: &Rendered, data: &MergeData) -> Result<Rendered, MergeProblem> {
    Merger::new(rendered)?.fill(data)
}

fn segments(text: &str) -> Result<Vec<Segment>, MergeProblem> {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => Ok(Segment::Text(text.to_owned())),
            Piece::Field(Field { name: Some(name), fallback, .. }) => {
                // Wrapping may have put a line end into the words that stand in.
                let fallback = fallback.map(|f| f.split_whitespace().collect::<Vec<_>>().join(" "));
                Ok(Segment::Field { name: name.to_owned(), fallback })
            }
            Piece::Field(field) => Err(MergeProblem::NotAField(field.source.chars().take(60).collect())),
        })
        .collect()
}

fn fill(segments: &[Segment], data: &MergeData, html: bool) -> Result<String, MergeProblem> {
    let mut out = String::new();
    for segment in segments {
        match segment {
            Segment::Text(text) => out.push_str(text),
            Segment::Field { name, fallback } => {
                let value = data.get(name).map(|v| clean::one_line(v)).filter(|v| !v.is_empty());
                match (value, fallback) {
                    (Some(value), _) if html => escape(&value, &mut out),
                    (Some(value), _) => out.push_str(&value),
                    // What stands in was escaped with the notice it stands in.
                    (None, Some(fallback)) => out.push_str(fallback),
                    (None, None) => return Err(MergeProblem::NoValue(name.clone())),
                }
            }
        }
    }
    Ok(out)
}
