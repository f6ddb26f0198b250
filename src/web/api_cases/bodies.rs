//! What the API on cases answers: plans, explanations and try-outs as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::app::cases::AsOf;
use crate::app::views::ledger::{Moved, scope_word};
use crate::domain::plan::PlannedDuty;
use crate::domain::values::At;
use crate::web::pages::case::why::{Told, ToldFact};
use crate::web::spoken::Spoken;

/// A duty as the plan has it. Instants are RFC 3339 in UTC.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct DutyBody {
    /// Number within the case; none for a duty that only a try-out has.
    pub(super) number: Option<u32>,
    pub(super) rule: String,
    pub(super) regime: String,
    pub(super) stage: String,
    pub(super) controller: String,
    pub(super) market: Option<String>,
    pub(super) recipient: String,
    pub(super) recipient_name: String,
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) trigger: String,
    pub(super) started_at: Option<String>,
    /// The instant that stands in for the one the rule asks for.
    pub(super) fallback: Option<String>,
    pub(super) target_at: Option<String>,
    pub(super) legal_term_at: Option<String>,
    pub(super) decide_by_at: Option<String>,
    pub(super) deciding_facts: Vec<String>,
    pub(super) act: String,
    pub(super) article: String,
    pub(super) policy_digest: String,
}

pub(super) fn duty_body(number: Option<u32>, planned: &PlannedDuty) -> DutyBody {
    let text = |at: Option<At>| at.map(At::rfc3339);
    DutyBody {
        number,
        rule: planned.rule.clone(),
        regime: planned.regime.clone(),
        stage: planned.stage.clone(),
        controller: planned.controller.clone(),
        market: planned.market.as_ref().map(|country| country.as_str().to_owned()),
        recipient: planned.recipient.id.clone(),
        recipient_name: planned.recipient.name.clone(),
        kind: planned.kind.as_str().to_owned(),
        status: planned.status.as_str().to_owned(),
        trigger: planned.trigger.what.clone(),
        started_at: text(planned.trigger.at),
        fallback: planned.trigger.fallback.map(|what| what.as_str().to_owned()),
        target_at: text(planned.target_at),
        legal_term_at: text(planned.legal_term_at),
        decide_by_at: text(planned.decide_by_at),
        deciding_facts: planned.deciding_facts.clone(),
        act: planned.citation.act.clone(),
        article: planned.citation.article.clone(),
        policy_digest: planned.policy_digest.clone(),
    }
}

/// A recorded moment in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstantBody {
    pub(super) what: String,
    /// `case`, `controller:ID`, `data_set:ID` or `market:CC`.
    pub(super) scope: String,
    pub(super) at: String,
    pub(super) recorded_at: String,
}

/// A duty whose clock or status differs.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovedBody {
    pub(super) number: u32,
    pub(super) rule: String,
    pub(super) recipient: String,
    pub(super) before_status: Option<String>,
    pub(super) before_target_at: Option<String>,
    pub(super) before_legal_term_at: Option<String>,
    pub(super) after_status: Option<String>,
    pub(super) after_target_at: Option<String>,
    pub(super) after_legal_term_at: Option<String>,
}

pub(super) fn moved_body(moved: &Moved) -> MovedBody {
    let text = |at: Option<At>| at.map(At::rfc3339);
    MovedBody {
        number: moved.number,
        rule: moved.rule.clone(),
        recipient: moved.recipient.clone(),
        before_status: moved.before.map(|clock| clock.status.as_str().to_owned()),
        before_target_at: text(moved.before.and_then(|clock| clock.target_at)),
        before_legal_term_at: text(moved.before.and_then(|clock| clock.legal_term_at)),
        after_status: moved.after.map(|clock| clock.status.as_str().to_owned()),
        after_target_at: text(moved.after.and_then(|clock| clock.target_at)),
        after_legal_term_at: text(moved.after.and_then(|clock| clock.legal_term_at)),
    }
}

/// The plan as it stood at an instant, by everything that had been recorded until then.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanBody {
    pub(super) case: String,
    pub(super) as_of: String,
    /// Entries of the record that counted, and those that came later.
    pub(super) entries: usize,
    pub(super) later: usize,
    /// SHA-256 of the rule files in use then.
    pub(super) policy_digest: String,
    /// Whether the files loaded now are the same.
    pub(super) same_files: bool,
    pub(super) duties: Vec<DutyBody>,
    pub(super) instants: Vec<InstantBody>,
    /// What the files loaded now would have planned otherwise from what was known then.
    pub(super) by_todays_files: Vec<MovedBody>,
}

pub(super) fn plan_body(then: &AsOf) -> PlanBody {
    let case = &then.case;
    PlanBody {
        case: case.reference.clone(),
        as_of: then.at.rfc3339(),
        entries: then.entries,
        later: then.later,
        policy_digest: then.digest.clone(),
        same_files: then.same_files,
        duties: case
            .duties
            .iter()
            .filter(|duty| !duty.gone)
            .map(|duty| duty_body(Some(duty.number), &duty.planned))
            .collect(),
        instants: case
            .instants_in_force()
            .map(|entry| InstantBody {
                what: entry.what.as_str().to_owned(),
                scope: scope_word(&entry.scope),
                at: entry.at.rfc3339(),
                recorded_at: entry.recorded_at.rfc3339(),
            })
            .collect(),
        by_todays_files: then.by_todays_files.iter().map(moved_body).collect(),
    }
}

