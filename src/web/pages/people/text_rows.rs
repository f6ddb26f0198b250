//! The texts of a mail-out, one per language of its list.

use super::language;
use crate::app::notices::NoticeKind;
use crate::app::people::texts;
use crate::domain::case::{Case, NoticeState};
use crate::domain::plan::DutyKind;
use crate::web::components::{Choice, Shape, State};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::case::address;

pub(super) struct TextRow {
    pub language: String,
    pub language_code: String,
    pub people: u64,
    pub state: State,
    pub href: String,
    /// Where a text in this language is begun; empty where there is one.
    pub write: String,
    pub choices: Vec<Choice>,
    pub form: Form,
}

pub(super) fn text_row(f: &Frame, case: &Case, text: &texts::TextOfLanguage) -> TextRow {
    let t = f.t;
    let state = match &text.chosen {
        None => State::new(Shape::Over, t.text("people-text-none")),
        Some(chosen) => match &chosen.approved {
            Some((version, _)) => State::new(Shape::Full, t.with1("people-text-approved", "version", *version)),
            None if chosen.state == NoticeState::InReview => {
                State::new(Shape::Half, t.of("notice-state", chosen.state))
            }
            None => State::new(Shape::None, t.of("notice-state", chosen.state)),
        },
    };
    let chosen = text.chosen.as_ref().map(|chosen| chosen.notice.to_string()).unwrap_or_default();
    let choices = text
        .candidates
        .iter()
        .map(|candidate| {
            let state = t.of("notice-state", candidate.state);
            Choice::new(candidate.notice, t.with2("people-text-choice", "number", candidate.notice, "state", &state))
        })
        .collect();
    TextRow {
        language: language(t, &text.language),
        language_code: text.language.clone(),
        people: text.people,
        state,
        href: text
            .chosen
            .as_ref()
            .map(|chosen| address(case, &format!("/notices/{}", chosen.notice)))
            .unwrap_or_default(),
        write: if text.candidates.is_empty() { begin_text(case, &text.language) } else { String::new() },
        choices,
        form: Form::empty(t).fill(&format!("notice-{}", text.language), chosen),
    }
}

/// Begins the message to people in one language, for the duty that asks for one soonest.
fn begin_text(case: &Case, language: &str) -> String {
    let people = case.duties.iter().filter(|duty| !duty.gone && duty.planned.kind == DutyKind::People);
    match people
        .min_by_key(|duty| (!duty.is_unfiled(), duty.planned.target_at.is_none(), duty.planned.target_at, duty.number))
    {
        Some(duty) => {
            let kind = NoticeKind::PeopleEmail;
            address(case, &format!("/notices/new?duty={}&kind={kind}&language={language}", duty.number))
        }
        None => address(case, "/notices"),
    }
}
