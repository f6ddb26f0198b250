//! Addresses of authorities that a person checks on screen: nothing goes where nobody looked, what was checked is used until it is too old
//! or the files say something else, and every change is on record.

use std::sync::Arc;

use breachdesk::app::reach::telling;
use breachdesk::app::record;
use breachdesk::domain::actor::Role;
use breachdesk::domain::case::NoticeState;
use breachdesk::domain::event::Event;
use breachdesk::domain::plan::RuleOrigin;
use breachdesk::domain::values::Private;
use breachdesk::jobs::outgoing;
use breachdesk::policy::{Layer, PolicySet};
use breachdesk::store::StoreResult;
use breachdesk::store::events::{self, Page as EventPage};
use breachdesk::store::memberships::MembershipStatus;
use breachdesk::store::outbox::{DeliveryKind, DeliveryRoute, DeliveryState};
use breachdesk::web::settings::Settings;
use chrono::TimeDelta;

use super::certified::{OURS, Sending, provider_server, set_account, set_mail_server, until};
use super::notice_desk::{CYPRUS, a_case, approve, begin, duty, hidden, kept, mails, newest, set_up};
use super::receipts::delivery;
use crate::support::app::{TestApp, generous, policy};
use crate::support::browser::{Browser, Page};
use crate::support::database::Engine;
use crate::support::sink::Sink;

const FORM: &str = "/authorities/CY/address/lunamobile";
const SECOND: &str = "/authorities/CY/address/lunamobile/second";
/// What the files name for Cyprus; in these tests they do not vouch for it.
const SHIPPED: &str = CYPRUS;
/// What the person finds on the authority's page.
const FOUND: &str = "violazioni@pec.autorita.example";

async fn app_on(engine: Engine) -> TestApp {
    println!("on {engine:?}");
    let tester = Some(outgoing::tester("desk.example.org"));
    let settings = Settings { demo: true, limits: generous(), mail_tester: tester, ..Settings::default() };
    let app = TestApp::under(engine, settings, law(SHIPPED)).await;
    set_up(&app);
    app
}

/// The shipped law with an address for Cyprus for which nobody vouches.
fn law(address: &str) -> Arc<PolicySet> {
    let files = breachdesk::assets::policies();
    let (_, records) = files.iter().find(|(path, _)| path.ends_with("authorities/CY.toml")).unwrap();
    let record = records.split("[[authority]]").nth(1).unwrap();
    let vouched = format!("\"{CYPRUS}\", verified = true");
    assert!(record.contains(&vouched));
    let record = record
        .replace("id = \"CY\"\n", "id = \"CY\"\nreplaces = true\n")
        .replace(&vouched, &format!("\"{address}\", verified = false"));
    let files = [("own.toml".to_owned(), format!("[[authority]]{record}"))];
    let law = policy().with(Layer { origin: RuleOrigin::Folder, files: &files });
    Arc::new(law.unwrap_or_else(|problems| panic!("{problems:?}")))
}

fn found(app: &TestApp, address: &'static str, way: &'static str) -> Vec<(&'static str, String)> {
    vec![
        ("email", address.to_owned()),
        ("way", way.to_owned()),
        ("how", "own_page".to_owned()),
        ("source", "Contact page, heading on breaches".to_owned()),
        ("page", "https://autorita.example/contatti".to_owned()),
        ("day", app.now().utc().date_naive().to_string()),
    ]
}

async fn send(browser: &Browser, to: &str, fields: &[(&str, String)]) -> Page {
    let shown = browser.get(FORM).await;
    let seen = hidden(&shown, "seen");
    let mut all = vec![("seen", seen.as_str())];
    all.extend(fields.iter().map(|(name, value)| (*name, value.as_str())));
    browser.post_with(to, &shown.token(), &all).await
}

/// Checked by one person.
async fn enter(app: &TestApp, dpo: &Browser, address: &'static str, way: &'static str) {
    let saved = send(dpo, FORM, &found(app, address, way)).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
}

/// Checked by one person and looked at by a second.
async fn check(app: &TestApp, dpo: &Browser, address: &'static str, way: &'static str) {
    let controller = app.controller().await;
    enter(app, dpo, address, way).await;
    let looked = look_too(&controller, SECOND, "").await;
    assert_eq!(looked.status, 303, "{}", looked.text());
}

async fn look_too(browser: &Browser, path: &str, reason: &str) -> Page {
    let shown = browser.get(path).await;
    let seen = hidden(&shown, "seen");
    let given = [("seen", seen.as_str()), ("reason", reason)];
    let fields = if reason.is_empty() { &given[..1] } else { &given[..] };
    browser.post_with(path, &shown.token(), fields).await
}

