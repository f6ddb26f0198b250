//! The command line: one file per command, JSON on standard output, messages on standard error.
//! Exit 0 = fine, 1 = the answer is no, 2 = wrong usage or unreadable input.
