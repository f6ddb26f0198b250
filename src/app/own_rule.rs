//! A duty of a contract or an insurance policy as an organisation enters it, and the same as a rule that the engine reads.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{AppError, AppResult};
use crate::domain::plan::Period;
use crate::domain::situation::InstantKind;
use crate::domain::values::At;
use crate::policy::{Deadline, PolicySet, own};
use crate::words;

words! {
    /// What kind of promise it is; the regime of its duty.
    Purpose { Contract = "contract", Insurance = "insurance" }
}

words! {
    /// What a contract may ask beyond the first notice; each is a stage of its rule.
    LaterKind { FollowUp = "follow_up", Final = "final", Progress = "progress" }
}

words! {
    /// From what the clock of a later report runs.
    LaterFrom {
        /// The first notice as it was handed in.
        FirstNotice = "first_notice",
        /// The same moment as the first notice.
        Moment = "moment",
        /// The end of the incident.
        Closed = "closed",
    }
}

/// The stage under which the first notice is recorded.
pub const STAGE: &str = "contract_notice";
/// The ground on which a decision drops such a duty.
pub const WAIVED: &str = "contract-waived";

/// One version. A version that was in use is ended and followed by the next, never edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnRule {
    /// `own-` and the contract's name; the same for all versions.
    pub id: String,
    pub version: u32,
    pub purpose: Purpose,
    /// Name of the contract or policy, and where in it.
    pub contract: String,
    pub clause: String,
    /// What it asks, in the organisation's words.
    pub gist: String,
    /// The client, partner or insurer.
    pub recipient: String,
    pub channel: String,
    pub address: String,
    /// ISO 3166-1 alpha-2: whose zone and holidays count.
    pub country: String,
    pub language: String,
    /// Controllers that it binds; empty = the organisation as a whole, once per case.
    pub controllers: Vec<String>,
    pub markets: Vec<String>,
    /// Ids or names of data sets.
    pub data_sets: Vec<String>,
    /// Facts that must all be so.
    pub facts: Vec<FactIs>,
    /// Facts of which one must be so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts_one_of: Vec<FactIs>,
    /// Exceptions: it does not apply if one of these is so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<FactIs>,
    pub trigger: InstantKind,
    /// `None` = without undue delay.
    pub period: Option<Period>,
    /// A way of counting of the policy files.
    pub counting: String,
    /// What follows the first notice, each kind at most once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<Later>,
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
    pub note: String,
    pub read_by: String,
    pub read_on: NaiveDate,
    pub added_at: At,
}

/// A fact that must have one of some values, or a count that must reach a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactIs {
    pub fact: String,
    pub any: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u32>,
}

impl FactIs {
    /// As the reader of policy files wants it; a contract says why elsewhere.
    fn condition(&self) -> Value {
        let words = "the contract asks for something else";
        match self.at_least {
            Some(number) => json!({ "fact": self.fact, "at_least": number, "words": words }),
            None => json!({ "fact": self.fact, "any": self.any, "words": words }),
        }
    }
}

/// A report after the first notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Later {
    pub kind: LaterKind,
    pub from: LaterFrom,
    /// `None` = without undue delay. Of progress reports how often they come.
    pub period: Option<Period>,
}

impl LaterKind {
    /// The stage under which such a report is recorded.
    pub fn stage(self) -> &'static str {
        match self {
            Self::FollowUp => "contract_follow_up",
            Self::Final => "contract_final",
            Self::Progress => "contract_progress",
        }
    }
}

/// What a rule comes to for one start, shown before it is saved and kept as its worked example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worked {
    pub start: At,
    pub target: At,
    pub legal: At,
    pub zone: chrono_tz::Tz,
}

impl OwnRule {
    /// The name by which problems and pages call this version.
    pub fn file(&self) -> String {
        format!("{} ({})", self.id, self.version)
    }

    /// The instants from which its clock may run: the one asked for, then what stands in for it. A moment that only its
    /// own entry can give, such as the end of the incident, has nothing that stands in.
    pub fn chain(&self) -> Vec<InstantKind> {
        use InstantKind as I;
        let stand_ins: &[I] = match self.trigger {
            I::Occurred | I::FirstSignal | I::FixAvailable | I::IncidentClosed => &[],
            I::Aware => &[I::FirstSignal],
            _ => &[I::Aware, I::FirstSignal],
        };
        std::iter::once(self.trigger).chain(stand_ins.iter().copied()).collect()
    }

