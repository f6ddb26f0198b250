//! From nothing to a working organisation, and running it: set-up link, members, tokens, mail server, quarantine.

use breachdesk::app::{mail_settings, quarantine, set_up};
use breachdesk::domain::actor::Role;
use breachdesk::jobs::outgoing;
use breachdesk::store::memberships::{self, MembershipStatus};
use breachdesk::store::outbox::{self, Queue};
use breachdesk::store::users::{self, UserStatus};
use breachdesk::store::{StoreResult, events, organisations};
use breachdesk::web::settings::Settings;
use chrono::TimeDelta;

use crate::support::app::{PASSWORD, TestApp, address_of, generous, on_both_apps};
use crate::support::browser::Browser;
use crate::support::database::Engine;
use crate::support::sink::{Act, Sink, Verb};

const NEW_PASSWORD: &str = "grey heron above nine bridges";

/// The set-up link of a desk that nobody uses yet; the path alone.
fn set_up_path(app: &TestApp) -> String {
    let link = set_up::first_start(&app.ctx).unwrap().unwrap();
    link.strip_prefix("https://desk.example.org").unwrap().to_owned()
}

fn first<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("your-name", "Rosa Keller"),
        ("username", "Rosa.Keller@example.org"),
        ("new-password", NEW_PASSWORD),
        ("name", "Example Group"),
        ("slug", "example-group"),
        ("country", "it"),
        ("zone", "Europe/Rome"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

/// The path of the link in a mail to somebody, taken from the queue as the sender takes it.
fn link_to(app: &TestApp, email: &str, path: &str) -> String {
    let now = app.now();
    let taken: StoreResult<Vec<_>> =
        app.ctx.store.write(|tx| outbox::claim(tx, Queue::Single, "test", now, TimeDelta::minutes(5), 100));
    let rows = taken.unwrap();
    let row =
        rows.iter().find(|row| row.to_address == email.as_bytes()).unwrap_or_else(|| panic!("no mail to {email}"));
    let text = row.content["text"].as_str().unwrap();
    let link =
        text.split_whitespace().find(|word| word.contains(path)).unwrap_or_else(|| panic!("no {path} in {text}"));
    link.strip_prefix("https://desk.example.org").unwrap().to_owned()
}

#[tokio::test]
async fn a_desk_is_set_up_from_nothing_and_an_invited_dpo_signs_in() {
    on_both_apps(async |app| {
        let path = set_up_path(app);
        let admin = app.stranger();
        let page = admin.get(&path).await;
        assert_eq!(page.status, 200);

        // Every problem at once, everything typed kept but the password, nothing changed.
        let bad = admin
            .fill_in(
                &path,
                &first(&[("username", "rosa"), ("new-password", "short"), ("slug", "Big Name"), ("zone", "Rome")]),
            )
            .await;
        assert_eq!(bad.status, 422);
        for sentence in ["not an e-mail address", "small letters, digits and hyphens", "is not a time zone"] {
            assert!(bad.text().contains(sentence), "{sentence}: {}", bad.text());
        }
        assert!(bad.text().contains("Big Name") && !bad.text().contains("short\""));
        let taken = admin.fill_in(&path, &first(&[("slug", "lunamobile")])).await;
        assert!(taken.status == 422 && taken.text().contains("Another organisation has this short name"));

        let done = admin.fill_in(&path, &first(&[])).await;
        assert_eq!((done.status, done.location()), (303, "/sign-in?done=password"), "{}", done.text());
        // The link is dead, also for whoever sends the form again, and no new one is made.
        assert_eq!(admin.get(&path).await.status, 404);
        assert_eq!(admin.post_with(&path, &page.token(), &first(&[])).await.status, 404);
        assert_eq!(set_up::first_start(&app.ctx).unwrap(), None);

        assert_eq!(admin.sign_in("rosa.keller@example.org", NEW_PASSWORD).await.status, 303);
        let home = admin.get("/admin").await;
        assert!(home.text().contains("Example Group") && !home.text().contains("Lunamobile"), "{}", home.text());
        let base = "/admin/organisations/example-group";
        let controller = [
            ("controller-name", "Example Telecom S.p.A."),
            ("controller-country", "IT"),
            ("sector-role", "telecom_provider"),
            ("main-establishment", "IT"),
            ("other-establishments", "DE, FR"),
        ];
        let with_seen: Vec<(&str, &str)> = controller.iter().copied().chain([("seen", "")]).collect();
        let added = admin.fill_in(&format!("{base}/controllers/new"), &with_seen).await;
        assert_eq!(added.status, 303, "{}", added.text());
        let market =
            [("country", "IT"), ("controller", "example-telecom-s-p-a"), ("status", "affected"), ("reason", "")];
        assert_eq!(admin.send(base, &format!("{base}/markets"), &market).await.status, 303);
        let without_reason =
            [("country", "FR"), ("controller", "example-telecom-s-p-a"), ("status", "no_service"), ("reason", "")];
        let refused = admin.send(base, &format!("{base}/markets"), &without_reason).await;
        assert!(refused.status == 422 && refused.text().contains("Say why no duty"));
        let set = [
            ("set-name", "SIM customers"),
            ("set-controller", "example-telecom-s-p-a"),
            ("set-scope", "telecom_service"),
        ];
        assert_eq!(admin.send(base, &format!("{base}/data-sets"), &set).await.status, 303);
        let used = admin.send(base, &format!("{base}/controllers/example-telecom-s-p-a/remove"), &[]).await;
        assert!(used.status == 422 && used.text().contains("still names this controller"));

        let members = format!("{base}/members");
        let dpo = [
            ("member-name", "Chiara Bonfanti"),
            ("email", "chiara.bonfanti@example.org"),
            ("role", "dpo"),
            ("language", "it"),
            ("deputy-of", ""),
        ];
        assert_eq!(admin.fill_in(&members, &dpo).await.status, 303);
        let again = admin.fill_in(&members, &dpo).await;
        assert!(again.status == 422 && again.text().contains("has this role here already"), "{}", again.text());

        let invitation = link_to(app, "chiara.bonfanti@example.org", "/invitation/");
        let chiara = app.stranger();
        assert_eq!(chiara.fill_in(&invitation, &[("new-password", NEW_PASSWORD)]).await.status, 303);
        assert_eq!(chiara.sign_in("chiara.bonfanti@example.org", NEW_PASSWORD).await.status, 303);
        assert_eq!(chiara.get("/cases").await.status, 200);
        assert_eq!(chiara.get("/admin").await.status, 403);

        // The organisation is on record as it was entered, and the record is whole.
        let row = app.ctx.store.read(|conn| organisations::by_slug(conn, "example-group")).unwrap().unwrap();
        assert_eq!((row.country.as_str(), row.zone.as_str()), ("IT", "Europe/Rome"));
        let kinds: Vec<String> = app
            .ctx
            .store
            .read(|conn| events::latest(conn, Some(row.id), 50))
            .unwrap()
            .into_iter()
            .map(|e| e.kind)
            .collect();
        for kind in ["organisation_added", "organisation_changed", "member_added"] {
            assert!(kinds.iter().any(|known| known == kind), "{kind}: {kinds:?}");
        }
        assert!(app.ctx.store.read(events::verify_chain).unwrap().is_whole());
    })
    .await;
}

#[tokio::test]
async fn a_set_up_link_dies_with_the_next_one_with_time_and_with_the_first_user() {
    let app = TestApp::start().await;
    let (old, new) = (set_up_path(&app), set_up_path(&app));
    assert_eq!((app.stranger().get(&old).await.status, app.stranger().get(&new).await.status), (404, 200));
    app.advance(TimeDelta::days(8));
    assert_eq!(app.stranger().get(&new).await.status, 404);
    let fresh = set_up_path(&app);
    app.add_user("Somebody Else", UserStatus::Active);
    assert_eq!(app.stranger().get(&fresh).await.status, 404);
    assert_eq!(app.stranger().get("/set-up/guess").await.status, 404);
}

/// The page of a membership, found by name on the list of members.
pub async fn member_page(admin: &Browser, name: &str) -> String {
    let list = admin.get("/admin/organisations/lunamobile/members").await;
    // The last one: the frame names the person who is signed in.
    let (before, _) = list.text().rsplit_once(&format!("\">{name}</a>")).unwrap();
    let href = before.rsplit("href=\"/admin/members/").next().unwrap();
    format!("/admin/members/{href}")
}

#[tokio::test]
async fn a_change_of_role_and_a_disabled_account_end_the_sessions() {
    on_both_apps(async |app| {
        let (admin, handler) = (app.admin().await, app.handler().await);
        assert_eq!(handler.get("/reports").await.status, 200);
        let page = member_page(&admin, "Marek Nowicki").await;
        let changed = admin.fill_in(&page, &[("act", "role"), ("role", "auditor")]).await;
        assert_eq!(changed.status, 303, "{}", changed.text());
        assert!(handler.get("/reports").await.location().starts_with("/sign-in"), "the session ended");
        let handler = app.sign_in(&address_of("Marek Nowicki")).await;
        assert_eq!(handler.get("/reports").await.status, 403);

        for (act, then) in [("suspend", "resume"), ("disable", "enable")] {
            let handler = app.sign_in(&address_of("Marek Nowicki")).await;
            assert_eq!(admin.fill_in(&page, &[("act", act)]).await.status, 303, "{act}");
            assert!(handler.get("/account").await.location().starts_with("/sign-in"), "{act} ends the session");
            let twice = admin.fill_in(&page, &[("act", act)]).await;
            assert!(twice.status == 422 && twice.text().contains("not possible in the state"), "{act} twice");
            if act == "disable" {
                let refused = app.stranger().sign_in(&address_of("Marek Nowicki"), PASSWORD).await;
                assert_ne!(refused.status, 303);
            }
            assert_eq!(admin.fill_in(&page, &[("act", then)]).await.status, 303, "{then}");
        }
        let handler = app.sign_in(&address_of("Marek Nowicki")).await;
        assert_eq!(handler.get("/cases").await.status, 200);
        assert_eq!(admin.fill_in(&page, &[("act", "remove")]).await.status, 303);
        assert!(handler.get("/cases").await.location().starts_with("/sign-in"));
        assert_eq!(admin.fill_in(&page, &[("act", "resume")]).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn the_last_administrator_stays_and_somebody_elses_people_are_not_touched() {
    on_both_apps(async |app| {
        let admin = app.admin().await;
        let own = member_page(&admin, "Rosa Keller").await;
        for fields in [
            &[("act", "remove")][..],
            &[("act", "suspend")],
            &[("act", "disable")],
            &[("act", "role"), ("role", "dpo")],
        ] {
            let refused = admin.fill_in(&own, fields).await;
            assert!(
                refused.status == 422 && refused.text().contains("last administrator"),
                "{fields:?}: {}",
                refused.text()
            );
        }
        assert_eq!(admin.get("/admin").await.status, 200, "nothing of it was kept, the session lives");
        app.add_member("Nadia Rahimi", Role::Admin, MembershipStatus::Active);
        assert_eq!(admin.fill_in(&own, &[("act", "role"), ("role", "dpo")]).await.status, 303);

        // Of the other organisation nothing is there for this administrator.
        let nadia = app.sign_in(&address_of("Nadia Rahimi")).await;
        for path in ["", "/details", "/members", "/tokens", "/controllers/new"] {
            assert_eq!(nadia.get(&format!("/admin/organisations/ottima{path}")).await.status, 404, "{path}");
        }
        let foreign = app.add_user("Marta Bellandi", UserStatus::Active);
        let both: StoreResult<()> = app.ctx.store.write(|tx| {
            let row = memberships::MembershipRow {
                id: app.ctx.ids.next(),
                user_id: foreign,
                organisation_id: app.other_organisation,
                role: Role::Dpo,
                status: MembershipStatus::Active,
                deputy_of: None,
                created_at: app.now(),
                updated_at: app.now(),
            };
            memberships::add(tx, &row)
        });
        both.unwrap();
        app.add_member("Marta Bellandi", Role::Handler, MembershipStatus::Active);
        let page = member_page(&nadia, "Marta Bellandi").await;
        let refused = nadia.fill_in(&page, &[("act", "disable")]).await;
        assert!(refused.status == 422 && refused.text().contains("an organisation that you do not administer"));
        let user = app.ctx.store.read(|conn| users::get(conn, foreign)).unwrap().unwrap();
        assert_eq!(user.status, UserStatus::Active);
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_editors_sees_both_texts() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let page = "/admin/organisations/lunamobile/details";
    let shown = admin.get(page).await;
    let seen = shown.text().split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let details = |phone: &'static str, seen: &str| -> Vec<(&'static str, String)> {
        let mut fields: Vec<(&'static str, String)> = [
            "dpo-pec",
            "hotline-phone",
            "hotline-hours",
            "sender-name",
            "sender-address",
            "mandate",
            "dpo-hours",
            "dpo-post",
        ]
        .into_iter()
        .map(|field| (field, String::new()))
        .collect();
        for (field, value) in [
            ("seen", seen),
            ("name", "Lunamobile Group"),
            ("country", "GB"),
            ("zone", "Europe/Rome"),
            ("dpo-name", "Chiara Bonfanti"),
            ("dpo-email", "dpo@lunamobile.example.org"),
            ("dpo-phone", phone),
        ] {
            fields.push((field, value.to_owned()));
        }
        fields
    };
    let send = async |phone: &'static str, seen: &str| {
        let fields = details(phone, seen);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        admin.fill_in(page, &fields).await
    };
    assert_eq!(send("+39 06 0000 0001", &seen).await.status, 303);
    let second = send("+39 06 0000 0002", &seen).await;
    assert_eq!(second.status, 422);
    assert!(second.text().contains("+39 06 0000 0001") && second.text().contains("value=\"+39 06 0000 0002\""));
    let seen = second.text().split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(send("+39 06 0000 0002", &seen).await.status, 303, "having seen both, they decide");
}

#[tokio::test]
async fn a_token_is_shown_once_works_and_dies() {
    on_both_apps(async |app| {
        let admin = app.admin().await;
        let page = "/admin/organisations/lunamobile/tokens";
        let form = admin.get(page).await;
        let made = admin.post_with(page, &form.token(), &[("token-name", "SIEM"), ("scope", "reports:write")]).await;
        assert_eq!(made.status, 200, "{}", made.text());
        let token = made.text().split("id=\"fresh\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        assert!(token.len() >= 20);
        // A second press makes no second token and shows nothing.
        let again = admin.post_with(page, &form.token(), &[("token-name", "SIEM"), ("scope", "reports:write")]).await;
        assert_eq!((again.status, again.location()), (303, format!("{page}?done=added").as_str()));
        let list = admin.get(page).await;
        assert!(!list.text().contains(&token) && list.text().matches("/end\"").count() == 1);

        let bearer = format!("Bearer {token}");
        let machine = app.stranger();
        let report = r#"{"what":"Odd log lines"}"#;
        let sent = async |key: &'static str| {
            machine.post_json("/api/v1/reports", report, &[("authorization", &bearer), ("idempotency-key", key)]).await
        };
        let taken = sent("one").await;
        assert!(taken.status < 300, "{}: {}", taken.status, taken.text());
        let end = list
            .text()
            .split("action=\"")
            .find_map(|part| part.split('"').next().filter(|href| href.ends_with("/end")))
            .unwrap();
        assert_eq!(admin.send(page, end, &[]).await.status, 303);
        assert_eq!(sent("two").await.status, 401);
        assert_eq!(admin.send(page, end, &[]).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn the_mail_password_is_sealed_and_never_shown_or_sent_to_another_server() {
    on_both_apps(async |app| {
        const CANARY: &str = "canary-mail-password-7391";
        let admin = app.admin().await;
        let save = async |changes: &[(&'static str, &'static str)]| {
            let mut fields = vec![
                ("host", "mail.example.org"),
                ("port", "587"),
                ("security", "starttls"),
                ("user", "desk"),
                ("mail-password", CANARY),
                ("sender-name", "Breach desk"),
                ("sender-address", "desk@example.org"),
            ];
            for (name, value) in changes {
                fields.retain(|(known, _)| known != name);
                fields.push((name, value));
            }
            admin.fill_in("/admin/mail", &fields).await
        };
        assert!(save(&[("security", "plain")]).await.text().contains("others could read the notices"));
        assert!(save(&[("mail-password", "")]).await.text().contains("Enter login and password, or neither"));
        assert_eq!(save(&[("port", "70000")]).await.status, 422);
        assert_eq!(mail_settings::load(&app.ctx).unwrap(), None);
        assert_eq!(save(&[]).await.status, 303);
        let kept = mail_settings::load(&app.ctx).unwrap().unwrap();
        assert_eq!((kept.host.as_str(), kept.password.as_str()), ("mail.example.org", CANARY));

        // An empty field keeps it for the same server and login; for another server it has to be entered anew.
        assert_eq!(save(&[("mail-password", ""), ("port", "465"), ("security", "tls")]).await.status, 303);
        assert_eq!(mail_settings::load(&app.ctx).unwrap().unwrap().password.as_str(), CANARY);
        assert_eq!(save(&[("mail-password", ""), ("host", "other.example.org")]).await.status, 422);

        for page in ["/admin/mail", "/admin"] {
            assert!(!admin.get(page).await.text().contains(CANARY), "{page}");
        }
        let mut backup = Vec::new();
        breachdesk::app::backup::write(&app.ctx.store, &mut backup, &app.ctx.clock).unwrap();
        assert!(!String::from_utf8(backup).unwrap().contains(CANARY));
        let tried = admin.send("/admin/mail", "/admin/mail/test", &[]).await;
        assert!(tried.text().contains("keeps its mail in the tray"));
    })
    .await;
}

#[tokio::test]
async fn a_restored_copy_says_so_on_every_page_until_an_administrator_lets_it_go() {
    on_both_apps(async |app| {
        let begun: StoreResult<usize> =
            app.ctx.store.write(|tx| breachdesk::store::quarantine::begin(tx, "2026-10-03T22:00:00Z", app.now()));
        begun.unwrap();
        quarantine::look(&app.ctx).unwrap();
        let (admin, dpo) = (app.admin().await, app.dpo().await);
        for page in ["/account", "/cases"] {
            assert!(dpo.get(page).await.text().contains("Restored copy in quarantine"), "{page}");
        }
        assert!(app.stranger().get("/sign-in").await.text().contains("Restored copy in quarantine"));
        assert_eq!(dpo.get("/health").await.json()["quarantine"], true);
        assert_eq!(dpo.send("/account", "/admin/quarantine/lift", &[("sure", "yes")]).await.status, 403);
        assert_eq!(admin.send("/admin", "/admin/quarantine/lift", &[]).await.status, 422);
        assert_eq!(admin.send("/admin", "/admin/quarantine/lift", &[("sure", "yes")]).await.status, 303);
        assert!(!dpo.get("/account").await.text().contains("quarantine"));
        assert_eq!(quarantine::look(&app.ctx).unwrap(), None);
        let kinds: Vec<String> = app
            .ctx
            .store
            .read(|conn| events::latest(conn, None, 5))
            .unwrap()
            .into_iter()
            .map(|event| event.kind)
            .collect();
        assert!(kinds.contains(&"quarantine_lifted".to_owned()), "{kinds:?}");
    })
    .await;
}

#[tokio::test]
async fn mail_that_is_held_is_said_on_every_page_of_a_person() {
    let app = TestApp::start().await;
    let dpo = app.dpo().await;
    assert!(!dpo.get("/account").await.text().contains("mail waits in the queue"));
    app.ctx.pulse.set_mail_held(true);
    assert!(dpo.get("/account").await.text().contains("mail waits in the queue"));
    assert!(!app.stranger().get("/report/lunamobile").await.text().contains("mail waits in the queue"));
}

#[tokio::test]
async fn mail_waits_until_a_server_is_set_and_then_goes_without_a_restart() {
    let settings =
        Settings { limits: generous(), mail_tester: Some(outgoing::tester("desk.example.org")), ..Settings::default() };
    let app = TestApp::with(Engine::Sqlite, settings).await;
    let sink = Sink::start().await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let sending = tokio::spawn(outgoing::run(app.ctx.clone(), stopped));
    let admin = app.admin().await;
    let invited = [
        ("member-name", "Chiara Bonfanti"),
        ("email", "chiara.bonfanti@example.org"),
        ("role", "dpo"),
        ("language", "en"),
        ("deputy-of", ""),
    ];
    let members = "/admin/organisations/lunamobile/members";
    assert_eq!(admin.fill_in(members, &invited).await.status, 303);
    assert!(admin.get("/admin").await.text().contains("No mail server is set"));
    assert_eq!(sink.arrived_count(), 0);

    let (host, port) = (sink.settings().host, sink.settings().port.to_string());
    let server = [
        ("host", host.as_str()),
        ("port", port.as_str()),
        ("security", "plain"),
        ("user", ""),
        ("mail-password", ""),
        ("sender-name", "Breach desk"),
        ("sender-address", "desk@example.org"),
    ];
    let saved = admin.fill_in("/admin/mail", &server).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    sink.until(1).await;
    let tried = admin.send("/admin/mail", "/admin/mail/test", &[]).await;
    assert!(tried.text().contains("The server took the test mail"), "{}", tried.text());
    let to: Vec<String> = sink.arrived().into_iter().map(|mail| mail.recipient).collect();
    assert_eq!(to, ["chiara.bonfanti@example.org", "rosa.keller@example.org"]);

    sink.always(Verb::Rcpt, Act::Reply(550, "5.1.1 nobody here"));
    let refused = admin.send("/admin/mail", "/admin/mail/test", &[]).await;
    assert!(refused.text().contains("did not go out: ") && refused.text().contains("550"), "{}", refused.text());
    stop.send_replace(true);
    sending.await.unwrap();
}
