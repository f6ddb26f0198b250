//! What public holidays are called in Italian. The calendars hold English names; a day that was moved names the other one as people write dates.

use chrono::NaiveDate;

use super::i18n::{Lang, Words};

/// Name in the calendars, and in Italian. Names of days that only one country knows are translated too: the reader need not know it.
const NAMES: &[(&str, &str)] = &[
    (
        "100th anniversary of the adoption of the Declaration of the Slovak Nation",
        "centenario della Dichiarazione della nazione slovacca",
    ),
    ("All Saints' Day", "Ognissanti"),
    ("All Souls' Day", "commemorazione dei defunti"),
    ("Anti-Fascist Struggle Day", "giorno della lotta antifascista"),
    ("Armistice Day", "giorno dell’armistizio"),
    ("Ascension Day", "Ascensione"),
    ("Assumption Day", "Assunzione"),
    ("Assumption Of Mary Day", "Assunzione di Maria"),
    ("August Bank Holiday", "festa bancaria di agosto"),
    ("Boxing Day", "Santo Stefano"),
    ("Candlemas", "Candelora"),
    ("Children's Day", "festa dei bambini"),
    ("Christmas Day", "Natale"),
    ("Christmas Eve", "vigilia di Natale"),
    ("Commerce Day", "festa del commercio"),
    ("Constitution Day", "giorno della Costituzione"),
    ("Constitutional Assembly Convocation Day", "convocazione dell’Assemblea costituente"),
    ("Coronation of Charles III", "incoronazione di Carlo III"),
    ("Corpus Christi", "Corpus Domini"),
    ("Cyprus Independence Day", "indipendenza di Cipro"),
    ("Cyprus National Day", "festa nazionale di Cipro"),
    ("Day After Christmas", "giorno dopo Natale"),
    (
        "Day of Bulgarian Enlightenment and Culture and Slavonic Alphabet",
        "giorno dell’alfabeto slavo e della cultura bulgara",
    ),
    ("Day of Dew and Saint John", "San Giovanni"),
    ("Day of Our Lady of the Seven Sorrows", "Madonna dei sette dolori"),
    ("Day of Portugal, Camões, and the Portuguese Communities", "giorno del Portogallo"),
    ("Day of Remembrance and Recognition", "giorno del ricordo e del riconoscimento"),
    ("Day of Remembrance for the Dead", "giorno del ricordo dei defunti"),
    ("Day of Restoration of Independence of Lithuania", "ripristino dell’indipendenza della Lituania"),
    ("Day of Restoration of the State of Lithuania", "ripristino dello Stato lituano"),
    (
        "Day of Slavonic Alphabet, Bulgarian Enlightenment and Culture",
        "giorno dell’alfabeto slavo e della cultura bulgara",
    ),
    ("Day of Uprising Against Occupation", "giorno dell’insurrezione contro l’occupazione"),
    ("Day of Victory over Fascism", "vittoria sul fascismo"),
    ("Day of the Establishment of the Slovak Republic", "fondazione della Repubblica slovacca"),
    (
        "Day of the Latvian Ice Hockey Team's Bronze Medal Win at the 2023 IIHF World Championship",
        "bronzo della Lettonia ai mondiali di hockey 2023",
    ),
    (
        "Day of the Pastoral Visit of His Holiness Pope Francis to Latvia",
        "visita pastorale di papa Francesco in Lettonia",
    ),
    ("Dormition of the Mother of God", "Dormizione della Madre di Dio"),
    ("Easter", "Pasqua"),
    ("Easter Monday", "lunedì dell’Angelo"),
    ("Easter Sunday", "Pasqua"),
    ("Epiphany", "Epifania"),
    ("Epiphany (Three Kings' Day and Orthodox Christmas)", "Epifania e Natale ortodosso"),
    ("Europe Day", "giorno dell’Europa"),
    ("Father's Day", "festa del papà"),
    ("Feast of Our Lady of Victories", "Madonna delle Vittorie"),
    ("Feast of Saint Joseph", "San Giuseppe"),
    ("Feast of Saint Paul's Shipwreck", "naufragio di San Paolo"),
    ("Feast of Saint Peter and Saint Paul", "Santi Pietro e Paolo"),
    ("Feast of the Assumption", "Assunzione"),
    ("Feast of the Immaculate Conception", "Immacolata Concezione"),
    ("First Day of Summer", "primo giorno d’estate"),
    ("Freedom Day", "giorno della libertà"),
    ("German Unity Day", "giorno dell’unità tedesca"),
    ("Glorifying Mother of God", "Madre di Dio"),
    ("Good Friday", "venerdì santo"),
    ("Great Prayer Day", "giorno della grande preghiera"),
    ("Greek Independence Day", "indipendenza della Grecia"),
    ("Green Monday", "lunedì puro"),
    ("Holy Saturday", "sabato santo"),
    ("Immaculate Conception", "Immacolata Concezione"),
    ("Independence Day", "giorno dell’indipendenza"),
    ("Independence Restoration Day", "ripristino dell’indipendenza"),
    ("Independence and Unity Day", "giorno dell’indipendenza e dell’unità"),
    ("Independent Czech State Restoration Day", "ripristino dello Stato ceco indipendente"),
    ("Independent Czechoslovak State Day", "nascita dello Stato cecoslovacco indipendente"),
    ("International Workers' Day", "festa dei lavoratori"),
    ("Jan Hus Day", "giorno di Jan Hus"),
    ("June Bank Holiday", "festa bancaria di giugno"),
    ("King's Day", "giorno del Re"),
    ("Labor Day", "festa del lavoro"),
    ("Labor Day and International Workers' Solidarity Day", "festa del lavoro"),
    ("Late Summer Bank Holiday", "festa bancaria di fine estate"),
    ("Liberation Day", "Liberazione"),
    ("Maundy Thursday", "giovedì santo"),
    ("May Bank Holiday", "festa bancaria di maggio"),
    ("May Day", "primo maggio"),
    ("Midsummer Day", "giorno di mezza estate"),
    ("Midsummer Eve", "vigilia di mezza estate"),
    ("Mother's Day", "festa della mamma"),
    ("National Day", "festa nazionale"),
    ("National Day of the Third of May", "festa nazionale del 3 maggio"),
    ("National Independence Day", "giorno dell’indipendenza nazionale"),
    ("National Independence Day - 100th anniversary", "centenario dell’indipendenza nazionale"),
    ("National Unity Day", "giorno dell’unità nazionale"),
    ("Nationwide Latvian Song and Dance Celebration Final Day", "finale della festa lettone del canto e della danza"),
    ("Nativity of Mary", "Natività di Maria"),
    ("New Year's Day", "Capodanno"),
    ("New Year's Eve", "San Silvestro"),
    ("Non-working day", "giorno non lavorativo"),
    ("October Bank Holiday", "festa bancaria di ottobre"),
    ("Ohi Day", "giorno del No"),
    ("Pentecost", "Pentecoste"),
    ("Pentecost Monday", "lunedì di Pentecoste"),
    ("Platinum Jubilee of Elizabeth II", "giubileo di platino di Elisabetta II"),
    ("Prešeren's Day, the Slovenian Cultural Holiday", "giorno di Prešeren, festa della cultura slovena"),
    ("Reformation Day", "giorno della Riforma"),
    ("Remembrance Day", "giorno del ricordo"),
    ("Republic Day", "festa della Repubblica"),
    ("Republic of Latvia Proclamation Day", "proclamazione della Repubblica di Lettonia"),
    ("Restoration of Independence Day", "ripristino dell’indipendenza"),
    ("Saint Andrew's Day", "Sant’Andrea"),
    ("Saint Brigid's Day", "Santa Brigida"),
    ("Saint Francis of Assisi, Patron Saint of Italy", "San Francesco d’Assisi, patrono d’Italia"),
    ("Saint George's Day, Day of the Bulgarian Army", "San Giorgio, giorno dell’esercito bulgaro"),
    ("Saint John the Baptist", "San Giovanni Battista"),
    ("Saint Joseph's Day", "San Giuseppe"),
    ("Saint Patrick's Day", "San Patrizio"),
    ("Saint Stephen's Day", "Santo Stefano"),
    ("Saints Cyril and Methodius Day", "Santi Cirillo e Metodio"),
    ("Second Day of Christmas", "secondo giorno di Natale"),
    ("Sette Giugno", "Sette Giugno"),
    ("Slovak National Uprising Anniversary", "insurrezione nazionale slovacca"),
    ("Solidarity Day", "giorno della solidarietà"),
    ("Spring Bank Holiday", "festa bancaria di primavera"),
    ("State Foundation Day", "fondazione dello Stato"),
    ("State Funeral of Queen Elizabeth II", "funerali di Stato della regina Elisabetta II"),
    ("Statehood Day", "giorno dello Stato"),
    ("Struggle for Freedom and Democracy Day", "giorno della lotta per la libertà e la democrazia"),
    (
        "Struggle for Freedom and Democracy Day and International Students' Day",
        "giorno della lotta per la libertà e la democrazia e degli studenti",
    ),
    ("Unification Day", "giorno dell’unificazione"),
    ("Unification of the Romanian Principalities Day", "unione dei principati romeni"),
    ("Victory Day", "giorno della vittoria"),
    (
        "Victory and Homeland Thanksgiving Day and Croatian Veterans Day",
        "giorno della vittoria, del ringraziamento e dei difensori croati",
    ),
    ("Worker's Day", "festa dei lavoratori"),
];

