//! What templates see: the frame as text and facts through `t`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex};

use chrono::NaiveDate;
use chrono_tz::Tz;
use minijinja::value::{Object, Value, from_args};
use minijinja::{Error, ErrorKind, State};

use super::clean::{as_item, lines, one_line, unstopped};
use super::facts::{Change, ClockLine, Contact, EarlierFiling, NoticeFacts, Told};
use super::forms::FactForms;
use super::telling::{ProtectionStanding, Telling};
use super::words::Words;
use crate::domain::plan::Citation;

/// What a template sees: strings made fit to stand in a notice, and `t`.
pub(super) fn context(teller: Teller) -> Value {
    let frame = &teller.facts.frame;
    let telling = teller.telling();
    let text = |s: &str| Value::from(one_line(s));
    let contact = |c: &Contact| {
        let channels: Vec<String> = channels(&telling, c);
        Value::from(BTreeMap::from([("name", text(&c.name)), ("channels", channels.into_iter().collect::<Value>())]))
    };
    let authority = |one: &Told| {
        let on = telling.words.the_instant(one.at, teller.zone, !teller.plain);
        Value::from(BTreeMap::from([("name", text(&one.name)), ("on", Value::from(on))]))
    };
    let controller = &frame.controller;
    let map: BTreeMap<&str, Value> = BTreeMap::from([
        (
            "controller",
            Value::from(BTreeMap::from([
                ("name", text(&controller.name)),
                ("address", text(&controller.address)),
                ("identifier", text(&controller.identifier)),
                ("site", text(&controller.site)),
            ])),
        ),
        ("dpo", contact(&frame.dpo)),
        ("hotline", contact(&frame.hotline)),
        ("recipient", text(frame.recipient.as_ref().map_or("", |r| r.name.as_str()))),
        ("fixed_subject", text(frame.recipient.as_ref().map_or("", |r| r.fixed_subject.as_str()))),
        ("our_reference", text(&frame.our_reference)),
        ("authority_reference", text(&frame.authority_reference)),
        ("as_at", Value::from(telling.instant(frame.as_at))),
        ("late", Value::from(teller.facts.late())),
        ("version", Value::from(frame.version)),
        ("complaint_authority", text(&frame.complaint_authority)),
        ("next_update", Value::from(frame.next_update_on.map_or_else(String::new, |day| telling.words.the_date(day)))),
        ("told", frame.told.iter().map(authority).collect()),
        ("told_abroad", frame.told.iter().filter(|one| !one.own_state).map(authority).collect()),
        (
            "versions",
            frame
                .versions
                .iter()
                .map(|v| {
                    let at = Value::from(telling.instant(v.at));
                    Value::from(BTreeMap::from([
                        ("version", Value::from(v.version)),
                        ("at", at),
                        ("what", text(&v.what)),
                    ]))
                })
                .collect(),
        ),
    ]);
    let mut map = map;
    map.extend(of_the_earlier(&telling));
    map.extend(of_the_letter(&telling));
    map.insert("t", Value::from_object(teller));
    Value::from(map)
}

/// What a notice that follows says of the one before it.
fn of_the_earlier(telling: &Telling<'_>) -> [(&'static str, Value); 6] {
    let frame = &telling.facts.frame;
    let change = |change: &Change| {
        Value::from(BTreeMap::from([
            ("label", one_line(&change.label)),
            // Both stand inside a sentence that goes on.
            ("old", unstopped(&one_line(&telling.as_told(&change.id, &change.was))).to_owned()),
            ("new", unstopped(&telling.say_of(&change.id, &change.was.about)).to_owned()),
            ("since", telling.instant(change.since)),
        ]))
    };
    let open = |(id, label): &(String, String)| {
        Value::from(BTreeMap::from([("label", one_line(label)), ("text", telling.say(id))]))
    };
    let filing = |filing: &EarlierFiling| {
        let (on, number) = (telling.instant(filing.at), one_line(&filing.number));
        Value::from(BTreeMap::from([("on", on), ("number", number)]))
    };
    let law = |law: &Option<Citation>| {
        Value::from(law.as_ref().map_or_else(String::new, |law| one_line(&telling.words.law(law))))
    };
    let on = frame.earlier_at.map_or_else(String::new, |at| telling.instant(at));
    [
        ("earlier", frame.earlier.iter().map(filing).collect()),
        ("earlier_on", Value::from(on)),
        ("law", law(&frame.law)),
        ("notified_law", law(&frame.notified_law)),
        ("changes", frame.changes.iter().map(change).collect()),
        ("still_open", frame.still_open.iter().map(open).collect()),
    ]
}

/// As many recipients of one clock are told by name.
const NAMED: usize = 3;

/// What a letter to another body says of itself, and the clocks where its kind tells them.
fn of_the_letter(telling: &Telling<'_>) -> [(&'static str, Value); 4] {
    let frame = &telling.facts.frame;
    let clock = |clock: &ClockLine| {
        let by = clock.at.map_or_else(String::new, |at| telling.instant(at));
        Value::from(BTreeMap::from([
            ("what", Value::from(one_line(&clock.what))),
            ("to", Value::from(one_line(&telling.words.join(&clock.to)))),
            ("count", Value::from(clock.to.len())),
            // A page has no room for the names of thirty authorities.
            ("many", Value::from(clock.to.len() > NAMED)),
            ("by", Value::from(by)),
            ("state", Value::from(clock.state.as_str())),
            ("past", Value::from(clock.at.is_some_and(|at| at < frame.as_at))),
        ]))
    };
    [
        ("purpose", Value::from(as_item(&one_line(&frame.purpose)))),
        ("reason", Value::from(as_item(&one_line(&frame.reason)))),
        ("clocks", frame.clocks.iter().map(clock).collect()),
        ("asked", frame.clocks.iter().filter(|one| one.undecided).map(clock).collect()),
    ]
}

