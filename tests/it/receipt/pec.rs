//! PEC receipts: each kind is believed as it is, and none that anybody could have made.

use breachdesk::domain::values::At;
use breachdesk::receipt::{self, Anchors, Doubt, Expected, Pec, PecKind, Read, Unreadable};
use proptest::prelude::*;

use super::now;
use crate::support::pec::{Form, Holder, around, content_with, opaque, signed};

const OURS: &str = "<0192b7a0c0de7000800000000000abcd@desk.example.org>";
const SENDER: &str = "dpo@pec.operatore.example";
const AUTHORITY: &str = "protocollo@pec.autorita.example";
const LONG: &str = "20400101000000Z";

struct Desk {
    provider: Holder,
    anchors: Anchors,
    root: Holder,
}

fn desk() -> Desk {
    let root = Holder::authority("Test root of providers");
    let provider = root.provider(crate::support::pec::PROVIDER, LONG);
    let anchors = Anchors::read(&root.pem()).unwrap().with_signers(crate::support::pec::PROVIDER).unwrap();
    Desk { provider, anchors, root }
}

fn form(kind: &'static str) -> Form {
    Form::new(kind, OURS, SENDER, AUTHORITY)
}

fn pec(raw: &[u8], anchors: &Anchors) -> Pec {
    match receipt::read(raw, anchors, now()).unwrap() {
        Read::Pec(pec) => *pec,
        other => panic!("{other:?}"),
    }
}

fn expected() -> Expected<'static> {
    Expected {
        message_id: OURS,
        sender: SENDER,
        recipient: AUTHORITY,
        sent_at: At::parse("2026-10-04T07:30:00Z").unwrap(),
    }
}

fn believed(raw: &[u8], anchors: &Anchors) -> Result<(PecKind, At), Doubt> {
    let pec = pec(raw, anchors);
    pec.believed(&expected(), now()).map(|at| (pec.kind, at))
}

#[test]
fn every_kind_that_a_trusted_provider_signed_is_believed_with_its_time_however_it_is_put_together() {
    let desk = desk();
    let half_past = At::parse("2026-10-04T07:30:30Z").unwrap();
    let mut seen = 0;
    let mut holds = |what: &str, raw: &[u8], kind: PecKind| {
        assert_eq!(believed(raw, &desk.anchors), Ok((kind, half_past)), "{what}");
        seen += 1;
    };
    for kind in PecKind::ALL {
        let form = form(kind.as_str());
        holds("detached", &form.signed(&desk.provider), *kind);
        holds("opaque", &opaque(&form.headers(), &form.content(), &desk.provider), *kind);
    }
    let accepted = form("accettazione");
    let lf = String::from_utf8(accepted.signed(&desk.provider)).unwrap().replace("\r\n", "\n");
    holds("handed over with bare line feeds", lf.as_bytes(), PecKind::Accepted);
    let upper = Form { msgid: OURS.replace("desk.example.org", "rewritten.example"), ..accepted.clone() };
    holds("the provider rewrote the domain", &upper.signed(&desk.provider), PecKind::Accepted);
    let failed = Form { data_kind: "mancata-consegna", error: "superamento-tempi-massimi", ..form("errore-consegna") };
    holds("other words for a failed delivery", &failed.signed(&desk.provider), PecKind::NotDelivered);
    for (zone, time) in
        [("+02:00", "09:30:30"), ("+2", "09:30:30"), ("Z", "07:30:30"), ("-0330", "04:00:30"), ("UTC", "07:30:30")]
    {
        let form = Form { zone, time, ..accepted.clone() };
        holds(zone, &form.signed(&desk.provider), PecKind::Accepted);
    }
    let named = Form { sender: SENDER.to_uppercase(), recipient: AUTHORITY.to_uppercase(), ..accepted.clone() };
    holds("addresses in capitals", &named.signed(&desk.provider), PecKind::Accepted);
    let nameless = Form { about: String::new(), ..accepted.clone() };
    let headers = nameless.headers().replace("X-Riferimento-Message-ID: \r\n", "");
    holds("only the data say which", &signed(&headers, &nameless.content(), &desk.provider), PecKind::Accepted);
    let whole = content_with(
        &form("avvenuta-consegna").data(),
        "--parti\r\nContent-Type: message/rfc822; name=\"postacert.eml\"\r\n\r\nX-Trasporto: posta-certificata\r\nSubject: x\r\n\r\ntext\r\n",
    );
    holds(
        "with the whole message",
        &signed(&form("avvenuta-consegna").headers(), &whole, &desk.provider),
        PecKind::Delivered,
    );
    let only = String::from_utf8(accepted.content()).unwrap();
    assert!(only.contains("daticert.xml"));
    assert!(seen >= 20, "{seen}");
}

