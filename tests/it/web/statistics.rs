//! Statistics and the board's page: what they count is what the cases say, for those who answer for the record.

use breachdesk::domain::plan::DutyStatus;

use super::case_desk::{between, known, open_case};
use super::notice_desk::{a_case, kept, set_up, upload};
use crate::support::app::on_both_apps;
use crate::support::browser::Page;

/// The cells of a row of the numbers beside a plot.
fn numbers(page: &Page, plot: &str, row: &str) -> Vec<String> {
    let table = between(page.text(), &format!("<h2 id=\"{plot}\">"), "</table>");
    let cells = between(table, &format!("rowheader\">{row}</th>"), "</tr>");
    cells.split("class=\"num\">").skip(1).map(|cell| cell.split('<').next().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn statistics_count_what_the_cases_say() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler) = (app.dpo().await, app.handler().await);
        let empty = dpo.get("/statistics").await;
        assert_eq!(empty.status, 200, "{}", empty.text());
        assert!(empty.text().contains("No breach in these twelve months. No notice to an authority fell due."));

        // Aware on Saturday at 13:00; one notice filed on Sunday at 08:20, one after its legal term, the others open.
        let case = a_case(&handler).await;
        assert_eq!(known(&handler, &case, "incident.type", &[("value", "device_lost_stolen")]).await.status, 303);
        let other = open_case(&handler, "Letter to the wrong customer").await;
        let first = kept(app, &case);
        let owed = first.duties.iter().find(|duty| duty.planned.recipient.id == "IT-TELECOM").unwrap().number;
        let path = format!("{case}/duties/{owed}/filing");
        let filed = [
            ("step", "filed"),
            ("what", "First notice by PEC"),
            ("channel", "pec"),
            ("at", "2026-10-04T08:20"),
            ("at-zone", "Europe/Rome"),
            ("reasons", ""),
            ("kind", "none"),
            ("number", ""),
        ];
        assert_eq!(upload(&handler, &path, &path, &filed, None).await.status, 303);

        let page = dpo.get("/statistics").await;
        assert!(
            page.text().contains("2 breaches in these twelve months. One notice to an authority"),
            "{}",
            page.text()
        );
        assert_eq!(numbers(&page, "by-month", "October 2026"), ["1", "0", "1"]);
        assert_eq!(numbers(&page, "by-month", "November 2025"), ["0", "0", "0"]);
        assert_eq!(numbers(&page, "notices", "by the target"), ["1"]);
        assert_eq!(numbers(&page, "notices", "past the term, not filed"), ["0"]);
        assert_eq!(numbers(&page, "incidents", "device lost or stolen"), ["1"]);
        assert_eq!(numbers(&page, "incidents", "not known yet"), ["1"]);
        assert_eq!(numbers(&page, "to-awareness", "October 2026"), ["0 s"]);
        assert_eq!(numbers(&page, "to-decision", "October 2026"), ["no case"]);

        // What was never a case counts among the reports, by what became of it.
        let rejected = super::case_desk::report(&handler, "A test of the form", "2026-10-03T13:00").await;
        let (page_of, reject) = (format!("/reports/{rejected}"), format!("/reports/{rejected}/reject"));
        assert_eq!(handler.send(&page_of, &reject, &[("reason", "A test")]).await.status, 303);
        let page = dpo.get("/statistics").await;
        assert_eq!(numbers(&page, "reports", "Rejected"), ["1"]);
        assert_eq!(numbers(&page, "reports", "Accepted"), ["2"]);
        assert_eq!(numbers(&page, "reports", "To triage"), ["0"]);

        // A week later what was not filed is past its term, and the page says how much.
        app.advance(chrono::TimeDelta::days(7));
        let dpo = app.dpo().await;
        let both = [&case, &other].into_iter().flat_map(|case| kept(app, case).duties);
        let unfiled = both.filter(|duty| {
            let past = duty.planned.legal_term_at.is_some_and(|end| end <= app.now());
            duty.is_unfiled() && past && duty.planned.kind.as_str() == "authority"
        });
        let unfiled = unfiled.count();
        assert!(unfiled > 0);
        let page = dpo.get("/statistics").await;
        assert_eq!(numbers(&page, "notices", "past the term, not filed"), [unfiled.to_string()]);
        assert!(kept(app, &case).duties.iter().all(|duty| duty.planned.status != DutyStatus::Late));

        // Another year, another organisation, a month that is none.
        let before = dpo.get("/statistics?to=2026-09").await;
        assert!(before.text().contains("No breach in these twelve months."));
        assert!(before.text().contains("value=\"2026-09\" selected"), "{}", before.text());
        assert!(dpo.get("/statistics?organisation=elsewhere").await.text().contains("No breach in these"));
        for odd in ["to=9999-99", "to=%27--", "to=2027-01", "organisation=%00"] {
            let page = dpo.get(&format!("/statistics?{odd}")).await;
            assert_eq!(page.status, 200, "{odd}");
        }
        let italian = dpo.get("/statistics?lang=it").await;
        assert_eq!(numbers(&italian, "by-month", "ottobre 2026"), ["1", "0", "1"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_reads_one_page_with_what_is_open_and_drills_are_not_on_it() {
    on_both_apps(async |app| {
        set_up(app);
        let auditor = app.auditor().await;
        assert!(auditor.get("/statistics/board").await.text().contains("No breach is open."));
        let handler = app.handler().await;
        let case = a_case(&handler).await;
        for n in 0..9 {
            open_case(&handler, &format!("Letter number {n}")).await;
        }
        let page = auditor.get("/statistics/board?organisation=lunamobile").await;
        assert!(page.text().contains("twelve months to October 2026"), "{}", page.text());
        let reference = case.rsplit('/').next().unwrap();
        let open = between(page.text(), "id=\"open\"", "</section>");
        assert!(open.contains(reference), "what falls due next comes first: {open}");
        assert_eq!(open.matches("<tr role=\"row\">").count(), 1 + 5);
        assert!(open.contains("5 more open breaches are in the register"), "{open}");
        assert_eq!(handler.get("/statistics/board").await.status, 403);
        assert_eq!(handler.get("/statistics").await.status, 403);
    })
    .await;
}
