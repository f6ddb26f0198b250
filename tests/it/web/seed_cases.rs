//! The two seed cases over HTTP, with the dates and the law of 2023 and 2020: what `law::seed_lunamobile` and `law::seed_ottima` prove
//! of the plan, as people see it. `tests/it/law/README.md` says which clause of which check is held where.

use std::collections::BTreeSet;

use breachdesk::app::AppResult;
use breachdesk::app::notices::filing;
use breachdesk::app::reminders::{duty_id, fire};
use breachdesk::domain::actor::Role;
use breachdesk::domain::case::{Case, Duty};
use breachdesk::domain::event::Event;
use breachdesk::domain::plan::DutyStatus;
use breachdesk::domain::values::At;
use breachdesk::store::reminders::{self, ReminderRow};
use breachdesk::store::{StoreResult, events, notices, organisations};

use super::case_desk::{record, report};
use super::notice_desk::{CYPRUS, a_case, approve, begin, duty, hidden, kept, mails, newest, send_all, set_up};
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::Browser;
use crate::support::sink::Sink;

fn at(text: &str) -> At {
    At::parse(text).unwrap()
}

/// A report of a suspicion that becomes a case, with detection and awareness recorded; times are of Rome. Answers its address.
async fn case_of(browser: &Browser, first_noticed: &str, detected: &str) -> String {
    let report = report(browser, "Calls fail and accounts are empty.", first_noticed).await;
    let page = format!("/reports/{report}");
    let accepted = browser.send(&page, &format!("{page}/accept"), &[("title", "Attack on the platform")]).await;
    assert_eq!(accepted.status, 303, "{}", accepted.text());
    let case = accepted.location().to_owned();
    for what in ["detected_611", "aware"] {
        let recorded = record(browser, &case, what, detected, &[]).await;
        assert_eq!(recorded.status, 303, "{}", recorded.text());
    }
    case
}

/// Lunamobile on Saturday 30 September 2023, two hours after the company's own date: first calls on Friday noon in London.
async fn lunamobile(app: &TestApp) -> (Browser, String) {
    app.ctx.clock.set(at("2023-09-30T13:00:00Z"));
    let dpo = app.dpo().await;
    let case = case_of(&dpo, "2023-09-29T13:00", "2023-09-30T13:00").await;
    (dpo, case)
}

fn initial(case: &Case) -> Vec<&Duty> {
    let first =
        |duty: &&Duty| duty.planned.stage == "initial" && duty.planned.kind.as_str() == "authority" && !duty.gone;
    case.duties.iter().filter(first).collect()
}

/// Rows of Regulation 611/2013 and its kin whose clock runs from detection.
fn telecom(case: &Case) -> Vec<&Duty> {
    initial(case).into_iter().filter(|duty| duty.planned.rule == "eprivacy-611").collect()
}

