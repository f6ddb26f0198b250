//! Stories that no other test tells from beginning to end.

use breachdesk::app::cases;
use breachdesk::domain::actor::Role;
use breachdesk::domain::command::Command;
use breachdesk::domain::situation::{Controller, Establishment};
use breachdesk::domain::values::Country;
use breachdesk::web::routes::{Method, Permission, inventory};

use crate::support::app::on_both_apps;
use crate::web::case_desk::{self, open_case, record};
use crate::web::notice_desk::{self, begin, duty, kept};

#[tokio::test(flavor = "multi_thread")]
async fn us4_a_main_establishment_collapses_the_rows_and_the_record_says_that_they_fell_away() {
    on_both_apps(async |app| {
        // A telecom controller without establishment in the Union, people in Italy, Ireland and Spain.
        case_desk::set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Attack on the customer platform").await;
        for what in ["detected_611", "aware"] {
            assert_eq!(record(&dpo, &case, what, "2026-10-03T13:00", &[]).await.status, 303);
        }
        let first = |rule: &str| {
            let case = kept(app, &case);
            let of = case.duties.into_iter().filter(|duty| !duty.gone && duty.planned.rule == rule);
            of.filter(|duty| ["initial", "sa_notification"].contains(&duty.planned.stage.as_str())).count()
        };
        let (telecom, gdpr) = (first("eprivacy-611"), first("gdpr-33"));
        assert!(telecom >= 3 && gdpr >= 3, "{telecom} and {gdpr}");
        let one = kept(app, &case).duties.iter().find(|one| one.planned.rule == "gdpr-33").unwrap().number;
        let why = dpo.get(&format!("{case}/duties/{one}/why")).await;
        assert!(why.status == 200 && why.text().contains("72"), "{}", why.text());

        let known = kept(app, &case);
        let main = Establishment { country: Country::parse("IE").unwrap(), main: true };
        let controller = Controller { establishments: vec![main], ..known.controllers[0].clone() };
        let set = Command::SetController { controller };
        app.ctx.store.write(|tx| cases::run_as_system(&app.ctx, tx, known.id, set)).unwrap();
        let after = kept(app, &case);
        assert_eq!(first("gdpr-33"), 1, "of {gdpr} one authority is left");
        let of_gdpr = |gone: bool| {
            let after = after.clone();
            let of = move |duty: &breachdesk::domain::case::Duty| duty.gone == gone && duty.planned.rule == "gdpr-33";
            after.duties.into_iter().filter(of).map(|duty| duty.planned.recipient.id).collect::<Vec<_>>()
        };
        assert!(of_gdpr(false).iter().all(|recipient| recipient == "IE"), "{:?}", of_gdpr(false));
        assert!(of_gdpr(true).len() >= 2, "what vanished stays on record: {:?}", of_gdpr(true));
        assert!(first("eprivacy-611") >= 1, "the telecom notice is owed even so");
        let page = dpo.get(&format!("{case}/timeline")).await;
        assert!(page.text().contains("fell away"), "{}", page.text());
        // Beside each vanished row: when, and the entry that removed it.
        let page = dpo.get(&format!("{case}/duties")).await;
        let gone = after.duties.iter().filter(|duty| duty.gone).count();
        assert_eq!(page.text().matches("Fell away on").count(), gone, "{}", page.text());
        assert_eq!(page.text().matches(&format!("{case}/timeline#")).count(), gone, "{}", page.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn us8_a_decision_not_to_notify_stands_in_the_register_and_reopening_asks_for_a_reason() {
    on_both_apps(async |app| {
        notice_desk::set_up(app);
        let (dpo, controller) = (app.dpo().await, app.controller().await);
        let case = notice_desk::a_case(&dpo).await;
        let number = duty(&kept(app, &case), "gdpr-33", "CY").number.to_string();
        let reason = "The letters came back unopened, all of them";
        let advice = [
            ("duty", number.as_str()),
            ("decision", "not_required"),
            ("basis", "gdpr-33-1-unlikely-risk"),
            ("reason", reason),
        ];
        let decide = async |by: &crate::support::browser::Browser, act: &str| {
            let fields = [&advice[..], &[("act", act)]].concat();
            by.fill_in(&format!("{case}/decide?duty={number}"), &fields).await
        };
        let advised = decide(&dpo, "advise").await;
        assert_eq!(advised.status, 303, "{}", advised.text());
        let decided = decide(&controller, "decide").await;
        assert_eq!(decided.status, 303, "{}", decided.text());
        let made = kept(app, &case).decisions.last().unwrap().clone();
        let shown = controller.get(&format!("{case}/decisions/{}", made.number)).await;
        assert!(shown.text().contains(reason) && shown.text().contains("Aoife Brennan"), "{}", shown.text());
        assert!(shown.text().contains("print-only"), "the record has a head of its own on paper");
        let rows = dpo.get("/register.json").await.json();
        assert_eq!(rows[0]["risk"], "unlikely", "{rows}");
        case_desk::close(&controller, &case, "The rest stands in the old case").await;
        let silent = controller.fill_in(&format!("{case}/reopen"), &[("waiver", "")]).await;
        assert_eq!(silent.status, 422, "{}", silent.text());
        let opened = controller.fill_in(&format!("{case}/reopen"), &[("waiver", "More letters turned up")]).await;
        assert_eq!(opened.status, 303, "{}", opened.text());
        assert!(dpo.get(&format!("{case}/timeline")).await.text().contains("More letters turned up"));
    })
    .await;
}

/// What an auditor may send: a try-out that is not stored, names for filters of their own, a report as anybody on the staff, and the wish for
/// a bundle of evidence.
const OF_THEIR_OWN: &[&str] = &[
    "/cases/{reference}/what-if",
    "/cases/{reference}/evidence/bundle",
    "/reports/new",
    "/views",
    "/views/{view}/remove",
];

#[test]
fn us19_an_auditor_may_send_nothing_that_changes_a_case_a_report_or_the_organisation() {
    let may = |permission: &Permission| matches!(permission, Permission::Roles(roles) | Permission::Hidden(roles) if roles.contains(&Role::Auditor));
    let sends: Vec<&str> = inventory()
        .into_iter()
        .filter(|route| route.method == Method::Post && may(&route.permission))
        .map(|route| route.path)
        .filter(|path| !OF_THEIR_OWN.contains(path))
        .collect();
    assert!(sends.is_empty(), "{sends:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn us22_a_notice_in_italian_written_by_an_english_reader_is_marked_as_italian() {
    on_both_apps(async |app| {
        notice_desk::set_up(app);
        let handler = app.handler().await;
        let case = notice_desk::a_case(&handler).await;
        let to = duty(&kept(app, &case), "eprivacy-611", "IT-TELECOM").number;
        let page = handler.get(&format!("{case}/notices/new?duty={to}")).await;
        let kind = case_desk::between(page.text(), "name=\"kind\" value=\"", "\"").to_owned();
        let notice = begin(&handler, &case, to, &kind, "it").await;
        let check = handler.get(&format!("{notice}/check")).await;
        assert!(check.text().contains("<html lang=\"en\"") && check.text().contains("lang=\"it\""), "{}", check.text());
    })
    .await;
}
