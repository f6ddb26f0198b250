//! The arithmetic in words: one line per step, each a message key with arguments, and its English text.
//!
//! The same keys and arguments stand in `locales/*/arithmetic.ftl`; a test renders both and compares.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;

pub use super::term_words::deadline;
use crate::domain::plan::ArithmeticLine;
use crate::domain::values::At;

/// RFC 3339 with the recipient's offset: `2020-09-09T09:00:00+02:00`.
pub fn local(at: At, zone: Tz) -> String {
    at.in_zone(zone).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

/// One line. Arguments stand in `text` as `{name}`; what a word argument means stands in [`meaning`].
pub(super) fn line(key: &str, text: &str, args: &[(&str, String)]) -> ArithmeticLine {
    let mut filled = text.to_owned();
    for (name, value) in args {
        filled = filled.replace(&format!("{{{name}}}"), meaning(name, value));
    }
    ArithmeticLine {
        key: key.to_owned(),
        args: args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect::<BTreeMap<_, _>>(),
        text: filled,
    }
}

/// English for arguments that are words of the program; all others stand as they are.
fn meaning<'a>(name: &str, value: &'a str) -> &'a str {
    if !matches!(name, "what" | "used" | "asked") {
        return value;
    }
    match value {
        "occurred" => "the event itself",
        "first_signal" => "the first signal",
        "detected_611" => "detection (Regulation 611/2013)",
        "aware" => "awareness of the controller",
        "processor_informed" => "the processor's notice to the controller",
        "aware_significant" => "awareness of the significant incident",
        "classified_major" => "classification as major",
        "fix_available" => "a fix being available",
        "incident_closed" => "the end of the incident",
        "discovered_attack" => "discovery of the attack",
        "stage_submitted" => "the filing of the notice before it",
        "facts_changed" => "the first entry that the recipient has not been told of",
        other => other,
    }
}

pub fn start(what: &str, at: At, zone: Tz) -> ArithmeticLine {
    line(
        "arith-start",
        "The clock starts at {at} ({zone}) with {what}.",
        &[("at", local(at, zone)), ("what", what.to_owned()), ("zone", zone.name().to_owned())],
    )
}

pub fn fallback(asked: &str, used: &str) -> ArithmeticLine {
    line(
        "arith-fallback",
        "Not recorded: {asked}. In its place stands {used}; the term is presumed until it is recorded.",
        &[("asked", asked.to_owned()), ("used", used.to_owned())],
    )
}

/// The act counts from a moment that is no entry of its own: the earliest of those it may be.
pub fn earlier_counts(asked: &str, used: &str) -> ArithmeticLine {
    line(
        "arith-earlier-counts",
        "The act counts from detection. Of the recorded moments that may be it, the earliest counts: {used} comes before {asked}.",
        &[("asked", asked.to_owned()), ("used", used.to_owned())],
    )
}

pub fn no_start(asked: &str) -> ArithmeticLine {
    line(
        "arith-no-start",
        "No instant is recorded from which the term could run; {asked} decides.",
        &[("asked", asked.to_owned())],
    )
}

pub fn not_started(stage: &str) -> ArithmeticLine {
    line(
        "arith-not-started",
        "Not started: the term runs from the filing of the stage `{stage}`.",
        &[("stage", stage.to_owned())],
    )
}

pub fn not_needed(word: &str) -> ArithmeticLine {
    line(
        "arith-not-needed",
        "Not needed: the notice before it was filed as complete (`{word}`).",
        &[("word", word.to_owned())],
    )
}

/// The second clock, and whether it binds.
pub fn cap(what: &str, start: At, end: At, binds: bool, zone: Tz) -> ArithmeticLine {
    let args = [("at", local(end, zone)), ("start", local(start, zone)), ("what", what.to_owned())];
    if binds {
        line("arith-cap-binds", "A second clock, from {what} ({start}), ends first and binds: {at}.", &args)
    } else {
        line("arith-cap-later", "A second clock, from {what} ({start}), would end at {at}; it does not bind.", &args)
    }
}

/// The start lies after the end of the second clock: it no longer counts.
pub fn cap_passed(what: &str, end: At, zone: Tz) -> ArithmeticLine {
    line(
        "arith-cap-passed",
        "The second clock, from {what}, had ended at {at} before this one started: the period alone counts.",
        &[("at", local(end, zone)), ("what", what.to_owned())],
    )
}

/// The clock has not started; only the second one runs.
pub fn cap_alone(asked: &str, what: &str) -> ArithmeticLine {
    line(
        "arith-cap-alone",
        "Not recorded: {asked}. Until it is, the second clock runs alone, from {what}.",
        &[("asked", asked.to_owned()), ("what", what.to_owned())],
    )
}

pub fn on_request() -> ArithmeticLine {
    line("arith-on-request", "Owed only when the recipient asks for it.", &[])
}

/// Owed again after each filing until an instant is recorded.
pub fn repeats(until: &str) -> ArithmeticLine {
    line(
        "arith-repeats",
        "Owed again after each filing, until this is recorded: {what}.",
        &[("what", until.to_owned())],
    )
}

