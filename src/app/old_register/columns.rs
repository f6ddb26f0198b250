//! What the columns of an old register mean: guessed from their headings in English and Italian, corrected by the person.

use crate::app::recipients::language::fold;
use crate::words;

words! {
    /// The meaning of one column.
    Column {
        Reference = "reference",
        Title = "title",
        Description = "description",
        Happened = "happened",
        Aware = "aware",
        People = "people",
        Data = "data",
        Effects = "effects",
        Measures = "measures",
        Risk = "risk",
        AuthorityTold = "authority_told",
        AuthorityAt = "authority_at",
        PeopleTold = "people_told",
        PeopleAt = "people_at",
        Remarks = "remarks",
        Ignored = "ignored",
    }
}

/// Headings as registers have them, folded. A column means what its heading says word for word, else what a heading of two words or
/// more stands in it.
const HEADINGS: &[(Column, &[&str])] = &[
    (
        Column::Reference,
        &[
            "reference",
            "ref",
            "id",
            "no",
            "number",
            "case",
            "case number",
            "n",
            "nr",
            "numero",
            "riferimento",
            "codice",
            "n registro",
            "protocollo",
            "progressivo",
        ],
    ),
    (
        Column::Title,
        &[
            "title",
            "subject",
            "name",
            "breach",
            "incident",
            "titolo",
            "oggetto",
            "nome",
            "violazione",
            "incidente",
            "evento",
        ],
    ),
    (
        Column::Description,
        &[
            "description",
            "what happened",
            "facts",
            "details",
            "circumstances",
            "nature of the breach",
            "summary",
            "descrizione",
            "che cosa e successo",
            "fatti",
            "circostanze",
            "natura della violazione",
            "dettagli",
            "descrizione della violazione",
        ],
    ),
    (
        Column::Happened,
        &[
            "date",
            "date of breach",
            "date of the breach",
            "breach date",
            "incident date",
            "occurred",
            "occurred on",
            "date of incident",
            "data",
            "data violazione",
            "data della violazione",
            "data evento",
            "data incidente",
            "avvenuta il",
        ],
    ),
    (
        Column::Aware,
        &[
            "aware",
            "aware on",
            "awareness",
            "date of awareness",
            "became aware",
            "discovered",
            "date discovered",
            "detected",
            "known since",
            "data di conoscenza",
            "data conoscenza",
            "conoscenza",
            "data scoperta",
            "scoperta",
            "rilevata il",
            "data rilevazione",
        ],
    ),
    (
        Column::People,
        &[
            "people",
            "persons",
            "data subjects",
            "number of people",
            "number of data subjects",
            "affected",
            "people affected",
            "individuals",
            "interessati",
            "numero interessati",
            "n interessati",
            "numero di interessati",
            "persone",
            "persone coinvolte",
        ],
    ),
    (
        Column::Data,
        &[
            "data concerned",
            "kinds of data",
            "categories of data",
            "data categories",
            "personal data",
            "categorie di dati",
            "dati",
            "dati personali",
            "tipi di dati",
            "dati coinvolti",
            "dati personali coinvolti",
        ],
    ),
    (
        Column::Effects,
        &[
            "effects",
            "consequences",
            "impact",
            "likely consequences",
            "conseguenze",
            "effetti",
            "impatto",
            "probabili conseguenze",
        ],
    ),
    (
        Column::Measures,
        &[
            "measures",
            "remedial action",
            "action taken",
            "actions",
            "measures taken",
            "remedies",
            "mitigation",
            "misure",
            "misure adottate",
            "provvedimenti",
            "provvedimenti adottati",
            "azioni",
            "rimedi",
            "azioni correttive",
        ],
    ),
    (Column::Risk, &["risk", "risk level", "severity", "rischio", "livello di rischio", "gravita"]),
    (
        Column::AuthorityTold,
        &[
            "authority notified",
            "notified",
            "notified to authority",
            "authority",
            "notification",
            "reported to authority",
            "notifica al garante",
            "notificata al garante",
            "notificato al garante",
            "notifica",
            "notificata",
            "garante",
            "autorita",
            "notifica all autorita",
        ],
    ),
    (
        Column::AuthorityAt,
        &[
            "notified on",
            "notification date",
            "date of notification",
            "authority notified on",
            "date notified",
            "data notifica",
            "data notifica garante",
            "data notifica al garante",
            "data della notifica",
            "notificata il",
        ],
    ),
    (
        Column::PeopleTold,
        &[
            "people told",
            "data subjects informed",
            "communicated",
            "communication",
            "individuals informed",
            "informed",
            "comunicazione agli interessati",
            "interessati informati",
            "comunicata",
            "comunicazione",
        ],
    ),
    (
        Column::PeopleAt,
        &[
            "people told on",
            "communication date",
            "date of communication",
            "informed on",
            "data comunicazione",
            "data della comunicazione",
            "data comunicazione agli interessati",
            "comunicata il",
        ],
    ),
    (Column::Remarks, &["remarks", "notes", "comments", "note", "osservazioni", "commenti"]),
];

