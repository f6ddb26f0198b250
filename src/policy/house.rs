//! The habits of the house: when to remind, how long to wait. Data, not law.

use chrono::TimeDelta;

use super::reader::Node;
use crate::domain::actor::Role;
use crate::domain::plan::{Period, PeriodUnit, PlannedDuty};
use crate::domain::values::At;
use crate::words;

words! {
    /// Who hears of a duty that nobody has confirmed to be on.
    Escalation { Deputy = "deputy", Controller = "controller" }
}

words! {
    TermUnit { Hours = "hours", Days = "days", Months = "months", Open = "open" }
}

/// When to remind of terms of one length. Minutes are counted from the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderRow {
    pub unit: TermUnit,
    /// The longest period (in its unit) that this row is for.
    pub up_to: u32,
    /// Also at the start of the clock.
    pub at_once: bool,
    /// Minutes before the target, longest first.
    pub before_minutes: Vec<u32>,
    pub at_target: bool,
    /// After the target (or, without a term, after the start) every so many minutes until done.
    pub every_minutes_after: u32,
}

impl ReminderRow {
    /// The instants at which to remind of a term from `start` to `target`, without the repeats after it. An instant
    /// before the start is left out: its moment had passed when the clock began.
    pub fn instants(&self, start: At, target: Option<At>) -> Vec<At> {
        let mut instants = Vec::new();
        if self.at_once {
            instants.push(start);
        }
        if let Some(target) = target {
            let before = self.before_minutes.iter().map(|m| target.plus(-TimeDelta::minutes(i64::from(*m))));
            instants.extend(before.filter(|at| *at > start));
            if self.at_target {
                instants.push(target);
            }
        }
        instants.sort();
        instants.dedup();
        instants
    }
}

/// When silence about a certified message (PEC) is an alarm, and how large one may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertifiedMail {
    /// Minutes from the hand-over after which the provider's acceptance is missing.
    pub acceptance_minutes: u32,
    /// Minutes from the hand-over after which the delivery is missing.
    pub delivery_minutes: u32,
    /// Whether what the clocks rest on was read at a source.
    pub clocks_verified: bool,
    /// Thousands of octets of the message times its recipients.
    pub most_kilobytes: u32,
    pub size_cite: String,
    pub size_verified: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct House {
    pub one_person_delay_minutes: u32,
    pub second_person_review_hours: u32,
    pub unknown_resend_min_minutes: u32,
    pub decide_authority_hours: u32,
    pub decide_people_hours: u32,
    /// Minutes before the target from which the escalation list hears of an unconfirmed duty (US18).
    pub escalate_before_minutes: u32,
    /// Hours for which "I am on it" keeps the escalation list quiet (T8).
    pub quiet_hours: u32,
    /// The escalation list, in order.
    pub escalate_to: Vec<Escalation>,
    /// Roles that sign notices. Another authorised person may, with a reason: nothing stops a statutory filing.
    pub signs: Vec<Role>,
    /// Whoever works on the case hears of its duties beside the DPO.
    pub remind_case_handler: bool,
    pub remind_task_owner: bool,
    /// Minutes before the end of the review that follows a release without second approval, longest first.
    pub review_before_minutes: Vec<u32>,
    pub review_every_minutes_after: u32,
    /// Days before a task's day, longest first.
    pub task_days_before: Vec<u32>,
    /// Minute of the day in the case's zone.
    pub task_at_minute: u32,
    /// Minutes before a duty's target at which a translation of its notice is to be there.
    pub translation_before_minutes: u32,
    pub reminders: Vec<ReminderRow>,
    /// None where no file says it: then nobody is told that a receipt is missing.
    pub certified_mail: Option<CertifiedMail>,
}

impl House {
    /// The row for a term: the first of its unit that is long enough.
    pub fn reminder_row(&self, period: Option<Period>) -> Option<&ReminderRow> {
        let (unit, value) = match period {
            None => (TermUnit::Open, 0),
            Some(Period { value, unit: PeriodUnit::Hours }) => (TermUnit::Hours, value),
            Some(Period { value, unit: PeriodUnit::Days | PeriodUnit::WorkingDays }) => (TermUnit::Days, value),
            Some(Period { value, unit: PeriodUnit::Months }) => (TermUnit::Months, value),
        };
        self.reminders.iter().find(|row| row.unit == unit && value <= row.up_to)
    }

