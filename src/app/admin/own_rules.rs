//! Rules that an organisation adds on screen: added, ended, followed by a new version, taken back while unused. Each is an event,
//! and the open cases are planned anew.

use chrono::{Days, NaiveDate};
use serde_json::json;
use uuid::Uuid;

pub use super::keeper::Keeper;
use super::organisation_event;
use crate::app::member::{READERS, SignedIn};
use crate::app::organisation::Settings;
use crate::app::own_rule::Worked;
pub use crate::app::own_rule::{FactIs, Later, LaterFrom, LaterKind, OwnRule, Purpose};
use crate::app::replanning::{self, Progress};
use crate::app::{AppError, AppResult, Ctx, cases, law};
use crate::domain::actor::{Actor, Person, Role};
use crate::domain::case::Case;
use crate::domain::plan::{ArithmeticLine, PlannedDuty};
use crate::policy::{self, Problem};
use crate::store::cases::{self as rows, CaseFilter};
use crate::store::organisations::{self, OrganisationRow};
use crate::store::{Conn, StoreError, duties};

/// Who keeps the organisation's own rules and habits.
pub const KEEPERS: &[Role] = &[Role::Dpo, Role::Admin];

/// An organisation's own rules, and whom they may name.
#[derive(Debug, Clone)]
pub struct Rules {
    pub organisation: OrganisationRow,
    pub settings: Settings,
    /// The newest version of each first, by contract.
    pub rules: Vec<RuleLine>,
    /// How far the open cases have come with what was changed last.
    pub planned: Progress,
}

/// One version of a rule with what the page says of it.
#[derive(Debug, Clone)]
pub struct RuleLine {
    pub rule: OwnRule,
    /// The newest version of its id.
    pub newest: bool,
    /// A duty of some case rests on it: it can be ended and followed, not taken back.
    pub used: bool,
    pub worked: Option<Worked>,
}

/// The organisations that the person may keep rules for, by name.
pub fn own(ctx: &Ctx, who: &SignedIn) -> AppResult<Vec<OrganisationRow>> {
    let ids = who.organisations(KEEPERS);
    ctx.store.read(|conn| {
        let mut rows = organisations::all(conn)?;
        rows.retain(|row| ids.contains(&row.id));
        rows.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(rows)
    })
}

/// One of them, with the person as they act there; not found for everybody else.
pub(super) fn load(conn: &mut Conn, who: &SignedIn, slug: &str) -> AppResult<(OrganisationRow, Settings, Person)> {
    let row = organisations::by_slug(conn, slug)?.ok_or(AppError::NotFound)?;
    let by = who.acting(row.id, KEEPERS).ok_or(AppError::NotFound)?;
    let settings = Settings::of(&row)?;
    Ok((row, settings, by))
}

pub fn list(ctx: &Ctx, keeper: &Keeper) -> AppResult<Rules> {
    ctx.store.read(|conn| {
        let (organisation, settings, _) = keeper.enter(conn)?;
        let rules = lines(ctx, conn, organisation.id, &settings)?;
        let planned = replanning::progress(ctx, conn, organisation.id)?;
        Ok(Rules { organisation, settings, rules, planned })
    })
}

fn lines(ctx: &Ctx, conn: &mut Conn, organisation: Uuid, settings: &Settings) -> AppResult<Vec<RuleLine>> {
    let mut lines = Vec::new();
    for rule in &settings.rules {
        lines.push(RuleLine {
            newest: newest(settings, &rule.id).is_some_and(|newest| newest.version == rule.version),
            used: duties::count_of_rule(conn, organisation, &rule.id)? > 0,
            worked: rule.worked(&ctx.policy),
            rule: rule.clone(),
        });
    }
    lines.sort_by(|one, other| {
        let key = |line: &RuleLine| (line.rule.contract.to_lowercase(), line.rule.id.clone());
        key(one).cmp(&key(other)).then(other.rule.version.cmp(&one.rule.version))
    });
    Ok(lines)
}

fn newest<'a>(settings: &'a Settings, id: &str) -> Option<&'a OwnRule> {
    settings.rules.iter().filter(|rule| rule.id == id).max_by_key(|rule| rule.version)
}

/// What the reader of policy files says of a rule before it is saved.
#[derive(Debug)]
pub enum Saved {
    /// The id of the rule.
    Done(String),
    /// Every problem; nothing was saved.
    Refused(Vec<Problem>),
}

