//! Worked situations of a rule: read from its file, planned whenever the files are read, so that rule and example never part.

use super::authorities::roles;
use super::law::{Gives, Rule, Situated};
use super::outline::Outlined;
use super::planner;
use super::reader::Node;
use super::set::PolicySet;
use crate::domain::plan::{DutyStatus, RuleOrigin};
use crate::domain::situation::{
    Controller, DataScope, DataSet, DecisionInForce, DecisionKind, Establishment, Fact, Filing, InstantKind, Knowledge,
    Market, MarketStatus, Proof, Scope, Situation, Tri, TriggerInstant,
};
use crate::domain::values::{At, Country, Private};

/// The one controller, market and data set of an example.
const WHO: &str = "example";

pub fn parse(n: &Node<'_>) -> Option<Situated> {
    let country = super::authorities::country(n, "country");
    let scopes: Vec<&str> = DataScope::ALL.iter().map(|word| word.as_str()).collect();
    let decisions: Vec<&str> = DecisionKind::ALL.iter().map(|word| word.as_str()).collect();
    let pairs = |key: &'static str| n.node(key).map(|table| table.pairs()).unwrap_or_default();
    let at = pairs("at")
        .into_iter()
        .filter_map(|(what, text)| {
            let kind = InstantKind::parse(&what);
            if kind.is_none() {
                n.problem("at", format!("`{what}` is no trigger event"), "");
            }
            Some((kind?, instant(n, "at", &text)?))
        })
        .collect();
    let filed =
        pairs("filed").into_iter().filter_map(|(stage, text)| Some((stage, instant(n, "filed", &text)?))).collect();
    let decided = n.node("decided").and_then(|d| {
        let kind = d.word("decision", &decisions, DecisionKind::parse);
        let basis = d.opt_text("basis");
        d.finish();
        kind.map(|kind| (kind, basis))
    });
    let starts = pairs("starts").into_iter().filter_map(|(name, day)| match day.parse() {
        Ok(day) => Some((name, day)),
        Err(_) => {
            n.problem("starts", format!("`{day}` is not a day"), "");
            None
        }
    });
    let found = Situated {
        name: n.text("name"),
        country,
        roles: roles(n, "roles"),
        scope: n.word("scope", &scopes, DataScope::parse).unwrap_or(DataScope::Other),
        at,
        filed,
        decided,
        facts: pairs("facts"),
        starts: starts.collect(),
        gives: gives(n)?,
    };
    n.finish();
    Some(found)
}

fn gives(n: &Node<'_>) -> Option<Gives> {
    let Some(g) = n.node("gives") else {
        n.problem("gives", "is missing", "gives = { stage, recipient, status, target, legal } or { none = true }");
        return None;
    };
    let known: Vec<&str> = DutyStatus::ALL.iter().map(|word| word.as_str()).collect();
    let found = if g.opt_bool("none").unwrap_or(false) {
        Some(Gives::Nothing)
    } else {
        let (stage, recipient) = (g.text("stage"), g.text("recipient"));
        if !g.has("status") {
            g.problem("status", "is missing", known.join(", "));
        }
        let read = |key: &'static str| g.opt_text(key).and_then(|text| instant(&g, key, &text));
        let (target, legal) = (read("target"), read("legal"));
        let status = g.word("status", &known, DutyStatus::parse);
        status.map(|status| Gives::Duty { stage, recipient, status, target, legal })
    };
    g.finish();
    found
}

fn instant(n: &Node<'_>, key: &'static str, text: &str) -> Option<At> {
    At::parse(text).map_err(|bad| n.problem(key, bad.to_string(), "")).ok()
}