pub fn repeats_no_more(until: &str, at: At, zone: Tz) -> ArithmeticLine {
    line(
        "arith-repeats-no-more",
        "No longer owed: {what} is recorded at {at}.",
        &[("at", local(at, zone)), ("what", until.to_owned())],
    )
}

/// The end came after a report had fallen due.
pub fn repeats_missed(until: &str, at: At, zone: Tz) -> ArithmeticLine {
    line(
        "arith-repeats-missed",
        "Later reports are not owed, but this one had fallen due before this was recorded as of {at}: {what}.",
        &[("at", local(at, zone)), ("what", until.to_owned())],
    )
}

/// The authority itself has set a later end.
pub fn overridden(until: At, zone: Tz) -> ArithmeticLine {
    line(
        "arith-overridden",
        "The recipient itself has moved the legal term to {at} (an outage of its form, or the like); the target stays.",
        &[("at", local(until, zone))],
    )
}

pub fn deferred() -> ArithmeticLine {
    line("arith-deferred", "Put off with the authority's agreement; owed as soon as the reason for it ends.", &[])
}

/// A common platform takes the notice for an authority.
pub fn via_remark(platform: &str, authority: &str) -> ArithmeticLine {
    line(
        "arith-remark-via",
        "Filed through {platform}, for {authority}.",
        &[("authority", authority.to_owned()), ("platform", platform.to_owned())],
    )
}

pub fn open() -> ArithmeticLine {
    line(
        "arith-open",
        "Without undue delay: the law gives no figure, so the time since the start is shown and no countdown.",
        &[],
    )
}

pub fn decide_by(at: At, zone: Tz) -> ArithmeticLine {
    line("arith-decide-by", "Decide by {at} (habit of the house, not a term of the law).", &[("at", local(at, zone))])
}

pub fn filed(key: FiledLabel, at: At, zone: Tz) -> ArithmeticLine {
    let at = [("at", local(at, zone))];
    match key {
        FiledLabel::InTime => line("arith-filed-in-time", "Filed at {at}: in time.", &at),
        FiledLabel::AfterTarget => line(
            "arith-filed-after-target",
            "Filed at {at}: in time on the count of the law; the target had passed.",
            &at,
        ),
        FiledLabel::Late => line("arith-filed-late", "Filed at {at}: late, reasons for the delay are needed.", &at),
        FiledLabel::Open => line("arith-filed-open", "Filed at {at}; the law gives no figure to hold it against.", &at),
        FiledLabel::StartUnsure => line(
            "arith-filed-start-unsure",
            "Filed at {at}: in time by what is recorded, but an earlier start has not been excluded.",
            &at,
        ),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FiledLabel {
    InTime,
    AfterTarget,
    Late,
    Open,
    StartUnsure,
}

pub fn proof_missing() -> ArithmeticLine {
    line("arith-proof-missing", "Said to be filed: the proof is still missing.", &[])
}

/// A remark about a public holiday near the term; it moves nothing.
pub fn holiday_remark(day: NaiveDate, name: &str, country: &str) -> ArithmeticLine {
    line(
        "arith-remark-holiday",
        "{day} is a public holiday in {country} ({name}): the office may be closed. A term in hours is not moved by it.",
        &[("country", country.to_owned()), ("day", day.to_string()), ("name", name.to_owned())],
    )
}

/// The same for a day that only one source of the calendar has.
pub fn one_source_remark(day: NaiveDate, name: &str, country: &str) -> ArithmeticLine {
    line(
        "arith-remark-one-source",
        "{day} may be a holiday in {country} ({name}): only one source of the calendar has it. The office may be closed; no term moves for it.",
        &[("country", country.to_owned()), ("day", day.to_string()), ("name", name.to_owned())],
    )
}

pub fn representative_remark(country: &str) -> ArithmeticLine {
    line(
        "arith-remark-representative",
        "A representative in {country} does not open the one-stop shop: every authority where people are affected is notified.",
        &[("country", country.to_owned())],
    )
}

/// Keys of the two remarks by which a duty is known as one of a local case.
pub(super) const LOCAL_CASE: &str = "arith-remark-local-case";
pub(super) const MAY_BE_LOCAL: &str = "arith-remark-may-be-local";

pub fn local_case_remark(country: &str) -> ArithmeticLine {
    line(
        LOCAL_CASE,
        "Of the States of the area only {country} is affected, and the controller is established there: its own authority is told, not the lead authority (Arts. 55 and 56(2)). Another reading is told beside the rule.",
        &[("country", country.to_owned())],
    )
}

pub fn may_be_local_remark(country: &str) -> ArithmeticLine {
    line(
        MAY_BE_LOCAL,
        "If {country} turns out to be the only State affected, its own authority is told and not the lead authority (Arts. 55 and 56(2)). Until then both count. Another reading is told beside the rule.",
        &[("country", country.to_owned())],
    )
}

pub fn instead_remark() -> ArithmeticLine {
    line(
        "arith-remark-public-instead",
        "Disproportionate effort asks for a public communication instead, not for nothing (Art. 34(3)(c)).",
        &[],
    )
}
