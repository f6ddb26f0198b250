//! The law as data: text to typed rules, rules to planned duties and deadlines. Reads text it is given; no files, no clock.

pub mod authorities;
mod bound;
pub mod calendar;
pub mod counting;
mod duty;
mod examples;
pub mod explain;
pub mod facts;
pub mod house;
mod inherit;
mod instants;
pub mod law;
mod layers;
mod lint;
mod not_checked;
pub mod own;
mod planner;
pub mod practice;
pub mod problem;
mod reader;
pub mod reasons;
mod recipients;
mod rules;
mod set;
mod situated;
mod status;
pub mod vectors;
pub mod words;

pub use authorities::Authority;
pub use counting::Deadline;
pub use facts::FactVocabulary;
pub use house::House;
pub use layers::{Layer, Override};
pub use planner::{plan, plan_as_proposed};
pub use problem::Problem;
pub use set::PolicySet;
