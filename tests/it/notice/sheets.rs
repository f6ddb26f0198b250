//! Ready sheets: the form's order and words, what is missing, too long or still open, and what is shown as ours.

use std::sync::LazyLock;

use breachdesk::domain::situation::Knowledge;
use breachdesk::notice::pdf::{Around, Beside, Press, transcript};
use breachdesk::notice::sheet::{Filing, sheet};
use breachdesk::notice::{NoticeFacts, Phase, RowState, Sheet, SheetRow, Statement, Told, gather};
use breachdesk::policy::PolicySet;
use serde_json::json;

use super::demo::{about, at, known, luna_6_october, luna_30_september, luna_frame, luna_full, luna_start};
use super::shipped::TEMPLATES;
use crate::support::papers::keep;

static LAW: LazyLock<PolicySet> = LazyLock::new(|| PolicySet::load(&breachdesk::assets::policies()).unwrap());

fn filing(phase: Phase) -> Filing {
    Filing { follow_up: false, phase, regime: "eprivacy_611".to_owned() }
}

fn made(form: &str, facts: &NoticeFacts, filing: &Filing) -> Sheet {
    sheet(LAW.form(form).unwrap(), LAW.facts(), &TEMPLATES, facts, filing)
}

fn row<'a>(sheet: &'a Sheet, id: &str) -> &'a SheetRow {
    sheet.rows.iter().find(|row| row.id == id).unwrap_or_else(|| panic!("no row {id}"))
}

#[test]
fn the_garantes_sheet_stands_in_its_order_in_italian_with_its_two_numbers_and_the_basis_of_611() {
    let sheet = made("it-garante", &luna_6_october("it"), &filing(Phase::Incomplete));
    let ids: Vec<&str> = sheet.rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids[..3], ["it.kind", "it.follow_up", "it.legal_basis"]);
    assert_eq!(row(&sheet, "it.kind").value, "preliminare");
    assert!(row(&sheet, "it.legal_basis").value.contains("notifica effettuata anche ai sensi del Reg. (UE) 611/2013"));
    assert_eq!(row(&sheet, "it.nature").value, "perdita di confidenzialità; perdita di disponibilità");
    assert_eq!(row(&sheet, "it.cause").value, "intenzionale esterna");
    assert!(row(&sheet, "it.description").value.starts_with("Il 29 settembre 2023 persone esterne"));
    assert_eq!(row(&sheet, "it.subjects_n").value, "tra 180000 e 240000");
    assert!(
        row(&sheet, "it.aware").value.contains("30/09/2023, ore 13:00 (CEST)"),
        "{}",
        row(&sheet, "it.aware").value
    );
    let numbers: Vec<&str> = sheet.rows.iter().filter_map(|row| row.no.as_deref()).collect();
    assert_eq!(numbers, ["F.7", "F.9"]);
    assert!(row(&sheet, "it.description").label_is_ours && !row(&sheet, "it.nature").label_is_ours);
    assert!(sheet.note.contains("not the Garante's form") && !sheet.verified);
}

#[test]
fn free_texts_are_looked_through_for_systems_cause_timeline_and_measures() {
    let mut situation = luna_full();
    situation.facts.retain(|fact| fact.id != "incident.description");
    situation.facts.push(known("incident.description", json!("Blocco di alcune postazioni di lavoro.")));
    let facts = gather(&situation, &about("lunamobile-it"), luna_frame("2023-10-06T15:00:00Z", "it"));
    let sheet = made("it-garante", &facts, &filing(Phase::Complete));
    assert_eq!(row(&sheet, "it.description").not_named, ["systems", "cause", "timeline", "measures"]);
    // A warning is no missing answer.
    assert!(!row(&sheet, "it.description").is_missing());
}

#[test]
fn the_garantes_notice_is_of_one_kind_preliminary_complete_or_supplement() {
    let facts = luna_6_october("it");
    for (follow_up, phase, kind) in [
        (false, Phase::Incomplete, "preliminare"),
        (false, Phase::Complete, "completa"),
        (true, Phase::Incomplete, "integrativa"),
        (true, Phase::Complete, "integrativa"),
        (true, Phase::Withdrawn, "ritiro"),
    ] {
        let sheet = made("it-garante", &facts, &Filing { follow_up, ..filing(phase) });
        let named: Vec<&str> = ["it.kind", "it.follow_up"]
            .map(|id| row(&sheet, id))
            .into_iter()
            .filter(|row| row.state != RowState::NotAsked)
            .map(|row| row.value.as_str())
            .collect();
        assert_eq!(named, [kind]);
        let others = ["preliminare", "completa", "integrativa"].into_iter().filter(|other| *other != kind);
        let all: Vec<&str> = sheet.rows.iter().map(|row| row.value.as_str()).collect();
        assert!(others.into_iter().all(|other| !all.contains(&other)), "{all:?}");
    }
}

