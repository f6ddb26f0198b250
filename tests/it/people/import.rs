//! A recipients file as offices really send it: every row is accepted, on the letter list, a duplicate or refused by number.

use std::io::Read;

use breachdesk::app::recipients::{
    Ask, Encoding, FileProblem, Limits, Person, Problem, Seen, Sniffer, Summary, columns::Columns, scan,
};
use proptest::prelude::*;

/// What a walk found, with every row's fate.
pub struct Walked {
    pub summary: Summary,
    pub accepted: Vec<(u64, Person)>,
    pub letters: Vec<(u64, Person)>,
    pub duplicates: Vec<(u64, u64)>,
    pub rejected: Vec<(u64, Problem)>,
}

pub fn ask(encoding: Encoding) -> Ask {
    Ask {
        encoding,
        separator: None,
        columns: None,
        default_language: "en".into(),
        own_domains: vec!["lunamobile.example.org".into()],
        limits: Limits::default(),
    }
}

pub fn walk_with(bytes: impl Read, ask: &Ask) -> Walked {
    let (mut accepted, mut letters, mut duplicates, mut rejected) = (vec![], vec![], vec![], vec![]);
    let summary = scan::<()>(bytes, ask, |found| {
        match found.seen {
            Seen::Accepted(person) => accepted.push((found.row, person.clone())),
            Seen::Letter(person) => letters.push((found.row, person.clone())),
            Seen::Duplicate(first) => duplicates.push((found.row, first)),
            Seen::Rejected(problem) => rejected.push((found.row, problem.problem)),
        }
        Ok(())
    })
    .unwrap();
    let counts = summary.counts;
    assert!(counts.add_up(), "{counts:?}");
    assert_eq!(counts.accepted, accepted.len() as u64);
    assert_eq!(counts.without_address, letters.len() as u64);
    assert_eq!(counts.duplicates, duplicates.len() as u64);
    assert_eq!(counts.rejected, rejected.len() as u64);
    assert_eq!(summary.languages.values().sum::<u64>(), counts.accepted);
    Walked { summary, accepted, letters, duplicates, rejected }
}

pub fn walk(bytes: &[u8]) -> Walked {
    let mut sniffer = Sniffer::default();
    bytes.chunks(1000).for_each(|chunk| sniffer.see(chunk));
    walk_with(bytes, &ask(sniffer.found().encoding))
}

/// 10,000 rows with 15 bad ones, 20 duplicates and 30 people without an address; the same every time.
pub fn ten_thousand() -> String {
    let mut file = String::from("E-mail;Nome e cognome;Lingua;Codice cliente;Indirizzo\n");
    for n in 1..=10_000u32 {
        let language = ["it", "en", "Italiano", "EN"][n as usize % 4];
        let line = match n {
            n if n % 700 == 0 => format!("cliente{n}.example.it;Anna Rossi {n};{language};C-{n};Via Prova {n}"),
            5_000 => format!("cliente{n}@example.it;;{language};C-{n};Via Prova {n}"),
            n if n % 500 == 1 => format!("CLIENTE2@example.IT;anna  ROSSI 2;{language};C-2;Via Prova 2"),
            n if n % 333 == 3 => format!(";Bea Neri {n};{language};C-{n};Via Prova {n}"),
            n => format!("cliente{n}@example.it;Anna Rossi {n};{language};C-{n};Via Prova {n}"),
        };
        file.push_str(&line);
        file.push('\n');
    }
    file
}

#[test]
fn ten_thousand_rows_with_bad_ones_are_sorted_and_the_sums_agree() {
    let walked = walk(ten_thousand().as_bytes());
    let counts = walked.summary.counts;
    assert_eq!(counts.rows, 10_000);
    // 14 multiples of 700 and the empty name; row numbers count the header.
    assert_eq!(counts.rejected, 15);
    assert_eq!(walked.rejected[0], (701, Problem::Address));
    assert!(walked.rejected.contains(&(5_001, Problem::NameMissing)));
    // Row 2 of the data names a person whom row 1 had named already, and so on.
    assert_eq!(counts.duplicates, 20);
    assert_eq!(walked.duplicates[0], (3, 2));
    assert_eq!(counts.without_address as usize, walked.letters.len());
    assert_eq!(walked.letters[0].0, 4);
    assert_eq!(walked.letters[0].1.post, "Via Prova 3");
    assert_eq!(walked.summary.languages.keys().collect::<Vec<_>>(), ["en", "it"]);
    assert_eq!(walked.summary.problems.len(), 15);
}

