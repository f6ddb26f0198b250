//! Messages are the same each time, hold one recipient, and cannot be talked into a second header or message.

use proptest::prelude::*;

use super::*;

fn person(name: &str, address: &str) -> Correspondent {
    Correspondent { name: name.into(), address: EmailAddress::parse(address).unwrap() }
}

fn letter() -> Letter {
    Letter {
        from: person("Lunamobile Group", "privacy@lunamobile.example.org"),
        reply_to: person("Chiara Bonfanti", "dpo@lunamobile.example.org"),
        to: person("Żaneta Ó Briain", "zaneta@example.it"),
        subject: "Violazione dei dati personali – comunicazione ai sensi dell'art. 34".into(),
        text: "Gentile cliente,\n\n.\nè stata rilevata una violazione.\r\n.\r\nQUIT\r\n".into(),
        html: Some("<p>Gentile cliente,</p>\n<p>è stata rilevata una violazione.</p>".into()),
        language: Some("it".into()),
        message_id: message_id(Uuid::from_u128(7), Uuid::from_u128(42), "lunamobile.example.org"),
        date: At::parse("2026-11-21T10:15:30.250Z").unwrap(),
        enclosures: vec![],
    }
}

/// The header fields in order, unfolded: an independent reading of RFC 5322 that shares no code with the builder.
fn headers(bytes: &[u8]) -> Vec<(String, String)> {
    let text = std::str::from_utf8(bytes).unwrap();
    let (head, _) = text.split_once("\r\n\r\n").unwrap();
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in head.split("\r\n") {
        if line.starts_with([' ', '\t']) {
            fields.last_mut().unwrap().1.push_str(line);
        } else {
            let (name, value) = line.split_once(':').expect("a header line has a colon");
            fields.push((name.to_owned(), value.trim().to_owned()));
        }
    }
    fields
}

const EXPECTED: [&str; 10] = [
    "From",
    "Reply-To",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
];

fn names(bytes: &[u8]) -> Vec<String> {
    headers(bytes).into_iter().map(|(name, _)| name).collect()
}

fn value(bytes: &[u8], name: &str) -> String {
    headers(bytes).into_iter().find(|(n, _)| n == name).unwrap().1
}

#[test]
fn a_message_has_exactly_the_expected_headers_and_no_list_unsubscribe() {
    let built = build(&letter()).unwrap();
    assert_eq!(names(built.bytes()), EXPECTED);
    assert_eq!(value(built.bytes(), "Date"), "Sat, 21 Nov 2026 10:15:30 +0000");
    assert_eq!(value(built.bytes(), "Auto-Submitted"), "auto-generated");
    assert_eq!(value(built.bytes(), "Message-ID"), letter().message_id);
    assert!(value(built.bytes(), "Reply-To").contains("dpo@lunamobile.example.org"));
    assert_eq!(value(built.bytes(), "To").matches('@').count(), 1);
}

#[test]
fn a_plain_text_is_one_part_in_its_language_and_one_queued_before_that_keeps_its_bytes() {
    let plain = Letter { html: None, ..letter() };
    let built = build(&plain).unwrap();
    assert_eq!(value(built.bytes(), "Content-Language"), "it");
    assert_eq!(value(built.bytes(), "Content-Type"), "text/plain; charset=utf-8");
    assert_eq!(value(built.bytes(), "Content-Transfer-Encoding"), "quoted-printable");
    assert!(!built.text().contains("multipart"));
    // A letter that was tried before goes out again as it was: R2 compares the digest of its bytes.
    let before = build(&Letter { language: None, ..plain }).unwrap();
    assert!(!names(before.bytes()).contains(&"Content-Language".to_owned()));
    assert!(value(before.bytes(), "Content-Type").starts_with("multipart/alternative"));
    for bad in ["it\r\nBcc: x@example.org", "", "italiano lungo", "-it", "à"] {
        let refused = build(&Letter { language: Some(bad.into()), ..letter() }).unwrap_err();
        assert_eq!(refused, [BadLetter::Language], "{bad:?}");
    }
}

#[test]
fn the_same_letter_gives_the_same_bytes_and_another_recipient_gives_others() {
    let first = build(&letter()).unwrap();
    let second = build(&letter()).unwrap();
    assert_eq!((first.bytes(), first.digest()), (second.bytes(), second.digest()));
    assert_eq!(first.digest(), <[u8; 32]>::from(Sha256::digest(first.bytes())));
    let mut other = letter();
    other.message_id = message_id(Uuid::from_u128(7), Uuid::from_u128(43), "lunamobile.example.org");
    assert_ne!(build(&other).unwrap().digest(), first.digest());
}

