//! The DPO's first day over HTTP, on both databases: report, triage, moments, facts, plan, correction, advice, decision, register.

use chrono::TimeDelta;

use super::case_desk::{between, known, open_case, party, record, set_up};
use crate::support::app::on_both_apps;

#[tokio::test(flavor = "multi_thread")]
async fn a_report_becomes_a_case_whose_clocks_run_from_what_was_first_noticed() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = open_case(&handler, "Attack on the customer platform").await;
        let page = handler.get(&case).await;
        assert_eq!(page.status, 200);
        // First noticed Sat 13:00 in Rome; 24 hours on is Sun 13:00. Nothing is decided, so all of it is presumed.
        assert!(page.text().contains("Sun 4 Oct 2026, 13:00 CEST"), "{}", page.text());
        assert!(page.text().contains("Awareness is not decided yet"));
        assert!(page.text().contains("<b>4</b>&nbsp;h <b>33</b>&nbsp;min"), "{}", page.text());
        assert!(page.text().contains("Not checked here"));
        let ledger = handler.get(&format!("{case}/instants")).await;
        assert!(ledger.text().contains("the worst case"));
        let rejected = handler.get("/reports?status=accepted").await;
        assert!(rejected.text().contains("RP-"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_shows_old_and_new_deadlines_before_it_is_recorded_and_after() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, controller) = (app.dpo().await, app.controller().await);
        let case = open_case(&dpo, "Attack on the customer platform").await;

        // Recording is shown first and changes nothing.
        let shown = record(&dpo, &case, "detected_611", "2026-10-03T14:00", &[("step", "preview")]).await;
        assert_eq!(shown.status, 200);
        assert!(shown.text().contains("What this would change"), "{}", shown.text());
        assert!(
            shown.text().contains("Sun 4 Oct 2026, 13:00 CEST") && shown.text().contains("Sun 4 Oct 2026, 14:00 CEST")
        );
        assert!(!dpo.get(&format!("{case}/instants")).await.text().contains("Security told the DPO"));

        let recorded = record(&dpo, &case, "detected_611", "2026-10-03T14:00", &[]).await;
        assert_eq!(recorded.status, 303, "{}", recorded.text());
        let entry = recorded.location().to_owned();
        let after = dpo.get(&entry).await;
        assert!(after.text().contains("1 h 0 min later"), "{}", after.text());

        // The day before yesterday's calls turn out to be the detection: an earlier moment needs a reason, not a second person.
        let number = entry.rsplit('/').next().unwrap();
        let without_reason =
            record(&dpo, &case, "detected_611", "2026-10-03T09:00", &[("corrects", number), ("reason", "")]).await;
        assert_eq!(without_reason.status, 422);
        assert!(without_reason.text().contains("Say why the earlier entry was not right"));
        let corrected = record(
            &dpo,
            &case,
            "detected_611",
            "2026-10-03T09:00",
            &[("corrects", number), ("reason", "The night shift had confirmed it at nine")],
        )
        .await;
        assert_eq!(corrected.status, 303, "{}", corrected.text());
        let after = dpo.get(corrected.location()).await;
        assert!(after.text().contains("5 h 0 min earlier"), "{}", after.text());

        // Both values stay, in the ledger, on the duty and in the timeline.
        let ledger = dpo.get(&format!("{case}/instants")).await;
        assert!(
            ledger.text().contains("Sat 3 Oct 2026, 14:00 CEST")
                && ledger.text().contains("Sat 3 Oct 2026, 09:00 CEST")
        );
        let timeline = dpo.get(&format!("{case}/timeline?kind=decision")).await;
        assert!(timeline.text().contains("<s>Sat 3 Oct 2026, 14:00 CEST"), "{}", timeline.text());

        // A later moment contradicts what is on record: it waits for a second person, and the earlier clock runs on.
        let number = corrected.location().rsplit('/').next().unwrap();
        let shown = record(
            &dpo,
            &case,
            "detected_611",
            "2026-10-03T18:00",
            &[("corrects", number), ("reason", "The night shift had looked at another system"), ("step", "preview")],
        )
        .await;
        assert!(shown.text().contains("It needs a reason and a second person"), "{}", shown.text());
        let waits = record(
            &dpo,
            &case,
            "detected_611",
            "2026-10-03T18:00",
            &[("corrects", number), ("reason", "The night shift had looked at another system")],
        )
        .await;
        let overview = dpo.get(&case).await;
        assert!(overview.text().contains("A later awareness waits for a second person"));
        assert!(overview.text().contains("Sun 4 Oct 2026, 09:00 CEST"), "{}", overview.text());

        // Who recorded it cannot confirm it; somebody else can.
        let own = dpo.fill_in(waits.location(), &[]).await;
        assert_eq!(own.status, 422);
        assert!(own.text().contains("A second person has to do this"), "{}", own.text());
        let home = controller.get("/").await;
        assert!(home.text().contains("Confirm a moment"), "{}", home.text());
        assert_eq!(controller.fill_in(waits.location(), &[]).await.status, 303);
        assert!(controller.get(&case).await.text().contains("Sun 4 Oct 2026, 18:00 CEST"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_decide_presumed_duties_and_unknown_ones_have_an_owner_and_a_day() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler) = (app.dpo().await, app.handler().await);
        let case = open_case(&dpo, "Attack on the customer platform").await;
        record(&dpo, &case, "detected_611", "2026-10-03T13:00", &[]).await;
        record(&dpo, &case, "aware", "2026-10-03T13:00", &[]).await;

        // Whether the web shop was hit is not known: the GDPR rows stand as presumed and say by what they are decided.
        let board = dpo.get(&case).await;
        assert!(board.text().contains("Notification within 72 hours (GDPR)"), "{}", board.text());
        assert!(board.text().contains("treat as due until known"), "{}", board.text());
        assert!(board.text().contains("Web shop"));

        let unknown = handler
            .fill_in(
                &format!("{case}/facts/nature.confidentiality_state"),
                &[("scope", "case"), ("state", "unknown"), ("who", "Harrow Forensics"), ("by", "2026-10-05")],
            )
            .await;
        assert_eq!(unknown.status, 303, "{}", unknown.text());
        let overview = dpo.get(&case).await;
        assert!(overview.text().contains("Harrow Forensics") && overview.text().contains("by 5 Oct 2026"));
        assert!(dpo.get(&format!("{case}/tasks")).await.text().contains("Harrow Forensics"));

        let people = handler
            .fill_in(
                &format!("{case}/facts/subjects.count"),
                &[
                    ("scope", "case"),
                    ("state", "estimated"),
                    ("mode", "approx"),
                    ("n", "2,100,000"),
                    ("estimate", "All active SIMs"),
                ],
            )
            .await;
        assert_eq!(people.status, 303, "{}", people.text());
        let facts = dpo.get(&format!("{case}/facts?group=people")).await;
        assert!(facts.text().contains("about 2,100,000") && facts.text().contains("k k-est"), "{}", facts.text());
        // A market inherits it and says so.
        let italy = dpo.get(&format!("{case}/facts?group=people&scope=market:IT")).await;
        assert!(italy.text().contains("Inherited from “Whole case”."), "{}", italy.text());

        // The shop was not hit: shown before it is saved, then the GDPR duties are gone and the telecom ones stay.
        let fields = [("name", "Web shop"), ("controller", "lunamobile"), ("data-scope", "other"), ("hit", "no")];
        let form = format!("{case}/data-sets/shop-customers");
        let shown = dpo.fill_in(&form, &fields).await;
        assert_eq!(shown.status, 200, "{}", shown.text());
        assert!(shown.text().contains("Old and new deadlines side by side"), "{}", shown.text());
        let saved = party(&dpo, &form, &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let duties = dpo.get(&format!("{case}/duties")).await;
        assert!(duties.text().contains("First notice within 24 hours (Regulation 611/2013)"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dpo_advises_the_controller_departs_and_both_stay_side_by_side() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, controller) = (app.dpo().await, app.controller().await);
        let case = open_case(&dpo, "Web shop orders shown to others").await;
        record(&dpo, &case, "aware", "2026-10-03T13:00", &[]).await;
        // Nothing of the telephone service was hit, the shop was.
        for (id, name, scope, hit) in [
            ("sim-customers", "SIM customers", "telecom_service", "no"),
            ("shop-customers", "Web shop", "other", "yes"),
        ] {
            let fields = [("name", name), ("controller", "lunamobile"), ("data-scope", scope), ("hit", hit)];
            assert_eq!(party(&dpo, &format!("{case}/data-sets/{id}"), &fields).await.status, 303);
        }
        let choose = dpo.get(&format!("{case}/decide")).await;
        let duty = gdpr_duty(choose.text());
        let advice = dpo
            .fill_in(
                &format!("{case}/decide?duty={duty}"),
                &[
                    ("duty", &duty),
                    ("decision", "notify"),
                    ("reason", "Orders with addresses were open for a day"),
                    ("act", "advise"),
                ],
            )
            .await;
        assert_eq!(advice.status, 303, "{}", advice.text());

        // Dropping a duty needs its ground in law.
        let page = format!("{case}/decide");
        let without = [
            ("duty", duty.as_str()),
            ("decision", "not_required"),
            ("reason", "Two orders, both known customers"),
            ("act", "decide"),
        ];
        let refused = controller.fill_in(&page, &without).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("Choose the legal ground"), "{}", refused.text());
        assert!(refused.text().contains("Two orders, both known customers"), "what was typed stays");
        let misfit = controller.fill_in(&page, &[&without[..], &[("basis", "34-3-a")]].concat()).await;
        assert_eq!(misfit.status, 422, "a ground of another duty would leave this one where it is");
        assert!(misfit.text().contains("falls away on this ground"), "{}", misfit.text());
        let decided =
            controller.fill_in(&page, &[&without[..], &[("basis", "gdpr-33-1-unlikely-risk")]].concat()).await;
        assert_eq!(decided.status, 303, "{}", decided.text());

        // The record of the decision: both texts, the departure, the rule set, and that it waits for a second person.
        let record = controller.get(decided.location()).await;
        for text in [
            "Decision not to notify",
            "Two orders, both known customers",
            "Orders with addresses were open for a day",
            "departs from the advice",
            "A second person has to confirm",
            "Aoife Brennan",
            "Chiara Bonfanti",
            app.ctx.policy.digest(),
        ] {
            assert!(record.text().contains(text), "{text} on {}", record.text());
        }
        let own =
            controller.send(decided.location(), &format!("{}/confirm", decided.location()), &[("reason", "")]).await;
        assert_eq!(own.status, 422, "{}", own.text());
        let second =
            dpo.send(decided.location(), &format!("{}/confirm", decided.location()), &[("reason", "Seen")]).await;
        assert_eq!(second.status, 303, "{}", second.text());
        let duty_page = dpo.get(&format!("{case}/duties/{duty}")).await;
        assert!(duty_page.text().contains("Not required"), "{}", duty_page.text());
        let register = dpo.get("/register").await;
        assert!(register.text().contains("Web shop orders shown to others"));
    })
    .await;
}

