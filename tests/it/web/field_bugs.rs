//! What went wrong in the field elsewhere, and the test that keeps it from going wrong here.
//!
//! | in the field | held by |
//! |---|---|
//! | a deadline shown as passed 21 minutes too early | `web::journey::twenty_one_minutes_before_the_term_the_case_is_due_in_21_minutes_and_nine_days_later_it_is_overdue` |
//! | overdue right after it was entered, under 24 hours after detection | `a_case_entered_23_hours_after_detection_is_urgent_and_not_overdue` |
//! | a late one called "not delivered" only | `a_case_entered_nine_days_after_detection_says_how_many_days_it_is_overdue` |
//! | the state of a case taken from the wrong report | `the_list_of_cases_shows_the_most_urgent_open_duty` |
//! | a countdown that restarts with a later version of an earlier report | `filing_one_notice_starts_its_second_stage_and_moves_no_other_clock` |
//! | one reminder, not relative to detection, none after the due date | `app::reminders::a_day_and_three_days_get_the_defaults_at_the_right_instants`, `app::reminders::an_overdue_duty_has_a_message_of_its_own_and_rings_every_four_hours` |
//! | a mail that does not state date, time and zone of the deadline | `every_reminder_names_the_deadline_with_date_time_zone_and_utc` |
//! | "completed" for what nobody had submitted | `the_board_calls_nothing_filed_that_is_not`, `states` for the words themselves |
//! | a mail that cannot say what it should | `app::letters::a_reminder_begins_with_its_most_urgent_clock_lists_each_with_its_recipients_and_says_when_it_is_late`, `notice::shipped` and `notice::hostile` for unknown fields |
//! | typed text lost with the browser | `tests/browser/steps/71-text-kept.mjs` |
//! | reading or assigning bumps "last updated" | `web::journey::reading_and_assigning_never_move_what_was_recorded` |

use breachdesk::app::reminders::fire::fire_due;
use breachdesk::domain::values::At;
use chrono::TimeDelta;

use super::case_desk::{open_case, record};
use super::notice_desk::{a_case, approve, begin, duty, kept, mails, set_up, upload};
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};

