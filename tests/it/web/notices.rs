//! A notice over HTTP, on both databases: drafted, edited by two, approved as seen, handed over, settled, filed, proven, published.

use breachdesk::domain::actor::Role;
use breachdesk::domain::case::NoticeState;
use breachdesk::domain::plan::DutyStatus;
use breachdesk::store::outbox::DeliveryState;
use chrono::TimeDelta;

use super::case_desk::known;
use super::notice_desk::{
    CYPRUS, a_case, approve, begin, duty, hidden, kept, mails, mails_about, newest, people_duty, send_all,
    send_through, set_up, upload,
};
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::Browser;
use crate::support::sink::{Act, Sink, Verb};

/// A GDPR notice to Cyprus, whose address is verified, written by the handler and in review.
pub async fn in_review(app: &TestApp, handler: &Browser) -> (String, String) {
    let case = a_case(handler).await;
    let to = duty(&kept(app, &case), "gdpr-33", "CY");
    let notice = begin(handler, &case, to.number, "gdpr33_initial", "en").await;
    let asked = handler.fill_in(&notice, &[("step", "review")]).await;
    assert_eq!(asked.status, 303, "{}", asked.text());
    (case, notice)
}

pub async fn save(
    browser: &Browser,
    notice: &str,
    based_on: &str,
    body: (&str, &str),
) -> crate::support::browser::Page {
    let fields = [("step", "save"), ("based-on", based_on), ("subject", "Notification of a breach"), body];
    browser.fill_in(notice, &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_write_and_the_second_sees_both_texts() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, dpo) = (app.handler().await, app.dpo().await);
        let case = a_case(&handler).await;
        let to = duty(&kept(app, &case), "gdpr-33", "CY");
        let notice = begin(&handler, &case, to.number, "gdpr33_initial", "en").await;
        let block = newest_block(app, &case);
        let field = format!("body-{block}");

        let first = save(&handler, &notice, "1", (&field, "The handler’s wording.")).await;
        assert_eq!(first.status, 303, "{}", first.text());
        let second = save(&dpo, &notice, "1", (&field, "The DPO’s wording.")).await;
        assert_eq!(second.status, 422);
        for text in ["Somebody else saved another text", "The handler’s wording.", "The DPO’s wording."] {
            assert!(second.text().contains(text), "{text} on {}", second.text());
        }
        assert!(!newest(app, &case).content.as_str().contains("The DPO’s wording."), "nothing was overwritten");
        assert_eq!(hidden(&second, "based-on"), "2", "saving again replaces what was shown");
        let again = save(&dpo, &notice, "2", (&field, "The DPO’s wording.")).await;
        assert_eq!(again.status, 303, "{}", again.text());
        assert!(newest(app, &case).content.as_str().contains("The DPO’s wording."));

        // Saving what stands there already is no edit: it would void an approval for nothing.
        let revision = newest(app, &case).revision;
        let same = save(&dpo, &notice, &revision.to_string(), (&field, "The DPO’s wording.")).await;
        assert_eq!((same.status, newest(app, &case).revision), (303, revision));
        let unknown = save(&dpo, &notice, &revision.to_string(), ("body-nowhere", "x")).await;
        assert_eq!(unknown.status, 422);

        // Taking the facts as they are now is asked for, shown, and only then done.
        let shown = dpo.get(&format!("{notice}/redraft")).await;
        assert!(shown.text().contains("The DPO’s wording.") && shown.text().contains("What would change"));
        let taken = dpo.fill_in(&format!("{notice}/redraft"), &[("based-on", &revision.to_string())]).await;
        assert_eq!(taken.status, 303, "{}", taken.text());
        assert!(!newest(app, &case).content.as_str().contains("The DPO’s wording."));
    })
    .await;
}