/// What a rule comes to before it is saved.
#[derive(Debug, Clone)]
pub struct Previewed {
    pub worked: Option<Worked>,
    /// What it would ask of the case that was chosen to try it on.
    pub on_case: Option<OnCase>,
}

/// A rule tried on a case. Nothing of it is stored.
#[derive(Debug, Clone)]
pub struct OnCase {
    pub case: Case,
    pub duties: Vec<PlannedDuty>,
    /// Why it asks nothing, where it does not.
    pub excluded: Vec<ArithmeticLine>,
}

/// What a rule comes to, without saving it, and with `reference` what it would ask of that case; or every problem.
pub fn preview(
    ctx: &Ctx,
    who: &SignedIn,
    slug: &str,
    rule: &OwnRule,
    follows: Option<&str>,
    reference: Option<&str>,
) -> AppResult<Result<Previewed, Vec<Problem>>> {
    ctx.store.read(|conn| {
        let (organisation, settings, _) = load(conn, who, slug)?;
        let all = with(&settings, rule.clone(), follows)?;
        let id = all.last().map(|rule| rule.id.clone()).unwrap_or_default();
        let files = law::own_files(&ctx.policy, &Settings { rules: all, ..settings })?;
        let set = match law::over(&ctx.policy, &files) {
            Ok(set) => set,
            Err(problems) => return Ok(Err(problems)),
        };
        let on_case = match reference {
            None => None,
            Some(reference) => {
                let (row, case) = cases::load(conn, who, reference)?;
                if row.organisation_id != organisation.id {
                    return Err(AppError::NotFound);
                }
                let plan = policy::plan(&set, &case.situation(), ctx.clock.now());
                let of_rule = plan.excluded.into_iter().filter(|one| one.rule.as_deref() == Some(id.as_str()));
                Some(OnCase {
                    case,
                    excluded: of_rule.map(|one| one.reason).collect(),
                    duties: plan.duties.into_iter().filter(|duty| duty.rule == id).collect(),
                })
            }
        };
        Ok(Ok(Previewed { worked: rule.worked(&ctx.policy), on_case }))
    })
}

/// Cases of the organisation on which the person may try a rule: reference and title, the newest first.
pub fn cases_to_try(ctx: &Ctx, who: &SignedIn, organisation: Uuid) -> AppResult<Vec<(String, String)>> {
    if who.acting(organisation, READERS).is_none() {
        return Ok(Vec::new());
    }
    ctx.store.read(|conn| {
        let filter = CaseFilter { organisation_id: organisation, limit: MOST_TO_TRY, ..CaseFilter::default() };
        let lines = rows::list(conn, &filter)?;
        Ok(lines.into_iter().map(|line| (line.reference, line.title)).collect())
    })
}

/// So many cases are offered to try a rule on.
const MOST_TO_TRY: i64 = 50;

/// What the reader of policy files says of these rules beside everything else that the organisation added.
fn check(ctx: &Ctx, settings: &Settings, rules: Vec<OwnRule>) -> AppResult<Vec<Problem>> {
    let settings = Settings { rules, ..settings.clone() };
    let files = law::own_files(&ctx.policy, &settings)?;
    Ok(law::over(&ctx.policy, &files).err().unwrap_or_default())
}

/// The rules as they would stand with this one: a new one under an id of its own, or the next version of the one it follows,
/// which then ends on the day before.
fn with(settings: &Settings, mut rule: OwnRule, follows: Option<&str>) -> AppResult<Vec<OwnRule>> {
    let mut all = settings.rules.clone();
    match follows {
        None => {
            rule.id = free_id(settings, &rule.contract);
            rule.version = 1;
        }
        Some(id) => {
            let before = newest(settings, id).ok_or(AppError::NotFound)?;
            if rule.from <= before.from {
                return Err(AppError::Invalid { field: "from", key: "own-rule-from-not-later" });
            }
            (rule.id, rule.version) = (before.id.clone(), before.version + 1);
            let day_before = rule.from - Days::new(1);
            if before.until.is_some_and(|until| until < day_before) {
                return Err(AppError::Invalid { field: "from", key: "own-rule-from-gap" });
            }
            for kept in all.iter_mut().filter(|kept| kept.id == rule.id && kept.version + 1 == rule.version) {
                kept.until = Some(day_before);
            }
        }
    }
    all.push(rule);
    Ok(all)
}

