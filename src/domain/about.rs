//! What somebody is reminded of: a duty, a review that has to follow, a task, a receipt that is missing.

use std::fmt;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    Duty(u32),
    /// The four-eyes check that follows a release without second approval, by the number of its notice.
    Review(u32),
    Task(u32),
    /// What the providers of certified mail have still to say of a notice, by its number.
    Receipt(u32),
}

impl About {
    /// `duty:3`, as a form sends it.
    pub fn parse(text: &str) -> Option<Self> {
        let (word, number) = text.split_once(':')?;
        let number = number.parse().ok()?;
        match word {
            "duty" => Some(Self::Duty(number)),
            "review" => Some(Self::Review(number)),
            "task" => Some(Self::Task(number)),
            "receipt" => Some(Self::Receipt(number)),
            _ => None,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Duty(_) => "duty",
            Self::Review(_) => "review",
            Self::Task(_) => "task",
            Self::Receipt(_) => "receipt",
        }
    }

    pub fn number(self) -> u32 {
        match self {
            Self::Duty(number) | Self::Review(number) | Self::Task(number) | Self::Receipt(number) => number,
        }
    }
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.word(), self.number())
    }
}

/// A bare number is a duty's.
impl From<u32> for About {
    fn from(duty: u32) -> Self {
        Self::Duty(duty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_sends_is_read_back_and_nothing_else_is() {
        for about in [About::Duty(3), About::Review(0), About::Task(u32::MAX), About::Receipt(7)] {
            assert_eq!(About::parse(&about.to_string()), Some(about));
        }
        for bad in ["", "3", "duty", "duty:", "duty:-1", "case:3", "duty:3:4"] {
            assert_eq!(About::parse(bad), None, "{bad:?}");
        }
    }
}
