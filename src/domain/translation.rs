//! Who puts a notice into a language that its authority takes, and by when: a task that must be done, named by a person.

use serde::{Deserialize, Serialize};

use super::case::Case;
use super::command::Asked;
use super::decide::some_reason;
use super::event::Event;
use super::plan::DutyKind;
use super::refusal::Refusal;
use super::task::{Phase, Task};
use super::values::{At, Private};

/// What a task of translating is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translates {
    pub duty: u32,
    /// The language that is needed, as a tag.
    pub into: String,
}

/// Asked by whoever works on the case. The translator is a person or an office, in their own words.
#[derive(Debug, Clone)]
pub struct NameTranslator {
    pub duty: u32,
    pub into: String,
    pub translator: Private,
    /// What the task is called in lists: whom the notice is for.
    pub title: Private,
    /// Before the duty's term; none where it has none.
    pub due_at: Option<At>,
}

pub(super) fn decide(case: &Case, named: NameTranslator, asked: &Asked) -> Result<Vec<Event>, Refusal> {
    let duty = case.duty(named.duty).filter(|duty| !duty.gone && duty.planned.kind == DutyKind::Authority);
    duty.ok_or(Refusal::NoSuchEntry)?;
    some_reason(&named.translator)?;
    // Somebody else in place of who was named is the same task.
    let number = case.translation_of(named.duty).map_or(case.last_number + 1, |task| task.number);
    let task = Task {
        owner: named.translator,
        due_at: named.due_at,
        must: true,
        translates: Some(Translates { duty: named.duty, into: named.into }),
        ..Task::new(number, Phase::Authorities, named.title)
    };
    Ok(vec![Event::TranslatorNamed { task, by: asked.by.clone() }])
}

impl Case {
    /// The open task of translating the notice of a duty.
    pub fn translation_of(&self, duty: u32) -> Option<&Task> {
        self.tasks.iter().find(|task| task.is_open() && task.translates.as_ref().is_some_and(|one| one.duty == duty))
    }

    pub(super) fn translator_named(&mut self, task: Task) {
        self.took(task.number);
        match self.tasks.iter_mut().find(|one| one.number == task.number) {
            Some(one) => *one = task,
            None => self.tasks.push(task),
        }
    }
}
