//! The workflow of a case, asked as a person would: what is allowed, what is refused, what the record then says.

mod decisions;
mod events;
mod instants;
mod letters;
mod notices;
mod outside;
mod people;
mod replay;
mod team;

use breachdesk::domain::actor::{Person, Role};
use breachdesk::domain::case::{Case, Certainty, Source};
use breachdesk::domain::command::{Asked, Command, RecordInstant};
use breachdesk::domain::decide::decide;
use breachdesk::domain::event::{CaseOpened, Event};
use breachdesk::domain::plan::{Citation, DutyKind, DutyStatus, Plan, PlannedDuty, Recipient, Trigger};
use breachdesk::domain::reconcile::reconcile;
use breachdesk::domain::refusal::Refusal;
use breachdesk::domain::situation::{InstantKind, Scope};
use breachdesk::domain::values::{At, Country, Private};
use uuid::Uuid;

pub fn at(text: &str) -> At {
    At::parse(text).unwrap()
}

pub fn person(name: &str, role: Role) -> Person {
    let user = Uuid::from_u128(name.bytes().fold(7u128, |sum, b| sum * 31 + u128::from(b)));
    Person { user, name: Private::new(name), role, as_deputy: false }
}

pub fn asked(by: &Person, now: &str) -> Asked {
    Asked {
        now: at(now),
        by: by.clone(),
        system: false,
        single_person: false,
        reauthenticated: false,
        mandate: None,
        sole_delay_minutes: 15,
        signs: vec![Role::Dpo, Role::Controller],
        risk: None,
    }
}

pub struct Desk {
    pub case: Case,
    pub log: Vec<(Event, At)>,
}

impl Desk {
    pub fn open() -> Self {
        let opened = Event::CaseOpened(CaseOpened {
            id: Uuid::from_u128(1),
            organisation: Uuid::from_u128(2),
            reference: "BR-2023-0001".into(),
            title: Private::new("Attack on the customer platform"),
            zone: "Europe/London".into(),
            drill: false,
            report: None,
            handler: None,
            controllers: vec![],
            markets: vec![],
            data_sets: vec![],
            at: at("2023-09-30T12:00:00Z"),
        });
        let now = at("2023-09-30T12:00:00Z");
        let case = Case::replay([(opened.clone(), now)]).unwrap();
        Self { case, log: vec![(opened, now)] }
    }

    pub fn asks(&mut self, asked: &Asked, command: Command) -> Result<Vec<Event>, Refusal> {
        let events = decide(&self.case, command, asked)?;
        for event in &events {
            self.case.apply(event.clone(), asked.now);
            self.log.push((event.clone(), asked.now));
        }
        Ok(events)
    }

    pub fn plans(&mut self, duties: Vec<PlannedDuty>, now: &str) -> Option<Event> {
        let event = reconcile(&self.case, Plan { duties, ..Plan::default() }, at(now))?;
        self.case.apply(event.clone(), at(now));
        self.log.push((event.clone(), at(now)));
        Some(event)
    }
}

pub fn instant(what: InstantKind, when: &str) -> RecordInstant {
    RecordInstant {
        what,
        at: at(when),
        scope: Scope::case(),
        certainty: Certainty::Confirmed,
        source: Source::OwnStaff,
        how: Private::new("Call from network operations"),
        reason: Private::new(""),
        corrects: None,
    }
}

pub fn planned(rule: &str, recipient: &str, kind: DutyKind, target: Option<&str>) -> PlannedDuty {
    PlannedDuty {
        rule: rule.into(),
        rule_version: 1,
        regime: rule.into(),
        stage: "initial".into(),
        controller: "lunamobile-it".into(),
        market: Some(Country::parse("IT").unwrap()),
        recipient: Recipient { id: recipient.into(), name: recipient.into(), verified: true },
        kind,
        status: DutyStatus::Due,
        deciding_facts: vec![],
        trigger: Trigger { what: "aware".into(), at: target.map(|_| at("2023-09-30T11:00:00Z")), fallback: None },
        target_at: target.map(at),
        legal_term_at: target.map(at),
        period: None,
        decide_by_at: None,
        zone: "Europe/Rome".into(),
        holiday_country: None,
        arithmetic: vec![],
        citation: Citation { act: "act".into(), article: "1".into(), url: "https://example.org".into() },
        remove_by: vec![],
        removing_bases: if rule.starts_with("gdpr") { vec!["gdpr-33-1-unlikely-risk".into()] } else { vec![] },
        rule_verified: true,
        channels: vec![],
        languages: vec![],
        remarks: vec![],
        policy_digest: "d".into(),
        origin: Default::default(),
    }
}
