//! The questions of a group on one page: one post, several facts, nothing overwritten unseen.

use breachdesk::domain::case::FactEntry;
use breachdesk::domain::situation::{Knowledge, Scope};
use serde_json::json;

use super::case_desk::{between, known, open_case, record, set_up};
use super::own_rules::case_of;
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};

/// The fields of one fact in the group's form.
fn field(fact: &str, name: &str) -> String {
    format!("f-{}--{name}", fact.replace(['.', '_'], "-"))
}

async fn answer(browser: &Browser, case: &str, group: &str, answers: &[(&str, &str, &str)]) -> Page {
    let page = format!("{case}/questions/{group}");
    let token = browser.get(&page).await.token();
    let names: Vec<(String, &str)> = answers.iter().map(|(fact, name, value)| (field(fact, name), *value)).collect();
    let mut fields = vec![("scope", "case")];
    fields.extend(names.iter().map(|(name, value)| (name.as_str(), *value)));
    browser.post_with(&page, &token, &fields).await
}

fn fact(app: &TestApp, case: &str, id: &str) -> Option<FactEntry> {
    case_of(app, case).fact(id, &Scope::case()).cloned()
}

#[tokio::test(flavor = "multi_thread")]
async fn several_facts_are_answered_in_one_post_each_as_an_entry_of_its_own() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Attack").await;
        let saved = answer(
            &dpo,
            &case,
            "people",
            &[
                ("subjects.categories", "value", "customers"),
                ("subjects.categories", "value", "minors"),
                ("subjects.categories", "state", "known"),
                ("subjects.count", "mode", "approx"),
                ("subjects.count", "min", "2,000"),
                ("subjects.count", "max", "3.000"),
                ("subjects.count", "state", "estimated"),
                ("subjects.count", "estimate", "Rows of the table"),
                ("data.records", "state", "unknown"),
                ("data.records", "who", "Marek Nowicki"),
                ("data.records", "by", "2026-10-06"),
                ("data.records", "source", "Database team"),
            ],
        )
        .await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let categories = fact(app, &case, "subjects.categories").unwrap();
        assert_eq!(categories.fact.value, json!(["customers", "minors"]));
        let count = fact(app, &case, "subjects.count").unwrap();
        assert_eq!(count.fact.value, json!({ "mode": "approx", "min": 2000, "max": 3000 }));
        assert_eq!(count.fact.how.as_str(), "Rows of the table");
        let records = fact(app, &case, "data.records").unwrap();
        assert_eq!((records.fact.state, records.source.as_str()), (Knowledge::Unknown, "Database team"));
        assert!(fact(app, &case, "data.detail").is_none());
        let csv = dpo.get(&format!("{case}/timeline.csv")).await;
        assert_eq!(csv.text().matches("fact_set").count().max(csv.text().matches("Fact").count()), 3, "{}", csv.text());
        let list = dpo.get(&format!("{case}/facts?group=people")).await;
        assert!(list.text().contains("2 of 5, 1 with a day"), "{}", list.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_changes_nothing_records_nothing() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Attack").await;
    known(&dpo, &case, "incident.description", &[("value", "First line\nsecond line")]).await;
    let before = fact(&app, &case, "incident.description").unwrap();
    let page = dpo.get(&format!("{case}/questions/incident")).await;
    let seen = field("incident.description", "seen");
    let seen_at = between(page.text(), &format!("name=\"{seen}\" value=\""), "\"").to_owned();
    app.advance(chrono::TimeDelta::minutes(5));
    let same = answer(
        &dpo,
        &case,
        "incident",
        &[
            ("incident.description", "seen", &seen_at),
            ("incident.description", "value", "First line\r\nsecond line"),
            ("incident.description", "state", "known"),
            ("incident.description", "source", "Operations report"),
        ],
    )
    .await;
    assert_eq!(same.status, 303, "{}", same.text());
    assert_eq!(fact(&app, &case, "incident.description").unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_wrong_answer_has_its_sentence_keeps_what_was_typed_and_nothing_is_saved() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Attack").await;
    let long = "x".repeat(21_000);
    let refused = answer(
        &dpo,
        &case,
        "people",
        &[
            ("subjects.categories", "value", "martians"),
            ("subjects.categories", "state", "known"),
            ("subjects.count", "mode", "approx"),
            ("subjects.count", "min", "900"),
            ("subjects.count", "max", "20"),
            ("subjects.count", "state", "known"),
            ("data.records", "mode", "exact"),
            ("data.records", "n", "many"),
            ("data.records", "state", "known"),
            ("data.detail", "value", &long),
            ("data.detail", "state", "known"),
            ("subjects.detail", "state", "known"),
            ("data.categories", "value", "health"),
        ],
    )
    .await;
    assert_eq!(refused.status, 422);
    for sentence in [
        "Choose one of the answers shown",
        "“At least” is more than “at most”",
        "Enter a whole number",
        "Shorten it to 20,000 at most",
        "Say how well this is known",
    ] {
        assert!(refused.text().contains(sentence), "{sentence}");
    }
    // "Known" without a value.
    let missing = between(refused.text(), "id=\"f-subjects-detail--value-error\">", "<");
    assert!(missing.contains("About the people concerned"), "{missing}");
    assert!(refused.text().contains(&long) && refused.text().contains("value=\"many\""));
    assert!(case_of(&app, &case).facts.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_people_in_one_group_both_texts_are_shown_and_what_was_not_touched_stays_the_others() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler) = (app.dpo().await, app.handler().await);
        let case = open_case(&dpo, "Attack").await;
        let page = format!("{case}/questions/incident");
        let token = handler.get(&page).await.token();
        known(&dpo, &case, "incident.description", &[("value", "The text of the DPO")]).await;
        known(&dpo, &case, "incident.systems", &[("value", "The server of the DPO")]).await;
        let (value, state, seen) = (
            field("incident.description", "value"),
            field("incident.description", "state"),
            field("incident.description", "seen"),
        );
        // The handler's page was opened before: description typed, systems left alone.
        let mine = [
            ("scope", "case"),
            (value.as_str(), "The text of the handler"),
            (state.as_str(), "known"),
            (seen.as_str(), ""),
        ];
        let second = handler.post_with(&page, &token, &mine).await;
        assert_eq!(second.status, 422, "{}", second.text());
        for text in ["The text of the DPO", "The text of the handler", "The server of the DPO"] {
            assert!(second.text().contains(text), "{text}");
        }
        assert_eq!(fact(app, &case, "incident.description").unwrap().fact.value["$private"], "The text of the DPO");
        let seen_now = between(second.text(), &format!("name=\"{seen}\" value=\""), "\"").to_owned();
        assert!(!seen_now.is_empty());
        let again = [
            ("scope", "case"),
            (value.as_str(), "The text of the handler"),
            (state.as_str(), "known"),
            (seen.as_str(), seen_now.as_str()),
        ];
        let saved = handler.post_with(&page, &second.token(), &again).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let now = fact(app, &case, "incident.description").unwrap();
        assert_eq!(now.fact.value["$private"], "The text of the handler");
        assert_eq!(fact(app, &case, "incident.systems").unwrap().fact.value["$private"], "The server of the DPO");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_another_answer_rules_out_is_folded_with_its_reason_and_loses_nothing() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Attack").await;
    let open = dpo.get(&format!("{case}/questions/incident")).await;
    assert!(open.text().contains("Arises by the answer to “Nature of the breach”, which is not known yet."));
    known(&dpo, &case, "nature.integrity_state", &[("value", "no_misuse")]).await;
    known(&dpo, &case, "nature.cia", &[("value", "confidentiality")]).await;
    let page = dpo.get(&format!("{case}/questions/incident")).await;
    assert!(page.text().contains("Not asked, by the answer to “Nature of the breach”"), "{}", page.text());
    // Answered before, it stays in sight; the unanswered one is folded away and no longer counted.
    let folded = page.text().split("questions do not arise").nth(1).unwrap();
    assert!(folded.contains(&field("nature.availability_state", "value")));
    assert!(folded.contains("no_misuse\" selected"));
    let list = dpo.get(&format!("{case}/facts?group=incident")).await;
    assert!(list.text().contains("question does not arise") || list.text().contains("questions do not arise"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_before_the_beginning_and_a_day_that_is_still_to_come_are_sentences() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Attack").await;
    record(&dpo, &case, "occurred", "2026-10-02T13:00", &[]).await;
    let refused = answer(
        &dpo,
        &case,
        "incident",
        &[
            ("time.end", "value", "2026-10-01T10:00"),
            ("time.end", "value-zone", "Europe/Rome"),
            ("time.end", "state", "known"),
            ("discovery.told_on", "value", "2027-01-01"),
            ("discovery.told_on", "state", "known"),
        ],
    )
    .await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("The end cannot be before the beginning, Fri 2 Oct 2026, 13:00 CEST"));
    assert!(refused.text().contains("This day is still to come"));
    let saved = answer(
        &dpo,
        &case,
        "incident",
        &[
            ("time.end", "value", "2026-10-03T10:00"),
            ("time.end", "value-zone", "Europe/Rome"),
            ("time.end", "state", "known"),
        ],
    )
    .await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert_eq!(fact(&app, &case, "time.end").unwrap().fact.value, json!("2026-10-03T08:00:00Z"));
    let page = dpo.get(&format!("{case}/questions/incident")).await;
    assert!(page.text().contains("2026-10-03T10:00"));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_group_of_people_has_its_own_kinds_of_data_and_number() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Attack").await;
    let page = format!("{case}/questions/people");
    let token = dpo.get(&format!("{page}?scope=data_set:sim-customers")).await.token();
    let (mode, n, state) =
        (field("subjects.count", "mode"), field("subjects.count", "n"), field("subjects.count", "state"));
    let fields = [
        ("scope", "data_set:sim-customers"),
        (mode.as_str(), "exact"),
        (n.as_str(), "1200"),
        (state.as_str(), "known"),
    ];
    let saved = dpo.post_with(&page, &token, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert!(saved.location().contains("data_set:sim-customers"));
    assert!(fact(&app, &case, "subjects.count").is_none());
    let risk = dpo.get(&format!("{case}/risk")).await;
    assert!(risk.text().contains("SIM customers"));
    let groups = dpo.get(&format!("{case}/facts?group=people")).await;
    let row = between(groups.text(), "id=\"group-sim-customers\"", "</div>");
    assert!(row.contains("1,200") && row.contains("For a communications service"), "{row}");
    let list = dpo.get(&format!("{case}/facts?group=people&scope=data_set:sim-customers")).await;
    assert!(list.text().contains("1,200"), "{}", list.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_and_not_saved_is_kept_for_its_author_alone_and_is_not_on_record() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler) = (app.dpo().await, app.handler().await);
        let case = open_case(&dpo, "Attack").await;
        let page = format!("{case}/questions/incident");
        let (value, state) = (field("incident.description", "value"), field("incident.description", "state"));
        let opened = dpo.get(&page).await;
        assert!(opened.text().contains(&format!("data-to=\"{page}/draft\"")));
        let half = [("scope", "case"), (value.as_str(), "Half a sentence")];
        for text in ["Half", "Half a sentence"] {
            let typed = [("scope", "case"), (value.as_str(), text)];
            let kept = dpo.post_with(&format!("{page}/draft"), &opened.token(), &typed).await;
            assert_eq!(kept.status, 303, "{}", kept.text());
        }
        let again = dpo.get(&page).await;
        assert!(again.text().contains("Half a sentence") && again.text().contains("not on record yet"));
        assert!(!handler.get(&page).await.text().contains("Half a sentence"));
        assert!(fact(app, &case, "incident.description").is_none());
        // Saved, it is on record and no draft any more.
        let saved = [half[0], half[1], (state.as_str(), "known")];
        assert_eq!(dpo.post_with(&page, &again.token(), &saved).await.status, 303);
        assert!(fact(app, &case, "incident.description").is_some());
        assert!(!dpo.get(&page).await.text().contains("You left these answers"));
        // A draft that is discarded is gone.
        let draft = dpo.get(&page).await;
        dpo.post_with(&format!("{page}/draft"), &draft.token(), &half).await;
        let gone =
            dpo.post_with(&format!("{page}/draft"), &draft.token(), &[("scope", "case"), ("step", "discard")]).await;
        assert_eq!(gone.status, 303);
        assert!(!dpo.get(&page).await.text().contains("You left these answers"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_decides_at_once_which_questions_arise_and_loses_nothing() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Attack").await;
        known(&dpo, &case, "dpo.designated", &[("value", "no")]).await;
        let page = format!("{case}/questions/parties");
        // Above the fold of what does not arise.
        let stands = |page: &Page| {
            let name = field("dpo.name", "value");
            !page.text().split(&format!("name=\"{name}\"")).next().unwrap().contains("not arise")
        };
        let shown = dpo.get(&page).await;
        let seen =
            between(shown.text(), &format!("name=\"{}\" value=\"", field("dpo.designated", "seen")), "\"").to_owned();
        assert!(!stands(&shown), "{}", shown.text());
        // A second look without saving: the answer is typed and kept as a draft, the question stands, and so does what was typed.
        let typed = [
            ("scope".to_owned(), "case".to_owned()),
            (field("dpo.designated", "seen"), seen.clone()),
            (field("dpo.designated", "value"), "yes".to_owned()),
            (field("dpo.designated", "state"), "known".to_owned()),
            (field("dpo.name", "value"), "Chiara Bonf".to_owned()),
        ];
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let kept = dpo.post_with(&format!("{page}/draft"), &shown.token(), &typed).await;
        assert_eq!(kept.status, 303, "{}", kept.text());
        let second = dpo.get(&page).await;
        assert!(second.text().contains("Chiara Bonf"), "what was typed stays");
        assert!(stands(&second), "{}", second.text());
        assert_eq!(
            fact(app, &case, "dpo.designated").unwrap().fact.value,
            json!(false),
            "nothing is recorded by looking"
        );
        // Saved, it leads to the question that arose.
        let saved = dpo.post_with(&page, &second.token(), &typed[..4]).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        assert!(
            saved.location().contains("/questions/parties") && saved.location().contains("arose=1"),
            "{}",
            saved.location()
        );
        let location = saved.location().split('#').next().unwrap().to_owned();
        let arose = dpo.get(&location).await;
        assert!(arose.text().contains("made further questions arise"), "{}", arose.text());
        assert_eq!(fact(app, &case, "dpo.designated").unwrap().fact.value, json!(true));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_shows_an_answer_is_handed_in_where_the_answer_stands() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Attack").await;
        let page = format!("{case}/facts/incident.description");
        assert!(!dpo.get(&page).await.text().contains("A file that shows this"), "there is nothing to show yet");
        known(&dpo, &case, "incident.description", &[("value", "Calls fail")]).await;
        let before = fact(app, &case, "incident.description").unwrap();
        let seen = before.set_at.rfc3339();
        let path = format!("{page}/file?scope=case");
        let empty = super::notice_desk::upload(&dpo, &page, &path, &[("seen", &seen)], None).await;
        assert!(empty.status == 422 && empty.text().contains("Calls fail"), "{}", empty.text());
        let log = ("log.txt", "2026-10-03 11:40 calls fail");
        let kept = super::notice_desk::upload(&dpo, &page, &path, &[("seen", &seen)], Some(log)).await;
        assert_eq!(kept.status, 303, "{}", kept.text());
        let after = fact(app, &case, "incident.description").unwrap();
        assert_eq!((&after.fact, &after.source), (&before.fact, &before.source), "the answer stays");
        let file = dpo.get(&format!("{case}/files/{}", after.evidence.unwrap())).await;
        assert_eq!((file.status, file.text()), (200, "2026-10-03 11:40 calls fail"));
        assert!(dpo.get(&page).await.text().contains("log.txt"));
        // Somebody else answered meanwhile: the file does not slip under another answer.
        let stale = super::notice_desk::upload(&dpo, &page, &path, &[("seen", &seen)], Some(log)).await;
        assert_eq!(stale.status, 422, "{}", stale.text());
        super::links::whole(app);
    })
    .await;
}
