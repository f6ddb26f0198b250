//! Scenario packs, must-do tasks and the close gate (US24) over HTTP: nothing is put on the list twice, nothing closes over an open point.

use breachdesk::app::api::{CASES_READ, add_token};
use breachdesk::domain::case::CaseStatus;
use reqwest::Method;

use super::case_desk::{close, known, points, record};
use super::notice_desk::{a_case, hidden, kept, set_up};
use crate::support::app::on_both_apps;

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_fits_the_facts_comes_with_one_press_and_never_twice() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, auditor) = (app.handler().await, app.auditor().await);
        let case = a_case(&handler).await;
        let page = format!("{case}/tasks");
        let before = handler.get(&page).await;
        assert!(before.text().contains("Ransomware or encrypted systems") && !before.text().contains("fits the facts"));
        assert!(!auditor.get(&page).await.text().contains("Put on the list"));
        assert_eq!(known(&handler, &case, "incident.type", &[("value", "device_lost_stolen")]).await.status, 303);
        let proposed = handler.get(&page).await;
        let first = proposed.text().find("fits the facts").unwrap();
        assert!(proposed.text()[..first].contains("Lost or stolen device"), "what fits stands first");
        let press = async |pack: &str| handler.send(&page, &format!("{page}/packs"), &[("pack", pack)]).await;
        assert_eq!(press("lost-devise").await.status, 422);
        let pressed = press("lost-device").await;
        assert_eq!(pressed.status, 303, "{}", pressed.text());
        let added = kept(app, &case);
        let lock = added.tasks.iter().find(|task| task.is_from("lost-device", "lock")).unwrap();
        // Two hours after the first signal at 11:00 UTC, for whoever works on the case.
        assert_eq!(lock.due_at.unwrap().rfc3339(), "2026-10-03T13:00:00Z");
        assert!(lock.must && lock.owner.as_str() == "Marek Nowicki");
        let again = press("lost-device").await;
        assert_eq!(again.status, 422);
        assert!(again.text().contains("on the list already"), "{}", again.text());
        assert_eq!(kept(app, &case).tasks.len(), added.tasks.len());
        // In the reader's own language, why and source with it.
        let italian = handler.get(&format!("{page}?lang=it")).await;
        assert!(italian.text().contains("Bloccare e cancellare il dispositivo da remoto"), "{}", italian.text());
        assert!(italian.text().contains("EDPB Guidelines 01/2021, section 5"));
        assert_eq!(handler.get(&format!("{page}?lang=en")).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_whose_fact_is_ruled_out_stays_away_until_the_fact_is_otherwise() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = a_case(&handler).await;
        let page = format!("{case}/tasks");
        let has = |task: &str| kept(app, &case).tasks.iter().any(|one| one.is_from("misdirected", task));
        known(&handler, &case, "incident.type", &[("value", "mail_lost_opened_misdelivered")]).await;
        handler.send(&page, &format!("{page}/packs"), &[("pack", "misdirected")]).await;
        assert!(has("ask-back") && !has("open-list"));
        let seen = hidden(&handler.get(&format!("{case}/facts/incident.type")).await, "seen");
        let other = [("value", "open_distribution_list"), ("seen", seen.as_str())];
        assert_eq!(known(&handler, &case, "incident.type", &other).await.status, 303);
        let later = handler.send(&page, &format!("{page}/packs"), &[("pack", "misdirected")]).await;
        assert_eq!(later.status, 303, "{}", later.text());
        assert!(has("open-list"));
        assert_eq!(kept(app, &case).tasks.iter().filter(|one| one.is_from("misdirected", "ask-back")).count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_closes_only_when_each_point_is_solved_or_passed_with_its_own_reason_on_record() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler) = (app.dpo().await, app.handler().await);
        let case = a_case(&handler).await;
        let tasks = format!("{case}/tasks");
        for (title, must) in [("Keep the disks", "yes"), ("Buy a cake", "")] {
            let fields = [("phase", "learn"), ("title", title), ("owner", ""), ("due", ""), ("must", must)];
            assert_eq!(handler.fill_in(&tasks, &fields).await.status, 303);
        }
        let at = app.now().in_zone(chrono_tz::Europe::Rome).format("%Y-%m-%dT%H:%M").to_string();
        let question = [
            ("direction", "received"),
            ("with", "Garante"),
            ("channel", "pec"),
            ("at", at.as_str()),
            ("at-zone", "Europe/Rome"),
            ("gist", "Asks for the logs"),
            ("answer-by", "2026-10-09"),
            ("answer-at", "17:00"),
        ];
        let asked = handler.fill_in(&format!("{case}/correspondence"), &question).await;
        assert_eq!(asked.status, 303, "{}", asked.text());
        let state = kept(app, &case);
        let (asked, must) = (&state.exchanges[0], state.tasks.iter().find(|task| task.must && task.answers.is_none()));
        assert_eq!(asked.answer_by_at.unwrap().rfc3339(), "2026-10-09T15:00:00Z");
        let (question, must) = (format!("question:{}", asked.number), format!("task:{}", must.unwrap().number));
        let listed = points(&dpo, &case).await;
        assert!(listed.contains(&question) && listed.contains(&must), "{listed:?}");
        assert_eq!(listed.iter().filter(|point| point.starts_with("task:")).count(), 1, "a cake keeps no case open");

        let gate = format!("{case}/close");
        // The handler does not pass anything.
        let token = handler.get(&tasks).await.token();
        let passing = [("point", must.as_str()), ("reason", "x")];
        assert_eq!(handler.post_with(&format!("{gate}/waive"), &token, &passing).await.status, 403);
        let pass = async |fields: &[(&str, &str)]| {
            let token = dpo.get(&gate).await.token();
            dpo.post_with(&format!("{gate}/waive"), &token, fields).await
        };
        for (bad, field) in [
            (vec![("reason", "They were destroyed")], "#point"),
            (vec![("point", must.as_str()), ("reason", " ")], "#reason"),
            (vec![("point", "task:99"), ("reason", "x")], "#point"),
        ] {
            let refused = pass(&bad).await;
            assert_eq!(refused.status, 422);
            assert!(refused.text().contains(&format!("href=\"{field}\"")), "{field}");
        }
        let passed = pass(&[("point", &must), ("reason", "The disks were destroyed on the court's order")]).await;
        assert_eq!(passed.status, 303, "{}", passed.text());
        let shown = dpo.get(&gate).await;
        assert!(shown.text().contains("court&#39;s order") && shown.text().contains("passed by Chiara Bonfanti"));
        assert!(!points(&dpo, &case).await.contains(&must));
        assert_eq!(dpo.fill_in(&gate, &[]).await.status, 422, "the others are still open");

        // Passed by mistake: asked for again.
        let number = kept(app, &case).waived[0].number.to_string();
        let token = dpo.get(&gate).await.token();
        let back = [("number", number.as_str()), ("why", "They were found")];
        assert_eq!(dpo.post_with(&format!("{gate}/take-back"), &token, &back).await.status, 303);
        assert!(points(&dpo, &case).await.contains(&must));

        close(&dpo, &case, "Taken over by the group").await;
        let closed = kept(app, &case);
        assert_eq!(closed.status, CaseStatus::Closed);
        assert!(closed.waived.iter().any(|waiver| waiver.point == question));
        let timeline = dpo.get(&format!("{case}/timeline")).await;
        let told = timeline.text().matches("Passed at the close, although open").count();
        assert_eq!(told, closed.waived.len() + 1, "an entry for each, and the one that was taken back");
        assert!(timeline.text().contains("Asked for again at the close"));
        // Reopened, the gate asks again.
        let open = points(&dpo, &case).await;
        assert!(open.is_empty());
        assert_eq!(dpo.fill_in(&format!("{case}/reopen"), &[("waiver", "Back to us")]).await.status, 303);
        assert!(points(&dpo, &case).await.contains(&question));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_task_of_answering_is_done_by_the_answer_and_leads_to_its_form() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = a_case(&handler).await;
        record(&handler, &case, "occurred", "2026-10-02T13:00", &[]).await;
        let at = app.now().in_zone(chrono_tz::Europe::Rome).format("%Y-%m-%dT%H:%M").to_string();
        let page = format!("{case}/correspondence");
        let fields = |more: &[(&'static str, &'static str)]| {
            let mut all = vec![("direction", "received"), ("with", "Garante"), ("channel", "pec"), ("gist", "Logs?")];
            all.extend_from_slice(more);
            all
        };
        for (more, field) in [
            (vec![("answer-at", "17:00")], "#answer-by"),
            (vec![("answer-by", "2026-10-09"), ("answer-at", "25:00")], "#answer-at"),
        ] {
            let mut bad = fields(&more);
            bad.extend([("at", at.as_str()), ("at-zone", "Europe/Rome")]);
            let refused = handler.fill_in(&page, &bad).await;
            assert_eq!(refused.status, 422);
            assert!(refused.text().contains(&format!("href=\"{field}\"")), "{field}: {}", refused.text());
        }
        let mut good = fields(&[("answer-by", "2026-10-09")]);
        good.extend([("at", at.as_str()), ("at-zone", "Europe/Rome")]);
        assert_eq!(handler.fill_in(&page, &good).await.status, 303);
        let task = kept(app, &case).tasks.iter().find(|task| task.answers.is_some()).unwrap().clone();
        let list = handler.get(&format!("{case}/tasks")).await;
        let answer = format!("{page}?answers={}#add", task.answers.unwrap());
        assert!(list.text().contains(&answer), "{}", list.text());
        let token = list.token();
        let ticked = handler.post_with(&format!("{case}/tasks/{}/done", task.number), &token, &[]).await;
        assert_eq!(ticked.status, 409, "{}", ticked.text());
        let form = handler.get(&answer.replace("#add", "")).await;
        assert!(form.text().contains("value=\"Garante\""), "{}", form.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_reads_tasks_open_points_and_who_can_file() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, dpo) = (app.handler().await, app.dpo().await);
        let case = a_case(&handler).await;
        let page = format!("{case}/tasks");
        assert_eq!(handler.send(&page, &format!("{page}/packs"), &[("pack", "ransomware")]).await.status, 303);
        let token = add_token(&app.ctx, app.organisation, "dashboard", CASES_READ).unwrap();
        let auth = format!("Bearer {token}");
        let path = format!("/api/v1{case}/work");
        let read = async || app.stranger().ask(Method::GET, &path, &[("authorization", &auth)], String::new()).await;
        let work = read().await;
        assert_eq!(work.status, 200, "{}", work.text());
        let work = work.json();
        let isolate =
            work["tasks"].as_array().unwrap().iter().find(|task| task["pack"] == "ransomware/isolate").unwrap();
        assert_eq!((isolate["must"].as_bool(), isolate["due_at"].as_str()), (Some(true), Some("2026-10-03T12:00:00Z")));
        let open: Vec<&str> = work["open"].as_array().unwrap().iter().filter_map(|point| point.as_str()).collect();
        assert_eq!(open, points(&dpo, &case).await);
        let filing = work["filing"].as_array().unwrap();
        assert!(!filing.is_empty() && filing.iter().all(|one| one["ways"][0]["state"] == "missing"), "{work:#}");
        close(&dpo, &case, "Twin of another case").await;
        let closed = read().await.json();
        assert_eq!((closed["status"].as_str(), closed["open"].as_array().unwrap().len()), (Some("closed"), 0));
        assert_eq!(closed["passed"].as_array().unwrap().len(), open.len());
    })
    .await;
}
