//! The text of the document: its blocks as paragraphs, lists and tables.

use super::escaped;
use crate::notice::pdf::{Block, Document, Item, Prose, Table};

/// Width between the margins, in twentieths of a point.
const WIDTH: f32 = 9298.0;

#[derive(Default)]
pub(super) struct Body {
    pub xml: String,
    /// The number with which each numbered list begins; the first of them is list 2.
    pub starts: Vec<u32>,
}

impl Body {
    pub fn document(&mut self, document: &Document) {
        self.paragraph(r#"<w:pStyle w:val="Heading1"/>"#, &Prose::plain(document.title.as_str()));
        // Levels close up where one is jumped, as on paper.
        let mut above = 1;
        for block in &document.blocks {
            match block {
                Block::Heading { level, text } => {
                    above = (*level).clamp(2, 4).min(above + 1);
                    let style = format!(r#"<w:pStyle w:val="Heading{above}"/>"#);
                    self.paragraph(&style, &Prose::plain(text.as_str()));
                }
                Block::Paragraph(prose) => self.paragraph("", prose),
                Block::List(items) => self.list(items),
                Block::Table(table) => self.table(table),
            }
        }
    }

    fn paragraph(&mut self, properties: &str, prose: &Prose) {
        self.xml.push_str("<w:p>");
        if !properties.is_empty() {
            self.xml.push_str(&format!("<w:pPr>{properties}</w:pPr>"));
        }
        for span in &prose.spans {
            let mut look = String::new();
            if span.bold {
                look.push_str("<w:b/>");
            }
            if let Some(lang) = &prose.lang {
                look.push_str(&format!(r#"<w:lang w:val="{}"/>"#, escaped(lang)));
            }
            self.xml.push_str("<w:r>");
            if !look.is_empty() {
                self.xml.push_str(&format!("<w:rPr>{look}</w:rPr>"));
            }
            for (place, line) in span.text.split('\n').enumerate() {
                if place > 0 {
                    self.xml.push_str("<w:br/>");
                }
                self.xml.push_str(&format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escaped(line)));
            }
            self.xml.push_str("</w:r>");
        }
        self.xml.push_str("</w:p>");
    }

    /// Numbers stand as written: one that does not follow the one before it begins a list of its own.
    fn list(&mut self, items: &[Item]) {
        let mut before: Option<u32> = None;
        for item in items {
            if let Some(number) = item.number
                && before.and_then(|before| before.checked_add(1)) != Some(number)
            {
                self.starts.push(number);
            }
            let list = if item.number.is_some() { self.starts.len() + 1 } else { 1 };
            before = item.number;
            let properties = format!(
                r#"<w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{list}"/></w:numPr>"#
            );
            self.paragraph(&properties, &item.text);
        }
    }

    fn table(&mut self, table: &Table) {
        if let Some(caption) = &table.caption {
            self.paragraph(r#"<w:pStyle w:val="Caption"/>"#, &Prose::plain(caption.as_str()));
        }
        let all: f32 = table.columns.iter().map(|column| column.weight).sum();
        let widths: Vec<i64> =
            table.columns.iter().map(|column| (WIDTH * column.weight / all.max(0.1)) as i64).collect();
        let edge = |side: &str| format!(r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>"#);
        let edges = ["top", "left", "bottom", "right", "insideH", "insideV"].map(edge).concat();
        let grid: String = widths.iter().map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#)).collect();
        self.xml.push_str(&format!(
            r#"<w:tbl><w:tblPr><w:tblW w:w="{}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"#,
            widths.iter().sum::<i64>()
        ));
        if table.columns.iter().any(|column| !column.head.is_empty()) {
            let heads: Vec<Prose> = table.columns.iter().map(|column| Prose::bold(column.head.as_str())).collect();
            self.row(table, &widths, &heads, "<w:trPr><w:tblHeader/></w:trPr>");
        }
        for row in &table.rows {
            self.row(table, &widths, row, "");
        }
        // A table must not be the last thing before the section ends.
        self.xml.push_str("</w:tbl><w:p/>");
    }

    fn row(&mut self, table: &Table, widths: &[i64], cells: &[Prose], properties: &str) {
        self.xml.push_str("<w:tr>");
        self.xml.push_str(properties);
        let none = Prose::default();
        for (place, width) in widths.iter().enumerate() {
            self.xml.push_str(&format!(r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>"#));
            let right = table.columns.get(place).is_some_and(|column| column.right);
            self.paragraph(if right { r#"<w:jc w:val="right"/>"# } else { "" }, cells.get(place).unwrap_or(&none));
            self.xml.push_str("</w:tc>");
        }
        self.xml.push_str("</w:tr>");
    }
}
