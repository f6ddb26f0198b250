//! A notice in a case: its text, its approvals, what it was filed or published as.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::Person;
use super::filing::{FilingChannel, NoticeFiling};
use super::letter::Letter;
use super::plan::Recipient;
use super::told::ToldFacts;
use super::values::{At, Country, Private};
use crate::words;

words! {
    /// Approved is not sent, sent is not confirmed: every label says which.
    NoticeState {
        Draft = "draft",
        InReview = "in_review",
        Approved = "approved",
        HandedOver = "handed_over",
        /// Put in the tray of the demo or of a drill: nothing left this machine.
        Simulated = "simulated",
        Filed = "filed",
        Confirmed = "confirmed",
        Published = "published",
    }
}

/// One thing that a notice lacked when it was released, in the words of `notice::Missing`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Element of the content rules, such as `time_frame`.
    pub element: String,
    /// Why it counts as missing, such as `not_stated`.
    pub reason: String,
}

/// What a notice to an authority still lacked when somebody released it, and why it went out all the same: nothing may stop a
/// statutory filing, and nothing is passed over in silence (DESIGN section 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    pub findings: Vec<Finding>,
    pub reason: Private,
}

/// A finding of the linter as the workflow sees it: which rule, at which words, and whether it stops a message to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linted {
    pub rule: String,
    /// The same finding in the same text has the same key.
    pub key: String,
    pub stops: bool,
}

/// Why a finding of the linter stands: a person's reason, for exactly the text in which it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedFinding {
    pub rule: String,
    pub key: String,
    /// Digest of the notice as it was on screen; another text asks again.
    pub digest: String,
    pub reason: Private,
    pub by: Person,
    pub at: At,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub version: u32,
    pub digest: String,
    pub by: Person,
    pub at: At,
    /// Why one authorised person released it without a second.
    pub exception: Option<Private>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<Passed>,
    pub reviewed_by: Option<Person>,
    pub voided: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    pub version: u32,
    pub address: Private,
    pub at: At,
    pub sha256: String,
    pub by: Person,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub number: u32,
    pub kind: String,
    pub language: String,
    pub duties: Vec<u32>,
    pub recipient: Option<Recipient>,
    pub controller: Option<String>,
    pub market: Option<Country>,
    pub state: NoticeState,
    pub content: Private,
    /// Raised by every edit; an edit names the one it was based on.
    pub revision: u32,
    /// Everybody who wrote in the text since the last approval: none of them is its second person.
    pub authors: Vec<Person>,
    pub review_asked_at: Option<At>,
    pub approvals: Vec<Approval>,
    pub delivery: Option<Uuid>,
    /// When it was handed over by certified mail (PEC), the last time; none where it went by ordinary mail or did not go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certified_at: Option<At>,
    /// Last outcome of the hand-over that was not acceptance.
    pub failure: Option<String>,
    pub filings: Vec<NoticeFiling>,
    pub publications: Vec<Publication>,
    /// Findings of the linter that somebody passed with a reason, of every text there was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed_findings: Vec<PassedFinding>,
    /// The facts that its text was made of; none for texts from before they were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<ToldFacts>,
    /// Whose words it was drafted in; none = as shipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wording: Option<Wording>,
    /// Whom it goes to, where that is neither an authority nor people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Letter>,
}

/// Whose words a notice was drafted in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Wording {
    /// Those that travel with the program.
    Shipped,
    /// The organisation's own.
    House { version: u32, digest: String },
    /// The organisation has its own, and they could not be filled in.
    ShippedAfterAll { version: u32 },
}

/// How far a notice sent by certified mail has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certified {
    /// Handed over; the provider has not said yet that it took it.
    Outstanding,
    /// The provider took it, so it counts as sent; the delivery is outstanding.
    Accepted,
    /// It lies in the recipient's mailbox.
    Delivered,
}

impl Notice {
    /// How far it has come by certified mail; none where it goes another way, or not at all.
    pub fn certified(&self) -> Option<Certified> {
        self.certified_at?;
        let by_pec = self.filings.last().is_some_and(|filing| filing.channel == FilingChannel::Pec);
        match self.state {
            NoticeState::HandedOver => Some(Certified::Outstanding),
            NoticeState::Filed if by_pec => Some(Certified::Accepted),
            NoticeState::Confirmed if by_pec => Some(Certified::Delivered),
            _ => None,
        }
    }

    pub fn approval(&self) -> Option<&Approval> {
        self.approvals.iter().rev().find(|approval| !approval.voided)
    }

    /// The reason with which this finding was passed in the text of this digest.
    pub fn passed(&self, key: &str, digest: &str) -> Option<&PassedFinding> {
        self.passed_findings.iter().rev().find(|passed| passed.key == key && passed.digest == digest)
    }

    /// The version number that the next approval freezes.
    pub fn next_version(&self) -> u32 {
        self.approvals.len() as u32 + 1
    }
}