#[test]
fn what_anybody_could_have_made_is_doubted_with_its_reason_and_none_is_believed() {
    let desk = desk();
    let other_root = Holder::authority("Another root");
    let stranger = other_root.provider(crate::support::pec::PROVIDER, LONG);
    let past = desk.root.provider(crate::support::pec::PROVIDER, "20261003000000Z");
    const EVE: &str = "eve@altrove.example";
    let person = desk.root.provider(EVE, LONG);
    let customer = desk.root.provider("eve@pec.gestore.example", LONG);
    let namesake = desk.root.provider("posta-certificata@pec.altrove.example", LONG);
    let below = desk.root.provider(&format!("{}.altrove.example", crate::support::pec::PROVIDER), LONG);
    let good = form("avvenuta-consegna");
    let from = |address: &'static str| Form { from: address, ..good.clone() };
    let text = String::from_utf8(good.signed(&desk.provider)).unwrap();
    let with = |change: &dyn Fn(&mut Form)| {
        let mut changed = good.clone();
        change(&mut changed);
        changed.signed(&desk.provider)
    };
    let plain = [good.headers().as_bytes(), &good.content()].concat();
    let data = good.data();
    let two = content_with(
        &data,
        "--parti\r\nContent-Type: application/xml; name=daticert.xml\r\n\r\n<postacert tipo=\"avvenuta-consegna\"/>\r\n",
    );
    // A genuine signature of somebody else's receipt, put above ours.
    let elsewhere = Form::new("avvenuta-consegna", "<1@x.example>", SENDER, AUTHORITY).signed(&desk.provider);
    let elsewhere = String::from_utf8(elsewhere).unwrap();
    let stolen = elsewhere.rsplit("filename=\"smime.p7s\"\r\n\r\n").next().unwrap().split("\r\n------").next().unwrap();
    let deep = (0..30).fold(String::new(), |inside, n| format!("<a{n}>{inside}</a{n}>"));
    let bomb = "<!DOCTYPE postacert [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let outside = "<!DOCTYPE postacert SYSTEM \"file:///etc/passwd\">";
    let in_a_letter = format!("X-Trasporto: posta-certificata\r\n{}", text);
    let nested = content_with(
        "<postacert tipo=\"posta-certificata\" errore=\"nessuno\"/>",
        &format!(
            "--parti\r\nContent-Type: message/rfc822\r\n\r\n{}\r\n",
            String::from_utf8(plain.clone()).unwrap().replace("parti", "altre")
        ),
    );
    // Around the signed part another one, with data of the forger's own.
    let wrapped = String::from_utf8(content_with(&data, "")).unwrap();
    let wrapped = format!(
        "{}MIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=o\r\n\r\n--o\r\n{wrapped}\r\n--o\r\n{}\r\n--o--\r\n",
        good.headers(),
        elsewhere
            .split("Content-Type: multipart/signed")
            .nth(1)
            .map(|rest| format!("Content-Type: multipart/signed{rest}"))
            .unwrap()
    );
    let forged: Vec<(&str, Vec<u8>, Doubt)> = vec![
        ("no signature", plain, Doubt::NotSigned),
        ("a signature that is no signature", around(&good.headers(), &good.content(), "AAAA"), Doubt::NotSigned),
        ("an empty signature", around(&good.headers(), &good.content(), ""), Doubt::NotSigned),
        ("the signature of another receipt", around(&good.headers(), &good.content(), stolen), Doubt::Altered),
        ("a letter changed in the text", text.replace("Ricevuta. Il", "Ricevuta: Il").into_bytes(), Doubt::Altered),
        ("signed by somebody whom another root vouches for", good.signed(&stranger), Doubt::SignerUnknown),
        ("signed by the other root itself", good.signed(&other_root), Doubt::SignerUnknown),
        ("signed with a certificate that had ended", good.signed(&past), Doubt::SignerExpired),
        ("signed by somebody else for whom the same root vouches", good.signed(&person), Doubt::SignerNoProvider),
        ("the same, from an address of their own", from(EVE).signed(&person), Doubt::SignerNoProvider),
        ("signed with a box at the provider's own domain", good.signed(&customer), Doubt::SignerNoProvider),
        ("signed by whoever has the provider's name alone", good.signed(&namesake), Doubt::SignerNoProvider),
        ("signed by a box below the provider's domain", good.signed(&below), Doubt::SignerNoProvider),
        ("transported", in_a_letter.into_bytes(), Doubt::Enveloped),
        ("transported, from ordinary mail", format!("X-Trasporto: errore\r\n{text}").into_bytes(), Doubt::Enveloped),
        ("two kinds at once", format!("X-Ricevuta: accettazione\r\n{text}").into_bytes(), Doubt::Enveloped),
        ("nested in a transported message", signed(&good.headers(), &nested, &desk.provider), Doubt::Contradictory),
        ("a signed part beside data of the forger", wrapped.into_bytes(), Doubt::NotSigned),
        ("two files of data", signed(&good.headers(), &two, &desk.provider), Doubt::NoData),
        (
            "the header made better than the data",
            {
                let failed = form("errore-consegna");
                signed(&good.headers(), &failed.content(), &desk.provider)
            },
            Doubt::Contradictory,
        ),
        ("good news with an error in it", with(&|form| form.error = "no-dest"), Doubt::Contradictory),
        ("about another message", with(&|form| form.msgid = "<other@desk.example.org>".into()), Doubt::OtherMessage),
        (
            "another message in the header",
            with(&|form| form.about = "<other@desk.example.org>".into()),
            Doubt::OtherMessage,
        ),
        ("about no message", with(&|form| form.msgid = String::new()), Doubt::OtherMessage),
        (
            "of another sender, who took our Message-ID",
            with(&|form| form.sender = "eve@pec.altrove.example".into()),
            Doubt::OtherSender,
        ),
        (
            "delivered to somebody else",
            with(&|form| form.delivered_to = "eve@pec.altrove.example".into()),
            Doubt::OtherRecipient,
        ),
        ("delivered to nobody", with(&|form| form.delivered_to = String::new()), Doubt::OtherRecipient),
        ("a document type that grows", with(&|form| form.prolog = bomb.into()), Doubt::DataUnreadable),
        ("a document type that reads a file", with(&|form| form.prolog = outside.into()), Doubt::DataUnreadable),
        ("an entity of its own", with(&|form| form.inside = "<x>&b;</x>".into()), Doubt::DataUnreadable),
        ("too deep", with(&|form| form.inside.clone_from(&deep)), Doubt::DataUnreadable),
        ("too large", with(&|form| form.inside = format!("<x>{}</x>", "y".repeat(1024 * 1024))), Doubt::DataUnreadable),
        (
            "cut off",
            signed(&good.headers(), &content_with(&data[..data.len() - 40], ""), &desk.provider),
            Doubt::DataUnreadable,
        ),
        (
            "two roots",
            with(&|form| form.inside = "</dati></postacert><postacert tipo=\"avvenuta-consegna\"><dati>".into()),
            Doubt::DataUnreadable,
        ),
        ("no zone", with(&|form| form.zone = ""), Doubt::TimeWrong),
        ("a zone with two meanings", with(&|form| form.zone = "CEST"), Doubt::TimeWrong),
        ("a zone that is none", with(&|form| form.zone = "+9900"), Doubt::TimeWrong),
        ("a day that is none", with(&|form| form.day = "31/02/2026"), Doubt::TimeWrong),
        ("month and day exchanged", with(&|form| form.day = "10/04/2026"), Doubt::TimeWrong),
        ("in the future", with(&|form| form.time = "11:30:30"), Doubt::TimeWrong),
        ("before it was sent", with(&|form| form.time = "09:00:00"), Doubt::TimeWrong),
        ("signed, but cut off before the signature", text.as_bytes()[..text.len() - 900].to_vec(), Doubt::NotSigned),
    ];
    assert!(forged.len() >= 30);
    for (what, raw, doubt) in &forged {
        assert_eq!(believed(raw, &desk.anchors).map(|(kind, _)| kind), Err(*doubt), "{what}");
    }
    let untrusted = Anchors::read("").unwrap();
    assert_eq!(believed(&good.signed(&desk.provider), &untrusted).unwrap_err(), Doubt::NoAnchors);
    assert_eq!(believed(text.replace("Il mess", "Un mess").as_bytes(), &untrusted).unwrap_err(), Doubt::Altered);
}

