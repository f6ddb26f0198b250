//! Rules on what helps the reader: steps and consequences for the data concerned, readability, length.

use super::Look;
use super::phrases::{found_at, plain};
use super::read::{Kind, sentences, words};
use super::score::Made;
use crate::notice::kind::Language;
use crate::notice::tongue::is_of_another_script;
use crate::policy::wording::Level;

/// L33 for paragraphs of a message to people in another script: whoever reads it must be able to read all of it.
fn leftovers(look: &mut Look<'_>) {
    if !look.input.form.is_for_people() {
        return;
    }
    let Ok(own) = Language::parse(look.input.language) else { return };
    let frame = &look.input.facts.frame;
    let told = frame.told.iter().map(|one| one.name.as_str());
    let named = [frame.complaint_authority.as_str(), &frame.controller.name, &frame.dpo.post, &frame.hotline.post];
    let names: Vec<&str> = told.chain(named).collect();
    let mut found = Vec::new();
    for (line, part) in look.page.numbered().filter(|(_, part)| part.is_prose()) {
        if is_of_another_script(&part.text, &own, &names) {
            found.push((line, part.text.clone()));
        }
    }
    found.into_iter().for_each(|(line, words)| look.add("L33", line, &words));
}

pub(super) fn check(look: &mut Look<'_>, language: &str) {
    steps(look, language);
    consequences(look, language);
    length(look);
    readability(look, language);
    leftovers(look);
}

/// L19: a numbered step that can be taken, the first one short, one for each group of data.
fn steps(look: &mut Look<'_>, language: &str) {
    if !look.asks("L19") {
        return;
    }
    let steps: Vec<(usize, String)> = look
        .page
        .numbered()
        .filter(|(_, part)| part.kind == Kind::Numbered && !part.text.is_empty())
        .map(|(line, part)| (line, part.text.clone()))
        .collect();
    let Some((line, first)) = steps.first() else {
        look.add_whole("L19", "");
        return;
    };
    if words(first).count() > look.limits.first_step_words_most as usize {
        look.add("L19", *line, first);
    }
    let told: Vec<String> = steps.iter().map(|(_, text)| plain(text)).collect();
    let law = look.law;
    for group in law.data_words(language) {
        let concerned = group.data.iter().any(|data| look.known.data.contains(data));
        if concerned && !group.step.is_empty() && !says_any(&told, &group.step) {
            look.add_whole("L19", &group.step.join(", "));
        }
    }
}

fn says_any(texts: &[String], phrases: &[String]) -> bool {
    texts.iter().any(|text| phrases.iter().any(|phrase| found_at(text, phrase).is_some()))
}

/// L20: each group of data has its consequence, outside the steps.
fn consequences(look: &mut Look<'_>, language: &str) {
    if !look.asks("L20") {
        return;
    }
    let told: Vec<String> = look
        .page
        .parts
        .iter()
        .filter(|part| matches!(part.kind, Kind::Paragraph | Kind::Bullet))
        .map(|part| plain(&part.text))
        .collect();
    let law = look.law;
    for group in law.data_words(language) {
        let concerned = group.data.iter().any(|data| look.known.data.contains(data));
        if concerned && !group.consequence.is_empty() && !says_any(&told, &group.consequence) {
            look.add_whole("L20", &group.consequence.join(", "));
        }
    }
}

/// L22.
fn length(look: &mut Look<'_>) {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut all = 0;
    for (line, part) in look.page.numbered().filter(|(_, part)| part.is_prose()) {
        all += words(&part.text).count();
        let told = sentences(&part.text);
        let ended = told.iter().filter(|sentence| sentence.ends_with(['.', '!', '?'])).count();
        if ended > look.limits.paragraph_sentences_most as usize {
            found.push((line, part.text.clone()));
        }
        let long = |sentence: &&&str| words(sentence).count() > look.limits.sentence_words_most as usize;
        found.extend(told.iter().filter(long).map(|sentence| (line, (*sentence).to_owned())));
    }
    found.into_iter().for_each(|(line, words)| look.add("L22", line, &words));
    if all > look.limits.words_most as usize {
        look.add_whole("L22", &all.to_string());
    }
}

/// L21: sentences of paragraphs alone. Names, addresses, references and lists are looked up, not read.
fn readability(look: &mut Look<'_>, tag: &str) {
    let Some(language) = look.language.filter(|_| look.asks("L21")) else { return };
    let company = look.input.facts.frame.controller.name.clone();
    let prose: Vec<String> = look
        .page
        .parts
        .iter()
        .filter(|part| part.kind == Kind::Paragraph)
        .flat_map(|part| sentences(&part.text).into_iter().map(str::to_owned).collect::<Vec<_>>())
        .filter(|sentence| sentence.ends_with(['.', '!', '?']) && !sentence.contains('@'))
        .map(|sentence| if company.is_empty() { sentence } else { sentence.replace(&company, "") })
        .collect();
    let made = Made::of(prose.iter().map(String::as_str), tag);
    if made.words < look.limits.score_words_least {
        return;
    }
    let score = made.score(language);
    let level = if score < f64::from(language.floor) { Some(Level::Error) } else { None };
    if score < f64::from(language.target) {
        look.add_as("L21", level, 0, &format!("{score:.0} < {}", language.target), "");
    }
    let lix = made.lix();
    if lix > f64::from(language.lix) {
        look.add_as("L21", None, 0, &format!("LIX {lix:.0} > {}", language.lix), "");
    }
}
