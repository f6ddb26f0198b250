//! Which passwords anybody would try first: made of words that stand on every list, of walks over the keyboard, of years and
//! repetitions. A rule reaches further than a list of whole passwords, and says nothing about whoever wrote it.

/// Words that passwords are made of, in the languages of the desk and beyond. A word counts little wherever it stands.
const WORDS: &str = "\
    password passwort parola motdepasse contrasena senha kennwort passphrase passcode pass secret segreto geheim chiave key schluessel \
    admin administrator amministratore root user utente guest ospite test testing prova demo default standard master manager system \
    sistema server service servizio office ufficio welcome benvenuto willkommen bienvenue bienvenido hello ciao hallo bonjour hola \
    letmein login signin access accesso enter open sesame changeme cambiami temp temporary start security sicurezza secure sicura \
    sicuro safe privacy breach breachdesk desk violazione dati dato data personali protection protezione officer responsabile titolare \
    garante gdpr dpo controller autorita notifica incident incidente company azienda societa group gruppo team \
    iloveyou tiamo amore love liebe amour teamo amor cuore heart angel angelo bello bella princess principessa baby bambino honey \
    sunshine sole luna stella star flower fiore rose rosa monkey dragon tiger lion leone wolf lupo shadow ninja batman superman \
    spiderman pokemon starwars matrix pepper cookie chocolate cheese coffee banana orange summer winter spring autumn estate inverno \
    primavera autunno sommer verano january february march april june july august september october november december gennaio febbraio \
    marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre januar februar mai juni juli oktober dezember \
    monday tuesday wednesday thursday friday saturday sunday lunedi martedi mercoledi giovedi venerdi sabato domenica montag freitag \
    football calcio soccer baseball basketball hockey tennis juventus juve milan inter roma lazio napoli torino forza liverpool arsenal \
    chelsea barcelona realmadrid bayern dortmund ferrari lamborghini porsche mercedes yamaha harley \
    michael jennifer jessica daniel thomas robert andrea marco francesco giuseppe antonio giovanni alessandro matteo lorenzo federico \
    francesca chiara martina giulia valentina sara laura anna maria michele stefano alexander charlie george jordan maggie buster \
    italia italy rome milano london londra paris parigi berlin germany england france spain europa europe america canada internet \
    google facebook samsung apple microsoft windows linux android computer laptop network wifi router cisco oracle \
    whatever trustno freedom liberta happy felice money soldi lucky fortuna hunter killer soccer jesus gesu madonna church god family \
    famiglia mamma mother father papa sister brother friend friends forever always sempre never work lavoro job school scuola house casa \
    home black white green blue red rosso verde azzurro nero bianco silver gold diamond purple yellow thunder lightning phoenix \
    correct horse battery staple abracadabra rockyou zxcvbnm qazwsx";
/// Words between words.
const GLUE: &str = "my is the this that an and or of in on for to it il la lo le un una di da per con mio mia mein das die der und ist";
/// What fingers follow: rows, columns and diagonals of keyboards, the alphabet.
const WALKS: &[&str] = &[
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "yxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "zaq12wsxcde34rfvbgt56yhnmju78ik",
    "qazwsxedcrfvtgbyhnujmikolp",
    "147258369",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "13579",
    "24680",
];

/// What a character of one's own is worth; everything else is counted in it.
const OWN: u32 = 4;
const WORD: u32 = 6;
const LITTLE: u32 = 2;
const MARK: u32 = 1;
/// Less than seven characters of one's own: whoever knows how people choose finds it soon.
const ENOUGH: u32 = 7 * OWN;

/// Whether a password, in lower case, is made of nothing that others would not try.
pub(super) fn is_predictable(lower: &str) -> bool {
    let chars: Vec<char> = lower.chars().collect();
    // The cheapest way to write the first characters, by their number.
    let mut cheapest = vec![u32::MAX; chars.len() + 1];
    if let Some(first) = cheapest.first_mut() {
        *first = 0;
    }
    for at in 0..chars.len() {
        let Some(so_far) = cheapest.get(at).copied() else { continue };
        let rest = chars.get(at..).unwrap_or_default();
        for (length, cost) in pieces(rest) {
            if let Some(slot) = cheapest.get_mut(at + length) {
                *slot = (*slot).min(so_far.saturating_add(cost));
            }
        }
    }
    cheapest.last().is_some_and(|cost| *cost < ENOUGH)
}

