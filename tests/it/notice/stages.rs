//! Notices that follow: every earlier filing by its own day and number, the law by its name, other States alone, and sentences that end once.

use breachdesk::domain::plan::Citation;
use breachdesk::domain::situation::Knowledge;
use breachdesk::domain::told::MOMENTS;
use breachdesk::notice::forms::{FactForm, FactType};
use breachdesk::notice::lint::rule_of;
use breachdesk::notice::words::Words;
use breachdesk::notice::{Change, Draft, EarlierFiling, NoticeFacts, NoticeKind, Statement, Told, missing};
use serde_json::{Value, json};

use super::demo::{at, draft, language, luna_6_october};
use super::lint::trial;
use super::shipped::{RULES, TEMPLATES, file};
use crate::law::law;

fn words(tag: &str) -> Words {
    Words::load(tag, &file(&format!("words/{tag}.toml"))).expect("words")
}

fn stated(state: Knowledge, value: Value) -> Statement {
    Statement { about: String::new(), state, value, how: String::new(), who: String::new(), by: None }
}

/// Every kind that follows, in each of its languages.
fn followers() -> Vec<(NoticeKind, String)> {
    let kinds = NoticeKind::ALL.iter().filter(|kind| RULES.follows(**kind));
    let all = kinds.flat_map(|kind| TEMPLATES.languages(*kind).into_iter().map(|tag| (*kind, tag.as_str().to_owned())));
    let all: Vec<(NoticeKind, String)> = all.collect();
    assert_eq!(all.iter().filter(|(kind, _)| *kind == NoticeKind::T611Second).count(), 12);
    all
}

fn body<'a>(draft: &'a Draft, id: &str) -> &'a str {
    draft.block(id).map_or_else(|| panic!("no block {id}"), |block| block.body.as_str())
}

fn cited(act: &str, article: &str) -> Citation {
    Citation { act: act.to_owned(), article: article.to_owned(), url: String::new() }
}

const GDPR: &str = "Regulation (EU) 2016/679";
const TELECOM: &str = "Regulation (EU) 611/2013";

#[test]
fn a_notice_that_follows_names_every_earlier_filing_by_its_own_day_and_the_number_given_for_it() {
    for (kind, tag) in followers() {
        let mut facts = luna_6_october(&tag);
        let filings = [
            ("2023-10-01T10:30:00Z", "GP-2023-1"),
            ("2023-10-03T08:00:00Z", ""),
            ("2023-10-04T09:15:00Z", "GP-2023-9"),
        ];
        facts.frame.earlier =
            filings.iter().map(|(on, number)| EarlierFiling { at: at(on), number: (*number).to_owned() }).collect();
        facts.frame.authority_reference = "GP-2023-9".to_owned();
        facts.frame.earlier_at = Some(at("2023-10-04T09:15:00Z"));
        let draft = draft(kind, &tag, &facts);
        let lines: Vec<&str> = body(&draft, "earlier").lines().collect();
        assert_eq!(lines.len(), 3, "{kind} {tag}: {lines:?}");
        for (line, (on, number)) in lines.iter().zip(filings) {
            let day = words(&tag).instant(at(on), chrono_tz::Europe::Rome, true);
            let rest = line.strip_prefix(&format!("- {day}")).unwrap_or_else(|| panic!("{kind} {tag}: {line}"));
            assert!(if number.is_empty() { rest.is_empty() } else { rest.ends_with(number) }, "{kind} {tag}: {line}");
        }
        // The first filing alone, without a number, is told by its day.
        facts.frame.earlier = vec![EarlierFiling { at: at("2023-10-01T10:30:00Z"), number: String::new() }];
        facts.frame.authority_reference.clear();
        assert_eq!(body(&self::draft(kind, &tag, &facts), "earlier").lines().count(), 1, "{kind} {tag}");
    }
}