#[test]
fn a_doubted_receipt_still_shows_what_it_says_and_who_signed_it() {
    let desk = desk();
    let unsigned = [form("errore-consegna").headers().as_bytes(), &form("errore-consegna").content()].concat();
    let shown = pec(&unsigned, &desk.anchors);
    assert_eq!(
        (shown.kind, shown.data.error.as_str(), shown.doubt),
        (PecKind::NotDelivered, "no-dest", Some(Doubt::NotSigned))
    );
    assert!(pec(&form("accettazione").signed(&desk.provider), &desk.anchors).signer_is_sender());
    const ALSO: &str = "firma@pec.altro.example";
    let elsewhere = form("accettazione").signed(&desk.root.provider(ALSO, LONG));
    let unknown = pec(&elsewhere, &desk.anchors);
    assert_eq!(
        (unknown.doubt, unknown.signed_by.as_slice()),
        (Some(Doubt::SignerNoProvider), [ALSO.to_owned()].as_slice())
    );
    // Entered as a provider's, in capitals, it is believed; that it is another address than the one it came from is told.
    let both = format!(" {} \r\n\n{}\n", crate::support::pec::PROVIDER, ALSO.to_uppercase());
    let anchors = Anchors::read(&desk.root.pem()).unwrap().with_signers(&both).unwrap();
    assert!(believed(&elsewhere, &anchors).is_ok());
    assert!(!pec(&elsewhere, &anchors).signer_is_sender());
    // Who stands on the list and is vouched for by nobody is believed no more than before.
    let stranger = Holder::authority("Another root").provider(ALSO, LONG);
    assert_eq!(believed(&form("accettazione").signed(&stranger), &anchors).unwrap_err(), Doubt::SignerUnknown);
}