/// Lines of a contact block, in the order e-mail, PEC, telephone, post.
fn channels(telling: &Telling<'_>, contact: &Contact) -> Vec<String> {
    let hours = one_line(&contact.phone_hours);
    let phone = if hours.is_empty() { "channel_phone" } else { "channel_phone_hours" };
    [
        ("channel_email", &contact.email),
        ("channel_pec", &contact.pec),
        (phone, &contact.phone),
        ("channel_post", &contact.post),
    ]
    .into_iter()
    .map(|(key, value)| (key, one_line(value)))
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| telling.words.phrase(key, &[("value", &value), ("hours", &hours)]))
    .collect()
}

/// What a template calls `t`: facts, told.
pub(super) struct Teller {
    pub facts: NoticeFacts,
    pub forms: FactForms,
    pub words: Words,
    pub zone: Tz,
    pub plain: bool,
    /// Facts that the block at hand worded, in the order of their ids; who drafts it takes them out after each block.
    pub said: Said,
}

/// Facts that a text worded. Shared with the engine that fills in the template, which takes its context by value.
#[derive(Debug, Clone, Default)]
pub(super) struct Said(Arc<Mutex<Worded>>);

/// What a part of the text words.
#[derive(Debug, Clone, Default)]
pub(super) struct Worded {
    pub facts: BTreeSet<String>,
    /// The days by which it says that an open fact will be known.
    pub expected: BTreeSet<NaiveDate>,
}

impl Said {
    fn note(&self, id: &str) {
        if let Ok(mut said) = self.0.lock() {
            said.facts.insert(id.to_owned());
        }
    }

    fn expect(&self, day: Option<NaiveDate>) {
        if let Ok(mut said) = self.0.lock() {
            said.expected.extend(day);
        }
    }

    /// What was worded since the last call.
    pub fn take(&self) -> Worded {
        self.0.lock().map(|mut said| std::mem::take(&mut *said)).unwrap_or_default()
    }
}

impl Teller {
    fn telling(&self) -> Telling<'_> {
        Telling { facts: &self.facts, forms: &self.forms, words: &self.words, zone: self.zone, plain: self.plain }
    }
}

impl fmt::Debug for Teller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Teller")
    }
}

impl Object for Teller {
    fn call_method(self: &Arc<Self>, _: &mut State<'_, '_>, method: &str, args: &[Value]) -> Result<Value, Error> {
        let telling = self.telling();
        let list = |items: Vec<String>| items.iter().map(|i| lines(i).replace('\n', " ")).collect::<Value>();
        match method {
            "consequences" => return Ok(list(telling.consequences())),
            "advice" => return Ok(list(telling.advice())),
            "protection" => {
                let stated = self.forms.protection.facts.iter().filter(|id| !self.facts.of(id).is_empty());
                stated.for_each(|id| self.said.note(id));
                if telling.awaits_protection() {
                    self.said.expect(telling.protection_by());
                }
                return Ok(Value::from(telling.protection_words()));
            }
            "protection_proven" => return Ok(Value::from(telling.protection() == ProtectionStanding::Proven)),
            "holds" => {
                let (id, word): (&str, &str) = from_args(args)?;
                return Ok(Value::from(telling.holds(self.known_fact(id)?, word)));
            }
            _ => {}
        }
        let (id,): (&str,) = from_args(args)?;
        let id = self.known_fact(id)?;
        // What is said in place of a fact tells nobody the fact itself.
        if matches!(method, "say" | "para" | "items" | "on" | "expected") && telling.instead(id).is_none() {
            self.said.note(id);
        }
        if matches!(method, "say" | "para" | "expected") {
            self.said.expect(telling.by(id));
        }
        match method {
            "has" => Ok(Value::from(telling.has(id))),
            "sure" => Ok(Value::from(telling.sure(id))),
            "stated" => Ok(Value::from(!self.facts.of(id).is_empty())),
            "not_applicable" => Ok(Value::from(telling.not_applicable(id))),
            "say" => Ok(Value::from(telling.say(id))),
            "para" => Ok(Value::from(telling.para(id))),
            "items" => Ok(list(telling.items(id))),
            "on" => Ok(Value::from(telling.on(id))),
            "expected" => Ok(Value::from(telling.expected(id))),
            _ => Err(Error::new(ErrorKind::UnknownMethod, format!("`t.{method}` does not exist"))),
        }
    }
}

impl Teller {
    fn known_fact<'a>(&self, id: &'a str) -> Result<&'a str, Error> {
        if self.forms.facts.contains_key(id) {
            return Ok(id);
        }
        Err(Error::new(ErrorKind::InvalidOperation, format!("the fact `{id}` is not in facts.toml")))
    }
}