    /// The first Friday on or after its first day, 18:42 local time: the evening on which such clocks are misread.
    pub fn worked(&self, law: &PolicySet) -> Option<Worked> {
        let friday = self.from.iter_days().find(|day| day.weekday() == Weekday::Fri)?;
        let country = crate::domain::values::Country::parse(&self.country).ok()?;
        let zone = law.country(&country)?.zone;
        let start = crate::policy::counting::local_instant(zone, friday.and_hms_opt(18, 42, 0)?);
        let found: Deadline = law.deadline(start, self.period?, &self.counting, &country)?;
        Some(Worked { start, target: found.target, legal: found.legal, zone })
    }

    fn later_stage(&self, later: &Later) -> Value {
        let mut stage = json!({ "id": later.kind.stage(), "counting": self.counting });
        let mut put = |key: &str, value: Value| {
            if let Some(stage) = stage.as_object_mut() {
                stage.insert(key.to_owned(), value);
            }
        };
        match later.from {
            LaterFrom::FirstNotice => put("after", json!(STAGE)),
            LaterFrom::Moment => {
                put("trigger", json!(self.chain().iter().map(|what| what.as_str()).collect::<Vec<_>>()))
            }
            LaterFrom::Closed => put("trigger", json!([InstantKind::IncidentClosed.as_str()])),
        }
        if later.kind == LaterKind::Progress {
            put("repeats_until", json!(InstantKind::IncidentClosed.as_str()));
        }
        if let Some(period) = later.period {
            put("period", json!({ "value": period.value, "unit": period.unit.as_str() }));
        }
        stage
    }

    /// The rule in the form of the policy files.
    ///
    /// # Errors
    /// Only where the text could not be made, which is a fault of the program.
    pub fn text(&self, law: &PolicySet) -> AppResult<String> {
        let mut stage = json!({
            "id": STAGE,
            "trigger": self.chain().iter().map(|what| what.as_str()).collect::<Vec<_>>(),
            "counting": self.counting,
        });
        if let (Some(period), Some(stage)) = (self.period, stage.as_object_mut()) {
            stage.insert("period".to_owned(), json!({ "value": period.value, "unit": period.unit.as_str() }));
            if let Some(worked) = self.worked(law) {
                let at = |at: At| at.in_zone(worked.zone).to_rfc3339();
                let example = json!({
                    "name": "a Friday evening", "country": self.country,
                    "start": at(worked.start), "target": at(worked.target), "legal": at(worked.legal),
                });
                stage.insert("example".to_owned(), json!([example]));
            }
        }
        let mut in_force = json!({ "from": self.from.to_string() });
        if let (Some(until), Some(days)) = (self.until, in_force.as_object_mut()) {
            days.insert("until".to_owned(), json!(until.to_string()));
        }
        let conditions = |facts: &[FactIs]| facts.iter().map(FactIs::condition).collect::<Vec<Value>>();
        let mut stages = vec![stage];
        stages.extend(self.later.iter().map(|later| self.later_stage(later)));
        let rule = json!({
            "id": self.id,
            "version": self.version,
            "regime": self.purpose.as_str(),
            "title": format!("{}, {}", self.contract, self.clause),
            "kind": "contract",
            "binds": { "by": "controller" },
            "applies": { "controllers": self.controllers, "markets": self.markets, "data_sets": self.data_sets },
            "covers": "any",
            "recipient": {
                "choose": "named", "name": self.recipient, "channel": self.channel, "address": self.address,
                "country": self.country, "language": self.language,
            },
            "in_force": in_force,
            "verified": true,
            "cite": { "act": self.contract, "article": self.clause, "gist": self.gist },
            "reading": { "by": self.read_by, "on": self.read_on.to_string(), "note": some(&self.note) },
            "when": conditions(&self.facts),
            "when_one_of": conditions(&self.facts_one_of),
            "unless": conditions(&self.unless),
            "remove": [
                { "data": "not_hit", "words": "establishing that no data of this contract were hit" },
                { "decision": "not_required", "basis": [WAIVED], "words": "the other side waived the notice in writing" },
            ],
            "stage": stages,
        });
        toml::to_string(&json!({ "rule": [rule] })).map_err(AppError::broken)
    }
}

/// A note that may be left empty still says something in the file.
fn some(note: &str) -> &str {
    if note.trim().is_empty() { "-" } else { note }
}

/// All versions as files of a layer.
pub fn files(law: &PolicySet, rules: &[OwnRule]) -> AppResult<Vec<(String, String)>> {
    rules.iter().map(|rule| Ok((rule.file(), rule.text(law)?))).collect()
}

/// Ways to reach the other side.
pub const CHANNELS: &[&str] = own::CHANNELS;
