//! Words for dates, numbers, states of knowledge and claims of protection.

use breachdesk::domain::situation::{Fact, Knowledge, Situation};
use breachdesk::notice::forms::FactForms;
use breachdesk::notice::gather;
use breachdesk::notice::telling::{ProtectionStanding, Telling};
use breachdesk::notice::words::Words;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::demo::{about, at, estimated, known, luna_frame, unknown};
use super::shipped::file;

fn words(tag: &str) -> Words {
    Words::load(tag, &file(&format!("words/{tag}.toml"))).expect("words")
}

fn forms() -> FactForms {
    FactForms::load("facts.toml", &file("facts.toml")).expect("forms")
}

/// What `ask` hears of a case with these facts.
fn told<T>(facts: Vec<Fact>, tag: &str, plain: bool, ask: impl Fn(&Telling<'_>) -> T) -> T {
    let facts =
        gather(&Situation { facts, ..Situation::default() }, &about("luna"), luna_frame("2023-10-01T10:00:00Z", tag));
    let (forms, words) = (forms(), words(tag));
    ask(&Telling { facts: &facts, forms: &forms, words: &words, zone: chrono_tz::Europe::Rome, plain })
}

#[test]
fn what_the_known_nature_does_not_name_is_not_concerned_and_only_an_open_nature_leaves_it_open() {
    let say = |nature: Fact, tag: &str| told(vec![nature], tag, false, |t| t.say("nature.integrity_state"));
    let nature = || known("nature.cia", json!(["confidentiality"]));
    assert_eq!(say(nature(), "en"), "not concerned, as far as is known");
    assert_eq!(say(nature(), "it"), "nessun coinvolgimento, per quanto noto");
    assert_eq!(say(known("nature.cia", json!(["confidentiality", "integrity"])), "en"), "not known yet");
    assert_eq!(say(estimated("nature.cia", json!(["confidentiality"]), "logs"), "en"), "not known yet");
}

#[test]
fn dates_and_times_are_written_as_the_language_writes_them() {
    let (en, it) = (words("en"), words("it"));
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    assert_eq!(en.date(day("2026-03-12")), "12 March 2026");
    assert_eq!(it.date(day("2026-10-01")), "1º ottobre 2026");
    for (date, italian) in [
        ("2020-09-08", "l'8 settembre 2020"),
        ("2020-09-11", "l'11 settembre 2020"),
        ("2020-09-18", "il 18 settembre 2020"),
    ] {
        assert_eq!(it.the_date(day(date)), italian);
    }
    let moment = at("2026-03-12T08:40:00Z");
    let rome: Tz = chrono_tz::Europe::Rome;
    assert_eq!(en.instant(moment, rome, false), "12 March 2026, 09:40 (CET)");
    assert_eq!(it.instant(moment, rome, true), "12 marzo 2026, ore 09:40 (CET; 08:40 UTC)");
    assert_eq!(
        en.instant(at("2026-06-30T22:30:00Z"), rome, true),
        "1 July 2026, 00:30 (CEST; 30 June 2026, 22:30 UTC)"
    );
    assert_eq!(en.instant(moment, chrono_tz::America::Sao_Paulo, false), "12 March 2026, 05:40 (UTC-03:00)");
    assert_eq!(en.instant(at("2026-03-12T08:40:07Z"), rome, false), "12 March 2026, 09:40:07 (CET)");
}

#[test]
fn german_french_and_spanish_write_dates_times_and_zones_in_their_own_form() {
    let (de, fr, es) = (words("de"), words("fr"), words("es"));
    let rome: Tz = chrono_tz::Europe::Rome;
    let moment = at("2026-03-12T08:40:00Z");
    assert_eq!(de.instant(moment, rome, false), "12. März 2026, 09:40 Uhr (MEZ)");
    assert_eq!(fr.instant(moment, rome, false), "12 mars 2026 à 9\u{a0}h\u{a0}40 (heure normale d'Europe centrale)");
    assert_eq!(es.instant(moment, rome, false), "12 de marzo de 2026, a las 9:40 (hora central europea)");
    // One o'clock is singular in Spanish, in summer time and beside UTC too.
    let night = at("2026-06-30T23:05:00Z");
    assert_eq!(
        es.instant(night, rome, true),
        "1 de julio de 2026, a la 1:05 (hora central europea de verano; 30 de junio de 2026, a las 23:05 UTC)"
    );
    assert_eq!(de.instant(night, rome, true), "1. Juli 2026, 01:05 Uhr (MESZ; 30. Juni 2026, 23:05 UTC)");
    assert_eq!(fr.the_instant(night, rome, false).split(" (").next(), Some("le 1er juillet 2026 à 1\u{a0}h\u{a0}05"));
    // A zone without a word of its own keeps its letters or its distance.
    assert_eq!(de.instant(moment, chrono_tz::America::Sao_Paulo, false), "12. März 2026, 05:40 Uhr (UTC-03:00)");
    assert_eq!(
        (de.number(12_500), fr.number(12_500), es.number(12_500)),
        ("12.500".to_owned(), "12\u{202f}500".to_owned(), "12.500".to_owned(),)
    );
}

#[test]
fn the_last_of_several_is_joined_as_the_ear_asks() {
    let es = words("es");
    let join = |last: &str| es.join(&["nombres".to_owned(), last.to_owned()]);
    assert_eq!(join("identificadores"), "nombres e identificadores");
    assert_eq!(join("historiales"), "nombres e historiales");
    assert_eq!(join("hierro"), "nombres y hierro");
    assert_eq!(join("teléfonos"), "nombres y teléfonos");
    assert_eq!(words("de").join(&["Namen".to_owned(), "IBAN".to_owned()]), "Namen und IBAN");
}

#[test]
fn numbers_carry_the_marks_of_the_language_and_ranges_their_method() {
    assert_eq!(words("en").number(1_234_567), "1,234,567");
    assert_eq!(words("it").number(12_500), "12.500");
    assert_eq!(words("en").number(i64::MIN), "-9,223,372,036,854,775,808");
    let count = |value: Value| {
        told(vec![estimated("subjects.count", value, "active SIM cards")], "en", false, |t| t.say("subjects.count"))
    };
    assert_eq!(count(json!({"mode": "approx", "n": 12000})), "about 12,000 (estimate; basis: active SIM cards)");
    assert_eq!(
        count(json!({"mode": "approx", "min": 10, "max": 2000})),
        "between 10 and 2,000 (estimate; basis: active SIM cards)"
    );
    assert_eq!(count(json!({"mode": "exact", "n": 3})), "3 (estimate; basis: active SIM cards)");
    assert_eq!(count(json!({"mode": "unknown"})), "not known yet");
}

#[test]
fn an_unknown_says_by_when_and_to_authorities_who_finds_out() {
    let fact = || vec![unknown("data.categories", "Marek Nowicki", "2023-10-08")];
    let say = |tag, plain| told(fact(), tag, plain, |t| t.say("data.categories"));
    assert_eq!(say("en", false), "not known yet, under investigation by Marek Nowicki; expected by 8 October 2023");
    assert_eq!(
        say("it", false),
        "dato non ancora noto, accertamenti in corso a cura di: Marek Nowicki; previsto entro l'8 ottobre 2023"
    );
    // Nobody on the staff is named to people.
    assert_eq!(say("en", true), "We do not know this yet. We expect to know by 8 October 2023.");
    assert_eq!(say("it", true), "Non lo sappiamo ancora. Prevediamo di saperlo entro l'8 ottobre 2023.");
    // The notice is of 1 October: a day before that is promised no more.
    let over = vec![unknown("data.categories", "Marek Nowicki", "2023-09-30")];
    let said = told(over, "en", false, |t| t.say("data.categories"));
    assert_eq!(said, "not known yet, under investigation by Marek Nowicki; no date can be given yet");
    assert_eq!(told(Vec::new(), "en", false, |t| t.say("data.categories")), "not known yet");
}

#[test]
fn only_proven_protection_comforts_and_a_claim_outweighs_it() {
    let standing = |facts: Vec<Fact>| told(facts, "en", false, |t| t.protection());
    let intact = || known("nature.unintelligible", json!("intact"));
    let claimed = || known("risk.encryption", json!("claimed"));
    assert_eq!(standing(vec![]), ProtectionStanding::NotStated);
    assert_eq!(standing(vec![intact()]), ProtectionStanding::Proven);
    assert_eq!(standing(vec![intact(), claimed()]), ProtectionStanding::Claimed);
    assert_eq!(standing(vec![Fact { state: Knowledge::Estimated, ..intact() }]), ProtectionStanding::Claimed);
    assert_eq!(standing(vec![intact(), unknown("risk.encryption", "", "")]), ProtectionStanding::Open);
    assert_eq!(standing(vec![intact(), known("risk.encryption", json!("key_compromised"))]), ProtectionStanding::None);

    let measures = || known("measures.before", json!(["encryption"]));
    let before = |facts| told(facts, "en", false, |t: &Telling<'_>| t.say("measures.before"));
    assert_eq!(before(vec![measures(), intact()]), "encryption");
    for facts in [vec![measures()], vec![measures(), claimed()], vec![measures(), intact(), claimed()]] {
        assert!(before(facts).contains("not proven"));
    }
    let people =
        told(vec![claimed(), unknown("nature.unintelligible", "", "2023-10-13")], "en", true, |t| t.protection_words());
    assert_eq!(
        people,
        "We are still checking whether this data was encrypted, and expect to know by 13 October 2023. Until then, please act as if others can read it."
    );
}

#[test]
fn advice_and_consequences_follow_the_data_and_come_from_nowhere_else() {
    let steps = |facts: Vec<Fact>| told(facts, "en", true, |t| (t.advice(), t.consequences()));
    assert_eq!(steps(vec![]), (vec![], vec![]));
    assert_eq!(steps(vec![unknown("data.categories", "", "2023-10-06")]), (vec![], vec![]));
    let (advice, consequences) = steps(vec![known("data.categories", json!(["credentials"]))]);
    assert!(advice.len() == 1 && advice[0].contains("change your password, with us and wherever else"), "{advice:?}");
    assert_eq!(consequences.len(), 1);
    let (advice, _) = steps(vec![
        known("data.categories", json!(["credentials"])),
        known("communication.advice", json!(["First this."])),
    ]);
    assert_eq!(advice[0], "First this.", "steps written for the case come first");
}

#[test]
fn a_persons_own_words_stand_as_written_in_the_language_asked_for() {
    let value = json!({"values": ["basic", "library card"], "text": {"en": "also loans", "it": "anche prestiti"}});
    let say = |tag| told(vec![known("data.categories", value.clone())], tag, false, |t| t.say("data.categories"));
    assert_eq!(say("en"), "basic identity data, library card and also loans");
    assert_eq!(say("it"), "dati anagrafici, library card e anche prestiti");
    let parties = json!([{"role": "processor", "name": "Esempio Hosting", "contact": {"email": "host@example.org", "phone": ""}}]);
    let say = |tag| told(vec![known("parties", parties.clone())], tag, false, |t| t.say("parties"));
    assert_eq!(say("it"), "Esempio Hosting (responsabile del trattamento), host@example.org");
    let countries = json!({"IT": 1200, "XX": 3});
    assert_eq!(
        told(vec![known("xborder.subjects", countries)], "en", false, |t| t.say("xborder.subjects")),
        "Italy: 1,200; XX: 3"
    );
}
