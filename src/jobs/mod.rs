//! The loops: outbox sender, reminders, rescue.

pub mod outbox;
pub mod outgoing;
pub mod people;
pub mod post;
pub mod reminding;
pub mod sender;
