//! Rules that are lists of phrases. Words mislead, so a hit only asks somebody to look and to say why it stands.

use super::Look;
use super::read::{Kind, sentences};
use crate::policy::wording::WordList;

/// What of a part a rule reads.
pub(super) fn check(look: &mut Look<'_>, language: &str) {
    let law = look.law;
    let texts: Vec<(usize, String)> = look
        .page
        .numbered()
        .filter(|(_, part)| part.kind != Kind::Title)
        .map(|(line, part)| (line, plain(&part.text)))
        .collect();
    for list in law.word_lists(language) {
        if !look.asks(&list.rule) {
            continue;
        }
        let Some(rule) = rule_name(&list.rule) else { continue };
        match rule {
            "L14" => subject(look, list),
            "L36" | "L45" | "L47" | "L48" => must_hold(look, list, rule, &texts),
            _ => hits(look, list, rule, &texts),
        }
    }
}

/// Rules whose lists are read here, under the name that findings carry.
const READ_HERE: &[&str] = &[
    "L06", "L14", "L15", "L17", "L18", "L23", "L24", "L25", "L26", "L27", "L28", "L29", "L30", "L31", "L32", "L34",
    "L35", "L36", "L41", "L45", "L47", "L48",
];

fn rule_name(rule: &str) -> Option<&'static str> {
    READ_HERE.iter().find(|name| **name == rule).copied()
}

/// Lower case, one kind of apostrophe, single spaces, a space at each end.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '’' | '‘' => out.push('\''),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.push(' ');
    out
}

/// Where a phrase stands in a plain text, as a whole: a letter before or after makes it another word.
pub(super) fn found_at(text: &str, phrase: &str) -> Option<(usize, usize)> {
    occurrences(text, phrase).next()
}

fn occurrences<'a>(text: &'a str, phrase: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
    let (stem, open) = phrase.strip_suffix('*').map_or((phrase, false), |stem| (stem, true));
    let starts_in_word = stem.starts_with(char::is_alphanumeric);
    let ends_in_word = stem.ends_with(char::is_alphanumeric);
    text.match_indices(stem).filter_map(move |(at, hit)| {
        let end = at + hit.len();
        let before = text.get(..at)?.chars().next_back();
        let after = text.get(end..)?.chars().next();
        let whole = (!starts_in_word || !before.is_some_and(char::is_alphanumeric))
            && (open || !ends_in_word || !after.is_some_and(char::is_alphanumeric));
        whole.then_some((at, end))
    })
}

fn hits(look: &mut Look<'_>, list: &WordList, rule: &'static str, texts: &[(usize, String)]) {
    // An outage belongs into the message where it is the breach itself.
    if rule == "L31" && look.known.effects.contains("availability") {
        return;
    }
    // "May have been" is no hedge while nobody knows.
    if rule == "L28" && !look.known.data_is_sure {
        return;
    }
    // A greeting without a name is a flaw only where no name is filled in.
    if rule == "L15" && look.page.names_the_reader {
        return;
    }
    let company = plain(&look.input.facts.frame.controller.name).trim().to_owned();
    for (line, text) in texts {
        // A bare number or a proven fact is what some of these words lack.
        if rule == "L27" && look.known.protection_proven && text.contains("crypt") {
            continue;
        }
        for phrase in &list.phrases {
            let hit = occurrences(text, phrase).find(|(at, end)| !excepted(text, *at, *end, &list.except));
            let Some((at, end)) = hit else { continue };
            if rule == "L32" && list.id.ends_with("-controller") && !near(text, at, &company) {
                continue;
            }
            let words = text.get(at..end).unwrap_or_default().trim();
            look.add_as(rule, None, *line, words, &list.instead);
        }
    }
}

/// Bytes beside a hit in which an exception may lie.
const AROUND: usize = 80;

/// The hit lies inside a longer phrase that is no flaw.
fn excepted(text: &str, at: usize, end: usize, except: &[String]) -> bool {
    // An exception is a few words: what stands further away is not looked at, so that a long text is read once.
    let from = text.floor_char_boundary(at.saturating_sub(AROUND));
    let to = text.ceil_char_boundary((end + AROUND).min(text.len()));
    let around = text.get(from..to).unwrap_or_default();
    let (at, end) = (at - from, end - from);
    except.iter().any(|phrase| occurrences(around, phrase).any(|(start, stop)| start <= at && end <= stop))
}

/// The company's name stands before it in the same sentence. The name itself may hold full stops.
fn near(text: &str, at: usize, company: &str) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let Some(from) = before.rfind(company).filter(|_| !company.is_empty()) else { return false };
    !before.get(from + company.len()..).unwrap_or_default().contains(". ")
}

/// L14: a list `…-says` is what a subject must say one of; any other is what it must not say.
fn subject(look: &mut Look<'_>, list: &WordList) {
    let subject = plain(&look.subject);
    let hit = list.phrases.iter().find_map(|phrase| found_at(&subject, phrase));
    if list.id.ends_with("-says") {
        if hit.is_none() {
            let words = look.subject.clone();
            look.add_as("L14", None, 0, &words, &list.instead);
        }
    } else if let Some((at, end)) = hit {
        let words = subject.get(at..end).unwrap_or_default().to_owned();
        look.add_as("L14", None, 0, &words, &list.instead);
    }
}

/// Lists of what has to be there: a large-print copy (L36), day and version (L45), regret once and not first (L47), answers (L48).
fn must_hold(look: &mut Look<'_>, list: &WordList, rule: &'static str, texts: &[(usize, String)]) {
    let told: Vec<usize> = texts
        .iter()
        .filter(|(_, text)| list.phrases.iter().any(|phrase| found_at(text, phrase).is_some()))
        .map(|(line, _)| *line)
        .collect();
    if rule != "L47" {
        if told.is_empty() {
            look.add_as(rule, None, 0, list.phrases.first().map_or("", String::as_str), &list.instead);
        }
        return;
    }
    let sentences_of = |line: &usize| look.page.parts.get(line - 1).map_or(0, |part| sentences(&part.text).len());
    let first =
        look.page.numbered().find(|(_, part)| part.is_prose() && sentences(&part.text).len() > 1).map(|(line, _)| line);
    match told.as_slice() {
        [] => look.add_as(rule, None, 0, "", &list.instead),
        [one] if Some(*one) == first && sentences_of(one) > 1 => look.add_as(rule, None, *one, "", ""),
        [_] => {}
        [.., last] => look.add_as(rule, None, *last, "", ""),
    }
}
