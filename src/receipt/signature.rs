//! Who signed a message, and whether the organisation trusts whoever vouches for them (S/MIME, RFC 8551).

use std::collections::BTreeSet;

use openssl::nid::Nid;
use openssl::pkcs7::{Pkcs7, Pkcs7Flags};
use openssl::stack::Stack;
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::verify::{X509VerifyFlags, X509VerifyParam};
use openssl::x509::{X509, X509PurposeId, X509Ref};

use super::Doubt;
use super::mime::{Budget, Part, Unreadable};
use crate::domain::values::At;

/// The longest list of certificates that is taken, in bytes.
pub const MOST_ANCHOR_BYTES: usize = 512 * 1024;
/// Certificates in it.
pub const MOST_ANCHORS: usize = 200;

/// The longest list of addresses that is taken, in bytes.
pub const MOST_SIGNER_BYTES: usize = 64 * 1024;

/// Whom the organisation believes: certificates of providers or of whoever vouches for them, and the addresses of providers.
///
/// An authority that vouches for providers vouches for ordinary people's mail as well. So whoever is vouched for is a provider only if one
/// of its addresses was entered as a provider's; a certificate that was entered itself needs no more (M1).
#[derive(Clone, Default)]
pub struct Anchors {
    certificates: Vec<X509>,
    signers: BTreeSet<String>,
}

/// The certificates cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no list of certificates in PEM form")]
pub struct BadAnchors;

/// The line that is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is no list of addresses: {0}")]
pub struct BadSigner(pub String);

/// A certificate as a person recognises it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    pub name: String,
    /// SHA-256 of the certificate, in hex.
    pub fingerprint: String,
    /// As the certificate says it.
    pub until: String,
}

impl Anchors {
    /// Reads certificates in PEM form; none for an empty text.
    pub fn read(pem: &str) -> Result<Self, BadAnchors> {
        if pem.trim().is_empty() {
            return Ok(Self::default());
        }
        if pem.len() > MOST_ANCHOR_BYTES || pem.contains("PRIVATE KEY") {
            return Err(BadAnchors);
        }
        let found = X509::stack_from_pem(pem.as_bytes()).map_err(|_| BadAnchors)?;
        // What is no certificate between two of them is passed over by the reader, so they are counted.
        let begun = pem.matches("-----BEGIN").count();
        if found.is_empty() || found.len() != begun || found.len() > MOST_ANCHORS {
            Err(BadAnchors)
        } else {
            Ok(Self { certificates: found, signers: BTreeSet::new() })
        }
    }

    /// The same, with the addresses by which providers sign, one on each line.
    pub fn with_signers(self, lines: &str) -> Result<Self, BadSigner> {
        if lines.len() > MOST_SIGNER_BYTES {
            return Err(BadSigner(String::new()));
        }
        let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
        let signers = lines.map(|line| {
            let parts = line.split_once('@').filter(|(user, host)| !user.is_empty() && host.contains('.'));
            let whole = parts.is_some_and(|(_, host)| !host.contains('@'))
                && line.len() <= 254
                && line.chars().all(|c| c.is_ascii_graphic() && !"<>,;".contains(c));
            if whole { Ok(line.to_ascii_lowercase()) } else { Err(BadSigner(super::mime::line(line, 100))) }
        });
        Ok(Self { signers: signers.collect::<Result<_, _>>()?, ..self })
    }

    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }

    /// Whether this is the certificate of a provider.
    fn is_provider(&self, signer: &X509Ref) -> bool {
        let entered = || {
            let der = signer.to_der().ok();
            der.is_some_and(|der| self.certificates.iter().any(|one| one.to_der().is_ok_and(|known| known == der)))
        };
        addresses(signer).iter().any(|address| self.signers.contains(address)) || entered()
    }

    /// What they are called.
    pub fn list(&self) -> Vec<Anchor> {
        let told = |one: &X509| Anchor {
            name: name(one),
            fingerprint: one.digest(openssl::hash::MessageDigest::sha256()).map(hex::encode).unwrap_or_default(),
            until: one.not_after().to_string(),
        };
        self.certificates.iter().map(told).collect()
    }

    fn store(&self, at: At) -> Option<X509Store> {
        let mut store = X509StoreBuilder::new().ok()?;
        for anchor in &self.certificates {
            store.add_cert(anchor.clone()).ok()?;
        }
        let mut rules = X509VerifyParam::new().ok()?;
        // As it was when the message came: a receipt does not lose its worth because its provider's certificate ends later.
        rules.set_time(at.micros().div_euclid(1_000_000));
        rules.set_purpose(X509PurposeId::SMIME_SIGN).ok()?;
        // Whatever the organisation entered is where its trust begins, a root or not.
        rules.set_flags(X509VerifyFlags::PARTIAL_CHAIN).ok()?;
        store.set_param(&rules).ok()?;
        Some(store.build())
    }
}

fn name(certificate: &X509Ref) -> String {
    let name = certificate.subject_name();
    let entry = |kind| name.entries_by_nid(kind).next().and_then(|entry| entry.data().to_string().ok());
    let parts = [Nid::COMMONNAME, Nid::ORGANIZATIONNAME].into_iter().filter_map(entry);
    super::mime::line(&parts.collect::<Vec<_>>().join(", "), 200)
}

