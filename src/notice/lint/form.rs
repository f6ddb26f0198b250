//! Rules on form: placeholders, subject, greeting, what HTML may hold, the two parts of a mail, text messages, the approval.

use std::collections::BTreeMap;

use super::read::{Kind, words};
use super::{Form, Look};

pub(super) fn check(look: &mut Look<'_>) {
    placeholders(look);
    same_in_both(look);
    subject(look);
    greeting(look);
    structure(look);
    letter(look);
    text_message(look);
    published(look);
    if let Some(approved) = look.input.desk.approved.clone()
        && approved != look.input.digest
    {
        look.add_whole("L43", "");
    }
}

/// L05, and L06 for what was left blank.
fn placeholders(look: &mut Look<'_>) {
    let mut found: Vec<(&'static str, usize, String)> = Vec::new();
    for (line, part) in look.page.numbered() {
        for mark in look.limits.placeholders.iter().filter(|mark| holds_mark(&part.text, mark)) {
            found.push(("L05", line, mark.clone()));
        }
        if part.is_item() && part.text.is_empty() {
            found.push(("L05", line, String::new()));
        }
        if let Some(gap) = double_space(&part.text) {
            found.push(("L05", line, gap.to_owned()));
        }
        if part.is_item() && part.text.ends_with(':') {
            found.push(("L06", line, part.text.clone()));
        }
    }
    found.into_iter().for_each(|(rule, line, words)| look.add(rule, line, &words));
}

/// A mark stands by itself: letters of a longer word around it make it another word. Capitals count.
fn holds_mark(text: &str, mark: &str) -> bool {
    let worded = |c: char| c.is_alphanumeric() || c == '\'' || c == '’' || c == '_';
    text.match_indices(mark).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default().chars().next_back();
        let after = text.get(at + mark.len()..).unwrap_or_default().chars().next();
        let starts = !mark.starts_with(char::is_alphanumeric) || !before.is_some_and(worded);
        let ends = !mark.ends_with(char::is_alphanumeric) || !after.is_some_and(worded);
        starts && ends
    })
}

/// Two spaces between words, as an empty value leaves them; after the end of a sentence people write two.
fn double_space(text: &str) -> Option<&str> {
    let at = text.match_indices("  ").map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).unwrap_or_default().chars().next_back();
        let after = text.get(at + 2..).unwrap_or_default().chars().next();
        before.is_some_and(|c| c.is_alphanumeric() || c == ',') && after.is_some_and(char::is_alphanumeric)
    })?;
    let from = text.get(..at)?.rfind(' ').map_or(0, |space| space + 1);
    text.get(from..)?.split('\n').next()
}

/// L13: a reader of the one part reads what a reader of the other reads.
fn same_in_both(look: &mut Look<'_>) {
    if look.input.html.is_empty() || !look.asks("L13") {
        return;
    }
    let mut counted: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for part in look.page.parts.iter().filter(|part| part.kind != Kind::Title) {
        words(&part.text).for_each(|word| counted.entry(bare(word)).or_default().0 += 1);
    }
    for part in &look.plain.parts {
        words(&part.text).for_each(|word| counted.entry(bare(word)).or_default().1 += 1);
    }
    let (mut same, mut all) = (0, 0);
    let mut differs = None;
    for (word, (html, text)) in &counted {
        same += html.min(text);
        all += html.max(text);
        let figure = word.chars().any(|c| c.is_ascii_digit()) || word.contains("://");
        if html != text && (figure || differs.is_none()) {
            let is_worse = figure || differs.as_ref().is_none_or(|(_, was_figure)| !was_figure);
            if is_worse {
                differs = Some((word.clone(), figure));
            }
        }
    }
    let Some((word, figure)) = differs else { return };
    if figure || same * 100 < all * look.limits.same_words_percent {
        look.add_whole("L13", &word);
    }
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// L14.
fn subject(look: &mut Look<'_>) {
    if !look.asks("L14") {
        return;
    }
    let subject = look.subject.clone();
    let company = look.input.facts.frame.controller.name.clone();
    let rest = subject.replace(&company, "");
    let length = u32::try_from(subject.chars().count()).unwrap_or(u32::MAX);
    let rest_length = u32::try_from(rest.trim().chars().count()).unwrap_or(u32::MAX);
    // The company's name is not the writer's choice: what is too long is what stands beside it.
    let too_long = length > look.limits.subject_most && rest_length > look.limits.subject_rest_most;
    if length < look.limits.subject_least || too_long {
        look.add_subject(&format!("{length}"));
    }
    if !company.is_empty() && !names(&subject, &company) {
        look.add_subject(&subject);
    }
    if rest.contains('!') {
        look.add_subject("!");
    }
    let shouts = rest
        .split_whitespace()
        .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 4 && !word.chars().any(char::is_lowercase));
    let shouts: Vec<String> = shouts.map(str::to_owned).collect();
    shouts.iter().for_each(|word| look.add_subject(word));
    let lower = subject.to_lowercase();
    if ["re:", "fw:", "fwd:", "aw:", "r:", "i:"].iter().any(|mark| lower.starts_with(mark)) {
        look.add_subject(subject.split(':').next().unwrap_or_default());
    }
    if subject.contains('@') || super::numbers::phones(&subject).next().is_some() {
        look.add_subject(&subject);
    }
}

/// The name, or its first word where that is a name of its own: "Lunamobile" for "Lunamobile Italia S.r.l.".
fn names(subject: &str, company: &str) -> bool {
    let first = company.split_whitespace().next().unwrap_or(company);
    subject.contains(company) || (first.chars().count() > 3 && subject.contains(first))
}

