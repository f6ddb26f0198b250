//! Forgeries of a second mind: made after the reader was written, by somebody who looked for what it might have missed.

use breachdesk::domain::values::At;
use breachdesk::receipt::{self, Action, Anchors, Doubt, Expected, PecKind, Read};

use super::now;
use crate::support::pec::{Form, Holder, PROVIDER, around, content_with, opaque, signed};

const OURS: &str = "<0192b7a0c0de7000800000000000abcd@desk.example.org>";
const OTHER: &str = "<1@elsewhere.example>";
const SENDER: &str = "dpo@pec.operatore.example";
const AUTHORITY: &str = "protocollo@pec.autorita.example";
const LONG: &str = "20400101000000Z";

fn form(kind: &'static str) -> Form {
    Form::new(kind, OURS, SENDER, AUTHORITY)
}

/// `None` where the message is no receipt at all.
fn believed(raw: &[u8], anchors: &Anchors) -> Option<Result<PecKind, Doubt>> {
    let Ok(Read::Pec(pec)) = receipt::read(raw, anchors, now()) else { return None };
    let sent_at = At::parse("2026-10-04T07:30:00Z").unwrap();
    let expected = Expected { message_id: OURS, sender: SENDER, recipient: AUTHORITY, sent_at };
    Some(pec.believed(&expected, now()).map(|_| pec.kind))
}

