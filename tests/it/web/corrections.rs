//! What was recorded wrongly is put right over HTTP: the time of a filing, a moment changed after its preview; and what a closed case offers.

use breachdesk::app::rows::row_id;
use breachdesk::domain::case::Duty;
use breachdesk::domain::plan::DutyStatus;
use breachdesk::domain::values::At;
use breachdesk::store::{StoreResult, reminders};

use super::case_desk::{between, close, open_case, party, record};
use super::notice_desk::{a_case, approve, begin, duty, hidden, kept, mails_about, newest, set_up};
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};

fn stage(app: &TestApp, case: &str, stage: &str) -> Duty {
    let case = kept(app, case);
    let found = case.duties.iter().find(|duty| duty.planned.rule == "eprivacy-611" && duty.planned.stage == stage);
    found.unwrap_or_else(|| panic!("no stage {stage}")).clone()
}

/// Presses one of the two buttons of the correction, with the fields that the page itself carries.
async fn correct(browser: &Browser, path: &str, page: &Page, step: &str, fields: &[(&str, &str)]) -> Page {
    let (filing, seen, previewed) = (hidden(page, "filing"), hidden(page, "seen"), hidden(page, "previewed"));
    let mut all = vec![("step", step), ("filing", &filing), ("seen", &seen), ("previewed", &previewed)];
    all.extend_from_slice(fields);
    browser.post_with(path, &page.token(), &all).await
}

