//! A list that arrives as a workbook: the same people and the same problems under the same row numbers as in a text file, and nothing
//! that a hostile file claims is believed.

use std::io::Write;

use breachdesk::app::recipients::{Encoding, Limits, Problem, UploadProblem, WaitingRoom};
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use proptest::prelude::*;

use super::import::{Walked, ask, walk_with};
use super::waiting::{CASE, WHO, content, files, now, room, upload};

/// Parts packed into a ZIP file, as a spreadsheet program does it.
fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for (path, text) in parts {
        let mut crc = Crc::new();
        crc.update(text.as_bytes());
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
        deflate.write_all(text.as_bytes()).unwrap();
        let bytes = deflate.finish().unwrap();
        let mut fields = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
        for number in [crc.sum(), bytes.len() as u32, text.len() as u32, path.len() as u32] {
            fields.extend(number.to_le_bytes());
        }
        list.extend(b"PK\x01\x02\x14\0");
        list.extend(&fields);
        list.extend([0; 10]);
        list.extend((out.len() as u32).to_le_bytes());
        list.extend(path.bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&fields);
        out.extend(path.bytes());
        out.extend(bytes);
    }
    let (at, count) = (out.len() as u32, parts.len() as u16);
    out.extend(&list);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    out.extend([(list.len() as u32).to_le_bytes(), at.to_le_bytes()].concat());
    out.extend([0, 0]);
    out
}

const TOP: &str =
    r#"<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