#[test]
fn a_notice_that_follows_says_under_which_law_so_that_two_to_one_authority_are_never_confused() {
    for (kind, tag) in followers() {
        let of = |act: &str, article: &str, first: &str| {
            let mut facts = luna_6_october(&tag);
            facts.frame.law = Some(cited(act, article));
            facts.frame.notified_law = Some(cited(act, first));
            draft(kind, &tag, &facts)
        };
        let (gdpr, telecom) = (of(GDPR, "33(4)", "33(1)"), of(TELECOM, "2(3)", "2(2)"));
        for (draft, act, article, first) in [(&gdpr, GDPR, "33(4)", "33(1)"), (&telecom, TELECOM, "2(3)", "2(2)")] {
            let names = [words(&tag).law(&cited(act, article)), words(&tag).law(&cited(act, first))];
            let says = |text: &str| names.iter().any(|law| text.contains(law.as_str()));
            assert!(says(&draft.subject), "{kind} {tag}: {}", draft.subject);
            assert!(says(body(draft, "stage")), "{kind} {tag}: {}", body(draft, "stage"));
        }
        assert_ne!(gdpr.subject, telecom.subject, "{kind} {tag}");
        assert_ne!(body(&gdpr, "stage"), body(&telecom, "stage"), "{kind} {tag}");
    }
}

#[test]
fn the_law_is_named_in_the_language_of_the_notice_and_an_act_without_a_name_as_the_rule_cites_it() {
    for (tag, gdpr, telecom) in [
        ("en", "under Art. 33(4) GDPR", "under Art. 2(3) of Regulation (EU) No 611/2013"),
        ("it", "ai sensi dell'art. 33, par. 4, RGPD", "ai sensi dell'art. 2, par. 3, del regolamento (UE) n. 611/2013"),
        ("de", "nach Art. 33 Abs. 4 DSGVO", "nach Art. 2 Abs. 3 der Verordnung (EU) Nr. 611/2013"),
        ("sv", "enligt artikel 33.4 i dataskyddsförordningen", "enligt artikel 2.3 i förordning (EU) nr 611/2013"),
    ] {
        assert_eq!(words(tag).law(&cited(GDPR, "33(4)")), gdpr);
        assert_eq!(words(tag).law(&cited(TELECOM, "2(3)")), telecom);
    }
    let en = words("en");
    assert_eq!(en.law(&cited("Data Act of Example", "reg. 5A(2), (3A)")), "under Data Act of Example reg. 5A(2), (3A)");
    assert_eq!(en.law(&cited("Data Act of Example", "not read")), "under Data Act of Example");
    assert_eq!(en.law(&cited(GDPR, "33")), "under Art. 33 GDPR");
    // Every act under which something follows has its name in both languages of the screens, or is cited as the State writes it.
    for tag in ["en", "it"] {
        assert!([GDPR, TELECOM].iter().all(|act| words(tag).laws.acts.contains_key(*act)), "{tag}");
    }
}

#[test]
fn no_list_of_other_states_names_the_state_of_the_authority_that_reads() {
    let mut facts = luna_6_october("en");
    facts.facts.insert("xborder.subjects".to_owned(), vec![stated(Knowledge::Known, json!({ "IT": 1200, "DE": 300 }))]);
    facts.frame.own_state = "IT".to_owned();
    let told = |name: &str, own_state: bool| Told { name: name.to_owned(), at: at("2023-10-01T10:30:00Z"), own_state };
    facts.frame.told = vec![told("Autorità Esempio", true), told("Beispielbehörde (Germany)", false)];
    facts.frame.earlier = vec![EarlierFiling { at: at("2023-10-01T10:30:00Z"), number: String::new() }];
    facts.frame.changes = vec![Change {
        id: "xborder.subjects".to_owned(),
        label: "People in other EEA countries".to_owned(),
        was: stated(Knowledge::Known, json!({ "IT": 1000, "DE": 200 })),
        since: at("2023-10-05T07:30:00Z"),
    }];
    let second = draft(NoticeKind::T611Second, "en", &facts);
    assert_eq!(body(&second, "other_states"), "Germany: 300");
    assert!(
        body(&second, "changes").contains("previously: Germany: 200; now: Germany: 300"),
        "{}",
        body(&second, "changes")
    );
    let seventeen = body(&second, "other_authorities");
    assert!(seventeen.contains("Beispielbehörde (Germany)") && !seventeen.contains("Autorità Esempio"), "{seventeen}");
    // Where nobody was counted anywhere else, no other State is concerned: that is no gap.
    facts.facts.insert("xborder.subjects".to_owned(), vec![stated(Knowledge::Known, json!({ "IT": 1200 }))]);
    assert_eq!(body(&draft(NoticeKind::T611Second, "en", &facts), "other_states"), "Not concerned, as far as is known");
    // A reader that is no authority has no State of its own.
    facts.frame.own_state.clear();
    assert_eq!(body(&draft(NoticeKind::T611Second, "en", &facts), "other_states"), "Italy: 1,200");
}

