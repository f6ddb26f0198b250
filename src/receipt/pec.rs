//! Receipts of Italian certified mail: which one it is, what the provider certifies, and whether it may be believed (M1).

use chrono::TimeDelta;

use super::Doubt;
use super::daticert::{self, Daticert};
use super::mime::{Budget, Part, Unreadable, bare_id};
use super::signature::{self, Anchors};
use crate::domain::values::At;
use crate::words;

/// How far the clocks of a provider and of this desk may be apart.
const CLOCKS_APART: TimeDelta = TimeDelta::minutes(5);

words! {
    /// `X-Ricevuta`, in the provider's words.
    PecKind {
        /// The provider took the message: it counts as sent.
        Accepted = "accettazione",
        /// The provider did not take it.
        NotAccepted = "non-accettazione",
        /// The recipient's provider has it. Providers tell each other so.
        TakenOver = "presa-in-carico",
        /// It is in the recipient's mailbox: it counts as delivered.
        Delivered = "avvenuta-consegna",
        /// It could not be delivered.
        NotDelivered = "errore-consegna",
        /// Nothing has been heard of the recipient's provider for a while.
        Delayed = "preavviso-errore-consegna",
        /// A virus was found in it, and it was not delivered.
        Virus = "rilevazione-virus",
    }
}

impl PecKind {
    /// Whether it says that the message did not and will not arrive.
    pub fn is_failure(self) -> bool {
        matches!(self, Self::NotAccepted | Self::NotDelivered | Self::Virus)
    }
}

/// A receipt as it was read.
#[derive(Debug)]
pub struct Pec {
    pub kind: PecKind,
    pub message_id: String,
    pub from: String,
    /// Message-ID of the message it is about, as the outer headers have it.
    pub about: String,
    pub data: Daticert,
    /// Why the receipt itself cannot be believed, whatever it is about.
    pub doubt: Option<Doubt>,
    /// Addresses of whoever signed, where somebody entered vouches for them.
    pub signed_by: Vec<String>,
}

/// The message of ours that a receipt is about.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    pub message_id: &'a str,
    pub sender: &'a str,
    pub recipient: &'a str,
    /// When it was handed to the provider.
    pub sent_at: At,
}

/// Reads the receipt that the outermost message is; `None` if it is none.
pub fn read(outer: &Part<'_>, anchors: &Anchors, now: At) -> Result<Option<Pec>, Unreadable> {
    let Some(word) = outer.headers("X-Ricevuta").next() else { return Ok(None) };
    let Some(kind) = PecKind::parse(&word.to_ascii_lowercase()) else { return Ok(None) };
    let mut pec = Pec {
        kind,
        message_id: outer.message_id(),
        from: outer.from(),
        about: outer.header("X-Riferimento-Message-ID").unwrap_or_default(),
        data: Daticert::default(),
        doubt: None,
        signed_by: Vec::new(),
    };
    let signed = match signature::opened(outer, anchors, now)? {
        Ok(signed) => {
            pec.doubt = (!signed.by_provider).then_some(Doubt::SignerNoProvider);
            pec.signed_by = signed.addresses;
            Some(signed.content)
        }
        Err(doubt) => {
            pec.doubt = Some(doubt);
            signature::unverified(outer)?
        }
    };
    match signed.map(|content| data_of(&content)).transpose()?.unwrap_or(Err(Doubt::NoData)) {
        Ok(data) => pec.data = data,
        Err(doubt) => pec.doubt = pec.doubt.or(Some(doubt)),
    }
    // Anybody can send certified mail in which a receipt lies, or write these headers into an ordinary message that their provider then
    // wraps: what was transported is no receipt, whoever signed the transport.
    if outer.has("X-Trasporto") || outer.headers("X-Ricevuta").count() > 1 {
        pec.doubt = Some(Doubt::Enveloped);
    }
    pec.doubt = pec.doubt.or_else(|| contradiction(&pec));
    Ok(Some(pec))
}

/// The data of the receipt: directly in the signed part, never in a message within it.
fn data_of(content: &[u8]) -> Result<Result<Daticert, Doubt>, Unreadable> {
    let part = Part::of(content)?;
    let mut budget = Budget::default();
    let parts = match part.kind().as_str() {
        "multipart/mixed" => part.children(&mut budget)?,
        _ => vec![part],
    };
    let is_data = |part: &&Part<'_>| {
        let named = part.name().is_some_and(|name| name.eq_ignore_ascii_case("daticert.xml"));
        named && matches!(part.kind().as_str(), "application/xml" | "text/xml" | "application/octet-stream")
    };
    let found: Vec<&Part<'_>> = parts.iter().filter(is_data).collect();
    let [data] = found.as_slice() else { return Ok(Err(Doubt::NoData)) };
    Ok(daticert::read(&data.decoded()).map_err(|_| Doubt::DataUnreadable))
}

/// Only the data are signed: where a header says something else, somebody changed it.
fn contradiction(pec: &Pec) -> Option<Doubt> {
    // Some providers write another word for the failed delivery into the data.
    let same = pec.data.kind == pec.kind.as_str()
        || (pec.kind == PecKind::NotDelivered && pec.data.kind == "mancata-consegna");
    let good_news = matches!(pec.kind, PecKind::Accepted | PecKind::Delivered);
    let error = pec.data.error != "nessuno" && !pec.data.error.is_empty();
    (!same || good_news && error).then_some(Doubt::Contradictory)
}

/// The part of a Message-ID before the @: providers rewrite the domain.
pub fn local(id: &str) -> &str {
    bare_id(id).split('@').next().unwrap_or_default()
}

fn is_same_address(one: &str, other: &str) -> bool {
    bare_id(one).trim().eq_ignore_ascii_case(other.trim())
}

impl Pec {
    /// Whether the certificate of whoever signed names the address it came from. That header is not signed, and some providers sign with
    /// another address, so it decides nothing and is told.
    pub fn signer_is_sender(&self) -> bool {
        self.signed_by.contains(&self.from.to_ascii_lowercase())
    }

    /// Whether the receipt may be believed of this message of ours: when it happened, or why not.
    pub fn believed(&self, expected: &Expected<'_>, now: At) -> Result<At, Doubt> {
        if let Some(doubt) = self.doubt {
            return Err(doubt);
        }
        let ours = local(expected.message_id);
        // The signed data decide; the header may be missing, but must not name another message.
        if ours.is_empty()
            || local(&self.data.message_id) != ours
            || !(self.about.is_empty() || local(&self.about) == ours)
        {
            return Err(Doubt::OtherMessage);
        }
        if !is_same_address(&self.data.sender, expected.sender) {
            return Err(Doubt::OtherSender);
        }
        if !self.names(expected.recipient) {
            return Err(Doubt::OtherRecipient);
        }
        let at = self.data.at().ok_or(Doubt::TimeWrong)?;
        if at > now.plus(CLOCKS_APART) || at < expected.sent_at.plus(-CLOCKS_APART) {
            return Err(Doubt::TimeWrong);
        }
        Ok(at.min(now))
    }

    /// A receipt of delivery names one recipient, those of the sender's provider all of them.
    fn names(&self, recipient: &str) -> bool {
        let delivered_to = &self.data.delivered_to;
        match self.kind {
            PecKind::Delivered => is_same_address(delivered_to, recipient),
            PecKind::NotDelivered | PecKind::Delayed | PecKind::Virus if !delivered_to.is_empty() => {
                is_same_address(delivered_to, recipient)
            }
            _ => self.data.recipients.iter().any(|one| is_same_address(one, recipient)),
        }
    }
}
