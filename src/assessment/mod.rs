//! Advice on risk: rules that run first, ENISA's score beside them, both with reasons. Facts in, advice out; nothing else is read.
//!
//! The rules are data (`policies/risk/`) and monotone by form: a rule that spares a notice asks only for facts that are harmless
//! enough, a rule that raises an alarm only for facts that are grave enough, and `unknown` ranks above every value. So a graver or
//! an unknown fact never lowers the advice, whatever rule a lawyer adds.

pub mod advice;
pub mod canonical;
pub mod cases;
pub mod change;
mod check;
pub mod enisa;
pub mod examples;
pub mod facts;
mod load;
pub mod rules;
pub mod vocabulary;

pub use advice::{Advice, Answer, Limb, Strength, assess};
pub use facts::Facts;
pub use load::{RiskProblem, RiskRules, is_ours};
