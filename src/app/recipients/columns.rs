//! What the columns of a file mean: guessed from header words in five languages and from what stands in the cells,
//! corrected by the person.

use super::language::fold;
use crate::words;

words! {
    /// The meaning of one column.
    Column {
        Email = "email",
        Name = "name",
        GivenName = "given_name",
        FamilyName = "family_name",
        Language = "language",
        Reference = "reference",
        /// Part of a postal address, for the letter to those without an e-mail address.
        Post = "post",
        Ignored = "ignored",
    }
}

/// Header words in EN, IT, DE, FR and ES, folded. A word in front of the list beats one behind it.
const EMAIL: &[&str] = &[
    "e mail",
    "email",
    "mail",
    "e mail address",
    "email address",
    "mail address",
    "indirizzo e mail",
    "indirizzo email",
    "posta elettronica",
    "indirizzo di posta elettronica",
    "e mail adresse",
    "mailadresse",
    "emailadresse",
    "adresse e mail",
    "adresse mail",
    "adresse electronique",
    "courriel",
    "correo",
    "correo electronico",
    "direccion de correo",
    "customer email",
    "contact email",
    "email cliente",
    "pec",
];
const NAME: &[&str] = &[
    "name",
    "full name",
    "fullname",
    "customer name",
    "customer",
    "contact name",
    "nome e cognome",
    "nominativo",
    "nome completo",
    "cognome e nome",
    "intestatario",
    "cliente",
    "vollstandiger name",
    "kundenname",
    "kunde",
    "ansprechpartner",
    "nom complet",
    "nom et prenom",
    "nom prenom",
    "client",
    "nombre completo",
    "nombre y apellidos",
    "nombre y apellido",
    "display name",
];
const GIVEN: &[&str] =
    &["first name", "firstname", "given name", "givenname", "forename", "nome", "vorname", "prenom", "nombre"];
const FAMILY: &[&str] = &[
    "last name",
    "lastname",
    "surname",
    "family name",
    "familyname",
    "cognome",
    "nachname",
    "familienname",
    "nom",
    "nom de famille",
    "apellido",
    "apellidos",
];
const LANGUAGE: &[&str] = &[
    "language",
    "lang",
    "locale",
    "preferred language",
    "lingua",
    "lingua preferita",
    "sprache",
    "korrespondenzsprache",
    "langue",
    "langue preferee",
    "idioma",
    "lengua",
];
const REFERENCE: &[&str] = &[
    "reference",
    "ref",
    "id",
    "customer id",
    "customer number",
    "customer no",
    "account",
    "account number",
    "contract",
    "riferimento",
    "codice cliente",
    "numero cliente",
    "codice",
    "contratto",
    "kundennummer",
    "kundennr",
    "kunden nr",
    "kunden id",
    "referenz",
    "vertrag",
    "vertragsnummer",
    "numero client",
    "numero de client",
    "n client",
    "contrat",
    "referencia",
    "numero de cliente",
    "codigo de cliente",
    "contrato",
];
const POST: &[&str] = &[
    "address",
    "postal address",
    "street",
    "street address",
    "address line 1",
    "address line 2",
    "postcode",
    "postal code",
    "zip",
    "zip code",
    "city",
    "town",
    "indirizzo",
    "indirizzo postale",
    "via",
    "cap",
    "citta",
    "comune",
    "provincia",
    "adresse",
    "postanschrift",
    "anschrift",
    "strasse",
    "hausnummer",
    "plz",
    "postleitzahl",
    "ort",
    "stadt",
    "adresse postale",
    "rue",
    "code postal",
    "ville",
    "commune",
    "direccion",
    "direccion postal",
    "calle",
    "codigo postal",
    "ciudad",
    "localidad",
];

/// The meaning of every column of one file, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(Vec<Column>);

impl Columns {
    pub fn new(columns: Vec<Column>) -> Self {
        Self(columns)
    }

    /// Guesses from the header, else from the cells below: addresses show themselves.
    pub fn guess(header: &[String], rows: &[Vec<String>]) -> Self {
        let mut columns: Vec<Column> = header.iter().map(|word| by_word(word)).collect();
        // Header words such as "address" or "contact" mean either; the cells decide.
        let addresses: Vec<usize> = (0..columns.len()).map(|at| addresses_in(rows, at)).collect();
        let mostly = |at: &usize| addresses.get(*at).is_some_and(|n| *n * 2 > rows.len() && *n > 0);
        let named: Vec<usize> = positions(&columns, Column::Email);
        let email = named
            .iter()
            .copied()
            .find(|at| mostly(at))
            .or_else(|| named.first().copied())
            .or_else(|| (0..columns.len()).find(|at| mostly(at)));
        for (at, column) in columns.iter_mut().enumerate() {
            if Some(at) == email {
                *column = Column::Email;
            } else if *column == Column::Email {
                *column = Column::Ignored;
            }
        }
        for once in [Column::Name, Column::GivenName, Column::FamilyName, Column::Language, Column::Reference] {
            for at in positions(&columns, once).into_iter().skip(1) {
                if let Some(column) = columns.get_mut(at) {
                    *column = Column::Ignored;
                }
            }
        }
        // "Nome" or "Nombre" alone is the whole name.
        if positions(&columns, Column::Name).is_empty() {
            for (part, other) in [(Column::GivenName, Column::FamilyName), (Column::FamilyName, Column::GivenName)] {
                if positions(&columns, other).is_empty()
                    && let Some(column) = columns.iter_mut().find(|column| **column == part)
                {
                    *column = Column::Name;
                }
            }
        }
        Self(columns)
    }

