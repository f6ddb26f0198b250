//! Whether the words of an input name something of the loaded law: a rule, one of its stages, a ground of a decision, a recipient.

use std::collections::BTreeSet;

use super::law::{Choose, Rule, RuleStatus, Task};
use super::recipients::unrecorded_id;
use super::set::PolicySet;
use super::status::same_ground;

/// Recipients that are no authority and have no record.
const WITHOUT_RECORD: &[&str] = &["people", "controller", "other_provider"];

/// How a ground ends that counts only with the authority's word, and how it ends before and without that.
const ACCEPTED: &str = "-accepted";
const WITHOUT_EFFECT: [&str; 2] = ["-asked", "-refused"];

impl PolicySet {
    fn versions<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Rule> {
        self.rules().iter().filter(move |rule| rule.id == id)
    }

    /// Ids of everything but proposals.
    pub fn rule_ids(&self) -> BTreeSet<&str> {
        let owed = self.rules().iter().filter(|rule| rule.status != RuleStatus::Proposal);
        owed.map(|rule| rule.id.as_str()).collect()
    }

    /// Whether the id is that of a proposal and of nothing else.
    pub fn is_proposal(&self, id: &str) -> bool {
        let mut versions = self.versions(id).peekable();
        versions.peek().is_some() && versions.all(|rule| rule.status == RuleStatus::Proposal)
    }

    /// Words under which a filing of the rule may be recorded: its stages in any version, and their aliases.
    pub fn stage_words<'a>(&'a self, rule: &'a str) -> Vec<&'a str> {
        let stages = self.versions(rule).flat_map(|rule| &rule.stages);
        let words = stages.flat_map(|stage| std::iter::once(&stage.id).chain(&stage.aliases));
        words.map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Grounds on which a decision can settle the rule's duty or open one of its stages, in any version.
    pub fn grounds<'a>(&'a self, rule: &'a str) -> Vec<&'a str> {
        let of = |rule: &'a Rule| {
            let ways = rule.remove.iter().flat_map(|way| &way.basis);
            ways.chain(rule.stages.iter().flat_map(|stage| &stage.only_with_basis))
        };
        self.versions(rule).flat_map(of).map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Whether a ground is one of the rule's, however its article is written. Where an exemption counts once it is accepted, that
    /// it was asked for, or refused, is known too and removes nothing.
    pub fn knows_ground(&self, rule: &str, given: &str) -> bool {
        self.grounds(rule).iter().any(|known| {
            let before = known.strip_suffix(ACCEPTED).map(|asked| WITHOUT_EFFECT.map(|word| format!("{asked}{word}")));
            same_ground(known, given) || before.into_iter().flatten().any(|known| same_ground(&known, given))
        })
    }

    /// Everybody who has a name in the files: authorities, records of several, the other sides of contracts, people.
    pub fn recipient_ids(&self) -> BTreeSet<&str> {
        let authorities = self.authorities().flat_map(|one| [Some(one.id.as_str()), one.record.as_deref()]).flatten();
        let contracts = self.rules().iter().filter(|rule| rule.choose == Choose::Named).map(|rule| rule.id.as_str());
        authorities.chain(contracts).chain(WITHOUT_RECORD.iter().copied()).collect()
    }

    /// Whether it is the name that duties carry where nobody has a record of the authority.
    pub fn is_unrecorded(&self, id: &str) -> bool {
        let Some((code, _)) = id.split_once("-UNKNOWN") else { return false };
        let mut countries = self.countries().filter(|country| country.code.as_str() == code);
        countries.any(|country| Task::ALL.iter().any(|task| unrecorded_id(&country.code, *task) == id))
    }
}
