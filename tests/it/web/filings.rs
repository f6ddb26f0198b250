//! What becomes of filings over HTTP: what came back, what only reached the tray, what was filed without a notice, and under which subject.

use std::sync::Arc;

use breachdesk::app::Ctx;
use breachdesk::app::member::{ActiveRole, SignedIn};
use breachdesk::app::notices::filing;
use breachdesk::domain::actor::Role;
use breachdesk::domain::case::{Case, Duty, FilingChannel, NoticeState};
use breachdesk::domain::plan::DutyStatus;
use breachdesk::domain::situation::Proof;
use breachdesk::domain::values::{At, Private};
use breachdesk::mail::transport::Transport;
use breachdesk::policy::PolicySet;
use breachdesk::store::memberships::MembershipStatus;
use breachdesk::store::outbox::{DeliveryKind, DeliveryState};
use breachdesk::store::{StoreResult, organisations};
use serde_json::json;

use super::case_desk::{record, report};
use super::notice_desk::{
    CYPRUS, a_case, approve, begin, duty, kept, mails, mails_about, newest, send_all, send_through, set_up, upload,
};
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::Browser;
use crate::support::sink::{Options, Sink};

const FIXED_SUBJECT: &str = "NOTIFICA VIOLAZIONE DATI PERSONALI";

/// A GDPR notice to Cyprus, approved by the controller's person.
async fn approved(app: &TestApp, author: &Browser, approver: &Browser, case: &str) -> String {
    let to = duty(&kept(app, case), "gdpr-33", "CY");
    let notice = begin(author, case, to.number, "gdpr33_initial", "en").await;
    let done = approve(approver, &notice, &[]).await;
    assert_eq!(done.status, 303, "{}", done.text());
    notice
}

fn cyprus(app: &TestApp, case: &str) -> Duty {
    duty(&kept(app, case), "gdpr-33", "CY")
}

