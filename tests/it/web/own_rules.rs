//! An organisation's own rules and habits on screen: entered with what they come to, planned in open cases, ended and followed, never edited.

use breachdesk::app::replanning;
use breachdesk::domain::case::Case;
use breachdesk::store::reminders::ReminderRow;
use breachdesk::store::{StoreResult, cases, events, organisations, reminders, settings};
use serde_json::json;

use super::case_desk::{between, open_case, party, record, set_up};
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};

const NEW: &str = "/rules/lunamobile/new";

/// The form of a contract, with some fields changed.
pub fn contract<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("purpose", "contract"),
        ("contract", "Master services agreement"),
        ("clause", "9.2"),
        ("gist", "Tell within 24 hours of becoming aware"),
        ("recipient", "Northwind Bank"),
        ("channel", "email"),
        ("address", "incidents@northwind.example.org"),
        ("country", "IT"),
        ("language", "en"),
        ("trigger", "aware"),
        ("period", "24"),
        ("unit", "hours"),
        ("counting", "elapsed"),
        ("from", "2026-01-01"),
        ("until", ""),
        ("note", ""),
        ("match", "all"),
        ("step", "save"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

pub async fn add(browser: &Browser, changes: &[(&str, &str)]) -> Page {
    browser.fill_in(NEW, &contract(changes)).await
}

/// A case whose clock runs, with the contract that it owes.
async fn owing(app: &TestApp) -> (Browser, String) {
    set_up(app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Accounts emptied").await;
    record(&dpo, &case, "aware", "2026-10-03T14:00", &[]).await;
    assert_eq!(add(&dpo, &[]).await.status, 303);
    app.catch_up();
    (dpo, case)
}

/// The case as it stands once the loop has planned it anew.
pub fn case_of(app: &TestApp, address: &str) -> Case {
    app.catch_up();
    stored(app, address)
}

fn stored(app: &TestApp, address: &str) -> Case {
    let reference = address.rsplit('/').next().unwrap().to_owned();
    let row: StoreResult<Option<cases::CaseRow>> =
        app.ctx.store.read(|conn| cases::by_reference(conn, &[app.organisation], Default::default(), &reference));
    serde_json::from_str(&row.unwrap().unwrap().state.0).unwrap()
}

fn reminders_of(app: &TestApp, case: &Case) -> Vec<ReminderRow> {
    let id = case.id;
    let rows: StoreResult<Vec<ReminderRow>> = app.ctx.store.read(|conn| reminders::of_case(conn, id));
    rows.unwrap()
}

fn events_of(app: &TestApp) -> Vec<String> {
    let id = app.organisation;
    let rows: StoreResult<Vec<_>> = app.ctx.store.read(|conn| events::latest(conn, Some(id), 100));
    rows.unwrap().into_iter().map(|row| row.kind).collect()
}

#[tokio::test]
async fn a_contract_is_shown_before_it_is_saved_and_then_owed_in_every_open_case() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Accounts emptied").await;
        assert_eq!(record(&dpo, &case, "aware", "2026-10-03T14:00", &[]).await.status, 303);

        let shown = add(&dpo, &[("step", "preview")]).await;
        assert_eq!(shown.status, 200, "{}", shown.text());
        assert!(shown.text().contains("Tell Northwind Bank: 24 hours from: Awareness."), "{}", shown.text());
        // The first Friday of 2026 at 18:42 in Rome, and a day later.
        assert!(shown.text().contains("18:42") && shown.text().contains("3 Jan"), "{}", shown.text());
        assert!(
            case_of(app, &case).duties.iter().all(|duty| duty.planned.regime != "contract"),
            "nothing is saved yet"
        );

        let saved = add(&dpo, &[]).await;
        assert_eq!((saved.status, saved.location()), (303, "/rules/lunamobile?done=added"), "{}", saved.text());
        let list = dpo.get("/rules/lunamobile").await;
        assert!(list.text().contains("Master services agreement") && list.text().contains("in force"));

        let after = case_of(app, &case);
        let duty = after.duties.iter().find(|duty| duty.planned.regime == "contract").expect("the open case owes it");
        assert_eq!(duty.planned.recipient.name, "Northwind Bank");
        assert_eq!(duty.planned.target_at.unwrap().rfc3339(), "2026-10-04T12:00:00Z");
        assert!(reminders_of(app, &after).iter().any(|row| row.offset_label == "first:-60"), "it is reminded of");
        for page in
            ["", "/duties", "/reminders", &format!("/duties/{}", duty.number), &format!("/duties/{}/why", duty.number)]
        {
            let page = dpo.get(&format!("{case}{page}")).await;
            assert_eq!(page.status, 200, "{}", page.text());
            assert!(page.text().contains("Northwind Bank"), "{}", page.text());
        }
        let whole = dpo.get(&format!("{case}/duties/{}", duty.number)).await;
        assert!(whole.text().contains("Notice under contract: Master services agreement, 9.2"), "{}", whole.text());
        assert!(events_of(app).contains(&"own_rule_added".to_owned()));
        // The record names the contract only as a private text.
        let id = app.organisation;
        let rows: StoreResult<Vec<_>> = app.ctx.store.read(|conn| events::latest(conn, Some(id), 100));
        let row = rows.unwrap().into_iter().find(|row| row.kind == "own_rule_added").unwrap();
        assert!(row.payload["text"].get("$private").is_some(), "{}", row.payload);
    })
    .await;
}

