//! What a notice tells, fact by fact, beside its text: kept with every draft, so that a filing can later be held against today.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::Value;

use super::named;
use crate::app::Ctx;
use crate::domain::case::{Case, Duty, Notice, NoticeFiling};
use crate::domain::project::reveal;
use crate::domain::situation::{Knowledge, Proof};
use crate::domain::told::{Compared, Covered, Standing as Compare, ToldFact, ToldFacts};
use crate::notice::telling::{Standing, standing};
use crate::notice::{Change, Draft, Drafted, EarlierFiling, Frame, Language, NoticeFacts, Statement};

/// Facts that say how a notice is handed in, not what happened; they differ from filing to filing by nature.
const OF_THE_FILING: &[&str] =
    &["notification.phase", "time.delay_reason", "controller.name", "contact_point", "contact.two_ways"];

/// The facts that a fresh draft words, as the record has them.
pub fn told_by(
    ctx: &Ctx,
    case: &Case,
    duty: &Duty,
    covered: Covered,
    facts: &NoticeFacts,
    drafted: &Drafted,
) -> ToldFacts {
    let withdraws = ctx.notices.rules.withdraws(drafted.draft.kind);
    let said = drafted.said_by(&drafted.draft);
    let said = said.into_iter().filter(|id| !OF_THE_FILING.contains(id));
    let facts = said.flat_map(|id| told(ctx, case, duty, &covered, facts, id)).collect();
    ToldFacts { facts, withdraws, covered }
}

/// What the notice says of one fact: once, or for each data set where they differ.
fn told(ctx: &Ctx, case: &Case, duty: &Duty, covered: &Covered, facts: &NoticeFacts, id: &str) -> Vec<ToldFact> {
    let planned = &duty.planned;
    let forms = ctx.notices.templates.forms();
    let is_open = |statement: &Statement| {
        let form = forms.facts.get(id);
        form.is_none_or(|form| matches!(standing(statement, form, forms), Standing::Open | Standing::OpenWithDate))
    };
    let of_id = |set: String, state: Knowledge, value: Value, by: Option<NaiveDate>, open: bool| ToldFact {
        id: id.to_owned(),
        set,
        state,
        value,
        by,
        open,
    };
    let now = case.facts_now(id, &planned.controller, planned.market.as_ref(), &covered.sets);
    if now.is_empty() {
        // What the record itself answers is no fact of the case; it is told all the same.
        let derived = facts.of(id).first();
        let (state, value) =
            derived.map_or((Knowledge::Unknown, Value::Null), |derived| (derived.state, derived.value.clone()));
        return vec![of_id(String::new(), state, value, None, facts.of(id).iter().all(is_open))];
    }
    let told = now.into_iter().map(|(set, now)| {
        let open = match set.is_empty() {
            true => facts.of(id).iter().all(is_open),
            false => {
                let name = set_name(case, &set);
                facts.of(id).iter().filter(|statement| statement.about == name).all(is_open)
            }
        };
        of_id(set, now.state, now.value, now.by, open)
    });
    told.collect()
}

/// The name under which a notice speaks of a data set.
fn set_name(case: &Case, id: &str) -> String {
    case.data_sets.iter().find(|set| set.id == id).map_or_else(|| id.to_owned(), |set| set.name.clone())
}

/// Facts that stand otherwise today than when the text was made of them, by id: the text says what was known then.
pub fn moved(case: &Case, notice: &Notice) -> Vec<String> {
    let duty = notice.duties.first().and_then(|number| case.duty(*number));
    let (Some(duty), Some(told)) = (duty, &notice.told) else { return Vec::new() };
    let (controller, market) = (&duty.planned.controller, duty.planned.market.as_ref());
    case.moved(told, controller, market)
}

/// What a text tells after a person's edit, where that is less than before: an emptied part tells nothing any more. What a person
/// writes over the drafted words is not read; until the facts are taken over again, the notice counts as telling what it was made of.
pub fn after_edit(notice: &Notice, drafted: &Drafted, text: &Draft) -> Option<ToldFacts> {
    let told = notice.told.as_ref()?;
    let kept = drafted.said_by(text);
    let all: BTreeSet<&str> = drafted.said.values().flatten().map(String::as_str).collect();
    let dropped = |fact: &&ToldFact| all.contains(fact.id.as_str()) && !kept.contains(fact.id.as_str());
    let facts: Vec<ToldFact> = told.facts.iter().filter(|fact| !dropped(fact)).cloned().collect();
    (facts.len() < told.facts.len()).then_some(ToldFacts { facts, ..told.clone() })
}

/// Puts into the frame what a notice that follows says of the earlier ones: under which law they and this one are filed, the day and
/// number of each, what changed, what is still open.
pub fn follow(ctx: &Ctx, case: &Case, duty: &Duty, language: &Language, frame: &mut Frame) {
    frame.law = Some(duty.planned.citation.clone());
    let Some(known) = case.known_at(duty.number) else { return };
    frame.authority_reference = known.reference().unwrap_or_default().to_owned();
    frame.earlier_at = known.filings.last().map(|filing| filing.at);
    frame.earlier = known.filings.iter().map(|filing| earlier(filing)).collect();
    let first = known.filings.first().map(|filing| filing.number);
    let of_first = |one: &&&Duty| case.filings_for(one.number).iter().any(|filing| Some(filing.number) == first);
    frame.notified_law = known.duties.iter().find(of_first).map(|one| one.planned.citation.clone());
    // The term of a stage that was filed is over; what follows it has none of its own.
    if !case.filings_for(duty.number).is_empty() {
        frame.deadline = None;
    }
    let label = |id: &str| named::fact(ctx, language, id);
    frame.changes = known.owed().filter_map(|row| change(case, row, label(&row.id))).collect();
    let open = known.rows.iter().filter(|row| row.standing == Compare::StillOpen);
    let mut open: Vec<&str> = open.map(|row| row.id.as_str()).collect();
    open.dedup();
    frame.still_open = open.into_iter().map(|id| (id.to_owned(), label(id))).collect();
}

/// A filing by its day and the number of its own receipt; proof of another kind carries no number of the authority.
fn earlier(filing: &NoticeFiling) -> EarlierFiling {
    let receipt = filing.proof.as_ref().filter(|proof| proof.proof == Proof::Receipt);
    let number = receipt.map(|proof| proof.reference.as_str().trim().to_owned()).unwrap_or_default();
    EarlierFiling { at: filing.at, number }
}

/// What of a fact is told otherwise now. A data set that was not spoken of before was not known to be concerned.
fn change(case: &Case, row: &Compared, label: String) -> Option<Change> {
    let now = row.now.as_ref()?;
    let about = if row.set.is_empty() { String::new() } else { set_name(case, &row.set) };
    let told = row.told.as_ref().filter(|told| !told.open);
    let was = Statement {
        about: about.clone(),
        state: told.map_or(Knowledge::Unknown, |told| told.state),
        value: told.map(|told| reveal(&told.value)).unwrap_or_default(),
        how: String::new(),
        who: String::new(),
        by: row.told.as_ref().and_then(|told| told.by),
    };
    let label = if about.is_empty() { label } else { format!("{label} ({about})") };
    Some(Change { id: row.id.clone(), label, was, since: now.since })
}
