//! Certified mail (PEC): the account that sends, the way of a notice from the approval to the receipt of delivery, and what is told when
//! its providers say nothing.

use std::sync::Arc;
use std::time::Duration;

use breachdesk::app::receipts::{Became, Taken};
use breachdesk::app::record;
use breachdesk::app::reminders::fire::fire_due;
use breachdesk::domain::case::{FilingChannel, NoticeState};
use breachdesk::domain::plan::{DutyStatus, RuleOrigin};
use breachdesk::domain::situation::Proof;
use breachdesk::jobs::outbox::{Lane, Outbox};
use breachdesk::jobs::outgoing;
use breachdesk::jobs::sender::Ledger;
use breachdesk::policy::{Layer, PolicySet};
use breachdesk::receipt::Doubt;
use breachdesk::store::outbox::{DeliveryKind, DeliveryRoute, DeliveryRow, DeliveryState};
use breachdesk::store::receipts::ReceiptEffect;
use breachdesk::web::settings::Settings;
use chrono::TimeDelta;
use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use tokio::sync::watch;

use super::notice_desk::{a_case, approve, begin, duty, kept, mails, newest, set_up};
use super::receipts::{delivery, take, trusts};
use crate::support::app::{TestApp, generous, policy};
use crate::support::browser::Browser;
use crate::support::database::Engine;
use crate::support::pec::{Form, Holder, PROVIDER};
use crate::support::sink::{Act, Options, Sink, Verb};

/// The authority's verified mailbox of certified mail, and the organisation's own address.
const AUTHORITY: &str = "protocollo@pec.autorita.example";
pub const OURS: &str = "privacy@pec.lunamobile.example.org";
const USER: &str = "pec-user";
const PASSWORD: &str = "pec-secret";
const PAGE: &str = "/admin/organisations/lunamobile/certified-mail";
const ACCOUNT: &str = "/admin/organisations/lunamobile/certified-mail/account";

/// The shipped law, in which Cyprus takes certified mail; `more` comes on top.
fn law(more: &str) -> Arc<PolicySet> {
    let files = breachdesk::assets::policies();
    let (_, records) = files.iter().find(|(path, _)| path.ends_with("authorities/CY.toml")).unwrap();
    let record = records.split("[[authority]]").nth(1).unwrap();
    let record = record
        .replace("id = \"CY\"", "id = \"CY\"\nreplaces = true")
        .replace("kind = \"email\"", "kind = \"pec\"")
        .replace(super::notice_desk::CYPRUS, AUTHORITY);
    let own = format!("[[authority]]{record}\n{more}");
    let files = [("own.toml".to_owned(), own)];
    let law = policy().with(Layer { origin: RuleOrigin::Folder, files: &files });
    Arc::new(law.unwrap_or_else(|problems| panic!("{problems:?}")))
}

async fn on_both<F: AsyncFn(&TestApp)>(test: F) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        println!("on {engine:?}");
        let tester = Some(outgoing::tester("desk.example.org"));
        let settings = Settings { demo: true, limits: generous(), mail_tester: tester, ..Settings::default() };
        let app = TestApp::under(engine, settings, law("")).await;
        test(&app).await;
    }
}

pub async fn provider_server() -> Sink {
    Sink::with(Options { login: Some((USER, PASSWORD)), keep_raw: true, ..Options::default() }).await
}

fn account<'a>(port: &'a str, address: &'a str, password: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("pec-address", address),
        ("pec-host", "127.0.0.1"),
        ("pec-port", port),
        ("pec-security", "plain"),
        ("pec-user", USER),
        ("pec-password", password),
    ]
}

pub async fn set_account(app: &TestApp, server: &Sink, address: &str) {
    let port = server.addr.port().to_string();
    let saved = app.admin().await.send(PAGE, ACCOUNT, &account(&port, address, PASSWORD)).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
}