#[tokio::test]
async fn a_rule_in_use_is_ended_or_followed_and_never_taken_back() {
    on_both_apps(async |app| {
        let (dpo, case) = owing(app).await;
        let page = "/rules/lunamobile/contracts/own-master-services-agreement";
        let back = dpo.send(page, &format!("{page}/withdraw"), &[("seen", "1")]).await;
        assert!(back.status == 422 && back.text().contains("A case rests on this rule"), "{}", back.text());

        // The next version from a day before the event: the case moves to it, and the first one ends the day before.
        let next = format!("{page}/next");
        let early = dpo.fill_in(&next, &contract(&[("from", "2026-01-01"), ("seen", "1")])).await;
        assert!(early.status == 422 && early.text().contains("Enter a later day"), "{}", early.text());
        let followed = dpo.fill_in(&next, &contract(&[("from", "2026-09-01"), ("period", "12"), ("seen", "1")])).await;
        assert_eq!(followed.status, 303, "{}", followed.text());
        let hours = |case: &Case| {
            let duty = case.duties.iter().find(|duty| duty.planned.regime == "contract" && !duty.gone)?;
            Some(duty.planned.target_at?.since(duty.planned.trigger.at?).num_hours())
        };
        assert_eq!(hours(&case_of(app, &case)), Some(12));
        let shown = dpo.get(page).await;
        assert!(shown.text().contains("Version 2") && shown.text().contains("Version 1"), "{}", shown.text());

        // Two people at once: the second one's page is of version 1.
        let late = dpo.send(page, &format!("{page}/end"), &[("until", "2026-09-30"), ("seen", "1")]).await;
        assert!(late.status == 422 && late.text().contains("Somebody changed this rule"), "{}", late.text());
        let missing = dpo.send(page, &format!("{page}/end"), &[("until", ""), ("seen", "2")]).await;
        assert!(missing.status == 422 && missing.text().contains("Enter the last day"));
        let ended = dpo.send(page, &format!("{page}/end"), &[("until", "2026-09-30"), ("seen", "2")]).await;
        assert_eq!(ended.status, 303, "{}", ended.text());
        assert_eq!(hours(&case_of(app, &case)), None, "the event lies after the last day");
        let kinds = events_of(app);
        for kind in ["own_rule_added", "own_rule_followed", "own_rule_ended"] {
            assert_eq!(kinds.iter().filter(|known| *known == kind).count(), 1, "{kind} in {kinds:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn telling_the_client_is_recorded_on_the_duty_and_counts_as_in_time() {
    on_both_apps(async |app| {
        let (dpo, case) = owing(app).await;
        let number = case_of(app, &case).duties.iter().find(|duty| duty.planned.regime == "contract").unwrap().number;
        let page = format!("{case}/duties/{number}/filing");
        let shown = dpo.get(&page).await;
        assert!(shown.text().contains("incidents@northwind.example.org"), "where they are reached: {}", shown.text());
        assert!(dpo.get(&case).await.text().contains(&page), "the next step on the case's first page leads there");
        let fields = [
            ("step", "filed".to_owned()),
            ("what", "Mail to the client's incident desk".to_owned()),
            ("channel", "email".to_owned()),
            ("at", "2026-10-04T08:00".to_owned()),
            ("at-zone", "Europe/Rome".to_owned()),
            ("reasons", String::new()),
            ("kind", "receipt".to_owned()),
            ("number", "NB-4711".to_owned()),
        ];
        let sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let told = super::notice_desk::upload(&dpo, &page, &page, &sent, None).await;
        assert_eq!(told.status, 303, "{}", told.text());
        let after = case_of(app, &case);
        let duty = after.duty(number).unwrap();
        assert_eq!(duty.planned.status, breachdesk::domain::plan::DutyStatus::Met);
        assert!(
            reminders_of(app, &after)
                .iter()
                .filter(|row| row.cancelled_at.is_none() && row.fired_at.is_none())
                .all(|row| row.duty_id != breachdesk::app::reminders::duty_id(after.id, number))
        );
    })
    .await;
}

#[tokio::test]
async fn the_day_from_which_a_regime_binds_is_entered_on_screen_and_planned_with() {
    let app = TestApp::start().await;
    set_up(&app);
    let admin = app.admin().await;
    let page = "/admin/organisations/lunamobile/controllers/lunamobile";
    let shown = admin.get(page).await;
    assert!(shown.text().contains("First day on which it binds"), "{}", shown.text());
    let seen = shown.text().split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = |day: &'static str| {
        vec![
            ("controller-name", "Lunamobile Group"),
            ("controller-country", "GB"),
            ("sector-role", "telecom_provider"),
            ("start-nis2", day),
        ]
    };
    let mut bad = fields("soon");
    bad.push(("seen", &seen));
    let refused = admin.fill_in(page, &bad).await;
    assert!(refused.status == 422 && refused.text().contains("Enter a day, such as"), "{}", refused.text());
    let mut good = fields("2027-01-16");
    good.push(("seen", &seen));
    let saved = admin.fill_in(page, &good).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert!(admin.get(page).await.text().contains("value=\"2027-01-16\""));

    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Accounts emptied").await;
    record(&dpo, &case, "aware", "2026-10-03T14:00", &[]).await;
    let opened = case_of(&app, &case);
    assert_eq!(opened.controllers[0].regime_starts.get("nis2").map(ToString::to_string).as_deref(), Some("2027-01-16"));
    let italian = |case: &Case| case.duties.iter().any(|duty| duty.planned.rule == "nis2-it" && !duty.gone);
    assert!(!italian(&opened), "the regime does not bind yet");
    assert!(opened.excluded.iter().any(|line| line.reason.key == "law-starts-later"), "{:?}", opened.excluded);
    // The case's own copy is mended in the case.
    let own = format!("{case}/controllers/lunamobile");
    let fields = [
        ("name", "Lunamobile Group"),
        ("country", "GB"),
        ("main", ""),
        ("region", ""),
        ("roles", "telecom_provider"),
        ("start-nis2", "2026-01-16"),
    ];
    let mended = party(&dpo, &own, &fields).await;
    assert_eq!(mended.status, 303, "{}", mended.text());
    assert!(italian(&case_of(&app, &case)), "it binds since January");
}

#[tokio::test]
async fn what_an_organisation_added_and_a_newer_program_cannot_read_is_told_before_the_start() {
    let app = TestApp::start().await;
    set_up(&app);
    assert_eq!(add(&app.dpo().await, &[]).await.status, 303);
    assert!(breachdesk::app::law::misfits(&app.ctx).unwrap().is_empty());
    let id = app.organisation;
    let changed: StoreResult<()> = app.ctx.store.write(|tx| {
        let mut row = organisations::get(tx, id)?.unwrap();
        row.settings["rules"][0]["counting"] = json!("a-way-of-an-older-program");
        organisations::update(tx, &row)
    });
    changed.unwrap();
    let told = breachdesk::app::law::misfits(&app.ctx).unwrap();
    assert!(
        told.iter().any(|line| line.contains("lunamobile") && line.contains("a-way-of-an-older-program")),
        "{told:?}"
    );
}

#[tokio::test]
async fn a_rule_that_nobody_used_can_be_taken_back() {
    let app = TestApp::start().await;
    set_up(&app);
    let admin = app.admin().await;
    assert_eq!(add(&admin, &[]).await.status, 303, "an administrator keeps rules too");
    let page = "/rules/lunamobile/contracts/own-master-services-agreement";
    let gone = admin.send(page, &format!("{page}/withdraw"), &[("seen", "1")]).await;
    assert_eq!(gone.location(), "/rules/lunamobile?done=withdrawn", "{}", gone.text());
    assert_eq!(admin.get(page).await.status, 404);
    assert!(events_of(&app).contains(&"own_rule_withdrawn".to_owned()));
}

#[tokio::test]
async fn every_problem_of_a_rule_stands_at_its_field_and_what_was_typed_stays() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let bad = add(
        &dpo,
        &[
            ("contract", ""),
            ("address", "nobody"),
            ("period", "-3"),
            ("country", "XX"),
            ("from", "yesterday"),
            ("fact-1", "controller.sector"),
            ("fact-values-1", "pubic"),
            ("gist", "<b>Tell us</b>"),
            ("surprise", "x"),
        ],
    )
    .await;
    assert_eq!(bad.status, 422);
    for sentence in [
        "Enter the name of the contract",
        "not an e-mail address",
        "Enter a day, such as",
        "Known values are: private, public",
    ] {
        assert!(bad.text().contains(sentence), "{sentence}: {}", bad.text());
    }
    assert!(bad.text().contains("&#60;b&#62;Tell us") && bad.text().contains("value=\"yesterday\""), "{}", bad.text());
    assert!(bad.text().matches("aria-invalid=\"true\"").count() >= 5);
    assert!(!events_of(&app).contains(&"own_rule_added".to_owned()));
    let twice = add(&dpo, &[("unit", "open"), ("period", "24")]).await;
    assert!(twice.status == 422 && twice.text().contains("has no figure"), "{}", twice.text());
    // A name that would break out of a policy file is a name.
    let quoted = add(&dpo, &[("contract", "A \"quoted\" [[rule]] = 'x' \\ end")]).await;
    assert_eq!(quoted.status, 303, "{}", quoted.text());
    assert!(dpo.get("/rules/lunamobile").await.text().contains("[[rule]]"));
}

#[tokio::test]
async fn the_rules_of_another_organisation_do_not_exist_for_a_stranger_to_it() {
    let app = TestApp::start().await;
    let dpo = app.dpo().await;
    for path in ["/rules/ottima", "/rules/ottima/new", "/rules/ottima/habits", "/rules/ottima/contracts/own-x"] {
        assert_eq!(dpo.get(path).await.status, 404, "{path}");
    }
    assert_eq!(app.handler().await.get("/rules").await.status, 403);
    assert!(!dpo.get("/rules").await.text().contains("Ottima"));
}

#[tokio::test]
async fn the_pages_speak_italian() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    assert_eq!(add(&dpo, &[]).await.status, 303);
    for (path, words) in [
        ("/rules?lang=it", "Obblighi che derivano da contratti e polizze"),
        ("/rules/lunamobile?lang=it", "24 ore da"),
        ("/rules/lunamobile/new?lang=it", "senza ingiustificato ritardo"),
        ("/rules/lunamobile/habits?lang=it", "Chi firma"),
    ] {
        let page = dpo.get(path).await;
        let page = if page.status == 303 { dpo.get(page.location()).await } else { page };
        assert!(page.text().contains(words), "{path}: {}", page.text());
    }
}

/// The form of the habits as it is first shown, with some fields changed.
async fn habits(browser: &Browser, app: &TestApp, changes: &[(&str, &str)]) -> Page {
    let page = "/rules/lunamobile/habits";
    let shown = browser.get(page).await;
    let seen = shown.text().split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let house = app.ctx.policy.house();
    let mut fields: Vec<(String, String)> = vec![
        ("seen".into(), seen),
        ("signs".into(), "dpo".into()),
        ("signs".into(), "controller".into()),
        ("escalate-to".into(), "deputy".into()),
        ("escalate-to".into(), "controller".into()),
        ("one-person-delay-minutes".into(), house.one_person_delay_minutes.to_string()),
        ("second-person-review-hours".into(), house.second_person_review_hours.to_string()),
        ("decide-authority-hours".into(), house.decide_authority_hours.to_string()),
        ("decide-people-hours".into(), house.decide_people_hours.to_string()),
        ("escalate-before-minutes".into(), house.escalate_before_minutes.to_string()),
        ("quiet-hours".into(), house.quiet_hours.to_string()),
        ("review-every-minutes".into(), house.review_every_minutes_after.to_string()),
        ("identity-test-days".into(), app.ctx.policy.readiness().unwrap().identity_test_days.to_string()),
        ("readiness-remind-days".into(), app.ctx.policy.readiness().unwrap().remind_every_days.to_string()),
        (
            "address-check-days".into(),
            app.ctx.policy.readiness().unwrap().address_check_days.unwrap_or_default().to_string(),
        ),
    ];
    for (number, row) in house.reminders.iter().enumerate() {
        let before: Vec<String> = row.before_minutes.iter().map(ToString::to_string).collect();
        fields.push((format!("row-{number}-before"), before.join(", ")));
        fields.push((format!("row-{number}-every"), row.every_minutes_after.to_string()));
        for (what, yes) in [("at-once", row.at_once), ("at-target", row.at_target)] {
            if yes {
                fields.push((format!("row-{number}-{what}"), "yes".into()));
            }
        }
    }
    for (name, _) in changes {
        fields.retain(|(known, _)| known != name);
    }
    for (name, value) in changes {
        if !value.is_empty() {
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    let sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.fill_in(page, &sent).await
}

fn waiting(app: &TestApp, case: &Case, offset: &str) -> usize {
    let rows = reminders_of(app, case);
    rows.iter().filter(|row| row.cancelled_at.is_none() && row.offset_label == offset).count()
}

#[tokio::test]
async fn new_habits_plan_the_reminders_anew_and_going_back_brings_the_old_ones_back() {
    on_both_apps(async |app| {
        set_up(app);
        app.controller().await;
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Accounts emptied").await;
        record(&dpo, &case, "detected_611", "2026-10-04T08:00", &[]).await;
        let before = case_of(app, &case);
        let (old, new) = ("first:-60", "first:-90");
        assert!(waiting(app, &before, old) > 0 && waiting(app, &before, new) == 0);
        assert!(waiting(app, &before, "controller:-60") > 0);
        let counted = (waiting(app, &before, old), waiting(app, &before, "controller:-60"));

        // The first row is that of terms up to 24 hours.
        let saved = habits(&dpo, app, &[("row-0-before", "720, 90"), ("escalate-to", "")]).await;
        assert_eq!(saved.location(), "/rules/lunamobile?done=habits", "{}", saved.text());
        let after = case_of(app, &case);
        let of_24_hours = |case: &Case| {
            let short = |duty: &&breachdesk::domain::case::Duty| {
                duty.planned.period.is_some_and(|p| p.value == 24)
                    && duty.is_unfiled()
                    && duty.planned.target_at.is_some()
            };
            case.duties.iter().filter(short).count()
        };
        assert!(of_24_hours(&after) > 0);
        assert_eq!(waiting(app, &after, new), of_24_hours(&after), "one for the DPO of each 24-hour term");
        assert_eq!(waiting(app, &after, "controller:-60"), 0, "nobody is on the escalation list any more");
        assert!(events_of(app).contains(&"habits_set".to_owned()));

        let page = "/rules/lunamobile/habits";
        let shown = dpo.get(page).await;
        assert!(shown.text().contains("has its own habits") && shown.text().contains("value=\"720, 90\""));
        let stale = dpo.send(page, &format!("{page}/shipped"), &[("seen", "0000000000000000")]).await;
        assert!(stale.status == 422 && stale.text().contains("Somebody changed the habits"), "{}", stale.text());
        let seen = shown.text().split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let back = dpo.send(page, &format!("{page}/shipped"), &[("seen", &seen)]).await;
        assert_eq!(back.location(), "/rules/lunamobile?done=shipped", "{}", back.text());
        let again = case_of(app, &case);
        assert_eq!(
            (waiting(app, &again, old), waiting(app, &again, "controller:-60")),
            counted,
            "cancelled ones wait again"
        );
        assert_eq!(waiting(app, &again, new), 0);
    })
    .await;
}

#[tokio::test]
async fn habits_that_make_no_sense_are_told_all_at_once() {
    let app = TestApp::start().await;
    let dpo = app.dpo().await;
    let bad = habits(
        &dpo,
        &app,
        &[("signs", ""), ("quiet-hours", "1000"), ("row-0-before", "soon"), ("decide-people-hours", "0")],
    )
    .await;
    assert_eq!(bad.status, 422);
    for sentence in ["Choose at least one", "Enter whole minutes", "from 1 to 720", "from 0 to 72"] {
        assert!(bad.text().contains(sentence), "{sentence}: {}", bad.text());
    }
    assert!(bad.text().contains("value=\"soon\""));
}

/// How often the duties of a case were planned anew by the system.
fn plans(app: &TestApp, case: &Case) -> usize {
    let rows: StoreResult<Vec<_>> = app.ctx.store.read(|conn| events::of_case(conn, case.id));
    rows.unwrap().iter().filter(|row| row.kind == "replanned").count()
}

#[tokio::test]
async fn what_was_stopped_between_two_cases_goes_on_elsewhere_and_plans_no_case_twice() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let mut open = Vec::new();
        for title in ["Accounts emptied", "Letters to wrong doors", "A lost laptop"] {
            let case = open_case(&dpo, title).await;
            assert_eq!(record(&dpo, &case, "aware", "2026-10-03T14:00", &[]).await.status, 303);
            open.push(case);
        }
        let insured = |case: &str| stored(app, case).duties.iter().any(|duty| duty.planned.regime == "contract");
        let how_many = || open.iter().filter(|case| insured(case)).count();
        let before: Vec<usize> = open.iter().map(|case| plans(app, &stored(app, case))).collect();
        assert_eq!(app.catch_up(), 0, "they were planned as they were opened");
        assert_eq!(add(&dpo, &[]).await.status, 303);
        assert_eq!(how_many(), 0, "no case was planned within the request");
        assert!(dpo.get("/rules/lunamobile").await.text().contains("0 of 3 open cases are planned anew"));

        // Stopped after the first case, as a kill would: nothing but the cases says how far it came.
        let asked = std::cell::Cell::new(0);
        let stop_after_one = || asked.replace(asked.get() + 1) < 1;
        assert_eq!(replanning::catch_up(&app.ctx, stop_after_one).unwrap(), 1);
        assert_eq!(how_many(), 1);
        assert!(dpo.get("/rules/lunamobile").await.text().contains("1 of 3 open cases are planned anew"));

        // Two copies of the program go on at the same time.
        let copies = [app.ctx.clone(), app.ctx.clone()]
            .map(|ctx| tokio::task::spawn_blocking(move || replanning::catch_up(&ctx, || true).unwrap()));
        let mut planned = 0;
        for copy in copies {
            planned += copy.await.unwrap();
        }
        assert_eq!((planned, how_many()), (2, 3));
        assert_eq!(app.catch_up(), 0);
        let after: Vec<usize> = open.iter().map(|case| plans(app, &stored(app, case))).collect();
        assert_eq!(after, before.iter().map(|before| before + 1).collect::<Vec<_>>(), "each once");
        assert!(!dpo.get("/rules/lunamobile").await.text().contains("open cases are planned anew"));
    })
    .await;
}

