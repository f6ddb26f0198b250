//! Passages of a draft that read as another language than the notice: what people typed in one language goes into letters of others.
//!
//! A guess by function words, never more: it asks a person to look. It says nothing of a language it does not know, nor of few words.

use super::clean::one_line;
use super::content::ContentRules;
use super::draft::Draft;
use super::facts::NoticeFacts;
use super::forms::{FactForms, FactType};
use super::kind::Language;
use super::worded::text_in;

/// Function words that tell languages apart. One that several have stands with each of them, so that it decides nothing.
const WORDS: &[(&str, &str)] = &[
    (
        "en",
        "the of and to is are was were not with for from that this these those have has had been be by on at it its which we our \
         they their who when where after before because but or an as will would could there no",
    ),
    (
        "it",
        "il lo la gli le di del dello della dei degli delle che è sono era erano non con per un uno una nel nella nei nelle al \
         allo alla ai agli alle dal dalla dai dalle ha hanno stato stata stati state anche più questo questa questi dopo prima \
         perché ma ed o da si ci sul sulla sui sulle come quando dove",
    ),
    (
        "de",
        "der die das und ist sind war waren nicht mit von zu zum zur den dem des ein eine einer einem einen wurde wurden werden \
         wird auf für sich auch durch bei nach vor weil aber oder dass als im am aus",
    ),
    (
        "fr",
        "le la les des du de et est sont était étaient ne pas avec pour par sur dans un une au aux que qui ont été ce cette ces \
         après avant mais ou où nous notre leur leurs il elle se plus",
    ),
    (
        "es",
        "el la los las de del y es son era fue fueron no con para por un una en al que se ha han sido lo su sus más pero o como \
         cuando donde después antes este esta estos",
    ),
    (
        "pt",
        "o a os as do da dos das de e é são foi foram não com para por um uma no na nos nas ao que se mais mas ou como quando \
         onde depois antes este esta seu sua",
    ),
    (
        "nl",
        "de het een en van is zijn was waren niet met voor op aan door ook te dat die deze er werd werden heeft hebben na om maar \
         of bij uit naar onze hun",
    ),
    (
        "pl",
        "i w na z do nie jest są się że od po oraz dla przez przed ale lub który która które został została zostały był była \
         były to o za jak",
    ),
    (
        "ro",
        "și în de la cu pe nu este sunt a au fost că din pentru prin după înainte dar sau un o care ce se mai al ale",
    ),
];

/// Words below which a text says too little of its language.
const LEAST_WORDS: usize = 4;

/// A part of a block that reads as another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    pub block: String,
    /// The fact it comes from; none for what was written into the block.
    pub fact: Option<String>,
    pub text: String,
    /// The language it reads as.
    pub language: &'static str,
}

/// The other language that a text reads as. None where it reads as `own`, where that is not known here, or in doubt.
pub fn reads_as(text: &str, own: &Language) -> Option<&'static str> {
    let own = own.as_str().split('-').next().unwrap_or_default();
    if !WORDS.iter().any(|(language, _)| *language == own) {
        return None;
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    if words.len() < LEAST_WORDS {
        return None;
    }
    let hits = |list: &str| words.iter().filter(|word| list.split_whitespace().any(|known| known == **word)).count();
    let mine = WORDS.iter().find(|(language, _)| *language == own).map_or(0, |(_, list)| hits(list));
    let others = WORDS.iter().filter(|(language, _)| *language != own).map(|(language, list)| (*language, hits(list)));
    let (language, best) = others.max_by_key(|(_, hits)| *hits)?;
    // A quoted name or a system's label brings a word or two of another language; a sentence brings more of its own.
    (best >= 2 && best > 2 * mine).then_some(language)
}

/// Whether a paragraph is written in another script than the Latin letters of its language: that is no guess. Which language words of the
/// same script are of, the content rules guess.
pub fn is_of_another_script(text: &str, own: &Language, names: &[&str]) -> bool {
    let primary = own.as_str().split('-').next().unwrap_or_default();
    if !WORDS.iter().any(|(language, _)| *language == primary) {
        return false;
    }
    let said = without(names, &one_line(text));
    let letters = said.chars().filter(|c| c.is_alphabetic()).count();
    let others = said.chars().filter(|c| c.is_alphabetic() && !is_latin(*c)).count();
    others >= LEAST_LETTERS && 2 * others > letters
}

/// Letters of another script below which a paragraph only holds a name.
const LEAST_LETTERS: usize = 8;

/// Latin letters with all their accents, and the signs of Latin alphabets beyond ASCII.
fn is_latin(c: char) -> bool {
    c.is_ascii()
        || matches!(c, '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}' | '\u{fb00}'..='\u{fb06}')
}

/// A line without the names that stand in it: an authority is called by its own name in every language.
fn without(names: &[&str], line: &str) -> String {
    let named = names.iter().map(|name| one_line(name)).filter(|name| !name.is_empty());
    named.fold(line.to_owned(), |line, name| line.replace(&name, " "))
}

