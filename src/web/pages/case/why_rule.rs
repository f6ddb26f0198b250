//! The rule behind a duty in words: version, file, counting, who read it, and what keeps the reader from trusting its text.

use super::law_words::origin_words;
use crate::app::views::why::{RuleText, Why};
use crate::web::citations;
use crate::web::components::SummaryRow;
use crate::web::frame::Frame;
use crate::web::i18n::Lang;
use crate::web::spoken::Spoken;

/// The reader's remark in the language of the screen where it was translated; else in English, which the page then marks.
pub(super) fn note(f: &Frame, rule: &RuleText) -> (String, bool) {
    match f.t.lang {
        Lang::It if !rule.note_it.is_empty() => (rule.note_it.clone(), false),
        lang => (rule.note.clone(), lang != Lang::En),
    }
}

pub(super) fn rule_rows(f: &Frame, why: &Why<'_>) -> Vec<SummaryRow> {
    let planned = &why.duty.planned;
    let mut rows = Vec::new();
    if let Some(rule) = &why.rule {
        rows.push(
            SummaryRow::new(
                f.text("why-rule"),
                f.with2("why-rule-version", "rule", &planned.rule, "version", rule.version),
            )
            .why(
                [in_force(f, rule), rule.file.clone(), origin_words(f, planned.origin)]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(" · "),
            ),
        );
        if let Some(counting) = &rule.counting {
            let verified = if counting.verified { "why-counting-read" } else { "why-counting-unread" };
            rows.push(
                SummaryRow::new(f.text("why-counting"), citations::short(f.t, &counting.act, &counting.article))
                    .why(Spoken::english(f.t, &counting.text).and(" · ", f.text(verified))),
            );
        }
        let read_on = rule.read_on.map(|day| f.t.day(day)).unwrap_or_default();
        let key = if rule.verified { "why-read" } else { "why-unread" };
        if let Some(place) = &rule.quote_read_in {
            rows.push(SummaryRow::new(f.text("why-quote-read-in"), Spoken::english(f.t, place)));
        }
        rows.push(SummaryRow::new(f.text("rule-read"), f.with2(key, "by", reader(f, &rule.read_by), "on", &read_on)));
    }
    rows.push(SummaryRow::new(f.text("why-digest-then"), planned.policy_digest.clone()).why(f.with1(
        "why-copied",
        "at",
        f.moment(&why.duty.arisen_at),
    )));
    if !why.same_files() {
        rows.push(SummaryRow::new(f.text("why-digest-now"), why.rules_now.clone()));
    }
    rows
}

fn in_force(f: &Frame, rule: &RuleText) -> String {
    let from = rule.from.map(|day| f.t.day(day)).unwrap_or_default();
    match rule.until {
        Some(until) => f.with2("why-in-force-until", "from", &from, "until", f.t.day(until)),
        None => f.with1("why-in-force", "from", &from),
    }
}

/// What keeps the reader from trusting the rule's text as it stands.
pub(super) fn rule_doubt(f: &Frame, why: &Why<'_>) -> Vec<String> {
    let mut doubt = Vec::new();
    if !why.duty.planned.rule_verified {
        let quoted = why.rule.as_ref().is_some_and(|rule| rule.quote.is_some());
        doubt.push(f.text(if quoted { "rule-unverified-quoted" } else { "rule-unverified" }));
    }
    match (&why.rule, why.same_files()) {
        (None, _) => doubt.push(f.text("why-rule-gone")),
        (Some(_), false) => doubt.push(f.text("why-files-differ")),
        (Some(_), true) => {}
    }
    doubt
}

/// Who read the law so: the files name those who made them in a word of their own.
fn reader(f: &Frame, by: &str) -> String {
    if by == "project" { f.text("why-reader-project") } else { by.to_owned() }
}