/// What a signature covers, with line ends as they were signed, and whose it is.
#[derive(Debug)]
pub struct Signed {
    /// A whole part, headers and body.
    pub content: Vec<u8>,
    /// Addresses in the certificates of those who signed, in small letters.
    pub addresses: Vec<String>,
    /// Whether everybody who signed is a provider that the organisation entered.
    pub by_provider: bool,
}

/// Takes the signature off the outermost part; nothing that it does not cover is in the answer.
pub fn opened(outer: &Part<'_>, anchors: &Anchors, at: At) -> Result<Result<Signed, Doubt>, Unreadable> {
    match outer.kind().as_str() {
        "multipart/signed" => {
            let parts = outer.children(&mut Budget::default())?;
            let [content, signature] = parts.as_slice() else { return Ok(Err(Doubt::NotSigned)) };
            if !is_signature(&signature.kind()) {
                return Ok(Err(Doubt::NotSigned));
            }
            Ok(detached(content.raw(), &signature.decoded(), anchors, at))
        }
        kind if is_enveloped(kind) => Ok(verified(&outer.decoded(), None, anchors, at)),
        _ => Ok(Err(Doubt::NotSigned)),
    }
}

/// What the signature of a message covers, without asking whose it is: only to show what a receipt says of itself.
pub fn unverified(outer: &Part<'_>) -> Result<Option<Vec<u8>>, Unreadable> {
    let kind = outer.kind();
    if kind == "multipart/signed" {
        return Ok(outer.children(&mut Budget::default())?.first().map(|part| part.raw().to_vec()));
    }
    if !is_enveloped(&kind) {
        return Ok(Some(outer.raw().to_vec()));
    }
    let mut content = Vec::new();
    let flags = Pkcs7Flags::NOVERIFY | Pkcs7Flags::NOSIGS;
    let read = (|| {
        let (none, store) = (Stack::new().ok()?, X509StoreBuilder::new().ok()?.build());
        Pkcs7::from_der(&outer.decoded()).ok()?.verify(&none, &store, None, Some(&mut content), flags).ok()
    })();
    Ok(read.map(|()| content))
}

fn is_signature(kind: &str) -> bool {
    matches!(kind, "application/pkcs7-signature" | "application/x-pkcs7-signature")
}

fn is_enveloped(kind: &str) -> bool {
    matches!(kind, "application/pkcs7-mime" | "application/x-pkcs7-mime")
}

/// The signature beside its content. Mail servers hand messages to a command with bare line feeds; what was signed had CRLF.
fn detached(content: &[u8], signature: &[u8], anchors: &Anchors, at: At) -> Result<Signed, Doubt> {
    let as_it_came = verified(signature, Some(content), anchors, at);
    match as_it_came {
        Err(Doubt::Altered) => {
            let with_crlf = crlf(content);
            if with_crlf == content { Err(Doubt::Altered) } else { verified(signature, Some(&with_crlf), anchors, at) }
        }
        other => other,
    }
}

fn crlf(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len() + bytes.len() / 40);
    let mut before = 0;
    for byte in bytes {
        if *byte == b'\n' && before != b'\r' {
            text.push(b'\r');
        }
        text.push(*byte);
        before = *byte;
    }
    text
}

fn verified(signature: &[u8], beside: Option<&[u8]>, anchors: &Anchors, at: At) -> Result<Signed, Doubt> {
    // Every answer of the library that is not "yes" is a no.
    let pkcs7 = Pkcs7::from_der(signature).map_err(|_| Doubt::NotSigned)?;
    let none = Stack::new().map_err(|_| Doubt::NotSigned)?;
    let store = anchors.store(at).ok_or(Doubt::NoAnchors)?;
    let mut content = Vec::new();
    let flags = Pkcs7Flags::BINARY;
    let fits = pkcs7.verify(&none, &store, beside, Some(&mut content), flags | Pkcs7Flags::NOVERIFY);
    if fits.is_err() {
        return Err(Doubt::Altered);
    }
    if anchors.is_empty() {
        return Err(Doubt::NoAnchors);
    }
    let signers = pkcs7.signers(&none, flags).map_err(|_| Doubt::NotSigned)?;
    content.clear();
    if pkcs7.verify(&none, &store, beside, Some(&mut content), flags).is_err() {
        return Err(if signers.iter().any(|signer| is_over(signer, at)) {
            Doubt::SignerExpired
        } else {
            Doubt::SignerUnknown
        });
    }
    let content = beside.map_or(content, <[u8]>::to_vec);
    let by_provider = !signers.is_empty() && signers.iter().all(|signer| anchors.is_provider(signer));
    Ok(Signed { content, addresses: signers.iter().flat_map(addresses).collect(), by_provider })
}

fn is_over(certificate: &X509Ref, at: At) -> bool {
    let now = openssl::asn1::Asn1Time::from_unix(at.micros().div_euclid(1_000_000));
    now.is_ok_and(|now| certificate.not_after() < now || certificate.not_before() > now)
}

fn addresses(certificate: &X509Ref) -> Vec<String> {
    let names = certificate.subject_alt_names();
    let mut found: Vec<String> =
        names.iter().flatten().filter_map(|name| name.email()).map(str::to_ascii_lowercase).collect();
    let subject = certificate.subject_name().entries_by_nid(Nid::PKCS9_EMAILADDRESS);
    found.extend(subject.filter_map(|entry| Some(entry.data().to_string().ok()?.to_ascii_lowercase())));
    found
}
