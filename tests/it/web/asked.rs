//! Approval and decision by the link of a mail: through sign-in to the very form, for deputies too, and for nobody whose case it is not.

use breachdesk::app::admin::enter_member;
use breachdesk::domain::actor::{Actor, Role};
use breachdesk::domain::case::NoticeState;
use breachdesk::ids::Ids;
use breachdesk::store::StoreResult;
use breachdesk::store::memberships::{self, MembershipRow, MembershipStatus};
use breachdesk::store::users::UserStatus;

use super::case_desk::record;
use super::notice_desk::{a_case, approve, duty, hidden, kept, mails, newest, set_up};
use super::notices::{in_review, newest_block, save};
use super::second_factor;
use crate::support::app::{PASSWORD, TestApp, address_of, on_both_apps};
use crate::support::browser::{Browser, Page};

/// Tomás stands in for Chiara.
fn add_deputy(app: &TestApp) {
    let dpo = app.add_member("Chiara Bonfanti", Role::Dpo, MembershipStatus::Active);
    let deputy = app.add_member("Tomás Ferreira", Role::Dpo, MembershipStatus::Active);
    let now = app.now();
    let made: StoreResult<()> = app.ctx.store.write(|tx| {
        let all = memberships::of_user(tx, deputy)?;
        all.iter().try_for_each(|(held, _)| memberships::set_role(tx, held.id, Role::Dpo, Some(dpo), now))
    });
    made.unwrap();
}

/// A DPO of the other organisation.
fn add_elsewhere(app: &TestApp, name: &str) {
    let user = app.add_user(name, UserStatus::Active);
    let now = app.now();
    let row = MembershipRow {
        id: Ids.next(),
        user_id: user,
        organisation_id: app.other_organisation,
        role: Role::Dpo,
        status: MembershipStatus::Active,
        deputy_of: None,
        created_at: now,
        updated_at: now,
    };
    app.ctx.store.write(|tx| enter_member(&app.ctx, tx, &Actor::system(), &row)).unwrap();
}

/// The path of the link in the newest mail about `what` to somebody; none where there is no such mail.
fn link_to(app: &TestApp, case: &str, what: &str, name: &str) -> Option<String> {
    let to = address_of(name);
    let mails = mails(app, case);
    let mail = mails.iter().rev().find(|mail| mail.dedupe_key.starts_with(what) && mail.to_address == to.as_bytes())?;
    let text = mail.content["text"].as_str().unwrap();
    let link = text.split_whitespace().find_map(|word| word.strip_prefix("https://desk.example.org"));
    Some(link.unwrap_or_else(|| panic!("no link in {text}")).to_owned())
}