/// What the text may begin with: lengths and what they are worth.
fn pieces(rest: &[char]) -> Vec<(usize, u32)> {
    let first = rest.first().copied().unwrap_or_default();
    let mut found = vec![(1, if first.is_alphanumeric() { OWN } else { MARK })];
    found.extend(WORDS.split_whitespace().filter(|word| begins(rest, word)).map(|word| (word.len(), WORD)));
    found.extend(GLUE.split_whitespace().filter(|word| begins(rest, word)).map(|word| (word.len(), LITTLE)));
    let walk = WALKS.iter().map(|walk| walked(rest, walk)).max().unwrap_or(0);
    if walk >= 3 {
        found.push((walk, LITTLE));
    }
    let same = rest.iter().take_while(|c| **c == first).count();
    if same >= 3 {
        found.push((same, LITTLE));
    }
    if is_year(rest) {
        found.push((4, LITTLE));
    }
    found
}

/// Whether the text begins with the word, with the usual digits for letters.
fn begins(rest: &[char], word: &str) -> bool {
    word.len() <= rest.len()
        && rest.iter().zip(word.chars()).all(|(given, letter)| *given == letter || stands_for(*given, letter))
}

fn stands_for(given: char, letter: char) -> bool {
    matches!(
        (given, letter),
        ('0', 'o')
            | ('1', 'i' | 'l')
            | ('3', 'e')
            | ('4' | '@', 'a')
            | ('5' | '$', 's')
            | ('7', 't')
            | ('!', 'i')
            | ('8', 'b')
    )
}

/// How many characters follow a walk, in either direction.
fn walked(rest: &[char], walk: &str) -> usize {
    let forwards: Vec<char> = walk.chars().collect();
    let backwards: Vec<char> = walk.chars().rev().collect();
    let along = |walk: &[char]| {
        (0..walk.len())
            .map(|from| rest.iter().zip(walk.iter().skip(from)).take_while(|(a, b)| a == b).count())
            .max()
            .unwrap_or(0)
    };
    along(&forwards).max(along(&backwards))
}

/// 1800 to 2099: clubs and houses carry the year they were founded.
fn is_year(rest: &[char]) -> bool {
    let digits: String = rest.iter().take(4).collect();
    digits.chars().all(|c| c.is_ascii_digit()) && digits.parse::<u32>().is_ok_and(|year| (1800..2100).contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_walks_years_and_repetitions_are_predictable_however_they_are_put_together() {
        for password in [
            "password12345678",
            "p4ssw0rd!p4ssw0rd",
            "forzajuventus1897!",
            "1qaz2wsx3edc4rfv",
            "zaq12wsxcde34rfv",
            "qwertyuiopasdfgh",
            "lkjhgfdsapoiuytrewq",
            "administrator2026!!",
            "breachdesk-2026-breachdesk",
            "dataprotectionofficer",
            "responsabile protezione dati",
            "thisismypassword",
            "iloveyou-iloveyou-2024",
            "aaaaaaaabbbbbbbbcccc",
            "welcome to the office",
            "estate2025estate2026",
            "correct horse battery staple",
            "abcdefghijklmnop",
        ] {
            assert!(is_predictable(password), "{password}");
        }
    }

    #[test]
    fn characters_of_ones_own_are_not() {
        for password in [
            "quiet lamp under seven stairs",
            "kx9#mq2vl8pr4tz",
            "seven herons crossed a frozen canal",
            "il gatto grigio dorme sul tetto",
            "grattugia-vento-quercia",
            "tqmzrbwyxkpdnjv",
            "diese ampel steht seit gestern schief",
        ] {
            assert!(!is_predictable(password), "{password}");
        }
    }

    #[test]
    fn there_are_a_few_hundred_words_and_each_is_there_once() {
        let mut words: Vec<&str> = WORDS.split_whitespace().collect();
        let all = words.len();
        assert!(all > 300, "{all}");
        words.sort_unstable();
        words.dedup();
        assert!(all - words.len() <= 2, "{} stand there twice", all - words.len());
        assert!(words.iter().all(|word| word.chars().all(|c| c.is_ascii_lowercase())));
    }
}
