//! Linking two cases of one organisation: the link stands in both or in neither. And a case that begins as a copy of another.

use std::collections::BTreeSet;

use super::{Opening, Outcome, load, open_in, run, run_all_in, run_in};
use crate::app::api::Machine;
use crate::app::member::{SignedIn, WORKERS};
use crate::app::views::facts::{Group, group_of};
use crate::app::views::timeline::Recorded;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::access::{Admitting, Restriction};
use crate::domain::case::{Case, CaseStatus};
use crate::domain::command::Command;
use crate::domain::event::Event;
use crate::domain::links::{CaseLink, LinkedTo, Linking, Relation};
use crate::domain::situation::Knowledge;
use crate::domain::values::{At, Private};
use crate::store::Conn;
use crate::store::cases::{CaseRow, get_to_change, seen_among};
use crate::store::reader::Reader;

/// Links a case with another that the person may see.
///
/// # Errors
/// At the field `to` where there is no such case, where it belongs to another organisation, or where one of the two is a drill only.
pub fn link(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    other: &str,
    relation: Relation,
    reason: &Private,
) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (mine, case) = load(tx, who, reference)?;
        let (theirs, other) = match load(tx, who, other) {
            Ok(found) if found.0.organisation_id == mine.organisation_id => found,
            Ok(_) | Err(AppError::NotFound) => return Err(invalid("link-no-such-case")),
            Err(error) => return Err(error),
        };
        // Whoever sees one of them reads of the other.
        let group = |case: &Case| case.restriction.as_ref().map(Restriction::ids);
        if group(&case) != group(&other) {
            return Err(invalid("link-with-restricted"));
        }
        // A drill leaves no trace in the record of what really happened (US23).
        if case.drill != other.drill {
            return Err(invalid("link-with-drill"));
        }
        hold_both(tx, &mine, &theirs)?;
        link_in(ctx, tx, who, (&case, &other), relation, reason)
    });
    ctx.wake.notify_waiters();
    done
}

/// Links a case with a breach that is no case of this desk, such as one of years ago.
pub fn link_elsewhere(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    what: &str,
    relation: Relation,
    reason: &Private,
) -> AppResult<Outcome> {
    let to = LinkedTo::Elsewhere(Private::new(what));
    run(ctx, who, reference, Command::Link(Linking::Link { to, relation, reason: reason.clone() }))
}

/// Takes a link back, in both cases.
pub fn unlink(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32, reason: &Private) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (mine, case) = load(tx, who, reference)?;
        let link = case.link(number).ok_or(AppError::NotFound)?;
        let away = |number| Command::Link(Linking::Unlink { number, reason: reason.clone() });
        if let LinkedTo::Case { reference: other, .. } = &link.to {
            let (theirs, other) = load(tx, who, other)?;
            hold_both(tx, &mine, &theirs)?;
            if let Some(back) = other.link_to(case.id) {
                run_in(ctx, tx, who, &other.reference, away(back.number))?;
            }
        }
        run_in(ctx, tx, who, reference, away(number))
    });
    ctx.wake.notify_waiters();
    done
}

/// A link as a page shows it: with title and state of a case of this desk.
#[derive(Debug, Clone)]
pub struct Shown {
    pub link: CaseLink,
    pub case: Option<(String, CaseStatus)>,
}

/// The links of a case, without those to cases that do not exist for this person: the other one may have been restricted since.
pub fn shown(conn: &mut Conn, who: &SignedIn, case: &Case) -> AppResult<Vec<Shown>> {
    let mut all = Vec::new();
    for link in &case.links {
        let found = match &link.to {
            LinkedTo::Elsewhere(_) => None,
            LinkedTo::Case { reference, .. } => match load(conn, who, reference) {
                Ok((_, other)) => Some((other.title.as_str().to_owned(), other.status)),
                Err(AppError::NotFound) => continue,
                Err(error) => return Err(error),
            },
        };
        all.push(Shown { link: link.clone(), case: found });
    }
    Ok(all)
}