#[test]
fn a_text_is_said_to_name_a_thing_only_where_it_does() {
    let not_named = |description: &str| {
        let mut situation = luna_full();
        situation.facts.retain(|fact| fact.id != "incident.description");
        situation.facts.push(known("incident.description", json!(description)));
        let facts = gather(&situation, &about("lunamobile-it"), luna_frame("2023-10-06T15:00:00Z", "it"));
        row(&made("it-garante", &facts, &filing(Phase::Complete)), "it.description").not_named.clone()
    };
    // Words that stand in any such text: none of them says which server, what cause, what day or what was done.
    let common = "A causa di un problema di sistema è stato registrato in segreteria un blocco di maggiore portata di alcuni server; \
                  sono state adottate le misure applicabili e aggiornate le procedure.";
    assert_eq!(not_named(common), ["systems", "cause", "timeline", "measures"]);
    let named = "Il 29 settembre 2023 alle ore 13:00 un ransomware ha cifrato i server SRV-DB01 e SRV-DB02; i server sono stati isolati e \
                 ripristinati da backup.";
    assert_eq!(not_named(named), [] as [&str; 0]);
}

#[test]
fn the_state_of_the_authority_stands_in_no_row_of_other_states() {
    let mut facts = luna_6_october("it");
    facts.frame.own_state = "IT".to_owned();
    facts.facts.insert("xborder.is".to_owned(), vec![stated(json!("yes"))]);
    facts.facts.insert("xborder.subjects".to_owned(), vec![stated(json!({ "IT": 900, "DE": 1200 }))]);
    let across = row(&made("it-garante", &facts, &filing(Phase::Incomplete)), "it.cross_border").value.clone();
    assert!(across.contains("Germania: 1200") && !across.contains("Italia"), "{across}");
    facts.facts.insert("xborder.subjects".to_owned(), vec![stated(json!({ "IT": 900 }))]);
    let second = made("annex-1-section-2", &facts, &Filing { follow_up: true, ..filing(Phase::Complete) });
    assert_eq!(row(&second, "16").state, RowState::NotApplicable, "{}", row(&second, "16").value);
    let told = |name: &str, own_state: bool| Told { name: name.to_owned(), at: at("2023-10-01T10:30:00Z"), own_state };
    facts.frame.told = vec![told("Autorità Esempio", true), told("Datatilsynet (Denmark)", false)];
    let second = made("annex-1-section-2", &facts, &Filing { follow_up: true, ..filing(Phase::Complete) });
    assert_eq!(row(&second, "17").value.lines().count(), 1, "{}", row(&second, "17").value);
}

#[test]
fn not_known_yet_will_do_in_a_preliminary_notice_and_not_in_a_complete_one() {
    let facts = luna_30_september("en");
    let early = made("annex-1-section-1", &facts, &filing(Phase::Incomplete));
    let data = row(&early, "6");
    assert_eq!((data.state, data.value.as_str()), (RowState::Open, "not known yet, expected by 6 October 2023"));
    assert!(data.may_stay_open && !data.is_missing());
    let complete = made("annex-1-section-1", &facts, &filing(Phase::Complete));
    assert!(!row(&complete, "6").may_stay_open && row(&complete, "6").is_missing());
    assert!(complete.missing().any(|row| row.id == "6"));
    assert!(!early.missing().any(|row| row.id == "6"));
    assert_eq!(early.open().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["6"]);
}

#[test]
fn what_nobody_has_said_is_missing_and_what_another_answer_rules_out_is_not_asked() {
    let facts = gather(&luna_start(), &about("lunamobile-it"), luna_frame("2023-09-30T16:00:00Z", "en"));
    let sheet = made("gb-ico", &facts, &filing(Phase::Incomplete));
    assert_eq!(row(&sheet, "consequences").state, RowState::Unanswered);
    assert!(row(&sheet, "consequences").is_missing());
    // Nobody has said whether it was a cyber incident: the questions about one stand.
    assert_eq!(row(&sheet, "impact").state, RowState::Unanswered);
    // A first report has no reference of an earlier one, and one in time no reasons for delay.
    assert_eq!(row(&sheet, "reference").state, RowState::NotAsked);
    assert_eq!(row(&sheet, "delay").state, RowState::NotAsked);
    let mut situation = luna_start();
    situation.facts.push(known("incident.cyber", json!("no")));
    let facts = gather(&situation, &about("lunamobile-it"), luna_frame("2023-10-06T16:00:00Z", "en"));
    let later = made("gb-ico", &facts, &Filing { follow_up: true, ..filing(Phase::Incomplete) });
    assert_eq!(row(&later, "impact").state, RowState::NotAsked);
    assert!(row(&later, "reference").is_missing() && row(&later, "delay").is_missing());
    assert_eq!(row(&later, "kind").value, "Follow-up report");
}

