//! Who can file, in words: person, key, last test, who stands in, what is done if it fails.

use chrono::NaiveDate;

use crate::app::law::Law;
use crate::app::organisation::Settings;
use crate::app::reach::{Ready, State as Readiness, ready};
use crate::domain::case::Duty;
use crate::domain::plan::DutyKind;
use crate::web::components::{Shape, State};
use crate::web::frame::Frame;

/// One way to file, as the pages show it.
#[derive(Debug, Clone)]
pub struct Way {
    pub state: State,
    /// `Chiara Bonfanti, SPID`; empty where nobody is named.
    pub who: String,
    pub tested: String,
    pub substitute: String,
    pub fallback: String,
    /// Number of the identity; 0 where there is none.
    pub number: u32,
}

pub fn way(f: &Frame, ready: &Ready) -> Way {
    let shape = match ready.state {
        Readiness::Missing => Shape::Over,
        Readiness::Untested | Readiness::Old => Shape::Urgent,
        Readiness::Ready => Shape::Ok,
    };
    let reached = |contact: &crate::domain::contacts::Contact| {
        let card = &contact.card;
        let reach = if card.phone.is_blank() { &card.email } else { &card.phone };
        if reach.is_blank() {
            card.name.as_str().to_owned()
        } else {
            format!("{} ({})", card.name.as_str(), reach.as_str())
        }
    };
    let identity = ready.identity.as_ref();
    let person = ready.person.as_ref().map(reached);
    let kind = identity.map(|one| f.of("identity-kind", one.kind));
    Way {
        state: State::new(shape, f.of("readiness", ready.state)),
        who: [person, kind].into_iter().flatten().collect::<Vec<_>>().join(", "),
        tested: identity
            .and_then(|one| one.tested_on)
            .map(|day| f.with1("identity-tested", "day", f.t.day(day)))
            .unwrap_or_default(),
        substitute: ready
            .substitute
            .as_ref()
            .map(|one| f.with1("identity-else", "name", reached(one)))
            .unwrap_or_default(),
        fallback: identity
            .filter(|one| !one.fallback.is_empty())
            .map(|one| f.with1("identity-fallback-is", "what", &one.fallback))
            .unwrap_or_default(),
        number: identity.map_or(0, |one| one.number),
    }
}

impl Way {
    /// All of it in one line, for a row of the board.
    pub fn line(&self) -> State {
        let told = [&self.who, &self.tested, &self.substitute, &self.fallback];
        let told: Vec<&str> = told.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        self.state.clone().why(told.join("; "))
    }
}

/// Who can file a duty to an authority that is still to be filed; the readiest way first. None for every other duty.
pub fn ways_of(f: &Frame, law: &Law, settings: &Settings, duty: &Duty) -> Vec<Way> {
    if duty.planned.kind != DutyKind::Authority || !duty.is_unfiled() {
        return Vec::new();
    }
    let today: NaiveDate = f.now.in_zone(f.zone).date_naive();
    ready(settings, law, &duty.planned.recipient.id, today).iter().map(|one| way(f, one)).collect()
}
