//! A provider of certified mail made for the run: a certificate authority, a provider's certificate, and receipts that it signs. No key
//! is ever stored.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkcs7::{Pkcs7, Pkcs7Flags};
use openssl::pkey::{PKey, Private};
use openssl::stack::Stack;
use openssl::x509::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAlternativeName};
use openssl::x509::{X509, X509Builder, X509Name, X509NameBuilder};

/// A certificate with its key.
pub struct Holder {
    key: PKey<Private>,
    pub certificate: X509,
}

fn key() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

fn name(of: &str) -> X509Name {
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_nid(Nid::COMMONNAME, of).unwrap();
    name.build()
}

fn begun(of: &str, from: &str, until: &str, key: &PKey<Private>) -> X509Builder {
    let mut made = X509::builder().unwrap();
    made.set_version(2).unwrap();
    let number = BigNum::from_slice(of.as_bytes().get(..of.len().min(12)).unwrap()).unwrap();
    made.set_serial_number(&Asn1Integer::from_bn(&number).unwrap()).unwrap();
    made.set_subject_name(&name(of)).unwrap();
    made.set_not_before(&Asn1Time::from_str(from).unwrap()).unwrap();
    made.set_not_after(&Asn1Time::from_str(until).unwrap()).unwrap();
    made.set_pubkey(key).unwrap();
    made
}

impl Holder {
    /// An authority that vouches for providers.
    pub fn authority(of: &str) -> Self {
        let key = key();
        let mut made = begun(of, "20200101000000Z", "20400101000000Z", &key);
        made.set_issuer_name(&name(of)).unwrap();
        made.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
        made.append_extension(KeyUsage::new().key_cert_sign().build().unwrap()).unwrap();
        made.sign(&key, MessageDigest::sha256()).unwrap();
        Self { key, certificate: made.build() }
    }

    /// A provider with this address, vouched for until then.
    pub fn provider(&self, address: &str, until: &str) -> Self {
        self.provider_from(address, "20200101000000Z", until)
    }

    /// The same, from then.
    pub fn provider_from(&self, address: &str, from: &str, until: &str) -> Self {
        self.vouched(address, from, until, |_| {})
    }

    /// A certificate that is good for a web site and for nothing else.
    pub fn web_site(&self, address: &str) -> Self {
        let server = |made: &mut X509Builder| {
            made.append_extension(ExtendedKeyUsage::new().server_auth().build().unwrap()).unwrap();
        };
        self.vouched(address, "20200101000000Z", "20400101000000Z", server)
    }

    fn vouched(&self, address: &str, from: &str, until: &str, more: impl Fn(&mut X509Builder)) -> Self {
        let key = key();
        let mut made = begun(address, from, until, &key);
        made.set_issuer_name(self.certificate.subject_name()).unwrap();
        made.append_extension(KeyUsage::new().digital_signature().build().unwrap()).unwrap();
        let address = SubjectAlternativeName::new().email(address).build(&made.x509v3_context(None, None)).unwrap();
        made.append_extension(address).unwrap();
        more(&mut made);
        made.sign(&self.key, MessageDigest::sha256()).unwrap();
        Self { key, certificate: made.build() }
    }

    pub fn pem(&self) -> String {
        String::from_utf8(self.certificate.to_pem().unwrap()).unwrap()
    }

    fn signature(&self, content: &[u8], flags: Pkcs7Flags) -> String {
        self.signature_with(content, flags, None)
    }

    fn signature_with(&self, content: &[u8], flags: Pkcs7Flags, above: Option<&Holder>) -> String {
        let mut others = Stack::new().unwrap();
        above.into_iter().for_each(|one| others.push(one.certificate.clone()).unwrap());
        let signed = Pkcs7::sign(&self.certificate, &self.key, &others, content, flags | Pkcs7Flags::BINARY).unwrap();
        let text = STANDARD.encode(signed.to_der().unwrap());
        text.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect::<Vec<_>>().join("\r\n")
    }
}

pub const PROVIDER: &str = "posta-certificata@pec.gestore.example";

/// What a receipt says, before anybody signs it.
#[derive(Clone)]
pub struct Form {
    pub kind: &'static str,
    /// `tipo` in the data.
    pub data_kind: &'static str,
    pub error: &'static str,
    /// The receipt's own Message-ID.
    pub id: String,
    pub about: String,
    pub msgid: String,
    pub sender: String,
    pub recipient: String,
    pub delivered_to: String,
    pub explanation: String,
    pub zone: &'static str,
    pub day: &'static str,
    pub time: &'static str,
    pub from: &'static str,
    /// Put before the data, such as a document type.
    pub prolog: String,
    /// Put into the data.
    pub inside: String,
}

