//! A document as DOCX, for whoever edits it in a word processor: real headings, lists and tables, its language, and a line on each page that says
//! that what counts stands elsewhere.
//!
//! The parts are written here and packed by whoever asks: no clock, no random ids, so the same document gives the same bytes.

mod body;

use std::fmt::Write as _;

use chrono::SecondsFormat;

use super::clean::is_hidden;
use super::pdf::Document;
use body::Body;

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;

/// Path and content of each part, in the order in which they are packed: the list of types comes first.
pub fn parts(document: &Document) -> Vec<(&'static str, String)> {
    let mut body = Body::default();
    body.document(document);
    let text = format!(
        r#"{HEAD}<w:document xmlns:w="{MAIN}" xmlns:r="{OFFICE}"><w:body>{}<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1304" w:bottom="1418" w:left="1304" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>"#,
        body.xml
    );
    vec![
        ("[Content_Types].xml", types()),
        ("_rels/.rels", relations()),
        ("docProps/core.xml", properties(document)),
        ("word/document.xml", text),
        ("word/_rels/document.xml.rels", relations_of_the_text()),
        ("word/styles.xml", styles(&document.lang)),
        ("word/numbering.xml", numbering(&body.starts)),
        ("word/header1.xml", header(document)),
        ("word/footer1.xml", footer(document)),
    ]
}

/// Text as XML takes it: marks as entities, characters that no XML may hold or that nobody sees left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if is_hidden(c) => {}
            c => out.push(c),
        }
    }
    out
}

