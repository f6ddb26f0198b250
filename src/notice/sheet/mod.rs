//! The ready sheet of a duty: the questions of the authority's form in its order, each with the answer that the facts give, for
//! somebody who types it into a portal. Pure: facts and a pack in, rows out.

mod look;
mod value;

use serde_json::{Value, json};

use super::facts::{NoticeFacts, Statement};
use super::template::Templates;
use crate::domain::situation::Knowledge;
use crate::policy::FactVocabulary;
use crate::policy::facts::AskedIf;
use crate::policy::forms::{FormField, FormPack, Need};
use crate::words;

words! {
    /// How much the notice says it holds.
    Phase { Complete = "complete", Incomplete = "incomplete", Withdrawn = "withdrawn" }
}

words! {
    /// Where the answer to a question stands.
    RowState {
        Answered = "answered",
        /// Said to be not known yet.
        Open = "open",
        /// Nobody has said anything.
        Unanswered = "unanswered",
        NotApplicable = "not_applicable",
        /// Another answer rules the question out.
        NotAsked = "not_asked",
        /// No fact answers it: the person at the form does.
        AtTheForm = "at_the_form",
    }
}

/// What is being filed; none of it is a fact of the breach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    pub follow_up: bool,
    pub phase: Phase,
    /// A word of `notification.regime`.
    pub regime: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    pub id: String,
    pub no: Option<String>,
    pub section: String,
    pub label: String,
    pub gloss: String,
    /// Nobody has read this label at the authority: it is shown as ours.
    pub label_is_ours: bool,
    /// The label was read, the words of this answer were not: they are no choice of the form that anybody has seen.
    pub answer_is_ours: bool,
    pub facts: Vec<String>,
    /// Numbers of the EDPB's draft template.
    pub edpb_numbers: Vec<u32>,
    pub need: Need,
    pub state: RowState,
    /// In the language of the form; empty unless answered or open.
    pub value: String,
    /// Length of the value, in characters.
    pub chars: usize,
    pub max_chars: Option<usize>,
    /// "Not known yet" will do in a notice of this phase.
    pub may_stay_open: bool,
    /// What the text was looked through for and does not name. A warning, never a wall.
    pub not_named: Vec<String>,
}

impl SheetRow {
    /// By how many characters the value is longer than the form takes.
    pub fn over_by(&self) -> usize {
        self.max_chars.map_or(0, |most| self.chars.saturating_sub(most))
    }

