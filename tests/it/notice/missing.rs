//! What the missing list says per kind and moment.

use breachdesk::notice::{
    Draft, DraftProblem, Missing, MissingReason, NoticeFacts, NoticeKind, check, gather, missing,
};
use serde_json::json;

use super::demo::{about, at, draft, known, luna_6_october, luna_30_september, luna_frame, luna_full, luna_start};
use super::shipped::{RULES, TEMPLATES};

fn lacks(draft: &Draft, facts: &NoticeFacts) -> Vec<Missing> {
    missing(draft, facts, &RULES, TEMPLATES.forms())
}

fn named(found: &[Missing], blocking: bool) -> Vec<&str> {
    found.iter().filter(|m| m.blocking == blocking).map(|m| m.element.as_str()).collect()
}

#[test]
fn a_first_notification_with_dated_unknowns_is_ready() {
    let facts = luna_30_september("it");
    let found = lacks(&draft(NoticeKind::T611First, "it", &facts), &facts);
    // The time of the incident itself was never stated: named with item and act, yet stopping nothing.
    let [times] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((times.element.as_str(), times.reason, times.blocking), ("times", MissingReason::NotStated, false));
    assert_eq!(times.facts, ["time.start"]);
    assert_eq!(times.citation.article, "Annex I section 1, item 4");
    assert_eq!(times.label, "notice-element-times");
}

#[test]
fn nothing_but_emptiness_or_a_missing_recipient_blocks_a_notice_to_an_authority() {
    for kind in [NoticeKind::T611First, NoticeKind::Gdpr33Initial] {
        let mut facts = luna_30_september("en");
        facts.facts.clear();
        let full = draft(kind, "en", &facts);
        assert_eq!(named(&lacks(&full, &facts), true), Vec::<&str>::new(), "{kind}");
        let mut empty = full.clone();
        empty.blocks.iter_mut().for_each(|b| b.body = " \n".to_owned());
        assert_eq!(named(&lacks(&empty, &facts), true), ["notice"], "{kind}");
        facts.frame.recipient = None;
        assert_eq!(named(&lacks(&full, &facts), true), ["recipient"], "{kind}");
    }
}

#[test]
fn a_late_notice_asks_for_the_reasons_for_delay_and_one_in_time_does_not() {
    for kind in [NoticeKind::T611First, NoticeKind::Gdpr33Initial] {
        let mut frame = luna_frame("2023-10-05T09:00:00Z", "en");
        let late = gather(&luna_start(), &about("lunamobile-it"), frame.clone());
        let text = draft(kind, "en", &late);
        assert!(text.block("delay").is_some_and(|b| b.body.is_empty()), "{kind}: the block is there to be written");
        let found = lacks(&text, &late);
        let delay = found.iter().find(|m| m.element == "delay").expect("asked for");
        assert!(!delay.blocking && delay.reason == MissingReason::NotStated);

        frame.projected.push(known("time.delay_reason", json!("The first analysis took four days.")));
        let reasoned = gather(&luna_start(), &about("lunamobile-it"), frame.clone());
        let text = draft(kind, "en", &reasoned);
        assert_eq!(text.block("delay").map(|b| b.body.as_str()), Some("The first analysis took four days."));
        assert!(!lacks(&text, &reasoned).iter().any(|m| m.element == "delay"));

        frame.projected.clear();
        frame.as_at = at("2023-10-01T12:00:00Z");
        let in_time = gather(&luna_start(), &about("lunamobile-it"), frame);
        assert!(
            draft(kind, "en", &in_time).block("delay").is_none(),
            "{kind}: the last instant of the legal term is in time"
        );
    }
}

#[test]
fn people_are_not_told_without_consequences_measures_advice_and_contact() {
    for kind in [NoticeKind::PeopleEmail, NoticeKind::PublicNotice] {
        let facts = luna_6_october("en");
        let text = draft(kind, "en", &facts);
        assert_eq!(named(&lacks(&text, &facts), true), Vec::<&str>::new(), "{kind}");
        for block in ["consequences", "measures", "advice", "contact"] {
            let mut edited = text.clone();
            edited.blocks.iter_mut().filter(|b| b.id == block).for_each(|b| b.body = "\u{200b} ".to_owned());
            assert_eq!(named(&lacks(&edited, &facts), true), [block], "{kind}: emptied");
            edited.blocks.retain(|b| b.id != block);
            assert_eq!(named(&lacks(&edited, &facts), true), [block], "{kind}: taken out");
        }
    }
}

#[test]
fn people_cannot_be_told_on_facts_that_are_still_open() {
    let facts = luna_30_september("en");
    let found = lacks(&draft(NoticeKind::PeopleEmail, "en", &facts), &facts);
    assert_eq!(named(&found, true), ["consequences", "advice"]);
    assert!(found.iter().filter(|m| m.blocking).all(|m| m.reason == MissingReason::StillOpen), "{found:?}");
}