/// A case whose detection lies so many hours before now, entered just now.
async fn entered_late(app: &TestApp, hours: i64) -> (String, Page) {
    set_up(app);
    app.advance(TimeDelta::hours(hours) - app.now().since(At::parse("2026-10-03T11:00:00Z").unwrap()));
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Attack on the customer platform").await;
    assert_eq!(record(&dpo, &case, "detected_611", "2026-10-03T13:00", &[]).await.status, 303);
    let page = dpo.get(&case).await;
    (case, page)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_entered_23_hours_after_detection_is_urgent_and_not_overdue() {
    on_both_apps(async |app| {
        let (case, page) = entered_late(app, 23).await;
        assert!(
            page.text().contains("<b>1</b>&nbsp;h") || page.text().contains("<b>59</b>&nbsp;min"),
            "{}",
            page.text()
        );
        assert!(!page.text().contains("Overdue by") && !page.text().contains(", overdue"), "{}", page.text());
        let dpo = app.dpo().await;
        assert!(!dpo.get("/register?due=overdue").await.text().contains(case.rsplit('/').next().unwrap()));
        assert!(dpo.get("/").await.text().contains("Nothing is past its legal term"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_entered_nine_days_after_detection_says_how_many_days_it_is_overdue() {
    on_both_apps(async |app| {
        let (case, page) = entered_late(app, 9 * 24).await;
        // Detected nine days ago, due one day after that: eight days, less the hour that the counting law adds.
        assert!(page.text().contains("Overdue by") && page.text().contains("<b>7</b>&nbsp;d"), "{}", page.text());
        let duty = duty(&kept(app, &case), "eprivacy-611", "IT-TELECOM");
        let one = app.dpo().await.get(&format!("{case}/duties/{}", duty.number)).await;
        assert!(one.text().contains("overdue"), "{}", one.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_cases_shows_the_most_urgent_open_duty() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        // The earliest clock of all that is not filed, whatever was touched last.
        let soonest = |app: &TestApp| {
            let case = kept(app, &case);
            let open = case.duties.iter().filter(|duty| duty.is_unfiled());
            let at = open.filter_map(|duty| duty.planned.target_at).min().unwrap();
            at.in_zone("Europe/Rome".parse().unwrap()).format("%-d %b %Y, %H:%M").to_string()
        };
        let first = soonest(app);
        assert_eq!(first, "4 Oct 2026, 13:00", "the 24 hours");
        let list = handler.get("/cases").await;
        assert!(list.text().contains(&first), "{}", list.text());
        for recipient in ["IT-TELECOM", "CY-TELECOM"] {
            let to = duty(&kept(app, &case), "eprivacy-611", recipient);
            let notice = begin(&handler, &case, to.number, "t611_first", "it").await;
            approve(&controller, &notice, &[]).await;
            file(&handler, &notice).await;
        }
        let list = handler.get("/cases").await;
        assert!(list.text().contains(&soonest(app)), "{}: {}", soonest(app), list.text());
    })
    .await;
}

/// Says that a notice was filed in the portal a moment ago.
async fn file(browser: &Browser, notice: &str) {
    let fields = [
        ("step", "filed"),
        ("channel", "portal"),
        ("at", "2026-10-04T07:30"),
        ("at-zone", "Europe/Rome"),
        ("reasons", ""),
        ("kind", "none"),
        ("number", ""),
    ];
    let path = format!("{notice}/file");
    let filed = upload(browser, &path, &path, &fields, None).await;
    assert_eq!(filed.status, 303, "{}", filed.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn filing_one_notice_starts_its_second_stage_and_moves_no_other_clock() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        let clocks = |app: &TestApp| {
            let case = kept(app, &case);
            let started = case.duties.iter().filter(|duty| !duty.gone && duty.planned.target_at.is_some());
            started.map(|duty| (duty.number, duty.planned.target_at, duty.planned.trigger.at)).collect::<Vec<_>>()
        };
        let before = clocks(app);
        let to = duty(&kept(app, &case), "eprivacy-611", "IT-TELECOM");
        let notice = begin(&handler, &case, to.number, "t611_first", "it").await;
        approve(&controller, &notice, &[]).await;
        file(&handler, &notice).await;
        // A new version of what was filed is no new anchor either.
        let after = clocks(app);
        assert!(before.iter().all(|clock| after.contains(clock)), "{before:?} {after:?}");
        let started: Vec<_> = after.iter().filter(|clock| !before.contains(clock)).collect();
        let [(_, Some(target), Some(from))] = started.as_slice() else { panic!("one clock starts: {started:?}") };
        assert_eq!(from.rfc3339(), At::parse("2026-10-04T07:30:00+02:00").unwrap().rfc3339());
        assert_eq!(target.since(*from), TimeDelta::hours(72));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reminder_names_the_deadline_with_date_time_zone_and_utc() {
    on_both_apps(async |app| {
        set_up(app);
        app.dpo().await;
        let case = a_case(&app.handler().await).await;
        let mut seen = 0;
        for _ in 0..40 {
            app.advance(TimeDelta::hours(2));
            fire_due(&app.ctx).unwrap();
        }
        for mail in mails(app, &case).iter().filter(|mail| mail.dedupe_key.starts_with("reminder/")) {
            let text = mail.content["text"].as_str().unwrap();
            for line in text.lines().filter(|line| line.trim_start().starts_with("target ")) {
                seen += 1;
                assert!(line.contains(" 2026, ") && line.contains(" CEST (") && line.contains(" UTC)"), "{line}");
            }
        }
        assert!(seen > 10, "{seen}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_calls_nothing_filed_that_is_not() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        let to = duty(&kept(app, &case), "eprivacy-611", "IT-TELECOM");
        let row = async |words: &str| {
            let page = handler.get(&format!("{case}/duties")).await;
            let rows = page
                .text()
                .split("<tr role=\"row\">")
                .filter(|row| row.contains("Garante") || row.contains("Italian Data"));
            let rows: Vec<&str> = rows.collect();
            assert!(rows.iter().any(|row| row.contains(words)), "{words}: {rows:?}");
            rows.iter().any(|row| row.contains("Confirmed"))
        };
        let notice = begin(&handler, &case, to.number, "t611_first", "it").await;
        assert!(!row("Draft").await);
        assert_eq!(handler.fill_in(&notice, &[("step", "review")]).await.status, 303);
        assert!(!row("In review").await);
        approve(&controller, &notice, &[]).await;
        assert!(!row("Approved, not filed").await);
        file(&handler, &notice).await;
        assert!(!row("Said to be filed, proof missing").await);
    })
    .await;
}