#[test]
fn an_answer_longer_than_the_form_takes_is_told_with_by_how_much() {
    let mut pack = LAW.form("annex-1-section-1").unwrap().clone();
    let field = pack.fields.iter_mut().find(|field| field.id == "5").unwrap();
    field.max_chars = Some(20);
    let sheet = sheet(&pack, LAW.facts(), &TEMPLATES, &luna_6_october("en"), &filing(Phase::Complete));
    let five = row(&sheet, "5");
    assert_eq!(five.over_by(), five.value.chars().count() - 20);
    assert_eq!(sheet.over_long().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["5"]);
}

#[test]
fn a_language_without_words_of_its_own_for_a_value_gets_the_english_ones_and_never_a_bare_key() {
    for pack in LAW.forms() {
        let sheet = made(&pack.id, &luna_6_october("en"), &filing(Phase::Incomplete));
        for row in &sheet.rows {
            let bare =
                ["hacking_or_malware", "external_malicious", "official_documents", "identity_theft", "access_levels"];
            let found = bare.iter().find(|word| row.value.contains(**word));
            assert_eq!(found, None, "{} {}: {}", pack.id, row.id, row.value);
            assert!(!row.value.contains("{\"") && !row.value.contains("null"), "{} {}: {}", pack.id, row.id, row.value);
        }
    }
    let dutch = made("nl-ap", &luna_6_october("en"), &filing(Phase::Incomplete));
    assert_eq!(row(&dutch, "nature").value, "Vertrouwelijkheid; Beschikbaarheid");
    assert!(row(&dutch, "summary").value.starts_with("On 29 September 2023"));
}

#[test]
fn every_form_is_printed_in_its_own_language_and_what_the_desk_says_beside_it_in_the_readers() {
    let mut press = Press::new().unwrap();
    for pack in LAW.forms() {
        let facts = luna_6_october("en");
        let sheet = made(&pack.id, &facts, &filing(Phase::Incomplete));
        let beside = Beside {
            lang: "en".to_owned(),
            lead: vec!["To fill the form in from.".to_owned()],
            label_is_ours: "Our words".to_owned(),
            answer_is_ours: "Our answer".to_owned(),
            remarks: sheet.rows.iter().map(|row| row.id.clone()).collect(),
            instead: sheet.rows.iter().map(|_| "Not known yet".to_owned()).collect(),
        };
        let around = Around {
            author: facts.frame.controller.name.clone(),
            head: pack.id.clone(),
            digest: "a3f1".to_owned(),
            band: Some("Draft".to_owned()),
            made_at: facts.frame.as_at.utc(),
        };
        let document = transcript(&sheet, &beside, around);
        assert_eq!(document.lang, pack.language, "{}", pack.id);
        let bytes = press.print(&document).unwrap_or_else(|problem| panic!("{}: {problem}", pack.id));
        let named = |what: &str| bytes.windows(what.len()).filter(|window| *window == what.as_bytes()).count();
        assert_eq!(named("/S/TR/"), sheet.rows.len(), "{}", pack.id);
        keep(&format!("sheet-{}.pdf", pack.id), &bytes);
    }
}

#[test]
fn an_answer_in_words_that_nobody_read_under_a_label_that_somebody_did_is_shown_as_ours() {
    let with = |id: &str, word: &str| {
        let mut facts = luna_6_october("it");
        facts.facts.insert(id.to_owned(), vec![stated(json!(word))]);
        made("it-garante", &facts, &filing(Phase::Incomplete))
    };
    for (id, word, of, ours) in [
        ("impact.severity", "moderate", "it.severity", false),
        ("impact.severity", "severe", "it.severity", true),
        ("incident.cause", "external_malicious", "it.cause", false),
        ("incident.cause", "unknown", "it.cause", false),
    ] {
        let sheet = with(id, word);
        assert_eq!(row(&sheet, of).answer_is_ours, ours, "{word}: {}", row(&sheet, of).value);
    }
    let sheet = with("impact.severity", "severe");
    // No list of kinds of data was read, so its words are those of the notices; where the label is ours too, one mark is enough.
    assert!(row(&sheet, "it.data_kinds").answer_is_ours && !row(&sheet, "it.subject_kinds").answer_is_ours);
    let out = sheet.json();
    let severity = out["rows"].as_array().unwrap().iter().find(|row| row["id"] == "it.severity").unwrap();
    assert_eq!((&severity["label_is_ours"], &severity["answer_is_ours"]), (&json!(false), &json!(true)));
}