#[test]
fn a_contact_with_one_way_to_reach_it_is_not_enough_for_people() {
    let mut frame = luna_frame("2023-10-06T15:00:00Z", "en");
    (frame.dpo.pec, frame.dpo.phone, frame.dpo.post) = Default::default();
    let facts = gather(&luna_full(), &about("lunamobile-it"), frame);
    let found = lacks(&draft(NoticeKind::PeopleEmail, "en", &facts), &facts);
    assert_eq!(named(&found, true), ["contact"]);
}

#[test]
fn an_unknown_without_a_date_and_a_word_that_means_unknown_are_named() {
    let mut situation = luna_full();
    situation.facts.retain(|f| f.id != "subjects.count" && f.id != "data.categories");
    situation.facts.push(known("subjects.count", json!({"mode": "tbd"})));
    situation.facts.push(known("data.categories", json!(["not_yet_known"])));
    let facts = gather(&situation, &about("lunamobile-it"), luna_frame("2023-10-01T10:00:00Z", "en"));
    let text = draft(NoticeKind::Gdpr33Initial, "en", &facts);
    let found = lacks(&text, &facts);
    let people = found.iter().find(|m| m.element == "people").expect("named");
    assert_eq!((people.reason, people.facts.clone()), (MissingReason::NoDate, vec!["subjects.count".to_owned()]));
    assert!(text.block("people").is_some_and(|b| b.body.contains("not known yet")));
}

#[test]
fn a_fact_written_in_another_language_alone_is_named() {
    let mut situation = luna_full();
    situation.facts.retain(|f| f.id != "measures.mitigation" && f.id != "measures.prevention");
    situation.facts.push(known("measures.mitigation", json!({"en": "Systems were isolated."})));
    let facts = gather(&situation, &about("lunamobile-it"), luna_frame("2023-10-06T15:00:00Z", "it"));
    let found = lacks(&draft(NoticeKind::PeopleEmail, "it", &facts), &facts);
    let [measures] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (measures.element.as_str(), measures.reason, measures.blocking),
        ("measures", MissingReason::OtherLanguage, true)
    );
}

#[test]
fn a_draft_with_unknown_fields_or_marks_is_refused_at_save() {
    let facts = luna_6_october("en");
    let good = draft(NoticeKind::PeopleEmail, "en", &facts);
    assert_eq!(check(&good, &RULES, &TEMPLATES), []);
    let refused = |change: fn(&mut Draft)| {
        let mut draft = good.clone();
        change(&mut draft);
        check(&draft, &RULES, &TEMPLATES)
    };
    assert!(matches!(refused(|d| d.blocks[0].body = "Dear [[nmae]],".into())[..], [DraftProblem::UnknownField { .. }]));
    assert!(matches!(refused(|d| d.blocks[0].body = "Dear [[name".into())[..], [DraftProblem::UnknownField { .. }]));
    assert!(matches!(refused(|d| d.subject = "[[name]]".into())[..], [DraftProblem::FieldInSubject]));
    assert!(matches!(refused(|d| d.blocks[1].body = "On {{ date }}".into())[..], [DraftProblem::LeftOverMark { .. }]));
    assert!(matches!(refused(|d| d.blocks[1].id = "greeting".into())[..], [DraftProblem::TwiceTheSameBlock(_)]));
    assert!(matches!(refused(|d| d.blocks[1].id = "sumary".into())[..], [DraftProblem::UnknownBlock(_)]));
    assert_eq!(refused(|d| d.blocks[1].id = "own_1".into()), []);
    // A notice to an authority takes no fields at all.
    let mut filing = draft(NoticeKind::T611First, "en", &facts);
    filing.blocks[0].body.push_str(" [[name]]");
    assert!(matches!(check(&filing, &RULES, &TEMPLATES)[..], [DraftProblem::UnknownField { .. }]));
}

#[test]
fn a_filing_may_quote_anything() {
    let mut filing = draft(NoticeKind::Gdpr33Initial, "en", &luna_6_october("en"));
    filing.blocks[0].body = "The ransom note read: {{ pay }} [[ or else".to_owned();
    assert_eq!(check(&filing, &RULES, &TEMPLATES), []);
}

#[test]
fn a_saved_draft_loses_what_nobody_sees_and_keeps_the_rest() {
    let mut saved = draft(NoticeKind::T611First, "en", &luna_6_october("en"));
    saved.subject = " A\u{202e}\nB ".to_owned();
    saved.blocks[0].body = "one\r\n\r\n- t\u{ad}wo\r\n".to_owned();
    let kept = saved.tidied();
    assert_eq!((kept.subject.as_str(), kept.blocks[0].body.as_str()), ("A B", "one\n\n- two"));
    assert_eq!(kept.clone().tidied(), kept);
}
