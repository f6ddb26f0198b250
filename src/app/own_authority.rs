//! An authority that an organisation adds for a country whose law nobody has loaded, with what that law asks in the organisation's own
//! words, and the same as a record and a rule that the engine reads.
//!
//! Nobody but the organisation has read that law, so its duty is always presumed.
//!
//! The same for a supervisor whose law is loaded but of whom the files have no record, as under DORA and eIDAS: then it is a record
//! alone, under the id by which duties called it while nobody had entered it, so that they stay the same duties.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{AppError, AppResult};
use crate::domain::plan::{Period, RuleOrigin};
use crate::domain::values::{At, Country};
use crate::policy::law::{Rule, Task};
use crate::policy::{Authority, Layer, PolicySet, Problem, unrecorded_id};

/// Nobody has confirmed how such a law counts: the earliest reading.
const COUNTING: &str = "elapsed";
/// Regime of the duties towards such authorities.
pub const REGIME: &str = "own-law";
/// The ground on which a decision drops such a duty.
pub const NOT_ASKED: &str = "not-asked-by-this-law";
/// What the record says of how sure it is; the files say high, medium or low.
const ENTERED: &str = "entered by the organisation";
/// Ways in, best first where several are given.
pub const CHANNELS: &[&str] = &["online_form", "email", "downloadable_form", "post", "phone"];

/// Work for which the law in the files names authorities that no file has a record of.
pub const UNRECORDED: &[Task] = &[Task::FinancialSupervision, Task::TrustSupervision];

/// Whether the law asks for an authority that does this work in this country, and no file says who that is.
pub fn lacks_record(law: &PolicySet, country: &Country, task: Task) -> bool {
    let asks =
        |rule: &Rule| rule.task == Some(task) && law.area(&rule.binds.area).is_some_and(|area| area.names(country));
    law.authorities_for(country, task).next().is_none() && law.rules().iter().any(asks)
}

/// One authority. How it is reached may be corrected; what its law asks stands from its first day until it is ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnAuthority {
    /// `BR-OWN-1`: country and a number that is never used twice in the organisation.
    pub id: String,
    pub name: String,
    /// The work for which the law in the files names it but no file has a record; then what follows on a law of its own stays empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
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

    /// The id under which duties know a supervisor of whom the files have no record; none for a law of the organisation's own.
    pub fn recorded_as(&self) -> Option<String> {
        let task = self.task.as_deref().and_then(Task::parse)?;
        Some(unrecorded_id(&Country::parse(&self.country).ok()?, task))
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
        let task = self.task.as_deref().unwrap_or(Task::OwnLaw.as_str());
        let mut record = json!({
            "id": self.id,
            "country": self.country,
            "tasks": [task],
            "name": self.name,
            "name_native": self.name,
            "languages": self.languages,
            "languages_verified": false,
            "zone": self.zone,
            "verified": false,
            "confidence": ENTERED,
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
        if self.task.is_some() {
            return toml::to_string(&json!({ "authority": [record] })).map_err(AppError::broken);
        }
        put(&mut record, "legal_basis", json!(format!("{}, {}", self.act, self.article)));
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

/// Whether an organisation entered this record.
pub fn is_own(authority: &Authority) -> bool {
    authority.confidence == ENTERED
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
