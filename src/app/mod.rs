//! The steps of the journey, one file each. Knows neither HTTP, SMTP nor SQL.

pub mod recipients;
pub mod vault;
pub mod views;