/// The first block of the newest notice.
pub fn newest_block(app: &TestApp, case: &str) -> String {
    let draft: serde_json::Value = serde_json::from_str(newest(app, case).content.as_str()).unwrap();
    draft["blocks"][0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_on_screen_is_approved_by_another_person_and_reaches_the_authority_once() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        app.dpo().await;
        let (case, notice) = in_review(app, &handler).await;
        assert_eq!(mails_about(app, &case, "review/"), 2, "DPO and controller, once each");

        let check = controller.get(&format!("{notice}/check")).await;
        assert!(check.text().contains("Missing"), "facts are missing, and an authority is notified all the same");
        let digest = hidden(&check, "seen");
        let preview = controller.get(&format!("{notice}/preview/{digest}")).await;
        assert_eq!(preview.status, 200);
        let policy = preview.header("content-security-policy");
        assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"), "{policy}");
        assert_eq!(controller.get(&format!("{notice}/preview/{}", "0".repeat(64))).await.status, 404);

        // The handler approves nothing; nobody approves unread; nobody approves what changed meanwhile.
        let fields = [("step", "approve"), ("seen", digest.as_str()), ("declared", "yes")];
        assert_eq!(handler.send(&notice, &format!("{notice}/check"), &fields).await.status, 403);
        let undeclared = controller.fill_in(&format!("{notice}/check"), &fields[..2]).await;
        assert_eq!(undeclared.status, 422);
        let unreasoned = controller.fill_in(&format!("{notice}/check"), &fields).await;
        assert_eq!(unreasoned.status, 422);
        assert!(unreasoned.text().contains("Say why the notice goes out although something is missing"));
        let field = format!("body-{}", newest_block(app, &case));
        assert_eq!(save(&handler, &notice, "1", (&field, "Another wording.")).await.status, 303);
        let reasoned = [&fields[..], &[("passed", "The rest follows")]].concat();
        let stale = controller.post_with(&format!("{notice}/check"), &check.token(), &reasoned).await;
        assert_eq!(stale.status, 422);
        assert!(stale.text().contains("The text changed after it was shown"), "{}", stale.text());
        assert!(stale.text().contains("Another wording."), "the new text is there to be read");

        let approved = approve(&controller, &notice, &[("passed", "Forensics answer on Monday")]).await;
        assert_eq!(approved.status, 303, "{}", approved.text());
        for page in [format!("{notice}/check"), format!("{case}/timeline")] {
            let shown = controller.get(&page).await;
            assert!(shown.text().contains("Forensics answer on Monday"), "{page}");
            assert!(
                shown.text().contains("nobody has said anything about it"),
                "the list of what was passed on {page}"
            );
        }
        let file = controller.get(&format!("{notice}/file")).await;
        assert!(file.text().contains("approved, NOT filed") && file.text().contains(CYPRUS), "{}", file.text());

        // Pressed twice: one mail.
        for _ in 0..2 {
            let sent = controller.post_with(&format!("{notice}/file"), &file.token(), &[("step", "send")]).await;
            assert_eq!(sent.status, 303, "{}", sent.text());
        }
        assert_eq!(mails_about(app, &case, "filing/"), 1);
        let waiting = controller.get(&format!("{case}/notices")).await;
        assert!(waiting.text().contains("handed to the mail server, not confirmed"), "{}", waiting.text());

        let sink = Sink::start().await;
        send_all(app, &case, &sink).await;
        let copies = sink.copies();
        assert_eq!(copies[CYPRUS].len(), 1);
        let accepted = controller.get(&format!("{notice}/file")).await;
        assert!(accepted.text().contains("receipt missing"), "accepted is not confirmed: {}", accepted.text());
        let proof = [
            ("step", "proof"),
            ("filing", &newest(app, &case).filings[0].number.to_string()),
            ("kind", "receipt"),
            ("number", "CY-2026-77"),
            ("at", "2026-10-04T09:20"),
            ("at-zone", "Asia/Nicosia"),
        ];
        let path = format!("{notice}/file");
        let proven = upload(&controller, &path, &path, &proof, None).await;
        assert_eq!(proven.status, 303, "{}", proven.text());
        let done = controller.get(&path).await;
        assert!(done.text().contains("confirmed") && done.text().contains("CY-2026-77"));
        assert_eq!(duty(&kept(app, &case), "gdpr-33", "CY").planned.status, DutyStatus::Met);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unclear_hand_over_is_settled_by_a_person_and_never_sent_again_by_itself() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let (case, notice) = in_review(app, &handler).await;
        assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
        let path = format!("{notice}/file");
        let sink = Sink::start().await;
        sink.for_recipient(CYPRUS, Verb::Dot, Act::Drop);
        for arrived in ["no", "yes"] {
            assert_eq!(controller.fill_in(&path, &[("step", "send")]).await.status, 303);
            send_all(app, &case, &sink).await;
            let unclear = controller.get(&path).await;
            assert!(unclear.text().contains("nobody knows whether it arrived"), "{}", unclear.text());
            let settle = [("step", "settle"), ("arrived", arrived), ("why", "The registry said so by telephone")];
            let refused = handler.fill_in(&path, &settle).await;
            assert_eq!(refused.status, 403, "{}", refused.text());
            let without = controller.fill_in(&path, &settle[..2]).await;
            assert_eq!(without.status, 422);
            let settled = controller.fill_in(&path, &settle).await;
            assert_eq!(settled.status, 303, "{}", settled.text());
            if arrived == "no" {
                let again = controller.get(&path).await;
                assert!(again.text().contains("approved, NOT filed") && again.text().contains("did not get through"));
            }
        }
        // "It arrived" is somebody's word: filed, and the proof is still to come.
        assert_eq!(newest(app, &case).state, NoticeState::Filed);
        assert!(controller.get(&path).await.text().contains("said to be filed, unproven"));
        assert!(controller.get(&format!("{case}/timeline")).await.text().contains("The registry said so by telephone"));
        let states: Vec<_> =
            mails(app, &case).iter().filter(|m| m.dedupe_key.starts_with("filing/")).map(|m| m.state).collect();
        assert_eq!(states, [DeliveryState::GivenUp, DeliveryState::Delivered]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_filing_that_is_late_says_why_and_its_receipt_is_kept() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        let to = duty(&kept(app, &case), "eprivacy-611", "IT-TELECOM");
        let new = handler.get(&format!("{case}/notices/new?duty={}", to.number)).await;
        assert!(new.text().contains("the recipient does not take it"), "English is not the Garante’s language");
        let notice = begin(&handler, &case, to.number, "t611_first", "it").await;
        assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
        let path = format!("{notice}/file");
        let sheet = handler.get(&path).await;
        assert!(sheet.text().contains("call first") && sheet.text().contains("id=\"copy-subject\""));

        app.advance(TimeDelta::days(2));
        let handler = app.handler().await;
        let filed = |at: &'static str, reasons: &'static str| {
            [
                ("step", "filed"),
                ("channel", "portal"),
                ("at", at),
                ("at-zone", "Europe/Rome"),
                ("reasons", reasons),
                ("kind", "none"),
                ("number", ""),
            ]
        };
        let future = upload(&handler, &path, &path, &filed("2026-10-09T09:00", "x"), None).await;
        assert_eq!(future.status, 422);
        let late = upload(&handler, &path, &path, &filed("2026-10-06T07:45", ""), None).await;
        assert_eq!(late.status, 422);
        assert!(late.text().contains("Say why it is filed after the legal term"), "{}", late.text());
        assert!(late.text().contains("2026-10-06T07:45"), "what was typed stays");
        let reasons = "The portal was down from Sunday noon";
        let done = upload(&handler, &path, &path, &filed("2026-10-06T07:45", reasons), None).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let unproven = handler.get(&path).await;
        assert!(unproven.text().contains("said to be filed, unproven") && unproven.text().contains(reasons));

        let filing = newest(app, &case).filings[0].number.to_string();
        let proof = [
            ("step", "proof"),
            ("filing", filing.as_str()),
            ("kind", "receipt"),
            ("number", ""),
            ("at", "2026-10-06T07:50"),
            ("at-zone", "Europe/Rome"),
        ];
        let nothing = upload(&handler, &path, &path, &proof, None).await;
        assert_eq!(nothing.status, 422);
        let kept_file = Some(("ricevuta <b>.html", "<script>alert('canary')</script>"));
        let given = upload(&handler, &path, &path, &proof, kept_file).await;
        assert_eq!(given.status, 303, "{}", given.text());
        let shown = handler.get(&path).await;
        assert!(shown.text().contains("ricevuta &#60;b&#62;.html"), "{}", shown.text());
        let id = newest(app, &case).filings[0].proof.as_ref().unwrap().attachment.unwrap();
        let file = handler.get(&format!("{notice}/proofs/{id}")).await;
        assert_eq!(file.text(), "<script>alert('canary')</script>");
        assert!(file.header("content-disposition").starts_with("attachment"), "it is kept, never shown");
        assert_eq!(file.header("content-type"), "application/octet-stream");
        assert_eq!(duty(&kept(app, &case), "eprivacy-611", "IT-TELECOM").planned.status, DutyStatus::Late);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_author_releases_alone_to_an_authority_with_a_reason_and_a_second_person_reviews_it() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, controller) = (app.dpo().await, app.controller().await);
        let case = a_case(&dpo).await;
        let to = duty(&kept(app, &case), "gdpr-33", "CY");
        let notice = begin(&dpo, &case, to.number, "gdpr33_initial", "en").await;
        let without = approve(&dpo, &notice, &[]).await;
        assert_eq!(without.status, 422);
        assert!(without.text().contains("Say why no second person approves it"), "{}", without.text());
        let alone = approve(&dpo, &notice, &[("exception", "Nobody answers, the term ends at noon")]).await;
        assert_eq!(alone.status, 303, "{}", alone.text());
        let check = controller.get(&format!("{notice}/check")).await;
        assert!(check.text().contains("Review afterwards"), "{}", check.text());
        let reviewed = controller.fill_in(&format!("{notice}/check"), &[("step", "reviewed"), ("remark", "")]).await;
        assert_eq!(reviewed.status, 303, "{}", reviewed.text());
        let approval = newest(app, &case).approvals[0].clone();
        assert_eq!(approval.reviewed_by.unwrap().name.as_str(), "Aoife Brennan");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_to_people_waits_for_a_second_person_and_for_its_content() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, controller) = (app.dpo().await, app.controller().await);
        let case = a_case(&dpo).await;
        let to = people_duty(&kept(app, &case));
        let notice = begin(&dpo, &case, to.number, "people_email", "en").await;
        let stopped = controller.get(&format!("{notice}/check")).await;
        assert!(stopped.text().contains("Must be mended first") && !stopped.text().contains("name=\"declared\""));
        let own = dpo.get(&format!("{notice}/check")).await;
        let digest = own.text().split("/preview/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let forced = [("step", "approve"), ("seen", digest.as_str()), ("declared", "yes")];
        let refused = controller.fill_in(&format!("{notice}/check"), &forced).await;
        assert!(refused.text().contains("Required content is missing"), "{}", refused.text());

        tell_what_people_need(&dpo, &case).await;
        assert_eq!(dpo.fill_in(&format!("{notice}/redraft"), &[("based-on", "1")]).await.status, 303);
        let own = dpo.get(&format!("{notice}/check")).await;
        assert!(own.text().contains("waits for a second person"), "{}", own.text());
        let digest = own.text().split("/preview/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let forced = [("step", "approve"), ("seen", digest.as_str()), ("declared", "yes"), ("exception", "Urgent")];
        let alone = dpo.fill_in(&format!("{notice}/check"), &forced).await;
        assert_eq!(alone.status, 422);
        assert!(alone.text().contains("A second person has to do this"), "{}", alone.text());
        let second = approve(&controller, &notice, &[]).await;
        assert_eq!(second.status, 303, "{}", second.text());
        assert!(controller.get(&format!("{case}/notices")).await.text().contains("approved, NOT sent"));
    })
    .await;
}