/// The number of the first duty under the GDPR on the page of decisions.
/// The number of the first duty of the group under this heading on the page of decisions.
fn gdpr_duty(text: &str) -> String {
    let group = between(text, "Notification within 72 hours (GDPR)</h3>", "</div>\n</fieldset>");
    between(group, "name=\"duty\" value=\"", "\"").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duty_explains_itself_line_by_line_in_both_languages() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Attack on the customer platform").await;
        record(&dpo, &case, "detected_611", "2026-10-03T13:00", &[]).await;
        let board = dpo.get(&format!("{case}/duties")).await;
        let href = format!("{case}/duties/{}", between(board.text(), &format!("{case}/duties/"), "\""));
        let duty = dpo.get(&href).await;
        for text in [
            "The arithmetic",
            "Sat 3 Oct 2026, 13:00 CEST",
            "Sun 4 Oct 2026, 13:00 CEST",
            "11:00 UTC",
            "in our words",
            "https://eur-lex.europa.eu/eli/reg/2013/611/oj",
            "History of its clock",
            "Read in a primary source",
        ] {
            assert!(duty.text().contains(text), "{text} on {}", duty.text());
        }
        for path in
            ["", "/instants", "/facts", "/parties", "/duties", "/decide", "/tasks", "/timeline", "/title", "/close"]
        {
            let italian = dpo.get(&format!("{case}{path}?lang=it")).await;
            assert_eq!(italian.status, 200, "{path}");
        }
        let italian = dpo.get(&format!("{href}?lang=it")).await;
        assert!(italian.text().contains("Il calcolo") && italian.text().contains("sab 3 ott 2026, 13:00 CEST"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_lists_what_is_open_as_links_and_passes_only_with_a_reason() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Attack on the customer platform").await;
        let task =
            [("phase", "learn"), ("title", "Write the lessons down"), ("owner", ""), ("due", ""), ("must", "yes")];
        assert_eq!(dpo.fill_in(&format!("{case}/tasks"), &task).await.status, 303);
        let close = format!("{case}/close");
        let gate = dpo.get(&close).await;
        assert!(gate.text().contains("Duty open:") && gate.text().contains("Task open: Write the lessons down"));
        assert!(gate.text().contains(&format!("href=\"{case}/duties/")), "{}", gate.text());
        let refused = dpo.fill_in(&close, &[]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("Points are still open"));
        super::case_desk::close(&dpo, &case, "Opened by mistake, twin of another case").await;
        assert!(dpo.get(&case).await.text().contains("The case is closed."));
        // A closed case is not changed, and says so where somebody tries.
        let late = record(&dpo, &case, "aware", "2026-10-03T13:00", &[]).await;
        assert_eq!(late.status, 422);
        assert!(late.text().contains("The case is closed. Reopen it first"), "{}", late.text());
        assert_eq!(dpo.fill_in(&format!("{case}/reopen"), &[("waiver", "It was no twin")]).await.status, 303);
        assert!(!dpo.get(&case).await.text().contains("The case is closed."));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_are_merged_with_both_texts_and_rejected_with_a_reason_that_stays() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = open_case(&handler, "Attack on the customer platform").await;
        let second = super::case_desk::report(&handler, "Top-up refused since noon.", "2026-10-03T12:00").await;
        let reference = case.rsplit('/').next().unwrap();
        let merged = handler
            .send(&format!("/reports/{second}"), &format!("/reports/{second}/merge"), &[("case", reference)])
            .await;
        assert_eq!(merged.status, 303, "{}", merged.text());
        // The merged report noticed it an hour earlier: the worst-case clock runs from there.
        assert!(handler.get(&case).await.text().contains("Sun 4 Oct 2026, 12:00 CEST"));
        assert!(handler.get(&format!("/reports/{second}")).await.text().contains("Top-up refused since noon."));

        let third = super::case_desk::report(&handler, "A poster fell down.", "").await;
        let page = format!("/reports/{third}");
        let refused = handler.send(&page, &format!("{page}/reject"), &[("reason", " ")]).await;
        assert_eq!(refused.status, 422);
        let rejected = handler.send(&page, &format!("{page}/reject"), &[("reason", "No personal data")]).await;
        assert_eq!(rejected.status, 303, "{}", rejected.text());
        assert!(handler.get("/reports?status=rejected").await.text().contains(&third));
        // Each is found by its words, whatever became of it: its text, the reason, the reference.
        let found = async |text: &str| handler.get(&format!("/reports?text={text}")).await.text().to_owned();
        for (text, report) in
            [("POSTER", &third), ("personal+dat", &third), ("top-up+refused", &second), (&second, &second)]
        {
            let page = found(text).await;
            assert!(
                page.contains(report.as_str()) && page.contains("One report with these words was found"),
                "{text}: {page}"
            );
        }
        let nothing = found("poster+refused").await;
        assert!(nothing.contains("No report holding these words was found") && !nothing.contains(&third), "{nothing}");
        assert!(!found("%25").await.contains(&third), "a text without a word finds nothing");
        // Decided is decided: a second click says who was first.
        let again = handler.send(&page, &format!("{page}/reject"), &[("reason", "Twice")]).await;
        assert_eq!(again.status, 422);
        assert!(again.text().contains("Somebody decided this report in the meantime"), "{}", again.text());
        assert!(!handler.get(&page).await.text().contains("Twice"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_one_minutes_before_the_term_the_case_is_due_in_21_minutes_and_nine_days_later_it_is_overdue() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Attack on the customer platform").await;
        record(&dpo, &case, "detected_611", "2026-10-03T13:00", &[]).await;
        // 12:38 in Rome, and some seconds.
        app.advance(TimeDelta::minutes(4 * 60 + 12));
        let dpo = app.dpo().await;
        let page = dpo.get(&case).await;
        assert!(page.text().contains("<b>21</b>&nbsp;min"), "{}", page.text());
        assert!(!page.text().contains("Overdue by"));
        // 13:30: the target has passed, the legal term runs to 14:00. Nothing is overdue.
        app.advance(TimeDelta::minutes(52));
        let dpo = app.dpo().await;
        let page = dpo.get(&case).await;
        assert!(page.text().contains("Target passed, the legal term still runs"), "{}", page.text());
        assert!(
            !page.text().contains("Overdue by") && !dpo.get("/").await.text().contains("s-over\">Overdue</span></td>")
        );
        // Nine days after detection: "not sent, 8 days overdue", never only "not delivered".
        app.advance(TimeDelta::days(8));
        let dpo = app.dpo().await;
        let page = dpo.get(&case).await;
        assert!(
            page.text().contains("Overdue by") && page.text().contains("Presumed, overdue")
                || page.text().contains("Not started, overdue")
        );
        assert!(page.text().contains("<b>7</b>&nbsp;d") || page.text().contains("<b>8</b>&nbsp;d"), "{}", page.text());
        // The first page says the same, and counts none of it as ahead.
        let home = dpo.get("/").await;
        assert!(home.text().contains("Overdue by") && home.text().contains(" 0 deadlines ahead"), "{}", home.text());
        let duties = dpo.get(&format!("{case}/duties?open=all")).await;
        assert!(duties.text().contains("counted from the legal term:"), "{}", duties.text());
        let register = dpo.get("/register?due=overdue").await;
        assert!(register.text().contains("Attack on the customer platform"), "{}", register.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_and_assigning_never_move_what_was_recorded() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, auditor) = (app.dpo().await, app.auditor().await);
        let case = open_case(&dpo, "Attack on the customer platform").await;
        known(&dpo, &case, "incident.description", &[("value", "Somebody took the customer platform apart.")]).await;
        let before = dpo.get(&format!("{case}/timeline.csv")).await.text().to_owned();
        for path in ["", "/facts", "/duties", "/timeline", "/instants", "/decide", "/parties", "/tasks"] {
            assert_eq!(auditor.get(&format!("{case}{path}")).await.status, 200, "{path}");
        }
        assert_eq!(dpo.get(&format!("{case}/timeline.csv")).await.text(), before);
    })
    .await;
}