#[test]
fn countries_stand_on_the_sheet_by_their_names_in_the_forms_language() {
    let mut facts = luna_6_october("it");
    facts.facts.insert("xborder.is".to_owned(), vec![stated(json!("yes"))]);
    facts.facts.insert("xborder.subjects".to_owned(), vec![stated(json!({ "DE": 1200, "US": 40 }))]);
    facts.facts.insert("xborder.establishments".to_owned(), vec![stated(json!(["NL", "TR"]))]);
    let italian = made("it-garante", &facts, &filing(Phase::Incomplete));
    let across = &row(&italian, "it.cross_border").value;
    assert!(across.contains("Germania: 1200; Stati Uniti: 40"), "{across}");
    let all: Vec<String> = LAW
        .forms()
        .iter()
        .flat_map(|pack| made(&pack.id, &facts, &filing(Phase::Incomplete)).rows)
        .filter(|row| row.facts.iter().any(|fact| fact == "xborder.establishments"))
        .map(|row| row.value)
        .collect();
    assert!(!all.is_empty() && all.iter().all(|value| !value.contains("TR") && !value.contains("NL")), "{all:?}");
}

#[test]
fn other_authorities_that_were_told_stand_on_the_sheet_from_the_record() {
    let mut facts = luna_6_october("en");
    let seventeen = |facts: &NoticeFacts| {
        let made = made("annex-1-section-2", facts, &Filing { follow_up: true, ..filing(Phase::Complete) });
        let found = row(&made, "17").clone();
        (found.state, found.value)
    };
    facts.facts.remove("xborder.subjects");
    facts.frame.told.clear();
    assert_eq!(seventeen(&facts), (RowState::Unanswered, String::new()));
    let none = Statement { state: Knowledge::NotApplicable, ..stated(serde_json::Value::Null) };
    facts.facts.insert("xborder.subjects".to_owned(), vec![none]);
    assert_eq!(seventeen(&facts).0, RowState::NotApplicable, "no other State is concerned");
    let told = |name: &str, on: &str| Told { name: name.to_owned(), at: at(on), own_state: false };
    facts.frame.told = vec![
        told("Datatilsynet (Norway)", "2023-10-01T22:30:00Z"),
        told("Datatilsynet (Denmark)", "2023-10-03T08:00:00Z"),
    ];
    let (state, value) = seventeen(&facts);
    assert_eq!((state, value.lines().count()), (RowState::Answered, 2), "{value}");
    // In the zone of the notice it was past midnight.
    assert!(value.starts_with("Datatilsynet (Norway), 2 October 2023\n"), "{value}");
}

fn stated(value: serde_json::Value) -> Statement {
    Statement { about: String::new(), state: Knowledge::Known, value, how: String::new(), who: String::new(), by: None }
}

#[test]
fn protection_that_is_claimed_and_not_proven_is_not_stated_as_proven() {
    let sheet = made("it-garante", &luna_6_october("it"), &filing(Phase::Incomplete));
    let proven = TEMPLATES.forms().facts["measures.before"].claims.contains(&"encryption".to_owned());
    assert!(proven, "the word claims protection");
    let measures = &row(&sheet, "it.measures_before").value;
    assert!(measures.to_lowercase().contains("cifratura") && measures.contains("non è dimostrato"), "{measures}");
}

#[test]
fn the_export_goes_by_canonical_id_and_carries_the_numbers_of_the_edpbs_template() {
    let sheet =
        made("annex-1-section-2", &luna_6_october("en"), &Filing { follow_up: true, ..filing(Phase::Incomplete) });
    let out = sheet.json();
    let rows = out["rows"].as_array().unwrap();
    let ten = rows.iter().find(|row| row["id"] == "10").unwrap();
    assert_eq!((&ten["facts"], &ten["edpb_numbers"]), (&json!(["subjects.count"]), &json!([67, 68])));
    assert_eq!(ten["label_is_ours"], json!(true));
    assert_eq!(ten["value"], json!("between 180000 and 240000"));
    assert!(out["missing"].as_array().unwrap().contains(&json!("reference")));
    // Twice the same is the same.
    assert_eq!(out, sheet.json());
}
