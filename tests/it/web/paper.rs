//! Documents on paper over HTTP, on both databases: the register as the filter shows it, and a notice by the digest that binds it.

use chrono::TimeDelta;

use super::notice_desk::{approve, begin, duty, hidden, kept, set_up};
use super::notices::{in_review, save};
use crate::support::app::on_both_apps;
use crate::support::browser::Page;
use crate::support::papers::keep;

/// How many times the structure of a document names this.
pub fn named(page: &Page, what: &str) -> usize {
    page.bytes.windows(what.len()).filter(|window| *window == what.as_bytes()).count()
}

fn is_pdf(page: &Page) -> bool {
    page.status == 200 && page.header("content-type") == "application/pdf" && page.bytes.starts_with(b"%PDF-1.7")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_on_paper_holds_the_rows_of_the_filter_and_is_for_those_who_answer_for_it() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        for number in 0..40 {
            super::case_desk::open_case(&dpo, &format!("Gateway {number}")).await;
        }
        let all = dpo.get("/register.pdf").await;
        assert!(is_pdf(&all));
        keep("register-web.pdf", &all.bytes);
        assert_eq!(named(&all, "/S/TR/"), 41, "a head and forty cases");
        let csv = dpo.get("/register.csv").await;
        let columns = csv.text().lines().next().unwrap().split(',').count();
        assert_eq!((named(&all, "/S/H1/"), named(&all, "/S/TH/")), (1, columns + 40));
        let none = dpo.get("/register.pdf?state=closed").await;
        assert!(is_pdf(&none));
        assert_eq!(named(&none, "/S/TR/"), 0);
        assert_eq!(app.handler().await.get("/register.pdf").await.status, 403);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_on_paper_is_the_text_of_its_digest_a_draft_until_approved_and_then_the_same_for_ever() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let (_, notice) = in_review(app, &handler).await;
        let digest = hidden(&controller.get(&format!("{notice}/check")).await, "seen");
        let paper = format!("{notice}/paper/{digest}");
        assert!(controller.get(&format!("{notice}/check")).await.text().contains(&paper), "the page leads there");
        let draft = controller.get(&paper).await;
        assert!(is_pdf(&draft));
        assert!(draft.header("content-disposition").contains("draft.pdf"));
        assert_eq!((named(&draft, "/S/H1/"), named(&draft, "/Lang(en)") > 0), (1, true));
        assert_eq!(controller.get(&format!("{notice}/paper/{}", "0".repeat(64))).await.status, 404);

        let approved = approve(&controller, &notice, &[]).await;
        assert_eq!(approved.status, 303, "{}", approved.text());
        let version = controller.get(&paper).await;
        assert!(is_pdf(&version) && version.header("content-disposition").contains("v1.pdf"));
        app.advance(TimeDelta::minutes(20));
        assert!(controller.get(&paper).await.bytes == version.bytes, "byte for byte, whenever it is asked for");
        assert!(version.bytes != draft.bytes, "the draft says that it is one");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_italian_notice_on_paper_says_its_language_and_hostile_text_stays_text() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = super::notice_desk::a_case(&handler).await;
        let to = duty(&kept(app, &case), "gdpr-33", "CY");
        let notice = begin(&handler, &case, to.number, "gdpr33_initial", "it").await;
        let field = format!("body-{}", super::notices::newest_block(app, &case));
        let hostile = "(\\) Tj ET endstream %PDF <script>alert(1)</script> {{ 7*7 }} \u{202E}fdp 中";
        assert_eq!(save(&handler, &notice, "1", (&field, hostile)).await.status, 303);
        let digest = handler.get(&format!("{notice}/check")).await;
        let digest = digest.text().split("/paper/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let paper = handler.get(&format!("{notice}/paper/{digest}")).await;
        assert!(is_pdf(&paper));
        keep("notice-hostile.pdf", &paper.bytes);
        assert!(named(&paper, "/Lang(it)") > 0);
        assert_eq!(named(&paper, "<script>"), 0);
    })
    .await;
}