/// The authority's delivery that was made last.
fn last_delivery(app: &TestApp, case: &str) -> (uuid::Uuid, DeliveryState) {
    let mails = mails(app, case);
    let mail = mails.iter().rev().find(|mail| mail.kind == DeliveryKind::Authority).unwrap();
    (mail.id, mail.state)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_that_bounced_opens_its_duty_again_and_those_who_release_notices_are_told() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        app.dpo().await;
        let case = a_case(&handler).await;
        let before = cyprus(app, &case);
        let notice = approved(app, &handler, &controller, &case).await;
        let path = format!("{notice}/file");
        let sink = Sink::start().await;
        assert_eq!(controller.fill_in(&path, &[("step", "send")]).await.status, 303);
        send_all(app, &case, &sink).await;
        assert_eq!(cyprus(app, &case).planned.status, DutyStatus::Met);

        // What the outbox hears by itself.
        let (delivery, _) = last_delivery(app, &case);
        let ctx: Ctx = app.ctx.clone();
        let heard = move || filing::returned(&ctx, delivery, "550 5.1.1 no such mailbox");
        tokio::task::spawn_blocking(heard).await.unwrap().unwrap();
        let again = cyprus(app, &case);
        assert_eq!(again.planned.status, before.planned.status, "the duty is what it was");
        assert!(again.revision > before.revision, "its reminders begin anew");
        assert_eq!(mails_about(app, &case, "came-back/"), 2, "DPO and controller, once each");
        assert_eq!(newest(app, &case).state, NoticeState::Approved);
        let page = controller.get(&path).await;
        assert!(page.text().contains("does NOT count as filed") && page.text().contains("550 5.1.1 no such mailbox"));
        let timeline = handler.get(&format!("{case}/timeline")).await;
        assert!(timeline.text().contains("Filing came back") && timeline.text().contains("550 5.1.1 no such mailbox"));
        assert_eq!(last_delivery(app, &case).1, DeliveryState::Bounced);

        // Sent again, accepted again; this time the handler reads it in a mailbox.
        assert_eq!(controller.fill_in(&path, &[("step", "send")]).await.status, 303);
        send_all(app, &case, &sink).await;
        assert_eq!(sink.copies()[CYPRUS].len(), 2);
        assert_eq!(cyprus(app, &case).planned.status, DutyStatus::Met);
        let filing = newest(app, &case).filings.last().unwrap().number.to_string();
        let said = |text: &'static str| {
            [
                ("step", "came-back"),
                ("filing", filing.as_str()),
                ("back-at", "2026-10-04T08:20"),
                ("back-at-zone", "Asia/Nicosia"),
                ("why", text),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        let unsaid = said("");
        let fields: Vec<(&str, &str)> = unsaid.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let refused = handler.fill_in(&path, &fields).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("Say what came back and how you know"), "{}", refused.text());
        let told = said("The registry telephoned: their mailbox is full");
        let fields: Vec<(&str, &str)> = told.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let done = handler.fill_in(&path, &fields).await;
        assert_eq!(done.status, 303, "{}", done.text());
        assert_eq!(cyprus(app, &case).planned.status, before.planned.status);
        assert_eq!(last_delivery(app, &case).1, DeliveryState::Bounced, "the outbox says so too");
        let timeline = handler.get(&format!("{case}/timeline")).await;
        assert!(timeline.text().contains("their mailbox is full"));
        let list = handler.get(&format!("{case}/notices")).await;
        assert!(list.text().contains("approved, NOT filed"), "{}", list.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_of_the_demo_files_nothing_and_every_page_says_so() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        let before = cyprus(app, &case).planned.status;
        let notice = approved(app, &handler, &controller, &case).await;
        let path = format!("{notice}/file");
        assert_eq!(controller.fill_in(&path, &[("step", "send")]).await.status, 303);
        send_through(app, &case, Transport::Tray).await;
        assert_eq!(newest(app, &case).state, NoticeState::Simulated);
        assert_eq!(cyprus(app, &case).planned.status, before, "nothing was filed");
        let page = controller.get(&path).await;
        assert!(
            page.text().contains("nothing left this machine") && !page.text().contains("accepted by the recipient")
        );
        let duties = handler.get(&format!("{case}/duties")).await;
        assert!(duties.text().contains("In the tray, not filed"), "{}", duties.text());
        assert!(handler.get(&format!("{path}?lang=it")).await.text().contains("nulla è uscito da questa macchina"));
        // It can still be filed for good.
        let filed = [
            ("step", "filed"),
            ("channel", "portal"),
            ("at", "2026-10-04T08:20"),
            ("at-zone", "Asia/Nicosia"),
            ("reasons", ""),
            ("kind", "receipt"),
            ("number", "CY-2026-78"),
        ];
        let done = upload(&controller, &path, &path, &filed, None).await;
        assert_eq!(done.status, 303, "{}", done.text());
        assert_eq!(cyprus(app, &case).planned.status, DutyStatus::Met);
        let forge =
            |field: &(&'static str, &'static str)| if field.0 == "kind" { ("kind", "simulated") } else { *field };
        let forged: Vec<(&str, &str)> = filed.iter().map(forge).collect();
        assert_eq!(upload(&controller, &path, &path, &forged, None).await.status, 422);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_reaches_no_authority_even_where_a_mail_server_is_set() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let found = report(&handler, "Exercise: calls fail.", "2026-10-03T13:00").await;
        let accept = format!("/reports/{found}/accept");
        let fields = [("title", "Exercise of the autumn"), ("drill", "yes")];
        let accepted = handler.send(&format!("/reports/{found}"), &accept, &fields).await;
        assert_eq!(accepted.status, 303, "{}", accepted.text());
        let case = accepted.location().to_owned();
        for what in ["detected_611", "aware"] {
            assert_eq!(record(&handler, &case, what, "2026-10-03T13:00", &[]).await.status, 303);
        }
        let notice = approved(app, &handler, &controller, &case).await;
        let path = format!("{notice}/file");
        assert_eq!(controller.fill_in(&path, &[("step", "send")]).await.status, 303);
        let sink = Sink::start().await;
        send_all(app, &case, &sink).await;
        assert!(!sink.copies().contains_key(CYPRUS), "the authority got mail of an exercise");
        assert!(
            sink.copies().keys().any(|to| to.ends_with("@example.org")),
            "the house practises with its own mailboxes"
        );
        assert_eq!(newest(app, &case).state, NoticeState::Simulated);
        assert_eq!(cyprus(app, &case).planned.status, DutyStatus::Met, "in a drill the tray plays the authority");
        assert!(controller.get(&path).await.text().contains("nothing left this machine"));
    })
    .await;
}