/// What a person types for a fact of each shape, each sentence with or without its stop.
fn typed(form: &FactForm, words: &Words, stop: &str) -> Value {
    let (text, among) = (format!("Somebody walked in{stop}"), format!("a door left open{stop}"));
    let first = || words.values.get(&form.words).and_then(|set| set.keys().next()).cloned().unwrap_or_default();
    match form.kind {
        FactType::Text => json!(text),
        FactType::Word => json!(among),
        FactType::Set => json!({ "values": [first()], "text": among }),
        FactType::Count => json!({ "mode": "approx", "n": 4100 }),
        FactType::Instant => json!("2023-10-01T10:30:00Z"),
        FactType::Day => json!("2023-10-09"),
        FactType::YesNo => json!(true),
        FactType::Parties => json!([{ "role": first(), "name": "Esempio", "contact": { "text": among } }]),
        FactType::Countries => json!({ "DE": 300 }),
        FactType::Bodies => json!([{ "name": "Ufficio", "ref": among }]),
    }
}

/// The same case however its people end what they type.
fn typed_facts(tag: &str, state: Knowledge, stop: &str) -> NoticeFacts {
    let (words, mut facts) = (words(tag), luna_6_october(tag));
    let forms = TEMPLATES.forms();
    for (id, form) in &forms.facts {
        let statement = Statement {
            how: format!("the log says so{stop}"),
            who: format!("the CRM team{stop}"),
            by: "2023-10-30".parse().ok(),
            ..stated(state, typed(form, &words, stop))
        };
        facts.facts.insert(id.clone(), vec![statement]);
    }
    let change = |id: &str| Change {
        id: id.to_owned(),
        label: id.replace('.', " "),
        was: facts.of(id)[0].clone(),
        since: at("2023-10-05T07:30:00Z"),
    };
    let changes = ["incident.description", "impact.kinds", "parties", "communication.status"].map(change);
    facts.frame.changes = changes.to_vec();
    facts.frame.still_open = vec![("incident.systems".to_owned(), "Systems".to_owned())];
    facts.frame.earlier = vec![EarlierFiling { at: at("2023-10-01T10:30:00Z"), number: "GP-1".to_owned() }];
    facts.frame.earlier_at = Some(at("2023-10-01T10:30:00Z"));
    facts.frame.purpose = format!("To let you know{stop}");
    facts.frame.reason = format!("You asked us to{stop}");
    facts
}

#[test]
fn no_line_ends_twice_and_every_notice_is_the_same_whether_a_fact_was_typed_with_its_stop_or_without() {
    for kind in NoticeKind::ALL {
        for tag in TEMPLATES.languages(*kind) {
            for state in [Knowledge::Known, Knowledge::Estimated, Knowledge::Unknown, Knowledge::NotApplicable] {
                let tag = tag.as_str();
                let (bare, ended) =
                    (draft(*kind, tag, &typed_facts(tag, state, "")), draft(*kind, tag, &typed_facts(tag, state, ".")));
                for (one, other) in bare.blocks.iter().zip(&ended.blocks) {
                    assert_eq!(one.body, other.body, "{kind} {tag} {state}: {}", one.id);
                }
                assert_eq!(bare, ended, "{kind} {tag} {state}");
                for block in &ended.blocks {
                    well_ended(&block.body, &format!("{kind} {tag} {state} {}", block.id));
                }
            }
        }
    }
}

