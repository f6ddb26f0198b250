//! What is not known and would decide: each open question of a plan, kept as what it asks and written out only for those who read it.

use std::fmt;

use crate::domain::situation::InstantKind;

/// An open question. Its text is the one that duties carry; [`super::reasons::question`] words it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Open<'a> {
    /// A fact of the vocabulary.
    Fact(&'a str),
    /// Whether a data set was hit.
    Hit(&'a str),
    /// Whether a data set belongs to a communications service.
    DataScope(&'a str),
    /// Which data a controller has at all.
    DataSets(&'a str),
    Instant(InstantKind),
    /// Whether people of a market are affected.
    Market(&'a str),
    Roles(&'a str),
    Region(&'a str),
    MainEstablishment(&'a str),
    /// In which markets people are affected.
    Markets(&'a str),
    /// Whether a country's law on communications services has a duty of its own.
    TelecomLaw(&'a str),
    /// From which day a regime binds a controller.
    RegimeStart {
        controller: &'a str,
        regime: &'a str,
    },
    /// The rule itself: nobody has read it at its source.
    Unverified(&'a str),
}

impl fmt::Display for Open<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fact(id) => f.write_str(id),
            Self::Hit(set) => write!(f, "data_set:{set}:hit"),
            Self::DataScope(set) => write!(f, "data_set:{set}:scope"),
            Self::DataSets(controller) => write!(f, "data_sets:{controller}"),
            Self::Instant(what) => write!(f, "instant:{what}"),
            Self::Market(country) => write!(f, "market:{country}:status"),
            Self::Roles(controller) => write!(f, "controller:{controller}:roles"),
            Self::Region(controller) => write!(f, "controller:{controller}:region"),
            Self::MainEstablishment(controller) => write!(f, "controller:{controller}:main_establishment"),
            Self::Markets(controller) => write!(f, "controller:{controller}:markets"),
            Self::TelecomLaw(country) => write!(f, "market:{country}:telecom_law"),
            Self::RegimeStart { controller, regime } => write!(f, "controller:{controller}:regime_start:{regime}"),
            Self::Unverified(rule) => write!(f, "rule:{rule}:verified"),
        }
    }
}