fn reminders_of(app: &TestApp, case: &Case) -> Vec<ReminderRow> {
    let rows: StoreResult<_> = app.ctx.store.read(|conn| reminders::of_case(conn, case.id));
    rows.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn check_1_each_of_the_twenty_authorities_has_its_row_with_both_terms_in_three_clocks() {
    let app = TestApp::start().await;
    let (dpo, address) = lunamobile(&app).await;
    let case = kept(&app, &address);
    let rows = initial(&case);
    assert_eq!(rows.len(), 20, "{:?}", rows.iter().map(|row| &row.planned.recipient.id).collect::<Vec<_>>());
    let recipients: BTreeSet<&str> = rows.iter().map(|row| row.planned.recipient.id.as_str()).collect();
    assert_eq!(recipients.len(), 20);
    assert_eq!(recipients.iter().filter(|id| id.starts_with("DE-")).count(), 2, "two in Germany");
    let board = dpo.get(&format!("{address}/duties")).await;
    for row in &rows {
        assert!(board.text().contains(&format!("{address}/duties/{}\"", row.number)), "{} has no link", row.number);
        let page = dpo.get(&format!("{address}/duties/{}", row.number)).await;
        let told =
            |text: &str| assert!(page.text().contains(text), "{text} on the page of {}", row.planned.recipient.id);
        told(&row.planned.recipient.name.replace('\'', "&#39;").replace('&', "&amp;").replace("&amp;#39;", "&#39;"));
        if row.planned.rule == "eprivacy-611" {
            assert_eq!(row.planned.status, DutyStatus::Due);
            // Target and legal term: in the zone of the case, at the recipient's, in UTC.
            for text in ["Sun 1 Oct 2023, 13:00 CEST", "Sun 1 Oct 2023, 11:00 UTC", "Sun 1 Oct 2023, 12:00 UTC"] {
                told(text);
            }
        }
        match row.planned.recipient.id.as_str() {
            "RO-TELECOM" => told("Sun 1 Oct 2023, 14:00 EEST"),
            "GB-TELECOM" => told("Sun 1 Oct 2023, 12:00 BST"),
            "PT-TELECOM" => told("Sun 1 Oct 2023, 12:00 WEST"),
            _ => {}
        }
    }
    // Second stages wait for the first; data protection rows are presumed for each controller; people have a row per market.
    let second = case.duties.iter().filter(|duty| duty.planned.stage == "second");
    assert!(second.clone().count() >= 15);
    assert!(
        second.clone().all(|duty| duty.planned.status == DutyStatus::NotStarted && duty.planned.target_at.is_none())
    );
    let gdpr: Vec<&Duty> = case.duties.iter().filter(|duty| duty.planned.rule == "gdpr-33").collect();
    assert!(!gdpr.is_empty() && gdpr.iter().all(|duty| duty.planned.status == DutyStatus::Presumed));
    let people: BTreeSet<_> = case
        .duties
        .iter()
        .filter(|duty| duty.planned.kind.as_str() == "people")
        .filter_map(|duty| duty.planned.market.clone())
        .collect();
    assert_eq!(people.len(), 19);
    // Markets without a duty and regimes that are not loaded are lines of the page.
    let overview = dpo.get(&address).await;
    let either = |text: &str| board.text().contains(text) || overview.text().contains(text);
    assert!(either("No service since April 2018"), "Hong Kong");
    for country in ["US", "AU", "UA", "TN", "HK"] {
        assert!(
            case.excluded.iter().any(|line| line.market.as_ref().is_some_and(|m| m.as_str() == country)),
            "{country}"
        );
    }
    assert!(either("NIS2"), "a regime that was not checked is named");
}

#[tokio::test(flavor = "multi_thread")]
async fn check_2_reminders_come_before_each_term_and_the_german_holiday_is_a_remark_that_moves_nothing() {
    on_both_apps(async |app| {
        let (_, address) = lunamobile(app).await;
        let case = kept(app, &address);
        let fire = || fire::fire_due(&app.ctx).unwrap();
        let rang_before = |duties: &[&Duty], term: At| {
            let rows = reminders_of(app, &case);
            for duty in duties {
                let id = duty_id(case.id, duty.number);
                let rang = |row: &&ReminderRow| row.duty_id == id && row.fired_at.is_some_and(|fired| fired < term);
                assert!(rows.iter().any(|row| rang(&row)), "{} was silent", duty.planned.recipient.id);
            }
        };
        app.ctx.clock.set(at("2023-10-01T10:30:00Z"));
        assert!(fire() > 0);
        rang_before(&telecom(&case), at("2023-10-01T11:00:00Z"));
        app.ctx.clock.set(at("2023-10-03T10:30:00Z"));
        fire();
        let gdpr: Vec<&Duty> = case.duties.iter().filter(|duty| duty.planned.rule == "gdpr-33").collect();
        rang_before(&gdpr, at("2023-10-03T11:00:00Z"));
        // Three days later the session is over.
        let dpo = app.dpo().await;
        for recipient in ["DE-TELECOM-BNETZA", "DE-TELECOM-BFDI"] {
            let german = duty(&case, "eprivacy-611", recipient);
            assert_eq!(german.planned.target_at, Some(at("2023-10-01T11:00:00Z")), "not moved");
            let page = dpo.get(&format!("{address}/duties/{}", german.number)).await;
            assert_eq!(page.status, 200);
            assert!(page.text().contains("holiday") && page.text().contains("2023-10-03"), "{}", page.text());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn check_3_another_start_recomputes_every_deadline_asks_for_a_reason_and_keeps_the_old_plan() {
    on_both_apps(async |app| {
        let (_, address) = lunamobile(app).await;
        let before = kept(app, &address);
        let keys = |case: &Case| telecom(case).iter().map(|duty| duty.planned.key()).collect::<BTreeSet<_>>();
        // Friday 6 October, 17:00 in London: access to data is established.
        app.ctx.clock.set(at("2023-10-06T17:00:00Z"));
        let (dpo, controller) = (app.dpo().await, app.controller().await);
        let entries = before.instants.iter().filter(|entry| matches!(entry.what.as_str(), "detected_611" | "aware"));
        let numbers: Vec<(String, String)> =
            entries.map(|entry| (entry.what.as_str().to_owned(), entry.number.to_string())).collect();
        assert_eq!(numbers.len(), 2);
        for (what, number) in &numbers {
            let corrects = [("corrects", number.as_str()), ("reason", "")];
            let refused = record(&dpo, &address, what, "2023-10-06T18:00", &corrects).await;
            assert_eq!(refused.status, 422, "a correction without a reason");
            let corrects = [("corrects", number.as_str()), ("reason", "Data access was established on Friday")];
            let preview = [&corrects[..], &[("step", "preview")]].concat();
            let shown = record(&dpo, &address, what, "2023-10-06T18:00", &preview).await;
            assert_eq!(shown.status, 200, "{}", shown.text());
            let waits = record(&dpo, &address, what, "2023-10-06T18:00", &corrects).await;
            assert_eq!(waits.status, 303, "{}", waits.text());
            // A later start against the record needs a second person; the old clocks run on until then.
            if what == "detected_611" {
                let meanwhile = kept(app, &address);
                assert!(
                    telecom(&meanwhile).iter().all(|duty| duty.planned.target_at == Some(at("2023-10-01T11:00:00Z")))
                );
            }
            let confirmed = controller.fill_in(waits.location(), &[]).await;
            assert_eq!(confirmed.status, 303, "{}", confirmed.text());
        }
        let after = kept(app, &address);
        assert_eq!(keys(&after), keys(&before), "the same duties, with other clocks");
        assert!(telecom(&after).iter().all(|duty| duty.planned.target_at == Some(at("2023-10-07T16:00:00Z"))));
        let gdpr = after.duties.iter().filter(|duty| duty.planned.rule == "gdpr-33" && !duty.gone);
        assert!(gdpr.clone().count() > 0);
        assert!(gdpr.clone().all(|duty| duty.planned.target_at == Some(at("2023-10-09T16:00:00Z"))));

        // The old plan stands in the record, in the history of each duty and in the timeline.
        let recorded: StoreResult<_> = app.ctx.store.read(|conn| events::of_case(conn, after.id));
        let mut old = BTreeSet::new();
        for event in recorded.unwrap() {
            if let Ok(Event::Replanned(replanned)) = Event::from_stored(&event.kind, 1, event.payload) {
                let was = |change: &breachdesk::domain::case::DutyChange| {
                    change.old_target_at == Some(at("2023-10-01T11:00:00Z"))
                };
                old.extend(replanned.changed.iter().filter(|change| was(change)).map(|change| change.number));
            }
        }
        assert!(telecom(&after).iter().all(|duty| old.contains(&duty.number)), "{old:?}");
        let italian = duty(&after, "eprivacy-611", "IT-TELECOM").number;
        let page = dpo.get(&format!("{address}/duties/{italian}")).await;
        for text in ["Sun 1 Oct 2023, 13:00 CEST", "Sat 7 Oct 2023, 18:00 CEST"] {
            assert!(page.text().contains(text), "{text} on {}", page.text());
        }
        let ledger = dpo.get(&format!("{address}/instants")).await;
        for text in ["Sat 30 Sep 2023, 13:00 CEST", "Fri 6 Oct 2023, 18:00 CEST", "Fri 29 Sep 2023, 13:00 CEST"] {
            assert!(ledger.text().contains(text), "{text} on {}", ledger.text());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn check_7_a_filing_after_the_term_asks_for_the_reasons_of_the_delay() {
    on_both_apps(async |app| {
        let (_, address) = lunamobile(app).await;
        app.ctx.clock.set(at("2023-10-05T10:00:00Z"));
        let dpo = app.dpo().await;
        let italian = duty(&kept(app, &address), "eprivacy-611", "IT-TELECOM").number;
        let notice = begin(&dpo, &address, italian, "t611_first", "it").await;
        let page = dpo.get(&format!("{notice}/file")).await;
        assert!(page.text().contains("Reasons for the delay"), "{}", page.text());
        let filed = [
            ("step", "filed"),
            ("channel", "portal"),
            ("at", "2023-10-05T12:00"),
            ("at-zone", "Europe/Rome"),
            ("kind", "none"),
            ("number", ""),
            ("reasons", ""),
        ];
        let path = format!("{notice}/file");
        let without = super::notice_desk::upload(&dpo, &path, &path, &filed, None).await;
        assert_eq!(without.status, 422, "{}", without.text());
        let with: Vec<(&str, &str)> = filed
            .iter()
            .map(
                |(name, value)| {
                    if *name == "reasons" { (*name, "The extent was known on the fourth") } else { (*name, *value) }
                },
            )
            .collect();
        let done = super::notice_desk::upload(&dpo, &path, &path, &with, None).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let filing = newest(app, &address).filings.pop().unwrap();
        assert_eq!(filing.reasons_for_delay.unwrap().as_str(), "The extent was known on the fourth");
        // The notice has a place for them too.
        let check = dpo.get(&format!("{notice}/check")).await;
        assert!(check.text().contains("delay"), "{}", check.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn check_9_one_event_owes_the_garante_two_notices_by_pec_with_a_dpo_in_three_channels() {
    on_both_apps(async |app| {
        // The people of the tests work for Ottima Servizi here.
        let moved: StoreResult<()> = app.ctx.store.write(|tx| {
            let settings = organisations::get(tx, app.other_organisation)?.unwrap().settings;
            let mut row = organisations::get(tx, app.organisation)?.unwrap();
            row.settings = settings;
            organisations::update(tx, &row)
        });
        moved.unwrap();
        app.ctx.clock.set(at("2020-09-09T06:00:00Z"));
        let dpo = app.dpo().await;
        let address = case_of(&dpo, "2020-09-08T09:00", "2020-09-08T09:00").await;
        let case = kept(app, &address);
        let (telecom, gdpr) = (duty(&case, "eprivacy-611", "IT-TELECOM"), duty(&case, "gdpr-33", "IT"));
        assert_eq!(telecom.planned.recipient.name, gdpr.planned.recipient.name, "one authority");
        assert_eq!((telecom.planned.status, gdpr.planned.status), (DutyStatus::Due, DutyStatus::Presumed));
        assert_eq!(telecom.planned.target_at, Some(at("2020-09-09T07:00:00Z")));
        assert_eq!(gdpr.planned.target_at, Some(at("2020-09-11T07:00:00Z")));
        assert!(gdpr.planned.deciding_facts.iter().any(|fact| fact == "risk.outcome"));
        assert!(gdpr.planned.deciding_facts.iter().any(|fact| fact.starts_with("data_set:")));
        assert_eq!(telecom.planned.channels, ["pec"], "the channel of 2020");
        let page = dpo.get(&format!("{address}/duties/{}", gdpr.number)).await;
        assert!(page.text().contains("treat as due"), "{}", page.text());

        let notice = begin(&dpo, &address, telecom.number, "t611_first", "it").await;
        let check = dpo.get(&format!("{notice}/check")).await;
        let preview = dpo.get(&format!("{notice}/preview/{}", hidden(&check, "seen"))).await;
        let settings = organisations::get;
        let row: StoreResult<_> = app.ctx.store.read(|conn| settings(conn, app.organisation));
        let known = row.unwrap().unwrap().settings["dpo"].clone();
        for channel in ["email", "certified_email", "postal_address"] {
            let value = known[channel].as_str().unwrap();
            assert!(!value.is_empty() && preview.text().contains(value), "{channel}: {value} on {}", preview.text());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn check_12_a_notice_is_kept_with_digest_and_time_before_the_first_byte_of_it_is_sent() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.member("Marek Nowicki", Role::Handler).await, app.controller().await);
        let case = a_case(&handler).await;
        let to = duty(&kept(app, &case), "gdpr-33", "CY").number;
        let notice = begin(&handler, &case, to, "gdpr33_initial", "en").await;
        let versions = || {
            let rows: StoreResult<_> = app.ctx.store.read(|conn| notices::of_case(conn, kept(app, &case).id));
            rows.unwrap()
        };
        assert!(versions().is_empty());
        assert_eq!(handler.fill_in(&notice, &[("step", "review")]).await.status, 303);
        let file = controller.get(&format!("{notice}/file")).await;
        let early = controller.post_with(&format!("{notice}/file"), &file.token(), &[("step", "send")]).await;
        assert_ne!(early.status, 303, "nothing is sent that was not approved and kept");
        assert!(mails(app, &case).iter().all(|mail| !mail.dedupe_key.starts_with("filing/")));

        assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
        let [version] = versions().try_into().unwrap();
        let approval = newest(app, &case).approvals.pop().unwrap();
        assert_eq!((version.digest.as_str(), version.digest.len()), (approval.digest.as_str(), 64));
        let file = controller.get(&format!("{notice}/file")).await;
        let sent = controller.post_with(&format!("{notice}/file"), &file.token(), &[("step", "send")]).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        let sink = Sink::start().await;
        send_all(app, &case, &sink).await;
        let mail = mails(app, &case).into_iter().find(|mail| mail.dedupe_key.starts_with("filing/")).unwrap();
        assert!(version.frozen_at <= mail.in_flight_at.unwrap());
        assert_eq!(mail.notice_version_id, Some(version.id));
        assert_eq!(mail.content["text"].as_str(), Some(version.text.as_str()));
        assert_eq!(sink.copies()[CYPRUS].len(), 1, "through the sink of the tests, and nowhere else");
        let settled: AppResult<usize> = filing::settle_hand_overs(&app.ctx);
        assert_eq!(settled.unwrap(), 0, "it is in the case already");
    })
    .await;
}