    /// Guesses for a file without a header row: the address column, then the first column of words as the name.
    pub fn guess_headless(rows: &[Vec<String>]) -> Self {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut guessed = Self::guess(&vec![String::new(); width], rows);
        let language = (0..width).find(|at| {
            let cells: Vec<&str> = column(rows, *at).collect();
            !cells.is_empty() && cells.iter().all(|cell| cell.len() <= 5 && super::language::parse(cell).is_some())
        });
        let name = (0..width).find(|at| {
            Some(*at) != language
                && guessed.0.get(*at) == Some(&Column::Ignored)
                && column(rows, *at).any(|cell| cell.contains(' ') && !cell.chars().any(|c| c.is_ascii_digit()))
        });
        for (at, meaning) in [(language, Column::Language), (name, Column::Name)] {
            if let Some(column) = at.and_then(|at| guessed.0.get_mut(at)) {
                *column = meaning;
            }
        }
        guessed
    }

    pub fn all(&self) -> &[Column] {
        &self.0
    }

    pub fn at(&self, column: Column) -> Option<usize> {
        self.0.iter().position(|one| *one == column)
    }

    pub fn every(&self, column: Column) -> Vec<usize> {
        positions(&self.0, column)
    }

    pub fn has_name(&self) -> bool {
        [Column::Name, Column::GivenName, Column::FamilyName].into_iter().any(|column| self.at(column).is_some())
    }

    /// Short text for an address in the query string: a letter per column, such as `enlr`.
    pub fn code(&self) -> String {
        self.0.iter().map(|column| letter(*column)).collect()
    }

    /// The columns of such a text; `None` if it holds a letter without meaning or names one meaning twice.
    pub fn from_code(code: &str) -> Option<Self> {
        let columns: Option<Vec<Column>> =
            code.chars().map(|c| Column::ALL.iter().copied().find(|column| letter(*column) == c)).collect();
        let columns = columns?;
        let once = |column| positions(&columns, column).len() < 2;
        let repeated = |column: &Column| matches!(column, Column::Post | Column::Ignored);
        let fits = Column::ALL.iter().filter(|column| !repeated(column)).all(|column| once(*column));
        fits.then_some(Self(columns))
    }
}

fn letter(column: Column) -> char {
    match column {
        Column::Email => 'e',
        Column::Name => 'n',
        Column::GivenName => 'g',
        Column::FamilyName => 'f',
        Column::Language => 'l',
        Column::Reference => 'r',
        Column::Post => 'p',
        Column::Ignored => '-',
    }
}

fn positions(columns: &[Column], of: Column) -> Vec<usize> {
    columns.iter().enumerate().filter(|(_, column)| **column == of).map(|(at, _)| at).collect()
}

fn column(rows: &[Vec<String>], at: usize) -> impl Iterator<Item = &str> {
    rows.iter().filter_map(move |row| row.get(at)).map(String::as_str).filter(|cell| !cell.trim().is_empty())
}

fn addresses_in(rows: &[Vec<String>], at: usize) -> usize {
    column(rows, at).filter(|cell| cell.contains('@')).count()
}

fn by_word(word: &str) -> Column {
    let folded = fold(word);
    [
        (EMAIL, Column::Email),
        (NAME, Column::Name),
        (GIVEN, Column::GivenName),
        (FAMILY, Column::FamilyName),
        (LANGUAGE, Column::Language),
        (REFERENCE, Column::Reference),
        (POST, Column::Post),
    ]
    .into_iter()
    .find(|(words, _)| words.contains(&folded.as_str()))
    .map_or(Column::Ignored, |(_, column)| column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(header: &[&str], row: &[&str]) -> String {
        let strings = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        Columns::guess(&strings(header), &[strings(row)]).code()
    }

    #[test]
    fn header_words_of_five_languages_are_understood() {
        let cells = ["a@example.org", "Anna", "it", "7"];
        for header in [
            ["E-mail", "Name", "Language", "Customer ID"],
            ["Indirizzo e-mail", "Nome e cognome", "Lingua", "Codice cliente"],
            ["E-Mail-Adresse", "Vollständiger Name", "Sprache", "Kundennummer"],
            ["Adresse électronique", "Nom complet", "Langue", "Numéro client"],
            ["Correo electrónico", "Nombre y apellidos", "Idioma", "Referencia"],
        ] {
            assert_eq!(guess(&header, &cells), "enlr", "{header:?}");
        }
    }

    #[test]
    fn cells_decide_where_a_word_means_either() {
        assert_eq!(guess(&["Address", "Nome"], &["a@example.org", "Anna"]), "en");
        assert_eq!(
            guess(&["Indirizzo", "E-mail", "Nome", "Cognome"], &["Via Roma 1", "a@example.it", "A", "B"]),
            "pegf"
        );
        assert_eq!(guess(&["Kontakt", "Nachname", "x"], &["a@example.org", "Weber", "1"]), "en-");
        assert_eq!(guess(&["PEC", "E-mail", "Nome"], &["", "a@example.it", "A"]), "-en");
        assert_eq!(guess(&["x", "y"], &["1", "2"]), "--");
    }

    #[test]
    fn a_file_without_header_shows_its_columns_by_its_cells() {
        let rows: Vec<Vec<String>> =
            [["7", "Anna Colli", "a@example.it", "it"], ["8", "Bea Neri", "b@example.it", "en"]]
                .iter()
                .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
                .collect();
        assert_eq!(Columns::guess_headless(&rows).code(), "-nel");
    }

    #[test]
    fn a_code_comes_back_as_the_same_columns() {
        let columns = Columns::from_code("egf-lrpp").unwrap();
        assert_eq!(columns.code(), "egf-lrpp");
        assert_eq!(columns.every(Column::Post), [6, 7]);
        assert_eq!(Columns::from_code("ee"), None);
        assert_eq!(Columns::from_code("ex"), None);
    }
}
