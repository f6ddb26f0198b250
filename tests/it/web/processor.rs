//! A processor informs its controller (Art. 33(2)): its own short form, its arrival as a moment, and the clock that follows from it.

use breachdesk::domain::case::{Certainty, Source};
use breachdesk::domain::plan::DutyStatus;
use breachdesk::domain::situation::InstantKind;
use chrono::TimeDelta;

use super::case_desk::{open_case, record, reference};
use super::notice_desk::{duty, kept, set_up};
use crate::support::app::{TestApp, on_both_apps};

const FORM: &str = "/report/lunamobile/processor";

const NOTICE: &[(&str, &str)] = &[
    ("processor", "Example Billing Ltd"),
    ("contact", "night desk, +353 1 555 0100"),
    ("what", "A stranger read the invoices of three days."),
    ("when", "2026-10-03T21:00"),
    ("when-zone", "Europe/Rome"),
    ("concerned", "customers"),
    ("data", "Invoices, about 4,000 people"),
    ("ongoing", "no"),
    ("measures", "The account is closed."),
    ("own-reference", "INC-4711"),
];

/// Hands a notice in as a stranger; answers the reference of the report.
async fn informed(app: &TestApp) -> String {
    let stranger = app.stranger();
    let sent = stranger.fill_in(FORM, NOTICE).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let receipt = stranger.get(sent.location()).await;
    assert!(!receipt.text().contains("Example Billing"), "a receipt tells no stranger what was reported");
    reference(receipt.text(), "RP-")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_processors_notice_starts_the_clock_of_its_controller_when_it_arrives() {
    on_both_apps(async |app| {
        set_up(app);
        let public = app.stranger().get("/report/lunamobile").await;
        assert!(public.text().contains(FORM), "the report form leads there: {}", public.text());
        let before = app.now();
        let report = informed(app).await;
        let after = app.now();
        app.advance(TimeDelta::hours(2));
        // Nobody's session lasts two hours without a word.
        let dpo = app.dpo().await;
        let list = dpo.get("/reports").await;
        assert!(list.text().contains("Processor’s notice (Art. 33(2))"), "{}", list.text());
        let shown = dpo.get(&format!("/reports/{report}")).await;
        for text in [
            "Example Billing Ltd",
            "nobody has checked it",
            "night desk, +353 1 555 0100",
            "Invoices, about 4,000 people",
            "The account is closed.",
            "INC-4711",
            "The processor became aware",
            "A processor informs you",
        ] {
            assert!(shown.text().contains(text), "{text} on {}", shown.text());
        }
        let accept = format!("/reports/{report}/accept");
        let accepted = dpo.send(&format!("/reports/{report}"), &accept, &[("title", "Invoices read")]).await;
        assert_eq!(accepted.status, 303, "{}", accepted.text());
        let question = accepted.location().to_owned();
        let case = question.strip_suffix("/instants/new?what=aware").unwrap().to_owned();

        // Both moments are its arrival: what the processor knew before is not the controller's knowledge.
        let arrived = kept(app, &case).instants[0].at;
        assert!(before <= arrived && arrived <= after);
        let moments: Vec<_> =
            kept(app, &case).instants.iter().map(|entry| (entry.what, entry.at, entry.source)).collect();
        assert_eq!(
            moments,
            [
                (InstantKind::FirstSignal, arrived, Source::Processor),
                (InstantKind::ProcessorInformed, arrived, Source::Processor),
            ]
        );
        assert_eq!(kept(app, &case).instants[1].certainty, Certainty::Confirmed);
        let presumed = duty(&kept(app, &case), "gdpr-33", "CY").planned;
        assert_eq!(presumed.target_at, Some(arrived.plus(TimeDelta::hours(72))));
        assert_eq!(presumed.trigger.fallback, Some(InstantKind::ProcessorInformed));
        assert_eq!(presumed.status, DutyStatus::Presumed, "until the controller has said when it became aware");

        // Awareness is asked with the clock explained, and what the processor said stands there to be read.
        let page = dpo.get(&question).await;
        assert!(page.text().contains("A processor informed you on"), "{}", page.text());
        let minute = arrived.in_zone(chrono_tz::Europe::Rome).format("%Y-%m-%dT%H:%M").to_string();
        assert!(
            page.text().contains("not compared with their text") && page.text().contains(&minute),
            "{}",
            page.text()
        );
        let fields = [("source", "processor"), ("how", "Notice of Example Billing Ltd")];
        let aware = record(&dpo, &case, "aware", &minute, &fields).await;
        assert_eq!(aware.status, 303, "{}", aware.text());
        let owed = duty(&kept(app, &case), "gdpr-33", "CY").planned;
        assert_eq!(owed.trigger.fallback, None);
        assert!(owed.target_at.is_some_and(|at| at <= arrived.plus(TimeDelta::hours(72))));
        let again = dpo.get(&format!("{case}/instants/new?what=aware")).await;
        assert!(!again.text().contains("A processor informed you on"), "once it is recorded nothing is asked");
        super::links::whole(app);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_that_joins_a_case_is_recorded_there_once() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Invoices read").await;
        for _ in 0..2 {
            let report = informed(app).await;
            let name = case.rsplit('/').next().unwrap();
            let merge = format!("/reports/{report}/merge");
            let merged = dpo.send(&format!("/reports/{report}"), &merge, &[("case", name)]).await;
            assert_eq!(merged.status, 303, "{}", merged.text());
        }
        let told = kept(app, &case).instants.iter().filter(|e| e.what == InstantKind::ProcessorInformed).count();
        assert_eq!(told, 1, "of several notices the first counts");
    })
    .await;
}

#[tokio::test]
async fn what_is_missing_is_said_at_its_field_and_a_link_of_a_processor_names_it() {
    on_both_apps(async |app| {
        let stranger = app.stranger();
        let own = stranger.get(&format!("{FORM}?name=Example%20Billing%20Ltd")).await;
        assert!(own.text().contains("value=\"Example Billing Ltd\""), "{}", own.text());
        let empty = stranger.fill_in(FORM, &[("measures", "The account is closed.")]).await;
        assert_eq!(empty.status, 422);
        for text in [
            "Say which company you are",
            "Say whom we can ask back",
            "Say in a few words what happened",
            "Say when you became aware of it",
            "Say which data, or that it is not known yet",
            "The account is closed.",
        ] {
            assert!(empty.text().contains(text), "{text} on {}", empty.text());
        }
        let mut late = NOTICE.to_vec();
        late.retain(|(name, _)| *name != "when");
        late.push(("when", "2027-01-01T08:00"));
        let future = stranger.fill_in(FORM, &late).await;
        assert!(future.status == 422 && future.text().contains("in the future"), "{}", future.text());
        assert_eq!(stranger.get("/report/nobody/processor").await.status, 404);
    })
    .await;
}