/// The links of a case as a machine may read them: no texts, and no case that does not exist for it.
#[derive(Debug, Clone)]
pub struct ForMachine {
    pub case: String,
    /// Relation, reference (none for a breach elsewhere), when it was linked.
    pub links: Vec<(Relation, Option<String>, At)>,
    pub merged_into: Option<String>,
    pub took_over: Vec<String>,
}

pub fn for_machine(ctx: &Ctx, machine: &Machine, reference: &str) -> AppResult<ForMachine> {
    let case = super::load_for_machine(ctx, machine, reference)?;
    let named: Vec<&str> = case.linked_references().collect();
    let seen = ctx.store.read(|conn| seen_among(conn, Reader::Machine, &named))?;
    let exists = |reference: &String| seen.contains(reference);
    let links = case.links.iter().filter_map(|link| match &link.to {
        LinkedTo::Elsewhere(_) => Some((link.relation, None, link.at)),
        LinkedTo::Case { reference, .. } => {
            exists(reference).then(|| (link.relation, Some(reference.clone()), link.at))
        }
    });
    Ok(ForMachine {
        links: links.collect(),
        merged_into: case.merged_into.as_ref().map(|merged| merged.reference.clone()).filter(exists),
        took_over: case.took_over.iter().map(|took| took.reference.clone()).filter(exists).collect(),
        case: case.reference,
    })
}

/// A case that was merged with this one, as far as this person sees it.
#[derive(Debug, Clone)]
pub struct MergedWith {
    pub reference: String,
    pub title: String,
}

