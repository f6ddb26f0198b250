//! The law that an organisation is planned by: the desk's, and over it what the organisation added on screen.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::organisation::{self, Settings};
use super::{AppError, AppResult, Ctx, own_authority, own_rule, reach};
use crate::domain::plan::{PlannedDuty, RuleOrigin};
use crate::policy::{Layer, PolicySet, Problem};
use crate::store::{Conn, organisations};

/// The law by which one organisation is planned, as the screens are handed it.
pub type Law = Arc<PolicySet>;

/// Sets that were put together before, by organisation. Cheap to clone; shared by all who use one desk.
#[derive(Clone, Default)]
pub struct OwnLaws {
    kept: Arc<Mutex<BTreeMap<Uuid, Kept>>>,
    /// What follows from each of them for the ways to file.
    pub(super) lacking: reach::Lacking,
}

struct Kept {
    /// Of the files it was made from.
    mark: String,
    set: Arc<PolicySet>,
}

impl Ctx {
    /// The law of one organisation.
    ///
    /// # Errors
    /// [`AppError::Broken`] if what is on record does not fit the law of this program; the start of the service looks for that first.
    pub fn law_of(&self, conn: &mut Conn, organisation: Uuid) -> AppResult<Arc<PolicySet>> {
        let (_, settings) = organisation::load(conn, organisation)?;
        self.law_with(organisation, &settings)
    }

    /// The same where the settings are at hand.
    pub fn law_with(&self, organisation: Uuid, settings: &Settings) -> AppResult<Arc<PolicySet>> {
        let files = own_files(&self.policy, settings)?;
        if files.is_empty() {
            return Ok(Arc::clone(&self.policy));
        }
        let mark = mark(&files);
        let mut kept = self.own_laws.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = kept.get(&organisation).filter(|found| found.mark == mark) {
            return Ok(Arc::clone(&found.set));
        }
        let set = Arc::new(over(&self.policy, &files).map_err(|problems| AppError::Broken(told(&problems)))?);
        kept.insert(organisation, Kept { mark, set: Arc::clone(&set) });
        Ok(set)
    }
}

/// Where the other side of a contract is reached: the address, number or page that stands in its rule. `None` for the law's own rules.
pub fn reach(ctx: &Ctx, conn: &mut Conn, organisation: Uuid, rule: &str, version: u32) -> AppResult<Option<String>> {
    let law = ctx.law_of(conn, organisation)?;
    let named = law.rule(rule, version).and_then(|rule| rule.own.named.as_ref());
    Ok(named.map(|named| named.address.clone()))
}

/// The law's other words under which a filing of this stage may be recorded and on which another stage depends: a progress report in
/// place of the final one, after which Italy wants one every month.
pub fn filed_as(ctx: &Ctx, conn: &mut Conn, organisation: Uuid, planned: &PlannedDuty) -> AppResult<Vec<String>> {
    let law = ctx.law_of(conn, organisation)?;
    let Some(rule) = law.rule(&planned.rule, planned.rule_version) else { return Ok(Vec::new()) };
    let Some(stage) = rule.stage(&planned.stage) else { return Ok(Vec::new()) };
    let matters = |word: &&String| {
        rule.stages
            .iter()
            .any(|other| other.only_after_filing_as.contains(word) || other.not_after_filing_as.contains(word))
    };
    Ok(stage.aliases.iter().filter(matters).cloned().collect())
}

/// The grounds on which a decision opens a duty that is not there yet, such as a notice in the media for people who cannot be
/// identified (Art. 3(7) of Regulation 611/2013), for the rules of these duties.
pub fn opening_grounds(
    ctx: &Ctx,
    conn: &mut Conn,
    organisation: Uuid,
    duties: &[PlannedDuty],
) -> AppResult<Vec<String>> {
    let law = ctx.law_of(conn, organisation)?;
    let mut rules: Vec<(&str, u32)> = duties.iter().map(|duty| (duty.rule.as_str(), duty.rule_version)).collect();
    rules.sort_unstable();
    rules.dedup();
    let rules = rules.into_iter().filter_map(|(rule, version)| law.rule(rule, version));
    let mut grounds: Vec<String> =
        rules.flat_map(|rule| rule.stages.iter()).flat_map(|stage| stage.only_with_basis.iter().cloned()).collect();
    grounds.sort();
    grounds.dedup();
    Ok(grounds)
}

/// What an organisation recorded, in the form of policy files; none for most.
pub fn own_files(law: &PolicySet, settings: &Settings) -> AppResult<Vec<(String, String)>> {
    let mut files = own_rule::files(law, &settings.rules)?;
    files.extend(own_authority::files(law, &settings.authorities)?);
    if let Some(habits) = &settings.habits {
        files.push(("habits".to_owned(), habits.text()?));
    }
    Ok(files)
}

pub fn over(law: &PolicySet, files: &[(String, String)]) -> Result<PolicySet, Vec<Problem>> {
    law.with(Layer { origin: RuleOrigin::Organisation, files })
}

fn mark(files: &[(String, String)]) -> String {
    let mut hash = Sha256::new();
    for part in files.iter().flat_map(|(name, text)| [name, text]) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex::encode(hash.finalize())
}

fn told(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Every organisation whose own rules or habits do not fit the law of this program, one sentence per problem. Read before the service
/// starts: a desk that would plan without them would forget duties in silence.
pub fn misfits(ctx: &Ctx) -> AppResult<Vec<String>> {
    let rows = ctx.store.read(organisations::all)?;
    let mut found = Vec::new();
    for row in rows {
        let settings = Settings::of(&row)?;
        let files = own_files(&ctx.policy, &settings)?;
        if files.is_empty() {
            continue;
        }
        for problem in over(&ctx.policy, &files).err().unwrap_or_default() {
            found.push(format!("what {} added to the law does not fit this program: {problem}", row.slug));
        }
    }
    Ok(found)
}
