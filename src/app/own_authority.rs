//! An authority that an organisation adds for a country whose law nobody has loaded, with what that law asks in the organisation's own
//! words, and the same as a record and a rule that the engine reads.
//!
//! Nobody but the organisation has read that law, so its duty is always presumed.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{AppError, AppResult};
use crate::domain::plan::{Period, RuleOrigin};
use crate::domain::values::{At, Country};
use crate::policy::{Layer, PolicySet, Problem};

/// Nobody has confirmed how such a law counts: the earliest reading.
const COUNTING: &str = "elapsed";
/// Regime of the duties towards such authorities.
pub const REGIME: &str = "own-law";
/// The ground on which a decision drops such a duty.
pub const NOT_ASKED: &str = "not-asked-by-this-law";
/// Ways in, best first where several are given.
pub const CHANNELS: &[&str] = &["online_form", "email", "downloadable_form", "post", "phone"];

/// One authority. How it is reached may be corrected; what its law asks stands from its first day until it is ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnAuthority {
    /// `BR-OWN-1`: country and a number that is never used twice in the organisation.
    pub id: String,
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// IANA zone in which the authority counts.
    pub zone: String,
    /// BCP 47, best first.
    pub languages: Vec<String>,
    pub channels: Vec<String>,
    pub postal_address: String,
    pub email: String,
    pub phone: String,
    /// Page on which it says how it takes notices; https.
    pub page: String,
    /// Name of the law, and where in it.
    pub act: String,
    pub article: String,
    /// What it asks, in the organisation's words.
    pub asks: String,
    /// `None` = without undue delay.
    pub period: Option<Period>,
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
    pub read_by: String,
    pub added_at: At,
}

impl OwnAuthority {
    /// Id of the rule that its law becomes.
    pub fn rule_id(&self) -> String {
        format!("own-law-{}", self.id.to_lowercase())
    }

    /// The worked example that the reader of policy files runs: the first Friday of the law, 18:42 in the capital.
    fn example(&self, law: &PolicySet) -> Option<serde_json::Value> {
        let friday = self.from.iter_days().find(|day| day.weekday() == Weekday::Fri)?;
        let country = Country::parse(&self.country).ok()?;
        let zone = law.country(&country)?.zone;
        let start = crate::policy::counting::local_instant(zone, friday.and_hms_opt(18, 42, 0)?);
        let found = law.deadline(start, self.period?, COUNTING, &country)?;
        let at = |at: At| at.in_zone(zone).to_rfc3339();
        Some(json!({
            "name": "a Friday evening", "country": self.country,
            "start": at(start), "target": at(found.target), "legal": at(found.legal),
        }))
    }

    /// Record and rule in the form of the policy files.
    pub fn text(&self, law: &PolicySet) -> AppResult<String> {
        let channels: Vec<_> = self.channels.iter().map(|kind| json!({ "kind": kind, "verified": false })).collect();
        let mut record = json!({
            "id": self.id,
            "country": self.country,
            "tasks": ["own_law"],
            "name": self.name,
            "name_native": self.name,
            "languages": self.languages,
            "languages_verified": false,
            "zone": self.zone,
            "verified": false,
            "confidence": "entered by the organisation",
            "legal_basis": format!("{}, {}", self.act, self.article),
            "channels": channels,
        });
        let mut stage = json!({
            "id": "initial",
            "aliases": ["notification"],
            "trigger": ["aware", "first_signal", "detected_611"],
            "counting": COUNTING,
        });
        let mut in_force = json!({ "from": self.from.to_string() });
        let put = |to: &mut serde_json::Value, key: &str, value: serde_json::Value| {
            if let Some(table) = to.as_object_mut() {
                table.insert(key.to_owned(), value);
            }
        };
        for (key, value) in [("postal_address", &self.postal_address), ("phone", &self.phone)] {
            if !value.is_empty() {
                put(&mut record, key, json!(value));
            }
        }
        if !self.page.is_empty() {
            put(&mut record, "breach_page_url", json!(self.page));
        }
        if !self.email.is_empty() {
            put(&mut record, "email", json!({ "address": self.email, "verified": false, "for": "breach reports" }));
        }
        if let Some(period) = self.period {
            put(&mut stage, "period", json!({ "value": period.value, "unit": period.unit.as_str() }));
            put(&mut stage, "example", json!(self.example(law).into_iter().collect::<Vec<_>>()));
        }
        if let Some(until) = self.until {
            put(&mut in_force, "until", json!(until.to_string()));
        }
        let rule = json!({
            "id": self.rule_id(),
            "regime": REGIME,
            "title": format!("{}, {}", self.act, self.article),
            "kind": "authority",
            "binds": { "area": self.country, "by": "market" },
            "covers": "any",
            "recipient": { "choose": "record", "record": self.id },
            "in_force": in_force,
            "verified": false,
            "cite": { "act": self.act, "article": self.article, "gist": self.asks, "url": self.page },
            "reading": { "by": self.read_by, "on": self.added_at.utc().date_naive().to_string(), "note": "Entered by the organisation." },
            "remove": [
                { "data": "not_hit", "words": "establishing that no personal data were hit" },
                {
                    "decision": "not_required", "basis": [NOT_ASKED],
                    "words": "a recorded decision that this law does not ask for a notice in this case",
                },
            ],
            "stage": [stage],
        });
        toml::to_string(&json!({ "authority": [record], "rule": [rule] })).map_err(AppError::broken)
    }
}

/// All of them as files of a layer.
pub fn files(law: &PolicySet, authorities: &[OwnAuthority]) -> AppResult<Vec<(String, String)>> {
    authorities.iter().map(|one| Ok((one.id.clone(), one.text(law)?))).collect()
}

/// What the reader of policy files says of these authorities over the law.
pub fn check(law: &PolicySet, authorities: &[OwnAuthority]) -> AppResult<Vec<Problem>> {
    let files = files(law, authorities)?;
    Ok(law.with(Layer { origin: RuleOrigin::Organisation, files: &files }).err().unwrap_or_default())
}