/// The guess for each heading; a meaning is given once, to the first column that fits best.
pub fn guess(header: &[String]) -> Vec<Column> {
    let mut columns = vec![Column::Ignored; header.len()];
    let mut given = Vec::new();
    for exact in [true, false] {
        for (at, heading) in header.iter().enumerate() {
            let heading = fold(heading);
            let fits = |words: &[&str]| match exact {
                true => words.iter().any(|word| *word == heading),
                false => words.iter().any(|word| word.contains(' ') && heading.contains(word)),
            };
            let Some(slot) = columns.get_mut(at).filter(|slot| **slot == Column::Ignored) else { continue };
            let found = HEADINGS.iter().find(|(column, words)| !given.contains(column) && fits(words));
            if let Some((column, _)) = found {
                given.push(*column);
                *slot = *column;
            }
        }
    }
    columns
}

/// The choice of columns in one word of an address: one letter each, in order.
pub fn code(columns: &[Column]) -> String {
    columns.iter().filter_map(|column| letter(*column)).collect()
}

/// # Errors
/// None where the word names no columns, or one meaning twice.
pub fn from_code(code: &str) -> Option<Vec<Column>> {
    let columns: Option<Vec<Column>> =
        code.chars().map(|c| Column::ALL.iter().copied().find(|column| letter(*column) == Some(c))).collect();
    columns.filter(|columns| twice(columns).is_none())
}

/// A meaning that was given to two columns.
pub fn twice(columns: &[Column]) -> Option<Column> {
    let given = |column: &Column| columns.iter().filter(|other| *other == column).count() > 1;
    columns.iter().copied().find(|column| *column != Column::Ignored && given(column))
}

fn letter(column: Column) -> Option<char> {
    let place = Column::ALL.iter().position(|one| *one == column)?;
    char::from_digit(u32::try_from(place).ok()? + 10, 36)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(headings: &[&str]) -> Vec<Column> {
        guess(&headings.iter().map(|heading| (*heading).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn headings_of_both_languages_are_understood() {
        use Column::*;
        assert_eq!(
            guessed(&["Ref.", "Title", "Date of breach", "Aware on", "Number of data subjects", "Risk", "Notified on"]),
            [Reference, Title, Happened, Aware, People, Risk, AuthorityAt]
        );
        assert_eq!(
            guessed(&[
                "N.",
                "Oggetto",
                "Data della violazione",
                "Conoscenza",
                "Misure adottate",
                "Notifica al Garante",
                "Colore"
            ]),
            [Reference, Title, Happened, Aware, Measures, AuthorityTold, Ignored]
        );
        // A meaning is given once.
        assert_eq!(guessed(&["Description", "What happened"]), [Description, Ignored]);
        assert_eq!(guessed(&["Short title", "Descrizione della violazione e note"]), [Ignored, Description]);
    }

    #[test]
    fn a_choice_of_columns_travels_in_an_address() {
        let columns = [Column::Title, Column::Ignored, Column::Aware, Column::Ignored];
        assert_eq!(from_code(&code(&columns)).as_deref(), Some(columns.as_slice()));
        assert_eq!(code(Column::ALL).len(), Column::ALL.len());
        assert!(from_code("zz!").is_none());
        assert!(from_code(&code(&[Column::Title, Column::Title])).is_none());
    }
}