impl Form {
    /// A receipt as a provider writes it, of half past nine in Rome on 4 October 2026.
    pub fn new(kind: &'static str, message_id: &str, sender: &str, recipient: &str) -> Self {
        let delivers = matches!(kind, "avvenuta-consegna" | "errore-consegna" | "preavviso-errore-consegna");
        Self {
            kind,
            data_kind: kind,
            error: if matches!(kind, "errore-consegna" | "non-accettazione") { "no-dest" } else { "nessuno" },
            id: format!("opec-{kind}@pec.gestore.example"),
            about: message_id.to_owned(),
            msgid: message_id.to_owned(),
            sender: sender.to_owned(),
            recipient: recipient.to_owned(),
            delivered_to: if delivers { recipient.to_owned() } else { String::new() },
            explanation: String::new(),
            zone: "+0200",
            day: "04/10/2026",
            time: "09:30:30",
            from: PROVIDER,
            prolog: String::new(),
            inside: String::new(),
        }
    }

    pub fn data(&self) -> String {
        let escaped = |text: &str| text.replace('<', "&lt;").replace('>', "&gt;");
        let element = |name: &str, text: &str| match text {
            "" => String::new(),
            text => format!("<{name}>{}</{name}>", escaped(text)),
        };
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n{}<postacert tipo=\"{}\" errore=\"{}\">\r\n<intestazione>\
             <mittente>{}</mittente><destinatari tipo=\"certificato\">{}</destinatari><risposte>{}</risposte>\
             <oggetto>Notifica violazione</oggetto></intestazione>\r\n<dati><gestore-emittente>Gestore PEC S.p.A.</gestore-emittente>\
             <data zona=\"{}\"><giorno>{}</giorno><ora>{}</ora></data><identificativo>opec1.2.3@pec.gestore.example</identificativo>\
             {}<ricevuta tipo=\"completa\"/>{}{}{}</dati>\r\n</postacert>\r\n",
            self.prolog,
            self.data_kind,
            self.error,
            self.sender,
            self.recipient,
            self.sender,
            self.zone,
            self.day,
            self.time,
            element("msgid", &self.msgid),
            element("consegna", &self.delivered_to),
            element("errore-esteso", &self.explanation),
            self.inside,
        )
    }

    /// What is signed.
    pub fn content(&self) -> Vec<u8> {
        content_with(&self.data(), "")
    }

    pub fn headers(&self) -> String {
        format!(
            "Received: from pec.gestore.example by pec.operatore.example; Sun, 4 Oct 2026 09:30:31 +0200\r\nFrom: Per conto di \
             <{}>\r\nTo: {}\r\nSubject: {}: Notifica violazione\r\nDate: Sun, 4 Oct 2026 09:30:30 +0200\r\n\
             Message-ID: <{}>\r\nX-Ricevuta: {}\r\nX-Riferimento-Message-ID: {}\r\n",
            self.from,
            self.sender,
            self.kind.to_uppercase(),
            self.id,
            self.kind,
            self.about
        )
    }

    pub fn signed(&self, by: &Holder) -> Vec<u8> {
        signed(&self.headers(), &self.content(), by)
    }

    /// With the certificate of whoever vouches for the signer in the signature.
    pub fn signed_with_chain(&self, by: &Holder, above: &Holder) -> Vec<u8> {
        let signature = by.signature_with(&self.content(), Pkcs7Flags::DETACHED, Some(above));
        around(&self.headers(), &self.content(), &signature)
    }
}

/// Text, data and whatever else, as providers put them together.
pub fn content_with(data: &str, more: &str) -> Vec<u8> {
    let data = STANDARD.encode(data);
    format!(
        "Content-Type: multipart/mixed; boundary=\"parti\"\r\n\r\n--parti\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n\
         Ricevuta. Il messaggio e' stato trattato.\r\n--parti\r\nContent-Type: application/xml; name=\"daticert.xml\"\r\n\
         Content-Disposition: attachment; filename=\"daticert.xml\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{data}\r\n{more}--parti--\r\n"
    )
    .into_bytes()
}

/// `multipart/signed` around the content.
pub fn signed(headers: &str, content: &[u8], by: &Holder) -> Vec<u8> {
    around(headers, content, &by.signature(content, Pkcs7Flags::DETACHED))
}

pub fn around(headers: &str, content: &[u8], signature: &str) -> Vec<u8> {
    let head = format!(
        "{headers}MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol=\"application/x-pkcs7-signature\"; micalg=sha-256; \
         boundary=\"----Firma0\"\r\n\r\nThis is an S/MIME signed message\r\n\r\n------Firma0\r\n"
    );
    let tail = format!(
        "\r\n------Firma0\r\nContent-Type: application/x-pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n{signature}\r\n------Firma0--\r\n"
    );
    [head.as_bytes(), content, tail.as_bytes()].concat()
}

/// `application/pkcs7-mime`: the content lies in the signature.
pub fn opaque(headers: &str, content: &[u8], by: &Holder) -> Vec<u8> {
    let signature = by.signature(content, Pkcs7Flags::empty());
    format!(
        "{headers}MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=\"smime.p7m\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{signature}\r\n"
    )
    .into_bytes()
}