#[test]
fn every_part_is_quoted_printable_or_base64() {
    let mut with_file = letter();
    with_file.enclosures = vec![Enclosure {
        file_name: "notifica-è.pdf".into(),
        media_type: "application/pdf".into(),
        bytes: (0..=255).cycle().take(5_000).collect(),
    }];
    let built = build(&with_file).unwrap();
    let text = String::from_utf8(built.bytes().to_vec()).unwrap();
    let encodings: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("Content-Transfer-Encoding: ")).collect();
    assert_eq!(encodings, ["quoted-printable", "quoted-printable", "base64"]);
    assert!(
        text.contains("Content-Type: multipart/mixed; boundary=\"=_") || text.contains("multipart/mixed;\r\n boundary")
    );
}

#[test]
fn a_control_character_in_any_header_value_is_refused_by_name() {
    for bad in ["\r", "\n", "\0", "\r\nBcc: x@example.org", "\u{b}", "\u{85}", "\u{2028}"] {
        let value = format!("a{bad}b");
        let mut each = letter();
        each.subject = value.clone();
        each.from.name = value.clone();
        each.to.name = value.clone();
        each.reply_to.name = value.clone();
        each.message_id = format!("<{value}@example.org>");
        let refused = build(&each).unwrap_err();
        assert_eq!(refused.iter().filter(|p| matches!(p, BadLetter::ControlCharacter(_))).count(), 5, "{bad:?}");
        assert!(refused.contains(&BadLetter::MessageId));
    }
}

#[test]
fn an_empty_text_or_subject_a_bad_file_name_and_a_date_before_1970_are_refused() {
    let mut empty = letter();
    empty.text = " \n".into();
    empty.html = Some(String::new());
    empty.subject = "  ".into();
    empty.date = At::parse("1969-12-31T23:59:59Z").unwrap();
    empty.enclosures =
        vec![Enclosure { file_name: "../x".into(), media_type: "application/pdf".into(), bytes: vec![] }];
    let refused = build(&empty).unwrap_err();
    assert_eq!(refused.len(), 5, "{refused:?}");
}

#[test]
fn the_last_guard_knows_every_form_of_a_smuggled_end() {
    for (bytes, what) in [
        (&b"a\nb\r\n"[..], "a bare line feed"),
        (b"a\r\n.\n.\r\n", "a bare line feed"),
        (b"a\rb\r\n", "a bare carriage return"),
        (b"a\r\r\n", "a bare carriage return"),
        (b"a\0\r\n", "a NUL"),
        ("è\r\n".as_bytes(), "a byte outside ASCII"),
        (b"a\r\nb", "an unfinished last line"),
        (b"a\r", "an unfinished last line"),
    ] {
        assert_eq!(check_wire_form(bytes), Err(what), "{bytes:?}");
    }
    let long = [vec![b'x'; 999], b"\r\n".to_vec()].concat();
    assert!(check_wire_form(&long).is_err());
    assert!(check_wire_form(&long[1..]).is_ok());
}

#[test]
fn debug_output_of_a_built_message_names_nobody() {
    let shown = format!("{:?}", build(&letter()).unwrap());
    assert!(!shown.contains("zaneta"), "{shown}");
}

/// Any characters, and now and then the ones that forge.
fn any_text() -> impl Strategy<Value = String> {
    let forging =
        prop::sample::select(vec!["\r\nBcc: x@example.org", "\n", "\r", "\"", "<x@example.org>", "=?utf-8?q?=0A?="]);
    let mostly = prop_oneof![9 => any::<char>().prop_map(String::from), 1 => forging.prop_map(String::from)];
    prop::collection::vec(mostly, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever the names and the subject hold, the message is refused or has exactly the expected headers, one To.
    #[test]
    fn no_value_forges_a_header(subject in any_text(), from in any_text(), to in any_text()) {
        let mut each = letter();
        each.subject = subject;
        each.from.name = from;
        each.to.name = to;
        if let Ok(built) = build(&each) {
            prop_assert_eq!(names(built.bytes()), EXPECTED.map(str::to_owned));
            let to = value(built.bytes(), "To");
            prop_assert!(to.ends_with("zaneta@example.it") || to.ends_with("<zaneta@example.it>"), "{}", to);
        }
    }

    /// Line breaks of any kind in text and HTML never reach the wire bare.
    #[test]
    fn no_text_smuggles_a_line_end(text in "[a.\r\n\t =è]{1,200}", html in "[<p>.\r\n\u{85}\u{2028}]{1,200}") {
        let mut each = letter();
        each.text = format!("x{text}");
        each.html = Some(format!("x{html}"));
        let built = build(&each).unwrap();
        prop_assert_eq!(check_wire_form(built.bytes()), Ok(()));
        prop_assert!(built.bytes().ends_with(b"\r\n"));
    }
}

proptest! {
    #[test]
    fn every_line_end_becomes_crlf_whatever_it_was(text in "[a\r\n]{0,40}") {
        let plain = text.replace("\r\n", "\n").replace('\r', "\n");
        prop_assert_eq!(with_crlf(&text), plain.replace('\n', "\r\n"));
    }
}
