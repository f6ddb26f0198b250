//! For whom rows of cases are read. A restricted case exists for the people named in it alone (US21); the condition stands in every query
//! that goes over cases, so that no list has to remember it.

use uuid::Uuid;

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reader {
    /// A machine: restricted cases do not exist for it.
    #[default]
    Machine,
    Person(Uuid),
}

impl Reader {
    /// What `only_for` of a restricted case must be like, for this reader to see it.
    pub(in crate::store) fn pattern(self) -> String {
        match self {
            // No list of people holds a word.
            Self::Machine => "machine".to_owned(),
            Self::Person(user) => format!("% {user} %"),
        }
    }
}

/// The people of a restricted case as one text; empty where everybody who may read sees it.
pub fn only_for(people: &[Uuid]) -> String {
    people
        .iter()
        .fold(String::new(), |text, user| if text.is_empty() { format!(" {user} ") } else { format!("{text}{user} ") })
}

/// The condition on a row of the register, around [`Reader::pattern`].
macro_rules! seen_by {
    ($theirs:expr) => {
        crate::store::schema::register_rows::only_for
            .eq("")
            .or(crate::store::schema::register_rows::only_for.like($theirs))
    };
}
pub(in crate::store) use seen_by;
