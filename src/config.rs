//! Settings, read once from the environment and a file.
