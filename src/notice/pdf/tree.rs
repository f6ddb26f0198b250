//! The structure of a document beside its pages: what is a heading, a list, a cell, in reading order.

use super::page::Place;

/// What a part of the document is. Languages where they differ from the document's.
#[derive(Debug, Clone, PartialEq)]
pub enum Role {
    Heading(u8, String),
    Paragraph(Option<String>),
    List { numbered: bool },
    Item,
    Label,
    Body,
    Table,
    Caption,
    Head,
    Rows,
    Row,
    ColumnHead,
    RowHead,
    Cell,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Knot {
    pub role: Role,
    pub children: Vec<Child>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Child {
    Knot(usize),
    Piece(Place),
}

#[derive(Debug, Default)]
pub struct Tree {
    pub knots: Vec<Knot>,
    /// Knots directly under the document.
    pub roots: Vec<usize>,
}

impl Tree {
    pub fn root(&mut self, role: Role) -> usize {
        let id = self.add(role);
        self.roots.push(id);
        id
    }

    pub fn under(&mut self, parent: usize, role: Role) -> usize {
        let id = self.add(role);
        if let Some(knot) = self.knots.get_mut(parent) {
            knot.children.push(Child::Knot(id));
        }
        id
    }

    pub fn print(&mut self, knot: usize, place: Place) {
        if let Some(knot) = self.knots.get_mut(knot) {
            knot.children.push(Child::Piece(place));
        }
    }

    fn add(&mut self, role: Role) -> usize {
        self.knots.push(Knot { role, children: Vec::new() });
        self.knots.len() - 1
    }
}
