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

/// The parts of a DOCX by path, and the words of its text, paragraph by paragraph, as a reader of XML finds them.
pub fn words_of(page: &Page) -> (Vec<(String, String)>, Vec<String>) {
    use quick_xml::events::Event;
    let entries = breachdesk::app::evidence::archive::unpack(&page.bytes).unwrap();
    let parts: Vec<(String, String)> =
        entries.into_iter().map(|entry| (entry.path, String::from_utf8(entry.bytes).unwrap())).collect();
    let text = &parts.iter().find(|(path, _)| path == "word/document.xml").unwrap().1;
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut paragraphs, mut words) = (Vec::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return (parts, paragraphs),
            Event::Text(text) => words.push_str(&text),
            Event::GeneralRef(name) => words.push(match &*name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                other => panic!("{other}"),
            }),
            Event::Empty(mark) if mark.name().as_ref() == "w:br" => words.push('\n'),
            Event::End(mark) if mark.name().as_ref() == "w:p" => paragraphs.push(std::mem::take(&mut words)),
            _ => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_for_a_word_processor_holds_the_words_of_its_digest_in_its_language_and_hostile_text_stays_text() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = super::notice_desk::a_case(&handler).await;
        let to = duty(&kept(app, &case), "gdpr-33", "CY");
        let notice = begin(&handler, &case, to.number, "gdpr33_initial", "it").await;
        let field = format!("body-{}", super::notices::newest_block(app, &case));
        let hostile =
            "</w:t></w:r></w:p> & <script>alert(1)</script> {{ 7*7 }} \u{202E}fdp 中\n\n- eins\n\n3. Oktober\n4. dann";
        assert_eq!(save(&handler, &notice, "1", (&field, hostile)).await.status, 303);
        let check = handler.get(&format!("{notice}/check")).await;
        let digest = check.text().split("/editable/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let address = format!("{notice}/editable/{digest}");
        let file = handler.get(&address).await;
        assert_eq!(
            (file.status, file.header("content-type")),
            (200, "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        );
        keep("notice-hostile.docx", &file.bytes);
        let (parts, paragraphs) = words_of(&file);
        let expected = ["</w:t></w:r></w:p> & <script>alert(1)</script> {{ 7*7 }} fdp 中", "eins", "Oktober", "dann"];
        for words in expected {
            assert!(paragraphs.iter().any(|paragraph| paragraph == words), "{words}: {paragraphs:?}");
        }
        let drafted: breachdesk::app::notices::Draft =
            serde_json::from_str(kept(app, &case).notices[0].content.as_str()).unwrap();
        assert_eq!(paragraphs[0], drafted.subject, "the subject is the one heading of level 1");
        for heading in drafted.blocks.iter().filter(|block| !block.body.is_empty()).map(|block| &block.heading) {
            assert!(paragraphs.contains(heading), "{heading}");
        }
        let part = |path: &str| &parts.iter().find(|(name, _)| name == path).unwrap().1;
        assert!(part("word/styles.xml").contains(r#"<w:lang w:val="it"/>"#));
        assert!(part("docProps/core.xml").contains("<dc:language>it</dc:language>"));
        assert!(part("word/header1.xml").contains("DRAFT"));
        assert_eq!(controller.get(&format!("{notice}/editable/{}", "0".repeat(64))).await.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approved_notice_for_a_word_processor_is_the_same_bytes_whenever_it_is_asked_for() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let (_, notice) = in_review(app, &handler).await;
        let digest = hidden(&controller.get(&format!("{notice}/check")).await, "seen");
        assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
        let address = format!("{notice}/editable/{digest}");
        let version = controller.get(&address).await;
        assert!(version.header("content-disposition").contains("v1.docx"));
        app.advance(TimeDelta::minutes(20));
        assert!(controller.get(&address).await.bytes == version.bytes);
        let (parts, _) = words_of(&version);
        let header = &parts.iter().find(|(path, _)| path == "word/header1.xml").unwrap().1;
        assert!(header.contains("COPY FOR EDITING") && !header.contains("DRAFT"));
    })
    .await;
}
