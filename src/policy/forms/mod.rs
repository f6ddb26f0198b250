//! Form packs: the questions of an authority's form in its order, with its words where somebody read them, and the fact that
//! answers each. A sheet made of one is for transcription, never the authority's form itself.

mod check;
mod read;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::facts::AskedIf;
use super::law::Span;
use super::set::PolicySet;
use crate::words;

pub(super) use check::check;
pub(super) use read::parse;

/// Where the packs stand among the policy files.
pub(super) const FOLDER: &str = "forms/packs/";

words! {
    /// Who says that a question has to be answered.
    Need {
        /// The law itself: Art. 33(3) GDPR, Annex I of Regulation 611/2013 and the like.
        Law = "law",
        /// The form: its own star or refusal, as somebody saw it.
        Form = "form",
        Conditional = "conditional",
        Optional = "optional",
        /// Nobody has seen whether it must.
        NotKnown = "not_known",
    }
}

/// Words that the text of an answer should hold, because authorities have called texts without them insufficient. Warns, never blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookFor {
    /// What is looked for: systems, cause, timeline, measures.
    pub what: String,
    /// Any of these, in small letters, anywhere in the text.
    pub any: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    pub id: String,
    /// The form's own number; `None` where it has none or nobody has read it. Never guessed.
    pub no: Option<String>,
    /// Heading under which the question stands, in the form's language.
    pub section: String,
    pub label: String,
    /// What it asks, in English.
    pub gloss: String,
    /// The label was read at the authority or in the law; otherwise it is ours, and shown so.
    pub verified: bool,
    /// Canonical facts that answer it, in the order in which they are put together; empty = the person at the form answers.
    pub facts: Vec<String>,
    /// Only this part of the fact, where it has parts.
    pub key: Option<String>,
    /// The form's words for the words of the fact.
    pub values: BTreeMap<String, String>,
    /// Words of `values` that nobody read at the authority, although the label was.
    pub values_ours: Vec<String>,
    pub need: Need,
    /// The answer that makes the question arise.
    pub only_if: Option<AskedIf>,
    /// Arises only when the notice is late (Art. 33(1), second sentence).
    pub when_late: bool,
    /// Longest answer that the form takes, in characters.
    pub max_chars: Option<usize>,
    /// "Not known yet" will do while the notice is incomplete.
    pub may_stay_open: bool,
    pub look_for: Vec<LookFor>,
}

/// Words of the sheet itself, in the language of the form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Say {
    pub yes: String,
    pub no: String,
    pub not_known: String,
    pub not_applicable: String,
    /// Holds `{day}`.
    pub expected_by: String,
    /// Holds `{n}`.
    pub about: String,
    pub at_least: String,
    pub at_most: String,
    /// Holds `{min}` and `{max}`.
    pub between: String,
    /// How a day and an instant are written, in the letters of strftime.
    pub day: String,
    pub instant: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormPack {
    pub file: String,
    pub id: String,
    pub title: String,
    pub gloss: String,
    /// Language of the labels, as a code of two letters.
    pub language: String,
    /// Ids of recipients, or of records that hold several; empty = everybody without a pack of their own.
    pub recipients: Vec<String>,
    pub regimes: Vec<String>,
    /// Words of stages; empty = every stage of these regimes.
    pub stages: Vec<String>,
    /// Where one form serves two regimes at once: a duty of the first is named by the second, as soon as that one is owed too.
    pub named_by: BTreeMap<String, String>,
    /// A text for consultation: kept for its numbers, chosen for no duty.
    pub draft: bool,
    /// Which edition of the form this is.
    pub edition: String,
    /// First and last day of the edition.
    pub in_force: Span,
    pub checked_on: Option<NaiveDate>,
    /// Where the form, or what is known of it, was read.
    pub source: String,
    /// Somebody has held the whole pack against the live form.
    pub verified: bool,
    pub note: String,
    pub note_it: String,
    pub say: Say,
    pub fields: Vec<FormField>,
}

impl FormPack {
    fn is_for(&self, regime: &str, stage: &str, day: NaiveDate) -> bool {
        let of_stage = self.stages.is_empty() || self.stages.iter().any(|word| word == stage);
        !self.draft && self.regimes.iter().any(|word| word == regime) && of_stage && self.in_force.holds(day)
    }

    fn is_of(&self, recipient: &str, record: Option<&str>) -> bool {
        self.recipients.iter().any(|id| id == recipient || Some(id.as_str()) == record)
    }
}

impl PolicySet {
    /// Every form pack, in the order of the files.
    pub fn forms(&self) -> &[FormPack] {
        &self.forms
    }

    pub fn form(&self, id: &str) -> Option<&FormPack> {
        self.forms.iter().find(|pack| pack.id == id)
    }

    /// The pack for a duty of `regime` and `stage` owed to `recipient` on `day`: that of the authority, else the one for all
    /// others. `None` where no notice in questions is owed.
    pub fn form_for(&self, recipient: &str, regime: &str, stage: &str, day: NaiveDate) -> Option<&FormPack> {
        let record = self.authority(recipient).and_then(|authority| authority.record.as_deref());
        let mut fitting = self.forms.iter().filter(|pack| pack.is_for(regime, stage, day));
        let own = fitting.clone().find(|pack| pack.is_of(recipient, record));
        own.or_else(|| fitting.find(|pack| pack.recipients.is_empty()))
    }
}
