//! Small values that every part speaks: instants, countries, zones, private text. Parsed once, trusted afterwards.

use std::fmt;

use chrono::{DateTime, SecondsFormat, Timelike, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant in UTC, to the microsecond. On disk and in events an integer of microseconds, on paper RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At(DateTime<Utc>);

impl At {
    /// Cuts below the microsecond, because both databases keep microseconds.
    pub fn new(at: DateTime<Utc>) -> Self {
        let below = at.nanosecond() % 1_000;
        // What comes from a database has nothing to cut, and a list reads hundreds.
        if below == 0 {
            return Self(at);
        }
        Self(at.with_nanosecond(at.nanosecond() - below).unwrap_or(at))
    }

    /// Parses RFC 3339 with an offset; an instant without one is refused, because it names 24 moments. So is second 60: a leap
    /// second has no place in the count of microseconds that is kept, and would come back as another moment.
    pub fn parse(text: &str) -> Result<Self, BadInstant> {
        let bad = || BadInstant(text.chars().take(60).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect());
        let at = DateTime::parse_from_rfc3339(text).map_err(|_| bad())?;
        if at.nanosecond() >= 1_000_000_000 {
            return Err(bad());
        }
        Ok(Self::new(at.with_timezone(&Utc)))
    }

    pub fn from_micros(micros: i64) -> Option<Self> {
        DateTime::from_timestamp_micros(micros).map(Self)
    }

    pub fn micros(self) -> i64 {
        self.0.timestamp_micros()
    }

    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }

    pub fn in_zone(self, zone: Tz) -> DateTime<Tz> {
        self.0.with_timezone(&zone)
    }

    pub fn plus(self, delta: chrono::TimeDelta) -> Self {
        Self(self.0 + delta)
    }

    /// Time from `earlier` to `self`; negative when `earlier` is later.
    pub fn since(self, earlier: At) -> chrono::TimeDelta {
        self.0 - earlier.0
    }

    /// `2023-09-30T11:00:00Z`, with fractions only where there are any.
    pub fn rfc3339(self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true)
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.micros())
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let micros = i64::deserialize(deserializer)?;
        Self::from_micros(micros).ok_or_else(|| serde::de::Error::custom("instant out of range"))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an instant with an offset, such as 2026-10-03T13:00:00+02:00")]
pub struct BadInstant(pub String);

/// ISO 3166-1 alpha-2, in capitals. Two bytes: a plan compares and copies countries all the time.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// `EU`, under which the institutions of the Union stand.
    pub const UNION: Self = Self(*b"EU");
    /// How many codes of two capitals there are; see [`number`](Self::number).
    pub const CODES: usize = 26 * 26;

    /// Two capital letters; whether such a country exists is the policy data's business.
    pub fn parse(text: &str) -> Result<Self, BadCountry> {
        match text.as_bytes() {
            [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok(Self([*a, *b])),
            _ => Err(BadCountry(text.chars().take(20).collect())),
        }
    }

    /// ISO's own code for "unknown", where a file names no readable country (the problem is told elsewhere).
    pub fn unknown() -> Self {
        Self(*b"ZZ")
    }

    pub fn as_str(&self) -> &str {
        // Always two capitals, so the other arm is never taken.
        std::str::from_utf8(&self.0).unwrap_or("ZZ")
    }

    /// Its place among all codes of two capitals, below [`CODES`](Self::CODES).
    pub fn number(&self) -> usize {
        let [a, b] = self.0.map(|byte| usize::from(byte.saturating_sub(b'A')));
        a * 26 + b
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Country").field(&self.as_str()).finish()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for Country {
    type Error = BadCountry;
    fn try_from(text: String) -> Result<Self, BadCountry> {
        Self::parse(&text)
    }
}

impl From<Country> for String {
    fn from(country: Country) -> String {
        country.as_str().to_owned()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a country code of two capital letters, such as IT")]
pub struct BadCountry(pub String);

/// Text that a person wrote or that names a person. In the event log it stands as a salted commitment (rule E3), so that
/// erasing it later leaves the chain whole; `Erased` is what replay then finds.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Private {
    Text(String),
    #[default]
    Erased,
}

impl Private {
    pub fn new(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The text, or the empty string once it has been erased.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Erased => "",
        }
    }

    pub fn is_blank(&self) -> bool {
        self.as_str().trim().is_empty()
    }
}

impl fmt::Debug for Private {
    // Never prints the text: debug output ends up in logs, and logs hold no personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Private({} bytes)", text.len()),
            Self::Erased => f.write_str("Private(erased)"),
        }
    }
}

impl fmt::Display for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for Private {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Private {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

/// The JSON key under which private text stands before the store turns it into a commitment.
pub const PRIVATE_KEY: &str = "$private";
/// The JSON key that stands where private text was erased.
pub const ERASED_KEY: &str = "$erased";

impl Serialize for Private {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Self::Text(text) => map.serialize_entry(PRIVATE_KEY, text)?,
            Self::Erased => map.serialize_entry(ERASED_KEY, &true)?,
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Private {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Form {
            #[serde(rename = "$private")]
            text: Option<String>,
            #[serde(rename = "$erased")]
            #[allow(dead_code, reason = "its presence is the message")]
            erased: Option<bool>,
        }
        let form = Form::deserialize(deserializer)?;
        Ok(form.text.map_or(Self::Erased, Self::Text))
    }
}

/// An enum whose variants are words, the same in code, tables, files and JSON.
///
/// Gives `as_str`, `parse`, `ALL`, `Display` and serde as that word.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value of this word; `None` for any other word.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.serialize_str(self.as_str()) }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let word = <String as serde::Deserialize>::deserialize(d)?;
                Self::parse(&word).ok_or_else(|| serde::de::Error::unknown_variant(&word, &[$($word),+]))
            }
        }
    };
}