/// Follows a link in a browser that is signed out: answers that browser, and the page behind the sign-in.
async fn follow(app: &TestApp, link: &str, name: &str) -> (Browser, Page) {
    let browser = app.stranger();
    let stopped = browser.get(link).await;
    assert_eq!(
        (stopped.status, stopped.location().starts_with("/sign-in?next=")),
        (303, true),
        "{}",
        stopped.location()
    );
    let email = address_of(name);
    let fields = [("username", email.as_str()), ("password", PASSWORD)];
    let inside = browser.fill_in(stopped.location(), &fields).await;
    assert_eq!((inside.status, inside.location()), (303, link), "sign-in keeps where somebody was going");
    let page = browser.get(link).await;
    (browser, page)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_asked_to_approve_stands_on_the_form_with_the_digest_that_was_asked_for() {
    on_both_apps(async |app| {
        set_up(app);
        add_deputy(app);
        let handler = app.handler().await;
        app.controller().await;
        let (case, notice) = in_review(app, &handler).await;
        assert!(link_to(app, &case, "review/", "Marek Nowicki").is_none(), "whoever wrote it approves nothing");
        for name in ["Aoife Brennan", "Chiara Bonfanti", "Tomás Ferreira"] {
            let link = link_to(app, &case, "review/", name).unwrap();
            let (path, asked) = link.split_once("?asked=").unwrap();
            assert_eq!(path, format!("{notice}/check"));
            let (_, page) = follow(app, &link, name).await;
            assert_eq!((page.status, hidden(&page, "seen")), (200, asked.to_owned()), "{}", page.text());
            assert!(!page.text().contains("is not what you were asked to approve"), "{}", page.text());
            assert_eq!(newest(app, &case).state, NoticeState::InReview, "opening a link approves nothing");
        }

        // A wording that changed since is told, and what is approved is what stands there.
        let field = format!("body-{}", newest_block(app, &case));
        assert_eq!(save(&handler, &notice, "1", (&field, "Another wording.")).await.status, 303);
        let link = link_to(app, &case, "review/", "Aoife Brennan").unwrap();
        let (controller, page) = follow(app, &link, "Aoife Brennan").await;
        assert!(page.text().contains("is not what you were asked to approve"), "{}", page.text());
        assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
        let done = controller.get(&link).await;
        assert!(!done.text().contains("name=\"declared\""), "an old link offers nothing twice");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_of_a_mail_is_not_found_by_whom_the_case_does_not_concern_and_leads_to_no_other_site() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        app.controller().await;
        let (case, _) = in_review(app, &handler).await;
        let link = link_to(app, &case, "review/", "Aoife Brennan").unwrap();
        add_elsewhere(app, "Livia Conti");
        let (_, page) = follow(app, &link, "Livia Conti").await;
        assert_eq!(page.status, 404, "{}", page.text());
        let (_, page) = follow(app, &format!("{case}/decide?advice=1"), "Livia Conti").await;
        assert_eq!(page.status, 404, "{}", page.text());

        let email = address_of("Aoife Brennan");
        let fields = [("username", email.as_str()), ("password", PASSWORD)];
        for next in ["https%3A%2F%2Fexample.org", "%2F%2Fexample.org%2Fcases", "%2F%5Cexample.org"] {
            let inside = app.stranger().fill_in(&format!("/sign-in?next={next}"), &fields).await;
            assert_eq!((inside.status, inside.location()), (303, "/"), "{next}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_of_a_link_goes_through_the_code_of_a_second_factor() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let (secret, _) = second_factor::set_up(app, &controller).await;
        app.advance(chrono::TimeDelta::minutes(1));
        let (case, _) = in_review(app, &handler).await;
        let link = link_to(app, &case, "review/", "Aoife Brennan").unwrap();
        let browser = app.stranger();
        let stopped = browser.get(&link).await;
        let email = address_of("Aoife Brennan");
        let fields = [("username", email.as_str()), ("password", PASSWORD)];
        let half = browser.fill_in(stopped.location(), &fields).await;
        assert!(half.location().starts_with("/sign-in/code?next="), "{}", half.location());
        let code = second_factor::code_now(app, &secret);
        let inside = browser.fill_in(half.location(), &[("code", &code)]).await;
        assert_eq!((inside.status, inside.location()), (303, link.as_str()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn advice_asks_the_controller_for_a_decision_and_a_decision_that_drops_a_duty_asks_a_second_person() {
    on_both_apps(async |app| {
        set_up(app);
        add_deputy(app);
        let dpo = app.dpo().await;
        app.controller().await;
        let case = a_case(&dpo).await;
        let number = duty(&kept(app, &case), "gdpr-33", "CY").number.to_string();
        let advise = [
            ("duty", number.as_str()),
            ("decision", "notify"),
            ("reason", "Orders with addresses were open for a day"),
            ("act", "advise"),
        ];
        assert_eq!(dpo.fill_in(&format!("{case}/decide"), &advise).await.status, 303);
        for name in ["Chiara Bonfanti", "Tomás Ferreira"] {
            assert!(link_to(app, &case, "advised/", name).is_none(), "the decision is the controller's, not {name}'s");
        }
        let link = link_to(app, &case, "advised/", "Aoife Brennan").unwrap();
        let (controller, page) = follow(app, &link, "Aoife Brennan").await;
        let ticked = format!("id=\"duty-{number}\" checked");
        assert!(page.status == 200 && page.text().contains(&ticked), "the duty is chosen: {}", page.text());
        assert!(page.text().contains("Chiara Bonfanti"), "{}", page.text());
        assert!(kept(app, &case).decisions.is_empty());
        assert_eq!(controller.get(&format!("{case}/decide?advice=4711")).await.status, 404);

        let drop = [
            ("duty", number.as_str()),
            ("decision", "not_required"),
            ("basis", "gdpr-33-1-unlikely-risk"),
            ("reason", "Two orders, both known customers"),
            ("act", "decide"),
        ];
        let decided = controller.fill_in(&format!("{case}/decide"), &drop).await;
        assert_eq!(decided.status, 303, "{}", decided.text());
        assert!(link_to(app, &case, "decision-waits/", "Aoife Brennan").is_none(), "nobody is their own second person");
        let link = link_to(app, &case, "decision-waits/", "Tomás Ferreira").unwrap();
        assert_eq!(link, decided.location());
        let (deputy, page) = follow(app, &link, "Tomás Ferreira").await;
        assert!(page.text().contains("A second person has to confirm"), "{}", page.text());
        assert!(!kept(app, &case).decisions[0].in_force());
        let confirmed = deputy.send(&link, &format!("{link}/confirm"), &[("reason", "Seen")]).await;
        assert_eq!(confirmed.status, 303, "{}", confirmed.text());
        assert!(kept(app, &case).decisions[0].in_force());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moment_that_contradicts_the_record_asks_a_second_person() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        app.controller().await;
        let case = a_case(&dpo).await;
        let aware = kept(app, &case).instants.last().unwrap().number.to_string();
        let more = [("corrects", aware.as_str()), ("reason", "The operator was sure in the evening only")];
        let later = record(&dpo, &case, "aware", "2026-10-03T19:00", &more).await;
        assert_eq!(later.status, 303, "{}", later.text());
        assert!(link_to(app, &case, "instant-waits/", "Chiara Bonfanti").is_none());
        let link = link_to(app, &case, "instant-waits/", "Aoife Brennan").unwrap();
        let (controller, page) = follow(app, &link, "Aoife Brennan").await;
        assert!(page.status == 200 && page.text().contains("Confirm"), "{}", page.text());
        let waits = |app: &TestApp| kept(app, &case).instants.iter().any(|entry| !entry.in_force());
        assert!(waits(app));
        let confirmed = controller.fill_in(&link, &[]).await;
        assert_eq!((confirmed.status, waits(app)), (303, false), "{}", confirmed.text());
    })
    .await;
}
