//! Messages as mail programs and mail servers write them, and as nobody should.

use proptest::prelude::*;

use super::*;

fn of(text: &str) -> Read {
    read(text.replace('\n', "\r\n").as_bytes()).expect("a message")
}

const HEAD: &str = "From: Marek Nowicki <marek.nowicki@example.org>\nMessage-ID: <1@example.org>\n";

#[test]
fn sender_subject_text_date_and_attachments_are_read_whatever_their_encoding() {
    let read = of("From: =?iso-8859-1?Q?Chlo=E9_Bonfanti?= <chloe@example.org>\nReply-To: desk@example.org\n\
         Subject: =?utf-8?B?TGV0dGVyYSBhbCBjbGllbnRlIHNiYWdsaWF0bw==?=\nDate: Thu, 1 Oct 2026 09:30:00 +0200\n\
         Message-ID: <7.a@example.org>\nContent-Language: it, en\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=windows-1252\n\
         Content-Transfer-Encoding: quoted-printable\n\nPerch=E9 la lettera =80 12?\n--b\n\
         Content-Type: application/pdf\nContent-Disposition: attachment; filename=\"../../letter.pdf\"\n\
         Content-Transfer-Encoding: base64\n\nJVBERi0xLjc=\n--b--\n");
    assert_eq!(
        (read.from.as_str(), read.reply_to.as_str()),
        ("Chloé Bonfanti <chloe@example.org>", "desk@example.org")
    );
    assert_eq!(
        (read.subject.as_str(), read.text.as_str()),
        ("Lettera al cliente sbagliato", "Perché la lettera € 12?")
    );
    assert_eq!(read.written_at, Some(At::parse("2026-10-01T07:30:00Z").unwrap()));
    assert_eq!((read.message_id.as_str(), read.language.as_deref()), ("7.a@example.org", Some("it")));
    let [file] = &read.files[..] else { panic!("{:?}", read.files) };
    assert_eq!((file.name.as_str(), file.bytes.as_slice()), ("letter.pdf", b"%PDF-1.7".as_slice()));
    assert_eq!((read.cut, read.left_out, read.automatic), (false, 0, None));
}

#[test]
fn a_message_in_html_alone_is_read_as_text() {
    let read = of(&format!(
        "{HEAD}Content-Type: text/html\n\n<html><style>p {{}}</style><p>One letter</p><p>went <b>astray</b>.</p></html>\n"
    ));
    assert!(read.text.contains("One letter") && read.text.contains("went astray."), "{}", read.text);
    assert!(!read.text.contains('<'));
}

#[test]
fn what_a_program_answers_is_told_from_what_a_person_or_an_alarm_writes() {
    for (head, expected) in [
        ("Auto-Submitted: auto-replied; owner-email=\"a@example.org\"\n", Some(Automatic::Reply)),
        ("auto-submitted: Auto-Replied\n", Some(Automatic::Reply)),
        ("X-Autoreply: yes\n", Some(Automatic::Reply)),
        ("Precedence: auto_reply\n", Some(Automatic::Reply)),
        ("Return-Path: <>\n", Some(Automatic::Bounce)),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n", Some(Automatic::Bounce)),
        (
            "Content-Type: multipart/report; boundary=b; Report-Type=\"disposition-notification\"\n",
            Some(Automatic::Receipt),
        ),
        ("Auto-Submitted: auto-generated\n", None),
        ("Auto-Submitted: no\nPrecedence: bulk\nReturn-Path: <a@example.org>\n", None),
        ("Subject: Automatic reply: I am away\n", None),
    ] {
        assert_eq!(of(&format!("{HEAD}{head}\n--b\n\ntext\n--b--\n")).automatic, expected, "{head}");
    }
}

#[test]
fn a_message_of_thousands_within_each_other_is_read_by_its_head_and_ends_nothing() {
    let within = "Content-Type: message/rfc822\nX: y\n\n".repeat(60_000);
    let parts: String =
        (0..60_000).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n")).collect();
    for deep in [within, parts] {
        let read = of(&format!("{HEAD}Subject: Help\n{deep}text\n"));
        assert_eq!((read.subject.as_str(), read.text.as_str(), read.cut), ("Help", "", true));
        assert!(read.from.contains("marek.nowicki@example.org") && read.files.is_empty());
    }
}

#[test]
fn too_much_is_cut_and_said() {
    let text = "è".repeat(MOST_TEXT + 1);
    let parts: String = (0..MOST_FILES + 3)
        .map(|n| format!("--b\nContent-Type: image/png\nContent-Disposition: attachment; filename={n}.png\n\nx\n"))
        .collect();
    let head =
        format!("{HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n");
    let read = of(&format!("{head}Content-Transfer-Encoding: 8bit\n\n{text}\n{parts}--b--\n"));
    assert_eq!((read.text.chars().count(), read.cut), (MOST_TEXT, true));
    assert_eq!((read.files.len(), read.left_out), (MOST_FILES, 3));
}

#[test]
fn names_hold_no_path_no_control_character_and_no_turn_of_direction() {
    for (name, shown) in [
        ("C:\\Users\\x\\list.xlsx", "list.xlsx"),
        ("/etc/passwd", "passwd"),
        ("a\u{202e}fdp.exe", "afdp.exe"),
        ("a\tb\u{7f}.txt", "a b .txt"),
        ("..", ".."),
    ] {
        assert_eq!(line(name.rsplit(['/', '\\']).next().unwrap(), LONGEST_FILE_NAME), shown);
    }
    let read = of(&format!("{HEAD}Subject: a\n b\nContent-Type: application/zip\n\nx\n"));
    assert_eq!((read.subject.as_str(), read.files.len()), ("a b", 1));
    assert_eq!(read.files[0].name, "attachment-1");
}

#[test]
fn what_is_no_message_is_not_read_and_one_without_an_id_is_known_by_its_bytes() {
    assert_eq!(read(b""), None);
    assert_eq!(read(b"PK\x03\x04 some other file"), None);
    assert_eq!(read(b"key: value\n\nconfiguration\n"), None);
    let (one, same, other) =
        (b"From: a@example.org\n\n1\n", b"From: a@example.org\n\n1\n", b"From: a@example.org\n\n2\n");
    let of = |raw: &[u8]| key(&read(raw).unwrap(), raw);
    assert_eq!(of(one), of(same));
    assert_ne!(of(one), of(other));
    let with = |id: &str, text: &str| of(format!("From: a@example.org\nMessage-ID: <{id}>\n\n{text}\n").as_bytes());
    assert_eq!(with("1@example.org", "a"), with("1@example.org", "b"));
    assert_ne!(with("1@example.org", "a"), with("2@example.org", "a"));
}

proptest! {
    #[test]
    fn no_bytes_end_the_reader_and_none_reach_a_page_as_control_characters(
        head in "(From|Subject|Date|Content-Type|Content-Transfer-Encoding|Message-ID): [ -~\u{e8}\u{0}]{0,60}",
        body in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let raw = [format!("{head}\r\nFrom: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n").as_bytes(), &body].concat();
        if let Some(read) = read(&raw) {
            let shown = [&read.from, &read.subject, &read.text, &read.message_id];
            prop_assert!(shown.iter().all(|text| !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t'))));
            prop_assert!(read.files.iter().all(|file| !file.name.contains(['/', '\\', '\0'])));
        }
    }
}