/// L15, as far as one text shows it.
fn greeting(look: &mut Look<'_>) {
    let Some(name) = look.input.desk.addressee.clone().filter(|name| !name.trim().is_empty()) else { return };
    let shouted = name.chars().filter(|c| c.is_alphabetic()).count() > 3 && !name.chars().any(char::is_lowercase);
    let named = look.page.parts.iter().any(|part| part.text.contains(&name));
    if shouted || !named {
        look.add_whole("L15", "");
    }
}

const FETCHED: &[&str] =
    &["img", "script", "iframe", "object", "embed", "form", "input", "button", "video", "audio", "svg"];

/// L16 and L35.
fn structure(look: &mut Look<'_>) {
    if look.input.html.is_empty() {
        return;
    }
    let mut active: Vec<String> = Vec::new();
    let mut images: Vec<String> = Vec::new();
    let (mut main_headings, mut level, mut jumps) = (0, 0, false);
    let (mut tables, mut heads, mut language) = (0, 0, None);
    for tag in &look.page.tags {
        let attributes = tag.attributes.to_ascii_lowercase();
        if FETCHED.contains(&tag.name.as_str()) || (tag.name == "link" && !attributes.is_empty()) {
            active.push(tag.name.clone());
        } else if attributes.contains("src=")
            || attributes.contains("url(")
            || attributes.contains(" on")
            || attributes.starts_with("on")
        {
            active.push(format!("{} {}", tag.name, tag.attributes));
        }
        if tag.name == "img" && !attributes.contains("alt=") {
            images.push(tag.name.clone());
        }
        match tag.name.as_str() {
            "html" => language = value_of(&tag.attributes, "lang"),
            "table" => tables += 1,
            "th" => heads += 1,
            name => {
                if let Some(now) = heading_level(name) {
                    main_headings += u32::from(now == 1);
                    jumps |= now > level + 1;
                    level = now;
                }
            }
        }
    }
    let has_title = look.page.parts.iter().any(|part| part.kind == Kind::Title);
    let fake = look.page.numbered().find(|(_, part)| {
        part.kind == Kind::Paragraph
            && part.text.lines().filter(|line| line.trim_start().starts_with(['•', '·', '*'])).count() > 1
    });
    let fake = fake.map(|(line, part)| (line, part.text.clone()));
    active.iter().for_each(|words| look.add_whole("L16", words));
    images.iter().for_each(|words| look.add_whole("L35", words));
    match language {
        None => look.add_whole("L35", "lang"),
        Some(tag) if !tag.eq_ignore_ascii_case(look.input.language) => look.add_whole("L33", &tag),
        Some(_) => {}
    }
    for (bad, words) in [(!has_title, "title"), (main_headings != 1, "h1"), (jumps, "h2"), (heads < tables, "th")] {
        if bad {
            look.add_whole("L35", words);
        }
    }
    if let Some((line, text)) = fake {
        look.add("L35", line, &text);
    }
}

fn heading_level(name: &str) -> Option<u32> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

fn value_of(attributes: &str, name: &str) -> Option<String> {
    let (_, after) = attributes.split_once(&format!("{name}="))?;
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
    let value = match quote {
        Some(quote) => after.get(1..)?.split(quote).next()?,
        None => after.split_whitespace().next()?,
    };
    (!value.is_empty()).then(|| value.to_owned())
}

/// L36: the size of letters on paper.
fn letter(look: &mut Look<'_>) {
    let least = look.limits.letter_points_least;
    let mut small = Vec::new();
    for (at, _) in look.input.html.match_indices("font-size:") {
        let after = look.input.html.get(at + "font-size:".len()..).unwrap_or_default().trim_start();
        let digits: String = after.chars().take_while(char::is_ascii_digit).take(4).collect();
        let points = after.get(digits.len()..).is_some_and(|unit| unit.starts_with("pt"));
        if points && digits.parse::<u32>().is_ok_and(|size| size < least) {
            small.push(format!("{digits}pt"));
        }
    }
    small.iter().for_each(|size| look.add_whole("L36", size));
}

/// The signs of GSM 03.38 that are no plain ASCII letters or figures.
const GSM: &str = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà\n\r";

/// L46: parts of a text message. One sign outside the small alphabet makes every part shorter.
fn text_message(look: &mut Look<'_>) {
    if look.input.form != Form::TextMessage {
        return;
    }
    let text = look.input.text.trim();
    let small = text.chars().all(|c| c.is_ascii_alphanumeric() || GSM.contains(c) || "^{}\\[~]|€".contains(c));
    let length = if small {
        text.chars().map(|c| if "^{}\\[~]|€".contains(c) { 2 } else { 1 }).sum::<usize>()
    } else {
        text.encode_utf16().count()
    };
    let (one, many) = if small { (160, 153) } else { (70, 67) };
    let parts = if length <= one { 1 } else { length.div_ceil(many) };
    if parts > look.limits.sms_parts_most as usize {
        look.add_whole("L46", &format!("{parts}"));
    }
}

/// L45, as far as the page itself shows it.
fn published(look: &mut Look<'_>) {
    let hidden = look.page.tags.iter().any(|tag| {
        let attributes = tag.attributes.to_ascii_lowercase();
        tag.name == "meta" && attributes.contains("robots") && attributes.contains("noindex")
    });
    if hidden {
        look.add_whole("L45", "noindex");
    }
}

impl Look<'_> {
    fn add_subject(&mut self, words: &str) {
        let before = self.found.len();
        self.add_whole("L14", words);
        if let Some(found) = self.found.get_mut(before) {
            found.part = "subject".to_owned();
        }
    }
}