/// The desk's ordinary mail server.
pub async fn set_mail_server(app: &TestApp, server: &Sink) {
    let port = server.addr.port().to_string();
    let fields = [
        ("host", "127.0.0.1"),
        ("port", port.as_str()),
        ("security", "plain"),
        ("user", ""),
        ("mail-password", ""),
        ("sender-name", "Breach desk"),
        ("sender-address", "desk@example.org"),
    ];
    let saved = app.admin().await.fill_in("/admin/mail", &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
}

/// The loop of the service that sends, until it is dropped.
pub struct Sending {
    stop: watch::Sender<bool>,
    run: tokio::task::JoinHandle<()>,
}

impl Sending {
    pub fn start(app: &TestApp) -> Self {
        let (stop, stopped) = watch::channel(false);
        Self { stop, run: tokio::spawn(outgoing::run(app.ctx.clone(), stopped)) }
    }

    pub async fn end(self) {
        self.stop.send_replace(true);
        self.run.await.unwrap();
    }
}

/// A notice to the authority, approved.
struct Approved {
    case: String,
    path: String,
    controller: Browser,
    handler: Browser,
    provider: Holder,
}

async fn approved(app: &TestApp) -> Approved {
    let (handler, controller) = (app.handler().await, app.controller().await);
    app.dpo().await;
    let root = Holder::authority("Example root of providers");
    trusts(app, &root.pem()).await;
    let case = a_case(&handler).await;
    let to = duty(&kept(app, &case), "gdpr-33", "CY");
    let notice = begin(&handler, &case, to.number, "gdpr33_initial", "en").await;
    assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
    let provider = root.provider(PROVIDER, "20400101000000Z");
    Approved { case, path: format!("{notice}/file"), controller, handler, provider }
}

impl Approved {
    async fn hand_over(&self) {
        let sent = self.controller.fill_in(&self.path, &[("step", "send")]).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
    }

    /// What the provider says of the newest message, now.
    async fn hears(&self, app: &TestApp, kind: &'static str) -> Taken {
        let now = app.now().utc();
        let form = Form {
            zone: "Z",
            day: now.format("%d/%m/%Y").to_string().leak(),
            time: now.format("%H:%M:%S").to_string().leak(),
            ..Form::new(kind, &delivery(app, &self.case).message_id, OURS, AUTHORITY)
        };
        take(app, form.signed(&self.provider)).await.unwrap()
    }

    fn status(&self, app: &TestApp) -> DutyStatus {
        duty(&kept(app, &self.case), "gdpr-33", "CY").planned.status
    }

    async fn says(&self, words: &str) {
        let page = self.handler.get(&self.path).await;
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
}

/// Waits until the message to the authority is in this state, and takes what follows into the case.
pub async fn until(app: &TestApp, case: &str, state: DeliveryState) {
    loop {
        let woken = app.ctx.wake.notified();
        tokio::pin!(woken);
        woken.as_mut().enable();
        if delivery(app, case).state == state {
            break;
        }
        woken.await;
    }
    settle(app).await;
}

async fn settle(app: &TestApp) {
    let ctx = app.ctx.clone();
    let settled = tokio::task::spawn_blocking(move || breachdesk::app::notices::filing::settle_hand_overs(&ctx));
    settled.await.unwrap().unwrap();
}

fn alarms(app: &TestApp, case: &str, words: &str) -> usize {
    fire_due(&app.ctx).unwrap();
    let told = |mail: &&DeliveryRow| {
        mail.kind == DeliveryKind::Staff && mail.content["text"].as_str().is_some_and(|text| text.contains(words))
    };
    mails(app, case).iter().filter(told).count()
}

const ACCEPTANCE: &str = "the provider’s acceptance is missing";
const DELIVERY: &str = "the receipt of delivery is missing";

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_leaves_by_the_pec_account_alone_and_is_sent_when_accepted_and_confirmed_when_delivered() {
    on_both(async |app| {
        set_up(app);
        let (ordinary, provider) = (Sink::start().await, provider_server().await);
        set_mail_server(app, &ordinary).await;
        set_account(app, &provider, OURS).await;
        let sending = Sending::start(app);
        let notice = approved(app).await;
        let page = notice.controller.get(&notice.path).await;
        let to = format!("To {AUTHORITY}, a verified PEC address, from {OURS}.");
        assert!(page.text().contains(&to), "{}", page.text());
        notice.hand_over().await;
        until(app, &notice.case, DeliveryState::Accepted).await;

        // Its mail server took it; that is no acceptance by the provider.
        assert_eq!(newest(app, &notice.case).state, NoticeState::HandedOver);
        assert_ne!(notice.status(app), DutyStatus::Met);
        notice.says("Handed over to the PEC provider, acceptance outstanding. It is NOT filed yet.").await;
        let duties = format!("{}/duties", notice.case);
        let board = notice.handler.get(&duties).await;
        assert!(board.text().contains("Handed over to the PEC provider, acceptance outstanding"), "{}", board.text());

        let taken = notice.hears(app, "accettazione").await;
        assert_eq!((taken.became, taken.effect), (Became::Believed, ReceiptEffect::Accepted));
        let filed = newest(app, &notice.case);
        assert_eq!((filed.state, filed.filings.len()), (NoticeState::Filed, 1));
        assert_eq!((filed.filings[0].channel, filed.filings[0].proof()), (FilingChannel::Pec, Proof::None));
        assert_eq!(filed.filings[0].at, delivery(app, &notice.case).provider_at.unwrap());
        assert_eq!(notice.status(app), DutyStatus::FiledUnproven);
        notice.says("Accepted by the PEC provider, so it counts as sent.").await;
        let board = notice.controller.get(&format!("{duties}?lang=it")).await;
        assert!(board.text().contains("Accettata dal gestore PEC, in attesa di consegna"), "{}", board.text());

        assert_eq!(notice.hears(app, "avvenuta-consegna").await.effect, ReceiptEffect::Proven);
        let confirmed = newest(app, &notice.case);
        assert_eq!((confirmed.state, confirmed.filings[0].proof()), (NoticeState::Confirmed, Proof::Receipt));
        assert_eq!(notice.status(app), DutyStatus::Met);
        notice.says("Delivered by certified mail, with its receipt.").await;

        let arrived = provider.arrived();
        let [message] = arrived.as_slice() else { panic!("{arrived:?}") };
        assert_eq!((message.sender.as_str(), message.recipient.as_str(), message.named), (OURS, AUTHORITY, 1));
        let raw = String::from_utf8(message.raw.clone().unwrap()).unwrap();
        let from = raw.lines().find(|line| line.starts_with("From: ")).unwrap();
        assert!(from.ends_with(&format!("<{OURS}>")) && !raw.contains("Bcc"), "{from}");
        assert!(ordinary.arrived().iter().all(|mail| mail.recipient != AUTHORITY), "never by the ordinary server");
        sending.end().await;
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_says_nothing_is_an_alarm_once_at_each_clock() {
    on_both(async |app| {
        set_up(app);
        let provider = provider_server().await;
        set_account(app, &provider, OURS).await;
        let sending = Sending::start(app);
        let notice = approved(app).await;
        notice.hand_over().await;
        until(app, &notice.case, DeliveryState::Accepted).await;
        app.advance(TimeDelta::minutes(14));
        assert_eq!(alarms(app, &notice.case, ACCEPTANCE), 0, "not yet");
        app.advance(TimeDelta::minutes(2));
        assert_eq!(alarms(app, &notice.case, ACCEPTANCE), 2, "the DPO and whoever works on the case");
        assert_eq!(alarms(app, &notice.case, ACCEPTANCE), 2, "once");
        notice.says("and its acceptance is late").await;
        let board = notice.handler.get(&format!("{}/duties", notice.case)).await;
        assert!(board.text().contains("Handed over to the PEC provider, acceptance is late"), "{}", board.text());
        let list = notice.handler.get(&format!("{}/reminders", notice.case)).await;
        assert!(list.text().contains("Receipt of certified mail"), "{}", list.text());

        assert_eq!(notice.hears(app, "accettazione").await.effect, ReceiptEffect::Accepted);
        app.advance(TimeDelta::minutes(43));
        assert_eq!(alarms(app, &notice.case, DELIVERY), 0, "59 minutes");
        app.advance(TimeDelta::minutes(2));
        assert_eq!(alarms(app, &notice.case, DELIVERY), 2);
        assert_eq!((alarms(app, &notice.case, DELIVERY), alarms(app, &notice.case, ACCEPTANCE)), (2, 2));
        notice.says("but the receipt of delivery is late").await;
        assert_eq!(notice.hears(app, "avvenuta-consegna").await.effect, ReceiptEffect::Proven);
        assert_eq!(notice.status(app), DutyStatus::Met);
        sending.end().await;
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_in_time_ring_no_alarm_and_a_refusal_of_the_provider_opens_the_duty_again() {
    on_both(async |app| {
        set_up(app);
        let provider = provider_server().await;
        set_account(app, &provider, OURS).await;
        let sending = Sending::start(app);
        let notice = approved(app).await;
        notice.hand_over().await;
        until(app, &notice.case, DeliveryState::Accepted).await;
        assert_eq!(notice.hears(app, "non-accettazione").await.effect, ReceiptEffect::Failed);
        assert_eq!(newest(app, &notice.case).state, NoticeState::Approved);
        app.advance(TimeDelta::minutes(61));
        assert_eq!(alarms(app, &notice.case, ACCEPTANCE) + alarms(app, &notice.case, DELIVERY), 0);

        // A person sends it again; delivery is heard of before acceptance.
        notice.hand_over().await;
        until(app, &notice.case, DeliveryState::Accepted).await;
        assert_eq!(notice.hears(app, "avvenuta-consegna").await.effect, ReceiptEffect::Proven);
        assert_eq!(notice.hears(app, "accettazione").await.effect, ReceiptEffect::Nothing);
        assert_eq!(newest(app, &notice.case).state, NoticeState::Confirmed);
        app.advance(TimeDelta::minutes(61));
        assert_eq!(alarms(app, &notice.case, ACCEPTANCE) + alarms(app, &notice.case, DELIVERY), 0);
        assert_eq!(provider.arrived_count(), 2, "one for each time that a person sent it");
        sending.end().await;
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_settles_what_the_provider_never_answered_and_may_take_another_way() {
    on_both(async |app| {
        set_up(app);
        let provider = provider_server().await;
        set_account(app, &provider, OURS).await;
        let sending = Sending::start(app);
        let notice = approved(app).await;
        notice.hand_over().await;
        until(app, &notice.case, DeliveryState::Accepted).await;
        let no = [("step", "settle"), ("arrived", "no"), ("why", "The provider’s support says it has no such message")];
        let settled = notice.controller.fill_in(&notice.path, &no).await;
        assert_eq!(settled.status, 303, "{}", settled.text());
        assert_eq!(newest(app, &notice.case).state, NoticeState::Approved);
        assert_eq!(delivery(app, &notice.case).state, DeliveryState::GivenUp);
        let late = notice.hears(app, "accettazione").await;
        assert_eq!((late.became, late.doubt), (Became::Doubted, Some(Doubt::NotExpected)), "shown, for a person");

        notice.hand_over().await;
        until(app, &notice.case, DeliveryState::Accepted).await;
        let yes = [("step", "settle"), ("arrived", "yes"), ("why", "The receipt lies in our PEC mailbox")];
        assert_eq!(notice.controller.fill_in(&notice.path, &yes).await.status, 303);
        let filed = newest(app, &notice.case);
        assert_eq!((filed.state, filed.filings[0].channel), (NoticeState::Filed, FilingChannel::Pec));
        assert_eq!(notice.hears(app, "avvenuta-consegna").await.effect, ReceiptEffect::Proven);
        sending.end().await;
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_that_dies_after_the_content_has_left_is_never_followed_by_a_second_message() {
    on_both(async |app| {
        set_up(app);
        let (ordinary, provider) = (Sink::start().await, provider_server().await);
        set_account(app, &provider, OURS).await;
        // It has the message and never says so.
        provider.always(Verb::Journalled, Act::Hang);
        let sending = Sending::start(app);
        let notice = approved(app).await;
        notice.hand_over().await;
        provider.until(1).await;
        sending.end().await;
        assert_eq!(delivery(app, &notice.case).state, DeliveryState::InFlight);

        provider.forgive();
        app.advance(TimeDelta::minutes(5));
        if app.ctx.store.is_postgres() {
            // There the lease goes by the database's own clock, which no test moves.
            let mut other = PgConnection::establish(&app.database.url).unwrap();
            let over = "UPDATE deliveries SET lease_until = now() - interval '1 minute' WHERE state = 'in_flight'";
            assert_eq!(sql_query(over).execute(&mut other).unwrap(), 1);
        }
        let (store, ids, minute) = (app.ctx.store.clone(), &app.ctx.ids, Duration::from_secs(60));
        let desk = Outbox::new(store.clone(), ids);
        let certified = Outbox::new(store, ids).of(Lane::Certified(app.organisation));
        assert_eq!(certified.rescue(true, app.now()).unwrap().unknown, 1);
        assert_eq!(certified.resend_unknown(Duration::ZERO, app.now()).unwrap(), 0);
        assert!(certified.claim(10, app.now(), minute).unwrap().is_empty());
        let ours = |row: &DeliveryRow| row.kind == DeliveryKind::Authority;
        assert!(!desk.claim(100, app.now(), minute).unwrap().iter().any(ours), "nor by the ordinary server");
        settle(app).await;
        notice.says("hand-over unclear").await;
        assert_eq!((provider.arrived_count(), ordinary.arrived_count()), (1, 0));

        assert_eq!(notice.hears(app, "accettazione").await.effect, ReceiptEffect::Accepted);
        assert_eq!(newest(app, &notice.case).state, NoticeState::Filed);
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_handed_over_goes_the_way_that_was_decided_then_or_not_at_all() {
    on_both(async |app| {
        set_up(app);
        let (ordinary, provider) = (Sink::start().await, provider_server().await);
        set_account(app, &provider, OURS).await;
        let notice = approved(app).await;
        notice.hand_over().await;
        assert_eq!(delivery(app, &notice.case).route, DeliveryRoute::Pec);
        // The account goes, and the desk gets an ordinary server: the message waits, and is not sent from elsewhere.
        let admin = app.admin().await;
        assert_eq!(admin.send(PAGE, ACCOUNT, &[("pec-address", "")]).await.status, 303);
        set_mail_server(app, &ordinary).await;
        assert!(fire_due(&app.ctx).unwrap() > 0, "somebody is reminded by ordinary mail");
        let sending = Sending::start(app);
        ordinary.until(1).await;
        assert_eq!(delivery(app, &notice.case).state, DeliveryState::Queued);
        // Another account may not send what was handed over under the first one's address.
        set_account(app, &provider, "other@pec.lunamobile.example.org").await;
        until(app, &notice.case, DeliveryState::GivenUp).await;
        assert_eq!(newest(app, &notice.case).state, NoticeState::Approved);
        assert_eq!(provider.arrived_count(), 0);
        assert!(ordinary.arrived().iter().all(|mail| mail.recipient != AUTHORITY));
        sending.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_account_the_duty_says_so_before_the_approval_and_filing_elsewhere_is_offered() {
    on_both(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = a_case(&handler).await;
        let to = duty(&kept(app, &case), "gdpr-33", "CY").number;
        let missing = "the organisation has no PEC account at this desk";
        let page = handler.get(&format!("{case}/duties/{to}")).await;
        assert!(page.text().contains(missing), "{}", page.text());
        let notice = begin(&handler, &case, to, "gdpr33_initial", "en").await;
        let check = handler.get(&format!("{notice}/check")).await;
        assert!(check.text().contains(missing), "{}", check.text());
        let controller = app.controller().await;
        assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
        let path = format!("{notice}/file");
        let page = controller.get(&path).await;
        assert!(page.text().contains(missing) && !page.text().contains("value=\"send\""), "{}", page.text());
        assert!(page.text().contains("value=\"filed\""), "what was filed elsewhere is recorded here");
        let refused = controller.fill_in(&path, &[("step", "send")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains(missing), "{}", refused.text());
        assert!(mails(app, &case).iter().all(|mail| mail.kind != DeliveryKind::Authority));
        let italian = handler.get(&format!("{case}/duties/{to}?lang=it")).await;
        let missing = "l’organizzazione non ha un account PEC";
        assert!(italian.text().contains(missing), "{}", italian.text());
        // The account is there: nothing is missing any more.
        set_account(app, &provider_server().await, OURS).await;
        assert!(!handler.get(&format!("{case}/duties/{to}")).await.text().contains(missing));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_larger_than_certified_mail_takes_is_refused_with_a_sentence_before_it_is_handed_over() {
    let small = "[certified_mail]\nacceptance_minutes = 15\ndelivery_minutes = 60\nclocks_verified = false\n\
                 most_kilobytes = 9\nsize_cite = \"a test\"\nsize_verified = false\n";
    let settings = Settings { demo: true, limits: generous(), ..Settings::default() };
    let app = TestApp::under(Engine::Sqlite, settings, law(small)).await;
    set_up(&app);
    set_account(&app, &provider_server().await, OURS).await;
    let notice = approved(&app).await;
    let refused = notice.controller.fill_in(&notice.path, &[("step", "send")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("The notice is too large for certified mail"), "{}", refused.text());
    assert_eq!(newest(&app, &notice.case).state, NoticeState::Approved);
    assert!(mails(&app, &notice.case).iter().all(|mail| mail.kind != DeliveryKind::Authority));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_is_set_and_tried_by_administrators_and_its_password_never_travels_back() {
    on_both(async |app| {
        set_up(app);
        let (admin, provider) = (app.admin().await, provider_server().await);
        let port = provider.addr.port().to_string();
        let empty = admin.get(PAGE).await;
        assert!(empty.text().contains("UNVERIFIED") && !empty.text().contains("Send a test to itself"));
        let save = async |fields: &[(&str, &str)]| admin.send(PAGE, ACCOUNT, fields).await;
        let nothing = save(&account(&port, OURS, "")).await;
        assert!(nothing.status == 422 && nothing.text().contains("Enter the password"), "{}", nothing.text());
        let clear: Vec<(&str, &str)> = account(&port, OURS, PASSWORD)
            .into_iter()
            .map(|(name, value)| if name == "pec-host" { (name, "mail.example.org") } else { (name, value) })
            .collect();
        assert_eq!(save(&clear).await.status, 422, "in the clear over the network");
        assert_eq!(save(&account(&port, "no address", PASSWORD)).await.status, 422);
        assert_eq!(save(&account(&port, OURS, PASSWORD)).await.status, 303);
        assert_eq!(save(&account(&port, OURS, "")).await.status, 303, "the same server and login keep the password");
        assert_eq!(save(&account("1", OURS, "")).await.status, 422, "a password is never sent to another server");
        let page = admin.get(PAGE).await;
        assert!(page.text().contains(OURS) && !page.text().contains(PASSWORD), "{}", page.text());

        let tried = admin.send(PAGE, &format!("{ACCOUNT}/test"), &[]).await;
        assert!(tried.text().contains("The provider’s server took the test"), "{}", tried.text());
        let arrived = provider.arrived();
        let [test] = arrived.as_slice() else { panic!("{arrived:?}") };
        assert_eq!((test.sender.as_str(), test.recipient.as_str()), (OURS, OURS));
        provider.always(Verb::Auth, Act::Reply(535, "5.7.8 wrong"));
        let refused = admin.send(PAGE, &format!("{ACCOUNT}/test"), &[]).await;
        assert!(refused.text().contains("did not accept the name and password"), "{}", refused.text());
        assert_eq!(save(&[("pec-address", "")]).await.status, 303);
        assert!(!admin.get(PAGE).await.text().contains("Send a test to itself"));
        assert!(matches!(app.handler().await.get(PAGE).await.status, 403 | 404));
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
    })
    .await;
}