/// What is wrong with an example; `None` if it comes out.
pub fn failure(set: &PolicySet, rule: &Rule, example: &Situated) -> Option<String> {
    if set.country(&example.country).is_none() {
        return Some(format!("{} has no zone in countries.toml", example.country));
    }
    // An own version that took its examples over with its text: those of other days speak of the version before it.
    let first = example.at.iter().map(|(_, at)| at.utc().date_naive()).min();
    if rule.own.origin != RuleOrigin::Shipped && first.is_some_and(|day| !rule.in_force.holds(day)) {
        return None;
    }
    let situation = situation(rule, example);
    let moments = situation.instants.iter().map(|instant| instant.at).chain(situation.filings.iter().map(|f| f.at));
    let now = moments.max()?;
    let duties = planner::outline_rule(set, &situation, now, &rule.id);
    let of_version = |duty: &&Outlined<'_>| duty.rule.version == rule.version;
    match &example.gives {
        Gives::Nothing => {
            let duty = duties.iter().find(of_version)?;
            Some(format!("gives {} to {}, not nothing", duty.stage.id, duty.recipient))
        }
        Gives::Duty { stage, recipient, status, target, legal } => {
            let found = duties
                .iter()
                .filter(of_version)
                .find(|duty| duty.stage.id == *stage && stands_for(set, &duty.recipient, recipient));
            let Some(duty) = found else {
                let given: Vec<String> =
                    duties.iter().map(|duty| format!("{} to {}", duty.stage.id, duty.recipient)).collect();
                return Some(format!("gives no {stage} to {recipient}, but {}", given.join(", ")));
            };
            if duty.status != *status {
                return Some(format!("{stage} is {}, not {status}", duty.status));
            }
            for (name, wanted, got) in [("target", target, duty.target_at), ("legal", legal, duty.legal_term_at)] {
                if let Some(wanted) = wanted
                    && got != Some(*wanted)
                {
                    let got = got.map_or_else(|| "nothing".to_owned(), |at| at.to_string());
                    return Some(format!("{name} comes to {got}, not {wanted}"));
                }
            }
            None
        }
    }
}

/// Whether the recipient is the one that an example names. An example written while no file had a record of the supervisor stays true
/// once an operator's own files say who that is.
fn stands_for(set: &PolicySet, got: &str, named: &str) -> bool {
    got == named || (named.contains("-UNKNOWN-") && set.authority(named).is_none() && set.authority(got).is_some())
}

fn situation(rule: &Rule, example: &Situated) -> Situation {
    let country = &example.country;
    let recipient = match &example.gives {
        Gives::Duty { recipient, .. } => recipient.clone(),
        Gives::Nothing => String::new(),
    };
    Situation {
        controllers: vec![Controller {
            id: WHO.to_owned(),
            name: WHO.to_owned(),
            country: country.clone(),
            establishments: vec![Establishment { country: country.clone(), main: true }],
            roles: example.roles.iter().copied().collect(),
            regime_starts: example.starts.iter().cloned().collect(),
            art27_representative: None,
            region: None,
            joint_controller_lead: None,
        }],
        markets: vec![market(country)],
        data_sets: vec![DataSet {
            id: WHO.to_owned(),
            controller: WHO.to_owned(),
            name: WHO.to_owned(),
            scope: example.scope,
            hit: Tri::Yes,
        }],
        instants: example
            .at
            .iter()
            .map(|(what, at)| TriggerInstant { what: *what, at: *at, scope: Scope::case() })
            .collect(),
        filings: example
            .filed
            .iter()
            .map(|(stage, at)| Filing {
                rule: rule.id.clone(),
                stage: stage.clone(),
                recipient: recipient.clone(),
                controller: None,
                at: *at,
                proof: Proof::Receipt,
                outdated_since: None,
            })
            .collect(),
        decisions: example
            .decided
            .iter()
            .map(|(decision, basis)| DecisionInForce {
                rule: rule.id.clone(),
                recipient: None,
                controller: None,
                decision: *decision,
                basis: basis.clone(),
                reason: Private::new(""),
            })
            .collect(),
        facts: example.facts.iter().map(|(id, value)| fact(id, value)).collect(),
        overrides: Vec::new(),
    }
}

fn market(country: &Country) -> Market {
    Market {
        country: country.clone(),
        controller: WHO.to_owned(),
        status: MarketStatus::Affected,
        reason: None,
        subjects: None,
    }
}

fn fact(id: &str, value: &str) -> Fact {
    Fact {
        id: id.to_owned(),
        scope: Scope::case(),
        state: Knowledge::Known,
        value: serde_json::Value::String(value.to_owned()),
        how: Private::new(""),
        who: Private::new(""),
        by: None,
    }
}