fn planned_reminders(app: &TestApp, case: &str, duty: u32) -> Vec<At> {
    let case = kept(app, case);
    let rows: StoreResult<Vec<_>> = app.ctx.store.read(|conn| reminders::of_case(conn, case.id));
    let mut due: Vec<At> = rows
        .unwrap()
        .into_iter()
        .filter(|row| {
            row.duty_id == row_id(case.id, "duty", duty) && row.fired_at.is_none() && row.cancelled_at.is_none()
        })
        .map(|row| row.due_at)
        .collect();
    due.sort_unstable();
    due
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_time_of_filing_is_corrected_with_a_reason_and_what_runs_from_it_moves() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler, second) = (app.dpo().await, app.handler().await, app.controller().await);
        let case = a_case(&dpo).await;
        let first = stage(app, &case, "initial");
        let path = format!("{case}/duties/{}/filing", first.number);
        let filed = [
            ("step", "filed"),
            ("what", "First notice in the portal"),
            ("channel", "portal"),
            ("at", "2026-10-04T07:00"),
            ("at-zone", "Europe/Rome"),
            ("reasons", ""),
            ("kind", "receipt"),
            ("number", "A-77"),
        ];
        let done = dpo.fill_in(&path, &filed).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let before = stage(app, &case, "second");
        let old_reminders = planned_reminders(app, &case, before.number);

        let stale_page = handler.get(&path).await;

        // Refused in sentences, each at its field; what was typed stays.
        let page = dpo.get(&path).await;
        assert!(page.text().contains("The time of filing is wrong"), "{}", page.text());
        let none =
            correct(&dpo, &path, &page, "correct", &[("right-at", "2026-10-04T06:00"), ("correction", "")]).await;
        assert_eq!(none.status, 422);
        assert!(none.text().contains("Say why the recorded time is wrong") && none.text().contains("2026-10-04T06:00"));
        let same = [("right-at", "2026-10-04T07:00"), ("right-at-zone", "Europe/Rome"), ("correction", "x")];
        let same = correct(&dpo, &path, &page, "correct", &same).await;
        assert!(same.status == 422 && same.text().contains("This is the time on record already"), "{}", same.text());
        let ahead = [("right-at", "2027-10-04T07:00"), ("right-at-zone", "Europe/Rome"), ("correction", "x")];
        assert_eq!(correct(&dpo, &path, &page, "correct", &ahead).await.status, 422);
        let early = [("right-at", "2026-09-01T07:00"), ("right-at-zone", "Europe/Rome"), ("correction", "x")];
        let early = correct(&dpo, &path, &page, "correct", &early).await;
        assert!(early.status == 422 && early.text().contains("nobody had noticed the breach yet"));

        // Old and new deadlines first; nothing is recorded yet.
        let right = [
            ("right-at", "2026-10-04T05:30"),
            ("right-at-zone", "Europe/Rome"),
            ("correction", "The receipt of the portal says 05:30"),
        ];
        let shown = correct(&dpo, &path, &page, "correct", &right).await;
        assert_eq!(shown.status, 200, "{}", shown.text());
        assert!(shown.text().contains("Old and new deadlines side by side") && shown.text().contains("1 h 30 min"));
        assert_eq!(stage(app, &case, "second").planned, before.planned);

        // A time typed anew after the preview is not recorded, but shown.
        let other = [right[0], right[1], ("correction", "Another reason")];
        let anew = correct(&dpo, &path, &shown, "correct-record", &other).await;
        assert_eq!(anew.status, 200, "{}", anew.text());
        assert!(anew.text().contains("Something changed after the preview"), "{}", anew.text());
        assert_eq!(stage(app, &case, "second").planned, before.planned);

        let done = correct(&dpo, &path, &shown, "correct-record", &right).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let after = stage(app, &case, "second");
        let (old, new) = (before.planned.target_at.unwrap(), after.planned.target_at.unwrap());
        assert_eq!(old.since(new).num_minutes(), 90, "the second notice runs from the filing");
        assert_ne!(planned_reminders(app, &case, after.number), old_reminders, "its reminders follow");
        assert_eq!(mails_about(app, &case, "moved/"), 2, "DPO and controller's person are told: deadline moved");
        assert_eq!(stage(app, &case, "initial").planned.status, DutyStatus::Met);

        // A double press happens once; a second browser that still shows the old time is told.
        let twice = correct(&dpo, &path, &shown, "correct-record", &right).await;
        assert_eq!(twice.status, 303);
        let stale = correct(&handler, &path, &stale_page, "correct", &right).await;
        assert_eq!(stale.status, 422, "{}", stale.text());
        assert!(stale.text().contains("Somebody changed this in the meantime"), "{}", stale.text());
        let case_now = kept(app, &case);
        assert_eq!(case_now.filed_outside[0].filing.corrections.len(), 1);

        let page = second.get(&path).await;
        assert!(
            page.text().contains("Recorded before") && page.text().contains("The receipt of the portal says 05:30")
        );
        let timeline = second.get(&format!("{case}/timeline")).await;
        assert!(timeline.text().contains("Time of filing corrected from Sun 4 Oct 2026, 07:00 CEST"));
        let italian = second.get(&format!("{path}?lang=it")).await;
        assert!(italian.text().contains("L’ora della trasmissione è sbagliata"), "{}", italian.text());
        super::links::whole(app);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_found_to_be_late_owes_its_reasons_and_a_closed_case_still_takes_the_right_time() {
    let app = TestApp::start().await;
    set_up(&app);
    let (handler, controller) = (app.handler().await, app.controller().await);
    let case = a_case(&handler).await;
    let to = duty(&kept(&app, &case), "gdpr-33", "CY");
    let notice = begin(&handler, &case, to.number, "gdpr33_initial", "en").await;
    assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
    let path = format!("{notice}/file");
    let term = to.planned.legal_term_at.unwrap();
    let filed = [
        ("step", "filed"),
        ("channel", "portal"),
        ("at", "2026-10-04T08:00"),
        ("at-zone", "Asia/Nicosia"),
        ("reasons", ""),
        ("kind", "receipt"),
        ("number", "CY-1"),
    ];
    assert_eq!(handler.fill_in(&path, &filed).await.status, 303);
    close(&controller, &case, "Told by telephone").await;
    app.ctx.clock.set(term.plus(chrono::TimeDelta::hours(30)));
    let (handler, controller) = (app.handler().await, app.controller().await);
    let page = handler.get(&path).await;
    let late = term.plus(chrono::TimeDelta::hours(2)).in_zone(chrono_tz::UTC).format("%Y-%m-%dT%H:%M").to_string();
    let fields = [("right-at", late.as_str()), ("right-at-zone", "UTC"), ("correction", "The portal's log")];
    let owed = correct(&handler, &path, &page, "correct", &fields).await;
    assert_eq!(owed.status, 422);
    assert!(owed.text().contains("Say why it is filed after the legal term"), "{}", owed.text());
    let fields = [&fields[..], &[("late-reasons", "The portal refused the file twice")]].concat();
    let shown = correct(&handler, &path, &page, "correct", &fields).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    let done = correct(&handler, &path, &shown, "correct-record", &fields).await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert_eq!(duty(&kept(&app, &case), "gdpr-33", "CY").planned.status, DutyStatus::Late);
    let filing = newest(&app, &case).filings.pop().unwrap();
    assert!(filing.reasons_for_delay.unwrap().as_str().contains("refused the file twice"));
    assert!(controller.get(&path).await.text().contains("The portal refused the file twice"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_recorded_of_a_moment_is_what_was_previewed() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Attack on the customer platform").await;
        let path = format!("{case}/instants/new");
        let fields = |at: &'static str, step: &'static str, previewed: &str| {
            [
                ("what", "aware"),
                ("scope", "case"),
                ("at", at),
                ("at-zone", "Europe/Rome"),
                ("certainty", "confirmed"),
                ("source", "own_staff"),
                ("how", "Security told the DPO by telephone"),
                ("step", step),
                ("previewed", previewed),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        let press = async |browser: &Browser, at, step, previewed: &str| {
            let fields = fields(at, step, previewed);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            browser.fill_in(&path, &fields).await
        };
        let first = press(&dpo, "2026-10-03T13:30", "preview", "").await;
        let mark = hidden(&first, "previewed");
        // Another moment, or none previewed at all: the preview, and no entry.
        for (at, mark) in [("2026-10-03T14:00", mark.as_str()), ("2026-10-03T13:30", ""), ("2026-10-03T13:30", "x.y")] {
            let anew = press(&dpo, at, "record", mark).await;
            assert_eq!(anew.status, 200, "{}", anew.text());
            assert!(anew.text().contains("Something changed after the preview"), "{}", anew.text());
            assert!(kept(app, &case).instants.iter().all(|entry| entry.what.as_str() != "aware"));
        }
        // Somebody else changed what it moves in between.
        let set = format!("{case}/data-sets/shop-customers");
        let shop = [("name", "Web shop"), ("controller", "lunamobile"), ("data-scope", "other"), ("hit", "no")];
        // Pressed without a preview, or with one of something else, nothing is saved.
        for mark in ["", "x.y", mark.as_str()] {
            let unseen = [&shop[..], &[("step", "record"), ("previewed", mark)]].concat();
            let anew = dpo.fill_in(&set, &unseen).await;
            assert!(
                anew.status == 200 && anew.text().contains("Something changed after the preview"),
                "{}",
                anew.text()
            );
            assert!(kept(app, &case).data_sets.iter().all(|one| one.hit.as_str() != "no"));
        }
        let saved = party(&dpo, &set, &shop).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let anew = press(&dpo, "2026-10-03T13:30", "record", &mark).await;
        assert_eq!(anew.status, 200, "{}", anew.text());
        assert!(anew.text().contains("Something changed after the preview"), "{}", anew.text());
        let done = press(&dpo, "2026-10-03T13:30", "record", &hidden(&anew, "previewed")).await;
        assert_eq!(done.status, 303, "{}", done.text());
        assert!(kept(app, &case).instants.iter().any(|entry| entry.what.as_str() == "aware"));
    })
    .await;
}

#[tokio::test]
async fn the_ledger_says_which_moments_no_clock_of_the_case_asks_for() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = a_case(&dpo).await;
    assert_eq!(record(&dpo, &case, "classified_major", "2026-10-03T15:00", &[]).await.status, 303);
    let page = dpo.get(&format!("{case}/instants")).await;
    let idle = between(page.text(), "id=\"classified_major\"", "</section>");
    assert!(idle.contains("No clock of this case runs from it"), "{idle}");
    let used = between(page.text(), "id=\"aware\"", "</section>");
    assert!(!used.contains("No clock of this case runs from it"), "{used}");
    assert!(page.text().contains("kinds of moments that no clock of this case asks for"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_case_offers_what_the_law_still_takes_and_reopening() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        let to = duty(&kept(app, &case), "gdpr-33", "CY");
        assert!(handler.get(&case).await.text().contains("Write the notice"));
        close(&controller, &case, "Twin of another case").await;
        // What was passed with a reason is decided; the register does not call it open for ever.
        let register = controller.get("/register").await;
        assert!(register.text().contains("no, reasons kept"), "{}", register.text());
        for page in ["", "/duties", "/notices", &format!("/duties/{}", to.number)] {
            let shown = handler.get(&format!("{case}{page}")).await;
            for gone in ["Write the notice", "/notices/new", "/defer"] {
                assert!(!shown.text().contains(gone), "{gone} on {page}: {}", shown.text());
            }
            assert!(shown.text().contains("It still takes filings made elsewhere"), "{page}");
            // Reopening is for those who may.
            assert!(!shown.text().contains(&format!("<a href=\"{case}/reopen\">Reopen the case</a></p>")), "{page}");
        }
        let shown = controller.get(&format!("{case}/duties/{}", to.number)).await;
        assert!(shown.text().contains("Record a late filing"), "{}", shown.text());
        assert!(shown.text().contains(&format!("href=\"{case}/reopen\"")), "{}", shown.text());
        // What it offers, it takes.
        let filed = [
            ("step", "filed"),
            ("what", "By telephone to the duty officer"),
            ("channel", "phone"),
            ("at", "2026-10-04T07:00"),
            ("at-zone", "Asia/Nicosia"),
            ("reasons", ""),
            ("kind", "none"),
            ("number", ""),
        ];
        let done = handler.fill_in(&format!("{case}/duties/{}/filing", to.number), &filed).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let ledger = handler.get(&format!("{case}/instants")).await;
        assert!(!ledger.text().contains("/instants/new"), "{}", ledger.text());
        assert!(!handler.get(&format!("{case}/tasks")).await.text().contains("name=\"title\""));
        let again = controller.fill_in(&format!("{case}/reopen"), &[("waiver", "It was no twin")]).await;
        assert_eq!(again.status, 303);
        assert!(!handler.get(&case).await.text().contains("It still takes filings"));
    })
    .await;
}