#[test]
fn addresses_of_providers_are_read_whole_or_not_at_all() {
    let anchors = Anchors::read(&desk().root.pem()).unwrap();
    for bad in [
        "gestore",
        "@pec.gestore.example",
        "a@",
        "a@b@c.example",
        "a b@c.example",
        "a@c.example, d@c.example",
        "A <a@c.example>",
    ] {
        assert!(anchors.clone().with_signers(&format!("good@pec.gestore.example\n{bad}")).is_err(), "{bad}");
    }
    assert!(anchors.clone().with_signers(&"a@b.example\n".repeat(10_000)).is_err());
    assert!(anchors.with_signers("").is_ok());
}

#[test]
fn what_is_no_receipt_is_none_and_what_is_out_of_bounds_is_not_read() {
    let anchors = desk().anchors;
    let read = |raw: &[u8]| receipt::read(raw, &anchors, now());
    for letter in [
        "From: a@example.org\r\nSubject: ACCETTAZIONE: x\r\n\r\nThe subject decides nothing.\r\n",
        "From: a@example.org\r\nX-Ricevuta: something-new\r\n\r\nx\r\n",
        "From: a@example.org\r\nX-Trasporto: posta-certificata\r\n\r\nx\r\n",
    ] {
        assert!(matches!(read(letter.as_bytes()), Ok(Read::Other)), "{letter}");
    }
    assert_eq!(read(b"").unwrap_err(), Unreadable::NoMessage);
    assert_eq!(read(b"key: value\r\n\r\nconfiguration\r\n").unwrap_err(), Unreadable::NoMessage);
    let many: String = (0..200).map(|n| format!("--b\r\nContent-Type: text/plain\r\n\r\n{n}\r\n")).collect();
    let many = format!(
        "From: a@x\r\nX-Ricevuta: accettazione\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n{many}--b--\r\n"
    );
    assert_eq!(read(many.as_bytes()).unwrap_err(), Unreadable::TooManyParts);
    // Messages within messages, far deeper than any parser should follow.
    let deep = "Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
    let deep = format!("From: a@x\r\nX-Ricevuta: accettazione\r\n{deep}");
    assert!(matches!(read(deep.as_bytes()), Ok(Read::Pec(pec)) if pec.doubt == Some(Doubt::NotSigned)));
    let long = [b"From: a@x\r\n\r\n".as_slice(), &vec![b'x'; receipt::MOST_BYTES]].concat();
    assert_eq!(read(&long).unwrap_err(), Unreadable::TooLong);
}

