//! The only part that knows actix: pages, JSON API, sessions, permissions, problem pages.
