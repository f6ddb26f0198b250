//! The only part that knows lettre: building messages, sending them, telling what became of each attempt.