#[tokio::test]
async fn a_copy_with_an_older_law_plans_no_case_of_a_newer_one_anew() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Accounts emptied").await;
    let (id, now) = (stored(&app, &case).id, app.now());
    let another = "0".repeat(64);
    let left: StoreResult<()> = app.ctx.store.write(|tx| {
        settings::set(tx, "law-edition", &json!(another), now)?;
        cases::set_planned_with(tx, id, &another)
    });
    left.unwrap();
    assert_eq!(app.catch_up(), 0, "the program that started last has another law");
    replanning::adopt(&app.ctx).unwrap();
    assert_eq!(app.catch_up(), 1);
    assert_eq!(app.catch_up(), 0);
}

#[tokio::test]
async fn a_machine_with_the_right_scope_reads_the_rules_of_its_own_organisation() {
    use breachdesk::app::api::{CASES_READ, REPORTS_WRITE, add_token};
    let app = TestApp::start().await;
    set_up(&app);
    assert_eq!(add(&app.dpo().await, &[]).await.status, 303);
    let token = |organisation, scope: &str| add_token(&app.ctx, organisation, "Register of contracts", scope).unwrap();
    let machine = app.stranger();
    let read = async |token: String| {
        let bearer = format!("Bearer {token}");
        machine.ask(reqwest::Method::GET, "/api/v1/rules", &[("authorization", &bearer)], String::new()).await
    };
    let rules = read(token(app.organisation, CASES_READ)).await;
    assert_eq!(rules.status, 200, "{}", rules.text());
    let rules = rules.json();
    assert_eq!((&rules[0]["id"], &rules[0]["version"]), (&json!("own-master-services-agreement"), &json!(1)));
    assert_eq!(
        (&rules[0]["trigger"], &rules[0]["period"]),
        (&json!(["aware", "first_signal"]), &json!({ "value": 24, "unit": "hours" }))
    );
    assert_eq!(rules[0]["worked_example"]["target_at"], "2026-01-03T18:42:00+01:00");
    assert_eq!(
        read(token(app.other_organisation, CASES_READ)).await.json(),
        json!([]),
        "another organisation's are not told"
    );
    let refused = read(token(app.organisation, REPORTS_WRITE)).await;
    assert_eq!((refused.status, refused.header("content-type")), (403, "application/problem+json"));
    assert_eq!(read("no-such-token".to_owned()).await.status, 401);
    assert!(machine.get("/api/v1/openapi.json").await.text().contains("/api/v1/rules"));
}