/// A whole line of prose.
fn is_sentence(line: &str) -> bool {
    line.ends_with(['.', '!', '?']) && line.split_whitespace().count() >= 2 * LEAST_WORDS
}

/// Every such passage, in the order of the blocks: lines first, then what facts put into a line that otherwise reads well.
pub fn foreign_passages(draft: &Draft, facts: &NoticeFacts, rules: &ContentRules, forms: &FactForms) -> Vec<Passage> {
    let frame = &facts.frame;
    let told = frame.told.iter().map(|one| one.name.as_str());
    let to = frame.recipient.iter().map(|recipient| recipient.name.as_str());
    let names: Vec<&str> = told.chain(to).chain([frame.complaint_authority.as_str(), &frame.controller.name]).collect();
    let followed = changed_by_people(facts, forms, &draft.language);
    let mut found: Vec<Passage> = Vec::new();
    for block in &draft.blocks {
        let mut typed = typed_by_people(rules.facts_of(draft.kind, &block.id), facts, forms, &draft.language);
        typed.extend(followed.iter().cloned());
        for line in block.body.lines().map(one_line) {
            let from_fact =
                |text: &str| typed.iter().find(|(_, fact)| text.contains(fact.as_str()) || fact.contains(text));
            let mut put = |text: &str, fact: Option<&str>, language: &'static str| {
                let passage =
                    Passage { block: block.id.clone(), fact: fact.map(str::to_owned), text: text.to_owned(), language };
                if !found.contains(&passage) {
                    found.push(passage);
                }
            };
            // A line of its own counts as written only where it is a sentence: names of authorities and addresses are none.
            let said = without(&names, &line);
            if let Some(language) = reads_as(&said, &draft.language).filter(|_| is_sentence(&said)) {
                put(&line, from_fact(&line).map(|(id, _)| id.as_str()), language);
                continue;
            }
            for (id, text) in typed.iter().filter(|(_, text)| line.contains(text.as_str())) {
                if let Some(language) = reads_as(text, &draft.language) {
                    put(text, Some(id.as_str()), language);
                }
            }
        }
    }
    found
}

/// The free texts that a notice which follows says anew, as told before and as they stand now; each in one line, as it prints them.
fn changed_by_people(facts: &NoticeFacts, forms: &FactForms, language: &Language) -> Vec<(String, String)> {
    let is_text = |id: &str| forms.facts.get(id).is_some_and(|form| form.kind == FactType::Text);
    let mut typed = Vec::new();
    for change in facts.frame.changes.iter().filter(|change| is_text(&change.id)) {
        let now = facts.of(&change.id).iter();
        for value in now.map(|one| &one.value).chain([&change.was.value]) {
            let text = one_line(&text_in(value, language));
            // Where it ends a sentence of its own, the list puts its own sign there.
            let text = text.trim_end_matches('.').to_owned();
            if !text.is_empty() {
                typed.push((change.id.clone(), text));
            }
        }
    }
    typed
}

/// The free texts behind a block, line by line, with their fact.
fn typed_by_people(
    ids: Vec<&str>,
    facts: &NoticeFacts,
    forms: &FactForms,
    language: &Language,
) -> Vec<(String, String)> {
    let mut typed = Vec::new();
    for id in ids {
        let is_text = forms.facts.get(id).is_some_and(|form| form.kind == FactType::Text);
        for statement in facts.of(id) {
            let text = match is_text {
                true => text_in(&statement.value, language),
                // Beside words of a set people write text of their own.
                false => statement.value.get("text").map(|text| text_in(text, language)).unwrap_or_default(),
            };
            let lines = text.lines().map(one_line).filter(|line| !line.is_empty());
            typed.extend(lines.map(|line| (id.to_owned(), line)));
        }
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(text: &str, own: &str) -> Option<&'static str> {
        reads_as(text, &Language::parse(own).expect("a tag"))
    }

    #[test]
    fn a_sentence_of_another_language_is_told_from_ones_own() {
        let english = "An intruder was seen on the billing servers and accounts were locked.";
        let italian = "Un intruso è stato visto sui server di fatturazione e gli account sono stati bloccati.";
        assert_eq!((reads(english, "it"), reads(italian, "en")), (Some("en"), Some("it")));
        assert_eq!((reads(english, "en"), reads(italian, "it")), (None, None));
        assert_eq!(reads("Ein Angreifer wurde auf den Servern der Abrechnung gesehen.", "it"), Some("de"));
        assert_eq!(reads("Un intrus a été vu sur les serveurs de facturation.", "it-IT"), Some("fr"));
    }

    #[test]
    fn names_figures_few_words_and_unknown_languages_are_left_alone() {
        for text in
            ["", "12,400", "Oracle Billing 9.2", "Lunamobile Italia S.r.l., Via Esempio 12, Roma", "The very end"]
        {
            assert_eq!(reads(text, "it"), None, "{text}");
        }
        // One quoted phrase does not turn a sentence.
        assert_eq!(
            reads("Il messaggio diceva «we have your data» ed è stato salvato con la copia del log.", "it"),
            None
        );
        assert_eq!(reads("The servers were locked by the intruder", "el"), None);
    }
}