/// The case of this reference, where it exists for this person.
pub fn merged_with(conn: &mut Conn, who: &SignedIn, reference: &str) -> AppResult<Option<MergedWith>> {
    match load(conn, who, reference) {
        Ok((_, other)) => Ok(Some(MergedWith { reference: other.reference, title: other.title.as_str().to_owned() })),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The record as this person may read it: a case that does not exist for them (it may have been restricted after it was linked) stands
/// there as `word`. The events stay as they are; only the view hides (E1, US21).
pub fn veiled(
    conn: &mut Conn,
    who: &SignedIn,
    case: &Case,
    recorded: Vec<Recorded>,
    word: &str,
) -> AppResult<Vec<Recorded>> {
    let mut named: BTreeSet<&str> = case.linked_references().collect();
    for row in &recorded {
        match &row.event {
            Event::CaseLinked { link } => {
                if let LinkedTo::Case { reference, .. } = &link.to {
                    named.insert(reference);
                }
            }
            Event::CaseMerged { merged } => {
                named.insert(&merged.reference);
            }
            Event::CaseTookOver { took } => {
                named.insert(&took.reference);
            }
            _ => {}
        }
    }
    let named: Vec<String> = named.into_iter().map(str::to_owned).collect();
    let asked: Vec<&str> = named.iter().map(String::as_str).collect();
    let seen = if asked.is_empty() { Vec::new() } else { seen_among(conn, who.reader(), &asked)? };
    let hidden: Vec<&str> = asked.into_iter().filter(|one| !seen.iter().any(|known| known == one)).collect();
    if hidden.is_empty() {
        return Ok(recorded);
    }
    recorded
        .into_iter()
        .map(|row| {
            let text = serde_json::to_string(&row.event).map_err(AppError::broken)?;
            if !hidden.iter().any(|one| text.contains(one)) {
                return Ok(row);
            }
            let word = serde_json::to_string(word).map_err(AppError::broken)?;
            // Inside a text, without the quotation marks around it.
            let word = word.trim_matches('"');
            let veiled = hidden.iter().fold(text, |text, one| text.replace(one, word));
            Ok(Recorded { event: serde_json::from_str(&veiled).map_err(AppError::broken)?, ..row })
        })
        .collect()
}

/// Opens a case with the parties and facts of another, such as a second wave of the same mistake; the two are linked. Moments, decisions
/// and notices are not taken over: who learnt of this one, and when, is a question of its own. Answers the new reference.
///
/// `copied` says in the source of each fact from where it was taken.
pub fn duplicate(ctx: &Ctx, who: &SignedIn, reference: &str, title: &str, copied: &str) -> AppResult<String> {
    let done = ctx.store.write(|tx| {
        let (row, case) = load(tx, who, reference)?;
        let by = who.acting(row.organisation_id, WORKERS).ok_or(AppError::NotAllowed)?;
        let opening =
            Opening { organisation: row.organisation_id, title: Private::new(title), drill: case.drill, report: None };
        let opened = open_in(ctx, tx, &by, opening)?.case;
        // What only some people see does not become everybody's by being copied.
        if let Some(standing) = &case.restriction {
            let people = standing.people.clone();
            let asked = Admitting::Restrict { people, reason: Private::new(copied) };
            run_in(ctx, tx, who, &opened.reference, Command::Admit(asked))?;
        }
        let commands = taken_over(&case, &opened, copied);
        if !commands.is_empty() {
            run_all_in(ctx, tx, who, &opened.reference, commands)?;
        }
        let (fresh, opened) = load(tx, who, &opened.reference)?;
        hold_both(tx, &row, &fresh)?;
        link_in(ctx, tx, who, (&opened, &case), Relation::CopiedFrom, &Private::new(copied))?;
        Ok::<_, AppError>(opened.reference)
    });
    ctx.wake.notify_waiters();
    done
}

/// What makes a fresh case as the other stands: parties, and the facts that somebody knows. What was open there is asked anew.
fn taken_over(case: &Case, opened: &Case, copied: &str) -> Vec<Command> {
    let controllers = case.controllers.iter().filter(|one| !opened.controllers.contains(one));
    let markets = case.markets.iter().filter(|one| !opened.markets.contains(one));
    let data_sets = case.data_sets.iter().filter(|one| !opened.data_sets.contains(one));
    // What was filed, and how people were told, belongs to the other case.
    let is_of_the_breach = |id: &str| group_of(id) != Group::Communication && !id.starts_with("notification.");
    let facts =
        case.facts.iter().filter(|entry| entry.fact.state != Knowledge::Unknown && is_of_the_breach(&entry.fact.id));
    controllers
        .map(|controller| Command::SetController { controller: controller.clone() })
        .chain(data_sets.map(|data_set| Command::SetDataSet { data_set: data_set.clone() }))
        .chain(markets.map(|market| Command::SetMarket { market: market.clone() }))
        // A file that showed it stays with the other case.
        .chain(facts.map(|entry| {
            let source = match entry.source.is_blank() {
                true => copied.to_owned(),
                false => format!("{copied}: {}", entry.source.as_str()),
            };
            Command::SetFact {
                fact: entry.fact.clone(),
                source: Private::new(source),
                evidence: None,
                seen_set_at: None,
            }
        }))
        .collect()
}

/// The link in both cases. The first of the two is the one that was asked.
fn link_in(
    ctx: &Ctx,
    tx: &mut Conn,
    who: &SignedIn,
    (case, other): (&Case, &Case),
    relation: Relation,
    reason: &Private,
) -> AppResult<Outcome> {
    let command = |to: &Case, relation: Relation| {
        let to = LinkedTo::Case { id: to.id, reference: to.reference.clone() };
        Command::Link(Linking::Link { to, relation, reason: reason.clone() })
    };
    let done = run_in(ctx, tx, who, &case.reference, command(other, relation))?;
    run_in(ctx, tx, who, &other.reference, command(case, relation.back()))?;
    Ok(done)
}

/// Takes both rows in the order of their ids, so that two people who link the same cases from both sides wait and do not stop each other.
pub(super) fn hold_both(tx: &mut Conn, one: &CaseRow, other: &CaseRow) -> AppResult<()> {
    let (first, second) = if one.id < other.id { (one.id, other.id) } else { (other.id, one.id) };
    get_to_change(tx, first)?;
    get_to_change(tx, second)?;
    Ok(())
}

fn invalid(key: &'static str) -> AppError {
    AppError::Invalid { field: "to", key }
}
