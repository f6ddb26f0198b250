//! An e-mail address: parsed once, masked wherever it is printed.

use std::fmt;

/// An address as it goes on the wire: ASCII, with an internationalised domain in its ASCII form.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress(lettre::Address);

impl EmailAddress {
    /// RFC 5321 4.5.3.1.3: a path of 256 octets including its brackets.
    const MAX_OCTETS: usize = 254;

    /// Parses one bare address, without a display name. Never repeats what was given: it may end up in a log.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let text = text.trim();
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(BadAddress::Spaces);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(BadAddress::NoAt)?;
        if !local.is_ascii() {
            // Needs SMTPUTF8 on every hop to the mailbox; the person is reached by letter instead.
            return Err(BadAddress::NotAscii);
        }
        let domain = idna::domain_to_ascii(domain).map_err(|_| BadAddress::Domain)?;
        if domain.len() + local.len() + 1 > Self::MAX_OCTETS {
            return Err(BadAddress::TooLong);
        }
        if !domain.contains('.') && domain != "localhost" {
            return Err(BadAddress::Domain);
        }
        lettre::Address::new(local, &domain).map(Self).map_err(|_| BadAddress::Form)
    }

    /// The whole address. Only for the wire and the headers; everything else prints it masked.
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    /// The same mailbox under a tag: `name+tag@domain`.
    pub fn tagged(&self, tag: &str) -> Result<Self, BadAddress> {
        Self::parse(&format!("{}+{tag}@{}", self.local_part(), self.domain()))
    }

    pub fn domain(&self) -> &str {
        self.0.domain()
    }

    pub(super) fn local_part(&self) -> &str {
        self.0.user()
    }

    pub(super) fn lettre(&self) -> &lettre::Address {
        &self.0
    }
}

impl fmt::Display for EmailAddress {
    /// `c…@example.org`: enough to tell two rows apart, too little to write to.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.0.user().chars().next().unwrap_or('?');
        write!(f, "{first}…@{}", self.0.domain())
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress({self})")
    }
}

/// Why a text is not an address mail can be sent to; for the person who typed it or uploaded it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    #[error("an address has an @ between the name and the domain, such as name@example.org")]
    NoAt,
    #[error("an address holds no spaces and no control characters")]
    Spaces,
    #[error("the part before the @ has letters outside ASCII, which many mail servers cannot deliver; use a letter")]
    NotAscii,
    #[error("the part after the @ is not a domain name")]
    Domain,
    #[error("the address is longer than mail servers accept (254 characters)")]
    TooLong,
    #[error("this is not a valid e-mail address")]
    Form,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_prints_itself_masked() {
        let address = EmailAddress::parse("aoife.brennan@example.org").unwrap();
        assert_eq!(format!("{address} {address:?}"), "a…@example.org EmailAddress(a…@example.org)");
        assert_eq!(address.as_str(), "aoife.brennan@example.org");
    }

    #[test]
    fn a_domain_with_umlauts_goes_out_in_its_ascii_form() {
        let address = EmailAddress::parse("marek@bücher.example").unwrap();
        assert_eq!(address.as_str(), "marek@xn--bcher-kva.example");
    }

    #[test]
    fn what_is_no_address_gets_a_reason() {
        for (text, reason) in [
            ("nobody", BadAddress::NoAt),
            ("a b@example.org", BadAddress::Spaces),
            ("a@example.org\r\nBcc: b@example.org", BadAddress::Spaces),
            ("a\0@example.org", BadAddress::Spaces),
            ("żółw@example.org", BadAddress::NotAscii),
            ("a@", BadAddress::Domain),
            ("a@intranet", BadAddress::Domain),
            ("@example.org", BadAddress::Form),
            ("a,b@example.org", BadAddress::Form),
            ("<a@example.org>", BadAddress::Form),
        ] {
            assert_eq!(EmailAddress::parse(text), Err(reason), "{text:?}");
        }
        let long = format!("{}@example.org", "a".repeat(250));
        assert_eq!(EmailAddress::parse(&long), Err(BadAddress::TooLong));
    }
}