/// A fact or moment that was used.
#[derive(Debug, Serialize, ToSchema)]
pub struct UsedBody {
    pub(super) what: String,
    pub(super) value: String,
    /// known, estimated, unknown or not_applicable.
    pub(super) state: String,
    /// Who recorded it and when, in words; empty where nobody did.
    pub(super) recorded: String,
    pub(super) decides: bool,
}

impl From<&ToldFact> for UsedBody {
    fn from(fact: &ToldFact) -> Self {
        Self {
            what: fact.what.clone(),
            value: fact.value.clone(),
            state: fact.knowledge.as_str().to_owned(),
            recorded: fact.recorded.clone(),
            decides: fact.decides,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DayBody {
    pub(super) day: String,
    pub(super) what: String,
    pub(super) effect: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReadingBody {
    pub(super) who: String,
    pub(super) words: String,
    pub(super) url: Option<String>,
    pub(super) second_hand: bool,
}

/// Everything behind one duty, in the language of `Accept-Language`.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhyBody {
    pub(super) case: String,
    pub(super) duty: DutyBody,
    pub(super) lead: String,
    pub(super) facts: Vec<UsedBody>,
    pub(super) instants: Vec<UsedBody>,
    /// Which moment stands in for the one the rule asks for; empty where none does.
    pub(super) fallback: String,
    pub(super) arithmetic: Vec<String>,
    pub(super) remarks: Vec<String>,
    pub(super) days: Vec<DayBody>,
    pub(super) calendar: Vec<String>,
    pub(super) url: String,
    /// Words of the law, at most 25; none where only a gist stands.
    pub(super) quote: Option<String>,
    /// The language in which those words stand.
    pub(super) quote_lang: Option<String>,
    /// Where they were read and compared.
    pub(super) quote_read_in: Option<String>,
    /// What the rule asks, in our words.
    pub(super) gist: Option<String>,
    /// Version of the rule among the loaded files; none where they no longer hold the one that was copied.
    pub(super) rule_version: Option<u32>,
    pub(super) rule_verified: bool,
    pub(super) doubt: Vec<String>,
    pub(super) loaded_digest: String,
    pub(super) same_files: bool,
    pub(super) deciding: Vec<String>,
    pub(super) removed_by: Vec<String>,
    pub(super) grounds: Vec<String>,
    pub(super) other_readings: Vec<ReadingBody>,
    /// What the one who read the rule remarked, in English.
    pub(super) note: Option<String>,
    /// What a source says of the recipient's own view of terms, in English.
    pub(super) recipient_says: Option<String>,
}

/// What does not arise or was not looked at: what, and why or where.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReasonBody {
    pub(super) what: String,
    pub(super) words: String,
}

/// All clocks of a case, explained.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClocksBody {
    pub(super) case: String,
    /// RFC 3339 in UTC.
    pub(super) as_at: String,
    pub(super) loaded_digest: String,
    pub(super) clocks: Vec<WhyBody>,
    pub(super) excluded: Vec<ReasonBody>,
    pub(super) not_checked: Vec<ReasonBody>,
}

/// One duty that would differ.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifferenceBody {
    /// added, removed, earlier, later, started, stopped, status or grounds.
    pub(super) kind: String,
    pub(super) before: Option<DutyBody>,
    pub(super) after: Option<DutyBody>,
}

/// What the chosen proposals would ask: no law, and counted apart from it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposedBody {
    /// Always false.
    pub(super) is_law: bool,
    pub(super) duties: Vec<DutyBody>,
    /// Before: what the law in force asks, under the proposal's id; after: what the proposal would ask.
    pub(super) differences: Vec<DifferenceBody>,
}

/// What came of a try-out. Nothing was stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct TriedBody {
    pub(super) case: String,
    /// Always false: a try-out changes nothing.
    pub(super) stored: bool,
    pub(super) differences: Vec<DifferenceBody>,
    pub(super) unchanged: usize,
    /// None where no proposal was chosen.
    pub(super) proposed: Option<ProposedBody>,
    /// Contradictions and gaps that the supposed case would have.
    pub(super) problems: Vec<String>,
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// What is in words; the rest is filled by the caller.
pub(super) fn worded(told: &Told) -> WhyBody {
    WhyBody {
        case: String::new(),
        duty: DutyBody::default(),
        url: String::new(),
        rule_version: None,
        rule_verified: false,
        loaded_digest: String::new(),
        same_files: false,
        lead: told.lead.clone(),
        facts: told.facts.iter().map(UsedBody::from).collect(),
        instants: told.instants.iter().map(UsedBody::from).collect(),
        fallback: told.fallback.clone(),
        arithmetic: told.arithmetic.clone(),
        remarks: told.remarks.clone(),
        days: told
            .days
            .iter()
            .map(|day| DayBody { day: day.day.clone(), what: day.what.clone(), effect: day.effect.clone() })
            .collect(),
        calendar: told.calendar.iter().map(Spoken::plain).collect(),
        quote: some(&told.quote),
        quote_lang: some(&told.quote).and_then(|_| some(&told.quote_lang)),
        quote_read_in: some(&told.quote_read_in),
        gist: some(&told.gist),
        note: some(&told.note),
        recipient_says: some(&told.recipient_says),
        doubt: told.rule_doubt.clone(),
        deciding: told.deciding.iter().map(|(name, _)| name.clone()).collect(),
        removed_by: told.removed_by.clone(),
        grounds: told.bases.clone(),
        other_readings: told
            .readings
            .iter()
            .map(|one| ReadingBody {
                who: one.who.plain(),
                words: one.words.clone(),
                url: some(&one.url),
                second_hand: one.second_hand,
            })
            .collect(),
    }
}
