//! Where something stands in the law, in the reader's language: acts of the Union have a name in Italian; one that nobody translated keeps
//! its English name and says so.

use super::i18n::{Lang, Words};
use super::spoken::Spoken;

/// How names of acts begin, or what stands within them, in the policy files and in Italian.
const ACTS: &[(&str, &str)] = &[
    ("Assimilated Regulation (EU) ", "Regolamento assimilato (UE) n. "),
    ("Delegated Regulation (EU) ", "Regolamento delegato (UE) "),
    ("Regulation (EEC, Euratom) ", "Regolamento (CEE, Euratom) n. "),
    ("Regulation (EU) No ", "Regolamento (UE) n. "),
    ("Regulation (EU) ", "Regolamento (UE) "),
    ("Directive (EU) ", "Direttiva (UE) "),
    ("EDPB Guidelines ", "Linee guida EDPB "),
    ("D.Lgs. 4 September 2024 no. ", "D.Lgs. 4 settembre 2024, n. "),
    ("COM(2025) 837, procedure ", "COM(2025) 837, procedura "),
    ("UK GDPR", "UK GDPR"),
];

const AMENDED: (&str, &str) = (" as amended by Regulation (EU) ", ", modificato dal regolamento (UE) ");

/// Words of a place in an act, and in Italian; anything else that is longer than three letters is not ours to translate.
const PLACES: &[(&str, &str)] = &[
    ("annex", "allegato"),
    ("section", "sezione"),
    ("item", "punto"),
    ("items", "punti"),
    ("with", "con"),
    ("and", "e"),
    ("recital", "considerando"),
    ("recitals", "considerando"),
    ("second", "secondo"),
    ("sentence", "periodo"),
    ("paragraph", "paragrafo"),
    ("case", "caso"),
    ("cases", "casi"),
    ("example", "esempio"),
    ("proposed", "proposto"),
    ("as", "come"),
    ("from", "a"),
    ("memory", "memoria"),
    ("not", "non"),
    ("confirmed", "confermato"),
    ("art.", "art."),
    ("reg.", "reg."),
];

/// The name of an act.
pub fn act(words: &Words, name: &str) -> Spoken {
    if words.lang == Lang::En {
        return name.into();
    }
    for (english, italian) in ACTS {
        if let Some(rest) = name.strip_prefix(english) {
            let told = format!("{italian}{}", rest.replace(AMENDED.0, AMENDED.1));
            // What is left may hold words that nobody translated.
            let known = rest.replace(AMENDED.0, " ");
            let plain = !known.split(|c: char| !c.is_alphabetic()).any(|word| word.len() > 3);
            return if plain { told.into() } else { Spoken::english(words, name) };
        }
    }
    Spoken::english(words, name)
}

/// A place in an act, such as `33(1)` or `Annex I section 1, item 8`.
pub fn place(words: &Words, article: &str) -> Spoken {
    if words.lang == Lang::En {
        return article.into();
    }
    let mut told = Vec::new();
    for token in article.split(' ') {
        let word: String = token.trim_matches(|c: char| !c.is_alphanumeric() && c != '.').to_lowercase();
        match PLACES.iter().find(|(english, _)| *english == word) {
            Some((_, italian)) => told.push(token.to_lowercase().replace(&word, italian)),
            None if word.chars().filter(|c| c.is_alphabetic()).count() > 3 => return Spoken::english(words, article),
            None => told.push(token.to_owned()),
        }
    }
    told.join(" ").into()
}

/// `Regulation (EU) 2016/679, 33(1)`.
pub fn short(words: &Words, name: &str, article: &str) -> Spoken {
    act(words, name).and(", ", place(words, article))
}

/// The same as one thing, `Regulation (EU) 611/2013 2(2)`; an article that nobody has read yet is not named.
pub fn brief(words: &Words, name: &str, article: &str) -> Spoken {
    if article == "not read" { act(words, name) } else { act(words, name).and(" ", place(words, article)) }
}

