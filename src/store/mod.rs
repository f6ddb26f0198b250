//! The only part that knows diesel: one schema, two databases.
