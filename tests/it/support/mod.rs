//! What the tests stand on: databases, the SMTP sink, the running application.

use std::sync::{Arc, OnceLock};

use breachdesk::assessment::RiskRules;

#[allow(dead_code, reason = "later tests use the rest")]
pub mod app;
pub mod bare;
#[allow(dead_code, reason = "later tests use the rest")]
pub mod browser;
pub mod database;
pub mod imap;
pub mod papers;
pub mod pec;
pub mod postgres;
pub mod repository;
pub mod rust_source;
#[allow(dead_code, reason = "the sender's tests use the rest")]
pub mod sink;

/// The built-in rules of the advice on risk, read once.
pub fn risk_rules() -> Arc<RiskRules> {
    static RULES: OnceLock<Arc<RiskRules>> = OnceLock::new();
    RULES.get_or_init(|| Arc::new(RiskRules::load(&breachdesk::assets::policies()).unwrap())).clone()
}