#[tokio::test]
async fn how_long_a_tested_way_to_file_counts_is_a_habit_of_the_organisation() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let page = "/rules/lunamobile/habits";
        let shown = dpo.get(page).await;
        let shipped = app.ctx.policy.readiness().unwrap();
        for (field, days) in [
            ("identity-test-days", shipped.identity_test_days),
            ("readiness-remind-days", shipped.remind_every_days),
            ("address-check-days", shipped.address_check_days.unwrap()),
        ] {
            let input = between(shown.text(), &format!("id=\"{field}\""), ">");
            assert!(input.contains(&format!("value=\"{days}\"")), "{field}: {input}");
        }
        let italian = dpo.get(&format!("{page}?lang=it")).await;
        assert!(italian.text().contains("Accessi per notificare"), "{}", italian.text());
        let bad = habits(&dpo, app, &[("identity-test-days", "0"), ("address-check-days", "many")]).await;
        assert_eq!(bad.status, 422, "{}", bad.text());
        for field in ["identity-test-days", "address-check-days"] {
            assert!(bad.text().contains(&format!("href=\"#{field}\"")), "{field}: {}", bad.text());
        }
        assert!(!events_of(app).contains(&"habits_set".to_owned()), "nothing was saved");

        let days = [("identity-test-days", "30"), ("readiness-remind-days", "3"), ("address-check-days", "60")];
        let saved = habits(&dpo, app, &days).await;
        assert_eq!(saved.location(), "/rules/lunamobile?done=habits", "{}", saved.text());
        assert!(events_of(app).contains(&"habits_set".to_owned()));
        let law = || app.ctx.store.read(|conn| app.ctx.law_of(conn, app.organisation)).unwrap();
        let own = law().readiness().unwrap();
        assert_eq!((own.identity_test_days, own.remind_every_days, own.address_check_days), (30, 3, Some(60)));
        assert_eq!(app.ctx.policy.readiness(), Some(shipped), "the desk's own files stay as they are");
        // Zero days: what was looked at once stays good.
        habits(&dpo, app, &[("address-check-days", "0")]).await;
        assert_eq!(law().readiness().unwrap().address_check_days, None);

        let seen = between(dpo.get(page).await.text(), "name=\"seen\" value=\"", "\"").to_owned();
        let back = dpo.send(page, &format!("{page}/shipped"), &[("seen", &seen)]).await;
        assert_eq!(back.location(), "/rules/lunamobile?done=shipped", "{}", back.text());
        assert_eq!(law().readiness(), Some(shipped));
    })
    .await;
}
