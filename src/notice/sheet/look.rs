//! Whether a free text names a thing: by the words of a form's list, which say how closely they are meant.
//!
//! * `backup`: a word that begins so (`backups` too, `tipologia` never for `log`);
//! * `log.`: this very word;
//! * `server +`: a word that begins so, and within the next few words of the sentence a name: a capital letter or a figure in it;
//! * `# maggio`: `#` is any figure, and no letter follows.

/// Words after a general one among which its name is looked for: `server di posta Exchange`.
const NEAR: usize = 3;

/// Whether the text holds what the pattern asks for.
pub fn names(text: &str, pattern: &str) -> bool {
    let named = pattern.strip_suffix(" +");
    let whole = pattern.strip_suffix('.').is_some() || pattern.contains('#');
    let stem = named.unwrap_or(pattern);
    let stem: Vec<char> = stem.strip_suffix('.').unwrap_or(stem).chars().collect();
    let signs: Vec<char> = text.chars().collect();
    let fits = |at: usize| {
        let here = signs.get(at..at + stem.len());
        here.is_some_and(|here| here.iter().zip(&stem).all(|(sign, wanted)| same(*sign, *wanted)))
    };
    (0..signs.len()).filter(|at| fits(*at)).any(|at| {
        let before = at.checked_sub(1).and_then(|before| signs.get(before));
        let after = signs.get(at + stem.len());
        let begins = stem.first() == Some(&'#') || !before.is_some_and(|c| c.is_alphanumeric());
        let ends = !whole || !after.is_some_and(|c| c.is_alphabetic());
        begins && ends && (named.is_none() || is_named(&signs, at + stem.len()))
    })
}

fn same(sign: char, wanted: char) -> bool {
    if wanted == '#' { sign.is_ascii_digit() } else { sign.to_lowercase().eq(wanted.to_lowercase()) }
}

/// Whether a name follows the word that ends somewhere after `from`, in the same sentence.
fn is_named(signs: &[char], from: usize) -> bool {
    let rest: String = signs.get(from..).unwrap_or_default().iter().collect();
    let rest = rest.trim_start_matches(char::is_alphanumeric);
    let sentence = rest.split([';', '!', '?', '\n']).next().unwrap_or_default();
    let sentence = sentence.split(". ").next().unwrap_or_default();
    let mut words =
        sentence.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).filter(|word| !word.is_empty());
    words.by_ref().take(NEAR).any(|word| word.chars().any(|c| c.is_uppercase() || c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_word_names_nothing_and_the_thing_itself_does() {
        for (text, pattern, found) in [
            ("La tipologia di dati", "log.", false),
            ("I log dei server", "log.", true),
            ("In segreteria", "rete +", false),
            ("Blocco di alcuni server e postazioni. Roma", "server +", false),
            ("Il server di posta Exchange", "server +", true),
            ("i server SRV-DB01 e SRV-DB02", "server +", true),
            ("I Server\ndi Roma", "server +", false),
            ("di maggiore gravità", "# maggio", false),
            ("il 4 maggio 2026", "# maggio", true),
            ("4 maggiori danni", "# maggio", false),
            ("Backups notturni", "backup", true),
            ("Nessun abbackup", "backup", false),
            ("alle ore 9:40", "ore #", true),
            ("nelle ore successive", "ore #", false),
        ] {
            assert_eq!(names(text, pattern), found, "{pattern} in {text}");
        }
    }
}
