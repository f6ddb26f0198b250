//! Scenario packs: what is usually to be done in a kind of incident, by whom, by when and why. Data, not law.

use std::collections::BTreeSet;

use super::facts::AskedIf;
use super::reader::Node;
use crate::domain::actor::Role;
use crate::domain::case::Phase;
use crate::words;

words! {
    /// The moment from which a task of a pack is due.
    PackClock {
        /// When the pack was put on the list.
        Applied = "applied",
        /// When the case was opened.
        Opened = "opened",
        /// The earliest signal on record.
        FirstSignal = "first_signal",
        /// Awareness; the first signal while nobody has decided it.
        Aware = "aware",
    }
}

/// A text in the languages of the screens.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    pub en: String,
    pub it: String,
}

impl Said {
    /// In the language of the reader; English where the program has no other.
    pub fn told(&self, language: &str) -> &str {
        if language == "it" { &self.it } else { &self.en }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackTask {
    pub id: String,
    pub what: Said,
    pub why: Said,
    /// Law or guideline that asks for it.
    pub source: String,
    pub role: Role,
    pub phase: Phase,
    /// Hours after the moment.
    pub after: PackClock,
    pub hours: u32,
    /// The case cannot be closed while it is open, unless a reason passes it.
    pub must: bool,
    /// Put on the list only where this is so, or may be so: unknown is never "no".
    pub only_if: Option<AskedIf>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    pub id: String,
    pub title: Said,
    /// Any of these proposes the pack.
    pub propose_if: Vec<AskedIf>,
    pub tasks: Vec<PackTask>,
    /// Somebody compared the sources of its tasks with their texts.
    pub verified: bool,
    pub file: String,
}

impl Pack {
    pub fn task(&self, id: &str) -> Option<&PackTask> {
        self.tasks.iter().find(|task| task.id == id)
    }
}

/// How often a way to file is tried out, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readiness {
    pub identity_test_days: u32,
    pub remind_every_days: u32,
    /// How long the check of an authority's address counts; none = for ever.
    pub address_check_days: Option<u32>,
}

/// Roles that a task can be given to: those who work on cases.
const DOERS: &[&str] = &["handler", "dpo", "controller"];

pub fn parse(node: &Node<'_>) -> Pack {
    let tasks: Vec<PackTask> = node.nodes("task", "id").iter().map(task).collect();
    let pack = Pack {
        id: node.text("id"),
        title: said(node, "title"),
        propose_if: node.nodes("propose_if", "fact").iter().map(condition).collect(),
        tasks,
        verified: node.opt_bool("verified").unwrap_or_default(),
        file: node.file.clone(),
    };
    if pack.tasks.is_empty() {
        node.problem("task", "is missing", "a pack has at least one [[pack.task]]");
    }
    let mut seen = BTreeSet::new();
    for task in pack.tasks.iter().filter(|task| !seen.insert(task.id.as_str())) {
        node.problem("task", format!("`{}` stands twice", task.id), "each task of a pack has an id of its own");
    }
    node.finish();
    pack
}

fn task(node: &Node<'_>) -> PackTask {
    let phases: Vec<&str> = Phase::ALL.iter().map(|phase| phase.as_str()).collect();
    let clocks: Vec<&str> = PackClock::ALL.iter().map(|clock| clock.as_str()).collect();
    for (key, known) in [("role", DOERS), ("phase", &phases[..])] {
        if !node.has(key) {
            node.problem(key, "is missing", format!("one of {}", known.join(", ")));
        }
    }
    let due = node.node("due");
    if due.is_none() {
        node.problem("due", "is missing", "due = { after = \"first_signal\", hours = 4 }");
    }
    let (after, hours) = due.map_or((None, 0), |due| {
        if !due.has("after") {
            due.problem("after", "is missing", format!("one of {}", clocks.join(", ")));
        }
        let read = (due.word("after", &clocks, PackClock::parse), due.number("hours"));
        due.finish();
        read
    });
    let doer = |word: &str| Role::parse(word).filter(|_| DOERS.contains(&word));
    let task = PackTask {
        id: node.text("id"),
        what: said(node, "what"),
        why: said(node, "why"),
        source: node.text("source"),
        role: node.word("role", DOERS, doer).unwrap_or(Role::Handler),
        phase: node.word("phase", &phases, Phase::parse).unwrap_or(Phase::Facts),
        after: after.unwrap_or(PackClock::Applied),
        hours,
        must: node.bool("must"),
        only_if: node.node("only_if").map(|table| condition(&table)),
    };
    node.finish();
    task
}

fn condition(node: &Node<'_>) -> AskedIf {
    let condition = AskedIf { fact: node.text("fact"), any: node.texts("any") };
    node.finish();
    condition
}

/// Both languages must be there: nobody on duty at night reads half a list.
fn said(node: &Node<'_>, key: &'static str) -> Said {
    let Some(table) = node.node(key) else {
        node.problem(key, "is missing", format!("{key} = {{ en = \"…\", it = \"…\" }}"));
        return Said::default();
    };
    let said = Said { en: table.text("en"), it: table.text("it") };
    table.finish();
    said
}

pub fn parse_readiness(node: &Node<'_>) -> Readiness {
    let readiness = Readiness {
        identity_test_days: node.number("identity_test_days"),
        remind_every_days: node.number("remind_every_days"),
        address_check_days: node.has("address_check_days").then(|| node.number("address_check_days")),
    };
    for (key, value) in [
        ("identity_test_days", readiness.identity_test_days),
        ("remind_every_days", readiness.remind_every_days),
        ("address_check_days", readiness.address_check_days.unwrap_or_default()),
    ] {
        if value == 0 && node.has(key) {
            node.problem(key, "is 0", "give the days between");
        }
    }
    node.finish();
    readiness
}
