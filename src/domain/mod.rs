//! What a breach case is: values, what is known, what is owed, commands, events and their effect. No I/O, no clock, no randomness.

pub mod actor;
pub mod plan;
pub mod situation;
pub mod values;