/// A source as one line, `EDPB Guidelines 01/2021, case 05`.
pub fn source(words: &Words, line: &str) -> Spoken {
    match line.split_once(", ") {
        Some((name, article)) => short(words, name, article),
        None => act(words, line),
    }
}

/// Where a rule stands, in a sentence. What nobody has looked up yet says so in the reader's language: the policy files hold a mark for it.
pub fn cited(words: &Words, name: &str, article: &str) -> Spoken {
    const UNREAD_ACT: &str = "national act not read";
    const UNREAD_ARTICLE: &str = "not read";
    const NO_NATIONAL_ACT: &str = " (no national act in force known)";
    /// Stands for the act until its name is put there.
    const MARK: &str = "\u{1}";
    let act = if name == UNREAD_ACT { words.text("law-cite-act-unread").into() } else { act(words, name) };
    if article.starts_with(UNREAD_ARTICLE) {
        return act.within(&words.with1("law-cite-article-unread", "act", MARK), MARK);
    }
    if let Some(article) = article.strip_suffix(NO_NATIONAL_ACT) {
        return act.within(&words.with2("law-cite-no-national-act", "act", MARK, "article", article), MARK);
    }
    // An annex, a regulation or a page is no article.
    if !article.starts_with(|c: char| c.is_ascii_digit()) {
        return act.and(", ", place(words, article));
    }
    let told = place(words, article);
    let sentence = words.with2("duty-citation", "act", MARK, "article", "\u{2}");
    let (before, after) = sentence.split_once('\u{2}').unwrap_or((sentence.as_str(), ""));
    act.within(before, MARK).and("", told).and("", after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_of_the_union_have_their_italian_name_and_others_say_that_they_are_english() {
        let it = Lang::It.words();
        for (english, told) in [
            ("Regulation (EU) 2016/679", "Regolamento (UE) 2016/679"),
            ("Regulation (EU) No 611/2013", "Regolamento (UE) n. 611/2013"),
            ("Delegated Regulation (EU) 2025/301", "Regolamento delegato (UE) 2025/301"),
            (
                "Regulation (EU) 910/2014 as amended by Regulation (EU) 2024/1183",
                "Regolamento (UE) 910/2014, modificato dal regolamento (UE) 2024/1183",
            ),
            ("D.Lgs. 4 September 2024 no. 138", "D.Lgs. 4 settembre 2024, n. 138"),
            ("Data Protection Act 2018", "<span lang=\"en\">Data Protection Act 2018</span>"),
        ] {
            assert_eq!(act(it, english).to_string(), told);
            assert_eq!(act(Lang::En.words(), english).to_string(), english);
        }
    }

    #[test]
    fn places_are_told_word_by_word_or_left_in_english_as_a_whole() {
        let it = Lang::It.words();
        for (english, told) in [
            ("33(1)", "33(1)"),
            ("34(2) with 33(3)(d)", "34(2) con 33(3)(d)"),
            ("Annex I section 1, item 8", "allegato I sezione 1, punto 8"),
            ("33(1), second sentence", "33(1), secondo periodo"),
            ("34(1), recitals 75 and 85", "34(1), considerando 75 e 85"),
            ("38 (from memory)", "38 (a memoria)"),
            ("example of a staff telephone list", "<span lang=\"en\">example of a staff telephone list</span>"),
        ] {
            assert_eq!(place(it, english).to_string(), told);
        }
    }

    #[test]
    fn a_citation_says_article_only_where_one_follows() {
        let en = Lang::En.words();
        assert_eq!(cited(en, "Regulation (EU) 2016/679", "33(1)").plain(), "Regulation (EU) 2016/679, Article 33(1)");
        assert_eq!(cited(en, "PECR 2003", "reg. 5A(2)").plain(), "PECR 2003, reg. 5A(2)");
        let it = Lang::It.words();
        let told = cited(it, "Data Protection Act 2018", "205 (not confirmed)").to_string();
        assert_eq!(told, "<span lang=\"en\">Data Protection Act 2018</span>, articolo 205 (non confermato)");
    }
}