fn types() -> String {
    const KIND: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let of = |(part, kind): (&str, &str)| {
        format!(r#"<Override PartName="/word/{part}.xml" ContentType="{KIND}.{kind}+xml"/>"#)
    };
    let parts = [
        ("document", "document.main"),
        ("styles", "styles"),
        ("numbering", "numbering"),
        ("header1", "header"),
        ("footer1", "footer"),
    ];
    let parts: String = parts.map(of).concat();
    format!(
        r#"{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{parts}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#
    )
}

fn relations() -> String {
    format!(
        r#"{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#
    )
}

fn relations_of_the_text() -> String {
    let kinds = [("styles", "styles"), ("numbering", "numbering"), ("header", "header1"), ("footer", "footer1")];
    let one = |(place, (kind, file)): (usize, &(&str, &str))| {
        format!(r#"<Relationship Id="rId{}" Type="{OFFICE}/{kind}" Target="{file}.xml"/>"#, place + 1)
    };
    let all: String = kinds.iter().enumerate().map(one).collect();
    format!(r#"{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{all}</Relationships>"#)
}

fn properties(document: &Document) -> String {
    let at = document.made_at.to_rfc3339_opts(SecondsFormat::Secs, true);
    format!(
        r#"{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{}</dc:title><dc:creator>{}</dc:creator><dc:identifier>{}</dc:identifier><dc:language>{}</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created></cp:coreProperties>"#,
        escaped(&document.title),
        escaped(&document.author),
        escaped(&document.id),
        escaped(&document.lang),
    )
}

/// Styles by the names that word processors give headings, so that their outline and their screen readers know them.
fn styles(lang: &str) -> String {
    let heading = |level: usize, size: u8| {
        format!(
            r#"<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="280" w:after="80"/><w:outlineLvl w:val="{}"/></w:pPr><w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>"#,
            level - 1
        )
    };
    let headings: String = [(1, 36), (2, 28), (3, 24), (4, 22)].map(|(level, size)| heading(level, size)).concat();
    format!(
        r#"{HEAD}<w:styles xmlns:w="{MAIN}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="24"/><w:lang w:val="{}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>{headings}<w:style w:type="paragraph" w:styleId="ListParagraph"><w:name w:val="List Paragraph"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr><w:ind w:left="720"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/></w:pPr><w:rPr><w:b/></w:rPr></w:style></w:styles>"#,
        escaped(lang)
    )
}

/// List 1 is of bullets; each later one counts from the number that was written.
fn numbering(starts: &[u32]) -> String {
    let level = |format: &str, text: &str| {
        format!(
            r#"<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl>"#
        )
    };
    let mut lists = String::new();
    for (place, start) in starts.iter().enumerate() {
        // A String takes what is written to it.
        let _ = write!(
            lists,
            r#"<w:num w:numId="{}"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride></w:num>"#,
            place + 2
        );
    }
    format!(
        r#"{HEAD}<w:numbering xmlns:w="{MAIN}"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>{}</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="singleLevel"/>{}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{lists}</w:numbering>"#,
        level("bullet", "•"),
        level("decimal", "%1."),
    )
}

fn header(document: &Document) -> String {
    let mut lines = small(&document.head);
    if let Some(band) = &document.band {
        lines.push_str(&format!(
            r#"<w:p><w:r><w:rPr><w:b/><w:sz w:val="18"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r></w:p>"#,
            escaped(band)
        ));
    }
    format!(r#"{HEAD}<w:hdr xmlns:w="{MAIN}">{lines}</w:hdr>"#)
}

fn footer(document: &Document) -> String {
    let field = |name: &str| {
        format!(
            r#"<w:fldSimple w:instr=" {name} "><w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>"#
        )
    };
    format!(
        r#"{HEAD}<w:ftr xmlns:w="{MAIN}">{}<w:p>{}<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t xml:space="preserve"> / </w:t></w:r>{}</w:p></w:ftr>"#,
        small(&document.foot),
        field("PAGE"),
        field("NUMPAGES"),
    )
}

fn small(text: &str) -> String {
    format!(
        r#"<w:p><w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r></w:p>"#,
        escaped(text)
    )
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};

    use super::super::pdf::{Block, Column, Item, Paper, Prose, Table};
    use super::*;

    fn a_document(blocks: Vec<Block>) -> Document {
        Document {
            lang: "it".into(),
            title: "Avviso & <prova>".into(),
            author: "Example".into(),
            made_at: Utc.with_ymd_and_hms(2026, 3, 4, 5, 6, 7).unwrap(),
            id: "d1".into(),
            paper: Paper::A4,
            head: "BR-2026-0001".into(),
            foot: "SHA-256 d1".into(),
            page_of: String::new(),
            band: Some("COPY".into()),
            blocks,
        }
    }

    fn part(document: &Document, name: &str) -> String {
        parts(document).into_iter().find(|(path, _)| *path == name).unwrap().1
    }

    /// Every part is read to its end; what is no XML fails here.
    fn read_all(document: &Document) {
        for (path, text) in parts(document) {
            let mut reader = quick_xml::Reader::from_str(&text);
            reader.config_mut().check_end_names = true;
            loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(_) => {}
                    Err(error) => panic!("{path}: {error}"),
                }
            }
        }
    }

    #[test]
    fn hostile_text_stays_text_and_every_part_stays_whole() {
        let hostile = "</w:t></w:r><w:p> & \"x\" \u{0}\u{b}\u{202e}\u{ffff} {{ 7*7 }} ]]> <!-- 中";
        let document = a_document(vec![Block::heading(2, hostile), Block::paragraph(hostile)]);
        read_all(&document);
        let text = part(&document, "word/document.xml");
        assert!(
            text.contains("&lt;/w:t&gt;&lt;/w:r&gt;&lt;w:p&gt; &amp; &quot;x&quot;  {{ 7*7 }} ]]&gt; &lt;!-- 中"),
            "{text}"
        );
        assert_eq!(text.matches("Heading2").count(), 1);
        assert!(part(&document, "docProps/core.xml").contains("Avviso &amp; &lt;prova&gt;"));
    }

    #[test]
    fn numbers_stay_as_they_were_written() {
        let item = |number, text: &str| Item { number, text: Prose::plain(text) };
        let document = a_document(vec![Block::List(vec![
            item(Some(3), "Oktober"),
            item(Some(4), "next"),
            item(Some(9), "later"),
            item(None, "bullet"),
        ])]);
        read_all(&document);
        let numbering = part(&document, "word/numbering.xml");
        let starts: Vec<&str> =
            numbering.split("w:startOverride w:val=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(starts, ["3", "9"], "four follows three by itself");
        let text = part(&document, "word/document.xml");
        let lists: Vec<&str> =
            text.split("w:numId w:val=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(lists, ["2", "2", "3", "1"]);
    }

    #[test]
    fn a_table_keeps_its_heads_and_a_short_row_its_cells() {
        let table = Table {
            caption: Some("Terms".into()),
            columns: vec![Column::new("What", 2.0), Column::new("When", 1.0).right()],
            row_heads: true,
            rows: vec![
                vec![Prose::plain("First"), Prose::plain("Sunday").in_language(Some("en".into()))],
                vec![Prose::plain("Second")],
            ],
        };
        let document = a_document(vec![Block::Table(table)]);
        read_all(&document);
        let text = part(&document, "word/document.xml");
        assert_eq!((text.matches("<w:tr>").count(), text.matches("<w:tc>").count()), (3, 6));
        assert_eq!(text.matches("<w:tblHeader/>").count(), 1);
        assert!(text.contains(r#"<w:lang w:val="en"/>"#));
    }

    #[test]
    fn the_same_document_gives_the_same_parts() {
        let document = a_document(vec![Block::paragraph("One\ntwo")]);
        assert_eq!(parts(&document), parts(&document));
        assert!(part(&document, "word/document.xml").contains("<w:br/>"));
        assert!(part(&document, "word/styles.xml").contains(r#"<w:lang w:val="it"/>"#));
        assert_eq!(parts(&document)[0].0, "[Content_Types].xml");
    }
}
