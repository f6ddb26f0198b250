//! Numbers that are counted only so far.

/// With many cases or reports the exact number would cost more than it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    pub number: usize,
    /// There are more.
    pub or_more: bool,
}

impl Counted {
    /// Of what was looked for up to one more than `most`.
    pub fn up_to(found: usize, most: usize) -> Self {
        Self { number: found.min(most), or_more: found > most }
    }

    pub fn exactly(number: usize) -> Self {
        Self { number, or_more: false }
    }
}
