//! The law's engine in words: lines of arithmetic, the terms of a duty in three zones, what a rule asks and what removes its duty.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

use crate::app::Ctx;
use crate::domain::case::Duty;
use crate::domain::plan::{ArithmeticLine, RuleOrigin};
use crate::domain::values::At;
use crate::web::frame::Frame;
use crate::web::holidays;
use crate::web::i18n::IntoArg;

/// One instant in the three places that matter.
pub struct Term {
    pub name: String,
    pub at: At,
    pub case_text: String,
    pub recipient_text: String,
    pub utc_text: String,
}

pub fn zone_of(duty: &Duty) -> Tz {
    duty.planned.zone.parse().unwrap_or(Tz::UTC)
}

pub fn lead(f: &Frame, duty: &Duty, to: &str) -> String {
    let planned = &duty.planned;
    let what = f.of("instant", &planned.trigger.what);
    match (planned.trigger.at, planned.target_at) {
        (Some(start), Some(target)) => f.t.with(
            "duty-lead-term",
            &[("to", &to.to_owned()), ("what", &what), ("start", &f.moment(&start)), ("target", &f.moment(&target))],
        ),
        (Some(start), None) => {
            f.t.with3("duty-lead-open", ("to", &to.to_owned()), ("what", &what), ("start", &f.moment(&start)))
        }
        (None, _) => f.with2("duty-lead-waits", "to", to, "what", &what),
    }
}

pub fn terms(f: &Frame, duty: &Duty) -> Vec<Term> {
    let zone = zone_of(duty);
    let planned = &duty.planned;
    let term = |name: &str, at: At| Term {
        name: f.text(name),
        at,
        case_text: f.moment(&at),
        recipient_text: f.moment_in(&at, &zone),
        utc_text: f.moment_in(&at, &Tz::UTC),
    };
    [("term-start", planned.trigger.at), ("term-target", planned.target_at), ("term-legal", planned.legal_term_at)]
        .into_iter()
        .filter_map(|(name, at)| at.map(|at| term(name, at)))
        .collect()
}

/// What the rule asks, in our words; none for a rule newer than these words.
pub fn rule_words(f: &Frame, rule: &str, stage: &str) -> String {
    super::words_key(f.t, "rule-words", rule, stage).map_or_else(String::new, |key| f.of("rule-words", key))
}

/// A legal ground on which a decision rests; one newer than the words stands as it is.
pub fn basis_name(f: &Frame, basis: &str) -> String {
    let key = format!("law-basis-{basis}");
    if f.t.has(&key) { f.text(key) } else { basis.to_owned() }
}

/// What would remove a duty, in the language of the screen: the plan says it in English, the words know the same sentence.
pub fn removed_by(f: &Frame, rule: &str, english: &str) -> String {
    const MOST: usize = 12;
    let known = crate::web::i18n::Lang::En.words();
    // The sentence may stand with the rule that this one is a national form of.
    let families = std::iter::successors(Some(rule), |rule| rule.rsplit_once('-').map(|(head, _)| head));
    // What an organisation entered on screen has one set of words for all its contracts.
    let key = families
        .chain(std::iter::once("contract"))
        .flat_map(|rule| (1..=MOST).map(move |n| format!("law-remove-{rule}-{n}")))
        .find(|key| known.has(key) && known.text(key) == english);
    key.map_or_else(|| english.to_owned(), |key| f.text(key))
}

/// Whose rule it is, where it is not the program's own.
pub fn origin_words(f: &Frame, origin: RuleOrigin) -> String {
    match origin {
        RuleOrigin::Shipped => String::new(),
        other => f.of("rule-origin", other),
    }
}

/// A line of the arithmetic in the screen's language. Instants arrive as RFC 3339 with the recipient's offset and are worded here.
pub fn arithmetic_line(f: &Frame, ctx: &Ctx, line: &ArithmeticLine, zone: Tz) -> String {
    sentence(f, ctx, line, zone, None)
}

/// Any sentence of the law's engine. `named` is what stands for its argument `name`, which the engine gives in English.
pub fn sentence(f: &Frame, ctx: &Ctx, line: &ArithmeticLine, zone: Tz, named: Option<&str>) -> String {
    if !f.t.has(&line.key) {
        return line.text.clone();
    }
    let mut args: BTreeMap<&str, String> = BTreeMap::new();
    for (name, value) in &line.args {
        let value = match (name.as_str(), named) {
            ("name", Some(named)) => named.to_owned(),
            // Holidays have names of our own; other names stay as they are.
            ("name", None) => holidays::name(f.t, value),
            _ => worded(f, ctx, name, value, zone),
        };
        args.insert(name, value);
    }
    let args: Vec<(&str, &dyn IntoArg)> = args.iter().map(|(name, value)| (*name, value as &dyn IntoArg)).collect();
    f.t.with(&line.key, &args)
}

fn worded(f: &Frame, ctx: &Ctx, name: &str, value: &str, zone: Tz) -> String {
    if let Ok(at) = DateTime::parse_from_rfc3339(value) {
        return f.moment_in(&At::new(at.to_utc()), &zone);
    }
    if let Ok(day) = value.parse::<NaiveDate>() {
        return f.t.day(day);
    }
    match name {
        "country" if value.len() == 2 => super::country_name(ctx, f.t.lang, value),
        // The engine knows countries by their English names.
        "country" | "parent" => {
            let record = ctx.policy.countries().find(|record| record.name_en == value);
            record.map_or_else(|| value.to_owned(), |record| super::country_name(ctx, f.t.lang, record.code.as_str()))
        }
        "decision" => f.of("decision", value),
        "stage" => stage_name(f, ctx, value),
        "given" | "known" => f.t.list(&value.split(", ").map(|basis| basis_name(f, basis)).collect::<Vec<_>>()),
        "roles" => f.t.list(&value.split(", ").map(|role| f.of("sector-role", role)).collect::<Vec<_>>()),
        _ => value.to_owned(),
    }
}

/// A stage as the rules that have it call it; one without words stands as it is.
fn stage_name(f: &Frame, ctx: &Ctx, stage: &str) -> String {
    // A national form has the words of what it is a form of.
    let families =
        ctx.policy.rules().iter().flat_map(|rule| {
            std::iter::successors(Some(rule.id.as_str()), |id| id.rsplit_once('-').map(|(head, _)| head))
        });
    let mut keys = families.map(|rule| format!("law-stage-{rule}-{stage}"));
    keys.find(|key| f.t.has(key)).map_or_else(|| stage.to_owned(), |key| f.text(key))
}