/// No stop twice, none behind a space or before another sign, no lost value; what stands as a paragraph of its own ends as a sentence.
fn well_ended(body: &str, place: &str) {
    for line in body.lines() {
        let bare = line.trim_start_matches("- ").trim();
        assert!(line.is_empty() || !bare.is_empty(), "{place}: an empty item");
        for wrong in ["..", " .", "; .", ".;", ".,", ".)", ",,", "  ", " ,", "()", "( ", ": ;"] {
            // Companies end with dots of their own, and so do Polish years.
            let line = line.replace("S.r.l.", "Srl").replace("S.p.A.", "SpA").replace("\u{a0}r.", "\u{a0}r");
            assert!(!line.contains(wrong), "{place}: `{wrong}` in {line}");
        }
        let is_typed = line.starts_with("Somebody walked in") && !line.ends_with('.');
        let numbered = line.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok());
        let is_open = is_typed || (numbered && line.ends_with("walked in"));
        assert!(!is_open, "{place}: no stop behind {line}");
    }
}

/// The words of the screens in a language.
fn screens(tag: &str) -> String {
    let folder = format!("{}/locales/{tag}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).expect("the folder of a language").map(|file| file.expect("a file").path());
    files.map(|file| std::fs::read_to_string(file).expect("words are UTF-8")).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_fact_that_can_stand_on_an_authoritys_page_has_a_name_in_both_languages() {
    let vocabulary = law().facts();
    let ids = vocabulary.ids().into_iter().map(str::to_owned);
    let told = TEMPLATES.forms().facts.keys().cloned();
    let moments = MOMENTS.iter().map(|(_, id)| (*id).to_owned());
    let mut ids: Vec<String> = ids.chain(told).chain(moments).collect();
    ids.sort();
    ids.dedup();
    assert!(ids.len() > 100, "{}", ids.len());
    let screens = [("en", screens("en")), ("it", screens("it"))];
    for id in &ids {
        let key = format!("fact-{} = ", id.replace(['.', '_'], "-"));
        for (tag, screens) in &screens {
            let in_vocabulary = vocabulary.get(id).is_some_and(|fact| {
                let name = if *tag == "it" { &fact.label_it } else { &fact.meaning };
                !name.is_empty() && name != id
            });
            let on_screen = screens.lines().any(|line| line.starts_with(&key));
            assert!(in_vocabulary || on_screen, "{id} has no name on a page in {tag}");
            let in_notices = TEMPLATES.label(&language(tag), id).is_some();
            let tells = TEMPLATES.forms().facts.contains_key(id);
            assert!(in_vocabulary || in_notices || !tells, "{id} has no name in a notice in {tag}");
        }
    }
}

#[test]
fn the_figure_told_before_may_be_quoted_beside_the_one_that_holds_now() {
    let with = |was: Value, sentence: &str| {
        let mut trial = trial("en").says(sentence);
        trial.facts.frame.changes = vec![Change {
            id: "subjects.count".to_owned(),
            label: "Number".to_owned(),
            was: stated(Knowledge::Known, was),
            since: at("2023-10-05T07:30:00Z"),
        }];
        trial
    };
    let found = |trial: &super::lint::Trial| trial.report().found.iter().filter(|found| found.rule == "L09").count();
    let before = json!({ "mode": "exact", "n": 12_000 });
    let quoted = "Number of customers: previously: 12,000; now: between 180,000 and 240,000.";
    assert_eq!(found(&with(before.clone(), quoted)), 0);
    assert_eq!(found(&with(before, &quoted.replace("12,000", "14,500"))), 1, "nobody ever said 14,500");
}

#[test]
fn nobody_told_yet_is_the_whole_answer_to_how_people_were_told() {
    let mut facts = luna_6_october("en");
    for id in ["communication.summary", "communication.means", "communication.coverage"] {
        facts.facts.remove(id);
    }
    let elements = |facts: &NoticeFacts| -> Vec<(String, &'static str)> {
        let found = missing(&draft(NoticeKind::T611Second, "en", facts), facts, &RULES, TEMPLATES.forms());
        let told = found.iter().filter(|one| one.element.starts_with("told_"));
        told.map(|one| (one.element.clone(), rule_of(NoticeKind::T611Second, one))).collect()
    };
    assert_eq!(elements(&facts).len(), 3, "content, means and number are asked for");
    facts.frame.nobody_told = true;
    assert_eq!(elements(&facts), []);
    assert_eq!(body(&draft(NoticeKind::T611Second, "en", &facts), "told_content"), "Nobody has been told yet");
}
