//! A card of the telephone list: its line on the page, and its form.

use crate::domain::contacts::{Card, Contact};
use crate::domain::values::Private;
use crate::web::form::Form;
use crate::web::frame::Frame;

/// Fields of the form.
pub const CARD: &[&str] = &["name", "function", "of", "phone", "email", "languages", "hours", "deputy"];

/// A person as the list shows them.
pub struct CardLine {
    /// Where it is edited; empty for who may not.
    pub href: String,
    pub name: String,
    /// Function and organisation.
    pub what: String,
    pub phone: String,
    /// What a telephone dials; empty where the number is words.
    pub dial: String,
    pub email: String,
    /// Hours and languages.
    pub when: String,
    pub deputy: String,
}

pub fn card_line(f: &Frame, contact: &Contact, href: String) -> CardLine {
    let card = &contact.card;
    let joined = |parts: [&Private; 2]| {
        let told = parts.iter().map(|part| part.as_str()).filter(|part| !part.is_empty());
        told.collect::<Vec<_>>().join(", ")
    };
    let phone = card.phone.as_str();
    CardLine {
        href,
        name: card.name.as_str().to_owned(),
        what: joined([&card.function, &card.organisation]),
        dial: dial(phone),
        phone: phone.to_owned(),
        email: card.email.as_str().to_owned(),
        when: joined([&card.hours, &card.languages]),
        deputy: match card.deputy.is_blank() {
            true => String::new(),
            false => f.with1("contact-else", "deputy", card.deputy.as_str()),
        },
    }
}

/// Digits of a number, with the plus before them. What holds a letter is no number to dial.
fn dial(phone: &str) -> String {
    if phone.chars().any(char::is_alphabetic) {
        return String::new();
    }
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit()).collect();
    match (digits.len() >= 3, phone.trim_start().starts_with('+')) {
        (false, _) => String::new(),
        (true, true) => format!("+{digits}"),
        (true, false) => digits,
    }
}

pub fn fill(form: Form, card: &Card) -> Form {
    let values = [
        ("name", &card.name),
        ("function", &card.function),
        ("of", &card.organisation),
        ("phone", &card.phone),
        ("email", &card.email),
        ("languages", &card.languages),
        ("hours", &card.hours),
        ("deputy", &card.deputy),
    ];
    values.into_iter().fold(form, |form, (name, value)| form.fill(name, value.as_str()))
}

/// Reads the form; every problem stands at its field. Who cannot be reached in any way is no entry of such a list.
pub fn card(form: &mut Form) -> Option<Card> {
    let name = form.line("name", "contact-name-missing");
    let [function, of, phone, languages, hours, deputy] =
        ["function", "of", "phone", "languages", "hours", "deputy"].map(|field| form.optional_line(field));
    let email = match form.value("email").trim() {
        "" => Some(String::new()),
        _ => form.email("email", "contact-reach-missing"),
    };
    if phone.as_deref() == Some("") && email.as_deref() == Some("") {
        form.problem("phone", form.words().text("contact-reach-missing"));
    }
    let card = Card {
        name: Private::new(name?),
        function: Private::new(function?),
        organisation: Private::new(of?),
        phone: Private::new(phone?),
        email: Private::new(email?),
        languages: Private::new(languages?),
        hours: Private::new(hours?),
        deputy: Private::new(deputy?),
    };
    form.is_good().then_some(card)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_dials_digits_and_words_are_not_dialled() {
        for (phone, dialled) in [
            ("+39 06 5550 0199", "+39065550 0199".replace(' ', "").as_str()),
            ("(06) 5550-0199", "0655500199"),
            ("112", "112"),
            ("ask the porter", ""),
            ("12", ""),
            ("", ""),
        ] {
            assert_eq!(dial(phone), dialled, "{phone}");
        }
    }
}
