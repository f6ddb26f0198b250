//! What is known of a breach at one moment, in the law's words: the input of the duty plan.
//!
//! The same type is read from a `plan` file and projected from a live case, so that both get the same duties.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::values::{At, Country, Private};
use crate::words;

words! {
    /// What a controller is in the eyes of a sector's law; a regime binds by these words and by jurisdiction.
    SectorRole {
        TelecomProvider = "telecom_provider",
        Nis2Entity = "nis2_entity",
        FinancialEntity = "financial_entity",
        Manufacturer = "manufacturer",
        TrustService = "trust_service",
        EuInstitution = "eu_institution",
        LawEnforcement = "law_enforcement",
        Processor = "processor",
        CreditInstitution = "credit_institution",
        CentralCounterparty = "central_counterparty",
        TradingVenue = "trading_venue",
        /// Delivers part of a communications service without a contract with the subscribers (611/2013 Art. 5).
        TelecomSubprovider = "telecom_subprovider",
        /// An operator of critical infrastructure in the eyes of the Swiss Information Security Act.
        CriticalInfrastructure = "critical_infrastructure",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Establishment {
    pub country: Country,
    pub main: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Controller {
    /// Short id within the case or organisation, such as `lunamobile-it`.
    pub id: String,
    pub name: String,
    pub country: Country,
    pub establishments: Vec<Establishment>,
    pub roles: BTreeSet<SectorRole>,
    /// Day from which a regime binds this controller, where the law lets it differ by entity (NIS2).
    pub regime_starts: BTreeMap<String, NaiveDate>,
    pub art27_representative: Option<Country>,
    /// German Land or the like, where the authority depends on it.
    pub region: Option<String>,
    /// Of joint controllers: id of the one that notifies by their arrangement (GDPR Art. 26).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint_controller_lead: Option<String>,
}

words! {
    MarketStatus {
        Affected = "affected",
        NotAffected = "not_affected",
        NoService = "no_service",
        Unknown = "unknown",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Market {
    pub country: Country,
    /// Id of the controller that answers in this market.
    pub controller: String,
    pub status: MarketStatus,
    /// Why no duty is to arise, for the statuses that say so. Events written before it was private hold it as plain text.
    #[serde(deserialize_with = "private_or_plain")]
    pub reason: Option<Private>,
    /// Count object of `subjects.count`, or none.
    pub subjects: Option<serde_json::Value>,
}

fn private_or_plain<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Private>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        Private(Private),
        Plain(String),
    }
    let form = Option::<Form>::deserialize(deserializer)?;
    Ok(form.map(|form| match form {
        Form::Private(text) => text,
        Form::Plain(text) => Private::new(text),
    }))
}

words! {
    /// Whether data are held in connection with a publicly available electronic communications service (611/2013 Art. 1).
    DataScope { TelecomService = "telecom_service", Other = "other", Unknown = "unknown" }
}

words! {
    /// Three values (DESIGN idea 3). Unknown is never "no".
    Tri { Yes = "yes", No = "no", Unknown = "unknown" }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataSet {
    pub id: String,
    pub controller: String,
    /// What a person calls it, such as "SIM customers"; equals `id` in a plan file.
    pub name: String,
    pub scope: DataScope,
    pub hit: Tri,
}

words! {
    /// The trigger events of the law; they are not interchangeable.
    InstantKind {
        Occurred = "occurred",
        FirstSignal = "first_signal",
        Detected611 = "detected_611",
        Aware = "aware",
        ProcessorInformed = "processor_informed",
        AwareSignificant = "aware_significant",
        ClassifiedMajor = "classified_major",
        FixAvailable = "fix_available",
        IncidentClosed = "incident_closed",
        DiscoveredAttack = "discovered_attack",
    }
}

impl InstantKind {
    /// Whether it comes after the event by its nature: while it is not recorded it has not happened, so a clock that runs from it
    /// has not started, where for the others it is open when it did.
    pub fn comes_later(self) -> bool {
        matches!(self, Self::FixAvailable | Self::IncidentClosed)
    }
}

words! {
    /// How far a value reaches. The narrower one wins; an inherited one is marked so on screen.
    ScopeKind { Case = "case", Controller = "controller", DataSet = "data_set", Market = "market" }
}

/// What an instant, fact or decision is about: the whole case, or one controller, data set or market of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Scope {
    pub kind: ScopeKind,
    /// Id of the controller or data set, or country of the market; empty for the case.
    pub id: String,
}

impl Scope {
    pub fn case() -> Self {
        Self { kind: ScopeKind::Case, id: String::new() }
    }

    pub fn controller(id: &str) -> Self {
        Self { kind: ScopeKind::Controller, id: id.to_owned() }
    }

    pub fn market(country: &Country) -> Self {
        Self { kind: ScopeKind::Market, id: country.as_str().to_owned() }
    }

    pub fn data_set(id: &str) -> Self {
        Self { kind: ScopeKind::DataSet, id: id.to_owned() }
    }

    /// How narrow it is, or none where it does not reach what is said of this controller, market and data set.
    pub fn reach(&self, controller: &str, market: Option<&Country>, data_set: Option<&str>) -> Option<u8> {
        match self.kind {
            ScopeKind::Case => Some(0),
            ScopeKind::Controller => (self.id == controller).then_some(1),
            ScopeKind::Market => market.is_some_and(|market| market.as_str() == self.id).then_some(2),
            ScopeKind::DataSet => (data_set == Some(self.id.as_str())).then_some(3),
        }
    }
}

/// One recorded trigger instant as the plan sees it: only the value in force, corrections already applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriggerInstant {
    pub what: InstantKind,
    pub at: At,
    pub scope: Scope,
}

words! {
    /// Which proof of a filing there is. Timeliness counts submission; proof confirms it.
    Proof {
        None = "none",
        Receipt = "receipt",
        ServerAcceptance = "server_acceptance",
        Screenshot = "screenshot",
        /// Put in the tray of the demo or of a drill: nothing left this machine, and no live duty is met by it.
        Simulated = "simulated",
    }
}

impl Proof {
    /// Whether a person may enter it. "None" is no proof, and only the program knows what it put in the tray.
    pub fn is_entered(self) -> bool {
        !matches!(self, Self::None | Self::Simulated)
    }
}

/// A notice as handed in to a recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    pub rule: String,
    pub stage: String,
    pub recipient: String,
    /// Controller it was filed for; `None` in plan files, where rule, stage and recipient say it.
    pub controller: Option<String>,
    pub at: At,
    pub proof: Proof,
    /// Since when something is on record that this recipient was told otherwise or as not known yet; on its latest filing alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outdated_since: Option<At>,
}

words! {
    DecisionKind {
        Notify = "notify",
        NotRequired = "not_required",
        Communicate = "communicate",
        Exemption = "exemption",
    }
}

/// A controller's decision as the plan sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionInForce {
    pub rule: String,
    /// Recipient it is limited to; `None` = for every recipient of the rule.
    pub recipient: Option<String>,
    /// Controller it is limited to; `None` in plan files.
    pub controller: Option<String>,
    pub decision: DecisionKind,
    /// Legal ground, such as `gdpr-33-1-unlikely-risk`, `34-3-a`, `611-4-accepted`.
    pub basis: Option<String>,
    pub reason: Private,
}

