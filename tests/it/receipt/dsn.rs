//! Delivery reports as many mail servers write them, and as none should.

use breachdesk::receipt::{self, Action, Anchors, Doubt, Dsn, Read};
use proptest::prelude::*;

use super::now;

const OURS: &str = "0192b7a0c0de7000800000000000abcd";
const TO: &str = "registro@autorita.example";

/// How a mail server puts its reports together.
struct Shape {
    what: &'static str,
    from: &'static str,
    server: &'static str,
    /// Between type and address.
    kind: &'static str,
    /// Media type of the message that comes back, or of its headers.
    returned: &'static str,
    boundary: &'static str,
    /// Line ends.
    ends: &'static str,
    /// Headers of its own.
    extra: &'static str,
    /// Whether it names the recipient as it was written.
    original: bool,
    /// Fields in another order and spelling.
    capitals: bool,
    encoding: &'static str,
}

const PLAIN: Shape = Shape {
    what: "a server with queue numbers",
    from: "MAILER-DAEMON@mx.example (Mail Delivery System)",
    server: "dns; mx.example",
    kind: "rfc822; ",
    returned: "message/rfc822",
    boundary: "4BzQ1.1759560000/mx.example",
    ends: "\r\n",
    extra: "X-Queue-ID: 4BzQ1\r\n",
    original: true,
    capitals: false,
    encoding: "",
};

const SHAPES: &[Shape] = &[
    PLAIN,
    Shape { what: "only headers come back", returned: "text/rfc822-headers", original: false, ..PLAIN },
    Shape {
        what: "no space after the type",
        kind: "rfc822;",
        boundary: "==_b_==",
        extra: "Auto-Submitted: auto-replied\r\n",
        ..PLAIN
    },
    Shape { what: "bare line feeds", ends: "\n", ..PLAIN },
    Shape {
        what: "a large provider",
        from: "<postmaster@mail.provider.example>",
        boundary: "_000_x_",
        capitals: true,
        ..PLAIN
    },
    Shape {
        what: "an old server",
        from: "Mail Delivery Subsystem <MAILER-DAEMON>",
        server: "DNS;mail.old.example",
        original: false,
        ..PLAIN
    },
    Shape { what: "internationalised", kind: "utf-8; ", returned: "message/global", ..PLAIN },
    Shape { what: "headers in base64", returned: "text/rfc822-headers", encoding: "base64", boundary: "b64", ..PLAIN },
    Shape {
        what: "a gateway",
        server: "x-gateway; gw-01",
        extra: "Return-Path: <>\r\nX-Failed-Recipients: registro@autorita.example\r\n",
        ..PLAIN
    },
    Shape {
        what: "long boundary with blanks behind it",
        boundary: "a.b-c_d=e+f'g(h)i:j?k/l,m",
        original: false,
        ..PLAIN
    },
    Shape { what: "without text part of its own language", boundary: "0", ..PLAIN },
    Shape {
        what: "a list manager",
        from: "bounces@lists.example",
        extra: "Precedence: junk\r\n",
        capitals: true,
        ..PLAIN
    },
];

/// What is said of the recipient.
struct Said {
    action: &'static str,
    status: &'static str,
    diagnostic: &'static str,
    means: (Action, bool),
}

const SAID: &[Said] = &[
    Said {
        action: "failed",
        status: "5.1.1",
        diagnostic: "smtp; 550 5.1.1 <registro@autorita.example>: no such mailbox",
        means: (Action::Failed, true),
    },
    Said {
        action: "Failed",
        status: "5.2.2 (mailbox full)",
        diagnostic: "smtp; 552 5.2.2 mailbox\r\n    is full",
        means: (Action::Failed, true),
    },
    Said {
        action: "delayed",
        status: "4.4.1",
        diagnostic: "smtp; 421 4.4.1 try later",
        means: (Action::Delayed, false),
    },
    Said { action: "delivered", status: "2.0.0", diagnostic: "", means: (Action::Delivered, false) },
    Said {
        action: "relayed (to a system that reports nothing)",
        status: "2.1.9",
        diagnostic: "",
        means: (Action::Relayed, false),
    },
    Said {
        action: "failed",
        status: "4.4.7",
        diagnostic: "smtp; 451 given up, but only for now",
        means: (Action::Failed, false),
    },
];

