//! The loops: outbox sender, reminders, rescue.
