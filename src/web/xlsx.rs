//! A sheet for people who work in a spreadsheet: one workbook (XLSX) with one sheet of texts. A cell is written as text by its type, so
//! that no spreadsheet runs it, whatever it begins with.

use std::io::Write;

use actix_web::HttpResponse;
use actix_web::http::header;
use flate2::Compression;
use flate2::Crc;
use flate2::write::DeflateEncoder;

/// Longest text of a cell, in characters: what spreadsheets take.
const MOST_IN_CELL: usize = 32_000;

/// Rows of text under a heading that stays in sight.
#[derive(Debug, Clone)]
pub struct Xlsx {
    name: String,
    rows: String,
    count: usize,
}

impl Xlsx {
    /// `name` is that of the sheet.
    pub fn new(name: &str, heads: &[String]) -> Self {
        let mut sheet = Self { name: sheet_name(name), rows: String::new(), count: 0 };
        sheet.line(heads, 1);
        sheet
    }

    pub fn row(&mut self, cells: &[String]) {
        self.line(cells, 0);
    }

    fn line(&mut self, cells: &[String], style: u8) {
        self.count += 1;
        self.rows.push_str(&format!("<row r=\"{}\">", self.count));
        for (at, cell) in cells.iter().enumerate() {
            let place = format!("{}{}", column(at), self.count);
            let text = escaped(cell);
            self.rows.push_str(&format!(
                "<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
            ));
        }
        self.rows.push_str("</row>");
    }

    /// The bytes of the workbook; the same rows give the same bytes.
    ///
    /// # Errors
    /// Only when packing fails for want of memory.
    pub fn bytes(&self) -> std::io::Result<Vec<u8>> {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
        let mut file = Zip::default();
        file.add(
            "[Content_Types].xml",
            &format!(
                "{XML}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
                 ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" \
                 ContentType=\"{kinds}.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" \
                 ContentType=\"{kinds}.worksheet+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{kinds}.styles+xml\"/></Types>"
            ),
        )?;
        file.add(
            "_rels/.rels",
            &format!(
                "{XML}<Relationships xmlns=\"{relations}\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" \
                 Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        )?;
        file.add(
            "xl/workbook.xml",
            &format!(
                "{XML}<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"{}\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
                escaped(&self.name)
            ),
        )?;
        file.add(
            "xl/_rels/workbook.xml.rels",
            &format!(
                "{XML}<Relationships xmlns=\"{relations}\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" \
                 Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{office}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        )?;
        // Two looks of a cell: plain, and bold for the heading.
        file.add(
            "xl/styles.xml",
            &format!(
                "{XML}<styleSheet xmlns=\"{main}\"><fonts count=\"2\"><font><sz val=\"11\"/></font><font><b/><sz val=\"11\"/></font></fonts>\
                 <fills count=\"1\"><fill><patternFill patternType=\"none\"/></fill></fills><borders count=\"1\"><border/></borders>\
                 <cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"2\"><xf fontId=\"0\" xfId=\"0\" numFmtId=\"49\" \
                 applyNumberFormat=\"1\"/><xf fontId=\"1\" xfId=\"0\" numFmtId=\"49\" applyFont=\"1\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
            ),
        )?;
        file.add(
            "xl/worksheets/sheet1.xml",
            &format!(
                "{XML}<worksheet xmlns=\"{main}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" \
                 state=\"frozen\"/></sheetView></sheetViews><sheetData>{}</sheetData></worksheet>",
                self.rows
            ),
        )?;
        Ok(file.finish())
    }

    /// A download under this name; the name is ours, never somebody's text.
    ///
    /// # Errors
    /// As [`Xlsx::bytes`].
    pub fn answer(&self, name: &str) -> std::io::Result<HttpResponse> {
        let bytes = self.bytes()?;
        Ok(HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))
            .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
            .body(bytes))
    }
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";

/// `A`, `B`, … `Z`, `AA`, …
fn column(at: usize) -> String {
    let mut left = at + 1;
    let mut name = String::new();
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or(0);
        name.insert(0, char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    name
}

/// At most 31 characters, without those that the format forbids in the name of a sheet.
fn sheet_name(name: &str) -> String {
    name.chars().filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control()).take(31).collect()
}

/// Text as XML holds it. Characters that XML cannot hold are shown as unreadable, not dropped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().take(MOST_IN_CELL) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// The ZIP file around the parts.
#[derive(Default)]
struct Zip {
    bytes: Vec<u8>,
    list: Vec<u8>,
    parts: u16,
}

impl Zip {
    fn add(&mut self, path: &str, text: &str) -> std::io::Result<()> {
        let mut crc = Crc::new();
        crc.update(text.as_bytes());
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(text.as_bytes())?;
        let packed = packer.finish()?;
        let size = |length: usize| u32::try_from(length).map_err(std::io::Error::other);
        let at = size(self.bytes.len())?;
        // What both headers of a part say: version, names in UTF-8, deflated, a day of no meaning, checksum, sizes, length of the name.
        let mut facts = Vec::new();
        for number in [20u16, 0x0800, 8, 0, 0x21] {
            facts.extend(number.to_le_bytes());
        }
        for number in [crc.sum(), size(packed.len())?, size(text.len())?] {
            facts.extend(number.to_le_bytes());
        }
        facts.extend(u16::try_from(path.len()).map_err(std::io::Error::other)?.to_le_bytes());
        self.bytes.extend(0x0403_4b50u32.to_le_bytes());
        self.bytes.extend(&facts);
        self.bytes.extend(0u16.to_le_bytes());
        self.bytes.extend(path.as_bytes());
        self.bytes.extend(packed);
        self.list.extend(0x0201_4b50u32.to_le_bytes());
        self.list.extend(20u16.to_le_bytes());
        self.list.extend(&facts);
        // No further field, comment, disk or attribute.
        self.list.extend([0; 12]);
        self.list.extend(at.to_le_bytes());
        self.list.extend(path.as_bytes());
        self.parts += 1;
        Ok(())
    }

