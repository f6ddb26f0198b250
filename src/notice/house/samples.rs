//! Made-up facts against which a template is tried: every fact known, every fact known and as long as people write, none known at all.

use std::collections::BTreeMap;

use chrono::Duration;
use serde_json::{Value, json};

use crate::domain::plan::Citation;
use crate::domain::situation::Knowledge;
use crate::domain::values::At;
use crate::notice::facts::{
    Change, ClockLine, ClockState, Contact, ControllerCard, EarlierFiling, Frame, NoticeDeadline, NoticeFacts,
    NoticeRecipient, Statement, Told, VersionLine,
};
use crate::notice::forms::{FactForm, FactForms, FactType};
use crate::notice::words::Words;

/// How much the made-up people wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filling {
    /// A mark with the fact's id stands for each text, so that a reader sees what comes where.
    Full,
    /// As much as the forms of the desk take.
    Longest,
    /// Nobody has said anything yet.
    Empty,
}

/// Characters of the longest text that a form of the desk takes for a fact.
const LONGEST: usize = 10_000;
/// Items of the longest list that anybody is expected to give.
const MANY: usize = 40;
/// Facts that changed between two notices, each with its old and new words; more go with a notice of their own.
const FOLLOWED: usize = 10;

/// Facts and frame, all invented.
pub fn sample(filling: Filling, forms: &FactForms, words: &Words, at: At) -> NoticeFacts {
    let mut facts = BTreeMap::new();
    if filling != Filling::Empty {
        for (id, form) in &forms.facts {
            facts.insert(id.clone(), vec![known(value(filling, id, form, forms, words, at))]);
        }
    }
    NoticeFacts { frame: frame(filling, at), facts }
}

fn known(value: Value) -> Statement {
    let none = String::new;
    Statement { about: none(), state: Knowledge::Known, value, how: none(), who: none(), by: None }
}

fn mark(filling: Filling, name: &str) -> String {
    match filling {
        Filling::Full => format!("‹{name}›"),
        Filling::Longest => {
            let mut text = format!("‹{name}› ").repeat(LONGEST / (name.chars().count() + 3) + 1);
            text.truncate(text.char_indices().nth(LONGEST).map_or(text.len(), |(end, _)| end));
            text.trim_end().to_owned()
        }
        Filling::Empty => String::new(),
    }
}

fn value(filling: Filling, id: &str, form: &FactForm, forms: &FactForms, words: &Words, at: At) -> Value {
    let fits = |word: &&String| !forms.open_words.contains(*word) && !word.ends_with("_unproven");
    let set: Vec<&String> = words.values.get(&form.words).into_iter().flat_map(|set| set.keys()).filter(fits).collect();
    let many = if filling == Filling::Longest { MANY } else { 2 };
    match form.kind {
        FactType::Text => json!(mark(filling, id)),
        FactType::Word => set.first().map_or_else(|| json!(mark(filling, id)), |word| json!(word)),
        FactType::Set if filling == Filling::Longest => json!({ "values": set, "text": mark(filling, id) }),
        FactType::Set => json!(set.into_iter().take(2).collect::<Vec<_>>()),
        FactType::Count => json!(1_234_567),
        FactType::Instant => json!(at.micros()),
        FactType::Day => json!(at.utc().date_naive().to_string()),
        FactType::YesNo => json!(true),
        FactType::Parties => {
            let role = set.first().map_or("processor", |word| word.as_str());
            let party = |number: usize| json!({ "role": role, "name": format!("‹{id} {number}›"), "contact": "" });
            json!((1..=many).map(party).collect::<Vec<_>>())
        }
        FactType::Countries => json!({ "IT": 1200, "DE": 300 }),
        FactType::Bodies => json!((1..=many).map(|number| format!("‹{id} {number}›")).collect::<Vec<_>>()),
    }
}

fn clock(filling: Filling, at: At) -> ClockLine {
    let to = (1..=if filling == Filling::Longest { MANY } else { 1 }).map(|number| format!("‹recipient {number}›"));
    ClockLine {
        what: mark(Filling::Full, "duty"),
        to: to.collect(),
        at: Some(at),
        state: ClockState::Presumed,
        undecided: true,
    }
}

fn frame(filling: Filling, at: At) -> Frame {
    let short = |name: &str| match filling {
        Filling::Empty => String::new(),
        _ => format!("‹{name}›"),
    };
    let contact = |of: &str| Contact {
        name: short(&format!("{of}.name")),
        email: short(&format!("{of}.email")),
        pec: short(&format!("{of}.pec")),
        phone: short(&format!("{of}.phone")),
        phone_hours: short(&format!("{of}.phone_hours")),
        post: short(&format!("{of}.post")),
    };
    let many = match filling {
        Filling::Empty => 0,
        Filling::Full => 1,
        Filling::Longest => MANY,
    };
    let told = |number: usize| Told { name: short(&format!("told {number}")), at, own_state: false };
    // By the same mark as the one reference, and the law without one: words that an organisation wrote before these were there stand.
    let filed = |_| EarlierFiling { at, number: short("authority_reference") };
    let law = || Citation { act: "§".to_owned(), article: "1".to_owned(), url: String::new() };
    let version = |number: u32| VersionLine { version: number, at, what: short(&format!("what changed {number}")) };
    let change = |_| Change {
        id: "incident.description".to_owned(),
        label: short("label"),
        was: known(json!(mark(filling, "as it was told"))),
        since: at,
    };
    let empty = filling == Filling::Empty;
    Frame {
        as_at: at,
        zone: "Europe/Rome".to_owned(),
        our_reference: short("our_reference"),
        authority_reference: short("authority_reference"),
        version: 2,
        controller: ControllerCard {
            // Nobody sends a notice without the controller's name.
            name: "‹controller.name›".to_owned(),
            address: short("controller.address"),
            identifier: short("controller.identifier"),
            site: if empty { String::new() } else { "example.org".to_owned() },
        },
        dpo: contact("dpo"),
        hotline: contact("hotline"),
        recipient: (!empty).then(|| NoticeRecipient {
            id: "sample".to_owned(),
            name: short("recipient"),
            fixed_subject: String::new(),
        }),
        // Late, so that the reasons for the delay stand there too.
        deadline: (!empty).then(|| {
            let past = at.plus(-Duration::hours(1));
            NoticeDeadline { target_at: Some(past), legal_term_at: Some(past) }
        }),
        told: (1..=many).map(told).collect(),
        complaint_authority: short("complaint_authority"),
        next_update_on: (!empty).then(|| at.utc().date_naive()),
        versions: (1..=u32::try_from(many).unwrap_or_default()).map(version).collect(),
        projected: Vec::new(),
        earlier_at: (!empty).then_some(at),
        earlier: (1..=many).map(filed).collect(),
        law: (!empty).then(law),
        notified_law: (!empty).then(law),
        own_state: String::new(),
        changes: (0..many.min(FOLLOWED)).map(change).collect(),
        still_open: (0..many.min(FOLLOWED)).map(|_| ("incident.systems".to_owned(), short("still open"))).collect(),
        nobody_told: false,
        purpose: short("purpose"),
        reason: short("reason"),
        clocks: (0..many).map(|_| clock(filling, at)).collect(),
    }
}
