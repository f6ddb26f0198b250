//! The loops: outbox sender, reminders, rescue.

pub mod sender;
