//! Which data sets of a controller a notice under a rule is about: facts of others have no place in it.

use super::law::{Covers, Rule};
use super::{bound, own};
use crate::domain::situation::{DataScope, Situation, Tri};
use crate::domain::told::Covered;

/// The data sets that a rule is about, hit or not known not to be; without a rule all of the controller.
///
/// A contract that names its data sets is about no other: what was found of them since says nothing of those of somebody else.
pub fn covered(rule: Option<&Rule>, controller: &str, situation: &Situation) -> Covered {
    let Some(of) = situation.controllers.iter().find(|one| one.id == controller) else { return Covered::default() };
    let named = rule.filter(|rule| !rule.own.applies.data_sets.is_empty());
    if let Some(rule) = named {
        let sets = own::data(rule, of, situation).1.into_iter().map(str::to_owned).collect();
        return Covered { sets, scopes: Vec::new() };
    }
    let covers = rule.map_or(Covers::Any, |rule| rule.covers);
    let scopes = match covers {
        Covers::Any | Covers::Incident => DataScope::ALL.to_vec(),
        Covers::TelecomService => vec![DataScope::TelecomService, DataScope::Unknown],
        Covers::Other => vec![DataScope::Other, DataScope::Unknown],
    };
    // A rule on incidents counts no data, but whoever reports one tells what it did to all of them.
    let hit = situation.data_sets.iter().filter(|set| set.controller == controller && set.hit != Tri::No);
    let sets = match covers {
        Covers::Any | Covers::Incident => hit.map(|set| set.id.clone()).collect(),
        _ => bound::by_data(covers, of, situation).1.into_iter().map(str::to_owned).collect(),
    };
    Covered { sets, scopes }
}
