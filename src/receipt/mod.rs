//! What comes back after a message went out: receipts of certified mail (PEC) and delivery reports (DSN), read from their bytes. Pure:
//! what is trusted and what time it is are given, what was said and why it is doubted follow.

pub mod daticert;
pub mod dsn;
pub mod mime;
pub mod pec;
pub mod signature;

pub use dsn::{Action, Dsn, DsnRecipient};
pub use mime::{MOST_BYTES, Unreadable};
pub use pec::{Expected, Pec, PecKind};
pub use signature::{Anchors, BadSigner};

use crate::domain::values::At;
use crate::words;

words! {
    /// Why a receipt is kept and shown, and moves nothing (M1).
    Doubt {
        /// It carries no signature.
        NotSigned = "not_signed",
        /// The signature does not fit the text.
        Altered = "altered",
        /// The organisation has entered nobody whom it trusts to vouch for providers.
        NoAnchors = "no_anchors",
        /// Nobody whom it trusts vouches for the signer.
        SignerUnknown = "signer_unknown",
        /// Somebody whom it trusts vouches for the signer, but nobody entered the signer as a provider.
        SignerNoProvider = "signer_no_provider",
        /// The signer's certificate was not valid when the message came.
        SignerExpired = "signer_expired",
        /// It came inside a message that somebody sent.
        Enveloped = "enveloped",
        /// The signed data of the receipt are missing, or there are two of them.
        NoData = "no_data",
        /// They cannot be read.
        DataUnreadable = "data_unreadable",
        /// Headers and signed data do not say the same.
        Contradictory = "contradictory",
        /// It is about another message.
        OtherMessage = "other_message",
        /// About a message of another sender.
        OtherSender = "other_sender",
        /// About somebody else than the one we wrote to.
        OtherRecipient = "other_recipient",
        /// It does not say when, or nothing that can be so.
        TimeWrong = "time_wrong",
        /// It says that a message arrived of which it was said before that it did not.
        FailedBefore = "failed_before",
        /// The message was not sent, or has been settled otherwise.
        NotExpected = "not_expected",
        /// No message of this desk is named.
        NotOurs = "not_ours",
    }
}

/// A message that came, as what it is.
#[derive(Debug)]
pub enum Read {
    Pec(Box<Pec>),
    Dsn(Dsn),
    /// Something else, such as a letter of a person.
    Other,
}

/// Reads a message. What a PEC receipt says of itself is read even where its signature is doubted, so that it can be shown.
pub fn read(raw: &[u8], anchors: &Anchors, now: At) -> Result<Read, Unreadable> {
    let outer = mime::Part::of(raw)?;
    // A mail server adds Received, a sender Date and From: what has none of them is some other file.
    if !["From", "Sender", "Date", "Received", "Message-ID", "Subject"].into_iter().any(|name| outer.has(name)) {
        return Err(Unreadable::NoMessage);
    }
    if let Some(pec) = pec::read(&outer, anchors, now)? {
        return Ok(Read::Pec(Box::new(pec)));
    }
    Ok(dsn::read(&outer)?.map_or(Read::Other, Read::Dsn))
}