#[test]
fn fourteen_more_forged_nested_and_truncated_receipts_are_doubted() {
    let root = Holder::authority("Test root of providers");
    let provider = root.provider(PROVIDER, LONG);
    let anchors = Anchors::read(&root.pem()).unwrap().with_signers(PROVIDER).unwrap();
    let good = form("avvenuta-consegna");
    let genuine = String::from_utf8(good.signed(&provider)).unwrap();
    assert_eq!(believed(genuine.as_bytes(), &anchors), Some(Ok(PecKind::Delivered)));

    // A signature that carries its own, genuine content, beside which another text stands.
    let own_content = String::from_utf8(opaque("", &form("errore-consegna").content(), &provider)).unwrap();
    let own_content = own_content.split("\r\n\r\n").nth(1).unwrap().trim_end();
    // What a provider signed around a letter of somebody else, under the head of a receipt.
    let letter = Form { data_kind: "posta-certificata", delivered_to: String::new(), ..form("avvenuta-consegna") };
    let inside = format!(
        "--parti\r\nContent-Type: message/rfc822; name=\"postacert.eml\"\r\n\r\n{}\r\n",
        genuine.replace("Firma0", "Innen").replace("parti", "innen")
    );
    let envelope = content_with(&letter.data(), &inside);
    let named_otherwise = String::from_utf8(good.content()).unwrap().replace("daticert.xml", "dati.xml");
    let in_the_letter_alone = format!(
        "Content-Type: multipart/mixed; boundary=\"aussen\"\r\n\r\n--aussen\r\n{}\r\n--aussen--\r\n",
        String::from_utf8(good.content()).unwrap()
    );
    let half = genuine.find("filename=\"smime.p7s\"").unwrap() + 300;
    let last = genuine.rfind("------Firma0--").unwrap();
    let second_signature = genuine.replace(
        "------Firma0--",
        "------Firma0\r\nContent-Type: application/x-pkcs7-signature\r\n\r\nAAAA\r\n------Firma0--",
    );
    let before = root.provider_from(PROVIDER, "20270101000000Z", LONG);
    let twice = |element: &str, first: &str| {
        let mut form = good.clone();
        form.inside = format!("<{element}>{first}</{element}>");
        form.signed(&provider)
    };
    let forged: Vec<(&str, Vec<u8>, Doubt)> = vec![
        (
            "another text beside a signature with its own",
            around(&good.headers(), &good.content(), own_content),
            Doubt::Altered,
        ),
        (
            "an envelope under the head of a receipt, a genuine one inside",
            signed(&good.headers(), &envelope, &provider),
            Doubt::Contradictory,
        ),
        ("data under another name", signed(&good.headers(), named_otherwise.as_bytes(), &provider), Doubt::NoData),
        (
            "data one part deeper than providers put them",
            signed(&good.headers(), in_the_letter_alone.as_bytes(), &provider),
            Doubt::NoData,
        ),
        ("signed by itself, in the provider's name", good.signed(&Holder::authority(PROVIDER)), Doubt::SignerUnknown),
        ("signed with what vouches for a web site", good.signed(&root.web_site(PROVIDER)), Doubt::SignerUnknown),
        ("signed with what begins next year", good.signed(&before), Doubt::SignerExpired),
        (
            "vouched for by a provider, who may sign and not vouch",
            good.signed(&provider.provider(PROVIDER, LONG)),
            Doubt::SignerUnknown,
        ),
        (
            "cut off within the signature",
            [&genuine.as_bytes()[..half], b"\r\n------Firma0--\r\n"].concat(),
            Doubt::NotSigned,
        ),
        ("cut off before its last line", genuine.as_bytes()[..last].to_vec(), Doubt::NotSigned),
        ("two signatures", second_signature.into_bytes(), Doubt::NotSigned),
        (
            "two messages in the data, ours the last",
            twice("msgid", &OURS.replace('<', "&lt;").replace('>', "&gt;")),
            Doubt::DataUnreadable,
        ),
        ("delivered to two", twice("consegna", "eve@pec.altrove.example"), Doubt::DataUnreadable),
        (
            "a letter put before the signed part's own head",
            genuine
                .replacen(
                    "------Firma0\r\nContent-Type: multipart/mixed",
                    "------Firma0\r\nX: y\r\nContent-Type: multipart/mixed",
                    1,
                )
                .into_bytes(),
            Doubt::Altered,
        ),
    ];
    assert!(forged.len() >= 14);
    for (what, raw, doubt) in &forged {
        assert_eq!(believed(raw, &anchors), Some(Err(*doubt)), "{what}");
    }
    // The provider's own certificate may be where trust begins; it vouches for nobody else even then.
    let alone = Anchors::read(&provider.pem()).unwrap();
    assert_eq!(believed(genuine.as_bytes(), &alone), Some(Ok(PecKind::Delivered)));
    let heir = good.signed_with_chain(&provider.provider(PROVIDER, LONG), &provider);
    assert_eq!(believed(&heir, &alone), Some(Err(Doubt::SignerUnknown)));
    assert_eq!(believed(&heir, &anchors), Some(Err(Doubt::SignerUnknown)));
    // The word of a receipt with something behind it, and a receipt that lies in a letter, are none.
    let word = genuine.replacen("X-Ricevuta: avvenuta-consegna", "X-Ricevuta: avvenuta-consegna; ok", 1);
    assert_eq!(believed(word.as_bytes(), &anchors), None);
    let sent_on = format!("From: eve@example.net\r\nSubject: Fwd\r\nContent-Type: message/rfc822\r\n\r\n{genuine}");
    assert_eq!(believed(sent_on.as_bytes(), &anchors), None);
    let of_another = Form::new("avvenuta-consegna", OTHER, SENDER, AUTHORITY).signed(&provider);
    assert_eq!(believed(&of_another, &anchors), Some(Err(Doubt::OtherMessage)));
}

const TAG: &str = "0192b7a0c0de7000800000000000abcd";

fn report(status: &str, returned: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nTo: bounces@desk.example.org\r\nSubject: Undelivered\r\nMessage-ID: <d@mx.example>\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nNo.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\n{status}\r\n--b\r\n{returned}\r\n--b--\r\n"
    )
}

fn returned(head: &str) -> String {
    format!("Content-Type: text/rfc822-headers\r\n\r\n{head}\r\n")
}

fn dsn(raw: &str) -> Option<receipt::Dsn> {
    match receipt::read(raw.as_bytes(), &Anchors::read("").unwrap(), now()) {
        Ok(Read::Dsn(dsn)) => Some(dsn),
        _ => None,
    }
}