#[test]
fn the_same_people_are_read_from_every_encoding_and_separator() {
    let rows = [["a@example.it", "Nicolò Però", "it"], ["b@example.org", "Zoë \"Z\" Weiß", "de"]];
    let expected: Vec<String> = rows.iter().map(|row| row[1].to_owned()).collect();
    for separator in [b',', b';', b'\t', b'|'] {
        let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
        writer.write_record(["E-Mail", "Name", "Sprache"]).unwrap();
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let utf16 = |big: bool| -> Vec<u8> {
            let units = format!("\u{feff}{text}");
            units.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        };
        for (bytes, encoding) in [
            (text.clone().into_bytes(), Encoding::Utf8),
            (format!("\u{feff}{text}").into_bytes(), Encoding::Utf8),
            (utf16(false), Encoding::Utf16Le),
            (utf16(true), Encoding::Utf16Be),
            (encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(), Encoding::Windows1252),
        ] {
            let walked = walk(&bytes);
            let names: Vec<String> = walked.accepted.iter().map(|(_, person)| person.name.clone()).collect();
            assert_eq!(names, expected, "{encoding} {}", char::from(separator));
            assert_eq!(walked.summary.separator, separator);
        }
    }
}

#[test]
fn every_kind_of_bad_row_is_refused_under_its_own_number() {
    let long = "x".repeat(1_000_000);
    let file = format!(
        "email,name,language,note\n\
         ok@example.org,Anna Colli,it,\n\
         not-an-address,Bea Neri,it,\n\
         c@example.org,,it,\n\
         \n\
         d@example.org,=HYPERLINK(\"http://example.org\"),it,\n\
         e@example.org,Eva Long,it,{long}\n\
         f@example.org,Fia\n\
         g@example.org,Gia Sala,it,,,\n\
         h@example.org,\"Ida\nBcc: x@example.org\",it,\n\
         i@example.org,\"Ines\nLine\",it,\n\
         j@example.org,Jo\u{7}an,it,\n\
         k@example.org,Kim\u{202e}gro,it,\n\
         ,,,\n\
         ,,it,only a note\n\
         ok2@example.org,Lia Two,klingon,\"a note\non two lines\"\n"
    );
    let walked = walk(file.as_bytes());
    use Problem as P;
    assert_eq!(
        walked.rejected,
        [
            (3, P::Address),
            (4, P::NameMissing),
            (6, P::Formula),
            (7, P::TooLong),
            (8, P::Columns),
            (9, P::Columns),
            (10, P::SwallowedRows),
            (11, P::LineBreak),
            (12, P::Control),
            (13, P::Control),
            (15, P::Empty),
        ]
    );
    assert_eq!(walked.accepted.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [2, 16]);
    assert_eq!(walked.summary.blank_rows, 2);
    // What is told about a row turns no sentence round.
    let turned = walked.summary.problems.iter().find(|problem| problem.row == 13).unwrap();
    assert_eq!(turned.name_cell, "Kim\u{fffd}gro");
    // The unknown language is not the person's fault: the default stands in, and the page names the word.
    assert_eq!(walked.accepted[1].1.language, "en");
    assert_eq!(walked.summary.unknown_words, ["klingon"]);
    assert_eq!(walked.summary.language_unknown, 1);
}

#[test]
fn people_who_share_a_mailbox_each_get_a_message_and_the_same_person_gets_one() {
    let file = "email,name\nfamily@example.org,Anna Colli\nFamily@Example.org,Bruno Colli\nfamily@example.org,ANNA  colli\n\
                info@example.it,Carla Neri\nx@lunamobile.example.org,Dora Sala\n";
    let walked = walk(file.as_bytes());
    assert_eq!(walked.accepted.len(), 4);
    assert_eq!(walked.duplicates, [(4, 2)]);
    assert_eq!((walked.summary.shared, walked.summary.role_addresses, walked.summary.own_domain), (1, 1, 1));
}