/// A workbook of these sheets, with texts of its own table.
fn book(strings: &str, sheets: &[&str]) -> Vec<u8> {
    let mut relations =
        r#"<Relationships><Relationship Id="s" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>"#.to_owned();
    let names: Vec<String> = (0..sheets.len()).map(|at| format!("xl/worksheets/sheet{at}.xml")).collect();
    for name in &names {
        relations.push_str(&format!(r#"<Relationship Id="{name}" Type="http://x/worksheet" Target="/{name}"/>"#));
    }
    relations.push_str("</Relationships>");
    let mut parts =
        vec![("_rels/.rels", TOP), ("xl/_rels/workbook.xml.rels", &relations), ("xl/sharedStrings.xml", strings)];
    parts.extend(names.iter().map(String::as_str).zip(sheets.iter().copied()));
    packed(&parts)
}

fn sheet(rows: &str) -> String {
    format!(r#"<?xml version="1.0"?><worksheet xmlns="http://x"><sheetData>{rows}</sheetData></worksheet>"#)
}

const NO_STRINGS: &str = "<sst/>";
const HEAD: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>email</t></is></c><c r="B1" t="inlineStr"><is><t>name</t></is></c></row>"#;

/// The same cells as a workbook: texts alternately in the table and in the cell, empty cells and rows left out.
fn book_of(rows: &[Vec<String>]) -> Vec<u8> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('\n', "&#10;");
    let (mut strings, mut count, mut cells) = (String::new(), 0, String::new());
    for (row, texts) in rows.iter().enumerate().filter(|(_, texts)| texts.iter().any(|text| !text.is_empty())) {
        cells.push_str(&format!(r#"<row r="{}">"#, row + 1));
        for (column, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let place = format!("{}{}", char::from(b'A' + column as u8), row + 1);
            if (row + column) % 2 == 0 {
                strings.push_str(&format!("<si><r><t>{}</t></r><rPh><t>aid</t></rPh></si>", escaped(text)));
                cells.push_str(&format!(r#"<c r="{place}" t="s"><v>{count}</v></c>"#));
                count += 1;
            } else {
                cells.push_str(&format!(r#"<c r="{place}" t="inlineStr"><is><t>{}</t></is></c>"#, escaped(text)));
            }
        }
        cells.push_str("</row>");
    }
    book(&format!("<sst>{strings}</sst>"), &[&sheet(&cells), &sheet("")])
}

/// Made by a program that is not ours: `workbooks/README.md`.
pub fn from_another_program() -> &'static [u8] {
    include_bytes!("workbooks/list.xlsx")
}

pub fn with_people_on_two_sheets() -> Vec<u8> {
    book(NO_STRINGS, &[&sheet(HEAD), &sheet(HEAD)])
}

fn take(room: &WaitingRoom, bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, UploadProblem> {
    let mut upload = room.take(CASE, WHO, "list.xlsx", now(), limits)?;
    for chunk in bytes.chunks(999) {
        upload.add(chunk)?;
    }
    let waiting = upload.finish()?;
    let text = content(room, &waiting).unwrap();
    room.discard(waiting.id)?;
    Ok(text)
}

fn walked(text: &[u8]) -> Walked {
    let mut ask = ask(Encoding::Utf8);
    ask.separator = Some(b',');
    walk_with(text, &ask)
}

#[test]
fn a_workbook_of_another_program_is_read_as_people_see_it_there() {
    let (_folder, room) = room();
    let waiting = upload(&room, from_another_program(), 500).unwrap();
    assert!(waiting.workbook && waiting.bytes == from_another_program().len() as u64);
    let walked = walked(&content(&room, &waiting).unwrap());
    assert_eq!(walked.summary.header, ["E-mail", "Nome e cognome", "Lingua", "Codice cliente", "Indirizzo"]);
    let people: Vec<(u64, &str, &str)> =
        walked.accepted.iter().map(|(row, person)| (*row, person.name.as_str(), person.reference.as_str())).collect();
    assert_eq!(people, [(2, "Anna Colli", "00123"), (3, "Zoë \"Z\" Weiß", "1001")]);
    assert_eq!(walked.accepted[1].1.post, "Gasse 2; Hof, Wien");
    assert_eq!(
        walked.letters.iter().map(|(row, person)| (*row, person.name.as_str())).collect::<Vec<_>>(),
        [(5, "Bea Neri")]
    );
    assert_eq!(walked.duplicates, [(7, 2)]);
    use Problem as P;
    assert_eq!(
        walked.rejected,
        [(6, P::Address), (8, P::LineBreak), (9, P::NameMissing)],
        "a formula without a value is empty"
    );
}

#[test]
fn a_workbook_lies_sealed_like_any_other_list() {
    let (folder, room) = room();
    upload(&room, from_another_program(), 500).unwrap();
    let sealed = std::fs::read(&files(folder.path())[0]).unwrap();
    for plain in [&b"anna.colli"[..], b"Anna", b"PK\x03\x04"] {
        assert!(!sealed.windows(plain.len()).any(|window| window == plain));
    }
}

proptest! {
    #[test]
    fn the_same_rows_have_the_same_fate_as_text_and_as_a_workbook(
        rows in proptest::collection::vec(proptest::collection::vec("[a-c@.;,=<&\"\n é]{0,12}", 3), 0..30)
    ) {
        let mut all = vec![vec!["email".to_owned(), "name".to_owned(), "ref".to_owned()]];
        all.extend(rows);
        let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        all.iter().for_each(|row| writer.write_record(row).unwrap());
        let as_text = walked(&writer.into_inner().unwrap());
        let (_folder, room) = room();
        let as_book = walked(&take(&room, &book_of(&all), &Limits::default()).unwrap());
        prop_assert_eq!(as_book.rejected, as_text.rejected);
        prop_assert_eq!(as_book.duplicates, as_text.duplicates);
        // Debug of a person is masked; they are compared by what they are.
        prop_assert!(as_book.accepted == as_text.accepted && as_book.letters == as_text.letters);
        prop_assert_eq!(as_book.summary.counts, as_text.summary.counts);
    }
}

#[test]
fn a_damaged_or_cut_workbook_is_refused_and_never_read_as_another_list() {
    let (folder, room) = room();
    let whole = book_of(&[vec!["email".into(), "name".into()], vec!["a@example.org".into(), "Anna Colli".into()]]);
    let text = take(&room, &whole, &Limits::default()).unwrap();
    let mut refused = 0;
    for at in 4..whole.len() {
        for bit in [1_u8, 0x40] {
            let mut changed = whole.clone();
            changed[at] ^= bit;
            match take(&room, &changed, &Limits::default()) {
                // What packs the parts may change where it says nothing about them.
                Ok(read) => assert_eq!(read, text, "byte {at}"),
                Err(_) => refused += 1,
            }
        }
        assert!(take(&room, &whole[..at], &Limits::default()).is_err(), "cut at {at}");
    }
    assert!(refused > whole.len() / 2, "{refused} of {}", whole.len());
    assert!(files(folder.path()).is_empty());
}

#[test]
fn a_small_file_that_unpacks_to_much_is_refused_before_it_takes_the_memory() {
    let (folder, room) = room();
    let few = Limits { max_unpacked_bytes: 4 << 20, max_bytes: 1 << 20, ..Limits::default() };
    let line = r#"<row><c t="inlineStr"><is><t>a</t></is></c></row>"#;
    let text = "x".repeat(20_000);
    let bombs = [
        // Rows without end, a table of texts without end, one text without end, white space without end.
        book(NO_STRINGS, &[&sheet(&line.repeat(200_000))]),
        book(&format!("<sst>{}</sst>", "<si><t>a</t></si>".repeat(400_000)), &[&sheet(HEAD)]),
        book(
            NO_STRINGS,
            &[&sheet(&format!(r#"<row><c t="inlineStr"><is><t>{}</t></is></c></row>"#, "a".repeat(3 << 20)))],
        ),
        book(NO_STRINGS, &[&format!("<worksheet>{}", " ".repeat(6 << 20))]),
        // One text that a thousand cells point to.
        book(
            &format!("<sst><si><t>{text}</t></si></sst>"),
            &[&sheet(&r#"<row><c t="s"><v>0</v></c></row>"#.repeat(1_000))],
        ),
    ];
    for (at, bomb) in bombs.iter().enumerate() {
        assert!(bomb.len() < 1 << 20, "{} bytes", bomb.len());
        assert_eq!(take(&room, bomb, &few), Err(UploadProblem::WorkbookTooLarge), "bomb {at}");
    }
    // Many sheets share one bound.
    let blank = format!("<worksheet><sheetData>{}</sheetData></worksheet>", "<row/>".repeat(200_000));
    assert_eq!(take(&room, &book(NO_STRINGS, &[blank.as_str(); 9]), &few), Err(UploadProblem::WorkbookTooLarge));
    let large = vec![0_u8; 33 << 20];
    assert_eq!(
        take(&room, &[b"PK\x03\x04", &large[..]].concat(), &Limits::default()),
        Err(UploadProblem::WorkbookTooLarge)
    );
    assert!(files(folder.path()).is_empty());
}

#[test]
fn nothing_that_a_workbook_claims_is_believed() {
    let (_folder, room) = room();
    let read = |strings: &str, rows: &str| take(&room, &book(strings, &[&sheet(rows)]), &Limits::default());
    let unreadable = Err(UploadProblem::WorkbookUnreadable);
    // A count of texts that would take all memory is only a number.
    let claims = r#"<sst count="99999999999999" uniqueCount="99999999999999"><si><t>email</t></si></sst>"#;
    assert_eq!(read(claims, r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#).unwrap(), b"\"email\"\n");
    for rows in [
        r#"<row r="4294967295"><c r="A1"><v>1</v></c></row>"#,
        r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>"#,
        r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>"#,
        r#"<row r="0"><c r="A0"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="XFE1"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="ZZZZZZZZZZZZZZZZZZZZZZZZ1"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="A1" t="s"><v>7</v></c></row>"#,
        r#"<row r="1"><c r="A1" t="s"><v>-1</v></c></row>"#,
        r#"<row r="1"><row r="2"><c r="A1"><v>1</v></c></row></row>"#,
        r#"<row r="1"><c r="A1" t="str"><v>&boom;</v></c></row>"#,
        r#"<row r="1"><c r="A1"><v>1</v></row></c>"#,
    ] {
        assert_eq!(read(NO_STRINGS, rows), unreadable, "{rows}");
    }
    // Entities that a document defines for itself are not known.
    let grows = format!(
        r#"<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData>{}</sheetData></worksheet>"#,
        r#"<row><c t="str"><v>&b;</v></c></row>"#
    );
    assert_eq!(take(&room, &book(NO_STRINGS, &[&grows]), &Limits::default()), unreadable);
    // Empty rows up to the last one that a sheet can have are counted and cost nothing.
    let far =
        format!(r#"{HEAD}<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>a@example.org</t></is></c></row>"#);
    assert_eq!(walked(&read(NO_STRINGS, &far).unwrap()).rejected, [(1_048_576, Problem::NameMissing)]);
}

#[test]
fn a_package_that_is_no_list_says_so() {
    let (_folder, room) = room();
    let read = |bytes: &[u8]| take(&room, bytes, &Limits::default());
    assert_eq!(read(&with_people_on_two_sheets()), Err(UploadProblem::SeveralSheets));
    assert_eq!(
        read(&book(NO_STRINGS, &[&sheet(""), &sheet(r#"<row r="1"><c r="A1" s="3"/></row>"#)])),
        Err(UploadProblem::Empty)
    );
    let document =
        r#"<Relationships><Relationship Type="http://x/officeDocument" Target="word/document.xml"/></Relationships>"#;
    let letter = packed(&[("_rels/.rels", document), ("word/_rels/document.xml.rels", "<Relationships/>")]);
    for bytes in [letter, packed(&[("readme.txt", "hello")])] {
        assert_eq!(read(&bytes), Err(UploadProblem::WorkbookUnreadable));
    }
    // A cell that is too long for any column is the problem of its row only.
    let long = format!(
        r#"{HEAD}<row r="2"><c r="A2" t="str"><v>a@example.org</v></c><c r="B2" t="str"><v>{}</v></c></row>"#,
        "x".repeat(70_000)
    );
    assert_eq!(walked(&read(&book(NO_STRINGS, &[&sheet(&long)])).unwrap()).rejected, [(2, Problem::TooLong)]);
}