#[test]
fn ten_more_delivery_reports_say_what_they_say_and_no_more() {
    let to = "registro+pec@autorita.example";
    let id = returned(&format!("Message-ID:\r\n <{TAG}@desk.example.org>\r\nFrom: dpo@example.org"));
    let failed = |recipient: &str| {
        format!("Reporting-MTA: dns; mx.example\r\n\r\n{recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n")
    };
    // 1: the id on a line of its own; 2: the address as the command carried it (RFC 3461 xtext); 3: in angle brackets; 4: capitals.
    for named in [
        format!("Final-Recipient: rfc822;{to}"),
        "Original-Recipient: rfc822;registro+2Bpec@autorita.example\r\nFinal-Recipient: rfc822;box7@inside.example"
            .to_owned(),
        format!("Final-Recipient: RFC822; <{to}>"),
        format!("FINAL-RECIPIENT:rfc822;{}", to.to_uppercase()),
    ] {
        let found = dsn(&report(&failed(&named), &id)).unwrap_or_else(|| panic!("{named}"));
        assert_eq!(found.about, [format!("{TAG}@desk.example.org")], "{named}");
        assert!(found.of(to).is_ok_and(|one| one.is_failure()), "{named}: {found:?}");
        assert_eq!(found.of("registro@autorita.example"), Err(Doubt::OtherRecipient), "{named}");
    }
    // 5: whom the letter was written to and where it ended are two; the one that we wrote to decides.
    let elsewhere = format!("Original-Recipient: rfc822;eve@example.net\r\nFinal-Recipient: rfc822;{to}");
    assert_eq!(dsn(&report(&failed(&elsewhere), &id)).unwrap().of(to), Err(Doubt::OtherRecipient));
    // 6: failed, with a status of success.
    let at_odds = failed(&format!("Final-Recipient: rfc822;{to}")).replace("5.1.1", "2.0.0");
    let at_odds = dsn(&report(&at_odds, &id)).unwrap();
    assert!(at_odds.of(to).is_ok_and(|one| one.action == Action::Failed && !one.is_failure()));
    // 7: without the fields of the whole report nobody knows which group is whose.
    let headless = format!("Final-Recipient: rfc822;{to}\r\nAction: failed\r\nStatus: 5.1.1\r\n");
    assert!(dsn(&report(&headless, &id)).is_none());
    // 8: our id in the text of what came back, not in its head.
    let quoted = returned(&format!("Subject: x\r\n\r\nMessage-ID: <{TAG}@desk.example.org>"));
    assert!(dsn(&report(&failed(&format!("Final-Recipient: rfc822;{to}")), &quoted)).unwrap().about.is_empty());
    // 9: a report of success that lies in the letter which came back says nothing of it.
    let inner = report(&failed(&format!("Final-Recipient: rfc822;{to}")).replace("failed", "delivered"), &id);
    let within = format!(
        "Content-Type: message/rfc822\r\n\r\n{}",
        inner.replace("boundary=b", "boundary=i").replace("--b", "--i")
    );
    let outer = dsn(&report(&failed(&format!("Final-Recipient: rfc822;{to}")), &within)).unwrap();
    assert_eq!(outer.recipients.len(), 1);
    assert!(outer.of(to).is_ok_and(|one| one.is_failure()) && outer.about == ["d@mx.example"]);
    // 10: a status as long as a book is read to its bound, and what it says of us at the end is not guessed.
    let book = format!(
        "Reporting-MTA: dns; mx.example\r\nX-Note: {}\r\n\r\nFinal-Recipient: rfc822;{to}\r\nAction: failed\r\nStatus: 5.1.1\r\n",
        "x".repeat(300 * 1024)
    );
    assert!(dsn(&report(&book, &id)).is_none());
    // 11: signs that steer a terminal do not come through.
    let steering = failed(&format!("Final-Recipient: rfc822;{to}\r\nDiagnostic-Code: smtp; 550 \u{1b}[2Jgone\u{7}"));
    let shown = dsn(&report(&steering, &id)).unwrap();
    assert!(!shown.of(to).unwrap().diagnostic.chars().any(char::is_control));
}
