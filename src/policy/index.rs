//! Where the planner looks things up, made once when a set is read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::authorities::Authority;
use super::law::{Rule, Task};
use super::set::PolicySet;
use crate::domain::values::Country;

#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// Rules by id in the order of the files, each with its versions: places in the list of rules.
    families: Vec<Vec<usize>>,
    /// Per id of a rule those that stand in for it.
    stand_ins: BTreeMap<String, Vec<usize>>,
    /// Authorities by country and the work they do, in order of id.
    doing: BTreeMap<(Country, Task), Vec<Arc<Authority>>>,
}

impl Index {
    pub fn of<'a>(rules: &[Rule], authorities: impl Iterator<Item = &'a Arc<Authority>>) -> Self {
        let mut index = Self::default();
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, rule) in rules.iter().enumerate() {
            let family = *first.entry(&rule.id).or_insert_with(|| {
                index.families.push(Vec::new());
                index.families.len() - 1
            });
            if let Some(versions) = index.families.get_mut(family) {
                versions.push(place);
            }
            for base in &rule.instead_of {
                index.stand_ins.entry(base.clone()).or_default().push(place);
            }
        }
        for authority in authorities {
            for task in &authority.tasks {
                let of_country = index.doing.entry((authority.country.clone(), *task)).or_default();
                if of_country.last().is_none_or(|last| last.id != authority.id) {
                    of_country.push(Arc::clone(authority));
                }
            }
        }
        index
    }

    pub fn doing(&self, country: &Country, task: Task) -> impl Iterator<Item = &Authority> {
        self.doing.get(&(country.clone(), task)).into_iter().flatten().map(Arc::as_ref)
    }
}

impl PolicySet {
    /// How many ids of rules there are: a family is all versions of one.
    pub(super) fn families(&self) -> usize {
        self.index.families.len()
    }

    pub(super) fn family_of(&self, id: &str) -> Option<usize> {
        (0..self.families()).find(|family| self.family(*family).next().is_some_and(|rule| rule.id == id))
    }

    /// The versions of one rule, in the order of the files.
    pub(super) fn family(&self, family: usize) -> impl Iterator<Item = &Rule> {
        self.index.families.get(family).into_iter().flatten().filter_map(|place| self.rules.get(*place))
    }

    /// Rules that stand in for the one of this id where they are in force.
    pub(super) fn stand_ins(&self, id: &str) -> impl Iterator<Item = &Rule> {
        self.index.stand_ins.get(id).into_iter().flatten().filter_map(|place| self.rules.get(*place))
    }
}