    fn finish(mut self) -> Vec<u8> {
        let (at, length) = (self.bytes.len(), self.list.len());
        let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
        self.bytes.append(&mut self.list);
        self.bytes.extend(0x0605_4b50u32.to_le_bytes());
        self.bytes.extend([0; 4]);
        self.bytes.extend(self.parts.to_le_bytes());
        self.bytes.extend(self.parts.to_le_bytes());
        self.bytes.extend(number(length));
        self.bytes.extend(number(at));
        self.bytes.extend([0; 2]);
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::recipients::workbook;

    fn read_back(bytes: &[u8]) -> String {
        let mut text = Vec::new();
        workbook::write_out(bytes, 10_000_000, |piece| {
            text.extend_from_slice(piece);
            Ok(())
        })
        .unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn what_is_written_is_read_back_as_the_same_text_and_no_cell_is_a_formula() {
        let mut sheet = Xlsx::new("Register: 2026", &["a".into(), "b".into()]);
        sheet.row(&["=1+1".into(), "say \"hi\" & <go>".into()]);
        sheet.row(&["@SUM(A1)".into(), "Nicolò, two\nlines".into()]);
        let bytes = sheet.bytes().unwrap();
        assert_eq!(
            read_back(&bytes),
            "\"a\",\"b\"\n\"=1+1\",\"say \"\"hi\"\" & <go>\"\n\"@SUM(A1)\",\"Nicolò, two\nlines\"\n"
        );
        assert!(!sheet.rows.contains("<f>"));
    }

    #[test]
    fn columns_are_named_as_a_spreadsheet_does() {
        assert_eq!([0, 25, 26, 51, 701, 702].map(column), ["A", "Z", "AA", "AZ", "ZZ", "AAA"]);
    }

    #[test]
    fn what_xml_cannot_hold_is_seen_as_unreadable() {
        assert_eq!(escaped("a\u{0}b\u{b}c"), "a\u{fffd}b\u{fffd}c");
        assert_eq!(sheet_name("Register [2026]: a/b"), "Register 2026 ab");
    }
}
