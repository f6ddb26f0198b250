//! What is gathered about one duty while it is put together: its status, what is open, and the words if anybody reads them.

use std::collections::BTreeSet;

use super::duty::Here;
use super::open::Open;
use super::outline::Started;
use super::recipients::{Chosen, Remark};
use super::status::Decided;
use super::{words, work};
use crate::domain::plan::{ArithmeticLine, DutyStatus};

pub struct Draft<'a> {
    pub status: DutyStatus,
    deciding: Vec<Open<'a>>,
    pub lines: Vec<ArithmeticLine>,
    pub remarks: Vec<ArithmeticLine>,
    /// A decision removed the duty: nothing reopens it.
    settled: bool,
    worded: bool,
}

impl<'a> Draft<'a> {
    pub fn new(here: &Here<'_, 'a>, chosen: &Chosen<'a>, decided: &Decided, worded: bool) -> Self {
        let mut draft = Self {
            status: DutyStatus::Due,
            deciding: Vec::new(),
            lines: Vec::new(),
            remarks: if worded { chosen.remarks.iter().map(Remark::line).collect() } else { Vec::new() },
            settled: false,
            worded,
        };
        for fact in here.deciding.iter().chain(&chosen.deciding) {
            draft.open(*fact);
        }
        match decided {
            Decided::NotRequired { public_instead } => {
                draft.status = DutyStatus::NotRequired;
                draft.settled = true;
                if *public_instead && worded {
                    draft.remarks.push(words::instead_remark());
                }
            }
            Decided::Go => {}
            Decided::Deferred if worded => draft.remarks.push(words::deferred()),
            Decided::Deferred => {}
            Decided::Nothing | Decided::Refused(_) => {
                for fact in &here.rule.decided_by {
                    draft.open(Open::Fact(fact));
                }
            }
        }
        if !here.rule.verified {
            draft.open(Open::Unverified(&here.rule.id));
        }
        draft
    }

    /// A line of the arithmetic, made only if somebody reads it.
    pub fn say(&mut self, line: impl FnOnce() -> ArithmeticLine) {
        if self.worded {
            self.lines.push(line());
        }
    }

    pub fn say_all(&mut self, lines: impl FnOnce() -> Vec<ArithmeticLine>) {
        if self.worded {
            self.lines.extend(lines());
        }
    }

    /// The clock waits for something that has not happened.
    pub fn waits(&mut self) {
        if !self.settled {
            self.status = DutyStatus::NotStarted;
        }
    }

    /// Nothing runs until the recipient asks.
    pub fn on_request(&mut self) -> Started {
        self.waits();
        self.say(words::on_request);
        Started { what: "request", at: None, fallback: None }
    }

    /// An open question: the duty is presumed, and this would decide.
    pub fn open(&mut self, fact: Open<'a>) {
        if !self.settled {
            self.status = DutyStatus::Presumed;
        }
        self.deciding.push(fact);
    }

    /// What would decide, for a duty that is not decided.
    pub fn still_open(&mut self) -> Vec<Open<'a>> {
        match self.status {
            DutyStatus::Presumed | DutyStatus::NotStarted => distinct(std::mem::take(&mut self.deciding)),
            _ => Vec::new(),
        }
    }
}

/// Up to here it is quicker to look through what is kept than to keep it in order.
const FEW: usize = 16;

/// Each question once, where it first came up. A case may have thousands of data sets of which nothing is known.
fn distinct(mut open: Vec<Open<'_>>) -> Vec<Open<'_>> {
    if open.len() <= FEW {
        let mut kept: Vec<Open<'_>> = Vec::with_capacity(open.len());
        for one in open {
            work::step();
            if !kept.contains(&one) {
                kept.push(one);
            }
        }
        return kept;
    }
    let mut seen = BTreeSet::new();
    open.retain(|one| {
        work::step();
        seen.insert(*one)
    });
    open
}
