//! A notice as a document: its subject the heading, its blocks in their order, its digest at the foot of each page.

use chrono::{DateTime, Utc};

use super::{Block, Document, Item, Paper, Prose};
use crate::notice::draft::Draft;
use crate::notice::markup::{Node, parse};
use crate::notice::render::subject_line;

/// What stands around a notice on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    /// Whose notice it is.
    pub author: String,
    /// Case and number, at the head of each page.
    pub head: String,
    /// [`crate::notice::Rendered::digest`]: the paper shows the very text that this digest binds.
    pub digest: String,
    pub band: Option<String>,
    /// When the version was frozen.
    pub made_at: DateTime<Utc>,
}

pub fn letter(draft: &Draft, around: Around) -> Document {
    let mut blocks = Vec::new();
    for block in &draft.blocks {
        let nodes = parse(&block.body);
        if nodes.is_empty() {
            continue;
        }
        let heading = subject_line(&block.heading);
        if !heading.is_empty() {
            blocks.push(Block::heading(2, heading));
        }
        blocks.extend(nodes.iter().map(node));
    }
    Document {
        lang: draft.language.as_str().to_owned(),
        title: subject_line(&draft.subject),
        author: around.author,
        made_at: around.made_at,
        foot: format!("SHA-256 {}", around.digest),
        id: around.digest,
        paper: Paper::A4,
        head: around.head,
        // Numbers need no words, so that they stand in no wrong language.
        page_of: "{page} / {pages}".to_owned(),
        band: around.band,
        blocks,
    }
}

fn node(node: &Node<'_>) -> Block {
    match node {
        Node::Paragraph(lines) => Block::paragraph(lines.join("\n")),
        Node::Bullets(items) => {
            Block::List(items.iter().map(|lines| Item { number: None, text: Prose::plain(lines.join("\n")) }).collect())
        }
        Node::Numbered(items) => Block::List(
            items
                .iter()
                .map(|(number, lines)| Item { number: Some(*number), text: Prose::plain(lines.join("\n")) })
                .collect(),
        ),
    }
}