fn group(shape: &Shape, said: &Said, to: &str) -> String {
    let name = |name: &str| if shape.capitals { name.to_uppercase() } else { name.to_owned() };
    let original =
        if shape.original { format!("{}: {}{to}\r\n", name("Original-Recipient"), shape.kind) } else { String::new() };
    let diagnostic = match said.diagnostic {
        "" => String::new(),
        text => format!("{}: {text}\r\n", name("Diagnostic-Code")),
    };
    format!(
        "{original}{}: {}{to}\r\n{}: {}\r\n{}: {}\r\n{diagnostic}\r\n",
        name("Final-Recipient"),
        shape.kind,
        name("Action"),
        said.action,
        name("Status"),
        said.status,
    )
}

fn report(shape: &Shape, groups: &str) -> String {
    let returned =
        format!("Message-ID: <{OURS}@desk.example.org>\r\nFrom: dpo@example.org\r\nSubject: Notice\r\n\r\ntext\r\n");
    let (encoding, returned) = match shape.encoding {
        "base64" => {
            use base64::Engine;
            (
                "Content-Transfer-Encoding: base64\r\n",
                base64::engine::general_purpose::STANDARD.encode(returned) + "\r\n",
            )
        }
        _ => ("", returned),
    };
    let b = shape.boundary;
    format!(
        "From: {}\r\nTo: bounces@desk.example.org\r\nSubject: Undelivered Mail\r\nMessage-ID: <dsn-1@mx.example>\r\n{}MIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"{b}\"\r\n\r\nMIME\r\n\r\n--{b}  \r\n\
         Content-Type: text/plain; charset=us-ascii\r\n\r\nI could not deliver this.\r\n\r\n--{b}\r\n\
         Content-Type: message/delivery-status\r\n\r\nReporting-MTA: {}\r\nArrival-Date: Sun, 4 Oct 2026 09:30:00 +0200\r\n\r\n{groups}--{b}\r\n\
         Content-Type: {}\r\n{encoding}\r\n{returned}\r\n--{b}--\r\n",
        shape.from, shape.extra, shape.server, shape.returned,
    )
    .replace("\r\n", shape.ends)
}

fn dsn(raw: &[u8]) -> Option<Dsn> {
    match receipt::read(raw, &Anchors::read("").unwrap(), now()) {
        Ok(Read::Dsn(dsn)) => Some(dsn),
        _ => None,
    }
}

#[test]
fn a_report_says_whose_message_it_is_about_and_what_became_of_it_whoever_wrote_it() {
    let mut read = 0;
    for shape in SHAPES {
        for said in SAID {
            let what = format!("{}, {} {}", shape.what, said.action, said.status);
            let raw = report(shape, &group(shape, said, TO));
            let found = dsn(raw.as_bytes()).unwrap_or_else(|| panic!("{what}: {raw}"));
            assert_eq!(found.about, [format!("{OURS}@desk.example.org")], "{what}");
            let ours = found.of(TO).unwrap_or_else(|doubt| panic!("{what}: {doubt}"));
            assert_eq!((ours.action, ours.is_failure()), said.means, "{what}");
            assert!(ours.status.len() == 5 && !ours.diagnostic.starts_with("smtp"), "{what}: {ours:?}");
            assert_eq!(found.of("eve@autorita.example"), Err(Doubt::OtherRecipient), "{what}");
            read += 1;
        }
    }
    assert!(read >= 60, "{read}");
}

#[test]
fn of_several_recipients_ours_counts_and_folded_lines_belong_together() {
    let others = [
        group(&PLAIN, &SAID[3], "a@example.net"),
        group(&PLAIN, &SAID[1], TO),
        group(&PLAIN, &SAID[2], "b@example.net"),
    ];
    let found = dsn(report(&PLAIN, &others.concat()).as_bytes()).unwrap();
    assert_eq!(found.recipients.len(), 3);
    let ours = found.of(&TO.to_uppercase()).unwrap();
    assert_eq!((ours.status.as_str(), ours.diagnostic.as_str()), ("5.2.2", "552 5.2.2 mailbox is full"));
    assert_eq!(found.of("b@example.net").unwrap().action, Action::Delayed);
    let twice = [group(&PLAIN, &SAID[0], TO), group(&PLAIN, &SAID[3], TO)].concat();
    assert_eq!(dsn(report(&PLAIN, &twice).as_bytes()).unwrap().of(TO), Err(Doubt::Contradictory));
}

