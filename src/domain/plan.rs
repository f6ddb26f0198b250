//! What the law asks in a situation: duties, what falls away, and what was not checked. Made by `policy`, kept by the case.

use serde::{Deserialize, Serialize};

use super::situation::InstantKind;
use super::values::{At, Country};
use crate::words;

words! {
    /// Whom a duty is owed to.
    DutyKind {
        Authority = "authority",
        People = "people",
        OtherProvider = "other_provider",
        Controller = "controller",
        Contract = "contract",
    }
}

words! {
    /// What the law says of a duty now. The work on it (draft, approved, handed over) is the notice's state, not this one.
    DutyStatus {
        /// An unknown fact might remove it: treated as due until that fact is known.
        Presumed = "presumed",
        Due = "due",
        /// Its clock waits for a predecessor that has not happened.
        NotStarted = "not_started",
        NotRequired = "not_required",
        /// Said to be filed; the proof that the authority gives is still missing.
        FiledUnproven = "filed_unproven",
        Met = "met",
        Late = "late",
    }
}

words! {
    /// Whose rule it is: the program's, one of the operator's folder, or one that the organisation added on screen.
    RuleOrigin { Shipped = "shipped", Folder = "folder", Organisation = "organisation" }
}

#[allow(clippy::derivable_impls, reason = "the words macro gives no attribute for a default variant")]
impl Default for RuleOrigin {
    fn default() -> Self {
        Self::Shipped
    }
}

impl RuleOrigin {
    pub fn is_shipped(&self) -> bool {
        *self == Self::Shipped
    }
}

words! {
    PeriodUnit { Hours = "hours", Days = "days", WorkingDays = "working_days", Months = "months" }
}

/// A figure that the law gives. Hours are real elapsed time, days and months are counted by the counting law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub value: u32,
    pub unit: PeriodUnit,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Id of the authority's record, such as `IT-TELECOM`; `people` for data subjects.
    pub id: String,
    pub name: String,
    pub verified: bool,
}

/// The instant a clock runs from. `fallback` names the instant that would decide, where an earlier or other one stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// The instant the rule asks for, or `stage_submitted` for a follow-up stage.
    pub what: String,
    /// The instant used; none while nothing has happened.
    pub at: Option<At>,
    /// The instant that was used in place of the one asked for, if any.
    pub fallback: Option<InstantKind>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    pub act: String,
    pub article: String,
    pub url: String,
}

impl Citation {
    /// `Regulation (EU) 611/2013 2(2)`; an article that nobody has read yet is not named.
    pub fn words(&self) -> String {
        if self.article == "not read" { self.act.clone() } else { format!("{} {}", self.act, self.article) }
    }
}

/// A line of the arithmetic, or any other sentence that the law's engine says: a message key of `locales/` and its arguments, so that each language words it (never parsed back).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArithmeticLine {
    /// Message key, such as `arith-start`.
    pub key: String,
    /// Arguments in order of name; instants as RFC 3339 with the local offset, numbers as digits.
    pub args: std::collections::BTreeMap<String, String>,
    /// The line in English, as `plan` prints it.
    pub text: String,
}

/// One duty as the law gives it: rule × stage × recipient × controller (× market).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedDuty {
    pub rule: String,
    /// Version of the rule whose terms these are.
    #[serde(default = "first_version", skip_serializing_if = "is_first_version")]
    pub rule_version: u32,
    pub regime: String,
    pub stage: String,
    pub controller: String,
    pub market: Option<Country>,
    pub recipient: Recipient,
    pub kind: DutyKind,
    pub status: DutyStatus,
    /// Facts, data sets or instants that would decide a presumed duty, such as `data_set:energy-customers:hit` or `risk.outcome`.
    pub deciding_facts: Vec<String>,
    pub trigger: Trigger,
    /// The work-to instant: elapsed time. None without a fixed term or before the clock starts.
    pub target_at: Option<At>,
    /// The end by the counting law; `None` where `target_at` is, or where no counting law applies.
    pub legal_term_at: Option<At>,
    /// The figure of the law; `None` = without undue delay, which is shown as elapsed time and never as a countdown.
    pub period: Option<Period>,
    /// Where the law gives no figure: by when the house wants a decision. Not a term of the law.
    pub decide_by_at: Option<At>,
    /// IANA zone of the recipient.
    pub zone: String,
    pub holiday_country: Option<Country>,
    pub arithmetic: Vec<ArithmeticLine>,
    pub citation: Citation,
    /// What would make it fall away, in English words.
    pub remove_by: Vec<String>,
    /// Legal grounds on which a decision may drop it, such as `gdpr-33-1-unlikely-risk`; empty where only facts can.
    pub removing_bases: Vec<String>,
    /// False while nobody has read the rule in a primary source; shown as presumed and marked.
    pub rule_verified: bool,
    /// How the authority takes it: `email`, `online_form`, `downloadable_form`, `post`, `phone`, in order of preference.
    pub channels: Vec<String>,
    /// Languages the recipient takes, best first (BCP 47).
    pub languages: Vec<String>,
    /// Remarks that move nothing, such as a public holiday in the window.
    pub remarks: Vec<ArithmeticLine>,
    /// SHA-256 of the policy set the terms were read from.
    pub policy_digest: String,
    /// Left out of the record where the rule is one of the program's.
    #[serde(default, skip_serializing_if = "RuleOrigin::is_shipped")]
    pub origin: RuleOrigin,
}

fn first_version() -> u32 {
    1
}

fn is_first_version(version: &u32) -> bool {
    *version == first_version()
}

impl PlannedDuty {
    /// Whether a decision (not only facts) may make it fall away.
    pub fn remove_by_decision(&self) -> bool {
        !self.removing_bases.is_empty()
    }

    /// The identity under which a duty lives on in the case while its terms change.
    pub fn key(&self) -> String {
        let market = self.market.as_ref().map_or("-", Country::as_str);
        format!("{}/{}/{}/{}/{}", self.rule, self.stage, self.controller, market, self.recipient.id)
    }
}

/// A market, recipient or duty that does not arise, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    pub market: Option<Country>,
    pub recipient: Option<String>,
    pub rule: Option<String>,
    pub reason: ArithmeticLine,
}

/// What this plan did not look at: a regime or country for which no rule is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotChecked {
    pub regime: String,
    pub country: Option<Country>,
    pub reason: ArithmeticLine,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Plan {
    pub duties: Vec<PlannedDuty>,
    pub excluded: Vec<Excluded>,
    pub not_checked: Vec<NotChecked>,
    /// Contradictions and gaps in the input that a person must look at.
    pub problems: Vec<ArithmeticLine>,
}