/// Adds a rule, or the next version of `follows`: its id, and the version that stood on the person's page.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody changed the rule in between.
pub fn save(ctx: &Ctx, keeper: &Keeper, rule: OwnRule, follows: Option<(&str, u32)>) -> AppResult<Saved> {
    let done = ctx.store.write(|tx| {
        let (mut row, mut settings, by) = keeper.enter(tx)?;
        if let Some((id, seen)) = follows
            && newest(&settings, id).is_none_or(|newest| newest.version != seen)
        {
            return Err(StoreError::Conflict.into());
        }
        let all = with(
            &settings,
            OwnRule { added_at: ctx.clock.now(), read_by: by.name.as_str().to_owned(), ..rule },
            follows.map(|(id, _)| id),
        )?;
        let problems = check(ctx, &settings, all.clone())?;
        if !problems.is_empty() {
            return Ok(Saved::Refused(problems));
        }
        let kind = if follows.is_some() { "own_rule_followed" } else { "own_rule_added" };
        settings.rules = all;
        let saved = settings.rules.last().cloned().ok_or_else(|| AppError::broken("a rule was added"))?;
        keep(ctx, tx, &mut row, &settings, &by, kind, &saved)?;
        Ok::<_, AppError>(Saved::Done(saved.id))
    })?;
    // Open cases are on another law now; the loop that plans them anew is woken.
    ctx.wake.notify_waiters();
    Ok(done)
}

/// Ends the newest version with a day; events of later days are not reached by it any more.
pub fn end(ctx: &Ctx, keeper: &Keeper, id: &str, seen: u32, until: NaiveDate) -> AppResult<()> {
    ctx.store.write(|tx| {
        let (mut row, mut settings, by) = keeper.enter(tx)?;
        let newest = newest(&settings, id).ok_or(AppError::NotFound)?.clone();
        if newest.version != seen {
            return Err(StoreError::Conflict.into());
        }
        if until < newest.from {
            return Err(AppError::Invalid { field: "until", key: "own-rule-until-before-from" });
        }
        let ended = OwnRule { until: Some(until), ..newest };
        for kept in settings.rules.iter_mut().filter(|kept| kept.id == id && kept.version == seen) {
            *kept = ended.clone();
        }
        keep(ctx, tx, &mut row, &settings, &by, "own_rule_ended", &ended)?;
        Ok::<_, AppError>(())
    })?;
    ctx.wake.notify_waiters();
    Ok(())
}

/// Takes back a rule that no duty rests on, every version of it: a slip of the keyboard leaves no rule behind, only its events.
pub fn withdraw(ctx: &Ctx, keeper: &Keeper, id: &str, seen: u32) -> AppResult<()> {
    ctx.store.write(|tx| {
        let (mut row, mut settings, by) = keeper.enter(tx)?;
        let newest = newest(&settings, id).ok_or(AppError::NotFound)?.clone();
        if newest.version != seen {
            return Err(StoreError::Conflict.into());
        }
        if duties::count_of_rule(tx, row.id, id)? > 0 {
            return Err(AppError::Invalid { field: "withdraw", key: "own-rule-used" });
        }
        settings.rules.retain(|kept| kept.id != id);
        keep(ctx, tx, &mut row, &settings, &by, "own_rule_withdrawn", &newest)?;
        Ok::<_, AppError>(())
    })?;
    ctx.wake.notify_waiters();
    Ok(())
}

fn keep(
    ctx: &Ctx,
    tx: &mut Conn,
    row: &mut OrganisationRow,
    settings: &Settings,
    by: &Actor,
    kind: &str,
    rule: &OwnRule,
) -> AppResult<()> {
    row.settings = serde_json::to_value(settings).map_err(AppError::broken)?;
    row.updated_at = ctx.clock.now();
    organisations::update(tx, row)?;
    // A contract is a business secret and names people: its text is a private text of the record (E3).
    let payload = json!({
        "rule": rule.id, "version": rule.version, "from": rule.from, "until": rule.until,
        "text": { "$private": rule.text(&ctx.policy)? },
    });
    organisation_event(ctx, tx, row.id, by, kind, payload)
}

/// `own-` and the contract's name, with a number if it is taken.
fn free_id(settings: &Settings, contract: &str) -> String {
    let plain: String =
        contract.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let mut base = plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    base.truncate(40);
    let base = format!("own-{}", if base.is_empty() { "contract" } else { base.trim_end_matches('-') });
    let taken = |id: &str| settings.rules.iter().any(|rule| rule.id == id);
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    std::iter::once(base.clone()).chain(numbered).find(|id| !taken(id)).unwrap_or(base)
}
