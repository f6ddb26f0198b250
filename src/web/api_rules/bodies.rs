//! Own rules as machines read and write them; what is written becomes the fields of the screen's form, so that both are read by the same eyes.

use chrono::SecondsFormat;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::admin::own_rules::{FactIs, Later, LaterKind, RuleLine};
use crate::domain::plan::Period;
use crate::web::form::Form;
use crate::web::pages::rules::{conditions, form, later};

/// A condition on a fact: one of some values, or a count from a number on.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionBody {
    #[schema(example = "data.special_categories")]
    fact: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    any: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_least: Option<u32>,
}

/// What follows the first notice.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LaterBody {
    /// follow_up, final or progress; each at most once.
    kind: String,
    /// first_notice, moment (that of the first notice) or closed (the end of the incident).
    from: String,
    /// Left out for "without undue delay".
    period: Option<PeriodBody>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PeriodBody {
    value: u32,
    /// hours, days, working_days or months.
    unit: String,
}

/// One version of a rule that the organisation added.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnRuleBody {
    #[schema(example = "own-master-services-agreement")]
    id: String,
    version: u32,
    /// contract or insurance.
    purpose: String,
    contract: String,
    clause: String,
    gist: String,
    recipient: String,
    /// email, pec, online_form, phone or post, and where it leads.
    channel: String,
    address: String,
    country: String,
    language: String,
    /// None: the organisation as a whole, once per case.
    controllers: Vec<String>,
    markets: Vec<String>,
    data_sets: Vec<String>,
    /// Facts that must be so; all of them, or with `match` = one any of them.
    facts: Vec<ConditionBody>,
    #[serde(rename = "match")]
    matching: &'static str,
    /// Exceptions: it does not apply if one of these is so.
    unless: Vec<ConditionBody>,
    /// Instants that start the clock, the right one first.
    trigger: Vec<String>,
    /// Left out where the contract says "without undue delay".
    period: Option<PeriodBody>,
    counting: String,
    later: Vec<LaterBody>,
    #[schema(example = "2026-01-01")]
    from: String,
    until: Option<String>,
    note: String,
    read_by: String,
    /// A duty of some case rests on it.
    used: bool,
    worked_example: Option<WorkedBody>,
}

/// A Friday evening and what it leads to, RFC 3339 with offset.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkedBody {
    start: String,
    target_at: String,
    legal_term_at: String,
}

impl From<Period> for PeriodBody {
    fn from(period: Period) -> Self {
        Self { value: period.value, unit: period.unit.as_str().to_owned() }
    }
}

impl From<FactIs> for ConditionBody {
    fn from(one: FactIs) -> Self {
        Self { fact: one.fact, any: one.any, at_least: one.at_least }
    }
}

impl From<Later> for LaterBody {
    fn from(one: Later) -> Self {
        Self {
            kind: one.kind.as_str().to_owned(),
            from: one.from.as_str().to_owned(),
            period: one.period.map(PeriodBody::from),
        }
    }
}

impl From<RuleLine> for OwnRuleBody {
    fn from(line: RuleLine) -> Self {
        let rule = line.rule;
        let trigger = rule.chain().iter().map(|what| what.as_str().to_owned()).collect();
        let worked_example = line.worked.map(|worked| {
            let at =
                |at: crate::domain::values::At| at.in_zone(worked.zone).to_rfc3339_opts(SecondsFormat::Secs, false);
            WorkedBody { start: at(worked.start), target_at: at(worked.target), legal_term_at: at(worked.legal) }
        });
        let one_of = !rule.facts_one_of.is_empty();
        let facts = if one_of { rule.facts_one_of } else { rule.facts };
        Self {
            trigger,
            id: rule.id,
            version: rule.version,
            purpose: rule.purpose.as_str().to_owned(),
            contract: rule.contract,
            clause: rule.clause,
            gist: rule.gist,
            recipient: rule.recipient,
            channel: rule.channel,
            address: rule.address,
            country: rule.country,
            language: rule.language,
            controllers: rule.controllers,
            markets: rule.markets,
            data_sets: rule.data_sets,
            facts: facts.into_iter().map(ConditionBody::from).collect(),
            matching: if one_of { conditions::ONE } else { conditions::ALL },
            unless: rule.unless.into_iter().map(ConditionBody::from).collect(),
            period: rule.period.map(PeriodBody::from),
            counting: rule.counting,
            later: rule.later.into_iter().map(LaterBody::from).collect(),
            from: rule.from.to_string(),
            until: rule.until.map(|day| day.to_string()),
            note: rule.note,
            read_by: rule.read_by,
            used: line.used,
            worked_example,
        }
    }
}

