//! A document as tagged PDF: pages for paper and the archive, and a structure that a screen reader follows.
//!
//! Text is set by `parley` (shaping, line breaking), written by `krilla` (fonts, tags, PDF/A-2a and PDF/UA-1 at once). Nothing here reads a clock or a
//! font of the machine: the same document gives the same bytes. What the writer itself checks is not a certificate; README says which independent
//! checker has passed.

mod face;
mod letter;
mod page;
mod paint;
mod set;
mod table;
mod transcript;
mod tree;

use chrono::{DateTime, Utc};
use thiserror::Error;

pub use self::face::readable;
pub use self::letter::{Around, letter};
pub use self::table::{Column, Table};
pub use self::transcript::{Beside, transcript};

/// The sheet that a document is set on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    #[default]
    A4,
    /// For tables with many columns.
    A4Landscape,
}

/// A whole document. All text is plain: whatever is in it is printed and never interpreted.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Of the document, BCP 47.
    pub lang: String,
    /// The one heading of level 1, and the title of the window.
    pub title: String,
    pub author: String,
    /// Stands in the file as its date; the same instant gives the same bytes.
    pub made_at: DateTime<Utc>,
    /// Names these bytes among all others, as a digest does.
    pub id: String,
    pub paper: Paper,
    /// A line at the top of each page; what does not fit into it is not printed.
    pub head: String,
    /// A line at the foot of each page, left of the page number; cut as the head is.
    pub foot: String,
    /// Words for the number of a page, with `{page}` and `{pages}`.
    pub page_of: String,
    /// A line on a coloured band on each page, as a drill has.
    pub band: Option<String>,
    pub blocks: Vec<Block>,
}

/// A part of a document, in reading order.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Level 2 to 4; a level that is jumped is closed up, because PDF/UA forbids gaps.
    Heading {
        level: u8,
        text: String,
    },
    Paragraph(Prose),
    List(Vec<Item>),
    Table(Table),
}

/// Running text, with line breaks as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prose {
    pub spans: Vec<Span>,
    /// Where it differs from the document's.
    pub lang: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub bold: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// As written; none is a bullet.
    pub number: Option<u32>,
    pub text: Prose,
}

impl Prose {
    pub fn plain(text: impl Into<String>) -> Prose {
        Prose { spans: vec![Span { text: text.into(), bold: false }], lang: None }
    }

    pub fn bold(text: impl Into<String>) -> Prose {
        Prose { spans: vec![Span { text: text.into(), bold: true }], lang: None }
    }

    pub fn in_language(mut self, lang: Option<String>) -> Prose {
        self.lang = lang;
        self
    }
}

impl Block {
    pub fn paragraph(text: impl Into<String>) -> Block {
        Block::Paragraph(Prose::plain(text))
    }

    pub fn heading(level: u8, text: impl Into<String>) -> Block {
        Block::Heading { level, text: text.into() }
    }
}

/// A document that could not be written. Text cannot cause it: what the fonts do not hold is spelt out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the PDF could not be written: {0}")]
pub struct PdfError(pub String);

/// Sets documents, one after another, with the same fonts.
pub struct Press {
    setter: set::Setter,
    faces: face::Faces,
}

impl Press {
    /// # Errors
    /// If the fonts of the program itself cannot be read.
    pub fn new() -> Result<Press, PdfError> {
        let (faces, fonts) = face::load()?;
        Ok(Press { setter: set::Setter::new(fonts), faces })
    }

    /// # Errors
    /// If the writer finds the file in breach of PDF/A-2a or PDF/UA-1; nothing is written then.
    pub fn print(&mut self, document: &Document) -> Result<Vec<u8>, PdfError> {
        let laid_out = page::lay_out(document, &mut self.setter);
        paint::write(document, &laid_out, &self.faces)
    }
}
