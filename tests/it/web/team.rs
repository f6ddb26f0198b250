//! Comments and correspondence on screen: who is told, who may read what, and what waits for an answer.

use super::notice_desk::{a_case, kept, mails, set_up};
use crate::support::app::on_both_apps;

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_is_a_mail_without_the_text_and_a_privileged_comment_leaves_in_no_export() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, dpo, auditor) = (app.handler().await, app.dpo().await, app.auditor().await);
        let case = a_case(&handler).await;
        let page = format!("{case}/comments");
        assert_eq!(handler.fill_in(&page, &[("text", " ")]).await.status, 422);
        let stranger = [("text", "x"), ("mentions", "00000000-0000-7000-8000-00000000ffff")];
        assert_eq!(handler.fill_in(&page, &stranger).await.status, 422);
        let said = [("text", "Counsel wants to wait until noon, @chiara bonfanti"), ("privileged", "yes")];
        let said = handler.fill_in(&page, &said).await;
        assert_eq!(said.status, 303, "{}", said.text());
        let mails: Vec<_> =
            mails(app, &case).into_iter().filter(|mail| mail.dedupe_key.starts_with("mentioned/")).collect();
        let [mail] = &mails[..] else { panic!("{} mails", mails.len()) };
        let text = mail.content["text"].as_str().unwrap();
        assert!(text.contains("/comments#c") && !text.contains("noon"), "{text}");
        assert!(dpo.get(&page).await.text().contains("wait until noon"));
        for (browser, path, seen) in [
            (&dpo, "/timeline", true),
            (&dpo, "/timeline.csv", false),
            (&auditor, "/timeline", false),
            (&auditor, "/comments", false),
            (&auditor, "", false),
        ] {
            let shown = browser.get(&format!("{case}{path}")).await;
            assert_eq!(shown.status, 200);
            assert_eq!(shown.text().contains("wait until noon"), seen, "{path}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_of_an_authority_waits_on_screen_until_its_answer_is_recorded() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, auditor) = (app.handler().await, app.auditor().await);
        let case = a_case(&handler).await;
        let page = format!("{case}/correspondence");
        let bad = [("direction", "sideways"), ("with", ""), ("gist", ""), ("answer-by", "soon"), ("answers", "77")];
        let refused = handler.fill_in(&page, &bad).await;
        assert_eq!(refused.status, 422);
        for field in ["#direction", "#with", "#channel", "#at", "#gist", "#answer-by", "#answers"] {
            assert!(refused.text().contains(&format!("href=\"{field}\"")), "{field}: {}", refused.text());
        }
        let fields = |direction: &'static str, gist: &'static str| {
            let at = app.now().in_zone(chrono_tz::Europe::Rome).format("%Y-%m-%dT%H:%M").to_string();
            vec![
                ("direction", direction.to_owned()),
                ("with", "Garante".to_owned()),
                ("channel", "pec".to_owned()),
                ("at", at),
                ("at-zone", "Europe/Rome".to_owned()),
                ("gist", gist.to_owned()),
            ]
        };
        let send = async |fields: Vec<(&str, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            handler.fill_in(&page, &fields).await
        };
        let mut asked = fields("received", "Asks for the logs of the gateway");
        asked.push(("answer-by", "2026-12-01".to_owned()));
        let asked = send(asked).await;
        assert_eq!(asked.status, 303, "{}", asked.text());
        let question = kept(app, &case).exchanges[0].number;
        let waits = auditor.get(&page).await;
        assert!(
            waits.text().contains("One waits for an answer") && !waits.text().contains("<form class=\"card"),
            "{}",
            waits.text()
        );
        assert!(handler.get(&format!("{case}/tasks")).await.text().contains("Answer: Garante"));
        let mut answer = fields("sent", "The logs, sealed");
        answer.push(("answers", question.to_string()));
        let answer = send(answer).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let done = handler.get(&page).await;
        assert!(
            !done.text().contains("One waits for an answer") && done.text().contains("answered "),
            "{}",
            done.text()
        );
    })
    .await;
}
