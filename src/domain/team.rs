//! What is said among those who work on a case, and what goes to and fro with authorities beside the notices themselves.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::actor::Person;
use super::case::{Case, FilingChannel, Phase, Task, TaskStatus};
use super::command::Asked;
use super::decide::{not_in_future, some_reason};
use super::event::Event;
use super::refusal::Refusal;
use super::values::{At, Private};
use crate::words;

/// A remark, with those who are to read it. A privileged one, such as counsel's advice, never leaves in an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    pub number: u32,
    pub text: Private,
    pub mentions: Vec<Person>,
    pub privileged: bool,
    pub by: Person,
    pub at: At,
}

words! {
    /// Which way a letter, a mail or a call went.
    Direction { Received = "received", Sent = "sent" }
}

/// A letter, a mail or a call with an authority or another body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    pub number: u32,
    pub direction: Direction,
    /// With whom, in a person's words.
    pub with: Private,
    pub channel: FilingChannel,
    pub at: At,
    /// Their reference or protocol number; may be empty.
    pub reference: Private,
    pub gist: Private,
    /// Day by which it is to be answered.
    pub answer_by: Option<NaiveDate>,
    /// The instant on that day, where an hour was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by_at: Option<At>,
    /// The exchange that this one answers.
    pub answers: Option<u32>,
    pub by: Person,
}

/// What may be asked.
#[derive(Debug, Clone)]
pub enum Saying {
    Comment { text: Private, mentions: Vec<Person>, privileged: bool },
    Log(Logged),
}

#[derive(Debug, Clone)]
pub struct Logged {
    pub direction: Direction,
    pub with: Private,
    pub channel: FilingChannel,
    pub at: At,
    pub reference: Private,
    pub gist: Private,
    pub answer_by: Option<NaiveDate>,
    pub answer_by_at: Option<At>,
    pub answers: Option<u32>,
}

/// Characters of the gist that name the task of answering.
const TITLE: usize = 100;

pub(super) fn decide(case: &Case, saying: Saying, asked: &Asked) -> Result<Vec<Event>, Refusal> {
    let (number, by) = (case.last_number + 1, asked.by.clone());
    match saying {
        Saying::Comment { text, mentions, privileged } => {
            some_reason(&text)?;
            let comment = Comment { number, text, mentions, privileged, by, at: asked.now };
            Ok(vec![Event::CommentAdded { comment }])
        }
        Saying::Log(logged) => {
            some_reason(&logged.with)?;
            some_reason(&logged.gist)?;
            not_in_future(logged.at, asked.now)?;
            let Logged { direction, with, channel, at, reference, gist, answer_by, answer_by_at, answers } = logged;
            if let Some(answered) = answers {
                let other = case.exchange(answered).ok_or(Refusal::NoSuchEntry)?;
                if other.direction == direction {
                    return Err(Refusal::NoSuchEntry);
                }
            }
            let exchange = Exchange {
                number,
                direction,
                with,
                channel,
                at,
                reference,
                gist,
                answer_by,
                answer_by_at,
                answers,
                by,
            };
            let task = answer_by.map(|day| answer(case, &exchange, day));
            let logged = Event::ExchangeLogged { exchange };
            Ok(std::iter::once(logged).chain(task.map(|task| Event::TaskAdded { task })).collect())
        }
    }
}

/// A question with a day is a task that the close gate asks for (US24).
fn answer(case: &Case, exchange: &Exchange, day: NaiveDate) -> Task {
    let gist: String = exchange.gist.as_str().chars().take(TITLE).collect();
    let title = Private::new(format!("{}: {gist}", exchange.with.as_str()));
    Task {
        owner: case.handler.as_ref().unwrap_or(&exchange.by).name.clone(),
        due_on: Some(day),
        due_at: exchange.answer_by_at,
        answers: Some(exchange.number),
        must: true,
        ..Task::new(exchange.number + 1, Phase::Authorities, title)
    }
}

impl Case {
    pub fn exchange(&self, number: u32) -> Option<&Exchange> {
        self.exchanges.iter().find(|exchange| exchange.number == number)
    }

    /// Exchanges whose answer is still to come.
    pub fn unanswered(&self) -> impl Iterator<Item = &Exchange> {
        self.exchanges.iter().filter(|one| one.answer_by.is_some() && !self.is_answered(one.number))
    }

    pub fn is_answered(&self, number: u32) -> bool {
        self.exchanges.iter().any(|other| other.answers == Some(number))
    }

    pub(super) fn logged(&mut self, exchange: Exchange) {
        self.took(exchange.number);
        let answered = |task: &&mut Task| exchange.answers.is_some() && task.answers == exchange.answers;
        for task in self.tasks.iter_mut().filter(answered) {
            task.status = TaskStatus::Done;
        }
        self.exchanges.push(exchange);
    }
}