const OBSERVED: &str = " (observed)";
const MOVED: &str = "Day off (substituted from ";

/// The name as the reader knows it; one that is not in the list as the calendar has it.
pub fn name(words: &Words, english: &str) -> String {
    english.split("; ").map(|one| part(words, one)).collect::<Vec<_>>().join("; ")
}

fn part(words: &Words, english: &str) -> String {
    let moved = english.strip_prefix(MOVED).and_then(|rest| rest.strip_suffix(')'));
    if let Some(day) = moved.and_then(|day| NaiveDate::parse_from_str(day, "%m/%d/%Y").ok()) {
        return words.with1("holiday-moved", "day", words.day(day));
    }
    if words.lang == Lang::En {
        return english.to_owned();
    }
    let (base, observed) = english.strip_suffix(OBSERVED).map_or((english, false), |base| (base, true));
    let known = NAMES.iter().find(|(name, _)| *name == base).map(|(_, italian)| *italian);
    match (known, observed) {
        (Some(italian), true) => words.with1("holiday-observed", "name", italian),
        (Some(italian), false) => italian.to_owned(),
        (None, _) => english.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_was_moved_or_has_two_names_is_told_whole() {
        let (en, it) = (Lang::En.words(), Lang::It.words());
        assert_eq!(name(it, "Children's Day; Pentecost"), "festa dei bambini; Pentecoste");
        assert_eq!(name(it, "Boxing Day (observed)"), "Santo Stefano (recuperato)");
        assert_eq!(name(en, "Day off (substituted from 01/10/2026)"), "day off in place of 10 Jan 2026");
        assert_eq!(name(it, "Day off (substituted from 01/10/2026)"), "giorno di riposo in luogo del 10 gen 2026");
        assert_eq!(name(en, "Good Friday"), "Good Friday");
    }

    #[test]
    fn every_holiday_of_the_calendars_has_its_italian_name() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/calendars");
        let it = Lang::It.words();
        let mut missing = std::collections::BTreeSet::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            let names = text.split(", name = \"").skip(1).filter_map(|rest| rest.split('"').next());
            for part in names.flat_map(|name| name.split("; ")) {
                let told = name(it, part);
                if told == part && part != "Sette Giugno" {
                    missing.insert(part.to_owned());
                }
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }
}
