//! House templates: the shipped ones fit their syntax and stand their check, and no text ends the program or grows without bound.

use breachdesk::notice::NoticeKind;
use breachdesk::notice::house::{HouseBlock, HouseProblem, HouseTemplate, check};
use proptest::prelude::*;

use super::demo::{at, language};
use super::shipped::{RULES, TEMPLATES};
use crate::law::law;

/// The whole shipped template as if the organisation had written every part of it.
fn whole(kind: NoticeKind, tag: &str) -> HouseTemplate {
    let written = TEMPLATES.written(kind, &language(tag)).unwrap();
    let blocks = written.blocks.into_iter().map(|(id, _, words)| (id, words)).collect();
    HouseTemplate { kind, language: language(tag), subject: Some(written.subject), blocks }
}

#[test]
fn every_shipped_template_could_be_a_house_template() {
    let now = at("2026-10-03T10:00:00Z");
    for kind in NoticeKind::ALL {
        for tag in TEMPLATES.languages(*kind) {
            let tried = check(&whole(*kind, tag.as_str()), &TEMPLATES, &RULES, law(), now)
                .unwrap_or_else(|problems| panic!("{kind} {tag}: {problems:?}"));
            assert!(tried.remarks.is_empty(), "{kind} {tag}: {:?}", tried.remarks);
            assert!(!tried.full.is_empty());
        }
    }
}

#[test]
fn a_part_that_leaves_out_what_the_law_wants_is_told_with_its_citation() {
    let mut template = whole(NoticeKind::Gdpr33Initial, "en");
    template
        .blocks
        .insert("measures".to_owned(), HouseBlock { heading: "Measures".to_owned(), body: "Some.".to_owned() });
    let problems = check(&template, &TEMPLATES, &RULES, law(), at("2026-10-03T10:00:00Z")).unwrap_err();
    let told = problems.iter().find_map(|problem| match problem {
        HouseProblem::LeavesOut { fact, citation, .. } if fact == "measures.mitigation" => {
            Some(citation.article.clone())
        }
        _ => None,
    });
    assert_eq!(told.as_deref(), Some("33(3)(d)"), "{problems:?}");
}

/// Words that were written when a notice that follows knew one reference and one day.
#[test]
fn a_house_template_that_tells_one_reference_and_one_day_still_stands() {
    let body =
        "{% if authority_reference %}\nReference {{ authority_reference }}, notified on {{ earlier_on }}\n{% endif %}";
    for kind in [NoticeKind::Supplement, NoticeKind::T611Second] {
        let mut template = whole(kind, "en");
        let heading = "Earlier notification".to_owned();
        template.blocks.insert("earlier".to_owned(), HouseBlock { heading, body: body.to_owned() });
        template.subject = Some("Supplement: {{ controller.name }}, reference {{ our_reference }}".to_owned());
        let tried = check(&template, &TEMPLATES, &RULES, law(), at("2026-10-03T10:00:00Z"))
            .unwrap_or_else(|problems| panic!("{kind}: {problems:?}"));
        let told = &tried.full.block("earlier").unwrap().body;
        assert!(told.starts_with("Reference ‹authority_reference›, notified on 3 October 2026"), "{kind}: {told}");
    }
}

proptest! {
    #[test]
    fn whatever_is_typed_is_kept_or_told_and_never_ends_the_program(
        parts in proptest::collection::vec(
            prop_oneof![
                Just("{{ ".to_owned()), Just(" }}".to_owned()), Just("{% ".to_owned()), Just(" %}".to_owned()), Just("{#".to_owned()),
                Just("if late".to_owned()), Just("endif".to_owned()), Just("for x in told".to_owned()), Just("endfor".to_owned()),
                Just("t.say(\"time.start\")".to_owned()), Just(" | cap".to_owned()), Just("(".to_owned()), Just(")".to_owned()),
                Just("\"".to_owned()), Just("'".to_owned()), ".{0,12}",
            ],
            0..24,
        )
    ) {
        let mut template = whole(NoticeKind::PeopleEmail, "en");
        let block = template.blocks.values_mut().next().unwrap();
        block.body.push_str(&parts.concat());
        let _ = check(&template, &TEMPLATES, &RULES, law(), at("2026-10-03T10:00:00Z"));
    }
}
