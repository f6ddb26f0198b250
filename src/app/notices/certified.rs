//! Notices by certified mail (PEC): by which account, how large, and what their providers have not said in time.

use chrono::TimeDelta;

use crate::domain::case::{Certified, Notice};
use crate::domain::values::At;
use crate::policy::House;
use crate::policy::house::CertifiedMail;

/// How far a notice has come, and whether the next word of a provider is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub step: Certified,
    pub missing: bool,
}

impl Standing {
    /// The word for it on the screens.
    pub fn word(self) -> &'static str {
        match (self.step, self.missing) {
            (Certified::Outstanding, false) => "outstanding",
            (Certified::Outstanding, true) => "acceptance-missing",
            (Certified::Accepted, false) => "accepted",
            (Certified::Accepted, true) => "delivery-missing",
            (Certified::Delivered, _) => "delivered",
        }
    }
}

/// By when the next word of a provider should be there.
pub fn awaited(house: &House, notice: &Notice) -> Option<At> {
    let clocks = house.certified_mail.as_ref()?;
    let minutes = match notice.certified()? {
        Certified::Outstanding => clocks.acceptance_minutes,
        Certified::Accepted => clocks.delivery_minutes,
        Certified::Delivered => return None,
    };
    Some(notice.certified_at?.plus(TimeDelta::minutes(i64::from(minutes))))
}

/// Where a notice stands that went by certified mail; none for every other.
pub fn standing(house: &House, notice: &Notice, now: At) -> Option<Standing> {
    let step = notice.certified()?;
    Some(Standing { step, missing: awaited(house, notice).is_some_and(|at| at <= now) })
}

/// The most that a provider takes.
pub fn most_octets(rules: &CertifiedMail) -> usize {
    usize::try_from(rules.most_kilobytes).unwrap_or(usize::MAX).saturating_mul(1_000)
}

/// Headers, the lines between the parts, and the rest of what a message has beside its texts.
const AROUND: usize = 8_192;

/// The most octets that a message of these texts can have on its way; it has one recipient.
pub fn octets(texts: &[&str]) -> usize {
    texts.iter().map(|text| encoded(text)).sum::<usize>() + AROUND
}

/// In quoted-printable: what is not plain takes three octets, a line end two, and every line of 76 ends with three more.
fn encoded(text: &str) -> usize {
    let plain = |byte: u8| (b' '..=b'~').contains(&byte) && byte != b'=';
    // A blank before a line end is encoded too.
    let octets: usize = text.bytes().map(|byte| if plain(byte) && byte != b' ' { 1 } else { 3 }).sum();
    octets + octets / 70 * 3 + 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_never_taken_for_smaller_than_its_encoding() {
        assert!(octets(&["abc", ""]) >= AROUND + 3);
        assert!(octets(&["è".repeat(1_000).as_str()]) >= 6_000, "two bytes of three octets each");
        assert!(octets(&["a=".repeat(1_000).as_str()]) >= 4_000);
        assert!(octets(&["a".repeat(7_600).as_str()]) >= 7_600 + 100 * 3, "soft line ends count");
    }
}
