//! What the form of a small case asks: a few questions of the risk rules, in the words of their files.

use serde_json::{Value, json};

use crate::app::Ctx;
use crate::assessment::vocabulary::KindDef;

/// How something goes astray by mistake, as `risk.attack_type` spells it.
pub const WAYS: &[&str] =
    &["misdelivery_post", "misdelivery_email", "open_cc", "wrong_disclosure", "verbal_disclosure"];

/// Questions of the risk rules that the form asks; none answered means not known.
pub const QUESTIONS: &[&str] = &[
    "special_categories",
    "data_sensitivity_of_context",
    "vulnerable",
    "recipient_kind",
    "data_was_read",
    "deletion",
    "harm_time_sensitive",
];

/// Kinds of data that go astray most often; all others are one fold away.
pub const COMMON_KINDS: &[&str] = &[
    "identity",
    "contact",
    "dob",
    "order_details",
    "contract",
    "billing",
    "booking",
    "customer_records",
    "employment",
    "financial",
    "iban",
    "health",
];

/// A question of the rules with its answers, in words.
#[derive(Debug, Clone)]
pub struct Asked {
    pub fact: &'static str,
    pub question: String,
    /// Value and label, the most harmless first.
    pub values: Vec<(String, String)>,
}

/// What the form asks, in one language.
pub fn questions(ctx: &Ctx, italian: bool) -> Vec<Asked> {
    let pick = |en: &str, it: &str| if italian { it.to_owned() } else { en.to_owned() };
    let asked = |fact: &&'static str| {
        let def = ctx.risk.vocabulary.fact(fact)?;
        let values = def.values.iter().map(|value| (value.id.clone(), pick(&value.en, &value.it))).collect();
        Some(Asked { fact, question: pick(&def.en, &def.it), values })
    };
    QUESTIONS.iter().filter_map(asked).collect()
}

/// Id and label of each.
pub type Labelled = Vec<(String, String)>;

/// Kinds of data: those that are common, and all others.
pub fn kinds(ctx: &Ctx, italian: bool) -> (Labelled, Labelled) {
    let label = |kind: &KindDef| (kind.id.clone(), if italian { kind.it.clone() } else { kind.en.clone() });
    let kinds = &ctx.risk.vocabulary.kinds;
    let (common, more): (Vec<_>, Vec<_>) = kinds.iter().partition(|kind| COMMON_KINDS.contains(&kind.id.as_str()));
    (common.into_iter().map(label).collect(), more.into_iter().map(label).collect())
}

/// An answer as the fact's type has it.
pub fn value_of(fact: &str, word: &str) -> Value {
    match (fact, word) {
        ("vulnerable", "none") => json!([]),
        ("vulnerable", word) => json!([word]),
        (_, "true") => json!(true),
        (_, "false") => json!(false),
        (_, word) => json!(word),
    }
}
