//! What each authority knows, for machines: fact by fact, told then and true today.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::json;
use crate::app::cases;
use crate::domain::case::Case;
use crate::domain::project::reveal;
use crate::domain::situation::Knowledge;
use crate::domain::told::{Compared, Known, MOMENTS};
use crate::domain::values::At;
use crate::web::visit::{Answer, Visit};

#[derive(Debug, Serialize, ToSchema)]
pub struct KnownBody {
    case: String,
    authorities: Vec<AuthorityKnows>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorityKnows {
    recipient: String,
    recipient_name: String,
    rule: String,
    controller: String,
    market: Option<String>,
    /// Numbers of the duties of this rule towards it.
    duties: Vec<u32>,
    last_filed_at: Option<String>,
    /// Its own reference, from its latest receipt.
    reference: Option<String>,
    /// Filings of which nobody can say fact by fact what they told.
    not_recorded: Vec<u32>,
    withdrawn_at: Option<String>,
    facts: Vec<FactKnown>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FactKnown {
    fact: String,
    /// The data set, where it is not the same for all that the notification is about.
    data_set: Option<String>,
    /// `as_told`, `still_open`, `arrived`, `corrected`, `erased` or `not_told`.
    standing: String,
    /// Whether the authority is owed a follow-up for it.
    owed: bool,
    told: Option<Stated>,
    today: Option<Stated>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Stated {
    /// `known`, `estimated`, `unknown` or `not_applicable`.
    state: String,
    #[schema(value_type = Object)]
    value: Value,
    /// Day by which it is expected, while unknown.
    by: Option<String>,
    /// When it was told, or since when it is on record.
    at: Option<String>,
}

pub(super) async fn show(visit: Visit) -> Answer {
    let machine = visit.machine()?.clone();
    let reference = visit.param("reference").to_owned();
    let case = visit.run(move |ctx| cases::load_for_machine(ctx, &machine, &reference)).await?;
    json(&body(&case))
}

fn body(case: &Case) -> KnownBody {
    KnownBody { case: case.reference.clone(), authorities: case.known_to_authorities().iter().map(authority).collect() }
}

fn authority(known: &Known<'_>) -> AuthorityKnows {
    AuthorityKnows {
        recipient: known.recipient.id.clone(),
        recipient_name: known.recipient.name.clone(),
        rule: known.rule.clone(),
        controller: known.controller.clone(),
        market: known.market.as_ref().map(ToString::to_string),
        duties: known.duties.iter().map(|duty| duty.number).collect(),
        last_filed_at: known.filings.last().map(|filing| filing.at.rfc3339()),
        reference: known.reference().map(str::to_owned),
        not_recorded: known.not_recorded.clone(),
        withdrawn_at: known.withdrawn.map(|(_, at)| at.rfc3339()),
        facts: known.rows.iter().map(fact).collect(),
    }
}

fn fact(row: &Compared) -> FactKnown {
    let told_at = row.told_in.map(|(_, at)| at);
    let told = row.told.as_ref().map(|told| stated(&row.id, told.state, &told.value, told.by, told_at));
    let today = row.now.as_ref().map(|now| stated(&row.id, now.state, &now.value, now.by, Some(now.since)));
    FactKnown {
        fact: row.id.clone(),
        data_set: Some(row.set.clone()).filter(|set| !set.is_empty()),
        standing: row.standing.as_str().to_owned(),
        owed: row.standing.is_owed(),
        told,
        today,
    }
}

fn stated(id: &str, state: Knowledge, value: &Value, by: Option<chrono::NaiveDate>, at: Option<At>) -> Stated {
    let moment = value.as_i64().filter(|_| MOMENTS.iter().any(|(_, moment)| *moment == id)).and_then(At::from_micros);
    Stated {
        state: state.as_str().to_owned(),
        value: moment.map_or_else(|| reveal(value), |at| Value::from(at.rfc3339())),
        by: by.map(|day| day.to_string()),
        at: at.map(At::rfc3339),
    }
}