/// A rule as a machine writes it. Unknown fields are refused.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRuleBody {
    /// contract or insurance.
    purpose: String,
    #[schema(example = "Master services agreement")]
    contract: String,
    #[schema(example = "9.2")]
    clause: String,
    /// What it asks, in the organisation's words.
    gist: String,
    recipient: String,
    /// email, pec, online_form, phone or post.
    channel: String,
    address: String,
    /// Whose zone and holidays count.
    #[schema(example = "IT")]
    country: String,
    language: String,
    #[serde(default)]
    controllers: Vec<String>,
    #[serde(default)]
    markets: Vec<String>,
    /// Ids of data sets.
    #[serde(default)]
    data_sets: Vec<String>,
    /// At most eight.
    #[serde(default)]
    facts: Vec<ConditionBody>,
    /// Whether `all` of the facts must be so or `one` is enough; all where left out.
    #[serde(rename = "match")]
    matching: Option<String>,
    #[serde(default)]
    unless: Vec<ConditionBody>,
    /// The instant that starts the clock; what stands in for it follows from it.
    #[schema(example = "aware")]
    trigger: String,
    /// Left out for "without undue delay".
    period: Option<PeriodBody>,
    /// elapsed or eu-1182-71; elapsed where left out.
    counting: Option<String>,
    #[serde(default)]
    later: Vec<LaterBody>,
    #[schema(example = "2026-01-01")]
    from: String,
    until: Option<String>,
    note: Option<String>,
}

/// The next version of a rule, and the version that it follows.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NextRuleBody {
    /// The newest version that the machine knows; another one by now is a conflict.
    pub follows: u32,
    pub rule: NewRuleBody,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndRuleBody {
    pub version: u32,
    #[schema(example = "2026-12-31")]
    pub until: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawRuleBody {
    pub version: u32,
}

/// The fields of the screen. What they cannot hold is a problem at once.
pub fn fields(mut form: Form, body: NewRuleBody) -> Form {
    let wrong = form.words().text("form-not-a-choice");
    let (value, unit) = period_fields(body.period);
    for (field, value) in [
        ("purpose", body.purpose),
        ("contract", body.contract),
        ("clause", body.clause),
        ("gist", body.gist),
        ("recipient", body.recipient),
        ("channel", body.channel),
        ("address", body.address),
        ("country", body.country),
        ("language", body.language),
        ("match", body.matching.unwrap_or_else(|| conditions::ALL.to_owned())),
        ("trigger", body.trigger),
        ("period", value),
        ("unit", unit),
        ("counting", body.counting.unwrap_or_else(|| "elapsed".to_owned())),
        ("from", body.from),
        ("until", body.until.unwrap_or_default()),
        ("note", body.note.unwrap_or_default()),
    ] {
        form = form.fill(field, value);
    }
    for (field, values) in [("controllers", body.controllers), ("markets", body.markets), ("data-sets", body.data_sets)]
    {
        form = values.into_iter().fold(form, |form, value| form.fill(field, value));
    }
    for (prefix, list) in [(conditions::ASKED, body.facts), (conditions::EXCEPTED, body.unless)] {
        if list.len() > conditions::MOST {
            let sentence = form.words().with1("rule-facts-too-many", "most", conditions::MOST);
            form.problem(&conditions::field(prefix, conditions::MOST + 1), sentence);
        }
        for (n, one) in (1..=conditions::MOST).zip(list) {
            if one.at_least.is_some() && !one.any.is_empty() {
                form.problem(&conditions::values_field(prefix, n), wrong.clone());
            }
            form = form.fill(&conditions::field(prefix, n), one.fact);
            let values = one.any.into_iter().chain(one.at_least.map(|number| number.to_string()));
            form = values.fold(form, |form, value| form.fill(&conditions::values_field(prefix, n), value));
        }
    }
    for one in body.later {
        let Some(kind) = LaterKind::parse(&one.kind) else {
            form.problem("later", wrong.clone());
            continue;
        };
        if !form.value(later::field(kind, "from")).is_empty() || one.from == later::NOT {
            form.problem(&later::field(kind, "from"), wrong.clone());
            continue;
        }
        let (value, unit) = period_fields(one.period);
        form = form
            .fill(&later::field(kind, "from"), one.from)
            .fill(&later::field(kind, "period"), value)
            .fill(&later::field(kind, "unit"), unit);
    }
    form
}

fn period_fields(period: Option<PeriodBody>) -> (String, String) {
    match period {
        Some(period) => (period.value.to_string(), period.unit),
        None => (String::new(), form::OPEN.to_owned()),
    }
}

/// What a field of the screen is called in the body.
pub fn named(field: &str) -> String {
    for (prefix, name) in [(conditions::ASKED, "facts"), (conditions::EXCEPTED, "unless")] {
        if let Some(n) = field.strip_prefix(prefix).and_then(|rest| rest.strip_prefix("-values-")) {
            return format!("{name}[{}].any", place(n));
        }
        if let Some(n) = field.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-')) {
            return format!("{name}[{}].fact", place(n));
        }
    }
    if let Some(rest) = field.strip_prefix("later-") {
        let (kind, part) = rest.rsplit_once('-').unwrap_or((rest, "from"));
        let part = if part == "unit" { "period.unit" } else { part };
        return format!("later.{}.{part}", kind.replace('-', "_"));
    }
    match field {
        "data-sets" => "data_sets".to_owned(),
        "unit" => "period.unit".to_owned(),
        other => other.to_owned(),
    }
}

/// Fields count from 1, lists of a body from 0.
fn place(n: &str) -> usize {
    n.parse::<usize>().unwrap_or(1).saturating_sub(1)
}