/// An approved notice to the authority: its case and its filing page.
async fn approved(app: &TestApp) -> (String, String) {
    let (handler, controller) = (app.handler().await, app.controller().await);
    let case = a_case(&handler).await;
    let to = duty(&kept(app, &case), "gdpr-33", "CY");
    let notice = begin(&handler, &case, to.number, "gdpr33_initial", "en").await;
    assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
    (case, format!("{notice}/file"))
}

fn to_authorities(app: &TestApp, case: &str) -> usize {
    mails(app, case).iter().filter(|mail| mail.kind == DeliveryKind::Authority).count()
}

fn kinds(app: &TestApp) -> Vec<String> {
    let all: StoreResult<_> = app.ctx.store.read(|conn| events::page(conn, EventPage { after: 0, limit: 1_000 }));
    all.unwrap().into_iter().map(|event| event.kind).filter(|kind| kind.starts_with("authority_address_")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_to_an_unchecked_address_and_after_the_check_a_pec_goes_to_the_one_that_was_found() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let app = &app_on(engine).await;
        let (dpo, controller) = (app.dpo().await, app.controller().await);
        let (ordinary, provider) = (Sink::start().await, provider_server().await);
        set_mail_server(app, &ordinary).await;
        set_account(app, &provider, OURS).await;
        let sending = Sending::start(app);
        let (case, path) = approved(app).await;

        let page = controller.get(&path).await;
        assert!(page.text().contains(&format!("{SHIPPED} has not been checked")), "{}", page.text());
        assert!(!page.text().contains(FORM), "only the DPO answers for addresses");
        assert!(dpo.get(&path).await.text().contains(FORM));
        let refused = controller.fill_in(&path, &[("step", "send")]).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert_eq!(to_authorities(app, &case), 0);

        check(app, &dpo, FOUND, "pec").await;
        let shown = dpo.get(FORM).await;
        for words in [FOUND, SHIPPED, "Chiara Bonfanti", "Contact page, heading on breaches", "Check it again by"] {
            assert!(shown.text().contains(words), "{words}: {}", shown.text());
        }
        let page = dpo.get("/authorities/CY").await;
        assert!(page.text().contains(FOUND) && page.text().contains(SHIPPED), "{}", page.text());
        let page = dpo.get("/people").await;
        assert!(page.text().contains(FOUND), "{}", page.text());
        let page = controller.get(&path).await;
        assert!(page.text().contains(&format!("To {FOUND}, a verified PEC address, from {OURS}.")), "{}", page.text());

        assert_eq!(controller.fill_in(&path, &[("step", "send")]).await.status, 303);
        until(app, &case, DeliveryState::Accepted).await;
        let row = delivery(app, &case);
        assert_eq!((row.route, row.to_address.as_slice()), (DeliveryRoute::Pec, FOUND.as_bytes()));
        let arrived = provider.arrived();
        let [message] = arrived.as_slice() else { panic!("{arrived:?}") };
        assert_eq!(message.recipient, FOUND);
        let recorded: StoreResult<_> =
            app.ctx.store.read(|conn| events::page(conn, EventPage { after: 0, limit: 1_000 }));
        let handed = recorded.unwrap().into_iter().find(|event| event.kind == "notice_handed_over").unwrap();
        let read = Event::from_stored(&handed.kind, 1, handed.payload).unwrap();
        let Event::NoticeHandedOver { to, .. } = read else { panic!("{read:?}") };
        assert_eq!(to, Some(Private::new(FOUND)), "frozen with the hand-over");

        // What was handed over stays as it was; the next notice has no way any more.
        assert_eq!(send(&dpo, &format!("{FORM}/withdraw"), &[]).await.status, 303);
        assert_eq!(delivery(app, &case).to_address, FOUND.as_bytes());
        assert!(dpo.get(FORM).await.text().contains(&format!("{SHIPPED} has not been checked")));
        let acts = ["authority_address_checked", "authority_address_confirmed", "authority_address_withdrawn"];
        assert_eq!(kinds(app), acts);
        assert_eq!(newest(app, &case).state, NoticeState::HandedOver);
        assert!(ordinary.arrived().iter().all(|mail| mail.recipient != FOUND && mail.recipient != SHIPPED));
        sending.end().await;
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_version_that_ships_another_address_voids_the_check_and_says_so() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let mut app = app_on(engine).await;
        let dpo = app.dpo().await;
        check(&app, &dpo, SHIPPED, "mail").await;
        let (case, path) = approved(&app).await;
        let controller = app.controller().await;
        assert!(controller.get(&path).await.text().contains(&format!("{SHIPPED} (Ordinary e-mail), checked on")));

        app.upgrade(law("nuovo@autorita.example")).await;
        let (dpo, controller) = (app.dpo().await, app.controller().await);
        let page = controller.get(&path).await;
        assert!(page.text().contains("the files of this desk have said something else since"), "{}", page.text());
        assert_eq!(controller.fill_in(&path, &[("step", "send")]).await.status, 422);
        assert_eq!(to_authorities(&app, &case), 0, "neither to the old nor to the new one");
        let form = dpo.get(FORM).await;
        assert!(form.text().contains("nuovo@autorita.example") && form.text().contains(SHIPPED), "{}", form.text());

        check(&app, &dpo, "nuovo@autorita.example", "mail").await;
        assert_eq!(controller.fill_in(&path, &[("step", "send")]).await.status, 303);
        assert_eq!(delivery(&app, &case).to_address, b"nuovo@autorita.example");
        assert_eq!(delivery(&app, &case).route, DeliveryRoute::Mail);
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_is_good_for_the_time_that_the_data_say_and_then_the_dpo_is_told() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let app = &app_on(engine).await;
        let dpo = app.dpo().await;
        let chiara = app.add_member("Chiara Bonfanti", Role::Dpo, MembershipStatus::Active);
        check(app, &dpo, FOUND, "pec").await;
        let (case, path) = approved(app).await;
        let days = app.ctx.policy.readiness().unwrap().address_check_days.unwrap();
        app.advance(TimeDelta::days(i64::from(days)));
        let dpo_again = app.dpo().await;
        assert!(dpo_again.get(FORM).await.text().contains("Check it again by"), "the last day counts");
        app.advance(TimeDelta::days(1) + TimeDelta::hours(2));
        assert_eq!(telling::tell(&app.ctx).unwrap(), 0, "the first look only begins the week");
        app.advance(TimeDelta::days(7));
        assert_eq!(telling::tell(&app.ctx).unwrap(), 1);
        let day = app.now().utc().date_naive();
        let key = format!("readiness/{}/{day}/{chiara}", app.organisation);
        let row: StoreResult<_> = app.ctx.store.read(|conn| breachdesk::store::outbox::by_dedupe_key(conn, &key));
        let text = row.unwrap().unwrap().content["text"].as_str().unwrap().to_owned();
        assert!(text.contains("its address was checked too long ago"), "{text}");
        let (dpo, controller) = (app.dpo().await, app.controller().await);
        assert!(controller.get(&path).await.text().contains("too long ago"));
        assert_eq!(controller.fill_in(&path, &[("step", "send")]).await.status, 422);
        assert_eq!(to_authorities(app, &case), 0);
        check(app, &dpo, FOUND, "mail").await;
        assert_eq!(controller.fill_in(&path, &[("step", "send")]).await.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_names_its_source_and_is_made_by_the_dpo_alone_who_sees_what_others_did() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let app = &app_on(engine).await;
        let (dpo, handler, controller) = (app.dpo().await, app.handler().await, app.controller().await);
        for other in [&handler, &controller] {
            assert_eq!(other.get(FORM).await.status, 403);
        }
        assert_eq!(dpo.get("/authorities/IT/address/ottima").await.status, 404, "another house");
        assert_eq!(dpo.get("/authorities/XX/address/lunamobile").await.status, 404);
        let day = |days: i64| (app.now().utc().date_naive() + TimeDelta::days(days)).to_string();
        for (field, value) in [
            ("email", "no address".to_owned()),
            ("way", "fax".to_owned()),
            ("how", String::new()),
            ("source", " ".to_owned()),
            ("page", "autorita.example".to_owned()),
            ("day", "soon".to_owned()),
            ("day", day(3)),
        ] {
            let mut fields = found(app, FOUND, "pec");
            for one in &mut fields {
                if one.0 == field {
                    one.1 = value.clone();
                }
            }
            let refused = send(&dpo, FORM, &fields).await;
            assert_eq!(refused.status, 422, "{field}");
            assert!(refused.text().contains(&format!("href=\"#{field}\"")), "{field}: {}", refused.text());
        }
        assert!(kinds(app).is_empty(), "half a check is none");

        // Two of them look at once: the second is told.
        let before = dpo.get(FORM).await;
        check(app, &dpo, FOUND, "pec").await;
        let (token, seen) = (before.token(), hidden(&before, "seen"));
        let mut late: Vec<(&str, String)> = found(app, SHIPPED, "pec");
        late.push(("seen", seen));
        let late: Vec<(&str, &str)> = late.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let told = dpo.post_with(FORM, &token, &late).await;
        assert_eq!(told.status, 422);
        assert!(told.text().contains(FOUND) && told.text().contains(SHIPPED), "{}", told.text());
        assert_eq!(kinds(app).len(), 2);
        let italian = dpo.get(&format!("{FORM}?lang=it")).await;
        assert!(italian.text().contains("Ricontrollare entro il"), "{}", italian.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_beside_the_ways_of_its_authority_is_used_only_with_a_warning() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let app = &app_on(engine).await;
        let (dpo, handler, controller) = (app.dpo().await, app.handler().await, app.controller().await);
        // The Italian authority takes notices by its form alone.
        let form = "/authorities/IT-TELECOM/address/lunamobile";
        let shown = dpo.get(form).await;
        assert!(shown.text().contains("No way in that holds today leads to a mailbox"), "{}", shown.text());
        let seen = hidden(&shown, "seen");
        let fields = found(app, FOUND, "mail");
        let mut all: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        all.push(("seen", &seen));
        assert_eq!(dpo.post_with(form, &shown.token(), &all).await.status, 303);
        assert_eq!(look_too(&controller, &format!("{form}/second"), "").await.status, 303);
        let case = a_case(&handler).await;
        let to = duty(&kept(app, &case), "eprivacy-611", "IT-TELECOM");
        let notice = begin(&handler, &case, to.number, "t611_first", "it").await;
        assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
        let page = controller.get(&format!("{notice}/file")).await;
        assert!(page.text().contains(&format!("{FOUND} (Ordinary e-mail), checked on")), "{}", page.text());
        assert!(page.text().contains("No way in that holds today leads to a mailbox"), "{}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_counts_once_a_second_person_has_looked_or_the_first_said_why_nobody_else_could() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let app = &app_on(engine).await;
        let (dpo, handler, controller) = (app.dpo().await, app.handler().await, app.controller().await);
        let (case, path) = approved(app).await;
        enter(app, &dpo, FOUND, "mail").await;
        for browser in [&dpo, &controller] {
            let page = browser.get(&path).await;
            assert!(page.text().contains("A second person has not looked yet"), "{}", page.text());
            assert!(page.text().contains(SECOND), "whoever may look is led there");
        }
        assert!(controller.get("/authorities/CY").await.text().contains(SECOND));
        assert!(dpo.get(FORM).await.text().contains(SECOND));
        assert_eq!(controller.fill_in(&path, &[("step", "send")]).await.status, 422);
        assert_eq!(to_authorities(app, &case), 0);
        assert_eq!(handler.get(SECOND).await.status, 403);

        // Whoever checked it says why nobody else can look, or waits.
        assert!(dpo.get(SECOND).await.text().contains("You checked this address yourself"));
        let refused = look_too(&dpo, SECOND, " ").await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert!(refused.text().contains("Say why nobody else can look now"), "{}", refused.text());
        let before = controller.get(SECOND).await;
        let reason = "Sunday night, nobody answers";
        assert_eq!(look_too(&dpo, SECOND, reason).await.status, 303);
        let form = dpo.get(FORM).await;
        assert!(form.text().contains("went on alone") && form.text().contains(reason), "{}", form.text());
        assert!(controller.get(&path).await.text().contains(&format!("{FOUND} (Ordinary e-mail), checked on")));

        // The second look may still come, once, and not on what was shown before.
        let seen = hidden(&before, "seen");
        let late = controller.post_with(SECOND, &before.token(), &[("seen", &seen)]).await;
        assert_eq!(late.status, 422, "{}", late.text());
        assert!(late.text().contains("Somebody changed this check"), "{}", late.text());
        assert_eq!(look_too(&controller, SECOND, "").await.status, 303);
        let form = dpo.get(FORM).await;
        assert!(form.text().contains("looked too") && !form.text().contains(reason), "{}", form.text());
        assert!(!controller.get(SECOND).await.text().contains("I have looked too"), "once is enough");
        let acts = ["authority_address_checked", "authority_address_confirmed", "authority_address_confirmed"];
        assert_eq!(kinds(app), acts);

        // Who looks again in good time does not close what two have seen.
        enter(app, &dpo, FOUND, "mail").await;
        assert!(!controller.get(&path).await.text().contains("A second person has not looked yet"));

        // Another address is another check.
        enter(app, &dpo, SHIPPED, "mail").await;
        assert!(controller.get(&path).await.text().contains("A second person has not looked yet"));
        let italian = controller.get(&format!("{SECOND}?lang=it")).await;
        assert!(italian.text().contains("non l’ha ancora visto"), "{}", italian.text());
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_one_person_holds_every_role_that_approves_the_check_counts_and_says_so() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let app = &app_on(engine).await;
        let dpo = app.dpo().await;
        enter(app, &dpo, FOUND, "pec").await;
        let form = dpo.get(FORM).await;
        assert!(
            form.text().contains("so nobody else could look") && form.text().contains("checked on"),
            "{}",
            form.text()
        );
        // Somebody comes, and may look.
        let controller = app.controller().await;
        assert_eq!(look_too(&controller, SECOND, "").await.status, 303);
        assert!(dpo.get(FORM).await.text().contains("looked too"));
    }
}
