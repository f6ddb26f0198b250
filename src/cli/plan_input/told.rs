//! Filings and decisions of a plan file: each names a rule, a stage, a ground and a recipient of the loaded law, or is refused. A
//! slip here would otherwise leave a filed duty open, or an exempted one.

use std::collections::BTreeSet;

use crate::cli::json_reader::{Object, not_a_word, shown};
use crate::domain::situation::{DecisionInForce, DecisionKind, Filing, Proof};
use crate::domain::values::Private;
use crate::policy::PolicySet;
use crate::policy::problem::nearest;

/// What filings and decisions may name, and what they have named already.
pub(super) struct Known<'a> {
    set: &'a PolicySet,
    rules: BTreeSet<&'a str>,
    recipients: BTreeSet<&'a str>,
    seen: BTreeSet<Vec<String>>,
}

impl<'a> Known<'a> {
    pub(super) fn of(set: &'a PolicySet) -> Self {
        Self { set, rules: set.rule_ids(), recipients: set.recipient_ids(), seen: BTreeSet::new() }
    }

    fn once(&mut self, object: &Object<'_>, row: Vec<String>) {
        if !self.seen.insert(row) {
            object.problem("rule", "the same stands twice");
        }
    }
}

pub(super) fn filing(object: &Object<'_>, known: &mut Known<'_>) -> Option<Filing> {
    let set = known.set;
    let rule = known_rule(object, known);
    let stage = object.text("stage").to_owned();
    if let Some(rule) = rule.as_deref().filter(|_| !stage.is_empty()) {
        let words = set.stage_words(rule);
        if !words.contains(&stage.as_str()) {
            object.problem("stage", not_a_word(&stage, &words));
        }
    }
    let recipient = object.text("recipient").to_owned();
    known_recipient(object, known, &recipient);
    let at = object.instant("at");
    // What was put in the tray of a drill is no filing of a real case.
    let proofs: Vec<&str> = Proof::ALL.iter().filter(|proof| **proof != Proof::Simulated).map(|p| p.as_str()).collect();
    let proof = object.word("proof", &proofs, |word| Proof::parse(word).filter(|proof| *proof != Proof::Simulated));
    object.finish();
    let filing =
        Filing { rule: rule?, stage, recipient, controller: None, at: at?, proof: proof?, outdated_since: None };
    let row = [&filing.rule, &filing.stage, &filing.recipient].map(Clone::clone);
    known.once(object, [row.to_vec(), vec![filing.at.rfc3339(), filing.proof.as_str().to_owned()]].concat());
    Some(filing)
}

pub(super) fn decision(object: &Object<'_>, known: &mut Known<'_>) -> Option<DecisionInForce> {
    let set = known.set;
    let rule = known_rule(object, known);
    let recipient = object.opt_text("recipient").map(str::to_owned);
    if let Some(recipient) = &recipient {
        known_recipient(object, known, recipient);
    }
    let kinds: Vec<&str> = DecisionKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let decision = object.word("decision", &kinds, DecisionKind::parse);
    let given = object.opt_text("basis");
    if let (Some(rule), Some(given)) = (&rule, given)
        && !set.knows_ground(rule, given)
    {
        let known = set.grounds(rule);
        let why = if known.is_empty() {
            format!("`{}` is not known: no ground settles the duty of `{}`", shown(given), shown(rule))
        } else {
            not_a_word(given, &known)
        };
        object.problem("basis", why);
    }
    let basis = given.map(str::to_owned);
    let reason = Private::new(object.opt_text("reason").unwrap_or(""));
    object.finish();
    let decision = DecisionInForce { rule: rule?, recipient, controller: None, decision: decision?, basis, reason };
    let row = [decision.recipient.as_deref(), Some(decision.decision.as_str()), decision.basis.as_deref()];
    let row = row.map(|word| word.unwrap_or_default().to_owned());
    known.once(object, [vec![decision.rule.clone()], row.to_vec()].concat());
    Some(decision)
}

/// The id of a rule that binds somebody. A proposal is computed in what-if and never filed under.
fn known_rule(object: &Object<'_>, known: &Known<'_>) -> Option<String> {
    let id = object.text("rule");
    if id.is_empty() {
        return None;
    }
    if known.set.is_proposal(id) {
        object.problem("rule", format!("`{}` is a proposal, not law: nothing is owed under it", shown(id)));
        return None;
    }
    if !known.rules.contains(id) {
        let known: Vec<&str> = known.rules.iter().copied().collect();
        let hint = nearest(id, &known).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        object.problem("rule", format!("`{}` is not a loaded rule{hint}", shown(id)));
        return None;
    }
    Some(id.to_owned())
}

fn known_recipient(object: &Object<'_>, known: &Known<'_>, id: &str) {
    if !id.is_empty() && !known.recipients.contains(id) && !known.set.is_unrecorded(id) {
        let known: Vec<&str> = known.recipients.iter().copied().collect();
        let hint = nearest(id, &known).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        object.problem("recipient", format!("`{}` is nobody to whom a duty can be owed{hint}", shown(id)));
    }
}
