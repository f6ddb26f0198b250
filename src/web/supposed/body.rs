//! What may be supposed of a case, as a machine writes it and as the form of a try-out carries it along.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One moment supposed to be otherwise. An `at` of null means: as if it were not recorded.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedInstant {
    pub what: String,
    /// `case` where left out.
    pub scope: Option<String>,
    pub at: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedMarket {
    pub country: String,
    pub controller: String,
    pub status: String,
}

/// One that the case does not have needs `controller`, `hit` and `held_for`; `name` may be left out.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedDataSet {
    pub id: String,
    pub controller: Option<String>,
    pub name: Option<String>,
    /// Left out: as it is.
    pub hit: Option<String>,
    pub held_for: Option<String>,
}

/// One that the case does not have needs `name` and `country`; in one that it has neither can be supposed otherwise.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedController {
    pub id: String,
    pub name: Option<String>,
    pub country: Option<String>,
    pub roles: Option<Vec<String>>,
    /// Countries of all establishments; left out: as they are.
    pub establishments: Option<Vec<String>>,
    /// Country; empty for none; left out: as it is.
    pub main_establishment: Option<String>,
    pub art27_representative: Option<String>,
    /// German Land or the like; empty for none; left out: as it is.
    pub region: Option<String>,
    /// First day by regime, where it differs by entity, such as `{"nis2": "2026-01-20"}`; null: as if none were recorded.
    pub regime_starts: Option<BTreeMap<String, Option<String>>>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedDecision {
    pub rule: String,
    /// notify, communicate, not_required, exemption; null: as if nothing were decided.
    pub decision: Option<String>,
    pub basis: Option<String>,
}

/// The filing of a duty of the case, by its number; or of one that only the try-out has, by rule, stage, recipient and controller.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedFiling {
    pub duty: Option<u32>,
    pub rule: Option<String>,
    pub stage: Option<String>,
    pub recipient: Option<String>,
    pub controller: Option<String>,
    /// null: as if it had not been filed.
    pub at: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedFact {
    pub id: String,
    pub scope: Option<String>,
    pub state: String,
    pub value: Option<serde_json::Value>,
}

/// What to suppose, all at once. Everything may be left out; unknown fields are refused.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WhatIfBody {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instants: Vec<SupposedInstant>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub markets: Vec<SupposedMarket>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data_sets: Vec<SupposedDataSet>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub controllers: Vec<SupposedController>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<SupposedDecision>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filings: Vec<SupposedFiling>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<SupposedFact>,
    /// Ids of proposed rules to count beside the law in force; their duties stand apart, in `proposed`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proposals: Vec<String>,
}

impl WhatIfBody {
    /// What another one supposes, too.
    pub fn add(&mut self, other: Self) {
        self.instants.extend(other.instants);
        self.markets.extend(other.markets);
        self.data_sets.extend(other.data_sets);
        self.controllers.extend(other.controllers);
        self.decisions.extend(other.decisions);
        self.filings.extend(other.filings);
        self.facts.extend(other.facts);
        self.proposals.extend(other.proposals);
    }
}
