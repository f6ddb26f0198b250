//! A notice as handed in: how, when, with which proof, and what became of it afterwards.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::Person;
use super::case::Case;
use super::correction::FilingCorrection;
use super::situation::Proof;
use super::told::ToldFacts;
use super::values::{At, Private};
use crate::words;

words! {
    FilingChannel {
        Email = "email",
        /// Certified mail, which gives receipts of its own.
        Pec = "pec",
        Portal = "portal",
        Post = "post",
        Phone = "phone",
        /// On the organisation's own site, where people are told by a public notice.
        Site = "site",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofEntry {
    pub proof: Proof,
    /// Protocol or receipt number.
    pub reference: Private,
    pub attachment: Option<Uuid>,
    pub at: At,
    pub by: Option<Person>,
}

/// A filing that was handed in and did not stay: the mail bounced, the letter was returned, the portal rejected it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CameBack {
    pub at: At,
    /// What the server said, or what a person found out.
    pub text: Private,
    /// None where the outbox heard it by itself.
    pub by: Option<Person>,
}

/// A notice as handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeFiling {
    pub number: u32,
    /// The approved version; 0 where nothing was approved here.
    pub version: u32,
    pub channel: FilingChannel,
    pub at: At,
    pub by: Option<Person>,
    pub reasons_for_delay: Option<Private>,
    pub proof: Option<ProofEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub came_back: Option<CameBack>,
    /// The law's other word under which it was handed in, such as `progress_report` in place of a final one; what follows may
    /// depend on it. None for the stage's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed_as: Option<String>,
    /// Times that stood here before, the oldest first; `at` is the one that counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<FilingCorrection>,
    /// What its notice told, as it stood when it was handed in; none where no notice of this desk, or none that kept it, was filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<ToldFacts>,
}

impl NoticeFiling {
    pub fn proof(&self) -> Proof {
        self.proof.as_ref().map_or(Proof::None, |proof| proof.proof)
    }

    /// Whether it was only put in the tray.
    pub fn is_simulated(&self) -> bool {
        self.proof() == Proof::Simulated
    }

    /// Whether somebody entered the time. The outbox records a filing by itself only on the mail server's answer, with its time.
    pub fn time_is_a_persons(&self) -> bool {
        self.by.is_some()
    }
}

/// A filing recorded on its duties without a notice of this desk: a stage for which no form is loaded, or a text written elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingOutside {
    pub duties: Vec<u32>,
    /// What was handed in, in a person's words.
    pub what: Private,
    pub filing: NoticeFiling,
}

impl Case {
    /// Whether a filing counts: it did not come back, and it really left this machine. In a drill the tray is the authority.
    pub fn stands(&self, filing: &NoticeFiling) -> bool {
        filing.came_back.is_none() && (self.drill || !filing.is_simulated())
    }

    /// Every filing with the duties it is for, whatever became of it, in the order of recording.
    pub fn all_filings(&self) -> Vec<(&[u32], &NoticeFiling)> {
        let with_notice =
            self.notices.iter().flat_map(|n| n.filings.iter().map(|filing| (n.duties.as_slice(), filing)));
        let outside = self.filed_outside.iter().map(|one| (one.duties.as_slice(), &one.filing));
        let mut all: Vec<_> = with_notice.chain(outside).collect();
        all.sort_by_key(|(_, filing)| filing.number);
        all
    }

    /// The filings of a duty that count, the latest recorded last.
    pub fn filings_for(&self, duty: u32) -> Vec<&NoticeFiling> {
        let all = self.all_filings().into_iter();
        all.filter(|(duties, filing)| duties.contains(&duty) && self.stands(filing)).map(|(_, filing)| filing).collect()
    }

    pub fn filing(&self, number: u32) -> Option<(&[u32], &NoticeFiling)> {
        self.all_filings().into_iter().find(|(_, filing)| filing.number == number)
    }

    /// The filings of a duty that were recorded without a notice.
    pub fn outside_for(&self, duty: u32) -> impl Iterator<Item = &FilingOutside> {
        self.filed_outside.iter().filter(move |one| one.duties.contains(&duty))
    }
}
