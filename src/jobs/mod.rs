//! The loops: outbox sender, reminders, rescue, mailboxes, tidying, planning anew.

pub mod fetching;
pub mod outbox;
pub mod outgoing;
pub mod people;
pub mod post;
pub mod reminding;
pub mod replanning;
pub mod sender;
pub mod tidying;