#[test]
fn two_people_of_one_name_without_address_are_not_taken_for_one() {
    let file = "email,name,ref\n,Maria Rossi,1\n,Maria Rossi,2\n,Maria Rossi,1\n,Maria Rossi,\n,Maria Rossi,\n";
    let walked = walk(file.as_bytes());
    assert_eq!(walked.letters.len(), 4);
    assert_eq!(walked.duplicates, [(4, 2)]);
}

#[test]
fn a_quotation_mark_that_never_closes_loses_nobody_unseen_and_takes_no_memory() {
    let mut file = String::from("email,name,note\na@example.org,Anna Colli,\"open\n");
    for n in 0..300 {
        file.push_str(&format!("p{n}@example.org,Person {n},x\n"));
    }
    assert_eq!(walk(file.as_bytes()).rejected, [(2, Problem::SwallowedRows)]);
    // Beyond the limit of one row the file is refused with the row at which it happens.
    let endless = file.as_bytes().chain(std::io::repeat(b'x').take(64 << 20));
    let walked = walk_with(endless, &ask(Encoding::Utf8));
    let most = Limits::default().max_row_bytes;
    assert_eq!(walked.summary.file_problem, Some(FileProblem::RowTooLarge { row: 2, most }));
    assert!(!walked.summary.can_import());
}

#[test]
fn a_file_that_cannot_be_imported_says_what_is_missing() {
    let problem = |text: &str| walk(text.as_bytes()).summary.file_problem;
    assert_eq!(problem(""), Some(FileProblem::Empty));
    assert_eq!(problem("\n\n"), Some(FileProblem::Empty));
    assert_eq!(problem("name,city\nAnna,Roma\n"), Some(FileProblem::NoEmailColumn));
    assert_eq!(problem("email,city\na@example.org,Roma\n"), Some(FileProblem::NoNameColumn));
    let mut few = ask(Encoding::Utf8);
    few.limits.max_rows = 2;
    let file = "email,name\na@example.org,A A\nb@example.org,B B\nc@example.org,C C\n";
    assert_eq!(walk_with(file.as_bytes(), &few).summary.file_problem, Some(FileProblem::TooManyRows { most: 2 }));
    few.columns = Columns::from_code("enl");
    let fit = walk_with(file.as_bytes(), &few).summary.file_problem;
    assert_eq!(fit, Some(FileProblem::ColumnsDoNotFit { found: 2, chosen: 3 }));
}

#[test]
fn the_persons_columns_beat_the_guess_and_a_headless_file_loses_no_row() {
    let mut chosen = ask(Encoding::Utf8);
    chosen.columns = Columns::from_code("-en");
    let file = "email,other mail,name\na@example.org,b@example.org,Anna\n";
    assert_eq!(walk_with(file.as_bytes(), &chosen).accepted[0].1.email, "b@example.org");
    let walked = walk(b"sep=;\n7;Anna Colli;a@example.it;it\n8;Bea Neri;b@example.it;en\n");
    assert_eq!(walked.accepted.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [2, 3]);
    assert!(walked.summary.header.is_empty());
}

#[test]
fn one_unreadable_byte_is_the_problem_of_its_row_only() {
    let mut file = "email,name\n".to_owned().into_bytes();
    for n in 0..20 {
        file.extend_from_slice(format!("p{n}@example.it,Nicolò {n}\n").as_bytes());
    }
    file.extend_from_slice(b"x@example.it,Nicol\xF2\n");
    let walked = walk(&file);
    assert_eq!(walked.accepted.len(), 20);
    assert_eq!(walked.rejected, [(22, Problem::Unreadable)]);
}

proptest! {
    #[test]
    fn no_file_breaks_the_reader_and_the_sums_always_agree(bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
        walk(&bytes);
    }

    #[test]
    fn no_text_breaks_the_reader_and_the_sums_always_agree(
        rows in proptest::collection::vec("[a-c@.;,\"\n \t=é]{0,40}", 0..60)
    ) {
        let file = format!("email;name\n{}", rows.join("\n"));
        walk(file.as_bytes());
    }
}