    /// The row for a duty. A duty without a figure is reminded of daily until done.
    pub fn reminder_offsets(&self, duty: &PlannedDuty) -> Option<&ReminderRow> {
        self.reminder_row(duty.period)
    }
}

pub fn parse_house(node: &Node<'_>) -> House {
    let house = House {
        one_person_delay_minutes: node.number("one_person_delay_minutes"),
        second_person_review_hours: node.number("second_person_review_hours"),
        unknown_resend_min_minutes: node.number("unknown_resend_min_minutes"),
        decide_authority_hours: node.number("decide_authority_hours"),
        decide_people_hours: node.number("decide_people_hours"),
        escalate_before_minutes: node.number("escalate_before_minutes"),
        quiet_hours: node.number("quiet_hours"),
        escalate_to: node.words("escalate_to", &["deputy", "controller"], Escalation::parse),
        signs: node.words("signs", &["dpo", "controller"], |word| Role::parse(word).filter(|role| role.may_approve())),
        remind_case_handler: node.bool("remind_case_handler"),
        remind_task_owner: node.bool("remind_task_owner"),
        review_before_minutes: node.numbers("review_before_minutes"),
        review_every_minutes_after: node.number("review_every_minutes_after"),
        task_days_before: node.numbers("task_days_before"),
        task_at_minute: node.number("task_at_minute"),
        // An operator's file of before this line asks for the translation with the term itself.
        translation_before_minutes: match node.has("translation_before_minutes") {
            true => node.number("translation_before_minutes"),
            false => 0,
        },
        reminders: Vec::new(),
        certified_mail: None,
    };
    if house.signs.is_empty() {
        node.problem("signs", "names nobody", "signs = [\"dpo\", \"controller\"], or one of them");
    }
    for (key, value) in
        [("decide_authority_hours", house.decide_authority_hours), ("decide_people_hours", house.decide_people_hours)]
    {
        if value == 0 && node.has(key) {
            node.problem(key, "is 0", "give somebody the hours to decide");
        }
    }
    if house.review_every_minutes_after == 0 {
        node.problem(
            "review_every_minutes_after",
            "is 0",
            "a review is reminded of until it is done; give the minutes between",
        );
    }
    if house.task_at_minute >= 1_440 {
        node.problem("task_at_minute", "is no minute of a day", "0 to 1439; 540 is nine in the morning");
    }
    node.finish();
    house
}

pub fn parse_certified_mail(node: &Node<'_>) -> CertifiedMail {
    let found = CertifiedMail {
        acceptance_minutes: node.number("acceptance_minutes"),
        delivery_minutes: node.number("delivery_minutes"),
        clocks_verified: node.bool("clocks_verified"),
        most_kilobytes: node.number("most_kilobytes"),
        size_cite: node.text("size_cite"),
        size_verified: node.bool("size_verified"),
    };
    for (key, value) in [("acceptance_minutes", found.acceptance_minutes), ("most_kilobytes", found.most_kilobytes)] {
        if value == 0 && node.has(key) {
            node.problem(key, "is 0", "then nothing could ever be sent in time or at all");
        }
    }
    if found.delivery_minutes < found.acceptance_minutes {
        node.problem("delivery_minutes", "is shorter than acceptance_minutes", "acceptance comes before delivery");
    }
    node.finish();
    found
}

pub fn parse_reminder(node: &Node<'_>) -> Option<ReminderRow> {
    let known: Vec<&str> = TermUnit::ALL.iter().map(|unit| unit.as_str()).collect();
    if !node.has("unit") {
        node.problem("unit", "is missing", format!("one of {}", known.join(", ")));
    }
    let unit = node.word("unit", &known, TermUnit::parse);
    let row = ReminderRow {
        unit: unit.unwrap_or(TermUnit::Open),
        up_to: node.number("up_to"),
        at_once: node.bool("at_once"),
        before_minutes: node.numbers("before_minutes"),
        at_target: node.bool("at_target"),
        every_minutes_after: node.number("every_minutes_after"),
    };
    if row.every_minutes_after == 0 {
        node.problem("every_minutes_after", "is 0", "a duty is reminded of until it is done; give the minutes between");
    }
    node.finish();
    unit.map(|_| row)
}
