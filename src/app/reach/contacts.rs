//! The telephone list of an organisation and of a case.

use super::change;
use crate::app::cases;
use crate::app::member::SignedIn;
use crate::app::organisation::Settings;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::case::Case;
use crate::domain::contacts::{Card, Contact};
use crate::domain::values::Private;
use crate::store::Conn;

impl Settings {
    pub fn contact(&self, number: u32) -> Option<&Contact> {
        self.contacts.iter().find(|one| one.number == number)
    }

    /// The next number of a contact or an identity; none is given twice.
    pub(super) fn next_number(&mut self) -> u32 {
        self.entries_given = self.entries_given.saturating_add(1);
        self.entries_given
    }
}

/// Enters somebody, or replaces what stands under a number.
pub fn set(ctx: &Ctx, who: &SignedIn, slug: &str, seen: &str, number: Option<u32>, card: Card) -> AppResult<()> {
    change(ctx, who, slug, "contacts", seen, |settings, _| {
        if card.name.is_blank() {
            return Err(AppError::Invalid { field: "name", key: "contact-name-missing" });
        }
        match number {
            Some(number) => {
                let one = settings.contacts.iter_mut().find(|one| one.number == number).ok_or(AppError::NotFound)?;
                one.card = card;
            }
            None => {
                let number = settings.next_number();
                settings.contacts.push(Contact { number, card });
            }
        }
        Ok(())
    })
}

/// Takes somebody off the list. Who is named for a way to file stays until somebody else is.
pub fn remove(ctx: &Ctx, who: &SignedIn, slug: &str, seen: &str, number: u32) -> AppResult<()> {
    change(ctx, who, slug, "contacts", seen, |settings, _| {
        settings.contact(number).ok_or(AppError::NotFound)?;
        if settings.identities.iter().any(|one| one.person == number || one.substitute == Some(number)) {
            return Err(AppError::Invalid { field: "number", key: "contact-files" });
        }
        settings.contacts.retain(|one| one.number != number);
        Ok(())
    })
}

/// Where a line of the list comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Entered for this case.
    Case,
    Organisation,
    /// A member of the desk who sees the case.
    Member,
}

/// Whom to call about a case: those entered for it first, then the organisation's, then members of the desk who stand in neither list.
pub fn lines(conn: &mut Conn, case: &Case) -> AppResult<Vec<(Listed, Contact)>> {
    let settings = super::settings_of(conn, case.organisation)?;
    let mut all: Vec<(Listed, Contact)> = case.contacts.iter().map(|one| (Listed::Case, one.clone())).collect();
    all.extend(settings.contacts.iter().map(|one| (Listed::Organisation, one.clone())));
    for member in cases::whom_to_call(conn, case)? {
        if all.iter().any(|(_, known)| known.card.name.as_str().eq_ignore_ascii_case(&member.name)) {
            continue;
        }
        let (phone, email) =
            if member.reach.contains('@') { ("", member.reach.as_str()) } else { (&*member.reach, "") };
        let roles: Vec<&str> = member.roles.iter().map(|role| role.as_str()).collect();
        let card = Card {
            name: Private::new(&member.name),
            // The roles' words; the page says them in the reader's language.
            function: Private::new(roles.join(",")),
            organisation: Private::new(""),
            phone: Private::new(phone),
            email: Private::new(email),
            languages: Private::new(""),
            hours: Private::new(""),
            deputy: Private::new(""),
        };
        all.push((Listed::Member, Contact { number: 0, card }));
    }
    Ok(all)
}
