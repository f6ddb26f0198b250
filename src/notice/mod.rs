//! What authorities and people are told: facts and a template in, a rendered notice out; what is missing, with its citation.
//!
//! Reads the texts it is handed; no files, no clock. In reading order:
//! * [`kind`]: which notices there are, and the language of one.
//! * [`facts`] and [`gather`]: what a notice may say, taken from the situation by scope.
//! * [`forms`] and [`words`]: the facts a notice may speak of, and the words of a language.
//! * [`telling`] and [`worded`]: how a fact in its state of knowledge is worded.
//! * [`template`], `cut`, `compile` and `teller`: one template per kind and language, cut into blocks; what templates see.
//! * [`house`]: what an organisation words otherwise, in a sandbox.
//! * [`draft`]: a notice as a person edits it, block by block.
//! * [`markup`], [`render`], [`merge`]: the draft as HTML and text, bound by a digest, personalised per recipient.
//! * [`sheet`]: the same facts in the order and words of an authority's form.
//! * [`pdf`]: documents as tagged pages, for the archive and for everybody's ears.
//! * [`docx`]: the same documents for whoever edits them in a word processor.
//! * [`content`]: what the law wants in each kind, and what of it is missing.
//! * [`lint`]: what in the rendered text itself is wrong, rule by rule.

pub mod clean;
mod compile;
pub mod content;
mod cut;
pub mod digest;
pub mod docx;
pub mod draft;
pub mod facts;
pub mod forms;
pub mod gather;
pub mod house;
pub mod kind;
pub mod lint;
pub mod markup;
pub mod merge;
pub mod pdf;
pub mod problem;
pub mod render;
pub mod sheet;
mod teller;
pub mod telling;
pub mod template;
pub mod tongue;
pub mod worded;
pub mod words;

pub use content::{ContentRules, Missing, MissingReason, Source, missing};
pub use draft::{Block, Draft, DraftProblem, Drafted, check, generate, generate_noting};
pub use facts::{
    Change, ClockLine, ClockState, Contact, ControllerCard, EarlierFiling, Frame, NoticeDeadline, NoticeFacts,
    NoticeRecipient, Statement, Told, VersionLine,
};
pub use gather::{About, gather};
pub use kind::{Audience, Language, NoticeKind, is_same_language};
pub use merge::{MergeData, MergeProblem, Merger, merge};
pub use problem::Problem;
pub use render::{Binding, PREVIEW_STYLE, Rendered, bound_digest, render};
pub use sheet::{Phase, RowState, Sheet, SheetRow};
pub use template::Templates;