fn of_stage<'a>(case: &'a Case, rule: &str, stage: &str, recipient: &str) -> &'a Duty {
    let fits = |duty: &&Duty| {
        duty.planned.rule == rule && duty.planned.stage == stage && duty.planned.recipient.id == recipient && !duty.gone
    };
    case.duties.iter().find(fits).unwrap_or_else(|| panic!("no {rule} {stage} towards {recipient}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stage_without_a_form_is_recorded_on_its_duty_and_what_follows_it_starts() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = a_case(&handler).await;
        let now = kept(app, &case);
        let first = of_stage(&now, "eprivacy-611", "initial", "IT-TELECOM").number;
        let follows = now
            .duties
            .iter()
            .find(|duty| duty.planned.status == DutyStatus::NotStarted && duty.planned.recipient.id == "IT-TELECOM")
            .unwrap()
            .number;
        let page = handler.get(&format!("{case}/duties/{first}")).await;
        let path = format!("{case}/duties/{first}/filing");
        assert!(page.text().contains(&path), "the duty leads there");

        let given = |what: &'static str, at: &'static str, kind: &'static str| {
            [
                ("step", "filed"),
                ("what", what),
                ("channel", "pec"),
                ("at", at),
                ("at-zone", "Europe/Rome"),
                ("reasons", ""),
                ("kind", kind),
                ("number", ""),
            ]
        };
        let nameless = upload(&handler, &path, &path, &given("", "2026-10-04T08:20", "none"), None).await;
        assert_eq!(nameless.status, 422);
        assert!(nameless.text().contains("Say what was handed in"), "{}", nameless.text());
        let future = upload(&handler, &path, &path, &given("First notice", "2026-10-04T08:40", "none"), None).await;
        assert_eq!(future.status, 422);
        let done =
            upload(&handler, &path, &path, &given("First notice by PEC", "2026-10-04T08:20", "none"), None).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let after = kept(app, &case);
        assert_eq!(after.duty(first).unwrap().planned.status, DutyStatus::FiledUnproven);
        assert_ne!(after.duty(follows).unwrap().planned.status, DutyStatus::NotStarted, "what follows has started");
        assert_eq!(after.filed_outside[0].filing.channel, FilingChannel::Pec);
        let twice = upload(&handler, &path, &path, &given("Again", "2026-10-04T08:21", "none"), None).await;
        assert!(twice.text().contains("A filing is on record for this duty"), "{}", twice.text());

        // A filing that is no number, or a word that the law does not have for this stage, is a sentence and changes nothing.
        let nothing =
            [("step", "proof"), ("filing", "x"), ("kind", "receipt"), ("number", "1"), ("at", "2026-10-04T08:24")];
        let refused = upload(&handler, &path, &path, &nothing, None).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("There is no such entry in this case"), "{}", refused.text());
        let other = format!("{case}/duties/{follows}/filing");
        let mut word = given("Second notice", "2026-10-04T08:22", "none").to_vec();
        word.push(("filed-as", "progress_report"));
        let refused = upload(&handler, &other, &other, &word, None).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert_eq!(kept(app, &case).filed_outside.len(), 1);

        // Its proof is a file, kept and given back as a download.
        let filing = after.filings_for(first)[0].number.to_string();
        let proof = [
            ("step", "proof"),
            ("filing", filing.as_str()),
            ("kind", "receipt"),
            ("number", ""),
            ("at", "2026-10-04T08:24"),
            ("at-zone", "Europe/Rome"),
        ];
        let proven = upload(&handler, &path, &path, &proof, Some(("ricevuta.eml", "accettazione"))).await;
        assert_eq!(proven.status, 303, "{}", proven.text());
        let now = kept(app, &case);
        assert_eq!(now.duty(first).unwrap().planned.status, DutyStatus::Met);
        assert_eq!(now.filings_for(first)[0].proof(), Proof::Receipt);
        let id = now.filings_for(first)[0].proof.as_ref().unwrap().attachment.unwrap();
        let file = handler.get(&format!("{case}/proofs/{id}")).await;
        assert_eq!((file.status, file.text()), (200, "accettazione"));
        assert!(file.header("content-disposition").starts_with("attachment"));
        let shown = handler.get(&path).await;
        assert!(shown.text().contains("First notice by PEC") && shown.text().contains("by certified e-mail (PEC)"));
        assert!(handler.get(&format!("{case}/timeline")).await.text().contains("First notice by PEC"));

        // And it can come back like any other.
        let back = [
            ("step", "came-back"),
            ("filing", filing.as_str()),
            ("back-at", "2026-10-04T08:25"),
            ("back-at-zone", "Europe/Rome"),
            ("why", "The registry rejected the form"),
        ];
        assert_eq!(handler.fill_in(&path, &back).await.status, 303);
        let reopened = kept(app, &case);
        assert!(reopened.duty(first).unwrap().is_unfiled());
        assert_eq!(reopened.duty(follows).unwrap().planned.status, DutyStatus::NotStarted);

        let auditor = app.auditor().await;
        assert_eq!(auditor.get(&path).await.status, 403);
        assert_eq!(auditor.get(&format!("{case}/proofs/{id}")).await.status, 200, "auditors read");
    })
    .await;
}