impl Situation {
    /// Whether another decision on the same rule, recipient and controller says the opposite. The record of a case never holds two in
    /// force for one duty; a file handed in may.
    pub fn contradicts(&self, one: &DecisionInForce) -> bool {
        self.decisions.iter().any(|other| {
            (&other.rule, &other.recipient, &other.controller) == (&one.rule, &one.recipient, &one.controller)
                && other.removes() != one.removes()
        })
    }
}

impl DecisionInForce {
    /// Whether it says that somebody is not told.
    pub fn removes(&self) -> bool {
        matches!(self.decision, DecisionKind::NotRequired | DecisionKind::Exemption)
    }
}

words! {
    /// State of knowledge of a fact (DESIGN idea 2).
    Knowledge {
        Known = "known",
        Estimated = "estimated",
        Unknown = "unknown",
        NotApplicable = "not_applicable",
    }
}

/// The value in force of one fact in one scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Id of `canonical-breach-fields`, such as `subjects.count`.
    pub id: String,
    pub scope: Scope,
    pub state: Knowledge,
    /// JSON of the fact's type; null unless known or estimated. Free text in it is private (see [`super::case`]).
    pub value: serde_json::Value,
    /// How an estimate was made.
    pub how: Private,
    /// Who finds out, while unknown.
    pub who: Private,
    /// Day by which it is expected, while unknown.
    pub by: Option<NaiveDate>,
}

/// A later end that the authority itself has set, as in an outage of its form. It moves the legal term of what is owed to
/// it, never the target, and never to an earlier moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermOverride {
    /// Id of the recipient, or of its record where the record holds several.
    pub recipient: String,
    /// New end, half-open like every legal term.
    pub until: At,
    /// What the authority said.
    pub words: Private,
    /// Where it said so.
    pub source: Private,
}

/// Everything the duty plan reads. Pure data; nothing here is personal except `Private` text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Situation {
    pub controllers: Vec<Controller>,
    pub markets: Vec<Market>,
    pub data_sets: Vec<DataSet>,
    pub instants: Vec<TriggerInstant>,
    pub filings: Vec<Filing>,
    pub decisions: Vec<DecisionInForce>,
    pub facts: Vec<Fact>,
    #[serde(default)]
    pub overrides: Vec<TermOverride>,
}
