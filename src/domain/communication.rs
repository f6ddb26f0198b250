//! A mail-out to data subjects as the case knows it, with its sums.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::Person;
use super::case::{Case, Publication};
use super::values::{At, Private};
use crate::words;

words! {
    CommunicationState {
        Imported = "imported",
        Approved = "approved",
        Running = "running",
        Paused = "paused",
        Stopped = "stopped",
        Finished = "finished",
    }
}

/// A mail-out to data subjects, as the case knows it; its recipients are rows of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Communication {
    pub number: u32,
    pub id: Uuid,
    /// The text of each language, by the number of its notice. A language of the file may still be without one.
    pub notices: BTreeMap<String, u32>,
    pub counts: ImportCounts,
    /// People to be mailed, by the language of their row.
    pub languages: BTreeMap<String, u64>,
    pub file_sha256: String,
    pub state: CommunicationState,
    pub imported_by: Person,
    /// A test of these texts was sent.
    pub tested: bool,
    pub approved_by: Option<Person>,
    /// The texts as approved, one per language; empty before.
    pub texts: Vec<CommunicationText>,
    pub started_at: Option<At>,
    /// How many people were reached when it last stopped, paused or finished.
    pub totals: Option<SendTotals>,
    /// Why the program paused it by itself; none where a person did, and once it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_why: Option<Private>,
    /// Root of the hash tree over the sealed rows, where the import recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_root: Option<String>,
    /// Rows that earlier lists left out and that stand in this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub brings_in: Vec<BroughtIn>,
    /// How many people may be written to before somebody looks again (M6); none for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_until: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purged_at: Option<At>,
}

impl Communication {
    /// Languages in which somebody waits to be told and no text is chosen.
    pub fn languages_without_text(&self) -> Vec<&str> {
        self.languages.keys().filter(|language| !self.notices.contains_key(*language)).map(String::as_str).collect()
    }

    /// How many rows that this mail-out left out stand in it.
    fn rows_of(&self, mail_out: u32) -> u64 {
        self.brings_in.iter().filter(|one| one.mail_out == mail_out).map(|one| one.rows).sum()
    }

    /// Whether its people are told by it, or it holds the close until they are: a list that nobody approved tells nobody. One
    /// without any address is approved by nobody: whether its letters went out, a person says.
    fn stands(&self) -> bool {
        self.state != CommunicationState::Imported
    }

    /// Whether nobody further is told by it.
    pub(super) fn has_ended(&self) -> bool {
        use CommunicationState as C;
        matches!(self.state, C::Stopped | C::Finished) || (self.state == C::Imported && self.counts.accepted == 0)
    }
}

impl Case {
    /// The mail-outs that are over and carried a text for this duty.
    pub fn finished_for(&self, duty: u32) -> impl Iterator<Item = &Communication> {
        let is_for = move |number: &u32| self.notice(*number).is_some_and(|notice| notice.duties.contains(&duty));
        self.communications
            .iter()
            .filter(|one| one.state == CommunicationState::Finished)
            .filter(move |one| one.notices.values().any(is_for))
    }

    /// How many rows that a list left out came in with a later one.
    pub fn taken_up(&self, number: u32) -> u64 {
        self.communications.iter().map(|later| later.rows_of(number)).sum()
    }

    /// How many rows that a list left out no later list takes care of: nobody there is told by mail.
    pub fn still_left_out(&self, communication: &Communication) -> u64 {
        let later =
            self.communications.iter().filter(|later| later.stands() && self.is_for_the_same(later, communication));
        let taken_up: u64 = later.map(|later| later.rows_of(communication.number)).sum();
        communication.counts.rejected.saturating_sub(taken_up)
    }

    /// Whether both tell people of one duty: whoever was told for one controller was not told for another. One without a text tells of none
    /// yet.
    fn is_for_the_same(&self, later: &Communication, earlier: &Communication) -> bool {
        let duties = |one: &Communication| -> BTreeSet<u32> {
            let notices = one.notices.values().filter_map(|number| self.notice(*number));
            notices.flat_map(|notice| notice.duties.iter().copied()).collect()
        };
        let before = duties(earlier);
        before.is_empty() || !before.is_disjoint(&duties(later))
    }

    /// The public notices for this duty that stand somewhere.
    pub fn published_for(&self, duty: u32) -> impl Iterator<Item = &Publication> {
        self.notices.iter().filter(move |notice| notice.duties.contains(&duty)).flat_map(|notice| &notice.publications)
    }

    /// Whether anything went out to the people of this duty. Whether they are told by that, a person says.
    pub fn reached_out(&self, duty: u32) -> bool {
        self.finished_for(duty).next().is_some() || self.published_for(duty).next().is_some()
    }
}

/// The text in one language as it was on the approver's screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunicationText {
    pub language: String,
    pub notice: u32,
    pub version: u32,
    pub digest: String,
}

/// How many rows that an earlier mail-out left out stand corrected in a later list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroughtIn {
    pub mail_out: u32,
    pub rows: u64,
}

/// A recipients file was accepted; its rows stand beside the case, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunicationImported {
    pub number: u32,
    pub communication: Uuid,
    /// Notice by language.
    pub notices: BTreeMap<String, u32>,
    pub counts: ImportCounts,
    /// People to be mailed, by language.
    pub languages: BTreeMap<String, u64>,
    pub file_sha256: String,
    /// Root of a hash tree over the sealed rows: a changed, lost or added row no longer gives it, and one row can be proven without
    /// the others (E3). None in events written before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_root: Option<String>,
    /// Rows that earlier lists of the case left out and that stand in this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub brings_in: Vec<BroughtIn>,
    pub by: Person,
}

/// Where the people of a mail-out stand; everybody is in exactly one group (R12). Returned mail is among the accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct SendTotals {
    pub people: u64,
    pub waiting: u64,
    pub accepted: u64,
    pub failed: u64,
    /// The connection broke after the text was handed over: they may have it.
    pub unclear: u64,
    /// Stopped before their turn.
    pub cancelled: u64,
    /// Of the accepted: came back.
    pub bounced: u64,
}

impl SendTotals {
    pub fn add_up(&self) -> bool {
        self.people == self.waiting + self.accepted + self.failed + self.unclear + self.cancelled
            && self.bounced <= self.accepted
    }
}

/// Sums of an import; `rows = accepted + rejected + duplicates + without_address`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct ImportCounts {
    pub rows: u64,
    pub accepted: u64,
    pub rejected: u64,
    pub duplicates: u64,
    pub without_address: u64,
}

impl ImportCounts {
    pub fn add_up(&self) -> bool {
        self.rows == self.accepted + self.rejected + self.duplicates + self.without_address
    }
}
