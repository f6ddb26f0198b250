//! A notice to somebody who is neither an authority nor concerned by the breach: a controller, a partner, the police, an insurer, the own management.

use serde::{Deserialize, Serialize};

use super::actor::Person;
use super::case::{Case, Notice, NoticeState};
use super::command::Asked;
use super::decide::some_reason;
use super::event::Event;
use super::refusal::Refusal;
use super::values::{At, Private};

/// Whom a letter goes to, what for, and why they are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub to: Private,
    /// May be blank where a duty asks for the letter: the duty says both.
    pub purpose: Private,
    pub reason: Private,
    /// Where it may be sent by e-mail; none until somebody has checked one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<CheckedAddress>,
}

/// An address with who stands behind it: a letter about a breach in the wrong inbox is the next breach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedAddress {
    pub address: Private,
    /// How it was checked, in the person's words.
    pub how: Private,
    pub by: Person,
    pub at: At,
}

/// A letter as it is begun.
pub(super) fn begun(letter: Option<Letter>, duties: &[u32]) -> Result<Option<Letter>, Refusal> {
    let Some(letter) = letter else { return Ok(None) };
    if letter.to.is_blank() {
        return Err(Refusal::AddresseeMissing);
    }
    // Where no duty of the plan says why somebody is told, a person does.
    if duties.is_empty() && (letter.purpose.is_blank() || letter.reason.is_blank()) {
        return Err(Refusal::ReasonMissing);
    }
    Ok(Some(letter))
}

/// Somebody typed an address and stands behind it.
pub(super) fn check_address(
    notice: &Notice,
    address: Private,
    how: Private,
    asked: &Asked,
) -> Result<Vec<Event>, Refusal> {
    if notice.letter.is_none() {
        return Err(Refusal::NoSuchEntry);
    }
    use NoticeState as N;
    if !matches!(notice.state, N::Draft | N::InReview | N::Approved | N::Simulated) {
        return Err(Refusal::WrongNoticeState { state: notice.state });
    }
    if address.is_blank() {
        return Err(Refusal::MailAddressMissing);
    }
    some_reason(&how)?;
    let address = CheckedAddress { address, how, by: asked.by.clone(), at: asked.now };
    Ok(vec![Event::LetterAddressChecked { number: notice.number, address }])
}

impl Notice {
    /// Goes to a body that reads it as such, an authority or another, and not to people or the public: what it lacks is passed with a
    /// reason, because nothing may stop what the law or a contract asks for in time.
    pub fn to_body(&self) -> bool {
        self.recipient.is_some() || self.letter.is_some()
    }

    /// Name of the body it goes to.
    pub fn addressee(&self) -> Option<&str> {
        let letter = self.letter.as_ref().map(|letter| letter.to.as_str());
        letter.or_else(|| self.recipient.as_ref().map(|recipient| recipient.name.as_str()))
    }
}

impl Case {
    /// Letters that no duty asks for and that were handed to the mail server: nobody but the desk waits for what becomes of them.
    pub fn letters_under_way(&self) -> impl Iterator<Item = &Notice> {
        let alone = self.notices.iter().filter(|notice| notice.letter.is_some() && notice.duties.is_empty());
        alone.filter(|notice| notice.state == NoticeState::HandedOver)
    }

    pub(super) fn address_checked(&mut self, number: u32, address: CheckedAddress) {
        let notice = self.notices.iter_mut().find(|notice| notice.number == number);
        if let Some(letter) = notice.and_then(|notice| notice.letter.as_mut()) {
            letter.address = Some(address);
        }
    }
}