#[test]
fn envelope_id_and_return_address_say_whose_it_is_too() {
    let raw = report(&PLAIN, &group(&PLAIN, &SAID[0], TO));
    let raw = raw
        .replace("Arrival-Date:", "Original-Envelope-Id: 77.3\r\nArrival-Date:")
        .replace("To: bounces@desk", &format!("To: Desk <bounces+{OURS}@desk"))
        .replace("desk.example.org\r\nSubject: Und", "desk.example.org>\r\nSubject: Und");
    let found = dsn(raw.as_bytes()).unwrap();
    assert_eq!(found.about, ["77.3", OURS, &format!("{OURS}@desk.example.org")]);
}

#[test]
fn a_report_that_is_none_or_is_broken_is_not_taken_for_one() {
    let good = report(&PLAIN, &group(&PLAIN, &SAID[0], TO));
    assert!(dsn(good.as_bytes()).is_some());
    let change = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replace(from, to)
    };
    let status_part =
        good.split("Content-Type: message/delivery-status").nth(1).unwrap().split("--4BzQ1").next().unwrap();
    let nothing: Vec<(&str, String)> = vec![
        ("nested in a letter", format!("From: eve@example.net\r\nContent-Type: message/rfc822\r\n\r\n{good}")),
        (
            "nested as an attachment",
            format!(
                "From: eve@example.net\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n{good}\r\n--o--\r\n"
            ),
        ),
        ("another kind of report", change("report-type=delivery-status", "report-type=disposition-notification")),
        ("no report", change("multipart/report; report-type=delivery-status;", "multipart/mixed;")),
        ("no report type", change(" report-type=delivery-status;", "")),
        ("no status part", change("message/delivery-status", "text/plain")),
        (
            "two status parts",
            change(
                "--4BzQ1.1759560000/mx.example--",
                &format!(
                    "--4BzQ1.1759560000/mx.example\r\nContent-Type: message/delivery-status{status_part}--4BzQ1.1759560000/mx.example--"
                ),
            ),
        ),
        ("an action that is none", change("Action: failed", "Action: gone")),
        ("no action", change("Action: failed", "X: failed")),
        ("no status", change("Status: 5.1.1", "X: 5.1.1")),
        ("a status that is none", change("Status: 5.1.1", "Status: 550")),
        ("a status with letters", change("Status: 5.1.1", "Status: 5.x.1")),
        ("a status of no class", change("Status: 5.1.1", "Status: 9.1.1")),
        ("cut off in the status", good[..good.find("Final-Recipient").unwrap()].to_owned()),
        ("cut off before it", good[..good.find("Content-Type: message/delivery-status").unwrap()].to_owned()),
        ("another boundary", change("boundary=\"4BzQ1", "boundary=\"4BzQ2")),
        ("no boundary", change("boundary=", "border=")),
        ("no recipients", report(&PLAIN, "")),
    ];
    for (what, raw) in &nothing {
        assert!(dsn(raw.as_bytes()).is_none(), "{what}");
    }
    // The rest is missing or odd, and what remains is clear.
    let headless = &good[..good.find("Content-Type: message/rfc822").unwrap()];
    let found = dsn(format!("{headless}X: y\r\n\r\n\r\n--4BzQ1.1759560000/mx.example--\r\n").as_bytes()).unwrap();
    assert!(found.about.is_empty(), "nothing says whose it is");
    let odd = [good.replace("I could not", "Non \u{e8} \u{20ac} stato").into_bytes(), vec![0xff, 0xfe, 0x00]].concat();
    assert!(dsn(&odd).is_some());
    let crowd: String = (0..500).map(|n| group(&PLAIN, &SAID[0], &format!("{n}@example.net"))).collect();
    assert!(dsn(report(&PLAIN, &crowd).as_bytes()).unwrap().recipients.len() <= 101);
    let doubled =
        good.replace(&format!("Message-ID: <{OURS}"), &format!("Message-ID: <other@x>\r\nMessage-ID: <{OURS}"));
    assert!(dsn(doubled.as_bytes()).unwrap().about.is_empty(), "which of them is not known");
}

proptest! {
    #[test]
    fn no_bytes_end_the_reader_of_reports(at in 0usize..2_000, put in prop::collection::vec(any::<u8>(), 0..40), cut in 0usize..200) {
        let mut raw = report(&PLAIN, &group(&PLAIN, &SAID[0], TO)).into_bytes();
        let at = at.min(raw.len());
        let end = (at + cut).min(raw.len());
        raw.splice(at..end, put);
        if let Some(found) = dsn(&raw) {
            prop_assert!(found.recipients.iter().all(|one| one.diagnostic.len() < 10_000));
        }
    }
}