#[test]
fn certificates_that_are_trusted_are_read_whole_or_not_at_all() {
    let (one, two) = (Holder::authority("One"), Holder::authority("Two"));
    let both = Anchors::read(&format!("{}\n{}", one.pem(), two.pem())).unwrap();
    let names: Vec<String> = both.list().into_iter().map(|anchor| anchor.name).collect();
    assert_eq!(names, ["One", "Two"]);
    for bad in ["hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        assert!(Anchors::read(bad).is_err(), "{bad}");
    }
    assert!(
        Anchors::read(&format!("{}-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----\n", one.pem())).is_err()
    );
    let half = one.pem();
    assert!(Anchors::read(&format!("{}{}", two.pem(), &half[..half.len() / 2])).is_err());
}

proptest! {
    #[test]
    fn no_bytes_end_the_reader_of_receipts_and_none_is_believed(
        head in "(X-Ricevuta: (accettazione|avvenuta-consegna)|Content-Type: (multipart/signed|multipart/mixed|application/pkcs7-mime); boundary=b|Content-Transfer-Encoding: base64|Message-ID: [ -~]{0,20})",
        body in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let raw = [format!("From: a@example.org\r\nX-Ricevuta: accettazione\r\n{head}\r\n\r\n--b\r\n").as_bytes(), &body, b"\r\n--b\r\n\r\nx\r\n--b--\r\n"].concat();
        if let Ok(Read::Pec(pec)) = receipt::read(&raw, &Anchors::read("").unwrap(), now()) {
            prop_assert!(pec.believed(&expected(), now()).is_err());
        }
    }

    #[test]
    fn no_bytes_end_the_reader_of_the_data(text in "(<|>|&|;|/|postacert|dati|data|zona=\"|\"|giorno|!DOCTYPE|!\\[CDATA\\[|\\]\\]|a|#x0|\u{e8}| ){0,60}") {
        let _ = breachdesk::receipt::daticert::read(text.as_bytes()).map(|data| data.at());
    }
}