    /// Whether a question that must be answered is not, or only with "not known yet" where that will not do.
    pub fn is_missing(&self) -> bool {
        let must = matches!(self.need, Need::Law | Need::Form | Need::Conditional);
        match self.state {
            RowState::Unanswered => must,
            RowState::Open => must && !self.may_stay_open,
            _ => false,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub form: String,
    pub title: String,
    pub gloss: String,
    pub language: String,
    pub edition: String,
    /// The whole pack was held against the live form.
    pub verified: bool,
    pub note: String,
    pub rows: Vec<SheetRow>,
}

impl Sheet {
    /// Questions without the answer that they must have, in the form's order.
    pub fn missing(&self) -> impl Iterator<Item = &SheetRow> {
        self.rows.iter().filter(|row| row.is_missing())
    }

    /// Answers that the form would cut.
    pub fn over_long(&self) -> impl Iterator<Item = &SheetRow> {
        self.rows.iter().filter(|row| row.over_by() > 0)
    }

    /// Questions answered with "not known yet", and by when they are expected stands in their value.
    pub fn open(&self) -> impl Iterator<Item = &SheetRow> {
        self.rows.iter().filter(|row| row.state == RowState::Open)
    }

    /// By canonical id, with the numbers of the EDPB's draft template: what a machine would take.
    pub fn json(&self) -> Value {
        let row = |row: &SheetRow| {
            json!({
                "id": row.id, "no": row.no, "section": row.section, "label": row.label, "gloss": row.gloss,
                "label_is_ours": row.label_is_ours, "answer_is_ours": row.answer_is_ours, "facts": row.facts, "edpb_numbers": row.edpb_numbers,
                "need": row.need, "state": row.state, "value": row.value, "chars": row.chars, "max_chars": row.max_chars,
                "over_by": row.over_by(), "missing": row.is_missing(), "may_stay_open": row.may_stay_open,
                "not_named": row.not_named,
            })
        };
        json!({
            "form": self.form, "title": self.title, "language": self.language, "edition": self.edition,
            "verified": self.verified, "note": self.note, "rows": self.rows.iter().map(row).collect::<Vec<_>>(),
            "missing": self.missing().map(|row| &row.id).collect::<Vec<_>>(),
            "over_long": self.over_long().map(|row| &row.id).collect::<Vec<_>>(),
            "open": self.open().map(|row| &row.id).collect::<Vec<_>>(),
        })
    }
}

/// Values that say that nothing is known yet, in the vocabulary of facts.
const NOT_YET: &[&str] =
    &["unknown", "tbd", "to_be_determined", "not_assessable", "undetermined", "not_yet_known", "more_info_needed"];

/// The sheet of one notice.
///
/// Where the pack has no words for a value, those of the notices in its language stand in, else the English ones.
pub fn sheet(
    pack: &FormPack,
    vocabulary: &FactVocabulary,
    templates: &Templates,
    facts: &NoticeFacts,
    filing: &Filing,
) -> Sheet {
    let telling = value::tellings(templates, &pack.language, facts);
    let desk = value::Desk { pack, vocabulary, facts, filing, forms: &templates.forms, telling };
    let rows = pack.fields.iter().map(|field| row(&desk, field)).collect();
    Sheet {
        form: pack.id.clone(),
        title: pack.title.clone(),
        gloss: pack.gloss.clone(),
        language: pack.language.clone(),
        edition: pack.edition.clone(),
        verified: pack.verified,
        note: pack.note.clone(),
        rows,
    }
}

fn row(desk: &value::Desk<'_>, field: &FormField) -> SheetRow {
    let asked = field.only_if.as_ref().is_none_or(|only_if| may_arise(desk, only_if))
        && (!field.when_late || desk.facts.late());
    let (state, value) = match asked {
        false => (RowState::NotAsked, String::new()),
        true if field.facts.is_empty() => (RowState::AtTheForm, String::new()),
        true => desk.answer(field),
    };
    let looked = field.look_for.iter().filter(|_| state == RowState::Answered);
    let not_named = looked.filter(|one| !one.any.iter().any(|word| look::names(&value, word)));
    let numbers = field.facts.iter().filter_map(|id| desk.vocabulary.get(id)).flat_map(|fact| &fact.edpb_numbers);
    SheetRow {
        id: field.id.clone(),
        no: field.no.clone(),
        section: field.section.clone(),
        label: field.label.clone(),
        gloss: field.gloss.clone(),
        label_is_ours: !field.verified,
        answer_is_ours: field.verified && state == RowState::Answered && desk.words_are_ours(field),
        facts: field.facts.clone(),
        edpb_numbers: numbers.copied().collect(),
        need: field.need,
        state,
        chars: value.chars().count(),
        not_named: not_named.map(|one| one.what.clone()).collect(),
        value,
        max_chars: field.max_chars,
        may_stay_open: field.may_stay_open && desk.filing.phase == Phase::Incomplete,
    }
}

/// Whether the other answer makes the question arise. While that answer is not known the question stands: unknown is never "no".
fn may_arise(desk: &value::Desk<'_>, only_if: &AskedIf) -> bool {
    let statements = desk.statements(&only_if.fact);
    let known = |one: &&Statement| matches!(one.state, Knowledge::Known | Knowledge::Estimated);
    let mut words = statements.iter().filter(known).flat_map(|one| value::words_of(&one.value)).peekable();
    if words.peek().is_none() {
        return !statements.iter().any(|one| one.state == Knowledge::NotApplicable);
    }
    words.any(|word| only_if.any.contains(&word) || NOT_YET.contains(&word.as_str()))
}
