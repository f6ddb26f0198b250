//! What the tests stand on: databases, the SMTP sink, the running application.
