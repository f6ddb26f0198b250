//! The only part that knows lettre: building messages, sending them, telling what became of each attempt; and reading a mailbox.
//!
//! * [`address`] is an e-mail address that prints itself masked.
//! * [`message`] builds the bytes of one message to one person; the same input always gives the same bytes.
//! * [`outcome`] says what became of an attempt, and scrubs the servers' replies of personal data.
//! * [`settings`] says where mail goes, and names everything that is wrong with that at once.
//! * [`wire`] is the socket underneath: no delay, bounded replies, TLS, and it knows whether the final dot has left.
//! * [`connecting`] opens a connection: socket, greeting, encryption, sign-in.
//! * [`connection`] is one SMTP connection on which the journal's write fits between `354` and the first content byte.
//! * [`imap`] reads a mailbox, and only reads.
//! * [`transport`] chooses between SMTP and the tray, and sends the test message.

pub mod address;
mod connecting;
pub mod connection;
pub mod imap;
pub mod message;
pub mod outcome;
pub mod settings;
pub mod transport;
mod wire;
