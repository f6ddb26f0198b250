//! Own rules with several conditions, exceptions and later reports: entered on screen, told in words, tried on a case, planned.

use super::case_desk::{between, known, open_case, record, set_up};
use super::own_rules::{add, case_of, contract};
use crate::support::app::{TestApp, on_both_apps};

#[tokio::test]
async fn the_values_of_a_fact_stand_as_boxes_once_it_is_chosen() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let first = dpo.get("/rules/lunamobile/new").await;
    assert!(first.text().contains("name=\"fact-2\"") && !first.text().contains("name=\"fact-values-1\""));
    let chosen =
        add(&dpo, &[("fact-1", "controller.sector"), ("unless-1", "subjects.count"), ("step", "preview")]).await;
    assert_eq!(chosen.status, 422, "{}", chosen.text());
    for part in [
        "name=\"fact-values-1\" value=\"public\"",
        "name=\"unless-values-1\" type=\"number\"",
        "Choose at least one of the values",
        "Enter the number from which on it applies",
        "name=\"fact-3\"",
    ] {
        assert!(chosen.text().contains(part), "{part}: {}", chosen.text());
    }
    let orphan = add(&dpo, &[("fact-values-2", "public")]).await;
    assert!(orphan.status == 422 && orphan.text().contains("Choose the fact whose values these are"));
}

#[tokio::test]
async fn a_rule_with_conditions_and_later_reports_is_told_in_words_and_tried_on_a_case_before_it_is_saved() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Accounts emptied").await;
        let reference = case.rsplit('/').next().unwrap().to_owned();
        assert_eq!(record(&dpo, &case, "aware", "2026-10-03T14:00", &[]).await.status, 303);
        let fields = [
            ("match", "one"),
            ("fact-1", "controller.sector"),
            ("fact-values-1", "public"),
            ("fact-2", "subjects.count"),
            ("fact-values-2", "500"),
            ("later-follow-up-from", "first_notice"),
            ("later-follow-up-period", "3"),
            ("later-follow-up-unit", "days"),
            ("later-final-from", "closed"),
            ("later-final-period", "30"),
            ("later-final-unit", "working_days"),
            ("later-progress-from", "first_notice"),
            ("later-progress-period", "1"),
            ("later-progress-unit", "months"),
        ];
        let preview: Vec<(&str, &str)> =
            [("step", "preview"), ("case", reference.as_str())].into_iter().chain(fields).collect();
        let shown = add(&dpo, &preview).await;
        assert_eq!(shown.status, 200, "{}", shown.text());
        let told = between(shown.text(), "id=\"preview\"", "</section>");
        for part in [
            "Only if one of these is so:",
            "500 or more",
            "Follow-up: 3 days, from the first notice as it was handed in.",
            "Final report: 30 working days, from the end of the incident.",
            "Progress reports: every one month",
            "What it would have said in",
            "presumed",
            "Notice under contract",
            "Follow-up under contract",
        ] {
            assert!(told.to_lowercase().contains(&part.to_lowercase()), "{part}: {told}");
        }
        assert!(case_of(app, &case).duties.iter().all(|duty| duty.planned.regime != "contract"), "nothing is stored");

        let all: Vec<(&str, &str)> = fields.to_vec();
        let saved = add(&dpo, &all).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let stages = || -> Vec<String> {
            let case = case_of(app, &case);
            let own = case.duties.iter().filter(|duty| duty.planned.regime == "contract" && !duty.gone);
            own.map(|duty| format!("{} {}", duty.planned.stage, duty.planned.status)).collect()
        };
        let mut planned = stages();
        planned.sort();
        assert_eq!(
            planned,
            [
                "contract_final not_started",
                "contract_follow_up not_started",
                "contract_notice presumed",
                "contract_progress not_started"
            ]
        );
        // Known facts make it certain, or remove it.
        let few = known(&dpo, &case, "subjects.count", &[("mode", "exact"), ("n", "12")]).await;
        assert_eq!(few.status, 303, "{}", few.text());
        assert!(stages().iter().any(|stage| stage == "contract_notice presumed"), "the sector is still open");
        let page = "/rules/lunamobile/contracts/own-master-services-agreement";
        let shown = dpo.get(page).await;
        assert!(shown.text().contains("500 or more") && shown.text().contains("Progress reports"), "{}", shown.text());
        // The next version starts from what this one says.
        let next = dpo.get(&format!("{page}/next")).await;
        for part in ["name=\"fact-values-1\" value=\"public\" checked", "value=\"500\"", "value=\"closed\" selected"] {
            assert!(next.text().contains(part), "{part}: {}", next.text());
        }
    })
    .await;
}

#[tokio::test]
async fn what_makes_no_sense_in_later_reports_and_cases_is_a_sentence_at_its_field() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let bad = add(
        &dpo,
        &[
            ("later-follow-up-from", "not"),
            ("later-follow-up-period", "3"),
            ("later-final-from", "moment"),
            ("later-final-period", "soon"),
            ("later-final-unit", "days"),
            ("later-progress-from", "closed"),
            ("later-progress-period", "1"),
            ("later-progress-unit", "months"),
            ("match", "some"),
        ],
    )
    .await;
    assert_eq!(bad.status, 422, "{}", bad.text());
    for field in ["later-follow-up-from", "later-final-period", "later-progress-from", "match"] {
        assert!(bad.text().contains(&format!("href=\"#{field}\"")), "{field}: {}", bad.text());
    }
    let nowhere = add(&dpo, &[("case", "BR-2026-0999"), ("step", "preview")]).await;
    assert!(nowhere.status == 422 && nowhere.text().contains("href=\"#case\""), "{}", nowhere.text());
    // An administrator keeps rules and reads no case: none is offered, and none can be tried.
    let admin = app.admin().await;
    assert!(!admin.get("/rules/lunamobile/new").await.text().contains("name=\"case\""));
    let tried =
        admin.fill_in("/rules/lunamobile/new", &contract(&[("case", "BR-2026-0001"), ("step", "preview")])).await;
    assert_eq!(tried.status, 422, "{}", tried.text());
}
