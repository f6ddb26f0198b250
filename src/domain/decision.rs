//! Advice and decision on duties: both stay, also where they differ.

use serde::{Deserialize, Serialize};

use super::actor::Person;
use super::risk::RiskSeen;
use super::situation::DecisionKind;
use super::values::{At, Private};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    pub number: u32,
    pub duties: Vec<u32>,
    pub advice: DecisionKind,
    pub reason: Private,
    pub by: Person,
    pub at: At,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionEntry {
    pub number: u32,
    pub duties: Vec<u32>,
    pub decision: DecisionKind,
    /// Legal ground, such as `gdpr-33-1-unlikely-risk`.
    pub basis: Option<String>,
    pub reason: Private,
    pub by: Person,
    pub at: At,
    /// The DPO decided under the controller's recorded mandate.
    pub mandate: Option<Private>,
    /// The advice it departs from, if any; both stay.
    pub departs_from: Option<u32>,
    /// Decisions that drop a duty wait for a second person; clocks and reminders run on until then.
    pub needs_second: bool,
    pub confirmed_by: Option<Person>,
    pub confirmed_reason: Option<Private>,
    /// The advice on risk as it stood; none in decisions made before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<RiskSeen>,
}

impl DecisionEntry {
    pub fn in_force(&self) -> bool {
        !self.needs_second || self.confirmed_by.is_some()
    }
}