pub async fn tell_what_people_need(browser: &Browser, case: &str) {
    for (fact, value) in [
        ("nature.cia", "confidentiality"),
        ("data.categories", "contact"),
        ("measures.mitigation", "The platform was taken off the net."),
        ("incident.description", "Somebody read the customer platform."),
    ] {
        let set = known(browser, case, fact, &[("value", value)]).await;
        assert_eq!(set.status, 303, "{fact}: {}", set.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_notice_is_exported_as_approved_and_marked_as_published_with_its_hash() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, controller) = (app.dpo().await, app.controller().await);
        let case = a_case(&dpo).await;
        tell_what_people_need(&dpo, &case).await;
        let to = people_duty(&kept(app, &case));
        let notice = begin(&dpo, &case, to.number, "public_notice", "en").await;
        let field = format!("body-{}", newest_block(app, &case));
        let canary = "Version 1. <script>alert(1)</script> \"><img src=x onerror=alert(2)>";
        assert_eq!(save(&dpo, &notice, "1", (&field, canary)).await.status, 303);
        assert_eq!(controller.get(&format!("{notice}/export")).await.status, 404, "nothing is approved");
        assert_eq!(approve(&controller, &notice, &[]).await.status, 303);

        let export = controller.get(&format!("{notice}/export")).await;
        assert!(export.header("content-disposition").contains(".html"));
        assert!(export.text().contains("&lt;script&gt;") && !export.text().contains("<script"));
        for page in ["", "/check", "/file", "/redraft"] {
            let shown = controller.get(&format!("{notice}{page}")).await;
            assert!(!shown.text().contains("<script>alert") && !shown.text().contains("<img"), "{page}");
        }
        let hash = {
            use sha2::{Digest, Sha256};
            hex::encode(Sha256::digest(export.text().as_bytes()))
        };
        let path = format!("{notice}/file");
        assert!(controller.get(&path).await.text().contains(&hash));
        let now = app.ctx.clock.now().in_zone(chrono_tz::Europe::Rome).format("%Y-%m-%dT%H:%M").to_string();
        let fields = |address: &'static str| {
            [("step", "publish"), ("address", address), ("at", now.as_str()), ("at-zone", "Europe/Rome")]
        };
        assert_eq!(controller.fill_in(&path, &fields("javascript:alert(1)")).await.status, 422);
        let early =
            [("step", "publish"), ("address", "https://www.lunamobile.example.org/notice"), ("at", "2026-10-04T08:00")];
        let early = controller.fill_in(&path, &[&early[..], &[("at-zone", "Europe/Rome")]].concat()).await;
        assert!(early.status == 422 && early.text().contains("approved later than that"), "{}", early.text());
        let published = controller.fill_in(&path, &fields("https://www.lunamobile.example.org/notice")).await;
        assert_eq!(published.status, 303, "{}", published.text());
        let shown = controller.get(&path).await;
        assert!(shown.text().contains("https://www.lunamobile.example.org/notice") && shown.text().contains(&hash));
        assert_eq!(newest(app, &case).publications[0].sha256, hash);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn others_read_or_see_nothing() {
    let app = TestApp::start().await;
    set_up(&app);
    let handler = app.handler().await;
    let (case, notice) = in_review(&app, &handler).await;
    let auditor = app.auditor().await;
    for page in ["", "/check", "/file"] {
        assert_eq!(auditor.get(&format!("{notice}{page}")).await.status, 200, "{page}");
    }
    let token = auditor.get("/account").await.token();
    for (path, fields) in [
        (notice.clone(), vec![("step", "review")]),
        (format!("{notice}/check"), vec![("step", "approve")]),
        (format!("{notice}/file"), vec![("step", "send")]),
        (format!("{case}/reminders"), vec![("duty", "1")]),
    ] {
        assert_eq!(auditor.post_with(&path, &token, &fields).await.status, 403, "{path}");
    }
    assert_eq!(app.reporter().await.get(&notice).await.status, 403);
    for missing in [format!("{case}/notices/999"), format!("{case}/notices/x"), "/cases/BR-2026-0999/notices".into()] {
        assert_eq!(handler.get(&missing).await.status, 404, "{missing}");
    }
    for page in ["", "/check", "/file", "/redraft"] {
        let italian = handler.get(&format!("{notice}{page}?lang=it")).await;
        assert_eq!(italian.status, 200, "{page}");
    }
    for page in ["notices", "notices/new", "reminders"] {
        assert_eq!(handler.get(&format!("{case}/{page}")).await.status, 200, "{page}");
    }
    assert_eq!(handler.get("/tray").await.status, 200);
    app.add_member("Somebody Else", Role::Dpo, breachdesk::store::memberships::MembershipStatus::Suspended);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_only_person_waits_signs_in_again_and_gives_a_reason_before_people_are_told() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = a_case(&dpo).await;
    tell_what_people_need(&dpo, &case).await;
    let to = people_duty(&kept(&app, &case));
    let notice = begin(&dpo, &case, to.number, "people_email", "en").await;
    let reason = [("exception", "I am the only one here")];
    assert!(
        dpo.get(&format!("{notice}/check")).await.text().contains("Ask for review first; 15 minutes run from then")
    );
    assert_eq!(dpo.fill_in(&notice, &[("step", "review")]).await.status, 303);
    let early = approve(&dpo, &notice, &reason).await;
    assert_eq!(early.status, 422);
    assert!(early.text().contains("wait 15 more minutes"), "{}", early.text());
    app.advance(TimeDelta::minutes(16));
    let unsigned = approve(&dpo, &notice, &reason).await;
    assert!(unsigned.text().contains("Sign in again and give a reason"), "{}", unsigned.text());
    let confirm = format!("/account/confirm?next={notice}/check");
    assert!(unsigned.text().contains(&confirm));
    let confirmed = dpo.fill_in(&confirm, &[("password", crate::support::app::PASSWORD)]).await;
    assert_eq!(confirmed.location(), format!("{notice}/check"));
    let without = approve(&dpo, &notice, &[]).await;
    assert_eq!(without.status, 422, "still a reason");
    let approved = approve(&dpo, &notice, &reason).await;
    assert_eq!(approved.status, 303, "{}", approved.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_shows_what_would_have_been_sent_to_those_who_may_know() {
    let app = TestApp::start().await;
    set_up(&app);
    let (handler, controller) = (app.handler().await, app.controller().await);
    let (case, notice) = in_review(&app, &handler).await;
    assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
    assert_eq!(controller.fill_in(&format!("{notice}/file"), &[("step", "send")]).await.status, 303);
    send_through(&app, &case, breachdesk::mail::transport::Transport::Tray).await;

    let full = controller.get("/tray").await;
    assert!(full.text().contains(CYPRUS) && full.text().contains("to an authority"), "{}", full.text());
    assert!(full.text().contains("aoife.brennan@example.org"), "her own mail");
    let masked = handler.get("/tray").await;
    assert!(!masked.text().contains(CYPRUS) && masked.text().contains("c***@dataprotection.gov.cy"));
    let src = full.text().split("/tray/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let preview = controller.get(&format!("/tray/{src}")).await;
    assert_eq!(preview.status, 200);
    assert!(preview.header("content-security-policy").contains("sandbox"));
    let admin = app.admin().await.get("/tray").await;
    assert!(!admin.text().contains("dataprotection.gov.cy"), "an administrator sees no case content");
    assert!(controller.get(&format!("{notice}/file")).await.text().contains("simulated: put in the tray"));

    let settings = breachdesk::web::settings::Settings { demo: false, ..Default::default() };
    let serious = TestApp::with(crate::support::database::Engine::Sqlite, settings).await;
    assert_eq!(serious.dpo().await.get("/tray").await.status, 404, "nowhere but in the demo");
}
