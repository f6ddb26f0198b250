//! What a notice may say: the facts in force for one controller, market and set of data, and the frame they are told in.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::digest;
use crate::domain::plan::Citation;
use crate::domain::situation::{Fact, Knowledge};
use crate::domain::values::At;
use crate::words;

/// How somebody is reached. Empty text means that there is none. Addresses are shown as text, never as links.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contact {
    pub name: String,
    pub email: String,
    /// Certified e-mail (PEC) address.
    pub pec: String,
    pub phone: String,
    /// Hours with zone and whether the call is free, in the notice's language.
    pub phone_hours: String,
    pub post: String,
}

impl Contact {
    /// Number of ways to reach this contact.
    pub fn channels(&self) -> usize {
        [&self.email, &self.pec, &self.phone, &self.post].into_iter().filter(|c| !c.trim().is_empty()).count()
    }
}

#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ControllerCard {
    pub name: String,
    pub address: String,
    /// Company register or tax number.
    pub identifier: String,
    /// Bare home domain that customers know, such as `lunamobile.example.it`; told so that people can type it themselves.
    pub site: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeRecipient {
    pub id: String,
    pub name: String,
    /// Subject line that the recipient's channel demands word for word; empty = none.
    pub fixed_subject: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeDeadline {
    pub target_at: Option<At>,
    pub legal_term_at: Option<At>,
}

/// An authority that has been notified: only after the filing is on record.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub name: String,
    pub at: At,
    /// It is of the reader's own State, so that no list of other States names it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own_state: bool,
}

/// One earlier filing with the reader that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierFiling {
    pub at: At,
    /// The number that the reader gave on its receipt of this very filing; empty without one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
}

/// One earlier version of a public notice.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionLine {
    pub version: u32,
    pub at: At,
    /// What changed, in the notice's language.
    pub what: String,
}

/// A fact that the recipient was told otherwise, or as not known yet.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub id: String,
    /// The fact's name in the notice's language.
    pub label: String,
    /// As it was told; of one data set alone where it names one.
    pub was: Statement,
    /// Since when it is on record as it stands now.
    pub since: At,
}

words! {
    /// How far what a clock asks for is.
    ClockState { Due = "due", Presumed = "presumed", Filed = "filed" }
}

/// Duties of one name and one moment, as those who decide read them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockLine {
    /// The duty, in the notice's language.
    pub what: String,
    /// Its recipients, in the notice's language.
    pub to: Vec<String>,
    /// None where the law gives no figure.
    pub at: Option<At>,
    pub state: ClockState,
    /// Somebody still has to decide on it.
    pub undecided: bool,
}

/// Everything a notice says that is not a fact of the breach.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// The moment whose knowledge the notice tells; stands in the text as its date and is no part of the facts digest.
    pub as_at: At,
    /// IANA zone in which times are written.
    pub zone: String,
    pub our_reference: String,
    pub authority_reference: String,
    /// Version of a public notice, from 1.
    pub version: u32,
    pub controller: ControllerCard,
    pub dpo: Contact,
    /// Line for people, where there is one beside the DPO.
    pub hotline: Contact,
    pub recipient: Option<NoticeRecipient>,
    pub deadline: Option<NoticeDeadline>,
    /// Authorities already notified of this breach for this controller.
    pub told: Vec<Told>,
    /// Authority to which people may complain.
    pub complaint_authority: String,
    /// Day by which the reader hears more.
    pub next_update_on: Option<NaiveDate>,
    pub versions: Vec<VersionLine>,
    /// Values under canonical ids that are projections of other tables and therefore never facts of a case, such as
    /// `time.delay_reason`, `communication.status` or an estimated `time.start`.
    pub projected: Vec<Fact>,
    /// When the recipient was notified last before; only for notices that follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier_at: Option<At>,
    /// Every filing that counts before this one, the earliest first, each with its own number; only for notices that follow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierFiling>,
    /// The law under which a notice that follows is sent, and the one under which the first of the earlier filings was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<Citation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notified_law: Option<Citation>,
    /// The State of an authority that reads: no list of other States names it. Empty for every other reader.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub own_state: String,
    /// What changed since; only for notices that follow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// What is still not known, by id and name: of what was told as such, for notices that follow; of the case, for kinds that tell clocks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub still_open: Vec<(String, String)>,
    /// Nobody concerned was told yet; only for notices that tell how people were.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nobody_told: bool,
    /// What a letter to another body is for and why it is sent; empty where its duty says so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub purpose: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The clocks of the case; only for kinds that tell them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<ClockLine>,
}

/// Stands as `who` of a statement that the desk derived from its own record.
pub const BY_THE_RECORD: &str = "record";

/// One fact as a notice may word it: value in force, private text opened.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// Name of the data set it is limited to, where data sets of one notice differ; else empty.
    pub about: String,
    pub state: Knowledge,
    pub value: Value,
    pub how: String,
    pub who: String,
    pub by: Option<NaiveDate>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct NoticeFacts {
    pub frame: Frame,
    /// By canonical id; several statements only where data sets differ.
    pub facts: BTreeMap<String, Vec<Statement>>,
}

impl NoticeFacts {
    pub fn of(&self, id: &str) -> &[Statement] {
        self.facts.get(id).map_or(&[], Vec::as_slice)
    }

    /// Late = handed in after the legal term, or after the target where there is none (Art. 33(1), second sentence).
    pub fn late(&self) -> bool {
        let term = self.frame.deadline.as_ref().and_then(|d| d.legal_term_at.or(d.target_at));
        term.is_some_and(|term| self.frame.as_at > term)
    }

    /// SHA-256 of all that the notice may say. The clock is no fact: the same facts an hour later have the same digest.
    pub fn digest(&self) -> Result<String, serde_json::Error> {
        let mut value = serde_json::to_value(self)?;
        if let Some(frame) = value.get_mut("frame").and_then(Value::as_object_mut) {
            frame.remove("as_at");
        }
        Ok(digest::of_value(&value))
    }
}

impl fmt::Debug for NoticeFacts {
    // Facts are full of what people wrote, and debug output ends up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NoticeFacts({}, {} facts)", self.frame.our_reference, self.facts.len())
    }
}
