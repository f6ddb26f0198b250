//! An e-mail address in a recipients file: what is wrong with it in words a person can act on, and the form in which two
//! spellings of one mailbox are equal.

use crate::words;

words! {
    /// Why a cell is no address that mail can be sent to.
    BadAddress {
        NoAt = "no_at",
        TwoAts = "two_ats",
        SpaceInside = "space_inside",
        NameInside = "name_inside",
        SeveralAddresses = "several_addresses",
        NothingBeforeAt = "nothing_before_at",
        DotMisplaced = "dot_misplaced",
        NoDomain = "no_domain",
        DomainReceivesNoMail = "domain_receives_no_mail",
        NotAscii = "not_ascii",
        ForbiddenCharacter = "forbidden_character",
        TooLong = "too_long",
    }
}

/// RFC 5321 4.5.3.1.3: a path of 256 octets with its brackets; 4.5.3.1.1: 64 before the @.
const MAX_OCTETS: usize = 254;
const MAX_LOCAL_OCTETS: usize = 64;

/// Top-level names that no mail server on the internet answers for (RFC 2606, 6761, 6762, 7686).
const NO_MAIL: [&str; 5] = ["invalid", "localhost", "test", "local", "onion"];

/// Mailboxes of a function, not of one person.
const ROLES: [&str; 35] = [
    "abuse",
    "accounts",
    "admin",
    "administration",
    "amministrazione",
    "billing",
    "buchhaltung",
    "commerciale",
    "compta",
    "contact",
    "contacto",
    "contatti",
    "hello",
    "help",
    "helpdesk",
    "hostmaster",
    "hr",
    "info",
    "kontakt",
    "mail",
    "marketing",
    "no-reply",
    "noreply",
    "office",
    "postmaster",
    "privacy",
    "sales",
    "segreteria",
    "service",
    "support",
    "team",
    "ufficio",
    "vertrieb",
    "webmaster",
    "welcome",
];

/// An address that can be written to: the part before the @ as given, the domain in lower-case ASCII.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

impl std::fmt::Debug for Address {
    // Debug output ends up in logs, and logs hold no personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Address({} bytes)", self.0.len())
    }
}

impl Address {
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let text = text.trim();
        if text.contains(['<', '>', '"']) {
            return Err(BadAddress::NameInside);
        }
        let Some((local, domain)) = text.split_once('@') else { return Err(BadAddress::NoAt) };
        if text.matches('@').count() > 1 {
            return Err(if text.contains([',', ';', ' ', '/']) {
                BadAddress::SeveralAddresses
            } else {
                BadAddress::TwoAts
            });
        }
        if text.chars().any(char::is_whitespace) {
            return Err(BadAddress::SpaceInside);
        }
        if local.is_empty() {
            return Err(BadAddress::NothingBeforeAt);
        }
        if !local.is_ascii() {
            // Needs SMTPUTF8 on every hop; this person is reached by letter.
            return Err(BadAddress::NotAscii);
        }
        if misplaced_dot(local) || misplaced_dot(domain) {
            return Err(if domain.is_empty() { BadAddress::NoDomain } else { BadAddress::DotMisplaced });
        }
        if !local.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+-/=?^_`{|}~".contains(&b)) {
            return Err(BadAddress::ForbiddenCharacter);
        }
        let domain = ascii_domain(domain)?;
        if local.len() > MAX_LOCAL_OCTETS || local.len() + 1 + domain.len() > MAX_OCTETS {
            return Err(BadAddress::TooLong);
        }
        Ok(Self(format!("{local}@{domain}")))
    }

    /// For the wire and for sealed rows only.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form by which two spellings of one mailbox are the same. Case is folded on both sides, because no provider
    /// still tells them apart; nothing else is, because dots and tags do differ at some.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }

    pub fn is_role(&self) -> bool {
        let local = self.0.split_once('@').map_or("", |(local, _)| local).to_ascii_lowercase();
        ROLES.contains(&local.as_str())
    }
}

fn misplaced_dot(part: &str) -> bool {
    part.is_empty() || part.starts_with('.') || part.ends_with('.') || part.contains("..")
}

fn ascii_domain(domain: &str) -> Result<String, BadAddress> {
    let domain = idna::domain_to_ascii_strict(domain).map_err(|_| BadAddress::ForbiddenCharacter)?;
    let Some((_, top)) = domain.rsplit_once('.') else { return Err(BadAddress::NoDomain) };
    if NO_MAIL.contains(&top) {
        return Err(BadAddress::DomainReceivesNoMail);
    }
    // A bare IP address in the place of a domain is a typing error in a customer list.
    if top.bytes().all(|b| b.is_ascii_digit()) {
        return Err(BadAddress::NoDomain);
    }
    Ok(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_by_its_name() {
        use BadAddress as B;
        for (text, bad) in [
            ("m.rossetti.example.it", B::NoAt),
            ("g@verdi@example.it", B::TwoAts),
            ("a@example.it; b@example.it", B::SeveralAddresses),
            ("luca bassi@example.it", B::SpaceInside),
            ("Anna <anna@example.it>", B::NameInside),
            ("@example.it", B::NothingBeforeAt),
            ("anna@", B::NoDomain),
            ("anna@localhost", B::NoDomain),
            ("anna@10.0.0.1", B::NoDomain),
            ("anna@example.it.", B::DotMisplaced),
            ("anna..b@example.it", B::DotMisplaced),
            ("p.neri@example.invalid", B::DomainReceivesNoMail),
            ("renée@example.fr", B::NotAscii),
            ("a(b)@example.it", B::ForbiddenCharacter),
            ("a@exa_mple.it", B::ForbiddenCharacter),
        ] {
            assert_eq!(Address::parse(text), Err(bad), "{text}");
        }
        let long = format!("{}@example.it", "a".repeat(65));
        assert_eq!(Address::parse(&long), Err(B::TooLong));
    }

    #[test]
    fn spellings_of_one_mailbox_are_equal_when_folded() {
        let one = Address::parse(" Anna.Colli@Example.IT ").unwrap();
        let two = Address::parse("anna.colli@example.it").unwrap();
        assert_eq!(one.folded(), two.folded());
        assert_eq!(one.as_str(), "Anna.Colli@example.it");
        assert_eq!(Address::parse("x@bücher.example").unwrap().domain(), "xn--bcher-kva.example");
        assert!(Address::parse("INFO@example.it").unwrap().is_role());
        assert!(!Address::parse("information.desk@example.it").unwrap().is_role());
    }
}
