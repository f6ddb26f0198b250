//! Where mail to an authority may go. The files name an address and seldom vouch for it; a person of the organisation looks it up at the
//! authority and marks it, or enters another beside it. [`reached`] is the one place that says which address counts, for whoever sends,
//! shows or reminds.
//!
//! A mark counts once a second person has looked too; whoever made it may go on alone with a reason, because nothing in this program may
//! stop a statutory filing. A mark that is too old, or that was made while the files said something else, lets nothing through: neither the marked address nor that
//! of the files, because nobody has said which of the two is right.

mod marking;

pub use marking::{
    CONFIRMERS, KEEPERS, Looked, Mailed, NewMark, confirm, look, look_too, mark, of_organisations, withdraw,
};

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::organisation::Settings;
use crate::domain::values::At;
use crate::policy::{Authority, PolicySet};
use crate::words;

words! {
    /// How somebody made sure of an address.
    Checked {
        /// Seen on the authority's own pages.
        OwnPage = "own_page",
        /// Asked by telephone, at a number found on its own pages.
        Telephone = "telephone",
        /// In a letter or a decision of the authority.
        Letter = "letter",
        /// In a public register of addresses, such as the one of certified mail.
        Register = "register",
    }
}

words! {
    /// Whether a second person looked at an address: what the desk tells an authority goes where one person alone sent it otherwise.
    SecondLook {
        /// It was checked before a second look was asked for.
        NotAsked = "not_asked",
        /// The organisation has nobody else who could.
        NobodyElse = "nobody_else",
        Awaited = "awaited",
        /// The one who checked it went on alone, with a reason.
        Passed = "passed",
        Given = "given",
    }
}

/// The second look at an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Second {
    pub look: SecondLook,
    /// Who looked, or went on alone; empty before.
    pub by: String,
    pub at: Option<At>,
    /// Why nobody else could look.
    pub reason: String,
}

impl Second {
    fn of(look: SecondLook) -> Self {
        Self { look, by: String::new(), at: None, reason: String::new() }
    }
}

impl Default for Second {
    fn default() -> Self {
        Self::of(SecondLook::NotAsked)
    }
}

words! {
    /// What is known of the address of an authority.
    Standing {
        /// None is known.
        Missing = "missing",
        /// Nobody looked it up: call first.
        Unchecked = "unchecked",
        /// Whoever wrote the files read it at a source.
        Shipped = "shipped",
        /// The organisation checked it.
        Marked = "marked",
        /// One person did, and a second has not looked yet.
        Awaited = "awaited",
        /// It did, but too long ago.
        Expired = "expired",
        /// It did, but the files have said something else since.
        Void = "void",
    }
}

/// What the files said of an authority's mailbox when somebody checked it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shipped {
    pub address: Option<String>,
    /// The ways that lead to a mailbox, with the days on which they hold.
    pub ways: Vec<String>,
}

impl Shipped {
    pub fn of(authority: &Authority) -> Self {
        let mail = authority.channels.iter().filter(|channel| matches!(channel.kind.as_str(), "pec" | "email"));
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let ways = mail.map(|channel| match (channel.span.from, channel.span.until) {
            (None, None) => channel.kind.clone(),
            (from, until) => format!("{} {}/{}", channel.kind, day(from), day(until)),
        });
        Self { address: authority.mailbox.as_ref().map(|mailbox| mailbox.address.clone()), ways: ways.collect() }
    }
}

/// An address that somebody of the organisation checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressMark {
    /// Id of the authority's record.
    pub authority: String,
    pub address: String,
    /// A mailbox of certified mail (PEC), to which nothing goes by ordinary mail.
    pub certified: bool,
    pub how: Checked,
    /// What was seen or heard, in the person's words.
    pub source: String,
    /// The page on which it stands, or on which the number that was called stands.
    pub page: String,
    pub checked_on: NaiveDate,
    pub by: String,
    pub user: Uuid,
    pub at: At,
    pub shipped: Shipped,
    #[serde(default)]
    pub second: Second,
}

/// The address of an authority for one organisation, on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityAddress {
    pub standing: Standing,
    /// The address this is about; mail may go there only if [`Self::usable`] says so.
    pub address: Option<String>,
    pub certified: bool,
    pub mark: Option<AddressMark>,
    /// The last day of the mark.
    pub good_until: Option<NaiveDate>,
    /// What the files say now.
    pub shipped: Shipped,
    /// No way that holds today leads to a mailbox: mail may not count as a notice.
    pub beside_its_ways: bool,
}

impl AuthorityAddress {
    /// Where mail may go.
    pub fn usable(&self) -> Option<&str> {
        let counts = matches!(self.standing, Standing::Shipped | Standing::Marked);
        self.address.as_deref().filter(|_| counts)
    }

    /// A person marked it once and has to look again.
    pub fn wants_another_look(&self) -> bool {
        matches!(self.standing, Standing::Expired | Standing::Void)
    }
}

/// Where mail to this authority may go.
pub fn reached(law: &PolicySet, settings: &Settings, authority: &Authority, today: NaiveDate) -> AuthorityAddress {
    let shipped = Shipped::of(authority);
    let leads_to_a_mailbox = |kind: &str| matches!(kind, "pec" | "email");
    let beside_its_ways = !authority.channels_on(today).iter().any(|channel| leads_to_a_mailbox(&channel.kind));
    let Some(mark) = settings.address_marks.iter().find(|mark| mark.authority == authority.id) else {
        let standing = match (&shipped.address, authority.verified_email()) {
            (_, Some(_)) => Standing::Shipped,
            (Some(_), None) => Standing::Unchecked,
            (None, None) => Standing::Missing,
        };
        return AuthorityAddress {
            standing,
            address: shipped.address.clone(),
            certified: authority.takes_certified_mail_on(today),
            mark: None,
            good_until: None,
            shipped,
            beside_its_ways,
        };
    };
    let days = law.readiness().and_then(|readiness| readiness.address_check_days);
    let good_until = days.map(|days| mark.checked_on + TimeDelta::days(i64::from(days)));
    let standing = if mark.shipped != shipped {
        Standing::Void
    } else if good_until.is_some_and(|until| until < today) {
        Standing::Expired
    } else if mark.second.look == SecondLook::Awaited {
        Standing::Awaited
    } else {
        Standing::Marked
    };
    AuthorityAddress {
        standing,
        address: Some(mark.address.clone()),
        certified: mark.certified,
        mark: Some(mark.clone()),
        good_until,
        shipped,
        beside_its_ways,
    }
}
