//! An authority's own later end of a legal term, as in an outage of its form: recorded, shown with the arithmetic, taken back.

use breachdesk::domain::case::{Case, Duty};
use breachdesk::store::{StoreResult, cases};

use super::case_desk::{open_case, record, set_up};
use crate::support::app::{TestApp, on_both_apps};

fn case_of(app: &TestApp, address: &str) -> Case {
    let reference = address.rsplit('/').next().unwrap().to_owned();
    let row: StoreResult<Option<cases::CaseRow>> =
        app.ctx.store.read(|conn| cases::by_reference(conn, &[app.organisation], Default::default(), &reference));
    serde_json::from_str(&row.unwrap().unwrap().state.0).unwrap()
}

fn italian(case: &Case) -> &Duty {
    let found = case.duties.iter().find(|duty| {
        duty.planned.rule == "eprivacy-611"
            && duty.planned.stage == "initial"
            && duty.planned.recipient.id.starts_with("IT")
    });
    found.expect("the Italian telecom duty")
}

#[tokio::test]
async fn an_authority_that_is_down_moves_its_legal_term_and_never_the_target() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Accounts emptied").await;
        assert_eq!(record(&dpo, &case, "detected_611", "2026-10-04T08:00", &[]).await.status, 303);
        let before = case_of(app, &case);
        let duty = italian(&before).clone();
        let page = format!("{case}/duties/{}/term", duty.number);

        let early =
            [("until", "2026-10-04T12:00"), ("until-zone", "Europe/Rome"), ("words", "Down"), ("source", "Page")];
        let refused = dpo.fill_in(&page, &early).await;
        assert!(refused.status == 422 && refused.text().contains("no later than the legal term"), "{}", refused.text());
        let empty = dpo.fill_in(&page, &[("until", ""), ("words", ""), ("source", "")]).await;
        for sentence in ["Enter the new end", "Enter what the authority says", "Enter where it says so"] {
            assert!(empty.text().contains(sentence), "{sentence}: {}", empty.text());
        }
        let later = [
            ("until", "2026-10-07T00:00"),
            ("until-zone", "Europe/Rome"),
            ("words", "The form is down; notices until Tuesday evening count as in time"),
            ("source", "Banner on the authority's page, 4 October, 09:10"),
        ];
        assert_eq!(app.handler().await.fill_in(&page, &later).await.status, 403, "a handler may not");
        let saved = dpo.fill_in(&page, &later).await;
        assert_eq!(saved.location(), format!("{case}/duties/{}", duty.number), "{}", saved.text());

        let moved = case_of(app, &case);
        let now = &italian(&moved).planned;
        assert_eq!(now.target_at, duty.planned.target_at);
        assert_eq!(now.legal_term_at.unwrap().rfc3339(), "2026-10-06T22:00:00Z");
        assert!(now.arithmetic.iter().any(|line| line.key == "arith-overridden"));
        let others = |case: &Case| {
            let other = case.duties.iter().filter(|one| !one.planned.recipient.id.starts_with("IT"));
            other.map(|one| (one.number, one.planned.legal_term_at)).collect::<Vec<_>>()
        };
        assert_eq!(others(&moved), others(&before), "the others' terms stay");
        let shown = dpo.get(&format!("{case}/duties/{}", duty.number)).await;
        assert!(shown.text().contains("has moved the legal term"), "{}", shown.text());
        assert!(dpo.get(&format!("{case}/timeline")).await.text().contains("itself set a later end"));

        let listed = dpo.get(&page).await;
        assert!(listed.text().contains("The form is down") && listed.text().contains("Banner on"));
        let entry = moved.terms_moved[0].number;
        let back = format!("{page}/{entry}/back");
        let field = format!("reason-{entry}");
        let silent = dpo.send(&page, &back, &[(&field, "")]).await;
        assert!(silent.status == 422 && silent.text().contains("Give a reason"), "{}", silent.text());
        let done = dpo.send(&page, &back, &[(&field, "The banner was about another form")]).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let after = case_of(app, &case);
        assert_eq!(italian(&after).planned.legal_term_at, duty.planned.legal_term_at);
        let twice = dpo.send(&page, &back, &[(&field, "again")]).await;
        assert!(twice.status == 422 && twice.text().contains("taken back already"), "{}", twice.text());
        assert_eq!(dpo.get(&format!("{case}/duties/999/term")).await.status, 404);
    })
    .await;
}