/// The operator of September 2020: one controller in Italy, communications and energy customers.
fn the_operator_of_2020(app: &TestApp) {
    let settings = json!({
        "controllers": [{
            "id": "ottima", "name": "Ottima Servizi S.p.A.", "country": "IT",
            "establishments": [{ "country": "IT", "main": true }], "roles": ["telecom_provider"], "regime_starts": {},
            "art27_representative": null, "region": null,
        }],
        "markets": [{ "country": "IT", "controller": "ottima", "status": "affected", "reason": null, "subjects": null }],
        "data_sets": [
            { "id": "telecom-customers", "controller": "ottima", "name": "Telephone", "scope": "telecom_service", "hit": "yes" },
            { "id": "energy-customers", "controller": "ottima", "name": "Energy", "scope": "other", "hit": "unknown" },
        ],
        "dpo": {
            "name": "Chiara Bonfanti", "email": "dpo@ottima.example.org", "certified_email": "dpo@pec.ottima.example.org",
            "postal_address": "Via Esempio 12, Roma", "phone": "+39 06 000000", "phone_hours": "9-18",
        },
        "sender": { "name": "Ottima Servizi S.p.A.", "address": "privacy@ottima.example.org" },
    });
    let id = app.organisation;
    let saved: StoreResult<()> = app.ctx.store.write(|tx| {
        let mut row = organisations::get(tx, id)?.unwrap();
        row.settings = settings.clone();
        organisations::update(tx, &row)
    });
    saved.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn in_2020_the_notice_to_the_garante_carries_the_fixed_pec_subject_and_since_the_portal_its_own() {
    let app = TestApp::start().await;
    for (now, noticed, fixed) in
        [("2020-09-09T10:00:00Z", "2020-09-08T09:00", true), ("2021-07-02T10:00:00Z", "2021-07-01T09:00", false)]
    {
        app.ctx.clock.set(At::parse(now).unwrap());
        the_operator_of_2020(&app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let found = report(&handler, "Customer service cannot be reached.", noticed).await;
        let accept = format!("/reports/{found}/accept");
        let accepted = handler.send(&format!("/reports/{found}"), &accept, &[("title", "Outage")]).await;
        let case = accepted.location().to_owned();
        for what in ["detected_611", "aware"] {
            assert_eq!(record(&handler, &case, what, noticed, &[]).await.status, 303);
        }
        for (rule, recipient, kind) in
            [("eprivacy-611", "IT-TELECOM", "t611_first"), ("gdpr-33", "IT", "gdpr33_initial")]
        {
            let to = duty(&kept(&app, &case), rule, recipient);
            let notice = begin(&handler, &case, to.number, kind, "it").await;
            let sheet = handler.get(&format!("{notice}/file")).await;
            let subject =
                sheet.text().split("id=\"copy-subject\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
            assert_eq!(subject == FIXED_SUBJECT, fixed, "{rule} at {now}: {subject}");
            if !fixed {
                continue;
            }
            // A subject of one's own is a finding, passed like any other.
            let before = controller.get(&format!("{notice}/check")).await;
            assert!(!before.text().contains("not the line that the authority demands"));
            let edit = [("step", "save"), ("based-on", "1"), ("subject", "Attacco informatico")];
            assert_eq!(handler.fill_in(&notice, &edit).await.status, 303);
            let after = controller.get(&format!("{notice}/check")).await;
            assert!(after.text().contains("not the line that the authority demands"), "{}", after.text());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_to_an_authority_with_a_fixed_subject_goes_out_under_exactly_that() {
    // The mailbox of that time was only heard of, never verified; here the test verifies it.
    let policies: Vec<(String, String)> = breachdesk::assets::policies()
        .into_iter()
        .map(|(path, text)| {
            let verified = text
                .replace("\"protocollo@pec.gpdp.it\", verified = false", "\"protocollo@pec.gpdp.it\", verified = true");
            (path, verified)
        })
        .collect();
    let mut app = TestApp::start().await;
    app.ctx.policy = Arc::new(PolicySet::load(&policies).unwrap());
    app.ctx.clock.set(At::parse("2020-09-09T10:00:00Z").unwrap());
    the_operator_of_2020(&app);
    let (handler, controller) = (app.handler().await, app.controller().await);
    let found = report(&handler, "Customer service cannot be reached.", "2020-09-08T09:00").await;
    let accept = format!("/reports/{found}/accept");
    let accepted = handler.send(&format!("/reports/{found}"), &accept, &[("title", "Outage")]).await;
    let case = accepted.location().to_owned();
    for what in ["detected_611", "aware"] {
        assert_eq!(record(&handler, &case, what, "2020-09-08T09:00", &[]).await.status, 303);
    }
    let to = duty(&kept(&app, &case), "gdpr-33", "IT");
    let notice = begin(&handler, &case, to.number, "gdpr33_initial", "it").await;
    assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
    // The server of the test keeps the unverified record; the use case is asked with the verified one.
    let (ctx, reference) = (app.ctx.clone(), case.rsplit('/').next().unwrap().to_owned());
    let number = newest(&app, &case).number;
    let who = SignedIn {
        user: app.add_member("Aoife Brennan", Role::Controller, MembershipStatus::Active),
        session: uuid::Uuid::nil(),
        name: Private::new("Aoife Brennan"),
        email: Private::new("aoife.brennan@example.org"),
        language: "en".into(),
        reauthenticated_at: None,
        has_second_factor: false,
        roles: vec![ActiveRole {
            organisation: app.organisation,
            organisation_slug: "lunamobile".into(),
            organisation_name: "Lunamobile Group".into(),
            role: Role::Controller,
            deputy_of: None,
        }],
    };
    tokio::task::spawn_blocking(move || filing::hand_over(&ctx, &who, &reference, number)).await.unwrap().unwrap();
    let sink = Sink::with(Options { keep_raw: true, ..Options::default() }).await;
    send_all(&app, &case, &sink).await;
    let copies = sink.copies();
    let [copy] = &copies["protocollo@pec.gpdp.it"][..] else { panic!("not one copy") };
    let head = String::from_utf8_lossy(copy.raw.as_ref().unwrap()).into_owned();
    assert!(head.contains(&format!("\r\nSubject: {FIXED_SUBJECT}\r\n")), "{head}");
}

#[tokio::test]
async fn the_language_link_of_a_refused_post_leads_to_a_page_even_where_only_a_post_lives() {
    let app = TestApp::start().await;
    set_up(&app);
    let handler = app.handler().await;
    let case = a_case(&handler).await;
    let token = handler.get(&format!("{case}/tasks")).await.token();
    for (path, fields, page) in [
        (format!("{case}/tasks/4711/done"), vec![], format!("{case}/tasks")),
        (format!("{case}/notes"), vec![("text", "")], case.clone()),
        (format!("{case}/handler"), vec![("handler", "")], case.clone()),
    ] {
        let refused = handler.post_with(&path, &token, &fields).await;
        assert!(refused.status >= 400, "{path}: {}", refused.status);
        let link = format!("href=\"{page}?lang=it\"");
        assert!(refused.text().contains(&link), "{link} is not on the page of {path}: {}", refused.text());
        assert_eq!(handler.get(&format!("{page}?lang=it")).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_on_its_ground_opens_the_notice_in_the_media() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        let people = kept(app, &case)
            .duties
            .iter()
            .find(|duty| duty.planned.rule == "eprivacy-611-3" && duty.is_unfiled())
            .unwrap()
            .number
            .to_string();
        let page = format!("{case}/decide?duty={people}");
        assert!(controller.get(&page).await.text().contains("value=\"611-3-7-media\""), "the ground is offered");
        let is_open = || kept(app, &case).duties.iter().any(|duty| duty.planned.stage == "media_notice" && !duty.gone);
        assert!(!is_open());
        let path = format!("{case}/decide");
        let fields = [
            ("duty", people.as_str()),
            ("decision", "communicate"),
            ("basis", "611-3-7-media"),
            ("reason", "Prepaid cards without a name: nobody can be reached by mail"),
            ("act", "decide"),
        ];
        let decided = controller.send(&path, &path, &fields).await;
        assert_eq!(decided.status, 303, "{}", decided.text());
        assert!(is_open(), "the notice in the media is owed now");
    })
    .await;
}
