//! The language of a person as a customer list writes it: a code, a tag with a country, or a name in one of five languages.

/// Code, then names in English, Italian, German, French, Spanish and the language itself; folded, without accents.
const LANGUAGES: &[(&str, &[&str])] = &[
    ("bg", &["bulgarian", "bulgaro", "bulgarisch", "bulgare"]),
    ("cs", &["czech", "ceco", "tschechisch", "tcheque", "checo", "cestina"]),
    ("da", &["danish", "danese", "danisch", "danois", "danes", "dansk"]),
    ("de", &["german", "tedesco", "deutsch", "allemand", "aleman"]),
    ("el", &["greek", "greco", "griechisch", "grec", "griego"]),
    ("en", &["english", "inglese", "englisch", "anglais", "ingles"]),
    ("es", &["spanish", "spagnolo", "spanisch", "espagnol", "espanol", "castellano"]),
    ("et", &["estonian", "estone", "estnisch", "estonien", "estonio", "eesti"]),
    ("fi", &["finnish", "finlandese", "finnisch", "finnois", "finlandes", "suomi"]),
    ("fr", &["french", "francese", "franzosisch", "francais", "frances"]),
    ("ga", &["irish", "irlandese", "irisch", "irlandais", "irlandes", "gaeilge"]),
    ("hr", &["croatian", "croato", "kroatisch", "croate", "croata", "hrvatski"]),
    ("hu", &["hungarian", "ungherese", "ungarisch", "hongrois", "hungaro", "magyar"]),
    ("it", &["italian", "italiano", "italienisch", "italien"]),
    ("lt", &["lithuanian", "lituano", "litauisch", "lituanien", "lietuviu"]),
    ("lv", &["latvian", "lettone", "lettisch", "letton", "leton", "latviesu"]),
    ("mk", &["macedonian", "macedone", "mazedonisch", "macedonien", "macedonio"]),
    ("mt", &["maltese", "maltesisch", "maltais", "maltes", "malti"]),
    ("nl", &["dutch", "olandese", "niederlandisch", "neerlandais", "neerlandes", "nederlands"]),
    ("no", &["norwegian", "norvegese", "norwegisch", "norvegien", "noruego", "norsk"]),
    ("pl", &["polish", "polacco", "polnisch", "polonais", "polaco", "polski"]),
    ("pt", &["portuguese", "portoghese", "portugiesisch", "portugais", "portugues"]),
    ("ro", &["romanian", "rumeno", "rumanisch", "roumain", "rumano", "romana"]),
    ("sk", &["slovak", "slovacco", "slowakisch", "slovaque", "eslovaco", "slovencina"]),
    ("sl", &["slovenian", "slovene", "sloveno", "slowenisch", "esloveno", "slovenscina"]),
    ("sv", &["swedish", "svedese", "schwedisch", "suedois", "sueco", "svenska"]),
];

/// Codes that lists use beside the two letters of ISO 639-1: three letters, and country codes where people mean the language.
const ALSO: &[(&str, &str)] = &[
    ("bul", "bg"),
    ("ces", "cs"),
    ("cze", "cs"),
    ("cz", "cs"),
    ("dan", "da"),
    ("dk", "da"),
    ("deu", "de"),
    ("ger", "de"),
    ("at", "de"),
    ("ell", "el"),
    ("gre", "el"),
    ("gr", "el"),
    ("eng", "en"),
    ("gb", "en"),
    ("uk", "en"),
    ("us", "en"),
    ("ie", "en"),
    ("spa", "es"),
    ("est", "et"),
    ("ee", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("gle", "ga"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("ita", "it"),
    ("lit", "lt"),
    ("lav", "lv"),
    ("mkd", "mk"),
    ("mac", "mk"),
    ("mlt", "mt"),
    ("nld", "nl"),
    ("dut", "nl"),
    ("nor", "no"),
    ("nb", "no"),
    ("nn", "no"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rum", "ro"),
    ("slk", "sk"),
    ("slo", "sk"),
    ("slv", "sl"),
    ("swe", "sv"),
    ("se", "sv"),
];

/// Codes of all languages we know.
pub const CODES: [&str; 26] = [
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mk", "mt", "nl",
    "no", "pl", "pt", "ro", "sk", "sl", "sv",
];

/// The two-letter code of what a cell says; `None` for words that are no language we know.
pub fn parse(cell: &str) -> Option<&'static str> {
    let folded = fold(cell);
    let word = folded.split(' ').next().filter(|word| !word.is_empty())?;
    let code = |word: &str| LANGUAGES.iter().find(|(code, _)| *code == word).map(|(code, _)| *code);
    code(word)
        .or_else(|| ALSO.iter().find(|(other, _)| *other == word).and_then(|(_, is)| code(is)))
        .or_else(|| LANGUAGES.iter().find(|(_, names)| names.contains(&word)).map(|(code, _)| *code))
}

/// Lower case, accents off, everything that is neither letter nor digit a single space.
pub(in crate::app) fn fold(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match plain(c) {
            Some(plain) => out.push_str(plain),
            None if c.is_alphanumeric() => out.push(c),
            None if !out.ends_with(' ') && !out.is_empty() => out.push(' '),
            None => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'č' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ī' => "i",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' => "o",
        'ś' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ű' | 'ů' => "u",
        'ý' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_tags_and_names_in_five_languages_are_understood() {
        for (cell, code) in [
            ("it", "it"),
            ("IT", "it"),
            ("it-IT", "it"),
            ("ita", "it"),
            ("Italiano", "it"),
            ("italienisch", "it"),
            ("Français", "fr"),
            ("Español", "es"),
            ("English (UK)", "en"),
            ("en_GB", "en"),
            ("Dänisch", "da"),
            ("nb-NO", "no"),
        ] {
            assert_eq!(parse(cell), Some(code), "{cell}");
        }
        for cell in ["", "xx", "klingon", "--", "12"] {
            assert_eq!(parse(cell), None, "{cell}");
        }
    }
}
