//! How an authority takes notices in practice, as read at a source: sign-in, forms, phases, what it says itself on terms.

use chrono::NaiveDate;

use super::reader::Node;
use crate::words;

words! {
    /// What proves that something was filed with an authority.
    ProofForm {
        /// A reference that it gives: on the screen, by mail.
        Number = "number",
        /// A file that one keeps: its receipt as a document, a print of its page.
        File = "file",
    }
}

/// Notes beside the record, shown where somebody is about to file. Nothing here is computed with but `proof`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Practice {
    pub postal_address: Option<String>,
    /// What was read about languages beyond the list, such as annexes in another one.
    pub languages_note: Option<String>,
    /// Whether one registers first; `None` = not read.
    pub registration: Option<bool>,
    /// Whether a national electronic identity is needed; `None` = not read.
    pub eid: Option<bool>,
    pub sign_in: Option<String>,
    /// Whether the form knows a first and a later notice; `None` = not read.
    pub phased: Option<bool>,
    pub phased_note: Option<String>,
    /// What it gives as proof of a filing; `None` = not read.
    pub proof: Option<ProofForm>,
    /// Formats of the forms that can be filled offline.
    pub offline_forms: Vec<String>,
    /// When somebody answers, where it was read.
    pub opening: Option<String>,
    /// The term as the source tells it. The terms of a duty come from its rule, never from here.
    pub terms: Option<String>,
    pub terms_people: Option<String>,
    pub threshold: Option<String>,
    /// Heads of content that the authority names.
    pub content: Vec<String>,
    pub yearly_duty: Option<String>,
    /// Day on which the sources were last looked at; none for what stands from memory.
    pub checked_on: Option<NaiveDate>,
}

pub fn parse(node: &Node<'_>) -> Practice {
    Practice {
        postal_address: node.opt_text("postal_address"),
        languages_note: node.opt_text("languages_note"),
        registration: node.opt_bool("registration"),
        eid: node.opt_bool("eid"),
        sign_in: node.opt_text("sign_in"),
        phased: node.opt_bool("phased"),
        phased_note: node.opt_text("phased_note"),
        proof: node.word("proof", &["number", "file"], ProofForm::parse),
        offline_forms: node.texts("offline_forms"),
        opening: node.opt_text("opening"),
        terms: node.opt_text("terms"),
        terms_people: node.opt_text("terms_people"),
        threshold: node.opt_text("threshold"),
        content: node.texts("content"),
        yearly_duty: node.opt_text("yearly_duty"),
        checked_on: node.opt_day("checked_on"),
    }
}
