//! Notices from the shipped templates: what they say at each moment of the two demo cases, and what can never happen to them.

mod demo;
mod digests;
mod french;
mod gathering;
mod hostile;
mod house;
mod lint;
mod lint_data;
mod lint_skeletons;
mod merging;
mod missing;
mod pdf;
mod sheets;
mod shipped;
mod snapshots;
mod stages;
mod telling;
