//! A breach from before this desk: what an earlier register said of it. It stands in the register, closed; no clock of it ever ran here,
//! and nobody is mailed about it.

use serde::{Deserialize, Serialize};

use super::actor::Person;
use super::case::{Case, CaseStatus};
use super::values::{At, Private};
use crate::words;

words! {
    /// What the earlier register says of telling somebody.
    ToldThen { Yes = "yes", No = "no", Unknown = "unknown" }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// SHA-256 of the file, in hex, and the row in it as a spreadsheet counts.
    pub file_sha256: String,
    pub row: u64,
    /// How the earlier register called it; empty where it did not.
    pub reference: Private,
    /// The risk as it was seen then: `unlikely`, `likely` or `high`.
    pub risk: Option<String>,
    pub authority: ToldThen,
    pub authority_at: Option<At>,
    pub people: ToldThen,
    pub people_at: Option<At>,
    pub by: Person,
}

impl Case {
    /// Whether it only stands here for the record: closed as it came from an earlier register, or merged into another case, which owes
    /// what it owed. Reopened, it is a case like every other: then the law is asked.
    pub fn is_archived(&self) -> bool {
        (self.imported.is_some() || self.merged_into.is_some()) && self.status == CaseStatus::Closed
    }
}
